"""Programs that may never answer, such as those that ask a broken driver.

A process that waits in the kernel for a driver cannot be ended, not even by SIGKILL. So seedbed
waits for it only for a time, and then leaves it behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress

from seedbed.host.process import Reply
from seedbed.host.signals import Raised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DYING = 2.0
"""Seconds that a killed program has to end."""


def ask_within(
    limit: float, arguments: Sequence[str], env: Mapping[str, str], cwd: str = ""
) -> Reply | None:
    """What a program answers; None where it does not in time, or cannot be started.

    Args:
        limit: seconds that it has.
        arguments: the program and its arguments.
        env: its variables.
        cwd: the folder to run it in; this process's own when empty.

    Raises:
        KeyboardInterrupt: when a signal asked seedbed to end; the program was killed.
    """
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    # a process group of its own, which can be ended as a whole; Windows has none
    group = None if os.name == "nt" else 0
    with Raised():
        try:
            child = subprocess.Popen(
                arguments,
                cwd=cwd or None,
                env=dict(env),
                stdin=null,
                stdout=pipe,
                stderr=pipe,
                process_group=group,
            )
        except OSError:
            return None
        try:
            out, said = child.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if child.returncode is None:
                _abandon(child)
    return Reply(status=child.returncode, out=out, said=said)


def _abandon(child: subprocess.Popen[bytes]) -> None:
    """Kill a program that leads a process group, and what runs in it; leave what cannot end."""
    if os.name == "nt":
        child.kill()
    else:
        with suppress(OSError):  # it ended just now
            os.killpg(child.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        child.wait(_DYING)
    for stream in (child.stdout, child.stderr):
        if stream is not None:
            stream.close()
