"""Asks programs in the background, each question once; none outlives the block.

Unlike `many`, questions may come at any time, and each has its own folder and variables.
"""

from __future__ import annotations

import threading

from seedbed.host.children import LOOK, Children
from seedbed.host.signals import Raised
from seedbed.host.variables import for_manager
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from seedbed.host.process import Reply


@record
class Inquiry:
    """A program to ask.

    Attributes:
        arguments: the program, by its absolute path, and its arguments.
        cwd: the folder to run it in.
        env: its variables; those for a manager when left out.
        limit: seconds that it has.
        given: what it reads on its standard input.
    """

    arguments: tuple[str, ...]
    cwd: str
    env: Mapping[str, str] | None = None
    limit: float = 120.0
    given: bytes = b""


class Asking:
    """Programs that are asked side by side.

    Args:
        jobs: how many of them may run at a time.
    """

    def __init__(self, jobs: int = 8) -> None:
        self._free = threading.Semaphore(jobs)
        self._children = Children()
        self._asked: dict[tuple[object, ...], _Asked] = {}
        self._signals = Raised()

    def __enter__(self) -> Self:
        self._signals.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what runs, and start nothing more."""
        self._children.end(asked.thread for asked in self._asked.values())
        self._signals.__exit__(None)

    def start(self, inquiry: Inquiry) -> None:
        """Ask, and do not wait for the answer."""
        self._started(inquiry)

    def answer(self, inquiry: Inquiry) -> Reply | None:
        """What a program answers; None where it takes too long, or cannot be started.

        Raises:
            KeyboardInterrupt: when a signal asked seedbed to end.
        """
        asked = self._started(inquiry)
        while not asked.done.wait(LOOK):
            pass
        return asked.reply

    def forget(self) -> None:
        """Let the same questions be asked again, for their answers may have changed."""
        self._asked.clear()

    def _started(self, inquiry: Inquiry) -> _Asked:
        env = None if inquiry.env is None else frozenset(inquiry.env.items())
        key = (inquiry.arguments, inquiry.cwd, env, inquiry.given)
        if key not in self._asked:
            self._asked[key] = _Asked(self, inquiry)
        return self._asked[key]

    def ask(self, inquiry: Inquiry) -> Reply | None:
        """Run a program, when its turn comes."""
        with self._free:
            return self._children.ask(
                inquiry.arguments,
                cwd=inquiry.cwd,
                env=for_manager() if inquiry.env is None else inquiry.env,
                limit=inquiry.limit,
                given=inquiry.given,
            )


class _Asked:
    """A question that was asked, and its answer once that is there."""

    def __init__(self, asking: Asking, inquiry: Inquiry) -> None:
        self.reply: Reply | None = None
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._ask, args=(asking, inquiry), daemon=True)
        self.thread.start()

    def _ask(self, asking: Asking, inquiry: Inquiry) -> None:
        try:
            self.reply = asking.ask(inquiry)
        finally:
            self.done.set()
