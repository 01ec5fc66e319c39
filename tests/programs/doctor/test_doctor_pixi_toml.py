"""What doctor says of a project whose manifest is Pixi's own, `pixi.toml`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from aged import commit, run_git
from cli import as_dict, seedbed
from doctor_runs import codes, fixed, look, only, report
from stand_ins import program

MANIFEST = """\
[workspace]
name = "x-1"
channels = []
platforms = ["linux-64"]
"""
LOCK = """\
version: 6
environments: {}
packages:
- conda: https://example.org/noarch/a-1-0.conda
"""
SAYS = """\
echo "$*" >>"$0.log"
case "$1" in
--version) echo "pixi 0.77.0" ;;
lock) {lock} ;;
esac
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with its lock, in git."""
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "pixi.toml").write_text(MANIFEST)
    (root / "pixi.lock").write_text(LOCK)
    run_git(root, "init", "--quiet")
    commit(root)
    return root


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, lock: str) -> Path:
    """A Pixi that says one thing of the lock."""
    pixi = program(folder / "bin" / "pixi", SAYS.replace("{lock}", lock))
    monkeypatch.setenv("PATH", f"{pixi.parent}:/usr/bin:/bin")
    return pixi


def test_it_is_a_project_of_pixi(root: Path) -> None:
    assert report(root).manager == "pixi"
    (root / "pixi.lock").unlink()
    assert report(root).manager == "pixi"


def test_pixi_is_missing_or_too_old(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert only(root, "SB101").what == "Pixi was not found on PATH."
    old = program(tmp_path / "bin" / "pixi", 'echo "pixi 0.20.0"')
    monkeypatch.setenv("PATH", str(old.parent))
    assert only(root, "SB102").what == (
        f"Pixi 0.71 or newer is needed, but only Pixi 0.20.0 at {old} was found."
    )
    program(old, 'echo "a pixel editor"')
    assert codes(root, "SB101", "SB102", "SB103") == ["SB103"]


@pytest.mark.parametrize(
    ("lock", "line", "what"),
    [
        (f"<<<<<<< ours\n{LOCK}", 1, "contains conflict markers"),
        (LOCK + LOCK.splitlines()[-1], 5, "was merged line by line: it lists a-1-0.conda twice"),
    ],
)
def test_a_lock_that_was_merged_as_text(root: Path, lock: str, line: int, what: str) -> None:
    assert codes(root, "SB302", "SB203") == []
    (root / "pixi.lock").write_text(lock)
    found = only(root, "SB302")
    assert (found.what, found.line) == (f"pixi.lock {what}.", line)
    assert found.how == (
        "Run 'git checkout HEAD -- pixi.lock'. Then run 'pixi lock' and commit the result."
    )
    assert codes(root, "SB203") == []


def test_a_lock_that_does_not_match(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixi = stand_in(tmp_path, monkeypatch, 'echo "lock file not up-to-date" >&2; exit 1')
    found = only(root, "SB303")
    assert found.what == "pixi.lock does not match pixi.toml."
    log = Path(f"{pixi}.log").read_text()
    assert f"lock --manifest-path {root / 'pixi.toml'} --check" in log


def test_a_fix_locks_by_pixi_toml(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixi = stand_in(tmp_path, monkeypatch, "exit 0")
    (root / "pixi.lock").write_text(f"<<<<<<< ours\n{LOCK}")
    fixed(root, "SB302")
    assert (root / "pixi.lock").read_text() == LOCK
    lines = Path(f"{pixi}.log").read_text().splitlines()
    assert f"lock --manifest-path {root / 'pixi.toml'}" in lines


def test_its_lock_is_missing(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "exit 0")
    assert codes(root, "SB301") == []
    (root / "pixi.lock").unlink()
    found = only(root, "SB301")
    assert (found.what, found.advice) == ("There is no pixi.lock.", True)


def test_a_manifest_that_does_not_parse_or_that_pixi_refuses(root: Path) -> None:
    assert codes(root, "SB201", "SB202") == []
    (root / "pixi.toml").write_text(MANIFEST.replace('["linux-64"]', '["linux"]'))
    found = only(root, "SB202")
    assert (found.path, found.line) == ("pixi.toml", 4)
    assert found.what.startswith("Pixi does not read pixi.toml: workspace.platforms")
    (root / "pixi.toml").write_text(f"{MANIFEST}[x\n")
    found = only(root, "SB201")
    assert (found.path, found.line) == ("pixi.toml", 5)
    assert found.what.startswith("pixi.toml is not valid TOML: ")


def test_the_tables_of_pyproject_toml_are_not_those_of_pixi(root: Path) -> None:
    text = '[project]\nname = "a"\nversion = "1"\n[tool.pixi.workspace]\nplatforms = ["linux"]\n'
    (root / "pyproject.toml").write_text(text)
    assert report(root).manager == "pixi"
    assert codes(root, "SB2") == []


def test_a_link_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_text("[x\n")
    (root / "pixi.toml").unlink()
    os.symlink("../outside.toml", root / "pixi.toml")
    assert codes(root, "SB2") == []


def test_findings_without_a_file_are_about_pixi_toml(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    done = seedbed("doctor", "--sarif", "--select", "SB101", cwd=root)
    (run,) = as_dict(json.loads(done.stdout))["runs"]
    (result,) = run["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "pixi.toml"


@pytest.mark.parametrize("tool", ["", "uv", "poetry"])
def test_of_two_locks_each_is_looked_at(root: Path, tool: str) -> None:
    (root / "pixi.toml").unlink()
    (root / "pixi.lock").unlink()
    (root / "pyproject.toml").write_text(f"[tool.{tool}]\n" if tool else "")
    marked = "<<<<<<< ours\n=======\n>>>>>>> theirs\n"
    for name in ("uv.lock", "poetry.lock"):
        (root / name).write_text(marked)
    assert report(root).manager == tool
    found = [(one.code, one.path) for one in look(root, "SB203", "SB302")]
    own = f"{tool}.lock"
    others = [("SB203", name) for name in ("poetry.lock", "uv.lock") if name != own]
    assert found == others + ([("SB302", own)] if tool else [])
    assert look(root, "SB203")[0].how == f"Delete {others[0][1]}, then lock again."
    commit(root)
    assert [(one.code, one.path) for one in look(root, "SB203", "SB302")] == found
    assert look(root, "SB203")[0].how == (
        f"Run 'git checkout HEAD -- {others[0][1]}', then lock again."
    )


def test_there_is_no_environment(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "exit 0")
    found = only(root, "SB401")
    assert found.what == "There is no environment in .pixi/envs/default."
    assert (found.how, found.advice) == ("Run 'pixi install'.", True)
    meta = root / ".pixi" / "envs" / "default" / "conda-meta"
    meta.mkdir(parents=True)
    (meta / "a-1-0.json").touch()
    assert codes(root, "SB401") == []
