"""Writes TOML 1.0 in one fixed layout, with comments.

New files are written here rather than by tomlkit because `seedbed new` must start fast (`bench/`
has the figures), and because the model has comments for some keys.
"""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

WIDTH = 100
"""A list or inline table longer than this many columns is written over several lines."""

_SHORT = 16
"""Items of a long list that are no longer than this share lines."""

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_ESCAPES = {n: f"\\u{n:04x}" for n in (*range(0x20), 0x7F)} | {
    ord("\b"): "\\b",
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\f"): "\\f",
    ord("\r"): "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}
_NO_CONTROLS = dict.fromkeys((*range(0x20), 0x7F), " ")


class Number:
    """A number with a point or an exponent, as it was written: so that it stays so, even `nan`.

    Args:
        text: how it was written.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return self.text


class Inline(dict):  # type: ignore[type-arg]  # any keys, any values
    """A table that is written on one line, beside the other keys of its section."""


def loads(text: str) -> dict[str, Any]:
    """What a TOML text says, with `Number` for floats: those have no equality to rely on.

    TOML 1.1 is read, which Python's own `tomllib` reads from Python 3.15 on. A text that is read
    again, as an update does with each of its sides, is not parsed again; each caller gets tables
    of its own.

    Raises:
        tomli.TOMLDecodeError: when it is not valid.
        RecursionError: when its tables are nested too deeply.
    """
    table: dict[str, Any] = _copied(_parsed(text))
    return table


@lru_cache(maxsize=16)
def _parsed(text: str) -> dict[str, Any]:
    import tomli  # not needed to write

    return tomli.loads(text, parse_float=Number)


def _copied(value: Any) -> Any:
    """A value with tables and lists of its own."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def dumps(table: Mapping[str, Any], notes: Mapping[str, str] | None = None) -> str:
    """The TOML text of a table.

    Args:
        table: keys to values; a nested table becomes a `[section]`.
        notes: dotted key to a comment that is written on the lines above that key.
    """
    return "\n".join(_table(table, (), notes or {})).strip("\n") + "\n"


def key(name: str) -> str:
    """A key: bare where TOML allows it, else quoted."""
    return name if name and _BARE.issuperset(name) else string(name)


def dotted(path: Sequence[str]) -> str:
    """A dotted key, as it stands in a section's header."""
    return ".".join(map(key, path))


def string(text: str) -> str:
    """A basic string. Lone surrogates, which no TOML file can hold, become question marks."""
    return f'"{text.encode("utf-8", "replace").decode().translate(_ESCAPES)}"'


def inline(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Number):
        return repr(value)
    if isinstance(value, dict):
        pairs = ", ".join(f"{key(name)} = {inline(item)}" for name, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return str(value.isoformat())  # a date, a time, or both


def _table(
    table: Mapping[str, Any], path: tuple[str, ...], notes: Mapping[str, str]
) -> Iterator[str]:
    nested = {name: value for name, value in table.items() if _is_section(value)}
    plain = {name: value for name, value in table.items() if name not in nested}
    if path and (plain or not nested):
        yield ""
        yield from _note(path, notes)
        yield f"[{dotted(path)}]"
    for name, value in plain.items():
        yield from _note((*path, name), notes)
        yield from entry(name, value)
    for name, value in nested.items():
        yield from _table(value, (*path, name), notes)


def _is_section(value: object) -> bool:
    return isinstance(value, dict) and not isinstance(value, Inline)


def _note(path: tuple[str, ...], notes: Mapping[str, str]) -> Iterator[str]:
    for line in notes.get(".".join(path), "").splitlines():
        yield f"# {line.encode('utf-8', 'replace').decode().translate(_NO_CONTROLS)}".rstrip()


def entry(name: str, value: Any) -> Iterator[str]:
    """The lines of a key and its value; long lists take several."""
    return lines(f"{key(name)} = ", value)


def lines(head: str, value: Any) -> Iterator[str]:
    """The lines of a value behind a key and its equals sign; long lists take several."""
    line = head + inline(value)
    if len(line) <= WIDTH or not isinstance(value, list | tuple) or not value:
        yield line
    else:
        yield from rows([f"{inline(item)}," for item in value], head)


def rows(items: list[str], head: str) -> Iterator[str]:
    """The lines of a list: items one a line, or packed when all are short.

    Args:
        items: each with its comma.
        head: what stands before the list on its line.
    """
    indent = head[: len(head) - len(head.lstrip())]
    yield f"{head}["
    if max(map(len, items)) > _SHORT:
        yield from (f"{indent}    {item}" for item in items)
    else:
        row = f"{indent}   "
        for item in items:
            if len(row) + 1 + len(item) > WIDTH:
                yield row
                row = f"{indent}   "
            row += f" {item}"
        yield row
    yield f"{indent}]"
