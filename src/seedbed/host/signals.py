"""Ctrl-C, SIGTERM and SIGHUP while another program is at work: first that one ends, then seedbed.

A terminal sends Ctrl-C to all that runs in it. SIGTERM (a canceled job) and SIGHUP (a closed
window) may come to seedbed alone, so they are passed on to the program, and to what it has started.

`signal` is slow to import, so this module is used only once a program is being waited for.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from time import monotonic, sleep

from seedbed.errors import Stopped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen
    from typing import Self

GRACE = 10.0
"""Seconds that a program has to stop by itself."""
_ONCE = 0.5
"""Seconds in which a signal that comes again is the same: `timeout` sends each of its own twice."""
_PAUSE = 0.05
"""Seconds between two looks at what still runs."""
_KILL = signal.SIGTERM if os.name == "nt" else signal.SIGKILL
_NUMBERS = (signal.SIGINT,) if os.name == "nt" else (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Handlers:
    """Handlers of the signals that end a process; those that are ignored, as by nohup, stay so."""

    def __init__(self) -> None:
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        # only the main thread gets signals, and only it may say what is done with them
        if threading.current_thread() is threading.main_thread():
            for number in _NUMBERS:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    self._before[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what it gave back above

    def _on_signal(self, number: int, _: object) -> None:
        raise NotImplementedError


class Raised(_Handlers):
    """Raises what comes while its block runs: `KeyboardInterrupt`, or `Stopped`.

    Args:
        starting: whether a program is being started first. What comes is then kept until `started`
            is called, and raised there: raised before, it would leave behind a program that runs
            and that nobody knows.
    """

    def __init__(self, *, starting: bool = False) -> None:
        super().__init__()
        self._starting = starting
        self._kept = 0

    def __exit__(self, kind: object, *_: object) -> None:
        super().__exit__(kind)
        self.started()  # when the program could not be started

    def started(self) -> None:
        """The program has started, or cannot be: raise what came meanwhile."""
        self._starting = False
        if kept := self._kept:
            self._kept = 0
            raise _stop(kept)

    def _on_signal(self, number: int, _: object) -> None:
        if not self._starting:
            raise _stop(number)
        self._kept = self._kept or number


class Held(_Handlers):
    """Notes what comes while its block runs, and lets a program end by it.

    The program has `GRACE` seconds to stop by itself. With a second signal, or after that time, it
    is killed; after Ctrl-C, it gets SIGTERM first.
    """

    def __init__(self) -> None:
        super().__init__()
        self._first = 0
        self._since = 0.0
        self._child: Popen[bytes] | None = None
        self._below: set[int] = set()
        self._timers: list[threading.Timer] = []

    def __exit__(self, kind: object, *_: object) -> None:
        for timer in self._timers:
            timer.cancel()
        super().__exit__(kind)
        if self._first and kind is None:  # it came when the program had just ended
            raise _stop(self._first)

    def watch(self, child: Popen[bytes]) -> None:
        """Pass what comes on to a program that was started in this block."""
        if self._child is None:
            self._child = child
            if self._first:  # it came while the program was being started
                self._end()

    def wait(self, child: Popen[bytes]) -> int:
        """The exit status of a program that was started in this block.

        Raises:
            KeyboardInterrupt: when a signal came meanwhile; the program has ended.
        """
        self.watch(child)
        status = child.wait()
        if self._first:
            self._wait_below()
            raise _stop(self._first)
        return status

    def _wait_below(self) -> None:
        """Wait for what the program had started, too; after `GRACE` seconds, it is killed."""
        while left := self._below & dict(_of_our_group()).keys():
            if monotonic() - self._since > GRACE:
                for process in left:
                    _signal(process, _KILL)
                return
            sleep(_PAUSE)

    def _on_signal(self, number: int, _: object) -> None:
        now = monotonic()
        if not self._first:
            self._first, self._since = number, now
            self._end()
        elif now - self._since > _ONCE:
            self._since -= GRACE  # it is over for all
            self._send(_KILL)

    def _end(self) -> None:
        if self._child is None:
            return
        self._below.update(_below(self._child.pid))
        if self._first == signal.SIGINT:  # the terminal has sent it to all
            self._after(GRACE, signal.SIGTERM)
            self._after(2 * GRACE, _KILL)
        else:
            self._send(self._first)
            self._after(GRACE, _KILL)

    def _after(self, seconds: float, number: int) -> None:
        timer = threading.Timer(seconds, self._send, (number,))
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    def _send(self, number: int) -> None:
        child = self._child
        if child is None or child.returncode is not None:
            return
        self._below.update(_below(child.pid))
        for process in (child.pid, *(self._below & dict(_of_our_group()).keys())):
            _signal(process, number)


def _stop(number: int) -> KeyboardInterrupt:
    return KeyboardInterrupt() if number == signal.SIGINT else Stopped(signal.Signals(number))


def _signal(process: int, number: int) -> None:
    with suppress(OSError):  # it has ended, or is another user's
        os.kill(process, number)


def _below(process: int) -> list[int]:
    """What a process has started, and what that has, as far as a Ctrl-C would reach it."""
    parents = dict(_of_our_group())
    found = [process]
    for above in found:  # grows meanwhile
        found += [child for child, parent in parents.items() if parent == above]
    return found[1:]


def _of_our_group() -> Iterator[tuple[int, int]]:
    """The processes of this one's group that still run, each with its parent."""
    if os.name == "nt":
        return
    group = os.getpgrp()
    for process, above, its_group in _processes():
        if its_group == group:
            yield process, above


def _processes() -> Iterator[tuple[int, int, int]]:
    """All processes that still run, each with its parent and its group."""
    if not os.path.isdir("/proc/self"):
        import subprocess

        command = ["/bin/ps", "-A", "-o", "pid=,ppid=,pgid=,stat="]
        said = subprocess.run(command, capture_output=True, encoding="ascii", check=False).stdout
        for line in said.splitlines():
            process, above, its_group, its_state = line.split()
            if not its_state.startswith("Z"):
                yield int(process), int(above), int(its_group)
        return
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                stat = file.read()
        except OSError:  # it has ended
            continue
        state, parent, group = stat.rpartition(b")")[2].split()[:3]
        if state not in {b"Z", b"X"}:
            yield int(name), int(parent), int(group)
