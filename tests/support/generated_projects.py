"""Generated projects with their environments, and the commands of their users."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli import seedbed
from uv import find_uv_bin

if TYPE_CHECKING:
    import pytest

ALL_EXTRAS = "direnv,github,pre-commit,vscode"
TRAIN = ("uv", "run", "poe", "train")


class Generated:
    """A project on disk, and the commands of its users."""

    def __init__(self, root: Path, path: str) -> None:
        self.root = root
        self.env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
        self.env |= {"PATH": path, "UV_PYTHON": os.path.realpath(sys.executable)}
        # several tests run at a time: threads beyond that only wait for each other
        self.env |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def run(self, *command: str, status: int = 0) -> str:
        """What a command prints; it must end with that status."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def by_editor(self, status: int = 0) -> str:
        """What Pyright, the type checker of many editors, says of the code; it must end so."""
        settings = self.root / "pyrightconfig.json"
        settings.write_text('{"typeCheckingMode": "standard", "include": ["src", "tests"]}')
        pyright = str(Path(sys.executable).parent / "pyright")
        python = str(self.root / ".venv" / "bin" / "python")
        try:
            return self.run(pyright, "--pythonpath", python, status=status)
        finally:
            settings.unlink()

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A command that runs, in a process group of its own, as a terminal starts it."""
        return subprocess.Popen(
            command,
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def train(self, out: Path, *options: str, by: tuple[str, ...] = TRAIN) -> Path:
        """Train once, and give the folder of the run, the only new one in `out`."""
        before = set(out.glob("*"))
        self.run(*by, "--out", str(out), *options)
        (made,) = set(out.glob("*")) - before
        return made

    def choose(self, setting: str) -> None:
        """Make another choice, and install what it needs."""
        done = seedbed("update", "--no-sync", "--set", setting, cwd=self.root)
        assert done.returncode == 0, done.stderr
        self.run("uv", "sync")

    def commit(self) -> str:
        """Commit all that is there, and give the name of the commit."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        self.run("git", "add", "--all")
        self.run("git", *who, "commit", "--quiet", "--no-verify", "--message", "x")
        return self.run("git", "rev-parse", "HEAD").strip()


def make(
    framework: str, factory: pytest.TempPathFactory, extras: str = ALL_EXTRAS, *options: str
) -> Generated:
    """A project of a framework with some extras; there is no seedbed on its users' PATH."""
    top = factory.mktemp(framework)
    made = seedbed(
        "new", "Deep.Net-1", "--yes", "--no-sync", "--framework", framework,
        *(("--with", extras) if extras else ()), *options,
        "--description", 'Reads "digits" \\ ${x}\n\nand more', cwd=top,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (top / "bin").mkdir()
    (top / "bin" / "uv").symlink_to(find_uv_bin())
    generated = Generated(top / "Deep.Net-1", f"{top / 'bin'}:/usr/bin:/bin")
    generated.run("uv", "sync")
    return generated
