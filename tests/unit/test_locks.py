"""Which builds of a framework the locks of all managers name for a machine."""

from __future__ import annotations

import pytest
from places import FIXTURES

from seedbed.accelerators.builds import FRAMEWORKS, Build
from seedbed.locks import Target, builds, other_builds
from seedbed.locks.markers import holds
from seedbed.model.record import replace

LOCKS = FIXTURES / "gpu" / "locks"
PYTORCH = FRAMEWORKS["pytorch"]
CPU_ONLY = Target(
    system="linux",
    architecture="x86_64",
    subdir="linux-64",
    python="3.12",
    environments=("dev", "default"),
)
GPU = replace(CPU_ONLY, cuda="13.0")
OLD_GPU = replace(CPU_ONLY, cuda="11.8")
MAC = replace(CPU_ONLY, system="darwin", architecture="arm64", subdir="osx-arm64")
WINDOWS = replace(CPU_ONLY, system="win32", architecture="AMD64", subdir="win-64")
ARM = replace(CPU_ONLY, architecture="aarch64", subdir="linux-aarch64")


@pytest.mark.parametrize(
    ("manager", "lock", "target", "expected"),
    [
        # PyPI's own wheel has no local version; what it requires says which CUDA it is for
        ("uv", "uv-pypi.lock", CPU_ONLY, [("2.15.0", "cuda", "13.2")]),
        ("uv", "uv-pypi.lock", MAC, [("2.15.0", "metal", "")]),
        ("uv", "uv-pypi.lock", WINDOWS, [("2.15.0", "cpu", "")]),
        ("uv", "uv-sources.lock", GPU, [("2.13.0+cu130", "cuda", "13.0")]),
        ("uv", "uv-sources.lock", MAC, [("2.13.0", "metal", "")]),
        ("uv", "uv-sources.lock", ARM, []),
        # either may be installed: only who synced knows which extra
        (
            "uv",
            "uv-extras.lock",
            GPU,
            [("2.13.0+cpu", "cpu", ""), ("2.13.0+cu130", "cuda", "13.0")],
        ),
        ("poetry", "poetry.lock", GPU, [("2.13.0+cu130", "cuda", "13.0")]),
        ("poetry", "poetry.lock", MAC, [("2.13.0", "metal", "")]),
        ("pixi", "pixi-conda.lock", GPU, [("2.10.0", "cuda", "12.6")]),
        ("pixi", "pixi-conda.lock", CPU_ONLY, [("2.10.0", "cpu", "")]),
        ("pixi", "pixi-conda.lock", OLD_GPU, [("2.10.0", "cpu", "")]),
        ("pixi", "pixi-conda.lock", MAC, [("2.10.0", "metal", "")]),
        ("pixi", "pixi-conda.lock", WINDOWS, []),
        ("pixi", "pixi-pypi.lock", GPU, [("2.13.0+cu130", "cuda", "13.0")]),
        ("pixi", "pixi-pypi.lock", CPU_ONLY, [("2.13.0+cpu", "cpu", "")]),
        ("pixi", "pixi-6-synthetic.lock", CPU_ONLY, [("2.10.0", "cuda", "12.8")]),
        ("pixi", "pixi-6-synthetic.lock", MAC, [("2.10.0", "metal", "")]),
        ("conda", "conda-lock-synthetic.yml", GPU, [("2.10.0", "cuda", "12.6")]),
        ("conda", "conda-lock-synthetic.yml", MAC, [("2.10.0", "metal", "")]),
        ("conda", "conda-lock-synthetic.yml", ARM, []),
    ],
)
def test_builds_that_a_lock_names(
    manager: str, lock: str, target: Target, expected: list[tuple[str, str, str]]
) -> None:
    found = builds(manager, (LOCKS / lock).read_text(), PYTORCH, target)
    assert [(one.version, one.kind, one.toolkit) for one in found] == expected


@pytest.mark.parametrize("manager", ["uv", "poetry"])
@pytest.mark.parametrize(
    ("framework", "target", "expected"),
    [
        ("tensorflow", GPU, ("2.19.1", "cuda", "12.5")),  # by its extra and-cuda
        ("tensorflow", ARM, ("2.19.1", "cpu", "")),
        ("tensorflow", MAC, ("2.19.1", "metal", "")),  # by its plugin
        ("tensorflow", WINDOWS, ("2.19.1", "cpu", "")),
        ("jax", ARM, ("0.10.2", "cuda", "13")),
        ("jax", MAC, ("0.10.2", "cpu", "")),
        ("jax", WINDOWS, ("0.10.2", "cpu", "")),
    ],
)
def test_builds_by_what_is_installed_beside(
    manager: str, framework: str, target: Target, expected: tuple[str, str, str]
) -> None:
    text = (LOCKS / f"{manager}-{framework}.lock").read_text()
    (found,) = builds(manager, text, FRAMEWORKS[framework], target)
    if (manager, framework, target) == ("poetry", "jax", ARM):  # by the runtime of CUDA
        expected = ("0.10.2", "cuda", "13.5")
    assert (found.version, found.kind, found.toolkit) == expected


def test_one_of_several_packages_brings_a_framework() -> None:
    text = """
[[package]]
name = "net"
source = { editable = "." }
dependencies = [
    { name = "tensorflow", marker = "platform_machine == 'aarch64'" },
    { name = "tensorflow-cpu", marker = "platform_machine != 'aarch64'" },
]

[[package]]
name = "tensorflow"
version = "2.21.0"

[[package]]
name = "tensorflow-cpu"
version = "2.20.0"
"""
    framework = FRAMEWORKS["tensorflow"]
    assert builds("uv", text, framework, ARM) == (Build(version="2.21.0", kind="cpu"),)
    assert builds("uv", text, framework, GPU) == (Build(version="2.20.0", kind="cpu"),)


def test_wheels_in_the_locks_of_pixi_and_conda() -> None:
    pixi = """version: 7
environments:
  default:
    packages:
      linux-64:
      - pypi: https://index.example/tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl
      - pypi: https://index.example/nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux_x86_64.whl
      osx-arm64:
      - pypi: https://index.example/tensorflow_macos-2.10.0-cp310-cp310-macosx_12_0_arm64.whl
      - pypi: https://index.example/tensorflow_metal-0.6.0-cp310-cp310-macosx_12_0_arm64.whl
"""
    framework = FRAMEWORKS["tensorflow"]
    (found,) = builds("pixi", pixi, framework, GPU)
    assert (found.version, found.title) == ("2.21.0", "CUDA 12.9")
    assert builds("pixi", pixi, framework, MAC) == (Build(version="2.10.0", kind="metal"),)
    conda = """version: 1
package:
- name: jax
  version: 0.12.0
  manager: pip
  platform: linux-64
- name: jax-cuda13-plugin
  version: 0.12.0
  manager: pip
  platform: linux-64
"""
    (found,) = builds("conda", conda, FRAMEWORKS["jax"], GPU)
    assert (found.version, found.title) == ("0.12.0", "CUDA 13")


def test_a_package_that_some_group_of_poetry_needs_everywhere_is_installed() -> None:
    text = """
[[package]]
name = "torch"
version = "2.13.0+cpu"
markers = {main = "sys_platform == 'darwin'", dev = ""}
"""
    (found,) = builds("poetry", text, PYTORCH, GPU)
    assert found.kind == "cpu"
    assert builds("poetry", text.replace(', dev = ""', ""), PYTORCH, GPU) == ()


@pytest.mark.parametrize(
    ("manager", "lock", "target", "expected"),
    [
        ("pixi", "pixi-conda.lock", CPU_ONLY, [("2.10.0", "cuda", "12.6")]),
        ("pixi", "pixi-conda.lock", OLD_GPU, [("2.10.0", "cuda", "12.6")]),
        ("pixi", "pixi-conda.lock", GPU, [("2.10.0", "cpu", "")]),
        ("pixi", "pixi-conda.lock", MAC, []),
        ("pixi", "pixi-conda.lock", WINDOWS, []),
        ("pixi", "pixi-pypi.lock", CPU_ONLY, [("2.13.0+cu130", "cuda", "13.0")]),
        ("pixi", "pixi-6-synthetic.lock", CPU_ONLY, []),
        ("uv", "uv-extras.lock", CPU_ONLY, []),
    ],
)
def test_builds_for_machines_with_another_driver(
    manager: str, lock: str, target: Target, expected: list[tuple[str, str, str]]
) -> None:
    found = other_builds(manager, (LOCKS / lock).read_text(), PYTORCH, target)
    assert [(one.version, one.kind, one.toolkit) for one in found] == expected


def test_extras_that_bring_a_build() -> None:
    found = builds("uv", (LOCKS / "uv-extras.lock").read_text(), PYTORCH, GPU)
    assert [one.extra for one in found] == ["cpu", "cu130"]
    # a build that is installed with any extra, or without, is no extra's
    alone = (LOCKS / "uv-sources.lock").read_text()
    assert [one.extra for one in builds("uv", alone, PYTORCH, GPU)] == [""]


@pytest.mark.parametrize("manager", ["uv", "poetry"])
@pytest.mark.parametrize("name", ["5", "[1]", "{ a = 1 }"])
def test_a_package_whose_name_is_no_text_names_no_build(manager: str, name: str) -> None:
    """Somebody else may have prepared the clone."""
    text = f'version = 1\n[[package]]\nname = {name}\nversion = "2.15.0"\n'
    assert builds(manager, text, PYTORCH, GPU) == ()


@pytest.mark.parametrize("manager", ["uv", "poetry", "pixi", "conda"])
@pytest.mark.parametrize("text", ["", "nonsense", "[package]\n", "<<<<<<< HEAD\n"])
def test_what_is_no_lock(manager: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        builds(manager, text, PYTORCH, GPU)


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("", True),
        ("sys_platform == 'linux'", True),
        ("sys_platform == 'win32'", False),
        ("platform_machine == 'arm64'", False),
        ("python_full_version < '3.12'", False),
        # whether an extra was asked for, only who synced knows
        ("sys_platform == 'linux' and extra == 'extra-6-digits-cpu'", True),
        ("no marker at all", True),
    ],
)
def test_markers_hold_for_the_machine_that_is_judged(marker: str, *, expected: bool) -> None:
    assert holds(marker, GPU) is expected


def test_a_lock_without_the_framework_names_none() -> None:
    text = (LOCKS / "uv-pypi.lock").read_text().replace('name = "torch"', 'name = "jax"')
    assert builds("uv", text, PYTORCH, GPU) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Build(version="2.15.0", kind="cuda", toolkit="13.2"), Build(version="2.15.0"), True),
        (Build(version="2.15.0"), Build(version="2.14.1"), False),
        (Build(version="2.13.0+cpu", kind="cpu"), Build(version="2.13.0+cpu", kind="cpu"), True),
        # conda's package says the toolkit, the wheel in it only that it is for CUDA
        (
            Build(version="2.10.0", kind="cuda", toolkit="12.6"),
            Build(version="2.10.0", kind="cuda"),
            True,
        ),
        (
            Build(version="2.13.0+cpu", kind="cpu"),
            Build(version="2.13.0+cu130", kind="cuda", toolkit="13.0"),
            False,
        ),
        (
            Build(version="2.13.0+cu126", kind="cuda", toolkit="12.6"),
            Build(version="2.13.0+cu130", kind="cuda", toolkit="13.0"),
            False,
        ),
    ],
)
def test_builds_that_are_the_same(one: Build, other: Build, *, same: bool) -> None:
    assert one.same(other) is same
    assert other.same(one) is same
