"""Brings back what was set aside of a manifest, but for what was edited meanwhile; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.other_reader import refusal
from seedbed.formats.toml_edit import sections
from seedbed.formats.toml_edit.edit import (
    GONE,
    CannotEditError,
    differences,
    edit,
    expected,
    leaves,
)
from seedbed.merge3.values import MISSING
from seedbed.model.record import record, replace
from seedbed.update.aside import END, TOP, Aside, checksum, entries, is_below, is_own
from seedbed.update.index_tables import with_names
from seedbed.update.returning import Said, get, is_requirements, requirements, taken, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import Any

    from seedbed.formats.toml_edit.sections import Section

    Path = tuple[str, ...]


@record
class Restored:
    """A text into which came back what was set aside.

    Attributes:
        text: the text.
        back: the keys that came back: to what would stand there without, and what stands there.
        edited: the manager's keys that did not, because what the switch had made of them was
            edited; to what was set aside.
        refused: those that did not, because the manager would refuse the manifest with them.
        merged: those that came back with what was edited meanwhile.
    """

    text: str
    back: Mapping[Path, tuple[Any, Any]] = {}
    edited: Mapping[Path, Any] = {}
    refused: Mapping[Path, Any] = {}
    merged: frozenset[Path] = frozenset()

    def kept(self, tables: Collection[Path]) -> dict[Path, Any]:
        """What stays aside of a manager's own tables; what others read is as it was edited."""
        found = {**self.edited, **self.refused}
        own = {path: value for path, value in found.items() if is_below(path, tables)}
        return {path: value for path, value in own.items() if value is not MISSING}


_NOTHING = Said()


def restore(
    aside: Aside,
    text: str,
    tables: Collection[Path],
    accepts: Callable[[dict[str, Any]], bool] = lambda _: True,
    said: Said = _NOTHING,
) -> Restored:
    """A text with what was set aside, but for what was edited meanwhile.

    Args:
        aside: what was set aside.
        text: what the return makes without it.
        tables: the keys of the manager's own tables.
        accepts: whether the manager reads a manifest that says something.
        said: what the manager's own tables and files say, and were edited to say.
    """
    now, sides = toml.loads(text), _sides(aside, tables)
    changes: dict[Path, Any] = {}
    edited: dict[Path, Any] = {}
    for path, (instead, stood) in sides.items():
        stands = get(now, path)
        if is_requirements(path):
            value = requirements(instead, stood, stands, said.at(path))
        else:
            own = said.instead.get(path, value_of(path, instead, stood, stands))
            value = with_names(own, stands, now)
        if value is None:  # what all managers read is as it was edited
            edited |= {} if path in aside.shared else {path: stood}
        elif value is not stands and value != stands:
            changes[path] = GONE if value is MISSING else value
    fitting = taken(now, changes, accepts)
    wanted = expected(now, fitting)
    return Restored(
        text=_laid_out(aside, (text, fitting), wanted, tables),
        back={path: (get(now, path), get(wanted, path)) for path in fitting},
        edited=edited,
        refused={path: sides[path][1] for path in changes if path not in fitting},
        merged=frozenset(path for path in fitting if get(wanted, path) != sides[path][1]),
    )


def _sides(aside: Aside, tables: Collection[Path]) -> dict[Path, tuple[Any, Any]]:
    """What would come back without what was set aside, and what that was, by key."""
    stood = entries(aside.table, tables)
    asked = [path for path in stood if is_below(path, aside.only)]
    sides = {
        path: (aside.translated.get(path, MISSING), stood.get(path, MISSING))
        for path in dict.fromkeys((*asked, *aside.translated))
    }
    kept = {path: (MISSING, value) for path, value in aside.kept.items()}
    return {**kept, **sides, **{key: (one.instead, one.stood) for key, one in aside.shared.items()}}


_MOST_EDITS = 100
"""Edits of a text that is laid out as it stood; where more are needed, layout is no matter."""


def _laid_out(
    aside: Aside, changed: tuple[str, dict[Path, Any]], wanted: Any, tables: Collection[Path]
) -> str:
    """The text that says what is wanted, with the manager's tables as they stood where it can."""
    text, changes = changed
    try:
        laid = sections.join(_assembled(aside, text, wanted, tables))
        different = differences(toml.loads(laid), wanted)
        if len(different) <= _MOST_EDITS:
            laid = edit(laid, different) if different else laid
            laid = _as_laid_out(aside, laid, tables)
            if toml.loads(laid) == wanted and (not refusal(laid) or refusal(text)):
                return sections.ended_like(laid, text)
    except (ValueError, CannotEditError):
        pass
    return edit(text, changes) if changes else text


def _as_laid_out(aside: Aside, text: str, tables: Collection[Path]) -> str:
    """A text in which everything is back, with the sections that all read laid out as they stood.

    A switch compares them once everything is back, too: what it had taken out of a list may have
    stood there with a comment of its own.
    """
    layouts = {layout.header: layout for layout in aside.layouts}
    *found, last = sections.split(text)
    parts = [*found, sections.opened(last)]
    for place, section in enumerate(parts):
        layout = layouts.get(section.header)
        fits = layout and checksum(section.text) == layout.instead
        if layout and fits and not is_own(section, tables):
            parts[place] = replace(section, text=layout.text)
    return sections.join(parts) if layouts else text


def _assembled(aside: Aside, text: str, wanted: Any, tables: Collection[Path]) -> list[Section]:
    """The sections of a text, with those that were set aside where they stood."""
    stored = aside.table
    blocks = [(block, sections.split(block.text)) for block in aside.blocks]
    headers = {one.header for _, block in blocks for one in block}
    *now, last = sections.split(text)
    found: list[Section] = []
    for section in [*now, sections.opened(last)]:
        if is_own(section, tables):
            told = section.header in headers or _is_told(section, stored)
            if not told and get(wanted, section.path) is not MISSING:
                found.append(section)
        else:
            found.append(section)
    for block, parts in blocks:
        there = [section.header for section in found]
        at = len(found)
        if block.after in there:
            at -= there[::-1].index(block.after)
        elif block.after == TOP:
            at = 0
        if at and block.after != END:
            found[at - 1] = replace(found[at - 1], gap=block.before)
        found[at:at] = [one for one in parts if get(wanted, one.path) is not MISSING]
    return _ordered(found, aside.order)


def _ordered(found: list[Section], order: Iterable[str]) -> list[Section]:
    """Sections in the order that they had; one of which that says nothing follows what it did."""
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
