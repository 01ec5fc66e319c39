"""Stands in for PyTorch's own indexes: names of wheels and what these require, no content.

What the wheels require is that of `pypi:torch==2.13.0`, whose build is the one of the index cu130;
the CPU's has only the first part of it. A lock needs no more of a wheel than that.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

VERSION = "2.13.0"
PYTHONS = ("cp311", "cp312", "cp313", "cp314")
LINUX = ("manylinux_2_28_x86_64", "manylinux_2_28_aarch64")
WINDOWS = ("win_amd64",)
PLATFORMS = {"cpu": LINUX + WINDOWS, "rocm7.2": LINUX[:1], "xpu": LINUX[:1] + WINDOWS}
"""For which machines an index has wheels; one for CUDA has them for all but Macs."""
_ALWAYS = (
    "filelock",
    "typing-extensions>=4.10.0",
    "setuptools>=77.0.3",
    "sympy>=1.13.3",
    "networkx>=2.5.1",
    "jinja2",
    "fsspec>=0.8.5",
)
_ON_LINUX = 'platform_system == "Linux"'
_PARTS = "cublas,cudart,cufft,cufile,cupti,curand,cusolver,cusparse,nvjitlink,nvrtc,nvtx"
_CUDA = (
    f"cuda-toolkit[{_PARTS}]==13.0.3; {_ON_LINUX}",
    f'cuda-bindings<14,>=13.0.3; {_ON_LINUX} and python_version < "3.15"',
    f"nvidia-cudnn-cu13==9.20.0.48; {_ON_LINUX}",
    f"nvidia-cusparselt-cu13==0.8.1; {_ON_LINUX}",
    f"nvidia-nccl-cu13==2.29.7; {_ON_LINUX}",
    f"nvidia-nvshmem-cu13==3.4.5; {_ON_LINUX}",
    f'triton==3.7.1; {_ON_LINUX} and python_version < "3.15"',
)
_TRITON = "3.7.1"


def make(folder: Path, *tags: str) -> None:
    """Make an index in a folder of each tag's name (PEP 503, with metadata by PEP 658)."""
    for tag in tags:
        required = (*_ALWAYS, *_required(tag))
        platforms = PLATFORMS.get(tag, LINUX + WINDOWS)
        names = [
            f"torch-{VERSION}+{tag}-{python}-{python}-{platform}.whl"
            for python in PYTHONS
            for platform in platforms
        ]
        _project(folder / tag, "torch", f"{VERSION}+{tag}", names, required)
        if tag.startswith(("rocm", "xpu")):
            triton = f"triton-{tag.rstrip('0123456789.')}"
            wheels = [
                f"{triton.replace('-', '_')}-{_TRITON}-{python}-{python}-{platform}.whl"
                for python in PYTHONS
                for platform in platforms
            ]
            _project(folder / tag, triton, _TRITON, wheels, ())


def _required(tag: str) -> tuple[str, ...]:
    """What the build of an index requires beyond what all builds do."""
    if tag.startswith("cu"):
        return _CUDA
    kind = tag.rstrip("0123456789.")
    return () if kind == "cpu" else (f"triton-{kind}=={_TRITON}",)


def _project(
    folder: Path, name: str, version: str, wheels: list[str], required: tuple[str, ...]
) -> None:
    page = folder / name
    page.mkdir(parents=True)
    rows = []
    for wheel in wheels:
        lines = [f"Requires-Dist: {one}" for one in required]
        about = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        text = "\n".join([*about, "Requires-Python: >=3.10", *lines, ""])
        (page / f"{wheel}.metadata").write_text(text)
        # Poetry would fetch a wheel whose hash it is not told
        link = f"{wheel.replace('+', '%2B')}#sha256={sha256(wheel.encode()).hexdigest()}"
        rows.append(f'<a href="{link}" data-dist-info-metadata="true">{wheel}</a>')
    (page / "index.html").write_text("<!DOCTYPE html>\n" + "<br>\n".join(rows) + "\n")
