"""What stands in an environment file, line by line, and what of a project each line is about."""

from __future__ import annotations

from seedbed.managers.conda import yaml
from seedbed.managers.conda.files import VARIABLES
from seedbed.managers.conda.tables import requirement, without_effect
from seedbed.managers.shared import specs
from seedbed.managers.shared.environment_files import group_of
from seedbed.managers.shared.included import members
from seedbed.managers.shared.metadata import BUILT_IN
from seedbed.managers.things import Thing
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from seedbed.model.flat import Address
    from seedbed.model.project import Project

    Key = tuple[str, ...]


def things(path: str, text: str, project: Project, unmodeled: Collection[str]) -> Iterator[Thing]:
    """The settings of an environment file, and the items of its lists.

    Args:
        path: the file's path.
        text: its text.
        project: what it was read as, with all other files.
        unmodeled: what of the files the model does not know, as a reading names it.
    """
    group = group_of(path)
    named = _named(project, group)
    asked: dict[Key, Key] = {one.item.key[1:]: one.origin.key for one in members(project, group)}
    values = yaml.loads(text, path)
    idle = frozenset(without_effect([*_for_pip(values.get("dependencies"))]))
    for name, value in values.items():
        key = str(name)
        about: tuple[Address, ...]
        if not isinstance(value, list):
            about = (("name",),) if key == "name" else ()
            about = (BUILT_IN,) if (key, value) == ("variables", VARIABLES) else about
            known = f"{path}: {key}" not in unmodeled
            yield Thing(file=path, path=(key,), value=value, about=about, known=known)
            continue
        for item in value:
            match item:
                case {"pip": [*lines], **rest} if key == "dependencies" and not rest:
                    for line in lines:
                        is_idle = isinstance(line, str) and line in idle
                        about = () if is_idle else _asked(line, project, asked)
                        thing = _item(path, ("pip",), line, about, unmodeled)
                        yield replace(thing, idle=is_idle)
                case _ if key == "dependencies":
                    yield _item(path, (key,), item, _line(item, named), unmodeled)
                case _:
                    known = key in {"channels", "platforms"}
                    about = ((key, str(item)),) if known else ()
                    yield _item(path, (key,), item, about, unmodeled)


def _for_pip(items: Any) -> Iterator[Any]:
    """The lines for pip in a list of dependencies."""
    for item in items if isinstance(items, list) else ():
        match item:
            case {"pip": [*lines], **rest} if not rest:
                yield from lines


def _item(
    path: str,
    key: tuple[str, ...],
    item: Any,
    about: tuple[Address, ...],
    unmodeled: Collection[str],
) -> Thing:
    told = f"{path}: {key[0]}: {item}", f"{path}: {key[0]}"
    return Thing(
        file=path,
        path=key,
        value=item,
        item=_called(item),
        about=about,
        known=not any(one in unmodeled for one in told),
    )


def _called(item: Any) -> str:
    if isinstance(item, dict):  # such as `sel(linux): nvtx`
        return ", ".join(f"{key}: {value}" for key, value in item.items())
    return str(item)


def _named(project: Project, group: str) -> dict[str, Address]:
    """Conda names of what a group's file asks for, to what has them; those of the group first."""
    found: dict[str, Address] = {
        package.conda: ("system_packages", *package.key)
        for package in project.system_packages
        if package.group == group
    }
    for member in members(project, group):
        name = member.item.conda or canonical(member.item.name)
        found.setdefault(name, ("dependencies", *member.origin.key))
    return found


def _line(item: Any, named: Mapping[str, Address]) -> tuple[Address, ...]:
    """What a line for conda is about."""
    package = (specs.parse(item) or specs.within(item)) if isinstance(item, str) else None
    if package is None:
        return ()
    if package.name == "python":
        return (("python",),)
    if package.name in specs.BUILT_IN:
        return (BUILT_IN,)
    return (named[package.name],) if package.name in named else ()


def _asked(item: Any, project: Project, asked: Mapping[Key, Key]) -> tuple[Address, ...]:
    """What a line for pip is about; the address of an index is a line of its own."""
    found = requirement(item, "")
    if found:
        key = found.key[1:]
        return (("dependencies", *asked[key]),) if key in asked else ()
    _, url = specs.index_in(item)
    return tuple(("indexes", one.name) for one in project.indexes if url and one.url == url)
