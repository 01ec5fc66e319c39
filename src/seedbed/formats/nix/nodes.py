"""What a Nix text consists of."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Node: TypeAlias = (
        "Name | Text | List | Set | Let | With | Function | Call | Select | Join | Other"
    )
    Part: TypeAlias = "str | Node"
    """A name in a path of attributes; or what is only known when Nix evaluates it."""


@record
class Name:
    """A variable."""

    text: str
    start: int
    end: int


@record
class Text:
    """A string, a path, or an address: what is written, and what is filled in between."""

    parts: tuple[Part, ...]
    start: int
    end: int


@record
class List:
    """`[ … ]`."""

    items: tuple[Node, ...]
    start: int
    end: int


@record
class Binding:
    """`path = value;`, in a set or in `let`; `inherit` gives one for each name.

    Attributes:
        path: the names before the equals sign.
        value: what they get.
        inherited: whether the value is looked up outside, even where the set is recursive.
        start: where it stands.
    """

    path: tuple[Part, ...]
    value: Node
    start: int
    inherited: bool = False


@record
class Set:
    """`{ … }` or `rec { … }`."""

    bindings: tuple[Binding, ...]
    recursive: bool
    start: int
    end: int


@record
class Let:
    """`let … in body`."""

    bindings: tuple[Binding, ...]
    body: Node
    start: int
    end: int


@record
class With:
    """`with head; body`."""

    head: Node
    body: Node
    start: int
    end: int


@record
class Function:
    """`name: body` or `{ names }: body`.

    Attributes:
        parameters: the names that it gives to its argument or its parts, with their defaults.
        simple: whether there is one name without braces.
        body: what it returns.
    """

    parameters: tuple[tuple[str, Node | None], ...]
    simple: bool
    body: Node
    start: int
    end: int


@record
class Call:
    """A function before its arguments."""

    function: Node
    arguments: tuple[Node, ...]
    start: int
    end: int


@record
class Select:
    """`base.path`, perhaps with `or` and a default."""

    base: Node
    path: tuple[Part, ...]
    otherwise: Node | None
    start: int
    end: int


@record
class Join:
    """Lists with `++` between them."""

    parts: tuple[Node, ...]
    start: int
    end: int


@record
class Other:
    """Anything else: numbers, conditions, and operators, with what they consist of."""

    parts: tuple[Node, ...]
    start: int
    end: int


def children(node: Node) -> tuple[Node, ...]:
    """What a node consists of, in the order in which it stands there."""
    if isinstance(node, List):
        return node.items
    if isinstance(node, (Join, Other)):
        return node.parts
    if isinstance(node, Call):
        return (node.function, *node.arguments)
    if isinstance(node, (Set, Let)):
        inner = [
            part
            for binding in node.bindings
            for part in (*binding.path, binding.value)
            if not isinstance(part, str)
        ]
        return (*inner, node.body) if isinstance(node, Let) else tuple(inner)
    if isinstance(node, With):
        return (node.head, node.body)
    if isinstance(node, Function):
        defaults = [default for _, default in node.parameters if default is not None]
        return (*defaults, node.body)
    if isinstance(node, Text):
        return tuple(part for part in node.parts if not isinstance(part, str))
    if isinstance(node, Select):
        inner = [part for part in node.path if not isinstance(part, str)]
        return (node.base, *inner, *([node.otherwise] if node.otherwise else []))
    return ()


def descendants(node: Node) -> list[Node]:
    """A node and all that it consists of, in the order in which they stand there."""
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += reversed(children(one))
    return found
