"""Programs that may never answer, such as those that ask a broken driver.

A process that waits in the kernel for a driver cannot be ended, not even by SIGKILL. So seedbed
waits for it only for a time, and then leaves it behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress

from seedbed.host.process import Reply
from seedbed.host.signals import Raised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO

_DYING = 2.0
"""Seconds that a killed program has to end."""
_LARGEST = 16 << 20
"""Bytes that a program may print, which is far more than what is asked for."""


def ask_within(
    limit: float, arguments: Sequence[str], env: Mapping[str, str], cwd: str = ""
) -> Reply | None:
    """What a program answers; None where it does not in time, does not end, or cannot be started.

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
    with Raised(starting=True) as signals:
        try:
            child = subprocess.Popen(
                arguments,
                cwd=cwd or None,
                env=dict(env),
                stdin=null,
                stdout=pipe,
                stderr=pipe,
                bufsize=0,  # what is not buffered can be closed while it is read
                process_group=group,
            )
        except OSError:
            return None
        try:
            signals.started()
            return _heard(child, time.monotonic() + limit)
        finally:
            if child.returncode is None:
                abandon(child)


def _heard(child: subprocess.Popen[bytes], end: float) -> Reply | None:
    """What a program prints until it ends; None where that takes too long, or is too much."""
    printed = bytearray(), bytearray()
    readers = [
        threading.Thread(target=_read, args=(stream, kept), daemon=True)
        for stream, kept in zip((child.stdout, child.stderr), printed, strict=True)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(max(end - time.monotonic(), 0))
    if any(reader.is_alive() for reader in readers) or max(map(len, printed)) > _LARGEST:
        return None
    with suppress(subprocess.TimeoutExpired):
        status = child.wait(max(end - time.monotonic(), 0))
        out, said = map(bytes, printed)
        return Reply(status=status, out=out, said=said)
    return None


def _read(stream: IO[bytes], kept: bytearray) -> None:
    with suppress(OSError, ValueError):  # it was closed, since the program is given up
        while len(kept) <= _LARGEST and (part := stream.read(1 << 16)):
            kept += part
        stream.close()  # a program that would print more ends by that


def abandon(child: subprocess.Popen[bytes]) -> None:
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
