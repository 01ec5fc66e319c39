"""Sets and removes keys in a parsed TOML text."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.alike import same, steps
from seedbed.formats.toml_edit.brackets import set_keys, set_value, written
from seedbed.formats.toml_edit.changes import GONE, CannotEditError
from seedbed.formats.toml_edit.parts import Entry, Part
from seedbed.formats.toml_edit.scan import items
from seedbed.formats.toml_edit.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from seedbed.formats.toml_edit.tree import Node

    Path = tuple[str, ...]


def change(tree: Tree, changes: Iterable[tuple[Path, Any]]) -> None:
    """Set keys, or remove them.

    Args:
        tree: the keys of the text.
        changes: keys with their new values, or with `GONE`, in order.

    Raises:
        CannotEditError: when one stands where no key can.
    """
    inside: dict[Path, dict[Path, Any]] = {}  # in each inline table, which is edited at once
    for path, value in changes:
        at = len(tree.along(path)) - 1
        if at < len(path) and _inline_table(tree, path[:at]):
            inside.setdefault(path[:at], {})[path[at:]] = value
        else:
            _change(tree, path, value)
    for path, keys in inside.items():
        if entry := _inline_table(tree, path):
            entry.value = set_keys(entry.value, keys)
            if GONE in keys.values() and not items(entry.value)[0]:
                _remove(tree, path)
            continue
        for rest, value in keys.items():
            _change(tree, (*path, *rest), value)


def _inline_table(tree: Tree, path: Path) -> Entry | None:
    """The key at a path, if it holds an inline table."""
    nodes = tree.along(path)
    entry = nodes[-1].entry if len(nodes) > len(path) else None
    return entry if entry and entry.value.startswith("{") else None


def _change(tree: Tree, path: Path, value: Any) -> None:
    if value is GONE:
        _remove(tree, path)
    else:
        _set(tree, path, value)


def _set(tree: Tree, path: Path, value: Any) -> None:
    nodes = tree.along(path)
    node = nodes[-1]
    rest = path[len(nodes) - 1 :]
    if node.entry and rest:
        raise CannotEditError(f"{node.entry.key.rstrip(' =')} is not a table")
    if node.entry:
        node.entry.value = set_value(node.entry.value, node.entry.key, value)
    elif rest and node.elements:
        raise CannotEditError(f"{toml.dotted(path[: -len(rest)])} is an array of tables")
    elif rest:
        _add(tree, nodes, path, value)
    elif node.elements and isinstance(value, list) and value and _are_tables(value):
        _set_elements(tree, path, node, value)
    elif isinstance(value, dict) and value and not node.elements:
        _set_table(tree, path, value)
    else:  # the sections around it stay, with their comments
        _take_out(node)
        del nodes[-2].children[path[-1]]
        _set(tree, path, value)


def _set_table(tree: Tree, path: Path, value: Mapping[str, Any]) -> None:
    """Make a table hold other keys, with as few changes as will do."""
    for name, item in value.items():
        _set(tree, (*path, name), item)
    for name in [*tree.along(path)[-1].children]:
        if name not in value:
            _remove(tree, (*path, name))


def _add(tree: Tree, nodes: list[Node], path: Path, value: Any) -> None:
    """Add a key beside its siblings.

    Args:
        tree: the keys of the text.
        nodes: the root, and the tables on the way to it that are there.
        path: the key.
        value: its value.
    """
    is_section = isinstance(value, dict) and not isinstance(value, toml.Inline)
    if is_section and value:
        for name, item in value.items():
            _set(tree, (*path, name), item)
        return
    table = nodes[-1]
    depth = len(nodes) - 1
    if table.is_dotted:
        _add_dotted(tree, table, path, value)
    elif depth == len(path) - 1 and not is_section:
        part = table.header or _add_header(tree, table, path[:-1])
        tree.add_entry(part, _entry(tree, part, path, value, part.last))
    elif (sibling := _last_table(table)) and sibling.home and sibling.home is table.header:
        _add_dotted(tree, sibling, path, value)
    elif table.last:
        own = path if is_section else path[:-1]
        part = _part(tree, own)
        tree.add_part(part, own, table.last).header = part
        if not is_section:
            tree.add_entry(part, _entry(tree, part, path, value))


def _add_dotted(tree: Tree, sibling: Node, path: Path, value: Any) -> None:
    """Add a dotted key behind those of a table."""
    part, last = sibling.home, sibling.last_entry
    if part and last:
        tree.add_entry(part, _entry(tree, part, path, value, last), last)


def _add_header(tree: Tree, table: Node, path: Path) -> Part:
    """Add the section of a table that had none, before what is below it."""
    part = _part(tree, path)
    before = table.first and table.first.previous
    if not before:
        raise CannotEditError(f"{toml.dotted(path)} has no place")
    tree.add_part(part, path, before).header = part
    return part


def _last_table(table: Node) -> Node | None:
    """The last table below a table, if there is one."""
    tables = (node for node in reversed(table.children.values()) if not node.entry)
    return next(tables, None)


def _part(tree: Tree, path: Path) -> Part:
    """A new section."""
    full = (*tree.above, *path)
    return Part(full, f"{tree.notes.get(full, '')}[{toml.dotted(full)}]\n", is_new=True)


def _entry(tree: Tree, part: Part, path: Path, value: Any, near: Entry | None = None) -> Entry:
    """A new key of a section, spaced like another one."""
    indent = near.indent if near else ""
    below = tree.below(part, path)
    equals = "=" if near and near.key.endswith("=") and near.key[-2:-1] not in " \t" else " = "
    key = f"{indent}{toml.dotted(below)}{equals}"
    lines = tree.notes.get((*tree.above, *path), "").splitlines(keepends=True)
    above = "".join(f"{indent}{line.lstrip()}" for line in lines)
    return Entry(below, key, written(key, value), "\n", above)


def _remove(tree: Tree, path: Path) -> None:
    nodes = tree.along(path)
    node = nodes[-1]
    rest = path[len(nodes) - 1 :]
    if not rest:
        _take_out(node)
    for above, below, name in reversed([*zip(nodes, nodes[1:], path, strict=False)]):
        if not below.is_empty:
            _drop_bare(below.header)
            break
        if below.header:
            below.header.gone = True
        del above.children[name]


def _drop_bare(part: Part | None) -> None:
    """Take out a header that has lost its last key: the tables below it have their own."""
    if part is None or part.last is None or not part.last.gone:
        return
    if not all(entry.gone for entry in part.entries):
        return
    if "#" not in part.header and not part.rest.strip():
        part.gone = True


def _take_out(node: Node) -> None:
    """Take out all lines of a table or a key."""
    for child in node.children.values():
        _take_out(child)
    if node.entry:
        node.entry.gone = True
    for parts in node.elements:
        _drop(parts)
    if node.header:
        node.header.gone = True
    node.children, node.entry, node.elements = {}, None, []


def _are_tables(value: list[Any]) -> bool:
    return all(isinstance(item, dict) for item in value)


def _set_elements(tree: Tree, path: Path, node: Node, wanted: list[Any]) -> None:
    """Make an array of tables hold other elements; those that stay are edited where they stand."""
    full = (*tree.above, *path)
    have = [_said(parts, full) for parts in node.elements]
    behind = node.elements[0][0].previous
    elements: list[list[Part]] = []
    for old, new, stay in steps(have, wanted):
        for number, at in enumerate(old):
            parts = node.elements[at]
            behind = parts[-1]
            if not stay:
                _drop(parts)
                continue
            elements.append(parts)
            if not same(have[at], wanted[new[number]]):
                inner = Tree(parts, full)
                _set_table(inner, (), wanted[new[number]])
                behind = inner.root.last or behind
        for at in () if stay else new:
            if behind:
                behind = _add_element(tree, path, wanted[at], behind)
                elements.append([behind])
    node.elements = elements


def _add_element(tree: Tree, path: Path, item: Mapping[str, Any], behind: Part) -> Part:
    """Add an element of an array of tables behind a section."""
    full = (*tree.above, *path)
    part = Part(full, f"[[{toml.dotted(full)}]]\n", is_new=True)
    for name, value in item.items():
        part.append(_entry(tree, part, (*path, name), value))
    tree.add_part(part, path, behind)
    return part


def _drop(parts: list[Part]) -> None:
    for part in parts:
        part.gone = True


def _said(parts: list[Part], path: Path) -> Any:
    """What an element of an array of tables says."""
    said: Any = toml.loads("".join(f"{part.text}\n" for part in parts))
    for name in path:
        said = said[0] if isinstance(said, list) else said
        said = said[name]
    return said[0]
