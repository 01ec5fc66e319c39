"""Nix texts are parted and read as Nix itself reads them."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
from counting import calls

from seedbed.formats.nix.nodes import (
    Call,
    Function,
    Join,
    Let,
    List,
    Name,
    Select,
    Set,
    Text,
    With,
    children,
)
from seedbed.formats.nix.parser import parse
from seedbed.formats.nix.tokens import NixSyntaxError, tokens

if TYPE_CHECKING:
    from seedbed.formats.nix.nodes import Node

TOKENS = {
    "a.b-c'": [("name", "a"), ("operator", "."), ("name", "b-c'")],
    "a/b.nix": [("path", "a/b.nix")],
    "a / b": [("name", "a"), ("operator", "/"), ("name", "b")],
    "a//b": [("name", "a"), ("operator", "//"), ("name", "b")],
    "<nixpkgs>": [("path", "<nixpkgs>")],
    "github:o/r": [("path", "github:o/r")],
    "x: y": [("name", "x"), ("operator", ":"), ("name", "y")],
    "1.5 # six\n/* seven\n*/ 8": [("number", "1.5"), ("number", "8")],
    "./${x}/b": [
        *(("path", "./"), ("operator", "${"), ("name", "x"), ("operator", "}"), ("path", "/b"))
    ],
    r'"a\"${b}$${c}"': [
        *(("quote", '"'), ("text", r"a\""), ("operator", "${"), ("name", "b")),
        *(("operator", "}"), ("text", "$${c}"), ("quote", '"')),
    ],
    "''it's ''${x} '''${y}''": [
        *(("quote", "''"), ("text", "it's ''${x} '''"), ("operator", "${"), ("name", "y")),
        *(("operator", "}"), ("quote", "''")),
    ],
    "let in": [("word", "let"), ("word", "in")],
}
READ = {
    "with p; [ a ] ++ [ b ]": "(with p (join [a] [b]))",
    "f x.y [ z ] ++ c": "(join (f x.y [z]) c)",
    "a // b ++ c": "(other a (join b c))",
    "{ a.b = 1; inherit c; inherit (d) e; }": "{a.b=(other) c=c e=d.e}",
    "rec { }": "rec{}",
    "{ x }: x": "(x: x)",
    "{ x ? 1, ... }@y: z: { }": "(x,y: (z: {}))",
    "{ }: [ { } (f) ]": "(: [{} f])",
    "let a = b; in if a then b else c": "(let a=b (other a b c))",
    "assert x; -!y.z or w ? v": "(other x (other y.z))",
    '"a${b}c"': "'a' b 'c'",
    'x.${y}."z"."q${r}"': "x.<y>.z.<'q' r>",
    "a: b: c": "(a: (b: c))",
    "x:y": "'x:y'",
}
REFUSED = {
    "": (0, "it ends too early"),
    "{ a = ": (0, "'{' is not closed"),
    "[ a = b ]": (4, "'=' is unexpected"),
    "a }": (2, "'}' closes nothing"),
    "'' open": (0, "\"''\" is not closed"),
    '"${': (1, "'${' is not closed"),
    "a b )": (4, "')' is unexpected"),
    "caf\u00e9": (3, "'\\xe9' is unexpected"),
    "[" * 99: (59, "it is nested too deeply"),
    "{ inherit a.b; }": (11, "'.' is unexpected"),
}


@pytest.mark.parametrize("text", TOKENS)
def test_tokens(text: str) -> None:
    assert [token[:2] for token in tokens(text)] == [*TOKENS[text], ("end", "")]


@pytest.mark.parametrize("text", READ)
def test_what_a_text_consists_of(text: str) -> None:
    assert shown(parse(text)) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_nix_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(NixSyntaxError) as caught:
        parse(text)
    assert (caught.value.start, str(caught.value)) == REFUSED[text]


@pytest.mark.parametrize("text", ["1.1", ".", "-", "a.", '"${x}" ', "''$", "a ++ "])
def test_the_work_is_linear(text: str) -> None:
    texts = (text * (size // len(text)) for size in (8_000, 40_000))
    small, large = (calls(partial(tried, one)) for one in texts)
    assert large < 6 * small


def tried(text: str) -> None:
    with suppress(NixSyntaxError):
        parse(text)


def shown(node: Node | str) -> str:
    """A short text for what was read."""
    if isinstance(node, str):
        return node
    if isinstance(node, Name):
        return node.text
    if isinstance(node, Text):
        return " ".join(f"'{one}'" if isinstance(one, str) else shown(one) for one in node.parts)
    if isinstance(node, Select):
        return ".".join([shown(node.base), *map(part, node.path)])
    if isinstance(node, (Set, Let)):
        inner = " ".join(
            f"{'.'.join(map(part, one.path))}={shown(one.value)}" for one in node.bindings
        )
        if isinstance(node, Let):
            return f"(let {inner} {shown(node.body)})"
        return f"{'rec' if node.recursive else ''}{{{inner}}}"
    inner = " ".join(map(shown, children(node)))
    if isinstance(node, List):
        return f"[{inner}]"
    if isinstance(node, Function):
        return f"({','.join(name for name, _ in node.parameters)}: {shown(node.body)})"
    words = {With: "with ", Join: "join ", Call: ""}
    return f"({words.get(type(node), 'other ')}{inner})".replace(" )", ")")


def part(one: Node | str) -> str:
    """A name in a path, in brackets where only Nix knows it."""
    return one if isinstance(one, str) else f"<{shown(one)}>"
