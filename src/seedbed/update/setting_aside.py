"""Works out what to set aside of a manifest, so that it comes back as it stood; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit import sections
from seedbed.formats.toml_edit.edit import expected
from seedbed.merge3.values import MISSING
from seedbed.model.record import replace
from seedbed.update.aside import (
    END,
    SHARED,
    TOP,
    Aside,
    Block,
    Layout,
    Shared,
    checksum,
    entries,
    is_own,
)
from seedbed.update.restoring import restore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.formats.toml_edit.sections import Section

    Path = tuple[str, ...]


def set_aside(before: str, back: str, tables: Collection[Path]) -> Aside:
    """What to set aside so that a text comes back as it stood.

    Args:
        before: the text as it stands before the switch.
        back: what the way there and back would leave of it.
        tables: the keys of the manager's own tables.
    """
    if before == back:
        return Aside()
    texts = toml.loads(before), toml.loads(back)
    stood, comes = (entries(table, tables) for table in texts)
    differ = [path for path in {**stood, **comes} if stood.get(path) != comes.get(path)]
    found = Aside(
        only=_shortest([path for path in differ if path not in comes], comes),
        translated={path: comes[path] for path in differ if path in comes},
        shared=_shared(*(entries(table, SHARED) for table in texts)),
        blocks=tuple(_blocks(before, back, tables)),
    )
    held = entries(found.table, tables)
    rest = {path: stood[path] for path in differ if path in stood and path not in held}
    if rest:  # of a table that is no section of its own
        block = Block(after=END, before="", text=toml.dumps(expected({}, rest)))
        found = replace(found, blocks=(*found.blocks, block))
    comes_back = restore(found, back, tables).text
    orders = [
        tuple(section.header for section in sections.split(text)) for text in (before, comes_back)
    ]
    return replace(
        found,
        layouts=tuple(_layouts(before, comes_back, tables)),
        order=orders[0] if orders[0] != orders[1] else (),
    )


def _shared(stood: Mapping[Path, Any], comes: Mapping[Path, Any]) -> dict[Path, Shared]:
    """What all managers read, and does not come back as it stood."""
    both = {path: Shared(stood=stood.get(path, MISSING), instead=comes[path]) for path in comes}
    return {
        path: one
        for path, one in both.items()
        if one.stood != one.instead and not isinstance(one.instead, dict)  # an empty table
    }


def _shortest(paths: list[Path], others: Iterable[Path]) -> tuple[Path, ...]:
    """The topmost tables that hold some keys, and none of the others.

    An empty table that isn't empty in the others has none.
    """
    held = {path[:end] for path in others for end in range(1, len(path) + 1)}
    tops = (next((top for top in _tops(path) if top not in held), None) for path in paths)
    return tuple(dict.fromkeys(filter(None, tops)))


def _tops(path: Path) -> Iterator[Path]:
    """The tables that have a key, the topmost first; `tool` itself is no manager's.

    Nor is `tool.seedbed`.
    """
    least = 3 if path[:2] == ("tool", "seedbed") else 2 if path[0] == "tool" else 1
    least = min(least, len(path))
    return (path[:end] for end in range(least, len(path) + 1))


def _blocks(before: str, back: str, tables: Collection[Path]) -> Iterator[Block]:
    """The sections of some tables that do not come back as they stood, and where they stood."""
    from difflib import SequenceMatcher

    comes, stood = _runs(back, tables), _runs(before, tables)
    whole = _other_arrays(stood, comes)
    for after, (gap, run) in stood.items():
        others = [one for one in comes.get(after, ("", []))[1] if one.header not in whole]
        matcher = SequenceMatcher(None, run, others, autojunk=False)
        for kind, start, end, _, _ in matcher.get_opcodes():
            if kind in {"equal", "insert"}:
                continue
            above = run[start - 1] if start else None
            yield Block(
                after=above.header if above else after,
                before=above.gap if above else gap,
                text=sections.join(run[start:end]),
            )


def _other_arrays(*sides: Mapping[str, tuple[str, list[Section]]]) -> set[str]:
    """The headers of arrays of tables that do not come back as they stood: they go as a whole."""
    found: list[dict[str, list[str]]] = []
    for side in sides:
        texts: dict[str, list[str]] = {}
        for section in (one for _, run in side.values() for one in run):
            if section.header.startswith("[["):
                texts.setdefault(section.header, []).append(section.text)
        found.append(texts)
    stood, comes = found
    return {header for header, texts in stood.items() if comes.get(header) != texts}


def _runs(text: str, tables: Collection[Path]) -> dict[str, tuple[str, list[Section]]]:
    """The sections of some tables, by the header of the other section that they stand behind.

    With the blank lines between. The last one of the text is given some, to stand before others.
    """
    after, gap = TOP, ""
    found: dict[str, tuple[str, list[Section]]] = {}
    *rest, last = sections.split(text)
    for section in [*rest, sections.opened(last)]:
        if is_own(section, tables):
            found.setdefault(after, (gap, []))[1].append(section)
        else:
            after, gap = section.header, section.gap
    return found


def _layouts(before: str, after: str, tables: Collection[Path]) -> Iterator[Layout]:
    """The sections that two texts with one meaning have, and lay out in two ways."""
    there = {section.header: section.text for section in sections.split(after)}
    for section in sections.split(before):
        other = there.get(section.header)
        if is_own(section, tables) or not section.header or other in {None, section.text}:
            continue
        if toml.loads(str(other)) == toml.loads(section.text):
            instead = checksum(str(other))
            yield Layout(header=section.header, instead=instead, text=section.text)
