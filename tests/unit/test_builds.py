"""Which build of PyTorch a project takes, and what is refused: the pure choice."""

from __future__ import annotations

from typing import Any

import pytest

from seedbed.accelerators.idioms import build_of
from seedbed.accelerators.refusals import check
from seedbed.accelerators.tables import load_tables
from seedbed.accelerators.wanted import Wanted, best
from seedbed.errors import SeedbedError
from seedbed.model.choices import DEFAULT_PLATFORMS
from seedbed.model.project import Dependency, Index, Platform, SystemPackage
from seedbed.model.record import replace

TABLES = load_tables()
PLAIN = Wanted(
    kind="auto",
    version="",
    framework="pytorch",
    spec=">=2.10",
    pythons=("3.11", "3.12", "3.13", "3.14"),
    platforms=DEFAULT_PLATFORMS,
    channels=False,
)
LINUX_OR_WINDOWS = "sys_platform == 'linux' or sys_platform == 'win32'"


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        ({"kind": "cuda"}, "cu130"),  # what PyPI had in the newest release that was looked at
        ({"kind": "cuda", "version": "12.6"}, "cu126"),
        ({"kind": "cuda", "version": "12"}, "cu126"),  # it has newer releases than cu128
        ({"kind": "cuda", "version": "13"}, "cu132"),
        ({"kind": "cuda", "version": "12", "spec": "==2.10.*"}, "cu128"),
        ({"kind": "cuda", "spec": "<2.9,>=2.8"}, "cu128"),
        ({"kind": "cuda", "spec": "==2.6.*"}, "cu124"),
        ({"kind": "cuda", "spec": ">=2.15"}, "cu132"),
        ({"kind": "cuda", "spec": ">=9"}, "cu132"),  # newer than the tables
        ({"kind": "cuda", "version": "11.8"}, ""),
        ({"kind": "rocm"}, "rocm7.2"),
        ({"kind": "rocm", "spec": "==2.9.*"}, "rocm6.4"),
        ({"kind": "xpu"}, "xpu"),
        ({"kind": "cpu"}, "cpu"),
        ({"kind": "xpu", "spec": "==2.5.*"}, ""),
    ],
)
def test_the_index_for_what_is_asked(asked: dict[str, Any], tag: str) -> None:
    assert best(TABLES, replace(PLAIN, **asked)) == tag


@pytest.mark.parametrize(
    ("asked", "index", "marker"),
    [
        ({}, "", ""),
        ({"kind": "metal"}, "", ""),
        ({"kind": "cpu"}, "pytorch-cpu", "sys_platform == 'linux'"),
        ({"kind": "cpu", "platforms": ("osx-arm64", "win-64")}, "", ""),
        ({"kind": "cuda"}, "pytorch-cu130", LINUX_OR_WINDOWS),
        ({"kind": "cuda", "platforms": ("linux-64",)}, "pytorch-cu130", "sys_platform == 'linux'"),
        (
            {"kind": "cuda", "platforms": ("osx-arm64", "win-64")},
            "pytorch-cu130",
            "sys_platform == 'win32'",
        ),
        (
            {"kind": "rocm"},
            "pytorch-rocm7.2",
            "sys_platform == 'linux' and platform_machine == 'x86_64'",
        ),
        ({"kind": "rocm", "platforms": ("linux-64", "win-64")}, "pytorch-rocm7.2",
         "sys_platform == 'linux'"),
        (
            {"kind": "xpu"},
            "pytorch-xpu",
            "platform_machine == 'x86_64' or platform_machine == 'AMD64'",
        ),
        ({"kind": "xpu", "platforms": ("linux-64", "win-64")}, "pytorch-xpu", LINUX_OR_WINDOWS),
    ],
)  # fmt: skip
def test_the_systems_that_take_it_from_there(
    asked: dict[str, Any], index: str, marker: str
) -> None:
    build = build_of(TABLES, replace(PLAIN, **asked), named=False)
    assert (build.index, build.index_marker) == (index, marker)
    address = f"https://download.pytorch.org/whl/{index.removeprefix('pytorch-')}"
    assert build.indexes == ((Index(name=index, url=address),) if index else ())
    assert build.system_packages == ()
    assert [one.name for one in build.platforms] == [*(asked.get("platforms", PLAIN.platforms))]


@pytest.mark.parametrize(
    ("kind", "spec", "name"),
    [
        ("rocm", ">=2.10", "triton-rocm"),
        ("rocm", "==2.9.*", "pytorch-triton-rocm"),
        ("xpu", ">=2.10", "triton-xpu"),
        ("cuda", ">=2.10", ""),  # PyPI has that one
    ],
)
def test_the_triton_that_only_pytorch_s_index_has(kind: str, spec: str, name: str) -> None:
    build = build_of(TABLES, replace(PLAIN, kind=kind, spec=spec), named=False)
    wanted = Dependency(name=name, marker=build.index_marker, index=build.index)
    assert build.dependencies == ((wanted,) if name else ())


def test_a_channel_picks_builds_on_platforms_with_names() -> None:
    asked = replace(PLAIN, kind="cuda", channels=True, platforms=("linux-64", "osx-arm64"))
    build = build_of(TABLES, asked, named=True)
    assert build.platforms == (
        Platform(name="linux-64-cuda", subdir="linux-64", cuda="13.0"),
        Platform(name="linux-64-cpu", subdir="linux-64"),
        Platform(name="osx-arm64", subdir="osx-arm64"),
    )
    assert build.system_packages == (
        SystemPackage(name="pytorch-gpu", conda="pytorch-gpu", platform="linux-64-cuda"),
        SystemPackage(
            name="cuda-version", conda="cuda-version", spec="13.*", platform="linux-64-cuda"
        ),
        SystemPackage(name="pytorch-cpu", conda="pytorch-cpu", platform="linux-64-cpu"),
    )
    assert not build.index


def test_a_channel_for_one_machine_at_a_time_leaves_the_choice_to_the_driver() -> None:
    asked = replace(PLAIN, kind="cuda", version="12.9", channels=True)
    version = SystemPackage(name="cuda-version", conda="cuda-version", spec="12.9.*")
    assert build_of(TABLES, asked, named=False).system_packages == (version,)
    alone = replace(asked, platforms=("linux-64", "win-64"))
    gpu = SystemPackage(name="pytorch-gpu", conda="pytorch-gpu")
    assert build_of(TABLES, alone, named=False).system_packages == (version, gpu)


def test_a_channel_has_one_package_for_cpus_everywhere() -> None:
    asked = replace(PLAIN, kind="cpu", channels=True)
    build = build_of(TABLES, asked, named=True)
    assert build.system_packages == (SystemPackage(name="pytorch-cpu", conda="pytorch-cpu"),)
    assert build_of(TABLES, replace(asked, kind="auto"), named=True).system_packages == ()


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        (
            {"kind": "cuda", "platforms": ("osx-arm64",)},
            (
                "--accelerator cuda has no platform: CUDA needs Linux or Windows, and the "
                "project's platform is osx-arm64."
            ),
            "Add one, such as --platform osx-arm64,linux-64, or use --accelerator cpu.",
        ),
        (
            {"kind": "metal", "platforms": ("linux-64", "win-64")},
            (
                "--accelerator metal has no platform: Metal needs a Mac with Apple silicon,"
                " and the project's platforms are linux-64, win-64."
            ),
            "Add one, such as --platform linux-64,win-64,osx-arm64, or use --accelerator cpu.",
        ),
        (
            {"platforms": ("linux-64", "osx-64")},
            (
                "PyTorch >=2.10 and the platform osx-64 cannot be combined: PyTorch 2.2 is "
                "the last that supports Macs with Intel processors."
            ),
            "Leave it out, with --platform linux-64, or use --framework-version 2.2.",
        ),
        (
            {"platforms": ("osx-64",)},
            (
                "PyTorch >=2.10 and the platform osx-64 cannot be combined: PyTorch 2.2 is "
                "the last that supports Macs with Intel processors."
            ),
            "Use --framework-version 2.2.",
        ),
        (
            {"kind": "cuda", "version": "11.8"},
            (
                "--accelerator-version 11.8 and PyTorch >=2.10 cannot be combined: PyTorch "
                "has no index with such a build."
            ),
            "Use --accelerator-version 12.6 or --framework-version 2.7.",
        ),
        (
            {"kind": "cuda", "version": "99.1"},
            (
                "--accelerator-version 99.1 and PyTorch >=2.10 cannot be combined: PyTorch "
                "has no index with such a build."
            ),
            "Use --accelerator-version 13.2.",
        ),
        (
            {"kind": "cuda", "version": "11", "channels": True},
            (
                "--accelerator-version 11 and PyTorch >=2.10 cannot be combined: such a "
                "PyTorch needs CUDA 12 or newer."
            ),
            "Use --accelerator-version 12.",
        ),
        (
            {"kind": "cuda", "version": "99", "spec": ">=99"},
            (
                "--accelerator-version 99 and PyTorch >=99 cannot be combined: PyTorch "
                "has no index with such a build."
            ),
            "Use --accelerator-version 13.2.",
        ),
        (
            {"kind": "xpu", "spec": "==2.5.*"},
            (
                "--accelerator xpu and PyTorch 2.5 cannot be combined: PyTorch has no "
                "index with such a build."
            ),
            "Use --framework-version 2.13.",
        ),
        (
            {"spec": "==2.8.*"},
            "PyTorch 2.8 has no wheels for Python 3.14, which the project allows.",
            "Use --python '>=3.11,<3.14' or --framework-version '>=2.9'.",
        ),
        (
            {"spec": "==2.8.*", "pythons": ("3.14",)},
            "PyTorch 2.8 has no wheels for Python 3.14, which the project allows.",
            "Use --python '>=3.11,<3.14' or --framework-version '>=2.9'.",
        ),
        (
            {"spec": "==2.2.*"},
            "PyTorch 2.2 has no wheels for Python 3.13 and 3.14, which the project allows.",
            "Use --python '>=3.11,<3.13' or --framework-version '>=2.9'.",
        ),
        (
            {"spec": "==2.0.*", "pythons": ("3.12", "3.13", "3.14")},
            "PyTorch 2.0 has no wheels for Python 3.12, 3.13, and 3.14, which the project allows.",
            "Use --python '>=3.11,<3.12' or --framework-version '>=2.9'.",
        ),
        (
            {"kind": "cuda", "version": "12.4", "spec": ">=2.6"},
            "PyTorch 2.6 for CUDA 12.4 has no wheels for Python 3.14, which the project allows.",
            "Use --python '>=3.11,<3.14' or --framework-version '>=2.9'.",
        ),
    ],
)
def test_what_cannot_be_names_both_choices_and_what_works(
    asked: dict[str, Any], message: str, hint: str
) -> None:
    with pytest.raises(SeedbedError) as caught:
        check(TABLES, replace(PLAIN, **asked))
    assert caught.value.message == message
    assert caught.value.hint == hint
    assert (caught.value.code, caught.value.status) == ("no-such-build", 2)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"platforms": ("linux-64", "osx-64"), "spec": "==2.2.*", "pythons": ("3.11", "3.12")},
        {"platforms": ("osx-64",), "channels": True},  # conda-forge has builds of its own
        {"spec": ">=99"},  # nothing is known of it
        {"kind": "cuda", "version": "12.6", "spec": ">=2.6"},
        {"kind": "metal"},
        {"kind": "cuda", "version": "12.9", "channels": True},
        {"kind": "cuda", "version": "11", "channels": True, "spec": "==2.7.*"},
        {"kind": "cuda", "version": "11", "channels": True, "spec": ">=99"},
    ],
)
def test_what_can_be_is_not_refused(asked: dict[str, Any]) -> None:
    check(TABLES, replace(PLAIN, **asked))


@pytest.mark.parametrize(
    ("version", "index"),
    [("12.6", "pytorch-cu126"), ("99.1", "pytorch-cu991"), ("13", "pytorch-cu132")],
)
def test_a_release_that_is_not_known_yet_has_the_index_that_is_asked_for(
    version: str, index: str
) -> None:
    asked = replace(PLAIN, kind="cuda", version=version, spec=">=99")
    check(TABLES, asked)
    assert build_of(TABLES, asked, named=False).index == index
