"""Poetry's sources: the package indexes, each with a priority.

Poetry asks all primary sources, and for what none of them has, the supplemental ones. PyPI is a
primary source without being named, unless there is another one: then it is none at all.
https://python-poetry.org/docs/repositories/#project-configuration
"""

from __future__ import annotations

from seedbed.managers.shared.index_order import asked_first
from seedbed.model.names import canonical
from seedbed.model.project import Index
from seedbed.model.source import INDEX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.flat import Address
    from seedbed.model.source import Source

_EXPLICIT, _PRIMARY, _SUPPLEMENTAL = "explicit", "primary", "supplemental"
_PYPI = "PyPI"
_KEYS = ("name", "url", "priority")


def is_public(name: str) -> bool:
    """Whether a source is the index that Poetry asks without being told, by its name."""
    return canonical(name) == canonical(_PYPI)


def taken_from_public(given: Mapping[str, Source], indexes: Iterable[Index]) -> list[str]:
    """The packages that name the index which Poetry asks without being told, as sentences have it.

    Where no other index goes before it, they come from there anyway.

    Args:
        given: the places from which packages come, by name.
        indexes: the indexes.
    """
    named = [name for name, one in given.items() if one.kind == INDEX and is_public(one.address)]
    first = any(not (one.explicit or one.last) for one in indexes)
    told = f"({_PYPI}): installing it from another place would be another package"
    return [f"the package index of {name} {told}" for name in named if first]


def write(indexes: Iterable[Index]) -> list[dict[str, str]]:
    """The tables of sources.

    What is asked before the default index is primary, and the default index supplemental then, so
    that no package of another's takes the place of one that the former has.

    Args:
        indexes: the indexes, none of which comes behind a default one.
    """
    given = tuple(indexes)
    first = asked_first(given)
    found = [{"name": one.name, "url": one.url, "priority": _priority(one, first)} for one in given]
    if first and not any(one.default for one in given):
        found.append({"name": _PYPI, "priority": _SUPPLEMENTAL})
    return found


def _priority(index: Index, first: list[str]) -> str:
    if index.explicit:
        return _EXPLICIT
    primary = index.name in first or (index.default and not first)
    return _PRIMARY if primary else _SUPPLEMENTAL


def read(
    poetry: Section, unmodeled: list[str], unmodeled_addresses: list[Address]
) -> tuple[Index, ...]:
    """The indexes that the tables of sources are.

    Args:
        poetry: `[tool.poetry]`.
        unmodeled: takes the tables that the model does not know.
        unmodeled_addresses: takes the indexes of these.
    """
    found: dict[str, tuple[str, str]] = {}
    public: list[Mapping[str, Any]] = []
    for given in poetry.sections("source"):
        source = given.values
        name, priority = source.get("name"), source.get("priority", _PRIMARY)
        if isinstance(name, str) and is_public(name) and "url" not in source:
            public.append(source)
            continue
        url = source.get("url")
        sound = isinstance(name, str) and isinstance(url, str) and name not in found
        known = priority in (_EXPLICIT, _PRIMARY, _SUPPLEMENTAL) and not given.beside(_KEYS)
        if isinstance(name, str) and isinstance(url, str) and sound and known:
            found[name] = url, priority
        else:
            unmodeled.append(poetry.key("source", source))
            unmodeled_addresses.append(("indexes", str(name)))
    primary, supplemental = (
        [name for name, (_, one) in found.items() if one == kind]
        for kind in (_PRIMARY, _SUPPLEMENTAL)
    )
    has_public = not primary or any(
        one.get("priority", _PRIMARY) in (_PRIMARY, _SUPPLEMENTAL) for one in public
    )
    if not primary or len(public) != 1 or not has_public:
        unmodeled += [poetry.key("source", one) for one in public]
    default = "" if has_public else [*primary, *supplemental][-1]
    return tuple(
        Index(
            name=name,
            url=url,
            explicit=kind == _EXPLICIT,
            default=name == default,
            last=has_public and kind == _SUPPLEMENTAL,
        )
        for name, (url, kind) in found.items()
    )
