"""Measures what it costs to compile packages when they are installed, and what that saves later.

Run it as `make bench-compiling`, or with `ARGS="3 pytorch"` for other rounds and another framework:
it creates a project with uv and installs the framework. All ratios come from pairs in one run. On a
busy machine, processor time tells more than the clock. Compiling uses all processors, so the clock
shows less of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from seedbed.managers.shared.compiling import CODE

MODULES = {
    "sklearn": "sklearn.ensemble, matplotlib.pyplot",
    "pytorch": "torch, matplotlib.pyplot",
    "none": "pytest",
}
_NO_WRITE = {"PYTHONDONTWRITEBYTECODE": "1"}


class Project:
    """A project with uv, whose environment is made anew from the cache.

    Args:
        root: its folder.
    """

    def __init__(self, root: Path, framework: str) -> None:
        self.root = root
        options = ["--yes", "--no-git", "--framework", framework]
        options += ["--accelerator", "cpu"] if framework == "pytorch" else []
        subprocess.run([sys.executable, "-m", "seedbed", "new", str(root), *options], check=True)
        self.python = str(root / ".venv" / "bin" / "python")
        self.modules = MODULES[framework]

    def clean(self) -> None:
        """Remove what is compiled."""
        for folder in list((self.root / ".venv").rglob("__pycache__")):
            shutil.rmtree(folder)

    def sync(self, *options: str) -> tuple[float, float]:
        """Make the environment anew."""
        shutil.rmtree(self.root / ".venv")
        return self.run("uv", "sync", "--quiet", *options)

    def load(self, **variables: str) -> tuple[float, float]:
        """Import what the project trains with, in a new interpreter."""
        return self.run(self.python, "-c", f"import {self.modules}", **variables)

    def compile(self) -> tuple[float, float]:
        """Run what the task `compile` runs."""
        return self.run(self.python, "-I", "-c", CODE)

    def run(self, *command: str, **variables: str) -> tuple[float, float]:
        """Seconds by the clock, and on processors."""
        before, start = os.times(), time.perf_counter()
        subprocess.run(
            command, cwd=self.root, env={**os.environ, **variables}, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wall, after = time.perf_counter() - start, os.times()
        user, system = after.children_user, after.children_system
        return wall, user + system - before.children_user - before.children_system

    @property
    def size(self) -> int:
        """The bytes of the environment."""
        return sum(path.lstat().st_size for path in (self.root / ".venv").rglob("*"))


def main() -> None:
    """Make the project, and print the medians of the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    framework = sys.argv[2] if len(sys.argv) > 2 else "sklearn"
    with tempfile.TemporaryDirectory(prefix="seedbed-bench-") as folder:
        project = Project(Path(folder, "bench-compiling"), framework)
        rows: dict[str, list[tuple[float, float]]] = {}
        for _ in range(rounds):
            for name, (one, base) in _pairs(project).items():
                rows.setdefault(name, []).append((one[0] / base[0], one[1] / base[1]))
        print(f"\n{framework}, {rounds} rounds, {os.cpu_count()} cores")
        print(f"{'':<52}{'clock':>9}{'CPU':>9}")
        for name, ratios in rows.items():
            clock, cpu = (median(side) for side in zip(*ratios, strict=True))
            print(f"{name:<52}{clock:>8.2f}x{cpu:>8.2f}x")
        project.compile()
        large = project.size
        project.clean()
        print(f"{'size of the environment':<52}{large / project.size:>8.2f}x")


def _pairs(project: Project) -> dict[str, tuple[tuple[float, float], tuple[float, float]]]:
    plain = project.sync()
    with_it = project.sync("--compile-bytecode")
    project.load()  # what is read comes from memory from here on
    quick = project.load()
    idle = project.run("uv", "run", "python", "-c", "pass")
    looks = project.run("uv", "run", "python", "-c", "pass", UV_COMPILE_BYTECODE="1")
    again = project.compile()
    project.clean()
    slow = project.load(**_NO_WRITE)
    compiled = project.compile()
    return {
        "uv sync that compiles / one that doesn't": (with_it, plain),
        "task compile / that sync": (compiled, plain),
        "first import, not compiled / compiled": (slow, quick),
        "uv run, compile-bytecode on / off": (looks, idle),
        "task compile, nothing to do / everything": (again, compiled),
    }


if __name__ == "__main__":
    main()
