"""Which accelerator a new project gets, by the machine on which it is made."""

from __future__ import annotations

from typing import Any

import pytest

from seedbed.commands import accelerating
from seedbed.commands.accelerating import decided
from seedbed.errors import SeedbedError
from seedbed.host import gpu
from seedbed.model.choices import Choices, make_choices
from seedbed.model.machine import FAULTS, Fault, Gpu, Machine

NONE = Machine()
APPLE = Machine(kind="metal", found="system")
AMD = Machine(kind="rocm", gpus=(Gpu(name="AMD Instinct MI300X", capability="gfx942"),))
INTEL = Machine(kind="xpu", gpus=(Gpu(name="Intel Arc B580"),))


def nvidia(name: str, capability: str, driver: str, cuda: str) -> Machine:
    card = Gpu(name=f"NVIDIA {name}", capability=capability)
    return Machine(kind="cuda", driver=driver, cuda=cuda, gpus=(card,))


HOPPER = nvidia("H200", "9.0", "580.159.04", "13.0")
OLD_DRIVER = nvidia("A100", "8.0", "535.183.01", "12.2")
PASCAL = nvidia("GeForce GTX 1080", "6.1", "580.95.05", "13.0")
BLACKWELL = nvidia("GeForce RTX 5090", "12.0", "572.16", "12.8")
NEW_DRIVER = nvidia("B200", "10.0", "600.1", "14.1")
VOLTA = nvidia("V100", "7.0", "580.95.05", "13.0")
SPARK = nvidia("GB10", "12.1", "580.95.05", "13.0")
ANCIENT = nvidia("Tesla K80", "3.7", "470.256.02", "11.4")


def pytorch(**picked: Any) -> Choices:
    return make_choices("x-1", **{"framework": "pytorch", **picked})


@pytest.mark.parametrize(
    ("machine", "manager", "expected"),
    [
        (HOPPER, "uv", ("cuda", "13.0")),
        (HOPPER, "poetry", ("cuda", "13.0")),
        (HOPPER, "pixi", ("cuda", "13")),
        (HOPPER, "conda", ("cuda", "13")),
        (OLD_DRIVER, "uv", ("cuda", "12.6")),
        (OLD_DRIVER, "pixi", ("cuda", "12")),
        (PASCAL, "uv", ("cuda", "12.6")),  # builds for CUDA 13 are for Turing and newer
        (BLACKWELL, "uv", ("cuda", "12.8")),
        (NEW_DRIVER, "uv", ("cuda", "13.2")),  # the newest that the tables have
        (NEW_DRIVER, "pixi", ("cuda", "13")),
        (ANCIENT, "uv", ("auto", "")),
        (ANCIENT, "pixi", ("auto", "")),  # no PyTorch that the project allows is for CUDA 11
        (ANCIENT, "conda", ("auto", "")),
        (VOLTA, "uv", ("cuda", "12.6")),  # builds for CUDA 12.8 left it out after PyTorch 2.10
        (SPARK, "uv", ("cuda", "13.0")),  # runs what is compiled for 12.0
        (AMD, "uv", ("rocm", "7.2")),
        (AMD, "pixi", ("auto", "")),
        (INTEL, "uv", ("xpu", "")),
        (APPLE, "uv", ("metal", "")),
        (APPLE, "pixi", ("metal", "")),
        (NONE, "uv", ("auto", "")),
    ],
)
def test_what_is_stored(machine: Machine, manager: str, expected: tuple[str, str]) -> None:
    choices, _ = decided(pytorch(manager=manager), machine)
    assert (choices.accelerator, choices.accelerator_version) == expected


@pytest.mark.parametrize(
    ("machine", "picked", "expected", "said"),
    [
        (
            HOPPER,
            {},
            ("cuda", "13"),
            "This machine has NVIDIA H200 with driver 580.159.04, so the project uses CUDA 13.",
        ),
        (
            OLD_DRIVER,
            {},
            ("cuda", "12"),
            "This machine has NVIDIA A100 with driver 535.183.01, so the project uses CUDA 12.",
        ),
        (
            NONE,
            {},
            ("auto", ""),
            (
                "This machine has no GPU that JAX can use, so the project uses the CPU. For "
                "projects that run on NVIDIA GPUs elsewhere, add --accelerator cuda."
            ),
        ),
        (
            APPLE,
            {"platforms": ("osx-arm64",)},
            ("auto", ""),
            ("There is no build for this machine's GPU (Metal), so the project uses the CPU."),
        ),
        (
            ANCIENT,
            {"accelerator": "cuda"},
            ("cuda", ""),
            "No CUDA build that the project can take runs on this machine's driver.",
        ),
    ],
)
def test_jax(
    machine: Machine, picked: dict[str, Any], expected: tuple[str, str], said: str
) -> None:
    choices, remarks = decided(make_choices("x-1", framework="jax", **picked), machine)
    assert (choices.accelerator, choices.accelerator_version) == expected
    assert remarks == (said,)


def test_jax_for_a_cuda_that_the_driver_does_not_run() -> None:
    asked = make_choices("x-1", framework="jax", accelerator="cuda", accelerator_version="13")
    with pytest.raises(SeedbedError) as caught:
        decided(asked, OLD_DRIVER)
    assert caught.value.message == (
        "--accelerator-version 13 needs NVIDIA driver 580 or newer, and this machine has driver "
        "535.183.01."
    )
    assert caught.value.hint == (
        "Use --accelerator-version 12, or update the driver first; for a project of another "
        "machine, set CONDA_OVERRIDE_CUDA=13."
    )


def test_the_framework_s_version_limits_it() -> None:
    choices, _ = decided(pytorch(framework_version="2.8", python=">=3.11,<3.14"), HOPPER)
    assert choices.accelerator_version == "12.9"


def test_cuda_without_a_version_gets_the_machine_s() -> None:
    choices, said = decided(pytorch(accelerator="cuda"), OLD_DRIVER)
    assert (choices.accelerator, choices.accelerator_version) == ("cuda", "12.6")
    assert said == (
        "This machine has NVIDIA A100 with driver 535.183.01, so the project uses CUDA 12.6.",
    )
    choices, said = decided(pytorch(accelerator="cuda"), NONE)
    assert (choices.accelerator, choices.accelerator_version, said) == ("cuda", "", ())


def test_platforms_without_the_machine_keep_the_choice_open() -> None:
    choices, _ = decided(pytorch(platforms=("osx-arm64",)), HOPPER)
    assert choices.accelerator == "auto"


@pytest.mark.parametrize(
    ("machine", "picked", "said"),
    [
        (
            NONE,
            {},
            (
                "This machine has no GPU that PyTorch can use, so the project takes PyPI's "
                "builds: on Linux, the large one for CUDA, which runs on CPUs, too. For "
                "small CPU builds, use --accelerator cpu."
            ),
        ),
        (
            NONE,
            {"manager": "pixi"},
            (
                "This machine has no GPU that PyTorch can use. For projects that run on "
                "NVIDIA GPUs elsewhere, add --accelerator cuda."
            ),
        ),
        (
            Machine(fault=Fault(code="driver-missing", vendor="nvidia")),
            {"manager": "conda"},
            (
                f"This machine's GPU cannot be used ({FAULTS['driver-missing']}; see 'seedbed gpu')"
                ". For projects that run on NVIDIA GPUs elsewhere, add --accelerator cuda."
            ),
        ),
        (
            Machine(kind="cuda", cuda="13.0", found="CONDA_OVERRIDE_CUDA"),
            {},
            "CONDA_OVERRIDE_CUDA is 13.0, so the project uses CUDA 13.0.",
        ),
        (APPLE, {}, "This machine has a GPU, so the project uses Metal."),
        (
            INTEL,
            {"manager": "pixi"},
            (
                "There is no build for this machine's GPU (XPU). For projects that run on NVIDIA "
                "GPUs elsewhere, add --accelerator cuda."
            ),
        ),
    ],
)
def test_what_is_said(machine: Machine, picked: dict[str, Any], said: str) -> None:
    assert decided(pytorch(**picked), machine)[1] == (said,)


def test_on_macs_and_windows_alone_there_is_nothing_to_say() -> None:
    assert decided(pytorch(platforms=("osx-arm64", "win-64")), NONE)[1] == ()


def test_a_choice_that_would_be_refused_is_not_advised() -> None:
    assert decided(pytorch(manager="pixi", platforms=("osx-arm64",)), HOPPER)[1] == ()


@pytest.mark.parametrize(
    ("machine", "version", "message", "hint"),
    [
        (
            OLD_DRIVER,
            "13.0",
            (
                "--accelerator-version 13.0 needs NVIDIA driver 580 or newer, and this "
                "machine has driver 535.183.01."
            ),
            (
                "Use --accelerator-version 12.6, or update the driver first; for a project "
                "of another machine, set CONDA_OVERRIDE_CUDA=13.0."
            ),
        ),
        (
            PASCAL,
            "13.0",
            (
                "--accelerator-version 13.0 has no build for this machine's NVIDIA GeForce "
                "GTX 1080, whose compute capability is 6.1."
            ),
            (
                "Use --accelerator-version 12.6, or for a project of another machine, set "
                "CONDA_OVERRIDE_CUDA=13.0."
            ),
        ),
    ],
)
def test_a_version_that_the_machine_does_not_run_is_refused(
    machine: Machine, version: str, message: str, hint: str
) -> None:
    with pytest.raises(SeedbedError) as caught:
        decided(pytorch(accelerator="cuda", accelerator_version=version), machine)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert (caught.value.code, caught.value.status) == ("no-such-build", 2)


def test_a_build_may_have_dropped_the_gpu() -> None:
    asked = {"accelerator": "cuda", "accelerator_version": "12.8"}
    choices, _ = decided(pytorch(framework_version="2.10", **asked), VOLTA)
    assert choices.accelerator_version == "12.8"
    unsure = pytorch(  # of CUDA 12.9, nobody has looked
        accelerator="cuda",
        accelerator_version="12.9",
        framework_version="2.8",
        python=">=3.11,<3.14",
    )
    assert decided(unsure, VOLTA) == (unsure, ())
    with pytest.raises(SeedbedError, match=r"V100, whose compute capability is 7\.0"):
        decided(pytorch(**asked), VOLTA)


def test_cuda_that_this_machine_does_not_run_is_told() -> None:
    choices, said = decided(pytorch(accelerator="cuda"), ANCIENT)
    assert (choices.accelerator, choices.accelerator_version) == ("cuda", "")
    assert said == (
        "No CUDA build that the project can take runs on this machine's GPU and driver.",
    )


def test_a_project_without_the_machine_s_platform_is_not_held_to_its_driver() -> None:
    asked = pytorch(accelerator="cuda", accelerator_version="13.0", platforms=("osx-arm64",))
    assert decided(asked, OLD_DRIVER) == (asked, ())  # which is refused for its platform


def test_a_version_that_the_machine_runs_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pytorch(accelerator="cuda", accelerator_version="12.8")
    assert decided(asked, HOPPER) == (asked, ())
    monkeypatch.setenv("SEEDBED_DETECT", "0")
    assert decided(asked) == (asked, ())


@pytest.mark.parametrize(
    "choices",
    [
        make_choices("x-1"),
        make_choices("x-1", framework="none"),
        pytorch(accelerator="cpu"),
        pytorch(accelerator="rocm", accelerator_version="7.2"),
        pytorch(accelerator="metal"),
    ],
)
def test_no_machine_is_looked_at_in_vain(choices: Choices, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> Machine:
        raise AssertionError

    monkeypatch.setattr(gpu, "detect", never)
    assert decided(choices) == (choices, ())


def test_the_switch_keeps_seedbed_from_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "detect", lambda: HOPPER)
    monkeypatch.setenv(accelerating.SWITCH, "1")
    assert decided(pytorch())[0].accelerator == "cuda"
    monkeypatch.setenv(accelerating.SWITCH, "0")
    assert decided(pytorch()) == (pytorch(), ())
