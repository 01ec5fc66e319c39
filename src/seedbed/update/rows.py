"""The table that a switch prints: what it carries, translates, sets aside, and cannot do; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.managers.shared.conda_packages import groups
from seedbed.managers.shared.metadata import BUILT_IN, DERIVED
from seedbed.merge3.values import MISSING
from seedbed.model.flat import flatten, unflatten
from seedbed.model.record import record, replace
from seedbed.update.aside import is_below
from seedbed.update.model import displaced, dropped
from seedbed.update.returning import get
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.flat import Address
    from seedbed.model.project import Project
    from seedbed.update.aside import Aside
    from seedbed.update.switch import Switch

    Path = tuple[str, ...]
    Key = tuple[str, Path]

_OF_ALL = (BUILT_IN, DERIVED, ("name",))
"""What every manifest has in its own way."""
WARNING = "warning"
CARRIED = "carried"
TRANSLATED = "translated"
SET_ASIDE = "set aside"
LEFT_OUT = "left out"
RESTORED = "restored"
EDITED = "kept"
REMOVAL = "the removal of "
"""What is said before a key that is set aside as one that was not there."""


@record
class Row:
    """One line of the table.

    Attributes:
        kind: what becomes of it.
        what: the keys that it is about, or the object of a sentence.
        source: where they stood; only for what is translated.
        target: where they stand now; only for what is translated.
        values: what comes back, or stays aside, by its key; `MISSING` for a key that goes.
    """

    kind: str
    what: tuple[str, ...]
    source: str = ""
    target: str = ""
    values: Mapping[str, Any] = {}


def rows_of(
    dialects: tuple[Dialect, Dialect],
    projects: tuple[Project, Project],
    switch: Switch,
    unsaid: Iterable[str] = (),
) -> tuple[Row, ...]:
    """What a switch does, as a table.

    Args:
        dialects: that of the manager that the project had, and of the one that it has then.
        projects: what the project said, and what it says then.
        switch: what is set aside, and what comes back.
        unsaid: requirements that only the old manager understands: objects of sentences.
    """
    old, new = dialects
    stood, comes = _keys(old, projects[0]), _keys(new, projects[1])
    carried = dict.fromkeys(_table(key) for key in stood if key in comes)
    lost = displaced(projects[0], projects[1])
    found = [Row(kind=WARNING, what=(f"{what}{_NOBODY}",)) for what in unsaid]
    found += [Row(kind=WARNING, what=(f"{what}{_ANOTHER}",)) for what in lost]
    found += [Row(kind=CARRIED, what=tuple(carried))] if carried else []
    pairs, moved = _moved(stood, comes)
    for (source, target), names in pairs.items():
        what = tuple(name for name in dict.fromkeys(names) if name)
        found.append(Row(kind=TRANSLATED, what=what, source=source, target=target))
    aside = switch.aside
    named = _named(aside, moved) if aside else []
    found += [Row(kind=SET_ASIDE, what=tuple(named))] if named else []
    rest = _without(projects[0], stood, aside.only if aside else ())
    found += [
        Row(kind=LEFT_OUT, what=(what,))
        for what in (*dropped(rest, new.supported(rest)), *new.caveats(rest))
    ]
    found += _restored(switch)
    for kept, why in ((switch.edited, "you edited it"), (switch.refused, _REFUSED)):
        for path, value in kept.items():
            key = toml.dotted(path)
            told = f"{key}, because {why}; set aside: {_said(value)}"
            found.append(Row(kind=EDITED, what=(told,), values={key: value}))
    return tuple(found)


def _named(aside: Aside, moved: Collection[Key]) -> list[str]:
    """What is set aside, but for what stands elsewhere; that a key was removed is set aside too."""
    table = aside.table
    paths = [path for path in (*aside.only, *aside.translated) if (NAME, path) not in moved]
    named = ((toml.dotted(path), get(table, path) is MISSING) for path in paths)
    return [f"{REMOVAL}{key}" if removed else key for key, removed in named]


_NOBODY = ": it would install none of them"
_ANOTHER = ": installing it from another place would be another package"
_REFUSED = "the manager would refuse what was set aside"


def _restored(switch: Switch) -> list[Row]:
    """The row of what comes back, with its values: they may say what is run, and from where."""
    what = [_shown(path, *sides) for path, sides in switch.back.items()]
    what += [f"{name}, from conda channels as {conda}" for name, conda in switch.conda.items()]
    for path, lines in switch.files.items():
        stripped = (line.strip() for line in lines)
        told = [f"{path}: {line}" for line in stripped if line and not line.startswith("#")]
        what += told or [path]
    values = {toml.dotted(path): value for path, (_, value) in switch.back.items()}
    return [Row(kind=RESTORED, what=tuple(what), values=values)] if what else []


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
            for other in sorted(places.get(address, ()), key=_is_noted)[:1]:
                moved.add(key)
                pair = _place(key, address), _place(other, address)
                pairs.setdefault(pair, []).append("" if len(address) < 2 else _name(address))
    return pairs, moved


def _is_noted(key: Key) -> bool:
    """Whether a key only notes what another one says."""
    return key[1][:2] == ("tool", "seedbed")


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
    rest = unflatten({key: value for key, value in flatten(project).items() if key not in gone})
    there = groups(rest)
    return replace(rest, on_demand=tuple(one for one in rest.on_demand if one in there))


def _shown(path: Path, stands: Any, value: Any) -> str:
    """A key that comes back, with its value; of a list only what is another in it."""
    key = toml.dotted(path)
    if value is MISSING:
        return f"{key} is removed again"
    if not isinstance(stands, list) or not isinstance(value, list):
        return f"{key} = {toml.inline(value)}"
    more = [one for one in value if one not in stands]
    less = [one for one in stands if one not in value]
    parts = [f"with {', '.join(map(toml.inline, more))}"] if more else []
    parts += [f"without {', '.join(map(toml.inline, less))}"] if less else []
    return f"{key}, {' and '.join(parts) or 'in its old order'}"


def _said(value: Any) -> str:
    return "nothing" if value is MISSING else toml.inline(value)
