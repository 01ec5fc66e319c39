"""What TensorFlow and JAX see: stand-ins for them answer in environments of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_torch import environment

from seedbed.host.gpu import environments
from seedbed.model.machine import Gpu
from seedbed.model.seen import Seen

if TYPE_CHECKING:
    from pathlib import Path

TENSORFLOW = """
import os
__version__ = "2.21.0"
assert os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"

class device:
    def __init__(self, name):
        assert name == "GPU:0"
    def __enter__(self):
        return self
    def __exit__(self, *error):
        pass

class Tensor(float):
    def __matmul__(self, other):
        return Tensor(64)

ones = lambda shape: Tensor(1)
reduce_sum = lambda tensor: RESULT

class sysconfig:
    get_build_info = staticmethod(lambda: BUILD)

class config:
    list_physical_devices = staticmethod(lambda kind: GPUS)
    class experimental:
        get_device_details = staticmethod(lambda gpu: gpu)
"""
JAX = """
import os
__version__ = "0.12.0"
assert os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] == "false"

class Device:
    def __init__(self, platform, version="", **facts):
        self.platform, self.client = platform, self
        self.platform_version = version
        self.__dict__.update(facts)

def devices(kind=None):
    if kind:
        raise RuntimeError("Unknown backend: 'gpu' requested")
    return DEVICES

class Array:
    def __matmul__(self, other):
        return self
    def sum(self):
        return 64.0

class numpy:
    ones = staticmethod(lambda shape: Array())
"""


def see(folder: Path, module: str, text: str) -> Seen:
    (site,) = environment(folder / "venv", None).glob("lib/*/site-packages")
    (site / module).mkdir()
    (site / module / "__init__.py").write_text(text)
    return environments.ask_framework(str(folder / "venv" / "bin" / "python"), module)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {
                "BUILD": "{'is_cuda_build': True, 'cuda_version': '12.5.1'}",
                "GPUS": "[{'device_name': 'NVIDIA H100', 'compute_capability': (9, 0)}]",
                "RESULT": "64.0",
            },
            Seen(
                version="2.21.0",
                cuda="12.5",
                kind="cuda",
                gpus=(Gpu(name="NVIDIA H100", capability="9.0"),),
                computes=True,
            ),
        ),
        (
            {
                "BUILD": "{'is_cuda_build': True, 'cuda_version': '12.5.1'}",
                "GPUS": "[{'device_name': 'NVIDIA H100', 'compute_capability': (9, 0)}]",
                "RESULT": "1 / 0",
            },
            Seen(
                version="2.21.0",
                cuda="12.5",
                kind="cuda",
                gpus=(Gpu(name="NVIDIA H100", capability="9.0"),),
                error="division by zero",
            ),
        ),
        ({"BUILD": "{}", "GPUS": "[]", "RESULT": "0"}, Seen(version="2.21.0")),
    ],
)
def test_tensorflow(tmp_path: Path, given: dict[str, str], expected: Seen) -> None:
    text = TENSORFLOW
    for name, value in given.items():
        text = text.replace(name, f"({value})")
    assert see(tmp_path, "tensorflow", text) == expected


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        (
            "[Device('gpu', 'cuda 13000', device_kind='NVIDIA H100', compute_capability='9.0')]",
            Seen(
                version="0.12.0",
                kind="cuda",
                gpus=(Gpu(name="NVIDIA H100", capability="9.0"),),
                computes=True,
            ),
        ),
        (
            "[Device('gpu', 'ROCm 7.2', device_kind='AMD MI300X')]",
            Seen(version="0.12.0", kind="rocm", gpus=(Gpu(name="AMD MI300X"),), computes=True),
        ),
        (
            "[Device('cpu')]",
            Seen(version="0.12.0", error="Unknown backend: 'gpu' requested"),
        ),
    ],
)
def test_jax(tmp_path: Path, devices: str, expected: Seen) -> None:
    assert see(tmp_path, "jax", JAX.replace("DEVICES", devices)) == expected
