"""The tables of `data/accelerators/`: drivers, CUDA, and the releases of three frameworks.

Each row there names its source and the day of the last look. A row with `verified = false` rests on
an announcement or on memory; it may steer a default.
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.accelerators.rows import (
    Architectures,
    CondaBuild,
    Driver,
    JaxRelease,
    MetalPair,
    Release,
    TensorFlowRelease,
    Triton,
    WheelIndex,
)
from seedbed.accelerators.told_rows import CondaPins, JaxPlugin
from seedbed.model.record import record
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    AnyRelease = Release | TensorFlowRelease | JaxRelease

LINUX, WINDOWS = "linux", "windows"


@record
class Tables:
    """All of them, each from its oldest row to its newest.

    Attributes:
        drivers: the oldest driver for all minor versions of one CUDA release.
        toolkits: the driver that came with a toolkit, which alone compiles its PTX.
        releases: of PyTorch.
        indexes: PyTorch's own.
        triton: what builds for ROCm and XPU need besides.
        architectures: which GPUs the CUDA indexes are for.
        torchvision: release of PyTorch (three numbers) to that of torchvision.
        builds: packages of conda-forge that pick a build.
        tensorflow: releases of TensorFlow.
        metal: TensorFlow and its plugin for Apple silicon.
        conda_pins: what conda users of the time pinned beside old releases of TensorFlow.
        jax: releases of JAX.
        jax_plugins: plugins of JAX for Apple silicon.
    """

    drivers: tuple[Driver, ...]
    toolkits: tuple[Driver, ...]
    releases: tuple[Release, ...]
    indexes: tuple[WheelIndex, ...]
    triton: tuple[Triton, ...]
    architectures: tuple[Architectures, ...]
    torchvision: Mapping[str, str]
    builds: tuple[CondaBuild, ...]
    tensorflow: tuple[TensorFlowRelease, ...] = ()
    metal: tuple[MetalPair, ...] = ()
    conda_pins: tuple[CondaPins, ...] = ()
    jax: tuple[JaxRelease, ...] = ()
    jax_plugins: tuple[JaxPlugin, ...] = ()

    def releases_of(self, framework: str) -> Sequence[AnyRelease]:
        """The releases of a framework, from the oldest to the newest, by its layer."""
        if framework == "tensorflow":
            return self.tensorflow
        return self.jax if framework == "jax" else self.releases

    def release(self, version: str) -> Release | None:
        """The minor release that a version of PyTorch, such as `2.15.0+cu132`, belongs to."""
        wanted = numbers(version.partition("+")[0])[:2]
        return next((one for one in self.releases if numbers(one.version) == wanted), None)

    def offers(self, tag: str, version: str) -> bool:
        """Whether an index has a minor release of PyTorch."""
        return any(one.tag == tag and one.has(version) for one in self.indexes)

    def least_driver(self, cuda: str, system: str = LINUX) -> str:
        """The oldest driver that runs programs built with a CUDA version; empty if unknown.

        Args:
            cuda: such as `13.0` or `13`; its minor version does not matter.
            system: `LINUX` or `WINDOWS`.
        """
        wanted = numbers(cuda)[:1]
        found = next((one for one in self.drivers if numbers(one.cuda)[:1] == wanted), None)
        return str(getattr(found, system)) if found else ""

    def cuda_of_driver(self, driver: str, system: str = LINUX) -> str:
        """The newest CUDA that a driver runs, as a major version; empty when there is none."""
        fit = [
            one.cuda
            for one in self.drivers
            if numbers(getattr(one, system)) <= numbers(driver) and getattr(one, system)
        ]
        return max(fit, key=numbers, default="")

    def covers(self, tag: str, capability: str, version: str = "") -> bool:
        """Whether the binaries of an index run on a GPU; in doubt, they do.

        Args:
            tag: the index.
            capability: the GPU's compute capability.
            version: a release of PyTorch; any that the index has when empty.
        """
        rows = [
            one
            for one in self.architectures
            if one.tag == tag and (not version or one.has(version))
        ]
        return not rows or any(one.covers(capability) for one in rows)


def tag_of(kind: str, version: str) -> str:
    """The index of a kind of accelerator and its version, such as `cu130` for CUDA 13.0."""
    if kind == "cuda":
        return "cu" + "".join(version.split(".")[:2])
    return f"rocm{version}" if kind == "rocm" else kind


def version_of(tag: str) -> str:
    """The version that an index's name says, such as `13.0` of `cu130`; empty when it says none."""
    if tag.startswith("cu"):
        return f"{tag[2:-1]}.{tag[-1]}"
    return tag.removeprefix("rocm") if tag.startswith("rocm") else ""


def kind_of(tag: str) -> str:
    """The kind of accelerator that an index is for: `cuda`, `rocm`, `xpu` or `cpu`."""
    if tag.startswith("cu"):
        return "cuda"
    return "rocm" if tag.startswith("rocm") else tag


@lru_cache(maxsize=1)
def load_tables() -> Tables:
    """The tables that came with seedbed."""
    return make_tables(_load())


def make_tables(raw: Mapping[str, Mapping[str, Any]]) -> Tables:
    """Tables from what `compiling.read_accelerators` gives."""
    nvidia, pytorch, conda = raw["nvidia"], raw["pytorch"], raw["conda"]
    return Tables(
        drivers=_rows(Driver, nvidia["drivers"]),
        toolkits=_rows(Driver, nvidia["toolkits"]),
        releases=_rows(Release, pytorch["releases"]),
        indexes=_rows(WheelIndex, pytorch["indexes"]),
        triton=_rows(Triton, pytorch["triton"]),
        architectures=_rows(Architectures, pytorch["architectures"]),
        torchvision={row["torch"]: row["torchvision"] for row in pytorch["torchvision"]},
        builds=_rows(CondaBuild, conda["builds"]),
        tensorflow=_rows(TensorFlowRelease, raw["tensorflow"]["releases"]),
        metal=_rows(MetalPair, raw["tensorflow"]["metal"]),
        conda_pins=_rows(CondaPins, raw["tensorflow"]["conda"]),
        jax=_rows(JaxRelease, raw["jax"]["releases"]),
        jax_plugins=_rows(JaxPlugin, raw["jax"]["metal"]),
    )


def _rows(kind: type[Any], rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    """Records of some rows; only some of them have a place for where a row comes from."""
    left_out = {"source", "checked"}.difference(kind.__fields__)
    return tuple(
        kind(
            **{
                key: tuple(value) if isinstance(value, list) else value
                for key, value in row.items()
                if key not in left_out
            }
        )
        for row in rows
    )


def _load() -> Mapping[str, Mapping[str, Any]]:
    try:
        from seedbed.layers import _compiled  # type: ignore[attr-defined]
    except ImportError:  # a checkout: the files are the source
        from pathlib import Path

        from seedbed.layers.compiling import read_accelerators

        return read_accelerators(Path(__file__).parents[1] / "data")
    tables: Mapping[str, Mapping[str, Any]] = _compiled.ACCELERATORS
    return tables
