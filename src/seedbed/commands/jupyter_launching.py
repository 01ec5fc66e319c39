"""Starts a JupyterLab that goes on when this process ends, and waits until it answers."""

from __future__ import annotations

import json
import os
import time

from seedbed.commands import jupyter_environment
from seedbed.commands.jupyter_ending import end
from seedbed.commands.jupyter_failures import failed, open_to_all, port_in_use, too_slow
from seedbed.commands.jupyter_kernel import register
from seedbed.errors import SeedbedError
from seedbed.host import processes
from seedbed.host.private import drop, fresh_log, write_private
from seedbed.host.processes import Process
from seedbed.jupyter import state as states
from seedbed.jupyter.addresses import LOOPBACK, address_of, is_loopback
from seedbed.jupyter.arguments import arguments, variables
from seedbed.jupyter.server import Server, written
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seedbed.commands.jupyter_environment import Ready
    from seedbed.jupyter.places import Place
    from seedbed.workspace import Workspace

LIMIT = 120.0
"""Seconds that JupyterLab has to answer: on a network disk it takes some."""
_PAUSE = 0.02


@record
class Wanted:
    """What is asked of a server.

    Attributes:
        port: the port; -1 for Jupyter's own choice, 0 for any.
        host: the address to listen on.
        allow_root: whether it may run as root.
        limit: seconds that it has to answer.
        token: the token that it keeps; empty for a new one.
    """

    port: int = -1
    host: str = LOOPBACK
    allow_root: bool = False
    limit: float = LIMIT
    token: str = ""


def begin(project: Workspace, place: Place, wanted: Wanted) -> Server:
    """Start the process, and record it.

    Raises:
        SeedbedError: when there is no JupyterLab, the port is in use, or nothing can be recorded.
    """
    ready = jupyter_environment.find(project)
    check_port(wanted)
    name = _name(project)
    _, data = register(name, ready.folder, ready.python, place.data)
    server = Server(
        root=project.root,
        pid=-1,
        identity="",
        token=wanted.token or os.urandom(24).hex(),
        environment=ready.folder,
        made=states.made_of(ready.folder),
        host=wanted.host,
        asked_port=wanted.port,
        allow_root=wanted.allow_root and os.geteuid() == 0 if hasattr(os, "geteuid") else False,
        started=time.time(),
        version=ready.version,
    )
    for path in (place.begun, place.ended):
        drop(path)
    write_private(place.given, json.dumps(arguments(server)).encode())
    write_private(place.record, written(server))  # a full disk is found before anything runs
    return _launched(server, place, _command(ready, place), _variables(ready, data))


def _launched(
    server: Server, place: Place, command: Sequence[str], env: Mapping[str, str]
) -> Server:
    """Start the process, and record it; when that fails, or is interrupted, nothing runs."""
    from seedbed.host.signals import Raised

    with Raised(starting=True) as signals:
        log = fresh_log(place.log)
        try:
            process = processes.start_apart(command, server.root, env, log)
        finally:
            os.close(log)
        server = replace(server, pid=process.pid, identity=process.identity)
        try:
            signals.started()
            write_private(place.record, written(server))
        except (SeedbedError, KeyboardInterrupt):
            _give_up(server, place)
            raise
    return server


def _command(ready: Ready, place: Place) -> list[str]:
    """The command that starts JupyterLab. Everybody may read it."""
    from seedbed.commands.jupyter_logout import scope

    files = (place.given, place.begun, place.ended, place.log)
    command = [ready.python, processes.LAB_SCRIPT, *files]
    if ready.entering:
        from seedbed.host.process import find

        shell = find("bash") or find("sh")
        command = [shell, "-c", f'{ready.entering}\nexec "$@"', "seedbed", *command]
    return [*scope(), *ready.before, *command]


def _variables(ready: Ready, data: str) -> dict[str, str]:
    from seedbed.host.variables import for_manager

    found = variables(for_manager(), ready.folder, of_conda=ready.of_conda)
    if data:
        found["JUPYTER_PATH"] = os.pathsep.join(filter(None, (data, found.get("JUPYTER_PATH"))))
    return found


def check_port(wanted: Wanted) -> None:
    """Refuse an address or a port on which nobody can listen.

    Raises:
        SeedbedError: says why.
    """
    from seedbed.host.loopback import fault_of_port

    fault = fault_of_port(wanted.host, max(wanted.port, 0))
    if not fault:
        return
    if wanted.port > 0 and not fault_of_port(wanted.host, 0):
        raise port_in_use(wanted.port, fault)
    raise SeedbedError(
        f"JupyterLab cannot listen on {wanted.host}: {fault}.",
        "Give --host an address of this machine, or leave it out.",
        code="bad-host",
    )


def wait_for(server: Server, place: Place, limit: float, waiting: Callable[[], None]) -> Server:
    """The record of a server once its API answers.

    Raises:
        SeedbedError: when it ends, or does not answer in time; then it is ended.
    """
    from seedbed.host.signals import Raised

    found = None
    try:
        with Raised():
            found = _answered(server, place, limit, waiting)
    finally:
        if found is None:
            _give_up(server, place)
    return found


def _answered(server: Server, place: Place, limit: float, waiting: Callable[[], None]) -> Server:
    process = Process(pid=server.pid, identity=server.identity)
    end = time.monotonic() + limit
    while True:
        found = _answering(server, place)
        if found is not None:
            _check_closed(found)
            write_private(place.record, written(found))
            return found
        if not processes.is_alive(process):
            raise failed(place.log, server)
        if time.monotonic() > end:
            raise too_slow(place.log, limit)
        waiting()
        time.sleep(_PAUSE)


def _answering(server: Server, place: Place) -> Server | None:
    """The record of a server whose API answers; None as long as it does not."""
    begun = states.document(place.begun)
    match begun:
        case {"pid": int(pid), "runtime": str(runtime)}:
            pass
        case _:
            return None
    facts = states.of_jupyter(runtime, pid)
    if facts is None:
        return None
    found = replace(
        server,
        pid=pid,  # that of what a shell or Nix has started
        identity=processes.identity_of(pid),
        runtime=runtime,
        port=facts["port"],
        base=facts["base_url"],
        is_encrypted=facts["secure"],
    )
    return found if states.api(found, "status") is not None else None


def _check_closed(server: Server) -> None:
    """Refuse a server that others can reach and that asks for no token."""
    if is_loopback(server.host):
        return
    heard = states.asked(address_of(server), "status")
    if heard is None or heard.status == 200:
        raise open_to_all()


def _give_up(server: Server, place: Place) -> None:
    """End what was started, and forget it; its log stays."""
    begun = states.document(place.begun)
    pid = begun.get("pid") if isinstance(begun, dict) else None
    one = Process(pid=server.pid, identity=server.identity)
    inner = Process(pid=pid, identity=processes.identity_of(pid)) if isinstance(pid, int) else one
    end(inner, server, polite=2.0)
    if one != inner:
        end(one, server, polite=1.0)
    for path in (place.record, place.given, place.begun, place.ended):
        drop(path)


def _name(project: Workspace) -> str:
    match project.manifest:
        case {"project": {"name": str(name)}} if name:
            return name
    return os.path.basename(project.root)
