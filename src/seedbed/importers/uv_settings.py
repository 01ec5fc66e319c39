"""Adds settings of uv to `pyproject.toml` that the model has no fields for; pure."""

from __future__ import annotations

from contextlib import contextmanager

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import CannotEditError, edit, leaves
from seedbed.importers.writing import NAME, pyproject_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.model.project import Project

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


def base(project: Project, text: str, build: Mapping[str, Any] | None) -> tuple[str, list[str]]:
    """`pyproject.toml` for a project, and the dotted keys that already said something else.

    Args:
        project: what was understood.
        text: the file as it stands; empty for none.
        build: see `pyproject_of`.

    Raises:
        SeedbedError: when the file is laid out so that nothing can be added.
    """
    if not text:
        return pyproject_of(project, build=build), []
    stands = toml.loads(text)
    wanted = leaves(toml.loads(pyproject_of(project, build=build)))
    odd = [path for path, value in wanted if _at(stands, path) not in (None, value)]
    with _additions():
        return pyproject_of(project, text, build=build), [toml.dotted(path) for path in odd]


def edited(text: str, changes: Mapping[Path, Any]) -> str:
    """A `pyproject.toml` with some keys set.

    Raises:
        SeedbedError: when it is laid out so that this can't be done.
    """
    with _additions():
        return edit(text, changes) if changes else text


@contextmanager
def _additions() -> Iterator[None]:
    """Say what is wrong where nothing can be added to a file."""
    try:
        yield
    except CannotEditError as error:
        raise SeedbedError(
            f"{NAME} is laid out so that nothing can be added to it: {error}.",
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
