"""Which layers gave a file, or a key of it; pure."""

from __future__ import annotations

import re

from seedbed.formats.keys import split_key
from seedbed.layers.library import load_library
from seedbed.managers.registry import load_dialect
from seedbed.model.names import canonical
from seedbed.render.combine import CHOICES, merge
from seedbed.render.compose import bound_to
from seedbed.render.sections import SECTIONED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.formats.keys import Parts
    from seedbed.layers.library import Library
    from seedbed.model.choices import Choices
    from seedbed.model.tree import Tree

    Givers = tuple[str, ...]

_NAMED = ("dependencies", "system_packages")
"""Fields of the model whose addresses hold a package's name."""


def givers_of_file(tree: Tree, path: str) -> Givers:
    """The layers that gave a file of a tree, sorted, with the user's choices at the end."""
    keys = tree.keys.get(path, {})
    found = {name for names in keys.values() for name in names} or {tree.files[path].layer}
    return tuple(sorted(found - {CHOICES})) + ((CHOICES,) if CHOICES in found else ())


def givers_of_key(
    choices: Choices, tree: Tree, path: str, parts: Parts, library: Library | None = None
) -> Givers:
    """The layers that gave a key of a file; none when it is not generated.

    Args:
        choices: what was picked.
        tree: the files for these choices.
        path: the file.
        parts: the key, one part for each level.
        library: the layers to take; those that came with seedbed when left out.
    """
    library = load_library() if library is None else library
    if path in SECTIONED.values():
        return _of_section(choices, tree, path, parts, library)
    if path.endswith(".json"):
        return _in_json(tree, path, parts)
    recorded = {split_key(key): givers for key, givers in tree.keys.get(path, {}).items()}
    for length in range(len(parts), 0, -1):
        if givers := recorded.get(parts[:length]):
            return _of_item(choices, path, parts[:length], parts[length:], library) or givers
    below = [givers for key, givers in recorded.items() if key[: len(parts)] == parts]
    named = dict.fromkeys(name for givers in below for name in givers)
    return tuple(named) if named or recorded else (tree.files[path].layer,)


def givers_of_line(tree: Tree, path: str, line: str) -> Givers:
    """The layers that gave a line of `.gitignore` or `.gitattributes`, or a section of a page."""
    return tree.keys.get(path, {}).get(line, ())


def _in_json(tree: Tree, path: str, parts: Parts) -> Givers:
    """In JSON, only the keys at the top have givers of their own, and these may hold dots."""
    keys = tree.keys.get(path, {})
    if not keys:
        return (tree.files[path].layer,)
    return keys.get(parts[0], ())


def _of_item(choices: Choices, path: str, key: Parts, rest: Parts, library: Library) -> Givers:
    """The layers that gave one requirement of a list; none when that cannot be told."""
    if not rest:
        return ()
    merged = merge(bound_to(choices, library))
    document = load_dialect(choices.manager).write(merged.project)[path]
    name = canonical(rest[0])
    sources = [
        address
        for address in document.sources.get(key, ())
        if address[0] in _NAMED and name in map(canonical, address[2:3])
    ]
    named = [giver for one in sources for giver in merged.origins.get(one, (CHOICES,))]
    return tuple(dict.fromkeys(named))


def _of_section(choices: Choices, tree: Tree, path: str, parts: Parts, library: Library) -> Givers:
    """The layers in whose sections the key is; a section has one giver."""
    kind = next(kind for kind, its in SECTIONED.items() if its == path)
    key = re.compile(rf"""^[ -]*["']?{re.escape(parts[-1])}["']?:(?:\s|$)""", re.MULTILINE)
    layers = bound_to(choices, library).layers
    found = [
        layer.name
        for layer in layers
        for text in layer.sections.get(kind, {}).values()
        if key.search(text)
    ]
    return tuple(dict.fromkeys(found)) or givers_of_file(tree, path)
