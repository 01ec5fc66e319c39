"""Projects with a JupyterLab, a real one or one that stands in, and how seedbed runs there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from envelopes import check_document
from running import SEEDBED, environment

from seedbed.host.processes import Process, identity_of, is_alive, kill, wait_until

ROOT = ("--allow-root",) if os.geteuid() == 0 else ()
MANIFEST = """\
[project]
name = "digits"
version = "1"
requires-python = ">=3.11"
[tool.seedbed]
manager = "{manager}"
framework = "none"
nix = "{nix}"
"""
_HIDDEN = ("SSH_", "JUPYTER", "XDG_", "DISPLAY", "WAYLAND", "IN_NIX", "STAND_IN", "VIRTUAL_ENV")


class Lab:
    """A project, with a state folder and a Jupyter of its own."""

    def __init__(self, folder: Path, manager: str = "uv", nix: str = "none") -> None:
        self.root = folder / "digits"
        self.root.mkdir(parents=True)
        (self.root / "pyproject.toml").write_text(MANIFEST.format(manager=manager, nix=nix))
        self.state = folder / "state"
        self.runtime = folder / "runtime"
        self.variables = {
            **{k: v for k, v in environment().items() if not k.startswith(_HIDDEN)},
            "XDG_STATE_HOME": str(self.state),
            "JUPYTER_RUNTIME_DIR": str(self.runtime),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "IPYTHONDIR": str(folder / "ipython"),
        }

    def run(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run `seedbed jupyter` with some words; a start may run as root."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.root,
            env={**self.variables, **changes},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        check_document(("jupyter", *words), done.stdout)
        return done

    @staticmethod
    def command(*words: str) -> list[str]:
        """The command that does it."""
        root = ROOT if words[0] in {"start", "restart"} else ()
        return [*SEEDBED, "jupyter", *words, *root]

    def start(self, *words: str, **changes: str) -> dict[str, Any]:
        """Start the server on any port, and give what is recorded of it."""
        done = self.run("start", "--port", "0", *words, **changes)
        assert done.returncode == 0, done
        return self.record

    def status(self) -> dict[str, Any]:
        """What `status --json` says."""
        found: dict[str, Any] = json.loads(self.run("status", "--json").stdout)["result"]
        return found

    @property
    def folder(self) -> Path:
        """The folder of the records and logs."""
        (folder,) = (self.state / "seedbed" / "jupyter").iterdir()
        return folder

    @property
    def record(self) -> dict[str, Any]:
        """What is recorded of the server."""
        found: dict[str, Any] = json.loads((self.folder / "server.json").read_text())
        return found

    def change(self, **fields: object) -> None:
        """Change the record."""
        path = self.folder / "server.json"
        path.write_text(json.dumps({**self.record, **fields}))

    def processes(self) -> list[int]:
        """All processes that were started with this project's folders in their command line."""
        marks = (os.fsencode(self.state), os.fsencode(self.runtime))
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes()
            except OSError:
                continue
            if any(mark in words for mark in marks) and identity_of(int(path.parent.name)):
                found.append(int(path.parent.name))
        return found

    def end(self) -> None:
        """End what is left."""
        for pid in self.processes():
            one = Process(pid=pid, identity=identity_of(pid))
            if is_alive(one):
                kill(one)


def stand_in(folder: Path) -> Path:
    """An environment in which JupyterLab is `lab_stand_in`."""
    made = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    (packages,) = made.glob("lib/python3*/site-packages")
    for name in ("jupyterlab-4.6.6", "ipykernel-7.0.0"):
        (packages / f"{name}.dist-info").mkdir()
        version = name.partition("-")[2]
        (packages / f"{name}.dist-info" / "METADATA").write_text(f"Version: {version}\n")
    (packages / "jupyterlab").mkdir()
    shutil.copy(Path(__file__).with_name("lab_stand_in.py"), packages / "jupyterlab" / "labapp.py")
    (packages / "jupyter_core").mkdir()
    (packages / "jupyter_core" / "paths.py").write_text(
        "import os\ndef jupyter_runtime_dir(): return os.environ['JUPYTER_RUNTIME_DIR']\n"
    )
    return made


def with_stand_in(made: Path, folder: Path, place: str = ".venv", **more: str) -> Lab:
    """A project with a copy of such an environment."""
    lab = Lab(folder, **more)
    shutil.copytree(made, lab.root / place, symlinks=True)
    return lab


def modes(folder: Path) -> dict[str, int]:
    """The permissions of what a folder holds, by name."""
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


def has_gone(pid: int) -> bool:
    """Whether a process ends soon."""
    return wait_until(lambda: not identity_of(pid), 20)
