"""Requirements that stand in Pixi's own tables, and in no list of the standard's.

`pixi add pandas` writes into `dependencies`, as `pixi add ffmpeg` does: which of the two is a
Python package, the table of conda's names says.
"""

from __future__ import annotations

from seedbed.managers.shared.source_tables import placed, source_of
from seedbed.managers.shared.specs import in_order
from seedbed.model.names import canonical
from seedbed.model.project import Dependency
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.project import Project


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
) -> Iterator[Dependency]:
    """The requirements in a feature's `pypi-dependencies`, but for the project itself.

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
        item = None if itself or canonical(key) in stated else _requirement(key, given)
        if item:
            yield placed_in(project, name, item)
        else:
            unmodeled.append(asked.key(key))


def placed_in(project: Project, name: str, item: Dependency) -> Dependency:
    """A requirement of a feature: of the optional one by that name, else of the group."""
    is_optional = any(one.optional == name for one in project.dependencies) if name else False
    return replace(item, optional=name) if is_optional else replace(item, group=name)


def python_range(given: object) -> str:
    """The range of Python versions in a conda table; empty for none, and for what isn't one."""
    spec = given.get("version") if isinstance(given, dict) and len(given) == 1 else given
    return in_order("".join(spec.split())) or "" if isinstance(spec, str) else ""


def _requirement(name: str, given: Any) -> Dependency | None:
    """The requirement that an entry of `pypi-dependencies` is; None for what says more."""
    table = {"version": given} if isinstance(given, str) else given
    if not isinstance(table, dict):
        return None
    rest = dict(table)
    spec = in_order("".join(str(rest.pop("version", "*")).split()))
    extras = rest.pop("extras", [])
    source = source_of(rest) if rest else None
    if spec is None or (rest and not source):
        return None
    if not (isinstance(extras, list) and all(isinstance(one, str) for one in extras)):
        return None
    return placed(Dependency(name=name, spec=spec, extras=tuple(sorted(extras))), source)
