"""A structured file in the making: what it holds, and where each value came from."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Address = tuple[str, ...]


class Document:
    """Tables that remember which fields of a Project each of their values came from.

    This one is written as TOML; a subclass with a `render` of its own writes something else.

    Attributes:
        root: the tables, nested.
        sources: key of the file to the addresses in the Project, such as `("tasks", "train")`,
            that its value was made from.
    """

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self.sources: dict[Address, tuple[Address, ...]] = {}

    def put(self, path: Address, value: Any, *sources: Address) -> None:
        """Set one key, making the tables above it."""
        table = self.root
        for part in path[:-1]:
            table = table.setdefault(part, {})
        table[path[-1]] = value
        self.sources[path] = sources

    def put_tree(self, path: Address, value: Any, source: Address) -> None:
        """Set all keys below a table, each with its own address below `source`."""
        if isinstance(value, dict) and value:
            for name, item in value.items():
                self.put_tree((*path, name), item, (*source, name))
        else:
            self.put(path, value, source)

    def render(self, notes: Mapping[str, str]) -> str:
        """The file's text.

        Args:
            notes: dotted key to the comment above it.
        """
        from seedbed.formats import toml

        return toml.dumps(self.root, notes)

    def origins(
        self, givers: Mapping[Address, Iterable[str]], default: str
    ) -> dict[str, tuple[str, ...]]:
        """For each dotted key, the layers that gave its value.

        Args:
            givers: address in the Project to the layers that gave it.
            default: what to name for an address that no layer gave.
        """
        from seedbed.formats.toml import dotted

        found = {}
        for path, sources in self.sources.items():
            named = [giver for source in sources for giver in givers.get(source, (default,))]
            found[dotted(path)] = tuple(dict.fromkeys(named)) or (default,)
        return found
