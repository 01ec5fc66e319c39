"""Reads a Nix text: what it consists of, without what it means.

https://nix.dev/manual/nix/latest/language/
"""

from __future__ import annotations

from seedbed.formats.nix.cursor import Cursor
from seedbed.formats.nix.nodes import (
    Binding,
    Call,
    Function,
    Join,
    Let,
    List,
    Name,
    Other,
    Select,
    Set,
    Text,
    With,
)
from seedbed.formats.nix.tokens import (
    END,
    NAME,
    NUMBER,
    OPERATOR,
    PATH,
    QUOTE,
    TEXT,
    NixSyntaxError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.formats.nix.nodes import Node, Part

_DEEPEST = 60
"""How deep expressions may stand in each other."""
_LOOSE = frozenset(("//", "+", "-", "*", "/", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "->"))
_LOOSE |= {"|>", "<|"}
"""Operators other than `++`, which binds closer than all of them."""


def parse(text: str) -> Node:
    """The expression that a text is.

    Raises:
        NixSyntaxError: when it is none.
    """
    parser = _Parser(text)
    found = parser.expression()
    if parser.kind != END:
        raise parser.unexpected()
    return found


class _Parser(Cursor):
    """Reads expressions; `depth` is how many are open."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NixSyntaxError("it is nested too deeply", self.start)
        found = self._expression()
        self.depth -= 1
        return found

    def _expression(self) -> Node:
        start = self.start
        if self.took("with"):
            head = self.expression()
            self.take(";")
            return With(head=head, body=self.expression(), start=start, end=self.end)
        if self.here == "let" and self.later(1) != "{":
            self.take()
            bindings = self.bindings("in")
            return Let(bindings=bindings, body=self.expression(), start=start, end=self.end)
        if self.took("if"):
            parts = [self.expression()]
            for word in ("then", "else"):
                self.take(word)
                parts.append(self.expression())
            return Other(parts=tuple(parts), start=start, end=self.end)
        if self.took("assert"):
            condition = self.expression()
            self.take(";")
            return Other(parts=(condition, self.expression()), start=start, end=self.end)
        return self.function() if self.at_function() else self.operation()

    def at_function(self) -> bool:
        """Whether a function begins here."""
        if self.kind == NAME:
            return self.later(1) in (":", "@")
        if self.here != "{":
            return False
        if self.later(1) == "}":
            return self.later(2) in (":", "@")
        return self.later(1) == "..." or (
            self.all[self.at + 1][0] == NAME and self.later(2) in (",", "?", "}")
        )

    def function(self) -> Node:
        start = self.start
        simple = self.kind == NAME and self.later(1) == ":"
        parameters: list[tuple[str, Node | None]] = []
        while True:
            if self.kind == NAME:
                parameters.append((self.take(), None))
            else:
                parameters += self.pattern()
            if not self.took("@"):
                break
        self.take(":")
        body = self.expression()
        return Function(
            parameters=tuple(parameters), simple=simple, body=body, start=start, end=self.end
        )

    def pattern(self) -> list[tuple[str, Node | None]]:
        """The names between braces, with their defaults."""
        found: list[tuple[str, Node | None]] = []
        self.take("{")
        while not self.took("}"):
            if not self.took("..."):
                if self.kind != NAME:
                    raise self.unexpected()
                found.append((self.take(), self.expression() if self.took("?") else None))
            if self.here != "}":
                self.take(",")
        return found

    def operation(self) -> Node:
        start = self.start
        parts = [self.join()]
        while self.kind == OPERATOR and self.here in _LOOSE:
            self.take()
            parts.append(self.join())
        return parts[0] if len(parts) == 1 else Other(parts=tuple(parts), start=start, end=self.end)

    def join(self) -> Node:
        start = self.start
        parts = [self.unary()]
        while self.kind == OPERATOR and self.took("++"):
            parts.append(self.unary())
        return parts[0] if len(parts) == 1 else Join(parts=tuple(parts), start=start, end=self.end)

    def unary(self) -> Node:
        start = self.start
        signs = 0
        while self.kind == OPERATOR and self.here in ("!", "-"):
            self.take()
            signs += 1
        found = self.call()
        asked = self.kind == OPERATOR and self.took("?")
        if asked:
            self.attributes()
        return Other(parts=(found,), start=start, end=self.end) if signs or asked else found

    def call(self) -> Node:
        start = self.start
        function = self.selection()
        arguments = []
        while self.at_simple():
            arguments.append(self.selection())
        if not arguments:
            return function
        return Call(function=function, arguments=tuple(arguments), start=start, end=self.end)

    def at_simple(self) -> bool:
        """Whether something begins here that can be an argument."""
        if self.kind in (NAME, NUMBER, PATH, QUOTE):
            return True
        return self.here in ("(", "[", "{", "rec", "let") and self.kind != TEXT

    def selection(self) -> Node:
        start = self.start
        base = self.simple()
        if not (self.kind == OPERATOR and self.took(".")):
            return base
        path = self.attributes()
        otherwise = self.selection() if self.kind == NAME and self.took("or") else None
        return Select(base=base, path=path, otherwise=otherwise, start=start, end=self.end)

    def attributes(self) -> tuple[Part, ...]:
        """Names with dots between them."""
        found: list[Part] = []
        while True:
            found.append(self.attribute())
            if not (self.kind == OPERATOR and self.took(".")):
                return tuple(found)

    def attribute(self) -> Part:
        """One name of an attribute: plain, quoted, or only known when Nix evaluates it."""
        if self.kind == NAME:
            return self.take()
        if self.here == "${":
            return self.filled()
        if self.kind != QUOTE:
            raise self.unexpected()
        text = self.string()
        plain = [part for part in text.parts if isinstance(part, str)]
        return "".join(plain) if len(plain) == len(text.parts) else text

    def simple(self) -> Node:
        start, kind = self.start, self.kind
        if kind == NAME:
            return Name(text=self.take(), start=start, end=self.end)
        if kind == NUMBER:
            self.take()
            return Other(parts=(), start=start, end=self.end)
        if kind in (QUOTE, PATH):
            return self.string()
        if self.took("("):
            found = self.expression()
            self.take(")")
            return found
        if self.took("["):
            return self.items(start)
        word = self.take("{", "rec", "let")
        if word != "{":
            self.take("{")
        return Set(bindings=self.bindings("}"), recursive=word != "{", start=start, end=self.end)

    def items(self, start: int) -> Node:
        """What stands behind a bracket."""
        items = []
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NixSyntaxError("it is nested too deeply", start)
        while not self.took("]"):
            if not self.at_simple():
                raise self.unexpected()
            items.append(self.selection())
        self.depth -= 1
        return List(items=tuple(items), start=start, end=self.end)

    def string(self) -> Text:
        """A string; or a path, which can have the same between its parts."""
        start = self.start
        parts: list[Part] = []
        if self.kind == PATH:
            parts.append(self.take())
            while self.here == "${" and self.start == self.end:
                parts.append(self.filled())
                if self.kind == PATH and self.start == self.end:
                    parts.append(self.take())
            return Text(parts=tuple(parts), start=start, end=self.end)
        self.take()
        while self.kind != QUOTE:
            if self.kind == TEXT:
                parts.append(self.all[self.at][1])
                self.at += 1
            else:
                parts.append(self.filled())
        self.take()
        return Text(parts=tuple(parts), start=start, end=self.end)

    def filled(self) -> Node:
        """`${ … }`."""
        self.take("${")
        found = self.expression()
        self.take("}")
        return found

    def bindings(self, closing: str) -> tuple[Binding, ...]:
        """What stands between braces, or between `let` and `in`."""
        found: list[Binding] = []
        while not self.took(closing):
            start = self.start
            if self.took("inherit"):
                found += self.inherited()
                continue
            path = self.attributes()
            self.take("=")
            found.append(Binding(path=path, value=self.expression(), start=start))
            self.take(";")
        return tuple(found)

    def inherited(self) -> list[Binding]:
        """What stands behind `inherit`."""
        origin = None
        if self.took("("):
            origin = self.expression()
            self.take(")")
        found = []
        while not self.took(";"):
            start = self.start
            name = self.attribute()
            value: Node
            if origin is None:
                value = Name(text=name if isinstance(name, str) else "", start=start, end=self.end)
            else:
                value = Select(base=origin, path=(name,), otherwise=None, start=start, end=self.end)
            found.append(Binding(path=(name,), value=value, start=start, inherited=origin is None))
        return found
