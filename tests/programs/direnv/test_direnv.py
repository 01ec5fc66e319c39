"""`.envrc` without Nix: in real shells, by direnv itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import make, run_git
from direnv_runs import ENTERED, LOCKS, MANAGERS, Direnv, made, ready
from terminal import PROMPT, SHELLS, UP, Shell

if TYPE_CHECKING:
    from collections.abc import Callable

EACH = pytest.mark.parametrize("manager", MANAGERS)
HOOKS = {
    "bash": 'eval "$(direnv hook bash)"',
    "zsh": 'eval "$(direnv hook zsh)"',
    "fish": "direnv hook fish | source",
}


@pytest.fixture(autouse=True)
def _direnv(need: Callable[[str], str]) -> None:
    need("direnv")


def shell_in(direnv: Direnv, name: str, cwd: Path) -> Shell:
    """A real shell on a terminal, with direnv's hook."""
    return Shell(
        name, *SHELLS[name], kind=name, setup=HOOKS[name], cwd=cwd, variables=direnv.variables
    )


def newer(path: Path, seconds: int) -> None:
    """Let a file be as new as if it had been changed that many seconds from now."""
    moment = path.stat().st_mtime + seconds
    os.utime(path, (moment, moment))


@pytest.mark.parametrize("name", SHELLS)
@EACH
def test_a_shell_has_the_environment_inside_and_not_outside(
    tmp_path: Path, need: Callable[[str], str], name: str, manager: str
) -> None:
    need(name)
    direnv, root = ready(tmp_path, manager)
    variable, folder = ENTERED[manager]
    shell = shell_in(direnv, name, tmp_path)
    asked = f"${variable}|$PATH"
    outside = shell.ask(asked)
    prompts = [shell.prompt]
    shell.type(f"cd '{root}'")
    inside = shell.ask(asked)
    assert inside.startswith(f"{root}/{folder}|{root}/{folder}/bin:")
    prompts.append(shell.prompt)
    assert shell.ask("", keys=UP) == inside  # the arrow key recalls the question
    shell.type("cd src")
    assert shell.ask(asked) == inside
    shell.type(f"cd '{tmp_path}'")
    assert shell.ask(asked) == outside
    prompts.append(shell.prompt)
    assert prompts == [PROMPT] * 3
    shell.close()


def test_a_changed_prompt_would_be_seen(tmp_path: Path, need: Callable[[str], str]) -> None:
    """PS1 is dropped by direnv itself, but not the other name that zsh has for it."""
    need("zsh")
    direnv, root = ready(tmp_path, "pixi")
    with (root / ".envrc").open("a") as file:
        file.write(f"export PROMPT='(x-1) {PROMPT}'\n")
    direnv.allow(root)
    shell = shell_in(direnv, "zsh", tmp_path)
    shell.type(f"cd '{root}'")
    shell.ask("")
    assert shell.prompt == f"(x-1) {PROMPT}"
    shell.close()


def test_an_error_that_is_mended_is_gone_after_a_reload(tmp_path: Path) -> None:
    """After an error direnv itself watches nothing but `.envrc`: hence the hint."""
    direnv, root = ready(tmp_path, "uv")
    lock = (root / "uv.lock").read_text()
    (root / "uv.lock").write_text(lock.replace('"x-1"', '"y"'))
    newer(root / ".envrc", -60)  # a reload within the same second would not be seen
    shell = shell_in(direnv, "bash", tmp_path)
    said = shell.type(f"cd '{root}'")
    assert "not ready" in said
    assert "direnv reload" in said
    assert shell.ask("$VIRTUAL_ENV") == ""
    (root / "uv.lock").write_text(lock)
    shell.type("direnv reload")
    assert shell.ask("$VIRTUAL_ENV") == f"{root}/.venv"
    shell.close()


@EACH
def test_a_manager_that_fails_is_an_error_and_no_empty_environment(
    tmp_path: Path, manager: str
) -> None:
    direnv, root = ready(tmp_path, manager)
    direnv.stand_in(manager, "echo 'its own words' >&2; echo 'export HALF=1'; exit 7")
    entered = direnv.enter(root, "echo inside")
    assert entered.status == 1
    assert entered.said == ""
    assert "its own words" in entered.log
    assert any("not ready" in line for line in entered.red)


@EACH
def test_a_manager_that_is_missing_is_an_error(tmp_path: Path, manager: str) -> None:
    direnv = Direnv(tmp_path)
    root = made(tmp_path / "place", manager)
    direnv.allow(root)
    (tmp_path / "bin").mkdir()
    for name in ("bash", "direnv", "env", "dirname", "cat"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    entered = direnv.enter(root, PATH=str(tmp_path / "bin"))
    assert entered.status == 1
    assert any("installed; see https://" in line for line in entered.red)


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_a_lock_that_does_not_fit_is_an_error_and_stays(
    tmp_path: Path, need: Callable[[str], str], manager: str
) -> None:
    direnv = Direnv(tmp_path)
    need(manager)
    root = made(tmp_path / "place", manager)
    direnv.program(manager, "lock", cwd=root)
    manifest = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(manifest.replace(">=3.11", ">=3.10"))
    lock = (root / LOCKS[manager]).read_bytes()
    direnv.allow(root)
    entered = direnv.enter(root, "echo inside")
    assert (entered.status, entered.said) == (1, "")
    assert f'run "{manager} ' in "".join(entered.red)
    assert (root / LOCKS[manager]).read_bytes() == lock


def test_uv_installs_nothing_when_nothing_has_changed(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "uv")
    assert "Creating virtual environment" in direnv.enter(root).log
    before = (root / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    entered = direnv.enter(root, "python -c 'import sys; print(sys.prefix)'")
    assert entered.said == f"{root}/.venv"
    assert "uv" not in entered.log.replace(str(tmp_path), "")
    assert (root / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == before


def test_pixi_is_asked_for_code_that_keeps_prompt_and_lock(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "pixi")
    direnv.calls()
    entered = direnv.enter(root, "echo $CONDA_PREFIX")
    assert entered.said == f"{root}/.pixi/envs/dev"
    (call,) = direnv.calls()
    for option in ("shell-hook", "--environment dev", "--locked", "--change-ps1 false"):
        assert option in call


def test_poetry_is_asked_only_when_a_file_has_changed(
    tmp_path: Path, need: Callable[[str], str]
) -> None:
    need("poetry")
    direnv = Direnv(tmp_path)
    root = made(tmp_path / "place", "poetry")
    direnv.program("poetry", "lock", cwd=root)
    direnv.allow(root)
    asked = "python -c 'import sys; print(sys.prefix)'"
    assert direnv.enter(root, asked).said == f"{root}/.venv"
    direnv.stand_in("poetry", "exit 1")
    assert direnv.enter(root, asked).said == f"{root}/.venv"
    assert direnv.calls() == []
    for name in ("pyproject.toml", "poetry.lock", ".envrc"):
        newer(root / name, 60)
        assert direnv.enter(root).status == 1
        assert direnv.calls() == ["poetry sync --no-interaction"]
        newer(root / name, -120)


def test_uvs_variable_says_where_the_environment_is(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "uv")
    (root / ".env").write_text(f"UV_PROJECT_ENVIRONMENT={tmp_path}/elsewhere\n")
    asked = "python -c 'import sys; print(sys.prefix)'"
    assert direnv.enter(root, asked).said == f"{tmp_path}/elsewhere"
    assert not (root / ".venv").exists()


@pytest.mark.parametrize("manager", ["uv", "poetry", "conda"])
def test_a_manager_that_makes_nothing_is_an_error(tmp_path: Path, manager: str) -> None:
    direnv, root = ready(tmp_path, manager)
    direnv.stand_in(manager, "true")
    entered = direnv.enter(root)
    assert entered.status == 1
    assert any("direnv reload" in line for line in entered.red)


def test_commands_of_ones_own_at_the_end_are_run(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "pixi")
    with (root / ".envrc").open("a") as file:
        file.write('export MINE="$CONDA_PREFIX"\n')
    direnv.allow(root)
    assert direnv.enter(root, "echo $MINE").said == f"{root}/.pixi/envs/dev"


@EACH
# direnv 2.32 itself never ends in a folder whose name has brackets
@pytest.mark.parametrize("name", ["sp ace", "it's", "it is (x) & *"])
def test_the_name_of_the_folder_may_be_odd(tmp_path: Path, manager: str, name: str) -> None:
    direnv, root = ready(tmp_path / name, manager)
    variable, folder = ENTERED[manager]
    assert direnv.enter(root, f"echo ${variable}").said == f"{root}/{folder}"
    (root / "src" / "deep").mkdir()
    assert direnv.enter(root / "src" / "deep", f"echo ${variable}").said == f"{root}/{folder}"


def test_own_variables_come_from_a_file_that_git_ignores(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "uv")
    assert direnv.enter(root, "echo ${TOKEN-none}").said == "none"
    (root / ".env").write_text("TOKEN='a b'\nUSE_NIX=no\n")
    assert direnv.enter(root, "echo $TOKEN").said == "a b"
    run_git(root, "init", "--quiet")
    assert run_git(root, "check-ignore", ".env", ".direnv/x").split() == [".env", ".direnv/x"]


def test_nothing_is_run_that_was_not_allowed(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "pixi")
    direnv.calls()
    with (root / ".envrc").open("a") as file:
        file.write("# changed\n")
    entered = direnv.enter(root)
    assert entered.status == 1
    assert direnv.calls() == []


def test_without_direnv_the_readme_has_another_way(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "direnv", "--framework", "none")
    readme = (root / "README.md").read_text()
    direnv = readme.index("### With direnv")
    assert "direnv allow" in readme[direnv:]
    assert "uv sync" in readme[:direnv]
