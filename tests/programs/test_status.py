"""`seedbed status`, for one project and for many."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import poetry_runs
import pytest
from cli import files, seedbed

from seedbed.model.tree import BASE_PATH

ROOT = Path(__file__).parents[2]


def _new(place: Path, name: str, *options: str, sync: bool = False) -> Path:
    flags = ("--yes", "--no-git", *(() if sync else ("--no-sync",)))
    made = seedbed("new", name, *flags, *options, cwd=place, env=_variables())
    assert made.returncode == 0, made.stderr
    return place / name


def _variables() -> dict[str, str]:
    return {"UV_PYTHON": os.path.realpath(sys.executable), "VIRTUAL_ENV": ""}


def states(project: Path, *folders: str | Path, status: int = 0) -> list[dict[str, Any]]:
    """The rows of `--json`."""
    done = seedbed("status", *folders, "--json", cwd=project, env=_variables())
    assert done.returncode == status, done.stdout
    found: list[dict[str, Any]] = json.loads(done.stdout)["result"]["projects"]
    return found


def state(project: Path) -> dict[str, Any]:
    (row,) = states(project)
    return {key: row[key]["state"] for key in ("lock", "environment", "update", "accelerator",
                                               "jupyter")}  # fmt: skip


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of uv's with its environment, and without a framework."""
    return _new(tmp_path_factory.mktemp("synced"), "my-net", "--framework", "none", sync=True)


@pytest.mark.network
def test_a_synced_project_is_in_step(synced: Path) -> None:
    before = files(synced)
    assert state(synced) == {
        "lock": "in-step", "environment": "in-step", "update": "up-to-date",
        "accelerator": "none", "jupyter": "none",
    }  # fmt: skip
    (row,) = states(synced / "src")
    assert row["path"] == str(synced)
    assert row["error"] is None
    assert row["manager"]["version"][0].isdigit()
    assert row["choices"]["framework"] == "none"
    assert row["choices"]["manager"] == "uv"
    said = seedbed("status", cwd=synced, env=_variables()).stdout
    assert f"Project      my-net in {synced}\n" in said.replace("\n             ", " ")
    assert "Lock         matches pyproject.toml\n" in said
    assert "Environment  matches the lock\n" in said
    assert "Update       nothing to update\n" in said
    assert "Verified     never on this machine; 'seedbed verify' does it\n" in said
    assert "JupyterLab   not running\n" in said
    assert files(synced) == before


@pytest.mark.network
def test_each_side_that_is_not_in_step(synced: Path) -> None:
    manifest, base = synced / "pyproject.toml", synced / BASE_PATH
    kept = {path: path.read_bytes() for path in (manifest, base)}
    packages = next((synced / ".venv" / "lib").glob("python*")) / "site-packages"
    (info,) = packages.glob("pytest-*.dist-info")
    try:
        manifest.write_text(manifest.read_text().replace('"pytest>=8.4"', '"pytest>=8.3"'))
        assert state(synced)["lock"] == "stale"
        many = states(synced, ".", "..", status=1)
        assert many[0]["lock"]["state"] == "stale"  # by its text alone
        assert many[1]["error"]["code"] == "no-project"
        manifest.write_bytes(kept[manifest])

        info.rename(packages / "pytest-1.0.dist-info")
        assert state(synced)["environment"] == "differs"
        (row,) = states(synced)
        assert row["environment"]["detail"] == "pytest"
        shutil.move(packages / "pytest-1.0.dist-info", packages / "gone")
        assert state(synced)["environment"] == "differs"
        shutil.move(packages / "gone", info)
        assert state(synced)["environment"] == "in-step"

        changed = kept[manifest].decode().replace('license = "mit"', 'license = "none"')
        manifest.write_text(changed)
        assert manifest.read_bytes() != kept[manifest]
        assert state(synced)["update"] == "due"
        manifest.write_bytes(kept[manifest])
        (synced / ".seedbed" / "due").touch()
        assert state(synced)["update"] == "unfinished"
        (synced / ".seedbed" / "conflicts").touch()
        assert state(synced)["update"] == "conflicts"
        (synced / ".seedbed" / "due").unlink()
        (synced / ".seedbed" / "conflicts").unlink()
        base.unlink()
        assert state(synced)["update"] == "unknown"
    finally:
        for path, data in kept.items():
            path.write_bytes(data)


@pytest.mark.network
def test_a_copied_project_has_an_environment_of_another_folder(
    synced: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(synced, tmp_path / "copy", symlinks=True))
    (row,) = states(copy)
    assert row["environment"] == {"state": "moved", "detail": str(synced / ".venv")}


@pytest.mark.network
def test_a_lock_of_poetry_is_known_by_its_hash(tmp_path: Path, need: Callable[[str], str]) -> None:
    poetry = need("poetry")
    project = _new(tmp_path, "my-net", "--manager", "poetry", "--framework", "none")
    assert state(project)["lock"] == "missing"
    manifest = project / "pyproject.toml"
    text = manifest.read_text()
    group = text[text.index("\ndev = [") : text.index("]", text.index("\ndev = ["))]
    manifest.write_text(text.replace(group, '\ndev = ["pytest>=8.4"'))
    poetry_runs.lock(poetry, project, tmp_path)
    assert state(project)["lock"] == "in-step"
    before = manifest.read_text()
    for old, new, fits in (
        ('"pytest>=8.4"', '"pytest>=8.3"', False),
        ("line-length = 100", "line-length = 90", True),
        ('requires-python = ">=3.11"', 'requires-python = ">=3.12"', False),
    ):
        manifest.write_text(before.replace(old, new))
        assert manifest.read_text() != before
        real = poetry_runs.run(
            poetry, "check", "--lock", cwd=project, settings=tmp_path, check=False
        )
        assert (real.returncode == 0) is fits, real.stdout
        assert state(project)["lock"] == ("in-step" if fits else "stale")


def test_many_projects_get_a_row_each(tmp_path: Path) -> None:
    for name, options in (
        ("one", ("--framework", "pytorch", "--accelerator", "cpu")),
        ("two", ("--manager", "conda")),
    ):
        _new(tmp_path, name, *options)
    (tmp_path / "notes").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "pyproject.toml").write_text("[tool.seedbed\n")
    folders = ("one", "one/src", "two", "notes", "broken", "gone")
    rows = states(tmp_path, *folders, status=1)
    assert [os.path.basename(row["path"]) for row in rows] == [
        "one", "two", "notes", "broken", "gone"
    ]  # fmt: skip
    assert [row["error"] and row["error"]["code"] for row in rows] == [
        None, None, "no-project", "bad-toml", "no-folder"
    ]  # fmt: skip
    assert rows[0]["accelerator"]["state"] == "not-installed"
    assert rows[0]["environment"]["state"] == "missing"
    assert rows[1]["lock"]["state"] == "none"
    alone = seedbed("status", "two", cwd=tmp_path).stdout
    lock = r"\nLock +none, so nothing is pinned; conda-lock can make one\n"
    assert re.search(lock, alone)
    done = seedbed("status", *folders, cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert lines[0].split() == [
        "project", "manager", "framework", "lock", "environment", "update", "accelerator",
        "jupyter",
    ]  # fmt: skip
    assert lines[1].startswith("one ")
    assert [lines[place].split(maxsplit=1)[1] for place in (3, 4, 5)] == [
        "no project", "error", "no project"
    ]  # fmt: skip
    assert "broken" in done.stderr
    assert "line 1" in done.stderr


def test_a_template_that_was_copied_and_renamed_has_todays_files(tmp_path: Path) -> None:
    root = _new(tmp_path, "my-project")
    (root / "src" / "my_project").rename(root / "src" / "digits_2")
    for path in root.rglob("*"):
        if path.is_file() and ".seedbed" not in path.parts:
            text = path.read_text().replace("my-project", "digits-2")
            path.write_text(text.replace("my_project", "digits_2"))
    said = seedbed("status", cwd=root).stdout
    none = "an update is due (it changes none of your files); run 'seedbed update'"
    assert none in " ".join(said.split())
    readme = (root / "README.md").read_bytes()
    (root / "README.md").write_text("mine")
    said = seedbed("status", cwd=root).stdout
    assert "an update is due (1 file); run 'seedbed update'" in " ".join(said.split())
    (root / "README.md").write_bytes(readme)
    assert "Recorded a new base.\n" in seedbed("update", "--no-sync", cwd=root).stdout
    assert state(root)["update"] == "up-to-date"


def test_one_folder_that_is_no_project_is_an_error(tmp_path: Path) -> None:
    done = seedbed("status", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No seedbed project was found" in done.stderr
    assert seedbed("status", "nowhere", cwd=tmp_path).returncode == 1


def test_an_unknown_choice_is_told_for_its_project_alone(tmp_path: Path) -> None:
    one, two = _new(tmp_path, "one"), _new(tmp_path, "two")
    manifest = one / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace('manager = "uv"', 'manager = "uw"'))
    rows = states(tmp_path, one, two, status=1)
    assert [row["error"] and row["error"]["code"] for row in rows] == ["unknown-choice", None]


def test_no_program_of_an_environment_is_started_for_many(tmp_path: Path) -> None:
    options = ("--framework", "pytorch", "--accelerator", "cpu")
    project, other = _new(tmp_path, "one", *options), _new(tmp_path, "two")
    packages = project / ".venv" / "lib" / "python3.12" / "site-packages"
    (packages / "torch-2.10.0.dist-info").mkdir(parents=True)
    (packages / "torch-2.10.0.dist-info" / "METADATA").write_text("Version: 2.10.0+cpu\n")
    (packages / "torch").mkdir()
    version = "__version__ = '2.10.0+cpu'\ncuda = None\nhip = None\n"
    (packages / "torch" / "version.py").write_text(version)
    python, proof = project / ".venv" / "bin" / "python", tmp_path / "started"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\ntouch '{proof}'\n")
    python.chmod(0o755)
    row = states(tmp_path, project, other)[0]
    assert row["accelerator"] == {"state": "fits", "detail": "CPU"}
    assert not proof.exists()
    (row,) = states(tmp_path, project)  # one alone is asked, and this Python does not answer
    assert row["accelerator"]["state"] == "unusable"
    assert proof.exists()


def test_the_page_lists_every_state() -> None:
    from seedbed.cli import status

    page = (ROOT / "docs" / "status.md").read_text()
    listed = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    words = (
        *(status.LOCK, status.ENVIRONMENT, status.UPDATE, status.ACCELERATOR),
        status.VERIFIED,
    )
    assert listed == {state for one in words for state in one}


def test_a_manager_that_the_project_does_not_admit(tmp_path: Path) -> None:
    root = _new(tmp_path, "my-net", "--framework", "none", "--manager-version", ">=99")
    (row,) = states(root)
    assert row["manager"]["version"] is None
    text = seedbed("status", cwd=root, env=_variables()).stdout
    assert "uv: required-version '>=99' doesn't admit version " in " ".join(text.split())
