"""`setup.cfg` and `setup.py` of setuptools, as `[project]`; pure: nothing is run.

setuptools goes on building the package: what says which files belong to it stays where it is.
https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html
"""

from __future__ import annotations

from seedbed.formats.tables import parse
from seedbed.importers.writing import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.importers.imported import Imported

_PATHS = ("setup.cfg", "setup.py")


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """A package of setuptools in uv's terms.

    Args:
        files: texts by path.
        name: the folder's name.

    Returns:
        None where no file describes such a package, or `pyproject.toml` says what it is.

    Raises:
        SeedbedError: for a `pyproject.toml` or a `setup.cfg` that can't be parsed.
    """
    if not any(path in files for path in _PATHS):
        return None
    from seedbed.importers.own_package import is_stated  # the most projects need none of these
    from seedbed.importers.setup_package import package

    text = files.get(NAME, "").removeprefix("\ufeff")
    stands = parse(text, NAME)
    tools = stands.get("tool")
    if is_stated(stands) or (isinstance(tools, dict) and "poetry" in tools):
        return None
    return package(files, text, stands, name)
