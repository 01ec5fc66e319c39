"""The real Pixi locks TensorFlow and JAX, which come from PyPI, for every platform in one lock.

All else comes from a channel of what projects need (`wheel_channel`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pixi_runs import Pixi
from running import SEEDBED

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.locks import Target, builds

pytestmark = [pytest.mark.slow, pytest.mark.network]
MACHINES = {
    "linux-64": ("linux", "x86_64"),
    "linux-aarch64": ("linux", "aarch64"),
    "osx-arm64": ("darwin", "arm64"),
    "win-64": ("win32", "AMD64"),
}


@pytest.mark.parametrize(
    ("framework", "accelerator", "expected"),
    [
        (
            "tensorflow",
            "cuda",
            {
                "linux-64": ("2.", "CUDA 12."),
                "linux-aarch64": ("2.", "CPU"),
                "osx-arm64": ("2.", "CPU"),
                "win-64": ("2.", "CPU"),
            },
        ),
        (
            "jax",
            "cuda",
            {
                "linux-64": ("0.", "CUDA 13"),
                "linux-aarch64": ("0.", "CUDA 13"),
                "osx-arm64": ("0.", "CPU"),
                "win-64": ("0.", "CPU"),
            },
        ),
    ],
)
def test_one_lock_has_each_platforms_build(
    pixi_with_channel: Pixi,
    tmp_path: Path,
    framework: str,
    accelerator: str,
    expected: dict[str, tuple[str, str]],
) -> None:
    real = pixi_with_channel
    real.let(
        *SEEDBED, "new", "x-1", "--yes", "--no-sync", "--manager", "pixi",
        "--framework", framework, "--accelerator", accelerator, cwd=tmp_path,
    )  # fmt: skip
    root = tmp_path / "x-1"
    real.run("lock", cwd=root)
    text = (root / "pixi.lock").read_text()
    for platform, (version, title) in expected.items():
        system, architecture = MACHINES[platform]
        target = Target(
            system=system, architecture=architecture, subdir=platform, environments=("dev",)
        )
        (found,) = builds("pixi", text, FRAMEWORKS[framework], target)
        assert found.version.startswith(version)
        assert found.title.startswith(title)
