"""Runs seedbed, and shells, on a pseudo-terminal, as a person does."""

from __future__ import annotations

import os
import re
import signal
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

import pexpect
import pyte
from running import SEEDBED, environment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

PROMPT = "READY> "
SHELLS = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
"""Shells, and what keeps them from reading the settings of who runs the test."""
UP = "\x1b[A"
_SETTINGS = {
    "bash": f"PS1='{PROMPT}'",
    "zsh": f"unsetopt prompt_sp prompt_cr zle_bracketed_paste 2>/dev/null; PS1='{PROMPT}'",
    "fish": f"set fish_greeting; function fish_prompt; echo -n '{PROMPT}'; end",
}


def on_terminal(*arguments: str, cwd: Path, **changes: str) -> pexpect.spawn[str]:
    """A run of seedbed that waits for answers; `changes` are variables of its environment."""
    # a run that was started in the background ignores Ctrl-C, and so would all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command, *rest = SEEDBED
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


def without_colours(text: str) -> str:
    """The text without the escape codes that style it or switch the terminal's modes."""
    return re.sub(r"\x1b(\[[0-9;?<>=]*[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>]|\([A-Z])", "", text)


class Screen:
    """What a run of seedbed that asks shows on a terminal of 80 columns.

    Args:
        arguments: the command line.
        cwd: where it starts.
        changes: variables of its environment.
    """

    def __init__(self, *arguments: str, cwd: Path, **changes: str) -> None:
        self._screen = pyte.Screen(80, 200)
        self._stream = pyte.Stream(self._screen)
        self._child = on_terminal(
            *arguments, cwd=cwd, **{"PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", **changes}
        )
        self._child.setwinsize(200, 80)
        self.raw = ""
        """All that it has written."""

    @property
    def lines(self) -> list[str]:
        """The lines that are not empty."""
        return [line.rstrip() for line in self._screen.display if line.strip()]

    @property
    def display(self) -> list[str]:
        """All lines, each as wide as the terminal."""
        return list(self._screen.display)

    def send(self, keys: str) -> None:
        """Press some keys."""
        self._child.send(keys)

    def wait(self, pattern: str, *, times: int = 1) -> None:
        """Wait until as many lines match."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if sum(bool(re.search(pattern, line)) for line in self.lines) >= times:
                return
            if not self._read():
                break
        raise AssertionError(f"{pattern} is not on the screen:\n" + "\n".join(self.lines))

    def asks(self, known: Collection[str]) -> str:
        """Wait for a question that is not among those known, and give it; or for the end."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for line in self.lines:
                found = re.match(r"\? ([^?(]+\?|\w+)|(Proceed)\?", line)
                if found and (found[1] or found[2]) not in known:
                    return found[1] or found[2]
            if not self._read():
                return ""
        raise AssertionError("nothing more is asked:\n" + "\n".join(self.lines))

    def answer(
        self, keys: Mapping[str, str] = MappingProxyType({}), known: Collection[str] = ()
    ) -> list[str]:
        """Answer each question, by default with Enter; what was asked, in order.

        Args:
            keys: what answers a question, by its words up to the question mark, else by its first.
            known: what was asked before.
        """
        asked = list(known)
        while question := self.asks(asked):
            asked.append(question)
            self.send(keys.get(question, "\r"))
        assert self.end() == 0
        return asked[len(known) :]

    def answer_until(self, question: str) -> None:
        """Answer each question with Enter until one is asked."""
        asked: list[str] = []
        while (asking := self.asks(asked)) != question:
            assert asking, f"{question} is never asked"
            asked.append(asking)
            self.send("\r")

    def end(self) -> int | None:
        """Wait for the end of the run, and give its exit status."""
        while self._read():
            pass
        self._child.close()
        return self._child.exitstatus

    def _read(self) -> bool:
        try:
            said = self._child.read_nonblocking(4096, timeout=30)
        except pexpect.EOF:
            return False
        except pexpect.TIMEOUT:
            raise AssertionError("nothing more comes:\n" + "\n".join(self.lines)) from None
        self.raw += said
        self._stream.feed(said)
        return True


class Shell:
    """A shell on a pseudo-terminal, whose prompt is `PROMPT` as long as nobody changes it.

    Args:
        command: the program and its arguments.
        kind: bash, zsh or fish.
        setup: a line that it runs first.
        cwd: where it starts.
        variables: all variables of its environment.
    """

    def __init__(
        self, *command: str, kind: str, setup: str, cwd: Path, variables: Mapping[str, str]
    ) -> None:
        program, *arguments = command
        self._child = pexpect.spawn(
            program, arguments, cwd=str(cwd), encoding="utf-8", timeout=60, dimensions=(50, 500),
            env={**variables, "INPUTRC": os.devnull, "TERM": "xterm"},
        )  # fmt: skip
        self.prompt = ""
        """The line that stood before the last command to be typed."""
        self.type(f"{_SETTINGS[kind]}; {setup}")

    def ask(self, what: str, keys: str = "") -> str:
        """What the shell makes of a word in double quotes.

        Args:
            what: the word.
            keys: what is pressed instead of typing the question, to ask it again.
        """
        # so written that the echo of what is typed is not the answer
        self._child.send(f"{keys}\r" if keys else f"printf 'an''swer<%s>\\n' \"{what}\"\r")
        self._child.expect(r"answer<(.*?)>\s*\n")
        said = str(self._child.match[1])  # type: ignore[index]  # expect() has found one
        self._wait()
        return said

    def type(self, line: str) -> str:
        """Type a line, and give what is said until the next prompt."""
        self._child.send(f"{line}; printf 'do''ne\\n'\r")
        self._child.expect(r"done\s*\n")
        said = self._child.before or ""
        return without_colours(said + self._wait())

    def start(self, line: str) -> None:
        """Type a line that opens another shell, whose prompt is `PROMPT` too."""
        self._child.send(f"{line}\r")
        self._wait()

    def close(self) -> None:
        """End it."""
        self._child.sendline("exit")
        self._child.expect(pexpect.EOF)
        self._child.close()

    def _wait(self) -> str:
        self._child.expect_exact(PROMPT)
        said = self._child.before or ""
        *_, before = re.split(r"[\r\n]", without_colours(said))
        self.prompt = before + PROMPT
        return said
