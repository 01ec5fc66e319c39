"""Projects that were copied or moved with their environments: those are made for a place."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import nullcontext
from typing import TYPE_CHECKING

import poetry_runs
import pytest
from aged import make
from cli import seedbed
from stand_ins import first_on_path, program, stand_in

from seedbed.managers.shared.moved import MadeAnew, made_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pixi_runs import Pixi

BARE = """\
[project]
name = "x-1"
version = "1"
requires-python = ">=3.11"

[tool.uv]
package = false

[tool.seedbed]
manager = "uv"
"""
"""A manifest that needs no network."""
OFFLINE = {"UV_OFFLINE": "1"}
RECORD = 'printf "%s|" "$@" >>"$SEEDBED_TEST"; echo >>"$SEEDBED_TEST"'


def environment(folder: Path, script: str, name: str = "poe") -> Path:
    """An environment with one script."""
    (folder / "bin").mkdir(parents=True)
    (folder / "pyvenv.cfg").touch()
    (folder / "bin" / name).write_text(script)
    return folder


def sees_its_own_code(root: Path, env: dict[str, str]) -> None:
    """A copy of a project with its environment tests its own code; after a move, too."""
    copy, moved = root.parent / "copy", root.parent / "moved"
    shutil.copytree(root, copy, symlinks=True)
    with (copy / "src" / "x_1" / "__init__.py").open("a") as file:
        file.write('raise RuntimeError("this is the copy")\n')
    done = seedbed("run", "test", cwd=copy, env=env)
    assert done.returncode, done.stdout
    assert "this is the copy" in done.stdout + done.stderr
    root.rename(moved)
    assert seedbed("sync", cwd=moved, env=env).returncode == 0
    done = seedbed("run", "test", cwd=moved, env=env)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "script",
    [
        "#!{}/bin/python\nimport sys\n",
        "#!{}/bin/python3.11\n",
        "#!/bin/sh\n'''exec' \"{}/bin/python\" \"$0\" \"$@\"\n' '''\n",
        "#!/bin/sh\n'''exec' '{}/bin/python' \"$0\" \"$@\"\n' '''\n",
        "#!/bin/sh\n'''exec' {}/bin/python \"$0\" \"$@\"\n' '''\n",
    ],
)
def test_a_script_tells_where_its_environment_was_made(tmp_path: Path, script: str) -> None:
    here = tmp_path / "a b" / ".venv"
    environment(here, script.format(here))
    assert made_elsewhere(str(here)) == ""
    gone = tmp_path / "gone" / ".venv"
    (here / "bin" / "poe").write_text(script.format(gone))
    assert made_elsewhere(str(here)) == str(gone)
    environment(gone, "")
    assert made_elsewhere(str(here)) == str(gone)


@pytest.mark.parametrize(
    "script",
    [
        "#!/usr/bin/env python3\n",
        '#!/bin/sh\n\'\'\'exec\' "$(dirname -- "$(realpath -- "$0")")"/\'python\' "$0" "$@"\n',
        "#!/bin/sh\necho\n",
        "#!python\n",
        "#!\n",
        "\x00\x01",
        "",
    ],
)
def test_other_scripts_tell_nothing(tmp_path: Path, script: str) -> None:
    assert made_elsewhere(str(environment(tmp_path / ".venv", script))) == ""


def test_the_systems_python_is_no_other_environment(tmp_path: Path) -> None:
    (tmp_path / "usr" / "bin").mkdir(parents=True)
    script = f"#!{tmp_path}/usr/bin/python3\n"
    assert made_elsewhere(str(environment(tmp_path / ".venv", script))) == ""


def test_a_link_to_a_larger_disk_is_the_same_place(tmp_path: Path) -> None:
    far, near = tmp_path / "scratch" / "venv", tmp_path / "x-1" / ".venv"
    near.parent.mkdir()
    near.symlink_to(far)
    for named in (near, far):
        environment(far, f"#!{named}/bin/python\n")
        assert (made_elsewhere(str(near)), made_elsewhere(str(far))) == ("", "")
        shutil.rmtree(far)


def test_the_real_uv_mends_the_environment_of_a_copy(tmp_path: Path) -> None:
    root, copy = tmp_path / "x-1", tmp_path / "a copy"
    root.mkdir()
    (root / "pyproject.toml").write_text(BARE)
    assert seedbed("sync", cwd=root, env=OFFLINE).returncode == 0
    before = (root / ".venv" / "bin" / "activate").read_text()
    shutil.copytree(root, copy, symlinks=True)
    done = seedbed("sync", cwd=copy, env=OFFLINE)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(
        f"{copy}/.venv was built for {root}/.venv: reinstalling all of it for this folder.\n"
    )
    entered = subprocess.run(
        ["bash", "-c", '. .venv/bin/activate && echo "$VIRTUAL_ENV"'],
        cwd=copy, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert entered.stdout == f"{copy}/.venv\n"
    assert (root / ".venv" / "bin" / "activate").read_text() == before
    assert "was built for" not in seedbed("sync", cwd=copy, env=OFFLINE).stderr


@pytest.mark.parametrize("verb", [("sync",), ("run", "test")])
def test_uv_installs_all_again_where_the_project_was_moved(
    tmp_path: Path, verb: tuple[str, ...]
) -> None:
    root = make(tmp_path, "--framework", "none")
    environment(root / ".venv", "#!/nowhere/.venv/bin/python\n")
    calls = tmp_path / "calls"
    env = {**first_on_path(stand_in(tmp_path / "bin", "99.0", RECORD)), "SEEDBED_TEST": str(calls)}
    assert seedbed(*verb, cwd=root, env=env).returncode == 0
    assert calls.read_text().splitlines() == [
        f"sync|--project|{root}|--reinstall|",
        *([f"run|--project|{root}|poe|-C|{root}|test|"] if verb[0] == "run" else []),
    ]


@pytest.mark.parametrize("fails", [False, True])
def test_pixi_gets_a_new_environment_or_the_old_one_stays(tmp_path: Path, fails: bool) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "pixi")
    folder = environment(root / ".pixi" / "envs" / "dev", "#!/nowhere/bin/python\n", "pytest")
    version = 'if [ "$1" = --version ]; then echo "pixi 99.0"; exit; fi'
    do = "mkdir -p .pixi/envs/dev/bin; echo new >.pixi/envs/dev/bin/pytest"
    pixi = program(tmp_path / "bin" / "pixi", f"{version}\n{do}" + ("; exit 1" if fails else ""))
    done = seedbed("sync", cwd=root, env=first_on_path(pixi))
    assert done.returncode == (3 if fails else 0), done.stderr
    script = (folder / "bin" / "pytest").read_text()
    assert script == ("#!/nowhere/bin/python\n" if fails else "new\n")
    assert not (root / ".seedbed" / "environment-of-before").exists()


def test_a_task_of_pixis_runs_in_the_new_environment(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "pixi")
    folder = environment(root / ".pixi" / "envs" / "dev", "#!/nowhere/bin/python\n", "pytest")
    version = 'if [ "$1" = --version ]; then echo "pixi 99.0"; exit; fi'
    made = "mkdir -p .pixi/envs/dev/bin; echo new >.pixi/envs/dev/bin/pytest"
    do = f'case "$1" in install) {made};; run) cat {folder}/bin/pytest;; esac'
    pixi = program(tmp_path / "bin" / "pixi", f"{version}\n{do}")
    done = seedbed("run", "test", cwd=root, env=first_on_path(pixi))
    assert (done.returncode, done.stdout) == (0, "new\n")
    assert done.stderr.startswith(f"{folder} was built for /nowhere: rebuilding it for this folder")


@pytest.mark.parametrize("fails", [False, True])
def test_poetry_gets_a_new_environment_or_the_old_one_stays(tmp_path: Path, fails: bool) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "poetry")
    (root / "poetry.lock").touch()
    environment(root / ".venv", "#!/nowhere/.venv/bin/python\n")
    version = 'if [ "$1" = --version ]; then echo "Poetry (version 99.0)"; exit; fi'
    do = "mkdir -p .venv/bin; echo new >.venv/bin/poe" + ("; exit 1" if fails else "")
    env = first_on_path(program(tmp_path / "bin" / "poetry", f"{version}\n{do}"))
    done = seedbed("sync", cwd=root, env=env)
    assert done.returncode == (3 if fails else 0), done.stderr
    script = (root / ".venv" / "bin" / "poe").read_text()
    assert script == ("#!/nowhere/.venv/bin/python\n" if fails else "new\n")
    assert not (root / ".seedbed" / "environment-of-before").exists()


def test_a_failure_brings_back_what_was_laid_aside_in_place_of_what_a_killed_run_left(
    tmp_path: Path,
) -> None:
    folder = environment(tmp_path / ".venv", "old")
    environment(tmp_path / ".seedbed" / "environment-of-before", "older")
    with (
        pytest.raises(KeyError, match="it is there: False"),
        MadeAnew(str(folder), str(tmp_path), is_due=True),
    ):
        raise KeyError(f"it is there: {folder.exists()}")
    assert (folder / "bin" / "poe").read_text() == "old"


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_killed_run_laid_aside_goes_with_the_next_sync_that_works(
    tmp_path: Path, fails: bool
) -> None:
    folder = environment(tmp_path / ".venv", "new")
    aside = environment(tmp_path / ".seedbed" / "environment-of-before", "older")
    expected = pytest.raises(KeyError) if fails else nullcontext()
    with expected, MadeAnew(str(folder), str(tmp_path), is_due=False):
        if fails:
            raise KeyError
    assert (folder / "bin" / "poe").read_text() == "new"
    assert aside.exists() == fails


def test_poetry_makes_its_environment_in_the_project_whatever_variables_say(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "poetry")
    (root / "poetry.lock").touch()
    version = 'if [ "$1" = --version ]; then echo "Poetry (version 99.0)"; exit; fi'
    names = ("CREATE", "IN_PROJECT", "PATH")
    said = f'echo "{" ".join(f"$POETRY_VIRTUALENVS_{name}" for name in names)}"'
    poetry = program(tmp_path / "bin" / "poetry", f"{version}\n{said}")
    others = {"POETRY_VIRTUALENVS_CREATE": "false", "POETRY_VIRTUALENVS_IN_PROJECT": "0"}
    done = seedbed("sync", cwd=root, env={**first_on_path(poetry), **others})
    assert done.stdout == "true true .venv\n"


@pytest.mark.slow
def test_a_copy_sees_its_own_code_with_uv(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    assert seedbed("sync", cwd=root).returncode == 0
    sees_its_own_code(root, {})


@pytest.mark.slow
def test_a_copy_sees_its_own_code_with_poetry(tmp_path: Path, need: Callable[[str], str]) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "poetry")
    settings = tmp_path / "settings"
    settings.mkdir()
    poetry_runs.lock(need("poetry"), root, settings)
    env = {
        "POETRY_CONFIG_DIR": str(settings),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    assert seedbed("sync", cwd=root, env=env).returncode == 0
    sees_its_own_code(root, env)


@pytest.mark.slow
def test_a_copy_sees_its_own_code_with_the_real_pixi(
    tmp_path: Path, pixi_with_channel: Pixi
) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "pixi")
    env = pixi_with_channel.variables
    assert seedbed("sync", cwd=root, env=env).returncode == 0
    sees_its_own_code(root, env)
