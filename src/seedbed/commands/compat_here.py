"""Which release and build fits this machine, and whether the project here does."""

from __future__ import annotations

import sys

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.compat.entries import entries_of
from seedbed.accelerators.compat.machines import Place, best, misfits, pythons_of
from seedbed.commands.defaults import this_platform
from seedbed.host.gpu import detect
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.builds import Framework
    from seedbed.accelerators.compat.machines import Fitting
    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.workspace import Workspace


@record
class Own:
    """The project that seedbed was called in.

    Attributes:
        root: its folder.
        accelerator: its accelerator.
        accelerator_version: that one's version; may be empty.
        spec: the range of its framework's versions.
        python: its range of Python.
        misfits: why it does not fit this machine, as sentences.
    """

    root: str
    accelerator: str
    accelerator_version: str
    spec: str
    python: str
    misfits: tuple[str, ...]


@record
class Here:
    """What fits this machine.

    Attributes:
        place: the machine, and the Python.
        fittings: the best release of each framework that was asked about.
        project: the project, if its framework is among them.
    """

    place: Place
    fittings: tuple[Fitting, ...]
    project: Own | None = None


def look(
    tables: Tables, framework: Framework | None, project: Workspace | None, python: str
) -> Here:
    """What fits this machine. No program of a project is started.

    Args:
        tables: what there is.
        framework: the framework; all of them for None.
        project: the project here; None outside of one.
        python: the minor version of Python; empty for the project's, or this one.

    Raises:
        SeedbedError: for a project whose choices cannot be read.
    """
    asked = _asked(project, framework)
    own = ".".join(map(str, sys.version_info[:2]))
    among = [framework] if framework else list(FRAMEWORKS.values())
    entries = [entry for one in among for entry in entries_of(tables, one)]
    allowed = (python,) if python else asked.pythons if asked else ()
    place = Place(
        machine=detect(), platform=this_platform(), python=pythons_of(entries, allowed, own)
    )
    fittings = tuple(found for one in among if (found := best(tables, one, place)) is not None)
    told = _own(tables, project, asked, place) if project and asked else None
    return Here(place=place, fittings=fittings, project=told)


def _asked(project: Workspace | None, framework: Framework | None) -> Wanted | None:
    """What a project asks for, if it is about the framework."""
    if project is None:
        return None
    from seedbed.commands.stored_choices import read_choices
    from seedbed.layers.library import has_builds, load_library
    from seedbed.render.accelerated import asked_of

    name = str(project.table.get("framework"))
    library = load_library()
    if name not in FRAMEWORKS or (framework and framework.name != name):
        return None
    choices = read_choices(project.manifest)
    if not has_builds(library, choices.framework):
        return None
    return asked_of(choices, (library[f"framework/{choices.framework}"],))


def _own(tables: Tables, project: Workspace, asked: Wanted, place: Place) -> Own:
    python = place.python if place.python in asked.pythons else (*asked.pythons, place.python)[0]
    return Own(
        root=project.root,
        accelerator=asked.kind,
        accelerator_version=asked.version,
        spec=asked.spec,
        python=str(project.manifest.get("project", {}).get("requires-python", "")),
        misfits=misfits(tables, asked, replace(place, python=python)),
    )
