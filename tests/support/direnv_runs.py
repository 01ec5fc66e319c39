"""Running direnv in a project, in a home of its own, and without a network."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aged import commit, make
from conda_stand_ins import MAKES
from nix_runs import STUB, Nix, lock_for_stub
from running import environment
from stand_ins import program
from terminal import without_colours
from uv import find_uv_bin

if TYPE_CHECKING:
    from collections.abc import Mapping

MANAGERS = ("uv", "pixi", "poetry", "conda")
LOCKS = {"uv": "uv.lock", "pixi": "pixi.lock", "poetry": "poetry.lock", "conda": "conda-lock.yml"}
SAY = """\
case $* in
  *--version*) echo "${0##*/} 99.0 (stand-in)"; exit;;
esac
printf '%s\\n' "${0##*/} $*" >> "$CALLS"
"""
"""How a stand-in begins: it notes how it was called."""
PIXI_STAND_IN = """\
mkdir -p .pixi/envs/dev/bin
echo "export PATH=\\"$PWD/.pixi/envs/dev/bin:$PATH\\""
echo "export CONDA_PREFIX=\\"$PWD/.pixi/envs/dev\\""
echo 'export PIXI_PROMPT="(x-1:dev) "'
echo 'pixi() { "${PIXI_EXE-}" "$@"; }'
case $* in *'--change-ps1 false'*) ;; *) echo 'export PS1="(x-1:dev) $PS1"';; esac
"""
"""What `pixi shell-hook --shell bash` answers: crates/pixi_cli/src/shell_hook.rs, 2026."""
CONDA_STAND_IN = f"""\
case "$1 $2" in "info --base") echo "{Path(sys.executable).parents[1]}"; exit;; esac
{MAKES}
if [ -e "$prefix/bin/python" ]; then
  mkdir -p "$prefix/etc/conda/activate.d"
  printf '%s\\n' '#!/bin/sh' \
    'case "$1 $2" in "-I -") exec {sys.executable} "$@";; "-I -S") exit;; esac' \
    'echo "python $*" >> "$CALLS"' > "$prefix/bin/python"
  echo 'export ACTIVATED=yes' > "$prefix/etc/conda/activate.d/some.sh"
fi
"""
"""What micromamba, mamba, conda and conda-lock do; their Python runs what `.envrc` gives it."""
STAND_INS = {
    "uv": ("uv", "mkdir -p .venv/bin"),
    "pixi": ("pixi", PIXI_STAND_IN),
    "poetry": ("poetry", "mkdir -p .venv/bin"),
    "conda": ("micromamba", CONDA_STAND_IN),
}
"""For each manager a program that stands in for it."""
ENTERED = {
    "uv": ("VIRTUAL_ENV", ".venv"),
    "pixi": ("CONDA_PREFIX", ".pixi/envs/dev"),
    "poetry": ("VIRTUAL_ENV", ".venv"),
    "conda": ("CONDA_PREFIX", ".conda"),
}
"""The variable by which an environment is known to be entered, and its folder."""
NIX_DIRENV = STUB.parent / "nix_direnv_stand_in.sh"
LOGGING = """#!/bin/sh
printf '%s\\n' "nix $*" >> "{log}"
exec {nix} "$@"
"""
_FOREIGN = ("DIRENV", "VIRTUAL_ENV", "CONDA", "MAMBA", "PIXI", "IN_NIX_SHELL", "XDG_")
_BARE = """\
[project]
name = "x-1"
version = "1"
requires-python = ">=3.11"

"""
_NO_PACKAGE = {
    "uv": "[tool.uv]\npackage = false\n",
    "poetry": "[tool.poetry]\npackage-mode = false\n",
}


class Direnv:
    """direnv with settings of its own.

    Args:
        folder: where its home is, and what stands in for programs.
        variables: what is set besides.
    """

    def __init__(self, folder: Path, **variables: str) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)
        self.log = folder / "calls.log"
        self.folder = folder
        own = {
            "HOME": str(self.home),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "CALLS": str(self.log),
            "UV_OFFLINE": "1",
            "UV_PYTHON": sys.executable,
            "POETRY_NO_INTERACTION": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        inherited = environment()
        kept = {name: inherited[name] for name in inherited if not name.startswith(_FOREIGN)}
        self.variables = {**kept, **own, **variables}
        self.first_on_path(Path(find_uv_bin()).parent)

    def first_on_path(self, folder: Path) -> None:
        """Let the programs of a folder be found first."""
        self.variables["PATH"] = f"{folder}:{self.variables['PATH']}"

    def hide(self, *names: str) -> None:
        """Let some programs not be found, whatever this machine has."""
        folders = []
        for folder in map(Path, self.variables["PATH"].split(":")):
            if not any((folder / name).exists() for name in names):
                folders.append(str(folder))
                continue
            rest = self.folder / "without" / str(len(folders))
            rest.mkdir(parents=True)
            for path in folder.iterdir():
                if path.name not in names:
                    (rest / path.name).symlink_to(path)
            folders.append(str(rest))
        self.variables["PATH"] = ":".join(folders)

    def stand_in(self, manager: str, then: str | None = None) -> Path:
        """Let a program stand in for a manager; it notes its calls, and then does something."""
        name, usual = STAND_INS[manager]
        path = program(self.folder / "stand-in" / name, SAY + (usual if then is None else then))
        if not self.variables["PATH"].startswith(f"{path.parent}:"):
            self.first_on_path(path.parent)
        return path

    def calls(self) -> list[str]:
        """How the stand-ins were called, in order; the note begins anew."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.write_text("")
        return lines

    def allow(self, root: Path) -> None:
        """Allow the `.envrc` of a project."""
        self._run("direnv", "allow", cwd=root)

    def enter(self, root: Path, script: str = "true", **variables: str) -> Entered:
        """Run a script of bash in the environment that direnv makes of a folder."""
        command = ("direnv", "exec", str(root), "bash", "-c", script)
        done = self._run(*command, cwd=root, check=False, variables=variables)
        return Entered(done)

    def program(self, *command: str, cwd: Path) -> None:
        """Run another program with the same variables."""
        self._run(*command, cwd=cwd)

    def _run(
        self, *command: str, cwd: Path, check: bool = True, variables: Mapping[str, str] = {}
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, cwd=cwd, env={**self.variables, **variables}, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0 or not check, f"{command}\n{done.stdout}\n{done.stderr}"
        return done


class Entered:
    """What came of entering an environment: the status, what the script and what direnv said."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.status = done.returncode
        self.said = done.stdout.rstrip("\n")
        self.log = without_colours(done.stderr)
        self.red = [
            line
            for line in done.stderr.splitlines()
            if line.startswith(("\x1b[31m", "\x1b[38;5;1m"))  # direnv's errors, two versions
        ]


def made(folder: Path, manager: str, *options: str, git: bool = False) -> Path:
    """A project with `.envrc` whose manifest asks for no packages, so that it needs no network."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ("--manager", manager, "--framework", "none", "--with", "direnv")
    root = make(folder, *words, *options, git=git)
    if manager in _NO_PACKAGE:
        (root / "pyproject.toml").write_text(_BARE + _NO_PACKAGE[manager])
    return root


def ready(folder: Path, manager: str, *options: str) -> tuple[Direnv, Path]:
    """A project with a lock, and a manager for it: uv itself, or what stands in for the others."""
    direnv = Direnv(folder)
    root = made(folder / "place", manager, *options)
    if manager == "uv":
        direnv.program("uv", "lock", "--quiet", cwd=root)
    else:
        direnv.stand_in(manager)
        (root / LOCKS[manager]).touch()
    direnv.allow(root)
    return direnv, root


def give_nix_direnv(direnv: Direnv, root: Path, text: bytes) -> None:
    """Lay nix-direnv, or what stands in for it, where direnv keeps what it has fetched.

    direnv checks a hash when it fetches, not afterwards.
    """
    (digest,) = re.findall(r'"sha256-(\S+)"', (root / ".envrc").read_text())
    fetched = Path(direnv.variables["XDG_CACHE_HOME"]) / "direnv" / "cas"
    fetched.mkdir(parents=True, exist_ok=True)
    (fetched / base64.b64decode(digest).hex()).write_bytes(text)


class Place:
    """A project with Nix and direnv, and what was called in it.

    Args:
        nix: the Nix to take.
        folder: where all of it is.
        manager: the project's manager; its program is a tool of the stand-in for nixpkgs.
        cached: whether nix-direnv is there; else it cannot be fetched.
        nix_direnv: the file that is taken for it.
    """

    def __init__(
        self,
        nix: Nix,
        folder: Path,
        manager: str = "uv",
        *,
        cached: bool = True,
        nix_direnv: Path = NIX_DIRENV,
    ) -> None:
        self.root = made(folder / "place", manager, "--nix", "shell", git=True)
        (self.root / LOCKS[manager]).touch()
        lock_for_stub(nix, self.root / ".nix" / "flake.lock")
        commit(self.root)
        own = {name: value for name, value in nix.variables.items() if name.startswith("NIX_")}
        # nothing answers there
        offline = {} if cached else {"https_proxy": "http://127.0.0.1:9"}
        self.direnv = Direnv(folder, **own, **offline)
        self.log = folder / "nix.log"
        tools = folder / "tools"
        program(tools / "nix", "")
        (tools / "nix").write_text(LOGGING.format(log=self.log, nix=nix.program))
        self.direnv.first_on_path(tools)
        if cached:
            give_nix_direnv(self.direnv, self.root, nix_direnv.read_bytes())
        self.direnv.allow(self.root)
        self.nix = nix
        nix.calls()

    def evaluations(self) -> int:
        """How often Nix was asked for the shell since the last time."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.write_text("")
        return sum("print-dev-env" in line for line in lines)

    def enter(self, script: str = "echo $VIRTUAL_ENV") -> str:
        """What a script says in the environment."""
        done = self.direnv.enter(self.root, script)
        assert done.status == 0, done.log
        return done.said
