"""Variables by which a manager leaves a lock as it is: what stays stale is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from aged import make
from cli import seedbed
from stand_ins import first_on_path, stand_in

if TYPE_CHECKING:
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
EMPTY = '{ features = ["a"], no-default-feature = true }'
"""An environment of Pixi's without any package."""
OFFLINE = {"UV_OFFLINE": "1"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose lock fits no more, and whose environment has not followed."""
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "pyproject.toml").write_text(BARE)
    assert seedbed("sync", cwd=root, env=OFFLINE).returncode == 0
    (root / "pyproject.toml").write_text(BARE.replace("3.11", "3.11.1"))
    (root / ".seedbed").mkdir()
    (root / ".seedbed" / "due").touch()
    return root


def test_a_sync_that_does_not_renew_the_lock_says_so(root: Path) -> None:
    before = (root / "uv.lock").read_bytes()
    done = seedbed("sync", cwd=root, env={**OFFLINE, "UV_FROZEN": "1"})
    assert done.stderr.splitlines()[0] == (
        "note: uv.lock may no longer match pyproject.toml, and UV_FROZEN keeps it as it is: the "
        "environment gets what the lock says. Unset UV_FROZEN, then run 'seedbed sync' again."
    )
    assert done.returncode == 0
    assert (root / "uv.lock").read_bytes() == before
    assert (root / ".seedbed" / "due").exists()  # the next update says it, too


def test_in_json_it_is_a_message(root: Path) -> None:
    done = seedbed("sync", "--json", cwd=root, env={**OFFLINE, "UV_FROZEN": "true"})
    (message,) = json.loads(done.stdout)["messages"]
    assert "UV_FROZEN keeps it as it is" in message
    assert (root / ".seedbed" / "due").exists()


@pytest.mark.parametrize("value", ["0", "false", "no"])
def test_a_word_for_no_keeps_nothing(root: Path, value: str) -> None:
    before = (root / "uv.lock").read_bytes()
    done = seedbed("sync", cwd=root, env={**OFFLINE, "UV_FROZEN": value})
    assert "note:" not in done.stderr
    assert (root / "uv.lock").read_bytes() != before
    assert not (root / ".seedbed" / "due").exists()


def test_a_lock_that_fits_is_no_news(root: Path) -> None:
    assert seedbed("sync", cwd=root, env=OFFLINE).returncode == 0
    done = seedbed("sync", cwd=root, env={**OFFLINE, "UV_FROZEN": "1"})
    assert (done.returncode, "note:" in done.stderr) == (0, False)


@pytest.mark.parametrize("name", ["UV_FROZEN", "UV_LOCKED"])
def test_an_update_tells_that_the_lock_was_not_renewed(tmp_path: Path, name: str) -> None:
    root = make(tmp_path, "--framework", "none")
    uv = stand_in(
        tmp_path / "bin",
        "99.0",
        'case "$*" in *--check*) [ "$UV_FROZEN$UV_LOCKED" ]; exit;; esac; : >uv.lock',
    )
    env = first_on_path(uv)
    assert seedbed("update", cwd=root, env=env).returncode == 0
    (root / "uv.lock").write_text("of before")
    done = seedbed("update", "--with", "docs", cwd=root, env={**env, name: "1"})
    assert done.returncode == 3
    error, hint = done.stderr.splitlines()
    assert error == (
        "error: The files are up to date, but the environment is not: uv.lock may no "
        f"longer match pyproject.toml, and it was not updated, because {name} is set."
    )
    assert f"Unset {name}, then run 'uv lock' and 'uv sync' in {root}." in hint
    assert (root / "uv.lock").read_text() == "of before"
    assert seedbed("update", "--dry-run", cwd=root).stdout.startswith(
        "The lock and the environment do not match the last update yet."
    )


def test_an_update_whose_lock_fits_goes_on(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    calls = tmp_path / "calls"
    uv = stand_in(tmp_path / "bin", "99.0", 'echo "$1 $2" >>"$SEEDBED_TEST"')
    env = {**first_on_path(uv), "SEEDBED_TEST": str(calls), "UV_FROZEN": "1"}
    (root / "uv.lock").touch()
    done = seedbed("update", "--set", "extras=docs", cwd=root, env=env)
    assert done.returncode == 0, done.stderr
    assert set(calls.read_text().splitlines()) == {"lock --check", "sync --project"}
    assert not (root / ".seedbed" / "due").exists()


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("UV_NO_DEV", "leaves out the group 'dev', which tasks need"),
        ("UV_NO_INSTALL_PROJECT", "leaves out the project itself"),
        ("UV_NO_EDITABLE", "installs a copy of the code: changes need another sync"),
    ],
)
def test_what_a_variable_leaves_out_is_told(root: Path, name: str, what: str) -> None:
    done = seedbed("sync", cwd=root, env={**OFFLINE, name: "1"})
    assert done.returncode == 0
    assert f"{name} is set, so uv {what}.\n" in done.stderr
    assert name not in seedbed("sync", cwd=root, env={**OFFLINE, name: "0"}).stderr


def test_a_new_project_tells_that_it_got_no_lock(tmp_path: Path) -> None:
    env = {**first_on_path(stand_in(tmp_path / "bin", "99.0", "exit 1")), "UV_FROZEN": "1"}
    done = seedbed("new", "x-1", "--yes", "--no-git", cwd=tmp_path, env=env)
    assert done.returncode == 3
    assert "uv.lock was not created, because UV_FROZEN is set." in done.stderr


def test_a_failure_names_the_variable_that_forbids_the_network(tmp_path: Path) -> None:
    env = {**first_on_path(stand_in(tmp_path / "bin", "99.0", "exit 1")), "UV_OFFLINE": "1"}
    done = seedbed("new", "x-1", "--yes", "--no-git", cwd=tmp_path, env=env)
    assert "'uv lock' failed with exit status 1" in done.stderr
    assert "UV_OFFLINE is set, so nothing is downloaded: unset it, or fix what" in done.stderr


def test_the_real_pixi_renews_the_lock_in_an_update_but_not_in_a_sync(
    tmp_path: Path, pixi: Pixi
) -> None:
    root = tmp_path / "x-1"
    root.mkdir()
    manifest = root / "pyproject.toml"
    manifest.write_text(
        '[tool.seedbed]\nmanager = "pixi"\n\n'
        '[tool.pixi.workspace]\nname = "x-1"\nchannels = []\nplatforms = ["linux-64"]\n'
        f"[tool.pixi.feature.a]\n[tool.pixi.environments]\ndefault = {EMPTY}\ndev = {EMPTY}\n"
    )
    env = {**pixi.variables, "PIXI_FROZEN": "true"}
    assert seedbed("sync", cwd=root, env=pixi.variables).returncode == 0
    manifest.write_text(manifest.read_text() + f"more = {EMPTY}\n")
    before = (root / "pixi.lock").read_bytes()
    done = seedbed("sync", cwd=root, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("note: pixi.lock may no longer match pyproject.toml, and PIXI_F")
    assert (root / "pixi.lock").read_bytes() == before
    assert pixi.let("env", "PIXI_FROZEN=true", "pixi", "lock", cwd=root).returncode == 0
    assert (root / "pixi.lock").read_bytes() != before
    assert "note:" not in seedbed("sync", cwd=root, env=env).stderr
