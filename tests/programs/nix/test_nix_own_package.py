"""`seedbed add --overlay`: a Nix package of your own, from a skeleton that evaluates and builds."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import commit, make, run_git
from cli import seedbed
from nix_builds import BUILD, overridden
from running import contents

from seedbed.errors import FAILURE, USAGE

if TYPE_CHECKING:
    from nix_runs import Nix

MODES = [("uv", "shell"), ("pixi", "nixos"), ("conda", "shell"), ("uv", "build")]
WITHOUT_ENVIRONMENT = {"LOAD_ENVIRONMENT": "no"}


def project(folder: Path, manager: str, mode: str) -> Path:
    """A project with Nix, known to git."""
    options = ("--platform", "linux-64", "--manager", manager, "--nix", mode)
    return make(folder, *options, git=True)


@pytest.mark.parametrize(("manager", "mode"), MODES)
def test_the_skeleton_builds_and_its_program_runs(
    nix: Nix, tmp_path: Path, manager: str, mode: str
) -> None:
    root = project(tmp_path, manager, mode)
    done = seedbed("add", "--overlay", "my-tool", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(
        "Nix sees only files that git tracks: git add --force .nix/overlays/my-tool "
        ".nix/overlays/my-tool.nix\n"
    )
    assert json.loads((root / ".nix/packages.json").read_text()) == ["my-tool"]
    flake = "./.nix" if mode in {"shell", "nixos"} else "."
    shown = re.findall(r"\$ (.*)\n", (root / ".nix/overlays/my-tool/README.md").read_text())
    assert shown == ["git add .nix", f"nix develop {flake} --command my-tool"]
    run_git(root, *shown[0].split()[1:])
    _, verb, shell, *words = shown[1].split()
    shell += "#manager" if mode == "build" else ""  # the other one needs a lock
    inputs = BUILD if mode == "build" else {}
    given = [word for name, path in inputs.items() for word in overridden(name, path)]
    ran = nix.on_stub(verb, shell, *given, *words, cwd=root, variables=WITHOUT_ENVIRONMENT)
    assert ran.stdout == "my-tool works\n"


def test_it_stays_through_updates_and_goes_when_it_is_removed(tmp_path: Path) -> None:
    root = project(tmp_path, "pixi", "shell")
    assert seedbed("add", "--overlay", "my-tool", cwd=root).returncode == 0
    commit(root)
    assert "up to date" in seedbed("update", "--no-sync", cwd=root).stdout
    assert seedbed("remove", "--system", "my-tool", cwd=root).returncode == 0
    assert json.loads((root / ".nix/packages.json").read_text()) == []
    assert (root / ".nix/overlays/my-tool.nix").exists()


def test_the_examples_of_its_page_are_nix(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "shell")
    assert seedbed("add", "--overlay", "my-tool", cwd=root).returncode == 0
    page = (root / ".nix/overlays/my-tool/README.md").read_text()
    (block,) = re.findall(r"```nix\n(.*?)```", page, re.DOTALL)
    (line,) = re.findall(r"`(my-tool = prev\..*)`", page)
    for text in (block, line):
        example = tmp_path / "example.nix"
        example.write_text(f"final: prev: {{\n{text}\n}}\n")
        program = Path(nix.program).parent / "nix-instantiate"
        done = subprocess.run(
            [program, "--parse", example], env=nix.environment(), capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


REFUSED = {
    "In": "it must be lower-case letters, digits, and single dashes, with a letter first.",
    "in": "it is a keyword of the Nix language.",
    "stdenv": ("nixpkgs itself, or this project's shell, is built with the package of that name."),
    "uv": "nixpkgs itself, or this project's shell, is built with the package of that name.",
    "x-1": "the project itself has it.",
    "con": "Windows reserves the name 'con' for a device.",
    "a" * 61: "it has 61 characters, but the limit is 60.",
    "../x": "it must be lower-case letters, digits, and single dashes, with a letter first.",
    "${x}": "it must be lower-case letters, digits, and single dashes, with a letter first.",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is only looked at."""
    return project(tmp_path_factory.mktemp("plain"), "uv", "shell")


@pytest.mark.parametrize("name", REFUSED)
def test_names_that_cannot_be(plain: Path, name: str) -> None:
    before = contents(plain)
    done = seedbed("add", "--overlay", name, cwd=plain)
    assert done.returncode == USAGE
    assert done.stderr.startswith(f"error: --overlay {name[:60]!a} cannot be a package's name: ")
    assert f"name: {REFUSED[name]}\n" in done.stderr
    assert contents(plain) == before


def test_what_nixpkgs_has_is_not_started_anew(plain: Path) -> None:
    for name in ("pandoc", "gnumake"):
        done = seedbed("add", "--overlay", name, cwd=plain)
        assert done.returncode == USAGE
        assert done.stderr == (
            f"error: nixpkgs has '{name}' already.\n"
            f"hint: Add it with 'seedbed add --system {name}', or give your package another name.\n"
        )


@pytest.mark.parametrize("path", ["my-tool.nix", "my-tool", "my-tool/README.md"])
def test_files_that_exist_are_not_overwritten(tmp_path: Path, path: str) -> None:
    root = project(tmp_path, "uv", "shell")
    place = root / ".nix/overlays" / path
    place.parent.mkdir(exist_ok=True)
    place.write_text("mine\n")
    before = contents(root)
    done = seedbed("add", "--overlay", "my-tool", cwd=root)
    assert done.returncode == FAILURE
    found = "is a file, but must be a folder." if path == "my-tool" else "exists already, so"
    assert found in done.stderr
    assert contents(root) == before


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "shell")
    (tmp_path / "elsewhere").mkdir()
    (root / ".nix/overlays/my-tool").symlink_to(tmp_path / "elsewhere")
    done = seedbed("add", "--overlay", "my-tool", cwd=root)
    assert done.returncode == FAILURE
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert json.loads((root / ".nix/packages.json").read_text()) == []


def test_without_nix_it_says_how_to_turn_that_on(tmp_path: Path) -> None:
    root = make(tmp_path)
    before = contents(root)
    done = seedbed("add", "--overlay", "my-tool", cwd=root)
    assert done.returncode == USAGE
    assert done.stderr == (
        "error: This project does not use Nix, so nothing would read an overlay.\n"
        "hint: Turn Nix on with 'seedbed update --nix shell', or write a recipe for conda channels "
        "with 'seedbed add --recipe my-tool'.\n"
    )
    assert contents(root) == before
