"""TensorFlow and JAX: what a project says of the build that it wants, and what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from seedbed.accelerators import choosing
from seedbed.accelerators.pythons import moved, range_of
from seedbed.accelerators.tables import load_tables
from seedbed.accelerators.wanted import Wanted
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library
from seedbed.model.record import replace

TABLES = load_tables()
EVERYWHERE = ("linux-64", "linux-aarch64", "osx-arm64", "win-64")
X86_LINUX = "sys_platform == 'linux' and platform_machine == 'x86_64'"
NO_X86_LINUX = "sys_platform != 'linux' or platform_machine != 'x86_64'"
ARM_MAC = "sys_platform == 'darwin' and platform_machine == 'arm64'"
NO_ARM_MAC = "sys_platform != 'darwin' or platform_machine != 'arm64'"
OLD = {"numpy": ">=1.23.2,<1.24", "protobuf": ">=3.19.1,<3.20", "h5py": ">=3.7,<3.8"}


def asking(framework: str = "tensorflow", **picked: Any) -> Wanted:
    given: dict[str, Any] = {
        "kind": "auto",
        "version": "",
        "spec": ">=2.16" if framework == "tensorflow" else ">=0.7.2",
        "pythons": (),
        "platforms": EVERYWHERE,
        "channels": False,
        **picked,
    }
    asked = Wanted(framework=framework, **given)
    return asked if asked.pythons else replace(asked, pythons=choosing.supported(TABLES, asked))


def said(asked: Wanted) -> tuple[list[str], dict[str, str]]:
    """The requirements and the limits of a build that is possible."""
    choosing.check(TABLES, asked)
    build = choosing.build_of(TABLES, asked, named=False)
    return [one.requirement for one in build.requirements], dict(build.limits)


@pytest.mark.parametrize(
    ("picked", "requirements", "limits"),
    [
        ({}, ["tensorflow>=2.16"], {}),
        (
            {"kind": "cpu"},
            [
                f"tensorflow-cpu>=2.16; {X86_LINUX}",
                f"tensorflow>=2.16; {NO_X86_LINUX}",
            ],
            {},
        ),
        (
            {"kind": "cuda"},
            [
                f"tensorflow[and-cuda]>=2.16; {X86_LINUX}",
                f"tensorflow>=2.16; {NO_X86_LINUX}",
            ],
            {},
        ),
        ({"kind": "cuda", "platforms": ("linux-64",)}, ["tensorflow[and-cuda]>=2.16"], {}),
        (  # newer than the tables
            {"kind": "cuda", "version": "12.9", "spec": ">=2.99", "platforms": ("linux-64",)},
            ["tensorflow[and-cuda]>=2.99"],
            {},
        ),
        (
            {"kind": "cuda", "version": "12.3"},
            [
                f"tensorflow[and-cuda]>=2.16,<2.18; {X86_LINUX}",
                f"tensorflow>=2.16,<2.18; {NO_X86_LINUX}",
            ],
            {"numpy": ">=1.26,<2"},
        ),
        (
            {"kind": "metal"},
            [
                f"tensorflow[and-cuda]>=2.16,<2.20; {X86_LINUX}",
                f"tensorflow>=2.16,<2.20; {NO_X86_LINUX}",
                f"tensorflow-metal==1.2.0; {ARM_MAC}",
            ],
            {"numpy": ">=1.26,<2.2"},
        ),
        (
            {"kind": "metal", "platforms": ("osx-arm64",), "spec": ">=2.14"},
            ["tensorflow>=2.16,<2.20", f"tensorflow-metal==1.2.0; {ARM_MAC}"],
            {"numpy": ">=1.26,<2.2"},
        ),
        (
            {"kind": "metal", "spec": "==2.10.*"},  # what the seed's author made by hand
            [
                f"tensorflow==2.10.*; {NO_ARM_MAC}",
                f"tensorflow-macos==2.10.*; {ARM_MAC}",
                f"tensorflow-metal==0.6.0; {ARM_MAC}",
            ],
            OLD,
        ),
        (
            {"kind": "cpu", "spec": "==2.10.*"},
            [
                f"tensorflow-cpu==2.10.*; {X86_LINUX}",
                f"tensorflow==2.10.*; ({NO_X86_LINUX}) and ({NO_ARM_MAC})",
                f"tensorflow-macos==2.10.*; {ARM_MAC}",
            ],
            OLD,
        ),
        (
            {"spec": "==2.10.1"},  # which tensorflow-macos has not
            [f"tensorflow==2.10.1; {NO_ARM_MAC}", f"tensorflow-macos==2.10.*; {ARM_MAC}"],
            OLD,
        ),
        (
            {"kind": "metal", "spec": "==2.9.2", "platforms": ("linux-64", "osx-arm64")},
            [
                f"tensorflow==2.9.2; {NO_ARM_MAC}",
                f"tensorflow-macos==2.9.2; {ARM_MAC}",
                f"tensorflow-metal==0.5.0; {ARM_MAC}",
            ],
            OLD,
        ),
        (
            {"kind": "metal", "spec": ">=2.12,<2.14", "platforms": ("osx-arm64",)},
            ["tensorflow-macos>=2.12,<2.13", f"tensorflow-metal==0.8.0; {ARM_MAC}"],
            {"numpy": ">=1.23.2,<1.24"},
        ),
        (
            {"kind": "metal", "spec": "==2.15.*", "platforms": ("osx-arm64",)},
            ["tensorflow==2.15.*", f"tensorflow-metal==1.1.0; {ARM_MAC}"],
            {"numpy": ">=1.24,<2"},
        ),
        (
            {"platforms": ("linux-64", "osx-64")},  # 2.16 is the last for Intel Macs
            ["tensorflow>=2.16,<2.17"],
            {"numpy": ">=1.26,<2"},
        ),
        (
            {"kind": "cuda", "spec": "==2.99.*"},  # newer than the table
            [
                f"tensorflow[and-cuda]==2.99.*; {X86_LINUX}",
                f"tensorflow==2.99.*; {NO_X86_LINUX}",
            ],
            {},
        ),
    ],
)
def test_tensorflow(
    picked: dict[str, Any], requirements: list[str], limits: dict[str, str]
) -> None:
    assert said(asking(**picked)) == (requirements, limits)


@pytest.mark.parametrize(
    ("picked", "requirements"),
    [
        ({}, []),  # that of the layer
        ({"kind": "cpu"}, []),
        (
            {"kind": "cuda"},
            ["jax[cuda13]>=0.7.2; sys_platform == 'linux'", "jax>=0.7.2; sys_platform != 'linux'"],
        ),
        ({"kind": "cuda", "version": "12", "platforms": ("linux-64",)}, ["jax[cuda12]>=0.7.2"]),
        ({"kind": "cuda", "version": "13.0", "platforms": ("linux-64",)}, ["jax[cuda13]>=0.7.2"]),
        ({"kind": "cuda", "spec": ">=0.6", "platforms": ("linux-64",)}, ["jax[cuda13]>=0.7.2"]),
        ({"kind": "cuda", "spec": "<0.7.2", "platforms": ("linux-64",)}, ["jax[cuda12]<0.7.2"]),
        ({"kind": "cuda", "spec": "==0.7.1", "platforms": ("linux-64",)}, ["jax[cuda12]==0.7.1"]),
        ({"kind": "cuda", "spec": "==9.9.*", "platforms": ("linux-64",)}, ["jax[cuda13]==9.9.*"]),
        (
            {"kind": "cuda", "version": "12", "spec": "==9.9.*", "platforms": ("linux-64",)},
            ["jax[cuda12]==9.9.*"],
        ),
    ],
)
def test_jax(picked: dict[str, Any], requirements: list[str]) -> None:
    assert said(asking("jax", **picked)) == (requirements, {})


@pytest.mark.parametrize(
    ("framework", "spec", "title", "oldest"),
    [
        ("tensorflow", "==1.15.*", "TensorFlow 1.15", "2.8"),
        ("tensorflow", "<2.0", "TensorFlow <2.0", "2.8"),
        ("jax", "==0.3.25", "JAX 0.3.25", "0.4"),
        ("pytorch", "==1.4.*", "PyTorch 1.4", "1.13"),
    ],
)
def test_what_is_older_than_the_tables(framework: str, spec: str, title: str, oldest: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        choosing.check(TABLES, asking(framework, spec=spec))
    assert caught.value.message == (
        f"{title} is too old: it has no wheels for any Python that projects can have."
    )
    assert caught.value.hint == f"Use --framework-version {oldest}, or newer."
    choosing.check(TABLES, asking(framework, spec=">=99"))


@pytest.mark.parametrize(
    ("picked", "message", "hint"),
    [
        (
            {"spec": "==2.10.*", "pythons": ("3.12", "3.13", "3.14")},
            (
                "TensorFlow 2.10 has no wheels for Python 3.12, 3.13, and 3.14, which the project "
                "allows."
            ),
            "Use --python '>=3.10,<3.11'.",
        ),
        (
            {"spec": "==2.10.*", "pythons": ("3.12",)},
            "TensorFlow 2.10 has no wheels for Python 3.12, which the project allows.",
            "Use --python '>=3.10,<3.11' or --framework-version '>=2.16'.",
        ),
        (
            {"pythons": ("3.11", "3.12", "3.13", "3.14")},
            "TensorFlow 2.21 has no wheels for Python 3.14, which the project allows.",
            "Use --python '>=3.11,<3.14'.",
        ),
        (
            {"spec": "==2.8.*", "platforms": ("osx-arm64",)},
            (
                "TensorFlow 2.8 has wheels for Python 3.9 and older only, and projects need "
                "3.10 or newer."
            ),
            "Use --framework-version '>=2.9'.",
        ),
        (
            {"kind": "metal", "platforms": ("linux-64",)},
            (
                "--accelerator metal has no platform: Metal needs a Mac with Apple silicon, and "
                "the project's platform is linux-64."
            ),
            "Add one, such as --platform linux-64,osx-arm64, or use --accelerator cpu.",
        ),
        (
            {"kind": "metal", "spec": "==2.21.*"},
            (
                "--accelerator metal and TensorFlow 2.21 cannot be combined: the plugin calls 39 "
                "functions that this TensorFlow no longer has, so importing TensorFlow fails."
            ),
            "Use --framework-version 2.19, or --accelerator cpu.",
        ),
        (
            {"kind": "metal", "spec": ">=2.30"},
            (
                "--accelerator metal and TensorFlow >=2.30 cannot be combined: tensorflow-metal "
                "1.2.0, its last release, is for TensorFlow 2.19 and older."
            ),
            "Use --framework-version 2.19, or --accelerator cpu.",
        ),
        (
            {"kind": "metal", "spec": "==2.5.*", "platforms": ("osx-arm64",)},
            (
                "--accelerator metal and TensorFlow 2.5 cannot be combined: it needs numpy 1.19 "
                "and h5py 3.1, which PyPI has no wheels of for Apple silicon."
            ),
            "Use --framework-version 2.9, or --accelerator cpu.",
        ),
        (
            {"kind": "cuda", "spec": "==2.10.*"},
            (
                "--accelerator cuda and TensorFlow 2.10 cannot be combined: TensorFlow 2.14 is the "
                "first that brings CUDA's libraries."
            ),
            "Use --framework-version 2.14, or --accelerator auto with the CUDA of your system.",
        ),
        (
            {"kind": "cuda", "version": "13"},
            (
                "--accelerator-version 13 and TensorFlow >=2.16 cannot be combined: there is no "
                "TensorFlow for CUDA 13."
            ),
            "Use --accelerator-version 12.",
        ),
        (
            {"kind": "cuda", "version": "11.8"},
            (
                "--accelerator-version 11.8 and TensorFlow >=2.16 cannot be combined: there is "
                "no such TensorFlow for CUDA 11.8."
            ),
            "Use --accelerator-version 12 or --framework-version 2.14.",
        ),
        (
            {"kind": "cuda", "version": "11", "spec": ">=2.99"},
            (
                "--accelerator-version 11 and TensorFlow >=2.99 cannot be combined: there is no "
                "such TensorFlow for CUDA 11."
            ),
            "Use --accelerator-version 12 or --framework-version 2.14.",
        ),
        (
            {"kind": "cuda", "platforms": ("win-64",)},
            (
                "--accelerator cuda has no platform: TensorFlow's CUDA builds are for Linux on "
                "x86_64 (on Windows, use WSL 2), and the project's platform is win-64."
            ),
            "Add one, such as --platform win-64,linux-64, or use --accelerator cpu.",
        ),
        (
            {"spec": ">=2.18", "platforms": ("linux-64", "osx-64")},
            "TensorFlow >=2.18 has no wheels for osx-64.",
            "Use --platform linux-64 or --framework-version 2.16.",
        ),
        (
            {"spec": "==2.9.*"},
            "TensorFlow 2.9 has no wheels for linux-aarch64.",
            "Use --platform linux-64,osx-arm64,win-64 or --framework-version '>=2.10'.",
        ),
        (
            {"spec": "==2.13.*"},  # resolvers take a release candidate instead
            (
                "TensorFlow 2.13 needs a typing-extensions older than 4.6, but today's mypy and "
                "tyro need a newer one."
            ),
            "Use --framework-version 2.14.",
        ),
        (
            {"platforms": ("linux-64", "win-arm64")},
            "TensorFlow has no wheels for win-arm64.",
            "Use --platform linux-64.",
        ),
    ],
)
def test_what_tensorflow_cannot_do(picked: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        choosing.check(TABLES, asking(**picked))
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("picked", "message", "hint"),
    [
        (
            {"kind": "cuda", "version": "11"},
            (
                "--accelerator-version 11 and JAX >=0.7.2 cannot be combined: there is no JAX for "
                "CUDA 11."
            ),
            "Use --accelerator-version 13.",
        ),
        (
            {"kind": "cuda", "version": "13", "spec": "==0.7.1"},
            (
                "--accelerator-version 13 and JAX 0.7.1 cannot be combined: there is no such "
                "JAX for CUDA 13."
            ),
            "Use --accelerator-version 12 or --framework-version '>=0.7.2'.",
        ),
        (
            {"kind": "cuda", "platforms": ("osx-arm64", "win-64")},
            (
                "--accelerator cuda has no platform: JAX's CUDA builds are for Linux (on "
                "Windows, use WSL 2), and the project's platforms are osx-arm64, win-64."
            ),
            "Add one, such as --platform osx-arm64,win-64,linux-64, or use --accelerator cpu.",
        ),
        (
            {"spec": "==0.12.*", "pythons": ("3.11", "3.12")},
            "JAX 0.12 has no wheels for Python 3.11, which the project allows.",
            "Use --python '>=3.12,<3.13' or --framework-version '>=0.10'.",
        ),
        *(
            (
                {"kind": kind, "spec": spec},
                (
                    f"JAX {told} is too old for the project's Flax 0.12, which needs JAX 0.7.1 or "
                    "newer."
                ),
                "Use --framework-version '>=0.7.1'.",
            )
            for spec, told in (
                ("==0.6.*", "0.6"),
                ("==0.4.30", "0.4.30"),  # which no table knows
                ("==0.7.0", "0.7.0"),
                (">=0.6,<0.7.1", ">=0.6,<0.7.1"),
            )
            for kind in ("auto", "cuda")
        ),
        (
            {"kind": "cuda", "version": "11", "spec": "==9.9.*"},
            (
                "--accelerator-version 11 and JAX 9.9 cannot be combined: there is no JAX for "
                "CUDA 11."
            ),
            "Use --accelerator-version 13.",
        ),
        (
            {"platforms": ("osx-64",)},
            "JAX has no wheels for osx-64.",
            "Choose another platform with --platform.",
        ),
    ],
)
def test_what_jax_cannot_do(picked: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        choosing.check(TABLES, asking("jax", **picked))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_the_oldest_jax_is_that_of_its_projects_flax() -> None:
    tables = load_library()["framework/jax"].data["dependencies"]
    (flax,) = (one["spec"] for one in tables if one["name"] == "flax")
    assert flax == ">=0.12", "a newer Flax needs a newer JAX: see OLDEST in accelerators/jax.py"


@pytest.mark.parametrize(
    ("framework", "picked", "pythons"),
    [
        ("tensorflow", {}, ("3.11", "3.12", "3.13")),
        ("tensorflow", {"kind": "metal"}, ("3.11", "3.12")),  # the plugin has no wheels for 3.13
        ("tensorflow", {"spec": "==2.13.*"}, ("3.11",)),
        ("tensorflow", {"spec": "==2.10.*"}, ("3.10",)),
        ("tensorflow", {"spec": ">=2.10"}, ("3.11", "3.12", "3.13")),  # newer ones do without 3.10
        ("tensorflow", {"spec": "==2.8.*", "platforms": ("linux-64",)}, ("3.10",)),
        ("jax", {}, ("3.11", "3.12", "3.13", "3.14")),
        ("jax", {"spec": ">=0.11"}, ("3.12", "3.13", "3.14")),
        ("jax", {"spec": "==0.6.*"}, ("3.11", "3.12", "3.13")),
        ("pytorch", {"spec": "==2.8.*"}, ("3.11", "3.12", "3.13")),
        ("pytorch", {"spec": "==2.8.*", "channels": True}, ("3.11", "3.12", "3.13", "3.14")),
    ],
)
def test_versions_of_python(
    framework: str, picked: dict[str, Any], pythons: tuple[str, ...]
) -> None:
    asked = asking(framework, pythons=("3.11",), **picked)
    assert choosing.supported(TABLES, asked) == pythons


@pytest.mark.parametrize(
    ("python", "default", "fit", "expected"),
    [
        (">=3.11,<3.14", ">=3.11,<3.14", ("3.11", "3.12"), ">=3.11,<3.13"),  # nobody's choice
        (">=3.10,<3.11", ">=3.10,<3.11", ("3.11", "3.12", "3.13"), ">=3.11,<3.14"),
        (">=3.12,<3.13", ">=3.11,<3.14", ("3.11", "3.12"), ">=3.12,<3.13"),  # fits as it is
        (">=3.12,<3.14", ">=3.11,<3.14", ("3.11", "3.12"), ">=3.12,<3.13"),
        (">=3.11.4", ">=3.11", ("3.11", "3.12", "3.13"), ">=3.11.4,<3.14"),
        (">=3.11.4,<3.14", ">=3.11,<3.14", ("3.11", "3.12"), ">=3.11.4,<3.13"),
        ("!=3.12.3,>=3.12", ">=3.11", ("3.11", "3.12", "3.13"), ">=3.12,<3.14,!=3.12.3"),
        (">=3.11, <3.14", ">=3.11,<3.14", ("3.11", "3.12", "3.13", "3.14"), ">=3.11"),
        (">=3.13,<3.14", ">=3.11,<3.14", ("3.10",), ">=3.10,<3.11"),  # nothing of it is left
    ],
)
def test_a_range_of_python_moves(
    python: str, default: str, fit: tuple[str, ...], expected: str
) -> None:
    assert moved(python, default, fit, range_of(fit)) == expected


def test_a_range_of_python_is_open_where_the_newest_is_supported() -> None:
    assert range_of(("3.12", "3.13", "3.14")) == ">=3.12"
    assert range_of(("3.10",)) == ">=3.10,<3.11"


@pytest.mark.parametrize(
    ("framework", "picked", "expected"),
    [
        ("jax", {}, ">=3.11"),  # newer releases have wheels for Python 3.15
        ("jax", {"spec": "==0.10.*"}, ">=3.11,<3.15"),  # this one has none
        ("jax", {"spec": "==0.12.*"}, ">=3.12"),
        ("pytorch", {"spec": ">=2.10"}, ">=3.11"),
        ("pytorch", {"spec": "==2.14.*"}, ">=3.11,<3.15"),
        ("pytorch", {"spec": ">=2.10", "kind": "cuda", "version": "12.6"}, ">=3.11,<3.15"),
        ("pytorch", {"spec": "==2.14.*", "channels": True}, ">=3.11"),
        ("tensorflow", {"spec": "==2.99.*"}, ">=3.11"),  # unknown to the tables
    ],
)
def test_a_range_ends_where_no_release_has_wheels(
    framework: str, picked: dict[str, Any], expected: str
) -> None:
    asked = asking(framework, pythons=("3.11",), **picked)
    assert choosing.python_range(TABLES, asked) == expected


def test_a_range_of_yours_gets_the_end_that_a_framework_needs() -> None:
    fit = ("3.11", "3.12", "3.13", "3.14")
    assert moved(">=3.12", ">=3.11", fit, ">=3.11,<3.15") == ">=3.12,<3.15"
    assert moved(">=3.12", ">=3.11,<3.15", fit, ">=3.11") == ">=3.12"
