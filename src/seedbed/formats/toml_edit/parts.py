"""A TOML text taken apart into sections and their keys, so that some can be added or taken out.

A comment belongs to the key or the header right below it, or on whose line it stands. One that
stands apart, before a blank line, belongs to nothing and stays.
"""

from __future__ import annotations

from seedbed.formats.toml_edit import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str, ...]


class Entry:
    """A key with its value.

    Args:
        path: the key, below that of its section.
        key: what stands before the value on its first line.
        value: the value, as it is written.
        tail: what stands behind it: a comment, the line's end.
        above: blank lines and comments above it.

    Attributes:
        gone: whether it was taken out.
        next: the one behind it.
    """

    __slots__ = ("above", "gone", "key", "next", "path", "tail", "value")

    def __init__(self, path: Path, key: str, value: str, tail: str, above: str = "") -> None:
        self.path = path
        self.key = key
        self.value = value
        self.tail = tail
        self.above = above
        self.gone = False
        self.next: Entry | None = None

    @property
    def text(self) -> str:
        """All of its lines."""
        return f"{self.above}{self.key}{self.value}{self.tail}"

    @property
    def indent(self) -> str:
        """The blank space before it."""
        return self.key[: len(self.key) - len(self.key.lstrip(" \t"))]


class Part:
    """A section: its header, and all lines up to the next one.

    Args:
        path: the key of its table.
        header: its header, with the comments above it; empty for what stands before the first one.
        is_new: whether it was added.

    Attributes:
        path: as given.
        header: as given.
        is_new: as given.
        first: the first of its keys.
        last: the last of them.
        rest: the comments behind that.
        gap: the blank lines behind those.
        gone: whether it was taken out.
        previous: the part before it.
        next: the part behind it.
    """

    __slots__ = (
        "first", "gap", "gone", "header", "is_new", "last", "next", "path", "previous", "rest",
    )  # fmt: skip

    def __init__(self, path: Path, header: str, *, is_new: bool = False) -> None:
        self.path = path
        self.header = header
        self.is_new = is_new
        self.first: Entry | None = None
        self.last: Entry | None = None
        self.rest = self.gap = ""
        self.gone = False
        self.previous: Part | None = None
        self.next: Part | None = None

    @property
    def entries(self) -> Iterator[Entry]:
        """Its keys, in order; those that are gone too."""
        entry = self.first
        while entry:
            yield entry
            entry = entry.next

    @property
    def is_array(self) -> bool:
        """Whether it is an element of an array of tables."""
        *_, header = self.header.rstrip("\n").split("\n")
        return header.lstrip().startswith("[[")

    @property
    def text(self) -> str:
        """All of its lines, without the blank ones behind it."""
        found: list[str] = []
        apart = ""  # what entries that are gone leave
        for entry in self.entries:
            if entry.gone:
                apart = _joined(apart, own_comments(entry.above)[0])
                continue
            above = _joined(apart, entry.above)
            if not found and self.first and not self.first.above.startswith("\n"):
                above = above.lstrip("\n")
            found.append(above + entry.text[len(entry.above) :])
            apart = ""
        found = [self.header, *found]
        if apart.strip():
            found.append(f"{apart.rstrip()}\n")
        found.append(self.rest)
        pieces = [piece for piece in found if piece]
        return "".join([*map(_ended, pieces[:-1]), *pieces[-1:]])

    def append(self, entry: Entry) -> None:
        """Add a key behind the last one; comments behind that stay behind the new one."""
        if self.last:
            self.insert(entry, self.last)
            return
        if self.header:  # comments below it are about the table
            self.header = _ended(self.header) + self.rest
            self.rest = ""
        elif self.rest:
            entry.above = f"{_ended(self.rest)}\n"
            self.rest = ""
        self.first = self.last = entry

    def insert(self, entry: Entry, behind: Entry) -> None:
        """Add a key right behind another."""
        entry.next = behind.next
        behind.next = entry
        if behind is self.last:
            self.last = entry

    def follow(self, part: Part) -> None:
        """Add a part right behind this one."""
        part.previous, part.next = self, self.next
        if self.next:
            self.next.previous = part
        self.next = part


def take_apart(text: str) -> Part:
    """The sections of a text. The first, which has no header, may be empty; the others follow."""
    first = part = Part((), "")
    above = ""
    for statement in scan.statements(text):
        if statement.kind in {scan.BLANK, scan.COMMENT}:
            above += statement.text
        elif statement.kind == scan.HEADER:
            rest, own = own_comments(above)
            _close(part, rest)
            after = Part(statement.path, own + statement.text)
            part.follow(after)
            part = after
            above = ""
        else:
            start, end = statement.start, statement.end
            key, value, tail = (
                statement.text[a:b] for a, b in ((0, start), (start, end), (end, None))
            )
            entry = Entry(statement.path, key, value, tail, above)
            if part.last:
                part.last.next = entry
            else:
                part.first = entry
            part.last = entry
            above = ""
    _close(part, above)
    first.is_new = not first.text
    return first


def chain(first: Part) -> Iterator[Part]:
    """A part, and those behind it."""
    part: Part | None = first
    while part:
        yield part
        part = part.next


def put_together(first: Part) -> str:
    """The text of some sections, with blank lines around those that were added."""
    old = [part for part in chain(first) if not part.is_new]
    last = old[-1] if old else None
    texts: list[str] = []
    gaps: list[str] = []
    for part in chain(first):
        text = "" if part.gone else part.text
        if not text:
            continue
        gap = part.gap
        if part is last or (part.is_new and not texts):
            gap = "\n"
        elif part.is_new:
            gap = gaps[-1]
        texts.append(text)
        gaps.append(gap)
    if not texts:
        return ""
    gaps[-1] = last.gap if last else ""
    ended = [*map(_ended, texts[:-1]), texts[-1]]
    return "".join(text + gap for text, gap in zip(ended, gaps, strict=True))


def notes(text: str) -> dict[Path, str]:
    """The comments above the keys and the headers of a text, by key."""
    found: dict[Path, str] = {}
    for part in chain(take_apart(text)):
        lines = part.header.splitlines(keepends=True)
        if len(lines) > 1 and not part.is_array:
            found[part.path] = "".join(lines[:-1])
        for entry in part.entries:
            if own := own_comments(entry.above)[1]:
                found[(*part.path, *entry.path)] = own
    return found


def own_comments(above: str) -> tuple[str, str]:
    """What stands above something, as what stands apart from it and its own comments."""
    end = len(above)
    while end:
        start = above.rfind("\n", 0, end - 1) + 1
        if not above[start:end].strip():
            break
        end = start
    return above[:end], above[end:]


def _joined(apart: str, above: str) -> str:
    """What keys that are gone leave, and what stands above the next one; a blank line between."""
    if apart.strip():
        return apart.rstrip() + "\n\n" + above.lstrip("\n")
    return f"\n{above}" if apart and not above.startswith("\n") else above


def _close(part: Part, rest: str) -> None:
    """Give a section what stands behind its last key."""
    text = rest.rstrip()
    line = rest.find("\n", len(text))
    end = (len(rest) if line < 0 else line + 1) if text else 0
    part.rest, part.gap = rest[:end], rest[end:]


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
