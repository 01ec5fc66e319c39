"""The rows of the tables: drivers, and what PyPI and other indexes have of each framework."""

from __future__ import annotations

from seedbed.model.record import record
from seedbed.model.versions import release as numbers

PROOFS = ("source-only", "resolved", "imported")
"""How far a row was proved: read somewhere; uv finds wheels for it; installed and imported, too."""


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
        proof: how far the row was proved: one of `PROOFS`.
        source: where its facts come from; a release on PyPI is `pypi:NAME==VERSION`.
        checked: the day on which somebody last looked (ISO 8601).
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
    proof: str = "source-only"
    source: str = ""
    checked: str = ""
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
class TensorFlowRelease:
    """A minor release of TensorFlow, as PyPI has it.

    Attributes:
        version: such as `2.21`.
        patches: its releases, oldest first.
        python_min: the oldest Python that has wheels on Linux and Windows.
        python_max: the newest.
        cuda: the CUDA that its extra `and-cuda` brings; empty where it has no such extra.
        cudnn: the cuDNN of that extra.
        keras: the range of Keras that it takes.
        numpy: the range of NumPy to state beside it; empty where its own will do.
        protobuf: the same for protobuf.
        h5py: the same for h5py.
        linux_aarch64: whether Linux on ARM has wheels.
        macos_intel: whether Macs with Intel processors have.
        proof: how far the row was proved: one of `PROOFS`.
        cuda_python_max: the newest Python that the extra has wheels for, where it has less.
        sdists: packages that it needs in releases that PyPI has no wheels of.
        no_project: what keeps projects from using it, as the rest of a sentence about it.
        source: where its facts come from; a release on PyPI is `pypi:NAME==VERSION`.
        checked: the day on which somebody last looked (ISO 8601).
    """

    version: str
    patches: tuple[str, ...]
    python_min: str
    python_max: str
    cuda: str
    cudnn: str
    keras: str
    numpy: str
    protobuf: str
    h5py: str
    linux_aarch64: bool
    macos_intel: bool
    proof: str
    cuda_python_max: str = ""
    sdists: tuple[str, ...] = ()
    no_project: str = ""
    source: str = ""
    checked: str = ""


@record
class MetalPair:
    """A release of TensorFlow for Apple silicon, and one of the plugin that lets it use the GPU.

    Attributes:
        tensorflow: the minor release.
        package: what has its wheels: `tensorflow`, or before 2.13 `tensorflow-macos`.
        patches: its releases there.
        metal: the release of tensorflow-metal.
        python_min: the oldest Python for which both have wheels.
        python_max: the newest.
        proof: how far the row was proved.
        works: whether they can be used together.
        why: why not.
        resolves: whether PyPI has wheels for all that the pair needs.
        source: where its facts come from; a release on PyPI is `pypi:NAME==VERSION`.
        checked: the day on which somebody last looked (ISO 8601).
    """

    tensorflow: str
    package: str
    patches: tuple[str, ...]
    metal: str
    python_min: str
    python_max: str
    proof: str
    works: bool = True
    why: str = ""
    resolves: bool = True
    source: str = ""
    checked: str = ""

    @property
    def version(self) -> str:
        """The minor release, as rows of releases call it."""
        return self.tensorflow


@record
class JaxRelease:
    """A minor release of JAX, as PyPI has it.

    Attributes:
        version: such as `0.12`.
        patches: its releases, oldest first.
        python_min: the oldest Python that has wheels on all systems.
        python_max: the newest.
        cuda: the major versions of CUDA that it has an extra for.
        numpy: the oldest NumPy that it takes, as a range.
        macos: the oldest macOS that the wheel for Apple silicon runs on.
        proof: how far the row was proved.
        cuda13_first: the first release with an extra for CUDA 13, where not all have it.
        source: where its facts come from; a release on PyPI is `pypi:NAME==VERSION`.
        checked: the day on which somebody last looked (ISO 8601).
    """

    version: str
    patches: tuple[str, ...]
    python_min: str
    python_max: str
    cuda: tuple[str, ...]
    numpy: str
    macos: str
    proof: str
    cuda13_first: str = ""
    source: str = ""
    checked: str = ""


def _spans(row: WheelIndex | Triton | Architectures, version: str) -> bool:
    """Whether a minor release of PyTorch lies between the first and the last of a row."""
    wanted = numbers(version.partition("+")[0])[:2]
    return numbers(row.first) <= wanted and (not row.last or wanted <= numbers(row.last))
