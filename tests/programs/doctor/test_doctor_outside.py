"""`seedbed doctor` in folders that seedbed did not make: which project it is, if any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aged import run_git
from cli import as_dict, seedbed
from doctor_runs import report, synced

from seedbed.checks.registry import all_checks

PIXI = '[workspace]\nchannels = []\nplatforms = ["linux-64"]\n'
PROJECT = '[project]\nname = "a"\nversion = "1"\n'
CONDA = "dependencies:\n  - python\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [("pyproject.toml", PROJECT), ("pixi.toml", PIXI), ("environment.yml", CONDA)],
)
def test_a_folder_below_a_project_is_in_it(tmp_path: Path, name: str, text: str) -> None:
    below = tmp_path / "src" / "a"
    below.mkdir(parents=True)
    (tmp_path / name).write_text(text)
    assert report(below, "SB2").root == str(tmp_path)


def test_the_nearest_one_counts(tmp_path: Path) -> None:
    below = tmp_path / "one" / "src"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "one" / "pixi.toml").write_text(PIXI)
    assert report(below, "SB2").root == str(tmp_path / "one")


def test_conflicts_are_found_from_below(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "uv.lock").write_text("<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    done = seedbed("doctor", "--select", "SB302", cwd=tmp_path / "src")
    assert done.stdout.startswith("SB302  uv.lock:1: uv.lock contains conflict markers.\n")


def test_none_above_the_top_of_the_repository(tmp_path: Path) -> None:
    below = tmp_path / "top" / "src"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    run_git(tmp_path / "top", "init", "--quiet")
    assert report(below, "SB2").root == str(below)
    (tmp_path / "top" / "pyproject.toml").write_text(PROJECT)
    assert report(below, "SB2").root == str(tmp_path / "top")


def test_none_above_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    below = home / "src"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    monkeypatch.setenv("HOME", str(home))
    assert report(below, "SB2").root == str(below)
    (home / "pyproject.toml").write_text(PROJECT)
    assert report(below, "SB2").root == str(home)


NONE = (
    "There is no project here (no pyproject.toml, pixi.toml, or environment.yml), so only the "
    "machine was checked."
)


@pytest.mark.parametrize("name", ["", "requirements.txt"])
def test_where_no_project_is_nothing_passes_but_the_machine(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).write_text("torch\n")
    done = seedbed("doctor", "--ignore", "SB8", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, f"note: {NONE}\n")
    assert done.stdout == "No problems; 8 checks passed, 58 don't apply here.\n"
    examined = report(tmp_path).examined
    assert {code[:3] for code in examined.passed} == {"SB4", "SB8"}
    known = {*examined.passed, *examined.skipped, *(one.code for one in examined.findings)}
    assert known == set(all_checks())


def test_json_and_sarif_say_so(tmp_path: Path) -> None:
    done = seedbed("doctor", "--json", "--select", "SB3", cwd=tmp_path)
    document = as_dict(json.loads(done.stdout))
    assert (done.returncode, document["ok"]) == (3, False)
    assert document["error"]["code"] == "no-project"
    assert document["error"]["message"] == NONE
    (one,) = document["result"]["projects"]
    assert (one["project"], one["passed"]) == (False, [])
    assert one["skipped"] == ["SB301", "SB302", "SB303", "SB304"]
    done = seedbed("doctor", "--sarif", "--select", "SB3", cwd=tmp_path)
    (run,) = as_dict(json.loads(done.stdout))["runs"]
    (invocation,) = run["invocations"]
    assert invocation == {
        "executionSuccessful": True,
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": NONE}}],
    }


def test_in_a_repository_git_is_looked_at_too(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "--quiet")
    done = seedbed("doctor", "--select", "SB203,SB9", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.endswith("so only the machine and git were checked.\n")
    (tmp_path / ".env").write_text("KEY=1\n")
    run_git(tmp_path, "add", ".env")
    done = seedbed("doctor", "--select", "SB203,SB9", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("SB901  ")


@pytest.mark.parametrize("name", ["environment.yml", "uv.lock"])
def test_one_file_of_a_manager_makes_a_project(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CONDA if name == "environment.yml" else "version = 1\n")
    done = seedbed("doctor", "--select", "SB2", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_one_skipped_check_is_counted_as_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    done = seedbed("doctor", "--select", "SB201,SB301", cwd=tmp_path)
    assert done.stdout == "No problems; 1 check passed, 1 doesn't apply here.\n"


def test_checks_of_seedbed_apply_to_its_projects_and_where_the_manifest_is_broken(
    tmp_path: Path,
) -> None:
    codes = ("SB001", "SB002", "SB003", "SB005")
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    assert report(tmp_path, *codes).examined.skipped == codes
    (tmp_path / "pyproject.toml").write_text(f"{PROJECT}[x\n")
    assert report(tmp_path, *codes).examined.skipped == ()
    (tmp_path / "pyproject.toml").unlink()
    assert report(synced(tmp_path), *codes).examined.skipped == ()


def test_each_kind_of_check_applies_where_its_files_are(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    codes = ("SB511", "SB601", "SB612")
    assert report(tmp_path, *codes).examined.skipped == codes
    (tmp_path / ".envrc").touch()
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode" / "settings.json").write_text("{}")
    (tmp_path / "a.ipynb").write_text("{}")
    assert report(tmp_path, *codes).examined.skipped == ()
