"""What Pixi installs because of `pyproject.toml`, where it read only `pixi.toml` before; pure.

There, the default feature has a Python, `requires-python` or any, and what `[project]` requires;
and each dependency group and extra is a feature. https://pixi.sh/latest/python/pyproject_toml/
"""

from __future__ import annotations

from seedbed.importers.added import NAME
from seedbed.importers.imported import Remark
from seedbed.importers.wording import listed
from seedbed.managers.pixi.rules.lines import line_of
from seedbed.managers.shared.conda_names import python_name
from seedbed.model.names import canonical, requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    Table = Mapping[str, Any]

_HERE = frozenset((".", "./"))


def changes(there: Table, said: Table, text: str, path: str) -> Iterator[Remark]:
    """What Pixi installs in addition.

    Args:
        there: what `pyproject.toml` said before.
        said: what Pixi's own manifest says.
        text: the text of `pyproject.toml`, in which lines are counted.
        path: Pixi's own manifest.
    """
    project = _table(there, "project")
    places = {name for name, feature in _features(said) if _has_project(feature)}
    if "" not in places:
        yield from _of_project(project, said, places, text, path)
    yield from _joined("extra", ("project", "optional-dependencies"), there, said, text)
    yield from _joined("dependency group", ("dependency-groups",), there, said, text)


def _joined(
    kind: str, at: tuple[str, ...], there: Table, said: Table, text: str
) -> Iterator[Remark]:
    """What groups or extras add to the features that are called like them.

    Args:
        kind: what they are.
        at: where they stand in `pyproject.toml`.
        there: what that said before.
        said: what Pixi's own manifest says.
        text: the text in which lines are counted.
    """
    for key in at:
        there = _table(there, key)
    for name, feature in _features(said):
        same = name or "default"
        if more := _missing(_members(there, same, ()), feature):
            yield Remark(
                path=NAME,
                text=f"The {kind} {same} joins Pixi's feature of the same name: environments with "
                f"that feature also get {listed(more)}.",
                line=line_of(text, (*at, same)),
                anew=True,
            )


def _of_project(
    project: Table, said: Table, places: set[str], text: str, path: str
) -> Iterator[Remark]:
    """What `[project]` brings into each environment, where the project itself was in some or none.

    Args:
        project: the table.
        said: what Pixi's own manifest says.
        places: the features with the project itself.
        text: the text of `pyproject.toml`.
        path: Pixi's own manifest.
    """
    so_far = f"{path} doesn't ask for that"
    if places:
        so_far = f"with {path}, only the feature {listed(sorted(places))} brings that"
    if more := _missing(_strings(project.get("dependencies")), said):
        yield Remark(
            path=NAME,
            text=f"In {NAME}, Pixi also installs what [project] requires ({listed(more)}); "
            f"{so_far}.",
            line=line_of(text, ("project", "dependencies")),
            anew=True,
        )
    python = project.get("requires-python")
    if python and not _has_python(said):
        yield Remark(
            path=NAME,
            text=f"In {NAME}, Pixi also takes requires-python ({python}) for the default feature; "
            f"{path} doesn't say there which Python it needs.",
            line=line_of(text, ("project", "requires-python")),
            anew=True,
        )
    elif more := _without_python(said):
        yield Remark(
            path=path,
            text=f"In {NAME}, Pixi adds Python to every environment with the default feature, "
            f"here to {listed(more)}.",
            anew=True,
        )


def _without_python(said: Table) -> list[str]:
    """The environments that get a Python with the default feature, and had nothing of Python's."""
    features = dict(_features(said))
    if _has_python(said) or _is_of_python(said):
        return []
    given = {"default": [], **_table(said, "environments")}
    found = []
    for name, one in given.items():
        parts = _table(given, name)
        listed = parts.get("features", []) if parts else one
        used = [parts, *(features.get(part, {}) for part in _strings(listed))]
        if not (parts.get("no-default-feature") or any(map(_is_of_python, used))):
            found.append(name)
    return found


def _has_python(feature: Table) -> bool:
    return "python" in _table(feature, "dependencies")


def _is_of_python(feature: Table) -> bool:
    """Whether a feature has Python, or a package that brings it."""
    conda = [name for table in _tables(feature, "dependencies") for name in table]
    return any(name == "python" or python_name(name) for name in conda) or any(
        _tables(feature, "pypi-dependencies")
    )


def _features(said: Table) -> Iterator[tuple[str, Table]]:
    """All features with their names; that of all environments has an empty one."""
    yield "", said
    for name, feature in _table(said, "feature").items():
        if isinstance(feature, dict):
            yield name, feature


def _tables(feature: Table, key: str) -> Iterator[Table]:
    """The tables of a feature by a name, for all platforms and for some."""
    yield _table(feature, key)
    for target in _table(feature, "target").values():
        if isinstance(target, dict):
            yield _table(target, key)


def _has_project(feature: Table) -> bool:
    """Whether a feature installs the project itself, with what that requires."""
    return any(
        isinstance(entry, dict) and entry.get("path") in _HERE
        for table in _tables(feature, "pypi-dependencies")
        for entry in table.values()
    )


def _missing(requirements: Iterable[str], feature: Table) -> list[str]:
    """The packages among some requirements that a feature does not ask for by itself."""
    names = _table(feature, "dependencies")
    asked = {canonical(name) for name in _table(feature, "pypi-dependencies")}
    asked |= {canonical(python_name(name) or name) for name in names}
    found = (requirement_name(one) for one in requirements)
    return [name for name in dict.fromkeys(found) if name and name not in asked]


def _members(groups: Table, name: str, within: tuple[str, ...]) -> Iterator[str]:
    """The requirements of a group, and those of the groups that it includes.

    Args:
        groups: all groups, or all extras.
        name: which one.
        within: the groups that include it.
    """
    given = groups.get(name)
    for one in given if isinstance(given, list) and name not in within else ():
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and isinstance(one.get("include-group"), str):
            yield from _members(groups, one["include-group"], (*within, name))


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _table(table: Table, key: str) -> Table:
    value = table.get(key)
    return value if isinstance(value, dict) else {}
