"""What the remarks on a Nix text quote from it. Pure."""

from __future__ import annotations

import re
from bisect import bisect

from seedbed.importers.imported import Remark
from seedbed.model.credentials import masked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.formats.nix.nodes import Node

_COMMENT = re.compile(r"#[^\n]*|/\*.*?\*/", re.DOTALL)
_LONGEST = 50
"""Characters of Nix in one sentence."""


class Words:
    """A text to quote from.

    Args:
        path: the file.
        text: what it says.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts = [found.end() for found in re.finditer("\n", text)]

    def line(self, start: int) -> int:
        """The line of a place that is counted in characters from 0."""
        return bisect(self._starts, start) + 1

    def remark(self, start: int, text: str) -> Remark:
        """A remark on what stands at a place."""
        return Remark(path=self.path, text=text, line=self.line(start))

    def shown(self, node: Node) -> str:
        """A part of the text, short, in one line, without comments and passwords."""
        text = _COMMENT.sub("", self.text[node.start : min(node.end, node.start + 40 * _LONGEST)])
        line = masked(" ".join(text.split()))
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
