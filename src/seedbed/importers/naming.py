"""What an imported project is called; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.model.names import canonical, check_name, suggest
from seedbed.model.project import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

_DEFAULT = "project"


def project_name(*given: object, taken: Collection[str] = ()) -> str:
    """The first of some names that can be a project's or is close to one; else `project`.

    Args:
        given: what the project's files and its folder say; anything but a text is passed over.
        taken: canonical names of packages that it requires: no project can require itself.
    """
    texts = (name for name in given if isinstance(name, str))
    name = next(filter(None, map(_possible, texts)), _DEFAULT)
    return f"{name}-{_DEFAULT}" if canonical(name) in taken else name


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
