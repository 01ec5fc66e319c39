"""Small wheels with everything that a wheel can have, an index of them, and environments."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from seedbed.commands.verify import Verification, Wanted, verify

LOAM = {
    "loam/__init__.py": b'"""Soil with everything in it."""\n\nDEPTH = 1\n',
    "loam/core.py": b"import sys\n\n\ndef main():\n    print(sys.argv[0])\n    return 0\n",
    "loam/deep/__init__.py": b"",
    "loam/deep/layers.py": b"LAYERS = frozenset({'clay', 'sand', 'silt'})\nPART = slice(1, 2)\n",
    "loam/data/table.csv": b"depth,ph\n1,6.5\n",
    "loam/_speed.cpython-311-x86_64-linux-gnu.so": b"\x7fELF" + bytes(range(256)) * 400,
    "loam-1.0.data/scripts/loam-old": b"#!python\nprint('old')\n",
    "loam-1.0.data/scripts/loam.sh": b"#!/bin/sh\necho loam\n",
    "loam-1.0.data/data/share/loam/notes.txt": b"Notes.\n",
    "loam-1.0.data/headers/loam.h": b"#define LOAM 1\n",
    "loam-1.0.data/purelib/loam_extra.py": b"EXTRA = True\n",
    "loam-1.0.dist-info/entry_points.txt": b"[console_scripts]\nloam = loam.core:main\n"
    b"loam-deep = loam.deep.layers:LAYERS.copy [extra]\n\n[gui_scripts]\nloamy = loam.core:main\n",
    "loam-1.0.dist-info/licenses/LICENSE": b"Take it.\n",
}
MARL = {
    "marl.py": b'VERSION = "2.0"\n',
    "marl_hook.pth": b"import marl\n",
}
PEAT = {
    "peat/__init__.py": b"",
    "peat/bog.py": b"WET = True\n",
    "peat/bin/dig": b"#!/bin/sh\nexit 0\n",
    "ground/peat.py": b"KIND = 'peat'\n",
}
"""`ground` is a namespace package."""
PROGRAMS = ("peat/bin/dig", "loam-1.0.data/scripts/loam.sh", "loam-1.0.data/scripts/loam-old")
DISTRIBUTIONS = {"loam": ("1.0", LOAM), "marl": ("2.0", MARL), "peat": ("0.1", PEAT)}


def wheel(folder: Path, name: str, version: str, files: dict[str, bytes]) -> Path:
    """Write a wheel, which is for every platform, into a folder."""
    info = f"{name}-{version}.dist-info"
    listed = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in listed.items())
    listed[f"{info}/RECORD"] = f"{rows}{info}/RECORD,,\n".encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in listed.items():
            entry = zipfile.ZipInfo(place)
            entry.external_attr = (0o100755 if place in PROGRAMS else 0o100644) << 16
            archive.writestr(entry, data)
    return path


def index(folder: Path) -> Path:
    """Make an index (PEP 503) of all of them in `folder/simple`."""
    for name, (version, files) in DISTRIBUTIONS.items():
        page = folder / "simple" / name
        path = wheel(page, name, version, files)
        digest = sha256(path.read_bytes()).hexdigest()
        row = f'<a href="{path.name}#sha256={digest}">{path.name}</a>'
        (page / "index.html").write_text(f"<!DOCTYPE html>\n{row}\n")
    return folder


def project(root: Path, address: str, names: tuple[str, ...] = tuple(DISTRIBUTIONS)) -> Path:
    """A project of uv's that needs nothing but what the index has, and is a package itself."""
    listed = ", ".join(f'"{name}"' for name in names)
    root.mkdir()
    (root / "pyproject.toml").write_text(
        f"""\
[project]
name = "plot"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = [{listed}]

[tool.uv]
package = false

[[tool.uv.index]]
url = "{address}/simple"
default = true

[tool.seedbed]
manager = "uv"
framework = "none"
"""
    )
    return root


def sync(root: Path, cache: Path, *more: str, env: dict[str, str] | None = None) -> None:
    """Let uv lock and install a project."""
    variables = {
        **os.environ,
        "UV_CACHE_DIR": str(cache),
        "UV_LINK_MODE": "copy",
        **(env or {}),
    }
    subprocess.run(
        ["uv", "sync", "--quiet", "--no-progress", *more], cwd=root, env=variables, check=True
    )


@contextmanager
def known(root: Path) -> Iterator[Verification]:
    """Verify a synced project, so that its archives are known, and keep its environment in `kept`.

    `kept`, and seedbed's and uv's caches, lie beside the project. What is in the block works in it.
    """
    top = root.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(top / "known"))
        patch.setenv("UV_CACHE_DIR", str(top / "cache"))
        patch.chdir(root)
        found = verify(Wanted())
        assert (found.status, found.differences) == (0, ())
        shutil.copytree(root / ".venv", top / "kept", symlinks=True)
        yield found


def restore(environment: Path, kept: Path) -> None:
    """Put an environment back as it was kept."""
    if environment.is_symlink() or environment.is_file():
        environment.unlink()
    shutil.rmtree(environment, ignore_errors=True)
    shutil.copytree(kept, environment, symlinks=True)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
