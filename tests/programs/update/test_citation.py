"""`CITATION.cff` after an update: it follows the manifest, and what you wrote stays."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from aged import make
from cli import seedbed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANIFEST, CITATION = "pyproject.toml", "CITATION.cff"
OPTIONS = ("--with", "citation", "--author", "Ada Lovelace", "--description", "Reads digits")


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("yours", [False, True])
def test_it_follows_the_manifest(tmp_path: Path, need: Callable[[str], str], yours: bool) -> None:
    root = make(tmp_path, *OPTIONS)
    assert "abstract: Reads digits\n" in (root / CITATION).read_text()
    if yours:
        person = "  - family-names: Lovelace\n    given-names: Ada\n"
        replaced(root / CITATION, "  - name: Ada Lovelace\n", person)
    replaced(root / MANIFEST, 'description = "Reads digits"', 'description = "Reads: \\"7\\""')
    if not yours:
        replaced(root / MANIFEST, "Ada Lovelace", "Grace Hopper")
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.returncode == 0, done.stderr
    text = (root / CITATION).read_text()
    assert 'abstract: "Reads: \\"7\\""\n' in text
    assert (person if yours else "  - name: Grace Hopper\n") in text
    command = [need("check-jsonschema"), "--builtin-schema", "vendor.citation-file-format"]
    checked = subprocess.run(
        [*command, CITATION], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_changelog_is_yours_from_the_first_line_on(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "changelog")
    path = root / "CHANGELOG.md"
    replaced(path, "- The first version.\n", "- It reads digits.\n")
    done = seedbed("update", "--no-sync", "--set", "description=Reads", cwd=root)
    assert done.returncode == 2  # which pyproject.toml says
    done = seedbed("update", "--no-sync", "--with", "citation", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "- It reads digits.\n" in path.read_text()
    assert (root / CITATION).is_file()
