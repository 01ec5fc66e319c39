"""The table that a switch prints: what it carries, translates, sets aside, and cannot do; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.managers.shared.conda_packages import groups
from seedbed.managers.shared.index_order import asked_first
from seedbed.merge3.values import MISSING
from seedbed.model.flat import flatten, unflatten
from seedbed.model.names import canonical, requirement_name
from seedbed.model.record import replace
from seedbed.update.aside import PATH, is_below
from seedbed.update.fate import CARRIED, LEFT_OUT, NEEDLESS, SET_ASIDE, TRANSLATED
from seedbed.update.fates import Fates
from seedbed.update.inventory import inventory
from seedbed.update.losses import closed, displaced, dropped, unopen
from seedbed.update.row import (
    ELSEWHERE,
    NOTE,
    WARNING,
    Row,
    kept,
    removal,
    replaced,
    restored,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.managers.protocols import Dialect, Reading
    from seedbed.managers.things import Thing
    from seedbed.model.flat import Address
    from seedbed.model.project import Project
    from seedbed.update.aside import Aside
    from seedbed.update.fate import Fate
    from seedbed.update.switched import Switch

    Path = tuple[str, ...]
    Files = Mapping[str, str]


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
    odd = reading.unmodeled_addresses if reading else ()
    unopened = unopen(stood.project, comes, odd)
    for thing in stood.things:
        for one in fates.of(thing):
            fate = _brought_back(_unopened(one, unopened, files[2]), back)
            found.setdefault(fate.kind, []).append(fate)
    rows = list(_warnings((stood.project, comes), odd, reading))
    rows += _carried(found.get(CARRIED, []))
    rows += _grouped(TRANSLATED, found.get(TRANSLATED, []))
    rows += _from_channels(stood.project, comes)
    rows += replaced(switch)
    rows += _set_aside(found, switch.aside)
    rows += _left_out(dialects[1], (stood.project, comes), found)
    if not switch.back:
        rows += _asked_in_turn(dialects, stood.project, comes)
    rows += restored(switch)
    rows += removal(switch.removed)
    rows += kept(switch)
    return tuple(rows)


def _warnings(
    projects: tuple[Project, Project], odd: tuple[Address, ...], reading: Reading | None
) -> Iterator[Row]:
    """The rows of what would be another package, or none, or nothing asks for."""
    told = [f"{what}{ELSEWHERE}" for what in closed(*projects, odd)]
    told += [f"{what}{_NOBODY}" for what in (reading.unsaid if reading else ())]
    told += [f"{what}{_ANOTHER}" for what in displaced(*projects)]
    told += reading.untold if reading else ()
    yield from (Row(kind=WARNING, what=(what,)) for what in told)
    yield from (Row(kind=NOTE, what=(what,)) for what in (reading.idle if reading else ()))


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


def _unopened(fate: Fate, indexes: frozenset[Address], after: Files) -> Fate:
    """The fate of a line of a file that names an index for all of a group's packages.

    Where the index is only noted then, nothing comes from it: the line isn't translated.

    Args:
        fate: what becomes of it, apart from that.
        indexes: see `unopen`.
        after: the manifest's files as they stand then.
    """
    thing = fate.thing
    if fate.kind != TRANSLATED or not thing.item or indexes.isdisjoint(thing.about):
        return fate
    stays = thing.file in after
    target = thing.file if stays else ""
    return replace(fate, kind=SET_ASIDE if stays else LEFT_OUT, target=target, name="")


_NOBODY = ": it would install none of them"
_ANOTHER = ": installing it from another place would be another package"


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


def _asked_in_turn(
    dialects: tuple[Dialect, Dialect], stood: Project, comes: Project
) -> Iterator[Row]:
    """The row of indexes that only an order decides between now."""
    names = {one.url for one in stood.indexes if not one.explicit}
    first = asked_first(one for one in comes.indexes if one.url in names)
    asked, asks = dialects[0].ASKS_ALL or stood.asks_all, dialects[1].ASKS_ALL or comes.asks_all
    if first and asked and not asks:
        what = f"{_NEWEST} {', '.join(first)} before the default index"
        yield Row(kind=LEFT_OUT, what=(what,))


_NEWEST = "taking the newest version that any index has: the new manager asks"
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
    gone = addresses[True] - addresses[False] - {("name",), ("package",), ("asks_all",)}
    rest = unflatten({key: one for key, one in flatten(project).items() if key not in gone})
    names = groups(rest)
    return replace(rest, on_demand=tuple(one for one in rest.on_demand if one in names))
