"""Tables that say where a package comes from, as uv, Pixi, and Poetry have them.

They share their keys, but for the one by which the code in a folder is used in place.
https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources
https://pixi.sh/latest/reference/pixi_manifest/#the-pypi-dependencies-table
https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

from seedbed.model.record import replace
from seedbed.model.source import GIT, INDEX, OTHER, PATH, REFS, URL, WORKSPACE, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.model.project import Dependency

EDITABLE = "editable"
DEVELOP = "develop"
"""What Poetry calls it."""
_KEYS = {
    GIT: frozenset((*REFS, "subdirectory")),
    URL: frozenset(("subdirectory",)),
    PATH: frozenset((EDITABLE, "subdirectory")),
}


def origin_of(item: Dependency) -> Source | None:
    """Where a requirement comes from; None where that is any index, or its own address."""
    if item.url or not (item.index or item.source):
        return None
    source = item.source or Source(kind=INDEX, address=item.index, marker=item.index_marker)
    if not item.marker:
        return source
    return Source(kind=OTHER) if source.parts else replace(source, marker="")


def placed(item: Dependency, source: Source | None) -> Dependency:
    """The requirement, which comes from a place and from no other.

    Args:
        item: the requirement.
        source: the place; None for any index.
    """
    plain = replace(item, index="", index_marker="", source=None)
    if item.url or source is None:
        return plain
    if item.marker and source.marker:
        source = replace(source, marker="")
    if source.kind == INDEX:
        return replace(plain, index=source.address, index_marker=source.marker)
    return replace(plain, source=source)


def table_of(source: Source, editable: str = EDITABLE) -> dict[str, Any]:
    """The table for a source, without its marker.

    Args:
        source: the source: of a repository, a folder or file, an address, or the workspace.
        editable: what the manager calls the use of a folder in place.
    """
    if source.kind == WORKSPACE:
        return {WORKSPACE: True}
    table: dict[str, Any] = {source.kind: source.address}
    if source.ref:
        table[source.ref_kind] = source.ref
    if source.subdirectory:
        table["subdirectory"] = source.subdirectory
    if source.editable:
        table[editable] = True
    return table


def source_in_url(url: str) -> Source | None:
    """The repository or the file at an address, as pip takes it; None for what has more to say.

    https://pip.pypa.io/en/stable/topics/vcs-support/
    """
    plain, _, fragment = url.partition("#")
    key, _, below = fragment.partition("=")
    if (key and key != "subdirectory") or "&" in below or bool(key) != bool(below):
        return None
    if not plain.startswith("git+"):
        return Source(kind=URL, address=plain, subdirectory=below) if "://" in plain else None
    scheme, colon, rest = plain.removeprefix("git+").partition("://")
    if not colon:
        return None
    host, slash, path = rest.partition("/")
    ref = ""
    if "@" in path:  # a branch may have slashes in its name
        path, _, ref = path.rpartition("@")
    address = f"{scheme}://{host}{slash}{path}"
    kind = "rev" if ref else ""
    return Source(kind=GIT, address=address, ref=ref, ref_kind=kind, subdirectory=below)


def source_of(table: Mapping[str, Any], editable: str = EDITABLE) -> Source | None:
    """The source that a table is for; None for one that says something else, or more.

    Args:
        table: the table, without what says where it counts.
        editable: what the manager calls the use of a folder in place.
    """
    if table == {WORKSPACE: True}:
        return Source(kind=WORKSPACE)
    values = {EDITABLE if key == editable else key: value for key, value in table.items()}
    kind = next((one for one in _KEYS if one in values), "")
    address = values.pop(kind, None)
    used = values.pop(EDITABLE, False) if kind == PATH else False
    known = kind and values.keys() <= _KEYS[kind]
    if not (known and address and isinstance(address, str)):
        return None
    refs = [key for key in REFS if key in values]
    if len(refs) > 1 or not isinstance(used, bool):
        return None
    if not all(value and isinstance(value, str) for value in values.values()):
        return None
    return Source(
        kind=kind,
        address=address,
        ref_kind=refs[0] if refs else "",
        ref=values[refs[0]] if refs else "",
        subdirectory=values.get("subdirectory", ""),
        editable=used,
    )
