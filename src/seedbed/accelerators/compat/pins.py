"""What to pin so that a manager gets a release's build: the same as a new project says. Pure."""

from __future__ import annotations

from seedbed.accelerators import choosing
from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.pythons import range_of
from seedbed.accelerators.refusing import named
from seedbed.accelerators.wanted import PLATFORMS, Wanted
from seedbed.errors import SeedbedError
from seedbed.model.choices import DEFAULT_PLATFORMS
from seedbed.model.project import Dependency
from seedbed.model.record import record, replace
from seedbed.model.versions import MINORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.accelerators.build import Build
    from seedbed.accelerators.compat.entries import Entry
    from seedbed.accelerators.tables import Tables

_CONDA = {"pytorch": "pytorch"}
"""Packages of conda-forge that managers of conda channels take; all others come from PyPI."""


@record
class Way:
    """How a manager takes packages.

    Attributes:
        channels: whether from conda channels, where they have the framework.
        named: whether it knows platforms with names of their own.
    """

    channels: bool = False
    named: bool = False


@record
class Pins:
    """What to pin for an accelerator.

    Attributes:
        accelerator: a choice of the slot `accelerator`.
        accelerator_version: its version; empty where none is to be said.
        requirements: what PyPI, or the index, gives, as PEP 508 writes it.
        index: the address of the index that the framework comes from; empty for PyPI.
        index_marker: the systems on which it does.
        conda: packages of conda-forge, each with its range, and the platforms that need it.
        options: the options of `seedbed new` that make such a project; empty where none can.
        refused: why no project can be made; empty where one can.
    """

    accelerator: str
    accelerator_version: str = ""
    requirements: tuple[str, ...] = ()
    index: str = ""
    index_marker: str = ""
    conda: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    refused: str = ""


def kinds_of(entry: Entry, cuda: str = "") -> tuple[tuple[str, str], ...]:
    """The accelerators that a release has builds for, each with the version to ask for.

    Args:
        entry: the release.
        cuda: the version of CUDA that is asked for; empty for what is usual.
    """
    found = [("auto", ""), ("cpu", "")]
    if cuda:
        found = [("cuda", cuda.partition(".")[0] if entry.framework == "jax" else cuda)]
    elif entry.framework == "jax":
        found += [("cuda", one) for one in entry.cuda]
    elif entry.cuda:
        found.append(("cuda", ""))
    if not cuda and entry.metal and "metal" in PLATFORMS[entry.framework]:
        found.append(("metal", ""))
    return tuple(found)


def pins_of(
    tables: Tables, entry: Entry, kind: tuple[str, str], way: Way, *, spec: str, python: str = ""
) -> Pins:
    """What to pin for an accelerator, and how to make a project with it.

    Args:
        tables: what there is.
        entry: the release.
        kind: the accelerator, and its version.
        way: how the manager takes packages.
        spec: the range of the framework's versions: the release, or one of its patches.
        python: the only minor version of Python that counts; empty for all that fit.
    """
    accelerator, version = kind
    asked = Wanted(
        kind=accelerator,
        version=version,
        framework=entry.framework,
        spec=spec,
        pythons=(),
        platforms=tuple(one for one in DEFAULT_PLATFORMS if one in entry.platforms),
        channels=way.channels and entry.framework in _CONDA,
    )
    asked, refused = _checked(tables, asked, python)
    if refused and accelerator != "metal":  # old releases have wheels for Macs of fewer Pythons
        others = tuple(one for one in asked.platforms if one != "osx-arm64")
        without, still_refused = _checked(tables, replace(asked, platforms=others), python)
        asked, refused = (asked, refused) if still_refused else (without, "")
    build = choosing.build_of(tables, asked, named=way.named)
    return _pinned(asked, build, python, refused)


def _checked(tables: Tables, asked: Wanted, python: str) -> tuple[Wanted, str]:
    """What is asked for with the versions of Python that fit, and why no project is made of it."""
    fit = choosing.supported(tables, asked)
    asked = replace(asked, pythons=fit)
    try:
        choosing.check(tables, asked)
        if not python:
            return asked, ""
        asked = replace(asked, pythons=(python,))
        if python not in fit and python not in MINORS:  # it may have wheels for that one
            what = named(FRAMEWORKS[asked.framework].title, asked.spec)
            ends = " to ".join(dict.fromkeys((fit[0], fit[-1])))
            return asked, f"projects with {what} are for Python {ends} only."
        choosing.check(tables, asked)
    except SeedbedError as error:
        return asked, error.message
    return asked, ""


def _pinned(asked: Wanted, build: Build, python: str, refused: str) -> Pins:
    index = build.indexes[0].url if build.indexes else ""
    return Pins(
        accelerator=asked.kind,
        accelerator_version=asked.version,
        requirements=tuple(_requirements(asked, build)),
        index=index,
        index_marker=build.index_marker,
        conda=tuple(_conda(asked, build)),
        options=() if refused else tuple(_options(asked, python)),
        refused=refused,
    )


def _requirements(asked: Wanted, build: Build) -> Iterator[str]:
    """The requirements that come from PyPI, or from PyTorch's index."""
    if asked.channels:
        return
    own = Dependency(name=FRAMEWORKS[asked.framework].package, spec=asked.spec)
    for one in build.requirements or (own,):
        yield one.requirement
    for one in build.dependencies:
        yield one.requirement
    for name, spec in build.limits:
        yield f"{name}{spec}"


def _conda(asked: Wanted, build: Build) -> Iterator[str]:
    """The packages that come from a conda channel, each with the platforms that need it."""
    if not asked.channels:
        return
    yield f"{_CONDA[asked.framework]} {asked.spec.removeprefix('==')}"
    platforms: dict[str, list[str]] = {}
    for one in build.system_packages:
        named = f"{one.conda} {one.spec}".rstrip()
        platforms.setdefault(named, []).extend([one.platform] if one.platform else [])
    for named, where in platforms.items():
        yield f"{named} ({', '.join(where)})" if where else named


def _options(asked: Wanted, python: str) -> Iterator[str]:
    """The options of `seedbed new`, without the manager's."""
    yield f"--framework {asked.framework}"
    yield f"--framework-version {_bare(asked.spec)}"
    if asked.kind != "auto":
        yield f"--accelerator {asked.kind}"
    if asked.version:
        yield f"--accelerator-version {asked.version}"
    if asked.platforms != DEFAULT_PLATFORMS:
        yield f"--platform {','.join(asked.platforms)}"
    if python:
        yield f"--python '{range_of((python,))}'"


def _bare(spec: str) -> str:
    """A range as people type it: `2.10` for all of its releases."""
    return spec.removeprefix("==").removesuffix(".*")
