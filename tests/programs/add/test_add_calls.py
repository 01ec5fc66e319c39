"""What `seedbed add` and `remove` start, with stand-ins for the managers, and what ends them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import tomllib
from pathlib import Path

import pytest
from aged import make
from cli import files, seedbed
from conda_stand_ins import MAKES
from conda_stand_ins import calls as conda_calls
from conda_stand_ins import stand_in as conda_stand_in
from running import SEEDBED, environment
from stand_ins import first_on_path, program

SAYS = {"uv": "uv 99.0.0", "pixi": "pixi 99.0.0", "poetry": "Poetry (version 99.0.0)"}
NOTES = """\
if [ "$1" = --version ]; then echo "{says}"; exit; fi
printf '%s' "${{0##*/}}" >> "$LOG"; for one in "$@"; do printf '|%s' "$one" >> "$LOG"; done
echo >> "$LOG"
{then}
"""
EDITS = r"""
for one in "$@"; do case "$one" in
  git+*|polars*|httpx|sphinx)
    sed -i 's|^dependencies = \[|&"'"${one##*/}"'",|' pyproject.toml;;
  pytest) sed -i '/"pytest>/d' pyproject.toml;;
esac; done
"""
"""Does roughly what managers do to the manifest."""
SPOILS = """\
for name in pyproject.toml {lock}; do echo spoiled >> "$name"; chmod 600 "$name"; done
"""


def manager(folder: Path, name: str, then: str = "exit 0") -> dict[str, str]:
    """The variables by which a stand-in is found, which notes how it is called."""
    stands = program(folder / "bin" / name, NOTES.format(says=SAYS[name], then=then))
    return {**first_on_path(stands), "LOG": str(folder / "log")}


def calls(folder: Path, root: Path) -> list[list[str]]:
    """How the stand-in was called, with `ROOT` for the project's folder."""
    lines = (folder / "log").read_text().replace(str(root), "ROOT").splitlines()
    return [line.split("|") for line in lines]


@pytest.mark.parametrize(
    ("name", "words", "called"),
    [
        ("uv", ("add", "polars>=1", "httpx"), ["add", "--project", "ROOT", "--", "polars>=1", "httpx"]),  # noqa: E501
        ("uv", ("add", "--dev", "polars"), ["add", "--project", "ROOT", "--group=dev", "--", "polars"]),  # noqa: E501
        ("uv", ("add", "--extra", "fast", "polars"), ["add", "--project", "ROOT", "--optional=fast", "--", "polars"]),  # noqa: E501
        ("uv", ("add", "git+https://example.com/trl"), ["add", "--project", "ROOT", "--", "git+https://example.com/trl"]),
        ("uv", ("remove", "pytest"), ["remove", "--project", "ROOT", "--group=dev", "--", "pytest"]),  # noqa: E501
        ("poetry", ("add", "--group", "docs", "sphinx"), ["--no-interaction", "--project", "ROOT", "add", "--group=docs", "--", "sphinx"]),  # noqa: E501
        ("poetry", ("remove", "pytest"), ["--no-interaction", "--project", "ROOT", "remove", "--group=dev", "--", "pytest"]),  # noqa: E501
    ],
)  # fmt: skip
def test_stand_ins_for_uv_and_poetry_get_their_own_commands(
    tmp_path: Path, name: str, words: tuple[str, ...], called: list[str]
) -> None:
    root = make(tmp_path, "--manager", name, "--framework", "none")
    done = seedbed(*words, cwd=root, env=manager(tmp_path, name, EDITS))
    assert done.returncode == 0, done.stderr
    assert calls(tmp_path, root) == [[name, *called]]
    assert not (root / ".seedbed" / "due").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [(("add", "polars"), "doesn't list polars"), (("remove", "pytest"), "still lists pytest")],
)
def test_what_another_program_wrote_over_is_no_success(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    done = seedbed(*words, cwd=root, env=manager(tmp_path, "uv"))
    assert done.returncode == 1
    assert done.stderr.endswith(
        f"error: uv has reported success, but pyproject.toml {says}: another program wrote the "
        "file at the same time.\nhint: Run the same command again.\n"
    )


def test_a_stand_in_for_pixi_locks_and_installs(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    done = seedbed("add", "polars", cwd=root, env=manager(tmp_path, "pixi"))
    assert done.returncode == 0, done.stderr
    manifest = ["--manifest-path", "ROOT/pyproject.toml"]
    assert calls(tmp_path, root) == [
        ["pixi", "lock", *manifest],
        ["pixi", "install", *manifest, "--environment", "dev"],
    ]
    assert not (root / ".seedbed" / "due").exists()


def test_a_stand_in_for_micromamba_installs_from_the_new_files(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", "--framework", "none")
    folder = tmp_path / "bin"
    folder.mkdir()
    conda_stand_in(folder, "micromamba", "2.8.1", f'cat "$PWD/environment.yml" > "$SEEN"\n{MAKES}')
    env = {"PATH": f"{folder}:/usr/bin:/bin", "SEEN": str(tmp_path / "seen")}
    done = seedbed("add", "polars>=1", cwd=root, env=env)
    assert done.returncode == 0, done.stderr
    assert "conda has updated the environment." in done.stdout
    assert ["micromamba", "create"] in [call[:2] for call in conda_calls(folder)]
    assert "  - polars >=1\n" in (tmp_path / "seen").read_text()


@pytest.mark.parametrize("name", SAYS)
def test_a_stand_in_that_fails_leaves_all_as_it_was(tmp_path: Path, name: str) -> None:
    root = make(tmp_path, "--manager", name, "--framework", "none")
    lock = f"{name}.lock"
    (root / lock).write_text("version = 1\n")
    seedbed("update", "--no-sync", "--with", "vscode", cwd=root)  # which can be undone
    before = files(root)
    says = 'echo "error: No luck today." >&2; exit 3'
    env = manager(tmp_path, name, SPOILS.format(lock=lock) + says)
    done = seedbed("add", "polars", cwd=root, env=env)
    assert files(root) == before
    assert (root / "pyproject.toml").stat().st_mode & 0o777 == 0o644
    assert done.returncode == 1
    verb = "lock" if name == "pixi" else "add"
    assert done.stderr.splitlines()[-2:] == [
        f"error: '{name} {verb}' failed: No luck today.",
        f"hint: pyproject.toml and {lock} are as they were.",
    ]
    assert seedbed("update", "--undo", "--no-sync", cwd=root).returncode == 0


FAILS = r"""
sed -i 's/^dependencies = \[/&"polars>=1.35",/' pyproject.toml; echo new > uv.lock
{meanwhile}
echo "error: No luck today." >&2; exit 2
"""


@pytest.mark.parametrize(
    "meanwhile",
    [
        "sed -i 's/^version = .*/version = \"0.2.0\"/' pyproject.toml",
        "echo '# mine' >> pyproject.toml",
        "sed -i '/mypy/d' pyproject.toml",
    ],
    ids=["a value", "a comment", "another requirement"],
)
def test_what_somebody_writes_meanwhile_stays(tmp_path: Path, meanwhile: str) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    env = manager(tmp_path, "uv", FAILS.format(meanwhile=meanwhile))
    done = seedbed("add", "polars", cwd=root, env=env)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "error: 'uv add' failed: No luck today.\n"
        "hint: pyproject.toml was edited in the meantime and left alone: check for leftovers, then "
        "run 'seedbed sync'.\n"
    )
    text = (root / "pyproject.toml").read_text()
    assert 'dependencies = ["polars>=1.35",]' in text
    assert ('version = "0.2.0"' in text, "# mine" in text, "mypy" not in text).count(True) == 1
    assert not (root / "uv.lock").exists()


def test_what_only_the_manager_wrote_goes(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    before = files(root)
    env = manager(tmp_path, "uv", FAILS.format(meanwhile=":"))
    assert seedbed("add", "polars", cwd=root, env=env).returncode == 1
    assert files(root) == before


def test_two_at_once_take_turns(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    # reads the manifest, waits for the other one, writes what it has read and the requirement
    slow = r"""
for one in "$@"; do :; done
cp pyproject.toml "$LOG.$one"; : > "$LOG.started"; sleep 1
sed 's/^dependencies = \[/&"'"$one"'",/' "$LOG.$one" > pyproject.toml
"""
    env = environment(**manager(tmp_path, "uv", slow))
    running = []
    for name in ("polars", "httpx"):
        running.append(
            subprocess.Popen(
                [*SEEDBED, "add", name], cwd=root, env=env, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
            )
        )  # fmt: skip
        while not (tmp_path / "log.started").exists():
            assert running[0].poll() is None
            time.sleep(0.02)
    said = [one.communicate(timeout=60)[1] for one in running]
    assert [one.returncode for one in running] == [0, 0]
    assert said == [
        "",
        "Another seedbed is changing this project; waiting for it to finish.\n",
    ]
    assert 'dependencies = ["httpx","polars",]' in (root / "pyproject.toml").read_text()
    assert not (root / ".seedbed" / "journal").exists()


def test_who_comes_after_a_kill_waits_for_the_manager(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    slow = r"""
cp pyproject.toml "$LOG.read"; : > "$LOG.started"; sleep 2
sed 's/^dependencies = \[/&"polars",/' "$LOG.read" > pyproject.toml
"""
    env = environment(**manager(tmp_path, "uv", slow))
    running = subprocess.Popen(
        [*SEEDBED, "add", "polars"], cwd=root, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not (tmp_path / "log.started").exists():
        assert running.poll() is None
        time.sleep(0.02)
    running.kill()
    running.wait(timeout=60)
    done = seedbed("add", "httpx", "--no-sync", cwd=root)
    assert done.stderr == "Another seedbed is changing this project; waiting for it to finish.\n"
    listed = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    assert sorted(listed) == ["httpx", "polars"]


def test_a_kill_leaves_a_note_of_what_is_due(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    env = environment(**manager(tmp_path, "uv", f'{EDITS}: > "$LOG.started"; exec sleep 60'))
    running = subprocess.Popen(
        [*SEEDBED, "add", "polars"], cwd=root, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while not (tmp_path / "log.started").exists():
        assert running.poll() is None
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait(timeout=60)
    told = seedbed("doctor", "--select", "SB002", cwd=root)
    assert told.returncode == 1
    assert "SB002 A change of the manifest was interrupted: the lock and the environment" in (
        " ".join(told.stdout.split())
    )
    fine = manager(tmp_path, "uv", "exit 0")
    (tmp_path / "log").unlink()
    assert (
        seedbed("doctor", "--fix", "--yes", "--select", "SB002", cwd=root, env=fine).returncode == 0
    )
    assert [call[1] for call in calls(tmp_path, root)] == ["lock", "sync"]
    # and the lock that the killed one held hinders nobody
    assert seedbed("remove", "polars", "--no-sync", cwd=root, env=fine).stderr == ""


def test_permissions_alone_come_back_too(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    path = root / "pyproject.toml"
    path.chmod(0o640)
    done = seedbed(
        "add", "polars", cwd=root, env=manager(tmp_path, "uv", f"chmod 600 {path}; exit 2")
    )
    assert done.returncode == 1
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", SAYS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_all_as_it_was(tmp_path: Path, name: str, number: signal.Signals) -> None:
    root = make(tmp_path, "--manager", name, "--framework", "none")
    lock = f"{name}.lock"
    before = files(root)
    then = f'{SPOILS.format(lock=lock)}: > "$LOG.started"; exec sleep 60'
    env = environment(**manager(tmp_path, name, then))
    running = subprocess.Popen(
        [*SEEDBED, "add", "polars"], cwd=root, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    while not (tmp_path / "log.started").exists():
        assert running.poll() is None
        time.sleep(0.02)
    os.killpg(running.pid, number)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 128 + number
    assert files(root) == before
    assert said.splitlines()[-1] == "hint: pyproject.toml is as it was."
    assert said.splitlines()[-2].startswith(
        "error: Interrupted" if number == signal.SIGINT else "error: Stopped by SIGTERM"
    )
