"""A conda channel with stubs of PyTorch's builds, as conda-forge parts them: by what they need.

A build for CUDA needs a driver (`__cuda`) and a `cuda-version`; `pytorch-gpu` and `pytorch-cpu`
each pick one kind. Nothing here computes: a build has one module that says which it is.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import conda_channel
from conda_package import Package

VERSION = "2.13.0"
CUDAS = ("12.9", "13.0")
SUBDIRS = ("linux-64", "linux-aarch64", "osx-arm64", "win-64")
_PYTHON = "{}.{}".format(*sys.version_info)
_PATHS = {"linux": f"lib/python{_PYTHON}/site-packages", "win": "Lib/site-packages"}


def build(folder: Path, manifest: dict[str, Any]) -> None:
    """Make the channel for a project, and the names that Pixi asks for.

    Args:
        folder: gets `conda-forge` and `map`.
        manifest: the project's, for Pixi.
    """
    channel = folder / "conda-forge"
    specs = [spec for spec in _specs(manifest["tool"]["pixi"]) if not spec.startswith("pytorch")]
    others = [spec for spec in specs if not spec.startswith("cuda-version")]
    for subdir in SUBDIRS:
        _pytorch(channel, subdir)
    for cuda in CUDAS:
        major = cuda.partition(".")[0]
        limits: Any = {"constrains": [f"__cuda >={major}"]}
        Package("cuda-version", cuda, more=limits).write(channel)
    conda_channel.channel_for(channel, [*others, "pip"], SUBDIRS, {})
    names: dict[str, str | None] = {
        spec.partition(" ")[0]: spec.partition(" ")[0] for spec in others
    }
    names |= {"matplotlib-base": "matplotlib", "pytorch": "torch"}
    names |= dict.fromkeys(["python", "pytorch-cpu", "pytorch-gpu", "cuda-version"])
    mapping = folder / "map" / "compressed-v0" / "compressed_mapping.json"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(json.dumps(names))


def _specs(pixi: dict[str, Any]) -> Iterator[str]:
    for table in (pixi, *pixi["feature"].values()):
        for name, spec in table.get("dependencies", {}).items():
            yield f"{name} {spec}"


def _pytorch(channel: Path, subdir: str) -> None:
    """Put the builds for one kind of machine into a channel."""
    path = _PATHS.get(subdir.partition("-")[0], _PATHS["linux"])
    kinds: dict[str, tuple[str, ...]] = {"cpu_0": ()}
    for at, cuda in enumerate(CUDAS if not subdir.startswith("osx") else (), 1):
        needs = "__cuda", f"cuda-version >={cuda},<{int(cuda.partition('.')[0]) + 1}"
        kinds[f"cuda{cuda.replace('.', '')}_{at}"] = needs
    for name, wanted in kinds.items():
        about: Any = {"build": name, "build_number": int(name[-1])}
        text = f'build = "{name}"\n'.encode()
        Package(
            "pytorch", VERSION, subdir, ("python >=3.9", *wanted), [(f"{path}/torch.py", text)],
            more=about,
        ).write(channel)  # fmt: skip
    Package("pytorch-cpu", VERSION, subdir, (f"pytorch {VERSION} cpu*",)).write(channel)
    if len(kinds) > 1:
        Package("pytorch-gpu", VERSION, subdir, (f"pytorch {VERSION} cuda*",)).write(channel)


def manifest_of(root: Path) -> dict[str, Any]:
    """A project's manifest."""
    return tomllib.loads((root / "pyproject.toml").read_text())
