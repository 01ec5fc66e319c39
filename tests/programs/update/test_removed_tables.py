"""Tables that the user removed or renamed, though the base still has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aged import age, edit, make
from cli import seedbed

NAME = "pyproject.toml"


def without(root: Path, header: str) -> str:
    """Remove a table from the manifest; gives the text that stays."""
    path = root / NAME
    text = path.read_text(encoding="utf-8")
    left = re.sub(rf"(?ms)^{re.escape(header)}\n.*?(?=^\[|\Z)", "", text)
    assert left != text
    path.write_text(left, encoding="utf-8")
    return left


@pytest.mark.parametrize("command", [("update",), ("sync",), ("run", "check")])
def test_a_project_without_its_own_table_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = make(tmp_path)
    left = without(root, "[tool.seedbed]")
    done = seedbed(*command, cwd=root)
    assert done.returncode != 0
    assert done.stderr == (
        f"error: {root}/pyproject.toml no longer has the table [tool.seedbed], but "
        ".seedbed/base is still there.\nhint: Restore it, for example from 'git show "
        "HEAD:./pyproject.toml'. To use the project without seedbed, remove the folder .seedbed.\n"
    )
    assert (root / NAME).read_text(encoding="utf-8") == left


def test_a_manager_s_table_that_is_gone_stays_so_and_what_it_would_say_is_told(
    tmp_path: Path,
) -> None:
    root = make(tmp_path)
    without(root, "[tool.uv]")
    done = seedbed("update", "--no-sync", "--set", "platforms=linux-64", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "            tool.uv.environments stays removed\n" in done.stdout
    text = (root / NAME).read_text(encoding="utf-8")
    assert "tool.uv" not in text
    assert 'platforms = ["linux-64"]\n' in text


def test_a_group_that_was_renamed_keeps_the_blank_line_below_it(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "docs")
    age(root, NAME, ('"furo>=', '"furo>1,>='))
    edit(root, NAME, "\ndocs = [\n", "\nbook = [\n")
    text = (root / NAME).read_text(encoding="utf-8")
    group = text[text.index("book = [") : text.index("[tool.")]
    assert group.endswith("]\n\n")
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.returncode == 0, done.stderr
    assert group in (root / NAME).read_text(encoding="utf-8")
