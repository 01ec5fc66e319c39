"""Where the keys of a TOML text stand: in which section, on which lines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.formats.toml_edit.parts import Entry, Part

    Path = tuple[str, ...]


class Node:
    """A table, or a key that holds a value.

    Attributes:
        children: what is below it, by name.
        entry: the key, if it holds a value.
        header: the section of a table that has one.
        elements: the sections of each element of an array of tables.
        home: the section in which a table stands as dotted keys.
        last_entry: the last of these.
        first: the first section with something of it.
        last: the last one.
    """

    __slots__ = ("children", "elements", "entry", "first", "header", "home", "last", "last_entry")

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}
        self.entry: Entry | None = None
        self.header: Part | None = None
        self.elements: list[list[Part]] = []
        self.home: Part | None = None
        self.last_entry: Entry | None = None
        self.first: Part | None = None
        self.last: Part | None = None

    @property
    def is_dotted(self) -> bool:
        """Whether it is a table that stands as dotted keys, and in no section of its own."""
        return self.home is not None and self.header is None

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing."""
        return not (self.children or self.entry or self.elements)


class Tree:
    """The keys of some sections.

    Args:
        parts: the sections.
        above: the key of what they are about, if that is an element of an array of tables.
        notes: the comments that keys and tables get which are added, by their keys.

    Attributes:
        above: as given.
        notes: as given.
        root: what holds all keys.
    """

    def __init__(
        self, parts: Iterable[Part], above: Path = (), notes: Mapping[Path, str] | None = None
    ) -> None:
        self.above = above
        self.notes = notes or {}
        self.root = Node()
        for part in parts:
            self._take(part)

    def along(self, path: Path) -> list[Node]:
        """The root, and what is there of a key and the tables that it is in."""
        nodes = [self.root]
        for name in path:
            node = nodes[-1].children.get(name)
            if node is None:
                break
            nodes.append(node)
        return nodes

    def below(self, part: Part, path: Path) -> Path:
        """How a key is called in a section."""
        return (*self.above, *path)[len(part.path) :]

    def add_part(self, part: Part, path: Path, behind: Part) -> Node:
        """Add a section right behind another one.

        Args:
            part: the section.
            path: the key that it is about.
            behind: the other one.

        Returns:
            What stands for that key.
        """
        behind.follow(part)
        nodes = [self.root]
        for name in path:
            nodes.append(nodes[-1].children.setdefault(name, Node()))
        for node in nodes:
            if node.last is None or node.last is behind:
                node.last = part
            if node.first is None or node.first is part.next:
                node.first = part
        return nodes[-1]

    def add_entry(self, part: Part, entry: Entry, behind: Entry | None = None) -> None:
        """Add a key to a section: behind another one, else behind the last one."""
        if behind is None:
            part.append(entry)
        else:
            part.insert(entry, behind)
        self._take_entry(self.along(part.path[len(self.above) :])[-1], part, entry)

    def _take(self, part: Part) -> None:
        """Note where a section and its keys stand."""
        path = part.path[len(self.above) :]
        node = self.root
        node.first, node.last = node.first or part, part
        for depth, name in enumerate(path, 1):
            node = node.children.setdefault(name, Node())
            node.first, node.last = node.first or part, part
            if node.elements and not (part.is_array and depth == len(path)):
                node.elements[-1].append(part)
                return
        if part.is_array and path:
            node.elements.append([part])
            return
        node.header = part
        for entry in part.entries:
            self._take_entry(node, part, entry)

    def _take_entry(self, node: Node, part: Part, entry: Entry) -> None:
        """Note where a key stands, below the table of its section."""
        for name in entry.path[:-1]:
            node = node.children.setdefault(name, Node())
            node.home, node.last_entry = part, entry
            node.first, node.last = node.first or part, part
        name = entry.path[-1]
        node.children.setdefault(name, Node()).entry = entry
