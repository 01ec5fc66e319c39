"""A conda channel with a PyTorch that works, beside what `wheel_channel` has.

It is that of the package index, which comes with gigabytes of CUDA's libraries. They are installed
once, and the packages only link to them. conda-forge has builds of PyTorch for CPUs and for CUDA,
and so has this channel: but both hold the same files, and only `torch.version` says another thing.
On a machine without a GPU they compute alike.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import conda_channel
from conda_package import File, Link, Package
from packaging.requirements import Requirement
from uv import find_uv_bin
from wheel_channel import HERE, MAPPING, NAME, SITE_PACKAGES, repack, wanted

from seedbed.model.choices import DEFAULT_PLATFORMS

TORCH = "torch"
PIECES = "libtorch"
"""The package for what PyTorch needs of CUDA; conda-forge has many in its place."""
_HEAVY = re.compile(r"torch|triton|(nvidia|cuda)[-_].+")
_PYTHON = "{}.{}".format(*sys.version_info)


def install(folder: Path) -> None:
    """Install PyTorch and what it needs of CUDA into a folder, by links into uv's cache."""
    pins = _resolved([*wanted(["pytorch"])[0]])
    heavy = [one for name, one in pins.items() if _is_heavy(name)]
    _uv("pip", "install", "--quiet", "--no-deps", "--target", str(folder), *heavy)


def build(folder: Path, base: Path, installed: Path) -> None:
    """Make the channel, in `folder/conda-forge`, and the names that Pixi asks for, in `folder/map`.

    Args:
        folder: gets them.
        base: the folder of a channel that `wheel_channel` made.
        installed: the folder with PyTorch, which the packages link to.
    """
    for name in (NAME, MAPPING.parts[0]):
        shutil.copytree(base / name, folder / name, copy_function=os.link)
    names = json.loads((folder / MAPPING).read_text())
    requirements, conda_names = wanted(["pytorch"])
    there = set(names.values())
    light = [
        one
        for name, one in _resolved([*requirements]).items()
        if not _is_heavy(name) and name not in there
    ]
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary"]
    subprocess.run([*fetch, ":all:", "--dest", folder / "wheels", *light], check=True)
    names.update(repack(folder / "wheels", folder / NAME, conda_names))
    names.update(_pytorch(folder / NAME, installed))
    for path in (folder / MAPPING, *(folder / NAME).glob("*/repodata*")):
        path.unlink()  # what is written into a link is in the other channel, too
    (folder / MAPPING).write_text(json.dumps(names))
    conda_channel.index(folder / NAME)


def _resolved(requirements: list[str]) -> Mapping[str, str]:
    """The packages that together are what is required, by name, each as a requirement."""
    asked = ("pip", "compile", "-", "--quiet", "--no-header", "--no-annotate")
    lines = _uv(*asked, given="\n".join(requirements)).splitlines()
    return {Requirement(line).name: line for line in lines}


def _uv(*arguments: str, given: str = "") -> str:
    """What uv prints, for the Python that runs the tests."""
    asked = [find_uv_bin(), *arguments, "--python", sys.executable]
    return subprocess.run(
        asked, check=True, input=given, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def _is_heavy(name: str) -> bool:
    return _HEAVY.fullmatch(name) is not None


def _pytorch(channel: Path, installed: Path) -> dict[str, str | None]:
    """Put PyTorch into a channel; gives the names, with those on an index where they have one."""
    (path,) = installed.glob("torch-*.dist-info")
    torch = Distribution.at(path)
    depends = [f"python {_PYTHON}.*", *_light(torch.requires or ())]
    version, cuda = torch.version, _fact(installed, "cuda")
    major = cuda.partition(".")[0]
    limits: Any = {"constrains": [f"__cuda >={major}"]}
    Package("cuda-version", cuda, more=limits).write(channel)
    Package(PIECES, version, HERE, files=_about(installed), links=_links(installed)).write(channel)
    builds = {
        "cpu": ("cpu_generic", depends),
        "gpu": (
            f"cuda{cuda.replace('.', '')}_generic",
            [*depends, "__cuda", f"cuda-version >={cuda},<{int(major) + 1}"],
        ),
    }
    for subdir in {*DEFAULT_PLATFORMS, HERE}:
        for number, (name, (build, needs)) in enumerate(builds.items()):
            if name == "gpu" and subdir.startswith("osx"):
                continue
            whole = subdir == HERE
            Package(
                "pytorch", version, subdir,
                [*needs, f"{PIECES} {version}"] if whole else needs,
                [_version_file(installed, is_cpu=name == "cpu")] if whole else [],
                _parts(installed) if whole else [],
                more=_build_string(f"{build}_py{_PYTHON.replace('.', '')}_{number}", number),
            ).write(channel)  # fmt: skip
            spec = f"pytorch {version} {build}*"
            Package(f"pytorch-{name}", version, subdir, (spec,)).write(channel)
    return {"pytorch": TORCH} | dict.fromkeys(
        (PIECES, "cuda-version", "pytorch-cpu", "pytorch-gpu")
    )


def _light(requirements: Iterable[str]) -> Iterator[str]:
    """What PyTorch requires on this machine beside CUDA."""
    for one in map(Requirement, requirements):
        holds = one.marker is None or one.marker.evaluate({"extra": ""})
        if holds and not _is_heavy(one.name):
            yield f"{one.name} {one.specifier}".strip()


def _about(installed: Path) -> list[File]:
    """The metadata of all that is installed; PyTorch finds its own parts by entry points."""
    return [
        (f"{SITE_PACKAGES}/{path.parent.name}/{path.name}", path.read_bytes())
        for name in ("METADATA", "entry_points.txt")
        for path in installed.glob(f"*.dist-info/{name}")
    ]


def _links(installed: Path) -> list[Link]:
    """Links to all that is installed but PyTorch itself."""
    folders = (path for path in installed.iterdir() if path.is_dir())
    own = {TORCH, "bin", "share", "include"}
    return [
        (f"{SITE_PACKAGES}/{path.name}", _from_anywhere(path))
        for path in folders
        if path.name not in own and path.suffix != ".dist-info"
    ]


def _parts(installed: Path) -> list[Link]:
    """Links to the parts of PyTorch, but for the one that says which build it is."""
    own = {"version.py", "__pycache__"}
    return [
        (f"{SITE_PACKAGES}/{TORCH}/{path.name}", _from_anywhere(path))
        for path in (installed / TORCH).iterdir()
        if path.name not in own
    ]


def _from_anywhere(path: Path) -> str:
    """A target for links to a path; it must be relative, or conda copies what is there."""
    return f"{'../' * 40}{str(path)[1:]}"


def _version_file(installed: Path, *, is_cpu: bool) -> File:
    text = (installed / TORCH / "version.py").read_text()
    if is_cpu:
        text = re.sub(r"(?m)^(cuda\b[^=\n]*) = .*$", r"\1 = None", text)
    return f"{SITE_PACKAGES}/{TORCH}/version.py", text.encode()


def _fact(installed: Path, name: str) -> str:
    text = (installed / TORCH / "version.py").read_text()
    (found,) = re.findall(rf"(?m)^{name}\b[^=\n]* = '(.*)'$", text)
    return str(found)


def _build_string(build: str, number: int) -> Any:
    return {"build": build, "build_number": number}
