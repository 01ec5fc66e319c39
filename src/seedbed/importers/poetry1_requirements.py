"""What a project of Poetry 1 requires, with its extras, as `[project]` says it; pure.

Beside a list of the standard's, Poetry takes no requirement from its own table of the same place,
but only where the list's packages come from. So a table of which one entry can't be said in a list
stays whole, with all that is in it.
"""

from __future__ import annotations

from seedbed.importers.poetry1_entries import said
from seedbed.importers.poetry1_moving import POETRY, Line
from seedbed.importers.wording import listed
from seedbed.model.names import canonical
from seedbed.model.source import PATH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.importers.poetry1_entries import Said
    from seedbed.importers.poetry1_moving import Moving
    from seedbed.model.project import Dependency

    Path = tuple[str, ...]

PYTHON = "python"
MAIN = "main"
"""What Poetry calls the group of what the project requires at run time."""
_TABLE = ("dependencies",)


def move_requirements(moving: Moving) -> None:
    """Move what the project requires, or leave all of it."""
    found = entries(moving, _TABLE)
    extras = moving.poetry.section("extras").values
    if _has_to_stay(moving, found):
        moving.leave("dependencies")
        if extras:
            moving.leave("optional-dependencies")
        return
    named = {canonical(one) for members in extras.values() for one in _texts(members)}
    required: list[Line] = []
    for name, one in found.items():
        required += _lines(name, one, (it for it, own in one.each if not own))
        if any(one.optional) and canonical(name) not in named:
            _tell_of_forgotten(moving, name)
        else:
            _settle_main(moving, name, one)
    moving.project["dependencies"] = required
    moving.origins["project", "dependencies"] = (*POETRY, *_TABLE)
    if "extras" in moving.poetry.values:
        moving.drop("extras")
    optional = {extra: [*_extra(moving, extra, found)] for extra in extras}
    if optional:
        moving.project["optional-dependencies"] = optional
        moving.origins["project", "optional-dependencies"] = (*POETRY, "extras")


def entries(moving: Moving, path: Path, group: str = "") -> dict[str, Said]:
    """The entries of a table, of which none may be unknown. Python is no package."""
    return {
        name: one
        for name, given in moving.poetry.section(*path).items()
        if name.lower() != PYTHON and (one := said(name, given, group))
    }


def has_unsaid(moving: Moving, path: Path, found: Mapping[str, Said], then: str = "") -> bool:
    """Whether a table has to stay, because some entries can't be said; the remark says so.

    Args:
        moving: the keys.
        path: that of the table, below `[tool.poetry]`.
        found: the entries that can be said.
        then: what else follows from it.
    """
    names = moving.poetry.section(*path).values
    unsaid = [name for name in names if name.lower() != PYTHON and name not in found]
    if unsaid:
        what = "the entry" if len(unsaid) == 1 else "the entries"
        text = (
            f"Only Poetry understands {what} of {listed(unsaid)}, so all of "
            f"[{'.'.join((*POETRY, *path))}] stays as it is, and seedbed doesn't read it{then}."
        )
        moving.tell(text, *path, unsaid[0])
    return bool(unsaid)


def settle(moving: Moving, path: Path, one: Said, to: Path = ()) -> None:
    """Let an entry go, or keep of it what only Poetry can be told.

    Args:
        moving: the keys.
        path: that of the entry, below `[tool.poetry]`.
        one: what it says.
        to: where the rest of it goes; empty for where it is.
    """
    to = to or path
    if one.rest is None or to != path:
        moving.drop(*path)
    if one.rest is not None:
        moving.changes[*POETRY, *to] = one.rest
    if one.unread:
        it, stays = ("it", "stays") if len(one.unread) == 1 else ("they", "stay")
        text = (
            f"Only Poetry reads {path[-1]}'s {listed(one.unread)}, so {it} {stays} in "
            f"[{'.'.join((*POETRY, *to[:-1]))}]."
        )
        moving.tell(text, *path)


def lines(path: Path, one: Said, items: Iterable[Dependency]) -> Iterator[Line]:
    """The lines of a list for some of the requirements that an entry says."""
    for item in items:
        position = one.items.index(item)
        yield Line(value=item.requirement, origin=(*POETRY, *path), position=position)


def _lines(name: str, one: Said, items: Iterable[Dependency]) -> Iterator[Line]:
    return lines((*_TABLE, name), one, items)


def _has_to_stay(moving: Moving, found: Mapping[str, Said]) -> bool:
    then = "; [project] calls its requirements dynamic"
    if any(canonical(name) == MAIN for name in moving.poetry.section("group").values):
        text = (
            "Poetry adds the group main to [tool.poetry.dependencies], so both stay as they are, "
            f"and seedbed doesn't read them{then}."
        )
        moving.tell(text, *_TABLE)
        return True
    return has_unsaid(moving, _TABLE, found, then)


def _tell_of_forgotten(moving: Moving, name: str) -> None:
    text = (
        f"{name} stays in [tool.poetry.dependencies], but nothing installs it: it's optional, and "
        "no extra names it."
    )
    moving.tell(text, *_TABLE, name)


def _settle_main(moving: Moving, name: str, one: Said) -> None:
    settle(moving, (*_TABLE, name), one)
    if PATH in one.kept and moving.is_package:
        text = (
            f"A wheel of the project asks for {name} by its name now, no longer by a path on the "
            "machine that built it."
        )
        moving.tell(text, *_TABLE, name, anew=True)


def _extra(moving: Moving, extra: str, found: Mapping[str, Said]) -> Iterator[Line]:
    """The lines of an extra."""
    path = ("extras", extra)
    moving.origins["project", "optional-dependencies", extra] = (*POETRY, *path)
    names = {canonical(name): name for name in found}
    for member in _texts(moving.poetry.section("extras").values[extra]):
        name = names.get(canonical(member), "")
        if not name:
            text = f"{member} is left out of the extra {extra}: the project doesn't require it."
            moving.tell(text, *path)
            continue
        one = found[name]
        yield from _lines(name, one, [it for it, own in one.each if own] or one.items)
        if not any(one.optional):
            text = (
                f"{name} is in the extra {extra} but isn't optional: Poetry always installs it, "
                "and so does whoever installs a wheel of the project now, even without the extra."
            )
            moving.tell(text, *path)


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
