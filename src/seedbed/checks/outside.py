"""What checks need to know, and only commands can tell."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from seedbed.accelerators.facts import Finding
    from seedbed.errors import SeedbedError
    from seedbed.verify.values import Glance
    from seedbed.workspace import Workspace
else:
    Protocol = object  # importing the real one takes as long as all of this room


class Outside(Protocol):
    """Knows it; commands hand one in."""

    def choices_fault(self, project: Workspace) -> SeedbedError | None:
        """Why a project's choices cannot be read; None where they can."""

    def accelerator(self, project: Workspace) -> tuple[Finding, ...]:
        """What `seedbed gpu` can tell of a project without starting its framework.

        Raises:
            SeedbedError: when the manifest names what seedbed does not know.
        """

    def installed_files(self, environment: str) -> Glance:
        """How the files of an environment compare with the lists in it, at a quick look.

        Raises:
            SeedbedError: when the folder of its packages cannot be listed.
        """
