"""What `.pth` files add to Python's path. Pure.

https://docs.python.org/3/library/site.html
"""

from __future__ import annotations

import posixpath

from seedbed.verify.values import PATHS, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def outside(path: str, package: str, text: str, allowed: str) -> Iterator[Difference]:
    """The lines of a `.pth` file of an editable install that lead elsewhere than to its folder.

    Args:
        path: the file, as seen from the environment.
        package: whose file it is.
        text: what it says.
        allowed: the folder that the package was installed from, absolute, without links.
    """
    for line in text.splitlines():
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        if line.startswith(("import ", "import\t")):
            continue  # its code lies in files that are judged themselves
        place = posixpath.normpath(said.replace("\\", "/"))
        if place != allowed and not place.startswith(f"{allowed}/"):
            what = f"adds {said} to Python's path, which isn't in {allowed}"
            yield Difference(kind=PATHS, path=path, package=package, what=what)
