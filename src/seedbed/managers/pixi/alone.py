"""Requirements that stand in Pixi's own tables, and in no list of the standard's.

`pixi add pandas` writes into `dependencies`, as `pixi add ffmpeg` does: which of the two is a
Python package, the table of conda's names says.
"""

from __future__ import annotations

from seedbed.managers.shared.conda_packages import possible_name
from seedbed.managers.shared.source_tables import placed, source_of
from seedbed.managers.shared.specs import in_order
from seedbed.model.names import canonical
from seedbed.model.project import Dependency
from seedbed.model.record import replace
from seedbed.model.source import INDEX, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.project import Project


def known_names(
    own: Iterable[Dependency], names: Mapping[str, str], asked: Collection[str]
) -> dict[str, Dependency]:
    """The requirements of a feature by the names that their conda packages would have.

    A name that nobody gave counts where the feature's table has it: `pytorch` is `torch`.

    Args:
        own: the requirements.
        names: what the table `CONDA_NAMES` says, which goes before seedbed's own.
        asked: the keys of the feature's conda packages.
    """
    known = {possible_name(item, names): item for item in own}
    others = {canonical(item.name): item for item in own if possible_name(item, {})}
    found = {}
    for conda in asked:
        item = None if conda in known else _meant(conda, names, others)
        if item and possible_name(item, names) not in asked:
            found[conda] = item
    return {**known, **found}


def _meant(
    conda: str, names: Mapping[str, str], others: Mapping[str, Dependency]
) -> Dependency | None:
    """The requirement that a conda package is by seedbed's own table, where none says otherwise."""
    from seedbed.managers.shared.conda_names import python_name  # long, and seldom needed

    name = python_name(conda)
    said = names.get(canonical(conda), conda) != conda or names.get(name, conda) != conda
    return None if said or not name else others.get(name)


def from_conda(
    conda: str, spec: str, names: Mapping[str, str], stated: Collection[str]
) -> Dependency | None:
    """The requirement that a conda package stands for; None for what is no Python package.

    Args:
        conda: its conda name.
        spec: the range, in conda's notation.
        names: what the table `CONDA_NAMES` says, which goes before seedbed's own.
        stated: canonical names of what the feature's list asks for.
    """
    from seedbed.managers.shared.conda_names import python_name  # long, and seldom needed

    if names.get(canonical(conda), conda) != conda:
        return None
    own = next((name for name, other in names.items() if conda and other == conda), "")
    name = own or python_name(conda)
    said = in_order("".join(spec.split()))
    if not name or said is None or names.get(name, conda) != conda or name in stated:
        return None
    return Dependency(name=name, spec=said, conda=conda)


def from_pypi(
    project: Project, name: str, table: Section, stated: Collection[str], unmodeled: list[str]
) -> Iterator[tuple[str, Dependency]]:
    """The requirements in a feature's `pypi-dependencies`, by their keys.

    The project itself is none.

    Args:
        project: the project.
        name: the feature's; empty for that of all environments.
        table: the feature's table.
        stated: canonical names of what the feature's list asks for.
        unmodeled: takes the dotted keys of what cannot be said.
    """
    asked = table.section("pypi-dependencies")
    for key, given in asked.items():
        itself = canonical(key) == canonical(project.name)
        if itself and given == {"path": ".", "editable": True} and not name:
            continue
        item = None if itself or canonical(key) in stated else requirement_in(key, given)
        if item:
            yield key, placed_in(project, name, item)
        else:
            unmodeled.append(asked.key(key))


def said_beside(
    table: Section, pypi: Mapping[str, Dependency], *, python: str
) -> dict[tuple[str, ...], tuple[Any, tuple[str, ...]]]:
    """The keys of a feature's table that are not written so, as `Reading.beside` has them.

    Args:
        table: the feature's table.
        pypi: the requirements in its `pypi-dependencies` that `from_pypi` gave.
        python: the range of Python versions in its `dependencies`; empty for none.
    """
    asked, conda = table.section("pypi-dependencies"), table.section("dependencies")
    found: dict[tuple[str, ...], tuple[Any, tuple[str, ...]]] = {
        (*asked.path, key): (asked.values[key], ("dependencies", *item.key))
        for key, item in pypi.items()
    }
    if python:
        found[(*conda.path, "python")] = conda.values["python"], ("python",)
    return found


def placed_in(project: Project, name: str, item: Dependency) -> Dependency:
    """A requirement of a feature: of the optional one by that name, else of the group."""
    is_optional = any(one.optional == name for one in project.dependencies) if name else False
    return replace(item, optional=name) if is_optional else replace(item, group=name)


def python_range(given: object) -> str:
    """The range of Python versions in a conda table; empty for none, and for what isn't one."""
    spec = given.get("version") if isinstance(given, dict) and len(given) == 1 else given
    return in_order("".join(spec.split())) or "" if isinstance(spec, str) else ""


def version_in(given: object) -> str | None:
    """The range in an entry for a conda package, which may name a channel or a build, too.

    None for an entry that is no range, or says from where else the package comes.
    """
    table = {"version": given} if isinstance(given, str) else given
    if not isinstance(table, dict) or table.keys() - {"version", *_NARROWER}:
        return None
    spec = table.get("version", "*")
    return spec if isinstance(spec, str) else None


_NARROWER = ("build", "build-number", "channel", "subdir")
"""What says which of the packages of some version is meant: no other manager can be told."""


def requirement_in(name: str, given: Any) -> Dependency | None:
    """The requirement that an entry of `pypi-dependencies` is; None for what says more."""
    table = {"version": given} if isinstance(given, str) else given
    if not isinstance(table, dict):
        return None
    rest = dict(table)
    spec = in_order("".join(str(rest.pop("version", "*")).split()))
    extras = rest.pop("extras", [])
    source = _place(rest) if rest else None
    if spec is None or (rest and not source):
        return None
    if not (isinstance(extras, list) and all(isinstance(one, str) for one in extras)):
        return None
    return placed(Dependency(name=name, spec=spec, extras=tuple(sorted(extras))), source)


def _place(table: Mapping[str, Any]) -> Source | None:
    """The place that an entry names; an index by its address."""
    match table:
        case {"index": str(url), **rest} if url and not rest:
            return Source(kind=INDEX, address=url)
    return source_of(table)


def indexes_in(
    table: Section, stated: Mapping[str, Dependency]
) -> Iterator[tuple[str, str, Source]]:
    """The indexes that a feature's table names for what its list asks for: key, name, and index.

    Args:
        table: the feature's table.
        stated: by canonical name, what the list asks for.
    """
    for key, given in table.section("pypi-dependencies").items():
        url = given.get("index") if isinstance(given, dict) else None
        if canonical(key) in stated and isinstance(url, str) and url:
            yield key, canonical(key), Source(kind=INDEX, address=url)
