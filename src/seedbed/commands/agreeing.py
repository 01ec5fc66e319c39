"""Whether two manifests of a folder contradict each other."""

from __future__ import annotations

import re

from seedbed.errors import usage_error
from seedbed.importers.unreadable import line_of_requirement
from seedbed.managers.base import MANAGERS
from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.model.versions import APART, WITHIN, compare
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.commands.found import Found
    from seedbed.host.project_files import ProjectFiles
    from seedbed.model.project import Project

_SHOWN = 8
_PYTHON = "python"
_LOCKS = {"Pipfile": "Pipfile.lock", "PDM": "pdm.lock"}
_ITSELF = re.compile(r"(?:-e|--editable)[ =]\./?(?=[\s,\]'\"]|$)", re.MULTILINE)
"""A line for pip that installs the project itself, with what that requires."""
_COMMENT = re.compile(r"^\s*(?:#|//)")


@record
class Difference:
    """What two manifests say differently; of each requirement, what the first and the other say.

    Attributes:
        apart: ranges without a common version, by the name of the package.
        unlike: other ranges of which the first one admits more; if its manager reads both, any
            others.
        only: the names that only the first one has, and those that only the other has.
        projects: what the two say.
    """

    apart: Mapping[str, tuple[str, str]]
    unlike: Mapping[str, tuple[str, str]]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    projects: tuple[Project, Project]


def packages_of(project: Project) -> dict[str, str]:
    """What a project asks for: canonical names to requirements, groups and features included."""
    return {canonical(item.name): item.requirement for item in project.dependencies}


def project_of(one: Found, files: Mapping[str, str]) -> Project:
    """What a manifest says."""
    from seedbed.managers.own_layout import load_own_layout

    texts = one.imported.files if one.imported else stands_as(one, files)
    reading = load_own_layout(one.manager).read(texts)
    return reading.own or reading.other or reading.project


def stands_as(one: Found, files: Mapping[str, str]) -> dict[str, str]:
    """The files of a manifest that stands as seedbed would write it."""
    from seedbed.managers.registry import load_dialect

    return {path: files[path] for path in files if load_dialect(one.manager).is_manifest(path)}


def difference(first: Found, other: Found, files: Mapping[str, str]) -> Difference:
    """What two manifests say differently."""
    one, two = project_of(first, files), project_of(other, files)
    mine, theirs = _specs(one), _specs(two)
    if not all(_place(_PYTHON, where, files)[1] for where in (first, other)):
        mine.pop(_PYTHON, None)  # which neither file says, but another one, as .python-version
    both = reads_both(first, other)
    apart, unlike = {}, {}
    for name in mine.keys() & theirs.keys():
        pairs = [(a, b) for a in mine[name].items() for b in theirs[name].items()]
        said = (" or ".join(mine[name].values()), " or ".join(theirs[name].values()))
        if all(compare(a[0], b[0]) == APART for a, b in pairs):
            apart[name] = said
        elif not any(_is_covered(a[0], b[0], both=both) for a, b in pairs):
            unlike[name] = said
    known = [{*_names(project)} for project in (one, two)]
    only = (
        tuple(name for name in mine if name not in known[1] and name != _PYTHON),
        tuple(name for name in theirs if name not in known[0] and name != _PYTHON),
    )
    return Difference(
        apart=dict(sorted(apart.items())),
        unlike=dict(sorted(unlike.items())),
        only=only,
        projects=(one, two),
    )


def _is_covered(one: str, other: str, *, both: bool) -> bool:
    """Whether a range admits no more than another one; if both count, whether they are the same."""
    return compare(one, other) == WITHIN and (not both or compare(other, one) == WITHIN)


def _specs(project: Project) -> dict[str, dict[str, str]]:
    """By name, each range that is asked for, with how it is written; Python's among them."""
    found: dict[str, dict[str, str]] = {}
    for item in project.dependencies:
        if not (item.url or item.source):
            found.setdefault(canonical(item.name), {})[item.spec] = f"{item.name}{item.spec}"
    if project.python:
        found[_PYTHON] = {project.python: f"Python {project.python}"}
    return found


def _names(project: Project) -> Iterator[str]:
    """The names of all packages, those that only conda knows among them."""
    for item in project.dependencies:
        yield from (canonical(item.name), canonical(item.conda or item.name))
    yield from (canonical(one.conda) for one in project.system_packages)


def reads_both(first: Found, other: Found) -> bool:
    """Whether the manager of the first manifest reads the other one, too, as conda's does."""
    return first.imported is None and other.path == NAME != first.path


def _is_lacking(first: Found, other: Found, found: Difference, files: Mapping[str, str]) -> bool:
    """Whether a manifest lacks what it should have, if the other one is right."""
    if not reads_both(first, other):
        return bool(found.only[1] and not other.is_noted)
    return all(found.only) and not _ITSELF.search(files[first.path])


def settled_by(first: Found, other: Found, found: Difference, files: ProjectFiles) -> str:
    """The lock that says which of two manifests that contradict each other counts: the first one.

    Empty where there is no contradiction, or no such lock.
    """
    if found.apart or _is_lacking(first, other, found, files):
        return _lock_for(first, other, files)
    return ""


def _lock_for(first: Found, other: Found, files: ProjectFiles) -> str:
    own, rest = _lock_of(first), _lock_of(other)
    return own if own in files and rest not in files else ""


def _lock_of(one: Found) -> str:
    """The lock of a manifest; empty where it has none."""
    if one.path in _LOCKS or one.form in _LOCKS:
        return _LOCKS.get(one.path) or _LOCKS[one.form]
    return MANAGERS[one.manager].lock_file if one.imported is None or one.is_native else ""


def includes(first: Found, other: Found) -> bool:
    """Whether the first manifest takes in the other one, as `-r` does."""
    read = first.imported.read if first.imported else ()
    return other.path in read and other.path != NAME


def check_agree(first: Found, other: Found, files: ProjectFiles) -> None:
    """Refuse two manifests that ask for what can't be, or of which each lacks something.

    Where both are read, and where one only supplements the other, each may have more than the
    other.
    """
    if includes(first, other):
        return
    found = difference(first, other, files)
    is_lacking = _is_lacking(first, other, found, files)
    if not (found.apart or is_lacking) or _lock_for(first, other, files):
        return
    said = [
        f"{_placed(one, name, first, files)} and {_placed(two, name, other, files)} exclude each "
        "other"
        for name, (one, two) in found.apart.items()
    ]
    if is_lacking:
        for where, names in zip((first, other), found.only, strict=True):
            if names:
                said.append(f"only {where.path} has {_some(names, where, files)}")
    raise usage_error(
        f"{first.path} and {other.path} contradict each other: {'; '.join(said)}.",
        f"Say which one counts: --from {first.path} or --from {other.path}.",
        code="contradicting-manifests",
    )


def _placed(text: str, name: str, where: Found, files: Mapping[str, str]) -> str:
    """A requirement with its file and line."""
    path, line = _place(name, where, files)
    return f"{text} ({path}, line {line})" if line else f"{text} ({where.path})"


def _some(names: tuple[str, ...], where: Found, files: Mapping[str, str]) -> str:
    """Names with their lines; of many, the first ones."""
    shown = []
    for name in names[:_SHOWN]:
        path, line = _place(name, where, files)
        there = f"line {line}" if path == where.path else f"{path}, line {line}"
        shown.append(f"{name} ({there})" if line else name)
    more = [f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    return ", ".join([*shown, *(f"and {one}" for one in more)])


def _place(name: str, where: Found, files: Mapping[str, str]) -> tuple[str, int]:
    """The file and the line of a requirement; 0 where it can't be told."""
    words = r"requires-python|python(?:_(?:requires|version))?" if name == _PYTHON else ""
    words = words or "[-_.]+".join(map(re.escape, name.split("-")))
    known = re.compile(rf"(?<![\w.-])(?:{words})(?![\w-])", re.IGNORECASE)
    for path in dict.fromkeys((where.path, *(where.imported.read if where.imported else ()))):
        text = files.get(path, "")
        if path == NAME and (line := line_of_requirement(text, name)):
            return path, line
        for number, row in enumerate(text.split("\n"), 1):
            if known.search(row) and not _COMMENT.match(row):
                return path, number
    return where.path, 0
