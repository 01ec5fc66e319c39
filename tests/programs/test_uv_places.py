"""Where uv keeps a project's lock and environment, and whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from aged import make
from cli import seedbed
from stand_ins import first_on_path, stand_in
from uv import find_uv_bin

from seedbed.host import process
from seedbed.managers.uv.workspace import environment_of, home_of

BARE = """\
[project]
name = "{}"
version = "1"
requires-python = ">=3.11"

[tool.uv]
package = false

[tool.seedbed]
manager = "uv"
"""
"""A manifest that needs no network."""
OFFLINE = {"UV_OFFLINE": "1"}
WORKSPACE = """
[tool.uv.workspace]
members = ["packages/*", "deep/**", "./one/", "x/../two", "**/wide", "libs/*/*"]
exclude = ["packages/no*", "libs/*b"]
"""


def manifest(folder: Path, more: str = "") -> Path:
    """A project that needs no network."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(BARE.format(folder.name.strip("._-")) + more)
    return folder


@pytest.mark.parametrize(
    ("path", "is_member"),
    [
        ("packages/a", True),
        ("packages/.a", True),
        ("packages/no-a", False),
        ("packages/a/b", False),
        ("deep/a", True),
        ("deep/a/b", False),  # deep/a is the first one above it, and no workspace
        ("deep", False),
        ("wide", True),
        ("x/y/wide", True),
        ("one", True),
        ("two", True),
        ("libs/a/c", True),
        ("libs/a/b", False),
        ("other", False),
    ],
)
def test_the_lock_is_where_the_real_uv_makes_it(
    tmp_path: Path, path: str, *, is_member: bool
) -> None:
    top = manifest(tmp_path / "top", WORKSPACE)
    root = top / path
    if path in {"packages/a/b", "deep/a/b"}:  # or uv stops: the folder above is a member
        manifest(root.parent)
    manifest(root)
    assert seedbed("sync", cwd=root, env=OFFLINE).returncode == 0
    home = top if is_member else root
    assert [lock.parent for lock in top.rglob("uv.lock")] == [home] == [Path(home_of(str(root)))]
    assert environment_of(str(root)) == f"{home}/.venv"
    assert (home / ".venv").is_dir()


@pytest.mark.parametrize(
    "between",
    ["[project]\nname = 'x'\n", "[tool.ruff]\n", "[tool.uv.workspace]\nmembers = []\n", "x = [\n"],
)
def test_only_the_first_manifest_above_counts(tmp_path: Path, between: str) -> None:
    manifest(tmp_path, WORKSPACE)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "pyproject.toml").write_text(between)
    root = manifest(tmp_path / "deep" / "a")
    assert home_of(str(root)) == str(root)


def test_uv_reads_a_workspace_in_toml_1_1(tmp_path: Path) -> None:
    top = manifest(tmp_path / "top", WORKSPACE + "\n[tool.own]\nx = {\n  a = 1,\n}\n")
    root = manifest(top / "packages" / "a")
    assert seedbed("sync", cwd=root, env=OFFLINE).returncode == 0
    assert [lock.parent for lock in top.rglob("uv.lock")] == [top] == [Path(home_of(str(root)))]


def test_a_workspace_of_its_own_counts_first(tmp_path: Path) -> None:
    manifest(tmp_path, WORKSPACE)
    root = manifest(tmp_path / "packages" / "a", "\n[tool.uv.workspace]\n")
    assert home_of(str(root)) == str(root)


def test_a_sync_leaves_the_packages_of_other_members(tmp_path: Path) -> None:
    manifest(tmp_path, WORKSPACE)
    root = manifest(tmp_path / "packages" / "a")
    env = first_on_path(stand_in(tmp_path / "bin", "99.0", 'echo "$@"'))
    assert seedbed("sync", cwd=root, env=env).stdout == f"sync --project {root} --inexact\n"
    done = seedbed("sync", cwd=tmp_path, env=env)
    assert done.stdout == f"sync --project {tmp_path}\n"


def test_a_new_project_tells_of_the_workspace(tmp_path: Path) -> None:
    top = manifest(tmp_path / "top", WORKSPACE)
    before = (top / "pyproject.toml").read_bytes()
    (top / "packages").mkdir()
    asked = ("--yes", "--no-sync", "--no-git")
    done = seedbed("new", "packages/a", *asked, cwd=top)
    assert done.stderr == (
        f"note: The project is a member of the uv workspace in {top}: it shares {top}/uv.lock and "
        f"{top}/.venv.\n"
    )
    done = seedbed("new", "other", *asked, cwd=top)
    assert done.stderr == (
        f"note: The project is below the uv workspace in {top} but isn't a member of it, so it "
        "gets its own lock and environment. To share the workspace's, add the project to 'members' "
        f"under [tool.uv.workspace] in {top}/pyproject.toml.\n"
    )
    assert seedbed("new", "b", *asked, "--manager", "pixi", cwd=top).stderr == ""
    assert (top / "pyproject.toml").read_bytes() == before


def test_an_update_knows_the_lock_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.uv.workspace]\nmembers = ['*']\n")
    root = make(tmp_path, "--framework", "none")
    assert "There is no uv.lock yet" in seedbed("update", "--no-sync", cwd=root).stderr
    (tmp_path / "uv.lock").touch()
    assert "There is no uv.lock yet" not in seedbed("update", "--no-sync", cwd=root).stderr


def test_the_environment_of_another_project_is_left_alone(tmp_path: Path) -> None:
    root, other = manifest(tmp_path / "x-1"), manifest(tmp_path / "y-1")
    for one in (root, other):
        assert seedbed("sync", cwd=one, env=OFFLINE).returncode == 0
    (record,) = (other / ".venv" / "lib").glob("python3*/site-packages")
    (record / "y_1-1.dist-info").mkdir()
    (record / "y_1-1.dist-info" / "direct_url.json").write_text(
        f'{{"url": "file://{other}", "dir_info": {{"editable": true}}}}'
    )
    env = {**OFFLINE, "UV_PROJECT_ENVIRONMENT": f"{other}/.venv"}
    for verb in (("sync",), ("run", "test")):
        done = seedbed(*verb, cwd=root, env=env)
        assert done.returncode == 3
        assert done.stderr == (
            f"error: UV_PROJECT_ENVIRONMENT leads to {other}/.venv, which is the environment of "
            f"{other}.\nhint: Unset UV_PROJECT_ENVIRONMENT, or point it at a folder of this "
            "project. To let this project take over that environment anyway, run 'uv sync' "
            "yourself.\n"
        )
    assert seedbed("sync", cwd=other, env=env).returncode == 0  # it is its own
    own = {**OFFLINE, "UV_PROJECT_ENVIRONMENT": f"{tmp_path}/own"}
    assert seedbed("sync", cwd=root, env=own).returncode == 0
    (record,) = (tmp_path / "own" / "lib").glob("python3*/site-packages")
    (record / "x_1-1.dist-info").mkdir()
    (record / "x_1-1.dist-info" / "direct_url.json").write_text(
        f'{{"url": "file://{root}", "dir_info": {{"editable": true}}}}'
    )
    assert seedbed("sync", cwd=root, env=own).returncode == 0
    (root / ".venv").rename(tmp_path / "old")
    (root / ".venv").symlink_to(other / ".venv")
    done = seedbed("sync", cwd=root, env=OFFLINE)
    assert f".venv leads to {other}/.venv, which is the environment of" in done.stderr
    assert "Remove that link" in done.stderr


SAYS = 'case "$*" in *--dry-run*) printf "{}" >&2; exit;; esac; echo "$@"'


@pytest.mark.parametrize(
    ("dry_run", "fault"),
    [
        (" - six==1.17.0\\n + idna==3.1\\n", "would remove them: six."),
        (
            " - a==1\\n - b==1\\n - c==1\\n - d==1\\n - e==1\\n",
            "remove them: a, b, c and 2 more.",
        ),
        (" - six==1.17.0\\n + six==1.18.0\\n", ""),
        (" - x-1==1 (from file:///gone)\\n + x-1==1 (from file:///x-1)\\n", ""),
        ("", ""),
    ],
)
def test_packages_of_nobody_knows_whom_are_left_alone(
    tmp_path: Path, dry_run: str, fault: str
) -> None:
    root = manifest(tmp_path / "x-1")
    (tmp_path / "shared").mkdir()
    uv = stand_in(tmp_path / "bin", "99.0", SAYS.format(dry_run))
    env = {**first_on_path(uv), "UV_PROJECT_ENVIRONMENT": str(tmp_path / "shared")}
    done = seedbed("sync", cwd=root, env=env)
    if fault:
        assert (done.returncode, done.stdout) == (3, "")
        assert fault in done.stderr
    else:
        assert done.stdout == f"sync --project {root}\n"


def test_the_real_uv_says_what_it_would_remove(tmp_path: Path) -> None:
    root = manifest(tmp_path / "x-1")
    shared = tmp_path / "shared"
    process.output([find_uv_bin(), "venv", "--quiet", str(shared)])
    (site,) = shared.glob("lib/python3*/site-packages")
    (site / "six-1.17.0.dist-info").mkdir()
    (site / "six-1.17.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: six\nVersion: 1.17.0\n"
    )
    (site / "six-1.17.0.dist-info" / "RECORD").touch()
    env = {**OFFLINE, "UV_PROJECT_ENVIRONMENT": str(shared)}
    done = seedbed("sync", cwd=root, env=env)
    assert "uv would remove them: six." in done.stderr
    assert (site / "six-1.17.0.dist-info").is_dir()
