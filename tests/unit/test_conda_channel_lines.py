"""Lines of environment files that name a channel or a build: the package is known, the rest stays.

https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
"""

from __future__ import annotations

import pytest
from rattler import MatchSpec

from seedbed.managers.registry import load_dialect
from seedbed.managers.shared import specs
from seedbed.managers.shared.specs import Package
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides

NAME, MAIN = "pyproject.toml", "environment.yml"
CONDA = load_dialect("conda")
MANIFEST = '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = [{}]\n'
FILE = (
    "name: x\nchannels:\n  - conda-forge\nvariables:\n  PYTHONNOUSERSITE: '1'\n"
    "dependencies:\n  - python >=3.11\n  - pip\n  - {}\n"
)


def files(requirements: str, line: str) -> dict[str, str]:
    return {NAME: MANIFEST.format(requirements), MAIN: FILE.format(line)}


def updated(
    base: dict[str, str], disk: dict[str, str], new: dict[str, str] | None = None
) -> dict[str, str]:
    """The files after an update."""
    found = merge_manifest(CONDA, CONDA, Sides(base=base, ours=disk, theirs=new or base))
    assert not any(file.conflicts for file in found.files.values())
    return {path: file.text for path, file in found.files.items()}


LINES = [
    ("conda-forge::numpy", "numpy", ""),
    ("conda-forge::numpy >=1.24,<2", "numpy", ">=1.24,<2"),
    ("nvidia/label/cuda-12.1.0::cuda-nvcc=12.1", "cuda-nvcc", "12.1.*"),
    ("https://conda.example.org/lab::Tool", "tool", ""),
    ("pytorch::pytorch=2.1.0=py3.10_cuda11.8_cudnn8.7.0_0", "pytorch", "==2.1.0"),
    ("mkl=2023.1.0=h213fc3f_46344", "mkl", "==2023.1.0"),
    ("python 3.10.12 hd12c33a_0_cpython", "python", "==3.10.12"),
    ("pytorch=2.1.*=*cuda*", "pytorch", "2.1.*"),
    ("libblas=*=*openblas", "libblas", ""),
    ("numpy >=1.24 py312*", "numpy", ">=1.24"),
    ("numpy =2.1=py3*", "numpy", "==2.1"),
]


@pytest.mark.parametrize(("line", "name", "spec"), LINES)
def test_lines_that_say_more(line: str, name: str, spec: str) -> None:
    assert specs.parse(line) is None
    assert specs.within(line) == Package(name=name, spec=spec)


@pytest.mark.parametrize(("line", "name", "spec"), LINES)
def test_rattler_reads_them_so(line: str, name: str, spec: str) -> None:
    said = MatchSpec(line)
    assert said.name is not None
    assert said.name.normalized == name
    assert (said.version or "*").removesuffix(".*") == (spec or "*").removesuffix(".*")


@pytest.mark.parametrize(
    "line",
    ["numpy", "numpy >=1", "numpy=1.2", "a b::c", "numpy[build=py*]", "x=1=2=3", "a | b", "::", ""],
)
def test_lines_that_say_no_more_or_something_else(line: str) -> None:
    assert specs.within(line) is None


def test_such_a_line_is_a_requirement_and_its_channel_is_the_files_own() -> None:
    reading = CONDA.read(files('"torch>=2.4"', "pytorch::pytorch >=2.4"))
    assert reading.other is None
    assert [one.conda for one in reading.project.dependencies] == ["pytorch"]
    assert reading.unmodeled == (f"{MAIN}: dependencies: pytorch::pytorch >=2.4",)


@pytest.mark.parametrize("line", ["conda-forge::numpy >=2", "numpy >=2 py312*"])
def test_a_channel_that_the_user_names_changes_no_requirement(line: str) -> None:
    base, disk = files('"numpy>=2"', "numpy >=2"), files('"numpy>=2"', line)
    assert updated(base, disk) == disk


def test_a_new_range_keeps_the_channel_but_not_the_build() -> None:
    base = files('"numpy>=2"', "numpy >=2")
    new = files('"numpy>=2.1"', "numpy >=2.1")
    disk = files('"numpy>=2"', "conda-forge::numpy >=2")
    assert updated(base, disk, new) == files('"numpy>=2.1"', '"conda-forge::numpy >=2.1"')
    disk = files('"numpy>=2"', "numpy >=2 py312*")
    assert updated(base, disk, new) == files('"numpy>=2.1"', "numpy >=2.1")


def test_a_requirement_that_goes_takes_its_line_along() -> None:
    line = "conda-forge::numpy >=2"
    base = files('"numpy>=2"', "numpy >=2\n  - jq")
    found = updated(base, files("", f"{line}\n  - jq"))
    assert found[MAIN] == FILE.format("jq")


def test_a_range_that_the_user_changes_there_is_the_requirements() -> None:
    base = files('"numpy>=2"', "numpy >=2")
    disk = files('"numpy>=2"', "conda-forge::numpy=2.2")
    assert updated(base, disk) == {**disk, NAME: MANIFEST.format('"numpy==2.2.*"')}
