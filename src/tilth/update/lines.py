"""The three-way merge of text, line by line.

The algorithm is bzr's, by the library merge3: https://github.com/breezy-team/merge3
"""

from __future__ import annotations

from tilth.record import record

MINE = "<<<<<<< yours"
BETWEEN = "======="
THEIRS = ">>>>>>> tilth"


@record
class MergedLines:
    """A text from three.

    Attributes:
        text: the merged text; where both sides changed the same lines, both stand in it, marked.
        theirs: the same with only the generated lines there.
        clean: whether no lines had to be marked.
    """

    text: str
    theirs: str
    clean: bool


def merge_lines(base: str, yours: str, theirs: str) -> MergedLines:
    """Merge texts.

    Args:
        base: what was generated last.
        yours: what stands there now.
        theirs: what would be generated now.
    """
    from merge3 import Merge3  # only when both sides changed a file

    merge = Merge3(
        base.splitlines(keepends=True),
        _ended(yours).splitlines(keepends=True),
        theirs.splitlines(keepends=True),
    )
    groups = list(merge.merge_groups())
    lines = merge.merge_lines(
        name_a=MINE.partition(" ")[2],
        name_b=THEIRS.partition(" ")[2],
        start_marker=MINE.partition(" ")[0],
        mid_marker=BETWEEN,
        end_marker=THEIRS.partition(" ")[0],
    )
    return MergedLines(
        text="".join(lines),
        # a group is its kind and its lines; a conflict has those of the base, ours and theirs
        theirs="".join(line for group in groups for line in group[-1]),
        clean=not any(group[0] == "conflict" for group in groups),
    )


def has_markers(text: str) -> bool:
    """Whether lines that a merge marked wait to be settled."""
    lines = text.splitlines()
    return any(line.startswith("<<<<<<< ") for line in lines) and any(
        line.startswith(">>>>>>> ") for line in lines
    )


def _ended(text: str) -> str:
    """The text with an end to its last line: a marker after half a line would be none."""
    return text if not text or text.endswith("\n") else text + "\n"
