"""Tables of a manager that stood in a project before a switch gave it that manager; pure.

What such a manager wrote itself, a return makes again. These tables are the user's own, as
`[tool.pixi.tasks]` in a project of uv that somebody else drives with Pixi: nothing makes them
again. So a return to the manager of before brings them back, as long as nobody edited the manifest
meanwhile; otherwise, and at a switch to a third manager, they are set aside as edited.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.model.record import replace
from seedbed.update.aside import Aside, entries, is_below
from seedbed.update.leaving import set_aside_by, tables_of
from seedbed.update.stated import read
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project
    from seedbed.update.stated import Sides

    Path = tuple[str, ...]


def strangers_of(sides: Sides, known: Iterable[Dialect], new: Dialect) -> tuple[Path, ...]:
    """The keys of the new manager's tables that stand there although the project never had it.

    Args:
        sides: the files that a switch merges.
        known: the dialects of managers that it has or had: of theirs, some tables may have stayed.
        new: that of the manager that it is to have.
    """
    theirs = [table for dialect in known for table in tables_of(dialect)]
    tables = tables_of(new)
    base, ours = (entries(toml.loads(side[NAME]), tables) for side in (sides.base, sides.ours))
    return tuple(path for path in ours if path not in base and not is_below(path, theirs))


def has_strangers(asides: Iterable[Aside], dialect: Dialect) -> bool:
    """Whether some of a manager's tables stood there before, as far as was noted then."""
    tables = tables_of(dialect)
    return any(is_below(path, tables) for one in asides for path in one.strangers)


def with_platforms(project: Project, dialect: Dialect, text: str) -> Project:
    """A project that names no platforms, with those of the new manager's tables that stand there.

    Args:
        project: what the manifest says to the manager that the project has.
        dialect: that of the manager that it is to have.
        text: `pyproject.toml`.
    """
    if project.platforms or not entries(toml.loads(text), tables_of(dialect)):
        return project
    try:
        return replace(project, platforms=read(dialect, {NAME: text}).project.platforms)
    except SeedbedError:
        return project


def tables_with(strangers: Iterable[Path], home: Dialect, other: Dialect) -> tuple[Path, ...]:
    """The tables with them that a return takes out, so that they have to come back.

    Args:
        strangers: their keys.
        home: the dialect of the manager that the project had before.
        other: that of the manager that reads them.
    """
    tables = set_aside_by(other, home)
    return tuple(one for one in tables if any(is_below(path, (one,)) for path in strangers))


def coming_back(
    aside: Aside, wrote: int, home: Dialect, other: Dialect
) -> tuple[Aside, tuple[Path, ...]]:
    """What is set aside of a manager that comes back, and the other's tables that do so with it.

    Args:
        aside: what was set aside.
        wrote: the checksum of the manifest: if that was edited, no such tables come back.
        home: the dialect of the manager that comes back.
        other: that of the manager that the project has until then.
    """
    tables = tables_with(aside.strangers, home, other)
    if not tables or aside.wrote == wrote:
        return aside, tables
    left = {path: it for path, it in aside.translated.items() if not is_below(path, tables)}
    return replace(aside, translated=left), ()


def note(aside: Aside | None, strangers: tuple[Path, ...]) -> Aside | None:
    """What a switch sets aside, with what it has to know at the return."""
    return replace(aside or Aside(), strangers=strangers) if strangers else aside
