"""`seedbed remove --recipe` and `--overlay`: packages of your own go, and their files stay."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from aged import make
from cli import seedbed
from running import contents

from seedbed.errors import USAGE

if TYPE_CHECKING:
    from pathlib import Path

PLATFORM = ("--platform", "linux-64")


def test_a_recipe_of_pixi_goes_and_its_folder_stays(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "pixi", "--framework", "none")
    seedbed("add", "--no-sync", "--recipe", "my-tool", cwd=root)
    for words in (("my-tool",), ("--system", "my-tool")):
        done = seedbed("remove", "--no-sync", *words, cwd=root)
        assert done.returncode == USAGE
        assert "seedbed remove --recipe my-tool" in done.stderr
    done = seedbed("remove", "--no-sync", "--recipe", "my-tool", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "recipes/my-tool stays. To delete it: rm -r recipes/my-tool\n" in done.stdout
    pixi = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pixi"]
    assert "my-tool" not in pixi.get("dependencies", {})
    assert (root / "recipes/my-tool/recipe.yaml").exists()


def test_a_recipe_that_no_manager_takes_only_stays(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--framework", "none")
    seedbed("add", "--no-sync", "--recipe", "my-tool", cwd=root)
    before = contents(root)
    done = seedbed("remove", "--no-sync", "--recipe", "my-tool", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "recipes/my-tool stays." in done.stdout
    assert contents(root) == before


def test_an_overlay_leaves_the_shell_and_its_files_stay(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--framework", "none", "--nix", "shell")
    before = (root / ".nix/packages.json").read_bytes()
    seedbed("add", "--no-sync", "--overlay", "my-tool", cwd=root)
    assert (root / ".nix/packages.json").read_bytes() != before
    done = seedbed("remove", "--no-sync", "my-tool", cwd=root)
    told = "hint: To remove the Nix package of your own: seedbed remove --overlay my-tool\n"
    assert (done.returncode, done.stderr.partition("\n")[2]) == (USAGE, told)
    done = seedbed("remove", "--no-sync", "--overlay", "my-tool", cwd=root)
    assert done.returncode == 0, done.stderr
    both = ".nix/overlays/my-tool.nix and .nix/overlays/my-tool stay. To delete them: rm -r "
    assert both in done.stdout
    assert (root / ".nix/packages.json").read_bytes() == before
    assert (root / ".nix/overlays/my-tool.nix").exists()


def test_system_says_what_stays_and_overlay_says_it_again(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--framework", "none", "--nix", "shell")
    seedbed("add", "--no-sync", "--overlay", "my-tool", cwd=root)
    told = (
        ".nix/overlays/my-tool.nix and .nix/overlays/my-tool stay. To delete them: rm -r "
        ".nix/overlays/my-tool.nix .nix/overlays/my-tool\n"
    )
    done = seedbed("remove", "--no-sync", "--system", "my-tool", cwd=root)
    assert (done.returncode, told in done.stdout) == (0, True)
    before = contents(root)
    done = seedbed("remove", "--no-sync", "--overlay", "my-tool", cwd=root)
    assert (done.returncode, told in done.stdout) == (0, True), done.stderr
    assert contents(root) == before
    (root / ".nix/overlays/my-tool.nix").unlink()
    for path in (root / ".nix/overlays/my-tool").iterdir():
        path.unlink()
    (root / ".nix/overlays/my-tool").rmdir()
    done = seedbed("remove", "--no-sync", "--overlay", "my-tool", cwd=root)
    assert done.returncode == USAGE
    assert "'my-tool' is not a Nix package of this project's own." in done.stderr


def test_what_is_not_there(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--framework", "none", "--nix", "shell")
    before = contents(root)
    for kind, told in (
        ("recipe", "This project has no recipe 'my-tool'."),
        ("overlay", "'my-tool' is not a Nix package of this project's own."),
        ("recipe", "This project has no recipe '../x'."),
    ):
        name = "../x" if "../x" in told else "my-tool"
        done = seedbed("remove", "--no-sync", f"--{kind}", name, cwd=root)
        assert (done.returncode, done.stderr.splitlines()[0]) == (USAGE, f"error: {told}")
    assert contents(root) == before
