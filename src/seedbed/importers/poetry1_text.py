"""Writes what Poetry 1 said as Poetry 2 reads it, in the text that is there; pure.

New sections go before Poetry's own. What went takes its comments along: those above it, and the one
on its line. All other lines stay as they are.
"""

from __future__ import annotations

from collections import Counter

from seedbed.formats import toml
from seedbed.formats.toml_edit import scan, sections
from seedbed.formats.toml_edit.edit import CannotEditError, edit, expected
from seedbed.formats.toml_edit.parts import chain, put_together, take_apart
from seedbed.importers.poetry1_moving import GROUPS, POETRY, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.importers.poetry1_moving import Moving

    Path = tuple[str, ...]

_ORDER = ("name", "version", "description", "readme", "requires-python", "license", "authors")


def lines_of(text: str) -> dict[Path, int]:
    """The keys of a text, and the headers of its tables, to their lines, counted from 1."""
    found: dict[Path, int] = {}
    header: Path = ()
    line = 1
    for statement in scan.statements(text):
        if statement.kind == scan.HEADER:
            header = statement.path
            found.setdefault(header, line)
        elif statement.kind == scan.ENTRY:
            found.setdefault((*header, *statement.path), line)
        line += statement.text.count("\n")
    return found


def written(text: str, moving: Moving) -> tuple[str, bool]:
    """The text with what was moved.

    Returns:
        The text, and whether it kept its comments and its layout.
    """
    new = _table_of(moving)
    changes = dict(moving.changes)
    if GROUPS in moving.manifest.values:  # they go where the others are
        groups = new.pop(GROUPS, {})
        changes |= {(GROUPS, name): _plain(lines) for name, lines in groups.items()}
    wanted = {**_plain(new), **expected(toml.loads(text), changes)}
    try:
        rest = _without_empty(text, edit(text, changes))
        block = _Block(text, rest, moving.origins).render(new)
        found = _inserted(text, rest, block)
        if toml.loads(found) == wanted:
            return found, True
    except (ValueError, CannotEditError):
        pass  # as where `tool` is an inline table
    return toml.dumps(wanted), False


def _table_of(moving: Moving) -> dict[str, Any]:
    """The new tables, their keys in their order."""
    dynamic = {"dynamic": moving.dynamic} if moving.dynamic else {}
    given = {**moving.project, **dynamic}
    first = {key: given[key] for key in _ORDER if key in given}
    project = {**first, **given}
    lists = {"dependencies": project.pop("dependencies")} if "dependencies" in project else {}
    tables = {key: value for key, value in project.items() if _is_table(value)}
    plain = {key: value for key, value in project.items() if key not in tables}
    new: dict[str, Any] = {"project": {**plain, **lists, **tables}}
    return {**new, GROUPS: moving.groups} if moving.groups else new


class _Block:
    """The lines of the new sections.

    Args:
        text: the text as it was.
        rest: the text without what was moved.
        origins: new keys to those that said the same.
    """

    def __init__(self, text: str, rest: str, origins: Mapping[Path, Path]) -> None:
        self.origins = {("project",): POETRY, **origins}
        self.comments = _Comments(text, rest)

    def render(self, new: Mapping[str, Any]) -> str:
        """The text of the new sections; comments that belong to nothing in them stand behind."""
        lines = [line for name, table in new.items() for line in self._section((name,), table)]
        left = self.comments.left()
        return "\n".join([*lines, *([""] if left else []), *left]).strip("\n") + "\n"

    def _section(self, path: Path, table: Mapping[str, Any]) -> Iterator[str]:
        origin = self.origins.get(path, ())
        tables = {key: value for key, value in table.items() if _is_table(value)}
        plain = {key: value for key, value in table.items() if key not in tables}
        if plain or not tables:
            yield ""
            yield from self.comments.above(origin)
            yield f"[{toml.dotted(path)}]"
        for key, value in plain.items():
            yield from self._entry((*path, key), value)
        yield from self.comments.below(origin) if path != ("project",) else ()
        for key, value in tables.items():
            yield from self._section((*path, key), value)

    def _entry(self, path: Path, value: Any) -> Iterator[str]:
        origin = self.origins.get(path, ())
        if not _is_list(value):
            *most, last = toml.entry(path[-1], value)
            yield from (*self.comments.above(origin), *most, last + self.comments.behind(origin))
            return
        yield from self.comments.above(origin)
        yield f"{toml.key(path[-1])} = ["
        for line in value:
            place = (*line.origin, str(line.position))
            above = [*self.comments.above(line.origin), *self.comments.above(place)]
            behind = self.comments.behind(place) + self.comments.behind(line.origin)
            yield from (f"    {one}" for one in above)
            yield f"    {toml.inline(line.value)},{behind}"
        yield from (f"    {one}" for one in self.comments.below(origin))
        yield "]"


class _Comments:
    """The comments of what a text has no longer. Each is given once.

    Args:
        text: the text as it was.
        rest: the text as it is.
    """

    def __init__(self, text: str, rest: str) -> None:
        self._lost = Counter(scan.comments(text)) - Counter(scan.comments(rest))
        self._above: dict[Path, list[str]] = {}
        self._behind: dict[Path, list[str]] = {}
        self._below: dict[Path, list[str]] = {}
        for part in chain(take_apart(text)) if self._lost else ():
            path = _whole(part.path)
            self._above.setdefault(path, []).extend(scan.comments(part.header))
            self._below.setdefault(path, []).extend(scan.comments(part.rest))
            for entry in part.entries:
                path = _whole((*part.path, *entry.path))
                self._above.setdefault(path, []).extend(scan.comments(entry.above))
                self._behind.setdefault(path, []).extend(scan.comments(entry.tail))
                for number, item in enumerate(_items(entry.value)):
                    place = (*path, str(number))
                    inner = [*scan.comments(item.lead), *scan.comments(item.text)]
                    self._above.setdefault(place, []).extend(inner)
                    self._behind.setdefault(place, []).extend(scan.comments(item.trail))

    def above(self, path: Path) -> list[str]:
        """The lines above a key, or the header of a table, that is gone."""
        return self._given(self._above.pop(path, []))

    def behind(self, path: Path) -> str:
        """What stands behind it on its line, with the blanks before it."""
        return "".join(f"  {one}" for one in self._given(self._behind.pop(path, [])))

    def below(self, path: Path) -> list[str]:
        """The lines behind the last key of a table."""
        return self._given(self._below.pop(path, []))

    def left(self) -> list[str]:
        """Those that were not given yet."""
        return [*self._lost.elements()]

    def _given(self, comments: Iterable[str]) -> list[str]:
        found = []
        for one in comments:
            if self._lost[one] > 0:
                self._lost[one] -= 1
                found.append(one)
        return found


def _items(value: str) -> list[scan.Item]:
    """The items of a list with comments; none for any other value."""
    return scan.items(value)[0] if value.startswith("[") and "#" in value else []


def _whole(path: Path) -> Path:
    """The key of the requirement that a key says something of; any other key as it is."""
    if path[:3] in {(*POETRY, "dependencies"), (*POETRY, "dev-dependencies")}:
        return path[:4]
    is_of_group = path[:3] == (*POETRY, "group") and path[4:5] == ("dependencies",)
    return path[:6] if is_of_group else path


def _without_empty(text: str, rest: str) -> str:
    """A text without the headers of Poetry's from which all keys went."""
    full = {part.path for part in chain(take_apart(text)) if part.first}
    first = take_apart(rest)
    for part in chain(first):
        empty = not (part.first or part.rest or part.is_array)
        part.gone = empty and part.path in full and part.path[:2] == POETRY
    found = put_together(first)
    return found if toml.loads(found) == toml.loads(rest) else rest


def _inserted(text: str, rest: str, block: str) -> str:
    """A text with the new sections where Poetry's own began.

    Comments at the beginning of the file stay there.
    """
    found = sections.split(rest)
    places = [one.path[:2] for one in sections.split(text)]
    at = places.index(POETRY) if POETRY in places else len(found)
    before, behind = sections.join(found[:at]), sections.join(found[at:])
    if not before:
        lines = behind.splitlines(keepends=True)
        first = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
        block, behind = "".join([*lines[:first], block]), "".join(lines[first:])
    return "\n\n".join(one.rstrip("\n") for one in (before, block, behind) if one) + "\n"


def _plain(value: Any) -> Any:
    """A value whose lists of lines say what these say."""
    if isinstance(value, Line):
        return value.value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and not isinstance(value, toml.Inline)


def _is_list(value: object) -> bool:
    """Whether a value is a list of requirements that has any."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], Line)
