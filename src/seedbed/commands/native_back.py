"""Files of a native form that come back with what was edited under another manager.

A return makes the manifest in seedbed's form first, with the edits. What it says then is worked
into the files as they stood. They come back only where they say the same: no edit is lost for
their sake.
"""

from __future__ import annotations

from importlib import import_module

from seedbed.commands.native_metadata import metadata_edits
from seedbed.commands.native_rows import of_pixi
from seedbed.commands.own_form import IMPORTERS
from seedbed.errors import SeedbedError
from seedbed.formats import encodings, toml
from seedbed.formats.toml_edit.edit import CannotEditError, differences, edit
from seedbed.managers.shared.conda_packages import conda_spec
from seedbed.managers.shared.environment_files import path_of
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.managers.shared.specs import in_order
from seedbed.merge3.values import MISSING
from seedbed.model.choices import ENVIRONMENT, PIXI_TOML, to_table
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.model.versions import WITHIN, compare
from seedbed.update.fate import CARRIED, TRANSLATED
from seedbed.update.ranges import same_range
from seedbed.update.returning import get
from seedbed.update.row import RESTORED, Row, is_removal, removal
from seedbed.update.stated import stated_in
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from typing import Any

    from seedbed.importers.imported import Imported
    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.model.project import Project

    Path = tuple[str, ...]
    Files = Mapping[str, str]

_PROJECT = ("project", "dependency-groups")
_SAME = (
    "system_packages", "channels", "platforms", "tasks", "environment", "indexes", "exclusive",
    "on_demand", "includes",
)  # fmt: skip
"""What has to be the same, beside the requirements and the range of Python versions."""


def native_back(
    dialect: Dialect, stood: Files, texts: Files, native: Choices, strays: AbstractSet[str]
) -> tuple[Choices, dict[str, bytes], tuple[str, ...]] | None:
    """The choices of a project whose files come back with the edits, and these files.

    And the names of the requirements that were removed.

    Args:
        dialect: that of the manager that comes back.
        stood: the files as they stood.
        texts: the manifest in seedbed's form, as the return makes it.
        native: the choices of the project in its native form.
        strays: environment files whose group was removed.

    Returns:
        None where they can't say what was edited.
    """
    if native.layout not in {PIXI_TOML, ENVIRONMENT} or not stood:
        return None
    like = {path: text.encode() for path, text in stood.items()}
    natives = {path: encodings.read(data) or "" for path, data in like.items()}
    try:
        was = _imported(native, natives)
        there = toml.loads(natives.get(NAME, ""))
        known = {path: text for path, text in texts.items() if path in was.files}
        wanted = stated_in(dialect, {NAME: ""}, known).project
        choices = replace(native, python=wanted.python)
        pixi = native.layout == PIXI_TOML
        files = _with_pixi_toml(was, natives, known) if pixi else _with_names(was, known)
        files[NAME] = _beside(there, toml.loads(texts[NAME]), natives.get(NAME, ""), choices)
        again = _imported(native, {**natives, **files}).files
        said = stated_in(dialect, {NAME: ""}, again).project
        sides = (said, wanted) if pixi else map(_with_defaults, (said, wanted))
        said, wanted = map(_by_address, sides)
        if strays & was.files.keys() or not _says_the_same(said, wanted):
            return None
    except (SeedbedError, CannotEditError, ValueError, TypeError, AttributeError, KeyError):
        return None  # its layout does not allow it, or the files are not what seedbed set aside
    found = {path: encodings.write(it, like.get(path)) for path, it in files.items()}
    return choices, found, _removed(stated_in(dialect, {NAME: ""}, was.files).project, wanted)


def _removed(had: Project, has: Project) -> tuple[str, ...]:
    """The names of requirements that a project has no more."""
    there = {item.key[:2] for item in has.dependencies}
    return tuple(dict.fromkeys(it.name for it in had.dependencies if it.key[:2] not in there))


def rows_with(
    rows: Iterable[Row],
    files: Mapping[str, bytes],
    lines: Iterable[str],
    removed: tuple[str, ...] = (),
) -> tuple[Row, ...]:
    """The table of a switch after which native files are back.

    Args:
        rows: the table of the same switch to seedbed's form.
        files: the native files.
        lines: those of their lines that are back.
        removed: names of requirements that were removed.
    """
    main = next(path for path in sorted(files, reverse=True) if path != NAME)
    beside = toml.loads(encodings.read(files[NAME]) or "")
    gone = () if "project" in beside else _PROJECT
    found: list[Row] = []
    for row in (_in_files(one, files, beside) for one in rows if not is_removal(one)):
        if row.kind == CARRIED:
            found += _carried(row, files, main, gone)
        elif row.kind != RESTORED:
            found.append(_in_pixi_toml(row) if PIXI_TOML in files else row)
    said = f"{main} comes back, with what you edited meanwhile"
    return (*found, *removal(removed), Row(kind=RESTORED, what=(said, *lines)))


def _in_files(row: Row, files: Mapping[str, bytes], beside: Mapping[str, Any]) -> Row:
    """A row that names the native files for a key that `pyproject.toml` does not have any more."""
    names = row.target.split(".")
    is_key = names[0] in {"project", "dependency-groups"} or row.target.startswith("tool.seedbed.")
    if not is_key or get(beside, tuple(names)) is not MISSING:
        return row
    return replace(row, target=" and ".join(path for path in sorted(files) if path != NAME))


def _carried(row: Row, files: Iterable[str], main: str, gone: tuple[str, ...]) -> Iterator[Row]:
    """The row of what is carried, and those of what the native files say instead."""
    rest = tuple(one for one in row.keys if _top(one) not in gone)
    what = tuple(one for one in row.what if one not in gone)
    if rest:
        yield replace(row, what=what, keys=rest)
    moved: dict[tuple[str, str], list[str]] = {}
    for key in row.keys:
        if _top(key) in gone:
            path = path_of(_group_in(key))
            moved.setdefault((_top(key), path if path in files else main), []).append(key)
    for (name, file), keys in moved.items():
        yield Row(kind=TRANSLATED, what=(), source=name, target=file, keys=tuple(keys))


def _group_in(key: str) -> str:
    """The group that a key is about; empty for none."""
    table, _, name = key.partition(":")[0].partition(".")
    return name if table == "dependency-groups" else ""


def _top(key: str) -> str:
    """The table that a key stands in."""
    return key.partition(":")[0].partition(".")[0]


def _in_pixi_toml(row: Row) -> Row:
    """A row that names the keys of `[tool.pixi]` as they are in Pixi's own file."""
    what = tuple(of_pixi(one) for one in row.what)
    return replace(row, what=what, target=of_pixi(row.target))


def _imported(native: Choices, files: Files) -> Imported:
    """What such files say; those that came with a clone may be anything."""
    module = import_module(f"seedbed.importers.{IMPORTERS[native.layout]}")
    found: Imported | None = module.imported(files, native.name)
    if found is None:
        raise ValueError("no such manifest")
    return found


def _beside(there: Mapping[str, Any], now: Mapping[str, Any], text: str, choices: Choices) -> str:
    """`pyproject.toml` beside the native files.

    Args:
        there: what it said before it was the manifest.
        now: what it says as the manifest.
        text: its text of before.
        choices: what `[tool.seedbed]` is to hold.
    """
    rest = {key: value for key, value in now.items() if key not in _PROJECT or key in there}
    tools = {key: value for key, value in now.get("tool", {}).items() if key != "pixi"}
    wanted = {**rest, "tool": {**tools, "seedbed": to_table(choices)}}
    return edit(text, differences(there, wanted))


def _with_names(was: Imported, texts: Files) -> dict[str, str]:
    """Environment files, by the names that they have on disk."""
    return {was.named.get(path, path): text for path, text in texts.items() if path != NAME}


def _with_pixi_toml(was: Imported, natives: Files, texts: Files) -> dict[str, str]:
    """`pixi.toml` with what was edited."""
    before, now = toml.loads(was.files[NAME]), toml.loads(texts[NAME])
    changes = differences(before["tool"]["pixi"], now["tool"]["pixi"])
    asked = dict(_asked(before, now))
    bounds = {(*path[:-2], "constraints", canonical(path[-1])) for path in asked}
    changes = {path: value for path, value in changes.items() if path not in bounds}
    python = get(now, ("project", "requires-python"))
    if isinstance(python, str) and not _is_pinned(get(now["tool"]["pixi"], _PYTHON), python):
        changes[_PYTHON] = conda_spec(python)
    changes |= metadata_edits(before, now, natives)
    return {PIXI_TOML: edit(natives[PIXI_TOML], {**changes, **asked})}


_PYTHON = ("dependencies", "python")
_TABLES = ("dependencies", "pypi-dependencies")


def _is_pinned(value: Any, python: str) -> bool:
    """Whether a value of `dependencies.python` admits no more than a range of Python versions."""
    given = value.get("version") if isinstance(value, dict) else value
    return isinstance(given, str) and compare(in_order(given) or "", python) == WITHIN


def _asked(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The keys of `pixi.toml` for what was added to lists that Pixi doesn't read beside it.

    The project's own list is read where Pixi installs the project.
    """
    pixi = now["tool"]["pixi"]
    lists: dict[Path, Path] = {} if _has_itself(pixi) else {(): ("project", "dependencies")}
    groups = now.get("dependency-groups", {})
    lists |= {("feature", name): ("dependency-groups", name) for name in groups}
    for table, path in lists.items():
        was, items = (get(side, path) for side in (before, now))
        there = [] if was is MISSING else was
        more = [one for one in items if one not in there] if isinstance(items, list) else []
        feature = get(pixi, table)
        if more and feature is MISSING and _is_installed(pixi, table[-1]):
            feature = {}
        if more and not isinstance(feature, dict):
            raise ValueError("no environment has the group")
        known = [key for name in _TABLES if more for key in feature.get(name, ())]
        for item in map(parse_requirement, more):
            if item.url or item.marker:
                raise ValueError("a table would have to say more")
            spec = item.spec or "*"
            value = toml.Inline(version=spec, extras=list(item.extras)) if item.extras else spec
            if canonical(item.name) not in map(canonical, known):
                yield (*table, "pypi-dependencies", item.name), value


def _is_installed(pixi: Mapping[str, Any], name: str) -> bool:
    """Whether an environment has a feature of a name."""
    given = [one.get("features", []) if isinstance(one, dict) else one for one in _each(pixi)]
    return any(name in one for one in given if isinstance(one, list))


def _each(pixi: Mapping[str, Any]) -> Iterable[Any]:
    """The environments, as they are given."""
    environments = pixi.get("environments", {})
    return environments.values() if isinstance(environments, dict) else ()


def _has_itself(pixi: Mapping[str, Any]) -> bool:
    """Whether Pixi installs the project in each environment."""
    own = pixi.get("pypi-dependencies", {}).values()
    return any(isinstance(one, dict) and one.get("path") in {".", "./"} for one in own)


def _says_the_same(one: Project, other: Project) -> bool:
    """Whether two projects ask for the same."""
    sides = [{item.key: item for item in side.dependencies} for side in (one, other)]
    if sides[0].keys() != sides[1].keys() or not same_range(one.python, other.python):
        return False
    for key, item in sides[0].items():
        its = sides[1][key]
        if replace(item, name="", spec="") != replace(its, name="", spec=""):
            return False
        if not (item.spec == its.spec or same_range(item.spec, its.spec)):
            return False
    return all(getattr(one, field) == getattr(other, field) for field in _SAME)


def _by_address(project: Project) -> Project:
    """A project whose indexes are called by their addresses: native files give them no names."""
    urls = {one.name: one.url for one in project.indexes}
    return replace(
        project,
        indexes=tuple(replace(one, name=one.url) for one in project.indexes),
        dependencies=tuple(
            replace(one, index=urls.get(one.index, one.index)) for one in project.dependencies
        ),
    )


def _with_defaults(project: Project) -> Project:
    """A project of an environment file, which means conda's defaults where it names no channels."""
    return replace(project, channels=project.channels or ("defaults",))
