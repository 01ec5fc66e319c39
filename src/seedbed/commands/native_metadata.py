"""What `pixi.toml` says of the project itself, which `[project]` says under another manager."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import GONE
from seedbed.importers.people import person_text
from seedbed.merge3.values import MISSING
from seedbed.model.choices import PIXI_TOML
from seedbed.model.record import replace
from seedbed.update.fate import CARRIED, SET_ASIDE, TRANSLATED
from seedbed.update.returning import get
from seedbed.update.row import Row
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    Path = tuple[str, ...]

_KEYS = ("name", "version", "description", "authors")
_PROJECT = "project"
_WORKSPACE = "tool.pixi.workspace."


def metadata_edits(
    before: Mapping[str, Any], now: Mapping[str, Any], natives: Mapping[str, str]
) -> dict[Path, Any]:
    """The keys of `pixi.toml` for what was edited in a `[project]` that doesn't stand beside it.

    Its name aside: the choices have it, too.

    Args:
        before: the manifest in seedbed's form.
        now: the same as it comes back.
        natives: the files as they stood.
    """
    if _PROJECT in toml.loads(natives.get(NAME, "")):
        return {}
    given = toml.loads(natives[PIXI_TOML])
    table = "workspace" if "workspace" in given or _PROJECT not in given else _PROJECT
    found: dict[Path, Any] = {}
    for key in _KEYS[1:]:
        was, value = (get(side, (_PROJECT, key)) for side in (before, now))
        if value != was and value is not MISSING:
            found[table, key] = [*map(person_text, value)] if key == "authors" else value
        elif value != was and get(given, (table, key)) is not MISSING:
            found[table, key] = GONE
    return found


def of_workspace(rows: Iterable[Row], originals: Mapping[str, str], made: str) -> Iterator[Row]:
    """The rows of a switch, where it made `[project]` of what `pixi.toml` says of the project.

    Args:
        rows: those of the same switch from seedbed's form.
        originals: the native files, by path.
        made: `pyproject.toml` in seedbed's form.
    """
    if PIXI_TOML not in originals or _PROJECT in toml.loads(originals.get(NAME, "")):
        yield from rows
        return
    said = get(toml.loads(made), ("tool", "pixi", "workspace"))
    names = [key for key in _KEYS if _is_said(key, said, toml.loads(made)[_PROJECT])]
    keys = tuple(f"{_WORKSPACE}{key}" for key in names)
    for row in rows:
        if row.kind == CARRIED:
            yield from _without(row, lambda one: one.partition(".")[0] == _PROJECT)
            if names:
                place = f"{PIXI_TOML}: workspace"
                what = tuple(names)
                yield Row(kind=TRANSLATED, what=what, source=place, target=_PROJECT, keys=keys)
        elif row.kind == SET_ASIDE:
            yield from _without(row, keys.__contains__)
        else:
            yield row


def _is_said(key: str, workspace: Any, project: Mapping[str, Any]) -> bool:
    """Whether `[project]` says what a key of the workspace does."""
    given = get(workspace, (key,))
    if key == "authors":
        return given is not MISSING and key in project
    return given is not MISSING and project.get(key) == given


def _without(row: Row, is_out: Any) -> Iterator[Row]:
    """A row without some keys; none where it is about no other."""
    keys = tuple(one for one in row.keys if not is_out(one))
    what = tuple(one for one in row.what if not is_out(one))
    if keys and what:
        yield replace(row, what=what, keys=keys)
