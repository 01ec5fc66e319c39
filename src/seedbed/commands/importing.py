"""Which of a project's own files import a module."""

from __future__ import annotations

import os
import re

from seedbed.host.reading import standing

_FOLDERS = ("src", "tests")
_MOST = 2000
"""Files that are looked at."""


def importing(root: str, module: str) -> list[str]:
    """The paths of a project's Python files that import a module, sorted.

    What cannot be read imports nothing; no links are followed.

    Args:
        root: the project's folder.
        module: the module's name.
    """
    statement = re.compile(rf"^\s*(?:import|from)\s+{re.escape(module)}\b", re.MULTILINE)
    found = []
    count = 0
    for folder in _FOLDERS:
        for above, folders, names in os.walk(os.path.join(root, folder)):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            for name in sorted(names):
                if not name.endswith(".py") or (count := count + 1) > _MOST:
                    continue
                path = os.path.join(above, name)
                try:
                    stands = standing(path)
                except OSError:
                    continue
                text = stands.data.decode("utf-8", "replace") if stands else ""
                if statement.search(text):
                    found.append(os.path.relpath(path, root).replace(os.sep, "/"))
    return found
