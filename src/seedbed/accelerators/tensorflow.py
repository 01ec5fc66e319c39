"""TensorFlow: which packages and ranges give a build, and what no build is for. Pure.

PyPI has one `tensorflow` for each platform. What uses a GPU comes beside it: CUDA's libraries by
the extra `and-cuda`, Apple's plugin by a package of its own that must fit exactly. Small builds for
CPUs, and before 2.13 those for Apple silicon, have names of their own.
"""

from __future__ import annotations

from seedbed.accelerators import extras, pythons
from seedbed.accelerators.build import Build
from seedbed.accelerators.ranges import admitted, is_admitted, narrowed
from seedbed.accelerators.refusing import CODE, named, no_machine, no_wheels, not_together
from seedbed.errors import usage_error
from seedbed.model.project import Dependency, Platform
from seedbed.model.record import replace
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seedbed.accelerators.detected import Fit
    from seedbed.accelerators.ranges import Row
    from seedbed.accelerators.rows import MetalPair, TensorFlowRelease
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.model.machine import Machine

TITLE = "TensorFlow"
PLUGIN = "tensorflow-metal"
_MAC = "osx-arm64"
_PLATFORMS = ("linux-64", "linux-aarch64", "osx-64", _MAC, "win-64")
_X86_LINUX = "sys_platform == 'linux' and platform_machine == 'x86_64'"
_NO_X86_LINUX = "sys_platform != 'linux' or platform_machine != 'x86_64'"
_ARM_MAC = "sys_platform == 'darwin' and platform_machine == 'arm64'"
_NO_ARM_MAC = "sys_platform != 'darwin' or platform_machine != 'arm64'"
_NEITHER = f"({_NO_X86_LINUX}) and ({_NO_ARM_MAC})"
_LIMITED = ("protobuf", "h5py")
"""What old releases need in older versions, and no project asks for by itself."""
_TIED = (2, 20)
"""The last release that requires the TensorBoard of its own minor version."""
_SETUPTOOLS = ">=77,<82"
"""Those TensorBoards import `pkg_resources`, which newer releases of setuptools don't have."""


def pair_of(tables: Tables, version: str) -> MetalPair | None:
    """The plugin that a minor release of TensorFlow works with; None for none."""
    pairs = (one for one in tables.metal if one.tensorflow == version and one.works)
    return next(pairs, None)


def fitting(tables: Tables, asked: Wanted) -> list[TensorFlowRelease]:
    """The releases that can give what is asked, oldest first."""
    every = admitted(tables.tensorflow, asked.spec)
    every = [one for one in every if not one.no_project] or every
    among = [one for one in every if not _lacking(one, asked)] or every
    if asked.kind == "metal":
        found = [one for one in among if _plugin(tables, one.version)]
        plugins = {_plugin(tables, one.version) for one in found[-1:]}
        return [one for one in found if _plugin(tables, one.version) in plugins]
    if asked.kind == "cuda":
        return [one for one in among if one.cuda and _is_cuda(one, asked.version)]
    return among


def rows(tables: Tables, asked: Wanted) -> list[list[Row]]:
    """For each of the releases that fit, the rows whose Python a project must keep to."""
    return _rows(tables, asked, fitting(tables, asked))


def majors(tables: Tables, asked: Wanted) -> list[int]:
    """The major versions of CUDA that the releases of a range bring."""
    among = admitted(tables.tensorflow, asked.spec)
    return sorted({numbers(one.cuda)[0] for one in among if one.cuda})


def fit(tables: Tables, asked: Wanted, machine: Machine) -> Fit:
    """The accelerator of a project that is made on some machine: see `detected.fit`."""
    found = extras.fit(tables, asked, machine, majors(tables, asked), TITLE)
    if found.kind != "metal":
        return found
    metal = replace(asked, kind="metal")
    usable = fitting(tables, metal)
    if not usable:
        why = f"No {PLUGIN} works with {named(TITLE, asked.spec)}, so the project uses the CPU."
        return replace(found, kind="auto", remark=why)
    last, fit_pythons = usable[-1].version, pythons.supported(rows(tables, metal))
    if not set(fit_pythons) & set(asked.pythons):
        why = (
            f"{PLUGIN} {_plugin(tables, last)} has no wheels for Python "
            f"{pythons.listed(asked.pythons)}, so the project uses the CPU."
        )
        way = f" For Metal, use --python '{pythons.range_of(fit_pythons)}'." if fit_pythons else ""
        return replace(found, kind="auto", remark=f"{why}{way}")
    if admitted(tables.tensorflow, asked.spec)[-1].version == last:
        return found
    limit = f"which works with {TITLE} {last} and older. For newer releases, use --accelerator cpu."
    return replace(found, remark=f"{found.remark.removesuffix('.')}, {limit}")


def check(tables: Tables, asked: Wanted) -> None:
    """Refuse what no build is for.

    Raises:
        SeedbedError: names both choices, and the nearest that works.
    """
    if asked.kind in {"cuda", "metal"} and not asked.machines:
        raise no_machine(asked)
    among, usable = admitted(tables.tensorflow, asked.spec), fitting(tables, asked)
    if asked.kind == "metal" and not usable:
        raise _no_plugin(tables, asked, among)
    if asked.kind == "cuda" and not usable:
        _check_cuda(tables, asked, among)
    if not among:  # newer than the tables, or unknown to them
        return
    if usable[-1].no_project:
        raise _no_project(tables, asked, usable[-1])
    _check_platforms(tables, asked, usable)
    with_cuda = usable and _cuda_rows(asked, usable[-1])
    which = f"{TITLE} {usable[-1].version} with CUDA's libraries" if with_cuda else ""
    every = _rows(tables, asked, tables.tensorflow)
    pythons.check(TITLE, asked, rows(tables, asked), every, which)


def build_of(tables: Tables, asked: Wanted) -> Build:
    """What a project says of the build that it wants."""
    usable, among = fitting(tables, asked), admitted(tables.tensorflow, asked.spec)
    spec = narrowed(asked.spec, usable, among) if usable else asked.spec
    found = [*_packages(tables, asked, usable, spec)]
    here = [one for platforms, one in found if not platforms.isdisjoint(asked.platforms)]
    if len(here) == 1:
        here = [replace(here[0], marker="")]
    if asked.kind == "metal":
        plugin = _plugin(tables, usable[-1].version)
        here.append(Dependency(name=PLUGIN, spec=f"=={plugin}", marker=_ARM_MAC))
    last = usable[-1] if usable else None
    limits = {name: getattr(last, name, "") for name in ("numpy", *_LIMITED)}
    return Build(
        requirements=tuple(here),
        limits=tuple((name, limit) for name, limit in limits.items() if limit),
        with_tensorboard=_beside_tensorboard(usable),
        platforms=tuple(Platform(name=one, subdir=one) for one in asked.platforms),
    )


def _packages(
    tables: Tables, asked: Wanted, usable: Sequence[TensorFlowRelease], spec: str
) -> Iterator[tuple[set[str], Dependency]]:
    """Packages that together bring TensorFlow everywhere, with the platforms that each is for."""
    everywhere = set(_PLATFORMS)
    macs = {_MAC} if usable and _package(tables, usable[-1].version) != "tensorflow" else set()
    if asked.kind == "cpu":
        # elsewhere, there are no others than those for CPUs
        small = {"linux-64"}
        yield small, Dependency(name="tensorflow-cpu", spec=spec, marker=_X86_LINUX)
        marker = _NEITHER if macs else _NO_X86_LINUX
        yield everywhere - small - macs, Dependency(name="tensorflow", spec=spec, marker=marker)
    elif asked.kind in {"cuda", "metal"} and all(one.cuda for one in usable):
        extra = Dependency(name="tensorflow", spec=spec, extras=("and-cuda",), marker=_X86_LINUX)
        yield {"linux-64"}, extra
        yield everywhere - {"linux-64"}, replace(extra, extras=(), marker=_NO_X86_LINUX)
        return
    else:
        yield everywhere - macs, Dependency(name="tensorflow", spec=spec, marker=_NO_ARM_MAC)
    if macs:
        (pair, *_) = (one for one in tables.metal if one.tensorflow == usable[-1].version)
        # Apple did not follow each patch
        there = any(is_admitted(spec, patch) for patch in pair.patches)
        own = spec if there else f"=={pair.tensorflow}.*"
        yield macs, Dependency(name="tensorflow-macos", spec=own, marker=_ARM_MAC)


def _beside_tensorboard(usable: Sequence[TensorFlowRelease]) -> tuple[tuple[str, str], ...]:
    """What a project with TensorBoard needs besides, so that it fits these releases and starts."""
    if not usable or numbers(usable[-1].version) > _TIED:
        return ()
    major, minor = numbers(usable[-1].version)[:2]
    spec = f">={usable[0].version},<{major}.{minor + 1}"
    return (("tensorboard", spec), ("setuptools", _SETUPTOOLS))


def _rows(tables: Tables, asked: Wanted, releases: Sequence[TensorFlowRelease]) -> list[list[Row]]:
    """For each of some releases, the rows whose Python a project must keep to."""
    return [
        [one, *_cuda_rows(asked, one), *_mac_rows(tables, asked, one.version)] for one in releases
    ]


def _cuda_rows(asked: Wanted, row: TensorFlowRelease) -> list[TensorFlowRelease]:
    """What CUDA's libraries ask besides, where a project takes them."""
    takes = asked.kind in {"cuda", "metal"} and "linux-64" in asked.platforms
    if not (takes and row.cuda_python_max):
        return []
    return [replace(row, python_max=row.cuda_python_max)]


def _mac_rows(tables: Tables, asked: Wanted, version: str) -> list[MetalPair]:
    """What Apple silicon asks besides, where the project is for it."""
    if _MAC not in asked.platforms:
        return []
    pairs = [one for one in tables.metal if one.tensorflow == version]
    needed = asked.kind == "metal" or _package(tables, version) != "tensorflow"
    return [one for one in pairs if one.works or not pair_of(tables, version)][:1] if needed else []


def _package(tables: Tables, version: str) -> str:
    """The package that has a minor release's wheels for Apple silicon."""
    return next((one.package for one in tables.metal if one.tensorflow == version), "tensorflow")


def _plugin(tables: Tables, version: str) -> str:
    pair = pair_of(tables, version)
    return pair.metal if pair else ""


def _is_cuda(one: TensorFlowRelease, version: str) -> bool:
    """Whether a release brings some version of CUDA: any, a major one, or just that."""
    return one.cuda == version or version in {"", one.cuda.partition(".")[0]}


def _no_plugin(tables: Tables, asked: Wanted, among: Sequence[TensorFlowRelease]) -> Exception:
    """The error for Metal with a TensorFlow that the plugin does not work with."""
    works = [one.tensorflow for one in tables.metal if one.works]
    wanted = numbers(among[-1].version) if among else (9,)
    made = [one for one in tables.metal if one.works and pythons.supported([[one]])]
    newer = [one.tensorflow for one in made if numbers(one.tensorflow) > wanted]
    nearest = newer[0] if newer else works[-1]
    why = next(
        (one.why for one in tables.metal if among and one.tensorflow == among[-1].version),
        f"{PLUGIN} {tables.metal[-1].metal}, its last release, is for TensorFlow {works[-1]} and "
        "older",
    )
    return not_together(
        "--accelerator metal",
        named(TITLE, asked.spec),
        why,
        f"Use --framework-version {nearest}, or --accelerator cpu.",
    )


def _check_cuda(tables: Tables, asked: Wanted, among: Sequence[TensorFlowRelease]) -> None:
    """Refuse CUDA where TensorFlow brings none, or not that one."""
    newest = numbers(tables.tensorflow[-1].cuda)
    if not among and (not asked.version or numbers(asked.version)[:1] >= newest[:1]):
        return  # newer than the tables, which such a version of CUDA is believed for
    known = [one.cuda for one in (among or tables.tensorflow[-1:]) if one.cuda]
    if not known:
        first = next(one.version for one in tables.tensorflow if one.cuda)
        raise not_together(
            "--accelerator cuda",
            named(TITLE, asked.spec),
            f"{TITLE} {first} is the first that brings CUDA's libraries",
            f"Use --framework-version {first}, or --accelerator auto with the CUDA of your system.",
        )
    others = [one.version for one in tables.tensorflow if one.cuda and _is_cuda(one, asked.version)]
    ways = [f"--accelerator-version {numbers(known[-1])[0]}"]
    ways += [f"--framework-version {others[-1]}"] if others else []
    raise not_together(
        f"--accelerator-version {asked.version}",
        named(TITLE, asked.spec),
        f"there is no {'such ' if others else ''}{TITLE} for CUDA {asked.version}",
        f"Use {' or '.join(ways)}.",
    )


def _no_project(tables: Tables, asked: Wanted, row: TensorFlowRelease) -> Exception:
    """The error for a release that does not go with what each project has besides."""
    newer = tables.tensorflow[tables.tensorflow.index(row) + 1 :]
    nearest = next(one.version for one in newer if not one.no_project)
    return usage_error(
        f"{named(TITLE, asked.spec)} {row.no_project}.",
        f"Use --framework-version {nearest}.",
        code=CODE,
    )


def _lacking(one: TensorFlowRelease, asked: Wanted) -> list[str]:
    """The platforms of a project that a release has no wheels for, and others have."""
    there = {"osx-64": one.macos_intel, "linux-aarch64": one.linux_aarch64}
    return [platform for platform in asked.platforms if not there.get(platform, True)]


def _check_platforms(tables: Tables, asked: Wanted, usable: Sequence[TensorFlowRelease]) -> None:
    """Refuse platforms that no release has wheels for."""
    unknown = [one for one in asked.platforms if one not in _PLATFORMS]
    lacking = unknown or min((_lacking(one, asked) for one in usable), key=len)
    if not lacking:
        return
    others = tuple(one for one in asked.platforms if one != lacking[0])
    if unknown:
        raise no_wheels(TITLE, lacking[0], others, "")
    last = [one.version for one in tables.tensorflow if one.macos_intel][-1]
    first = next(one.version for one in tables.tensorflow if one.linux_aarch64)
    way = last if lacking[0] == "osx-64" else f"'>={first}'"
    raise no_wheels(named(TITLE, asked.spec), lacking[0], others, way)
