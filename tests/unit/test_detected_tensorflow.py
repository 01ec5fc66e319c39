"""Which accelerator a new project with TensorFlow gets, by the machine on which it is made."""

from __future__ import annotations

from typing import Any

import pytest

from seedbed.commands.accelerating import decided
from seedbed.commands.options import made
from seedbed.model.machine import Gpu, Machine

APPLE = Machine(kind="metal", found="system")
HOPPER = Machine(
    kind="cuda", driver="580.159.04", cuda="13.0", gpus=(Gpu(name="NVIDIA H200", capability="9.0"),)
)
ANCIENT = Machine(
    kind="cuda",
    driver="470.256.02",
    cuda="11.4",
    gpus=(Gpu(name="NVIDIA Tesla K80", capability="3.7"),),
)
LIMIT = "which works with TensorFlow 2.19 and older. For newer releases, use --accelerator cpu."


@pytest.mark.parametrize(
    ("machine", "picked", "kind", "python", "remark"),
    [
        (
            APPLE,
            {},
            "metal",
            ">=3.11,<3.13",
            f"This machine has a GPU, so the project uses Metal, {LIMIT}",
        ),
        (
            APPLE,
            {"framework_version": "2.10"},
            "metal",
            ">=3.10,<3.11",
            "This machine has a GPU, so the project uses Metal.",
        ),
        (
            APPLE,
            {"framework_version": "2.21"},
            "auto",
            ">=3.11,<3.14",
            "No tensorflow-metal works with TensorFlow 2.21, so the project uses the CPU.",
        ),
        (  # what you said of Python counts
            APPLE,
            {"python": ">=3.13,<3.14"},
            "auto",
            ">=3.13,<3.14",
            (
                "tensorflow-metal 1.2.0 has no wheels for Python 3.13, so the project uses the "
                "CPU. For Metal, use --python '>=3.11,<3.13'."
            ),
        ),
        (
            HOPPER,
            {},
            "cuda",
            ">=3.11,<3.14",
            "This machine has NVIDIA H200 with driver 580.159.04, so the project uses CUDA.",
        ),
        (
            ANCIENT,
            {},
            "auto",
            ">=3.11,<3.14",
            (
                "There is no build for this machine's GPU (CUDA), so the project uses the CPU. For "
                "projects that run on NVIDIA GPUs elsewhere, add --accelerator cuda."
            ),
        ),
    ],
)
def test_tensorflow(
    machine: Machine, picked: dict[str, Any], kind: str, python: str, remark: str
) -> None:
    choices, remarks = decided(made("x-1", {"framework": "tensorflow", **picked}), machine)
    assert (choices.accelerator, choices.accelerator_version) == (kind, "")
    assert choices.python == python
    assert remarks == (remark,)
