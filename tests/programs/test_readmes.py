"""What READMEs of projects promise: nothing that breaks what comes next."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from aged import make

from seedbed.managers.base import MANAGERS


@pytest.fixture(params=MANAGERS)
def readme(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The README and the pages of a project, for each manager, with direnv and GitHub."""
    root = make(tmp_path, "--manager", request.param, "--with", "direnv,github,docs")
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    return "\n".join(page.read_text() for page in pages)


def test_pixi_adds_no_package_without_a_range(readme: str) -> None:
    # https://github.com/prefix-dev/pixi/issues/1471: the lock would not fit
    for line in re.findall(r"pixi add --pypi [^`#\n]*", readme):
        *_, package = shlex.split(line)
        assert re.fullmatch(r"[a-z]+>=\d+", package), line


def test_a_lock_is_followed_exactly_only_where_nothing_renews_it(readme: str) -> None:
    said = [line for line in readme.splitlines() if "exactly" in line]
    assert all(line.startswith("`poetry sync` ") for line in said)
    for manager in ("pixi", "uv"):
        if f"$ {manager} " in readme:
            assert "--locked" in readme


def test_pixi_upgrade_is_no_command_of_every_day(readme: str) -> None:
    assert "$ pixi upgrade" not in readme
    if "$ pixi update " in readme:
        said = " ".join(readme.split())
        assert (
            "It raises the ranges of conda packages, but removes the ranges that the same" in said
        )
