"""Checks of direnv, asked for real: SB51."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from aged import edit, make
from cli import seedbed
from examined import mended, only, passes
from stand_ins import program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALL = ("SB511", "SB512", "SB513", "SB514", "SB515")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a bash that calls direnv."""
    need("direnv")
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / ".bashrc").write_text('eval "$(direnv hook bash)"\n')
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("SHELL", "/bin/bash")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "DIRENV_DIR"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose `.envrc` was allowed."""
    root = make(tmp_path, "--with", "direnv")
    direnv(root, "allow")
    return root


def direnv(root: Path, *arguments: str) -> None:
    subprocess.run(["direnv", *arguments], cwd=root, capture_output=True, check=True)


def test_an_allowed_project_passes(root: Path) -> None:
    passes(root, *ALL)


def test_without_an_envrc_nothing_is_asked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path, "--without", "direnv")
    (home / ".bashrc").unlink()
    monkeypatch.setenv("PATH", "/nonexistent")
    passes(root, *ALL)


def test_an_envrc_above_is_not_the_projects(tmp_path: Path) -> None:
    (tmp_path / ".envrc").write_text("export A=1\n")
    root = make(tmp_path, "--with", "direnv")
    direnv(root, "allow")
    passes(root, *ALL)


def test_direnv_is_missing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert only(root, "SB511").advice


def test_the_shell_does_not_call_it(root: Path, home: Path) -> None:
    (home / ".bashrc").write_text("alias ll='ls -l'\n")
    finding = only(root, "SB512")
    assert finding.what == "bash does not seem to call direnv."
    assert finding.how == (
        'To hook it up, add eval "$(direnv hook bash)" to the end of ~/.bashrc, and open a new '
        "terminal."
    )
    assert finding.advice


def test_an_envrc_that_was_never_allowed(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "direnv")
    finding = only(root, "SB513")
    assert finding.advice
    assert finding.fix is None  # only you can say so
    passes(root, "SB514")


def test_an_envrc_that_has_changed(root: Path) -> None:
    with (root / ".envrc").open("a") as file:
        file.write("export A=1\n")
    finding = only(root, "SB514")
    assert not finding.advice
    assert finding.fix is None
    passes(root, "SB513")
    direnv(root, "allow")
    passes(root, "SB513", "SB514")


def test_who_denies_it_is_not_asked_again(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "direnv")
    direnv(root, "allow")
    direnv(root, "deny")
    passes(root, "SB514")


def test_a_direnv_that_does_not_answer(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = program(root.parent / "tools" / "direnv", "exit 3")
    monkeypatch.setenv("PATH", f"{tools.parent}:/usr/bin:/bin")
    passes(root, "SB513", "SB514")


def test_an_envrc_that_does_something_else(root: Path) -> None:
    before = (root / ".envrc").read_text()
    (root / ".envrc").write_text("# use this\nexport DATA=/data\n")
    finding = only(root, "SB515")
    assert finding.what == ".envrc does not enter the project's environment."
    assert finding.how == (
        "Let it enter the environment again, or delete .envrc and run 'seedbed doctor --fix', "
        "which writes it anew. Then run 'direnv allow'. If you don't use direnv, run 'seedbed "
        "update --without direnv'."
    )
    assert finding.advice
    (root / ".envrc").write_text("source .venv/bin/activate\n")
    passes(root, "SB515")
    # to define the function is not enough
    (root / ".envrc").write_text(before.replace("\nenter_environment\n", "\n"))
    assert only(root, "SB515").what == ".envrc does not enter the project's environment."
    (root / ".envrc").write_text(before)
    passes(root, "SB515")
    edit(root, "pyproject.toml", '"direnv", ', "")
    (root / ".envrc").unlink()
    passes(root, "SB515")


def test_a_missing_envrc_comes_back_as_seedbed_wrote_it(root: Path) -> None:
    before = (root / ".envrc").read_text()
    (root / ".envrc").unlink()
    finding = only(root, "SB515")
    assert finding.what == ".envrc is missing."
    assert finding.how == (
        "Run 'seedbed doctor --fix', which writes it anew, then 'direnv allow'. If you had edited "
        "it, restore it from git instead."
    )
    mended(root, "SB515")
    assert (root / ".envrc").read_text() == before
    (root / ".envrc").unlink()
    (root / ".seedbed/base").unlink()
    finding = only(root, "SB515")
    assert (finding.fix, finding.how) == (None, "Restore it from git.")


def test_an_envrc_that_was_never_written(tmp_path: Path) -> None:
    root = make(tmp_path, "--without", "direnv")
    edit(root, "pyproject.toml", "extras = [", 'extras = ["direnv", ')
    finding = only(root, "SB515")
    assert finding.how == "Run 'seedbed update', which writes it for the first time."
    assert seedbed("update", "--no-sync", cwd=root).returncode == 0
    passes(root, "SB515")


def test_an_envrc_that_bash_cannot_parse(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = root.parent / "ran"
    monkeypatch.setenv("BASH_ENV", str(root.parent / "startup"))
    (root.parent / "startup").write_text(f"touch {ran}\n")
    (root / ".envrc").write_text(f"touch {ran}\ncase a in !(b|c)) ;; esac\nenter_environment (\n")
    finding = only(root, "SB515")
    assert (finding.where, finding.advice) == (".envrc:3", False)
    assert finding.what == (
        "bash cannot parse .envrc: syntax error near unexpected token `newline'."
    )
    assert finding.how == (
        "Correct it, or delete .envrc and run 'seedbed doctor --fix', which writes it anew. Then "
        "run 'direnv allow'."
    )
    assert not ran.exists()
    (root / ".envrc").write_text("if use x; then\n")
    assert only(root, "SB515").what == "bash cannot parse .envrc: unexpected end of file."
    tools = root.parent / "tools"
    tools.mkdir()
    (tools / "bash").symlink_to("/bin/bash")
    monkeypatch.setenv("PATH", str(tools))
    assert only(root, "SB515").advice  # nobody uses direnv here
    (tools / "bash").unlink()
    passes(root, "SB515")
