"""What a resolver must say so that the rows of the tables hold. Pure.

A row says which packages go together on which platforms, for which versions of Python. Each such
statement is a resolution: it must succeed, or fail where the row says that wheels are missing.
"""

from __future__ import annotations

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.model.record import record, replace
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from seedbed.accelerators.rows import JaxRelease, MetalPair, Release, TensorFlowRelease
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.told_rows import JaxPlugin

OLDEST = "3.8"
"""The oldest Python that uv resolves for."""
_MAC, _INTEL_MAC, _WINDOWS = "osx-arm64", "osx-64", "win-64"
_LINUX, _ARM_LINUX = "linux-64", "linux-aarch64"


@record
class Resolution:
    """One question to a resolver.

    Attributes:
        requirements: what is to be resolved together, as PEP 508 writes it.
        platform: for which platform, spelled as conda spells it.
        python: for which minor version of Python.
        succeeds: whether it must succeed; otherwise it must fail for lack of wheels.
        alone: whether what the packages require is left out.
    """

    requirements: tuple[str, ...]
    platform: str
    python: str
    succeeds: bool = True
    alone: bool = False


@record
class Row:
    """A row of a table, and what must be true of it.

    Attributes:
        framework: the framework's layer.
        table: the table of its file, such as `releases` or `metal`.
        version: the minor release that it is about.
        title: what people call it: `TensorFlow 2.10 with tensorflow-metal 0.6.0`.
        key: what tells it from the others of its table: `2.10`, or `2.10 0.6.0`.
        package: the package whose newest release tells whether the row knows all.
        patches: the releases of that package that the row knows.
        resolutions: what must be true.
    """

    framework: str
    table: str
    version: str
    title: str
    key: str
    package: str
    patches: tuple[str, ...]
    resolutions: tuple[Resolution, ...]


def rows(tables: Tables) -> tuple[Row, ...]:
    """The rows of all tables that PyPI can confirm, in the order of the tables."""
    return (
        *map(_of_pytorch, tables.releases),
        *(_of_torchvision(tables, *pair) for pair in tables.torchvision.items()),
        *(_of_tensorflow(tables, one) for one in tables.tensorflow),
        *(_of_pair(tables, one) for one in tables.metal),
        *map(_of_jax, tables.jax),
        *(_of_plugin(tables, one) for one in tables.jax_plugins),
    )


def _of_pytorch(row: Release) -> Row:
    platforms = [_LINUX, _ARM_LINUX, _MAC, _WINDOWS, *([_INTEL_MAC] if row.macos_intel else [])]
    return _row(
        "pytorch",
        row,
        _each(platforms, _ends(row), f"torch=={row.version}.*"),
    )


def _of_tensorflow(tables: Tables, row: TensorFlowRelease) -> Row:
    pin, limits, ends = f"=={row.version}.*", limits_of(row), _ends(row)
    plain = [_WINDOWS, *([_INTEL_MAC] if row.macos_intel else [])]
    plain += [_ARM_LINUX] if row.linux_aarch64 else []
    extra = "[and-cuda]" if row.cuda else ""
    pairs = [one for one in tables.metal if one.tensorflow == row.version]
    # where there are pairs, they say what Apple silicon has
    plain += [] if pairs else [_MAC]
    large = _ends(replace(row, python_max=row.cuda_python_max)) if row.cuda_python_max else ends
    found = [
        *_each([_LINUX], large, f"tensorflow{extra}{pin}", *limits),
        *_each(plain, ends, f"tensorflow{pin}", *limits),
        *_each([_LINUX], ends, f"tensorflow-cpu{pin}", *limits),
    ]
    if large != ends:
        newest = ends[-1:]
        found += _each([_LINUX], newest, f"tensorflow{pin}", *limits)
        found += _each([_LINUX], newest, f"tensorflow{extra}{pin}", *limits, succeeds=False)
    if row.sdists:
        found = [replace(one, succeeds=False) for one in found]
    return _row("tensorflow", row, found)


def _of_pair(tables: Tables, pair: MetalPair) -> Row:
    row = next(one for one in tables.tensorflow if one.version == pair.tensorflow)
    both = f"{pair.package}=={pair.tensorflow}.*", f"tensorflow-metal=={pair.metal}"
    needs = (*both, *limits_of(row))
    resolutions = _each([_MAC], _ends(pair), *needs, succeeds=pair.resolves)
    older = _there(pair.package, pair.patches[:-1], _MAC, pair.python_max)
    return Row(
        framework="tensorflow",
        table="metal",
        version=pair.tensorflow,
        title=f"TensorFlow {pair.tensorflow} with tensorflow-metal {pair.metal}",
        key=f"{pair.tensorflow} {pair.metal}",
        package=pair.package,
        patches=pair.patches,
        resolutions=(*resolutions, *older),
    )


def _of_jax(row: JaxRelease) -> Row:
    pin, ends = f"=={row.version}.*", _ends(row)
    found = [*_each([_LINUX, _ARM_LINUX, _MAC, _WINDOWS], ends, f"jax{pin}")]
    for major in row.cuda:
        first = row.cuda13_first if major == "13" else ""
        spec = f">={first},{pin}" if first else pin
        found += _each([_LINUX, _ARM_LINUX], ends, f"jax[cuda{major}]{spec}")
    return _row("jax", row, found)


def _of_plugin(tables: Tables, plugin: JaxPlugin) -> Row:
    row = next(one for one in tables.jax if plugin.jax in {one.version, *one.patches})
    pin = f"jax=={plugin.jax}" if plugin.jax in row.patches else f"jax=={plugin.jax}.*"
    exact = f"{plugin.package}=={plugin.version}"
    return Row(
        framework="jax",
        table="metal",
        version=row.version,
        title=f"JAX {plugin.jax} with {plugin.package} {plugin.version}",
        key=f"{plugin.jax} {plugin.package}",
        package=plugin.package,
        patches=(plugin.version,),
        resolutions=_each([_MAC], _ends(row), pin, exact),
    )


def _of_torchvision(tables: Tables, torch: str, torchvision: str) -> Row:
    row = next(one for one in tables.releases if torch in one.patches)
    return Row(
        framework="pytorch",
        table="torchvision",
        version=row.version,
        title=f"PyTorch {torch} with torchvision {torchvision}",
        key=torch,
        package="torchvision",
        patches=(torchvision,),
        resolutions=_each(
            [_LINUX, _MAC], _ends(row)[-1:], f"torch=={torch}", f"torchvision=={torchvision}"
        ),
    )


def _row(
    name: str,
    row: Release | TensorFlowRelease | JaxRelease,
    resolutions: Sequence[Resolution],
) -> Row:
    """The row of a table of releases; that each release is there is asked, too."""
    framework = FRAMEWORKS[name]
    older = _there(framework.package, row.patches[:-1], _LINUX, row.python_max)
    return Row(
        framework=name,
        table="releases",
        version=row.version,
        title=f"{framework.title} {row.version}",
        key=row.version,
        package=framework.package,
        patches=row.patches,
        resolutions=(*resolutions, *older),
    )


def _there(
    package: str, patches: Sequence[str], platform: str, python: str
) -> Iterator[Resolution]:
    """Whether releases are there, without what they require."""
    for patch in patches:
        pin = f"{package}=={patch}"
        yield Resolution(requirements=(pin,), platform=platform, python=python, alone=True)


def limits_of(row: TensorFlowRelease) -> list[str]:
    """What is to be stated beside a release of TensorFlow, as requirements."""
    named = (("numpy", row.numpy), ("protobuf", row.protobuf), ("h5py", row.h5py))
    return [f"{name}{spec}" for name, spec in named if spec]


def _ends(row: Release | TensorFlowRelease | JaxRelease | MetalPair) -> tuple[str, ...]:
    """The oldest and the newest Python of a row that can be resolved for."""
    oldest = max(row.python_min, OLDEST, key=numbers)
    return tuple(dict.fromkeys((oldest, row.python_max)))


def _each(
    platforms: Sequence[str], pythons: Iterable[str], *requirements: str, succeeds: bool = True
) -> tuple[Resolution, ...]:
    return tuple(_crossed(platforms, tuple(pythons), requirements, succeeds=succeeds))


def _crossed(
    platforms: Sequence[str],
    pythons: tuple[str, ...],
    requirements: tuple[str, ...],
    *,
    succeeds: bool,
) -> Iterator[Resolution]:
    for platform in platforms:
        for python in pythons:
            yield Resolution(
                requirements=requirements, platform=platform, python=python, succeeds=succeeds
            )
