"""Overlays in a Nix text: which packages are the text's own. Pure."""

from __future__ import annotations

from seedbed.formats.nix.nodes import Function, Let, List, Set, With, descendants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.formats.nix.nodes import Binding, Node

_ARGUMENTS = frozenset((("final", "prev"), ("self", "super"), ("", "prev"), ("", "super")))
"""What the two arguments of an overlay are called, without the underscore of an unused one."""


def own_packages(top: Node, text: str) -> set[str]:
    """The packages that a text's overlays add, other than those that they only change.

    Args:
        top: the text, parsed.
        text: what it says.
    """
    found = set()
    for binding in _overlaid(top):
        name = binding.path[0]
        value = text[binding.value.start : binding.value.end]
        if isinstance(name, str) and f"prev.{name}" not in value and f"super.{name}" not in value:
            found.add(name)
    return found


def overlays(top: Node) -> int | None:
    """Where nixpkgs gets overlays, counted in characters from 0; None where it gets none."""
    for node in descendants(top):
        for binding in node.bindings if isinstance(node, Set) else ():
            empty = isinstance(binding.value, List) and not binding.value.items
            if binding.path == ("overlays",) and not empty:
                return binding.start
    return None


def _overlaid(top: Node) -> Iterator[Binding]:
    """What the overlays of a text set."""
    for node in descendants(top):
        if not (isinstance(node, Function) and isinstance(node.body, Function)):
            continue
        pair = tuple(one.parameters[0][0].lstrip("_") for one in (node, node.body) if one.simple)
        if pair in _ARGUMENTS:
            body = node.body.body
            while isinstance(body, (Let, With)):
                body = body.body
            yield from body.bindings if isinstance(body, Set) else ()
