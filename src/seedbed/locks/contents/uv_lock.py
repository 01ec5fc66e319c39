"""What `uv.lock` lists: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile."""

from __future__ import annotations

import posixpath

from seedbed.locks.contents import (
    GIT,
    INDEX,
    PATH,
    PYPI,
    URL,
    Contents,
    Locked,
    Source,
    split_hash,
    table,
    tables,
    text,
    texts,
)
from seedbed.locks.contents.toml_lock import file_of, loads
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

NEWEST = 1


def read(said: str) -> Contents:
    """What a lock lists.

    Raises:
        DamagedError: when it cannot be read.
    """
    document = loads(said, "version", NEWEST)
    packages = tables(document.get("package"))
    manifest = table(document.get("manifest"))
    members = set(texts(manifest.get("members")))
    own = [one for one in packages if _is_own(one, members)]
    asked = {name for one in own for name in _all_needs(one)}
    listed = [*tables(manifest.get("requirements")), *_in_groups(manifest.get("dependency-groups"))]
    asked |= {canonical(text(one.get("name"))) for one in listed}
    names = {text(one.get("name")) for one in own}
    return Contents(
        format="uv",
        packages=tuple(_locked(one) for one in packages if text(one.get("name")) not in names),
        asked=frozenset(asked - names) if own or listed else None,
        own=frozenset(canonical(text(one.get("name"))) for one in own if _is_installed(one)),
        folders={canonical(text(one.get("name"))): _folder(one) for one in own},
    )


def _is_own(package: dict[str, object], members: set[str]) -> bool:
    folder = _folder(package)
    return folder == "." or (bool(folder) and package.get("name") in members)


def _folder(package: dict[str, object]) -> str:
    """The folder that a package is built from; empty for none."""
    source = table(package.get("source"))
    return text(source.get("editable", source.get("virtual", source.get("directory"))))


def _is_installed(package: dict[str, object]) -> bool:
    return "virtual" not in table(package.get("source"))


def _locked(package: dict[str, object]) -> Locked:
    source = table(package.get("source"))
    files = [*tables(package.get("wheels")), table(package.get("sdist"))]
    files = [_placed(one, source) for one in files]
    return Locked(
        kind=PYPI,
        name=canonical(text(package.get("name"))),
        version=text(package.get("version")),
        source=_source(source),
        files=frozenset((file_of(one), *split_hash(one["hash"])) for one in files if "hash" in one),
        markers=tuple(texts(package.get("resolution-markers"))),
        needs=tuple(_all_needs(package)),
        addresses=frozenset(
            (split_hash(one["hash"])[1], _place(one, source))
            for one in files
            if "hash" in one and ("url" in one or "path" in one)
        ),
    )


def _placed(file: dict[str, object], source: dict[str, object]) -> dict[str, object]:
    """A file with its place: where a package is a single archive, its source says that."""
    if "url" in file or "path" in file:
        return file
    return {**{key: source[key] for key in ("url", "path") if key in source}, **file}


def _place(file: dict[str, object], source: dict[str, object]) -> str:
    """Where a file is to be had; in a folder that stands for an index, its path starts there."""
    path, folder = text(file.get("path")), text(source.get("registry"))
    if path and folder and "://" not in folder:
        return posixpath.join(folder, path)
    return text(file.get("url")) or path


def _source(said: dict[str, object]) -> Source:
    for key, kind in (("registry", INDEX), ("git", GIT), ("url", URL)):
        if key in said:
            return Source(kind=kind, address=text(said[key]))
    folder: Any = next(iter(said.values()), "")
    return Source(kind=PATH, address=text(folder))


def _all_needs(package: dict[str, object]) -> Iterator[str]:
    """What a package requires, with what the extras and the groups in the lock add."""
    lists = [package.get("dependencies")]
    for key in ("optional-dependencies", "dev-dependencies"):
        lists += table(package.get(key)).values()
    for listed in lists:
        for one in tables(listed):
            yield canonical(text(one.get("name")))


def _in_groups(groups: object) -> Iterator[dict[str, object]]:
    for listed in table(groups).values():
        yield from tables(listed)
