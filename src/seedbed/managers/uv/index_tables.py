"""The package indexes in uv's manifest.

uv asks one after the other, and the default one last; it takes the first that has a package.
https://docs.astral.sh/uv/concepts/indexes/
"""

from __future__ import annotations

from seedbed.managers.shared.conda_packages import index_names
from seedbed.managers.shared.index_order import none_last
from seedbed.model.project import Index
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.flat import Address

_DEFAULT, _EXTRA = "index-url", "extra-index-url"
OLDER = (_DEFAULT, _EXTRA)
"""The keys of `[tool.uv]` that name indexes by their addresses alone."""
_KEYS = ("name", "url", "explicit", "default")
_OWN = ("publish-url", "authenticate", "ignore-error-codes", "cache-control")
"""Keys that change nothing of which packages an index has: other managers do without them."""


@record
class Older:
    """What the older keys say.

    Attributes:
        indexes: all indexes, those of the tables before them.
        beside: the keys, as `Reading.beside` has them.
    """

    indexes: tuple[Index, ...]
    beside: Mapping[tuple[str, ...], tuple[Any, Address]]


def write(indexes: Iterable[Index]) -> list[dict[str, Any]]:
    """The tables of indexes."""
    return [_table(index) for index in none_last(indexes)]


def _table(index: Index) -> dict[str, Any]:
    table: dict[str, Any] = {"name": index.name, "url": index.url}
    table |= {"default": True} if index.default else {}
    return {**table, "explicit": True} if index.explicit else table


def read(uv: Section, unmodeled: list[str], unmodeled_addresses: list[Address]) -> Iterator[Index]:
    """The indexes that the tables are; one without a name is called after its address.

    Args:
        uv: `[tool.uv]`.
        unmodeled: takes the tables that the model does not know, and the settings of others.
        unmodeled_addresses: takes the indexes of these.
    """
    seen = set()
    has_default = False
    tables = [*uv.sections("index")]
    urls = dict.fromkeys(one.string("url") for one in tables if not one.string("name"))
    names = index_names(urls, {one.string("name") for one in tables})
    for given in tables:
        url = given.string("url")
        name = given.string("name") or names[url]
        explicit, default = (given.values.get(key, False) for key in ("explicit", "default"))
        plain = isinstance(explicit, bool) and isinstance(default, bool)
        odd = given.beside((*_KEYS, *_OWN))
        known = plain and not (odd or (default and (explicit or has_default)))
        if known and name not in seen:
            seen.add(name)
            has_default = has_default or default
            own = [key for key in _OWN if key in given.values]
            unmodeled += [uv.key("index", f"{key} of {name}") for key in own]
            yield Index(name=name, url=url, explicit=explicit, default=default)
        else:  # one with settings of its own: no other manager has these
            unmodeled.append(uv.key("index", given.values))
            unmodeled_addresses.append(("indexes", given.string("name") or url))
    links = uv.values.get("find-links")
    found = links if isinstance(links, list) else ()
    unmodeled_addresses.extend(("indexes", str(link)) for link in found)


def read_older(uv: Section, indexes: tuple[Index, ...], unmodeled: list[str]) -> Older:
    """The indexes that the older keys name, behind those of the tables.

    Args:
        uv: `[tool.uv]`.
        indexes: those of the tables.
        unmodeled: takes the keys that say nothing, or something that is no address.
    """
    extra, default = uv.values.get(_EXTRA, []), uv.values.get(_DEFAULT, "")
    if any(one.default for one in indexes):
        default = ""  # it counts for nothing
    urls = [*extra, default] if isinstance(extra, list) else [None]
    if not all(isinstance(url, str) for url in urls) or not any(urls):
        unmodeled += [uv.key(key) for key in OLDER if key in uv.values]
        return Older(indexes=indexes, beside={})
    known = {one.url for one in indexes if not one.explicit}
    new = dict.fromkeys(url for url in urls if url and url not in known)
    names = index_names(new, {one.name for one in indexes})
    found = tuple(
        Index(name=name, url=url, explicit=False, default=url == default)
        for url, name in names.items()
    )
    by_url = {one.url: one.name for one in (*indexes, *found)}
    beside = {
        (*uv.path, key): (uv.values[key], ("indexes", by_url[said[0]]))
        for key, said in ((_EXTRA, extra), (_DEFAULT, [default]))
        if key in uv.values and said and said[0]
    }
    return Older(indexes=(*indexes, *found), beside=beside)
