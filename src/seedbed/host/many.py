"""Asks a program many questions, a few at a time; if seedbed has to end, all of them end first."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress

from seedbed.host.children import LOOK, Children
from seedbed.host.signals import Raised
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from seedbed.host.process import Reply

    Heard = Callable[[int, Reply | None], None]


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
        self._children = Children()
        self._threads: list[threading.Thread] = []

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
            self._places = iter(())
        self._children.end(self._threads)

    def _next_answer(self) -> tuple[int, Reply | None]:
        while True:
            with suppress(queue.Empty):
                return self._answers.get(timeout=LOOK)

    def _work(self) -> None:
        while (place := self._next_place()) is not None:
            self._answers.put((place, self._ask(self._questions[place])))

    def _next_place(self) -> int | None:
        with self._lock:
            return next(self._places, None)

    def _ask(self, question: Question) -> Reply | None:
        return self._children.ask(
            question.arguments,
            cwd=self._folder,
            env=self._env,
            limit=self._limit,
            given=question.given,
        )
