"""The base of a project on disk. It may have come with a clone."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.host.guarded import read_own
from seedbed.managers.base import MANAGERS
from seedbed.model.tree import BASE_PATH
from seedbed.update.base import AGAIN, LARGEST, damaged, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.model.tree import File

FAULTS = ("base-missing", "base-damaged", "base-too-new", "aside-damaged", "aside-too-new")
"""What leaves nothing to merge with."""
_IGNORED = (
    f"git ignores it, so clones lack it. If a colleague has the file, ask them to run 'git add "
    f"--force {BASE_PATH}' and commit it. Otherwise, run 'seedbed update --new-base' to start over "
    "from the files as they are."
)


def read_base(root: str) -> dict[str, File]:
    """The files as seedbed last wrote them, by path.

    Raises:
        SeedbedError: when the base is missing or damaged, or a newer seedbed wrote it.
    """
    found = read_own(root, BASE_PATH, LARGEST, damaged)
    if found is None:
        raise SeedbedError(
            f"{BASE_PATH} is missing. It records the files as seedbed last wrote them.",
            _IGNORED if _is_ignored(root) else AGAIN,
            code="base-missing",
        )
    return decode(found)


def _is_ignored(root: str) -> bool:
    from seedbed.host.git import ignored

    try:
        return bool(ignored(root, [BASE_PATH]))
    except SeedbedError:
        return False


def manager_in(base: Mapping[str, File]) -> str:
    """The manager that the files were generated for: [tool.seedbed] may name another by now.

    Raises:
        SeedbedError: when the manifest in the base cannot be read.
    """
    from seedbed.formats.tables import Section, parse

    if "pyproject.toml" not in base:
        raise damaged("it has no pyproject.toml")
    try:
        document = parse(base["pyproject.toml"].data.decode(), BASE_PATH)
        named = Section(document).section("tool", "seedbed").string("manager")
    except SeedbedError as error:
        raise damaged(f"its pyproject.toml cannot be read: {error.message}") from None
    return named if named in MANAGERS else ""
