"""A line of the table that a switch prints; pure."""

from __future__ import annotations

import re

from seedbed.formats import toml
from seedbed.merge3.values import MISSING
from seedbed.model.record import record, replace
from seedbed.update.fate import LEFT_OUT, TRANSLATED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.update.switched import Switch

    Path = tuple[str, ...]

WARNING, NOTE = "warning", "note"
RESTORED = "restored"
EDITED = "kept"
ELSEWHERE = ": what it has would come from another index, and may be another package there"
"""What is said of an index that nothing asks for all packages then."""
_REFUSED = "the manager would refuse what was set aside"
_REMOVED = "what you removed meanwhile: "
_MOST = 8
"""Keys that a sentence names."""
_WITH_EDIT = ", with your edit"


@record
class Row:
    """One line of the table.

    Attributes:
        kind: what becomes of it.
        what: the keys that it is about, or the object of a sentence.
        source: where they stood; only for what is translated.
        target: where they stand now; for what is set aside, the file that keeps them.
        values: what comes back, or stays aside, by its key; `MISSING` for a key that goes.
        keys: each key of the manifest as it stood, and each item of a list, that this is about.
    """

    kind: str
    what: tuple[str, ...]
    source: str = ""
    target: str = ""
    values: Mapping[str, Any] = {}
    keys: tuple[str, ...] = ()


def closed_with(names: Iterable[str], file: str) -> list[Row]:
    """The warnings of indexes that stand in a file that no other manager reads.

    Args:
        names: what they are called.
        file: the file.
    """
    what = (f"the package index {name} of {file}{ELSEWHERE}" for name in names)
    return [Row(kind=WARNING, what=(one,)) for one in what]


def renamed(row: Row, names: Mapping[str, str]) -> Row:
    """A row that calls files as they are called on disk.

    Args:
        row: the row.
        names: what it calls them, to what they are called.
    """
    known = "|".join(map(re.escape, names))
    words = re.compile(rf"(?<![\w./-])(?:{known})(?![\w./-])")

    def name(text: str) -> str:
        return words.sub(lambda found: names[found[0]], text)

    return replace(
        row,
        what=tuple(map(name, row.what)),
        source=name(row.source),
        target=name(row.target),
        keys=tuple(map(name, row.keys)),
    )


def removal(names: tuple[str, ...]) -> list[Row]:
    """The row of requirements that were removed under another manager."""
    return [Row(kind=LEFT_OUT, what=(f"{_REMOVED}{', '.join(names)}",))] if names else []


def is_removal(row: Row) -> bool:
    """Whether a row is that one."""
    return row.kind == LEFT_OUT and row.what[0].startswith(_REMOVED)


def restored(switch: Switch) -> list[Row]:
    """The row of what comes back, with its values: they may say what is run, and from where."""
    sides = switch.back.items()
    what = [
        f"{shown(path, *both)}{_WITH_EDIT if path in switch.merged else ''}"
        for path, both in sides
        if both[1] is not MISSING
    ]
    if gone := [toml.dotted(path) for path, (_, value) in sides if value is MISSING]:
        more = f", and {len(gone) - _MOST} more" if len(gone) > _MOST else ""
        what.append(f"without {', '.join(gone[:_MOST])}{more}")
    what += [f"{name}, from conda channels as {conda}" for name, conda in switch.conda.items()]
    for path, lines in switch.files.items():
        stripped = (line.strip() for line in lines)
        told = [f"{path}: {line}" for line in stripped if line and not line.startswith("#")]
        what += told or [path]
    values = {toml.dotted(path): value for path, (_, value) in switch.back.items()}
    return [Row(kind=RESTORED, what=tuple(what), values=values)] if what else []


def shown(path: Path, stands: Any, value: Any) -> str:
    """A key that comes back, with its value; of a list only what is another in it."""
    key = toml.dotted(path)
    if not isinstance(stands, list) or not isinstance(value, list):
        return f"{key} = {toml.inline(value)}"
    more = [one for one in value if one not in stands]
    less = [one for one in stands if one not in value]
    parts = [f"with {', '.join(map(toml.inline, more))}"] if more else []
    parts += [f"without {', '.join(map(toml.inline, less))}"] if less else []
    return f"{key}, {' and '.join(parts) or 'in its old order'}"


def replaced(switch: Switch) -> list[Row]:
    """The row of what comes back with another range, because `pyproject.toml` was edited."""
    what = [f"{path}: {one}" for path, those in switch.replaced.items() for one in those]
    return [Row(kind=TRANSLATED, what=tuple(what))] if what else []


def kept(switch: Switch) -> Iterator[Row]:
    """The rows of what does not come back."""
    for one, why in ((switch.edited, "you edited it"), (switch.refused, _REFUSED)):
        for path, value in one.items():
            key = toml.dotted(path)
            told = f"{key}, because {why}{_was(value)}"
            yield Row(kind=EDITED, what=(told,), values={key: value})


def _was(value: Any) -> str:
    return "" if value is MISSING else f"; set aside: {toml.inline(value)}"
