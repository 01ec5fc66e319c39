"""The real Pixi's own commands, and an update after them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from aged import age, commit, make
from cli import seedbed
from pixi_commands import COMMANDS, FRESH, NAME, Command, older
from pixi_runs import Pixi
from running import SEEDBED, environment

from seedbed.managers.registry import load_dialect
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides

QUICK = {name: command for name, command in COMMANDS.items() if not command.solves}
UPGRADE = ("matplotlib", "numpy", "scikit-learn", "skops", "tqdm", "tyro")


@pytest.mark.parametrize("command", QUICK.values(), ids=QUICK)
def test_pixi_writes_what_the_tests_say(pixi: Pixi, tmp_path: Path, command: Command) -> None:
    text = older(FRESH)
    (tmp_path / NAME).write_text(text)
    pixi.run(*command.line, cwd=tmp_path)
    assert (tmp_path / NAME).read_text() == command.done(text)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_pixi_reads_what_an_update_makes_of_it(
    pixi: Pixi, tmp_path: Path, command: Command
) -> None:
    dialect, base = load_dialect("pixi"), older(FRESH)
    sides = Sides(base={NAME: base}, ours={NAME: command.done(base)}, theirs={NAME: FRESH})
    (tmp_path / NAME).write_text(merge_manifest(dialect, dialect, sides).files[NAME].text)
    found = pixi.run("task", "list", "--machine-readable", cwd=tmp_path).stdout
    assert {"lint", "test"} <= set(found.split())


@pytest.mark.slow
@pytest.mark.network
def test_an_upgrade_a_new_name_and_an_update(pixi_with_channel: Pixi, tmp_path: Path) -> None:
    pixi = pixi_with_channel
    root = make(tmp_path, "--manager", "pixi", "--platform", "linux-64", git=True)
    age(root, NAME, ('"numpy>=2.1"', '"numpy>=2.0"'))
    age(root, NAME, ('numpy = ">=2.1"', 'numpy = ">=2.0"'))
    commit(root)
    pixi.run("upgrade", cwd=root)
    pixi.run("workspace", "name", "set", "other", cwd=root)
    bare = tomllib.loads((root / NAME).read_text())["project"]["dependencies"]
    if set(bare) != set(UPGRADE):
        pytest.fail("pixi upgrade keeps the ranges now: what seedbed does about it can go")
    said = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert said.returncode == 0, said.stdout + said.stderr
    assert "you renamed the project from x-1 to other" in said.stdout
    manifest = tomllib.loads((root / NAME).read_text())
    assert all(">=" in one for one in manifest["project"]["dependencies"])
    assert set(manifest["tool"]["pixi"]["pypi-dependencies"]) == {"other"}
    pixi.run("lock", cwd=root)
    pixi.let(*SEEDBED, "sync", cwd=root)
    pixi.run("lock", "--check", cwd=root)
