"""`seedbed jupyter stop` and `restart`: ends the project's own server, and no other."""

from __future__ import annotations

import os

from seedbed.commands import jupyter_environment
from seedbed.commands.jupyter_ending import end, tidy
from seedbed.commands.jupyter_launching import Wanted, check_port
from seedbed.commands.jupyter_start import Started, check_user, start_here
from seedbed.commands.jupyter_turn import turn
from seedbed.host.private import drop, write_private
from seedbed.host.processes import Process
from seedbed.jupyter import state as states
from seedbed.jupyter.server import written
from seedbed.jupyter.states import State
from seedbed.model.record import record, replace
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from seedbed.jupyter.places import Place
    from seedbed.jupyter.server import Server
    from seedbed.jupyter.state import Stranger

POLITE = 15.0
"""Seconds that JupyterLab has to end its kernels and itself."""


@record
class Kernel:
    """A kernel that runs.

    Attributes:
        name: the notebook that uses it, or the name of its kind.
        is_busy: whether it computes.
    """

    name: str
    is_busy: bool


@record
class Stopped:
    """What became of a server.

    Attributes:
        before: how it was.
        forced: whether it had to be killed.
        strangers: the servers in the project that were left alone.
    """

    before: State
    forced: bool = False
    strangers: tuple[Stranger, ...] = ()


def kernels() -> list[Kernel]:
    """The kernels of the server of the project here; empty where it does not answer.

    Raises:
        SeedbedError: when there is no project here.
    """
    state = states.state_of(locate().root)
    answers = state.status in {"running", "moved"}
    return kernels_of(state.server) if state.server and answers else []


def kernels_of(server: Server) -> list[Kernel]:
    """The kernels of a server that answers."""
    running, sessions = states.api(server, "kernels"), states.api(server, "sessions")
    used = {}
    for one in sessions if isinstance(sessions, list) else ():
        match one:
            case {"path": str(path), "kernel": {"id": str(kernel)}}:
                used[kernel] = path
    found = []
    for one in running if isinstance(running, list) else ():
        match one:
            case {"id": str(kernel), "name": str(name), "execution_state": state}:
                found.append(Kernel(name=used.get(kernel, name), is_busy=state == "busy"))
    return found


def stop(waiting: Callable[[], None] = lambda: None) -> Stopped:
    """End the server of the project here, and return when it is gone.

    Args:
        waiting: called now and then until this call may begin.

    Raises:
        SeedbedError: when there is no project here, or the server cannot be ended.
    """
    project = locate()
    place = states.place_for(project.root)
    if not os.path.lexists(place.folder) and _is_none(project.root):
        return Stopped(before=State(), strangers=_strangers(project.root, None))
    with turn(place, project.root, waiting):
        stopped = _stop_here(project.root, place)
        drop(place.kept)
        return stopped


def restart(
    wanted: Wanted, *, given: frozenset[str], waiting: Callable[[], None] = lambda: None
) -> Started:
    """End the server of the project here, and start it again with its token and its port.

    If it cannot be started, the next restart still knows both.

    Args:
        wanted: what is asked of it.
        given: the fields of that which were given; others are as before.
        waiting: called now and then until the server answers.

    Raises:
        SeedbedError: when it cannot be ended or started.
    """
    project = locate()
    place = states.place_for(project.root)
    with turn(place, project.root, waiting):
        before = states.state_of(project.root)
        server = before.server or states.kept_of(project.root)
        if server is not None:
            same = {"port": server.port or server.asked_port, "host": server.host}
            same |= {"allow_root": server.allow_root}
            wanted = replace(
                wanted,
                token=server.token,
                **{name: value for name, value in same.items() if name not in given},
            )
        check_user(wanted)
        jupyter_environment.find(project)  # before anything is ended
        holds = server is not None and before.is_alive and wanted.port == server.port
        check_port(replace(wanted, port=0) if holds else wanted)
        if server is not None:
            write_private(place.kept, written(server))
        _stop_here(project.root, place)
        return start_here(project, place, wanted, waiting)


def _stop_here(root: str, place: Place) -> Stopped:
    before = states.state_of(root)
    server = before.server
    others = _strangers(root, server)
    if server is None:
        return Stopped(before=before, strangers=others)
    forced = False
    if before.is_alive:
        forced = end(Process(pid=server.pid, identity=server.identity), server, polite=POLITE)
    else:
        tidy(server)
    for one in filter(None, (place, before.place)):
        for path in (one.record, one.given, one.begun, one.ended):
            drop(path)
    return Stopped(before=before, forced=forced, strangers=others)


def _is_none(root: str) -> bool:
    return states.state_of(root, ask=False).status == "none"


def _strangers(root: str, server: Server | None) -> tuple[Stranger, ...]:
    return tuple(states.strangers(root, server))
