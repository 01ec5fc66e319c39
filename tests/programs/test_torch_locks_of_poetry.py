"""Poetry locks PyTorch's build for each system in one lock.

PyTorch's index is a stand-in with real names and metadata and no content (`torch_index`); all else
comes from the package index of this machine. So nothing is installed here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import poetry_runs
import pytest
import torch_index
from cli import seedbed
from pixi_runs import served

from seedbed.accelerators.idioms import INDEXES

pytestmark = [pytest.mark.network, pytest.mark.slow]  # Poetry takes a minute for each


@pytest.mark.parametrize(
    ("accelerator", "build", "here", "elsewhere"),
    [
        (
            "cuda",
            "+cu130",
            'sys_platform == "linux" or sys_platform == "win32"',
            'sys_platform != "linux" and sys_platform != "win32"',
        ),
        ("cpu", "+cpu", 'sys_platform == "linux"', 'sys_platform != "linux"'),
        (
            "rocm",
            "+rocm7.2",
            'sys_platform == "linux" and platform_machine == "x86_64"',
            'sys_platform != "linux" or platform_machine != "x86_64"',
        ),
    ],
)
def test_one_lock_against_real_names_and_metadata_has_both_builds(
    tmp_path: Path,
    need: Callable[[str], str],
    accelerator: str,
    build: str,
    here: str,
    elsewhere: str,
) -> None:
    (tmp_path / "settings").mkdir()
    tags = ("cu130", "cpu", "rocm7.2")
    torch_index.make(tmp_path / "indexes", *tags)
    with served(tmp_path / "indexes") as address:
        made = seedbed(
            "new", "x-1", "--yes", "--no-sync", "--no-git", "--manager", "poetry",
            "--framework", "pytorch", "--framework-version", torch_index.VERSION,
            "--accelerator", accelerator, cwd=tmp_path,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        root = tmp_path / "x-1"
        manifest = root / "pyproject.toml"
        manifest.write_text(manifest.read_text().replace(INDEXES, f"{address}/"))
        poetry = need("poetry")
        poetry_runs.run(poetry, "check", cwd=root, settings=tmp_path / "settings")
        poetry_runs.lock(poetry, root, tmp_path / "settings")
    locked = tomllib.loads((root / "poetry.lock").read_text())["package"]
    found = {one["version"]: one for one in locked if one["name"] == "torch"}
    assert {version: one["markers"] for version, one in found.items()} == {
        torch_index.VERSION + build: here,
        torch_index.VERSION: elsewhere,
    }
    ours = found[torch_index.VERSION + build]
    assert ours["source"]["reference"] == f"pytorch-{build[1:]}"
