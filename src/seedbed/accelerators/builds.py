"""Which build of a framework something is: for a CPU, or for a GPU, and with which toolkit."""

from __future__ import annotations

import re

from seedbed.accelerators.tables import kind_of, version_of
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_TAG = re.compile(r"cu\d{3}|cpu|xpu|rocm[\d.]+")
_JAX_CUDA = re.compile(r"jax-cuda(\d+)-plugin")
_CONDA_CUDA = re.compile(r"(?:^|_)cuda(?:_?)(\d{2})(\d)")


@record
class Framework:
    """A framework.

    Attributes:
        title: what it calls itself.
        module: what Python imports.
        package: its name on PyPI.
        conda: its name on conda-forge.
        uses_gpus: whether it can compute on GPUs, and seedbed can tell.
        name: its layer, such as `pytorch`; empty for one without builds for accelerators.
        aliases: what else people call it.
        also: other packages on PyPI that bring it.
        metal: the package that lets it use GPUs of Apple silicon; empty where it needs none.
    """

    title: str
    module: str
    package: str
    conda: str
    uses_gpus: bool = False
    name: str = ""
    aliases: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    metal: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All packages on PyPI that bring it."""
        return (self.package, *self.also)


FRAMEWORKS = {
    one.name: one
    for one in (
        Framework(
            name="pytorch",
            title="PyTorch",
            module="torch",
            package="torch",
            conda="pytorch",
            uses_gpus=True,
            aliases=("torch",),
        ),
        Framework(
            name="tensorflow",
            title="TensorFlow",
            module="tensorflow",
            package="tensorflow",
            conda="tensorflow",
            uses_gpus=True,
            aliases=("tf",),
            also=("tensorflow-cpu", "tensorflow-macos"),
            metal="tensorflow-metal",
        ),
        Framework(
            name="jax",
            title="JAX",
            module="jax",
            package="jax",
            conda="jax",
            uses_gpus=True,
            metal="jax-metal",
        ),
    )
}
"""Those that compute on GPUs, by the layer that brings them."""

TITLES = {
    "cpu": "CPU",
    "cuda": "CUDA",
    "rocm": "ROCm",
    "xpu": "Intel GPUs (XPU)",
    "metal": "Apple silicon (Metal)",
}
"""What people call the kinds of accelerators."""
SHORT_TITLES = {"cpu": "CPU", "cuda": "CUDA", "rocm": "ROCm", "xpu": "XPU", "metal": "Metal"}
"""What people call the way to program them."""


@record
class Build:
    """A build of a framework.

    Attributes:
        version: the framework's, with its local part.
        kind: `cpu`, `cuda`, `rocm`, `xpu`, or `metal`; empty where that cannot be told.
        toolkit: the version of CUDA or ROCm that it was built with, such as `13.0`; empty where it
            has none, or that cannot be told.
        extra: the extra of the project that brings it, where one lock has several builds.
    """

    version: str
    kind: str = ""
    toolkit: str = ""
    extra: str = ""

    @property
    def title(self) -> str:
        """What it is for: `CUDA 13.0`."""
        return f"{TITLES.get(self.kind, 'an unknown device')} {self.toolkit}".rstrip()

    def same(self, other: Build) -> bool:
        """Whether it is the same release, for the same device, as far as that can be told.

        A wheel on PyPI has no local part, but says of itself what it would be.
        """
        if self.version.partition("+")[0] != other.version.partition("+")[0]:
            return False
        if not (self.kind and other.kind):
            return True
        return self.kind == other.kind and (
            self.toolkit == other.toolkit or not (self.toolkit and other.toolkit)
        )


def by_version(version: str) -> Build:
    """What the local part of a version says: `2.13.0+cu130` is for CUDA 13.0."""
    local = version.partition("+")[2]
    if not _TAG.fullmatch(local):
        return Build(version=version)
    return Build(version=version, kind=kind_of(local), toolkit=version_of(local))


def by_conda(version: str, build: str, *, is_mac: bool) -> Build:
    """What the build string of a conda package says: `cuda126_mkl_py312_h1_300` is CUDA 12.6.

    Args:
        version: the framework's.
        build: that string.
        is_mac: whether it is for Apple silicon, where one build does both.
    """
    if found := _CONDA_CUDA.search(build):
        return Build(version=version, kind="cuda", toolkit=f"{found[1]}.{found[2]}")
    cpu = "metal" if is_mac else "cpu"
    return Build(version=version, kind=cpu if "cpu" in build else "")


def by_requirements(
    version: str, needs: Mapping[str, str], framework: Framework, *, is_mac: bool
) -> Build:
    """What the packages beside a wheel from PyPI say that it is on one system.

    CUDA's libraries come as packages of their own, with the suffix of their CUDA or without, and
    JAX has a plugin for each major version.

    Args:
        version: the framework's.
        needs: the packages that it requires there, with the version that there is of each.
        framework: the framework.
        is_mac: whether it is for Apple silicon, where PyTorch's one build does both.
    """
    for name, found in needs.items():
        if name == "cuda-toolkit" or name.startswith("nvidia-cuda-runtime"):
            return Build(version=version, kind="cuda", toolkit=".".join(found.split(".")[:2]))
    for plugin in filter(None, map(_JAX_CUDA.fullmatch, needs)):
        return Build(version=version, kind="cuda", toolkit=plugin[1])
    has_metal = is_mac and (not framework.metal or framework.metal in needs)
    return Build(version=version, kind="metal" if has_metal else "cpu")


def by_facts(version: str, facts: Mapping[str, str], *, is_mac: bool) -> Build:
    """What an installed PyTorch says of itself in its module `version`.

    Args:
        version: as its metadata have it; without a local part where it came from PyPI.
        facts: what stands there.
        is_mac: whether this is Apple silicon, where one build does both.
    """
    for key, kind in (("cuda", "cuda"), ("rocm", "rocm"), ("hip", "rocm"), ("xpu", "xpu")):
        if toolkit := facts.get(key):
            shown = ".".join(toolkit.split(".")[:2]) if kind != "xpu" else ""
            return Build(version=version, kind=kind, toolkit=shown)
    if not facts:
        return by_version(version)
    return Build(version=version, kind="metal" if is_mac else "cpu")
