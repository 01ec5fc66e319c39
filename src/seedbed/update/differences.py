"""How files differ from what seedbed wrote last; pure."""

from __future__ import annotations

from difflib import unified_diff

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.formats.structured import NoKeysError, loads
from seedbed.merge3.values import is_same
from seedbed.model.record import record
from seedbed.model.tree import LINK, File
from seedbed.update.plan import same_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHANGED, REMOVED, ADDED, LINKED = "changed", "removed", "added", "link"
KINDS = (CHANGED, REMOVED, ADDED, LINKED)
LARGEST = 1024 * 1024
"""Bytes of the largest file that is compared line by line; that of larger ones takes minutes."""
_LINES = 20_000
_MODES = {True: "100755", False: "100644"}


@record
class Difference:
    """How one file differs.

    Attributes:
        path: its path in the project.
        kind: one of `KINDS`.
        base: the file as seedbed wrote it; None where it did not.
        ours: the file as it is; None where it is gone.
        alike: whether it says the same, and only its layout, its comments, or its order differ.
    """

    path: str
    kind: str
    base: File | None = None
    ours: File | None = None
    alike: bool = False

    @property
    def mode(self) -> str:
        """What became of its executable bit: `executable`, `plain`, or empty for nothing."""
        if self.base is None or self.ours is None or self.kind == LINKED:
            return ""
        if self.base.executable == self.ours.executable:
            return ""
        return "executable" if self.ours.executable else "plain"


def differences(
    base: Mapping[str, File], ours: Mapping[str, File], paths: Iterable[str]
) -> list[Difference]:
    """How some files differ, those left out that do not.

    Line ends, a byte order mark, and a missing end of the last line are no difference.

    Args:
        base: the files as seedbed wrote them, by path.
        ours: the files as they are.
        paths: which ones to compare.
    """
    found = (_difference(path, base.get(path), ours.get(path)) for path in sorted(paths))
    return [one for one in found if one is not None]


def unified(one: Difference) -> list[str] | None:
    """The lines of a diff as git writes it, without their ends; None where files are no text.

    What has more than a MiB, or 20,000 lines, counts as none.
    """
    texts = [encodings.read(file.data) if file else "" for file in (one.base, one.ours)]
    if one.kind == LINKED or any(text is None or _is_large(text) for text in texts):
        return None
    lines = [f"diff --git a/{one.path} b/{one.path}"]
    if one.mode:
        now = one.mode == "executable"
        lines += [f"old mode {_MODES[not now]}", f"new mode {_MODES[now]}"]
    elif one.base is None or one.ours is None:
        word, file = ("new", one.ours) if one.base is None else ("deleted", one.base)
        lines.append(f"{word} file mode {_MODES[file is not None and file.executable]}")
    names = [
        f"{side}/{one.path}" if file else "/dev/null"
        for side, file in (("a", one.base), ("b", one.ours))
    ]
    before, after = (str(text).splitlines(keepends=True) for text in texts)
    for line in unified_diff(before, after, names[0], names[1]):
        lines.append(line.removesuffix("\n"))
        if not line.endswith("\n"):
            lines.append("\\ No newline at end of file")
    return lines


def counts(lines: list[str] | None) -> tuple[int, int]:
    """How many lines a diff adds and removes."""
    body = list(lines or ())
    starts = [number for number, line in enumerate(body) if line.startswith("@@ ")]
    body = body[starts[0] :] if starts else []
    return sum(line[:1] == "+" for line in body), sum(line[:1] == "-" for line in body)


def _difference(path: str, base: File | None, ours: File | None) -> Difference | None:
    if ours is not None and ours.layer == LINK:
        return Difference(path=path, kind=LINKED, base=base, ours=ours)
    if same_file(base, ours):
        return None
    if base is None:
        return Difference(path=path, kind=ADDED, ours=ours)
    if ours is None:
        return Difference(path=path, kind=REMOVED, base=base)
    alike = not encodings.same(base.data, ours.data) and _says_the_same(path, base, ours)
    return Difference(path=path, kind=CHANGED, base=base, ours=ours, alike=alike)


def _says_the_same(path: str, base: File, ours: File) -> bool:
    """Whether a program reads the same from both."""
    if len(ours.data) > LARGEST:
        return False
    try:
        return is_same(loads(path, base.data), loads(path, ours.data))
    except (NoKeysError, SeedbedError, RecursionError):
        return False


def _is_large(text: str) -> bool:
    return len(text) > LARGEST or text.count("\n") > _LINES
