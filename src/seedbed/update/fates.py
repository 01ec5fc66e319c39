"""What becomes of each thing in a manifest at a switch; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.managers.base import MANAGERS
from seedbed.managers.shared.conda_packages import conda_spec, same_spec
from seedbed.managers.shared.included import is_own_extra, members
from seedbed.managers.shared.metadata import BUILT_IN, DERIVED
from seedbed.merge3.values import MISSING
from seedbed.model.flat import flatten
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.update.aside import PATH, is_below
from seedbed.update.fate import (
    CARRIED,
    LEFT_OUT,
    NEEDLESS,
    SET_ASIDE,
    TRANSLATED,
    Fate,
    range_of,
    said_of,
)
from seedbed.update.homes import PYTHON, homes_of, listed_in, place_of
from seedbed.update.inventory import all_about
from seedbed.update.leaving import tables_of
from seedbed.update.losses import keeps_place
from seedbed.update.returning import get, is_requirements
from seedbed.update.stated import read
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.managers.things import Thing
    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Project
    from seedbed.update.aside import Aside
    from seedbed.update.homes import Key

    Files = Mapping[str, str]

_OF_ALL = (BUILT_IN, DERIVED, ("name",))
"""What every manifest has in its own way."""
_BASE, _AFTER = 0, 2
_CHANNELS = ("tool", "pixi", "workspace", "channels")
_INSTEAD = {"defaults": "conda-forge"}
"""Channels that a manager has in place of others."""
_MANAGERS = tuple(("tool", name) for name in MANAGERS)
"""The tables of managers, of which only one has the project."""
_CORE = frozenset(("packages", "include", "exclude", "build"))
"""What poetry-core reads below `[tool.poetry]`, whoever is the manager."""


class Fates:
    """Says what becomes of things.

    Args:
        dialects: that of the manager that the project had, and of the one that it has then.
        projects: what the project said, and what it says then.
        files: the manifest's files as they were generated last, as they stood, and as they stand
            then.
        aside: what is set aside; None for nothing.
    """

    def __init__(
        self,
        dialects: tuple[Dialect, Dialect],
        projects: tuple[Project, Project],
        files: tuple[Files, Files, Files],
        aside: Aside | None,
    ) -> None:
        self._own = tables_of(dialects[0]), tables_of(dialects[1])
        self._projects, self._aside = projects, aside
        self._before, self._now = map(flatten, projects)
        self._files = files
        self._manifests = [toml.loads(side.get(NAME, "")) for side in files]
        self._homes = homes_of(dialects[1], projects[1], self._manifests[_AFTER])
        for path, beside in read(dialects[1], _own(dialects[1], files)).beside.items():
            table = path[:-1] if beside[1][0] == "dependencies" else path
            for about in all_about(beside, projects[1]):
                self._homes.setdefault(about, []).append((NAME, table))
        self._listed, self._lists = (frozenset(listed_in(it)) for it in self._manifests[1:])
        self._could = flatten(dialects[1].supported(projects[0]))

    def of(self, thing: Thing) -> Iterator[Fate]:
        """What becomes of a thing: one fate, or one for each table that has it then."""
        stands = self._is_in(thing, _AFTER)
        if stands and (self._is_read(thing) or self._builds(thing)):
            yield Fate(thing=thing, kind=CARRIED, source=thing.table)
            return
        about = [self._then(one) for one in thing.about if one not in _OF_ALL]
        moved = [*(self._moved(thing, about) if about else self._changed(thing))]
        moved = moved or [*self._channel(thing)]
        found = {(one.target, one.name): one for one in moved}
        yield from found.values()
        if not found:
            kind, where = self._lost(thing, about, stands=stands)
            yield Fate(thing=thing, kind=kind, source=thing.table, target=where)

    def _lost(self, thing: Thing, about: list[Address], *, stands: bool) -> tuple[str, str]:
        """What becomes of a thing that nothing says then, and the file that keeps it."""
        generated = self._is_in(thing, _BASE)
        if any(map(self._is_from_elsewhere, about)):
            return LEFT_OUT, ""
        kept = stands or self._is_aside(thing)
        by_itself = thing.known and bool(thing.about) and all(map(self._is_there, about))
        if by_itself and (generated or not kept or thing.file != NAME):
            return NEEDLESS, ""
        if kept and not (thing.item and generated):
            return SET_ASIDE, thing.file if stands else PATH
        could = thing.known and all(one in self._could for one in about)
        return NEEDLESS if generated and could else LEFT_OUT, ""

    def _changed(self, thing: Thing) -> Iterator[Fate]:
        """What stands at a thing's own key then, as for another builder of packages."""
        value = get(self._manifests[_AFTER], thing.path)
        if thing.file == NAME and value not in (MISSING, thing.value) and not thing.item:
            told = f"{thing.path[-1]} ({toml.inline(thing.value)} → {toml.inline(value)})"
            place = toml.dotted(thing.path[:-1])
            yield Fate(thing=thing, kind=TRANSLATED, source=place, target=place, name=told)
        elif thing.known and DERIVED in thing.about and not self._is_in(thing, _BASE):
            yield from self._derived(thing)

    def _channel(self, thing: Thing) -> Iterator[Fate]:
        """Where a channel stands then that every manifest of the new manager has."""
        there = get(self._manifests[_AFTER], _CHANNELS)
        if thing.path != _CHANNELS[-1:] or not isinstance(there, list):
            return
        then = thing.item if thing.item in there else _INSTEAD.get(thing.item, "")
        if then in there and ("channels", then) not in self._before:  # which has its own row
            name = then if then == thing.item else f"{thing.item} → {then}"
            target = toml.dotted(_CHANNELS)
            yield Fate(thing=thing, kind=TRANSLATED, source=thing.table, target=target, name=name)

    def _moved(self, thing: Thing, about: list[Address]) -> Iterator[Fate]:
        """Where the new manager's manifest says what a thing said."""
        placed = [one for one in about if self._has_place(one)]
        for address in placed or about:
            home = self._home(thing, address)
            for key in self._in_all_targets(home, address) if home else ():
                names = self._names(address)
                yield Fate(
                    thing=thing,
                    kind=TRANSLATED,
                    source=thing.table if thing.item else place_of((thing.file, thing.path), names),
                    target=place_of(key, names),
                    name=self._called(thing, address, names) if names else "",
                )

    def _in_all_targets(self, key: Key, address: Address) -> list[Key]:
        """A key, and those of the same tables of other kinds of machines."""
        file, path = key
        at = path.index("target") + 1 if "target" in path[:-1] else 0
        others = self._homes.get(address, ()) if at else ()
        same = [one for one in others if (*one[1][:at], path[at], *one[1][at + 1 :]) == path]
        return [key, *(one for one in same if one != key and one[0] == file)]

    def _derived(self, thing: Thing) -> Iterator[Fate]:
        """What becomes of what a manager works out, as which groups are installed by default."""
        others = self._homes.get(DERIVED, [])
        on_demand = {canonical(one[-1]): one for one in self._homes if one[0] == "on_demand"}
        address = on_demand.get(canonical(thing.path[-1]))
        key = next(iter(self._homes[address] if address else others), None)
        if key is None:
            return
        listed = get(self._manifests[_AFTER], key[1]) if key[1][-1] == "default-groups" else ""
        groups = {canonical(str(one)) for one in listed} if isinstance(listed, list) else None
        known = {canonical(item.group) for item in self._projects[1].dependencies}
        is_out = groups is not None and canonical(thing.path[-1]) in known - groups
        name = f"without {thing.path[-1]}" if is_out else ""
        place = place_of(key, thing.path[-1:])
        yield Fate(thing=thing, kind=TRANSLATED, source=thing.table, target=place, name=name)

    def _home(self, thing: Thing, address: Address) -> Key | None:
        """The key that says then what an address is about; None where nothing says it."""
        keys = self._homes.get(address) or self._homes.get(address[:1], [])
        if address[0] != "dependencies":
            derived = [key for key in self._homes.get(DERIVED, ()) if key[1][-1] == address[-1]]
            return next(iter(keys or derived), None) if self._is_there(address) else None
        item, then = self._before.get(address), self._now.get(address)
        if item is None:
            return None
        if then is None:
            spelled = self._spelled_out(item)
            return (NAME, thing.path) if spelled and is_requirements(thing.path) else None
        listed = [key for key in keys if is_requirements(key[1])]
        own = [key for key in keys if key not in listed]
        listed = listed if address in self._lists else []
        if not is_requirements(thing.path) and self._has_place(address):
            sides = (item, self._projects[0]), (then, self._projects[1])
            if own and (then.conda if item.conda else keeps_place(*sides)):
                return own[0]
            if address in self._listed and thing.known:
                return None
        return next(iter(listed or own), None)

    def _has_place(self, address: Address) -> bool:
        """Whether something is a requirement that came from some place and no other."""
        if address[0] != "dependencies" or address not in self._before:
            return False
        item = self._before[address]
        return bool(item.conda or item.index or item.source)

    def _then(self, address: Address) -> Address:
        """The address of the same thing then: an index may get another name."""
        if address[0] != "indexes" or address in self._now:
            return address
        was = self._before.get(address)
        same = (one for one, index in self._now.items() if one[0] == "indexes")
        return next((one for one in same if was and self._now[one].url == was.url), address)

    def _spelled_out(self, item: Dependency) -> list[str]:
        """What stands there then instead of the project's own extras."""
        if not is_own_extra(self._projects[0], item):
            return []
        found = []
        for member in members(self._projects[0], item.group):
            own = replace(member.item, group=item.group, optional="")
            is_meant = member.origin.optional in item.extras
            if is_meant and ("dependencies", *own.key) in self._now:
                found.append(own.requirement)
        return found

    def _is_from_elsewhere(self, address: Address) -> bool:
        """Whether a requirement stays, and does not come from a conda channel any more."""
        was, then = self._before.get(address), self._now.get(address)
        return address[0] == "dependencies" and bool(was and was.conda and then and not then.conda)

    def _is_there(self, address: Address) -> bool:
        """Whether something that is no requirement is there then."""
        return address[0] != "dependencies" and (
            address in self._now or any(one[:1] == address for one in self._now)
        )

    def _is_read(self, thing: Thing) -> bool:
        """Whether the new manager, or a tool that is none, reads what a thing stands in."""
        own, others = (is_below(thing.path, tables) for tables in self._own)
        return thing.file == NAME and (others or not (own or is_below(thing.path, _MANAGERS)))

    def _builds(self, thing: Thing) -> bool:
        """Whether poetry-core, which still builds the package, reads a thing."""
        backend = str(get(self._manifests[_AFTER], ("build-system", "build-backend")))
        known = thing.path[:2] == ("tool", "poetry") and not _CORE.isdisjoint(thing.path[2:3])
        return known and thing.file == NAME and backend.startswith("poetry.core")

    def _is_in(self, thing: Thing, side: int) -> bool:
        """Whether a thing stands in the files of a side."""
        if thing.file != NAME:
            if not thing.item and side == _BASE:
                return thing.known
            text, ours = (self._files[one].get(thing.file, "") for one in (side, 1))
            return text == ours or bool(thing.item and f"- {thing.item}\n" in text)
        value = get(self._manifests[side], thing.path)
        if thing.item:
            return isinstance(value, list) and thing.value in value
        return bool(value == thing.value)

    def _is_aside(self, thing: Thing) -> bool:
        """Whether a thing comes back from what is set aside."""
        if self._aside is None:
            return False
        if thing.file != NAME:
            return thing.file in self._aside.files
        paths = (*self._aside.only, *self._aside.translated, *self._aside.shared)
        return is_below(thing.path, paths) or any(is_below(one, (thing.path,)) for one in paths)

    def _names(self, address: Address) -> tuple[str, ...]:
        """What something is called, the first name for people; nothing for what is the only one."""
        if len(address) < 2:
            return address if address == PYTHON else ()
        if address[0] != "dependencies":
            return (address[-1],) if address[0] != "includes" else ()
        sides = [side[address] for side in (self._before, self._now) if address in side]
        return (sides[0].name, address[2], *(one.conda for one in sides))

    def _called(self, thing: Thing, address: Address, names: tuple[str, ...]) -> str:
        """What something is called in a row, and how it is said then where that is another text."""
        own = thing.path[-1]
        name = own if canonical(own) == canonical(names[0]) and not thing.item else names[0]
        if address[0] == "indexes" and address not in thing.about:
            was = next(one for one in thing.about if self._then(one) == address)
            return f"{was[-1]} → {name}"
        if address[0] not in {"dependencies", "python"}:
            return name
        if address not in self._now:
            return f"{said_of(thing)} → {', '.join(self._spelled_out(self._before[address]))}"
        then = self._now[address]
        if not thing.known and address != PYTHON:
            return f"{name} ({said_of(thing)} → {then.requirement})"
        said = range_of(thing)
        spec = then if address == PYTHON else then.spec or "*"
        same = said is None or any(same_spec(said or "*", one) for one in (spec, conda_spec(spec)))
        return name if same else f"{name} ({said or 'any'} → {spec})"


def _own(dialect: Dialect, files: tuple[Files, ...]) -> dict[str, str]:
    """The files of a manager's manifest after a switch."""
    return {path: text for path, text in files[_AFTER].items() if dialect.is_manifest(path)}
