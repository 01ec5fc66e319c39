"""What `.nix/packages.json` names, as Nix itself finds it."""

from __future__ import annotations

from pathlib import Path

from aged import make
from nix_runs import Nix


def test_nix_finds_what_a_user_chose(nix: Nix, tmp_path: Path) -> None:
    chosen = "git,make,mine:nix=stdenv.cc,none:nix="
    root = make(tmp_path, "--nix", "shell", "--system-package", chosen, git=True)
    names = nix.evaluate(
        "./.nix#devShells.x86_64-linux.default",
        "shell: map (one: one.name) shell.nativeBuildInputs",
        cwd=root,
    )
    assert names[1:3] == ["git-0", "gnumake-0"]  # behind uv, before that of the compiler
    assert len(names) == 4
