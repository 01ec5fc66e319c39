"""Lines of environment files that name a channel or a build, and what they ask for."""

from __future__ import annotations

import pytest
from rattler import MatchSpec

from seedbed.managers.conda.dependencies import merge_dependencies
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.specs import Package, narrowed, pep440

LINES = {
    "pytorch=2.1=py3.11_cuda12.1*": ("pytorch", "==2.1"),
    "pytorch::pytorch=2.1.0=py3.10_cuda11.8_cudnn8.7.0_0": ("pytorch", "==2.1.0"),
    "pytorch==2.1=cuda*": ("pytorch", "==2.1"),
    "conda-forge::numpy>=1.24": ("numpy", ">=1.24"),
    "conda-forge::numpy >=1.24,<2": ("numpy", ">=1.24,<2"),
    "conda-forge::numpy=1.26": ("numpy", "1.26.*"),
    "conda-forge::numpy 1.26.* py311*": ("numpy", "1.26.*"),
    "numpy 1.26.4 0": ("numpy", "1.26.4"),
    "nvidia/label/cuda-11.8.0::cuda-toolkit": ("cuda-toolkit", ""),
    "https://conda.example.org/lab::tool 1.*": ("tool", "1.*"),
    "blas=*=openblas": ("blas", ""),
    "conda-forge::blas=*=openblas": ("blas", ""),
    "x=1.2.*=b_0": ("x", "1.2.*"),
    "y >=1,<2 *cuda*": ("y", ">=1,<2"),
}
OTHERS = (
    "numpy", "numpy >=2.1", "numpy=1.2", "numpy 1.26.*", "pkg >=1, <2", 'x[version=">=1"]',
    "a=1=b=c", "two words::x", "::x", "", "x::", "c::x >=1 <2 b",
)  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), LINES.items())
def test_what_a_line_asks_for(line: str, wanted: tuple[str, str]) -> None:
    assert narrowed(line) == Package(name=wanted[0], spec=wanted[1])


@pytest.mark.parametrize("line", LINES)
def test_conda_takes_the_line_for_the_same(line: str) -> None:
    spec = str(MatchSpec(line).version or "*")
    said = narrowed(line)
    assert said
    assert pep440(said.spec) == pep440("" if spec == "*" else spec)


@pytest.mark.parametrize("line", OTHERS)
def test_other_lines_name_neither(line: str) -> None:
    assert narrowed(line) is None


MANIFEST = """\
[project]
name = "x-1"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["numpy>=2.1", "torch>=2.10"]
"""


def ranges(*lines: str) -> dict[str, tuple[str, str]]:
    """The ranges and the conda names of a project's requirements by its environment file."""
    listed = "".join(f"  - {line}\n" for line in ("python >=3.11", "pip", *lines))
    files = {"pyproject.toml": MANIFEST, "environment.yml": f"name: x-1\ndependencies:\n{listed}"}
    reading = load_dialect("conda").read(files)
    project = reading.other or reading.project
    return {item.name: (item.spec, item.conda) for item in project.dependencies}


def test_their_ranges_count_where_they_leave_something_out() -> None:
    assert ranges("conda-forge::numpy >=1.24", "pytorch::pytorch=2.12=cuda*") == {
        "numpy": (">=2.1", "numpy"),
        "torch": ("==2.12", "pytorch"),
    }


def test_one_for_a_package_of_python_is_a_requirement_and_no_other() -> None:
    found = ranges("numpy >=2.1", "pytorch >=2.10", "conda-forge::jax=0.7", "bioconda::samtools")
    assert found == {
        "jax": ("==0.7.*", "jax"),
        "numpy": (">=2.1", "numpy"),
        "torch": (">=2.10", "pytorch"),
    }


def test_a_plain_line_goes_before_them() -> None:
    assert ranges("numpy >=2.2", "conda-forge::numpy=2.1", "pytorch >=2.10")["numpy"] == (
        ">=2.2",
        "numpy",
    )


def test_an_update_leaves_them_as_they_are() -> None:
    line = "conda-forge::numpy >=2.1  "
    stands = ["pip", line, "pytorch >=2.10"]
    after = ["pip", "numpy >=2.2", "pytorch >=2.11"]
    found = merge_dependencies(["pip", "numpy >=2.1", "pytorch >=2.10"], stands, after)
    assert found == ["pip", line, "pytorch >=2.11"]


def test_in_pixis_tables_a_name_of_conda_is_the_requirement_that_it_is() -> None:
    tables = '\n[tool.pixi.workspace]\nchannels = []\n\n[tool.pixi.dependencies]\npytorch = "{}"\n'
    for spec, own in ((">=2.10", None), ("2.12.*", "==2.12.*")):
        reading = load_dialect("pixi").read({"pyproject.toml": MANIFEST + tables.format(spec)})
        torch = reading.project.dependencies[1]
        assert (torch.name, torch.conda, reading.project.system_packages) == (
            "torch",
            "pytorch",
            (),
        )
        assert (reading.own.dependencies[1].spec if reading.own else None) == own
