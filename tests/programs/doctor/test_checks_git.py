"""Checks of what git tracks: SB9. The tokens are put together here: no file holds one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from aged import commit, make, run_git
from examined import found, mended, only, passes
from running import SEEDBED, environment

ALL = ("SB901", "SB902", "SB911", "SB912", "SB913", "SB914")
TOKEN = "hf_" + "kQzWvBnMpLrTyXcDfGhJ" + "aSeUiOqZwEbNtC"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a lock, all committed."""
    root = make(tmp_path_factory.mktemp("made"), git=True)
    (root / "uv.lock").write_text("version = 1\n")
    commit(root)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "x-1"))


def test_a_new_project_passes(root: Path) -> None:
    passes(root, *ALL)


def test_outside_of_a_repository_all_pass(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / ".env").write_text(f"TOKEN={TOKEN}\n")
    (root / "uv.lock").write_bytes(b"version = 1\r\n")
    passes(root, *ALL)


# --- secrets ----------------------------------------------------------------------------------


def test_an_env_file_that_git_ignores_is_fine(root: Path) -> None:
    (root / ".env").write_text(f"TOKEN={TOKEN}\n")
    passes(root, "SB901", "SB902")


@pytest.mark.parametrize("name", [".env", ".env.local", "config/.env"])
def test_an_env_file_that_git_tracks(root: Path, name: str) -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# mine\nexport PASSWORD=abc\n")
    run_git(root, "add", "--force", name)
    finding = only(root, "SB901")
    assert finding.path == name
    assert f"git rm --cached {name}" in finding.how
    assert "abc" not in repr(finding)


@pytest.mark.parametrize(
    ("name", "text"),
    [(".env.example", "A=1\n"), (".env", "# A=1\nA=\n"), ("my.env", "A=1\n")],
)
def test_an_env_file_without_secrets(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text)
    run_git(root, "add", "--force", name)
    passes(root, "SB901")


def test_a_token_that_git_tracks_is_named_and_never_shown(root: Path) -> None:
    (root / "notes é.md").write_text(f"# Notes\n\nlogin with {TOKEN}\n", encoding="utf-8")
    passes(root, "SB902")  # git does not know the file yet
    run_git(root, "add", "--all")
    finding = only(root, "SB902")
    assert (finding.path, finding.line) == ("notes é.md", 3)
    assert finding.what == "notes é.md holds a Hugging Face token."
    assert TOKEN not in repr(finding)
    commit(root)
    assert only(root, "SB902").line == 3


def test_what_only_looks_like_a_token(root: Path) -> None:
    (root / "guide.md").write_text(f"hf_{'x' * 34}\n{TOKEN[:-1]}\nhf_hub_download\n")
    (root / "weights.bin").write_bytes(b"\0\1" + TOKEN.encode())
    (root / "link.md").symlink_to("/etc/hostname")
    run_git(root, "add", "--all")
    passes(root, "SB902")


def test_a_token_in_a_notebook_with_pictures(root: Path) -> None:
    picture = '"image/png": "' + "iVBORw0KGgo+" * 500_000 + '",\n'
    source = f'"wandb.login(key=\\"{"3c9f0b7de1" * 4}\\")"\n'
    (root / "train.ipynb").write_text(picture + source)
    run_git(root, "add", "--all")
    finding = only(root, "SB902")
    assert (finding.path, finding.line) == ("train.ipynb", 2)
    assert finding.what == "train.ipynb holds a Weights & Biases key."
    assert "3c9f0b7de1" not in repr(finding)


def test_a_token_in_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    inner = tmp_path / "part"
    inner.mkdir()
    run_git(tmp_path, "init", "--quiet")
    run_git(tmp_path, "config", "grep.fullName", "true")
    (tmp_path / "outside.md").write_text(TOKEN)
    (inner / "inside.md").write_text(TOKEN)
    run_git(tmp_path, "add", "--all")
    assert only(inner, "SB902").path == "inside.md"


# --- large files ------------------------------------------------------------------------------


def large(path: Path) -> None:
    """A file of 60 MB that takes no space."""
    with path.open("wb") as file:
        file.truncate(60_000_000)


def test_a_large_file_that_is_staged(root: Path) -> None:
    large(root / "model.bin")
    passes(root, "SB911")
    run_git(root, "add", "model.bin")
    finding = only(root, "SB911")
    assert finding.what == "The next commit would add model.bin (60 MB)."
    assert not finding.advice
    commit(root)
    finding = only(root, "SB911")
    assert finding.what == "git tracks model.bin (60 MB)."
    assert finding.advice


def test_a_large_file_of_lfs(root: Path) -> None:
    attributes = root / ".gitattributes"
    attributes.write_text(attributes.read_text() + "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    large(root / "model.bin")
    # as LFS itself is not here: its filter would put a pointer into the index
    off = ("-c", "filter.lfs.clean=", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=no")
    run_git(root, *off, "add", "--all")
    passes(root, "SB911")


# --- the lock ---------------------------------------------------------------------------------


def test_a_lock_that_git_ignores(root: Path) -> None:
    run_git(root, "rm", "--cached", "--quiet", "uv.lock")
    with (root / ".gitignore").open("a") as file:
        file.write("*.lock\n")
    finding = only(root, "SB912")
    assert finding.what == "git ignores uv.lock, so clones lack it."
    assert not finding.advice
    assert finding.fix is None


def test_a_lock_that_git_does_not_know_yet(root: Path) -> None:
    run_git(root, "rm", "--cached", "--quiet", "uv.lock")
    assert only(root, "SB912").advice
    mended(root, "SB912")
    assert run_git(root, "diff", "--cached", "--name-only") == ""  # as in the last commit


def test_a_fix_goes_to_the_projects_own_repository(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook of git's, which calls seedbed, has variables that name another one."""
    run_git(root, "rm", "--cached", "--quiet", "uv.lock")
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    mended(root, "SB912")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert run_git(root, "ls-files", "uv.lock") == "uv.lock\n"
    assert not (tmp_path / "index").exists()


def test_before_the_first_commit_the_lock_is_no_matter(tmp_path: Path) -> None:
    root = tmp_path / "x-1"
    subprocess.run([*SEEDBED, "new", root, "--yes", "--no-sync"], env=environment(), check=True)
    run_git(root, "add", "--intent-to-add", ".")  # as for Nix
    (root / "uv.lock").write_text("version = 1\n")
    passes(root, "SB912")


def test_a_lock_with_changed_line_ends(root: Path) -> None:
    (root / ".gitattributes").unlink()
    commit(root)
    run_git(root, "config", "core.autocrlf", "true")
    (root / "uv.lock").unlink()
    run_git(root, "checkout", "--", "uv.lock")
    assert (root / "uv.lock").read_bytes() == b"version = 1\r\n"
    assert only(root, "SB914").path == "uv.lock"
    mended(root, "SB914")
    assert (root / "uv.lock").read_bytes() == b"version = 1\n"


def test_a_lock_that_was_made_so(root: Path) -> None:
    (root / ".gitattributes").unlink()
    (root / "uv.lock").write_bytes(b"version = 1\r\n")
    commit(root)
    passes(root, "SB914")


# --- the environment --------------------------------------------------------------------------


def test_an_environment_that_git_tracks(root: Path) -> None:
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").write_text("#!/bin/sh\n")
    passes(root, "SB913")
    run_git(root, "add", "--force", ".venv")
    finding = only(root, "SB913")
    assert finding.what == "git tracks 1 file in .venv."
    assert finding.how == (
        "If it came with a clone, delete it. Then run 'git rm -r --cached .venv', and let "
        ".gitignore name it."
    )
    assert finding.fix is None  # what git forgets, seedbed would trust from then on


def test_git_starts_nothing_that_the_clone_names(root: Path, tmp_path: Path) -> None:
    """`core.fsmonitor` and text conversions are commands; a clone may not bring them, but may."""
    witness = tmp_path / "started"
    for name in ("core.fsmonitor", "diff.evil.textconv", "diff.external", "core.pager"):
        run_git(root, "config", name, f"touch {witness}; cat")
    (root / ".gitattributes").write_text("* diff=evil\n")
    (root / "a.md").write_text(f"{TOKEN}\n")
    large(root / "model.bin")
    subprocess.run(
        ["git", "-c", "core.fsmonitor=false", "add", "--all"],
        cwd=root, env=environment(), check=True,
    )  # fmt: skip
    assert {one.code for one in found(root, *ALL)} == {"SB902", "SB911"}
    assert not witness.exists()
