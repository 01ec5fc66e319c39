"""The table that a switch ends with: what it carries, translates, sets aside, and cannot; pure."""

from __future__ import annotations

from tilth.addresses import build, flatten
from tilth.managers.conda_packages import groups
from tilth.managers.metadata import BUILT_IN, DERIVED
from tilth.record import record, replace
from tilth.text import toml
from tilth.update.aside import is_below
from tilth.update.model import lost
from tilth.update.pyproject import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from tilth.addresses import Address
    from tilth.managers import Dialect
    from tilth.project import Project
    from tilth.update.switch import Switch

    Path = tuple[str, ...]
    Key = tuple[str, Path]

_OF_ALL = (BUILT_IN, DERIVED, ("name",))
"""What every manifest has in its own way."""
CARRIED = "carried"
TRANSLATED = "translated"
SET_ASIDE = "set aside"
IMPOSSIBLE = "impossible"
RESTORED = "restored"
EDITED = "kept"


@record
class Row:
    """One line of the table.

    Attributes:
        kind: what becomes of it.
        what: the keys that it is about, or the object of a sentence.
        source: where they stood; only for what is translated.
        target: where they stand now; only for what is translated.
    """

    kind: str
    what: tuple[str, ...]
    source: str = ""
    target: str = ""


def rows_of(
    dialects: tuple[Dialect, Dialect], projects: tuple[Project, Project], switch: Switch
) -> tuple[Row, ...]:
    """What a switch does, as a table.

    Args:
        dialects: that of the manager that the project had, and of the one that it has then.
        projects: what the project said, and what it says then.
        switch: what is set aside, and what comes back.
    """
    old, new = dialects
    stood, comes = _keys(old, projects[0]), _keys(new, projects[1])
    carried = dict.fromkeys(_table(key) for key in stood if key in comes)
    found = [Row(kind=CARRIED, what=tuple(carried))] if carried else []
    pairs, moved = _moved(stood, comes)
    for (source, target), names in pairs.items():
        what = tuple(name for name in dict.fromkeys(names) if name)
        found.append(Row(kind=TRANSLATED, what=what, source=source, target=target))
    aside = switch.aside
    held = [*aside.only, *aside.translated] if aside else []
    named = [toml.dotted(path) for path in held if (NAME, path) not in moved]
    found += [Row(kind=SET_ASIDE, what=tuple(named))] if named else []
    rest = _without(projects[0], stood, aside.only if aside else ())
    found += [
        Row(kind=IMPOSSIBLE, what=(what,))
        for what in (*lost(rest, new.expressible(rest)), *new.caveats(rest))
    ]
    back = tuple(_shown(path, value) for path, value in switch.back.items())
    back += tuple(one for path, lines in switch.files.items() for one in _said(path, lines))
    found += [Row(kind=RESTORED, what=back)] if back else []
    found += [
        Row(kind=EDITED, what=(f"{toml.dotted(path)}, as you edited it; {_was(value)}",))
        for path, value in switch.edited.items()
    ]
    return tuple(found)


def _keys(dialect: Dialect, project: Project) -> dict[Key, tuple[Address, ...]]:
    """The keys that a dialect writes, with what they are about."""
    return {
        (file, path): tuple(one for one in sources or ((path[-1],),) if one not in _OF_ALL)
        for file, document in dialect.write(project).items()
        for path, sources in document.sources.items()
    }


def _moved(
    stood: Mapping[Key, tuple[Address, ...]], comes: Mapping[Key, tuple[Address, ...]]
) -> tuple[dict[tuple[str, str], list[str]], set[Key]]:
    """What stands in another place: from and to, with the names; and its keys of before."""
    places: dict[Address, list[Key]] = {}
    for key, addresses in comes.items():
        for address in addresses if key not in stood else ():
            places.setdefault(address, []).append(key)
    pairs: dict[tuple[str, str], list[str]] = {}
    moved = set()
    for key, addresses in stood.items():
        for address in addresses if key not in comes else ():
            for other in places.get(address, ())[:1]:
                moved.add(key)
                pair = _place(key, address), _place(other, address)
                pairs.setdefault(pair, []).append("" if len(address) < 2 else _name(address))
    return pairs, moved


def _name(address: Address) -> str:
    return address[2] if address[0] == "dependencies" else address[-1]


def _place(key: Key, address: Address) -> str:
    """The key of something; the table that has it, where its name is the key."""
    file, path = key
    named = len(address) > 1 and path[-1] == _name(address)
    dotted = toml.dotted(path[:-1] if named else path)
    return dotted if file == NAME else f"{file}: {dotted}"


def _table(key: Key) -> str:
    file, path = key
    dotted = toml.dotted(path[:2] if path[0] == "tool" else path[:1])
    return dotted if file == NAME else file


def _without(
    project: Project, stood: Mapping[Key, Iterable[Address]], only: Iterable[Path]
) -> Project:
    """A project without what stands in tables that are set aside alone."""
    only = tuple(only)
    aside: set[Address] = set()
    other: set[Address] = set()
    for (_, path), addresses in stood.items():
        (aside if is_below(path, only) else other).update(addresses)
    gone = aside - other
    rest = build({key: value for key, value in flatten(project).items() if key not in gone})
    return replace(rest, on_demand=tuple(one for one in rest.on_demand if one in groups(rest)))


def _said(path: str, lines: Iterable[str]) -> list[str]:
    """A file that comes back, with the lines that are back in it: it may name what is to be run."""
    said = [line.strip() for line in lines]
    return [f"{path}: {line}" for line in said if line and not line.startswith("#")] or [path]


def _shown(path: Path, value: Any) -> str:
    """A key that comes back; with its value, where that is something to be run."""
    runs = path[0] != "tool" or path[1] == "poe" or "tasks" in path or "activation" in path
    shown = isinstance(value, str | list | dict) and runs
    return f"{toml.dotted(path)} = {toml.inline(value)}" if shown else toml.dotted(path)


def _was(value: Any) -> str:
    if isinstance(value, str | list | dict | int):
        return f"set aside was {toml.inline(value)}"
    return "it had been removed"
