"""`seedbed add` and `seedbed remove`, with the real uv and the real Poetry."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import poetry_runs
import pytest
from cli import files, seedbed
from running import environment
from stand_ins import program

LIBRARY = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "mylib"
version = "1.0"
"""


def tracked(root: Path) -> dict[str, bytes]:
    """The files of a project that a change may touch: not those of tools, or of seedbed's runs."""
    return {
        path: data
        for path, data in files(root).items()
        if not path.startswith((".pytest_cache", ".seedbed/journal", ".conda"))
        and not path.endswith(".pyc")
    }


def manager_of(root: Path) -> str:
    """The manager of a project that is locked."""
    return "uv" if (root / "uv.lock").exists() else "poetry"


def works(root: Path, module: str) -> bool:
    """Whether the environment of a project has a module."""
    python = root / ".venv" / "bin" / "python"
    done = subprocess.run([python, "-c", f"import {module}"], check=False, capture_output=True)
    return done.returncode == 0


@pytest.fixture(scope="module", params=["uv", pytest.param("poetry", marks=pytest.mark.slow)])
def project(
    request: pytest.FixtureRequest,
    need: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, str]]:
    """A project that is installed, and the variables with which it is used."""
    need(request.param)
    place = tmp_path_factory.mktemp(request.param)
    settings = place / "settings"
    settings.mkdir()
    env = environment(POETRY_CONFIG_DIR=str(settings), POETRY_NO_INTERACTION="1")
    env["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    options = ("--yes", "--no-git", "--no-sync", "--manager", request.param)
    made = seedbed("new", "x-1", *options, "--framework", "none", cwd=place, env=env)
    assert made.returncode == 0, made.stderr
    root = place / "x-1"
    if request.param == "poetry":
        poetry_runs.lock(need("poetry"), root, settings)
    done = seedbed("sync", cwd=root, env=env)
    assert done.returncode == 0, done.stderr
    return root, env


@pytest.mark.network
def test_a_package_comes_and_goes(project: tuple[Path, dict[str, str]]) -> None:
    root, env = project
    before = tracked(root)
    added = seedbed("add", "tabulate", cwd=root / "src", env=env)
    assert (added.returncode, added.stdout) == (0, "Added tabulate.\n"), added.stderr
    assert works(root, "tabulate")
    again = seedbed("add", "Tabulate", cwd=root, env=env)
    assert again.returncode == 0
    assert again.stdout.endswith(" is already in the dependencies.\nNothing to do.\n")
    removed = seedbed("remove", "tabulate", cwd=root, env=env)
    assert (removed.returncode, removed.stdout) == (0, "Removed tabulate.\n"), removed.stderr
    assert not works(root, "tabulate")
    after = tracked(root)
    assert before.keys() == after.keys()
    changed = {path for path in before if before[path] != after[path]}
    if manager_of(root) == "uv":  # which may write the markers in its lock in another way
        assert changed <= {"uv.lock"}
    else:  # Poetry lays out the list of requirements in its own way
        assert changed <= {"poetry.lock", "pyproject.toml"}


@pytest.mark.network
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("no-such-package-x1", "no-such-package-x1"),
        ("packaging>=9999", "packaging"),
    ],
)
def test_what_the_manager_cannot_resolve_changes_nothing(
    project: tuple[Path, dict[str, str]], word: str, said: str
) -> None:
    root, env = project
    before = tracked(root)
    done = seedbed("add", "--dev", word, cwd=root, env=env)
    assert done.returncode == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    *_, error, hint = done.stderr.splitlines()
    assert error == f"error: Nothing was added: '{manager_of(root)} add' failed with exit status 1."
    assert hint == "hint: The output above says why. The manifest and the lock are as they were."
    assert tracked(root) == before


@pytest.mark.network
def test_a_package_in_a_folder_is_used_in_place(project: tuple[Path, dict[str, str]]) -> None:
    root, env = project
    manifest = root / "pyproject.toml"
    library = root.parent / "mylib"
    (library / "mylib").mkdir(parents=True, exist_ok=True)
    (library / "pyproject.toml").write_text(LIBRARY)
    (library / "mylib" / "__init__.py").write_text("")
    done = seedbed("add", "--dev", "--editable", "../mylib", cwd=root, env=env)
    assert done.returncode == 0, done.stderr
    assert works(root, "mylib")
    (library / "mylib" / "later.py").write_text("")
    assert works(root, "mylib.later")
    if manager_of(root) == "uv":
        assert 'mylib = { path = "../mylib", editable = true }' in manifest.read_text()
    assert seedbed("remove", "--dev", "mylib", cwd=root, env=env).returncode == 0
    assert not works(root, "mylib")


BROKEN = """\
if [ "$1" = --version ]; then echo "uv 99.0"; exit; fi
echo broken >> "{root}/pyproject.toml"
echo half > "{root}/uv.lock"
echo "the resolver's reason" >&2
{end}
"""


@pytest.mark.parametrize(
    ("end", "status", "error"),
    [
        ("exit 2", 3, "error: Nothing was added: 'uv add' failed with exit status 2."),
        ("kill -9 $$", 3, "error: Nothing was added: 'uv add' was killed"),
    ],
)
def test_a_manager_that_breaks_off_leaves_the_files_as_they_were_with_a_stand_in(
    tmp_path: Path, end: str, status: int, error: str
) -> None:
    seedbed("new", "x-1", "--yes", "--no-git", "--no-sync", cwd=tmp_path)
    root = tmp_path / "x-1"
    (root / "uv.lock").write_text("version = 1\n")
    (root / "uv.lock").chmod(0o600)
    uv = program(tmp_path / "bin" / "uv", BROKEN.format(root=root, end=end))
    before = tracked(root)
    path = f"{uv.parent}{os.pathsep}{os.environ['PATH']}"
    done = seedbed("add", "polars", cwd=root, env=environment(PATH=path))
    assert done.returncode == status
    assert "the resolver's reason" in done.stderr
    assert error in done.stderr
    assert tracked(root) == before
    assert (root / "uv.lock").stat().st_mode & 0o777 == 0o600
    assert not (root / ".seedbed" / "due").exists()
    undone = seedbed("update", "--undo", "--yes", "--no-sync", cwd=root)
    assert "There is no update" in undone.stderr


def test_without_a_manager_the_manifest_changes(tmp_path: Path) -> None:
    made = ("--yes", "--no-git", "--no-sync", "--manager", "pixi")
    assert seedbed("new", "x-1", *made, cwd=tmp_path).returncode == 0
    root = tmp_path / "x-1"
    nothing = environment(PATH=str(tmp_path))
    refused = seedbed("add", "polars", cwd=root, env=nothing)
    assert refused.returncode == 3
    assert "Pixi was not found on PATH." in refused.stderr
    shown = seedbed("add", "polars", "--dry-run", cwd=root, env=nothing)
    assert shown.stdout.endswith("\nNothing was written.\n")
    assert '\n+    "polars",\n' in shown.stdout
    assert "polars" not in (root / "pyproject.toml").read_text()
    done = seedbed("add", "polars", "--no-sync", cwd=root, env=nothing)
    assert done.stdout == (
        "Pixi installs polars from conda channels.\n"
        "Added polars: changed pyproject.toml.\n"
        "The environment is not up to date yet.\n"
        "Next: seedbed sync (or 'pixi lock', then 'pixi install --environment dev')\n"
    )
    assert not (root / ".seedbed" / "due").exists()
    told = seedbed("remove", "polars", "--no-sync", "--json", cwd=root, env=nothing)
    assert json.loads(told.stdout)["result"] == {
        "path": str(root),
        "manager": "pixi",
        "packages": [
            {
                "name": "polars",
                "requirement": "polars",
                "group": "",
                "extra": "",
                "conda": "polars",
            }
        ],
        "files": ["pyproject.toml"],
        "written": True,
        "synced": False,
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add",), "'seedbed add' needs the name of a package."),
        (("remove",), "'seedbed remove' needs the name of a package."),
        (("add", "polars"), "No seedbed project was found in "),
        (("add", "--editable", "a", "b"), "Names of packages and --editable cannot be combined."),
    ],
)
def test_command_lines_that_cannot_be(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = seedbed(*arguments, cwd=tmp_path)
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(f"error: {message}")


def test_a_broken_manifest_is_told_with_its_place(tmp_path: Path) -> None:
    seedbed("new", "x-1", "--yes", "--no-git", "--no-sync", cwd=tmp_path)
    manifest = tmp_path / "x-1" / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace("[project]\n", "[project\n"))
    done = seedbed("add", "polars", cwd=tmp_path / "x-1")
    assert done.returncode == 1
    assert "pyproject.toml" in done.stderr
    assert "line " in done.stderr
