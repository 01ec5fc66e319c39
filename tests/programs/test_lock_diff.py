"""`seedbed lock diff`: what changed between two locks, as people and programs read it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lock_texts
import pexpect
import pytest
from cli import seedbed
from running import environment
from terminal import on_terminal

OLD = lock_texts.uv(
    "torch 2.7.1 1 numpy", "numpy 2.1.0 2", "pillow 11.0.0 3", "six 1.17.0 4", "gone 1.0 5",
    "protobuf 6.1.0 6", asked=("torch", "pillow"),
)  # fmt: skip
NEW = lock_texts.uv(
    "torch 3.0.0 a numpy triton", "numpy 2.1.0 b", "pillow 11.0.1 c", "six 1.17.0 4",
    "triton 3.5.0 d filelock", "filelock 3.20 e", "protobuf 5.29.0 f", asked=("torch", "pillow"),
)  # fmt: skip
TEXT = f"""\
uv.lock: HEAD → now
1 changed hash, 2 major, 2 new, 1 patch, 1 removed

Changed hashes
  The same file of the same version has another hash. That doesn't happen by
  itself: find out who replaced the file before you install it.
  numpy     2.1.0
      numpy-2.1.0-py3-none-any.whl
      - sha256:{"2" * 64}
      + sha256:{"b" * 64}

Major versions
* torch     2.7.1 → 3.0.0
  protobuf  6.1.0 → 5.29.0, older

New packages
  filelock  3.20, via torch → triton
  triton    3.5.0, via torch

Patches
* pillow    11.0.0 → 11.0.1

Removed packages
  gone      1.0

* the project itself asks for it
"""
MARKDOWN = f"""\
## uv.lock: HEAD → now

1 changed hash, 2 major, 2 new, 1 patch, 1 removed

### Changed hashes

> [!CAUTION]
> The same file of the same version has another hash. That doesn't happen by itself: find out who \
replaced the file before you install it.

| Package | File | Before | After |
|---|---|---|---|
| numpy 2.1.0 | numpy-2.1.0-py3-none-any.whl | `sha256:{"2" * 64}` | `sha256:{"b" * 64}` |

### Major versions

| Package | Before | After | Notes |
|---|---|---|---|
| **torch** | 2.7.1 | 3.0.0 |  |
| protobuf | 6.1.0 | 5.29.0 | older |

### New packages

| Package | Before | After | Notes |
|---|---|---|---|
| filelock |  | 3.20 | via torch → triton |
| triton |  | 3.5.0 | via torch |

### Patches

| Package | Before | After | Notes |
|---|---|---|---|
| **pillow** | 11.0.0 | 11.0.1 |  |

### Removed packages

| Package | Before | After | Notes |
|---|---|---|---|
| gone | 1.0 |  |  |

The project itself asks for packages in **bold**.
"""


def git(root: Path, *words: str) -> str:
    """Run git as somebody without settings."""
    author = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@a.example", "GIT_COMMITTER_NAME": "a",
              "GIT_COMMITTER_EMAIL": "a@a.example"}  # fmt: skip
    done = subprocess.run(
        ["git", "-C", str(root), *words], env=environment(**author), check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def commit(root: Path, **files: str | None) -> str:
    """Commit files; a None removes one. Two underscores stand for a point."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch", "main")
    for name, text in files.items():
        path = root / name.replace("__", ".")
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "x")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder whose lock has changed since the last commit."""
    root = tmp_path / "net"
    root.mkdir()
    commit(root, uv__lock=OLD)
    (root / "uv.lock").write_text(NEW)
    return root


def said(root: Path, *words: str, status: int = 1) -> str:
    """What is printed on standard output."""
    done = seedbed("lock", "diff", *words, cwd=root)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def refused(root: Path, *words: str, status: int = 1) -> str:
    """What is printed as an error."""
    done = seedbed("lock", *words, cwd=root)
    assert (done.returncode, done.stdout) == (status, ""), done.stdout + done.stderr
    return done.stderr


def result(root: Path, *words: str, status: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(root, *words, "--json", status=status))["result"]
    return found


def test_text(project: Path) -> None:
    assert said(project) == TEXT
    below = project / "src"
    below.mkdir()
    assert said(below) == TEXT


def test_markdown(project: Path) -> None:
    assert said(project, "--markdown") == MARKDOWN


def test_json(project: Path) -> None:
    found = result(project)
    assert found["differs"] is True
    assert found["old"] == {
        "file": "uv.lock", "format": "uv", "revision": "HEAD",
        "commit": git(project, "rev-parse", "HEAD"), "packages": 6,
    }  # fmt: skip
    assert found["new"] == {
        "file": "uv.lock", "format": "uv", "revision": None, "commit": None, "packages": 7,
    }  # fmt: skip
    changes = {one["name"]: one for one in found["changes"]}
    assert list(changes) == [
        "numpy", "torch", "protobuf", "filelock", "triton", "pillow", "gone",
    ]  # fmt: skip
    assert changes["numpy"]["hashes"] == [
        {
            "file": "numpy-2.1.0-py3-none-any.whl",
            "old": f"sha256:{'2' * 64}",
            "new": f"sha256:{'b' * 64}",
        }
    ]
    assert (changes["filelock"]["via"], changes["torch"]["direct"]) == (["torch", "triton"], True)
    assert (changes["protobuf"]["kind"], changes["protobuf"]["level"]) == ("down", "major")


def test_nothing_differs(project: Path) -> None:
    (project / "uv.lock").write_text(OLD)
    assert said(project, status=0) == (
        "uv.lock: HEAD → now\nNothing differs in what the two locks install.\n"
    )
    assert result(project, status=0)["differs"] is False
    assert said(project, "--markdown", status=0) == (
        "## uv.lock: HEAD → now\n\nNothing differs in what the two locks install.\n"
    )


def test_revisions_and_files(project: Path, tmp_path: Path) -> None:
    first = git(project, "rev-parse", "HEAD")
    second = commit(project, uv__lock=NEW)
    heading = f"uv.lock: {first} → {second}"
    assert said(project, first, second).splitlines()[0] == heading
    assert said(project, "main~1", "main").splitlines()[0] == "uv.lock: main~1 → main"
    assert said(project, status=0).endswith("install.\n")
    (tmp_path / "old.lock").write_text(OLD)
    lines = said(project, "../old.lock").splitlines()
    assert lines[:2] == ["../old.lock → uv.lock", TEXT.splitlines()[1]]
    lines = said(tmp_path, "old.lock", "net/uv.lock").splitlines()
    assert lines[0] == "old.lock → net/uv.lock"
    # the lock of another folder, and of a revision by its path
    assert said(tmp_path, "old.lock", "net/").splitlines()[0] == "old.lock → net/uv.lock"
    lines = said(project, "HEAD~1:uv.lock", "HEAD").splitlines()
    assert lines[0] == "uv.lock: HEAD~1 → HEAD"
    # a revision beside a file means that file's folder
    assert said(tmp_path, "HEAD~1", "net/uv.lock").splitlines()[0] == (
        "uv.lock at HEAD~1 → net/uv.lock"
    )


def test_from_uv_to_poetry_and_pixi(tmp_path: Path) -> None:
    """The lock that the folder had then counts, whatever manager it had."""
    packages = ("torch 2.7.1 1 numpy", "numpy 2.1.0 2")
    commit(tmp_path, uv__lock=lock_texts.uv(*packages, asked=("torch",)))
    manifest = '[project]\nname = "net"\ndependencies = ["torch"]\n'
    poetry = lock_texts.poetry("torch 2.7.1 9 numpy", "numpy 2.2.0 2", "six 1.0 3")
    commit(tmp_path, uv__lock=None, poetry__lock=poetry, pyproject__toml=manifest)
    assert (
        said(tmp_path, "HEAD~1")
        == f"""\
uv.lock at HEAD~1 → poetry.lock
1 changed hash, 1 new, 1 minor

Changed hashes
  The same file of the same version has another hash. That doesn't happen by
  itself: find out who replaced the file before you install it.
* torch  2.7.1
      torch-2.7.1-py3-none-any.whl
      - sha256:{"1" * 64}
      + sha256:{"9" * 64}

New packages
  six    1.0

Minor versions
  numpy  2.1.0 → 2.2.0

* the project itself asks for it
"""
    )
    pixi = lock_texts.pixi(
        default__linux_64=("pytorch 2.7.1 py312_0 1 numpy libgcc", "numpy 2.2.0 py312_0 2",
                           "libgcc 15.1 h_0 3"),
        default__osx_arm64=("pytorch 2.7.1 py312_1 4 numpy", "numpy 2.2.0 py312_1 5"),
    )  # fmt: skip
    commit(tmp_path, poetry__lock=None, pixi__lock=pixi)
    assert (
        said(tmp_path, "HEAD~1")
        == """\
poetry.lock at HEAD~1 → pixi.lock
1 new, 2 from elsewhere, 1 removed

New packages
  libgcc   15.1, via pytorch

From elsewhere
  from the default index → https://channel.example/conda-forge
      *pytorch 2.7.1 (was torch), numpy 2.2.0

Removed packages
  six      1.0

* the project itself asks for it
"""
    )


def test_environments_and_platforms(tmp_path: Path) -> None:
    old = lock_texts.pixi(
        default__linux_64=("numpy 2.1.0 py312_0 1", "zlib 1.3 h_0 2"),
        default__osx_arm64=("numpy 2.1.0 py312_9 3", "zlib 1.3 h_9 4"),
    )
    new = lock_texts.pixi(
        default__linux_64=("numpy 2.2.0 py312_0 5", "zlib 1.3 h_1 6"),
        default__osx_arm64=("numpy 2.1.0 py312_9 3", "zlib 1.3 h_8 7"),
        test__linux_64=("numpy 2.2.0 py312_0 5", "pytest 8.0 pyh_0 8"),
    )
    commit(tmp_path, pixi__lock=old)
    (tmp_path / "pixi.lock").write_text(new)
    assert (
        said(tmp_path)
        == """\
pixi.lock: HEAD → now
1 new, 1 minor, 1 other build
Only the new lock has packages in test.

New packages
  pytest  8.0, in test

Minor versions
  numpy   2.1.0 → 2.2.0, on linux-64

Other builds
  zlib    1.3, 2 builds
"""
    )
    places = [one["places"] for one in result(tmp_path)["changes"]]
    assert places[1] == [{"environment": "default", "platform": "linux-64"}]


def test_passwords_are_not_shown(tmp_path: Path) -> None:
    for name, user in (("old", "me:one"), ("new", "me:two")):
        text = lock_texts.uv("torch 2.7.1 1", index=f"https://{user}@own.example/simple")
        (tmp_path / f"{name}.lock").write_text(text)
    (tmp_path / "other.lock").write_text(lock_texts.uv("torch 2.7.1 1"))
    for form in ((), ("--markdown",), ("--json",)):
        printed = said(tmp_path, "other.lock", "new.lock", *form)
        assert "own.example" in printed
        assert "two" not in printed
    # a new password alone is no other place
    assert said(tmp_path, "old.lock", "new.lock", status=0).endswith("install.\n")


def test_markdown_is_escaped_and_long_lists_are_folded(tmp_path: Path) -> None:
    hostile = "https://h.example/`|@you<b>[x](https://i.example)"
    old = lock_texts.uv(*(f"p{one} 1.0.0 1" for one in range(12)), "six 1.0 2")
    new = lock_texts.uv(*(f"p{one} 1.0.1 1" for one in range(12)))
    new += f'[[package]]\nname = "six"\nversion = "1.0"\nsource = {{ url = "{hostile}" }}\n'
    (tmp_path / "old.lock").write_text(old)
    (tmp_path / "new@you.lock").write_text(new)
    printed = said(tmp_path, "old.lock", "new@you.lock", "--markdown")
    assert printed.startswith("## old.lock → new&#64;you.lock\n")
    assert "<details>\n<summary><b>Patches</b>: 12</summary>\n\n| Package |" in printed
    row = next(line for line in printed.splitlines() if line.startswith("| six"))
    assert row == (
        "| six | 1.0 | 1.0 | from `https://index.example/simple` → "
        "`https://h.example/'\\|@you<b>[x](https://i.example)` |"
    )


def test_a_very_long_list_ends_before_the_limit_of_a_comment(tmp_path: Path) -> None:
    (tmp_path / "old.lock").write_text(lock_texts.uv("six 1.0 1"))
    many = lock_texts.uv("six 1.0 1", *(f"package-{one} 1.0 2" for one in range(3000)))
    (tmp_path / "new.lock").write_text(many)
    printed = said(tmp_path, "old.lock", "new.lock", "--markdown")
    assert len(printed) < 65_536
    assert " more: `seedbed lock diff` lists all." in printed


def test_the_manager_of_a_project_of_ours_has_the_lock(tmp_path: Path) -> None:
    made = seedbed("new", "net", "--yes", "--no-sync", "--no-git", "--manager", "poetry",
                   cwd=tmp_path)  # fmt: skip
    assert made.returncode == 0, made.stderr
    root = tmp_path / "net"
    (root / "poetry.lock").write_text(lock_texts.poetry("numpy 2.1.0 1"))
    (root / "uv.lock").write_text(OLD)
    commit(root)
    (root / "poetry.lock").write_text(lock_texts.poetry("numpy 2.2.0 1"))
    assert said(root) == (
        "poetry.lock: HEAD → now\n1 minor\n\nMinor versions\n* numpy  2.1.0 → 2.2.0\n\n"
        "* the project itself asks for it\n"
    )


def test_several_locks_of_somebody_else(project: Path) -> None:
    (project / "pylock.toml").write_text('lock-version = "1.0"\n')  # as exported
    assert seedbed("lock", "diff", cwd=project).stderr == ""
    (project / "poetry.lock").write_text(lock_texts.poetry("six 1.0 1"))
    done = seedbed("lock", "diff", cwd=project)
    assert done.stdout == TEXT
    assert done.stderr == (
        "note: This is about uv.lock; poetry.lock is there, too. To compare another lock, name "
        "it.\n"
    )
    assert seedbed("lock", "diff", "HEAD", "poetry.lock", cwd=project).stderr == ""


def test_a_project_in_a_repository_of_several(tmp_path: Path) -> None:
    """Its manifest of the same revision says what it asks for."""
    root = tmp_path / "api"
    root.mkdir()
    manifest = '[project]\nname = "api"\ndependencies = ["{}"]\n'
    (root / "pyproject.toml").write_text(manifest.format("numpy"))
    (root / "poetry.lock").write_text(lock_texts.poetry("numpy 2.1.0 1", "six 1.0 2"))
    commit(tmp_path, uv__lock=OLD, README="x")
    (root / "pyproject.toml").write_text(manifest.format("six"))
    (root / "poetry.lock").write_text(lock_texts.poetry("six 1.1 2"))
    assert (
        said(root)
        == """\
poetry.lock: HEAD → now
1 minor, 1 removed

Minor versions
* six    1.0 → 1.1

Removed packages
* numpy  2.1.0

* the project itself asks for it
"""
    )


def test_builds_files_and_a_new_platform(tmp_path: Path) -> None:
    hashes = [f" --hash=sha256:{one * 64}" for one in "123"]
    (tmp_path / "old.txt").write_text(f"six==1.0{hashes[0]}\n")
    (tmp_path / "new.txt").write_text(f"six==1.0{''.join(hashes)}\n")
    assert said(tmp_path, "old.txt", "new.txt").endswith(
        "\nMore or fewer files\n  six  1.0, 2 files more\n"
    )
    assert said(tmp_path, "new.txt", "old.txt").endswith("\n  six  1.0, 2 files gone\n")
    old = lock_texts.pixi(default__linux_64=("zlib 1.3 h_0 1",))
    new = lock_texts.pixi(
        default__linux_64=("zlib 1.3 h_1 2",), default__osx_arm64=("zlib 1.3 h_2 3",)
    )
    (tmp_path / "old.lock").write_text(old)
    (tmp_path / "new.lock").write_text(new)
    assert (
        said(tmp_path, "old.lock", "new.lock")
        == """\
old.lock → new.lock
1 other build
Only the new lock has packages on osx-arm64.

Other builds
  zlib  1.3 h_0 → 1.3 h_1
"""
    )


def test_hashes_that_are_all_gone_are_told(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(f"six==1.0 --hash=sha256:{'1' * 64}\n")
    (tmp_path / "new.txt").write_text("six==1.0\nloose>=1\n")
    done = seedbed("lock", "diff", "old.txt", "new.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "note: new.txt: What pins no version isn't compared: loose>=1.\n"
        "note: new.txt has no hashes, so nothing proves that a file is the same.\n"
    )


def test_what_cannot_be_compared(project: Path, tmp_path: Path) -> None:
    assert refused(tmp_path, "diff") == (
        f"error: No lock was found in {tmp_path} or above it.\n"
        "hint: Change to a project that has one, or name two files: seedbed lock diff OLD NEW\n"
    )
    (tmp_path / "uv.lock").write_text(OLD)
    assert refused(tmp_path, "diff") == (
        f"error: {tmp_path} is in no git repository, so there is no older lock to compare with.\n"
        "hint: Name two files: seedbed lock diff OLD NEW\n"
    )
    assert refused(project, "diff", "nothing", status=2) == (
        "error: 'nothing' is neither a file nor a revision of the git repository.\n"
        "hint: Check how it is spelled; 'git branch --all' lists the branches.\n"
    )
    assert refused(project, "diff", "./nothing", status=2) == (
        "error: There is no file ./nothing.\nhint: Check its path.\n"
    )
    (project / "uv.lock").write_text(f"<<<<<<< HEAD\n{NEW}")
    assert refused(project, "diff") == (
        "error: uv.lock contains conflict markers (line 1).\n"
        "hint: Resolve the conflict, or compare both sides: seedbed lock diff HEAD MERGE_HEAD\n"
    )
    (project / "uv.lock").write_bytes(b"\xff\xfe")
    assert refused(project, "diff") == (
        "error: uv.lock is not UTF-8 text: byte 0 is wrong.\n"
        "hint: Renew it with its manager, or name another file or revision.\n"
    )
    (project / "notes.txt").write_text("hello\n")
    assert refused(project, "diff", "notes.txt", "notes.txt") == (
        "error: notes.txt is no lock that seedbed knows.\n"
        "hint: seedbed reads the locks of uv, Pixi, Poetry, and conda, pylock.toml, and pinned "
        "requirements files.\n"
    )
    assert refused(project, "diff", "--", "-x", status=2) == (
        "error: '-x' is neither a file nor a revision.\nhint: See 'seedbed lock --help'.\n"
    )
    assert refused(project, "dif", status=2) == (
        "error: 'seedbed lock' does not know 'dif'.\nhint: Did you mean 'diff'?\n"
    )
    assert refused(project, status=2).startswith("error: Say what to do:")
    done = seedbed("lock", "diff", "--json", "--markdown", cwd=project)
    assert done.returncode == 2
    assert (
        json.loads(done.stdout)["error"]["message"] == "--json and --markdown exclude each other."
    )


def test_a_revision_without_a_lock(tmp_path: Path) -> None:
    commit(tmp_path, README="x")
    (tmp_path / "uv.lock").write_text(OLD)
    assert refused(tmp_path, "diff") == (
        f"error: There is no lock in {tmp_path} at HEAD.\nhint: Name another revision, or a file.\n"
    )
    assert refused(tmp_path, "diff", "HEAD:nothing") == (
        "error: There is no file nothing at HEAD.\nhint: Name another revision, or a file.\n"
    )


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "uv.lock").write_text(OLD)
    assert refused(tmp_path, "diff") == (
        "error: The repository has no commit yet, so there is no older lock to compare with.\n"
        "hint: Commit the lock, or name two files: seedbed lock diff OLD NEW\n"
    )


def test_a_shallow_clone(project: Path, tmp_path: Path) -> None:
    first = git(project, "rev-parse", "HEAD")
    commit(project, uv__lock=NEW)
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{project}", "clone")
    assert refused(tmp_path / "clone", "diff", first, status=2) == (
        f"error: '{first}' is neither a file nor a revision of the git repository.\n"
        "hint: This clone is shallow and may lack it: fetch more with 'git fetch --deepen=50', or "
        "'fetch-depth: 0' in a workflow.\n"
    )


def test_a_partial_clone_is_not_fetched_from(project: Path, tmp_path: Path) -> None:
    """Fetching may start what the clone's settings name."""
    commit(project, uv__lock=NEW)
    git(project, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{project}", "clone")
    assert refused(tmp_path / "clone", "diff", "HEAD~1") == (
        "error: The clone lacks the content of uv.lock at HEAD~1.\n"
        "hint: Fetch it: 'git fetch --refetch' gets what a partial clone left out.\n"
    )
    assert said(tmp_path / "clone", status=0).endswith("install.\n")


def test_what_steers_a_terminal_is_shown_as_text(tmp_path: Path) -> None:
    for name, version in (("old", "1.0"), ("new", r"2.0\u001b[2J\u202e")):
        (tmp_path / f"{name}.lock").write_text(lock_texts.uv(f"six {version} 1"))
    assert said(tmp_path, "old.lock", "new.lock").endswith(
        "\nMajor versions\n  six  1.0 → 2.0\\x1b[2J\\u202e\n"
    )
    row = said(tmp_path, "old.lock", "new.lock", "--markdown").splitlines()[-1]
    assert row == "| six | 1.0 | `2.0 [2J` |  |"


def test_links_are_not_followed(project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(NEW)
    (project / "uv.lock").unlink()
    (project / "uv.lock").symlink_to(tmp_path / "secret")
    assert refused(project, "diff") == (
        f"error: {project}/uv.lock is a link, or no file.\nhint: Name the file that it leads to.\n"
    )
    commit(project)
    (project / "uv.lock").unlink()
    (project / "uv.lock").write_text(NEW)
    assert refused(project, "diff") == (
        "error: uv.lock is a link at HEAD, not a file.\nhint: Name a file.\n"
    )
    assert said(project, "HEAD~1", str(tmp_path / "secret")).startswith("uv.lock at HEAD~1 → ")


def test_a_lock_that_is_too_large(project: Path) -> None:
    with (project / "uv.lock").open("w") as file:
        file.truncate(33 * 1024 * 1024)
    assert refused(project, "diff") == (
        f"error: {project}/uv.lock is larger than 32 MiB.\nhint: Name another file.\n"
    )
    assert "larger than 32 MiB" in refused(project, "diff", "HEAD", "uv.lock")
    commit(project)
    assert refused(project, "diff", "HEAD", "HEAD~1") == (
        "error: uv.lock at HEAD is larger than 32 MiB.\nhint: Name another revision.\n"
    )


def test_without_git(project: Path, tmp_path: Path, need: Callable[[str], str]) -> None:
    need("git")
    (tmp_path / "bin").mkdir()
    done = seedbed("lock", "diff", cwd=project, env={"PATH": str(tmp_path / "bin")})
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1, f"error: {project} is in no git repository, so there is no older lock to compare with.",
    )  # fmt: skip
    (project / "old.lock").write_text(OLD)
    done = seedbed("lock", "diff", "old.lock", cwd=project, env={"PATH": str(tmp_path / "bin")})
    assert (done.returncode, done.stdout.splitlines()[1:]) == (1, TEXT.splitlines()[1:])


def test_a_clone_starts_nothing(project: Path, tmp_path: Path) -> None:
    """Neither filters nor hooks nor diff drivers that its settings name run."""
    (project / ".gitattributes").write_text("*.lock filter=bad diff=bad\n")
    commit(project, uv__lock=NEW)
    for key in ("filter.bad.smudge", "filter.bad.clean", "diff.bad.textconv", "core.fsmonitor"):
        git(project, "config", key, f"touch {tmp_path}/ran; cat")
    (tmp_path / "ran").unlink(missing_ok=True)
    assert said(project, "HEAD~1").splitlines()[1] == TEXT.splitlines()[1]
    assert not (tmp_path / "ran").exists()


def test_colors(project: Path) -> None:
    child = on_terminal("lock", "diff", cwd=project)
    child.expect(pexpect.EOF)
    printed = child.before or ""
    assert "\x1b[1;31mChanged hashes\x1b[0m" in printed
    assert f"\x1b[31m      + sha256:{'b' * 64}\x1b[0m" in printed
    assert "\x1b[1;35mMajor versions\x1b[0m" in printed
