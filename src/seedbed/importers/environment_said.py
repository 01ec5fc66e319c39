"""What is said of an environment file of which seedbed does not read everything; pure."""

from __future__ import annotations

import re

from seedbed.importers.imported import Remark
from seedbed.managers.conda.tables import requirement
from seedbed.managers.shared import specs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

_BUILD = re.compile(r"[^\s=<>!~]+={1,2}[^\s=]+=[^\s=*]+")
"""A line with a version and the exact build of it, as `conda env export` writes it."""
_SELECTOR = re.compile(r"^\s*-\s.*#\s*\[([^\]]+)\]\s*$")
_FEW = 10
"""With more packages of an exact build, a file is an export."""
_ITSELF = ("-e .", "-e ./", "--editable .", ".")
_KEYS = {
    "prefix": "prefix is a folder of one machine: seedbed makes the environment in .conda instead.",
    "variables": "variables stay there, where conda alone reads them.",
    "name": "The environment's name differs from the project's; both stay.",
}


class Lines:
    """The lines of a file, by what they say.

    Args:
        text: the file.
    """

    def __init__(self, text: str) -> None:
        self._found: dict[str, int] = {}
        for number, row in enumerate(text.split("\n"), 1):
            said = row.strip()
            said = said.removeprefix("- ").partition(" #")[0].strip().strip("'\"")
            self._found.setdefault(said, number)
            self._found.setdefault(f"{said.partition(':')[0]}:", number)

    def of(self, item: str) -> int:
        """The line of an item of a list, or of a key; 0 where it cannot be told."""
        return self._found.get(item.strip()) or self._found.get(f"{item}:", 0)


def exact_builds(said: Mapping[str, Any]) -> list[str]:
    """The lines with exact builds, if these are most of them, as in an export; else none."""
    given = said.get("dependencies")
    lines = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    found = [one for one in lines if _BUILD.fullmatch(one)]
    return found if len(found) > _FEW and 2 * len(found) > len(lines) else []


def of_export(path: str, builds: list[str]) -> Iterator[Remark]:
    """What is said of an export."""
    if builds:
        yield Remark(
            path=path,
            text=f"It pins {len(builds)} packages to exact builds, as 'conda env export' writes "
            "them, which exist for one platform only. 'conda env export --from-history' lists what "
            "was asked for.",
        )


def of_selectors(path: str, text: str) -> Iterator[Remark]:
    """What is said of selectors: comments, which only conda-lock reads."""
    for number, row in enumerate(text.split("\n"), 1):
        if found := _SELECTOR.match(row):
            said = (
                f"conda ignores selectors: the package is for all platforms, not only {found[1]}."
            )
            yield Remark(path=path, text=said, line=number)


def of_unread(
    path: str, target: str, unmodeled: Iterable[str], without: Iterable[str], lines: Lines
) -> Iterator[Remark]:
    """What is said of what seedbed does not read.

    Args:
        path: the file.
        target: how it is called among what was not read.
        unmodeled: that.
        without: items of which something was said already.
        lines: those of the file.
    """
    told = {*without}
    for one in unmodeled:
        where, _, rest = one.partition(": ")
        if where != target:
            continue
        key, _, item = rest.partition(": ")
        if item not in told:
            shown = item.strip("{}").replace("'", "") if item.startswith("{") else item
            yield Remark(path=path, text=_unread(path, key, shown), line=lines.of(shown or key))


def _unread(path: str, key: str, item: str) -> str:
    """What is said of a key, or of an item of its list.

    Args:
        path: the file.
        key: the key.
        item: the item; empty for the key itself.
    """
    stays = f"stays in {path}, and seedbed doesn't read it"
    if not item:
        return _KEYS.get(key, f"{key} {stays}.")
    if key == "channels":
        return f"The channel {item} {stays}."
    if specs.parse(item) if key == "dependencies" else requirement(item, ""):
        return f"{item} is listed twice; the first line counts."
    if key == "dependencies" and specs.within(item):
        what = "channel" if specs.channel_of(item) else "build"
        return f"{item}: the {what} stays in {path} alone; seedbed reads the rest."
    if item in _ITSELF:
        return f"{item} stays in {path}; seedbed installs the project by itself."
    if item.startswith(("git+", "http://", "https://")):
        return (
            f"{item} stays in {path} alone: seedbed can't tell which package that is, unless you "
            f"write NAME @ {item}."
        )
    return f"{item} {stays}."
