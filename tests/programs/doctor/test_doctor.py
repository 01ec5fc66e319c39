"""`seedbed doctor` as a whole: a project in order, output, exit statuses, fixes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import poetry_runs
import pytest
from aged import commit, make, run_git
from cli import as_dict, files, seedbed
from doctor_runs import BARE, OFFLINE, install, report, synced
from running import environment
from stand_ins import first_on_path, stand_in
from terminal import on_terminal, rest_of

from seedbed.checks.registry import all_checks

OWN = ("SB1", "SB2", "SB3", "SB4")
"""How the codes begin of what does not depend on the rest of the machine."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in order, which no test changes."""
    return synced(tmp_path_factory.mktemp("doctor"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose lock does not match its manifest."""
    root = synced(tmp_path)
    manifest = root / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace(">=3.11", ">=3.11.1"))
    return root


def test_a_project_in_order_passes_every_check(shared: Path) -> None:
    examined = report(shared).examined
    assert [(one.code, one.what) for one in examined.findings] == []
    assert not examined.waiting
    assert not examined.faults


@pytest.mark.network
def test_a_new_project_is_in_order_and_five_broken_things_are_named(tmp_path: Path) -> None:
    root = tmp_path / "x-1"
    made = seedbed("new", root, "--yes", "--framework", "none", cwd=tmp_path, env=environment())
    assert made.returncode == 0, made.stderr
    assert [one.code for one in report(root, *OWN).examined.findings if not one.advice] == []
    manifest = root / "pyproject.toml"
    index = '[[tool.uv.index]]\nurl = "https://download.pytorch.org/whl/cpu"\n'
    manifest.write_text(f"{manifest.read_text()}\n{index}")
    lock = root / "uv.lock"
    lock.write_text(f"<<<<<<< ours\n{lock.read_text()}")
    install(root, "torchrun", "0.1")
    install(root, "pytest", "0.1")
    env = {**environment(), "UV_FROZEN": "1"}
    done = seedbed("doctor", "--select", ",".join(OWN), cwd=root, env=env)
    found = re.findall(r"^(SB\d+)  ", done.stdout, re.MULTILINE)
    assert (found, done.returncode) == (["SB106", "SB205", "SB302", "SB407", "SB451"], 1)


def test_one_of_poetry_is_in_order(
    tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path, "--manager", "poetry", "--framework", "none")
    poetry, settings = need("poetry"), tmp_path / "settings"
    settings.mkdir()
    poetry_runs.lock(poetry, root, settings)
    poetry_runs.run(poetry, "sync", cwd=root, settings=settings)
    monkeypatch.setenv("POETRY_CONFIG_DIR", str(settings))
    examined = report(root, *OWN).examined
    assert [(one.code, one.what) for one in examined.findings if not one.advice] == []
    assert not examined.waiting
    assert not examined.faults


def test_nothing_is_written(root: Path) -> None:
    before = files(root)
    assert seedbed("doctor", cwd=root, env=OFFLINE).returncode == 1
    assert seedbed("doctor", "--fix", "--dry-run", cwd=root, env=OFFLINE).returncode == 1
    assert files(root) == before


def test_what_is_wrong_is_said_in_full(root: Path) -> None:
    done = seedbed("doctor", "--select", "SB3", cwd=root, env=OFFLINE)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "SB303  uv.lock does not match pyproject.toml.\n"
        "  why: Somebody changed the manifest without locking again. Those who install\n"
        "       from the lock do not get what the manifest asks for, and CI, which\n"
        "       installs with the lock as it is, fails.\n"
        "  fix: Run 'uv lock', look at the difference, and commit it.\n"
        "\n"
        "1 problem; 3 checks passed. 'seedbed doctor --fix' can fix 1 of 1.\n"
    )


def test_a_fix_is_planned_shown_and_followed_by_a_clean_run(root: Path) -> None:
    done = seedbed("doctor", "--fix", "--select", "SB3,SB4", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    plan, summary = done.stdout.splitlines()[0:2], done.stdout.splitlines()[-1]
    assert plan == ["seedbed will:", "  renew uv.lock (lock, then sync)"]
    assert "\nDone: renew the lock; make the environment match the lock.\n\n" in done.stdout
    assert summary.startswith("No problems")


def test_somebody_at_a_terminal_is_asked_first(root: Path) -> None:
    before = files(root)
    child = on_terminal("doctor", "--fix", "--select", "SB303", cwd=root)
    child.expect_exact("Continue? [Y/n]")
    child.send("n\r")
    assert rest_of(child)[0] == 1
    assert files(root) == before


def test_json_says_all_of_it(root: Path) -> None:
    done = seedbed("doctor", "--json", "--select", "SB303", cwd=root, env=OFFLINE)
    document = as_dict(json.loads(done.stdout))
    assert done.returncode == 1
    (project,) = document["result"]["projects"]
    (finding,) = project["findings"]
    assert (project["path"], project["seedbed"], project["manager"]) == (str(root), True, "uv")
    assert finding["what"] == "uv.lock does not match pyproject.toml."
    assert finding["why"].startswith("Somebody changed the manifest")
    assert (finding["path"], finding["line"], finding["fix"]) == ("uv.lock", None, "renew uv.lock")
    assert (document["ok"], document["error"]["code"]) == (False, "SB303")


def test_several_folders_are_told_apart(root: Path, shared: Path, tmp_path: Path) -> None:
    done = seedbed("doctor", shared, root, "--select", "SB303", cwd=tmp_path, env=OFFLINE)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[:2] == [str(shared), "No problems; 1 check passed."]
    assert str(root) in lines


def test_a_check_waits_for_those_that_it_requires(root: Path) -> None:
    (root / "uv.lock").unlink()
    done = seedbed("doctor", "--select", "SB406", cwd=root, env=OFFLINE)
    assert (done.returncode, done.stdout) == (
        0,
        "Not run: SB406 (because of SB301).\nNothing was checked: 1 check could not run.\n",
    )
    done = seedbed("doctor", "--select", "SB406,SB201", cwd=root, env=OFFLINE)
    assert done.stdout.splitlines()[-1] == "No problems; 1 check passed, 1 was not run."


def test_a_folder_below_a_project_is_in_it(shared: Path) -> None:
    below = shared / "src"
    below.mkdir(exist_ok=True)
    assert report(below).root == str(shared)


def test_in_a_strange_folder_what_applies_is_checked(tmp_path: Path) -> None:
    done = seedbed("doctor", tmp_path, cwd=tmp_path)
    assert done.returncode == 3, done.stdout
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\nversion = 1 2\n')
    done = seedbed("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("SB201  pyproject.toml:3:13: ")


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (["--select", "SB999"], "seedbed doctor has no check 'SB999'.", "--explain SB"),
        (["--ignore", "SB30X"], "seedbed doctor has no check 'SB30X'.", "Did you mean SB30"),
        (["--explain", "nix"], "seedbed doctor has no check 'nix'.", "--explain SB"),
        (["nowhere"], "nowhere does not exist.", "Name a project's folder."),
        (["pyproject.toml"], "pyproject.toml is not a folder.", "Name a project's folder."),
        (["--dry-run"], "--dry-run needs --fix.", "changes nothing"),
    ],
)
def test_a_wrong_command_line(shared: Path, words: list[str], error: str, hint: str) -> None:
    done = seedbed("doctor", *words, cwd=shared)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first == f"error: {error}"
    assert hint in second


def test_one_kind_of_document_at_a_time(shared: Path) -> None:
    done = seedbed("doctor", "--json", "--sarif", cwd=shared)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["message"] == (
        "--json and --sarif cannot both be printed."
    )


def test_a_fix_that_fails_leaves_lock_and_manifest_as_they_were(root: Path) -> None:
    manifest = root / "pyproject.toml"
    manifest.write_text(manifest.read_text() + "[dependency-groups]\ndev = ['x-1 @ file:///no']\n")
    before = files(root)
    done = seedbed("doctor", "--fix", "--select", "SB301,SB303,SB304", cwd=root, env=OFFLINE)
    assert done.returncode == 1
    assert files(root) == before


def test_a_fix_that_would_fail_for_certain_has_to_wait(tmp_path: Path) -> None:
    root = synced(tmp_path)
    lock = root / "uv.lock"
    good = lock.read_text()
    lock.write_text(f"<<<<<<< ours\n{good}=======\n>>>>>>> theirs\n")
    (root / ".venv" / "bin" / "python").unlink()
    for codes in ("SB302,SB402", "SB402"):  # whether or not you look at what is in the way
        done = seedbed("doctor", "--fix", "--select", codes, cwd=root, env=OFFLINE)
        assert done.returncode == 1
        assert done.stdout.splitlines()[:2] == [
            "seedbed found nothing that it can fix safely.",
            "SB402 must wait until SB302 is solved.",
        ]
        assert "can fix" not in done.stdout.splitlines()[-1]
        assert done.stderr == ""
    lock.write_text(good)
    done = seedbed("doctor", "--fix", "--select", "SB302,SB402", cwd=root, env=OFFLINE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_after_a_fix_that_failed_the_findings_are_looked_up_again(
    root: Path, tmp_path: Path, need: Callable[[str], str]
) -> None:
    # somebody repairs the manifest while uv locks, and uv fails all the same
    repair = f"cp {tmp_path / 'good'} {root / 'pyproject.toml'}; exit 2"
    is_lock = '[ "$1" = lock ] && [ "$2" != --check ]'
    says = f'if {is_lock}; then {repair}; fi; exec {need("uv")} "$@"'
    (tmp_path / "good").write_text(BARE)
    done = seedbed(
        *("doctor", "--fix", "--select", "SB303"),
        cwd=root,
        env={**OFFLINE, **first_on_path(stand_in(tmp_path / "bin", "99.0", says))},
    )
    assert "error: " in done.stderr
    assert done.stdout.splitlines()[-1] == "No problems; 1 check passed."


def test_an_interrupted_fix_says_so(root: Path) -> None:
    (root / "uv.lock").unlink()
    (root / "uv.lock").mkdir()
    done = seedbed("doctor", "--fix", "--select", "SB3", cwd=root, env=OFFLINE)
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


def test_sarif_names_the_place(root: Path) -> None:
    (root / "pyproject.toml").write_text(f"{BARE}[x\n")
    done = seedbed("doctor", "--sarif", "--select", "SB201", cwd=root)
    (run,) = as_dict(json.loads(done.stdout))["runs"]
    (result,) = run["results"]
    assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "SB201"
    assert (result["level"], done.returncode) == ("error", 1)
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "pyproject.toml", "uriBaseId": "PROJECT"},
        "region": {"startLine": 12, "startColumn": 3},
    }
    assert run["originalUriBaseIds"] == {"PROJECT": {"uri": f"{root.as_uri()}/"}}


SB206 = """\
SB206: 'torch-backend' has no effect on the lock.

uv uses '[tool.uv] torch-backend' only for 'uv pip install'. 'uv lock'
and 'uv sync' ignore it silently: if the project needs PyTorch, it
gets PyPI's build on all machines.

This is advice: nothing is broken, and the exit status stays 0.

It runs only if SB201 passed.

To fix it: remove the key and choose the build by an index. In a
seedbed project with PyTorch, 'seedbed update --accelerator cuda', for
example, writes the index and the sources for you. If you have removed
what it wrote, restore that from git.
"""


def test_a_check_is_explained_in_plain_text(shared: Path) -> None:
    narrow = {"COLUMNS": "70"}
    assert seedbed("doctor", "--explain", "sb206", cwd=shared, env=narrow).stdout == SB206
    both = seedbed("doctor", "--explain", "SB20", cwd=shared).stdout
    assert "\n\nSB203: A file contains conflict markers.\n\nA merge left" in both
    assert max(map(len, both.splitlines())) <= 80
    child = on_terminal("doctor", "--explain", "SB203", cwd=shared, TERM="xterm")
    child.expect_exact("\x1b[1mSB203: A file contains conflict markers.\x1b[0m\r\n\r\nA merge")
    assert rest_of(child)[0] == 0
    every = seedbed("doctor", "--explain", "SB", "--json", cwd=shared)
    checks = json.loads(every.stdout)["result"]["checks"]
    assert [one["code"] for one in checks] == list(all_checks())


def test_a_lock_with_markers_in_git_is_restored_and_locked_again(tmp_path: Path) -> None:
    root = synced(tmp_path)
    (root / ".gitignore").write_text(".venv\n")
    run_git(root, "init", "--quiet")
    commit(root)
    good = (root / "uv.lock").read_bytes()
    (root / "uv.lock").write_bytes(b"<<<<<<< ours\n" + good + b"=======\n>>>>>>> theirs\n")
    done = seedbed("doctor", "--fix", cwd=root, env=OFFLINE)
    assert "take your own uv.lock from git, and lock again" in done.stdout
    assert report(root, "SB2", "SB3").is_healthy, done.stdout + done.stderr
    assert (root / "uv.lock").read_bytes() == good
    assert os.listdir(root / ".venv")


def test_the_help_shows_each_option_and_no_list_of_codes(shared: Path) -> None:
    said = seedbed("doctor", "--help", cwd=shared).stdout
    options = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", said, re.MULTILINE)
    assert options == [
        *("--fix", "--dry-run", "--yes", "--select", "--ignore", "--explain", "--json", "--sarif"),
        "--help",
    ]
    assert "SB101" not in said
