"""Which package of nixpkgs an expression of a Nix text names, as far as no evaluation is needed.

Pure.
"""

from __future__ import annotations

import re

from seedbed.formats.nix.nodes import Call, Join, Let, List, Name, Select, Set, Text, With
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    from seedbed.formats.nix.nodes import Binding, Function, Node

    Meaning: TypeAlias = "Bound | str"

PACKAGES = "nixpkgs"
"""What a name means that stands for all of nixpkgs."""
PACKAGE = "package"
"""What a name means that stands for the package of that name, as `callPackage` fills it in."""
ARGUMENT = "argument"
"""What any other argument of a function means."""

_FARTHEST = 20
"""How many names, each defined by the next, are followed."""
_SETS = re.compile(r"(nix)?pkgs([-_'A-Z0-9].*)?|[a-z]pkgs|[a-z]+Pkgs|(un)?stable|final|prev|super")
"""What people call nixpkgs."""
_NO_PACKAGES = frozenset(("builtins", "lib"))


@record
class Scope:
    """What names mean at one place.

    Attributes:
        names: what the innermost braces, `let`, or function gives.
        head: what the innermost `with` opens, if that is innermost.
        outer: the scope around it.
    """

    names: Mapping[str, Meaning]
    head: Node | None
    outer: Scope | None


@record
class Bound:
    """An expression with a name, and the scope in which it is read."""

    value: Node
    scope: Scope


TOP = Scope(names={}, head=None, outer=None)


def inside(bindings: Iterable[Binding], outer: Scope) -> Scope:
    """The scope that `let` or a recursive set makes."""
    names: dict[str, Meaning] = {}
    scope = Scope(names=names, head=None, outer=outer)
    for binding in bindings:
        name = binding.path[0]
        if isinstance(name, str) and len(binding.path) == 1:
            around = outer if binding.inherited else scope
            names[name] = Bound(value=binding.value, scope=around)
        elif isinstance(name, str):
            names.setdefault(name, ARGUMENT)
    return scope


def within(function: Function, outer: Scope, meaning: str = ARGUMENT) -> Scope:
    """The scope of what a function returns.

    Args:
        function: the function.
        outer: the scope around it.
        meaning: what its arguments mean, other than nixpkgs itself and those with a default.
    """
    names: dict[str, Meaning] = {
        name: ARGUMENT if default is not None or _SETS.fullmatch(name) else meaning
        for name, default in function.parameters
    }
    return Scope(names=names, head=None, outer=outer)


def opened(head: Node, outer: Scope) -> Scope:
    """The scope behind `with`."""
    return Scope(names={}, head=head, outer=outer)


def meaning(name: str, scope: Scope) -> Meaning | None:
    """What gives a name its meaning; None where only a `with` can."""
    around: Scope | None = scope
    while around:
        if name in around.names:
            return around.names[name]
        around = around.outer
    return None


def path_of(node: Node, scope: Scope, left: int = _FARTHEST) -> tuple[str, ...] | None:
    """The way to a part of nixpkgs: what the text calls nixpkgs, then names of attributes.

    Args:
        node: the expression, such as `pkgs.stdenv.cc`.
        scope: what names mean there.
        left: how many more names are followed.

    Returns:
        A way of one name is all of nixpkgs. None where the expression is something else, or where
        only an evaluation could tell.
    """
    if not left:
        return None
    if isinstance(node, Name):
        return _named(node.text, scope, left)
    if isinstance(node, Select):
        return _selected(node, scope, left)
    if isinstance(node, With):
        return path_of(node.body, opened(node.head, scope), left - 1)
    if isinstance(node, Let):
        return path_of(node.body, inside(node.bindings, scope), left - 1)
    if (
        isinstance(node, Call)
        and isinstance(node.function, Name)
        and node.function.text == "import"
    ):
        name = _source(node.arguments[0])
        return (name,) if name else None
    return None


def bound(node: Node, scope: Scope) -> Bound:
    """What a name stands for, if it has a value in the text; anything else is returned as it is."""
    for _ in range(_FARTHEST):
        found = meaning(node.text, scope) if isinstance(node, Name) else None
        if not isinstance(found, Bound):
            break
        node, scope = found.value, found.scope
    return Bound(value=node, scope=scope)


def last_name(node: Node) -> str:
    """The last name of a variable or of a path: what a function is called."""
    if isinstance(node, Name):
        return node.text
    if isinstance(node, Select) and isinstance(node.path[-1], str):
        return node.path[-1]
    return ""


def _named(name: str, scope: Scope, left: int) -> tuple[str, ...] | None:
    found = meaning(name, scope)
    if found == PACKAGES:
        return ("pkgs",)
    if found == PACKAGE:
        return ("pkgs", name)
    if isinstance(found, Bound):
        path = path_of(found.value, found.scope, left - 1)
        lists = isinstance(found.value, (List, Join, Set, With, Text))
        if path is None and not lists and _SETS.fullmatch(name):
            path = (name,)
        return (name,) if path and len(path) == 1 else path
    if _SETS.fullmatch(name):
        return (name,)
    around: Scope | None = None if found else scope
    while around:
        head = around.head
        if head is not None and last_name(head) not in _NO_PACKAGES:
            path = path_of(head, around.outer or TOP, left - 1)
            return None if path is None else (*path, name)
        around = around.outer
    return None


def _selected(node: Select, scope: Scope, left: int) -> tuple[str, ...] | None:
    names = list(node.path)
    if "legacyPackages" in names:
        at = names.index("legacyPackages")
        source = names[at - 1] if at else last_name(node.base)
        if not (isinstance(source, str) and _SETS.match(source)):
            return None
        by_system = not (isinstance(node.base, Name) and node.base.text == "inputs'")
        head: tuple[str, ...] | None = (source,)
        names = names[at + 1 + by_system :]
    else:
        head = path_of(node.base, scope, left - 1)
        first = names[0]
        if head and len(head) == 1 and not isinstance(first, str) and last_name(first) == "system":
            del names[0]  # `nixpkgsFor.${system}`
    rest = tuple(name for name in names if isinstance(name, str))
    return (*head, *rest) if head and len(rest) == len(names) else None


def _source(node: Node) -> str:
    """What `import` reads, if it is called as nixpkgs is; else an empty string."""
    if isinstance(node, Text):
        return "nixpkgs" if node.parts == ("<nixpkgs>",) else ""
    name = last_name(node)
    return name if _SETS.match(name) else ""
