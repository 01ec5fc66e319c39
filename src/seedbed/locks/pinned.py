"""Packages that a lock pins, written as a requirements file or as pylock.toml (PEP 751). Pure."""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

_INDENT = " \\\n    "
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSION = re.compile(r"[A-Za-z0-9!.+_-]*")
_HASH = re.compile(r"[a-z0-9_]+:[0-9A-Za-z]+")
_ADDRESS = re.compile(r"\S*")
_LINE = re.compile(r"[^\x00-\x1f\x7f\u2028\u2029\x85]*")


@record
class Artifact:
    """A file of a package.

    Attributes:
        url: where it is to be had.
        hashes: such as `sha256:0123…`.
        index: the package index that it comes from; empty where the lock does not say.
    """

    url: str
    hashes: tuple[str, ...]
    index: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        from urllib.parse import unquote

        return unquote(self.url.partition("#")[0].rpartition("/")[2])


@record
class Pinned:
    """A package in one version.

    Attributes:
        name: its name.
        version: its version; empty for code in a folder.
        marker: where it is installed; empty for everywhere.
        hashes: those of its files, such as `sha256:0123…`.
        address: what stands behind `NAME @` for what comes from no index; empty for the others.
        folder: the path of its code, or of a file, as seen from the project's folder; likewise.
        editable: whether the code is used in place.
        files: its files with their addresses, where the lock knows those.
    """

    name: str
    version: str = ""
    marker: str = ""
    hashes: tuple[str, ...] = ()
    address: str = ""
    folder: str = ""
    editable: bool = False
    files: tuple[Artifact, ...] = ()

    @property
    def unhashed(self) -> bool:
        """Whether no hash pins it, so that pip does not install it beside those that have one."""
        return not self.hashes and not self.files


def requirements(packages: Iterable[Pinned]) -> list[str]:
    """The entries of a requirements file, with their hashes; each may have several lines.

    Raises:
        SeedbedError: for what would be something else than an entry: a lock may come from anywhere.
    """
    return [_requirement(one) for one in packages if _is_sound(one)]


def pylock(packages: Iterable[Pinned], python: str) -> str:
    """The text of a `pylock.toml`.

    Args:
        packages: all of them have files, or an address or a folder.
        python: the range of Python versions; empty for any.

    Raises:
        SeedbedError: for what is no package.
    """
    head = {"lock-version": "1.0", "created-by": "seedbed"}
    rows = [f"{name} = {toml.string(text)}" for name, text in head.items()]
    if python:
        rows.append(f"requires-python = {toml.string(python)}")
    for one in filter(_is_sound, packages):
        rows += ["", "[[packages]]", *_entry(one)]
    return "".join(f"{row}\n" for row in rows)


def index_options(indexes: Sequence[str], *, only: bool) -> list[str]:
    """The lines of a requirements file that name package indexes.

    Args:
        indexes: their addresses.
        only: whether the first of them stands in for PyPI.
    """
    options = ["--extra-index-url"] * len(indexes)
    if only and options:
        options[0] = "--index-url"
    return [f"{option} {index}" for option, index in zip(options, indexes, strict=True)]


def _is_sound(one: Pinned) -> bool:
    """Refuse texts that would be options of pip, or lines of their own."""
    files = [(file.url, file.index) for file in one.files]
    hashes = [*one.hashes, *(digest for file in one.files for digest in file.hashes)]
    checks = [
        (_NAME, one.name if not one.folder else "x"),
        (_VERSION, one.version),
        (_LINE, one.marker),
        (_LINE, one.folder),
        (_ADDRESS, one.address),
        *((_HASH, digest) for digest in hashes),
        *((_ADDRESS, text) for pair in files for text in pair),
    ]
    for pattern, text in checks:
        if not pattern.fullmatch(text):
            raise SeedbedError(
                f"The lock cannot be exported: {text[:60]!a} is not what a lock holds of a package "
                f"({one.name[:40]!a}).",
                "Restore the lock from git, or delete it and run 'seedbed sync'.",
                code="lock-damaged",
            )
    return True


def _requirement(one: Pinned) -> str:
    if one.folder:
        text = f"{'-e ' if one.editable else ''}{_path(one.folder)}"
    elif one.address:
        text = f"{one.name} @ {one.address}"
    else:
        text = f"{one.name}=={one.version}"
    if one.marker:
        text += f" ; {one.marker}"
    return _INDENT.join((text, *(f"--hash={digest}" for digest in one.hashes)))


def _path(folder: str) -> str:
    """A path that pip does not take for the name of a package."""
    return folder if folder.startswith((".", "/")) else f"./{folder}"


def _entry(one: Pinned) -> Iterator[str]:
    """The lines of a package in `pylock.toml`."""
    yield f"name = {toml.string(one.name)}"
    if one.version and not one.folder:
        yield f"version = {toml.string(one.version)}"
    if one.marker:
        yield f"marker = {toml.string(one.marker)}"
    indexes = {file.index for file in one.files}
    if len(indexes) == 1 and (index := indexes.pop()):
        yield f"index = {toml.string(index)}"
    if one.folder and one.hashes:
        yield f"archive = {toml.inline({'path': one.folder, 'hashes': _hashes(one.hashes)})}"
    elif one.folder:
        place: dict[str, Any] = {"path": one.folder}
        if one.editable:
            place["editable"] = True
        yield f"directory = {toml.inline(place)}"
    elif one.address:
        yield from _direct(one)
    wheels = [_file(file) for file in one.files if file.name.endswith(".whl")]
    sources = [_file(file) for file in one.files if not file.name.endswith(".whl")]
    if sources and not one.address:
        yield f"sdist = {toml.inline(sources[0])}"
    if wheels and not one.address:
        yield from toml.entry("wheels", wheels)


def _direct(one: Pinned) -> Iterator[str]:
    """The line of what comes from no index: a repository, or an archive at an address."""
    kind, plus, rest = one.address.partition("+")
    if plus and kind in {"git", "hg", "svn", "bzr"}:
        rest, _, more = rest.partition("#")
        url, _, commit = rest.rpartition("@")
        found: dict[str, Any] = {"type": kind, "url": url, "commit-id": commit}
        subdirectory = more.removeprefix("subdirectory=") if "subdirectory=" in more else ""
        if subdirectory:
            found["subdirectory"] = subdirectory
        yield f"vcs = {toml.inline(found)}"
        return
    hashes = one.hashes or tuple(digest for file in one.files for digest in file.hashes)
    yield f"archive = {toml.inline({'url': one.address, 'hashes': _hashes(hashes)})}"


def _file(file: Artifact) -> dict[str, Any]:
    return {"name": file.name, "url": file.url, "hashes": _hashes(file.hashes)}


def _hashes(hashes: Iterable[str]) -> Mapping[str, str]:
    return {kind: digest for kind, _, digest in (one.partition(":") for one in hashes)}
