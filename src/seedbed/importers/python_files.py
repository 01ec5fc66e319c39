"""What small files beside a manifest say: which Python it is for; pure."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_PATHS = (".python-version", "runtime.txt")
_VERSION = re.compile(r"(?:c?python-?)?(3\.\d{1,3})(?:\.\w+)?(?:-\w+)*", re.IGNORECASE)


def python_of(files: Mapping[str, str]) -> tuple[str, str]:
    """The range of Python versions that some file stands for, and the file; empty for none.

    Both pyenv and Heroku name a version there: it and newer ones are what the project is for.
    """
    for path in _PATHS:
        for line in files.get(path, "").removeprefix("\ufeff").splitlines()[:20]:
            if found := _VERSION.fullmatch(line.strip()):
                return f">={found[1]}", path
    return "", ""
