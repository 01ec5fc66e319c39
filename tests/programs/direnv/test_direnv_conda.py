"""`.envrc` of a conda project, by direnv itself: it does what `seedbed sync` does, and no more."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli import seedbed
from direnv_runs import CONDA_STAND_IN, SAY, Direnv, ready
from stand_ins import program

PIP = "python -m pip --isolated install --quiet --no-deps --no-build-isolation --editable ."
FILES = "--file=environment.yml --file=environment-dev.yml"
CREATE = f"micromamba create --yes --prefix ./.conda --override-channels {FILES}"
BY_LOCK = "micromamba create --yes --prefix ./.conda --file conda-lock.yml"
UPDATE = (
    f"micromamba env update --yes --prune --prefix ./.conda {FILES} "
    "--file=.seedbed/conda-channels.yml"
)
LOCKED = pytest.mark.parametrize("locked", [False, True])
PROGRAMS = ("micromamba", "mamba", "conda", "conda-lock")
ASKED = "echo $CONDA_PREFIX $ACTIVATED $PS1"


@pytest.fixture(autouse=True)
def _direnv(need: Callable[[str], str]) -> None:
    need("direnv")


def begun(folder: Path, *, locked: bool = False, entered: bool = True) -> tuple[Direnv, Path]:
    """A project that was entered once, with something of the user's in its environment."""
    direnv, root = ready(folder, "conda")
    if not locked:
        (root / "conda-lock.yml").unlink()
    if entered:
        assert direnv.enter(root, ASKED).said == f"{root}/.conda yes"
        (root / ".conda" / "in-use").touch()
        direnv.calls()
    return direnv, root


def stand_in(direnv: Direnv, name: str, then: str = CONDA_STAND_IN) -> None:
    """Let one of the programs be there that is not micromamba."""
    program(direnv.folder / "stand-in" / name, SAY + then)


def changed(path: Path) -> None:
    path.write_text(f"{path.read_text()}# changed\n")


def left(root: Path) -> list[str]:
    """What lies beside the environment afterwards."""
    own = [path.name for path in (root / ".seedbed").iterdir() if path.name != "base"]
    return sorted([*own, *(path.name for path in root.glob(".conda?*"))])


@LOCKED
def test_it_is_made_once_and_again_only_where_it_is_due(tmp_path: Path, locked: bool) -> None:
    direnv, root = begun(tmp_path, locked=locked, entered=False)
    for name in ("environment_old.yml", "environment.bak.yml"):
        (root / name).write_text("name: x\n")
    direnv.calls()
    assert direnv.enter(root, ASKED).said == f"{root}/.conda yes"
    assert direnv.calls() == [BY_LOCK if locked else CREATE, PIP]
    for path in (*root.glob("*.*"), root / ".envrc"):
        os.utime(path)  # the time of a file tells nothing
    assert direnv.enter(root, ASKED).said == f"{root}/.conda yes"
    assert direnv.calls() == []
    changed(root / "pyproject.toml")
    direnv.enter(root)
    assert direnv.calls() == [PIP]
    changed(root / ("conda-lock.yml" if locked else "environment-dev.yml"))
    assert direnv.enter(root).status == 0
    assert direnv.calls() == [BY_LOCK if locked else UPDATE, PIP]
    assert left(root) == ["conda-busy"]


def test_a_file_that_is_gone_counts_no_more(tmp_path: Path) -> None:
    direnv, root = begun(tmp_path)
    (root / "environment-dev.yml").unlink()
    direnv.enter(root)
    assert direnv.calls() == [UPDATE.replace(" --file=environment-dev.yml", ""), PIP]
    direnv.enter(root)
    assert direnv.calls() == []


@LOCKED
def test_it_and_seedbed_agree_on_what_is_done(tmp_path: Path, locked: bool) -> None:
    direnv, root = begun(tmp_path, locked=locked, entered=False)
    if locked:
        lines = [
            line for file in root.glob("environment*.yml") for line in file.read_text().splitlines()
        ]
        names = [line[4:].split()[0] for line in lines if line.startswith("  - ")]
        entries = "".join(f"- name: {name}\n" for name in names)
        (root / "conda-lock.yml").write_text(f"version: 1\npackage:\n{entries}")
    direnv.enter(root)
    direnv.calls()
    assert seedbed("sync", cwd=root, env=direnv.variables).returncode == 0
    assert direnv.calls() == []
    shutil.rmtree(root / ".conda")
    assert seedbed("sync", cwd=root, env=direnv.variables).returncode == 0
    direnv.calls()
    direnv.enter(root)
    assert direnv.calls() == []


@LOCKED
@pytest.mark.parametrize("fails", ["exit 7", "mkdir -p .conda/conda-meta; exit 0"])
def test_one_that_works_survives_what_fails(tmp_path: Path, locked: bool, fails: str) -> None:
    direnv, root = begun(tmp_path, locked=locked)
    failing = f"case $1 in create) rm -rf .conda/*; {fails} ;; env) exit 7 ;; esac"
    direnv.stand_in("conda", failing)
    changed(root / ("conda-lock.yml" if locked else "environment.yml"))
    for _ in range(2):
        entered = direnv.enter(root)
        assert entered.status == 1
        assert any("not ready" in line for line in entered.red)
        assert (root / ".conda" / "in-use").exists()
        assert (root / ".conda" / "bin" / "python").exists()
        assert left(root) == ["conda-busy", "conda-unfinished"]
    direnv.stand_in("conda")
    direnv.calls()
    assert direnv.enter(root, ASKED).said == f"{root}/.conda yes"
    assert direnv.calls() == [BY_LOCK if locked else UPDATE, PIP]
    assert (root / ".conda" / "in-use").exists() is not locked
    assert left(root) == ["conda-busy"]


@LOCKED
@pytest.mark.parametrize("part", ["bin", "conda-meta", "lib", "copied"])
def test_a_broken_one_is_made_anew_and_the_old_one_is_kept(
    tmp_path: Path, locked: bool, part: str
) -> None:
    direnv, root = begun(tmp_path, locked=locked)
    if part == "copied":
        (root / ".conda" / "synced" / "prefix").write_text("/elsewhere/.conda\n")
    elif part == "lib":  # a Python that does not start
        program(root / ".conda" / "bin" / "python", "exit 1")
        changed(root / ("conda-lock.yml" if locked else "environment.yml"))
    else:
        shutil.rmtree(root / ".conda" / part)
    entered = direnv.enter(root, ASKED)
    assert entered.said == f"{root}/.conda yes"
    assert ".conda is broken or a copy; rebuilding it\n" in entered.log
    kept = root / ".seedbed" / "conda-broken"
    assert f"the old one is kept in {kept}; delete it once you no longer need it\n" in entered.log
    assert (kept / "in-use").exists()
    assert not (root / ".conda" / "in-use").exists()
    assert left(root) == ["conda-broken", "conda-busy"]


def test_one_that_waited_when_a_run_was_stopped_comes_back(tmp_path: Path) -> None:
    direnv, root = begun(tmp_path, locked=True)
    (root / ".conda").rename(root / ".seedbed" / "conda-before")
    (root / ".seedbed" / "conda-unfinished").touch()
    (root / ".conda" / "half").mkdir(parents=True)
    direnv.stand_in("conda", "exit 7")
    assert direnv.enter(root).status == 1
    assert (root / ".conda" / "in-use").exists()
    assert not (root / ".conda" / "half").exists()


def test_a_link_to_a_larger_disk_is_followed(tmp_path: Path) -> None:
    disk = tmp_path / "large disk"
    disk.mkdir()
    direnv, root = begun(tmp_path, locked=True, entered=False)
    (root / ".conda").symlink_to(disk)
    direnv.enter(root)
    (disk / "in-use").touch()
    changed(root / "conda-lock.yml")
    assert direnv.enter(root, ASKED).said == f"{root}/.conda yes"
    assert (root / ".conda").is_symlink()
    assert (disk / "bin" / "python").exists()
    assert not (disk / "in-use").exists()
    assert list(tmp_path.glob("large*")) == [disk]


def test_a_frozen_one_is_not_changed(tmp_path: Path) -> None:
    direnv, root = begun(tmp_path)
    (root / ".conda" / "conda-meta" / "frozen").touch()
    assert direnv.enter(root).status == 0
    changed(root / "environment.yml")
    entered = direnv.enter(root)
    assert entered.status == 1
    assert ".conda is frozen" in entered.log
    assert direnv.calls() == []


def test_variables_are_there_and_follow_the_files(tmp_path: Path) -> None:
    direnv, root = begun(tmp_path)
    state = root / ".conda" / "conda-meta" / "state"
    assert direnv.enter(root, "echo $PYTHONNOUSERSITE").said == "1"
    given = json.loads(state.read_text())["env_vars"]
    by_hand = {**given, "MINE": "it's $x", "not a name": "y", "NO": 1}
    state.write_text(json.dumps({"other": 1, "env_vars": by_hand}))
    file = root / "environment.yml"
    own = "  THREADS: 010 # of eight\n\n  NAME: 'a b'\n# more\n  OTHER: \"1.10\"\n"
    file.write_text(file.read_text().replace("dependencies:\n", f"{own}dependencies:\n"))
    asked = 'echo "$MINE|$PYTHONNOUSERSITE|$THREADS|$NAME|$OTHER"'
    assert direnv.enter(root, asked).said == "it's $x|1|010|a b|1.10"
    file.write_text(file.read_text().replace(own, "").replace("PYTHONNOUSERSITE", "INSTEAD"))
    asked = 'echo "$MINE|${PYTHONNOUSERSITE-}|${NAME-}|$INSTEAD"'
    assert direnv.enter(root, asked).said == "it's $x|||1"
    assert json.loads(state.read_text())["other"] == 1


@pytest.mark.parametrize("program_of", ["conda-lock", "lockfiles", "nothing"])
def test_conda_itself(tmp_path: Path, program_of: str) -> None:
    direnv, root = begun(tmp_path, locked=program_of != "nothing", entered=False)
    (tmp_path / "stand-in" / "micromamba").unlink()
    direnv.hide(*PROGRAMS)
    given = tmp_path / "given"
    stand_in(
        direnv,
        "conda",
        f'[ ! -e .seedbed-conda.yml ] || cat .seedbed-conda.yml >> "{given}"\n{CONDA_STAND_IN}',
    )
    to = "--yes --prefix ./.conda"
    conda = tmp_path / "stand-in" / "conda"
    if program_of == "conda-lock":
        stand_in(direnv, "conda-lock")
        expected = [f"conda-lock install --conda {conda} --prefix ./.conda conda-lock.yml"]
    elif program_of == "lockfiles":
        (tmp_path / "conda-meta").mkdir()
        (tmp_path / "conda-meta" / "conda-lockfiles-0.2.0-0.json").touch()
        makes = CONDA_STAND_IN.replace('"conda env") mkdir -p "$prefix/conda-meta" ;; *)', "*)")
        stand_in(direnv, "conda", makes)
        expected = [f"conda env create {to} --no-default-packages --file conda-lock.yml"]
    else:
        expected = [
            f"conda env create {to} --no-default-packages --file .seedbed-conda.yml",
            "conda info --base",
            "conda env update --prune --prefix ./.conda --file .seedbed-conda.yml",
        ]
    direnv.calls()
    assert direnv.enter(root, "echo $ACTIVATED").said == "yes"
    assert direnv.calls() == [*expected, PIP]
    if program_of == "nothing":
        nothing, *_, whole = given.read_text().splitlines()
        assert nothing == '{"dependencies": []}'
        joined = json.loads(whole)
        assert joined["channels"] == ["conda-forge", "nodefaults"]
        assert joined["dependencies"][:2] == ["python >=3.11", "pip"]
        assert "pytest >=8.4" in joined["dependencies"]
        assert joined["variables"] == {"PYTHONNOUSERSITE": "1"}
    assert direnv.enter(root, "echo $ACTIVATED").said == "yes"
    assert direnv.calls() == []
    assert left(root) == ["conda-busy"]


def test_the_program_of_a_shell_function_is_found(tmp_path: Path) -> None:
    direnv, root = begun(tmp_path, entered=False)
    named = (tmp_path / "stand-in" / "micromamba").rename(tmp_path / "micromamba")
    direnv.hide(*PROGRAMS)
    assert direnv.enter(root, ASKED).status == 1
    assert direnv.enter(root, ASKED, MAMBA_EXE=str(named)).said == f"{root}/.conda yes"


def test_what_is_set_for_pip_does_not_count_and_is_not_changed(tmp_path: Path) -> None:
    direnv, root = begun(tmp_path, entered=False)
    seen = f'echo $PIP_USER $PIP_REQUIRE_VIRTUALENV ${{PIP_TARGET-unset}} > "{tmp_path}/seen"\n'
    direnv.stand_in("conda", seen + CONDA_STAND_IN)
    pip = {"PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "true", "PIP_TARGET": "/elsewhere"}
    entered = direnv.enter(root, "echo $PIP_USER $PIP_REQUIRE_VIRTUALENV $PIP_TARGET", **pip)
    assert entered.said == "1 true /elsewhere"
    assert (tmp_path / "seen").read_text() == "0 0 unset\n"
