"""The table that a switch prints: what it carries, translates, sets aside, and cannot do; pure."""

from __future__ import annotations

import re

from seedbed.formats import toml
from seedbed.managers.shared.conda_packages import groups
from seedbed.merge3.values import MISSING
from seedbed.model.flat import flatten, unflatten
from seedbed.model.names import canonical, requirement_name
from seedbed.model.record import record, replace
from seedbed.update.aside import PATH, is_below
from seedbed.update.fates import CARRIED, LEFT_OUT, NEEDLESS, SET_ASIDE, TRANSLATED, Fates
from seedbed.update.inventory import inventory
from seedbed.update.losses import closed, displaced, dropped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect, Reading
    from seedbed.managers.things import Thing
    from seedbed.model.flat import Address
    from seedbed.model.project import Project
    from seedbed.update.aside import Aside
    from seedbed.update.fates import Fate
    from seedbed.update.switch import Switch

    Path = tuple[str, ...]
    Files = Mapping[str, str]

WARNING = "warning"
RESTORED = "restored"
EDITED = "kept"


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


def rows_of(
    dialects: tuple[Dialect, Dialect],
    files: tuple[Files, Files, Files],
    comes: Project,
    switch: Switch,
    reading: Reading | None = None,
) -> tuple[Row, ...]:
    """What a switch does, as a table. Each key that stood there is in one row.

    Args:
        dialects: that of the manager that the project had, and of the one that it has then.
        files: the manifest's files as they were generated last, as they stood, and as they stand
            then.
        comes: what the project says then.
        switch: what is set aside, and what comes back.
        reading: what the old manager's dialect read; None for nothing that only it understands.
    """
    stood = inventory(dialects[0], files[0], files[1])
    fates = Fates(dialects, (stood.project, comes), files, switch.aside)
    found: dict[str, list[Fate]] = {}
    back = _tables_back(switch)
    for thing in stood.things:
        for one in fates.of(thing):
            fate = _brought_back(one, back)
            found.setdefault(fate.kind, []).append(fate)
    lost = displaced(stood.project, comes)
    indexes = closed(stood.project, comes, reading.unmodeled_addresses if reading else ())
    rows = [Row(kind=WARNING, what=(f"{what}{_ELSEWHERE}",)) for what in indexes]
    unsaid = reading.unsaid if reading else ()
    rows += [Row(kind=WARNING, what=(f"{what}{_NOBODY}",)) for what in unsaid]
    rows += [Row(kind=WARNING, what=(f"{what}{_ANOTHER}",)) for what in lost]
    rows += [Row(kind=WARNING, what=(what,)) for what in (reading.untold if reading else ())]
    rows += _carried(found.get(CARRIED, []))
    rows += _grouped(TRANSLATED, found.get(TRANSLATED, []))
    rows += _from_channels(stood.project, comes)
    rows += _set_aside(found, switch.aside)
    rows += _left_out(dialects[1], (stood.project, comes), found)
    rows += _restored(switch)
    if switch.removed:
        what = f"what you removed meanwhile: {', '.join(switch.removed)}"
        rows.append(Row(kind=LEFT_OUT, what=(what,)))
    for kept, why in ((switch.edited, "you edited it"), (switch.refused, _REFUSED)):
        for path, value in kept.items():
            key = toml.dotted(path)
            told = f"{key}, because {why}{_was(value)}"
            rows.append(Row(kind=EDITED, what=(told,), values={key: value}))
    return tuple(rows)


def _tables_back(switch: Switch) -> dict[str, str]:
    """The packages that come back, by canonical names, to the tables that have them then."""
    return {
        canonical(path[-1]): toml.dotted(path[:-1])
        for path, (_, value) in switch.back.items()
        if value is not MISSING and path[-2:-1] == ("dependencies",)
    }


def _brought_back(fate: Fate, back: Mapping[str, str]) -> Fate:
    """The fate of a requirement that stands nowhere else then but in a table that comes back.

    Args:
        fate: what becomes of it, apart from that.
        back: what comes back: see `_tables_back`.
    """
    name = requirement_name(fate.thing.item) if fate.kind == LEFT_OUT else ""
    table = back.get(canonical(name), "") if name else ""
    return replace(fate, kind=TRANSLATED, target=table, name=name) if table else fate


def closed_with(names: Iterable[str], file: str) -> list[Row]:
    """The warnings of indexes that stand in a file that no other manager reads.

    Args:
        names: what they are called.
        file: the file.
    """
    what = (f"the package index {name} of {file}{_ELSEWHERE}" for name in names)
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


_ELSEWHERE = ": what it has would come from another index, and may be another package there"
_NOBODY = ": it would install none of them"
_ANOTHER = ": installing it from another place would be another package"
_REFUSED = "the manager would refuse what was set aside"


def _carried(fates: Iterable[Fate]) -> Iterator[Row]:
    """The row of what stays as it is, by tables."""
    keys = tuple(fate.thing.key for fate in fates)
    tables = (fate.thing.path for fate in fates)
    what = dict.fromkeys(toml.dotted(one[:2] if one[0] == "tool" else one[:1]) for one in tables)
    if keys:
        yield Row(kind=CARRIED, what=tuple(what), keys=keys)


def _grouped(kind: str, fates: Iterable[Fate]) -> Iterator[Row]:
    """The rows of what stands elsewhere: one for each place of before, and of then."""
    places: dict[tuple[str, str], list[Fate]] = {}
    for fate in fates:
        places.setdefault((fate.source, fate.target), []).append(fate)
    for (source, target), those in places.items():
        yield Row(
            kind=kind,
            what=tuple(sorted({fate.name for fate in those} - {""})),
            source=source,
            target=target,
            keys=_keys(those),
        )


def _from_channels(stood: Project, comes: Project) -> Iterator[Row]:
    """The row of requirements that come from conda channels then, and did not before."""
    before = {item.key: item for item in stood.dependencies}
    new = [item for item in comes.dependencies if item.conda and item.key in before]
    names = dict.fromkeys(item.name for item in new if not before[item.key].conda)
    if names:
        what = f"requirements that come from conda channels now: {', '.join(names)}"
        yield Row(kind=TRANSLATED, what=(what,))


def _set_aside(found: Mapping[str, list[Fate]], aside: Aside | None) -> Iterator[Row]:
    """The rows of what is kept: in the file for that, by whole tables, or where it stands."""
    others = [one.thing.path for kind in found if kind != SET_ASIDE for one in found[kind]]
    only = aside.only if aside else ()
    tables = [table for table in only if not any(is_below(path, (table,)) for path in others)]
    places: dict[str, list[Fate]] = {PATH: []}
    for fate in found.get(SET_ASIDE, ()):
        places.setdefault(fate.target, []).append(fate)
    for place, those in places.items():
        what = [
            _in_table(fate.thing, tables) if place == PATH else fate.thing.told for fate in those
        ]
        if what:
            names = tuple(dict.fromkeys(what))
            yield Row(kind=SET_ASIDE, what=names, target=place, keys=_keys(those))


def _in_table(thing: Thing, tables: Iterable[Path]) -> str:
    """The key of a thing; that of the table that is set aside whole with it."""
    whole = (table for table in tables if is_below(thing.path, (table,)))
    return next((toml.dotted(table) for table in whole), thing.key)


def _left_out(
    new: Dialect, projects: tuple[Project, Project], found: Mapping[str, list[Fate]]
) -> Iterator[Row]:
    """The rows of what the new manager cannot hold, and of what only the old one needs."""
    rest = _without(*projects, found)
    fates = found.get(LEFT_OUT, [])
    for loss in dropped(rest, new.supported(rest)):
        those = [fate for fate in fates if not loss.about.isdisjoint(fate.thing.about)]
        fates = [fate for fate in fates if fate not in those]
        yield Row(kind=LEFT_OUT, what=(loss.what,), keys=_keys(those))
    yield from (Row(kind=LEFT_OUT, what=(what,)) for what in new.caveats(rest))
    if keys := _keys(fates):
        yield Row(kind=LEFT_OUT, what=keys, keys=keys)
    if keys := _keys(found.get(NEEDLESS, [])):
        more = f" and {len(keys) - _MOST} more" if len(keys) > _MOST else ""
        what = f"{_NEEDLESS} {', '.join(keys[:_MOST])}{more}"
        yield Row(kind=LEFT_OUT, what=(what,), keys=keys)


_NEEDLESS = "what only the old manager needs:"
_MOST = 8
"""Keys that such a sentence names."""


def _keys(fates: Iterable[Fate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fate.thing.key for fate in fates))


def _without(project: Project, comes: Project, found: Mapping[str, list[Fate]]) -> Project:
    """A project without what only things are about that are set aside, or said in other words."""
    there = flatten(comes)
    addresses: dict[bool, set[Address]] = {True: set(), False: set()}
    for kind, fates in found.items():
        for fate in fates:
            about = fate.thing.about
            anew = kind == TRANSLATED and not any(one in there for one in about)
            addresses[kind == SET_ASIDE or anew].update(about)
    gone = addresses[True] - addresses[False] - {("name",), ("package",)}
    rest = unflatten({key: one for key, one in flatten(project).items() if key not in gone})
    names = groups(rest)
    return replace(rest, on_demand=tuple(one for one in rest.on_demand if one in names))


def _restored(switch: Switch) -> list[Row]:
    """The row of what comes back, with its values: they may say what is run, and from where."""
    sides = switch.back.items()
    what = [shown(path, *both) for path, both in sides if both[1] is not MISSING]
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


def _was(value: Any) -> str:
    return "" if value is MISSING else f"; set aside: {toml.inline(value)}"
