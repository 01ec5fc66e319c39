"""What depends on a framework and its accelerator: the machine's, and the range of Python."""

from __future__ import annotations

import os

from seedbed.accelerators import choosing
from seedbed.accelerators.detected import LOOKS
from seedbed.accelerators.pythons import moved
from seedbed.accelerators.tables import load_tables
from seedbed.layers.library import has_builds, load_library
from seedbed.managers.base import MANAGERS
from seedbed.model.record import replace
from seedbed.model.versions import DEFAULT, MINORS
from seedbed.render.accelerated import asked_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.wanted import Wanted
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
    asked = _asked(choices)
    if choices.accelerator not in LOOKS or asked is None:
        return choices, ()
    if machine is None and os.environ.get(SWITCH) == "0":
        return choices, ()
    if machine is None:
        from seedbed.host.gpu import detect

        machine = detect()
    found = choosing.fit(load_tables(), asked, machine)
    now = replace(choices, accelerator=found.kind, accelerator_version=found.version)
    return with_python(choices, now), (found.remark,) if found.remark else ()


def pythons(choices: Choices) -> tuple[str, ...]:
    """The versions of Python that a project can be made for, oldest first."""
    asked = _asked(choices)
    return MINORS if asked is None else choosing.supported(load_tables(), asked)


def default_python(choices: Choices) -> str:
    """The range of Python of a project that leaves it open: what its framework has wheels for."""
    asked = _asked(choices)
    return DEFAULT if asked is None else choosing.python_range(load_tables(), asked)


def with_python(before: Choices, now: Choices) -> Choices:
    """Choices whose range of Python moves with their framework, its version, and accelerator.

    Args:
        before: the choices that the range of Python belongs to.
        now: those that it is to fit.
    """
    first, then = default_python(before), default_python(now)
    if first == then:
        return now
    return replace(now, python=moved(now.python, first, pythons(now), then))


def _asked(choices: Choices) -> Wanted | None:
    """What some choices ask of their framework; None for one that has no builds."""
    library = load_library()
    if not has_builds(library, choices.framework):
        return None
    if choices.manager not in MANAGERS:  # which is told when the project is composed
        return None
    return asked_of(choices, (library[f"framework/{choices.framework}"],))
