"""Environments that were made for another folder: in a project that was copied or moved.

The scripts of an environment name its Python by an absolute path. In a copy that is the Python of
the original, with the original's code; after a move it is nothing.
"""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host import folders
from seedbed.host.disk import SaidPlainly, remove, remove_if_empty
from seedbed.host.paths import inside, local
from seedbed.host.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRIPTS = ("poe", "pytest", "pip")
_BIN = "Scripts" if os.name == "nt" else "bin"
_ASIDE = ".seedbed/environment-of-before"


def made_elsewhere(folder: str) -> str:
    """The folder that an environment was made for; empty when it is this one, or none is there."""
    for name in _SCRIPTS:
        if found := _elsewhere(folder, _home_of_script(_start(os.path.join(folder, _BIN, name)))):
            return found
    return _elsewhere(folder, _named_by(_start(os.path.join(folder, _BIN, "activate"), 8192)))


def projects_in(folder: str) -> list[str]:
    """The folders of the projects that are installed in an environment, as far as they are there.

    Args:
        folder: the environment.
    """
    import json

    found = []
    for path in _records(folder):
        try:
            record = json.loads(read_bytes(path))
        except (OSError, ValueError, SeedbedError):
            continue
        match record:
            case {"url": str() as url, "dir_info": dict()} if url.startswith("file://"):
                found.append(local(url))
    return sorted(filter(os.path.isdir, found))


class MadeAnew:
    """Lays an environment aside that was made for another place, while a new one is made.

    When that fails, the old one comes back. What a killed run laid aside goes with the next sync.

    Args:
        folder: the environment.
        root: the project's folder.
        is_due: whether it was made for another place.
    """

    def __init__(self, folder: str, root: str, *, is_due: bool) -> None:
        self._folder = folder
        self._aside = inside(root, _ASIDE)
        self._is_due = is_due

    def __enter__(self) -> None:
        if not self._is_due:
            return
        with SaidPlainly(self._folder):
            remove(self._aside)
            folders.make(os.path.dirname(self._aside))
            folders.move(self._folder, self._aside)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if not os.path.lexists(self._aside):
            return
        with SaidPlainly(self._folder):
            if kind is not None:
                if self._is_due:
                    remove(self._folder)
                    folders.move(self._aside, self._folder)
                return
            remove(self._aside)
            remove_if_empty(os.path.dirname(self._aside))


def same(one: str, other: str) -> bool:
    """Whether two paths lead to the same folder; of one that is gone, its name tells."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.normpath(one) == os.path.normpath(other)


def _elsewhere(folder: str, home: str) -> str:
    """An environment's folder that is named in one, when it is another one."""
    if not home or same(home, folder):
        return ""
    # a Python that is there and no environment is the system's, which somebody meant
    is_other = not os.path.exists(home) or _is_environment(home)
    return home if is_other else ""


def _is_environment(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in ("pyvenv.cfg", "conda-meta"))


def _start(path: str, size: int = 512) -> str:
    """The start of a file; empty when there is none."""
    try:
        with open(path, "rb") as file:
            return os.fsdecode(file.read(size))
    except OSError:
        return ""


def _home_of_script(text: str) -> str:
    """The environment whose Python a script starts, by an absolute path; may be empty.

    Long paths, and those with spaces, stand in a command of the shell, in quotes.
    """
    first, _, rest = text.partition("\n")
    program = first.removeprefix("#!").strip()
    if program == "/bin/sh":
        program = rest.partition("\n")[0].removeprefix("'''exec'").strip()
        program = program[1:].partition(program[:1])[0] if program[:1] in {"'", '"'} else program
        program = program.partition(' "$0"')[0]
    if not first.startswith("#!") or not os.path.isabs(program):
        return ""
    folder, name = os.path.split(program)
    if not name.startswith("python") or os.path.basename(folder) != "bin":
        return ""
    return os.path.dirname(folder)


def _named_by(text: str) -> str:
    """The environment that a script of the shell enters, by an absolute path; may be empty."""
    for line in text.splitlines():
        name, _, value = line.strip().removeprefix("export ").partition("=")
        value = value.strip().strip("'\"")
        if name == "VIRTUAL_ENV" and os.path.isabs(value):
            return value
    return ""


def _records(folder: str) -> Iterator[str]:
    """The files of an environment that say what of it was installed from a folder."""
    import glob

    lib = os.path.join(glob.escape(folder), "Lib" if os.name == "nt" else "lib/python3*")
    yield from glob.glob(os.path.join(lib, "site-packages", "*.dist-info", "direct_url.json"))
