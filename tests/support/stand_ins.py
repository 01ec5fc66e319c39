"""Programs that stand in for those which seedbed starts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def program(path: Path, script: str) -> Path:
    """A program of that path, for the shell."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def stand_in(folder: Path, version: str, then: str = "exit 0") -> Path:
    """A program that is called uv, says that it has a version, and then does something."""
    say = f'if [ "$1" = --version ]; then echo "uv {version}"; exit; fi'
    return program(folder / "uv", f"{say}\n{then}")


def first_on_path(program: Path) -> dict[str, str]:
    """The variable by which a program is found before all others of its name."""
    return {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
