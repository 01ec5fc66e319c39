"""uv locks PyTorch's build for each system in one lock, and a bare `uv sync` keeps it.

PyTorch's indexes are stand-ins with real names and metadata and no content (`torch_index`); all
else comes from the package index of this machine. So nothing is installed here.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import torch_index
from cli import seedbed
from pixi_runs import served
from uv import find_uv_bin

from seedbed.accelerators.idioms import INDEXES

pytestmark = pytest.mark.network
TAGS = ("cu126", "cu130", "cpu", "rocm7.2", "xpu")
LINUX, ARM, MAC, WINDOWS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
PYPI = torch_index.VERSION
"""What PyPI has: on Linux the build for CUDA 13.0, elsewhere the one for CPUs, or Metal."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Where the stand-ins are."""
    folder = tmp_path_factory.mktemp("indexes")
    torch_index.make(folder, *TAGS)
    with served(folder) as url:
        yield url


def project(folder: Path, address: str, *options: str) -> Path:
    """A project with PyTorch, whose indexes are stand-ins."""
    made = seedbed(
        "new", "x-1", "--yes", "--no-sync", "--no-git", "--framework", "pytorch",
        "--framework-version", torch_index.VERSION, *options, cwd=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    manifest = folder / "x-1" / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace(INDEXES, f"{address}/"))
    return folder / "x-1"


def uv(root: Path, *arguments: str) -> str:
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
    return done.stdout + done.stderr


def installed(root: Path, platform: str, *options: str) -> dict[str, str]:
    """What `uv sync` would install on a system: names and versions."""
    said = uv(root, "sync", "--locked", "--dry-run", "--python-platform", platform, *options)
    rows = [row.removeprefix(" + ") for row in said.splitlines() if row.startswith(" + ")]
    return {name: version for name, _, version in (row.partition("==") for row in rows)}


@pytest.mark.parametrize(
    ("accelerator", "version", "builds"),
    [
        ("cuda", "", {LINUX: "+cu130", ARM: "+cu130", WINDOWS: "+cu130", MAC: ""}),
        ("cuda", "12.6", {LINUX: "+cu126", ARM: "+cu126", WINDOWS: "+cu126", MAC: ""}),
        ("cpu", "", {LINUX: "+cpu", ARM: "+cpu", WINDOWS: "", MAC: ""}),
        ("rocm", "", {LINUX: "+rocm7.2", ARM: "", WINDOWS: "", MAC: ""}),
        ("xpu", "", {LINUX: "+xpu", ARM: "", WINDOWS: "+xpu", MAC: ""}),
        ("metal", "", {LINUX: "", ARM: "", WINDOWS: "", MAC: ""}),
    ],
)
def test_one_lock_against_real_names_and_metadata_has_the_build_of_each_system(
    tmp_path: Path, address: str, accelerator: str, version: str, builds: dict[str, str]
) -> None:
    options = ("--accelerator-version", version) if version else ()
    root = project(tmp_path, address, "--accelerator", accelerator, *options)
    uv(root, "lock")
    uv(root, "lock", "--check")
    locked = {
        package["version"]
        for package in tomllib.loads((root / "uv.lock").read_text())["package"]
        if package["name"] == "torch"
    }
    assert locked == {PYPI + build for build in builds.values()}
    for platform, build in builds.items():
        packages = installed(root, platform)
        assert packages["torch"] == PYPI + build, platform
        with_cuda = platform in {LINUX, ARM} and (build.startswith("+cu1") or not build)
        assert ("nvidia-cudnn-cu13" in packages) == with_cuda, platform
        triton = {name for name in packages if name.startswith("triton-")}
        assert triton == ({f"triton-{accelerator}"} if build.startswith(("+r", "+x")) else set())


def test_one_lock_against_real_names_and_metadata_has_two_builds_for_one_system(
    tmp_path: Path, address: str
) -> None:
    root = project(tmp_path, address, "--accelerator", "cuda", "--with", "cpu-build")
    uv(root, "lock")
    cpu = ("--no-default-groups", "--group", "dev", "--group", "cpu")
    for platform, gpu_build, cpu_build in (
        (LINUX, "+cu130", "+cpu"),
        (WINDOWS, "+cu130", ""),
        (MAC, "", ""),
    ):
        assert installed(root, platform)["torch"] == PYPI + gpu_build, platform
        packages = installed(root, platform, *cpu)
        assert packages["torch"] == PYPI + cpu_build, platform
        assert "nvidia-cudnn-cu13" not in packages, platform
        assert "pytest" in packages


def test_a_lock_without_a_choice_needs_no_index_but_pypi(tmp_path: Path) -> None:
    root = project(tmp_path, "http://127.0.0.1:9", "--accelerator", "auto")
    assert "download.pytorch.org" not in (root / "pyproject.toml").read_text()
    uv(root, "lock")
    assert {installed(root, platform)["torch"] for platform in (LINUX, MAC, WINDOWS)} == {PYPI}
