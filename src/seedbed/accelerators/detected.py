"""What a machine that was looked at means for a new project: which accelerator it stores. Pure."""

from __future__ import annotations

from seedbed.accelerators.builds import SHORT_TITLES
from seedbed.accelerators.refusing import CODE
from seedbed.accelerators.tables import LINUX, tag_of, version_of
from seedbed.accelerators.wanted import best, cuda_majors, known_releases, newest, tags
from seedbed.errors import usage_error
from seedbed.model.machine import FAULTS
from seedbed.model.record import record, replace
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.rows import Release
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.model.machine import Gpu, Machine

LOOKS = ("auto", "cuda")
"""The accelerators that depend on the machine on which a project is made."""
OVERRIDE = "CONDA_OVERRIDE_CUDA"
"""The variable by which conda, Pixi and seedbed let a user speak for another machine."""


@record
class Fit:
    """What a project stores.

    Attributes:
        kind: a choice of the slot `accelerator`.
        version: the accelerator's version; empty where that is not decided.
        remark: a sentence or two for the user; may be empty.
    """

    kind: str
    version: str = ""
    remark: str = ""


def fit(tables: Tables, asked: Wanted, machine: Machine) -> Fit:
    """The accelerator of a project that is made on some machine.

    Args:
        tables: what there is.
        asked: what is asked for; its kind is one of `LOOKS`.
        machine: what was found.

    Raises:
        SeedbedError: for a CUDA version that the machine's driver or GPU does not run.
    """
    stays = Fit(kind=asked.kind, version=asked.version)
    if asked.kind == "cuda":
        if machine.kind != "cuda" or not asked.machines:
            return stays
        if asked.version:
            _check(tables, asked, machine)
            return stays
    found = replace(asked, kind=machine.kind) if machine.kind else None
    if found and found.machines:
        version = _version(tables, found, machine)
        if version is not None:
            return Fit(kind=machine.kind, version=version, remark=taken(machine, version))
    if asked.kind == "cuda":
        remark = "No CUDA build that the project can take runs on this machine's GPU and driver."
        return replace(stays, remark=remark)
    return replace(stays, remark=_without(asked, machine))


def _version(tables: Tables, asked: Wanted, machine: Machine) -> str | None:
    """The version to store for what a machine has; None where there is no build for it."""
    if asked.kind == "metal":
        return ""
    if asked.channels:
        return _major(tables, asked, machine) if asked.kind == "cuda" else None
    if asked.kind != "cuda":
        tag = best(tables, asked)
        return version_of(tag) if tag else None
    among = known_releases(tables, asked.spec)
    tag = max(
        _running(tables, asked, machine), key=lambda one: _rank(tables, one, among, machine),
        default="",
    )  # fmt: skip
    return version_of(tag) if tag else None


def _major(tables: Tables, asked: Wanted, machine: Machine) -> str | None:
    """The newest major version of CUDA that a driver runs, and PyTorch is still built for.

    conda-forge builds for the same ones as PyTorch itself.
    """
    known = cuda_majors(tables, known_releases(tables, asked.spec))
    driver = driver_cuda(tables, machine)[:1]
    return str(max((one for one in known if (one,) <= driver), default="")) or None


def _running(tables: Tables, asked: Wanted, machine: Machine) -> list[str]:
    """The CUDA indexes whose builds run on a machine: on its driver, and on all of its GPUs."""
    among = known_releases(tables, asked.spec)
    driver = driver_cuda(tables, machine)[:1]
    return [
        tag
        for tag in tags(tables, "cuda", among)
        if numbers(version_of(tag))[:1] <= driver and not _left_out(tables, tag, among, machine)
    ]


def _left_out(tables: Tables, tag: str, among: list[Release], machine: Machine) -> list[Gpu]:
    """The GPUs of a machine that an index has no code for, in the newest of some releases."""
    at = newest(tables, tag, among, verified=False)
    version = among[at].version if at >= 0 else ""
    return [
        one
        for one in machine.gpus
        if one.capability and not tables.covers(tag, one.capability, version)
    ]


def _rank(tables: Tables, tag: str, among: list[Release], machine: Machine) -> tuple[object, ...]:
    """What indexes are compared by: major version, newest release, whether the driver knows it.

    An older driver runs a newer minor version, without what is compiled for its GPU on the spot.
    """
    version = numbers(version_of(tag))
    looked_at = newest(tables, tag, among)
    return version[0], looked_at, version <= driver_cuda(tables, machine), version


def driver_cuda(tables: Tables, machine: Machine) -> tuple[int, ...]:
    """The newest CUDA that a machine's driver supports."""
    return numbers(machine.cuda or tables.cuda_of_driver(machine.driver))


def check_driver(tables: Tables, asked: Wanted, machine: Machine, other: str) -> None:
    """Refuse a CUDA version that is too new for a machine's driver.

    Args:
        tables: what there is.
        asked: what is asked for, with a version.
        machine: what was found.
        other: the version that the driver runs; empty for none.
    """
    wanted, driver = numbers(asked.version), driver_cuda(tables, machine)
    if not driver or wanted[:1] <= driver[:1]:
        return
    least = tables.least_driver(asked.version)
    needs = f"needs NVIDIA driver {least} or newer" if least else "needs a newer NVIDIA driver"
    has = f"driver {machine.driver}" if machine.driver else f"one for CUDA {machine.cuda}"
    raise usage_error(
        f"--accelerator-version {asked.version} {needs}, and this machine has {has}.",
        f"{_instead(other)} update the driver first; {_elsewhere(asked)}",
        code=CODE,
    )


def _check(tables: Tables, asked: Wanted, machine: Machine) -> None:
    """Refuse a CUDA version that this machine does not run."""
    other = _version(tables, asked, machine) or ""
    check_driver(tables, asked, machine, other)
    tag = tag_of("cuda", asked.version)
    among = known_releases(tables, asked.spec)
    looked_at = tuple(one for one in tables.architectures if one.verified)
    sure = replace(tables, architectures=looked_at)
    if not asked.channels and (lacking := _left_out(sure, tag, among, machine)):
        gpu = lacking[0]
        raise usage_error(
            f"--accelerator-version {asked.version} has no build for this machine's "
            f"{gpu.name or 'GPU'}, whose compute capability is {gpu.capability}.",
            f"{_instead(other)} {_elsewhere(asked)}",
            code=CODE,
        )


def _instead(other: str) -> str:
    return f"Use --accelerator-version {other}, or" if other else "Use --accelerator cpu, or"


def _elsewhere(asked: Wanted) -> str:
    return f"for a project of another machine, set {OVERRIDE}={asked.version}."


def taken(machine: Machine, version: str) -> str:
    """What was found, and what the project uses therefore."""
    uses = f"so the project uses {SHORT_TITLES[machine.kind]} {version}".rstrip()
    if machine.found == OVERRIDE:
        return f"{OVERRIDE} is {machine.cuda}, {uses}."
    names = " and ".join(dict.fromkeys(one.name for one in machine.gpus if one.name)) or "a GPU"
    driver = f" with driver {machine.driver}" if machine.driver else ""
    return f"This machine has {names}{driver}, {uses}."


def _without(asked: Wanted, machine: Machine) -> str:
    """What `auto` means where no GPU decides it, and what else there is."""
    why = unusable(machine, "PyTorch")
    if asked.channels:
        if not replace(asked, kind="cuda").machines:
            return ""
        return f"{why}. For projects that run on NVIDIA GPUs elsewhere, add --accelerator cuda."
    if not any(one.startswith(LINUX) for one in asked.platforms):
        return ""
    return (
        f"{why}, so the project takes PyPI's builds: on Linux, the large one for CUDA, which runs "
        "on CPUs, too. For small CPU builds, use --accelerator cpu."
    )


def unusable(machine: Machine, title: str) -> str:
    """Why a framework uses no GPU of a machine: a sentence without its end."""
    if machine.fault:
        return (
            f"This machine's GPU cannot be used ({FAULTS[machine.fault.code]}; see 'seedbed gpu')"
        )
    if machine.kind:
        return f"There is no build for this machine's GPU ({SHORT_TITLES[machine.kind]})"
    return f"This machine has no GPU that {title} can use"
