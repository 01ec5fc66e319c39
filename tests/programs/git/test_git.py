"""`seedbed new` and git: the repository that it makes, and what it says when it makes none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from running import composed, contents, environment, has_ended
from stand_ins import first_on_path, program
from terminal import on_terminal, rest_of

if TYPE_CHECKING:
    from collections.abc import Callable

NEW = ("new", "x", "--yes", "--no-sync")
REMARK = "GitHub reads .github only at the top of a repository, which is"
HOOKS = (
    "On commit, pre-commit reads only the configuration at the top of the repository, {}: run the "
    "task 'hooks' instead of 'pre-commit install'."
)
_SLOW = """
case "$*" in
  *init*--quiet*) ;;
  *rev-parse*) echo "fatal: not a git repository" >&2; exit 128 ;;
  *) exit 1 ;;
esac
echo $$ >"$SEEDBED_TEST/process"
trap 'echo tidied >"$SEEDBED_TEST/tidied"; exit 130' INT
echo "git has begun"
for second in $(seq 60); do sleep 1; done
"""
"""Stands in for a git that knows nobody, and whose `init` waits for its interruption."""


@pytest.fixture
def git(need: Callable[[str], str]) -> str:
    return need("git")


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """No settings of this machine's git; a file in their place."""
    (tmp_path / "gitconfig").touch()
    return {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"), "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def _branch(repository: Path) -> str:
    head = (repository / ".git" / "HEAD").read_text()
    return head.strip().removeprefix("ref: refs/heads/")


def _init(git: str, folder: Path) -> None:
    subprocess.run([git, "init", "--quiet"], cwd=folder, env=environment(), check=True)


@pytest.mark.usefixtures("git")
@pytest.mark.parametrize(
    ("config", "branch"), [("", "main"), ("[init]\n\tdefaultBranch = trunk\n", "trunk")]
)
def test_the_branch_is_the_users_or_main(
    tmp_path: Path, place: Path, variables: dict[str, str], config: str, branch: str
) -> None:
    (tmp_path / "gitconfig").write_text(config)
    done = seedbed(*NEW, cwd=place, env=variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert _branch(place / "x") == branch


def test_inside_another_repository_it_says_where_github_looks(
    place: Path, git: str, variables: dict[str, str]
) -> None:
    _init(git, place)
    done = seedbed(*NEW, cwd=place, env=variables)
    assert done.returncode == 0
    assert (
        done.stderr == f"note: {REMARK} {place.resolve()}.\nnote: {HOOKS.format(place.resolve())}\n"
    )
    assert not (place / "x" / ".git").exists()
    told = seedbed("new", "y", "--no-sync", "--json", cwd=place, env=variables)
    assert json.loads(told.stdout)["messages"] == [
        f"{REMARK} {place.resolve()}.",
        HOOKS.format(place.resolve()),
    ]
    assert told.stderr == ""


def test_without_workflows_or_git_nothing_is_said_of_github(
    place: Path, git: str, variables: dict[str, str]
) -> None:
    _init(git, place)
    for name, option in (("a", "--without=github,pre-commit"), ("b", "--no-git")):
        done = seedbed("new", name, "--yes", "--no-sync", option, cwd=place, env=variables)
        assert (done.returncode, done.stderr) == (0, ""), option


def test_a_folder_that_is_a_repository_stays_the_one_it_is(
    place: Path, git: str, variables: dict[str, str]
) -> None:
    _init(git, place)
    (place / ".git" / "HEAD").write_text("ref: refs/heads/mine\n")
    done = seedbed("new", ".", "--name", "x", "--yes", "--no-sync", cwd=place, env=variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert _branch(place) == "mine"


def test_without_git_the_project_is_made_and_it_is_said(tmp_path: Path, place: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = seedbed(*NEW, cwd=place, env={"PATH": str(empty)})
    assert done.returncode == 0
    assert "note: git was not found" in done.stderr
    assert (place / "x" / "pyproject.toml").is_file()


def test_when_git_fails_the_project_is_made_and_it_is_said(tmp_path: Path, place: Path) -> None:
    script = _SLOW.partition("esac")[0] + 'esac\necho "my words" >&2; exit 128'
    bad = program(tmp_path / "bin" / "git", script)
    done = seedbed(*NEW, cwd=place, env=first_on_path(bad))
    words, note = done.stderr.splitlines()
    assert done.returncode == 0
    assert words == "my words"
    assert note.startswith("note: 'git init' failed")
    assert (place / "x" / "pyproject.toml").is_file()


def test_a_git_that_cannot_tell_is_no_missing_repository(tmp_path: Path, place: Path) -> None:
    bad = program(tmp_path / "bin" / "git", 'echo "fatal: my words" >&2; exit 128')
    done = seedbed(*NEW, cwd=place, env=first_on_path(bad))
    assert done.returncode == 0
    assert done.stderr == (
        f"note: The project did not become a git repository: git cannot be used in {place / 'x'}: "
        "my words. Run 'git status' there to see more; fix that, then run the same command "
        "again.\n"
    )
    assert (place / "x" / "pyproject.toml").is_file()


@pytest.mark.parametrize("mode", ["--no-sync", "--yes"])
def test_ctrl_c_in_git_leaves_a_project_that_is_complete(
    tmp_path: Path, place: Path, mode: str
) -> None:
    slow = program(tmp_path / "bin" / "git", _SLOW)
    changes = {**first_on_path(slow), "SEEDBED_TEST": str(tmp_path)}
    child = on_terminal("new", "x", "--yes", mode, cwd=place, **changes)
    child.expect("git has begun")
    child.sendintr()
    status, said = rest_of(child)
    assert status == 130
    assert f"The project in {place / 'x'} is complete" in " ".join(said.split())
    assert "Traceback" not in said
    expected = {path: file.data for path, file in composed("x", tmp_path).items()}
    assert contents(place / "x") == expected
    assert (tmp_path / "tidied").read_text() == "tidied\n"
    assert has_ended(int((tmp_path / "process").read_text()))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
