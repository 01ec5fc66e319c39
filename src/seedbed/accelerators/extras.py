"""Frameworks whose extras bring CUDA's libraries: what a machine means for a new project. Pure."""

from __future__ import annotations

from seedbed.accelerators.detected import Fit, check_driver, driver_cuda, taken, unusable
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.accelerators.tables import Tables
    from seedbed.accelerators.wanted import Wanted
    from seedbed.model.machine import Machine


def fit(tables: Tables, asked: Wanted, machine: Machine, majors: Sequence[int], title: str) -> Fit:
    """The accelerator of a project that is made on some machine: see `detected.fit`.

    The version is left to the framework, whose release decides it.

    Args:
        tables: what there is.
        asked: what is asked for; its kind is one of `LOOKS`.
        machine: what was found.
        majors: the major versions of CUDA that the framework has extras for, oldest first.
        title: the framework's.
    """
    stays = Fit(kind=asked.kind, version=asked.version)
    running = running_on(tables, machine, majors)
    if asked.kind == "cuda":
        if machine.kind != "cuda" or not asked.machines:
            return stays
        if asked.version:
            check_driver(tables, asked, machine, str(running[-1]) if running else "")
        elif not running:
            remark = "No CUDA build that the project can take runs on this machine's driver."
            return replace(stays, remark=remark)
        return stays
    found = replace(asked, kind=machine.kind) if machine.kind else None
    if found and found.machines and (machine.kind != "cuda" or running):
        return Fit(kind=machine.kind, remark=taken(machine, ""))
    why = unusable(machine, title)
    cuda = replace(asked, kind="cuda")
    more = " For projects that run on NVIDIA GPUs elsewhere, add --accelerator cuda."
    return replace(
        stays, remark=f"{why}, so the project uses the CPU.{more if cuda.machines else ''}"
    )


def running_on(tables: Tables, machine: Machine, majors: Sequence[int]) -> list[int]:
    """Those of some major versions of CUDA that a machine's driver runs."""
    driver = driver_cuda(tables, machine)[:1]
    return [one for one in majors if (one,) <= driver]
