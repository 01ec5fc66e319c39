"""conda's environment files take the build of PyTorch that a machine can run.

py-rattler solves them with the machine's virtual packages set, on a channel of stubs
(`torch_channel`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import conda_channel
import pytest
import torch_channel
from cli import seedbed
from rattler.exceptions import SolverError
from ruamel.yaml import YAML
from running import PLAIN

if TYPE_CHECKING:
    from rattler.platform import SubdirLiteral

LINUX = {"__glibc": "2.28", "__linux": "4.18"}
WINDOWS = {"__win": "10.0"}
MAC = {"__osx": "14.0"}


def project(folder: Path, manager: str, *options: str) -> Path:
    made = seedbed(
        "new", manager, *PLAIN, "--manager", manager, "--framework", "pytorch", *options,
        cwd=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder / manager


@pytest.fixture
def channel(tmp_path: Path) -> Path:
    """A channel for what all of these projects need."""
    folder = tmp_path / "channel"
    manifest = torch_channel.manifest_of(project(tmp_path, "pixi", "--accelerator", "cuda"))
    torch_channel.build(folder, manifest)
    return folder / "conda-forge"


def build(
    root: Path, channel: Path, subdir: SubdirLiteral, virtual: Mapping[str, str]
) -> tuple[str, str]:
    """The build of PyTorch that a machine would get, and the version of CUDA; or no driver's."""
    text = (root / "environment.yml").read_text()
    lines = YAML(typ="safe", pure=True).load(text)["dependencies"]
    specs = [line for line in lines if isinstance(line, str)]
    found = {
        record.name.normalized: record
        for record in conda_channel.solved(channel, specs, subdir, virtual)
    }
    cuda = found.get("cuda-version")
    return str(found["pytorch"].build).partition("_")[0], str(cuda.version) if cuda else ""


def test_the_driver_decides_where_macs_are_among_the_platforms(
    tmp_path: Path, channel: Path
) -> None:
    root = project(tmp_path, "conda", "--accelerator", "cuda")
    with_gpu = {**LINUX, "__cuda": "13.0"}
    assert build(root, channel, "linux-64", with_gpu) == ("cuda130", "13.0")
    assert build(root, channel, "linux-64", {**LINUX, "__cuda": "13.1"}) == ("cuda130", "13.0")
    assert build(root, channel, "win-64", {**WINDOWS, "__cuda": "13.0"}) == ("cuda130", "13.0")
    assert build(root, channel, "linux-64", LINUX)[0] == "cpu"
    assert build(root, channel, "osx-arm64", MAC)[0] == "cpu"


def test_a_minor_version_that_was_asked_for_is_what_is_taken(tmp_path: Path, channel: Path) -> None:
    root = project(tmp_path, "conda", "--accelerator", "cuda", "--accelerator-version", "12.9")
    assert build(root, channel, "linux-64", {**LINUX, "__cuda": "13.0"}) == ("cuda129", "12.9")
    assert build(root, channel, "linux-64", {**LINUX, "__cuda": "12.4"}) == ("cuda129", "12.9")


def test_without_macs_the_build_for_cuda_is_required(tmp_path: Path, channel: Path) -> None:
    root = project(tmp_path, "conda", "--accelerator", "cuda", "--platform", "linux-64")
    assert build(root, channel, "linux-64", {**LINUX, "__cuda": "13.0"}) == ("cuda130", "13.0")
    with pytest.raises(SolverError, match="__cuda"):
        build(root, channel, "linux-64", LINUX)


def test_cpu_means_cpu_where_there_is_a_gpu(tmp_path: Path, channel: Path) -> None:
    root = project(tmp_path, "conda", "--accelerator", "cpu")
    assert build(root, channel, "linux-64", {**LINUX, "__cuda": "13.0"})[0] == "cpu"
    assert build(root, channel, "osx-arm64", MAC)[0] == "cpu"


def test_without_a_choice_the_driver_decides(tmp_path: Path, channel: Path) -> None:
    root = project(tmp_path, "conda", "--accelerator", "auto")
    assert build(root, channel, "linux-64", {**LINUX, "__cuda": "13.0"})[0] == "cuda130"
    assert build(root, channel, "linux-64", LINUX)[0] == "cpu"
