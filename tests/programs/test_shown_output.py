"""The output that pages of the documentation show is what the commands print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from places import ROOT

from tools.pages import is_slow, pages, renewed
from tools.picture import THEMES, drawn, pictures, recorded

PAGES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in pages()}

SVG = "{http://www.w3.org/2000/svg}"
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
    some = {"README.md", "docs/explain.md", "docs/packages.md", "docs/tutorial.md"}
    assert some <= set(PAGES)


def test_the_picture_shows_the_run_of_the_readme() -> None:
    # to draw it again: python -m tools.picture
    for path, text in pictures().items():
        assert path.read_text(encoding="utf-8") == text
        assert len(text) < 40_000


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_drawn_is_text(theme: str) -> None:
    lines = ["$ seedbed new <a>", "  changed  &", "…", ""]
    svg = ET.fromstring(drawn(lines, THEMES[theme]))  # noqa: S314  # our own
    rows = ["".join(row.itertext()) for row in svg.iter(f"{SVG}text")]
    assert rows == ["$ seedbed new <a>", "changed\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}&", "…"]
    assert svg.findtext(f"{SVG}title") == "A terminal that runs: seedbed new <a>"


def test_a_run_that_is_too_wide_is_not_drawn() -> None:
    page = f"\n<!-- run -->\n```console\n$ true\n{'x' * 81}\n```\n"
    with pytest.raises(ValueError, match="wider than 80 columns"):
        recorded(page)
