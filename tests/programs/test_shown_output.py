"""The output that pages of the documentation show is what the commands print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from places import ROOT

from tools.pages import is_slow, pages, renewed

PAGES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in pages()}

ASKED = ("direnv", "git")
"""Programs that a page may call, and that not every machine has."""


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(name, marks=[pytest.mark.slow] if is_slow(text) else [])
        for name, text in PAGES.items()
    ],
)
def test_what_a_page_shows_is_true(page: str, tmp_path: Path, need: Callable[[str], str]) -> None:
    text = PAGES[page]
    for program in ("bash", *(one for one in ASKED if f"\n$ {one} " in text)):
        need(program)
    # to write what is true: python -m tools.pages PAGE
    assert renewed(text, tmp_path) == text


def test_some_pages_are_run() -> None:
    assert {"docs/explain.md", "docs/index.md", "docs/packages.md", "docs/tutorial.md"} <= set(
        PAGES
    )
