"""Nix is turned on, changed and turned off in a project that has the user's edits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aged import commit, edit, make
from cli import seedbed
from nix_runs import SYSTEMS, Nix
from running import contents, environment

MINE = '    "rich>=13",\n'


def update(root: Path, mode: str) -> str:
    done = seedbed("update", "--set", f"nix={mode}", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    commit(root)
    return done.stdout


def evaluates(nix: Nix, root: Path, flake: str) -> None:
    names = "all: builtins.mapAttrs (_: shells: shells.default.drvPath) all"
    paths = nix.evaluate(f"{flake}#devShells", names, cwd=root)
    assert set(paths) == set(SYSTEMS)


@pytest.mark.parametrize(
    ("manager", "modes"),
    [
        ("uv", ["shell", "nixos", "shell", "none", "nixos"]),
        ("pixi", ["shell", "nixos", "none", "shell"]),
        ("poetry", ["shell", "none", "shell"]),
        ("conda", ["shell", "none", "shell"]),
    ],
)
def test_edits_are_kept_and_each_flake_evaluates(
    nix: Nix, tmp_path: Path, manager: str, modes: list[str]
) -> None:
    root = make(tmp_path, "--manager", manager, "--with", "direnv,docs", git=True)
    edit(
        root,
        "README.md",
        "## Everyday commands",
        "## My own words\n\nThey stay.\n\n## Everyday commands",
    )
    edit(root, "pyproject.toml", "[tool.seedbed]", "[tool.mine]\nkey = 7\n\n[tool.seedbed]")
    edit(root, ".envrc", "dotenv_if_exists", "export MINE=1\ndotenv_if_exists")
    with (root / ".envrc").open("a") as file:
        file.write("export LAST=1\n")
    commit(root)
    mine = root / ".nix" / "packages.nix"
    for mode in modes:
        update(root, mode)
        if not mine.exists():
            continue
        if "git" not in mine.read_text():
            edit(root, ".nix/packages.nix", "# pkgs.duckdb", "pkgs.git")
            commit(root)
        assert "\n  pkgs.git\n" in mine.read_text()
        assert "## My own words\n\nThey stay." in (root / "README.md").read_text()
        assert "[tool.mine]\nkey = 7" in (root / "pyproject.toml").read_text()
        envrc = (root / ".envrc").read_text()
        assert "export MINE=1" in envrc
        assert envrc.endswith("\nexport LAST=1\n")
        assert ("use flake" in envrc) == (mode != "none")
        assert not (root / ".seedbed" / "conflicts").exists()
        if mode == "none":
            assert contents(root / ".nix").keys() == {"packages.nix"}
        else:
            evaluates(nix, root, "./.nix")


def test_a_flake_that_was_changed_is_there_again_after_it_was_off(nix: Nix, tmp_path: Path) -> None:
    root = make(tmp_path, "--nix", "shell", git=True)
    edit(root, ".nix/flake.nix", "# nix fmt", "# mine")
    commit(root)
    flake = (root / ".nix" / "flake.nix").read_bytes()
    said = update(root, "none")
    assert "no longer generated" in said
    assert (root / ".nix" / "flake.nix").read_bytes() == flake
    again = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert (again.returncode, "no longer generated" in again.stdout) == (0, False)
    update(root, "shell")
    assert (root / ".nix" / "flake.nix").read_bytes() == flake
    evaluates(nix, root, "./.nix")


def test_a_file_that_stayed_and_is_no_more_the_users_goes(tmp_path: Path) -> None:
    root = make(tmp_path, "--nix", "shell", git=True)
    hook = root / ".nix" / "hook.sh"
    before = hook.read_text()
    hook.write_text(f"{before}# mine\n")
    commit(root)
    update(root, "none")
    hook.write_text(before)
    commit(root)
    update(root, "none")
    assert not hook.exists()


def test_on_and_off_is_as_if_it_had_never_been(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "direnv", git=True)
    before = {path: data for path, data in contents(root).items() if not path.startswith(".git/")}
    update(root, "shell")
    assert (root / ".nix" / "flake.nix").exists()
    update(root, "none")
    after = {path: data for path, data in contents(root).items() if not path.startswith(".git/")}
    kept = {path for path in after if not path.startswith(".seedbed/journal")}
    assert kept == {path for path in before if not path.startswith(".seedbed/journal")}
    assert all(after[path] == before[path] for path in kept if path != ".seedbed/base")


def test_what_the_user_added_to_nix_stays_through_a_change(nix: Nix, tmp_path: Path) -> None:
    root = make(tmp_path, "--nix", "shell", "--with", "docs", git=True)
    (root / ".nix" / "packages.json").write_text('[\n    "pandoc",\n    "git"\n]\n')
    (root / ".nix" / "overlays" / "mine.nix").write_text("final: prev: { mine = prev.git; }\n")
    lock = root / ".nix" / "flake.lock"
    lock.write_text(lock.read_text().replace("1786862985", "1786862986"))  # as by an update
    commit(root)
    mine = lock.read_text()
    for mode in ("nixos", "shell"):
        update(root, mode)
        assert set(json.loads((root / ".nix" / "packages.json").read_text())) == {"git", "pandoc"}
        assert (root / ".nix" / "overlays" / "mine.nix").exists()
        assert lock.read_text() == mine
        evaluates(nix, root, "./.nix")
