"""What every manager's driver does with its program, told to it by programs that stand in for it.

A new manager is tested by being in `MANAGERS`, and by its row in `CALLS`. What only conda's does
is in `test_conda_driver.py`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli import seedbed
from stand_ins import program

from seedbed.errors import SeedbedError
from seedbed.host import process
from seedbed.host.variables import for_manager
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_driver
from seedbed.managers.uv import driver as uv_driver

EVERY = pytest.mark.parametrize("manager", MANAGERS)
WITH_VENV = pytest.mark.parametrize("manager", ["uv", "poetry"])
SAYS = {"poetry": "Poetry (version {})", "conda": "{}"}
"""How a program tells its version, where that is not `NAME VERSION`."""
PROGRAMS = {"conda": "micromamba"}
"""The program of a manager, where it is not called like it."""

PIXI = ["--manifest-path", "@/pyproject.toml"]
HOOK = ["shell-hook", *PIXI, "--environment", "dev", "--shell", "fish", "--change-ps1", "false"]
INSTALL = ["install", *PIXI, "--environment", "dev"]
CONDA = ["--prefix", "@/.conda"]
CALLS: dict[str, dict[str, list[list[str]]]] = {
    "uv": {
        "lock": [["lock", "--project", "@"]],
        "sync": [["sync", "--project", "@"]],
        "task": [["run", "--project", "@", "poe", "-C", "@", "train"]],
    },
    "pixi": {
        "lock": [["lock", *PIXI]],
        "sync": [INSTALL],
        "task": [["run", *PIXI, "--", "train"]],
    },
    "poetry": {
        "lock": [["--project", "@", "lock"]],
        "sync": [["--project", "@", "sync"]],
        "task": [["--project", "@", "run", "--", "poe", "-C", "@", "train"]],
    },
    "conda": {
        "lock": [],  # conda-lock does that
        "sync": [
            [
                *("env", "update", "--yes", "--prune", *CONDA, "--file", "@/environment.yml"),
                *("--file", "@/.seedbed/conda-channels.yml"),
            ],
            [
                *("run", *CONDA, "@/.conda/bin/python", "-m", "pip", "--isolated", "install"),
                *("--no-deps", "--no-build-isolation", "--editable", "@"),
            ],
        ],
        "task": [
            ["run", *CONDA, "@/.conda/bin/python", "-I", "-m", "poethepoet", "-C", "@", "train"]
        ],
    },
}
"""The arguments of each program, where `@` is the project's folder."""

MANIFEST = """
[project]
name = "x-1"
[tool.seedbed]
manager = "{}"
[dependency-groups]
dev = []
[tool.pixi.workspace]
channels = []
platforms = []
[tool.pixi.environments]
dev = ["dev"]
[tool.pixi.tasks]
train = "python train.py"
[tool.poe.tasks]
train = "python train.py"
"""


def stand_in(manager: str, folder: Path, version: str = "99.0", then: str = "exit 0") -> Path:
    """A program that tells its version as the manager does, notes its arguments, and goes on."""
    said = SAYS.get(manager, f"{manager} {{}}").format(version)
    note = f'for one in "$@"; do printf "%s\\n" "$one"; done >> "{folder}/arguments"'
    end = f'echo "--" >> "{folder}/arguments"'
    script = f'if [ "$1" = --version ]; then echo "{said}"; exit; fi\n{note}\n{end}\n{then}'
    return program(folder / PROGRAMS.get(manager, manager), script)


def pixi_stand_in(folder: Path, then: str) -> Path:
    """What stands in for Pixi, which cannot be had here; it does what the test wants of Pixi."""
    return stand_in("pixi", folder, then=then)


def calls(folder: Path) -> list[list[str]]:
    """The arguments of each call of a stand-in."""
    note = folder / "arguments"
    return [call.splitlines() for call in note.read_text().split("--\n")[:-1] if call]


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; the uv that came with seedbed is not to be found either."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(uv_driver, "_bundled", lambda: "")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a folder whose name trips up careless quoting."""
    folder = tmp_path / "it's a project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(MANIFEST.format("uv"))
    for manager in MANAGERS.values():
        if manager.locks:
            (folder / manager.lock_file).write_text("version: 7\n")  # what Pixi's begins with
    (folder / ".venv").mkdir()
    (folder / ".conda" / "conda-meta").mkdir(parents=True)
    program(folder / ".conda" / "bin" / "python", "exit 0")
    (folder / "environment.yml").touch()
    return folder


@EVERY
@pytest.mark.parametrize("newer", ["", ".1"])
def test_the_program_is_found_and_tells_its_version(
    manager: str, newer: str, bin_folder: Path
) -> None:
    version = MANAGERS[manager].oldest + newer
    expected = stand_in(manager, bin_folder, version)
    driver = load_driver(manager)
    assert (driver.program(), driver.version()) == (str(expected), version)


@EVERY
def test_an_older_one_is_refused_with_the_version_that_is_needed(
    manager: str, bin_folder: Path
) -> None:
    found = stand_in(manager, bin_folder, "0.0.9")
    refused = refusal(manager)
    assert refused.code == "manager-too-old"
    if manager not in PROGRAMS:
        assert f"{MANAGERS[manager].title} {MANAGERS[manager].oldest} or newer" in refused.message
    assert f"0.0.9 at {found}" in refused.message
    assert MANAGERS[manager].home in refused.hint


@pytest.mark.parametrize(
    ("manager", "said"),
    [
        (manager, said)
        for manager in MANAGERS
        for said in (
            "", "usage: x [-h]", "1.0.1", "hello 9.9", "@ unknown", "@ 99.0 (version 99.0)",
        )
        if (manager, said) != ("conda", "1.0.1")  # so micromamba tells its version
    ],
)  # fmt: skip
def test_another_program_of_that_name_is_refused(manager: str, said: str, bin_folder: Path) -> None:
    status = int("99.0" in said)  # it says the right words, and fails
    name = PROGRAMS.get(manager, manager)
    found = program(bin_folder / name, f'echo "{said.replace("@", manager)}"; exit {status}')
    refused = refusal(manager)
    assert refused.code == "manager-unknown"
    assert str(found) in refused.message
    assert MANAGERS[manager].home in refused.hint


def test_nobody_is_sent_to_the_other_pixi(bin_folder: Path) -> None:
    program(bin_folder / "pixi", 'echo "pixi, version 1.0.1 of something else"')
    hint = refusal("pixi").hint
    assert "a different program" in hint
    assert "pip install pixi" not in re.sub(r"\W+", " ", hint)


@EVERY
def test_a_missing_one_is_told_in_one_sentence(manager: str, bin_folder: Path) -> None:
    assert not list(bin_folder.iterdir())
    refused = refusal(manager)
    assert refused.code == "manager-missing"
    assert MANAGERS[manager].title in refused.message
    assert MANAGERS[manager].home in refused.hint


@pytest.mark.parametrize("manager", [name for name in MANAGERS if name != "uv"])
@pytest.mark.parametrize("verb", [("sync",), ("run", "train")])
def test_a_verb_ends_with_status_3_when_the_manager_is_missing(
    manager: str, verb: tuple[str, ...], bin_folder: Path, root: Path
) -> None:
    (root / "pyproject.toml").write_text(MANIFEST.format(manager))
    done = seedbed(*verb, cwd=root, env={"PATH": str(bin_folder)})
    assert (done.returncode, done.stdout) == (3, "")
    assert MANAGERS[manager].home in done.stderr
    assert "Traceback" not in done.stderr


@EVERY
def test_it_is_told_what_to_do(manager: str, bin_folder: Path, root: Path) -> None:
    stand_in(manager, bin_folder)
    load_driver(manager).lock(str(root))
    load_driver(manager).sync(str(root))
    assert calls(bin_folder) == called(manager, root, "lock", "sync")


def test_poetry_locks_before_the_first_sync(bin_folder: Path, root: Path) -> None:
    stand_in("poetry", bin_folder)
    (root / "poetry.lock").unlink()
    load_driver("poetry").sync(str(root))
    assert calls(bin_folder) == called("poetry", root, "lock", "sync")


@pytest.mark.parametrize(
    ("manager", "verb"),
    [(name, verb) for name in MANAGERS for verb in ("sync", "task") if len(CALLS[name][verb]) == 1],
)
def test_seedbed_becomes_it(manager: str, verb: str, bin_folder: Path, root: Path) -> None:
    stand_in(manager, bin_folder, then="echo said; exit 9")
    extra = ["a b", "$x", "--", "--epochs=1"] if verb == "task" else []
    given = f"({str(root)!r}, 'train', {extra!r})" if verb == "task" else f"({str(root)!r})"
    code = (
        "from seedbed.managers.registry import load_driver; "
        f"load_driver({manager!r}).exec_{verb}{given}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (9, "said\n")
    (expected,) = called(manager, root, verb)
    assert (bin_folder / "arguments").read_text().splitlines() == [*expected, *extra, "--"]


@pytest.mark.parametrize(
    ("manager", "verb"),
    [(name, verb) for name in MANAGERS for verb in ("lock", "sync") if CALLS[name][verb]],
)
def test_its_failure_is_told_in_one_sentence(
    manager: str, verb: str, bin_folder: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stand_in(manager, bin_folder, then="echo its own words; exit 7")
    with pytest.raises(SeedbedError) as caught:
        getattr(load_driver(manager), verb)(str(root))
    failed = caught.value
    assert failed.status == 3
    assert failed.code in {f"{verb}-failed", "install-failed"}
    assert "exit status 7" in failed.message
    assert is_one_sentence(failed.message)
    assert load_driver(manager).by_hand(str(root)) in failed.hint
    assert str(root) in failed.hint
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "its own words\n")


@EVERY
def test_what_is_to_be_typed_by_hand_makes_the_whole_environment(manager: str) -> None:
    row = MANAGERS[manager]
    assert row.sync.split(" && ")[-1] in row.first or not row.first
    assert row.sync.count("&&") == (1 if manager == "conda" else 0)


@EVERY
@pytest.mark.parametrize(
    "said", ["99.²", "99." + "0" * 5000 + "1", "99." + "9" * 5000, "²", "99.٣"]
)
def test_an_odd_version_is_no_crash(manager: str, said: str, bin_folder: Path) -> None:
    found = stand_in(manager, bin_folder, said)
    try:
        assert load_driver(manager).program() == str(found)
    except SeedbedError as error:
        assert error.code in {"manager-too-old", "manager-unknown"}


@EVERY
def test_one_that_does_not_tell_its_version_is_not_waited_for(
    manager: str, bin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "VERSION_LIMIT", 0.3)
    found = program(bin_folder / PROGRAMS.get(manager, manager), "exec /bin/sleep 60")
    refused = refusal(manager)
    assert refused.code == "program-hangs"
    assert refused.message == f"{found} did not report its version within 0.3 s."


@EVERY
def test_one_that_vanishes_is_told(manager: str, bin_folder: Path, root: Path) -> None:
    found = stand_in(manager, bin_folder)
    driver = load_driver(manager)
    assert driver.program() == str(found)
    found.unlink()
    with pytest.raises(SeedbedError, match="cannot be started"):
        driver.sync(str(root))


def test_pixi_installs_its_default_environment_where_there_is_no_other(
    bin_folder: Path, root: Path
) -> None:
    (root / "pyproject.toml").write_text("[project]\nname = 'x-1'\n")
    pixi_stand_in(bin_folder, "exit 0")
    load_driver("pixi").sync(str(root))
    assert calls(bin_folder) == [["install", "--manifest-path", f"{root}/pyproject.toml"]]


@WITH_VENV
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_activation_enters_the_environment(
    manager: str, shell: str, root: Path, need: Callable[[str], str]
) -> None:
    virtual = root / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(virtual)], check=True)
    code = load_driver(manager).activation(str(root), shell)
    assert entered(need(shell), code) == [str(virtual), str(virtual / "bin" / "python")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_pixi_says_of_a_shell_is_evaluated_unchanged(
    shell: str,
    need: Callable[[str], str],
    tmp_path: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    interpreter, bin_folder = need(shell), tmp_path / "bin"
    monkeypatch.setenv("PATH", str(bin_folder))
    words = "set -gx X 'it is $in'" if shell == "fish" else "export X='it is $in'"
    pixi_stand_in(bin_folder, f"/bin/cat <<'END'\n{words}\nEND")
    code = load_driver("pixi").activation(str(root), shell)
    assert code == words
    asked = [word if word != "fish" else shell for word in HOOK]
    assert calls(bin_folder) == [[word.replace("@", str(root)) for word in asked]]
    said = subprocess.run(
        [interpreter, "-c", f"{code}\necho $X"], capture_output=True, text=True, check=True
    )
    assert said.stdout == "it is $in\n"


def test_pixi_that_cannot_tell_the_activation_is_reported(bin_folder: Path, root: Path) -> None:
    pixi_stand_in(bin_folder, "exit 1")
    with pytest.raises(SeedbedError) as caught:
        load_driver("pixi").activation(str(root), "bash")
    assert (caught.value.code, caught.value.status) == ("activation-failed", 3)


@WITH_VENV
def test_activation_for_powershell_is_quoted(manager: str, root: Path) -> None:
    code = load_driver(manager).activation(str(root), "powershell")
    script = root / ".venv" / "bin" / "Activate.ps1"
    assert code == ". '" + str(script).replace("'", "''") + "'"


def test_the_real_poetry_tells_its_version(need: Callable[[str], str]) -> None:
    found = need("poetry")
    driver = load_driver("poetry")
    assert driver.program() == found
    asked = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    assert f"(version {driver.version()})" in asked.stdout


def refusal(manager: str) -> SeedbedError:
    """The error when there is no program to take; it is one sentence, and the hint says more."""
    with pytest.raises(SeedbedError) as caught:
        load_driver(manager).program()
    assert is_one_sentence(caught.value.message)
    assert caught.value.status == 3
    return caught.value


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and ". " not in text and "\n" not in text


def called(manager: str, root: Path, *verbs: str) -> list[list[str]]:
    rows = [call for verb in verbs for call in CALLS[manager][verb]]
    return [[word.replace("@", str(root)) for word in call] for call in rows]


def entered(shell: str, code: str) -> list[str]:
    """What a shell says of its environment after it evaluated some code."""
    line = f'{code}\necho "$VIRTUAL_ENV"\ncommand -v python'
    asked, variables = [shell, "-c", line], for_manager()
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env=variables)
    return done.stdout.splitlines()
