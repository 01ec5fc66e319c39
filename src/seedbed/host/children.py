"""Programs that threads ask for an answer; when seedbed has to end, all of them end first.

Each leads a process group of its own, so Ctrl-C reaches seedbed alone, which ends the rest.
"""

from __future__ import annotations

import os
import subprocess
import threading

from seedbed.host.process import Reply
from seedbed.host.timed import abandon

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LOOK = 0.5
"""Seconds after which a waiting main thread wakes up: on Windows, only then it gets a Ctrl-C."""
_ENDING = 5.0
"""Seconds that the threads have to end once their programs have been killed."""


class Children:
    """The programs that run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ends = False

    def ask(
        self,
        arguments: Sequence[str],
        *,
        cwd: str,
        env: Mapping[str, str],
        limit: float,
        given: bytes = b"",
    ) -> Reply | None:
        """What a program answers; None where it takes too long, or cannot be started.

        Args:
            arguments: the program and its arguments.
            cwd: the folder to run it in.
            env: its variables.
            limit: seconds that it has.
            given: what it reads on its standard input.
        """
        child = self._start(arguments, cwd, env)
        if child is None:
            return None
        try:
            out, said = child.communicate(given, timeout=limit)
            return Reply(status=child.returncode, out=out, said=said)
        except (subprocess.TimeoutExpired, OSError, ValueError):  # ValueError: it was ended
            return None
        finally:
            with self._lock:
                self._running.discard(child)
                if child.returncode is None:
                    abandon(child)

    def end(self, threads: Iterable[threading.Thread]) -> None:
        """Kill what runs, start nothing more, and wait for the threads that asked."""
        with self._lock:
            self._ends = True
            for child in self._running:
                abandon(child)
        for thread in threads:
            thread.join(_ENDING)

    def _start(
        self, arguments: Sequence[str], cwd: str, env: Mapping[str, str]
    ) -> subprocess.Popen[bytes] | None:
        pipe = subprocess.PIPE
        with self._lock:  # so that none starts after all have been killed
            if self._ends:
                return None
            try:
                child = subprocess.Popen(
                    arguments,
                    cwd=cwd,
                    env=dict(env),
                    stdin=pipe,
                    stdout=pipe,
                    stderr=pipe,
                    process_group=None if os.name == "nt" else 0,
                )
            except OSError:
                return None
            self._running.add(child)
            return child
