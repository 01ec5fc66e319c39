"""What the tables say of one release, in the same terms for all frameworks. Pure."""

from __future__ import annotations

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.ranges import supports
from seedbed.accelerators.tables import kind_of, version_of
from seedbed.model.record import record
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.builds import Framework
    from seedbed.accelerators.rows import JaxRelease, Release, TensorFlowRelease
    from seedbed.accelerators.tables import AnyRelease, Tables

BUILT_IN = "built in"
"""What stands for a plugin where the framework needs none."""


@record
class Source:
    """Where a build comes from, besides PyPI.

    Attributes:
        tag: PyTorch's index, such as `cu130`.
        version: the version of CUDA or ROCm; empty for none.
        verified: whether somebody has looked.
    """

    tag: str
    version: str
    verified: bool

    @property
    def is_cuda(self) -> bool:
        """Whether it has builds for CUDA."""
        return kind_of(self.tag) == "cuda"


@record
class Pair:
    """A plugin for Apple silicon beside a release.

    Attributes:
        package: the package that has the release's wheels.
        plugin: the plugin.
        version: the plugin's release.
        python_min: the oldest Python that both have wheels for; empty where nothing says.
        python_max: the newest.
        works: whether they work together.
        why: why not.
        proof: how far that was proved.
        source: where it comes from.
        checked: when somebody last looked.
    """

    package: str
    plugin: str
    version: str
    works: bool
    why: str
    proof: str
    source: str
    checked: str
    python_min: str = ""
    python_max: str = ""


@record
class Entry:
    """What is known of a minor release.

    Attributes:
        framework: the framework's layer.
        version: such as `2.10`.
        patches: its releases, oldest first.
        python_min: the oldest Python that has wheels.
        python_max: the newest.
        platforms: those that PyPI has wheels for, spelled as conda spells them.
        cuda: the versions of CUDA that PyPI's packages are for; major ones only for JAX.
        cuda_note: what else is to be known of that; may be empty.
        cudnn: the version of cuDNN that comes with it; empty where nothing says.
        indexes: PyTorch's own indexes that have it.
        metal: the plugin for Apple silicon that works: its release, `BUILT_IN`, or empty.
        macos: the oldest macOS for Apple silicon; empty where nothing says.
        pairs: plugins that people use with it, working or not.
        limits: packages to limit beside it, each with its range.
        needs: packages whose range its own metadata give, each with that range.
        keras: the range of Keras; empty for none.
        sdists: packages that it needs and that have no wheels.
        conda_pins: what conda users of the time pinned.
        proof: how far all that was proved.
        source: where it comes from.
        checked: when somebody last looked.
    """

    framework: str
    version: str
    patches: tuple[str, ...]
    python_min: str
    python_max: str
    platforms: tuple[str, ...]
    proof: str
    source: str
    checked: str
    cuda: tuple[str, ...] = ()
    cuda_note: str = ""
    cudnn: str = ""
    indexes: tuple[Source, ...] = ()
    metal: str = ""
    macos: str = ""
    pairs: tuple[Pair, ...] = ()
    limits: tuple[tuple[str, str], ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    keras: str = ""
    sdists: tuple[str, ...] = ()
    conda_pins: tuple[str, ...] = ()

    def is_for_cuda(self, version: str) -> bool:
        """Whether there is a build for a version of CUDA, such as `12.6`, or a major one."""
        known = (*self.cuda, *(one.version for one in self.indexes if one.is_cuda))
        wanted = numbers(version)
        if self.framework == "jax":  # the extra is for all minor versions
            wanted = wanted[:1]
        return any(numbers(one)[: len(wanted)] == wanted for one in known)

    def is_for_python(self, python: str) -> bool:
        """Whether there are wheels for a minor version of Python."""
        return supports(self, python)

    def is_sure_of(self, version: str) -> bool:
        """Whether somebody has seen a build for that version of CUDA or ROCm; empty for any."""
        wanted = numbers(version)
        if self.framework == "jax":
            wanted = wanted[:1]
        sure = (*self.cuda, *(one.version for one in self.indexes if one.verified))
        return not wanted or any(numbers(one)[: len(wanted)] == wanted for one in sure)


def entry_of(tables: Tables, framework: Framework, row: AnyRelease) -> Entry:
    """What is known of a release."""
    if framework.name == "tensorflow":
        return _of_tensorflow(tables, row)  # type: ignore[arg-type]  # its rows are those
    if framework.name == "jax":
        return _of_jax(tables, row)  # type: ignore[arg-type]
    return _of_pytorch(tables, row)  # type: ignore[arg-type]


def entries_of(tables: Tables, framework: Framework) -> tuple[Entry, ...]:
    """What is known of all releases of a framework, from the newest to the oldest."""
    rows = reversed(tables.releases_of(framework.name))
    return tuple(entry_of(tables, framework, one) for one in rows)


def newest_entries(tables: Tables) -> tuple[Entry, ...]:
    """The newest release of each framework."""
    return tuple(
        entry_of(tables, one, tables.releases_of(one.name)[-1]) for one in FRAMEWORKS.values()
    )


def _of_pytorch(tables: Tables, row: Release) -> Entry:
    found = [one for one in tables.indexes if one.has(row.version)]
    sources = [Source(tag=one.tag, version=version_of(one.tag), verified=one.verified)
               for one in found]  # fmt: skip
    cuda = row.cuda_aarch64 or "none: a CPU build"
    note = "" if cuda == row.cuda else f"on ARM: {cuda}"
    intel = ["osx-64"] if row.macos_intel else []
    return Entry(
        framework="pytorch",
        version=row.version,
        patches=row.patches,
        python_min=row.python_min,
        python_max=row.python_max,
        platforms=("linux-64", "linux-aarch64", *intel, "osx-arm64", "win-64"),
        cuda=(row.cuda,),
        cuda_note=note,
        indexes=tuple(sorted(sources, key=lambda one: (kind_of(one.tag), numbers(one.version)))),
        metal=BUILT_IN,
        macos=row.macos,
        proof=row.proof,
        source=row.source,
        checked=row.checked,
    )


def _of_tensorflow(tables: Tables, row: TensorFlowRelease) -> Entry:
    rows = [one for one in tables.metal if one.tensorflow == row.version]
    pairs = [
        Pair(
            package=one.package,
            plugin="tensorflow-metal",
            version=one.metal,
            python_min=one.python_min,
            python_max=one.python_max,
            works=one.works,
            why=one.why,
            proof=one.proof,
            source=one.source,
            checked=one.checked,
        )
        for one in rows
    ]
    there = {
        "linux-64": True,
        "linux-aarch64": row.linux_aarch64,
        "osx-64": row.macos_intel,
        "osx-arm64": not rows or any(one.resolves for one in rows),
        "win-64": True,
    }
    named = (("numpy", row.numpy), ("protobuf", row.protobuf), ("h5py", row.h5py))
    limit = row.cuda_python_max
    return Entry(
        framework="tensorflow",
        version=row.version,
        patches=row.patches,
        python_min=row.python_min,
        python_max=row.python_max,
        platforms=tuple(name for name, has in there.items() if has),
        cuda=(row.cuda,) if row.cuda else (),
        cuda_note=f"up to Python {limit}" if limit else "",
        cudnn=row.cudnn,
        metal=next((one.metal for one in rows if one.works), ""),
        pairs=tuple(pairs),
        limits=tuple((name, spec) for name, spec in named if spec),
        keras=row.keras,
        sdists=row.sdists,
        conda_pins=tuple(
            pin for one in tables.conda_pins if one.tensorflow == row.version for pin in one.pins
        ),
        proof=row.proof,
        source=row.source,
        checked=row.checked,
    )


def _of_jax(tables: Tables, row: JaxRelease) -> Entry:
    plugins = [one for one in tables.jax_plugins if one.jax in {row.version, *row.patches}]
    pairs = [
        Pair(
            package="jax",
            plugin=one.package,
            version=one.version,
            works=one.works,
            why=one.why,
            proof=one.proof,
            source=one.source,
            checked=one.checked,
        )
        for one in plugins
    ]
    first = row.cuda13_first
    return Entry(
        framework="jax",
        version=row.version,
        patches=row.patches,
        python_min=row.python_min,
        python_max=row.python_max,
        platforms=("linux-64", "linux-aarch64", "osx-arm64", "win-64"),
        cuda=row.cuda,
        cuda_note=f"13 from {first} on" if first else "",
        macos=row.macos,
        pairs=tuple(pairs),
        needs=(("numpy", row.numpy),),
        proof=row.proof,
        source=row.source,
        checked=row.checked,
    )
