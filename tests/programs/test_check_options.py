"""`seedbed sync --check` and `seedbed update --check`: what is due, and that nothing is touched."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import exports
import poetry_runs
import pytest
import small_index
from aged import age, commit, make, run_git
from cli import seedbed
from exports import stamps
from pixi_runs import served
from stand_ins import program

from seedbed.model.tree import BASE_PATH


def check(root: Path, verb: str, *options: str, status: int) -> subprocess.CompletedProcess[str]:
    """Run a check, which must leave all as it is."""
    before = stamps(root)
    done = seedbed(verb, "--check", *options, cwd=root, env=exports.settings())
    assert done.returncode == status, done.stdout + done.stderr
    assert stamps(root) == before
    return done


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("index")
    small_index.make(folder)
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def synced(
    tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str], index: str
) -> Path:
    need("uv")
    root = exports.locked_by_uv(tmp_path_factory.mktemp("uv") / "x-1", index)
    subprocess.run(["uv", "sync", "--quiet"], cwd=root, env=exports.settings(), check=True)
    return root


def test_a_synced_project(synced: Path) -> None:
    done = check(synced, "sync", status=0)
    assert (done.stdout, done.stderr) == ("The lock and the environment are up to date.\n", "")
    assert json.loads(check(synced, "sync", "--json", status=0).stdout)["result"] == {
        "path": str(synced),
        "due": [],
        "lock": {"state": "in-step", "detail": None},
        "environment": {"state": "in-step", "detail": None},
    }


def test_what_makes_a_sync_due(synced: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(synced, tmp_path / "x-1", symlinks=True))
    done = check(root, "sync", status=1)
    assert done.stdout == (
        f"The environment was made for {synced / '.venv'}.\nNext: seedbed sync\n"
    )
    shutil.rmtree(root / ".venv")
    assert check(root, "sync", status=1).stdout == (
        "There is no environment yet.\nNext: seedbed sync\n"
    )
    manifest = root / "pyproject.toml"
    text = manifest.read_text()
    manifest.write_text(text.replace("sprout>=1;", "sprout>=1.2;"))
    assert check(root, "sync", status=1).stdout == (
        "uv.lock doesn't match pyproject.toml any more.\nThere is no environment yet.\n"
        "Next: seedbed sync\n"
    )
    (root / "uv.lock").write_text("<<<<<<< HEAD\n")
    assert check(root, "sync", status=1).stdout == (
        "uv.lock is damaged: line 1: it contains conflict markers.\n"
        "There is no environment yet.\nNext: seedbed doctor\n"
    )
    (root / "uv.lock").unlink()
    said = json.loads(check(root, "sync", "--json", status=1).stdout)
    assert said["ok"]
    assert said["result"]["due"] == ["There is no uv.lock yet.", "There is no environment yet."]


def test_a_package_that_is_not_there(synced: Path) -> None:
    packages = next((synced / ".venv" / "lib").glob("python*")) / "site-packages"
    (info,) = packages.glob("trowel-*.dist-info")
    gone = packages / "gone"
    info.rename(gone)
    try:
        assert check(synced, "sync", status=1).stdout == (
            "The environment doesn't match the lock: trowel.\nNext: seedbed sync\n"
        )
    finally:
        gone.rename(info)
    (info,) = packages.glob("sprout-*.dist-info")
    metadata = (info / "METADATA").read_text()
    assert "Version: 1.4" in metadata
    info.rename(packages / "sprout-1.0.dist-info")
    try:
        assert "sprout" in check(synced, "sync", status=1).stdout
    finally:
        (packages / "sprout-1.0.dist-info").rename(info)


def test_an_unfinished_change_is_due(synced: Path) -> None:
    mark = synced / ".seedbed" / "due"
    mark.parent.mkdir()
    mark.touch()
    try:
        assert check(synced, "sync", status=1).stdout == (
            "The lock and the environment haven't followed the last change.\nNext: seedbed sync\n"
        )
    finally:
        shutil.rmtree(mark.parent)


def test_poetry_says_what_a_sync_would_do(
    tmp_path: Path, need: Callable[[str], str], index: str
) -> None:
    poetry = need("poetry")
    root = exports.locked_by_poetry(tmp_path / "x-1", index, tmp_path / "settings")
    assert "There is no environment yet.\n" in check(root, "sync", status=1).stdout
    assert not (root / ".venv").exists()
    subprocess.run([sys.executable, "-m", "venv", ".venv"], cwd=root, check=True)
    poetry_runs.run(poetry, "sync", cwd=root, settings=tmp_path / "settings")
    assert check(root, "sync", status=0).stdout == "The lock and the environment are up to date.\n"


def test_the_python_of_a_clone_is_not_started(synced: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(synced, tmp_path / "x-1", symlinks=True))
    ran = tmp_path / "ran"
    python = root / ".venv" / "bin" / "python"
    python.unlink()
    program(python, f'touch {ran}\nexec {sys.executable} "$@"')
    run_git(root, "init", "--quiet")
    run_git(root, "add", "--force", ".")
    commit(root)
    variables = {**exports.settings(), "UV_PYTHON": "", "UV_CACHE_DIR": str(tmp_path / "cache")}
    done = seedbed("sync", "--check", cwd=root, env=variables)
    assert done.returncode == 1
    assert not ran.exists()


def test_conda_without_a_lock(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "conda")
    assert check(root, "sync", status=1).stdout == (
        "There is no environment yet.\nNext: seedbed sync\n"
    )
    (root / "conda-lock.yml").write_text("version: 1\npackage:\n- name: python\n  version: 3.9\n")
    assert "\nThere is no environment yet.\n" in check(root, "sync", status=1).stdout


def test_outside_of_a_project(tmp_path: Path) -> None:
    assert "No seedbed project was found" in check(tmp_path, "sync", status=1).stderr
    assert "No seedbed project was found" in check(tmp_path, "update", status=1).stderr


def test_a_new_project_needs_no_update(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", git=True)
    done = check(root, "update", status=0)
    assert done.stdout == "Everything is up to date.\n"
    said = json.loads(check(root, "update", "--json", status=0).stdout)["result"]
    assert (said["due"], said["files"], said["written"]) == (False, [], False)


def test_a_choice_that_was_not_applied_is_due(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", git=True)
    manifest = root / "pyproject.toml"
    text = manifest.read_text()
    manifest.write_text(text.replace('license = "mit"', 'license = "apache-2.0"'))
    done = check(root, "update", status=1)
    assert done.stdout == (
        "  changed   LICENSE\n  changed   README.md\n  changed   pyproject.toml\n"
        "Next: seedbed update\n"
    )
    said = json.loads(check(root, "update", "--json", status=1).stdout)
    assert said["ok"]
    assert said["result"]["due"]
    assert [one["path"] for one in said["result"]["files"]] == [
        "LICENSE", "README.md", "pyproject.toml",
    ]  # fmt: skip
    assert "\n-MIT License\n" in check(root, "update", "--diff", status=1).stdout


def test_a_newer_template_is_due(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", git=True)
    age(root, "README.md", ("# x-1", "# An old title"))
    assert check(root, "update", status=1).stdout == (
        "  changed   README.md\nNext: seedbed update\n"
    )


def test_options_can_be_tried(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", git=True)
    done = check(root, "update", "--with", "direnv", status=1)
    assert done.stdout.endswith("Next: seedbed update with the same options\n")
    done = check(root, "update", "--license", "mit", status=0)
    assert done.stdout == "Everything is up to date.\n"
    for other in ("--undo", "--new-base"):
        done = check(root, "update", other, status=2)
        assert done.stderr.startswith(f"error: --check and {other} cannot be combined.\n")


def test_what_no_update_can_do_yet(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", git=True)
    (root / ".seedbed" / "due").touch()
    assert check(root, "update", status=1).stdout == (
        "The lock and the environment do not match the last update yet.\n"
        "The files are up to date.\nNext: seedbed sync\n"
    )
    (root / ".seedbed" / "due").unlink()
    (root / BASE_PATH).unlink()
    done = check(root, "update", status=1)
    assert f"error: {BASE_PATH} is missing." in done.stderr
    said = json.loads(check(root, "update", "--json", status=1).stdout)
    assert said["error"]["code"] == "base-missing"
