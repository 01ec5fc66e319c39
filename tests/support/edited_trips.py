"""Projects that are adopted, switched to another manager, edited there, and switched back.

What comes back has to say what the project said before, but for the edit.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from adopted_trips import stands
from pixi_trips import switch

from seedbed.commands.own_form import native_form
from seedbed.commands.stored_choices import read_choices
from seedbed.formats.toml_edit.edit import GONE, edit
from seedbed.managers.own_layout import load_own_layout
from seedbed.managers.shared.conda_names import conda_name
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.model.credentials import without_credentials
from seedbed.model.names import canonical
from seedbed.model.record import record, replace
from seedbed.model.versions import WITHIN, compare
from seedbed.update.stated import stated_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from seedbed.model.project import Dependency, Project

MANIFEST = "pyproject.toml"
NEW = "seedbed-made-this-up"
RANGE, PYTHON = ">=0.0.7", ">=3.13"
_LIST, _PYTHON = ("project", "dependencies"), ("project", "requires-python")


@record
class Means:
    """What a project asks for.

    Attributes:
        asked: the requirements, by their group or optional feature, name, and marker.
        python: the range of Python versions.
        rest: conda packages, channels, platforms, and tasks.
    """

    asked: dict[tuple[str, ...], Dependency]
    python: str
    rest: dict[str, Any]


def means(root: Path) -> Means:
    """What a project asks for, in whatever form its manifest has."""
    choices = read_choices(tomllib.loads((root / MANIFEST).read_text()))
    form = native_form(str(root), choices)
    dialect = load_own_layout(choices.manager)
    texts = {path: text for path, text in stands(root).items() if dialect.is_manifest(path)}
    if form:
        texts = {path: file.data.decode() for path, file in form.files.items()}
    project = stated_in(dialect, {MANIFEST: ""}, texts).project
    return Means(
        asked={item.key: item for item in _others(project)},
        python=project.python,
        rest={
            "conda packages": {(one.place, one.conda): one.spec for one in project.system_packages},
            "channels": project.channels,
            "platforms": {one.name for one in project.platforms},
            "tasks": {one.name for one in project.tasks},
        },
    )


def _others(project: Project) -> Iterator[Dependency]:
    for item in project.dependencies:
        if canonical(item.name) != canonical(project.name):
            yield item


@record
class Edit:
    """What somebody does to a manifest between two switches.

    Attributes:
        name: what it is called.
        write: gives the list of requirements, and the range of Python versions, after it; None
            where it can't be done to these.
        expect: the same for what the project asks for.
    """

    name: str
    write: Callable[[list[str], str], tuple[list[str], str] | None]
    expect: Callable[[Means, str], Means]


def _known(listed: list[str]) -> str:
    """The last plain requirement of a list; empty for none."""
    for one in reversed(listed):
        item = parse_requirement(one)
        if not (item.url or item.marker or item.extras):
            return one
    return ""


def _without(listed: list[str], python: str) -> tuple[list[str], str] | None:
    last = _known(listed)
    return ([one for one in listed if one != last], python) if last else None


def _ranged(listed: list[str], python: str) -> tuple[list[str], str] | None:
    last = _known(listed)
    name = parse_requirement(last).name if last else ""
    return ([name + RANGE if one == last else one for one in listed], python) if last else None


def _expect_ranged(was: Means, known: str) -> Means:
    key = parse_requirement(known).key
    asked = {one: item for one, item in was.asked.items() if one[1:] == key[1:]}
    changed = {one: replace(item, spec=RANGE) for one, item in asked.items() if one[0] == key[0]}
    return _means(was, {**was.asked, **changed})


def _means(was: Means, asked: dict[tuple[str, ...], Dependency], python: str = "") -> Means:
    return Means(asked=asked, python=python or was.python, rest=was.rest)


def _expect_removed(was: Means, known: str) -> Means:
    key = parse_requirement(known).key
    return _means(was, {one: item for one, item in was.asked.items() if one != key})


def _expect_new(was: Means, known: str) -> Means:  # noqa: ARG001  # as the others
    item = parse_requirement(NEW)
    return _means(was, {**was.asked, item.key: item})


EDITS = (
    Edit(name="add", write=lambda listed, python: ([*listed, NEW], python), expect=_expect_new),
    Edit(name="remove", write=_without, expect=_expect_removed),
    Edit(name="range", write=_ranged, expect=_expect_ranged),
    Edit(
        name="python",
        write=lambda listed, python: (listed, PYTHON) if python else None,
        expect=lambda was, _: _means(was, was.asked, PYTHON),
    ),
)


_TARGET = ("tool", "pixi", "target")
_KINDS = ("dependencies", "constraints", "pypi-dependencies")


def edited(root: Path, done: Edit) -> str | None:
    """Edit a project's manifest: the requirement that this is about; None where it can't be."""
    text = (root / MANIFEST).read_bytes().decode()
    project = tomllib.loads(text)["project"]
    listed, python = project.get("dependencies", []), project.get("requires-python", "")
    if "dependencies" in project.get("dynamic", ()):
        return None
    after = done.write(listed, python)
    if after is None:
        return None
    changes: dict[tuple[str, ...], Any] = {_LIST: after[0], _PYTHON: after[1]}
    there: dict[tuple[str, ...], Any] = {_LIST: listed, _PYTHON: python}
    changes = {path: value for path, value in changes.items() if value != there[path]}
    known = _known(listed)
    names = {canonical(parse_requirement(known).name)} if known else set()
    names |= {conda_name(one) for one in names}
    if after[0] != listed and len(after[0]) <= len(listed):
        value = GONE if len(after[0]) < len(listed) else RANGE
        pixi = tomllib.loads(text).get("tool", {}).get("pixi", {})
        tables: dict[tuple[str, ...], Any] = {("tool", "pixi"): pixi}
        tables |= {(*_TARGET, name): one for name, one in pixi.get("target", {}).items()}
        changes |= {
            (*path, kind, one): value
            for path, table in tables.items()
            for kind in _KINDS
            for one in table.get(kind, {})
            if one in names
        }
    (root / MANIFEST).write_bytes(edit(text, changes).encode())
    if len(after[0]) < len(listed):
        _remove_lines(root, names)
    return known


def _remove_lines(root: Path, names: set[str]) -> None:
    """Take a requirement out of `environment.yml` too: what stands there alone counts."""
    path = root / "environment.yml"
    if path.exists() and not native_form(str(root), read_choices(_parsed(root))):
        lines = path.read_text().splitlines(keepends=True)
        said = [re.match(r"\s*- [\"']?([\w.-]+)", line) for line in lines]
        kept = [
            line
            for line, it in zip(lines, said, strict=True)
            if not it or canonical(it[1]) not in names
        ]
        path.write_text("".join(kept))


def _parsed(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / MANIFEST).read_text())


def faults(root: Path, other: str, done: Edit) -> list[str]:
    """What is wrong with a trip on which something is edited; nothing where it can't be.

    Args:
        root: the project.
        other: the manager that it goes to.
        done: what is edited there.
    """
    home, was = manager_of(root), means(root)
    if switch(root, other).status:
        return []
    known = edited(root, done)
    return [] if known is None else [*_wrong(root, home, done.expect(was, known))]


def _wrong(root: Path, home: str, wanted: Means) -> Iterator[str]:
    back = switch(root, home)
    if back.status or back.conflicts:
        yield f"{back.why or back.status}: {', '.join(back.conflicts)}"
        return
    came = means(root)
    for key in sorted({*wanted.asked, *came.asked}):
        one, other = wanted.asked.get(key), came.asked.get(key)
        if one is None or other is None:
            yield f"{key} is {'lost' if other is None else 'new'}"
        elif NEW not in key and bool(one.conda) != bool(other.conda):
            yield f"{key} comes from {other.conda or 'an index'}, not {one.conda or 'an index'}"
        elif one.url:
            if without_credentials(one.url) != other.url:
                yield f"{key} is at {other.url}, not {one.url}"
        elif not _same(one.spec, other.spec):
            yield f"{key} is {other.spec!r}, not {one.spec!r}"
    if not _same(wanted.python, came.python):
        yield f"Python is {came.python!r}, not {wanted.python!r}"
    for what, value in wanted.rest.items():
        if value != came.rest[what]:
            yield f"{what}: {came.rest[what]}, not {value}"


def _same(one: str, other: str) -> bool:
    return one == other or compare(one, other) == WITHIN == compare(other, one)


TABLES = """\
[project]
name = "x"
version = "1"
requires-python = ">=3.11"

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]

[tool.pixi.dependencies]
"""
_FILE = "name: x\nchannels:\n  - conda-forge\ndependencies:\n"
OWN = {
    "a file beside [project]": {
        MANIFEST: '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\n'
        'dependencies = ["rich"]\n',
        "environment.yml": f"{_FILE}  - python>=3.11\n  - numpy\n  - pip\n  - pip:\n    - rich\n",
    },
    "a file that stays": {
        "environment.yml": f"{_FILE}  - python=3.11\n  - numpy\n  - pandas\n  - pandoc\n",
    },
    "tables of Pixi": {MANIFEST: f'{TABLES}numpy = "<3"\nscipy = "*"\n'},
    "a pinned Python": {MANIFEST: f'{TABLES}python = "3.11.*"\n'},
    "pypi-dependencies of Pixi": {
        MANIFEST: f'{TABLES}numpy = "<3"\n\n[tool.pixi.pypi-dependencies]\n'
        'rich = { version = ">=13", extras = ["jupyter"] }\nclick = ">=8"\n'
        'lib = { path = "lib", editable = true }\n\n[tool.pixi.feature.dev.pypi-dependencies]\n'
        'ruff = ">=0.9"\n\n[tool.pixi.environments]\ndev = ["dev"]\n',
    },
    "pixi.toml": {
        "pixi.toml": '[workspace]\nname = "x"\nchannels = ["conda-forge"]\n'
        'platforms = ["linux-64"]\n\n# what it needs\n[dependencies]\npython = "3.11.*"\n'
        'numpy = "<3" # old\nblas = "*"\n\n[pypi-dependencies]\nclick = ">=8"\n\n'
        '[feature.dev.dependencies]\nruff = "*"\n\n[environments]\ndev = ["dev"]\n',
    },
    "Poetry 1": {
        MANIFEST: '[tool.poetry]\nname = "x"\nversion = "1"\ndescription = ""\nauthors = []\n\n'
        '[tool.poetry.dependencies]\npython = ">=3.11"\nrich = ">=13"\n',
    },
}
"""Projects in which a manager's own tables and files ask for what no list asks for: their files."""


def write(root: Path, given: dict[str, str]) -> Path:
    """Write a project's files."""
    root.mkdir(parents=True)
    for path, text in given.items():
        (root / path).write_text(text)
    return root


def manager_of(root: Path) -> str:
    """The manager that a project has."""
    return str(_parsed(root)["tool"]["seedbed"]["manager"])
