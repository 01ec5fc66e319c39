"""An adopted project's manifest in the form that it had: kept at a switch, and brought back; pure.

A manager may read an older form than the one that seedbed writes for it: `pixi.toml`, Poetry's own
tables without `[project]`, an environment file alone. A switch away works on the same manifest in
seedbed's form, and keeps the files as they stood. A return brings these back as long as nobody
edited what they had become; otherwise it keeps the edits, in seedbed's form.
"""

from __future__ import annotations

import re

from seedbed.formats import encodings, toml
from seedbed.formats.toml_edit.edit import CannotEditError, differences, edit
from seedbed.model.record import replace
from seedbed.update.aside import Aside, sum_of_files, without
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Files = Mapping[str, str]

_TABLE = ("tool", "seedbed")
_RESTORED = ("project", "dependency-groups", "build-system")
_TOOLS = ("conda", "pixi", "poe", "poetry", "seedbed", "uv")
"""What a return may change: tables of managers, and those that all managers read."""
_POETRY = ("poetry.core.masonry.api", "poetry.masonry.api")
"""The build backends of Poetry, of which the second is the older one."""

_OF_POETRY = re.compile(r"poetry([-_.]core)?\s*[\d.,<>=!~*\s]*", re.IGNORECASE)
"""Requirements on it, from an index."""


def became(files: Files) -> int:
    """The checksum of a manifest, without the choices."""
    return sum_of_files(
        {path: without(text, (_TABLE,)) if path == NAME else text for path, text in files.items()}
    )


def kept(
    asides: Mapping[str, Aside], manager: str, natives: Files, before: Files, after: Files
) -> dict[str, Aside]:
    """What is set aside after a switch, with the files as they stood.

    Args:
        asides: what the switch sets aside, by manager; natives of before among them.
        manager: the one that the project had.
        natives: the files of its form; none if that is seedbed's own.
        before: the manifest's files before the switch.
        after: the same after it.
    """
    now, was = became(after), became(before)
    found = {
        name: replace(one, became=now) if one.natives and one.became == was else one
        for name, one in asides.items()
    }
    if natives:
        held = found.get(manager, Aside())
        found[manager] = replace(held, natives=dict(natives), became=now)
    return found


def brought_back(
    aside: Aside | None, stands: Files, choices: Mapping[str, Any]
) -> dict[str, bytes] | None:
    """The files as they stood; None where the manifest was edited since, or they can't be used.

    Args:
        aside: what was set aside of the manager that comes back.
        stands: the manifest as it is.
        choices: what `[tool.seedbed]` is to hold.
    """
    if aside is None or not aside.natives or aside.became != became(stands):
        return None
    files = {path: text.encode() for path, text in aside.natives.items()}
    like = files.get(NAME, b"")
    text = encodings.read(like) or ""
    try:
        said, now = toml.loads(text), toml.loads(stands[NAME])
        if _rest(said) != _rest(now) or not _builds_alike(said, now):
            return None  # it brings no more than a manager's own
        wanted = {**said, "tool": {**said.get("tool", {}), "seedbed": dict(choices)}}
        return {**files, NAME: encodings.write(edit(text, differences(said, wanted)), like)}
    except (ValueError, TypeError, AttributeError, KeyError, CannotEditError):
        return None  # of which the types are wrong, too


def stated_in(aside: Aside | None) -> dict[str, str]:
    """The name and the range of Python versions that such files give the project, if any."""
    text = aside.natives.get(NAME, "") if aside else ""
    try:
        said = toml.loads(encodings.read(text.encode()) or "")
        table = said["tool"]["seedbed"]
    except (ValueError, KeyError, TypeError):
        return {}
    stated = {key: table.get(key) for key in ("name", "python")}
    return {key: value for key, value in stated.items() if isinstance(value, str)}


def _rest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a return must leave as it is."""
    rest = {name: table for name, table in manifest.items() if name not in (*_RESTORED, "tool")}
    tools = manifest.get("tool", {})
    rest["tool"] = {name: table for name, table in tools.items() if name not in _TOOLS}
    return rest


def _builds_alike(said: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether what would build the package is what builds it now, or Poetry alone."""
    build, other = (side.get("build-system", {}) for side in (said, now))
    known = (None, other.get("build-backend"), *_POETRY)
    paths = build.get("backend-path"), other.get("backend-path")
    needs = {*build.get("requires", ())} - {*other.get("requires", ())}
    alone = all(_OF_POETRY.fullmatch(need) for need in needs)
    return build.get("build-backend") in known and paths[0] in (None, paths[1]) and alone
