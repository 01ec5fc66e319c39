"""What is built of a project of setuptools or Flit is the same before and after it was imported."""

from __future__ import annotations

import subprocess
from email import message_from_bytes
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from imported_cases import case

from seedbed.importers import metadata, setup_cfg

pytestmark = [pytest.mark.network, pytest.mark.slow]
KEYS = ("Name", "Version", "Requires-Python", "Requires-Dist", "Provides-Extra")
BESIDE = {
    "src/tides/__init__.py": '__version__ = "1.4"\n',
    "src/tides/cli.py": "",
    "dunes/__init__.py": "",
    "dunes/version.py": 'VERSION = "0.7"\n',
    "LICENSE": "Do what you like.\n",
}
COMPUTED = {
    "setup.py": """\
import sys

from setuptools import setup

import versions

requires = ["numpy"]
if sys.version_info > (3, 10):
    requires.append("pandas")
setup(
    name="dunes",
    version=versions.current(),
    description=versions.__doc__,
    python_requires=">=" + versions.oldest(),
    install_requires=requires,
    extras_require={"all": [one for one in requires]},
    entry_points={"console_scripts": [f"dunes = dunes:{name}" for name in ("main",)]},
    author=versions.__name__,
    packages=["dunes"],
)
""",
    "versions.py": '"""Versions."""\n\n\ndef current():\n    return "3.1"\n\n\ndef oldest():\n'
    '    return "3.9"\n',
}
FLIT = """\
[build-system]
requires = ["flit_core>=3,<4"]
build-backend = "flit_core.buildapi"

[tool.flit.metadata]
module = "dunes"
dist-name = "dune-maps"
author = "Ada Berg"
requires-python = ">=3.8"
requires = ["numpy>=1.20"]

[tool.flit.metadata.requires-extra]
plot = ["matplotlib"]

[tool.flit.scripts]
dunes = "dunes:main"

[tool.flit.entrypoints."dunes.readers"]
csv = "dunes.csv:Reader"
"""


class Built(NamedTuple):
    """A wheel.

    Attributes:
        said: the lines of its metadata that installers go by.
        entries: its entry points.
        files: its files, without those that describe them.
    """

    said: list[tuple[str, str]]
    entries: list[bytes]
    files: list[str]


def built(files: dict[str, str], root: Path) -> Built:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    command = ["uv", "build", "--wheel", "--quiet", "--out-dir", "wheels"]
    subprocess.run(command, cwd=root, check=True)
    (wheel,) = (root / "wheels").glob("*.whl")
    with ZipFile(wheel) as archive:
        names = sorted(archive.namelist())
        about = next(name for name in names if name.endswith("/METADATA"))
        said = message_from_bytes(archive.read(about)).items()
        return Built(
            said=sorted((key, value) for key, value in said if key in KEYS),
            entries=[archive.read(one) for one in names if one.endswith("/entry_points.txt")],
            files=[name for name in names if ".dist-info/" not in name],
        )


@pytest.mark.parametrize(
    ("files", "version", "requirements"),
    [
        (case("setup-py", "plain").files, "1.2", 7),
        (case("setup-cfg", "whole").files, "1.4", 6),
        (case("setup-py", "requirements-file").files, "0.7", 2),
        (COMPUTED, "3.1", 4),
    ],
    ids=["plain", "setup-cfg", "requirements-file", "computed"],
)
def test_the_wheel_is_the_same(
    files: dict[str, str], version: str, requirements: int, tmp_path: Path
) -> None:
    files = {"setup.py": "import setuptools\n\nsetuptools.setup()\n", **BESIDE, **files}
    found = setup_cfg.imported(files, "folder")
    assert found
    before = built(files, tmp_path / "before")
    after = built({**files, **found.files}, tmp_path / "after")
    assert before == after
    assert ("Version", version) in after.said
    assert len([key for key, _ in after.said if key == "Requires-Dist"]) == requirements


def test_the_wheel_of_flit_is_the_same(tmp_path: Path) -> None:
    code = '"""Maps of dunes."""\n\n__version__ = "0.3"\n\n\ndef main():\n    pass\n'
    files = {"pyproject.toml": FLIT, "dunes/__init__.py": code}
    found = metadata.imported(files, "folder")
    assert found
    before = built(files, tmp_path / "before")
    after = built({**files, **found.files}, tmp_path / "after")
    assert before == after
    assert after.files == ["dunes/__init__.py"]
    assert ("Requires-Dist", "numpy>=1.20") in after.said
    assert b"dunes=dunes:main" in after.entries[0]
