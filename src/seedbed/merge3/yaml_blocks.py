"""The three-way merge of YAML by key, in the existing text; pure.

Entries of mappings are merged by their keys, items of lists by what they are known by (the `id` of
a hook, the `uses` of a step). What only one side changed is taken as that side wrote it, with the
comments above it. Nothing is written anew, so the user's layout stays.
"""

from __future__ import annotations

from seedbed.formats.yaml_parts import (
    LIST,
    MAPPING,
    CannotPartError,
    Part,
    Parts,
    check_plain,
    flow_items,
    indented,
    inner_text,
    put_together,
    read_yaml,
    take_apart,
)
from seedbed.merge3.lines import is_clean, marked, merge_hunks
from seedbed.merge3.values import Conflict, Merger, is_same
from seedbed.merge3.yaml_items import CannotOrderError, ordered
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Path = tuple[str, ...]
    Three = tuple[Part | None, Part, Part]


def merge_yaml(base: str, ours: str, theirs: str, merger: Merger) -> str:
    """One text from three.

    Args:
        base: the text as generated last; empty when it was not.
        ours: as it stands there.
        theirs: as it would be generated now.
        merger: takes conflicts, and what stays though it is generated otherwise or no more.

    Raises:
        CannotPartError: when one is written in a way in which that cannot be done.
        ValueError: when one is no YAML.
    """
    for text in (base, ours, theirs):
        check_plain(text)
    ended = [f"{text}\n" if text[-1:] not in {"", "\n"} else text for text in (base, ours, theirs)]
    text, value = _Blocks(merger).merge((ended[0], ended[1], ended[2]), ())
    if not is_same(read_yaml(text), value):
        raise CannotPartError("the parts do not go together")
    return text


class _Blocks:
    """Merges one block of a text after the other."""

    def __init__(self, merger: Merger) -> None:
        self.merger = merger

    def merge(self, texts: tuple[str, str, str], path: Path) -> tuple[str, Any]:
        """A block from three, as text from the first column on, and what it says."""
        ours, theirs = take_apart(texts[1]), take_apart(texts[2])
        base = (
            take_apart(texts[0]) if texts[0].strip() else Parts(kind=ours.kind, parts=[], tail=[])
        )
        if not base.kind == ours.kind == theirs.kind:
            raise CannotPartError("a mapping is a list on another side")
        merge = self._entries if ours.kind == MAPPING else self._items
        parts = merge((base, ours, theirs), path)
        if parts and not (ours.parts[0].lead and not ours.parts[0].lead[0].strip()):
            lead = parts[0].lead
            while lead and not lead[0].strip():  # it was between two parts
                lead = lead[1:]
            parts[0] = replace(parts[0], lead=lead)
        tail = self._comments((base.tail, ours.tail, theirs.tail), path)
        text = put_together(Parts(kind=ours.kind, parts=parts, tail=tail))
        if ours.kind == LIST:
            return text, [part.says for part in parts]
        return text, {part.key: part.says for part in parts}

    def _entries(self, sides: tuple[Parts, Parts, Parts], path: Path) -> list[Part]:
        was, stand, new = ({part.key: part for part in side.parts} for side in sides)
        found = []
        for key, part in stand.items():
            one = self._one(was.get(key), part, new.get(key), MAPPING, (*path, str(key)))
            found += [one] if one else []
        keys = list(new)
        for at, (key, part) in enumerate(new.items()):
            if key in was and key not in stand and not is_same(was[key].says, part.says):
                self.merger.removed.append((*path, str(key)))
            if key not in was and key not in stand:
                places = [one.key for one in found]
                before = [places.index(name) + 1 for name in keys[:at] if name in places]
                found.insert(before[-1] if before else 0, part)
        return found

    def _items(self, sides: tuple[Parts, Parts, Parts], path: Path) -> list[Part]:
        found: list[Part] = []
        for was, stands, new in ordered(*(side.parts for side in sides)):
            part = stands or new or was
            here = (*path, str(part.key[1])) if part else path
            if stands is not None:
                one = self._one(was, stands, new, LIST, here)
                found += [one] if one else []
            elif was is None and new is not None:
                found.append(new)
            elif was is not None and new is not None and not is_same(was.says, new.says):
                self.merger.removed.append(here)
        return found

    def _one(
        self, was: Part | None, stands: Part, new: Part | None, kind: str, path: Path
    ) -> Part | None:
        """What becomes of a part that stands there; None when it goes."""
        if new is None:
            if was is None:
                return stands
            if is_same(stands.says, was.says):
                return None
            self.merger.orphaned.append(path)
            return stands
        lead = self._comments((was.lead if was else new.lead, stands.lead, new.lead), path)
        if was and new.body == was.body:
            part = stands
        elif was and stands.body == was.body:
            part = new
        elif was and is_same(new.says, was.says):
            part = self._worded((was, stands, new), kind, path)
        elif is_same(stands.says, new.says):
            part = stands
        else:
            part = self._inner((was, stands, new), kind, path)
        return replace(part, lead=lead)

    def _worded(self, three: tuple[Part, Part, Part], kind: str, path: Path) -> Part:
        """A part of which the template has changed no value: its comments, or its layout."""
        was, stands, new = three
        if all(one.place[1] and len(one.body) == 1 for one in three):
            value = stands.body[0][slice(*stands.place)]
            return _with_value(stands, value, self._behind(_ends(three), path), stands.says)
        if all(one.nested for one in three):
            merger = Merger(theirs=self.merger.theirs)
            try:
                part = _Blocks(merger).nested(three, kind, path)
            except (CannotOrderError, CannotPartError):
                part = stands
            if is_same(part.says, stands.says):
                self.merger.comments += merger.comments
                return part
        said = {line.strip() for line in (*was.body, *stands.body)}
        if any("#" in line and line.strip() not in said for line in new.body):
            self.merger.comments.append(path)
        return stands

    def _inner(self, three: Three, kind: str, path: Path) -> Part:
        """A part that both sides changed, each in its own way."""
        was, stands, new = three
        if stands.nested and new.nested:
            try:
                return self.nested(three, kind, path)
            except CannotOrderError:
                return self._clash(stands, new, path)
        there = [one for one in three if one]
        if all(one.place[1] and len(one.body) == 1 for one in there):
            return self._on_a_line(three, path)
        if was and is_same(stands.says, was.says):
            return new
        if was and all(isinstance(one.says, str) for one in there):
            hunks = merge_hunks(*("".join(one.body) for one in there))
            text = marked(hunks) if is_clean(hunks) else ""
            if text:
                (inner,) = take_apart(text).parts
                return replace(stands, body=inner.body, says=inner.says)
        return self._clash(stands, new, path)

    def nested(self, three: Three, kind: str, path: Path) -> Part:
        inner = [inner_text(one, kind) if one and one.nested else ("", [], 0) for one in three]
        texts = ["".join(lines) for _, lines, _ in inner]
        text, value = self.merge((texts[0], texts[1], texts[2]), path)
        heads = [head for head, _, _ in inner]
        head = self._behind((heads[0] if three[0] else heads[2], heads[1], heads[2]), path)
        lines = indented(text, inner[1][2], dash=kind == LIST)
        return replace(three[1], body=[head, *lines] if head else lines, says=value)

    def _on_a_line(self, three: Three, path: Path) -> Part:
        """A value on one line: the value by itself, and what stands behind it."""
        was, stands, new = three
        (start, end), line = stands.place, stands.body[0]
        rest = self._behind(_ends(three), path)
        written = {0: line[start:end], 1: new.body[0][slice(*new.place)]}
        if was and is_same(was.says, stands.says):
            return _with_value(stands, written[1], rest, new.says)
        if was and isinstance(stands.says, list) and isinstance(new.says, list):
            merger = Merger()
            value = merger.merge(was.says, stands.says, new.says)
            sources = {**flow_items(written[1]), **flow_items(written[0])}
            if not merger.conflicts and all(repr(item) in sources for item in value):
                text = ", ".join(sources[repr(item)] for item in value)
                return _with_value(stands, f"[{text}]", rest, value)
        return self._clash(stands, new, path)

    def _comments(self, three: tuple[list[str], list[str], list[str]], path: Path) -> list[str]:
        """The comments above a part; where both sides changed the same lines, the user's."""
        base, ours, theirs = three
        hunks = merge_hunks("".join(base), "".join(ours), "".join(theirs))
        if is_clean(hunks):
            return marked(hunks).splitlines(keepends=True)
        self.merger.comments.append(path)
        return theirs if self.merger.theirs else ours

    def _behind(self, three: tuple[str, str, str], path: Path) -> str:
        """The rest of a line, behind a value or a key; where both sides changed it, the user's."""
        base, ours, theirs = three
        if ours in {base, theirs}:
            return theirs
        if theirs == base:
            return ours
        self.merger.comments.append(path)
        return theirs if self.merger.theirs else ours

    def _clash(self, stands: Part, new: Part, path: Path) -> Part:
        self.merger.conflicts.append(Conflict(path=path, ours=stands.says, theirs=new.says))
        return new if self.merger.theirs else stands


def _ends(three: Three) -> tuple[str, str, str]:
    """What stands behind the values of parts on one line."""
    was, stands, new = (one.body[0][one.place[1] :] if one else "" for one in three)
    return was if three[0] else new, stands, new


def _with_value(part: Part, text: str, rest: str, value: Any) -> Part:
    line = part.body[0][: part.place[0]] + text + rest
    return replace(part, body=[line], says=value)
