"""Nix in tests: no network, a store of its own, and a stand-in for nixpkgs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from places import FIXTURES
from running import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

STUB = FIXTURES / "nixpkgs"
"""Stands in for nixpkgs: the same names, tools that only note their arguments."""
SYSTEMS = ("x86_64-linux", "aarch64-linux", "aarch64-darwin")

_CONFIG = """
experimental-features = nix-command flakes
sandbox = false
build-users-group =
substituters =
flake-registry =
warn-dirty = false
"""


class Nix:
    """One Nix with a store of its own.

    Args:
        program: its path.
        folder: where its store, its settings and its home are.
    """

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.log = folder / "tools.log"
        settings = folder / "etc"
        for name in ("etc", "home", "cache"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (settings / "nix.conf").write_text(_CONFIG)
        self.variables = {
            "NIX_CONF_DIR": str(settings),
            "NIX_STORE_DIR": str(folder / "store"),
            "NIX_STATE_DIR": str(folder / "var"),
            "NIX_LOG_DIR": str(folder / "log"),
            "NIX_STUB_LOG": str(self.log),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "HOME": str(folder / "home"),
            "PATH": f"{Path(program).parent}{os.pathsep}{os.environ['PATH']}",
        }

    def environment(self, **changes: str) -> dict[str, str]:
        """The variables with which this Nix runs."""
        return environment(**self.variables, **changes)

    def run(
        self, *arguments: str, cwd: Path, check: bool = True, variables: Mapping[str, str] = {}
    ) -> subprocess.CompletedProcess[str]:
        """Run Nix in a folder."""
        done = subprocess.run(
            [self.program, *arguments], cwd=cwd, env=self.environment(**variables),
            capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stderr
        return done

    def on_stub(
        self, verb: str, flake: str, *arguments: str, cwd: Path, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run `nix VERB FLAKE` with the stand-in for nixpkgs; the lock stays as it is."""
        override = ("--override-input", "nixpkgs", f"path:{STUB}", "--no-write-lock-file")
        words = verb.split()
        return self.run(*words, flake, *override, *arguments, cwd=cwd, **options)

    def evaluate(self, flake: str, expression: str, *, cwd: Path) -> Any:
        """What a function gives of an attribute of a flake (`FLAKE#ATTRIBUTE`)."""
        done = self.on_stub("eval --json", flake, "--apply", expression, cwd=cwd)
        return json.loads(done.stdout)

    def develop(
        self, flake: str, script: str, *, cwd: Path, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a script in the shell of a flake."""
        return self.on_stub("develop", flake, "-c", "bash", "-c", script, cwd=cwd, **options)

    def calls(self) -> list[str]:
        """How the tools of the stand-in were called, in order; the note begins anew."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.write_text("")
        return lines


def lock_for_stub(nix: Nix, lock: Path) -> None:
    """Let a lock name the stand-in for nixpkgs, and lay that into the store.

    The lock is that of a test's project; the nodes keep their form, only the hash is another.
    """
    said = nix.run("hash", "path", "--sri", str(STUB), cwd=STUB)
    nodes = json.loads(lock.read_text())
    nodes["nodes"]["nixpkgs"]["locked"]["narHash"] = said.stdout.strip()
    lock.write_text(json.dumps(nodes, indent=2) + "\n")
    nix.run("store", "add-path", "--name", "source", str(STUB), cwd=STUB)


def without_tools(root: Path) -> str:
    """Empty the group `dev`, so that an environment costs little; gives the manifest's text."""
    manifest = root / "pyproject.toml"
    document = tomlkit.parse(manifest.read_text())
    document["dependency-groups"]["dev"] = []
    text = tomlkit.dumps(document)
    manifest.write_text(text)
    return text
