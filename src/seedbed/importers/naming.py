"""What an imported project is called; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.model.names import check_name, suggest
from seedbed.model.project import VERSION


def project_name(*given: object) -> str:
    """The first of some names that can be a project's or is close to one; else `project`.

    Args:
        given: what the project's files and its folder say; anything but a text is passed over.
    """
    for name in given:
        if isinstance(name, str) and (known := _possible(name)):
            return known
    return "project"


def project_version(*given: object) -> str:
    """The first of some versions that a Python package can have; else that of a new project."""
    from packaging.version import InvalidVersion, Version

    for version in given:
        if isinstance(version, str):
            try:
                Version(version)
            except InvalidVersion:
                continue
            return version
    return VERSION


def _possible(name: str) -> str:
    try:
        check_name(name)
    except SeedbedError:
        return suggest(name)
    return name
