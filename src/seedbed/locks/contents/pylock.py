"""What `pylock.toml` lists: https://packaging.python.org/en/latest/specifications/pylock-toml/."""

from __future__ import annotations

from seedbed.locks.contents import (
    GIT,
    INDEX,
    PATH,
    PYPI,
    URL,
    Contents,
    Locked,
    Source,
    table,
    tables,
    text,
)
from seedbed.locks.contents.toml_lock import file_of, loads
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NEWEST = 1


def read(said: str) -> Contents:
    """What a lock lists.

    Raises:
        DamagedError: when it cannot be read.
    """
    document = loads(said, "lock-version", NEWEST)
    packages = [one for one in tables(document.get("packages")) if not _is_own(one)]
    return Contents(format="pylock", packages=tuple(map(_locked, packages)))


def _is_own(package: dict[str, object]) -> bool:
    return text(table(package.get("directory")).get("path")) in {".", "./"}


def _locked(package: dict[str, object]) -> Locked:
    marker = text(package.get("marker"))
    return Locked(
        kind=PYPI,
        name=canonical(text(package.get("name"))),
        version=text(package.get("version")),
        source=_source(package),
        files=frozenset(_files(package)),
        addresses=frozenset(_addresses(package)),
        markers=(marker,) if marker else (),
        needs=tuple(
            canonical(text(one.get("name"))) for one in tables(package.get("dependencies"))
        ),
    )


def _files(package: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    for one in _archives(package):
        for algorithm, digest in table(one.get("hashes")).items():
            yield file_of(one), algorithm.lower(), text(digest).lower()


def _archives(package: dict[str, object]) -> list[dict[str, object]]:
    others = [table(package.get("sdist")), table(package.get("archive"))]
    return [*tables(package.get("wheels")), *others]


def _addresses(package: dict[str, object]) -> Iterator[tuple[str, str]]:
    for one in _archives(package):
        if address := text(one.get("url")) or text(one.get("path")):
            for digest in table(one.get("hashes")).values():
                yield text(digest).lower(), address


def _source(package: dict[str, object]) -> Source:
    if vcs := table(package.get("vcs")):
        address = text(vcs.get("url")) or text(vcs.get("path"))
        return Source(kind=GIT, address=f"{address}#{text(vcs.get('commit-id'))}")
    if folder := table(package.get("directory")):
        return Source(kind=PATH, address=text(folder.get("path")))
    if archive := table(package.get("archive")):
        address = text(archive.get("url"))
        return Source(kind=URL if address else PATH, address=address or text(archive.get("path")))
    return Source(kind=INDEX, address=text(package.get("index")))
