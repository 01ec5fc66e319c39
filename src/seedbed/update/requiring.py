"""Changes what a manifest asks for, and leaves everything else as it stands; pure.

That is a merge, as an update is one: as if newer templates asked for something else.
"""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import CannotEditError, differences, edit
from seedbed.model.record import replace
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides, read
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project

    Files = Mapping[str, str]


def asking_for(dialect: Dialect, texts: Files, wanted: Project, generated: Files) -> dict[str, str]:
    """The files of a manifest, with other requirements and channels.

    Args:
        dialect: the manager's.
        texts: the files as they stand, by path; `pyproject.toml` among them.
        wanted: the project that `dialect.read` finds in them, with other requirements or channels.
        generated: the files as they were generated last: what is in one of them and not in
            another was put there by the user then. As they stand, where that is not known.

    Raises:
        SeedbedError: when a file cannot be parsed.
    """
    stands, known = read(dialect, texts).project, read(dialect, generated).project
    base = _written(dialect, _like(known, stands, stands, wanted))
    theirs = _written(dialect, _like(known, wanted, stands, wanted))
    theirs[NAME] = _laid_out(base[NAME], theirs[NAME])
    sides = Sides(base=base, ours=texts, theirs=theirs)
    return {path: file.text for path, file in merge_manifest(dialect, dialect, sides).files.items()}


def _like(known: Project, one: Project, stands: Project, wanted: Project) -> Project:
    """A project that has what one of two has, where these differ."""
    sides = [{item.key: item for item in each.dependencies} for each in (stands, wanted)]
    differ = {key for key in {*sides[0], *sides[1]} if sides[0].get(key) != sides[1].get(key)}
    kept = [item for item in known.dependencies if item.key not in differ]
    changed = [item for item in one.dependencies if item.key in differ]
    added = [channel for channel in one.channels if channel not in stands.channels]
    return replace(
        known,
        dependencies=tuple(sorted([*kept, *changed], key=lambda item: item.key)),
        channels=(*known.channels, *added),
    )


def _written(dialect: Dialect, project: Project) -> dict[str, str]:
    return {path: document.render({}) for path, document in dialect.write(project).items()}


def _laid_out(before: str, after: str) -> str:
    """A text as another one lays it out: a list that gets shorter keeps its lines."""
    try:
        return edit(before, differences(toml.loads(before), toml.loads(after)))
    except CannotEditError:
        return after
