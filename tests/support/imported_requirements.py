"""Projects of a few requirements files, and what is understood of them."""

from __future__ import annotations

import tomllib
from typing import Any

from seedbed.importers.imported import Imported
from seedbed.importers.pip_indexes import PUBLIC as HOSTS
from seedbed.importers.requirements import imported

PUBLIC = f"https://{'.'.join(HOSTS[0])}/simple"
"""The index that managers take without being told."""


def understood(name: str = "x-1", /, **files: str) -> Imported:
    """What is understood of files, whose names may be short ones of `NAMES`."""
    found = imported({NAMES.get(path, path): text for path, text in files.items()}, name)
    assert found is not None
    return found


NAMES = {
    "main": "requirements.txt",
    "main_in": "requirements.in",
    "dev": "requirements-dev.txt",
    "test": "requirements-test.txt",
    "docs": "requirements-docs.txt",
    "pyproject": "pyproject.toml",
    "version": ".python-version",
    "setup": "setup.py",
}


def tables(**files: str) -> Any:
    return tomllib.loads(understood(**files).files["pyproject.toml"])


def asked(line: str) -> list[str]:
    """What a line of `requirements.txt` asks for."""
    found: list[str] = tables(main=line)["project"]["dependencies"]
    return found


def told(**files: str) -> list[str]:
    """The remarks, without that on Python's versions."""
    return [one.text for one in understood(version="3.11", **files).remarks]
