"""Names of indexes that another manager has for something else; pure."""

from __future__ import annotations

from seedbed.managers.shared.conda_packages import index_names
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.model.source import INDEX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from seedbed.model.project import Dependency, Index, Project
    from seedbed.model.source import Source


def without_reserved(project: Project, reserved: Collection[str]) -> Project:
    """The project whose indexes have no reserved names: such a one is called after its address.

    Args:
        project: the project.
        reserved: canonical names.
    """
    odd = [index for index in project.indexes if canonical(index.name) in reserved]
    return _called_anew(project, odd, reserved)


def without_odd(project: Project) -> Project:
    """The project whose indexes have names that uv takes, too: letters, digits, and `-_.`."""
    return _called_anew(project, [index for index in project.indexes if not is_plain(index.name)])


def without_unneeded(project: Project) -> Project:
    """The project without the indexes that nothing needs any more: see `unneeded`."""
    gone = unneeded(project)
    if not gone:
        return project
    return replace(project, indexes=tuple(one for one in project.indexes if one not in gone))


def unneeded(project: Project) -> list[Index]:
    """The indexes that were called after their addresses for packages that are gone.

    Only what names an explicit index takes packages from it, and such a name is nobody's choice.
    """
    explicit = [one for one in project.indexes if one.explicit]
    made = [one for one in explicit if index_names([one.url], ())[one.url] == one.name]
    named = {name for item in project.dependencies for name in _named_by(item)} if made else ()
    return [one for one in made if one.name not in named]


def _named_by(item: Dependency) -> Iterator[str]:
    yield item.index
    parts = (item.source.parts or (item.source,)) if item.source else ()
    yield from (part.address for part in parts if part.kind == INDEX)


def is_plain(name: str) -> bool:
    """Whether a name of an index is one that all managers take."""
    return name.isascii() and name.translate(_IN_NAMES).isalnum()


_IN_NAMES = str.maketrans("._-", "xxx")


def _called_anew(project: Project, odd: list[Index], reserved: Collection[str] = ()) -> Project:
    if not odd:
        return project
    taken = {index.name for index in project.indexes} | {*reserved}
    by_url = index_names([index.url for index in odd], taken)
    names = {index.name: by_url[index.url] for index in odd}
    return replace(
        project,
        indexes=tuple(
            replace(index, name=names.get(index.name, index.name)) for index in project.indexes
        ),
        dependencies=tuple(_renamed(item, names) for item in project.dependencies),
    )


def _renamed(item: Dependency, names: Mapping[str, str]) -> Dependency:
    source = item.source and _renamed_source(item.source, names)
    return replace(item, index=names.get(item.index, item.index), source=source)


def _renamed_source(source: Source, names: Mapping[str, str]) -> Source:
    parts = tuple(_renamed_source(part, names) for part in source.parts)
    if source.kind == INDEX:
        return replace(source, address=names.get(source.address, source.address))
    return replace(source, parts=parts)
