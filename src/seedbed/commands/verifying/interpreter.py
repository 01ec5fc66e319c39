"""The interpreter that an environment stands on; nothing of the environment itself is started."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import contextmanager

from seedbed.commands.own_environment import check_own
from seedbed.host.reading import standing
from seedbed.host.ways import is_fixed, is_yours
from seedbed.verify.settings import NAME, parse
from seedbed.verify.values import INTERPRETER, LINKED, MISSING, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Unlike = Callable[[str, str], list[Difference]]

_LARGEST = 1 << 16
_PYTHON = re.compile(r"python|pypy|graalpy", re.IGNORECASE)
"""How the names of interpreters begin: the system's shares its folder with all other programs."""
_SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@contextmanager
def programs_outside(environment: str) -> Iterator[None]:
    """Find no program in an environment that is on PATH, as an active one is.

    Args:
        environment: its folder, absolute, without links.
    """
    path = os.environ.get("PATH")
    folders = (path or "").split(os.pathsep)
    outside = [one for one in folders if not _is_below(one, environment)]
    if outside == folders:
        yield
        return
    os.environ["PATH"] = os.pathsep.join(outside)
    try:
        yield
    finally:
        os.environ["PATH"] = path or ""


def startable(root: str, environment: str) -> str:
    """The interpreter that an environment stands on, by its absolute path; empty for none.

    Args:
        root: the project's folder, absolute.
        environment: the environment's folder, absolute, without links.

    Raises:
        SeedbedError: when the environment came with a clone.
    """
    try:
        found = standing(os.path.join(environment, NAME), _LARGEST)
    except OSError:
        return ""
    settings = parse(found.data.decode("utf-8", "replace")) if found else {}
    if not settings:
        return ""
    check_own(root, environment)
    return interpreter(environment, settings)[0]


def interpreter(root: str, settings: Mapping[str, str]) -> tuple[str, list[Difference]]:
    """The interpreter that an environment stands on; empty where none may be started.

    Args:
        root: the environment's folder, absolute, without links.
        settings: what its `pyvenv.cfg` says.

    Returns:
        Its absolute path, and what is wrong with the environment's link to it.
    """
    path = f"{_SCRIPTS}/python.exe" if os.name == "nt" else f"{_SCRIPTS}/python"
    home = settings.get("home", "")
    place = os.path.join(root, path)

    def unlike(kind: str, what: str) -> list[Difference]:
        return [Difference(kind=kind, path=path, package="", what=what)]

    if not os.path.lexists(place):
        return "", unlike(MISSING, "is missing")
    if not os.path.isabs(home) or "\0" in home or _is_below(home, root):
        return "", unlike(INTERPRETER, f"stands on {home or 'nothing'}, which {NAME} names as home")
    if not os.path.islink(place):
        return _copied(place, home, unlike)
    said = os.readlink(place)
    target, real = os.path.join(os.path.dirname(place), said), os.path.realpath(place)
    if not any(_is_in(one, home) for one in (real, target)):
        return "", unlike(INTERPRETER, f"leads to {real}, but {NAME} names {home}")
    if not any(_PYTHON.match(os.path.basename(one)) for one in (real, target)):
        return "", unlike(INTERPRETER, f"leads to {real}, which isn't named like a Python")
    if _is_below(real, root):
        return "", unlike(INTERPRETER, f"leads to {real}, which lies in the environment")
    if not os.path.isfile(real) or not os.access(real, os.X_OK):
        return "", unlike(LINKED, f"leads to {said}, which can't be started")
    return _trusted(said if os.path.isabs(said) else real, "leads to", unlike)


def _trusted(python: str, how: str, unlike: Unlike) -> tuple[str, list[Difference]]:
    """An interpreter, unless somebody else may have put it there.

    Args:
        python: its absolute path.
        how: what the environment's own one has to do with it, as a verb.
        unlike: gives what is wrong.
    """
    if is_yours(python) or _is_on_path(python):
        return python, []
    why = "which other users can change; if you trust it, put its folder on PATH"
    return "", unlike(INTERPRETER, f"{how} {python}, {why}")


def _is_on_path(path: str) -> bool:
    """Whether people find a program where they look for programs anyway.

    Another path of it counts only if nobody else can lead that elsewhere.
    """
    folders = [*filter(os.path.isabs, os.environ.get("PATH", "").split(os.pathsep))]
    folder, real = os.path.dirname(path), os.path.realpath(path)
    if os.path.join(folder, "") in {os.path.join(one, "") for one in folders}:
        return True
    names = {os.path.basename(path), os.path.basename(real)}
    found = (os.path.realpath(os.path.join(one, name)) for one in folders for name in names)
    return real in found and is_fixed(path, real)


def _is_in(path: str, folder: str) -> bool:
    return os.path.realpath(os.path.dirname(path)) == os.path.realpath(folder)


def _is_below(path: str, root: str) -> bool:
    return os.path.join(os.path.realpath(path), "").startswith(os.path.join(root, ""))


def _copied(place: str, home: str, unlike: Unlike) -> tuple[str, list[Difference]]:
    """The interpreter of an environment that has a copy of it, as those on Windows have."""
    name = os.path.basename(place)
    for one in dict.fromkeys((name, "python3", "python.exe")):
        original = os.path.join(home, one)
        try:
            if sha256_of(original) == sha256_of(place):
                return _trusted(original, "is a copy of", unlike)
        except OSError:
            continue
    return "", unlike(INTERPRETER, f"isn't the interpreter in {home}")


def sha256_of(path: str) -> str:
    """The sha256 of a regular file.

    Raises:
        OSError: when it can't be read, or is no regular file.
    """
    if not os.path.isfile(path):  # at a pipe, a reader would wait forever
        raise OSError(path)
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
