"""Refuses combinations that cannot work: names both choices, and the nearest that works. Pure."""

from __future__ import annotations

from seedbed.accelerators import pythons
from seedbed.accelerators.builds import SHORT_TITLES
from seedbed.accelerators.refusing import named, no_machine, not_together
from seedbed.accelerators.tables import kind_of, version_of
from seedbed.accelerators.wanted import PLATFORMS, best, cuda_majors, newest, releases, tags
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.ranges import Row
    from seedbed.accelerators.rows import Release
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.errors import SeedbedError


def check(tables: Tables, asked: Wanted) -> None:
    """Refuse what no build is for.

    Raises:
        SeedbedError: for an accelerator that no platform has, a version that no index has, a Python
            or a Mac without wheels.
    """
    if asked.kind in PLATFORMS["pytorch"] and not asked.machines:
        raise no_machine(asked)
    among = releases(tables, asked.spec)
    if asked.channels:
        _check_major(tables, asked, among)
        return
    if asked.kind in {"cuda", "rocm", "xpu"} and not best(tables, asked):
        raise _no_index(tables, asked, among or list(tables.releases[-1:]))
    if not among:  # newer than the tables, or unknown to them
        return
    _check_macs(asked, among)
    _check_pythons(tables, asked)


def _check_major(tables: Tables, asked: Wanted, among: list[Release]) -> None:
    """Refuse a CUDA that PyTorch no longer supports: no channel can have such a build."""
    known = cuda_majors(tables, among)
    wanted = numbers(asked.version)[:1] if asked.kind == "cuda" else ()
    if wanted and known and wanted[0] < known[0]:
        raise not_together(
            f"--accelerator-version {asked.version}",
            named("PyTorch", asked.spec),
            f"such a PyTorch needs CUDA {known[0]} or newer",
            f"Use --accelerator-version {known[0]}.",
        )


def _check_macs(asked: Wanted, among: list[Release]) -> None:
    if "osx-64" not in asked.platforms or any(one.macos_intel for one in among):
        return
    others = [one for one in asked.platforms if one != "osx-64"]
    leave = f"Leave it out, with --platform {','.join(others)}, or use" if others else "Use"
    raise not_together(
        named("PyTorch", asked.spec),
        "the platform osx-64",
        "PyTorch 2.2 is the last that supports Macs with Intel processors",
        f"{leave} --framework-version 2.2.",
    )


def _no_index(tables: Tables, asked: Wanted, among: list[Release]) -> SeedbedError:
    known = tags(tables, asked.kind, among)
    ways = []
    if known and asked.version:
        nearest = min(known, key=lambda tag: _distance(version_of(tag), asked.version))
        ways.append(f"--accelerator-version {version_of(nearest)}")
    elsewhere = [
        tag
        for tag in tags(tables, asked.kind, list(tables.releases))
        if asked.version in {"", version_of(tag), version_of(tag).split(".")[0]}
    ]
    if elsewhere:
        at = max(newest(tables, tag, list(tables.releases)) for tag in elsewhere)
        ways.append(f"--framework-version {tables.releases[at].version}")
    option = f"-version {asked.version}" if asked.version else f" {asked.kind}"
    return not_together(
        f"--accelerator{option}",
        named("PyTorch", asked.spec),
        "PyTorch has no index with such a build",
        f"Use {' or '.join(ways)}." if ways else "Use --accelerator cpu.",
    )


def _distance(one: str, other: str) -> int:
    (major, minor), (wanted, second) = ((*numbers(text), 0, 0)[:2] for text in (one, other))
    return abs(10 * (major - wanted) + minor - second)


def fitting(tables: Tables, asked: Wanted) -> list[Release]:
    """The releases of a range that have the build, oldest first."""
    among = releases(tables, asked.spec)
    tag = _tag(tables, asked)
    return [one for one in among if not tag or tables.offers(tag, one.version)] or among


def rows(tables: Tables, asked: Wanted) -> list[list[Row]]:
    """For each of the releases that fit, the rows whose Python a project must keep to."""
    return [[one] for one in fitting(tables, asked)]


def _check_pythons(tables: Tables, asked: Wanted) -> None:
    found, tag = rows(tables, asked), _tag(tables, asked)
    which = f"PyTorch {found[-1][0].version}"
    which += f" for {_title_of(tag)}" if kind_of(tag) == "cuda" else ""
    pythons.check("PyTorch", asked, found, [[one] for one in tables.releases], which)


def _tag(tables: Tables, asked: Wanted) -> str:
    """The index that has the build; empty where none is needed."""
    return best(tables, asked) if asked.kind in {"cuda", "rocm", "xpu", "cpu"} else ""


def _title_of(tag: str) -> str:
    return f"{SHORT_TITLES[kind_of(tag)]} {version_of(tag)}".rstrip()
