"""What `poetry.lock` lists: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock.

Its formats 1 and 2 are read; the first has the hashes in a table of their own.
"""

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
    split_hash,
    table,
    tables,
    text,
)
from seedbed.locks.contents.toml_lock import file_of, loads
from seedbed.model.names import canonical

TYPE_CHECKING = False

NEWEST = 2
_KINDS = {"git": GIT, "url": URL, "file": PATH, "directory": PATH}


def read(said: str) -> Contents:
    """What a lock lists; it does not tell what the project itself asks for.

    Raises:
        DamagedError: when it cannot be read.
    """
    document = loads(said, "lock-version", NEWEST)
    files = table(table(document.get("metadata")).get("files"))
    packages = tables(document.get("package"))
    return Contents(format="poetry", packages=tuple(_locked(one, files) for one in packages))


def _locked(package: dict[str, object], files: dict[str, object]) -> Locked:
    name = text(package.get("name"))
    listed = tables(package.get("files", files.get(name)))
    return Locked(
        kind=PYPI,
        name=canonical(name),
        version=text(package.get("version")),
        source=_source(table(package.get("source"))),
        files=frozenset((file_of(one), *split_hash(one.get("hash"))) for one in listed),
        markers=_markers(package.get("markers")),
        needs=tuple(map(canonical, table(package.get("dependencies")))),
    )


def _source(said: dict[str, object]) -> Source:
    kind = _KINDS.get(text(said.get("type")), INDEX)
    address = text(said.get("url"))
    commit = text(said.get("resolved_reference"))
    return Source(kind=kind, address=f"{address}#{commit}" if commit else address)


def _markers(said: object) -> tuple[str, ...]:
    """One marker, or one for each group; all of them must say where."""
    found = tuple(text(one) for one in (said.values() if isinstance(said, dict) else [said]))
    return tuple(dict.fromkeys(found)) if all(found) else ()
