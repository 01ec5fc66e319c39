"""What `.conda` was made of: copies of those files in `.conda/synced`, beside what they made.

While they are the same, there is nothing to do. Copies, so that the shell code of `.envrc` and of
the Nix hook can compare them too; it writes and reads the same folder.
"""

from __future__ import annotations

import os

from seedbed.host import folders
from seedbed.host.disk import SaidPlainly, remove, write_files
from seedbed.host.paths import is_link
from seedbed.host.reading import LARGEST, read_bytes, standing
from seedbed.managers.shared.environment_files import is_environment
from seedbed.model.tree import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST = "pyproject.toml"
LOCK = "conda-lock.yml"
PLACE = "prefix"
"""Names the environment's folder: programs in it hold its path, so it cannot be moved or copied.

Of one behind a link, which may be copied too, it names the project's folder as well.
"""
_FOLDER = "synced"


def wanted(root: str, prefix: str, names: Iterable[str]) -> dict[str, bytes]:
    """The stamp that an environment gets which is made of some files.

    Args:
        root: the project's folder.
        prefix: the environment's.
        names: the environment files, and the lock where it is used; `pyproject.toml` comes with
            them.
    """
    found = {PLACE: f"{_place(prefix)}\n".encode("utf-8", "surrogateescape")}
    for name in (*names, MANIFEST):
        path = os.path.join(root, name)
        with SaidPlainly(path):
            try:
                found[name] = read_bytes(path)
            except FileNotFoundError:
                continue
    return found


def read(prefix: str) -> dict[str, bytes]:
    """The stamp of an environment; empty when it has none."""
    folder = os.path.join(prefix, _FOLDER)
    found = {}
    try:
        for name in [] if is_link(folder) else os.listdir(folder):
            stands = standing(os.path.join(folder, name))
            if stands is None or not stands.regular or len(stands.data) > LARGEST:
                return {}
            found[name] = stands.data
    except OSError:  # none yet, or one that cannot be read is as good as none
        return {}
    return found


def moved_from(prefix: str) -> str:
    """The folder that an environment was made in, when that is another one; else empty.

    Of one behind a link, the project's folder.
    """
    place = os.fsdecode(read(prefix).get(PLACE, b"")).removesuffix("\n")
    return "" if place == _place(prefix) else place.rpartition("\n")[2]


def same_packages(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> bool:
    """Whether two stamps tell of the same packages: those of a lock, where it was used."""
    return _packages(one) == _packages(other)


def same_project(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> bool:
    """Whether the project itself is the same in two stamps: comments do not count."""
    texts = one.get(MANIFEST), other.get(MANIFEST)
    if texts[0] == texts[1]:
        return True
    if texts[0] is None or texts[1] is None:
        return False
    from seedbed.errors import SeedbedError
    from seedbed.formats.tables import parse

    try:
        first, second = (parse(text.decode("utf-8"), MANIFEST) for text in texts if text)
    except (SeedbedError, ValueError):
        return False
    return first == second


def write(prefix: str, stamp: Mapping[str, bytes]) -> None:
    """Put a stamp into an environment that was made, in the place of its old one."""
    folder = os.path.join(prefix, _FOLDER)
    with SaidPlainly(folder):
        remove(folder)
        folders.make_new(folder)
        write_files(folder, {name: File(data=data, layer="") for name, data in stamp.items()})


def _place(prefix: str) -> str:
    place = os.path.realpath(prefix)
    root = os.path.realpath(os.path.dirname(prefix))
    return f"{place}\n{root}" if is_link(prefix) else place


def _packages(stamp: Mapping[str, bytes]) -> dict[str, bytes]:
    locked = LOCK in stamp
    return {
        name: data
        for name, data in stamp.items()
        if name == PLACE or (name == LOCK if locked else is_environment(name))
    }
