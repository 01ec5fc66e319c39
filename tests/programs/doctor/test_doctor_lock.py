"""What doctor says of the lock, by the real managers."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import commit, run_git
from cli import seedbed
from doctor_runs import BARE, POETRY, codes, fixed, install, look, only, synced
from stand_ins import program

from seedbed.host.reading import LARGEST_LOCK

if TYPE_CHECKING:
    from pixi_runs import Pixi

EMPTY = """\
[project]
name = "x-1"
version = "1"
requires-python = ">=3.11"

[tool.pixi.workspace]
channels = []
platforms = ["linux-64"]

[tool.pixi.feature.a]

[tool.pixi.environments]
default = { features = ["a"], no-default-feature = true }

[tool.seedbed]
manager = "pixi"
"""
"""A manifest for Pixi that needs no channel."""
ONCE = """\
version: 6
environments: {}
packages:
- conda: https://example.org/noarch/a-1-0.conda
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of uv's, with its lock committed."""
    return committed(synced(tmp_path))


def committed(root: Path) -> Path:
    """A project whose files are in git."""
    (root / ".gitignore").write_text(".venv\n")
    run_git(root, "init", "--quiet")
    commit(root)
    return root


def test_a_lock_that_is_too_large(root: Path) -> None:
    lock = root / "uv.lock"
    with lock.open("ab") as file:
        file.truncate(LARGEST_LOCK)
    assert only(root, "SB302").what.startswith("uv.lock is damaged: ")  # it was read
    with lock.open("ab") as file:
        file.truncate(LARGEST_LOCK + 1)
    found = only(root, "SB304")
    assert found.what == "uv.lock is too large to be read: it has more than 32 MiB."
    assert found.how == "Restore it from git, or delete it and run 'uv lock'."
    assert codes(root, "SB3", "SB4") == ["SB304"]
    done = seedbed("status", "--json", cwd=root)
    (project,) = json.loads(done.stdout)["result"]["projects"]
    detail = f"{lock} is larger than 32 MiB."
    assert project["lock"] == {"state": "unreadable", "detail": detail}
    assert project["environment"] == {"state": "unchecked", "detail": detail}


def test_a_lock_that_is_missing(root: Path) -> None:
    assert codes(root, "SB301") == []
    (root / "uv.lock").unlink()
    assert only(root, "SB301").what == "There is no uv.lock."
    fixed(root, "SB301")
    assert (root / "uv.lock").is_file()


def test_a_lock_that_does_not_match(root: Path) -> None:
    assert codes(root, "SB303") == []
    edit(root, ">=3.11", ">=3.11.1")
    assert only(root, "SB303").what == "uv.lock does not match pyproject.toml."
    fixed(root, "SB303")


def edit(root: Path, old: str, new: str) -> None:
    """Change the manifest."""
    manifest = root / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("damage", "line", "what"),
    [
        ("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", 1, "contains conflict markers"),
        ("[[[\n{}", 1, "is damaged: "),
    ],
)
def test_a_lock_that_was_merged_as_text(root: Path, damage: str, line: int, what: str) -> None:
    lock = root / "uv.lock"
    good = lock.read_text()
    lock.write_text(damage.replace("{}", good))
    found = only(root, "SB302")
    assert f"uv.lock {what}" in found.what
    assert found.line == line
    assert found.how == (
        "Run 'git checkout HEAD -- uv.lock'. Then run 'uv lock' and commit the result."
    )
    fixed(root, "SB302")
    assert lock.read_text() == good


def test_in_a_merge_it_is_your_side_that_stays(root: Path) -> None:
    lock = root / "uv.lock"
    good = lock.read_text()
    run_git(root, "checkout", "--quiet", "-b", "theirs")
    lock.write_text(good.replace(">=3.11", ">=3.11.3"))
    commit(root)
    run_git(root, "checkout", "--quiet", "-")
    lock.write_text(good.replace(">=3.11", ">=3.11.2"))
    commit(root)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    with pytest.raises(subprocess.CalledProcessError):
        run_git(root, *who, "merge", "--quiet", "theirs")
    assert only(root, "SB302").line > 1
    edit(root, ">=3.11", ">=3.11.2")
    fixed(root, "SB302")
    assert lock.read_text() == good.replace(">=3.11", ">=3.11.2")


def test_a_merge_in_which_git_keeps_one_side(root: Path) -> None:
    (root / ".gitattributes").write_text("uv.lock merge=binary\n")
    manifest, lock = (root / name for name in ("pyproject.toml", "uv.lock"))
    good, said = lock.read_text(), manifest.read_text()
    commit(root)
    run_git(root, "checkout", "--quiet", "-b", "theirs")
    lock.write_text(good.replace(">=3.11", ">=3.11.3"))
    commit(root)
    run_git(root, "checkout", "--quiet", "-")
    lock.write_text(good.replace(">=3.11", ">=3.11.2"))
    manifest.write_text(said.replace(">=3.11", ">=3.11.4"))
    commit(root)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    with pytest.raises(subprocess.CalledProcessError):
        run_git(root, *who, "merge", "--quiet", "theirs")
    found = only(root, "SB302")
    assert found.what == "uv.lock has a merge conflict: git has kept one side of it."
    assert found.how == "When pyproject.toml is resolved, run 'uv lock', then 'git add uv.lock'."
    edit(root, ">=3.11.4", ">=3.11.2")
    assert only(root, "SB302").how == "Run 'git add uv.lock'."
    edit(root, ">=3.11.2", ">=3.11.4")
    fixed(root, "SB302")
    assert lock.read_text() == good.replace(">=3.11", ">=3.11.4")
    assert run_git(root, "ls-files", "--unmerged") == ""


def test_a_lock_that_is_gone_comes_back_from_git(root: Path) -> None:
    lock = root / "uv.lock"
    good = lock.read_text()
    lock.unlink()
    found = only(root, "SB301")
    assert found.how == "Run 'git checkout HEAD -- uv.lock', then 'uv lock'."
    assert found.fix is not None
    assert found.fix.title == "take your own uv.lock from git, and lock again"
    fixed(root, "SB301")
    assert lock.read_text() == good


@pytest.mark.slow
def test_a_project_of_poetry(tmp_path: Path) -> None:
    root = synced(tmp_path, POETRY)
    install(root, "left_over", "1.0")
    (found,) = look(root, "SB3", "SB4")
    assert found.what == (
        "The environment in .venv does not match the lock: a sync would remove left-over (1.0)."
    )
    edit(root, ">=3.11", ">=3.11.1")
    assert codes(root, "SB3") == ["SB303"]
    done = seedbed("doctor", "--fix", "--select", "SB3,SB4", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Removing left-over (1.0)" in done.stderr


SAYS = """\
case "$*" in
--version) echo "Poetry (version 2.5.1)" ;;
*" check --lock") {check} ;;
*" sync --dry-run "*) {sync} ;;
esac
"""
STALE = (
    'echo "Error: pyproject.toml changed significantly since poetry.lock was last generated. '
    'Run \\`poetry lock\\` to fix the lock file." >&2; exit 1'
)
REMOVES = (
    'printf "Installing dependencies from lock file\\n\\n'
    "Package operations: 1 install, 0 updates, 1 removal\\n\\n"
    "  - Removing left-over (1.0)\\n  - Installing six (1.17.0)\\n"
    "  - Installing tomli (2.5.0): Skipped for the following reason: Not required\\n"
    '"'
)
NOTHING = (
    'printf "Installing dependencies from lock file\\n\\nNo dependencies to install or update\\n"'
)


@pytest.mark.parametrize(
    ("check", "sync", "code", "what"),
    [
        ("echo All set!", NOTHING, "", ""),
        (STALE, NOTHING, "SB303", "poetry.lock does not match pyproject.toml."),
        ("echo 'Boom.' >&2; exit 1", NOTHING, "SB304", "Poetry cannot check poetry.lock: Boom."),
        (
            "echo All set!",
            REMOVES,
            "SB406",
            (
                "The environment in .venv does not match the lock: a sync would install "
                "six (1.17.0) and remove left-over (1.0)."
            ),
        ),
        (
            "echo All set!",
            "echo 'Error: no such thing' >&2; exit 1",
            "SB406",
            "Poetry cannot check the environment in .venv: no such thing.",
        ),
    ],
)
def test_what_poetry_was_seen_to_say(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    check: str,
    sync: str,
    code: str,
    what: str,
) -> None:
    (root / "uv.lock").unlink()
    (root / "poetry.lock").write_text("package = []\n")
    (root / "pyproject.toml").write_text(POETRY)
    poetry = program(
        tmp_path / "bin" / "poetry", SAYS.replace("{check}", check).replace("{sync}", sync)
    )
    monkeypatch.setenv("PATH", f"{poetry.parent}:/usr/bin:/bin")
    found = look(root, "SB3", "SB4")
    assert [(one.code, one.what) for one in found] == ([(code, what)] if code else [])


@pytest.mark.parametrize(("damage", "line"), [("<<<<<<< ours\n{}", 1), ("{}\n[[[\n", 3)])
def test_a_damaged_lock_where_no_poetry_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str, line: int
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    (tmp_path / "pyproject.toml").write_text(POETRY)
    (tmp_path / "poetry.lock").write_text("package = []\n")
    assert codes(tmp_path, "SB302") == []
    (tmp_path / "poetry.lock").write_text(damage.replace("{}", "package = []\n"))
    assert only(tmp_path, "SB302").line == line


def test_without_git_people_have_to_decide(root: Path) -> None:
    (root / ".git").rename(root.parent / "git")
    (root / "uv.lock").write_text("<<<<<<< ours\n")
    found = only(root, "SB302")
    assert found.fix is None
    assert found.how == "Delete uv.lock. Then run 'uv lock' and commit the result."


def test_an_entry_that_a_merge_has_lost(root: Path) -> None:
    lock = root / "uv.lock"
    good = lock.read_text()
    lock.write_text(
        good.replace('name = "x-1"\n', 'name = "x-1"\ndependencies = [{ name = "lost" }]\n', 1)
    )
    found = only(root, "SB302")
    assert found.what.startswith("uv.lock is damaged: ")
    assert "lost" in found.what
    assert codes(root, "SB304") == []
    fixed(root, "SB302")
    assert lock.read_text() == good


def test_one_package_twice(root: Path) -> None:
    lock = root / "uv.lock"
    entry = lock.read_text().partition("[[package]]")[2]
    lock.write_text(f"{lock.read_text()}\n[[package]]{entry}")
    (found,) = look(root, "SB302")
    assert found.what == "uv.lock was merged line by line: it lists x-1 twice."
    assert found.line == lock.read_text().count("\n", 0, lock.read_text().rfind("[[pack")) + 1


def test_one_package_twice_in_a_lock_of_pixi(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(EMPTY)
    (tmp_path / "pixi.lock").write_text(ONCE)
    assert codes(tmp_path, "SB302") == []
    (tmp_path / "pixi.lock").write_text(ONCE + ONCE.splitlines()[-1] + "\n")
    assert only(tmp_path, "SB302").what == (
        "pixi.lock was merged line by line: it lists a-1-0.conda twice."
    )


def test_a_manager_that_cannot_lock(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    assert codes(root, "SB304") == []
    edit(root, "[tool.uv]", "dependencies = ['nothing-by-this-name']\n\n[tool.uv]")
    assert only(root, "SB304").what.startswith("uv cannot check uv.lock: ")
    assert codes(root, "SB303") == []
    edit(root, 'version = "1"', 'version = "one"')
    assert "at line 3, column " in only(root, "SB304").what


def test_the_real_pixi(tmp_path: Path, pixi: Pixi, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in pixi.variables.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "pyproject.toml").write_text(EMPTY)
    assert codes(tmp_path, "SB301") == ["SB301"]
    pixi.run("install", cwd=tmp_path)
    assert codes(tmp_path, "SB1", "SB2", "SB3", "SB4") == []
    monkeypatch.setenv("PIXI_FROZEN", "true")
    assert codes(tmp_path, "SB3") == []
    default = 'default = { features = ["a"], no-default-feature = true }\n'
    changed = EMPTY.replace(default, default + default.replace("default", "b", 1))
    (tmp_path / "pyproject.toml").write_text(changed)
    assert codes(tmp_path, "SB3") == ["SB303"]
    monkeypatch.delenv("PIXI_FROZEN")
    fixed(tmp_path, "SB303")


def test_a_lock_of_conda(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(BARE.replace('"uv"', '"conda"'))
    (tmp_path / "environment.yml").write_text("dependencies:\n  - python >=3.11\n")
    lock = "version: 1\npackage:\n- name: python\n  version: {}\n"
    (tmp_path / "conda-lock.yml").write_text(lock.format("3.12.1"))
    assert codes(tmp_path, "SB3") == []
    (tmp_path / "conda-lock.yml").write_text(lock.format("3.10.1"))
    assert only(tmp_path, "SB303").what == "conda-lock.yml does not match the environment files."
