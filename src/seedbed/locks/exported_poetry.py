"""What a plain `poetry sync` installs, from `poetry.lock` alone. Pure.

Since format 2.1, which Poetry 2.0 brought, each package says of which groups it is, and where it is
installed for each of them, so that nothing has to be resolved to know it.
https://github.com/python-poetry/poetry-plugin-export reads the same.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats.toml import loads
from seedbed.locks.extras import any_of, without_extras
from seedbed.locks.pinned import Pinned
from seedbed.model.names import canonical
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

_FIRST = "2.1"
"""The first format in which packages say of which groups they are."""


def pinned(text: str, groups: Collection[str], extras: Collection[str]) -> list[Pinned]:
    """The packages of some groups and extras.

    Args:
        text: what the lock holds.
        groups: the groups, by canonical name; `main` is that of the project itself.
        extras: the extras, by canonical name.

    Raises:
        SeedbedError: when the lock is of an older format, or cannot be understood.
    """
    lock = _read(text)
    found = []
    try:
        for package in lock.get("package", ()):
            marker = _marker(package, groups, extras)
            if marker is not None:
                found.append(_pinned(package, marker))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(str(error) or type(error).__name__) from None
    return found


def indexes(text: str, names: Collection[str]) -> tuple[tuple[str, ...], bool]:
    """The package indexes of some packages, and whether all of them come from those.

    Args:
        text: what the lock holds.
        names: the packages.
    """
    used: dict[str, None] = {}
    others = False
    for package in _read(text).get("package", ()):
        if package.get("name") not in names:
            continue
        source = package.get("source", {})
        if source.get("type") == "legacy":
            used[str(source.get("url", ""))] = None
        else:
            others = others or not source
    return tuple(used), bool(used) and not others


def _read(text: str) -> Mapping[str, Any]:
    try:
        lock = loads(text)
        version = str(lock["metadata"]["lock-version"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(str(error)) from None
    if release(version) < release(_FIRST):
        raise SeedbedError(
            f"poetry.lock has format {version}, which doesn't say which package belongs to which "
            f"group; formats from {_FIRST} on do.",
            "Run 'poetry lock' to write it anew, then export again.",
            code="lock-format",
        )
    return lock


def _damaged(why: str) -> SeedbedError:
    return SeedbedError(
        f"poetry.lock cannot be exported: {why}.",
        "Run 'poetry lock' to write it anew, then export again.",
        code="lock-damaged",
    )


def _marker(
    package: Mapping[str, Any], groups: Collection[str], extras: Collection[str]
) -> str | None:
    """Where a package is installed for some groups; None where it is not."""
    given = package.get("markers", "")
    markers = []
    for group in package["groups"]:
        if canonical(group) not in groups:
            continue
        text = given.get(group, "") if isinstance(given, dict) else given
        marker = without_extras(str(text), extras)
        if marker is not None:
            markers.append(marker)
    return any_of(markers) if markers else None


def _pinned(package: Mapping[str, Any], marker: str) -> Pinned:
    name, version = str(package["name"]), str(package["version"])
    hashes = tuple(sorted(str(file["hash"]) for file in package.get("files", ())))
    source = package.get("source", {})
    kind, url = source.get("type", "legacy"), str(source.get("url", ""))
    if kind == "legacy":
        if not hashes:
            raise ValueError(f"it has no hashes of {name}")
        return Pinned(name=name, version=version, marker=marker, hashes=hashes)
    if kind in {"directory", "file"}:
        return Pinned(
            name=name,
            marker=marker,
            folder=url,
            editable=bool(package.get("develop")),
            hashes=hashes,
        )
    return Pinned(
        name=name,
        version=version,
        marker=marker,
        hashes=() if kind == "git" else hashes,
        address=_address(kind, url, source),
    )


def _address(kind: str, url: str, source: Mapping[str, Any]) -> str:
    subdirectory = source.get("subdirectory", "")
    if kind == "url":
        return f"{url}#subdirectory={subdirectory}" if subdirectory else url
    if kind != "git":
        raise ValueError(f"it has a source of the unknown kind {kind!r}")
    whole = f"git+{url}@{source['resolved_reference']}"
    return f"{whole}#subdirectory={subdirectory}" if subdirectory else whole


def groups_in(manifest: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The groups of a manifest that a plain sync installs, and those that it installs on demand."""
    own = manifest.get("tool", {}).get("poetry", {}).get("group", {})
    named = [*manifest.get("dependency-groups", {}), *(own if isinstance(own, dict) else ())]
    optional = {canonical(name) for name in named if _is_optional(own, name)}
    return {canonical(name) for name in named} - optional, optional


def _is_optional(own: Any, name: str) -> bool:
    return any(
        isinstance(table, dict) and table.get("optional") is True
        for key, table in _items(own)
        if canonical(key) == canonical(name)
    )


def _items(table: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(table, dict):
        yield from table.items()
