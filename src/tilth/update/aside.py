"""What a switch sets aside: the old manager's tables that the new one has no place for; pure.

A switch translates what both managers know. What the return would not make again from that is set
aside whole, with its comments and its layout. At the return it comes back, unless what the switch
had made of it was edited meanwhile: then the edit stays. Nobody has to know for this what became of
what: a switch works out what a return would write, and keeps how that differs from what stood
there. `aside_file` is about the file that it is kept in.
"""

from __future__ import annotations

import zlib

from tilth.record import record, replace
from tilth.text import sections, toml
from tilth.text.edit import GONE, CannotEditError, differences, edit, expected, leaves
from tilth.update.returning import get, taken, value_of, whole
from tilth.update.values import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Any

    from tilth.text.sections import Section

    Path = tuple[str, ...]

PATH = ".tilth/aside.toml"
REQUIREMENTS = (
    ("project", "dependencies"),
    ("project", "optional-dependencies"),
    ("dependency-groups",),
)
"""The keys of lists of requirements."""
SHARED = (*REQUIREMENTS, ("project", "requires-python"))
"""The keys that all managers read, and that a switch may give another value."""
TOP = ""
"""What stands for the header before which there is none."""
END = "end"
"""What stands for the header that is behind all others."""


@record
class Block:
    """Sections of the manager's that stood together.

    Attributes:
        after: the header of the section before them, `TOP`, or `END`.
        before: the blank lines between that and them.
        text: they themselves, with the blank lines behind them.
    """

    after: str
    before: str
    text: str


@record
class Shared:
    """A value that all managers read, as a list of requirements, that comes back otherwise.

    As when the return brings a requirement again that the user had removed.

    Attributes:
        stood: what it was; `MISSING` where there was none.
        instead: what comes back.
    """

    stood: Any
    instead: Any


@record
class Layout:
    """A section of all managers that the switch and the return lay out anew.

    Attributes:
        header: its header.
        instead: the checksum of the text that stands there after the return.
        text: how it stood.
    """

    header: str
    instead: int
    text: str


@record
class Stood:
    """A file of the manager's own, beside `pyproject.toml`, that comes back otherwise.

    Attributes:
        instead: the checksum of what comes back.
        text: how it stood.
    """

    instead: int
    text: str


@record
class Aside:
    """What was set aside of one manager's tables.

    Attributes:
        only: the keys that the switch had nothing to make of.
        translated: the keys that come back otherwise than they stood: to what comes back.
        conda: requirements that only this manager takes from conda channels: their keys (where
            they belong, name, marker), to what they are called there.
        shared: what all managers read and comes back otherwise, by its keys.
        blocks: those of the manager's sections that would come back otherwise, as they stood.
        layouts: sections that are no manager's own.
        order: the headers of all sections in their order, where that would be another.
        files: the manager's other files that would come back otherwise, by path.
        conflicts: what the return takes for a conflict although nobody edited it, because it only
            stayed: to checksums of what would be generated.
        wrote: the checksum of the manifest that the switch wrote; 0 for none.
    """

    only: tuple[Path, ...] = ()
    translated: Mapping[Path, Any] = {}
    conda: Mapping[Path, str] = {}
    shared: Mapping[Path, Shared] = {}
    blocks: tuple[Block, ...] = ()
    layouts: tuple[Layout, ...] = ()
    order: tuple[str, ...] = ()
    files: Mapping[str, Stood] = {}
    conflicts: Mapping[Path, int] = {}
    wrote: int = 0

    @property
    def table(self) -> dict[str, Any]:
        """What those sections said."""
        return toml.loads("".join(block.text.rstrip("\n") + "\n\n" for block in self.blocks))


@record
class Restored:
    """A text into which came back what was set aside.

    Attributes:
        text: the text.
        back: the keys that came back, to their values; `MISSING` for one that stood there not.
        edited: the keys that did not, because what the switch had made of them was edited, or what
            they need is gone; to what was set aside.
    """

    text: str
    back: Mapping[Path, Any] = {}
    edited: Mapping[Path, Any] = {}


def is_below(path: Path, tables: Iterable[Path]) -> bool:
    """Whether a key is one of some tables, or stands below one."""
    return any(path[: len(table)] == table for table in tables)


def is_own(section: Section, tables: Iterable[Path]) -> bool:
    """Whether a section is one of some tables, or stands below one."""
    return bool(section.path) and is_below(section.path, tables)


def without(text: str, tables: Collection[Path]) -> str:
    """A text without the sections of some tables."""
    found = sections.split(text)
    rest = [one for one in found if not is_own(one, tables)]
    if not rest or len(rest) == len(found):
        return text
    return sections.join([*rest[:-1], replace(rest[-1], gap=found[-1].gap)])


def comments(text: str, tables: Collection[Path]) -> str:
    """All lines of some tables that have a comment."""
    own = (one.text for one in sections.split(text) if is_own(one, tables))
    return "".join(f"{line}\n" for one in own for line in one.splitlines() if "#" in line)


def set_aside(before: str, back: str, tables: Collection[Path]) -> Aside | None:
    """What to set aside so that a text comes back as it stood; None for nothing.

    Args:
        before: the text as it stands before the switch.
        back: what the way there and back would leave of it.
        tables: the keys of the manager's own tables.
    """
    if before == back:
        return None
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


def restore(
    aside: Aside,
    text: str,
    tables: Collection[Path],
    accepts: Callable[[dict[str, Any]], bool] = lambda _: True,
) -> Restored:
    """A text with what was set aside, but for what was edited meanwhile.

    Args:
        aside: what was set aside.
        text: what the return makes without it.
        tables: the keys of the manager's own tables.
        accepts: whether the manager reads a manifest that says something.
    """
    now = toml.loads(text)
    stood = entries(aside.table, tables)
    asked = [path for path in stood if is_below(path, aside.only)]
    sides = {
        path: (aside.translated.get(path, MISSING), stood.get(path, MISSING))
        for path in dict.fromkeys((*asked, *aside.translated))
    }
    sides |= {path: (one.instead, one.stood) for path, one in aside.shared.items()}
    changes: dict[Path, Any] = {}
    edited: dict[Path, Any] = {}
    for path, (instead, was) in sides.items():
        value = value_of(path, instead, was, get(now, path))
        if value is None:
            edited[path] = was
        elif value is not get(now, path) and value != get(now, path):
            changes[path] = GONE if value is MISSING else value
    fitting = taken(now, changes, accepts)
    edited |= {path: sides[path][1] for path in changes if path not in fitting}
    changes = fitting
    wanted = expected(now, changes)
    return Restored(
        text=_laid_out(aside, (text, changes), wanted, tables),
        back={path: MISSING if value is GONE else value for path, value in changes.items()},
        edited=edited,
    )


def entries(table: Mapping[str, Any], tables: Collection[Path]) -> dict[Path, Any]:
    """The tasks, environments, packages and other settings of some tables, by their keys."""
    paths = (whole(path) for path, _ in leaves(table) if is_below(path, tables))
    return {path: get(table, path) for path in paths}


def left_of(edited: Mapping[Path, Any]) -> Aside | None:
    """What stays set aside of what was, for the keys that did not come back."""
    paths = [path for path, value in edited.items() if value is not MISSING]
    if not paths:
        return None
    text = toml.dumps(expected({}, {path: edited[path] for path in paths}))
    return Aside(only=tuple(paths), blocks=(Block(after=END, before="", text=text),))


def _shared(stood: Mapping[Path, Any], comes: Mapping[Path, Any]) -> dict[Path, Shared]:
    """What all managers read, and does not come back as it stood."""
    both = {path: Shared(stood=stood.get(path, MISSING), instead=comes[path]) for path in comes}
    return {path: one for path, one in both.items() if one.stood != one.instead}


def _shortest(paths: list[Path], others: Iterable[Path]) -> tuple[Path, ...]:
    """The topmost tables that hold some keys, and none of the others."""
    held = {path[:end] for path in others for end in range(1, len(path) + 1)}
    found: dict[Path, None] = {}
    for path in paths:
        end = next(end for end in range(1, len(path) + 1) if path[:end] not in held)
        found[path[:end]] = None
    return tuple(found)


def _blocks(before: str, back: str, tables: Collection[Path]) -> Iterator[Block]:
    """The sections of some tables that do not come back as they stood, and where they stood."""
    from difflib import SequenceMatcher

    comes = _runs(back, tables)
    for after, (gap, run) in _runs(before, tables).items():
        others = comes.get(after, ("", []))[1]
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


def _runs(text: str, tables: Collection[Path]) -> dict[str, tuple[str, list[Section]]]:
    """The sections of some tables, by the header of the other section that they stand behind.

    With the blank lines between.
    """
    after, gap = TOP, ""
    found: dict[str, tuple[str, list[Section]]] = {}
    for section in sections.split(text):
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
            instead = zlib.crc32(str(other).encode())
            yield Layout(header=section.header, instead=instead, text=section.text)


def _laid_out(
    aside: Aside, changed: tuple[str, dict[Path, Any]], wanted: Any, tables: Collection[Path]
) -> str:
    """The text that says what is wanted, with the manager's tables as they stood where it can."""
    text, changes = changed
    try:
        laid = sections.join(_assembled(aside, text, wanted, tables))
        different = differences(toml.loads(laid), wanted)
        laid = edit(laid, different) if different else laid
        if toml.loads(laid) == wanted:
            return laid
    except (ValueError, CannotEditError):
        pass
    return edit(text, changes) if changes else text


def _assembled(aside: Aside, text: str, wanted: Any, tables: Collection[Path]) -> list[Section]:
    """The sections of a text, with those that were set aside where they stood."""
    layouts = {layout.header: layout for layout in aside.layouts}
    stored = aside.table
    headers = {one.header for block in aside.blocks for one in sections.split(block.text)}
    now = sections.split(text)
    found: list[Section] = []
    for section in now:
        layout = layouts.get(section.header)
        if is_own(section, tables):
            told = section.header in headers or _is_told(section, stored)
            if not told and get(wanted, section.path) is not MISSING:
                found.append(section)
        elif layout and zlib.crc32(section.text.encode()) == layout.instead:
            found.append(replace(section, text=layout.text))
        else:
            found.append(section)
    ends = found[-1:]
    for block in aside.blocks:
        there = [section.header for section in found]
        at = len(found)
        if block.after in there:
            at -= there[::-1].index(block.after)
        elif block.after == TOP:
            at = 0
        if at and block.after != END:
            found[at - 1] = replace(found[at - 1], gap=block.before)
        new = sections.split(block.text)
        ends.append(new[-1])
        found[at:at] = new
    found = _ordered(found, aside.order)
    open_ = [_opened(one) if one in ends else one for one in found[:-1]]
    return [*open_, replace(found[-1], gap=now[-1].gap)]


def _ordered(found: list[Section], order: tuple[str, ...]) -> list[Section]:
    """Sections in the order that they had; one of which that says nothing follows what it did."""
    if not order:
        return found
    places: dict[str, list[int]] = {}
    for place, header in enumerate(order):
        places.setdefault(header, []).append(place)
    keys: list[int] = []
    for section in found:
        left = places.get(section.header)
        keys.append(left.pop(0) if left else keys[-1] if keys else 0)
    return [found[at] for at in sorted(range(len(found)), key=keys.__getitem__)]


def _is_told(section: Section, stored: Mapping[str, Any]) -> bool:
    """Whether a table has something that a section says too."""
    for path, _ in leaves(toml.loads(section.text)):
        places = (path[:end] for end in range(1, len(path) + 1))
        if not all(isinstance(get(stored, one), dict | type(MISSING)) for one in places):
            return True
    return False


def _opened(section: Section) -> Section:
    """A section that was the last one, and is followed by others now."""
    text = section.text if section.text.endswith("\n") else f"{section.text}\n"
    return replace(section, text=text, gap=section.gap or "\n")
