"""The package indexes in Pixi's manifest: known by their addresses, and the names noted apart."""

from __future__ import annotations

from seedbed.managers.shared.conda_packages import INDEXES, index_names
from seedbed.model.project import Index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.project import Project

_OPTIONS = ("tool", "pixi", "pypi-options")
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


def read_indexes(manifest: Section, asked: list[str], unmodeled: list[str]) -> Iterator[Index]:
    """The indexes that have a name, then those that somebody added by their addresses.

    Args:
        manifest: the parsed `pyproject.toml`.
        asked: the addresses of those that packages are taken from.
        unmodeled: takes the dotted keys of what the model does not know.
    """
    options = manifest.section(*_OPTIONS)
    unmodeled += options.beside((_DEFAULT, _EXTRA))
    default, extra = options.string(_DEFAULT), options.texts(_EXTRA)
    named = manifest.section(*INDEXES).strings(unmodeled=unmodeled)
    urls = {url: name for name, url in reversed(named.items()) if url}
    found = {url: name for name, url in named.items() if urls.get(url) == name}
    rest = (url for url in (*extra, default, *sorted(asked)) if url and url not in urls)
    found |= index_names(dict.fromkeys(rest), taken=set(named))
    for url, name in found.items():
        is_open = url in extra or url == default
        yield Index(name=name, url=url, explicit=not is_open, default=url == default)
