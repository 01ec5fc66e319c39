"""What Poetry has to be told of a package that another program builds so far.

Poetry looks for a folder by the project's name, and runs no code for the version.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.formats.tables import Section, parse
from seedbed.formats.toml import Inline
from seedbed.formats.toml_edit.edit import GONE, CannotEditError, edit
from seedbed.host.reading import read_text
from seedbed.importers.setup_cfg_text import SETTINGS, settings_of
from seedbed.model.names import default_package
from seedbed.model.record import replace
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from seedbed.model.tree import File
    from seedbed.update.change import Change

_POETRY = ("tool", "poetry")
_SRC = "src"
_OTHERS = frozenset(
    ("benchmark", "benchmarks", "bin", "build", "ci", "debian", "dist", "doc", "docs")
) | {"documentation", "example", "examples", "htmlcov", "manpages", "notebooks", "requirements"}
_OTHERS |= {"script", "scripts", "site_scons", "tasks", "test", "tests", "tool", "tools", "util"}
_OTHERS |= {"utils", "venv"}
"""Folders at the top that setuptools takes for no packages either, when it looks for some."""
_VERSION = re.compile(r"^__version__\s*(?::\s*str\s*)?=\s*([\"'])([^\"'\\]+)\1", re.MULTILINE)
_NO_VERSION = "0.0.0"


def told_poetry(root: str, changes: Sequence[Change]) -> list[Change]:
    """The changes of a switch to Poetry, with what it has to be told of the package.

    Args:
        root: the project's folder.
        changes: those changes.
    """
    change = next((one for one in changes if one.path == NAME), None)
    if change is None or change.after is None:
        return list(changes)
    text, notes = completed(root, encodings.utf8(NAME, change.after.data))
    data = encodings.write(text, change.after.data)
    new = replace(change, after=replace(change.after, data=data), notes=(*change.notes, *notes))
    return [new if one is change else one for one in changes]


def before_told(root: str, ours: Mapping[str, File]) -> dict[str, File]:
    """The files of a project of Poetry's without what a switch to Poetry would tell it anew."""
    stands = ours[NAME]
    text = encodings.utf8(NAME, stands.data)
    poetry = Section(parse(text, NAME)).section(*_POETRY)
    keys = [(*_POETRY, key) for key in ("packages", "version") if key in poetry.values]
    try:
        plain = edit(text, dict.fromkeys(keys, GONE))
        again = parse(completed(root, plain)[0], NAME)
    except CannotEditError:
        return dict(ours)
    if not keys or again != parse(text, NAME):
        return dict(ours)
    return {**ours, NAME: replace(stands, data=encodings.write(plain, stands.data))}


def completed(root: str, text: str) -> tuple[str, tuple[str, ...]]:
    """`pyproject.toml` with what Poetry needs, and what is to be said of that.

    Args:
        root: the project's folder.
        text: `pyproject.toml` as a switch to Poetry leaves it.
    """
    manifest = Section(parse(text, NAME))
    poetry = manifest.section(*_POETRY)
    said = []
    if not manifest.string("project", "requires-python") and "dependencies" not in poetry.values:
        said.append(
            "Poetry expects the project to run on Python 2.7, too, unless you write "
            "requires-python below [project]"
        )
    if poetry.values.get("package-mode") is False or "build-system" not in manifest.values:
        return text, tuple(said)
    keys: dict[tuple[str, ...], Any] = {}
    found = [] if "packages" in poetry.values else list(_packages(root, manifest))
    if found and not _is_found(root, default_package(manifest.string("project", "name"))):
        keys[*_POETRY, "packages"] = [Inline(one) for one in found]
        names = ", ".join(one["include"] for one in found)
        said.append(f"tool.poetry.packages names {names}: Poetry looks for the project's name")
    if "version" in manifest.section("project").many("dynamic") and "version" not in poetry.values:
        version = keys[*_POETRY, "version"] = _version(root, manifest)
        said.append(
            f"tool.poetry.version says {version}, since Poetry computes none: it is for you to "
            "keep up to date"
        )
    try:
        return (edit(text, keys) if keys else text), tuple(said)
    except CannotEditError:
        return text, ("its layout does not allow to say where Poetry finds the package",)


def _is_found(root: str, name: str) -> bool:
    """Whether Poetry finds a package by itself."""
    places = (os.path.join(root, folder, name) for folder in ("", _SRC))
    return any(os.path.isdir(place) or os.path.isfile(f"{place}.py") for place in places)


def _packages(root: str, manifest: Section) -> Iterator[dict[str, str]]:
    """The packages that the project's own build is told of, or finds; as Poetry writes them."""
    stated = [*_stated(manifest)]
    where = _where(root, manifest)
    if not stated:
        stated = next(filter(None, ([*_in_folder(root, one)] for one in where)), [])
    for path in dict.fromkeys(stated):
        folder, _, name = path.rpartition("/")
        folder = folder or next(
            (one for one in where if one and os.path.exists(os.path.join(root, one, name))), ""
        )
        yield {"include": name, **({"from": folder} if folder else {})}


def _stated(manifest: Section) -> Iterator[str]:
    """The paths of packages that settings of the build name."""
    tool = manifest.section("tool")
    hatch = tool.section("hatch", "build", "targets", "wheel").values.get("packages")
    setuptools = tool.section("setuptools").values
    uv = tool.section("uv", "build-backend").values
    flit = tool.section("flit", "module").values.get("name")
    yield from (one.strip("/") for one in _texts(hatch))
    yield from (one for one in _texts(setuptools.get("packages")) if "." not in one)
    yield from (f"{one}.py" for one in _texts(setuptools.get("py-modules")))
    folder = f"{uv.get('module-root', _SRC)}/".lstrip("/")
    yield from (f"{folder}{one}" for one in _texts(uv.get("module-name")) if "." not in one)
    yield from _texts(flit)


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _where(root: str, manifest: Section) -> list[str]:
    """The folders that packages are looked for in, the one that counts first."""
    setuptools = manifest.section("tool", "setuptools").values
    folders = setuptools.get("package-dir")
    find = setuptools.get("packages")
    find = find.get("find") if isinstance(find, dict) else None
    said = [*_texts(folders.get("") if isinstance(folders, dict) else None)]
    said += _texts(find.get("where") if isinstance(find, dict) else None)
    with suppress(SeedbedError):
        given = settings_of(_text(root, SETTINGS)).get("package_dir")
        said += re.findall(r"^\s*=\s*(\S+)$", str(given.value) if given else "", re.MULTILINE)
    return list(dict.fromkeys(one.strip("./") for one in (*said, _SRC, "")))


def _in_folder(root: str, folder: str) -> Iterator[str]:
    """The paths of the packages in a folder."""
    try:
        entries = sorted(os.scandir(os.path.join(root, folder)), key=lambda one: one.name)
    except OSError:
        return
    for one in entries:
        is_one = one.name.isidentifier() and one.is_dir(follow_symlinks=False)
        if (
            is_one
            and (folder or one.name not in _OTHERS)
            and os.path.isfile(f"{one.path}/__init__.py")
        ):
            yield f"{folder}/{one.name}".lstrip("/")


def _version(root: str, manifest: Section) -> str:
    """The version that the package's own files state."""
    hatch = _texts(manifest.section("tool", "hatch", "version").values.get("path"))
    folders = [
        f"{one.get('from', '')}/{one['include']}".lstrip("/") for one in _packages(root, manifest)
    ]
    files = [f"{one}/{name}" for one in folders for name in ("__init__.py", "_version.py")]
    for path in (*hatch, *files, *(f"{one}/__about__.py" for one in folders)):
        if found := _VERSION.search(_text(root, path)):
            return found[2]
    return _NO_VERSION


def _text(root: str, path: str) -> str:
    """The text of one of the project's files; empty where it cannot be read."""
    from seedbed.host.paths import inside

    try:
        return read_text(inside(root, path))
    except (OSError, SeedbedError, ValueError):
        return ""
