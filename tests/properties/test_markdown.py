"""Free text in Markdown reads as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from seedbed.formats.markdown import escape

PLAIN = {"text", "softbreak", "hardbreak"}


def shown(markdown: str) -> list[str]:
    """The lines of text of a document that must be one paragraph, or none."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    kinds = [token.type for token in tokens]
    assert kinds in ([], ["paragraph_open", "inline", "paragraph_close"]), (kinds, markdown)
    children = tokens[1].children or [] if tokens else []
    assert {child.type for child in children} <= PLAIN, [child.type for child in children]
    text = "".join("\n" if child.type != "text" else child.content for child in children)
    return text.split("\n") if text else []


def normal(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
def test_any_text_is_one_paragraph_that_reads_the_same(text: str) -> None:
    assert [" ".join(line.split()) for line in shown(escape(text))] == normal(text)


@pytest.mark.parametrize(
    "text",
    ["# x", "- x", "1. x", "23) x", "> x", "a\n===", "a\n---", "***", "```", "    code", "| a |",
     "<b>x</b>", "&amp;", "[a](b)", "![a](b)", "~~~", "https://x.example", "a\\", "*x*", "_x_"],
)  # fmt: skip
def test_markup_is_only_text(text: str) -> None:
    assert shown(escape(text)) == normal(text)
