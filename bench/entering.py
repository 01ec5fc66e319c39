"""Entering a project whose environment is up to date: by direnv, with and without Nix.

Nix works offline here: in a store of its own, with the tests' stand-in for nixpkgs.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.cases import Setting
    from bench.measure import Case

ROUNDS = 15
FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
STUB = FIXTURES / "nixpkgs"
_CONFIG = """\
experimental-features = nix-command flakes
sandbox = false
build-users-group =
substituters =
flake-registry =
warn-dirty = false
"""
_BARE = """\
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { nixpkgs, ... }: {
    devShells = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ] (
      system: { default = nixpkgs.legacyPackages.${system}.mkShell { }; }
    );
  };
}
"""


def entering(setting: Setting, project: Path) -> list[Case]:
    """Cases of direnv, from an empty `.envrc` on.

    Args:
        setting: what all cases share.
        project: one for uv with Nix and direnv, installed.
    """
    direnv = _program("direnv")
    # what is allowed here, is nowhere else
    data = {"XDG_DATA_HOME": str(setting.scratch / "data")}
    setting = replace(setting, environment={**setting.environment, **data})
    empty = setting.scratch / "empty"
    empty.mkdir()
    (empty / ".envrc").touch()
    for folder in (empty, project):
        setting.run(direnv, "allow", folder)

    def case(name: str, folder: Path, variables: dict[str, str]) -> Case:
        here = replace(setting, environment={**setting.environment, **variables})
        return here.case(name, lambda _: (direnv, "export", "bash"), folder=folder)

    cases = [
        case("empty .envrc", empty, {}),
        case("direnv and uv", project, {"USE_NIX": "no"}),
    ]
    if shutil.which("nix"):
        offline = _offline(setting, project)
        name = _give_nix_direnv({**setting.environment, **offline}, project / ".envrc")
        cases.append(case(name, project, offline))
    return cases


def opening(setting: Setting, project: Path) -> list[Case]:
    """Cases of `nix develop`: a bare shell, and that of a project."""
    nix = _program("nix")
    variables = _offline(setting, project)
    bare = setting.scratch / "bare"
    bare.mkdir()
    (bare / "flake.nix").write_text(_BARE)
    shutil.copy(project / ".nix" / "flake.lock", bare)
    here = replace(setting, environment={**setting.environment, **variables})
    command = (nix, "develop", "-c", "true")
    own = (nix, "develop", "./.nix", "-c", "true")
    return [
        here.case("bare mkShell", lambda _: command, folder=bare),
        here.case("nix develop", lambda _: own, folder=project),
    ]


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise FileNotFoundError(f"{name} is not installed")
    return found


def _offline(setting: Setting, project: Path) -> dict[str, str]:
    """The variables for Nix; the project's lock comes to name the stand-in for nixpkgs."""
    folder = setting.scratch / "nix"
    folder.mkdir(exist_ok=True)
    (folder / "nix.conf").write_text(_CONFIG)
    variables = {
        "NIX_CONF_DIR": str(folder),
        "NIX_STORE_DIR": str(folder / "store"),
        "NIX_STATE_DIR": str(folder / "var"),
        "NIX_LOG_DIR": str(folder / "log"),
        "NIX_STUB_REAL": str(setting.tools["uv"].folder / "bin"),
        # direnv's and Nix's, so that no stand-in is found there by the next run
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    environment = {**setting.environment, **variables}
    nix = _program("nix")

    def ask(*arguments: str) -> str:
        words = [nix, *arguments]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    lock = project / ".nix" / "flake.lock"
    nodes = json.loads(lock.read_text())
    nodes["nodes"]["nixpkgs"]["locked"]["narHash"] = ask("hash", "path", "--sri", str(STUB))
    text = json.dumps(nodes, indent=2) + "\n"
    if text != lock.read_text():
        lock.write_text(text)
    ask("store", "add-path", "--name", "source", str(STUB))
    return variables


def _give_nix_direnv(environment: dict[str, str], envrc: Path) -> str:
    """Have nix-direnv where direnv looks first, and name the case.

    It is the file that the variable NIX_DIRENV names, or what direnv fetches; where there is no
    network, the tests' stand-in.
    """
    address, digest = re.findall(r'"(https://\S+|sha256-\S+)"', envrc.read_text())[:2]
    real = os.environ.get("NIX_DIRENV", "")
    fetch = (_program("direnv"), "fetchurl", address, digest)
    if not real:
        done = subprocess.run(fetch, env=environment, capture_output=True, check=False)
        if done.returncode == 0:
            return "nix-direnv and uv"
    fetched = Path(environment["XDG_CACHE_HOME"]) / "direnv" / "cas"
    fetched.mkdir(parents=True, exist_ok=True)
    source = Path(real) if real else FIXTURES / "nix_direnv_stand_in.sh"
    shutil.copy(source, fetched / base64.b64decode(digest.removeprefix("sha256-")).hex())
    return "nix-direnv and uv" if real else "its stand-in and uv"
