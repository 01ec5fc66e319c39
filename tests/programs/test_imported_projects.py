"""uv itself locks what the importers make of existing projects."""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import imported_texts
import pytest
import small_index
import torch_index
from pixi_runs import served
from uv import find_uv_bin

PYTHON = ".python-version"


def uv(root: Path, *arguments: str) -> str:
    """What uv prints."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"VIRTUAL_ENV", "UV_INDEX", "UV_FIND_LINKS"}
    }
    # from 2.12 on, PyTorch's wheels are for macOS 14; uv assumes an older one
    variables = {**kept, "MACOSX_DEPLOYMENT_TARGET": "14.0"}
    done = subprocess.run(
        [find_uv_bin(), *arguments], cwd=root, env=variables, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def locked(root: Path) -> dict[str, set[str]]:
    """The names of the packages in a lock that uv makes, with their versions."""
    uv(root, "lock")
    found: dict[str, set[str]] = {}
    for package in tomllib.loads((root / "uv.lock").read_text())["package"]:
        found.setdefault(package["name"], set()).add(package.get("version", ""))
    return found


def make(root: Path, files: dict[str, str], form: str = "requirements") -> Path:
    """Write a project, with what its importer makes of it.

    Which Python uv takes is left to it: one of the version that a file names may not be here.
    """
    found = import_module(f"seedbed.importers.{form}").imported(files, "x-1")
    for path, text in {**files, **found.files}.items():
        if path == PYTHON:
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a small index is, and stand-ins of PyTorch's below `whl`."""
    folder = tmp_path_factory.mktemp("indexes")
    small_index.make(folder)
    torch_index.make(folder / "whl", "cpu", "cu126")
    with served(folder) as url:
        yield url


def test_a_mirror_stays_the_only_index(tmp_path: Path, address: str) -> None:
    text = f"--index-url {address}/simple\ntrowel\n"
    files = {
        "requirements.txt": text,
        "requirements-dev.txt": "compost\n",
        PYTHON: "3.11",
    }
    found = locked(make(tmp_path, files))
    assert found == {"x-1": {"0.1.0"}, "trowel": {"1.1"}, "sprout": {"1.4"}, "compost": {"0.3"}}


def test_groups_that_exclude_each_other_lock_together(tmp_path: Path, address: str) -> None:
    files = {
        "requirements.txt": f"-i {address}/simple\ncompost\n",
        "requirements-old.txt": "-r requirements.txt\nsprout==1.0\n",
        "requirements-new.txt": "-r requirements.txt\nsprout>1.9\n",
        PYTHON: "3.11",
    }
    assert locked(make(tmp_path, files))["sprout"] == {"1.0", "2.0"}


@pytest.mark.network
def test_the_builds_of_pytorch_come_from_its_index_and_nothing_else_does(
    tmp_path: Path, address: str
) -> None:
    version = torch_index.VERSION
    files = {
        "requirements.txt": f"--extra-index-url {address}/whl/cu126\ntorch=={version}\nnumpy\n",
        PYTHON: "3.11",
    }
    found = locked(make(tmp_path, files))
    assert found["torch"] == {version, f"{version}+cu126"}  # the first one for Macs
    assert "numpy" in found


@pytest.mark.network
def test_two_builds_of_pytorch_lock_together(tmp_path: Path, address: str) -> None:
    version = torch_index.VERSION
    builds = {
        f"requirements-{name}.txt": (
            f"--extra-index-url {address}/whl/{tag}\ntorch=={version}+{tag}\n"
        )
        for name, tag in (("cpu", "cpu"), ("gpu", "cu126"))
    }
    found = locked(make(tmp_path, {"requirements.txt": "tqdm\n", PYTHON: "3.11", **builds}))
    assert found["torch"] == {f"{version}+cpu", f"{version}+cu126"}


@pytest.mark.network
@pytest.mark.parametrize(
    ("form", "name", "pins"),
    [
        ("requirements", "plain", {"pandas": {"2.0.3"}}),
        ("requirements", "tools-only", {}),
        ("script", "plain", {}),
    ],
)
def test_uv_locks_a_project_of_the_corpus(
    tmp_path: Path, form: str, name: str, pins: dict[str, set[str]]
) -> None:
    root = make(tmp_path, imported_texts.files(form, name), form)
    found = locked(root)
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert len(found) > len(project["dependencies"])
    assert {package: found[package] for package in pins} == pins


@pytest.mark.network
def test_a_package_of_setuptools_keeps_its_version_scripts_and_extras(tmp_path: Path) -> None:
    files = {
        "setup.py": "from setuptools import setup\nsetup(name='lab-net', version='1.4', "
        "py_modules=['lab'], install_requires=['tqdm'], extras_require={'x': ['iniconfig']}, "
        "entry_points={'console_scripts': ['lab=lab:main']})\n",
        "lab.py": "from importlib.metadata import version\n\n\n"
        "def main():\n    print('at work in', version('lab-net'))\n",
        "requirements.txt": "-e .[x]\n",
    }
    root = make(tmp_path, files)
    assert {"tqdm", "iniconfig"} <= locked(root).keys()
    assert uv(root, "run", "--frozen", "--quiet", "lab") == "at work in 1.4\n"
