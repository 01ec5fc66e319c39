"""`seedbed update --framework-version`: Python, plugin, and limits move together; edits stay."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import edit, make
from cli import seedbed
from running import environment

ARM_MAC = "sys_platform == 'darwin' and platform_machine == 'arm64'"
NO_ARM_MAC = "sys_platform != 'darwin' or platform_machine != 'arm64'"
X86_LINUX = "sys_platform == 'linux' and platform_machine == 'x86_64'"
NO_X86_LINUX = "sys_platform != 'linux' or platform_machine != 'x86_64'"
SHARED = ["matplotlib>=3.10", "scikit-learn>=1.7", "tqdm>=4.67", "tyro>=1.0.16"]
OWN = "polars>=1.2"


def update(root: Path, *options: str, status: int = 0) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def project(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return found


STEPS = [
    (
        "2.10",
        ">=3.10,<3.11",
        [
            "h5py>=3.7,<3.8",
            "numpy>=1.23.2,<1.24",
            "protobuf>=3.19.1,<3.20",
            f"tensorflow==2.10.*; {NO_ARM_MAC}",
            f"tensorflow-macos==2.10.*; {ARM_MAC}",
            f"tensorflow-metal==0.6.0; {ARM_MAC}",
        ],
    ),
    (
        "2.15",
        ">=3.11,<3.12",
        [
            "numpy>=1.24,<2",
            f"tensorflow==2.15.*; {NO_X86_LINUX}",
            f"tensorflow[and-cuda]==2.15.*; {X86_LINUX}",
            f"tensorflow-metal==1.1.0; {ARM_MAC}",
        ],
    ),
    (
        "2.16",
        ">=3.11,<3.13",
        [
            "numpy>=1.26,<2",
            f"tensorflow==2.16.*; {NO_X86_LINUX}",
            f"tensorflow[and-cuda]==2.16.*; {X86_LINUX}",
            f"tensorflow-metal==1.2.0; {ARM_MAC}",
        ],
    ),
    (
        "2.19",
        ">=3.11,<3.13",
        [
            "numpy>=1.26,<2.2",
            f"tensorflow==2.19.*; {NO_X86_LINUX}",
            f"tensorflow[and-cuda]==2.19.*; {X86_LINUX}",
            f"tensorflow-metal==1.2.0; {ARM_MAC}",
        ],
    ),
]


@pytest.mark.parametrize("manager", ["uv", "poetry", "pixi", "conda"])
def test_a_project_moves_through_versions_and_edits_stay(tmp_path: Path, manager: str) -> None:
    first, python, requirements = STEPS[0]
    root = make(
        tmp_path, "--framework", "tensorflow", "--framework-version", first,
        "--accelerator", "metal", "--manager", manager,
    )  # fmt: skip
    assert project(root)["requires-python"] == python
    assert sorted(project(root)["dependencies"]) == sorted([*SHARED, *requirements])
    edit(root, "pyproject.toml", '    "matplotlib', f'    "{OWN}", # mine\n    "matplotlib')
    edit(root, "src/x_1/config.py", "epochs: int = 20", "epochs: int = 7")
    for version, python, requirements in STEPS[1:]:
        update(root, "--set", f"framework-version={version}")
        assert project(root)["requires-python"] == python
        assert sorted(project(root)["dependencies"]) == sorted([*SHARED, *requirements, OWN])
        assert f'"{OWN}", # mine' in (root / "pyproject.toml").read_text()
        assert "epochs: int = 7" in (root / "src/x_1/config.py").read_text()
        minor = python.removeprefix(">=").partition(",")[0]
        assert f'python: "{minor}"' in (root / ".github/workflows/ci.yml").read_text()
        assert "up to date" in update(root)


def test_a_range_of_python_of_yours_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "tensorflow", "--python", ">=3.12,<3.14")
    assert project(root)["requires-python"] == ">=3.12,<3.14"
    update(root, "--framework-version", "2.19")
    assert project(root)["requires-python"] == ">=3.12,<3.13"
    update(root, "--framework-version", "2.15")  # which has no wheels for anything of it
    assert project(root)["requires-python"] == ">=3.11,<3.12"


def test_metal_moves_tensorflow_and_python(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "tensorflow")
    assert project(root)["requires-python"] == ">=3.11,<3.14"
    update(root, "--accelerator", "metal")
    assert project(root)["requires-python"] == ">=3.11,<3.13"
    assert f"tensorflow-metal==1.2.0; {ARM_MAC}" in project(root)["dependencies"]
    update(root, "--accelerator", "cpu")
    assert project(root)["requires-python"] == ">=3.11,<3.14"
    assert not [one for one in project(root)["dependencies"] if "metal" in one]


@pytest.mark.parametrize(
    ("manager", "command"), [("uv", "uv python pin"), ("poetry", "poetry env use")]
)
def test_the_documentation_names_a_python_that_the_project_allows(
    tmp_path: Path, manager: str, command: str
) -> None:
    words = ("--framework", "tensorflow", "--framework-version", "2.10", "--manager", manager)
    root = make(tmp_path, *words)
    page = root / "docs" / "environment.md"
    assert f"`{command} 3.10`" in page.read_text()
    update(root, "--framework-version", "2.19")
    assert f"`{command} 3.12`" in page.read_text()


def test_tensorboard_moves_along(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "tensorflow", "--with", "tensorboard")
    assert "tensorboard>=2.20" in project(root)["dependencies"]
    update(root, "--accelerator", "metal")
    assert {"setuptools>=77,<82", "tensorboard>=2.19,<2.20"} < {*project(root)["dependencies"]}
    update(root, "--framework-version", "2.10")
    assert {"setuptools>=77,<82", "tensorboard>=2.10,<2.11"} < {*project(root)["dependencies"]}
    update(root, "--accelerator", "auto", "--framework-version", "2.21")
    found = project(root)["dependencies"]
    assert [one for one in found if one.startswith(("tensorboard", "setuptools"))] == [
        "tensorboard>=2.20"
    ]
    update(root, "--without", "tensorboard", "--framework-version", "2.18")
    found = project(root)["dependencies"]
    assert not [one for one in found if one.startswith(("tensorboard", "setuptools"))]


def test_an_impossible_version_changes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "tensorflow", "--accelerator", "metal")
    before = (root / "pyproject.toml").read_bytes()
    said = update(root, "--set", "framework-version=2.21", status=2)
    assert said == (
        "error: --accelerator metal and TensorFlow 2.21 cannot be combined: the plugin calls 39 "
        "functions that this TensorFlow no longer has, so importing TensorFlow fails.\n"
        "hint: Use --framework-version 2.19, or --accelerator cpu.\n"
    )
    assert (root / "pyproject.toml").read_bytes() == before
