"""`pyproject.toml` of Poetry 1, which has no `[project]`, as Poetry 2 reads it; pure.

https://python-poetry.org/docs/pyproject/
https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

from seedbed.formats.tables import Section, parse
from seedbed.importers.imported import Imported
from seedbed.importers.poetry1_build import move_build
from seedbed.importers.poetry1_groups import move_groups
from seedbed.importers.poetry1_metadata import move_metadata, move_tables
from seedbed.importers.poetry1_moving import NAME, POETRY, Moving
from seedbed.importers.poetry1_requirements import move_requirements
from seedbed.importers.poetry1_sources import move_sources
from seedbed.importers.poetry1_text import lines_of, written
from seedbed.importers.secrets import stripped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_MARK = "\ufeff"
_MARK_LEFT_OUT = (
    "The byte order mark at the beginning of the file is left out: most readers of TOML refuse it."
)
_WRITTEN_ANEW = (
    "The file's comments and its layout are lost, because its tables can't be edited in place."
)


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """A project of Poetry 1 in the terms of Poetry 2.

    Args:
        files: texts by path.
        name: the folder's name.

    Returns:
        None for a project that Poetry 1 does not read, or that has `[project]` already.

    Raises:
        SeedbedError: for a file that is no TOML, or in which a table is none.
    """
    if "poetry" not in files.get(NAME, ""):
        return None
    marked = files[NAME]
    text, remarks = stripped(NAME, marked.removeprefix(_MARK), "poetry")
    manifest = Section(parse(text, NAME))
    if "project" in manifest.values or not manifest.section(*POETRY).values:
        return None
    moving = Moving(manifest, lines_of(text))
    move_metadata(moving, name)
    move_requirements(moving)
    move_groups(moving)
    move_tables(moving)
    move_sources(moving)
    move_build(moving)
    result, kept = written(text, moving)
    if marked.startswith(_MARK):
        moving.tell(_MARK_LEFT_OUT, anew=True)
    if not kept:
        moving.tell(_WRITTEN_ANEW, anew=True)
    remarks += sorted(moving.remarks, key=lambda one: one.line)
    return Imported(
        form="Poetry 1",
        manager="poetry",
        files={NAME: result},
        read=(NAME,),
        remarks=tuple(remarks),
    )
