"""What `.pth` files add to Python's path. Pure.

https://docs.python.org/3/library/site.html
"""

from __future__ import annotations

import posixpath
import re

from seedbed.verify.values import PATHS, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WHOLE = re.compile(r"/|\\\\|[A-Za-z]:[/\\]")
"""How a path begins that isn't relative to the folder of packages."""
_EXECUTED = ("import ", "import\t")
"""How a line begins that Python executes."""
_DRIVE = re.compile(r"//|[A-Za-z]:/")
"""How it begins on Windows, where a backslash is no letter of a name."""
_ENDS = re.compile(r"\r\n|\r|\n")
"""What ends a line; since Python 3.13, all that `str.splitlines` knows does."""


def statements(text: str) -> list[str]:
    """The lines of a `.pth` file that Python executes."""
    return [one for one in _lines(text) if one.startswith(_EXECUTED)]


def inner(text: str) -> list[str]:
    """The paths in a `.pth` file that begin in the folder that it lies in."""
    return [one for one in _added(text) if not _WHOLE.match(one)]


def outside(
    path: str, package: str, text: str, allowed: Sequence[str], environment: str, *, is_inner: bool
) -> Iterator[Difference]:
    """The lines of a `.pth` file of what was built here that lead elsewhere than they may.

    Args:
        path: the file, as seen from the environment.
        package: whose file it is.
        text: what it says.
        allowed: the names of the folder that the package was installed from, absolute; none where
            it has none.
        environment: the environment, absolute: nothing leads there by its whole path.
        is_inner: whether lines may lead to folders beside the file.
    """
    is_windows = _DRIVE.match(environment)
    for said in _added(text):
        place = posixpath.normpath(said.replace("\\", "/") if is_windows else said)
        if not _WHOLE.match(said):
            good = is_inner and not f"{place}/".startswith("../")
        else:
            good = _is_below(place, allowed) and not _is_below(place, [environment])
        if not good:
            where = f"which isn't in {allowed[0]}" if allowed else "but the lock names no folder"
            what = f"adds {said} to Python's path, {where}"
            if _is_below(place, [environment]):
                what = f"adds {said}, a folder of the environment, to Python's path"
            yield Difference(kind=PATHS, path=path, package=package, what=what)


def _is_below(place: str, folders: Sequence[str]) -> bool:
    return any(f"{place}/".startswith(f"{one.rstrip('/')}/") for one in folders)


def _lines(text: str) -> list[str]:
    bare = text.removeprefix("\ufeff")
    return [*dict.fromkeys([*bare.splitlines(), *_ENDS.split(bare)])]


def _added(text: str) -> Iterator[str]:
    """The paths in a `.pth` file; one that begins with a space is relative."""
    for line in _lines(text):
        said = line.rstrip()
        # what is executed lies in files that are judged themselves
        if said and not said.startswith("#") and not line.startswith(_EXECUTED):
            yield said
