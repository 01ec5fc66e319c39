"""Pairs the files of a package that the user renamed: old paths with new ones; pure."""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seedbed.model.tree import File

    Files = Mapping[str, File]


def as_renamed(
    base: dict[str, File], ours: Files, theirs: Files, is_manifest: Callable[[str], bool]
) -> dict[str, File]:
    """The files as generated last, under the names that the project and its package have today.

    A line that still stands there with the old name counts as generated with that, so that it is
    renamed; all others count as generated with the new one.

    Args:
        base: the files as generated last, by path.
        ours: those of them, and of the fresh ones, that stand there now.
        theirs: the files as they would be generated now.
        is_manifest: whether a path is that of a manifest, in which names are merged by themselves.

    Raises:
        SeedbedError: when the package is to have another name, and its folder still has the old
        one.
    """
    packages = _package(base), _package(theirs)
    names = _name(base), _name(theirs)
    words = {old: new for old, new in (packages, names) if old and new and old != new}
    if not words:
        return base
    paths = {path: path for path in base}
    if packages[0] in words:
        before, after = (f"src/{package}/" for package in packages)
        paths = {
            path: after + path.removeprefix(before) if path.startswith(before) else path
            for path in base
        }
        _check_moved(packages, paths, ours)
    word = re.compile("|".join(rf"(?<!\w){re.escape(old)}(?!\w)" for old in words))
    found = {}
    for path, file in base.items():
        now = paths[path]
        if now != path and (now in base or now not in theirs):
            now = path
        if now != path and path in ours:  # both stand there: this one is generated no more
            found[path] = file
        if is_manifest(path):
            found[path] = file
        else:
            found[now] = _with_names(file, ours.get(now), word, words)
    return dict(sorted(found.items()))


def _package(files: Files) -> str:
    """The package whose folder lies in `src`; empty when there is not just one."""
    names = {path.split("/")[1] for path in files if re.match(r"src/[^/]+/", path)}
    return names.pop() if len(names) == 1 else ""


def _name(files: Files) -> str:
    """The project's name as it was generated."""
    data = files["pyproject.toml"].data if "pyproject.toml" in files else b""
    found = re.search(rb'^\[project\]\nname = "([^"\n]+)"$', data, re.MULTILINE)
    return found[1].decode() if found else ""


def _check_moved(packages: tuple[str, str], paths: Mapping[str, str], ours: Files) -> None:
    moved = [path for path, now in paths.items() if now != path]
    if any(path in ours for path in moved) and not any(paths[path] in ours for path in moved):
        old, new = packages
        raise SeedbedError(
            f"[tool.seedbed] names the package {new}, but its code is still in src/{old}.",
            f"Move it with 'git mv src/{old} src/{new}', then run the same command again. Or keep "
            f'its name: package = "{old}".',
            code="package-not-moved",
        )


def _with_names(
    file: File, stands: File | None, word: re.Pattern[str], words: Mapping[str, str]
) -> File:
    """A file in which the lines bear the new names but for those that don't where it stands."""
    text = encodings.read(file.data)
    there = encodings.read(stands.data) if stands else None
    if text is None or there is None:
        return file
    lines = set(there.split("\n"))

    def renamed(line: str) -> str:
        return line if line in lines else word.sub(lambda found: words[found[0]], line)

    data = "\n".join(map(renamed, text.split("\n"))).encode("utf-8", "surrogateescape")
    return file if data == file.data else replace(file, data=data)
