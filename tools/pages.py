"""Runs the commands that pages show, and keeps the output below them true.

    python -m tools.pages              # runs the quick pages, and writes what is no longer true
    python -m tools.pages PAGE...      # the same for some pages, slow ones, too
    python -m tools.pages check        # only says which pages would change; also: check PAGE...

A page says which of its blocks are run, with a comment above:

    <!-- run -->
    ```console
    $ seedbed new digits --yes --no-sync
    Created digits: 26 files in digits.
    ```

All blocks of a page run in its order, in one folder that is empty at first and that the page calls
`/home/you`; a `cd` holds for the commands after it. The comment may have options:

- `exit=1`: with which status the block's last command ends; all others end with 0.
- `lines=5`: how many lines of an output are written: the last two, and the first; `…` stands for
  those between.
- `detect`: the commands may look at the machine's GPU; elsewhere, seedbed doesn't.
- `slow`: the page takes minutes or needs packages, so its test is a slow one.

A comment that goes on after its first line has commands of its own, which no reader sees:

    <!-- run
    $ git init --quiet
    -->

An output is still true if only versions, times, and counts of packages differ. In it, `…` stands
for anything within a line, and alone on a line for any number of lines. Lines in which uv tells of
the machine, its interpreters and its caches, are left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
HOME = "/home/you"
REST = "…"
LIMIT = 900
"""Seconds that one command may take."""
_ENDING = 2
"""Lines of a long output that are written after those left out."""
_BLOCK = re.compile(
    r"^<!-- run\b(?P<options>[^\n]*?)"
    r"(?: -->\n\n?```console\n(?P<shown>.*?)^```$|\n(?P<hidden>.*?)^-->$)",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"slow|detect|exit=\d+|lines=(?:[3-9]|\d\d)")
_VARYING = (
    (re.compile(r" \(\d+:\d\d:\d\d\)$"), ""),
    (re.compile(r"\b\d{8}T\d{6}Z"), "TIME"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "DAY"),
    (re.compile(r"\b\d+(?:\.\d+)? ?(?:ms|s|MiB|KiB|GiB)\b"), "AMOUNT"),
    (re.compile(r"\b\d+(?:\.\d+)+(?:(?:a|b|rc|\.post|\.dev)\d+)*(?:\+\w+)?\b"), "VERSION"),
    (re.compile(r"\b\d+ packages?\b"), "PACKAGES"),
)
"""What differs from day to day, and what stands for it when outputs are compared."""
_OF_MACHINE = re.compile(
    r"Using CPython|Prepared \d|Downloading |Downloaded |\s+(?:Building|Built) "
)
"""How a line begins that says something of the machine."""
_COLORS = re.compile(r"\x1b\[[\d;]*m")
"""What a program prints that colors its output even where nobody sees the colors."""


class PageError(Exception):
    """A page that cannot be run: which command fails, and how."""


@dataclass
class Step:
    """A command with the output that a page shows below it."""

    command: str
    output: list[str] = field(default_factory=list)


@dataclass
class Block:
    """What one comment asks for."""

    steps: list[Step]
    slow: bool = False
    detect: bool = False
    status: int = 0
    lines: int = 0
    hidden: bool = False
    span: tuple[int, int] = (0, 0)


def pages() -> list[Path]:
    """The pages of the documentation that show commands which are run."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in found if blocks(path.read_text(encoding="utf-8"))]


def blocks(text: str) -> list[Block]:
    """The blocks of a page that are run, in its order.

    Raises:
        PageError: for a comment that cannot be read.
    """
    found = []
    for match in _BLOCK.finditer(text):
        words = match["options"].split()
        if bad := [word for word in words if not _OPTION.fullmatch(word)]:
            raise PageError(f"'<!-- run' has no option {bad[0]!r}")
        options = dict(word.partition("=")[::2] for word in words)
        group = "shown" if match["hidden"] is None else "hidden"
        found.append(
            Block(
                steps=_steps(match[group]),
                slow="slow" in options,
                detect="detect" in options,
                status=int(options.get("exit", 0)),
                lines=int(options.get("lines", 0)),
                hidden=group == "hidden",
                span=match.span(group),
            )
        )
    if len(found) != text.count("\n<!-- run"):
        raise PageError("a comment '<!-- run' has no block of the kind 'console' below it")
    return found


def _steps(body: str) -> list[Step]:
    """The commands of a block, each with its output."""
    steps: list[Step] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            steps.append(Step(line[2:]))
        elif steps and line.startswith("> ") and not steps[-1].output:
            steps[-1].command += f"\n{line[2:]}"
        elif steps:
            steps[-1].output.append(line.rstrip())
        else:
            raise PageError(f"the line {line!r} stands before the first command of its block")
    return steps


def renewed(text: str, folder: Path) -> str:
    """The page with the output that its commands have today.

    What is still true stays as it is.

    Args:
        text: the page.
        folder: an empty folder to run the commands in.

    Raises:
        PageError: for a command that ends with another status than the page says.
    """
    shell = _Shell(folder)
    parts, end = [], 0
    for block in blocks(text):
        lines: list[str] = []
        for place, step in enumerate(block.steps):
            last = place == len(block.steps) - 1
            got = shell.run(step.command, block.status if last else 0, detect=block.detect)
            kept = is_true(step.output, got)
            first, *more = step.command.split("\n")
            lines += [f"$ {first}", *(f"> {line}" for line in more)]
            lines += step.output if kept else _cut(got, block.lines)
        if not block.hidden:
            parts += [text[end : block.span[0]], "".join(f"{line}\n" for line in lines)]
            end = block.span[1]
    return "".join([*parts, text[end:]])


def _cut(lines: list[str], most: int) -> list[str]:
    if not most or len(lines) <= most:
        return lines
    return [*lines[: most - _ENDING], REST, *lines[-_ENDING:]]


def is_true(shown: list[str], got: list[str]) -> bool:
    """Whether an output is what a page shows of it."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == REST else f"{_pattern(line)}\n" for line in shown
    )
    return bool(re.fullmatch(pattern, "".join(f"{_masked(line)}\n" for line in got)))


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in _masked(line).split(REST))


def _masked(line: str) -> str:
    for pattern, word in _VARYING:
        line = pattern.sub(word, line)
    return line


class _Shell:
    """Where the commands of one page run.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._home = folder.resolve() / "you"
        self._home.mkdir(parents=True)
        self._where = self._home
        self._note = folder.resolve() / "where"
        config = folder.resolve() / "gitconfig"
        config.write_text(
            "[user]\nname = You\nemail = you@example.com\n[init]\ndefaultBranch = main\n"
        )
        real = Path.home()
        others = {"SEEDBED_DETECT", "VIRTUAL_ENV"}
        self._env = {name: value for name, value in os.environ.items() if name not in others} | {
            "COLUMNS": "80",
            "GIT_CONFIG_GLOBAL": str(config),
            "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": str(self._home),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"])),
            # packages come from where they come from otherwise
            "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(real / ".cache" / "uv")),
            "XDG_CONFIG_HOME": os.environ.get("XDG_CONFIG_HOME", str(real / ".config")),
        }

    def run(self, command: str, status: int, *, detect: bool) -> list[str]:
        """Run a command, and give the lines that it prints.

        Args:
            command: in the words of a shell.
            status: how it has to end.
            detect: whether seedbed may look at the machine.

        Raises:
            PageError: when it ends with another status.
        """
        script = f'{command}\nstatus=$?\npwd -P > "$0"\nexit $status'
        try:
            done = subprocess.run(
                ["bash", "-c", script, str(self._note)],
                cwd=self._where,
                env=self._env if detect else self._env | {"SEEDBED_DETECT": "0"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                timeout=LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PageError(f"'{command}' takes longer than {LIMIT} seconds") from None
        if done.returncode != status:
            said = f"'{command}' ends with {done.returncode}, not with {status}"
            raise PageError(f"{said}:\n{done.stdout}".rstrip())
        self._where = Path(self._note.read_text(encoding="utf-8").rstrip("\n"))
        text = _COLORS.sub("", done.stdout).replace(str(self._home), HOME)
        lines = (line.rstrip() for line in text.splitlines())
        return [line for line in lines if not _OF_MACHINE.match(line)]


def main(argv: list[str]) -> int:
    """Do what the arguments say."""
    if argv[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 2
    check = argv[:1] == ["check"]
    named = [Path(word).resolve() for word in argv[check:]]
    for path in named:
        if not path.is_file() or not path.is_relative_to(ROOT):
            print(f"error: '{path}' is not a page of this project.", file=sys.stderr)
            return 2
    stale = []
    try:
        for path in _stale(named, check=check):
            stale.append(path)
            print(path.relative_to(ROOT))
    except PageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return int(check and bool(stale))


def _stale(named: list[Path], *, check: bool) -> Iterator[Path]:
    """Renew pages, and name those that were stale.

    Raises:
        PageError: for a page that cannot be run; the error names the page.
    """
    for path in named or pages():
        text = path.read_text(encoding="utf-8")
        try:
            if not named and is_slow(text):
                continue
            with tempfile.TemporaryDirectory(prefix="seedbed-page-") as folder:
                new = renewed(text, Path(folder))
        except PageError as error:
            raise PageError(f"{path.relative_to(ROOT)}: {error}") from None
        if new != text:
            yield path
            if not check:
                path.write_text(new, encoding="utf-8")


def is_slow(text: str) -> bool:
    """Whether a page takes minutes."""
    return any(block.slow for block in blocks(text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
