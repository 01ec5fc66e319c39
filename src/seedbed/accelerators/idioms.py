"""What a project says so that its manager takes the right build: the one place that chooses. Pure.

Package indexes and conda channels offer builds in ways of their own, and each way is an idiom here:

- PyPI has one build for each platform: nothing is said.
- PyTorch has an index for each build: the requirement names it, on the systems that have the build.
- conda-forge has all builds under one name: packages that depend on one of them pick it, for a
  platform with a name of its own where one kind of machine needs two.

An index with wheel variants (PEP 825) would be one more: a single index, nothing picked. uv
previews them, and its lock has no room for them yet.
"""

from __future__ import annotations

from seedbed.accelerators.build import Build
from seedbed.accelerators.tables import LINUX, version_of
from seedbed.accelerators.wanted import best, releases
from seedbed.model.names import canonical
from seedbed.model.project import Dependency, Index, Platform, SystemPackage
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted

INDEXES = "https://download.pytorch.org/whl/"
"""Where PyTorch's own indexes are, each below its tag."""
_NAME = "pytorch-"
"""What the name of an index begins with, before its tag."""
_X86 = "platform_machine == 'x86_64'"
_CONSTRAINT = "cuda-version"
"""The conda package whose version is CUDA's; what has been built for another one conflicts."""


def build_of(tables: Tables, asked: Wanted, *, named: bool) -> Build:
    """What a project says of the build that it wants.

    Args:
        tables: what there is.
        asked: what is asked for, and possible (`refusals.check`).
        named: whether the manager knows platforms with names of their own, as Pixi does.
    """
    if asked.channels:
        return _from_channels(tables, asked, named=named)
    return _from_indexes(tables, asked)


def beside(tables: Tables, asked: Wanted, kind: str, build: Build) -> Build:
    """A build with another one beside it, for the same systems: each is a group that excludes it.

    Without a choice, people get the accelerator's; the other one's group is there on demand.

    Args:
        tables: what there is.
        asked: what is asked for.
        kind: the accelerator of the other build, such as `cpu`.
        build: what a project says of the first one; it has an index.
    """
    other = build_of(tables, replace(asked, kind=kind, version=""), named=False)
    if not other.index:
        return build
    return replace(
        build,
        index="",
        index_marker="",
        indexes=(*build.indexes, *other.indexes),
        groups=((_group(build), build), (_group(other), other)),
    )


def _group(build: Build) -> str:
    return canonical(build.index.removeprefix(_NAME))


def _from_indexes(tables: Tables, asked: Wanted) -> Build:
    """The idiom of package indexes: the framework's own index, where it has the build."""
    plain = Build(platforms=_plain(asked))
    if asked.kind in {"auto", "metal"}:  # PyPI's own; on Apple silicon it uses Metal
        return plain
    on_linux = [one for one in asked.platforms if one.startswith(LINUX)]
    if asked.kind == "cpu" and not on_linux:  # PyPI's build is one for CPUs elsewhere
        return plain
    tag = best(tables, asked)
    name, marker = f"{_NAME}{tag}", _marker(asked)
    return Build(
        index=name,
        index_marker=marker,
        indexes=(Index(name=name, url=INDEXES + tag),),
        dependencies=_triton(tables, asked, name, marker),
        platforms=plain.platforms,
    )


def _marker(asked: Wanted) -> str:
    """The systems that have the build; colleagues on others take PyPI's, with the same lock.

    It is either all `and` or all `or`, so that Poetry can say the opposite of it.
    """
    if asked.kind == "cpu":
        return "sys_platform == 'linux'"
    others = set(asked.platforms) - set(asked.machines)
    other_linux = any(one.startswith(LINUX) for one in others)
    if asked.kind == "rocm":
        return f"sys_platform == 'linux' and {_X86}" if other_linux else "sys_platform == 'linux'"
    if other_linux and asked.kind == "xpu":
        return f"{_X86} or platform_machine == 'AMD64'"  # Linux and Windows on the same processor
    systems = [
        marker
        for start, marker in (
            (LINUX, "sys_platform == 'linux'"),
            ("win", "sys_platform == 'win32'"),
        )
        if any(one.startswith(start) for one in asked.machines)
    ]
    return " or ".join(systems)


def _triton(tables: Tables, asked: Wanted, index: str, marker: str) -> tuple[Dependency, ...]:
    """The compiler that PyTorch requires and that only its own index has.

    uv and Poetry take from an explicit index only what names it.
    https://docs.astral.sh/uv/guides/integration/pytorch/
    """
    rows = [one for one in tables.triton if one.kind == asked.kind]
    among = releases(tables, asked.spec) or list(tables.releases)
    newest = among[-1].version
    found = [row.name for row in rows if row.has(newest)]
    return tuple(Dependency(name=name, marker=marker, index=index) for name in found)


def _from_channels(tables: Tables, asked: Wanted, *, named: bool) -> Build:
    """The idiom of conda channels: packages that pick a build, on platforms with names."""
    kind = "cpu" if asked.kind == "cpu" else "cuda"
    rows = {one.kind: one for one in tables.builds if one.framework == asked.framework}
    plain = _plain(asked)
    if asked.kind in {"auto", "metal"} or kind not in rows:
        return Build(platforms=plain)
    picks = SystemPackage(name=rows[kind].package, conda=rows[kind].package)
    everywhere = set(asked.platforms) <= set(rows[kind].platforms)
    if kind == "cpu":
        return Build(system_packages=(picks,) if everywhere else (), platforms=plain)
    version = _cuda_version(tables, asked)
    cuda = SystemPackage(name=_CONSTRAINT, conda=_CONSTRAINT, spec=version)
    if not named:
        return Build(system_packages=(cuda, picks) if everywhere else (cuda,), platforms=plain)
    return _on_named(asked, (picks, cuda), rows["cpu"].package)


def _on_named(asked: Wanted, packages: tuple[SystemPackage, ...], cpu: str) -> Build:
    """Each kind of machine twice: with the driver that CUDA needs, and without."""
    major = packages[-1].spec.partition(".")[0]
    found: list[SystemPackage] = []
    platforms: list[Platform] = []
    for subdir in asked.platforms:
        if subdir not in asked.machines:
            platforms.append(Platform(name=subdir, subdir=subdir))
            continue
        with_gpu = Platform(name=f"{subdir}-cuda", subdir=subdir, cuda=f"{major}.0")
        without = Platform(name=f"{subdir}-cpu", subdir=subdir)
        platforms += [with_gpu, without]
        found += [
            SystemPackage(name=one.name, conda=one.conda, spec=one.spec, platform=with_gpu.name)
            for one in packages
        ]
        found.append(SystemPackage(name=cpu, conda=cpu, platform=without.name))
    return Build(system_packages=tuple(found), platforms=tuple(platforms))


def _cuda_version(tables: Tables, asked: Wanted) -> str:
    """The range of `cuda-version`: the minor version where one was asked for, else the major one.

    A driver runs all minor versions of one release, and conda-forge has not all of them.
    """
    version = asked.version or version_of(best(tables, asked)).split(".")[0]
    return f"{version}.*"


def _plain(asked: Wanted) -> tuple[Platform, ...]:
    return tuple(Platform(name=one, subdir=one) for one in asked.platforms)
