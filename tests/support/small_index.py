"""A package index on this machine with wheels of one module each, and projects that use it."""

from __future__ import annotations

import base64
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import conda_channel
from rattler import Subdir

HERE = str(Subdir.current())
"""The kind of machine on which the tests run."""
RELEASES = {
    "sprout": ("1.0", "1.4", "2.0"),
    "compost": ("0.3",),
    "trowel": ("1.1",),
}
"""What the index has; `trowel` needs `sprout<2`."""
_REQUIRED = {"trowel": ("sprout<2",)}

_PROJECT = """\
[project]
name = "x-1"
version = "1"
requires-python = ">=3.11"
dependencies = [
    # what grows
    "sprout>=1",  # the first
]
"""
_SEEDBED = """
[tool.seedbed]
manager = "{manager}"
framework = "none"
"""


def make(folder: Path) -> None:
    """Make the index (PEP 503), in `folder/simple`."""
    for name, versions in RELEASES.items():
        page = folder / "simple" / name
        page.mkdir(parents=True)
        rows = []
        for version in versions:
            data = _wheel(page / f"{name}-{version}-py3-none-any.whl", name, version)
            file = f"{name}-{version}-py3-none-any.whl"
            rows.append(f'<a href="{file}#sha256={sha256(data).hexdigest()}">{file}</a>')
        (page / "index.html").write_text("<!DOCTYPE html>\n" + "<br>\n".join(rows) + "\n")


def uv_project(root: Path, address: str) -> Path:
    """A project of uv's, which needs nothing but what the index has."""
    table = f'\n[tool.uv]\npackage = false\n\n[[tool.uv.index]]\nurl = "{address}/simple"\n'
    return _project(root, "uv", f"{table}default = true\n")


def poetry_project(root: Path, address: str) -> Path:
    """A project of Poetry's, which needs nothing but what the index has."""
    source = f'[[tool.poetry.source]]\nname = "here"\nurl = "{address}/simple"\n'
    return _project(root, "poetry", f"\n[tool.poetry]\npackage-mode = false\n\n{source}")


def pixi_project(root: Path, address: str) -> Path:
    """A project of Pixi's, which needs nothing but what the index and the channel have."""
    tables = (
        f'\n[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["{HERE}"]\n\n'
        f'[tool.pixi.pypi-options]\nindex-url = "{address}/simple"\n\n'
        '[tool.pixi.dependencies]\npython = ">=3.11"  # ours\nsprout = ">=1"\n'
    )
    return _project(root, "pixi", tables)


def make_channel(folder: Path) -> None:
    """Make a channel in conda-forge's place that has some of it, and the names that Pixi asks for.

    It also has a stub of Polars, whose conda name seedbed knows.
    """
    channel = folder / "conda-forge"
    conda_channel.python(channel, HERE)
    releases = {"sprout": RELEASES["sprout"], "polars": ("1.0",)}
    for name, versions in releases.items():
        for version in versions:
            conda_channel.module(channel, name, version, name)
    conda_channel.index(channel)
    mapping = folder / "map" / "compressed-v0" / "compressed_mapping.json"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(json.dumps({"python": None, **{name: name for name in releases}}))


def _project(root: Path, manager: str, tables: str) -> Path:
    root.mkdir()
    text = _PROJECT + tables + _SEEDBED.format(manager=manager)
    (root / "pyproject.toml").write_text(text)
    return root


def toolkit(folder: Path) -> Path:
    """A project beside others, whose code can be used in place without another package."""
    (folder / "build_here").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "toolkit"\nversion = "0.1"\n\n[build-system]\nrequires = []\n'
        'build-backend = "here"\nbackend-path = ["build_here"]\n'
    )
    (folder / "build_here" / "here.py").write_text(_BACKEND)
    return folder


_BACKEND = """\
import zipfile

FILES = {
    "toolkit.py": "GROWS = True\\n",
    "toolkit-0.1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: toolkit\\nVersion: 0.1\\n",
    "toolkit-0.1.dist-info/WHEEL":
        "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "toolkit-0.1.dist-info/RECORD": "",
}

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "toolkit-0.1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
    return name

build_wheel = build_editable
"""


def _wheel(path: Path, name: str, version: str) -> bytes:
    about = f"{name}-{version}.dist-info"
    required = "".join(f"Requires-Dist: {one}\n" for one in _REQUIRED.get(name, ()))
    files = {
        f"{name}.py": f'VERSION = "{version}"\n',
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{required}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for place, text in files.items():
        digest = base64.urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{place},sha256={digest},{len(text)}\n")
    files[f"{about}/RECORD"] = "".join(rows) + f"{about}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as archive:
        for place, text in files.items():
            archive.writestr(zipfile.ZipInfo(place), text)
    return path.read_bytes()
