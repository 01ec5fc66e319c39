"""The package indexes in Pixi's manifest: known by their addresses, and the names noted apart."""

from __future__ import annotations

from seedbed.managers.shared.conda_packages import index_names, noted_indexes
from seedbed.managers.shared.index_order import NEWEST, STRATEGY
from seedbed.model.project import Index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.flat import Address
    from seedbed.model.project import Project

    Path = tuple[str, ...]

_OPTIONS = ("tool", "pixi", "pypi-options")
_OF_ALL = ("tool", "pixi", "workspace", "pypi-options")
_DEFAULT, _EXTRA = "index-url", "extra-index-urls"


def write_indexes(document: Document, project: Project) -> None:
    """Write which indexes may have any package: those that go before the default one, and that.

    Args:
        document: the manifest.
        project: the project without what Pixi cannot hold.
    """
    for index in project.indexes:
        if index.default:
            document.put((*_OPTIONS, _DEFAULT), index.url, ("indexes", index.name))
    extra = [index for index in project.indexes if not (index.explicit or index.default)]
    if extra:
        sources = [("indexes", index.name) for index in extra]
        document.put((*_OPTIONS, _EXTRA), [index.url for index in extra], *sources)
    if project.asks_all:
        document.put((*_OPTIONS, STRATEGY), NEWEST, ("asks_all",))


def read_indexes(manifest: Section, asked: list[str], unmodeled: list[str]) -> Iterator[Index]:
    """The indexes that have a name, and those that somebody added by their addresses.

    Pixi's own list says in which order they are asked.

    Args:
        manifest: the parsed `pyproject.toml`.
        asked: the addresses of those that packages are taken from.
        unmodeled: takes the dotted keys of what the model does not know.
    """
    places = [manifest.section(*path) for path in (_OPTIONS, _OF_ALL)]
    for options in places:
        unmodeled += options.beside((_DEFAULT, _EXTRA))
    if _is_newest(places[0]):
        unmodeled.remove(places[0].key(STRATEGY))
    default = next(filter(None, (options.string(_DEFAULT) for options in places)), "")
    extra = [url for options in places for url in options.texts(_EXTRA)]
    named, taken = noted_indexes(manifest, {*extra, default, *asked} - {""}, unmodeled)
    urls = {url: name for name, url in reversed(named.items())}
    rest = (url for url in (*extra, default, *sorted(asked)) if url and url not in urls)
    names = urls | index_names(dict.fromkeys(rest), taken)
    first = [url for url in dict.fromkeys(extra) if url and url != default]
    noted = [url for name, url in named.items() if urls[url] == name]
    for url in dict.fromkeys((*_in_order(noted, first), *names)):
        is_open = url in extra or url == default
        yield Index(name=names[url], url=url, explicit=not is_open, default=url == default)


def asks_all(manifest: Section) -> bool:
    """Whether the newest version that any index has counts, for all features."""
    return any(_is_newest(manifest.section(*path)) for path in (_OPTIONS, _OF_ALL))


def _is_newest(options: Section) -> bool:
    return options.values.get(STRATEGY) == NEWEST


def _in_order(noted: list[str], first: list[str]) -> Iterator[str]:
    """The addresses that have names, those of a list in its order, with what it has between them.

    Args:
        noted: the addresses.
        first: the list.
    """
    known = {*noted}
    left = iter(first)
    for url in noted:
        if url not in first:
            yield url
            continue
        for one in left:
            yield one
            if one in known:
                break


def said_of_all(manifest: Section, by_url: Mapping[str, str]) -> dict[Path, tuple[Any, Address]]:
    """The keys of the workspace's own options that name indexes, as `Reading.beside` has them.

    Args:
        manifest: the parsed `pyproject.toml`.
        by_url: the names of indexes, by their addresses.
    """
    options = manifest.section(*_OF_ALL)
    first = {_DEFAULT: options.string(_DEFAULT), _EXTRA: next(iter(options.texts(_EXTRA)), "")}
    return {
        (*_OF_ALL, key): (options.values[key], ("indexes", by_url[url]))
        for key, url in first.items()
        if url
    }


def elsewhere(pixi: Section) -> Iterator[Address]:
    """The addresses of the places from which packages come, and that only Pixi can be told of.

    Args:
        pixi: `[tool.pixi]`.
    """
    own = [pixi.section("feature", name) for name in pixi.section("feature").values]
    for table in own:
        options = table.section("pypi-options")
        named = (options.values.get(_DEFAULT), *options.many(_EXTRA))
        yield from (("indexes", url) for url in named if isinstance(url, str))
    for table in (pixi, pixi.section("workspace"), *own):
        for link in table.section("pypi-options").many("find-links"):
            place = next(iter(link.values()), "") if isinstance(link, dict) else ""
            yield ("indexes", str(place))
