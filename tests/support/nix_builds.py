"""Running flakes that build Python packages, with stand-ins for what they need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nix_runs import STUB, Nix
from places import FIXTURES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping
    from pathlib import Path

BUILD = {
    "uv2nix": FIXTURES / "uv2nix",
    "pyproject-nix": FIXTURES / "pyproject.nix",
    "pyproject-build-systems": FIXTURES / "build-system-pkgs",
}
"""What stands in for the inputs of a flake that builds from a lock, besides nixpkgs."""


def run(
    nix: Nix, verb: str, flake: str, *arguments: str, cwd: Path, inputs: Mapping[str, Path],
    **options: Any,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Run `nix VERB FLAKE` with stand-ins for all inputs of a flake."""
    given = [word for name, path in inputs.items() for word in overridden(name, path)]
    return nix.on_stub(verb, flake, *given, *arguments, cwd=cwd, **options)


def overridden(name: str, path: Path) -> tuple[str, ...]:
    """The options by which an input is another."""
    return ("--override-input", name, f"path:{path}")


def is_old(nix: Nix) -> bool:
    """Whether a Nix is older than 2.19, which the docs ask for."""
    return " 2.8" in nix.run("--version", cwd=STUB).stdout


def derivations(nix: Nix, path: str) -> list[dict[str, str]]:
    """The variables of a derivation and of all that it is built from."""
    verb = ["show-derivation"] if is_old(nix) else ["derivation", "show"]
    told = json.loads(nix.run(*verb, "-r", path, cwd=STUB).stdout)
    return [one["env"] for one in told.get("derivations", told).values()]
