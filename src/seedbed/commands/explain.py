"""`seedbed explain`: which choices gave a file or a key, and what became of it since."""

from __future__ import annotations

from seedbed.commands.explained import Explained, Explaining, look
from seedbed.commands.explaining import explain_path, split
from seedbed.commands.explaining_keys import explain_key


def explain(asked: str = "") -> tuple[str, tuple[Explained, ...]]:
    """What is known of a file, a key, or the files of a folder.

    Args:
        asked: `FILE`, or `FILE:KEY`; all files of the project here when left out.

    Returns:
        The project's folder, and one answer for each file.

    Raises:
        SeedbedError: when there is no project here, nothing by that name, or a file that cannot be
            read.
    """
    project = look(".")
    if not asked:
        return project.root, tuple(_brief(project, path) for path in _ours(project))
    path, key = split(project.root, asked)
    if key:
        return project.root, (explain_key(project, path, key),)
    below = [one for one in _ours(project) if not path or one.startswith(f"{path}/")]
    if below:
        return project.root, tuple(_brief(project, one) for one in below)
    return project.root, (explain_path(project, path),)


def _ours(project: Explaining) -> list[str]:
    """The files that seedbed wrote or would write."""
    return sorted({*project.tree.files, *project.base})


def _brief(project: Explaining, path: str) -> Explained:
    return Explained(path=path, state=project.state(path), givers=project.givers_of(path))
