"""git among strangers: repositories that start programs, variables of another one, and failures."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import age, commit, edit, make, run_git
from cli import seedbed
from running import environment
from stand_ins import program

from seedbed.commands.options import choices_from
from seedbed.host.git import committed, skipped
from seedbed.host.git_author import git_author

if TYPE_CHECKING:
    from collections.abc import Callable

NEW = ("--yes", "--no-sync")
DOCS = ("--set", "extras=docs")


@pytest.fixture(autouse=True)
def _git(need: Callable[[str], str]) -> None:
    need("git")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which both sides have changed a value."""
    root = make(tmp_path_factory.mktemp("template"))
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    edit(root, "pyproject.toml", "line-length = 90", "line-length = 120")
    return root


def _bare(folder: Path, marker: Path) -> None:
    """Make a folder look like a bare repository whose configuration starts a program."""
    for name in ("objects", "refs"):
        (folder / name).mkdir(parents=True)
        (folder / name / ".keep").touch()
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        f'\tfsmonitor = "touch {marker}; false"\n'
    )


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "was-run"


@pytest.mark.parametrize("outer", [True, False])
def test_a_bare_repository_in_a_folder_starts_no_program(
    template: Path, tmp_path: Path, marker: Path, outer: bool
) -> None:
    top = tmp_path / "top"
    root = Path(shutil.copytree(template, top / "x-1"))
    if outer:
        run_git(tmp_path, "init", "--quiet", str(top))
    _bare(root, marker)
    (root / "README.md").unlink()
    settle = "# Resolve each conflict, then 'git add' the files.\n"
    (root / ".seedbed/conflicts").write_text(f"{settle}README.md\n")
    for options in (("--dry-run",), (), ("--set", "extras=docs")):
        done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
        assert not marker.exists(), options
        assert done.returncode == 1
        assert done.stderr.startswith(f"error: git cannot be used in {root}: "), done.stderr
        assert "bare repository" in done.stderr
        assert "hint: The folder itself looks like a bare repository" in done.stderr


@pytest.mark.parametrize("options", [(), ("--preset", "flake-python-ml")])
def test_a_new_project_in_one_starts_no_program(
    tmp_path: Path, marker: Path, options: tuple[str, ...]
) -> None:
    place = tmp_path / "place"
    _bare(place, marker)
    done = seedbed("new", "x", *NEW, *options, cwd=place, env=environment())
    assert not marker.exists()
    assert done.returncode == 0
    assert done.stderr.startswith(
        "note: The project did not become a git repository: git cannot be used"
    )
    assert not (place / "x" / ".git").exists()


def test_a_monitor_in_the_repository_itself_is_not_started(
    template: Path, tmp_path: Path, marker: Path
) -> None:
    root = Path(shutil.copytree(template, tmp_path / "x-1"))
    run_git(root, "init", "--quiet")
    commit(root)
    run_git(root, "config", "core.fsmonitor", f"touch {marker}; false")
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert "then 'git add' the files" in done.stderr
    assert not marker.exists()


def _armed(template: Path, root: Path, marker: Path) -> Path:
    """A repository as an archive may bring it: all that git may start leaves a mark."""
    shutil.copytree(template, root)
    run_git(root, "init", "--quiet")
    commit(root)
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "post-checkout", "reference-transaction", "pre-commit"):
        program(hooks / name, f"touch {marker}")
    for name in ("clean", "smudge"):
        run_git(root, "config", f"filter.evil.{name}", f"touch {marker}; cat")
    run_git(root, "config", "core.sshCommand", f"touch {marker}; false")
    run_git(root, "config", "remote.origin.url", "ssh://host.example/x")
    run_git(root, "config", "remote.origin.promisor", "true")
    run_git(root, "config", "extensions.partialClone", "origin")
    return root


def test_hooks_of_the_repository_are_not_started(
    template: Path, tmp_path: Path, marker: Path
) -> None:
    root = _armed(template, tmp_path / "x-1", marker)
    done = seedbed("update", "--no-sync", *DOCS, cwd=root, env=environment())
    assert "then 'git add' the files" in done.stderr
    assert run_git(root, "ls-files", "--unmerged") != ""
    undone = seedbed("update", "--undo", "--no-sync", cwd=root, env=environment())
    assert undone.returncode == 0, undone.stderr
    assert not marker.exists()
    assert run_git(root, "ls-files", "--unmerged") == ""
    assert run_git(root, "diff", "--cached", "--name-only") == ""


def test_filters_of_the_repository_are_not_started(
    template: Path, tmp_path: Path, marker: Path
) -> None:
    root = _armed(template, tmp_path / "x-1", marker)
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "attributes").write_text("*.toml filter=evil\n")
    done = seedbed("update", "--no-sync", *DOCS, cwd=root, env=environment())
    assert "1 conflict: " in done.stderr
    assert "then 'git add' the files" not in done.stderr  # git has not heard of it
    undone = seedbed("update", "--undo", "--no-sync", cwd=root, env=environment())
    assert undone.returncode == 0, undone.stderr
    assert not marker.exists()


def test_an_object_that_is_not_there_is_not_fetched(
    template: Path, tmp_path: Path, marker: Path
) -> None:
    root = _armed(template, tmp_path / "x-1", marker)
    name = run_git(root, "rev-parse", "HEAD:pyproject.toml").strip()
    (root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    assert committed(str(root), "pyproject.toml") is None
    assert not marker.exists()


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_DIR": "{other}/.git"},
        {"GIT_DIR": "{other}/.git", "GIT_WORK_TREE": "{other}"},
        {"GIT_INDEX_FILE": "{other}/.git/index"},
        {"GIT_COMMON_DIR": "{other}/.git"},
        {"GIT_OBJECT_DIRECTORY": "{other}/.git/objects"},
        {"GIT_PREFIX": "elsewhere/", "GIT_NAMESPACE": "x", "GIT_ICASE_PATHSPECS": "1"},
    ],
)
def test_conflicts_are_staged_where_the_project_is(
    template: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    other, top = tmp_path / "other", tmp_path / "top"
    for place in (other, top):
        run_git(tmp_path, "init", "--quiet", str(place))
        (place / "pyproject.toml").write_text("theirs\n")
    root = Path(shutil.copytree(template, top / "sub" / "x-1"))
    for place in (other, top):
        commit(place)
    there = {name: value.format(other=other) for name, value in variables.items()}
    before = (other / ".git/index").read_bytes()
    done = seedbed("update", "--no-sync", cwd=root, env=environment(**there))
    assert done.returncode == 1, done.stderr
    unmerged = run_git(top, "ls-files", "--unmerged").splitlines()
    assert {line.partition("\t")[2] for line in unmerged} == {"sub/x-1/pyproject.toml"}
    assert len(unmerged) == 3
    assert (other / ".git/index").read_bytes() == before
    again = seedbed("update", "--no-sync", cwd=root, env=environment(**there))
    assert "The last update left conflicts in pyproject.toml." in again.stderr


@pytest.mark.parametrize("options", [(), ("--preset", "flake-python-ml")])
def test_a_new_project_is_a_repository_of_its_own(tmp_path: Path, options: tuple[str, ...]) -> None:
    other = tmp_path / "other"
    run_git(tmp_path, "init", "--quiet", "--bare", str(other))
    before = {path: path.read_bytes() for path in other.rglob("*") if path.is_file()}
    variables = environment(GIT_DIR=str(other), GIT_INDEX_FILE=str(other / "index"))
    done = seedbed("new", "x", *NEW, *options, cwd=tmp_path, env=variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x/.git/HEAD").is_file()
    assert {path: path.read_bytes() for path in other.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_repository_of_another_user_is_no_missing_one(template: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(template, tmp_path / "x-1"))
    run_git(root, "init", "--quiet")
    commit(root)
    for path in (root, root / ".git"):
        os.chown(path, 12345, 12345)
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 1
    note, fault, *_ = done.stderr.splitlines()
    assert note.startswith(
        f"note: git could not record the conflicts: git cannot be used in {root}: "
        "detected dubious ownership in repository at "
    )
    assert note.endswith(f"If you trust it: git config --global --add safe.directory {root}")
    assert fault.startswith("error: 1 conflict: you and seedbed changed the same thing; ")
    assert "Resolve what .seedbed/conflicts lists, then remove that file." in done.stderr
    new = seedbed("new", "y", *NEW, cwd=root, env=environment())
    assert new.returncode == 0
    assert "note: The project did not become a git repository: git cannot be used in" in new.stderr
    assert not (root / "y/.git").exists()


def test_a_broken_configuration_is_told(template: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(template, tmp_path / "x-1"))
    run_git(root, "init", "--quiet")
    (root / ".git/config").write_text("[core\n")
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert f"git cannot be used in {root}: bad config line 1 in file" in done.stderr
    assert done.returncode == 1


def test_a_broken_index_is_told(template: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(template, tmp_path / "x-1"))
    run_git(root, "init", "--quiet")
    (root / ".git/index").write_bytes(b"junk")
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"note: git could not record the conflicts: git cannot be used in {root}: "
        ".git/index: index file smaller than expected"
    )


def test_paths_that_a_sparse_checkout_leaves_out_are_found(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "--quiet", "top")
    root = tmp_path / "top" / "sub"
    root.mkdir()
    for name in ("a", "b*", "ü"):
        (root / name).write_text(name)
    assert skipped(str(root), ["a"]) == set()
    commit(tmp_path / "top")
    patterns = ("/*", r"!/sub/b\*", "!/sub/ü")
    run_git(tmp_path / "top", "sparse-checkout", "set", "--no-cone", *patterns)
    assert skipped(str(root), ["a", "b*", "ü", "missing"]) == {"b*", "ü"}
    assert skipped(str(tmp_path), ["a"]) == set()


def test_what_a_sparse_checkout_leaves_out_waits(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    run_git(root, "sparse-checkout", "set", "--no-cone", "/*", "!/README.md")
    done = seedbed(
        "update", "--no-sync", "--set", "license=bsd-3-clause", cwd=root, env=environment()
    )
    assert done.returncode == 0, done.stderr
    assert (
        "  kept      README.md\n"
        "            git's sparse checkout leaves it out, so its update waits until it is there\n"
    ) in done.stdout
    commit(root)
    run_git(root, "sparse-checkout", "disable")
    assert "MIT; see" in (root / "README.md").read_text()
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert "  changed   README.md\n" in done.stdout
    assert "BSD 3-Clause; see" in (root / "README.md").read_text()


def test_what_the_user_removed_stays_removed_beside_a_sparse_checkout(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    (root / "README.md").unlink()
    commit(root)
    run_git(root, "sparse-checkout", "set", "--no-cone", "/*", "!/docs")
    seedbed("update", "--no-sync", "--set", "license=bsd-3-clause", cwd=root, env=environment())
    assert not (root / "README.md").exists()
    assert "Everything is up to date" in seedbed("update", "--no-sync", cwd=root).stdout


_SPLIT = """
[user]
\tname = Ada
\temail = ada@example.org
[includeIf "{condition}"]
\tpath = work.inc
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own settings of git, in a home of their own."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "none"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    (home / "work.inc").write_text("[user]\n\tname = Ada at work\n\temail = ada@work.example\n")
    return home / ".gitconfig"


AT_WORK = ("Ada at work", "ada@work.example")
AT_HOME = ("Ada", "ada@example.org")


@pytest.mark.parametrize(
    ("condition", "folder", "expected"),
    [
        ("gitdir:~/work/", "work/deep/new", AT_WORK),
        ("gitdir:~/work/", "play/new", AT_HOME),
        ("gitdir:~/work/", "workshop/new", AT_HOME),
        ("gitdir:./work/", "work/new", AT_WORK),
        ("gitdir:work/", "a/work/new", AT_WORK),
        ("gitdir:{home}/work/**", "work/new", AT_WORK),
        ("gitdir:~/w?rk/*/.git", "work/new", AT_WORK),
        ("gitdir:~/w?rk/*/.git", "work/deep/new", AT_HOME),
        ("gitdir/i:~/WORK/", "work/new", AT_WORK),
        ("gitdir:~/WORK/", "work/new", AT_HOME),
        ("gitdir:~/(work/", "(work/new", AT_WORK),
        ("onbranch:main", "work/new", AT_HOME),
    ],
)
def test_the_author_is_the_one_of_the_folder_where_the_project_will_be(
    settings: Path, condition: str, folder: str, expected: tuple[str, str]
) -> None:
    home = settings.parent
    settings.write_text(_SPLIT.format(condition=condition.format(home=home)))
    (home / folder).parent.mkdir(parents=True)
    assert git_author(str(home / folder)) == expected
    assert choices_from({}, str(home / folder)).authors[0].name == expected[0]


def test_git_itself_says_the_same_once_it_is_a_repository(settings: Path) -> None:
    home = settings.parent
    settings.write_text(_SPLIT.format(condition="gitdir:~/work/"))
    for folder, (name, _) in (("work/a", AT_WORK), ("play/a", AT_HOME)):
        (home / folder).mkdir(parents=True)
        subprocess.run(["git", "init", "--quiet"], cwd=home / folder, check=True)
        said = subprocess.run(
            ["git", "config", "user.name"], cwd=home / folder,
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert said.stdout == f"{name}\n"
        assert git_author(str(home / folder / "sub"))[0] == name


def test_the_author_of_a_repository_is_the_one_that_it_names(settings: Path) -> None:
    home = settings.parent
    settings.write_text(_SPLIT.format(condition="gitdir:~/work/"))
    run_git(home, "init", "--quiet", "play")
    run_git(home / "play", "config", "user.name", "Ada at play")
    assert git_author(str(home / "play" / "new"))[0] == "Ada at play"
    assert git_author(str(home / "new"))[0] == "Ada"


def test_conditions_hold_for_the_repository_that_the_project_lies_in(settings: Path) -> None:
    home = settings.parent
    settings.write_text(_SPLIT.format(condition="gitdir:~/play/new/"))
    assert git_author(str(home / "play" / "new"))[0] == "Ada at work"
    run_git(home, "init", "--quiet", "play")
    assert git_author(str(home / "play" / "new"))[0] == "Ada"


def test_a_name_in_another_encoding_is_left_out(settings: Path) -> None:
    settings.write_bytes("[user]\n\tname = José\n\temail = j@example.org\n".encode("latin-1"))
    assert git_author(str(settings.parent / "new")) == ("", "j@example.org")
    settings.write_text("[user]\n\tname = José\n\temail = none\n", encoding="utf-8")
    assert git_author(str(settings.parent / "new")) == ("José", "")
