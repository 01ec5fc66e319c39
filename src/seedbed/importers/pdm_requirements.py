"""PDM's development dependencies, paths, and overrides, as uv has them; pure.

https://pdm-project.org/latest/reference/pep621/
"""

from __future__ import annotations

import re

from seedbed.formats.toml import Inline
from seedbed.importers.pdm_moving import GROUPS
from seedbed.importers.pip_reading import name_at
from seedbed.importers.pip_requirement import asked, parsed, shown
from seedbed.managers.shared.source_tables import table_of
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from seedbed.importers.pdm_moving import Moving

    Path = tuple[str, ...]

_DEVELOPMENT = "dev-dependencies"
_ROOT = re.compile(r"file:/{0,3}\$\{PROJECT_ROOT\}/?")
"""How PDM begins the address of a folder in the project."""
_EDITABLE = re.compile(r"(?:-e|--editable)[ =]\s*")
_EXTRAS = re.compile(r"(?:egg=|\./)[^\[&]*(\[[^\]]+\])")
_COMPARES = ("=", "<", ">", "!", "~")
_OPTIONS = {"allow-prereleases": ("prerelease", True, "allow")}
"""Settings of the resolution, to uv's key, PDM's value, and uv's."""
_SAME = frozenset(("respect-source-order", "overrides", "strategy"))


def move_requirements(moving: Moving) -> None:
    """Move requirements with paths of PDM's, development dependencies, and overrides."""
    project = moving.manifest.section("project")
    lists: list[Path] = [("project", "dependencies")]
    lists += [
        ("project", "optional-dependencies", name)
        for name in project.section("optional-dependencies").values
    ]
    for path in lists:
        _move_paths(moving, path)
    _move_groups(moving)
    _move_resolution(moving)


def _move_paths(moving: Moving, path: Path) -> None:
    """Let uv's sources say which folder a requirement comes from."""
    given = moving.manifest.many(*path)
    if not any(isinstance(one, str) and _ROOT.search(one) for one in given):
        return
    found: list[Any] = []
    for one in given:
        is_path = isinstance(one, str) and _ROOT.search(one)
        found += _lines(moving, one, path) if is_path else [one]
    moving.changes[path] = found
    moving.tell_of(path, "Which folder a requirement comes from stands in [tool.uv.sources] now.")


def _move_groups(moving: Moving) -> None:
    """Let `[dependency-groups]` have the development dependencies, too."""
    table = moving.pdm.section(_DEVELOPMENT)
    stand = moving.manifest.section(GROUPS)
    names = {canonical(name): name for name in stand.values}
    for name, given in table.items():
        path = ("tool", "pdm", _DEVELOPMENT, name)
        own = names.setdefault(canonical(name), name)
        before = moving.changes.get((GROUPS, own), stand.many(own) if own in stand.values else [])
        lines = [line for one in _listed(given) for line in _lines(moving, one, path)]
        moving.changes[GROUPS, own] = [*before, *(one for one in lines if one not in before)]
    if table.values:
        text = (
            f"[dependency-groups] has these requirements now. PDM reads both tables, so you can "
            f"delete [tool.pdm.{_DEVELOPMENT}]."
        )
        moving.tell(text, _DEVELOPMENT)
    groups = sorted(names.values(), key=lambda name: (name != "dev", name))
    if groups and groups != ["dev"]:
        moving.uv["default-groups"] = groups  # PDM installs all of them


def _lines(moving: Moving, text: object, path: Path) -> Iterator[str]:
    """The lines of a list that a requirement of PDM's becomes."""
    if not isinstance(text, str):
        moving.tell_of(path, f"{shown(str(text))} was left out: it isn't a requirement.")
        return
    editable = _EDITABLE.match(text)
    plain = _ROOT.sub("./", text[editable.end() :] if editable else text)
    found = asked(plain, lambda one: name_at(moving.files, one), editable=bool(editable))
    for note in found.notes:
        moving.tell_of(path, note)
    extras = _EXTRAS.search(plain)
    if found.own is not None and extras:
        yield f"{moving.manifest.string('project', 'name')}{extras[1]}"
    if found.item is None:
        return
    if found.item.source:
        sources = moving.uv.setdefault("sources", {})
        sources[found.item.name] = Inline(table_of(found.item.source))
    yield found.item.requirement


def _move_resolution(moving: Moving) -> None:
    """Let uv have the overrides, and what else it has a setting for."""
    table = moving.pdm.section("resolution")
    overrides: list[str] = []
    for name, given in table.section("overrides").items():
        text = _override(name, given)
        if parsed(text):
            overrides.append(text)
        else:
            what = f"The override of {name} was left out: {shown(str(given))} isn't a version."
            moving.tell(what, "resolution", "overrides", name)
    if overrides:
        moving.uv["override-dependencies"] = overrides
    for key, value in table.items():
        name, wanted, said = _OPTIONS.get(key, ("", None, None))
        if name and value == wanted:
            moving.uv[name] = said
        elif not name and key not in _SAME:
            text = f"[tool.pdm.resolution] {key} stays here: only PDM reads it."
            moving.tell(text, "resolution", key)


def _override(name: str, given: object) -> str:
    text = given.strip() if isinstance(given, str) else ""
    if "://" in text:
        return f"{name} @ {text}"
    if text in ("", "*"):
        return name if text else ""
    return f"{name}{text if text.startswith(_COMPARES) else f'=={text}'}"


def _listed(given: object) -> Sequence[object]:
    return given if isinstance(given, list) else [given]
