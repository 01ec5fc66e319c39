"""Names of files among the words of `seedbed add`: no package is taken from a file's name."""

from __future__ import annotations

import os

from seedbed.errors import usage_error
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.base import Manager

_LISTS = (".txt", ".in")
_ENVIRONMENTS = (".yml", ".yaml")
_BUILT = (".whl", ".tar.gz", ".zip", ".conda")
_OTHERS = (".toml", ".lock", ".cfg", ".ipynb")
_NAMES = frozenset(("pipfile", "setup-py"))
"""Canonical names of files that have no such ending."""
_PACKAGES = frozenset(("ruamel-yaml",))
"""Packages whose names end as files' names do."""
_ONE_BY_ONE = "Name the packages instead: seedbed add polars 'httpx>=0.27'"


def refuse_files(words: list[str], manager: Manager) -> None:
    """Refuse what names a file, which a package index might have a stranger's package for.

    Args:
        words: what is to be added, as it was typed.
        manager: the project's.

    Raises:
        SeedbedError: says how to take what the file lists.
    """
    for word in words:
        path = word.strip()
        base = os.path.basename(path).lower()
        if "://" in path or "@" in path or canonical(base) in _PACKAGES:
            continue
        if base.endswith(_BUILT):
            if os.path.basename(path) == path:  # with a folder before it, the manager reads it
                raise _file(word, f"Write it as a path: ./{path}")
        elif base.endswith(_LISTS):
            raise _file(word, _imported(manager.add_list, path))
        elif base.endswith(_ENVIRONMENTS):
            raise _file(word, _imported(manager.add_environment, path))
        elif base.endswith(_OTHERS) or canonical(base) in _NAMES:
            raise _file(word, _ONE_BY_ONE)


def _imported(command: str, path: str) -> str:
    if not command:
        return _ONE_BY_ONE
    quoted = path if path.replace("/", "").replace(".", "").isalnum() else "FILE"
    return f"To add what it lists, run '{command.format(file=quoted)}', then 'seedbed sync'."


def _file(word: str, hint: str) -> Exception:
    return usage_error(f"{word!r} is a file's name, not a package.", hint, code="bad-requirement")
