"""When the environment cannot be made, the project stays, and the message says what to run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli import files, seedbed
from stand_ins import first_on_path, stand_in

from seedbed.errors import SeedbedError
from seedbed.host import process
from seedbed.managers.uv import driver
from seedbed.managers.uv.driver import Driver


def test_without_a_network_the_project_is_complete_and_the_status_tells(tmp_path: Path) -> None:
    env = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "cache")}
    done = seedbed("new", "x-1", "--yes", "--no-git", cwd=tmp_path, env=env)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    *_, error, hint = done.stderr.splitlines()
    assert error.startswith("error: The project in ")
    assert "'uv lock' failed" in error
    assert "'uv sync'" in hint
    seedbed("new", "y-1", "--yes", "--no-git", "--no-sync", "--name", "x-1", cwd=tmp_path)
    made = files(tmp_path / "x-1")
    assert made == files(tmp_path / "y-1")


def test_in_json_the_failed_sync_is_told_beside_the_result(tmp_path: Path) -> None:
    env = first_on_path(stand_in(tmp_path / "bin", "99.0", "echo noise; exit 7"))
    done = seedbed("new", "x-1", "--yes", "--no-git", "--json", cwd=tmp_path, env=env)
    envelope = json.loads(done.stdout)
    assert done.returncode == 3
    assert envelope["error"]["code"] == "lock-failed"
    assert "exit status 7" in envelope["error"]["message"]
    assert (envelope["result"]["written"], envelope["result"]["synced"]) == (True, False)
    assert "noise" in done.stderr


def test_no_matching_python_is_told(tmp_path: Path) -> None:
    env = {"UV_PYTHON": "/nowhere/python", "UV_PYTHON_DOWNLOADS": "never"}
    done = seedbed("new", "x-1", "--yes", "--no-git", cwd=tmp_path, env=env)
    assert done.returncode == 3
    assert (tmp_path / "x-1" / "pyproject.toml").is_file()


def test_a_uv_that_is_new_enough_is_taken_from_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path / "bin", "99.1.2 (abc)")
    monkeypatch.setenv("PATH", str(program.parent))
    assert (Driver().program(), Driver().version()) == (str(program), "99.1.2")


def test_a_uv_that_is_too_old_gives_way_to_seedbeds_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(stand_in(tmp_path / "bin", "0.4.30").parent))
    assert Driver().program() != process.find("uv")
    assert Path(Driver().program()).is_file()


@pytest.mark.parametrize(
    ("version", "code"), [("0.4.30", "manager-too-old"), ("what?", "manager-unknown")]
)
def test_without_a_good_uv_the_error_says_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, code: str
) -> None:
    monkeypatch.setenv("PATH", str(stand_in(tmp_path / "bin", version).parent))
    monkeypatch.setattr(driver, "_bundled", lambda: "")
    with pytest.raises(SeedbedError) as caught:
        Driver().program()
    assert caught.value.code == code
    assert caught.value.status == 3
    assert "uv sync" in caught.value.hint


def test_sync_and_run_become_the_manager(tmp_path: Path) -> None:
    seedbed("new", "x-1", "--yes", "--no-git", "--no-sync", cwd=tmp_path)
    env = first_on_path(stand_in(tmp_path / "bin", "99.0", 'printf "%s|" "$@"; exit 9'))
    root = tmp_path / "x-1"
    below = root / "src"
    synced = seedbed("sync", cwd=below, env=env)
    assert (synced.returncode, synced.stdout) == (9, f"sync|--project|{root}|")
    ran = seedbed("run", "train", "--", "--epochs", "5", "a b", "--", "$x", cwd=below, env=env)
    assert ran.returncode == 9
    assert ran.stdout == f"run|--project|{root}|poe|-C|{root}|train|--epochs|5|a b|--|$x|"


BASE = {"CONDA_PREFIX": "/conda", "CONDA_DEFAULT_ENV": "base", "CONDA_SHLVL": "1"}
NESTED = {
    **BASE,
    "CONDA_PREFIX": "/other/.conda",
    "CONDA_PREFIX_1": "/conda",
    "CONDA_PREFIX_12": "/conda",
    "CONDA_STACKED_2": "true",
    "CONDA_SHLVL": "2",
    "CONDA_PROMPT_MODIFIER": "(other) ",
}


@pytest.mark.parametrize("active", [{"VIRTUAL_ENV": "/other"}, BASE, NESTED])
def test_an_environment_that_is_active_by_chance_is_not_handed_on(
    tmp_path: Path, active: dict[str, str]
) -> None:
    seedbed("new", "x-1", "--yes", "--no-git", "--no-sync", cwd=tmp_path)
    env = first_on_path(stand_in(tmp_path / "bin", "99.0", "env"))
    before = {"CONDA_EXE": "/conda/bin/conda", "CONDA_PREFIX_X": "/mine", "MINE": "CONDA_PREFIX"}
    done = seedbed("sync", cwd=tmp_path / "x-1", env={**env, **before, **active})
    said = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    assert {name: said.get(name) for name in active} == dict.fromkeys(active)
    assert {name: said[name] for name in before} == before


@pytest.mark.parametrize("verb", [("sync",), ("run", "train")])
def test_an_unknown_manager_names_the_nearest(tmp_path: Path, verb: tuple[str, ...]) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.seedbed]\nmanager = "vu"\n')
    done = seedbed(*verb, cwd=tmp_path)
    assert done.returncode == 1
    assert "an unknown value under [tool.seedbed]: manager = " in done.stderr
    assert "Did you mean 'uv'?" in done.stderr


def test_the_output_of_a_program_is_the_same_on_either_way(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('a', sys.argv[1]); sys.exit(0)", "b c"]
    assert process.output(command) == process.output(command, str(tmp_path)) == "a b c"
    failing = [sys.executable, "-c", "print('x'); raise SystemExit(3)"]
    assert process.output(failing) == process.output(failing, str(tmp_path)) == ""
    missing = [str(tmp_path / "nothing")]
    assert process.output(missing) == process.output(missing, str(tmp_path)) == ""


def test_programs_are_found_as_the_shell_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path / "bin", "1")
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "uv").write_text("not executable")
    monkeypatch.setenv("PATH", f"{tmp_path / 'first'}:{program.parent}")
    shell = subprocess.run(
        ["/bin/sh", "-c", "command -v uv"], capture_output=True, text=True, check=True
    )
    assert process.find("uv") == shell.stdout.strip() == str(program)
    assert process.find("no-such-program") == ""


@pytest.mark.parametrize("verb", [("sync",), ("run", "train")])
def test_a_manager_that_is_not_named_is_told(tmp_path: Path, verb: tuple[str, ...]) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.seedbed]\nversion = '0'\n")
    done = seedbed(*verb, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {tmp_path}/pyproject.toml has no key 'manager' under [tool.seedbed].\n"
        "hint: Restore it; seedbed knows uv, pixi, poetry, conda.\n"
    )
