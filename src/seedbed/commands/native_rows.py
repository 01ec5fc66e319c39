"""The rows of a switch's table in a project whose manifest has a form of its own."""

from __future__ import annotations

from seedbed.commands.native_metadata import of_workspace
from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import leaves
from seedbed.merge3.values import MISSING
from seedbed.model.choices import PIXI_TOML
from seedbed.model.record import replace
from seedbed.update.fate import SET_ASIDE
from seedbed.update.returning import get
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from seedbed.update.row import Row

_CHOICES = ("tool", "seedbed")


def of_pixi(text: str) -> str:
    """A text that names keys of `[tool.pixi]` as they are in Pixi's own file."""
    return text.replace("tool.pixi.", f"{PIXI_TOML}: ")


def of_originals(
    rows: Iterable[Row], originals: Mapping[str, str], made: str = ""
) -> tuple[Row, ...]:
    """The rows of what stood in native files, as these call it.

    Args:
        rows: the rows of the same switch from seedbed's form.
        originals: the native files, by path; none where there are none.
        made: `pyproject.toml` in that form.
    """
    rows = of_workspace(rows, originals, made)
    rows = [_without_others(row, toml.loads(originals.get(NAME, ""))) for row in rows]
    found = [_named_as_there(_without_implied(row, originals), originals) for row in rows]
    found = [row for row in found if row.what or row.kind != SET_ASIDE]
    return tuple(row for row in found if not originals or _stands(row, originals))


def _without_others(row: Row, manifest: Mapping[str, Any]) -> Row:
    """A row that names what is set aside, not a table in which the native manifest says more."""
    if row.kind != SET_ASIDE:
        return row
    what: list[str] = []
    for one in row.what:
        below = [key for key in row.keys if key.startswith(f"{one}.")]
        table = get(manifest, tuple(one.split(".")))
        stated = {toml.dotted(path) for path, _ in leaves(table)} if isinstance(table, dict) else ()
        more = below and not {f"{one}.{key}" for key in stated} <= {*below}
        what += below if more else [one]
    return replace(row, what=tuple(what))


def _without_implied(row: Row, originals: Mapping[str, str]) -> Row:
    """A row without the channel that an environment file doesn't name, as conda takes it then."""
    if "defaults" in originals.get(row.target, "defaults"):
        return row
    implied = f"{row.target}: channels: defaults"
    what, keys = ([one for one in those if one != implied] for those in (row.what, row.keys))
    return replace(row, what=tuple(what), keys=tuple(keys))


def _stands(row: Row, originals: Mapping[str, str]) -> bool:
    """Whether what a row is about stood in the native manifest: names of indexes do not."""
    names = row.source.split(".")
    if names[:2] != [*_CHOICES]:
        return True
    return get(toml.loads(originals.get(NAME, "")), tuple(names)) is not MISSING


def _named_as_there(row: Row, originals: Mapping[str, str]) -> Row:
    """A row that names what stood there as the native manifest calls it."""
    if PIXI_TOML not in originals:
        return row
    if row.kind != SET_ASIDE:
        what = tuple(of_pixi(one) for one in row.what)
        return replace(row, what=what, source=of_pixi(row.source))
    names = [one.removeprefix("tool.pixi.") for one in row.what]
    return replace(row, what=(f"{PIXI_TOML}: {', '.join(names)}",))
