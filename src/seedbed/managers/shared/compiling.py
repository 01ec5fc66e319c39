"""Compiles the packages of an environment after they were installed, where a project wants that.

uv and Poetry can do so themselves. Pixi cannot (https://github.com/prefix-dev/pixi/issues/1981),
and with conda it depends on the user's settings. What is compiled already costs a look at each
file, so an environment that has not changed is left alone.
"""

from __future__ import annotations

import os
from contextlib import suppress

from seedbed.errors import SeedbedError, stopped
from seedbed.host import folders, process
from seedbed.host.reading import read_text, standing
from seedbed.managers.shared.program import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXTRA = "byte-compile"
CODE = (
    "import compileall, sysconfig; "
    "compileall.compile_dir(sysconfig.get_path('purelib'), quiet=2, workers=0)"
)
"""What the task `compile` of a project runs, too: files with wrong syntax are no failure."""
_STAMP = ".seedbed-compiled"
"""In the environment: what was in it when it was compiled."""


def is_wanted(root: str) -> bool:
    """Whether a project wants its packages compiled.

    Args:
        root: the project's folder.
    """
    path = os.path.join(root, "pyproject.toml")
    try:
        text = read_text(path)
        if EXTRA not in text:  # without the price of a parse
            return False
        from seedbed.formats.tables import parse

        manifest = parse(text, path)
    except (OSError, SeedbedError):
        return False
    match manifest:
        case {"tool": {"seedbed": {"extras": [*extras]}}}:
            return EXTRA in extras
    return False


def compile_packages(root: str, prefix: str, variables: Mapping[str, str]) -> None:
    """Compile what is installed in an environment; that this fails is no more than a remark.

    Args:
        root: the project's folder.
        prefix: the environment's, made by conda or Pixi.
        variables: those that Python gets.

    Raises:
        SeedbedError: when somebody stops it.
    """
    python = os.path.join(prefix, *(("python.exe",) if os.name == "nt" else ("bin", "python")))
    stamp, due = os.path.join(prefix, _STAMP), _state(prefix)
    if not due or not os.path.isfile(python) or _read(stamp) == due or _is_tracked(root, prefix):
        return
    say(f"Compiling the packages in {prefix}.")
    try:
        status = process.run([python, "-I", "-c", CODE], root, variables)
    except SeedbedError:
        status = 1
    except KeyboardInterrupt as cause:
        what = " while compiling packages. The environment is complete: Python compiles the others"
        raise stopped(cause, f"{what} when it imports them.") from None
    if status:
        say("Some packages were not compiled: Python compiles them when it imports them.")
        return
    with suppress(OSError):
        folders.drop(stamp)
    with suppress(OSError):  # then the next sync looks at all files again
        folders.write_new(stamp, due)


def _is_tracked(root: str, prefix: str) -> bool:
    """Whether an environment came with the clone, as none does that a manager made: nothing runs.

    What lies outside of the project did not come with it.
    """
    from seedbed.host.git import tracked

    relative = os.path.relpath(prefix, root).replace(os.sep, "/")
    try:
        return not relative.startswith("..") and bool(tracked(root, [relative]))
    except SeedbedError:
        return True


def _state(prefix: str) -> str:
    """The packages in an environment, and when each of them came; empty where there are none."""
    found: list[str] = []
    for folder in (os.path.join(prefix, "conda-meta"), *_sites(prefix)):
        with suppress(OSError), os.scandir(folder) as entries:
            found += [
                f"{entry.name} {entry.stat().st_mtime_ns}\n"
                for entry in entries
                if entry.name.endswith((".json", ".dist-info"))
            ]
    return "".join(sorted(found))


def _sites(prefix: str) -> Iterator[str]:
    if os.name == "nt":
        yield os.path.join(prefix, "Lib", "site-packages")
        return
    lib = os.path.join(prefix, "lib")
    with suppress(OSError):
        for name in os.listdir(lib):
            if name.startswith("python3"):
                yield os.path.join(lib, name, "site-packages")


def _read(path: str) -> str:
    try:
        stands = standing(path)
    except OSError:
        return ""
    return stands.data.decode("utf-8", "replace") if stands and stands.regular else ""
