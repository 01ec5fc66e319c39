"""The options of `seedbed update`: choices as `new` has them, a diff, and what a list drops."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import age, make
from cli import files, seedbed
from running import environment
from terminal import Screen


def update(root: Path, *options: str, status: int = 0) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def table(root: Path) -> dict[str, Any]:
    manifest = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    stored: dict[str, Any] = manifest["tool"]["seedbed"]
    return stored


@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        (("--with", "vscode"), "extras", ["github", "pre-commit", "vscode"]),
        (("--with", "vscode,docs"), "extras", ["docs", "github", "pre-commit", "vscode"]),
        (("--without", "github"), "extras", ["pre-commit"]),
        (("--with", "docs", "--without", "github"), "extras", ["docs", "pre-commit"]),
        (("--set", "extras=docs", "--with", "vscode"), "extras", ["docs", "vscode"]),
        (("--manager", "poetry"), "manager", "poetry"),
        (("--nix", "shell"), "nix", "shell"),
        (("--framework", "none"), "framework", "none"),
        (("--license", "none"), "license", "none"),
        (("--framework-version", ">=1.7"), "framework-version", ">=1.7"),
    ],
)
def test_an_option_does_what_set_does(
    tmp_path: Path, options: tuple[str, ...], key: str, value: object
) -> None:
    root = make(tmp_path)
    update(root, *options)
    assert table(root)[key] == value


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--manager", "pixi", "--set", "manager=poetry"),
            "--set manager=poetry and --manager pixi cannot be combined.",
        ),
        (
            ("--with", "docs", "--without", "docs"),
            "--with docs and --without docs cannot be combined",
        ),
        (("--without", "doc"), "Did you mean 'docs'?"),
        (("--manager", "uvv"), "Did you mean 'uv'?"),
        (("--with", "docs", "--new-base"), "--with and --new-base cannot be combined."),
        (("--platform", "win-64"), "Write '--set platforms=VALUE' instead."),
        (("--preset", "uv"), "It is an option of 'seedbed new'."),
    ],
)
def test_what_excludes_or_cannot_be_is_refused(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    root = make(tmp_path)
    before = files(root)
    assert said in update(root, *options, status=2)
    assert files(root) == before


def test_a_list_that_drops_extras_says_so(tmp_path: Path) -> None:
    root = make(tmp_path)
    said = update(root, "--set", "extras=vscode")
    assert (
        "note: --set extras= replaces the list, which removes github, pre-commit. "
        "To add to the list, use --with.\n"
    ) in said
    assert table(root)["extras"] == ["vscode"]


@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_it_asks_before_extras_go(tmp_path: Path, answer: str) -> None:
    root = make(tmp_path)
    before = files(root)
    screen = Screen("update", "--no-sync", "--set", "extras=vscode", cwd=root)
    screen.wait(r"^Continue\? \[y/N\]")
    screen.send(f"{answer}\r")
    assert screen.end() == 0
    assert (files(root) == before) == (answer == "n")


def test_a_diff_shows_each_change_and_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("# x-1\n", "# x-1, as it was\n"))
    before = files(root)
    said = update(root, "--diff", "--with", "vscode")
    assert "--- a/README.md\n+++ b/README.md\n@@ -1,4 +1,4 @@\n-# x-1, as it was\n+# x-1\n" in said
    assert "--- /dev/null\n+++ b/.vscode/settings.json\n@@ -0,0 +1," in said
    assert said.endswith("\nNothing was written.\n")
    assert files(root) == before


def test_a_lock_that_goes_is_one_line_of_the_diff(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "uv.lock").write_text("version = 1\n" * 500)
    said = update(root, "--manager", "pixi", "--diff")
    assert "\nuv.lock is removed; a copy stays in .seedbed/locks\n" in said
    assert "-version = 1" not in said
