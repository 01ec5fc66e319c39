"""What is known after Python itself crashed while it loaded PyTorch's libraries.

It happened in a slow run right after an install, and in none of some hundred tries since: the
dynamic loader of the system died in a library of CUDA, before any line of a project had run.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import shutil
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[[], subprocess.CompletedProcess[str]]

_SIGNS = ("Fatal Python error: Segmentation fault", "in _preload_cuda_lib")
_BLOCK = 1 << 20
_GIB = 1 << 30


def once_more(run: Run, environment: Path) -> subprocess.CompletedProcess[str]:
    """Run a command, and again if the loader crashed over files that are all as they should be.

    The first crash is shown among the warnings of the test session, with what is known about it.
    """
    done = run()
    if done.returncode == 0 or not in_loader(done.stdout + done.stderr):
        return done
    found = report(environment)
    assert found.startswith("0 damaged files"), f"{found}\n{done.stderr}"
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"crashed while loading PyTorch; {found}\n{done.stderr}", stacklevel=2)
    return run()


def in_loader(said: str) -> bool:
    """Whether this output ends in a crash of the loader, below the import of PyTorch."""
    return all(sign in said for sign in _SIGNS)


def report(environment: Path) -> str:
    """Which installed files are not what their packages say, and how full the disk is."""
    wrong = damaged(environment)
    free = shutil.disk_usage(environment).free / _GIB
    return f"{len(wrong)} damaged files: {', '.join(wrong) or '-'}; {free:.1f} GiB of disk free"


def damaged(environment: Path) -> list[str]:
    """The installed files whose checksum is not the one in their package's list, by name."""
    return sorted(
        f"{path.name} ({path.parent})"
        for record in environment.glob("lib/python*/site-packages/*.dist-info/RECORD")
        for path, expected in _listed(record)
        if not path.is_file() or _sha256(path) != expected
    )


def _listed(record: Path) -> list[tuple[Path, str]]:
    """The files that a package lists, with their checksums; those without one left out."""
    with record.open(encoding="utf-8", newline="") as lines:
        return [
            (record.parents[1] / name, hashed.removeprefix("sha256="))
            for name, hashed, _ in csv.reader(lines)
            if hashed.startswith("sha256=")
        ]


def _sha256(path: Path) -> str:
    """A checksum as wheels write it: base64 for addresses, without padding."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")
