"""Does the same with several things at a time, where each may have to wait for a network."""

from __future__ import annotations

import threading

from seedbed.errors import SeedbedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    Item = TypeVar("Item")
    Answer = TypeVar("Answer")

_STEP = 0.2
"""Seconds after which a signal counts at the latest."""


def side_by_side(
    items: Iterable[Item],
    work: Callable[[Item], Answer],
    failed: Callable[[str], Answer],
    jobs: int,
) -> list[tuple[Item, Answer]]:
    """What some work gives for each of some things; one that fails doesn't stop the others.

    Args:
        items: the things, taken in their order.
        work: gives the answer for one.
        failed: gives the answer for one whose work failed, by the reason, which is a clause.
        jobs: how many are worked on at a time.
    """
    waiting = list(items)
    answers: list[tuple[Item, Answer]] = []

    def answer(item: Item) -> Answer:
        try:
            return work(item)
        except SeedbedError as error:
            return failed(error.message.rstrip("."))
        except (OSError, ValueError, MemoryError) as error:
            return failed(f"{type(error).__name__}: {error}")

    def take() -> None:
        while True:
            try:
                item = waiting.pop(0)
            except IndexError:
                return
            answers.append((item, answer(item)))

    threads = [threading.Thread(target=take, daemon=True) for _ in range(min(jobs, len(waiting)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(_STEP)
    return answers
