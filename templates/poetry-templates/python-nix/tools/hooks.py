"""Run the hooks of pre-commit on this project's files.

pre-commit works on a whole repository. Where the project is a folder of a larger one, the files of
its neighbours stay as they are.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the hooks, and give their exit status."""
    top = Path(git("rev-parse", "--show-toplevel").removesuffix("\n"))
    which = ["--all-files"]
    if not top.samefile(ROOT):
        which = ["--files", *git("ls-files", "-z").split("\0")[:-1]]
    command = [sys.executable, "-m", "pre_commit", "run", *which]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def git(*arguments: str) -> str:
    """Give what git says in the project's folder; an error ends the program."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.decode()


if __name__ == "__main__":
    sys.exit(main())
