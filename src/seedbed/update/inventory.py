"""What stands in a manifest, thing by thing, and what of a project each is about; pure.

A dialect says of each key that it would write what it is about. What people write instead is found
by that, or by what the dialect read besides (`Reading.beside`); and what it did not understand at
all, it names (`Reading.unmodeled`).
"""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import leaves
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.managers.things import Thing
from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.update.aside import is_below
from seedbed.update.leaving import tables_of
from seedbed.update.returning import is_requirements, whole
from seedbed.update.stated import Sides, paths_of, stated
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect, Reading
    from seedbed.model.flat import Address
    from seedbed.model.project import Project

    Path = tuple[str, ...]
    Files = Mapping[str, str]

_CHOICES = ("tool", "seedbed")


@record
class Inventory:
    """What stands in a manifest.

    Attributes:
        project: all of it, as one project.
        things: one by one.
    """

    project: Project
    things: tuple[Thing, ...]


def inventory(dialect: Dialect, base: Files, ours: Files) -> Inventory:
    """What stands in a manifest.

    Args:
        dialect: that of its manager.
        base: its files as they were generated last.
        ours: as they stand.
    """
    sides = Sides(base=base, ours=ours, theirs={}, switching=True)
    found = stated(dialect, sides)
    things = [*_in_pyproject(dialect, ours[NAME], found.reading, found.project)]
    read = paths_of(dialect, sides)
    unmodeled = frozenset(found.reading.unmodeled)
    for path in sorted(ours.keys() - {NAME}):
        if path in read:
            things += dialect.own_files().things(path, ours[path], found.project, unmodeled)
        else:
            things.append(Thing(file=path, path=(), value=ours[path], known=False))
    return Inventory(project=found.project, things=tuple(things))


def all_about(beside: tuple[Any, Address], project: Project) -> tuple[Address, ...]:
    """What a key is about that a dialect read besides; a list of indexes is about each of these.

    Args:
        beside: the key's value, and what it is about, as `Reading.beside` has them.
        project: the project that was read.
    """
    value, about = beside
    if about[0] != "indexes" or not isinstance(value, list):
        return (about,)
    names = {one.url: one.name for one in project.indexes}
    found = (("indexes", names[url]) for url in value if url in names)
    return tuple(dict.fromkeys((about, *found)))


def requirement_key(item: Any, path: Path) -> Address:
    """The address of an item of a list of requirements; empty for another one."""
    place = {"optional": path[2]} if path[1:2] == ("optional-dependencies",) else {}
    place = {"group": path[1]} if path[0] == "dependency-groups" else place
    try:
        return ("dependencies", *parse_requirement(item, **place).key)
    except (ValueError, TypeError):  # InvalidRequirement is one
        return ()


def _in_pyproject(
    dialect: Dialect, text: str, reading: Reading, project: Project
) -> Iterator[Thing]:
    tables = tables_of(dialect)
    written = _Written(dialect, project)
    seen = set()
    manifest = toml.loads(text)
    for leaf, _ in leaves(manifest):
        own = is_below(leaf, tables)
        if leaf[:2] == _CHOICES and not own:
            continue
        path = whole(leaf) if own else leaf
        if path in seen:
            continue
        seen.add(path)
        value = _at(manifest, path)
        if is_requirements(path) and isinstance(value, list):
            yield from _requirements(path, value)
        elif own:
            yield from _own(path, value, written, reading)
        else:
            about = (("python",),) if path == ("project", "requires-python") else ()
            yield Thing(path=path, value=value, about=about)


def _requirements(path: Path, items: list[Any]) -> Iterator[Thing]:
    for item in items:
        about = requirement_key(item, path)
        yield Thing(path=path, value=item, item=_called(item), about=(about,) if about else ())


def _own(path: Path, value: Any, written: _Written, reading: Reading) -> Iterator[Thing]:
    """What a key of the manager's own tables says; a list whose items are told apart, by item."""
    key = toml.dotted(path)
    unknown = [one for one in reading.unmodeled if _is_at(one, key)]
    beside = reading.beside.get(path)
    about = all_about(beside, written.project) if beside else written.about(path)
    odd = {one.removeprefix(f"{key}: ") for one in unknown if one.startswith(f"{key}: ")}
    if not isinstance(value, list) or not (odd or _tells_apart(about, value)):
        yield Thing(path=path, value=value, about=about, known=not unknown)
        return
    for item in value:
        known = str(item) not in odd
        those = [one for one in about if one[-1] == _called(item)] or [
            one for one in about if len(one) < 2
        ]
        yield Thing(
            path=path,
            value=item,
            item=_called(item),
            about=tuple(those) if known else (),
            known=known,
        )
    parts = odd - {str(value), *map(str, value)}
    for part in sorted(parts):  # settings of an item that the model knows but for them
        yield Thing(path=path, value=part, item=part, known=False)


def _is_at(unmodeled: str, key: str) -> bool:
    """Whether what a reading does not know is a key, is in it, or has it."""
    return (
        unmodeled == key
        or unmodeled.startswith((f"{key}.", f"{key}: "))
        or key.startswith(f"{unmodeled}.")
    )


def _tells_apart(about: tuple[Address, ...], items: list[Any]) -> bool:
    names = {_called(item) for item in items}
    return any(len(one) > 1 and one[-1] in names for one in about)


def _called(item: Any) -> str:
    """How an item of a list is called."""
    if isinstance(item, dict):
        names = (str(item[key]) for key in ("name", "channel", "platform", "url") if key in item)
        return next(names, toml.inline(item))
    return item if isinstance(item, str) else toml.inline(item)


def _at(root: Any, path: Path) -> Any:
    for name in path:
        root = root[name]
    return root


class _Written:
    """The keys that a dialect writes for a project, and what they are about.

    Args:
        dialect: the manager's.
        project: the project.
    """

    def __init__(self, dialect: Dialect, project: Project) -> None:
        self.project = project
        self._keys = keys_of(dialect, project)
        self._below: dict[Path, dict[Address, None]] = {}
        for path, about in self._keys.items():
            places = {whole(path), (*path[:-1], canonical(path[-1]))} - {path}
            for place in places:
                self._below.setdefault(place, {}).update(dict.fromkeys(about))

    def about(self, path: Path) -> tuple[Address, ...]:
        """What a key is about; nothing for one that is not written."""
        plain = (*path[:-1], canonical(path[-1]))
        for place in (path, plain):
            if found := self._keys.get(place) or self._below.get(place):
                return tuple(found)
        above = (path[:end] for end in range(len(path) - 1, 0, -1))
        return next((self._keys[place] for place in above if place in self._keys), ())


def keys_of(dialect: Dialect, project: Project) -> dict[Path, tuple[Address, ...]]:
    """The keys of `pyproject.toml` that a dialect writes for a project, and what they are about."""
    sources = dialect.write(project)[NAME].sources
    return {path: about or ((path[-1],),) for path, about in sources.items()}
