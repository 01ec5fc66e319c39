"""The flakes in `.nix/`: what they give, on which systems, and what their shells do.

nixpkgs is a stand-in (`fixtures/nixpkgs`), whose tools note how they were called.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import commit, edit, make, run_git
from nix_runs import SYSTEMS, Nix, without_tools
from stand_ins import program

from seedbed.managers.registry import load_driver

if TYPE_CHECKING:
    from collections.abc import Callable

MODES = [
    ("uv", "shell"),
    ("pixi", "shell"),
    ("poetry", "shell"),
    ("uv", "nixos"),
    ("pixi", "nixos"),
]
EVERY = pytest.mark.parametrize(("manager", "mode"), MODES)
FIRST = {
    "uv": ["uv sync --project @"],
    "pixi": [
        (
            "pixi shell-hook --manifest-path @/pyproject.toml --environment dev"
            " --shell bash --change-ps1 false --no-completions"
        )
    ],
    "poetry": ["poetry --project @ lock", "poetry --project @ sync --no-interaction"],
}
"""What a manager is asked when the shell opens for the first time; @ is the project's folder."""


def project(folder: Path, manager: str, mode: str, *options: str) -> Path:
    """A project with Nix, known to git."""
    return make(folder, "--manager", manager, "--nix", mode, *options, git=True)


@EVERY
def test_the_flake_stands_its_checks_and_shows_three_systems(
    nix: Nix, tmp_path: Path, manager: str, mode: str
) -> None:
    root = project(tmp_path, manager, mode)
    nix.on_stub("flake check", "./.nix", cwd=root)
    shown = json.loads(nix.on_stub("flake show --json", "./.nix", cwd=root).stdout)
    for kind in ("devShells", "packages", "checks", "formatter"):
        assert set(shown[kind]) == set(SYSTEMS), kind
    assert set(shown["packages"]["aarch64-darwin"]) == {manager}
    fhs = {"fhs"} if mode == "nixos" else set()
    assert set(shown["packages"]["x86_64-linux"]) == {manager, *fhs}
    assert run_git(root, "status", "--porcelain") == ""


@EVERY
def test_every_output_evaluates_on_every_system(
    nix: Nix, tmp_path: Path, manager: str, mode: str
) -> None:
    root = project(tmp_path, manager, mode)
    to_paths = "all: builtins.mapAttrs (_: builtins.mapAttrs (_: one: one.drvPath)) all"
    for kind in ("devShells", "packages", "checks"):
        paths = nix.evaluate(f"./.nix#{kind}", to_paths, cwd=root)
        for system in SYSTEMS:
            assert paths[system], (kind, system)
            assert all(path.endswith(".drv") for path in paths[system].values())
    formatters = nix.evaluate("./.nix#formatter", "builtins.mapAttrs (_: f: f.name)", cwd=root)
    assert formatters == dict.fromkeys(SYSTEMS, "nixfmt-tree-0")


@EVERY
def test_the_shell_loads_the_environment_and_leaves_the_lock(
    nix: Nix, tmp_path: Path, manager: str, mode: str
) -> None:
    root = project(tmp_path, manager, mode)
    before = (root / ".nix" / "flake.lock").read_bytes()
    nix.calls()
    done = nix.develop(
        "./.nix", f"command -v {manager}; echo $VIRTUAL_ENV$PIXI_STUB_ENVIRONMENT", cwd=root
    )
    where, entered = done.stdout.splitlines()
    assert where.startswith(nix.variables["NIX_STORE_DIR"])
    assert entered == ("1" if manager == "pixi" else str(root / ".venv"))
    assert nix.calls() == [call.replace("@", str(root)) for call in FIRST[manager]]
    assert (root / ".nix" / "flake.lock").read_bytes() == before
    assert "not loaded" not in done.stderr


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_the_shell_opens_in_a_folder_of_the_project_too(
    nix: Nix, tmp_path: Path, manager: str
) -> None:
    root = project(tmp_path, manager, "shell")
    nix.calls()
    nix.develop("../../.nix", "true", cwd=root / "src" / "x_1")
    assert nix.calls() == [call.replace("@", str(root)) for call in FIRST[manager]]


def test_a_shell_opened_elsewhere_says_that_it_has_no_environment(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "shell")
    nix.calls()
    done = nix.develop(f"path:{root}/.nix", "command -v uv", cwd=tmp_path)
    assert "not in the project x-1" in done.stderr
    assert nix.calls() == []


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_a_load_that_fails_says_so_and_the_shell_opens(
    nix: Nix, tmp_path: Path, manager: str
) -> None:
    root = project(tmp_path, manager, "shell")
    program(tmp_path / "bin" / manager, "echo its own words >&2; exit 7")
    done = nix.develop(
        "./.nix", f"echo open; command -v {manager}",
        cwd=root, variables={"NIX_STUB_REAL": str(tmp_path / "bin")},
    )  # fmt: skip
    assert done.stdout.startswith("open\n")
    assert "its own words" in done.stderr
    assert "The environment is not loaded: " in done.stderr
    assert manager in done.stderr.partition("not loaded")[2]


def test_a_lock_that_is_there_is_never_changed_by_opening_a_shell(nix: Nix, tmp_path: Path) -> None:
    for manager in ("uv", "pixi"):
        (tmp_path / manager).mkdir()
        root = project(tmp_path / manager, manager, "shell")
        (root / f"{manager}.lock").write_text("")
        nix.calls()
        nix.develop("./.nix", "true", cwd=root)
        (call,) = nix.calls()
        assert call.endswith(" --locked")


def test_poetry_is_not_even_started_when_nothing_has_changed(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "poetry", "shell")
    (root / "poetry.lock").write_text("")
    nix.calls()
    nix.develop("./.nix", "true", cwd=root)
    assert [call.split()[3] for call in nix.calls()] == ["sync"]
    nix.develop("./.nix", "true", cwd=root)
    assert nix.calls() == []
    for name in ("pyproject.toml", "poetry.lock", ".nix/hook.sh"):
        now = time.time()
        os.utime(root / name, (now + 60, now + 60))  # a shell may compare whole seconds
        nix.develop("./.nix", "true", cwd=root)
        assert len(nix.calls()) == 1
        os.utime(root / name, (now - 60, now - 60))
    (root / ".venv" / "bin" / "python").unlink()
    nix.develop("./.nix", "true", cwd=root)
    assert len(nix.calls()) == 1


def test_a_shell_without_the_environment_can_be_had(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "shell")
    nix.calls()
    done = nix.develop(
        "./.nix", "echo open$VIRTUAL_ENV", cwd=root, variables={"LOAD_ENVIRONMENT": "no"}
    )
    assert done.stdout == "open\n"
    assert nix.calls() == []


def test_the_manager_runs_without_the_shell(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "poetry", "shell")
    (root / "pyproject.toml").write_text("this is no TOML")
    nix.calls()
    nix.on_stub("run", "./.nix#poetry", "--", "lock", cwd=root)
    assert nix.calls() == ["poetry lock"]


def test_on_nixos_uv_takes_the_python_that_finds_libraries(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "nixos")
    ask = "command -v python; echo $UV_PYTHON_DOWNLOADS,$UV_PYTHON_PREFERENCE,$LD_LIBRARY_PATH"
    elsewhere = nix.develop("./.nix", ask, cwd=root).stdout.splitlines()
    assert "python-for-wheels" not in elsewhere[0]
    assert elsewhere[1] == ",,"
    hook = root / ".nix" / "hook.sh"
    (tmp_path / "NIXOS").touch()
    hook.write_text(hook.read_text().replace("/etc/NIXOS", f"{tmp_path}/NIXOS"))
    there = nix.develop("./.nix", ask, cwd=root).stdout.splitlines()
    assert there[0].endswith("python-for-wheels/bin/python")
    assert there[1] == "never,only-system,"  # the path of libraries is not for the whole shell
    script = Path(there[0]).read_text()
    assert "/run/opengl-driver/lib" in script
    assert "gcc-lib" in script


def test_poetry_takes_a_python_of_the_machine_but_on_nixos(nix: Nix, tmp_path: Path) -> None:
    """On other systems a Python of Nix does not find the driver of the graphics card."""
    root = project(tmp_path, "poetry", "shell")
    program(tmp_path / "bin" / "poetry", "command -v python3; echo $LD_LIBRARY_PATH")
    variables = {"NIX_STUB_REAL": str(tmp_path / "bin"), "LOAD_ENVIRONMENT": "no"}
    elsewhere = nix.develop("./.nix", "poetry", cwd=root, variables=variables).stdout
    assert elsewhere.startswith("/usr/")
    (tmp_path / "NIXOS").touch()
    edit(root, ".nix/lib.nix", "/etc/NIXOS", f"{tmp_path}/NIXOS")
    there = nix.develop("./.nix", "poetry; command -v python3", cwd=root, variables=variables)
    within, libraries, shell = there.stdout.splitlines()
    assert within.endswith("python-for-wheels/bin/python3")
    assert libraries == ""
    assert "python-for-wheels" not in shell


def test_what_is_wrong_in_own_files_is_said_with_the_files_name(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "pixi", "shell")
    listed = root / ".nix" / "packages.json"
    for text in ('{"a": 1}', "[3]", '"git"'):
        listed.write_text(text)
        failed = nix.on_stub("develop", "./.nix", "-c", "true", cwd=root, check=False)
        assert failed.returncode
        assert ".nix/packages.json must be a list of strings" in failed.stderr
    listed.write_text("[]\n")
    edit(root, ".nix/overlays/example.nix", "final: prev:", "")
    failed = nix.on_stub("develop", "./.nix", "-c", "true", cwd=root, check=False)
    assert ".nix/overlays/example.nix is not an overlay" in failed.stderr


def test_packages_of_ones_own_are_in_the_shell(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "pixi", "shell")
    edit(root, ".nix/packages.nix", "# pkgs.duckdb", "pkgs.pandoc")
    said = nix.develop("./.nix", "command -v pandoc", cwd=root).stdout
    assert said.startswith(nix.variables["NIX_STORE_DIR"])


def test_on_nixos_pixi_gets_its_libraries_by_nix_ld(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "pixi", "nixos")
    hook = root / ".nix" / "hook.sh"
    (tmp_path / "NIXOS").touch()
    hook.write_text(hook.read_text().replace("/etc/NIXOS", f"{tmp_path}/NIXOS"))
    ask = "echo $NIX_LD_LIBRARY_PATH; echo $LD_LIBRARY_PATH"
    done = nix.develop("./.nix", ask, cwd=root)
    with_ld, plain = done.stdout.splitlines()
    assert with_ld.endswith(":/run/opengl-driver/lib")
    assert plain == ""
    assert "Without nix-ld" in done.stderr
    assert "#fhs" in done.stderr
    said = nix.develop("./.nix", ask, cwd=root, variables={"NIX_LD": "/lib64/ld.so"}).stderr
    assert "Without nix-ld" not in said


def test_the_ordinary_linux_of_nixos_runs_a_command(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "pixi", "nixos")
    script = "pixi run test; echo $LD_LIBRARY_PATH; exit 5"
    nix.calls()
    done = nix.on_stub("run", "./.nix#fhs", "--", "-c", script, cwd=root, check=False)
    assert done.returncode == 5
    assert done.stdout == "/run/opengl-driver/lib\n"
    assert nix.calls() == ["pixi run test"]


@pytest.mark.network
@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_environments_are_made_with_the_python_for_wheels(
    nix: Nix, tmp_path: Path, manager: str, need: Callable[[str], str]
) -> None:
    """By the real managers; the Python within is the host's, under the name that Nix gives it."""
    mode = "nixos" if manager == "uv" else "shell"
    root = project(tmp_path, manager, mode, "--framework", "none", "--without", "github")
    without_tools(root)
    (tmp_path / "NIXOS").touch()
    for name in ("hook.sh", "lib.nix"):
        path = root / ".nix" / name
        path.write_text(path.read_text().replace("/etc/NIXOS", f"{tmp_path}/NIXOS"))
    real = tmp_path / "bin"
    real.mkdir()
    found = load_driver("uv").program() if manager == "uv" else need("poetry")
    (real / manager).symlink_to(found)
    minor = ".".join(map(str, sys.version_info[:2]))
    host = Path(sys.base_prefix, "bin", f"python{minor}")
    edit(root, ".nix/lib.nix", "${python.interpreter}", str(host))
    ask = "python -c 'import os, sys, x_1; print(sys.prefix, os.environ[\"LD_LIBRARY_PATH\"])'"
    done = nix.develop("./.nix", ask, cwd=root, variables={"NIX_STUB_REAL": str(real)})
    prefix, libraries = done.stdout.split()
    assert prefix == str(root / ".venv")
    assert libraries.endswith(":/run/opengl-driver/lib")


@EVERY
def test_all_nix_parses(nix: Nix, tmp_path: Path, manager: str, mode: str) -> None:
    root = project(tmp_path, manager, mode)
    parse = Path(nix.program).with_name("nix-instantiate")
    found = sorted(path for path in root.rglob("*.nix") if path.is_file())
    assert len(found) >= 5
    for path in found:
        command = [str(parse), "--parse", str(path)]
        done = subprocess.run(
            command, env=nix.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


OVERLAYS = {
    "plain.nix": 'final: prev: { one = prev.writeShellScriptBin "one" "echo one"; }',
    "with-lib.nix": "{ lib, ... }: final: prev: { two = lib.fakeHash; }",
    "exact.nix": "{ lib, inputs }: final: prev: { three = inputs ? nixpkgs; }",
    "default.nix-argument.nix": "{ lib, extra ? 4, ... }: final: prev: { four = extra; }",
    "folder/default.nix": "final: prev: { five = 5; }",
    "no-overlay/notes.txt": "not looked at",
    "notes.md": "not looked at",
}


def test_overlays_of_every_form_are_loaded(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "shell")
    for name, text in OVERLAYS.items():
        path = root / ".nix" / "overlays" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (root / ".nix" / "packages.json").write_text('["one"]')
    edit(
        root, ".nix/flake.nix", "packages = forAllSystems (pkgs: {",
        "seen = forAllSystems (pkgs: { inherit (pkgs) two three four five; });\n"
        "      packages = forAllSystems (pkgs: {",
    )  # fmt: skip
    commit(root)
    seen = nix.evaluate("./.nix#seen", "all: all.aarch64-darwin", cwd=root)
    assert seen == {"two": "sha256-" + "A" * 43 + "=", "three": True, "four": 4, "five": 5}
    assert nix.develop("./.nix", "one", cwd=root).stdout == "one\n"


def test_an_overlay_that_asks_for_too_much_is_told(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "shell")
    (root / ".nix" / "overlays" / "odd.nix").write_text("{ lib, moon }: final: prev: { }")
    commit(root)
    done = nix.develop("./.nix", "true", cwd=root, check=False)
    assert done.returncode != 0
    assert ".nix/overlays/odd.nix asks for moon; available: inputs lib" in done.stderr


def test_the_example_overlay_works_when_its_comments_are_taken_away(
    nix: Nix, tmp_path: Path
) -> None:
    root = project(tmp_path, "uv", "shell")
    example = root / ".nix" / "overlays" / "example.nix"
    lines = example.read_text().splitlines()
    start = lines.index("final: prev: {")
    code = [line.replace("  # ", "  ", 1) for line in lines[start:] if not _is_prose(line)]
    assert code != lines[start:]
    example.write_text("\n".join([*lines[:start], *code]) + "\n")
    (root / ".nix" / "packages.json").write_text('["say-hello", "pandoc"]')
    commit(root)
    said = nix.develop("./.nix", "say-hello", cwd=root).stdout
    assert said == "hello from an overlay\n"


def _is_prose(line: str) -> bool:
    """Whether a comment explains; the other ones are code."""
    return line.lstrip().startswith("# A package")


@pytest.mark.parametrize("manager", ["uv", "pixi"])
def test_the_manager_can_be_pinned_whatever_nixpkgs_has(
    nix: Nix, tmp_path: Path, manager: str
) -> None:
    root = project(tmp_path, manager, "shell")
    edit(root, ".nix/overlays/pin.nix", "on = false;", "on = true;")
    commit(root)
    told = nix.evaluate(
        "./.nix#packages",
        f"builtins.mapAttrs (_: all: with all.{manager}; [ version src.urls src.outputHash ])",
        cwd=root,
    )
    assert set(told) == set(SYSTEMS)
    assert len({json.dumps(one) for one in told.values()}) == 3
    for version, (url,), digest in told.values():
        assert f"/{version}/" in url.replace("/v", "/")
        assert url.startswith("https://github.com/")
        assert digest.startswith("sha256-")


@pytest.mark.parametrize("manager", ["uv", "pixi"])
def test_a_pinned_manager_is_unpacked_and_runs(nix: Nix, tmp_path: Path, manager: str) -> None:
    root = project(tmp_path, manager, "shell")
    folder = tmp_path / "uv-x86_64-unknown-linux-musl"
    for name in ("uv", "uvx", "pixi"):
        program(folder / name, f"echo pinned {name}")
    archive = tmp_path / "archive.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        if manager == "uv":
            tar.add(folder, folder.name)
        else:
            tar.add(folder / "pixi", "pixi")
    digest = nix.run("hash", "file", "--sri", str(archive), cwd=tmp_path).stdout.strip()
    pin = root / ".nix" / "overlays" / "pin.nix"
    lines = pin.read_text().replace("on = false;", "on = true;").splitlines()
    given = [f'url = "file://{archive}";' if "url =" in line else line for line in lines]
    given = [f'hash = "{digest}";' if "hash =" in line else line for line in given]
    pin.write_text("\n".join(given))
    commit(root)
    done = nix.on_stub("run", f"./.nix#{manager}", cwd=root)
    assert done.stdout == f"pinned {manager}\n"


def test_system_packages_are_attributes_of_nixpkgs(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "shell", "--with", "docs")
    assert json.loads((root / ".nix" / "packages.json").read_text()) == ["pandoc"]
    nix.calls()
    nix.develop("./.nix", "pandoc --version; command -v pandoc", cwd=root)
    assert "pandoc --version" in nix.calls()
    (root / ".nix" / "packages.json").write_text('["stdenv.cc", "moonbase.lander"]')
    commit(root)
    done = nix.develop("./.nix", "true", cwd=root, check=False)
    assert done.returncode != 0
    assert ".nix/packages.json names moonbase.lander, which nixpkgs does not have" in done.stderr


def test_nix_copies_only_its_own_folder(nix: Nix, tmp_path: Path) -> None:
    """With `path:`, a flake costs as much as the folder that it lies in."""
    root = project(tmp_path, "uv", "shell")
    (root / "weights.bin").write_bytes(bytes(10**7))
    meta = nix.on_stub("flake metadata --json", "path:./.nix", cwd=root)
    source = Path(json.loads(meta.stdout)["path"])
    assert {path.name for path in source.iterdir()} == {
        "flake.lock", "flake.nix", "hook.sh", "lib.nix", "overlays",
        "packages.json", "packages.nix",
    }  # fmt: skip
    shutil.rmtree(root / ".git")
    nix.develop("path:./.nix", "true", cwd=root)
