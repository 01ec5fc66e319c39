"""SB7: whether the declared accelerator can be used, as far as no framework has to be started.

The rules and their words are those of `seedbed gpu`, which asks the framework besides.
"""

from __future__ import annotations

from seedbed.checks.check import Check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_ELSEWHERE = frozenset(("no-gpu", "other-gpu", "container-without-gpu", "gpu-hidden"))
"""Codes with which the project is right, and meant for another machine, or another shell."""


class _Rule(Check):
    """Passes on some of the findings of `seedbed gpu`."""

    codes: frozenset[str] = frozenset()
    requires = ("SB004",)

    def look(self, place: Place) -> Iterator[Finding]:
        """The findings with the codes of the class."""
        for one in place.accelerator:
            if one.code in self.codes:
                command = f"Run '{one.command}'." if one.command else ""
                yield self.found(
                    one.message,
                    how=" ".join(filter(None, (command, one.hint))),
                    advice=not one.is_problem or one.code in _ELSEWHERE,
                )


class SB701(_Rule):
    """The framework's build is for another accelerator.

    The project declares an accelerator, but the lock or the environment has a build of the
    framework for another one, or for the CPU. Training then runs, but much more slowly.

    To fix it: run `seedbed update`, then `seedbed sync`. If that changes nothing, let the manager
    lock again. If you have removed the framework's index or source from `pyproject.toml`, restore
    it from git: an update leaves it out, too. `seedbed gpu` shows all sides.
    """

    codes = frozenset(("cpu-build", "other-build", "version-differs"))


class SB702(_Rule):
    """The declared accelerator cannot be used on this machine.

    The project declares an accelerator, but the machine has none of that kind, or its driver does
    not work. If the machine simply has no such GPU, as on the login node of a cluster, this is
    advice.

    To fix it: follow the hint, or run `seedbed gpu` to see what the machine has.
    """

    codes = _ELSEWHERE | frozenset(
        (
            "driver-missing",
            "driver-not-loaded",
            "driver-mismatch",
            "driver-failed",
            "driver-hangs",
            "driver-crashes",
            "library-missing",
            "devices-hidden",
            "no-permission",
            "no-devices",
            "emulated-python",
        )
    )


class SB703(_Rule):
    """The framework's build does not fit the GPU or its driver.

    A build for a newer CUDA than the driver supports, or without code for the GPU's generation,
    fails when it first computes.

    To fix it: follow the hint. `seedbed gpu` shows the versions of both.
    """

    codes = frozenset(("driver-too-old", "capability-missing"))
