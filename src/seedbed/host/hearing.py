"""Runs a program whose output somebody hears; used only once such a one starts."""

from __future__ import annotations

import os
import subprocess

from seedbed.host.lock import held as locked
from seedbed.host.process import cannot_start, ended
from seedbed.host.signals import Held

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def heard(
    arguments: Sequence[str],
    cwd: str,
    env: Mapping[str, str],
    listener: Callable[[str], None],
) -> int:
    """Run a program, let somebody hear each line that it prints, and give its exit status.

    It gets no input, since nobody would see what it asks.

    Args:
        arguments: the program and its arguments.
        cwd: the folder to run it in.
        env: its variables.
        listener: is called with each line, with its end.

    Raises:
        SeedbedError: when it cannot be started.
        KeyboardInterrupt: when a signal asked seedbed to end; the program has ended too.
    """
    pipe, null, one = subprocess.PIPE, subprocess.DEVNULL, subprocess.STDOUT
    try:
        with Held() as held:
            child = subprocess.Popen(
                arguments,
                cwd=cwd,
                env=dict(env),
                stdin=null,
                stdout=pipe,
                stderr=one,
                pass_fds=locked(),
            )
            held.watch(child)
            with child.stdout or open(os.devnull, "rb") as said:
                for line in said:
                    listener(line.decode("utf-8", "replace"))
            status = held.wait(child)
    except OSError as error:
        raise cannot_start(arguments[0], error) from None
    return ended(status)
