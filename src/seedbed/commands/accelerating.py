"""Decides the accelerator of a new project by the machine on which it is made."""

from __future__ import annotations

import os

from seedbed.accelerators.detected import LOOKS, fit
from seedbed.accelerators.tables import load_tables
from seedbed.layers.library import has_builds, load_library
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.model.choices import Choices
    from seedbed.model.machine import Machine

SWITCH = "SEEDBED_DETECT"
"""The variable that keeps `seedbed new` from looking at the machine, if it is `0`."""


def decided(choices: Choices, machine: Machine | None = None) -> tuple[Choices, tuple[str, ...]]:
    """Choices with the accelerator that a machine has, and remarks for the user.

    Only a framework that has builds for accelerators makes seedbed look.

    Args:
        choices: what the user picked.
        machine: what it has; this one is looked at when left out.

    Raises:
        SeedbedError: for a CUDA version that the machine does not run.
    """
    library = load_library()
    if choices.accelerator not in LOOKS or not has_builds(library, choices.framework):
        return choices, ()
    if machine is None and os.environ.get(SWITCH) == "0":
        return choices, ()
    from seedbed.managers.base import MANAGERS

    if choices.manager not in MANAGERS:  # which is told when the project is composed
        return choices, ()
    from seedbed.render.accelerated import asked_of

    if machine is None:
        from seedbed.host.gpu import detect

        machine = detect()
    asked = asked_of(choices, (library[f"framework/{choices.framework}"],))
    found = fit(load_tables(), asked, machine)
    choices = replace(choices, accelerator=found.kind, accelerator_version=found.version)
    return choices, (found.remark,) if found.remark else ()
