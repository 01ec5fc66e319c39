"""Runs tilth on a pseudo-terminal, as a person does."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

import pexpect
from running import TILTH, environment

if TYPE_CHECKING:
    from pathlib import Path


def on_terminal(*arguments: str, cwd: Path, **changes: str) -> pexpect.spawn[str]:
    """A run of tilth that waits for answers; `changes` are variables of its environment."""
    # a run that was started in the background ignores Ctrl-C, and so would all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command, *rest = TILTH
    return pexpect.spawn(
        command,
        [*rest, *arguments],
        cwd=str(cwd),
        env=environment(**changes),
        encoding="utf-8",
        timeout=20,
        dimensions=(50, 200),
        echo=False,
    )


def rest_of(child: pexpect.spawn[str]) -> tuple[int | None, str]:
    """The exit status of a run, and what it prints until then, without colours."""
    child.expect(pexpect.EOF)
    child.close()
    said = child.before or ""
    return child.exitstatus, without_colours(said).replace("\r\n", "\n")


def interrupted(child: pexpect.spawn[str]) -> tuple[int | None, str]:
    """Ctrl-C at a question, then as `rest_of`.

    Readline misses one that comes in the moment between its prompt and its waiting for a key; a
    person presses it again.
    """
    said = ""
    for _ in range(5):
        child.sendintr()
        ended = child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=3)
        said = child.before or ""
        if ended:
            break
    child.close()
    return child.exitstatus, without_colours(said).replace("\r\n", "\n")


def without_colours(text: str) -> str:
    """The text without the escape codes that style it or switch the terminal's modes."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
