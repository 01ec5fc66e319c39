"""Run the hooks of pre-commit on this project's files.

pre-commit works on a whole repository. If the project is a folder of a larger one, the
files of its neighbors stay as they are.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 24_000 if sys.platform == "win32" else 100_000
"""The most characters of file names in one command; systems allow a little more."""


def main() -> int:
    """Run the hooks and return their exit status."""
    top = Path(git("rev-parse", "--show-toplevel").removesuffix("\n"))
    if top.samefile(ROOT):
        return pre_commit("--all-files")
    files = git("ls-files", "-z").split("\0")[:-1]
    return max((pre_commit("--files", *some) for some in batches(files)), default=0)


def pre_commit(*which: str) -> int:
    """Run the hooks on some files and return their exit status."""
    command = [sys.executable, "-m", "pre_commit", "run", *which]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def batches(files: list[str]) -> list[list[str]]:
    """Divide files into lists that fit on a command line."""
    found: list[list[str]] = []
    room = 0
    for file in files:
        room -= len(os.fsencode(file)) + 1
        if room < 0:
            found.append([])
            room = LONGEST - len(os.fsencode(file)) - 1
        found[-1].append(file)
    return found


def git(*arguments: str) -> str:
    """Return git's output in the project's folder; exit if git fails."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)
    return os.fsdecode(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
