"""What an environment says of the conda packages in it: `conda-meta/*.json`. Pure."""

from __future__ import annotations

import json
import re

from seedbed.model.conda_paths import entries_in, is_text, removed_in
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from seedbed.model.conda_paths import Entry
    from seedbed.verify.values import Layout

META = "conda-meta"
_RECORD = re.compile(rf"{META}/[^/]+\.json")
_SHORT = re.compile(r"(\d+\.\d+)(?:[.a-z]|$)")
_HARMLESS = frozenset((("PYTHONNOUSERSITE", "1"), ("PYTHONSAFEPATH", "1")))
_THREADED = re.compile(r"_cp\d+t$")
"""How the build strings of Pythons end that have no global lock."""
STATE = f"{META}/state"
TEXTS = frozenset((STATE, f"{META}/pixi_env_prefix"))
"""Files beside the records that say something about the environment."""
_IN_META = ("history", "state", "frozen", "pinned", "created_at")
_OF_PIXI = ("pixi", "pixi_env_prefix", ".pixi-environment-fingerprint")
KNOWN = frozenset(
    (
        *(".lock", ".seedbed-compiled", "CACHEDIR.TAG"),
        *(f"{META}/{name}" for name in (*_IN_META, *_OF_PIXI)),
    )
)
"""What conda, Pixi, and seedbed keep in an environment for themselves: nothing runs it."""


@record
class Installed:
    """A conda package in an environment, as its record has it.

    Attributes:
        name: its name.
        version: its version.
        build: its build string.
        subdir: the machines that it is for.
        is_python: whether it is for all machines, and its modules go where Python looks.
        entries: its files.
        path: the record, as seen from the environment.
        sha256: of its archive; empty where the record does not say it.
        file: the name of its archive.
        kept: where the program that installed it kept the archive; empty where it does not say.
        removed: the files that conda removes with the package.
    """

    name: str
    version: str
    build: str
    subdir: str
    is_python: bool
    entries: tuple[Entry, ...]
    path: str
    sha256: str = ""
    file: str = ""
    kept: str = ""
    removed: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """How people call it: `numpy 2.4.6`."""
        return f"{self.name} {self.version}"

    def place_of(self, path: str, layout: Layout) -> str:
        """Where a file of the package lies in an environment.

        Args:
            path: as the package has it.
            layout: where installers put what.
        """
        folder, slash, rest = path.partition("/")
        if self.is_python and slash:
            if folder == "site-packages":
                return f"{layout.site}/{rest}"
            if folder == "python-scripts":
                return f"{layout.scripts}/{rest}"
        return path


def is_record(path: str) -> bool:
    """Whether a path is that of a record."""
    return bool(_RECORD.fullmatch(path))


def parse(path: str, text: str | bytes) -> Installed:
    """A package, as its record has it.

    Args:
        path: the record, as seen from the environment.
        text: what it says.

    Raises:
        ValueError: when it is no record; the text is the rest of a sentence.
    """
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("can't be read") from None
    if not isinstance(said, dict):
        raise ValueError("isn't a record of a package")  # noqa: TRY004
    name, version, build = (_text(said, key) for key in ("name", "version", "build"))
    if not name or not version or name.startswith("-"):
        raise ValueError("names no package")
    if path != f"{META}/{name}-{version}-{build}.json":
        raise ValueError(f"says that it is of {name} {version} {build}")
    return Installed(
        name=name.lower(),
        version=version,
        build=build,
        subdir=_text(said, "subdir"),
        is_python=said.get("noarch") == "python",
        entries=entries_in(said.get("paths_data")),
        path=path,
        sha256=_text(said, "sha256").lower(),
        file=_text(said, "fn"),
        kept=_text(said, "package_tarball_full_path") or _beside(said),
        removed=removed_in(said.get("files")),
    )


def python_in(records: Iterable[Installed]) -> tuple[str, str]:
    """The Python of an environment: its version with two numbers, and where it looks for packages.

    Both are empty where it has none.
    """
    for one in records:
        if one.name == "python" and (short := _SHORT.match(one.version)):
            site = "Lib/site-packages"
            if not one.subdir.startswith("win-"):
                # the record can say anything, but the lock names the build
                threaded = "t" if _THREADED.search(one.build) else ""
                site = f"lib/python{short[1]}{threaded}/site-packages"
            return short[1], site
    return "", ""


def variables_in(state: str | None) -> list[str]:
    """The variables that `conda-meta/state` sets when somebody enters the environment.

    Not those that only keep packages of others out, as projects of seedbed's do.

    Args:
        state: what it says; None for more than can be read.

    Raises:
        ValueError: when that cannot be read; the text is the rest of a sentence.
    """
    try:
        said = json.loads(state or "") if state is None or state.strip() else {}
    except (ValueError, RecursionError):
        raise ValueError("can't be read") from None
    found = said.get("env_vars") if isinstance(said, dict) else None
    if not isinstance(found, dict):
        return []
    return sorted(name for name, value in found.items() if (name, str(value)) not in _HARMLESS)


def _beside(said: dict[str, Any]) -> str:
    """Where an archive would lie: beside the folder that it was unpacked in."""
    folder, file = _text(said, "extracted_package_dir"), _text(said, "fn")
    parent = re.split(r"[\\/](?=[^\\/]+[\\/]?$)", folder)[0]
    return f"{parent}/{file}" if folder and file and "/" not in file else ""


def _text(said: dict[str, Any], key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) and is_text(value) else ""
