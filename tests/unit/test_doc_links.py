"""Links between the pages lead somewhere: to a file, and to a heading that it has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt
from places import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md")),
    ROOT / "templates" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
EACH = pytest.mark.parametrize(
    "page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES]
)


class Read(NamedTuple):
    """What matters of a page."""

    links: list[str]
    anchors: set[str]


def read(page: Path) -> Read:
    """The links of a page, and the anchors of its headings as GitHub and MyST make them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    links: list[str] = []
    anchors: set[str] = set()
    for before, token in zip([None, *tokens], tokens, strict=False):
        children = token.children or []
        links += [str(child.attrs["href"]) for child in children if child.type == "link_open"]
        links += [str(child.attrs["src"]) for child in children if child.type == "image"]
        if before is not None and before.type == "heading_open":
            anchors.add(anchor("".join(child.content for child in children), anchors))
    return Read(links, anchors)


def anchor(heading: str, taken: set[str]) -> str:
    """What stands behind `#` in a link to a heading."""
    start = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
    return next(
        name
        for name in (start, *(f"{start}-{count}" for count in range(1, 99)))
        if name not in taken
    )


@EACH
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    lost = [link for link in read(page).links if not _is_there(page, link)]
    assert lost == []


def _is_there(page: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return True
    path, _, heading = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not heading or heading in read(target).anchors


@EACH
def test_addresses_are_secure(page: Path) -> None:
    assert [link for link in read(page).links if link.startswith("http:")] == []


def test_every_page_is_in_one_table_of_contents() -> None:
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    trees = re.findall(
        r"^```\{toctree\}\n:caption: ([^\n]*)\n:hidden:\n\n(.*?)^```$",
        text,
        re.MULTILINE | re.DOTALL,
    )
    assert [title for title, _ in trees] == ["Tutorial", "Guides", "Reference", "Explanation"]
    listed = [name for _, names in trees for name in names.split()]
    pages = (ROOT / "docs").rglob("*.md")
    there = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in pages}
    assert sorted(listed) == sorted(there - {"index"})


def test_each_check_of_doctor_has_its_symptom() -> None:
    checks = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    symptoms = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    codes = re.findall(r"^### (SB\d+)$", checks, re.MULTILINE)
    assert len(codes) > 70
    assert [code for code in codes if f"[{code}](doctor.md#{code.lower()})" not in symptoms] == []


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Add a choice", "add-a-choice"),
        ("What `seedbed add` edits", "what-seedbed-add-edits"),
        ("layer.toml", "layertoml"),
        ("PyTorch, TensorFlow, and JAX", "pytorch-tensorflow-and-jax"),
    ],
)
def test_the_anchor_of_a_heading(heading: str, expected: str) -> None:
    assert anchor(heading, set()) == expected.replace("`", "")
    assert anchor(heading, {expected}) == f"{expected}-1"
