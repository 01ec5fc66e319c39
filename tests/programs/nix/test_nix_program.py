"""Nix brings the manager where that is not installed; what is said when it cannot."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from aged import edit, make, run_git
from cli import seedbed
from running import environment
from stand_ins import program

from seedbed.commands.nix_shell import first_there, opening
from seedbed.commands.stored_choices import read_choices
from seedbed.managers.nix.program import unknown_to_git

NIX = """if [ "$1" = --version ]; then echo "{version}"; exit; fi
for one in "$LOAD_ENVIRONMENT" "$@"; do printf '%s\\n' "$one"; done >> "{log}"
echo == >> "{log}"
exit {status}"""
LATEST = "nix (Nix) 2.34.8"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """The only folder on PATH: no manager in it, and no Nix."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("git", "env", "sh"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder


def add_nix(tools: Path, version: str = LATEST, status: int = 0) -> Path:
    """What stands in for Nix: it tells a version, and notes how it was called."""
    log = tools.parent / "nix.log"
    program(tools / "nix", NIX.format(version=version, log=log, status=status))
    return log


def calls(log: Path) -> list[list[str]]:
    return [call.splitlines() for call in log.read_text().split("==\n") if call]


def project(folder: Path, manager: str = "pixi", mode: str = "shell") -> Path:
    return make(folder, "--manager", manager, "--nix", mode, git=True)


def entered(root: Path, *command: str, flake: str = "/.nix") -> list[str]:
    """How Nix has to be called for a command."""
    features = ["--extra-experimental-features", "nix-command flakes"]
    return ["no", *features, "develop", f"{root}{flake}", "--command", *command]


PIXI = ["--manifest-path", "@/pyproject.toml", "--environment", "dev"]


def test_nix_brings_the_manager_that_is_not_installed(tmp_path: Path, tools: Path) -> None:
    root, log = project(tmp_path), add_nix(tools)
    done = seedbed("sync", cwd=root / "src", env=environment(PATH=str(tools)))
    assert done.returncode == 0, done.stderr
    words = [word.replace("@", str(root)) for word in PIXI]
    assert calls(log) == [entered(root, "pixi", "install", *words)]


def test_tasks_run_in_the_shell_of_the_flake(tmp_path: Path, tools: Path) -> None:
    root, log = project(tmp_path), add_nix(tools, status=7)
    done = seedbed(
        "run", "train", "--", "--epochs", "2", cwd=root, env=environment(PATH=str(tools))
    )
    assert done.returncode == 7
    (call,) = calls(log)
    manifest = ["--manifest-path", f"{root}/pyproject.toml"]
    assert call == entered(root, "pixi", "run", *manifest, "--", "train", "--epochs", "2")


def test_a_flake_that_builds_has_a_shell_for_the_manager(tmp_path: Path, tools: Path) -> None:
    root, log = project(tmp_path, "poetry", "build"), add_nix(tools)
    (root / "poetry.lock").touch()
    done = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert done.returncode == 0, done.stderr
    (call,) = calls(log)
    assert call == entered(root, "poetry", "--project", str(root), "sync", flake="#manager")


def test_an_installed_manager_is_taken_before_nix(tmp_path: Path, tools: Path) -> None:
    root, log = project(tmp_path), add_nix(tools)
    program(tools / "pixi", 'if [ "$1" = --version ]; then echo "pixi 99.0"; fi')
    assert seedbed("sync", cwd=root, env=environment(PATH=str(tools))).returncode == 0
    assert not log.exists()


def test_a_new_project_is_made_by_nix_alone(tmp_path: Path, tools: Path) -> None:
    log = add_nix(tools)
    options = ("--manager", "pixi", "--nix", "shell", "--yes")
    done = seedbed("new", "x-1", *options, cwd=tmp_path, env=environment(PATH=str(tools)))
    assert done.returncode == 0, done.stderr
    root = tmp_path / "x-1"
    assert done.stdout.endswith(
        ", with its environment.\nNext: cd x-1 && nix develop ./.nix\nThen: pixi run train\n"
    )
    lock, install = calls(log)
    assert lock == entered(root, "pixi", "lock", "--manifest-path", f"{root}/pyproject.toml")
    assert install[6:8] == ["pixi", "install"]
    # Nix sees all that git has heard of; nothing is committed, nothing staged
    assert ".nix/flake.nix" in run_git(root, "ls-files").splitlines()
    assert run_git(root, "diff", "--cached", "--name-only", "--diff-filter=A") == ""


@pytest.mark.parametrize(
    ("manager", "mode", "shown"),
    [
        ("uv", "shell", ["nix develop ./.nix", "uv run poe train"]),
        ("poetry", "shell", ["nix develop ./.nix", "poetry run poe train"]),
        ("conda", "shell", ["nix develop ./.nix", "micromamba run --prefix ./.conda poe train"]),
        ("uv", "build", ["nix develop .#manager", "uv run poe train"]),
        ("poetry", "build", ["nix develop .#manager", "poetry lock && poetry sync"]),
    ],
)
def test_who_has_only_nix_is_told_to_open_its_shell(
    tmp_path: Path, tools: Path, manager: str, mode: str, shown: list[str]
) -> None:
    log = add_nix(tools)
    env = environment(PATH=str(tools), MAMBA_EXE="", CONDA_EXE="")
    options = ("--manager", manager, "--nix", mode, "--yes", "--no-sync")
    done = seedbed("new", "x-1", *options, cwd=tmp_path, env=env)
    assert done.stdout.splitlines()[1:] == [f"Next: cd x-1 && {shown[0]}", f"Then: {shown[1]}"]
    program(tools / "direnv", "exit 1")
    again = seedbed("new", "y", *options, "--with", "direnv", cwd=tmp_path, env=env)
    assert again.stdout.splitlines()[1] == f"Next: cd y && {shown[0]} (or 'direnv allow')"
    none = seedbed("new", "z", *options, "--without", "direnv", cwd=tmp_path, env=env)
    assert none.stdout.splitlines()[1] == f"Next: cd z && {shown[0]}"
    assert not log.exists()


def test_the_shell_that_builds_is_named_once_git_knows_the_lock(
    tmp_path: Path, tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path, "poetry", "build")
    add_nix(tools)
    monkeypatch.setenv("PATH", str(tools))
    choices = read_choices(tomllib.loads((root / "pyproject.toml").read_text()))
    (root / "poetry.lock").touch()
    assert opening(choices, str(root), synced=True) == "nix develop .#manager"
    run_git(root, "add", "poetry.lock")
    assert opening(choices, str(root), synced=True) == "nix develop"
    assert first_there(choices, str(root), "train", "nix develop") == "poetry run poe train"


def test_after_an_update_the_commands_are_those_of_the_shell(tmp_path: Path, tools: Path) -> None:
    root = project(tmp_path, "uv")
    add_nix(tools)
    words = ("update", "--with", "coverage", "--no-sync", "--yes")
    done = seedbed(*words, cwd=root, env=environment(PATH=str(tools)))
    assert done.stdout.endswith(
        "Next: seedbed sync (or 'uv lock', then 'uv sync', in 'LOAD_ENVIRONMENT=no nix develop "
        "./.nix')\n"
    )


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (None, "nix-missing", ["Nix was not found on PATH", "nixos.org"]),
        ("nix (Nix) 2.8.0", "nix-too-old", ["Nix 2.19 or newer is needed", "is Nix 2.8.0"]),
        ("nix (Nix) 2.18.9", "nix-too-old", ["is Nix 2.18.9"]),
        ("hello 9.9", "nix-unknown", ["is not Nix"]),
    ],
)
@pytest.mark.parametrize("verb", [("sync",), ("run", "train")])
def test_what_is_needed_and_how_to_go_on_without_nix(
    tmp_path: Path, tools: Path, said: str | None, code: str, words: list[str], verb: list[str]
) -> None:
    root = project(tmp_path)
    if said:
        add_nix(tools, said)
    done = seedbed(*verb, cwd=root, env=environment(PATH=str(tools)))
    assert (done.returncode, done.stdout) == (3, "")
    error, hint = done.stderr.splitlines()
    assert error.startswith("error: Pixi was not found on PATH. Nix cannot provide it: ")
    for word in words:
        assert word in done.stderr
    assert "Without Nix, install Pixi (https://pixi.sh" in hint
    assert "Traceback" not in done.stderr
    assert code


@pytest.mark.parametrize("said", ["pixi 0.1.0", "something else"])
def test_nix_brings_the_manager_where_the_installed_one_will_not_do(
    tmp_path: Path, tools: Path, said: str
) -> None:
    root, log = project(tmp_path), add_nix(tools)
    program(tools / "pixi", f"echo {said}")
    done = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert done.returncode == 0, done.stderr
    assert len(calls(log)) == 1
    (tools / "nix").unlink()
    failed = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert failed.returncode == 3
    assert f"{tools}/pixi" in failed.stderr
    assert "Nix cannot provide it: Nix was not found on PATH." in failed.stderr


@pytest.mark.parametrize("value", ['"docker"', "3", '""', "true", '["shell"]'])
def test_an_unknown_way_to_use_nix_is_named(tmp_path: Path, tools: Path, value: str) -> None:
    root, _ = project(tmp_path), add_nix(tools)
    edit(root, "pyproject.toml", 'nix = "shell"', f"nix = {value}")
    failed = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert failed.returncode != 0
    error, hint = failed.stderr.splitlines()
    assert "pyproject.toml has an unknown value under [tool.seedbed]: nix = " in error
    assert "none" in hint or "shell" in hint


@pytest.mark.parametrize("char", ["#", "?"])
def test_a_folder_that_nix_takes_for_something_else_is_refused(
    tmp_path: Path, tools: Path, char: str
) -> None:
    (tmp_path / f"a{char}b").mkdir()
    root, log = project(tmp_path / f"a{char}b"), add_nix(tools)
    failed = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert failed.returncode == 3
    assert f"Nix cannot use the folder {root}" in failed.stderr
    assert not log.exists()


def test_what_a_flake_does_not_read_git_need_not_know(tmp_path: Path, tools: Path) -> None:
    root, log = project(tmp_path, "poetry", "build"), add_nix(tools)
    for name in (".flake.nix.swp", ".DS_Store", "notes.txt"):
        (root / ".nix" / name).touch()
    (root / ".nix" / "result").symlink_to("nowhere")
    (root / ".nix" / "own").mkdir()
    (root / ".nix" / "own" / "x.txt").touch()
    (root / "poetry.lock").touch()  # the shell that makes it does not read it
    done = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert done.returncode == 0, done.stderr
    assert len(calls(log)) == 1
    assert unknown_to_git(str(root), "build") == []
    assert unknown_to_git(str(root), "build", lock="poetry.lock") == ["poetry.lock"]
    (root / ".nix" / "overlays" / "my own.nix").touch()
    run_git(root, "rm", "--cached", ".nix/address.py")
    failed = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert "git add --force .nix/address.py '.nix/overlays/my own.nix'" in failed.stderr


@pytest.mark.parametrize(
    "version", [LATEST, "nix (Lix, like Nix) 2.93.0", "nix (Determinate Nix 3.8.5) 2.30.1"]
)
def test_relatives_of_nix_are_nix(tmp_path: Path, tools: Path, version: str) -> None:
    root, log = project(tmp_path), add_nix(tools, version)
    assert seedbed("sync", cwd=root, env=environment(PATH=str(tools))).returncode == 0
    assert len(calls(log)) == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_files_that_git_does_not_know_are_named(tmp_path: Path, tools: Path, hidden: bool) -> None:
    root, log = project(tmp_path), add_nix(tools)
    run_git(root, "rm", "--cached", "--quiet", ".nix/overlays/pin.nix", ".nix/flake.lock")
    if hidden:
        (root / ".gitignore").write_text("*.lock\npin.nix\n")
    done = seedbed("sync", cwd=root, env=environment(PATH=str(tools)))
    assert done.returncode == 3
    assert "git does not track .nix/flake.lock, .nix/overlays/pin.nix" in done.stderr
    hint = f"git add --force .nix/flake.lock .nix/overlays/pin.nix' in {root}"
    assert hint in done.stderr
    assert not log.exists()


def test_nix_needs_no_git_where_there_is_no_repository(tmp_path: Path, tools: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--nix", "shell")
    log = add_nix(tools)
    assert seedbed("sync", cwd=root, env=environment(PATH=str(tools))).returncode == 0
    assert len(calls(log)) == 1


def test_what_an_update_brings_is_named_for_git(tmp_path: Path, tools: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", git=True)
    done = seedbed(
        "update", "--set", "nix=shell", "--no-sync", cwd=root, env=environment(PATH=str(tools))
    )
    assert done.returncode == 0, done.stderr
    assert "Nix sees only files that git tracks: git add --force .nix" in done.stdout + done.stderr


def test_a_new_project_within_a_repository_says_what_git_has_to_know(
    tmp_path: Path, tools: Path
) -> None:
    run_git(tmp_path, "init", "--quiet")
    options = ("--manager", "pixi", "--nix", "shell", "--yes", "--no-sync")
    done = seedbed("new", "x-1", *options, cwd=tmp_path, env=environment(PATH=str(tools)))
    assert done.returncode == 0, done.stderr
    assert "Nix sees only files that git tracks: git add --force .nix" in done.stdout + done.stderr
