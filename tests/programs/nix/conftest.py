"""The real inputs of flakes, where they can be had."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from nix_builds import BUILD
from nix_runs import STUB


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real inputs; of nixpkgs its library, with the stand-in's packages."""
    named = os.environ.get("SEEDBED_NIX_INPUTS", "")
    if not named:
        pytest.skip(
            "SEEDBED_NIX_INPUTS names no folder with uv2nix, pyproject.nix, build-system-pkgs and"
            " nixpkgs.lib: whether the flakes evaluate with the real ones was not checked"
        )
    folder = Path(named).absolute()
    nixpkgs = tmp_path_factory.mktemp("real") / "nixpkgs"
    shutil.copytree(STUB, nixpkgs)
    shutil.rmtree(nixpkgs / "lib")
    shutil.copytree(folder / "nixpkgs.lib" / "lib", nixpkgs / "lib")
    return {"nixpkgs": nixpkgs, **{name: folder / path.name for name, path in BUILD.items()}}
