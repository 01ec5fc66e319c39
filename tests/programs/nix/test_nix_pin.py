"""A manager that `pin.nix` pins: another version needs other hashes."""

from __future__ import annotations

import re
import shutil
import tarfile
from typing import TYPE_CHECKING

import pytest
from aged import commit, edit, make
from stand_ins import program

if TYPE_CHECKING:
    from pathlib import Path

    from nix_runs import Nix

UV = "uv-x86_64-unknown-linux-musl"
PIN = ".nix/overlays/pin.nix"


@pytest.mark.parametrize("manager", ["uv", "pixi", "conda"])
def test_another_version_with_the_old_hash_fails(nix: Nix, tmp_path: Path, manager: str) -> None:
    """Nix would give the archive in its store, if that had the same name."""
    tool = "micromamba" if manager == "conda" else manager
    flake = f"./.nix#{tool}"
    root = make(tmp_path, "--manager", manager, "--nix", "shell", git=True)
    archives = [released(tmp_path / version) for version in ("1.0", "2.0")]
    hashes = [
        nix.run("hash", "file", "--sri", str(one), cwd=tmp_path).stdout.strip() for one in archives
    ]
    text = (root / PIN).read_text().replace("on = false", "on = true")
    text = re.sub('url = ".*"', f'url = "file://{tmp_path}/${{version}}/archive.tar"', text)
    text = re.sub('hash = ".*"', f'hash = "{hashes[0]}"', text)
    (root / PIN).write_text(re.sub('version = ".*"', 'version = "1.0"', text))
    commit(root)
    assert nix.on_stub("run", flake, cwd=root).stdout == "1.0\n"
    edit(root, PIN, 'version = "1.0"', 'version = "2.0"')
    failed = nix.on_stub("run", flake, cwd=root, check=False)
    assert (failed.returncode != 0, failed.stdout) == (True, "")
    assert "hash mismatch in fixed-output derivation" in failed.stderr
    assert hashes[1] in failed.stderr
    (root / PIN).write_text((root / PIN).read_text().replace(hashes[0], hashes[1]))
    assert nix.on_stub("run", flake, cwd=root).stdout == "2.0\n"


def released(folder: Path) -> Path:
    """An archive of all managers, as each lays its program into its own; they tell a version."""
    for name in (UV, "bin"):
        (folder / name).mkdir(parents=True)
    for path in (f"{UV}/uv", "pixi", "bin/micromamba"):
        program(folder / path, f"echo {folder.name}")
    shutil.copy(folder / "pixi", folder / UV / "uvx")
    archive = folder / "archive.tar"
    with tarfile.open(archive, "w") as tar:
        for name in (UV, "pixi", "bin"):
            tar.add(folder / name, name)
    return archive
