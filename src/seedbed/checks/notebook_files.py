"""The notebooks of a project."""

from __future__ import annotations

import os

from seedbed.host import git_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 200
"""Notebooks that are read at most."""
_SKIPPED = frozenset(("node_modules", "__pycache__", "site-packages"))
_DEEPEST = 4
_ENTRIES = 20_000
"""Entries of folders after which no more are looked at."""


def notebooks_in(root: str, *, in_git: bool) -> list[str]:
    """The notebooks of a project, by their paths in it; none that git ignores.

    Args:
        root: the project's folder.
        in_git: whether it lies in a git repository.
    """
    if in_git:
        found = git_files.not_ignored(root, "*.ipynb")
        return [path for path in found if os.path.isfile(os.path.join(root, path))][:_MOST]
    return sorted(_below(root))[:_MOST]


def _below(root: str) -> Iterator[str]:
    """The notebooks of a folder without git; none of environments, nor far below."""
    seen = 0
    for folder, folders, files in os.walk(root):
        below = os.path.relpath(folder, root)
        depth = 0 if below == "." else below.count(os.sep) + 1
        folders[:] = [
            name
            for name in folders
            if depth < _DEEPEST
            and name[0] != "."
            and name not in _SKIPPED
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        ]
        seen += len(files) + len(folders)
        if seen > _ENTRIES:
            return
        for name in files:
            if name.endswith(".ipynb"):
                yield os.path.normpath(os.path.join(below, name)).replace(os.sep, "/")
