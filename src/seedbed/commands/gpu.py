"""`seedbed gpu`: what this machine has, and whether the project here can use it."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.host.gpu import detect
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.accelerators.facts import Facts, Finding
    from seedbed.model.machine import Machine


@record
class Answer:
    """What was found.

    Attributes:
        machine: what this machine has.
        root: the project's folder; empty outside of one.
        facts: what is known of the project's accelerator; None where it has no framework.
        findings: what does not fit, in the order in which it is to be mended.
        bench: what the bench measured, with the keys `framework` and `rows`; empty for nothing.
    """

    machine: Machine
    root: str = ""
    facts: Facts | None = None
    findings: tuple[Finding, ...] = ()
    bench: Mapping[str, Any] = {}

    @property
    def fault(self) -> SeedbedError | None:
        """The error for the first problem; None where what is declared can be used."""
        problem = next((one for one in self.findings if one.is_problem), None)
        if problem is None or not self.root:
            return None
        from seedbed.accelerators.facts import UNJUDGED
        from seedbed.errors import ENVIRONMENT, FAILURE

        hint = f"Run '{problem.command}'." if problem.command else problem.hint
        status = ENVIRONMENT if problem.code in UNJUDGED else FAILURE
        return SeedbedError(problem.message, hint, code=problem.code, status=status)


def look(*, bench: bool = False) -> Answer:
    """What this machine has, and in a project whether the declared accelerator can be used.

    Args:
        bench: whether to multiply matrices in the project's environment.

    Raises:
        SeedbedError: when a bench is asked for outside of a project, or the project's manifest or
            lock cannot be read, or the environment must not be run.
    """
    from seedbed.workspace import locate

    try:
        project = locate()
    except SeedbedError as error:
        if error.code != "no-project" or bench:
            raise
        return Answer(machine=(machine := detect()), findings=_of_machine(machine))
    from seedbed.commands.gpu_facts import gather, measure

    machine = detect()
    facts = gather(project, machine)
    findings: tuple[Finding, ...] = ()
    if facts is None:
        findings = _of_machine(machine)
    else:
        from seedbed.accelerators.findings import judge
        from seedbed.accelerators.tables import load_tables

        findings = judge(facts, load_tables())
    measured = measure(project) if bench else {}
    return Answer(
        machine=machine, root=project.root, facts=facts, findings=findings, bench=measured
    )


def _of_machine(machine: Machine) -> tuple[Finding, ...]:
    """What is to be said of a machine alone: it is no problem where nothing needs a GPU."""
    if machine.fault is None:
        return ()
    from seedbed.accelerators.machine_findings import of_fault
    from seedbed.model.record import replace

    found = of_fault(machine)
    return (replace(found, is_problem=False),) if found else ()
