"""What to say when JupyterLab does not start."""

from __future__ import annotations

import re

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.following import last_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.jupyter.server import Server

SHOWN = 15
"""Lines of the log that an error shows."""
_PORT = re.compile(r"port \d+ is not available|port \d+ is already in use|Address already in use")
_IMPORT = re.compile(r"^(?:ModuleNotFoundError|ImportError): (.*)", re.MULTILINE)


class StartFailedError(SeedbedError):
    """JupyterLab did not start.

    Args:
        message: as for every error of seedbed's.
        hint: as well.
        code: as well.
        tail: the last lines of its log.
    """

    def __init__(self, message: str, hint: str, *, code: str, tail: list[str]) -> None:
        super().__init__(message, hint, code=code, status=ENVIRONMENT)
        self.tail = tail


def failed(log: str, server: Server) -> SeedbedError:
    """The error for a server that ended before it answered.

    Args:
        log: the path of its log.
        server: what is recorded of it.
    """
    tail = last_lines(log, SHOWN)
    said = "\n".join(last_lines(log, 200))
    if _PORT.search(said):
        return port_in_use(server.asked_port, "another program took it just now")
    what, hint, code = "it ended before it answered", f"Its whole log is {log}.", "jupyter-failed"
    if "No space left on device" in said:
        what, hint = "the disk is full", "Free some space, then run the same command again."
    elif found := _IMPORT.findall(said):
        what = f"its environment is broken: {found[-1].rstrip('.')}"
        hint = f"Run 'seedbed sync', then try again. {hint}"
    return StartFailedError(f"JupyterLab did not start: {what}.", hint, code=code, tail=tail)


def too_slow(log: str, limit: float) -> SeedbedError:
    """The error for a server that did not answer in time."""
    return StartFailedError(
        f"JupyterLab did not answer within {limit:g} s, so seedbed stopped it.",
        f"If your disk is slow, add --timeout {4 * limit:g}. Its whole log is {log}.",
        code="jupyter-slow",
        tail=last_lines(log, SHOWN),
    )


def port_in_use(port: int, fault: str) -> SeedbedError:
    """The error for a port that is taken.

    Args:
        port: its number; -1 where none was asked for.
        fault: what the system says.
    """
    which = f"Port {port}" if port > 0 else "The port"
    return SeedbedError(
        f"{which} cannot be used: {fault}.",
        "Give another one with --port, or write --port 0 for any that is free.",
        code="port-in-use",
    )


def open_to_all() -> SeedbedError:
    """The error for a server that asks others for no token."""
    return SeedbedError(
        "Your Jupyter settings let everybody in without a token, and --host opens the server to "
        "other machines, so seedbed stopped it.",
        "Remove that setting ('jupyter --paths' shows where it may be), or leave out --host.",
        code="jupyter-open",
    )
