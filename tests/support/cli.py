"""Running seedbed as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from envelopes import check_document


def seedbed(
    *arguments: str | Path, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `seedbed ARGUMENTS` with no terminal, and give what it printed.

    A JSON document must be as its schema says.
    """
    done = subprocess.run(
        [sys.executable, "-m", "seedbed", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    check_document(arguments, done.stdout)
    return done


def files(root: Path) -> dict[str, bytes]:
    """All files below a folder, but git's own and those of the environment."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not {".git", ".venv"} & set(path.relative_to(root).parts)
    }


def as_dict(value: object) -> dict[str, Any]:
    """A parsed document that must be a table."""
    assert isinstance(value, dict)
    return value
