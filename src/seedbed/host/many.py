"""Asks a program many questions, a few at a time; when seedbed has to end, all of them end first.

Each program leads a process group of its own, so Ctrl-C reaches seedbed alone, which ends the rest.
"""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from contextlib import suppress

from seedbed.host.process import Reply
from seedbed.host.signals import Raised
from seedbed.host.timed import abandon
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Heard = Callable[[int, Reply | None], None]

_LOOK = 0.5
"""Seconds after which a waiting main thread wakes up: on Windows, only then it gets a Ctrl-C."""
_ENDING = 5.0
"""Seconds that the threads have to end once their programs have been killed."""


@record
class Question:
    """A program to start.

    Attributes:
        arguments: the program and its arguments.
        given: what it reads on its standard input.
    """

    arguments: tuple[str, ...]
    given: bytes = b""


def ask_all(
    questions: Sequence[Question],
    env: Mapping[str, str],
    *,
    jobs: int,
    limit: float,
    heard: Heard,
) -> None:
    """Ask all questions, and hand on each answer once it is there.

    The programs run in a folder without anything in it.

    Args:
        questions: what to ask.
        env: the variables of the programs.
        jobs: how many of them may run at a time.
        limit: seconds that each has.
        heard: gets the place of a question and the answer; None where the program took too long,
            or could not be started. It is called in the order of the answers, by this thread.

    Raises:
        KeyboardInterrupt: when a signal asked seedbed to end; all programs have been killed.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="seedbed-") as folder, Raised():
        pool = _Pool(questions, dict(env), folder, limit)
        try:
            for place, reply in pool.answers(jobs):
                heard(place, reply)
        finally:
            pool.end()


class _Pool:
    """The threads that ask, and the programs that run."""

    def __init__(
        self, questions: Sequence[Question], env: dict[str, str], folder: str, limit: float
    ) -> None:
        self._questions = questions
        self._env = env
        self._folder = folder
        self._limit = limit
        self._places = iter(range(len(questions)))
        self._answers: queue.SimpleQueue[tuple[int, Reply | None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._threads: list[threading.Thread] = []
        self._ends = False

    def answers(self, jobs: int) -> Iterator[tuple[int, Reply | None]]:
        """The answers as they come."""
        for _ in range(min(jobs, len(self._questions))):
            thread = threading.Thread(target=self._work, daemon=True)
            self._threads.append(thread)
            thread.start()
        for _ in self._questions:
            yield self._next_answer()

    def end(self) -> None:
        """Kill what runs, and start nothing more."""
        with self._lock:
            self._ends = True
            for child in self._running:
                abandon(child)
        for thread in self._threads:
            thread.join(_ENDING)

    def _next_answer(self) -> tuple[int, Reply | None]:
        while True:
            with suppress(queue.Empty):
                return self._answers.get(timeout=_LOOK)

    def _work(self) -> None:
        while (place := self._next_place()) is not None:
            self._answers.put((place, self._ask(self._questions[place])))

    def _next_place(self) -> int | None:
        with self._lock:
            return None if self._ends else next(self._places, None)

    def _ask(self, question: Question) -> Reply | None:
        child = self._start(question)
        if child is None:
            return None
        try:
            out, said = child.communicate(question.given, timeout=self._limit)
            return Reply(status=child.returncode, out=out, said=said)
        except (subprocess.TimeoutExpired, OSError, ValueError):  # ValueError: it was ended
            return None
        finally:
            with self._lock:
                self._running.discard(child)
                if child.returncode is None:
                    abandon(child)

    def _start(self, question: Question) -> subprocess.Popen[bytes] | None:
        pipe = subprocess.PIPE
        with self._lock:  # so that none starts after all have been killed
            if self._ends:
                return None
            try:
                child = subprocess.Popen(
                    question.arguments,
                    cwd=self._folder,
                    env=self._env,
                    stdin=pipe,
                    stdout=pipe,
                    stderr=pipe,
                    process_group=None if os.name == "nt" else 0,
                )
            except OSError:
                return None
            self._running.add(child)
            return child
