"""Refuses combinations that cannot work: names both choices, and the nearest that works. Pure."""

from __future__ import annotations

from seedbed.accelerators.builds import SHORT_TITLES
from seedbed.accelerators.tables import kind_of, version_of
from seedbed.accelerators.wanted import PLATFORMS, best, cuda_majors, newest, releases, tags
from seedbed.errors import usage_error
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.tables import Release, Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.errors import SeedbedError

CODE = "no-such-build"
_FOR = {
    "cuda": "CUDA needs Linux or Windows",
    "rocm": "PyTorch's ROCm builds are for Linux on x86_64",
    "xpu": "PyTorch's builds for Intel GPUs are for Linux and Windows on x86_64",
    "metal": "Metal needs a Mac with Apple silicon",
}


def check(tables: Tables, asked: Wanted) -> None:
    """Refuse what no build is for.

    Raises:
        SeedbedError: for an accelerator that no platform has, a version that no index has, a Python
            or a Mac without wheels.
    """
    if asked.kind in PLATFORMS and not asked.machines:
        raise _no_machine(asked)
    among = releases(tables, asked.spec)
    if asked.channels:
        _check_major(tables, asked, among)
        return
    if asked.kind in {"cuda", "rocm", "xpu"} and not best(tables, asked):
        raise _no_index(tables, asked, among or list(tables.releases[-1:]))
    if not among:  # newer than the tables, or unknown to them
        return
    _check_macs(asked, among)
    _check_pythons(tables, asked, among)


def _no_machine(asked: Wanted) -> SeedbedError:
    fit = PLATFORMS[asked.kind]
    verb = "is" if len(asked.platforms) == 1 else "are"
    return usage_error(
        f"--accelerator {asked.kind} has no platform: {_FOR[asked.kind]}, and the project's "
        f"{'platform' if verb == 'is' else 'platforms'} {verb} {', '.join(asked.platforms)}.",
        f"Add one, such as --platform {','.join((*asked.platforms, fit[0]))}, "
        "or use --accelerator cpu.",
        code=CODE,
    )


def _check_major(tables: Tables, asked: Wanted, among: list[Release]) -> None:
    """Refuse a CUDA that PyTorch no longer supports: no channel can have such a build."""
    known = cuda_majors(tables, among)
    wanted = numbers(asked.version)[:1] if asked.kind == "cuda" else ()
    if wanted and known and wanted[0] < known[0]:
        raise usage_error(
            f"--accelerator-version {asked.version} and PyTorch {asked.spec} cannot be combined: "
            f"such a PyTorch needs CUDA {known[0]} or newer.",
            f"Use --accelerator-version {known[0]}.",
            code=CODE,
        )


def _check_macs(asked: Wanted, among: list[Release]) -> None:
    if "osx-64" not in asked.platforms or any(one.macos_intel for one in among):
        return
    others = [one for one in asked.platforms if one != "osx-64"]
    leave = f"Leave it out, with --platform {','.join(others)}, or use" if others else "Use"
    raise usage_error(
        f"PyTorch {asked.spec} and the platform osx-64 cannot be combined: PyTorch 2.2 is the last "
        "that supports Macs with Intel processors.",
        f"{leave} --framework-version 2.2.",
        code=CODE,
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
    return usage_error(
        f"--accelerator{option} and PyTorch {asked.spec} cannot be combined: PyTorch has no index "
        "with such a build.",
        f"Use {' or '.join(ways)}." if ways else "Use --accelerator cpu.",
        code=CODE,
    )


def _distance(one: str, other: str) -> int:
    (major, minor), (wanted, second) = ((*numbers(text), 0, 0)[:2] for text in (one, other))
    return abs(10 * (major - wanted) + minor - second)


def _check_pythons(tables: Tables, asked: Wanted, among: list[Release]) -> None:
    """Refuse versions of Python that no release has wheels for: uv would pick the newest."""
    tag = best(tables, asked) if asked.kind in {"cuda", "rocm", "xpu", "cpu"} else ""
    fit = [one for one in among if not tag or tables.offers(tag, one.version)] or among
    missing = [
        python
        for python in asked.pythons
        if not any(
            numbers(one.python_min) <= numbers(python) <= numbers(one.python_max) for one in fit
        )
    ]
    if not missing:
        return
    last = fit[-1]
    which = f"PyTorch {last.version}" + (f" for {_title_of(tag)}" if kind_of(tag) == "cuda" else "")
    rest = [python for python in asked.pythons if python not in missing]
    others = [
        one.version
        for one in tables.releases
        if numbers(one.python_min) <= numbers(missing[-1]) <= numbers(one.python_max)
    ]
    ways = []
    if rest:
        major, minor = numbers(rest[-1])[:2]
        ways.append(f"--python '>={rest[0]},<{major}.{minor + 1}'")
    if others:
        ways.append(f"--framework-version '>={others[0]}'")
    raise usage_error(
        f"{which} has no wheels for Python {_listed(missing)}, which the project allows.",
        f"Use {' or '.join(ways)}.",
        code=CODE,
    )


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)}{',' if len(most) > 1 else ''} and {last}" if most else last


def _title_of(tag: str) -> str:
    return f"{SHORT_TITLES[kind_of(tag)]} {version_of(tag)}".rstrip()
