"""The flake at the root: seedbed itself, and the templates, by Nix.

nixpkgs is a stand-in. Its Python packages are those of the tests' own environment, so what is
built and run is real, except for nixpkgs' way to build it.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from nix_builds import derivations, is_old
from nix_runs import STUB, SYSTEMS, Nix
from packaging.requirements import Requirement
from places import FIXTURES, ROOT

from seedbed.layers.library import load_presets

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = (
    "flake.nix", "flake.lock", "templates", "src", "pyproject.toml", "hatch_build.py", "README.md",
    "LICENSE",
)  # fmt: skip
"""What the flake reads."""
BUILDS = ("hatchling",)
LOCKED = ROOT / "src/seedbed/data/layers/nix/shell/files/.nix/flake.lock"
"""The lock of generated projects."""
EVERY_NAME = "builtins.mapAttrs (_: builtins.attrNames)"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the flake reads, without the rest of a clone."""
    folder = tmp_path_factory.mktemp("flake") / "seedbed"
    folder.mkdir()
    made = shutil.ignore_patterns("__pycache__")
    for name in NAMES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=made)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in for nixpkgs with the Python packages of this environment."""
    return stand_in(tmp_path_factory.mktemp("packages"))


def stand_in(folder: Path, **older: str) -> Path:
    """Make the stand-in; it has some packages in older versions."""
    made = folder / "nixpkgs"
    shutil.copytree(STUB, made)
    shutil.copytree(FIXTURES / "host-python", made, dirs_exist_ok=True)
    base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    versions = {name: version(name) for name in (*required(), *BUILDS)}
    host = {
        "interpreter": sys.executable,
        "base": base,
        "versions": versions | older,
        "python": platform.python_version(),
    }
    (made / "host.json").write_text(json.dumps(host))
    return made


def required() -> list[str]:
    """The names of what seedbed needs, as nixpkgs writes them."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = filter(_is_needed, map(Requirement, project["dependencies"]))
    return [one.name.replace(".", "-") for one in needed]


def _is_needed(one: Requirement) -> bool:
    return one.marker is None or one.marker.evaluate()


def on(
    nix: Nix, packages: Path, verb: str, flake: str, *arguments: str, cwd: Path, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run `nix VERB FLAKE` with a stand-in for nixpkgs."""
    override = ("--override-input", "nixpkgs", f"path:{packages}", "--no-write-lock-file")
    return nix.run(*verb.split(), flake, *override, *arguments, cwd=cwd, check=check)


@pytest.fixture
def run(nix: Nix, source: Path, packages: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `nix VERB` with the flake and the stand-in."""

    def runs(
        verb: str, attribute: str, *arguments: str, cwd: Path = source
    ) -> subprocess.CompletedProcess[str]:
        return on(nix, packages, verb, f"path:{source}{attribute}", *arguments, cwd=cwd)

    return runs


def test_it_has_the_nixpkgs_of_generated_projects() -> None:
    assert (ROOT / "flake.lock").read_bytes() == LOCKED.read_bytes()


def test_the_templates_need_no_nixpkgs(nix: Nix, source: Path, tmp_path: Path) -> None:
    """The lock names one that cannot be had here: Nix would fail if it asked for it."""
    for preset in load_presets():
        root = tmp_path / preset
        root.mkdir()
        done = nix.run("flake", "init", "-t", f"path:{source}#{preset}", cwd=root)
        assert (root / "pyproject.toml").exists()
        assert "download" not in done.stderr
    stored = Path(nix.variables["NIX_STORE_DIR"]).glob("*-*")
    assert {path.name.partition("-")[2] for path in stored} == {"source"}


def test_each_system_has_the_program(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    outputs = {"packages": ["default"], "apps": ["default"], "checks": ["program"]}
    for output, names in outputs.items():
        told = run("eval --json", f"#{output}", "--apply", EVERY_NAME)
        assert json.loads(told.stdout) == dict.fromkeys(SYSTEMS, names)
    for system in SYSTEMS:
        told = run("eval --json", f"#apps.{system}.default")
        app = json.loads(told.stdout)
        assert app["type"] == "app"
        assert app["program"].endswith("-seedbed-0.1.0/bin/seedbed")
        told = run("eval --json", f"#packages.{system}.default.meta")
        assert json.loads(told.stdout)["mainProgram"] == "seedbed"


def test_show_lists_programs_and_templates(
    nix: Nix, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    every = () if is_old(nix) else ("--all-systems",)
    shown = json.loads(run("flake show --json", "", *every).stdout)
    outputs = shown.get("inventory", shown)
    assert set(outputs) == {"apps", "checks", "packages", "templates"}


def test_an_intel_mac_has_it_with_an_older_nixpkgs(nix: Nix, source: Path, tmp_path: Path) -> None:
    older = stand_in(tmp_path)
    library = older / "lib" / "default.nix"
    library.write_text(library.read_text().replace('"26.11"', '"26.05"'))
    told = on(
        nix, older, "eval --json", f"path:{source}#packages", "--apply", "builtins.attrNames",
        cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(told.stdout) == sorted([*SYSTEMS, "x86_64-darwin"])


def test_it_runs(run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    assert run("run", "", "--", "--version", cwd=tmp_path).stdout == "seedbed 0.1.0\n"
    done = run("run", "", "--", "new", "digits", "--yes", "--no-sync", cwd=tmp_path)
    assert done.stdout.startswith("Created digits: 26 files in digits, without an environment yet.")
    assert (tmp_path / "digits" / "pyproject.toml").exists()


def test_it_brings_its_own_uv_and_needs_nothing_on_path(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (built,) = json.loads(run("build --no-link --json", "").stdout)
    program = Path(built["outputs"]["out"], "bin", "seedbed")
    made = subprocess.run(
        [program, "new", "digits", "--yes", "--no-sync"], cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/path-not-set"}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert "git was not found" in made.stderr
    environment = program.resolve().parent
    asked = "import uv; print(uv.find_uv_bin())"
    found = subprocess.run(
        [environment / "python", "-c", asked], capture_output=True, text=True, check=True
    )
    assert found.stdout == f"{environment}/uv\n"


def test_a_package_that_an_older_nixpkgs_has_too_old_comes_from_pypi(
    nix: Nix, source: Path, tmp_path: Path
) -> None:
    older = stand_in(tmp_path, tomlkit="0.14.0")
    package = f"path:{source}#packages.x86_64-linux.default.drvPath"
    path = on(nix, older, "eval --raw", package, cwd=tmp_path).stdout
    (fetched,) = (one for one in derivations(nix, path) if "url" in one)
    assert fetched["url"].endswith("/py3/tomlkit-0.15.2-py3-none-any.whl")
    # sha256 in hexadecimal, as requirements/dev.txt has it
    digest = b64decode("BVYkEhY6MDe5RJc4X7f5IExje8YFr3pIGZ5BzyJy9Dc=").hex()
    assert fetched["outputHash"] in (digest, f"sha256-{b64encode(bytes.fromhex(digest)).decode()}")
    assert digest in (ROOT / "requirements" / "dev.txt").read_text()


def test_what_it_is_built_of_with_the_real_library(
    nix: Nix, source: Path, packages: Path, tmp_path: Path, real_nix_inputs: dict[str, Path]
) -> None:
    if is_old(nix):
        pytest.skip("the real library needs Nix 2.18")
    real = tmp_path / "nixpkgs"
    shutil.copytree(packages, real)
    shutil.rmtree(real / "lib")
    shutil.copytree(real_nix_inputs["nixpkgs"] / "lib", real / "lib")
    told = on(nix, real, "run", f"path:{source}", "--", "--version", cwd=tmp_path)
    assert told.stdout == "seedbed 0.1.0\n"
    stored = Path(nix.variables["NIX_STORE_DIR"]).glob("*-source")
    assert ["LICENSE", "README.md", "hatch_build.py", "pyproject.toml", "src"] in [
        sorted(path.name for path in one.iterdir()) for one in stored if one.is_dir()
    ]


def test_flake_check_passes(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = run("flake check", "")
    assert "warning: app" not in done.stderr
