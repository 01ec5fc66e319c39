"""Changes what a manifest asks for, and leaves everything else as it stands; pure.

That is a merge: what the manifest says of the model is one side, what it is to say is the other.
"""

from __future__ import annotations

from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project


def asking_for(dialect: Dialect, texts: Mapping[str, str], wanted: Project) -> dict[str, str]:
    """The files of a manifest, changed to say what a project is to be.

    Args:
        dialect: the manager's.
        texts: the files as they stand, by path; `pyproject.toml` among them.
        wanted: the project that `dialect.read` finds in them, with the changes.

    Raises:
        SeedbedError: when a file cannot be parsed.
    """
    stands = read(dialect, texts).project
    sides = Sides(base=_written(dialect, stands), ours=texts, theirs=_written(dialect, wanted))
    return {path: file.text for path, file in merge_manifest(dialect, dialect, sides).files.items()}


def _written(dialect: Dialect, project: Project) -> dict[str, str]:
    return {path: document.render({}) for path, document in dialect.write(project).items()}
