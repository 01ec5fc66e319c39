"""A Python as uv manages it: an archive in the shape of python-build-standalone's, and a list."""

from __future__ import annotations

import io
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
import verify_wheels
from fickle_server import Fickle, fickle

from seedbed.commands.verify import Verification, Wanted, verify

BUILD = "20990101"
VERSION = platform.python_version()
SHORT = ".".join(VERSION.split(".")[:2])
KEY = f"cpython-{VERSION}-linux-{platform.machine()}-gnu"
LIBRARY = f"lib/python{SHORT}"
PREFIX = "https://github.com/astral-sh/python-build-standalone/releases/download"
"""How an address begins that uv lets a mirror have; nothing asks it here."""
NAME = f"cpython-{VERSION}+{BUILD}-{platform.machine()}-unknown-linux-gnu-install_only.tar.gz"
ADDRESS = f"{PREFIX}/{BUILD}/{NAME.replace('+', '%2B')}"
_LEFT_OUT = frozenset(
    ("test", "idlelib", "tkinter", "lib2to3", "site-packages", "ensurepip", "turtledemo")
)
_PC = "prefix=/install\nlibdir=${prefix}/lib\n\nName: Python\n"
Entry = bytes | str | tuple[str, ...]
"""The bytes of a file, the target of a link, or that of a hard link, alone in a tuple."""


def entries() -> dict[str, Entry]:
    """What the archive holds: the Python that runs this, without what no test needs."""
    base = Path(sys.base_prefix)
    found: dict[str, Entry] = {
        f"bin/python{SHORT}": Path(os.path.realpath(sys.executable)).read_bytes(),
        "bin/python": f"python{SHORT}",
        "bin/python3": f"python{SHORT}",
        "lib/pkgconfig/python3.pc": _PC.encode(),
        "share/terminfo/x/xterm": b"xterm\n",
        "share/terminfo/x/xterm-old": ("share/terminfo/x/xterm",),
    }
    for place in sorted((base / LIBRARY).rglob("*")):
        inner = place.relative_to(base)
        is_wanted = place.suffix in {".py", ".so"} and not place.is_symlink()
        if is_wanted and not _LEFT_OUT & set(inner.parts) and "config-" not in str(inner):
            found[inner.as_posix()] = place.read_bytes()
    for place in (base / "lib").glob("libpython*.so*"):
        found[place.relative_to(base).as_posix()] = place.read_bytes()
    for path, entry in found.items():
        if "_sysconfigdata_" in path and isinstance(entry, bytes):
            found[path] = entry.replace(str(base).encode(), b"/install")
    return found


def pack(held: dict[str, Entry], top: str = "python/") -> bytes:
    """An archive (`.tar.gz`) of some entries."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as tar:
        for path, entry in held.items():
            info = tarfile.TarInfo(f"{top}{path}")
            info.mode = 0o755 if path.startswith("bin/") or path.endswith(".so") else 0o644
            if isinstance(entry, bytes):
                info.size = len(entry)
                tar.addfile(info, io.BytesIO(entry))
            elif isinstance(entry, str):
                info.type, info.linkname = tarfile.SYMTYPE, entry
                tar.addfile(info)
            else:
                info.type, info.linkname = tarfile.LNKTYPE, f"{top}{entry[0]}"
                tar.addfile(info)
    return packed.getvalue()


def publish(folder: Path, archive: bytes, address: str = ADDRESS, *, build: str = BUILD) -> Path:
    """Put an archive into a mirror, and give the list that names its hash."""
    place = folder / "mirror" / BUILD / NAME
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(archive)
    major, minor, patch = map(int, VERSION.split("."))
    entry = {
        "name": "cpython",
        "arch": {"family": platform.machine(), "variant": None},
        "os": "linux",
        "libc": "gnu",
        "major": major,
        "minor": minor,
        "patch": patch,
        "prerelease": "",
        "url": address,
        "sha256": sha256(archive).hexdigest(),
        "variant": None,
        "build": build,
    }
    listed = folder / "pythons.json"
    listed.write_text(json.dumps({KEY: entry}))
    return listed


@dataclass(frozen=True)
class Managed:
    """A Python that uv installed, and where it comes from.

    Attributes:
        top: the folder with the project `plot`, the list `pythons.json`, and all else.
        server: serves that folder.
    """

    top: Path
    server: Fickle

    @property
    def python(self) -> Path:
        """Its folder."""
        return self.top / "pythons" / KEY

    @property
    def sha256(self) -> str:
        """That of its archive, as the list names it."""
        return str(json.loads((self.top / "pythons.json").read_text())[KEY]["sha256"])

    def asked(self) -> list[str]:
        """The paths that the server was asked for."""
        return [path for path, _ in self.server.asked]

    def use(self, patch: pytest.MonkeyPatch) -> None:
        """Let uv and seedbed know where everything is, and go to the project."""
        patch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", str(self.top / "pythons.json"))
        patch.setenv("UV_PYTHON_INSTALL_MIRROR", f"{self.server.address}/mirror")
        patch.setenv("UV_PYTHON_INSTALL_DIR", str(self.top / "pythons"))
        patch.setenv("UV_CACHE_DIR", str(self.top / "cache"))
        patch.setenv("XDG_CACHE_HOME", str(self.top / "known"))
        patch.chdir(self.top / "plot")

    def restore(self) -> None:
        """Put everything back as it was installed."""
        kept = self.top / "kept"
        wanted, there = _states(kept), _states(self.python)
        for path in there.keys() | wanted.keys():
            if there.get(path) != wanted.get(path):
                (self.python / path).unlink(missing_ok=True)
                if path in wanted:
                    shutil.copy2(kept / path, self.python / path, follow_symlinks=False)
        self.server.asked.clear()
        self.server.behaviors.clear()


def _states(folder: Path) -> dict[str, tuple[int, ...]]:
    """What tells whether files were changed, by path."""
    found: dict[str, tuple[int, ...]] = {}
    for path in folder.rglob("*"):
        about = path.lstat()
        if not stat.S_ISDIR(about.st_mode):
            state = (about.st_mode, about.st_size, about.st_mtime_ns)
            found[str(path.relative_to(folder))] = state
    return found


@contextmanager
def installed(top: Path) -> Iterator[Managed]:
    """A project on a Python that uv installed; the archives are known, `kept` is a copy."""
    publish(top, pack(entries()))
    verify_wheels.index(top)
    with fickle(top) as server:
        found = Managed(top, server)
        verify_wheels.project(top / "plot", server.address, ("peat",))
        with pytest.MonkeyPatch.context() as patch:
            found.use(patch)
            words = ["uv", "python", "install", "--quiet", "--no-bin", "--no-progress", KEY]
            subprocess.run(words, check=True)
            verify_wheels.sync(top / "plot", top / "cache", "--python", KEY)
            assert verify(Wanted()).status == 0
        shutil.copytree(found.python, top / "kept", symlinks=True)
        yield found


def append(path: Path, data: bytes) -> None:
    """Write more into a file."""
    with path.open("ab") as file:
        file.write(data)


def data_of(python: Path) -> Path:
    """The module with settings that uv rewrites."""
    return next((python / LIBRARY).glob("_sysconfigdata_*.py"))


def wrong(found: Verification, python: Path) -> list[str]:
    """What differs in the interpreter, and nothing else does."""
    assert all(one.kind == "interpreter" and one.package == KEY for one in found.differences)
    return [f"{Path(one.path).relative_to(python)} {one.what}" for one in found.differences]
