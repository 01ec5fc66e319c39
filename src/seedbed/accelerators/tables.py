"""The tables of `data/accelerators/`: drivers, CUDA, releases of PyTorch, and its indexes.

Each row there names its source and the day of the last look. A row with `verified = false` rests on
an announcement or on memory; it may steer a default.
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.model.record import record
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

LINUX, WINDOWS = "linux", "windows"


@record
class Driver:
    """The oldest NVIDIA driver for a CUDA version.

    Attributes:
        cuda: a major version, or with its minor one in the table of toolkits.
        linux: the driver's version on Linux.
        windows: on Windows; empty where NVIDIA names none.
        verified: whether somebody has looked.
    """

    cuda: str
    linux: str
    windows: str = ""
    verified: bool = True


@record
class Release:
    """A minor release of PyTorch, as PyPI has it.

    Attributes:
        version: such as `2.15`.
        patches: its releases, oldest first.
        python_min: the oldest Python that has wheels on all systems.
        python_max: the newest.
        cuda: the CUDA of the wheel for Linux on x86_64.
        cuda_aarch64: for Linux on ARM; empty where that one is a CPU build.
        macos: the oldest macOS that the wheel for Apple silicon runs on.
        macos_intel: whether Macs with Intel processors have wheels.
        verified: whether somebody has looked.
    """

    version: str
    patches: tuple[str, ...]
    python_min: str
    python_max: str
    cuda: str
    cuda_aarch64: str
    macos: str
    macos_intel: bool
    verified: bool = True


@record
class WheelIndex:
    """One of PyTorch's own indexes, and what it has.

    Attributes:
        tag: such as `cu130`, `rocm7.2`, `xpu` or `cpu`.
        first: the oldest release that this row is about, such as `2.9`.
        last: the newest.
        verified: whether somebody has looked.
    """

    tag: str
    first: str
    last: str
    verified: bool = True

    def has(self, version: str) -> bool:
        """Whether it has a minor release."""
        return _spans(self, version)


@record
class Triton:
    """The compiler that a kind of build needs from its own index.

    Attributes:
        kind: `rocm` or `xpu`.
        name: the package.
        first: the oldest release of PyTorch that needs it by this name.
        last: the newest.
        verified: whether somebody has looked.
    """

    kind: str
    name: str
    first: str
    last: str
    verified: bool = True

    def has(self, version: str) -> bool:
        """Whether a minor release of PyTorch needs it by this name."""
        return _spans(self, version)


@record
class Architectures:
    """The GPUs that the binaries of an index run on.

    Attributes:
        tag: the index.
        min: the lowest compute capability, such as `7.5`.
        max: the highest that they were compiled for.
        first: the oldest release of PyTorch that this row is about; empty for all.
        last: the newest; empty for all.
        verified: whether somebody has looked.
    """

    tag: str
    min: str
    max: str
    first: str = ""
    last: str = ""
    verified: bool = True

    def covers(self, capability: str) -> bool:
        """Whether a GPU of some compute capability runs them.

        Machine code runs on newer GPUs of the same major version, too: that for 12.0 on 12.1.
        """
        gpu, highest = numbers(capability), numbers(self.max)
        return numbers(self.min) <= gpu and gpu[:1] <= highest[:1]

    def has(self, version: str) -> bool:
        """Whether this row is about a minor release of PyTorch."""
        return _spans(self, version)


@record
class CondaBuild:
    """The conda package that brings a framework's build for a kind of accelerator.

    Attributes:
        framework: the layer's name, such as `pytorch`.
        kind: `cpu` or `cuda`.
        package: the conda package.
        platforms: those that have it, as conda spells them.
        verified: whether somebody has looked.
    """

    framework: str
    kind: str
    package: str
    platforms: tuple[str, ...]
    verified: bool = True


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
    """

    drivers: tuple[Driver, ...]
    toolkits: tuple[Driver, ...]
    releases: tuple[Release, ...]
    indexes: tuple[WheelIndex, ...]
    triton: tuple[Triton, ...]
    architectures: tuple[Architectures, ...]
    torchvision: Mapping[str, str]
    builds: tuple[CondaBuild, ...]

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
    )


def _spans(row: WheelIndex | Triton | Architectures, version: str) -> bool:
    """Whether a minor release of PyTorch lies between the first and the last of a row."""
    wanted = numbers(version.partition("+")[0])[:2]
    return numbers(row.first) <= wanted and (not row.last or wanted <= numbers(row.last))


def _rows(kind: type[Any], rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    """Records of some rows, without what says where the rows come from."""
    return tuple(
        kind(
            **{
                key: tuple(value) if isinstance(value, list) else value
                for key, value in row.items()
                if key not in {"source", "checked"}
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
