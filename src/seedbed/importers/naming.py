"""The name of a project that has none but its folder's; pure."""

from __future__ import annotations

from seedbed.model.names import canonical, check_name, suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

_DEFAULT = "project"


def project_name(folder: str, taken: Collection[str] = ()) -> str:
    """A name that a project can have.

    Args:
        folder: the name of its folder.
        taken: canonical names of packages that it requires: no project can require itself.
    """
    from seedbed.errors import SeedbedError

    try:
        check_name(folder)
    except SeedbedError:
        folder = suggest(folder) or _DEFAULT
    return f"{folder}-{_DEFAULT}" if canonical(folder) in taken else folder
