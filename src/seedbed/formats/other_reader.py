"""Reads a TOML text with tomlkit, as Poetry does: it refuses some layouts.

https://github.com/python-poetry/tomlkit/issues/565
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.formats import toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str, ...]
    Names = tuple[str | int, ...]

MOST = 150
"""Of more odd places than this the time that tomlkit takes grows to minutes."""

_ALIKE = 3
"""Of tables that are laid out alike so many are shown to tomlkit."""


class _Table:
    """A table, or a key, as it is laid out.

    Attributes:
        ways: how it is written: as a header, as dotted keys, and so on.
        children: what is below it, by name or by its number in an array of tables.
        shown: those below it that tomlkit is to see.
    """

    __slots__ = ("children", "shown", "ways")

    def __init__(self) -> None:
        self.ways: set[str] = set()
        self.children: dict[str | int, _Table] = {}
        self.shown: set[str | int] = set()


@lru_cache(maxsize=8)
def refusal(text: str) -> str:
    """Why tomlkit would not read a text; empty when it does, or when that takes too long to tell.

    It reads tables that stand in order and hold plain keys, so of such a text it is not asked. What
    else it reads depends on the keys and not on their values, so it is shown a few of each kind.

    Args:
        text: valid TOML, with plain line ends.
    """
    if not _odd_places(text):
        return ""
    shown = "".join(_skeleton(text))
    if _odd_places(shown) > MOST:
        return ""
    import tomlkit  # slow to import
    from tomlkit.exceptions import TOMLKitError

    try:
        tomlkit.parse(shown).unwrap()
    except (TOMLKitError, KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        return str(error) or type(error).__name__
    return ""


def _odd_places(text: str) -> int:
    """How many keys are dotted, and how many tables stand apart from others of the same one."""
    from seedbed.formats.toml_edit.scan import ENTRY, HEADER, statements  # takes a while to import

    count = 0
    before: Path = ()
    left: set[Path] = set()  # the tables that other ones followed
    for statement in statements(text):
        path = statement.path
        if statement.kind == ENTRY:
            count += len(path) > 1
        elif statement.kind == HEADER:
            same = _shared(before, path)
            left |= {before[:end] for end in range(same + 1, len(before) + 1)}
            count += any(path[:end] in left for end in range(same + 1, len(path) + 1))
            before = path
    return count


def _skeleton(text: str) -> Iterator[str]:
    """The headers and the keys of a text, without values and without most of those alike."""
    lines = [*_lines(text)]
    root = _Table()
    before: Names = ()
    left: set[Names] = set()
    for above, names, way, _ in lines:
        table = root
        for end in range(1, len(names) + 1):
            table = table.children.setdefault(names[end - 1], _Table())
            if end > len(above):
                kind = way if end == len(names) else "dotted" if way == "key" else "above"
                table.ways.add(kind + " again" * (names[:end] in left))
        if way != "key":
            same = _shared(before, names)
            left |= {before[:end] for end in range(same + 1, len(before) + 1)}
            before = names
    _choose(root, {})
    yield from (line for _, names, _, line in lines if _is_shown(root, names))


def _lines(text: str) -> Iterator[tuple[Names, Names, str, str]]:
    """For each header and key: the table that it is in, its full name, its kind, and a line."""
    from seedbed.formats.toml_edit.scan import ENTRY, HEADER, statements  # takes a while to import

    arrays: dict[Names, int] = {}  # how many elements there are
    above: Names = ()
    for statement in statements(text):
        if statement.kind == ENTRY:
            yield above, (*above, *statement.path), "key", f"{toml.dotted(statement.path)} = 0\n"
        elif statement.kind == HEADER:
            is_array = statement.text.lstrip().startswith("[[")
            names: Names = ()
            for name in statement.path[:-1]:
                names += (name,)
                names += (arrays[names],) if names in arrays else ()
            names += (statement.path[-1],)
            if is_array:
                arrays[names] = arrays.get(names, 0) + 1
                names += (arrays[names],)
            above = names
            line = f"[{toml.dotted(statement.path)}]"
            line, way = (f"[{line}]", "element") if is_array else (line, "header")
            yield (), names, way, f"{line}\n"


def _choose(table: _Table, kinds: dict[tuple[object, ...], int]) -> int:
    """Choose what is shown of a table: some of what is laid out alike; gives the table's kind."""
    count: dict[int, int] = {}
    for name, child in table.children.items():
        kind = _choose(child, kinds)
        count[kind] = count.get(kind, 0) + 1
        if count[kind] <= _ALIKE:
            table.shown.add(name)
    return kinds.setdefault((frozenset(table.ways), frozenset(count)), len(kinds))


def _is_shown(table: _Table, names: Names) -> bool:
    for name in names:
        if name not in table.shown:
            return False
        table = table.children[name]
    return True


def _shared(one: tuple[object, ...], other: tuple[object, ...]) -> int:
    """How many parts two keys begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
