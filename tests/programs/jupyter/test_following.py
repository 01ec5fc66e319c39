"""The end of a log, and what comes to it."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from seedbed.host.following import last_lines, lines_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("", 5, []),
        ("a\nb\nc\n", 2, ["b", "c"]),
        ("a\nb\nc", 2, ["b", "c"]),
        ("a\nb\nc\n", 0, []),
        ("a\nb\n", 9, ["a", "b"]),
        ("\n\n", 1, [""]),
        ("x" * 200_000 + "\nend\n", 1, ["end"]),
        ("".join(f"{n}\n" for n in range(50_000)), 3, ["49997", "49998", "49999"]),
    ],
)
def test_the_last_lines(tmp_path: Path, text: str, count: int, expected: list[str]) -> None:
    (tmp_path / "log").write_text(text)
    assert last_lines(str(tmp_path / "log"), count) == expected


def test_a_file_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert last_lines(str(tmp_path / "log"), 5) == []


def test_a_file_that_is_emptied_is_read_from_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"0\n1\nha")
    steps: Iterator[Callable[[], object]] = iter(
        [lambda: os.truncate(log, 0), lambda: log.write_bytes(b"2\n")]
    )
    monkeypatch.setattr("seedbed.host.following.time.sleep", lambda _: next(steps)())
    assert list(islice(lines_from(str(log), 9), 4)) == ["0", "1", "ha", "2"]


def test_lines_come_whole_and_none_is_lost_at_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"0\n1\n2\nha")
    steps: Iterator[Callable[[], object]] = iter(
        [
            lambda: append(b"lf\n3\nno end"),
            lambda: log.rename(tmp_path / "log.1"),
            lambda: (append(b", still", "log.1"), log.write_bytes(b"4\n5")),
            lambda: append(b" and a half\n6\n"),
        ]
    )

    def append(more: bytes, name: str = "log") -> int:
        with (tmp_path / name).open("ab") as file:
            return file.write(more)

    monkeypatch.setattr("seedbed.host.following.time.sleep", lambda _: next(steps)())
    assert list(islice(lines_from(str(log), 2), 7)) == [
        "2", "half", "3", "no end, still", "4", "5 and a half", "6",
    ]  # fmt: skip
