"""Which release and build of a framework fits a machine. Pure."""

from __future__ import annotations

from seedbed.accelerators import choosing
from seedbed.accelerators.builds import FRAMEWORKS, SHORT_TITLES
from seedbed.accelerators.compat.entries import entries_of
from seedbed.accelerators.detected import LOOKS
from seedbed.accelerators.wanted import PLATFORMS, Wanted
from seedbed.errors import SeedbedError
from seedbed.model.record import record, replace
from seedbed.model.versions import OLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.accelerators.builds import Framework
    from seedbed.accelerators.compat.entries import Entry
    from seedbed.accelerators.tables import Tables
    from seedbed.model.machine import Machine


@record
class Place:
    """Where a framework is to run.

    Attributes:
        machine: what it has to compute on.
        platform: which kind it is, spelled as conda spells it; empty for one that has no name.
        python: the minor version of Python.
    """

    machine: Machine
    platform: str
    python: str


@record
class Fitting:
    """A release that fits a place.

    Attributes:
        framework: the framework's layer.
        version: the minor release.
        accelerator: what it computes on there.
        accelerator_version: the version of CUDA or ROCm; empty where the release decides.
    """

    framework: str
    version: str
    accelerator: str
    accelerator_version: str = ""


def best(tables: Tables, framework: Framework, place: Place) -> Fitting | None:
    """The newest release that uses a machine's GPU, or else the newest one; None for none.

    A build that was only announced counts where there is no other.
    """
    found = {
        entry: one
        for entry in entries_of(tables, framework)
        if (one := fitting(tables, entry, place)) is not None
    }
    uses = [entry for entry, one in found.items() if one.accelerator == place.machine.kind]
    sure = [one for one in uses if one.is_sure_of(found[one].accelerator_version)]
    chosen = next(iter(sure or uses or found), None)
    return found[chosen] if chosen else None


def fitting(tables: Tables, entry: Entry, place: Place) -> Fitting | None:
    """How a release fits a place; None where it does not."""
    if place.platform not in entry.platforms or not entry.is_for_python(place.python):
        return None
    asked = Wanted(
        kind="auto",
        version="",
        framework=entry.framework,
        spec=f"=={entry.version}.*",
        # projects are made for older ones only where a release has no others
        pythons=() if place.python in OLDER else (place.python,),
        platforms=(place.platform,),
        channels=False,
    )
    try:
        found = choosing.fit(tables, asked, place.machine)
        choosing.check(tables, replace(asked, kind=found.kind, version=found.version))
    except SeedbedError:
        found = None
    kind = found.kind if found and found.kind in PLATFORMS[entry.framework] else "cpu"
    return Fitting(
        framework=entry.framework,
        version=entry.version,
        accelerator=kind,
        accelerator_version=found.version if found and kind != "cpu" else "",
    )


def misfits(tables: Tables, asked: Wanted, place: Place) -> tuple[str, ...]:
    """Why what a project asks for does not fit a place, as sentences; none where it does.

    Args:
        tables: what there is.
        asked: what the project asks for.
        place: the place.
    """
    title = FRAMEWORKS[asked.framework].title
    why = []
    if place.platform not in asked.platforms:
        why.append(f"The project's platforms lack this machine's, {place.platform or 'unnamed'}.")
    if place.python not in asked.pythons:
        why.append(f"The project's range of Python excludes this one, {place.python}.")
    try:
        choosing.check(tables, asked)
        if asked.kind in LOOKS:
            choosing.fit(tables, asked, place.machine)
    except SeedbedError as error:
        why.append(error.message)
    wants = asked.kind in PLATFORMS[asked.framework]
    if wants and place.machine.kind != asked.kind:
        why.append(f"{title} is set to use {SHORT_TITLES[asked.kind]}, which this machine lacks.")
    return tuple(why)


def pythons_of(entries: Sequence[Entry], pythons: Sequence[str], own: str) -> str:
    """The Python to look with: this one where it will do, or else the newest that some release has.

    Args:
        entries: the releases.
        pythons: those that a project allows, oldest first; empty outside of one.
        own: the one that runs.
    """
    among = list(pythons) or [own]
    if own in among:
        return own
    fit = [one for one in among if any(entry.is_for_python(one) for entry in entries)]
    return (fit or among)[-1]
