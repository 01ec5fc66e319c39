"""Reads parsed TOML whose shape may be wrong."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.formats.toml import Number, dotted, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    Path = tuple[str, ...]

_WORDS = {
    dict: "a table",
    list: "a list",
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    Number: "a number",
}


def parse(text: str, path: str) -> dict[str, Any]:
    """What a TOML file holds.

    Raises:
        SeedbedError: names the file, the line and the column at which it cannot be read.
    """
    if text.startswith("\ufeff"):
        raise encodings.marked(path)
    try:
        return loads(text)
    except ValueError as error:
        raise _invalid(path, str(error)) from None
    except RecursionError:
        raise too_deep(path) from None


def too_deep(path: str) -> SeedbedError:
    """The error for a file whose tables hold tables without an end."""
    return _invalid(path, "it is nested too deeply")


def _invalid(path: str, what: str) -> SeedbedError:
    return SeedbedError(
        f"{path} is not valid TOML: {what}.",
        "Fix it, then run the same command again.",
        code="bad-toml",
    )


class Section:
    """A table of `pyproject.toml` that knows where it stands.

    Each reader gives something empty for a key that is not there, and raises a `SeedbedError` that
    names the key where something of another type stands.

    Args:
        values: what the table holds.
        path: where it stands.
    """

    def __init__(self, values: Mapping[str, Any], path: Path = ()) -> None:
        self.values = values
        self.path = path

    def section(self, *names: str) -> Section:
        """The table at a key."""
        return Section(self._get(names, dict) or {}, (*self.path, *names))

    def string(self, *names: str) -> str:
        """The string at a key."""
        return self._get(names, str) or ""

    def many(self, *names: str) -> list[Any]:
        """The list at a key."""
        return self._get(names, list) or []

    def texts(self, *names: str) -> tuple[str, ...]:
        """The list of strings at a key."""
        found = self.many(*names)
        for item in found:
            if not isinstance(item, str):
                raise wrong_type((*self.path, *names), item, "a list of strings", holds=True)
        return tuple(found)

    def sections(self, *names: str) -> Iterator[Section]:
        """The tables in the list at a key."""
        path = (*self.path, *names)
        for item in self.many(*names):
            if not isinstance(item, dict):
                raise wrong_type(path, item, "a list of tables", holds=True)
            yield Section(item, path)

    def strings(self, *names: str, unmodeled: list[str]) -> dict[str, str]:
        """The table of strings at a key; what in it is none is reported."""
        table = self.section(*names)
        unmodeled += [
            table.key(name) for name, value in table.items() if not isinstance(value, str)
        ]
        return {name: value for name, value in table.items() if isinstance(value, str)}

    def key(self, name: str, value: object = None) -> str:
        """The dotted key of something in this table, with its value where that tells it apart."""
        key = dotted((*self.path, name))
        return key if value is None else f"{key}: {value}"

    def beside(self, known: Collection[str]) -> list[str]:
        """The dotted keys of what stands beside the keys that are known."""
        return [self.key(name) for name in self.values if name not in known]

    def items(self) -> Iterator[tuple[str, Any]]:
        """The keys of the table with their values."""
        yield from self.values.items()

    def _get(self, names: Path, kind: type) -> Any:
        value: Any = self.values
        for depth, name in enumerate(names):
            if not isinstance(value, dict):
                raise wrong_type((*self.path, *names[:depth]), value, "a table")
            if name not in value:
                return None
            value = value[name]
        if not isinstance(value, kind):
            raise wrong_type((*self.path, *names), value, _WORDS[kind])
        return value


def wrong_type(path: Path, value: object, wanted: str, *, holds: bool = False) -> SeedbedError:
    """The error for a value of the wrong type."""
    kind = _WORDS.get(type(value), "something else")
    verb = "holds" if holds else "is"
    return SeedbedError(
        f"pyproject.toml: {dotted(path)} must be {wanted}, but {verb} {kind}.",
        "Fix it, then run the same command again.",
        code="bad-manifest",
    )
