"""Running the real Pixi and micromamba, with a channel of this machine in conda-forge's place."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
import tomlkit
from rattler import Channel
from running import environment

if TYPE_CHECKING:
    from _typeshed import StrPath

_FOREIGN = ("CONDA", "MAMBA", "PIXI", "PYTHON", "RATTLER", "VIRTUAL_ENV", "XDG_")
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""On a busy machine, threads for so little data mostly wait for each other."""
_MIRRORED = {
    str(Channel("conda-forge").base_url).rstrip("/"): "conda-forge",
    "https://conda-mapping.prefix.dev": "map",
}
"""What Pixi asks, and the folder that answers in its place."""


class Real:
    """A program that no registry has, which sees nothing of the user's settings and caches.

    Args:
        program: its path.
        home: the home that it sees.
        variables: what else it has to see.
    """

    def __init__(self, program: str, home: Path, **variables: str) -> None:
        self.program, self.home = program, home
        home.mkdir(parents=True, exist_ok=True)
        inherited = environment()
        self.variables = {
            **{name: inherited[name] for name in inherited if not name.startswith(_FOREIGN)},
            **_ONE_THREAD,
            "HOME": str(home),
            "PATH": f"{Path(program).parent}{os.pathsep}{os.environ['PATH']}",
            **variables,
        }

    def run(
        self, *arguments: str, cwd: Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run it in a folder."""
        return self.let(self.program, *arguments, cwd=cwd, check=check)

    def let(
        self, *command: StrPath, cwd: Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run any program in a folder, so that it finds this one, with its settings."""
        done = subprocess.run(
            command, cwd=cwd, env=self.variables, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0 or not check, f"{command}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, *command: StrPath, cwd: Path) -> subprocess.Popen[str]:
        """Start any program like that, in a process group of its own, as a terminal does."""
        return subprocess.Popen(
            command, cwd=cwd, env=self.variables, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            start_new_session=True,
        )  # fmt: skip


class Pixi(Real):
    """The real Pixi.

    Args:
        program: its path.
        home: where its settings are.
        caches: where it keeps what it has fetched; several may share them.
        channel: the address of what stands in for conda-forge, if anything does.
    """

    def __init__(self, program: str, home: Path, caches: Path, channel: str = "") -> None:
        super().__init__(
            program,
            home,
            PIXI_HOME=str(home),
            PIXI_CACHE_DIR=str(caches / "pixi"),
            RATTLER_CACHE_DIR=str(caches / "rattler"),
        )
        if channel:
            mirrors = {name: [f"{channel}/{folder}"] for name, folder in _MIRRORED.items()}
            (home / "config.toml").write_text(tomlkit.dumps({"mirrors": mirrors}))

    def tasks(self, root: Path) -> set[str]:
        """The tasks that Pixi finds in a project: proof that it accepts the manifest.

        It must not so much as warn.
        """
        done = self.run("task", "list", "--machine-readable", cwd=root)
        assert "WARN" not in done.stderr, done.stderr
        return set(done.stdout.split())


def conda_with(channel: str, found: str, home: Path) -> Real:
    """The real conda, with no micromamba before it.

    Args:
        channel: the address of the folder of what stands in for conda-forge.
        found: its path.
        home: the home that it sees, which is there.
    """
    program = home / "bin" / "conda"
    program.parent.mkdir()
    program.symlink_to(found)
    # its own channels, which the README's commands for it ask too, are out of reach
    (home / ".condarc").write_text(f"channel_alias: {channel}\nchannels: [conda-forge]\n")
    packages = {"CONDA_PKGS_DIRS": str(home / "pkgs")}
    return Real(str(program), home, **packages, PATH=f"{program.parent}:/usr/bin:/bin")


def real(program: str, says: str, oldest: tuple[int, ...]) -> str:
    """The path of a program that no registry has; without it the test is skipped, in CI too.

    Args:
        program: its name.
        says: what it answers to `--version`, as a pattern with a group for the version.
        oldest: the oldest version that will do.
    """
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed, and no registry has it")
    asked = [found, "--version"]
    said = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    version = re.fullmatch(says, said)
    if version is None:
        pytest.skip(f"{found} is another program: it says {said!r}")
    if tuple(map(int, version[1].split("."))) < oldest:
        pytest.skip(f"{found} is too old: {version[1]}")
    return found


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which this machine alone can fetch the files of a folder."""
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def shared(folder: Path, make: Callable[[Path], None]) -> Iterator[Path]:
    """A folder for all workers of pytest: the first makes it, the last one removes it.

    Args:
        folder: where it is to be.
        make: fills it.
    """
    import fcntl  # Windows, where some tests run, has none

    with folder.with_suffix(".lock").open("w") as lock:
        while not _is_kept(folder, lock):
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                unfinished = folder.with_suffix(".part")
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        yield folder
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # another one still needs it
            return
        shutil.rmtree(folder)


def _is_kept(folder: Path, lock: IO[str]) -> bool:
    """Whether a folder is there; if so, nobody removes it as long as the lock is held."""
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_SH)
    return folder.exists()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
