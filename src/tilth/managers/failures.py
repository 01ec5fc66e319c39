"""Says in words how a manager's program failed. Only what is known is said."""

from __future__ import annotations

import os

from tilth.errors import ENVIRONMENT, TilthError

_KILLED = {
    4: ("SIGILL", "crashed"),
    6: ("SIGABRT", "crashed"),
    7: ("SIGBUS", "crashed"),
    9: ("SIGKILL", "was killed"),
    11: ("SIGSEGV", "crashed"),
    15: ("SIGTERM", "was stopped by another program"),
}
"""The signals by which programs end, and what is said of one that did."""
_MEMORY = 9
_SHELLS = 128
"""What shells add to the number of a signal in an exit status."""


def failed(command: str, status: int, then: str, *, code: str) -> TilthError:
    """The error for a program that failed.

    Args:
        command: the program and its verb.
        status: its exit status; minus the number of the signal that ended it.
        then: what to run, once what was wrong is right.
        code: the error's code.
    """
    number = -status if status < 0 else status - _SHELLS
    if number in _KILLED and os.name != "nt":
        name, what = _KILLED[number]
        message = f"'{command}' {what} (signal {number}, {name})"
        hint = f"Run {then} again."
        if number == _MEMORY:
            message += ", perhaps because memory ran out"
            hint = f"Free some memory, or ask for more of it, then run {then}."
        return TilthError(f"{message}.", hint, code=code, status=ENVIRONMENT)
    hint = f"Fix what they name, or wait for the network if that is down; then run {then}."
    if not _connected():
        hint = (
            "This machine has no network connection, which may be why. Connect it, or fix what "
            f"they name; then run {then}."
        )
    return TilthError(
        f"'{command}' failed with exit status {status}; its own words stand above.",
        hint,
        code=code,
        status=ENVIRONMENT,
    )


def _connected() -> bool:
    """Whether this machine knows a way to any address but its own; nothing is sent."""
    import socket

    # addresses that nobody has: RFC 5737, RFC 3849
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asked:
                asked.connect((address, 9))
                return True
        except OSError:
            continue
    return False
