"""`seedbed jupyter status`, `url`, `logs` and `open`: what can be said of a project's server."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.jupyter import state as states
from seedbed.jupyter.addresses import tunnel, url_of
from seedbed.jupyter.left import left
from seedbed.model.record import record
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.jupyter.left import Left
    from seedbed.jupyter.server import Server
    from seedbed.jupyter.state import Stranger
    from seedbed.jupyter.states import State


@record
class Status:
    """How the server of a project is.

    Attributes:
        root: the project's folder.
        state: how it is.
        url: where it is, without the token; empty where it does not run.
        log: the path of its log; empty where there is none.
        strangers: the servers in the project that seedbed did not start.
        left: the servers of other projects whose folder was moved or deleted.
    """

    root: str
    state: State
    url: str
    log: str
    strangers: tuple[Stranger, ...]
    left: tuple[Left, ...]


def status() -> Status:
    """How the server of the project here is.

    Raises:
        SeedbedError: when there is no project here.
    """
    root = locate().root
    state = states.state_of(root)
    place = state.place or states.place_for(root)
    server = state.server
    reachable = state.is_alive and state.status != "moved"
    return Status(
        root=root,
        state=state,
        url=shown_url(server) if server and server.is_ready and reachable else "",
        log=place.log if os.path.exists(place.log) else "",
        strangers=tuple(states.strangers(root, server)),
        left=tuple(one for one in left(place.top) if one.place != state.place),
    )


def running() -> Server:
    """The server of the project here.

    Raises:
        SeedbedError: when it does not run.
    """
    state = states.state_of(locate().root)
    if state.server is not None and state.is_running:
        return state.server
    then = "restart" if state.is_alive else "start"
    raise SeedbedError(state.message, f"Run 'seedbed jupyter {then}'.", code="jupyter-not-running")


def shown_url(server: Server, *, secret: bool = False) -> str:
    """The URL of a server, as other machines reach it if they can.

    Args:
        server: which one.
        secret: whether it has the token.
    """
    name = os.uname().nodename if hasattr(os, "uname") else ""
    return url_of(server, name, secret=secret)


def tunnel_to(server: Server) -> str:
    """The command that somebody who is here by SSH runs on the other machine; empty for others."""
    from seedbed.host.systemd import user

    return tunnel(server, os.environ, user()) if "SSH_CONNECTION" in os.environ else ""


def log_path() -> str:
    """The path of the log of the project here.

    Raises:
        SeedbedError: when there is none.
    """
    root = locate().root
    path = (states.state_of(root, ask=False).place or states.place_for(root)).log
    if not os.path.exists(path):
        raise SeedbedError(
            "JupyterLab has never been started for this project, so there is no log.",
            "Run 'seedbed jupyter start'.",
            code="no-log",
        )
    return path


def open_page() -> tuple[Server, bool]:
    """Open the server of the project here in the browser.

    Returns:
        The server, and whether a browser was started: not where its window could not be seen.

    Raises:
        SeedbedError: when the server does not run.
    """
    from seedbed.host import browser

    server = running()
    if not browser.has_screen():
        return server, False
    # everybody may read a browser's command line: Jupyter has a page that leads to the one with
    # the token, and that only its user can open
    page = os.path.join(server.runtime, f"jpserver-{server.pid}-open.html")
    from pathlib import Path

    url = Path(page).as_uri() if os.path.exists(page) else shown_url(server)
    return server, browser.show(url)
