"""Adds settings of uv to `pyproject.toml` that the model has no fields for; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import CannotEditError, edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Path = tuple[str, ...]

_UV = ("tool", "uv")


def with_settings(
    text: str, settings: Mapping[str, Any], project: Mapping[str, Any] | None = None
) -> tuple[str, list[str]]:
    """A `pyproject.toml` with more settings, and the dotted keys that already said something else.

    Lists are joined, and other settings that stand there stay.

    Args:
        text: the file.
        settings: keys of `[tool.uv]` to their values; of `sources`, each package is a key.
        project: keys of `[project]` to their values.

    Raises:
        SeedbedError: when the file is laid out so that nothing can be added.
    """
    stands = toml.loads(text)
    wanted: dict[Path, Any] = {("project", key): value for key, value in (project or {}).items()}
    for key, value in settings.items():
        if key == "sources":
            sources = {name: _inline(one) for name, one in value.items()}
            wanted |= {(*_UV, key, name): one for name, one in sources.items()}
        else:
            wanted[*_UV, key] = value
    changes, kept = {}, []
    for path, value in wanted.items():
        there = _at(stands, path)
        if isinstance(there, list) and isinstance(value, list):
            changes[path] = [*there, *(one for one in value if one not in there)]
        elif there is None:
            changes[path] = value
        elif there != value:
            kept.append(toml.dotted(path))
    return edited(text, changes), kept


def edited(text: str, changes: Mapping[Path, Any]) -> str:
    """A `pyproject.toml` with some keys set.

    Raises:
        SeedbedError: when it is laid out so that this can't be done.
    """
    try:
        return edit(text, changes) if changes else text
    except CannotEditError as error:
        raise SeedbedError(
            f"pyproject.toml is laid out so that nothing can be added to it: {error}.",
            "Write its tables as sections, such as [tool.uv], then run the same command again.",
            code="bad-manifest",
        ) from None


def _inline(value: Any) -> Any:
    """A value on one line."""
    if isinstance(value, dict):
        return toml.Inline(value)
    return [_inline(one) for one in value] if isinstance(value, list) else value


def _at(table: Any, path: Path) -> Any:
    for name in path:
        if not isinstance(table, dict) or name not in table:
            return None
        table = table[name]
    return table
