"""The table of conda-forge's Python packages by their names there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from seedbed.managers.shared import specs
from seedbed.managers.shared.conda_names import _NAMES, python_name
from seedbed.model.names import canonical

KNOWN = {
    "numpy": "numpy",
    "scikit-learn": "scikit-learn",
    "netcdf4": "netcdf4",
    "pytorch": "torch",
    "matplotlib-base": "matplotlib",
    "msgpack-python": "msgpack",
    "pytables": "tables",
    "python-graphviz": "graphviz",
    "ruamel.yaml": "ruamel-yaml",
}
OTHERS = [
    *("cudatoolkit", "cuda", "pytorch-cuda", "tensorflow-gpu", "graphviz", "opencv", "igraph"),
    *("ffmpeg", "git", "nodejs", "make", "cmake", "ninja", "r-base", "mkl", "gdal", "hdf5"),
    *("faiss-cpu", "tzdata", "xxhash", "redis", "libarrow"),
]


@pytest.mark.parametrize("conda", KNOWN)
def test_what_a_python_package_is_called(conda: str) -> None:
    assert python_name(conda) == KNOWN[conda]


@pytest.mark.parametrize("conda", OTHERS)
def test_what_is_none_of_python_s_has_no_name(conda: str) -> None:
    assert python_name(conda) == ""


def test_every_name_is_spelled_so_that_it_is_found() -> None:
    assert all(canonical(name) == name for name in _NAMES.values())
    assert all(specs.parse(conda) == specs.Package(name=conda) for conda in _NAMES)
    assert not set(specs.BUILT_IN) & _NAMES.keys()


def test_it_is_read_only_where_somebody_added_a_package() -> None:
    code = """
import sys
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Project
project = Project(name="x", package="x", dependencies=(Dependency(name="numpy", conda="numpy"),))
for name in ("uv", "pixi", "poetry"):
    dialect = load_dialect(name)
    texts = {path: one.render({}) for path, one in dialect.write(project).items()}
    assert dialect.read(texts).project.name == "x"
load_dialect("conda").write(project)
print("seedbed.managers.shared.conda_names" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
