"""What a manager says when it fails, as one sentence: the resolver's own, not its whole stack.

uv 0.13 says `error:` and `cause:`; older ones, and Pixi, draw a tree with `╰─▶`; Poetry says a
paragraph behind its progress; conda and micromamba begin with the name of an error.
"""

from __future__ import annotations

import re
import sys

from seedbed.model.credentials import masked

_STARTS = re.compile(
    r"\s*(?:error|Error|ERROR|critical|cause)\b|\s*(?:\u00d7|[├╰]─▶)|\w*(?:Error|NotFound|Exception):|Because\b|"
    r"(?:Could|Cannot|Unable) "
)
"""How a line begins from which on a program tells of a failure."""
_GENERAL = re.compile(
    r"Failed to (?:add|remove) dependencies|No solution found when resolving|"
    r"Request failed after|failed to solve |The build backend returned|failed with exit",
    re.IGNORECASE,
)
"""Causes that only lead to others."""
_PROGRESS = re.compile(
    r"\s*$|Using version |Updating dependencies|Resolving dependencies|Package operations|"
    r"  - |Writing lock file|Creating virtualenv|Installing |No dependencies to install|"
    r"Using virtualenv|The currently activated Python|Trying to find"
)
"""What Poetry says while all goes well."""
_TREE = re.compile(
    r"^\s*(?:(?:error|Error):\s*)?(?:\u00d7|[├╰]─▶)\s*|^\s*(?:error|cause|Error):\s*"
)
_CONTINUES = re.compile(r"^[\s│]+")
_QUOTE = re.compile(r"\s*(?:\d+ )?\|")
"""A line of a file that is quoted, or of what points into it."""
_EXCEPTION = re.compile(r"(?:\w+\.)*\w*(?:Error|Exception)\b")
_ENDS = re.compile(r"^\s*(?:hint|help|advice|note)\b\s*:")
_LONGEST = 700
"""Characters of a sentence; of a longer one, the end counts."""


class Listener:
    """Shows a program's progress, and keeps what it says of a failure.

    Args:
        marked: whether a failure begins with a word that tells so; else all is kept that is not
            known as progress.
    """

    def __init__(self, *, marked: bool = True) -> None:
        self._marked = marked
        self._lines: list[str] = []

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self._lines)

    def __call__(self, line: str) -> None:
        """Hear a line."""
        is_failure = _STARTS.match(line) if self._marked else not _PROGRESS.match(line)
        if self._lines or is_failure:
            self._lines.append(line)
        else:
            sys.stderr.write(masked(line))
            sys.stderr.flush()

    def let_out(self) -> None:
        """Show what was kept of a program that did not fail."""
        sys.stderr.write(masked(self.text))
        sys.stderr.flush()
        self._lines = []


def failure_in(said: str) -> str:
    """What a program said from the first line of a failure on; all of it where none begins so."""
    lines = said.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines) if _STARTS.match(line)), 0)
    return "".join(lines[start:])


def sentence(said: str) -> str:
    """The sentence that tells why a program failed; empty where none can be told.

    Args:
        said: what it said, from the first line of the failure on.
    """
    lines = said.replace("\r\n", "\n").splitlines()
    causes = _causes(lines)
    if not causes:
        return _shortened(_paragraph(lines))
    reasons = [one for one in causes if one.startswith("Because ")]
    if reasons:
        return _shortened(reasons[-1])
    if "a coalesced request failed" in causes:  # Pixi says no more: another request has the cause
        return "a channel or an index could not be reached."
    told = [one for one in causes if not _GENERAL.match(one)] or causes
    last = _last_of_output(lines) or told[-1]
    return _shortened(told[0] if told[0] == last else f"{told[0].rstrip('.:')}: {last}")


def _causes(lines: list[str]) -> list[str]:
    """The causes in a tree, or behind `error:` and `cause:`; the text of each on one line."""
    found: list[str] = []
    quoted = False
    for line in lines:
        if _ENDS.match(line) or line.strip() == "[stderr]":
            break
        if found and _QUOTE.match(line):
            quoted = True
        elif start := _TREE.match(line):
            found.append(line[start.end() :].strip())
        elif found and _CONTINUES.match(line):
            # a name may be broken at a hyphen, and an address at a slash
            glue = "" if found[-1].endswith(("-", "/")) else ": " if quoted else " "
            quoted = False
            found[-1] = f"{found[-1]}{glue}{_CONTINUES.sub('', line).strip()}".strip()
        elif found and line.strip():
            break
    return [one.removeprefix("\u00d7 ") for one in found if one]


def _last_of_output(lines: list[str]) -> str:
    """The exception of a program that builds a package, or its last line; empty where none did."""
    if "[stderr]" not in [line.strip() for line in lines]:
        return ""
    start = [line.strip() for line in lines].index("[stderr]")
    output = []
    for line in lines[start + 1 :]:
        if _ENDS.match(line) or (line.strip() and not line.startswith(" ")):
            break
        output += [line.strip()] if line.strip(" ^~") else []
    starts = [place for place, line in enumerate(output) if _EXCEPTION.match(line)]
    return " ".join(output[starts[-1] :] if starts else output[-1:])


def _paragraph(lines: list[str]) -> str:
    """The first paragraph that says something, on one line."""
    found: list[str] = []
    for line in lines:
        if not found and _PROGRESS.match(line):
            continue
        if not line.strip() and not found[-1].endswith(":"):
            break
        found += [line.strip().removeprefix("- ")] if line.strip() else []
    return " ".join(found)


def _shortened(text: str) -> str:
    """A text that fits into a message, with a period behind it."""
    text = " ".join(text.split()).rstrip(".:")
    if not text:
        return ""
    if len(text) > _LONGEST:
        text = f"… {text[-_LONGEST:].partition(' ')[2]}"
    return f"{text}."
