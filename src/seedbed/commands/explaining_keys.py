"""Explains one key of a file: who gave it, and what became of its value."""

from __future__ import annotations

from seedbed.commands.explained import Explained, Explaining, Part
from seedbed.commands.explaining import explain_path
from seedbed.errors import SeedbedError, nearest
from seedbed.formats import encodings
from seedbed.formats.keys import NOTHING, find, names_in, split_key
from seedbed.formats.structured import NoKeysError, loads
from seedbed.formats.toml import dotted
from seedbed.host.guarded import read_files
from seedbed.merge3.values import MISSING
from seedbed.model.credentials import without_secrets
from seedbed.render.origins import givers_of_key, givers_of_line
from seedbed.update.standing import state_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.formats.keys import Parts
    from seedbed.model.tree import File

_SHORT = {
    "pyproject.toml": (("project",), ("tool",), ("dependency-groups",)),
}
"""Tables in which a key may be looked for that is not at the top of a file."""
_LINES = (".gitignore", ".gitattributes")
"""Files in which a key is a line."""


def explain_key(project: Explaining, path: str, key: str) -> Explained:
    """What is known of a key.

    Raises:
        SeedbedError: when the file has no keys or is not there, or it has no such key.
    """
    found = [files.get(path) for files in (project.base, project.ours, project.tree.files)]
    if not any(found):
        explain_path(project, path)  # which says so where it is not there
        found[1] = read_files(project.root, [path], {}).get(path)
    if path in _LINES:
        return _explain_line(project, path, key, found)
    values = [_read(path, file) for file in found]
    parts, sides = _resolve(path, key, values)
    state = state_of_value(*sides, known=project.known)
    givers: tuple[str, ...] = ()
    if path in project.tree.files and sides[2] is not MISSING:
        givers = givers_of_key(project.choices, project.tree, path, parts)
    return Explained(
        path=path,
        key=dotted(parts),
        state=state,
        givers=project.givers(givers),
        values=_present(sides),
        parts=_parts(project, parts, sides),
    )


def _read(path: str, file: File | None) -> Any:
    if file is None:
        return MISSING
    try:
        return loads(path, file.data)
    except NoKeysError:
        raise SeedbedError(
            f"{path} has no keys: only TOML, JSON, and YAML files do.",
            f"'seedbed explain {path}' explains the whole file.",
            code="no-keys",
        ) from None


def _resolve(path: str, key: str, values: list[Any]) -> tuple[Parts, tuple[Any, Any, Any]]:
    """The key as the file has it, and the value that each side has there."""
    try:
        typed = split_key(key)
    except ValueError as error:
        raise SeedbedError(
            f"{key!r} is not a key: {error}.",
            "Write it as TOML does, with quotation marks around a part that contains a dot, such "
            "as tool.'a.b'.",
            code="bad-key",
        ) from None
    for before in ((), *_SHORT.get(path, ())):
        sides = [(typed, MISSING) if one is MISSING else find(one, (*before, *typed))
                 for one in values]  # fmt: skip
        sides = [(parts, MISSING if one is NOTHING else one) for parts, one in sides]
        named = [parts for parts, one in sides if one is not MISSING]
        if named:
            base, ours, theirs = (one for _, one in sides)
            return named[0], (base, ours, theirs)
    raise _no_key(path, key, typed, values)


def _no_key(path: str, key: str, typed: Parts, values: list[Any]) -> SeedbedError:
    known = {one for value in values for one in names_in(value)}
    for length in range(len(typed) - 1, 0, -1):
        tables = [find(value, typed[:length])[1] for value in values if value is not MISSING]
        if any(table is not NOTHING for table in tables):
            above = dotted(typed[:length])
            known = {f"{above}.{name}" for table in tables for name in names_in(table)}
            break
    meant = nearest(key, tuple(sorted(known)))
    return SeedbedError(
        f"{path} has no key {key}.",
        f"Did you mean '{meant}'?" if meant else f"'seedbed explain {path}' explains the file.",
        code="no-such-key",
    )


def _explain_line(project: Explaining, path: str, key: str, found: list[File | None]) -> Explained:
    """What is known of a line."""
    sides: list[Any] = []
    for file in found:
        lines = (encodings.read(file.data) or "").splitlines() if file else []
        sides.append(key if key in map(str.strip, lines) else MISSING)
    if all(one is MISSING for one in sides):
        raise SeedbedError(
            f"{path} has no line {key!r}.",
            f"'seedbed explain {path}' explains the file.",
            code="no-such-key",
        )
    givers = givers_of_line(project.tree, path, key)
    return Explained(
        path=path,
        key=key,
        state=state_of_value(*sides, known=project.known),
        givers=project.givers(givers),
        values=_present((sides[0], sides[1], sides[2])),
    )


def _parts(project: Explaining, parts: Parts, sides: tuple[Any, Any, Any]) -> tuple[Part, ...]:
    """The keys of a table, each with its state."""
    tables = [one for one in sides if one is not MISSING]
    if not all(isinstance(one, dict) for one in tables):
        return ()
    names = dict.fromkeys(name for table in tables for name in table)
    return tuple(
        Part(
            key=dotted((*parts, str(name))),
            state=state_of_value(
                *(MISSING if one is MISSING else one.get(name, MISSING) for one in sides),
                known=project.known,
            ),
        )
        for name in names
    )


def _present(sides: tuple[Any, Any, Any]) -> dict[str, Any]:
    named = zip(("base", "ours", "theirs"), sides, strict=True)
    return {name: without_secrets(value) for name, value in named if value is not MISSING}
