"""Environments with a small package in PyTorch's place, which answers as PyTorch did."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING, Any

from gpu_machines import recorded

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = "python3 -W default -"
"""The command of the recordings that asked PyTorch."""

_TORCH = """
import json, pathlib
said = json.loads((pathlib.Path(__file__).parent / "said.json").read_text())
from torch import version
__version__ = version.__version__
exec(said["import"])

class Facts:
    def __init__(self, given):
        self.__dict__.update(given)

class cuda:
    is_available = staticmethod(lambda: bool(said["gpus"]))
    device_count = staticmethod(lambda: len(said["gpus"]))
    get_arch_list = staticmethod(lambda: said["architectures"])
    get_device_name = staticmethod(lambda index: said["gpus"][index]["name"])
    get_device_properties = staticmethod(lambda index: Facts(said["gpus"][index]))
    synchronize = staticmethod(lambda: None)
    @staticmethod
    def init():
        if said["error"]:
            raise RuntimeError(said["error"])

class backends:
    class mps:
        is_available = staticmethod(lambda: said["mps"])
    class cuda:
        class matmul:
            allow_tf32 = False

class mps:
    synchronize = staticmethod(lambda: None)

class Tensor:
    def __init__(self, device):
        self.device = device
    def __matmul__(self, other):
        if said["compute"]:
            raise RuntimeError(said["compute"])
        return self
    def to(self, dtype):
        self.dtype = dtype
        return self
    sum = cpu = lambda self: self
    __float__ = lambda self: 64.0

def ones(rows, columns, device):
    return Tensor(device)

def randn(rows, columns, device):
    return Tensor(device)

empty_like = lambda tensor: tensor
bfloat16, float16, float32 = "bf16", "fp16", "fp32"
get_num_threads = lambda: 16

def mm(one, other, out):
    import time
    time.sleep(0.05 if one.device == "cpu" else 0.025)
"""

_VERSION = """
from typing import Optional
__version__ = {version!r}
debug = False
cuda: Optional[str] = {cuda!r}
hip: Optional[str] = {hip!r}
xpu: Optional[str] = None
"""


def answers(recording: str) -> dict[str, Any]:
    """What PyTorch said in a recording: of itself, of GPUs, and why it sees none."""
    lines = recorded(recording)[_SCRIPT][0].splitlines()
    start = next(n for n, line in enumerate(lines) if re.match(r"\d+\.\d+\.\d+\+", line))
    version, cuda, _hip, _, count, codes = lines[start].split(" ", 5)
    facts = " ".join(lines[start + 1 :])
    gpus = [
        {"name": name, "major": int(major), "minor": int(minor), "total_memory": int(size) << 20}
        for name, major, minor, size in re.findall(
            r"name='([^']+)', major=(\d+), minor=(\d+), total_memory=(\d+)MB", facts
        )
    ]
    assert len(gpus) == int(count)
    error = facts.removeprefix("RuntimeError ") if facts.startswith("RuntimeError") else ""
    return {
        "version": version, "cuda": cuda, "architectures": ast.literal_eval(codes), "gpus": gpus,
        "error": error,
    }  # fmt: skip


def whole(**changes: Any) -> dict[str, Any]:
    """What PyTorch said where nothing was hidden, with changes."""
    return {**answers("whole.txt"), **changes}


def environment(folder: Path, said: dict[str, Any] | None, *, distribution: str = "") -> Path:
    """An environment of this Python, with the package unless it said nothing.

    Args:
        folder: where the environment is made.
        said: what the package answers; what is left out is as on a machine without a GPU.
        distribution: the version in its metadata; without the local part when left out, as on PyPI.
    """
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    site = folder / "lib" / f"python{minor}" / "site-packages"
    site.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}/bin\nversion = {minor}.0\n")
    if said is not None:
        _install(site, said, distribution)
    return folder


def _install(site: Path, said: dict[str, Any], distribution: str) -> None:
    import json

    known: dict[str, Any] = {
        "version": "2.11.0+cpu", "cuda": None, "hip": None, "architectures": [], "gpus": [],
        "error": "", "compute": "", "mps": False, "import": "",
    }  # fmt: skip
    said = {**known, **said}
    (site / "torch").mkdir()
    (site / "torch" / "__init__.py").write_text(_TORCH)
    (site / "torch" / "version.py").write_text(_VERSION.format(**said))
    (site / "torch" / "said.json").write_text(json.dumps(said))
    version = distribution or said["version"].partition("+")[0]
    metadata = site / f"torch-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.4\nName: torch\nVersion: {version}\n")
