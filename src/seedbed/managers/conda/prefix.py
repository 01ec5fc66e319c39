"""What can be seen of an environment without asking the program that made it."""

from __future__ import annotations

import os

from seedbed.host import process
from seedbed.host.reading import standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ".conda"
META = "conda-meta"
_LARGEST = 256 * 1024 * 1024
"""Bytes of the largest record of a package that is read; one of 100,000 files has 30 million."""
_COMPILED = (".pyc", ".pyo")
_PIPS = (".dist-info", ".egg-info")
"""How folders end that pip removes when it puts another version in a package's place."""


def python_in(prefix: str) -> str:
    """The path at which an environment has its Python."""
    below = ("python.exe",) if os.name == "nt" else ("bin", "python")
    return os.path.join(prefix, *below)


def has_python(prefix: str) -> bool:
    """Whether an environment has a Python that may be run."""
    python = python_in(prefix)
    return os.path.isfile(python) and os.access(python, os.X_OK)


def fault_of(prefix: str) -> str | None:
    """What is wrong with an environment, as the end of a sentence.

    Empty when nothing is that could be seen at once; None where there is no environment, or one
    that nothing was put into yet.
    """
    if not os.path.isdir(prefix) or _is_empty(prefix):
        return None
    if not os.path.isdir(os.path.join(prefix, META)):
        return f"has no folder {META}"
    if not has_python(prefix):
        return f"has no {os.path.relpath(python_in(prefix), prefix)}"
    return ""


def starts(prefix: str) -> bool:
    """Whether an environment's Python starts: without its library it does not."""
    python = python_in(prefix)
    variables = {name: os.environ[name] for name in os.environ if not name.startswith("PYTHON")}
    return process.ask([python, "-I", "-S", "-c", ""], variables).status == 0


def is_frozen(prefix: str) -> bool:
    """Whether somebody wants an environment to stay as it is (CEP 22)."""
    return os.path.lexists(os.path.join(prefix, META, "frozen"))


def missing_files(prefix: str) -> dict[str, list[str]]:
    """The files of each package that are gone; one of which none is gone is left out.

    Compiled files do not count, nor what pip removes when it replaces a package.
    """
    folders: dict[str, set[str]] = {}
    missing: dict[str, list[str]] = {}
    for package, files in _packages(prefix):
        for path in files:
            folder, _, name = path.rpartition("/")
            if name.endswith(_COMPILED) or folder.endswith(_PIPS):
                continue
            if folder not in folders:
                folders[folder] = _names_in(os.path.join(prefix, folder))
            if name not in folders[folder]:
                missing.setdefault(package, []).append(path)
    return missing


def _packages(prefix: str) -> Iterator[tuple[str, list[str]]]:
    """The packages of an environment, each with the files that it brought."""
    import json

    folder = os.path.join(prefix, META)
    for entry in sorted(_names_in(folder)):
        if not entry.endswith(".json"):
            continue
        try:
            stands = standing(os.path.join(folder, entry), _LARGEST)
            record = json.loads(stands.data) if stands else None
        except (OSError, ValueError):
            continue
        match record:
            case {"name": str() as name, "files": [*files]}:
                yield name, [path for path in files if isinstance(path, str)]


def _is_empty(prefix: str) -> bool:
    """Whether an environment has neither packages nor anything else."""
    names = _names_in(prefix)
    if names - {META}:
        return False
    return not any(name.endswith(".json") for name in _names_in(os.path.join(prefix, META)))


def _names_in(folder: str) -> set[str]:
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()
