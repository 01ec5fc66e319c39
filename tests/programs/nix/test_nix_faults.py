"""The faults of the template collections that seedbed learned from: none may come back.

Thirteen were found in their flakes; each test names the one that it keeps out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import commit, make
from nix_runs import Nix, without_tools
from running import environment
from stand_ins import program

from seedbed.errors import SeedbedError
from seedbed.layers.library import general_extras, load_library, offered, select
from seedbed.managers.registry import load_driver
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIBRARY = load_library()
DARWIN = "aarch64-darwin"


def with_nix() -> Iterator[tuple[str, str]]:
    """All managers and ways to use Nix that go together."""
    for manager in offered(LIBRARY, "manager"):
        for mode in offered(LIBRARY, "nix"):
            try:
                select(make_choices("x-1", manager=manager, nix=mode), LIBRARY)
            except SeedbedError as error:
                assert error.code == "choices-exclude"
                continue
            if mode != "none":
                yield manager, mode


EVERY = pytest.mark.parametrize(("manager", "mode"), list(with_nix()))


def texts(manager: str, mode: str) -> dict[str, str]:
    """The files that Nix or direnv reads of a project with all extras."""
    extras = general_extras(LIBRARY)
    choices = make_choices("x-1", manager=manager, nix=mode, extras=extras)
    files = compose(choices, LIBRARY).files
    return {
        path: file.data.decode()
        for path, file in files.items()
        if path.startswith((".nix/", "flake.")) or path == ".envrc"
    }


def inputs(text: str) -> dict[str, dict[str, str]]:
    """The locked nodes of a flake.lock, by name."""
    nodes = json.loads(text)["nodes"]
    return {name: node["locked"] for name, node in nodes.items() if "locked" in node}


def test_01_the_example_overlay_evaluates_when_uncommented(nix: Nix, tmp_path: Path) -> None:
    """Theirs named a `lib` that was not there, and old names of hashes."""
    root = make(tmp_path, "--nix", "shell", git=True)
    path = root / ".nix" / "overlays" / "example.nix"
    text = path.read_text()
    head, start, body = text.partition("final: prev: {\n")
    code = [line for line in body.splitlines() if not line.lstrip().startswith("# A package")]
    path.write_text(head + start + "\n".join(line.replace("  # ", "  ", 1) for line in code))
    assert path.read_text() != text
    (root / ".nix" / "packages.json").write_text('["say-hello"]')
    commit(root)
    assert nix.develop("./.nix", "say-hello", cwd=root).stdout == "hello from an overlay\n"
    assert not re.search(r"fakeSha256|phases", text)


@pytest.mark.parametrize("names", ["lib", "lib, ...", "lib, extra ? 1", "inputs, extra ? 1, ..."])
def test_02_arguments_of_overlays_may_have_defaults(nix: Nix, tmp_path: Path, names: str) -> None:
    """Theirs took each named argument for a required one, and refused `{ lib }:`."""
    root = make(tmp_path, "--nix", "shell", git=True)
    overlay = f'{{ {names} }}: final: prev: {{ odd = prev.writeShellScriptBin "odd" "echo 7"; }}'
    (root / ".nix" / "overlays" / "odd.nix").write_text(overlay)
    (root / ".nix" / "packages.json").write_text('["odd"]')
    commit(root)
    assert nix.develop("./.nix", "odd", cwd=root).stdout == "7\n"


def test_02_the_loader_copies_no_folder_to_see_what_is_in_it(nix: Nix, tmp_path: Path) -> None:
    root = make(tmp_path, "--nix", "shell", git=True)
    nix.evaluate("./.nix#devShells", f"all: all.{DARWIN}.default.drvPath", cwd=root)
    stored = os.listdir(nix.variables["NIX_STORE_DIR"])
    assert not [name for name in stored if name.endswith(("-overlays", "-example.nix"))]


@EVERY
def test_03_no_system_is_offered_that_nixpkgs_has_dropped(manager: str, mode: str) -> None:
    """Theirs broke `nix flake check` with Intel Macs."""
    for path, text in texts(manager, mode).items():
        assert "x86_64-darwin" not in text, path
        assert "eachDefaultSystem" not in text, path
        assert "flake-utils" not in text.replace("poetry2nix/flake-utils", "") or "lock" in path


@EVERY
def test_04_one_nixpkgs_is_locked_to_a_public_commit(manager: str, mode: str) -> None:
    """Theirs had two, one of them past its end of life, and no lock."""
    files = texts(manager, mode)
    folder = ".nix/" if mode in {"shell", "nixos"} else ""
    assert "nixos-unstable" in files[f"{folder}flake.nix"]
    assert not re.search(r"nixpkgs[-_](master|stable)", files[f"{folder}flake.nix"])
    locked = inputs(files[f"{folder}flake.lock"])
    for name, node in locked.items():
        assert node["type"] == "github", name
        assert re.fullmatch(r"[0-9a-f]{40}", node["rev"]), name
        assert re.fullmatch(r"sha256-[A-Za-z0-9+/]{43}=", node["narHash"]), name
        assert node["lastModified"], name
    assert locked["nixpkgs"]["repo"] == "nixpkgs"


@EVERY
def test_05_no_setting_of_nixpkgs_spoils_its_cache(manager: str, mode: str) -> None:
    """Theirs asked for CUDA and unfree packages, for shells that hold neither."""
    files = texts(manager, mode)
    for path, text in files.items():
        assert not re.search(r"cudaSupport|allowUnfree|extra-substituters", text), path
    assert "config = { };" in files[".nix/lib.nix"]


@pytest.mark.network
def test_06_uv_makes_one_environment_and_mends_a_broken_one(nix: Nix, tmp_path: Path) -> None:
    """Theirs made a second one in a subfolder, kept a broken one, and went on after a failure."""
    root = make(tmp_path, "--nix", "shell", "--framework", "none", "--without", "github", git=True)
    manifest = root / "pyproject.toml"
    text = without_tools(root)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").symlink_to(load_driver("uv").program())
    real = {"NIX_STUB_REAL": str(tmp_path / "bin")}
    nix.calls()
    ask = "python -c 'import sys, x_1; print(sys.prefix)'"
    folder = root / "src" / "x_1"
    first = nix.develop("../../.nix", ask, cwd=folder, variables=real)
    assert first.stdout.strip() == str(root / ".venv")
    assert not (folder / ".venv").exists()
    assert nix.calls() == [f"uv sync --project {root}"]
    stamp = (root / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    again = nix.develop("./.nix", ask, cwd=root, variables=real)
    assert again.stdout == first.stdout
    assert "Installed" not in again.stderr
    assert (root / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == stamp
    assert nix.calls() == []
    (root / ".venv" / "bin" / "python").unlink()
    assert nix.develop("./.nix", ask, cwd=root, variables=real).stdout == first.stdout
    manifest.write_text(text.replace("dev = []", 'dev = ["no-such-package-anywhere-1"]'))
    failed = nix.develop("./.nix", "echo open", cwd=root, variables=real)
    assert failed.stdout == "open\n"
    assert "The environment is not loaded" in failed.stderr


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_07_who_has_no_nix_gets_the_environment_all_the_same(
    tmp_path: Path, manager: str, need: Callable[[str], str]
) -> None:
    """Theirs gave an error without Nix, and watched files that were not there."""
    root = make(tmp_path, "--manager", manager, "--nix", "shell", "--with", "direnv")
    (root / f"{manager}.lock").touch()
    tools = tmp_path / "bin"
    for name in ("bash", "env", "dirname", "touch", "cat", "mkdir", "uname", "direnv"):
        (tools / name).parent.mkdir(exist_ok=True)
        (tools / name).symlink_to(need(name))
    program(tools / manager, "mkdir -p .venv/bin; echo 'export PIXI=1'")
    variables = environment(HOME=str(tmp_path), PATH=str(tools))
    variables = {name: value for name, value in variables.items() if "DIRENV" not in name}
    subprocess.run([need("direnv"), "allow"], cwd=root, env=variables, check=True)
    said = subprocess.run(
        [need("direnv"), "exec", str(root), "env"],
        cwd=tmp_path, env=variables, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    expected = "PIXI=1" if manager == "pixi" else f"VIRTUAL_ENV={root}/.venv"
    assert expected in said


@EVERY
def test_07_all_that_the_shell_depends_on_is_watched_before_it_is_made(
    manager: str, mode: str
) -> None:
    lines = texts(manager, mode)[".envrc"].splitlines()
    use = next(number for number, line in enumerate(lines) if line.strip().startswith("use flake"))
    watched = " ".join(line for line in lines[:use] if "watch_" in line)
    assert "watch_dir .nix" in watched
    assert "pyproject.toml" in watched


def test_08_pixis_failure_is_noticed_and_the_shell_is_named(nix: Nix, tmp_path: Path) -> None:
    """Theirs let Pixi guess the shell, and evaluated nothing when it failed."""
    root = make(tmp_path, "--manager", "pixi", "--nix", "shell", git=True)
    nix.calls()
    nix.develop("./.nix", "true", cwd=root)
    assert "--shell bash" in nix.calls()[0]
    program(tmp_path / "bin" / "pixi", "echo 'export HALF=1'; exit 1")
    done = nix.develop(
        "./.nix", "echo open$HALF", cwd=root, variables={"NIX_STUB_REAL": str(tmp_path / "bin")}
    )
    assert done.stdout == "open\n"
    assert "not loaded" in done.stderr


def test_08_the_systems_of_the_flake_are_platforms_of_the_project() -> None:
    """Their Pixi manifest lacked linux-aarch64, which the flake had."""
    text = compose(make_choices("x-1", manager="pixi", nix="shell"), LIBRARY)
    manifest = text.files["pyproject.toml"].data.decode()
    for platform in ("linux-64", "linux-aarch64", "osx-arm64"):
        assert f'"{platform}"' in manifest


@pytest.mark.parametrize("manager", ["uv", "pixi"])
def test_09_the_nixos_flake_is_for_macs_too_and_keeps_paths_to_itself(
    nix: Nix, tmp_path: Path, manager: str
) -> None:
    """Theirs failed on macOS, and set library and Python paths for every program."""
    root = make(tmp_path, "--manager", manager, "--nix", "nixos", git=True)
    path = nix.evaluate("./.nix#devShells", f"all: all.{DARWIN}.default.drvPath", cwd=root)
    assert path.endswith(".drv")
    ask = "echo $LD_LIBRARY_PATH,$PYTHONPATH,$NIX_LD"
    assert nix.develop("./.nix", ask, cwd=root).stdout == ",,\n"
    assert "python313" in (root / ".nix" / "lib.nix").read_text()


@EVERY
def test_11_and_12_no_names_that_are_gone(manager: str, mode: str) -> None:
    """Theirs named `poetry2nix.overlay`, `self.overlay` and a Python's prefix as PYTHONPATH."""
    for path, text in texts(manager, mode).items():
        assert not re.search(r"poetry2nix\.overlay\b|self\.overlay\b|buildFHSUserEnv", text), path
        assert not re.search(r"PYTHONPATH\s*=", text), path
        assert "nixfmt-rfc-style" not in text, path


def test_12_no_compiled_file_is_part_of_a_layer() -> None:
    for name, layer in LIBRARY.items():
        assert not [path for path in layer.files if path.endswith((".pyc", ".pyo"))], name


@EVERY
def test_13_poetry2nix_comes_only_to_who_asks_for_it(manager: str, mode: str) -> None:
    """Theirs was built on it; it is unmaintained, and Poetry 2 is unknown to it."""
    choices = make_choices("x-1", manager=manager, nix=mode)
    files = compose(choices, LIBRARY).files
    named = {path for path, file in files.items() if b"poetry2nix" in file.data}
    if mode != "poetry2nix":
        assert not named
    else:
        assert b"unmaintained" in files["README.md"].data
