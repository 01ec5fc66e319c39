"""What a sync does to an environment: as little as it can, and never for the worse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conda_stand_ins import MAKES, calls, environment_at, fails, stand_in
from stand_ins import program

from seedbed.errors import SeedbedError
from seedbed.managers.conda import joined, stamp
from seedbed.managers.conda.driver import Driver
from seedbed.managers.conda.prefix import missing_files

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "channels: [conda-forge]\ndependencies: [python, numpy]\n"
DEV = "dependencies: [pytest]\n"
MANIFEST = '[project]\nname = "x-1"\nversion = "1"\n'
LOCK = """version: 1
package:
- name: python
  version: 3.13.1
- name: numpy
  version: 2.3.0
- name: pytest
  version: 9.0.0
"""
EACH = pytest.mark.parametrize("name", ["micromamba", "mamba", "conda"])
LOCKED = pytest.mark.parametrize("locked", [False, True])


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "x 1"
    folder.mkdir()
    (folder / "environment.yml").write_text(MAIN)
    (folder / "environment-dev.yml").write_text(DEV)
    (folder / "pyproject.toml").write_text(MANIFEST)
    return folder


def provide(folder: Path, name: str, then: str = MAKES) -> None:
    """Let one of the programs be there, and conda-lock beside conda."""
    stand_in(folder, name, "conda 26.7.1" if name == "conda" else "2.8.1", then)
    if name == "conda":
        stand_in(folder, "conda-lock", then=then)


def verbs(folder: Path) -> list[str]:
    """What the programs were asked to do, in short."""
    found = []
    for _, *arguments in calls(folder):
        many = 2 if arguments[0] == "env" else 1
        found.append(" ".join(arguments[:many]))
    return found


def made(root: Path, folder: Path, name: str, *, locked: bool = False) -> None:
    """An environment by a sync that succeeded, with something of the user's in it."""
    if locked:
        (root / "conda-lock.yml").write_text(LOCK)
    provide(folder, name)
    Driver().sync(str(root))
    (root / ".conda" / "in-use").touch()
    calls(folder)


@EACH
@LOCKED
def test_with_nothing_to_do_nothing_is_done(
    name: str, locked: bool, bin_folder: Path, root: Path
) -> None:
    made(root, bin_folder, name, locked=locked)
    Driver().sync(str(root))
    assert verbs(bin_folder) == []
    for path in root.iterdir():
        os.utime(path, (1, 1))  # the time of a file tells nothing
    Driver().sync(str(root))
    assert verbs(bin_folder) == []
    with (root / "pyproject.toml").open("a") as file:
        file.write("# only a comment\n")
    Driver().sync(str(root))
    assert verbs(bin_folder) == []
    assert not (root / ".seedbed").exists()


@EACH
@LOCKED
def test_the_project_alone_is_put_in_again_when_only_that_changed(
    name: str, locked: bool, bin_folder: Path, root: Path
) -> None:
    made(root, bin_folder, name, locked=locked)
    (root / "pyproject.toml").write_text(f'{MANIFEST}[project.scripts]\nx = "x:main"\n')
    Driver().sync(str(root))
    assert verbs(bin_folder) == ["run"]
    Driver().sync(str(root))
    assert verbs(bin_folder) == []


@EACH
@pytest.mark.parametrize("change", ["another", "added", "removed"])
def test_what_changed_is_changed_in_place(
    name: str, change: str, bin_folder: Path, root: Path
) -> None:
    made(root, bin_folder, name)
    if change == "another":
        (root / "environment.yml").write_text(MAIN.replace("numpy", "scipy"))
    elif change == "added":
        (root / "environment-docs.yml").write_text("dependencies: [sphinx]\n")
    else:
        (root / "environment-dev.yml").unlink()
    Driver().sync(str(root))
    assert verbs(bin_folder) == ["env update", "run"]
    assert (root / ".conda" / "in-use").exists()
    Driver().sync(str(root))
    assert verbs(bin_folder) == []


@EACH
@LOCKED
def test_a_first_sync_that_fails_leaves_no_half_environment(
    name: str, locked: bool, bin_folder: Path, root: Path
) -> None:
    (root / "environment.yml").write_text(MAIN)
    if locked:
        (root / "conda-lock.yml").write_text(LOCK)
    verb = "create", "env", "install"
    cases = "".join(f'"{one} "*) mkdir -p .conda/conda-meta; exit 7 ;;\n' for one in verb)
    provide(bin_folder, name, f'case "$*" in\n{cases}esac\n{MAKES}')
    with pytest.raises(SeedbedError, match="failed with exit status 7"):
        Driver().sync(str(root))
    assert not (root / ".conda").exists()
    assert not (root / ".seedbed").exists()


@EACH
@LOCKED
@pytest.mark.parametrize("empties", [False, True])
def test_an_environment_that_works_survives_a_sync_that_fails(
    name: str, locked: bool, empties: bool, bin_folder: Path, root: Path
) -> None:
    made(root, bin_folder, name, locked=locked)
    # as a program that removes first, or one that succeeds and makes nothing
    last = "mkdir -p .conda/conda-meta; exit 0" if empties else "exit 7"
    verb = "create", "env", "install"
    cases = "".join(f'"{one} "*) rm -rf .conda/*; {last} ;;\n' for one in verb if one != "env")
    provide(bin_folder, name, f'case "$*" in\n"env "*) exit 7 ;;\n{cases}esac\n{MAKES}')
    changed, text = ("conda-lock.yml", LOCK) if locked else ("environment.yml", MAIN)
    (root / changed).write_text(f"{text}# changed\n")
    for _ in range(2):
        with pytest.raises(SeedbedError) as caught:
            Driver().sync(str(root))
        assert caught.value.code == ("environment-empty" if empties and locked else "sync-failed")
        assert (root / ".conda" / "in-use").exists()
        assert (root / ".conda" / "bin" / "python").exists()
        assert sorted(path.name for path in (root / ".seedbed").iterdir()) == ["conda-unfinished"]
    provide(bin_folder, name)
    calls(bin_folder)
    Driver().sync(str(root))
    assert verbs(bin_folder)[-1] == "run"
    assert (root / ".conda" / "in-use").exists() is not locked
    assert not (root / ".seedbed").exists()


@LOCKED
def test_one_that_waited_when_a_sync_was_killed_comes_back(
    locked: bool, bin_folder: Path, root: Path
) -> None:
    made(root, bin_folder, "micromamba", locked=locked)
    (root / ".seedbed").mkdir()
    (root / ".conda").rename(root / ".seedbed" / "conda-before")
    (root / ".seedbed" / "conda-unfinished").touch()
    (root / ".conda" / "half").mkdir(parents=True)
    provide(bin_folder, "micromamba", fails("create", "env update"))
    with pytest.raises(SeedbedError):
        Driver().sync(str(root))
    assert (root / ".conda" / "in-use").exists()
    assert not (root / ".conda" / "half").exists()


@EACH
@LOCKED
@pytest.mark.parametrize("part", ["bin", "conda-meta", "lib"])
def test_a_broken_environment_is_made_anew_and_the_old_one_is_kept(
    name: str,
    locked: bool,
    part: str,
    bin_folder: Path,
    root: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    made(root, bin_folder, name, locked=locked)
    prefix = root / ".conda"
    why = {
        "bin": "has no bin/python",
        "conda-meta": "has no folder conda-meta",
        "lib": "has a Python that does not start",
    }
    if part == "lib":
        program(prefix / "bin" / "python", "exit 1")
    else:
        shutil.rmtree(prefix / part)
    capfd.readouterr()
    Driver().sync(str(root))
    kept = root / ".seedbed" / "conda-broken"
    assert capfd.readouterr().err == (
        f"{prefix} {why[part]}, so it is being rebuilt.\n"
        f"The old one is kept in {kept}; delete it once you no longer need it.\n"
    )
    assert (kept / "in-use").exists()
    assert not (prefix / "in-use").exists()
    calls(bin_folder)
    Driver().sync(str(root))
    assert verbs(bin_folder) == []
    # a second time, nothing of the first is lost
    (prefix / "bin" / "python").unlink()
    Driver().sync(str(root))
    assert (root / ".seedbed" / "conda-broken-2").is_dir()
    assert (kept / "in-use").exists()


def test_a_broken_one_stays_where_it_is_when_no_new_one_can_be_made(
    bin_folder: Path, root: Path
) -> None:
    made(root, bin_folder, "micromamba")
    shutil.rmtree(root / ".conda" / "conda-meta")
    provide(bin_folder, "micromamba", fails("create"))
    with pytest.raises(SeedbedError):
        Driver().sync(str(root))
    assert (root / ".conda" / "in-use").exists()


def test_files_of_a_package_that_are_gone_are_told(
    bin_folder: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made(root, bin_folder, "micromamba")
    prefix = root / ".conda"
    there = ["lib/numpy/__init__.py", "lib/numpy/core.py", "lib/numpy-2.dist-info/METADATA"]
    record = {"name": "numpy", "files": [*there, "lib/numpy/__pycache__/core.pyc", "bin/f2py"]}
    (prefix / "conda-meta" / "numpy-2.json").write_text(json.dumps(record))
    (prefix / "conda-meta" / "damaged.json").write_text("{")
    program(prefix / "bin" / "f2py", "")
    (prefix / "lib" / "numpy").mkdir(parents=True)
    (prefix / "lib" / "numpy" / "core.py").touch()
    assert missing_files(str(prefix)) == {"numpy": ["lib/numpy/__init__.py"]}
    capfd.readouterr()
    Driver().sync(str(root))
    assert capfd.readouterr().err == (
        f"{prefix} lacks files of numpy, such as lib/numpy/__init__.py. If you did not remove "
        f"them, delete {prefix} and run 'seedbed sync'.\n"
    )
    others = [{"name": name, "files": ["lib/gone"]} for name in ("a", "b", "c")]
    for one in others:
        (prefix / "conda-meta" / f"{one['name']}.json").write_text(json.dumps(one))
    Driver().sync(str(root))
    assert "lacks files of a, b, c and others, such as lib/gone. " in capfd.readouterr().err
    for one in others:
        (prefix / "conda-meta" / f"{one['name']}.json").unlink()
    (prefix / "lib" / "numpy" / "__init__.py").touch()
    Driver().sync(str(root))
    assert capfd.readouterr().err == ""


@EACH
def test_an_empty_environment_is_an_error_and_no_other_python_is_used(
    name: str, bin_folder: Path, root: Path
) -> None:
    outside = program(bin_folder / "python", f'touch "{root}/called"')
    shutil.copy(outside, bin_folder / "pip")
    runs = 'case "$1" in run) shift 3; PATH="$PATH" exec "$@" ;; esac\nmkdir -p .conda/conda-meta'
    provide(bin_folder, name, runs)
    with pytest.raises(SeedbedError) as caught:
        Driver().sync(str(root))
    assert caught.value.message == (
        f"{name} created an environment without Python: .conda/bin/python is missing."
    )
    assert caught.value.hint == f"See the output of {name} above; then run 'seedbed sync'."
    (root / "conda-lock.yml").write_text(LOCK)
    with pytest.raises(SeedbedError) as caught:
        Driver().sync(str(root))
    assert "conda-lock.yml may have no packages for this platform" in caught.value.hint
    assert not (root / "called").exists()


@EACH
@LOCKED
@pytest.mark.parametrize("what", ["DOWNLOAD_ONLY", "DRY_RUN", "JSON"])
def test_variables_by_which_a_program_does_nothing_do_not_count(
    what: str,
    name: str,
    locked: bool,
    bin_folder: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if locked:
        (root / "conda-lock.yml").write_text(LOCK)
    provide(
        bin_folder, name, f'if [ "${{MAMBA_{what}}}${{CONDA_{what}}}" ]; then exit; fi\n{MAKES}'
    )
    monkeypatch.setenv(f"MAMBA_{what}", "true")
    monkeypatch.setenv(f"CONDA_{what}", "true")
    Driver().sync(str(root))
    assert (root / ".conda" / "bin" / "python").exists()


@EACH
def test_a_copy_of_a_project_gets_an_environment_of_its_own(
    name: str, bin_folder: Path, root: Path
) -> None:
    made(root, bin_folder, name)
    copy = root.with_name("copy")
    shutil.copytree(root, copy)
    code = (
        "from seedbed.managers.conda.driver import Driver; "
        f"Driver().exec_task({str(copy)!r}, 'test', [])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, encoding="utf-8", check=True
    )
    assert f"{copy}/.conda was made in {root}/.conda, so it is being rebuilt." in done.stderr
    assert verbs(bin_folder)[-2:] == ["run", "run"]
    assert not (copy / ".conda" / "in-use").exists()


@EACH
def test_a_frozen_environment_is_not_changed(name: str, bin_folder: Path, root: Path) -> None:
    made(root, bin_folder, name)
    frozen = root / ".conda" / "conda-meta" / "frozen"
    frozen.write_text('{"message": "ask Ada"}')
    Driver().sync(str(root))  # there is nothing to change
    (root / "environment.yml").write_text(MAIN.replace("numpy", "scipy"))
    with pytest.raises(SeedbedError) as caught:
        Driver().sync(str(root))
    assert caught.value.code == "environment-frozen"
    assert f"{root}/.conda is frozen" in caught.value.message
    assert str(frozen) in caught.value.hint
    assert verbs(bin_folder) == []
    assert not (root / ".seedbed").exists()


@EACH
@LOCKED
def test_variables_arrive_and_go_and_those_set_by_hand_stay(
    name: str, locked: bool, bin_folder: Path, root: Path
) -> None:
    (root / "environment.yml").write_text(f'{MAIN}variables: {{OLD: a, KEPT: "010"}}\n')
    made(root, bin_folder, name, locked=locked)
    state = root / ".conda" / "conda-meta" / "state"
    assert json.loads(state.read_text()) == {"env_vars": {"OLD": "a", "KEPT": "010"}}
    by_hand = {"OLD": "a", "KEPT": "010", "MINE": "x"}
    state.write_text(json.dumps({"other": 1, "env_vars": by_hand}))
    (root / "environment.yml").write_text(f"{MAIN}variables: {{KEPT: 011, NEW: 1.10}}\n")
    Driver().sync(str(root))
    after = {"KEPT": "011", "MINE": "x", "NEW": "1.10"}
    assert json.loads(state.read_text()) == {"other": 1, "env_vars": after}
    assert verbs(bin_folder) == (["run"] if locked else ["env update", "run"])


def test_a_variable_that_went_while_a_sync_failed_goes_all_the_same(
    bin_folder: Path, root: Path
) -> None:
    (root / "environment.yml").write_text(f"{MAIN}variables: {{OLD: a}}\n")
    made(root, bin_folder, "micromamba")
    (root / "environment.yml").write_text(MAIN)
    provide(bin_folder, "micromamba", fails("env update"))
    with pytest.raises(SeedbedError):
        Driver().sync(str(root))
    provide(bin_folder, "micromamba")
    Driver().sync(str(root))
    state = root / ".conda" / "conda-meta" / "state"
    assert json.loads(state.read_text()) == {"env_vars": {}}


def test_what_the_user_set_for_pip_and_python_does_not_count(
    bin_folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONNOUSERSITE", "PIP_TARGET", "PIP_PREFIX")
    for name in names:
        monkeypatch.setenv(name, "1" if name.startswith("PIP") else "")
    monkeypatch.setenv("MAMBA_CHANNEL_PRIORITY", "disabled")
    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org/simple")
    shown = " ".join(f"${{{name}-unset}}" for name in (*names, "MAMBA_CHANNEL_PRIORITY"))
    shown += " $PIP_INDEX_URL ${PIP_CONFIG_FILE-unset}"
    provide(bin_folder, "micromamba", f'echo {shown} >> "{root}/seen"\n{MAKES}')
    Driver().sync(str(root))
    given = "0 0 1 unset unset flexible https://example.org/simple"
    # what pip puts in of an environment file may come from the user's index; the project does not
    assert (root / "seen").read_text() == f"{given} unset\n{given} /dev/null\n"


def test_a_link_to_a_larger_disk_is_followed(bin_folder: Path, root: Path, tmp_path: Path) -> None:
    disk = tmp_path / "large disk"
    disk.mkdir()
    (root / ".conda").symlink_to(disk)
    made(root, bin_folder, "micromamba", locked=True)
    (root / "conda-lock.yml").write_text(f"{LOCK}# changed\n")
    Driver().sync(str(root))
    assert (root / ".conda").is_symlink()
    assert (disk / "bin" / "python").exists()
    assert not (disk / "in-use").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "large disk", "log", "x 1"]


@pytest.mark.parametrize("to", ["nowhere", "environment"])
def test_a_link_that_leads_nowhere_or_came_with_the_clone_is_refused(
    to: str, bin_folder: Path, root: Path, tmp_path: Path
) -> None:
    provide(bin_folder, "micromamba")
    (root / ".conda").symlink_to(tmp_path / to)
    if to == "environment":
        environment_at(tmp_path / to)
        for command in (["init", "--quiet"], ["add", ".conda"]):
            subprocess.run(["git", *command], cwd=root, check=True)
    with pytest.raises(SeedbedError) as caught:
        Driver().sync(str(root))
    assert caught.value.code == "target-blocked"
    assert str(tmp_path / to) in caught.value.message
    assert verbs(bin_folder) == []


def test_the_program_of_a_shell_function_is_found(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    named = stand_in(elsewhere, "micromamba", "2.8.1")
    conda = stand_in(elsewhere, "conda", "conda 26.7.1")
    monkeypatch.setenv("CONDA_EXE", str(conda))
    assert Driver().program() == str(conda)
    monkeypatch.setenv("MAMBA_EXE", str(named))
    assert Driver().program() == str(named)
    on_path = stand_in(bin_folder, "micromamba", "2.8.0")
    assert Driver().program() == str(on_path)
    stand_in(bin_folder, "micromamba", "1.5.8")
    assert Driver().program() == str(named)
    monkeypatch.setenv("MAMBA_EXE", "elsewhere/micromamba")  # relative to who knows what
    monkeypatch.chdir(tmp_path)
    assert Driver().program() == str(conda)


def test_conda_with_its_plugin_reads_a_lock_by_itself(bin_folder: Path, root: Path) -> None:
    makes = MAKES.replace('"conda env") mkdir -p "$prefix/conda-meta" ;; *)', "*)")
    stand_in(bin_folder, "conda", "conda 26.7.1", makes)
    (bin_folder.parent / "conda-meta").mkdir()
    (bin_folder.parent / "conda-meta" / "conda-lockfiles-0.2.0-0.json").touch()
    (root / "conda-lock.yml").write_text(LOCK)
    Driver().sync(str(root))
    create, _ = calls(bin_folder)
    assert create[1:3] == ["env", "create"]
    assert create[-2:] == ["--file", f"{root}/conda-lock.yml"]


def test_two_syncs_at_once_take_turns(bin_folder: Path, root: Path) -> None:
    provide(bin_folder, "micromamba", f"sleep 0.3\n{MAKES}")
    code = f"from seedbed.managers.conda.driver import Driver; Driver().sync({str(root)!r})"
    both = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)
    ]
    said = [one.communicate(timeout=60)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert verbs(bin_folder) == ["create", "run"]
    assert b"Another sync is running in this project; waiting for it to finish.\n" in said
    assert not (root / ".seedbed").exists()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"environment.yml": b"a"}, {"environment.yml": b"a", "pyproject.toml": b"x"}, True),
        ({"environment.yml": b"a"}, {"environment.yml": b"b"}, False),
        ({"environment.yml": b"a"}, {}, False),
        ({"environment.yml": b"a", "conda-lock.yml": b"l"}, {"environment.yml": b"a"}, False),
        (
            {"environment.yml": b"a", "conda-lock.yml": b"l"},
            {"environment.yml": b"b", "conda-lock.yml": b"l"},
            True,
        ),
        ({"prefix": b"/a"}, {"prefix": b"/b"}, False),
    ],
)
def test_what_makes_other_packages(
    one: dict[str, bytes], other: dict[str, bytes], same: bool
) -> None:
    assert stamp.same_packages(one, other) is same
    assert stamp.same_packages(other, one) is same


@pytest.mark.parametrize("state", ["", "[]", '{"env_vars": 1}', "{"])
def test_a_damaged_state_is_no_crash(state: str, tmp_path: Path) -> None:
    (tmp_path / "conda-meta").mkdir()
    (tmp_path / "conda-meta" / "state").write_text(state)
    joined.set_variables(str(tmp_path), {"A": "1"}, [])
    written = json.loads((tmp_path / "conda-meta" / "state").read_text())
    assert written == {"env_vars": {"A": "1"}}
