"""Explains how a manager's program failed, and says only what is known."""

from __future__ import annotations

import os
import re

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.managers.base import MANAGERS

_CRASHES = frozenset(("SIGILL", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSYS", "SIGTRAP"))
_SHELLS = 128
"""What shells add to the number of a signal in an exit status."""
_REAL_TIME = 32
"""The first signal that no program ends by unless it is meant to."""
_OFFLINE = {
    "uv": ("UV_OFFLINE",),
    "pixi": ("PIXI_OFFLINE",),
    "conda": ("CONDA_OFFLINE",),
    "mamba": ("MAMBA_OFFLINE",),
    "micromamba": ("MAMBA_OFFLINE",),
}
_REFUSED = re.compile(
    r"\b40[13] (?:client error: )?(?:unauthorized|forbidden)|returned error: 40[13]\b"
    r"|authorization error",
    re.IGNORECASE,
)
"""What managers say of a server that wants to know who asks."""
_HOST = re.compile(r"https?://(?:[^/\s@]*@)?([^/\s:)'\"`]+)")
_NETRC = "put your name and password for it into ~/.netrc"
"""How to log in with conda itself, which has no command for that without a plugin."""
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def failed(command: str, status: int, then: str, *, code: str) -> SeedbedError:
    """The error for a program that failed.

    Args:
        command: the program and its verb.
        status: its exit status; minus the number of the signal that ended it.
        then: what to run, once what was wrong is right.
        code: the error's code.
    """
    signal = _signal(status)
    if signal:
        what = "crashed" if signal in _CRASHES else "was ended"
        hint = f"Run {then} again."
        if signal == "SIGTERM":
            what = "was stopped by another program"
        elif signal == "SIGKILL":
            what = "was killed, perhaps because memory ran out"
            hint = f"Free some memory, or ask for more of it, then run {then}."
        elif signal == "SIGXCPU":
            what = "was stopped, because it used up its processor time"
            hint = f"Ask for more time, then run {then}."
        return SeedbedError(f"'{command}' {what} ({signal}).", hint, code=code, status=ENVIRONMENT)
    hint = f"Fix what it reports; if the network is down, wait until it is back. Then run {then}."
    if offline := _offline(command):
        hint = (
            f"{offline} is set, so nothing is downloaded: unset it, or fix what the output "
            f"reports. Then run {then}."
        )
    elif not _connected():
        hint = (
            "This machine has no route to the internet, which may be why. Connect it, or fix what "
            f"the output reports; then run {then}."
        )
    return SeedbedError(
        f"'{command}' failed with exit status {status}; see its output above.",
        hint,
        code=code,
        status=ENVIRONMENT,
    )


def said_by(command: str, status: int, said: str, *, code: str) -> SeedbedError:
    """The error for a program that failed, in its own words.

    Args:
        command: the program and its verb.
        status: its exit status; minus the number of the signal that ended it.
        said: all that it said of it.
        code: the error's code.
    """
    from seedbed.managers.shared.sentences import sentence

    if _signal(status) or not (found := sentence(said)):
        import sys

        from seedbed.model.credentials import masked

        sys.stderr.write(masked(said))
        return failed(command, status, "the same command", code=code)
    hint = ""
    if login := _login(command, said):
        hint = login
    elif offline := _offline(command):
        hint = f"{offline} is set, so nothing is downloaded: unset it if that is why."
    elif not _connected():
        hint = "This machine has no route to the internet, which may be why."
    return SeedbedError(f"'{command}' failed: {found}", hint, code=code, status=ENVIRONMENT)


def _login(command: str, said: str) -> str:
    """How to log in to the server that has refused a program; empty where none has."""
    refused = next((line for line in said.splitlines() if _REFUSED.search(line)), "")
    found = _HOST.search(refused) or (_HOST.search(said) if refused else None)
    if not found:
        return ""
    program = command.partition(" ")[0]
    login = _NETRC if program == "conda" else MANAGERS.get(program, MANAGERS["conda"]).login
    host = found[1]
    return f"{host} wants a login, or refuses yours. To log in: {login.format(host=host)}."


def _signal(status: int) -> str:
    """The name of the signal that ended a program, as it or a shell tells it; empty for none."""
    if os.name == "nt" or not (status < 0 or status > _SHELLS):
        return ""
    import signal

    number = -status if status < 0 else status - _SHELLS
    try:
        named = signal.Signals(number).name
    except ValueError:
        return f"signal {number}" if status < 0 else ""
    return named if status < 0 or number < _REAL_TIME else ""


def _offline(command: str) -> str:
    """The variable that keeps a program from the network; empty when there is none."""
    from seedbed.managers.shared.kept import switched_on

    return switched_on(_OFFLINE.get(command.partition(" ")[0], ()))


def _connected() -> bool:
    """Whether this machine knows a way to any address, or has a proxy; nothing is sent."""
    import socket

    if any(os.environ.get(name) or os.environ.get(name.lower()) for name in _PROXIES):
        return True

    # addresses that nobody has: RFC 5737, RFC 3849
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asked:
                asked.connect((address, 9))
                return True
        except OSError:
            continue
    return False
