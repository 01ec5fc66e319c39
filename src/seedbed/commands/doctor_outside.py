"""What the checks of `seedbed doctor` are told of what other commands know."""

from __future__ import annotations

from seedbed.errors import SeedbedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.facts import Finding
    from seedbed.verify.values import Glance
    from seedbed.workspace import Workspace


class Outside:
    """Knows a project's choices, its accelerator, and the files of its environment."""

    def choices_fault(self, project: Workspace) -> SeedbedError | None:
        """Why a project's choices cannot be read; None where they can."""
        from seedbed.commands.stored_choices import read_choices

        try:
            read_choices(project.manifest)
        except SeedbedError as error:
            return error
        return None

    def accelerator(self, project: Workspace) -> tuple[Finding, ...]:
        """What `seedbed gpu` can tell of a project without starting its framework.

        Raises:
            SeedbedError: when the manifest names what seedbed does not know.
        """
        declared = project.table.get("accelerator", "auto")
        if project.table.get("framework", "none") == "none" or declared == "cpu":
            return ()
        from seedbed.host.gpu import detect

        machine = detect()
        if declared == "auto" and not machine.kind and machine.fault is None:
            return ()  # then the CPU is what it is to use
        from seedbed.accelerators.findings import foresee
        from seedbed.accelerators.tables import load_tables
        from seedbed.commands.gpu_facts import gather

        try:
            facts = gather(project, machine, ask=False)
        except SeedbedError as error:
            if error.code == "lock-unreadable":
                return ()  # there is a check of its own for that
            raise
        return foresee(facts, load_tables()) if facts else ()

    def installed_files(self, environment: str) -> Glance:
        """How the files of an environment compare with the lists in it, at a quick look.

        Raises:
            SeedbedError: when the folder of its packages cannot be listed.
        """
        from seedbed.commands.verifying.glance import glance

        return glance(environment)
