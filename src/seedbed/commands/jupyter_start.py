"""`seedbed jupyter start`: one JupyterLab a project, which goes on when the terminal closes."""

from __future__ import annotations

import os

from seedbed.commands.jupyter_ending import tidy
from seedbed.commands.jupyter_launching import Wanted, begin, wait_for
from seedbed.commands.jupyter_turn import turn
from seedbed.errors import SeedbedError
from seedbed.host.private import drop
from seedbed.jupyter import state as states
from seedbed.jupyter.addresses import LOOPBACK, is_loopback
from seedbed.model.record import record
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from seedbed.jupyter.places import Place
    from seedbed.jupyter.server import Server
    from seedbed.jupyter.states import State
    from seedbed.workspace import Workspace


@record
class Started:
    """A server that answers.

    Attributes:
        server: what is recorded of it.
        is_new: whether this call started it.
        notes: what its user should know.
    """

    server: Server
    is_new: bool
    notes: tuple[str, ...] = ()


def start(wanted: Wanted, waiting: Callable[[], None] = lambda: None) -> Started:
    """Start the server of the project here; one that runs already stays as it is.

    Args:
        wanted: what is asked of it.
        waiting: called now and then until the server answers.

    Raises:
        SeedbedError: when it cannot be started, or does not answer in time; then nothing runs.
        KeyboardInterrupt: when a signal ended the wait; then nothing runs either.
    """
    project = locate()
    place = states.place_for(project.root)
    with turn(place, project.root, waiting):
        return start_here(project, place, wanted, waiting)


def start_here(
    project: Workspace, place: Place, wanted: Wanted, waiting: Callable[[], None]
) -> Started:
    """The same, for who holds the lock."""
    before = states.state_of(project.root)
    if before.status in {"silent", "moved"}:
        code = f"jupyter-{before.status}"
        raise SeedbedError(before.message, "Run 'seedbed jupyter restart'.", code=code)
    if before.server is not None and before.is_running:
        return Started(server=before.server, is_new=False, notes=_differs(before, wanted))
    if before.server is not None and before.is_alive:  # a seedbed that was killed began it
        server = before.server
    else:
        check_user(wanted)
        if before.server is not None:
            tidy(before.server)
        server = begin(project, place, wanted)
    server = wait_for(server, place, wanted.limit, waiting)
    drop(place.kept)
    notes = (*_said_before(before), *_said_of(project, server))
    return Started(server=server, is_new=True, notes=notes)


def check_user(wanted: Wanted) -> None:
    """Refuse to run everything as root, unless that is asked for.

    Raises:
        SeedbedError: says what to add.
    """
    if getattr(os, "geteuid", lambda: 1)() == 0 and not wanted.allow_root:
        raise SeedbedError(
            "You are root, and JupyterLab doesn't run as root unless you allow it.",
            "Start it as another user, or add --allow-root.",
            code="jupyter-root",
        )


def _differs(before: State, wanted: Wanted) -> tuple[str, ...]:
    """What to say where the server that runs is not as it is asked for now."""
    server = before.server
    if server is None:
        return ()
    other_port = wanted.port > 0 and wanted.port != server.port
    other_host = wanted.host not in {LOOPBACK, server.host}
    notes = []
    if other_port or other_host:
        option = f"--port {wanted.port}" if other_port else f"--host {wanted.host}"
        notes.append(
            f"It was already running, so {option} has no effect. To move it, run "
            f"'seedbed jupyter restart {option}'."
        )
    return (*notes, *filter(None, [before.warning]))


def _said_before(before: State) -> tuple[str, ...]:
    """What to say of a server that went without being stopped."""
    if before.status in {"none", "starting"}:
        return ()
    return (f"The last server: {before.message}",)


def _said_of(project: Workspace, server: Server) -> Iterator[str]:
    from seedbed.commands.jupyter_logout import warning

    if said := warning():
        yield said
    if not is_loopback(server.host):
        kind = "" if server.is_encrypted else " Nothing is encrypted on the way."
        yield (
            f"JupyterLab listens on {server.host}: whoever can reach this machine and has the URL "
            f"can run programs as you.{kind}"
        )
    for other in states.strangers(project.root, server):
        yield (
            f"A server that you started yourself is also running in this project (process "
            f"{other.pid}, {other.url}). seedbed leaves it alone."
        )
