"""What the driver of conda does that no other does, told to it by programs that stand in.

What the real ones take is tried by `test_conda_real.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli import seedbed
from conda_stand_ins import MAKES, calls, environment_at, fails, stand_in
from running import environment
from stand_ins import program

from seedbed.errors import SeedbedError
from seedbed.host import process
from seedbed.managers.base import MANAGERS
from seedbed.managers.conda.driver import Driver
from seedbed.managers.here import typed

FILES = ("environment.yml", "environment-dev.yml", "environment-docs.yml")
PIP = ["pip", "--isolated", "install", "--no-deps", "--no-build-isolation", "--editable"]
MAIN = """channels: [conda-forge]
platforms: [linux-64]
dependencies:
  - python >=3.11
  - pip
  - numpy
  - pip: [-e ../other]
variables: {THREADS: 010, SOME: 1.10}
"""
DEV = """name: x
channels: [conda-forge, bioconda]
dependencies: [pip, bwa, pip: [torch]]
variables: {B: yes}
"""
SHELLS = pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a folder whose name trips up careless quoting."""
    folder = tmp_path / "it's a project"
    folder.mkdir()
    for name in (*FILES, "environment.yaml", "other.yml"):
        (folder / name).touch()
    (folder / "pyproject.toml").touch()
    return folder


def options(root: Path, *names: str) -> list[str]:
    return [word for name in names for word in ("--file", str(root / name))]


def install(name: str, root: Path) -> list[str]:
    """The last call of each sync."""
    at_once = ["--no-capture-output"] if name == "conda" else []
    prefix = ["--prefix", str(root / ".conda")]
    python = str(root / ".conda" / "bin" / "python")
    return [name, "run", *prefix, *at_once, python, "-m", *PIP, str(root)]


def created(name: str, root: Path, *names: str) -> list[str]:
    """The call that makes an environment."""
    prefix = ["--prefix", str(root / ".conda")]
    return [name, "create", "--yes", "--override-channels", *prefix, *options(root, *names)]


@pytest.mark.parametrize(
    ("found", "taken", "version"),
    [
        ({"micromamba": "2.8.1", "mamba": "2.3.0", "conda": "conda 26.7.1"}, "micromamba", "2.8.1"),
        ({"mamba": "2.3.0", "conda": "conda 26.7.1"}, "mamba", "2.3.0"),
        ({"conda": "conda 26.7.1"}, "conda", "26.7.1"),
        ({"micromamba": "1.5.8", "mamba": "2.3.0"}, "mamba", "2.3.0"),
        ({"mamba": "mamba 1.5.1\nconda 23.3.1", "conda": "conda 24.9.0"}, "conda", "24.9.0"),
        ({"micromamba": "usage: x", "conda": "conda 24.11.3"}, "conda", "24.11.3"),
    ],
)
def test_the_first_that_is_new_enough_is_taken(
    found: dict[str, str], taken: str, version: str, bin_folder: Path
) -> None:
    for name, says in found.items():
        stand_in(bin_folder, name, says)
    driver = Driver()
    assert (driver.program(), driver.version()) == (str(bin_folder / taken), version)


def test_all_that_are_too_old_are_told(bin_folder: Path) -> None:
    old = {"micromamba": "1.5.8", "mamba": "mamba 1.5.1", "conda": "conda 24.7.1"}
    for name, says in old.items():
        stand_in(bin_folder, name, says)
    with pytest.raises(SeedbedError) as caught:
        Driver().program()
    assert "micromamba 2.0, mamba 2.0 or conda 24.9 or newer is needed" in caught.value.message
    for name, says in old.items():
        assert f"{name} {says.split()[-1]} at {bin_folder / name}" in caught.value.message


@pytest.mark.parametrize("name", ["micromamba", "mamba"])
def test_a_new_environment_is_solved_from_all_files_at_once(
    name: str, bin_folder: Path, root: Path
) -> None:
    stand_in(bin_folder, name, "2.8.1")
    Driver().sync(str(root))
    assert calls(bin_folder) == [created(name, root, *FILES), install(name, root)]


def test_one_that_is_there_is_updated_and_what_is_named_no_more_goes(
    bin_folder: Path, root: Path
) -> None:
    stand_in(bin_folder, "micromamba", "2.8.1")
    environment_at(root / ".conda")
    Driver().sync(str(root))
    prefix = ["--yes", "--prune", "--prefix", str(root / ".conda")]
    files = options(root, *FILES, ".seedbed/conda-channels.yml")
    updated = ["micromamba", "env", "update", *prefix, *files]
    assert calls(bin_folder) == [updated, install("micromamba", root)]
    assert not (root / ".seedbed").exists()


@pytest.mark.parametrize("version", ["conda 24.9.0", "conda 26.7.1"])
def test_conda_gets_all_files_as_one(version: str, bin_folder: Path, root: Path) -> None:
    given = bin_folder.parent / "given"
    stand_in(bin_folder, "conda", version, f'/bin/cat .seedbed-conda.yml >> "{given}"\n{MAKES}')
    (root / FILES[0]).write_text(MAIN)
    (root / FILES[1]).write_text(DEV)
    prefix = ["--prefix", str(root / ".conda")]
    empty = ["--yes", "--no-default-packages", *prefix, *options(root, ".seedbed-conda.yml")]
    updated = ["conda", "env", "update", "--prune", *prefix, *options(root, ".seedbed-conda.yml")]
    Driver().sync(str(root))
    assert calls(bin_folder) == [
        ["conda", "env", "create", *empty],
        updated,
        install("conda", root),
    ]
    nothing, whole = given.read_text().split("\n", 1)
    assert json.loads(nothing) == {"dependencies": []}
    assert json.loads(whole) == {
        "channels": ["conda-forge", "bioconda", "nodefaults"],
        "dependencies": [
            "python >=3.11", "pip", "numpy", "bwa", {"pip": ["-e ../other", "torch"]},
        ],
        "variables": {"THREADS": "010", "SOME": "1.10", "B": "yes"},
    }  # fmt: skip
    assert not (root / ".seedbed-conda.yml").exists()
    (root / FILES[1]).write_text("")
    Driver().sync(str(root))
    assert calls(bin_folder) == [updated, install("conda", root)]


@pytest.mark.parametrize("name", ["micromamba", "mamba", "conda"])
def test_a_lock_is_made_by_conda_lock_from_all_files(
    name: str, bin_folder: Path, root: Path
) -> None:
    found = stand_in(bin_folder, name, "conda 26.7.1" if name == "conda" else "2.8.1")
    stand_in(bin_folder, "conda-lock")
    Driver().lock(str(root))
    lock = ["--lockfile", str(root / "conda-lock.yml")]
    asked = ["lock", "--conda", str(found), *options(root, *FILES), *lock]
    assert calls(bin_folder) == [["conda-lock", *asked]]


def test_without_conda_lock_no_lock_is_made_and_that_is_said(
    bin_folder: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stand_in(bin_folder, "micromamba", "2.8.1")
    Driver().lock(str(root))
    said = capfd.readouterr()
    assert said.out == ""
    assert "No lock was created" in said.err
    assert "conda-lock was not found on PATH" in said.err
    assert said.err.count("\n") == 1
    assert calls(bin_folder) == []


@pytest.mark.parametrize("name", ["micromamba", "mamba"])
@pytest.mark.parametrize("there", [False, True])
def test_a_lock_that_is_there_is_what_counts(
    name: str, there: bool, bin_folder: Path, root: Path
) -> None:
    stand_in(bin_folder, name, "2.8.1")
    (root / "conda-lock.yml").touch()
    if there:
        environment_at(root / ".conda")
    Driver().sync(str(root))
    assert calls(bin_folder) == [created(name, root, "conda-lock.yml"), install(name, root)]


def test_conda_leaves_the_lock_to_conda_lock(bin_folder: Path, root: Path) -> None:
    conda = stand_in(bin_folder, "conda", "conda 26.7.1")
    stand_in(bin_folder, "conda-lock", then=MAKES)
    lock = root / "conda-lock.yml"
    lock.touch()
    Driver().sync(str(root))
    asked = ["install", "--conda", str(conda), "--prefix", str(root / ".conda"), str(lock)]
    assert calls(bin_folder) == [["conda-lock", *asked], install("conda", root)]


def test_conda_alone_says_that_the_lock_is_not_used(
    bin_folder: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stand_in(bin_folder, "conda", "conda 26.7.1")
    (root / "conda-lock.yml").touch()
    Driver().sync(str(root))
    said = capfd.readouterr().err
    assert said == (
        "conda-lock.yml is not used: conda needs conda-lock (https://conda.github.io/conda-lock/) "
        "or its plugin conda-lockfiles to read it, and neither was found.\n"
    )
    assert calls(bin_folder)[0][1:3] == ["env", "create"]


@pytest.mark.parametrize("failing", ["conda-lock", "micromamba"])
def test_a_failure_is_told_in_one_sentence(failing: str, bin_folder: Path, root: Path) -> None:
    for name, says in {"micromamba": "2.8.1", "conda-lock": ""}.items():
        stand_in(bin_folder, name, says, "exit 7" if name == failing else MAKES)
    driver = Driver()
    with pytest.raises(SeedbedError) as caught:
        (driver.lock if failing == "conda-lock" else driver.sync)(str(root))
    verb = "lock" if failing == "conda-lock" else "create"
    assert f"'{failing} {verb}' failed with exit status 7" in caught.value.message
    assert caught.value.code == ("lock-failed" if failing == "conda-lock" else "sync-failed")
    assert len(calls(bin_folder)) == 1


@pytest.mark.parametrize("name", ["micromamba", "mamba", "conda"])
def test_a_failure_is_told_of_the_program_that_was_run(
    name: str, bin_folder: Path, root: Path
) -> None:
    says = "conda 26.7.1" if name == "conda" else "2.8.1"
    failing = ["run"] if name != "conda" else ["run", "env update"]
    first = {"conda": "conda env update --prefix ./.conda --file environment.yml && conda env"}
    for words in failing:
        stand_in(bin_folder, name, says, fails(words))
        with pytest.raises(SeedbedError) as caught:
            Driver().sync(str(root))
        called = ".conda/bin/python -m pip install" if words == "run" else f"{name} {words}"
        assert caught.value.message == (
            f"'{called}' failed with exit status 7; see its output above."
        )
        by_hand = first.get(
            name, f"{name} create --override-channels --prefix ./.conda --file environment.yml"
        )
        assert f"Then run '{by_hand}" in caught.value.hint
        assert (
            "--isolated install --no-deps --no-build-isolation --editable .'" in caught.value.hint
        )
        assert f"or 'seedbed sync' in {root}" in caught.value.hint


def test_one_that_does_not_tell_its_version_gives_way_to_the_next(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "VERSION_LIMIT", 0.3)
    program(bin_folder / "micromamba", "exec /bin/sleep 60")
    conda = stand_in(bin_folder, "conda", "conda 26.7.1")
    assert Driver().program() == str(conda)


def test_without_environment_files_it_is_told_where_they_are(bin_folder: Path, root: Path) -> None:
    stand_in(bin_folder, "micromamba", "2.8.1")
    (root / "environment.yml").unlink()
    with pytest.raises(SeedbedError) as caught:
        Driver().sync(str(root))
    assert caught.value.code == "no-environment-file"
    assert str(root) in caught.value.message


@pytest.mark.parametrize("there", [False, True])
def test_a_task_is_run_in_an_environment_which_is_made_first(
    there: bool, bin_folder: Path, root: Path
) -> None:
    stand_in(bin_folder, "conda", "conda 26.7.1")
    if there:
        environment_at(root / ".conda")
    code = (
        "from seedbed.managers.conda.driver import Driver; "
        f"Driver().exec_task({str(root)!r}, 'train', ['--epochs', '1'])"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    prefix = ["--prefix", str(root / ".conda"), "--no-capture-output"]
    poe = [str(root / ".conda" / "bin" / "python"), "-I", "-m", "poethepoet", "-C", str(root)]
    *before, called = calls(bin_folder)
    assert called == ["conda", "run", *prefix, *poe, "train", "--epochs", "1"]
    assert len(before) == (0 if there else 3)


def test_sync_ends_by_installing_the_project(bin_folder: Path, root: Path) -> None:
    stand_in(bin_folder, "micromamba", "2.8.1", f'if [ "$1" = run ]; then echo said; fi\n{MAKES}')
    code = f"from seedbed.managers.conda.driver import Driver; Driver().exec_sync({str(root)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "said\n")
    assert calls(bin_folder)[-1] == install("micromamba", root)


def test_a_new_project_gets_its_environment_without_a_lock(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    stand_in(folder, "micromamba", "2.8.1")
    path = f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = seedbed(
        "new", "x-1", "--yes", "--no-git", "--manager", "conda",
        cwd=tmp_path, env=environment(PATH=path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "No lock was created" in done.stderr
    assert [call[1] for call in calls(folder)] == ["create", "run"]


ONE_BY_ONE = " && conda env update --prefix ./.conda --file environment-dev"
IN_ORDER = "--prefix ./.conda --file environment.yml --file environment-dev.yml"
COMMANDS = {
    "": (f"micromamba create --override-channels {IN_ORDER}", ""),
    "micromamba": (
        f"micromamba create --override-channels {IN_ORDER}",
        "micromamba run --prefix ./.conda poe train",
    ),
    "mamba": (
        f"mamba create --override-channels {IN_ORDER}",
        "mamba run --prefix ./.conda poe train",
    ),
    "conda": (
        f"conda env create {IN_ORDER}".replace(" --file environment-dev", ONE_BY_ONE),
        "conda run --prefix ./.conda --no-capture-output poe train",
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("named", [False, True])
def test_who_installs_by_hand_is_told_the_commands_of_the_program_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, named: bool
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    variables = {"PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    if name:
        says = "conda 26.7.1" if name == "conda" else "2.8.1"
        found = stand_in(tmp_path / "elsewhere" if named else folder, name, says)
        if named:
            variables["CONDA_EXE" if name == "conda" else "MAMBA_EXE"] = str(found)
    options = ("--yes", "--no-git", "--no-sync", "--manager", "conda")
    done = seedbed("new", "x-1", *options, cwd=tmp_path, env=environment(**variables))
    assert done.returncode == 0, done.stderr
    create, run = COMMANDS[name]
    then = f"{create} && .conda/bin/python -m pip --isolated install"
    before = "" if name else "install micromamba (the project's README says how), then: "
    assert f"Next: {before}cd x-1 && {then}" in done.stdout
    for variable in ("CONDA_EXE", "MAMBA_EXE"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    if name:
        assert f"{typed('conda', str(tmp_path / 'x-1')).run} train" == run


def test_who_installs_by_hand_gets_what_builds_the_documentation_too(tmp_path: Path) -> None:
    options = ("--yes", "--no-git", "--no-sync", "--manager", "conda", "--with", "docs")
    done = seedbed("new", "x-1", *options, cwd=tmp_path, env=environment(PATH="/usr/bin:/bin"))
    files = "--file environment.yml --file environment-dev.yml --file environment-docs.yml"
    create = f"micromamba create --override-channels --prefix ./.conda {files}"
    assert f"cd x-1 && {create} && .conda/bin/python -m pip" in done.stdout
    row = typed("conda", str(tmp_path / "x-1"))
    assert row.lock == f"conda-lock lock {files}"
    assert typed("conda", str(tmp_path)).lock == MANAGERS["conda"].lock


def prefix_of(root: Path) -> Path:
    """A stand-in for an environment: a program, a variable, and what packages left to be run."""
    prefix = root / ".conda"
    prefix.mkdir()
    program(prefix / "bin" / "greet", "echo hi")
    scripts = prefix / "etc" / "conda" / "activate.d"
    scripts.mkdir(parents=True)
    (scripts / "a.sh").write_text('export FROM_PACKAGE="$CONDA_PREFIX and $ASKED"\n')
    (scripts / "a.fish").write_text('set -gx FROM_PACKAGE "$CONDA_PREFIX and $ASKED"\n')
    meta = prefix / "conda-meta"
    meta.mkdir()
    (meta / "state").write_text('{"env_vars": {"ASKED": "it is $in", "no name": "x"}}')
    return prefix


def entered(shell: str, code: str) -> list[str]:
    """What a shell has after it evaluated some code."""
    show = 'echo "$CONDA_PREFIX"\necho "$FROM_PACKAGE"\ncommand -v greet\necho "$PS1$prompt"'
    prompt = "set -gx PS1 mine" if "fish" in shell else "PS1=mine"
    asked = [shell, "-c", f"{prompt}\n{code}\n{show}"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()


@SHELLS
def test_activation_enters_the_environment_and_leaves_the_prompt_alone(
    shell: str, root: Path, need: Callable[[str], str]
) -> None:
    prefix = prefix_of(root)
    said = entered(need(shell), Driver().activation(str(root), shell))
    assert said[:3] == [str(prefix), f"{prefix} and it is $in", str(prefix / "bin" / "greet")]
    assert said[3].startswith("mine")
    assert ".conda" not in said[3]


@SHELLS
def test_activation_of_an_environment_with_nothing_in_it_is_no_error(
    shell: str, root: Path, need: Callable[[str], str]
) -> None:
    (root / ".conda").mkdir()
    assert entered(need(shell), Driver().activation(str(root), shell))[0] == str(root / ".conda")


@pytest.mark.parametrize("state", ["", "[]", '{"env_vars": 1}', "{", '{"env_vars": {"A": 1}}'])
def test_a_damaged_list_of_variables_is_no_crash(state: str, root: Path) -> None:
    (root / ".conda" / "conda-meta").mkdir(parents=True)
    (root / ".conda" / "conda-meta" / "state").write_text(state)
    assert "CONDA_PREFIX" in Driver().activation(str(root), "bash")


def test_activation_for_powershell_is_quoted(root: Path) -> None:
    prefix = prefix_of(root)
    (prefix / "etc" / "conda" / "activate.d" / "b.ps1").touch()
    quoted = str(prefix).replace("'", "''")
    assert Driver().activation(str(root), "powershell").splitlines() == [
        f"$Env:PATH = '{quoted}/bin:' + $Env:PATH",
        f"$Env:CONDA_PREFIX = '{quoted}'",
        f"$Env:CONDA_DEFAULT_ENV = '{quoted}'",
        "$Env:CONDA_SHLVL = '1'",
        "$Env:ASKED = 'it is $in'",
        f". '{quoted}/etc/conda/activate.d/b.ps1'",
    ]
