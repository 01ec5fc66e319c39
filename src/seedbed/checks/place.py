"""What is known of a folder: each fact is looked up once, when a check first asks for it."""

from __future__ import annotations

import os
import sys
from functools import cached_property

from seedbed.checks.declared import Declared
from seedbed.errors import SeedbedError
from seedbed.host import process
from seedbed.host.reading import LARGEST_LOCK, is_larger, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.accelerators.facts import Finding as OfAccelerator
    from seedbed.checks.outside import Outside
    from seedbed.host.asking import Asking, Inquiry
    from seedbed.host.process import Reply
    from seedbed.managers.protocols import Driver


class Place(Declared):
    """A folder that is looked at: a project of seedbed's, or any other.

    Args:
        start: the folder, or one in a project.
        asking: asks programs.
        outside: knows what commands know; without it, checks that need that find nothing.
    """

    def __init__(self, start: str, asking: Asking, outside: Outside | None = None) -> None:
        super().__init__(start)
        self.asking = asking
        self.outside = outside
        self.variables: Mapping[str, str] = dict(os.environ)

    # --- programs ---------------------------------------------------------------------------------

    @cached_property
    def _driven(self) -> tuple[Driver | None, SeedbedError | None]:
        from seedbed.managers.registry import load_driver

        if not self.manager:
            return None, None
        driver = load_driver(self.manager)
        try:
            driver.program()
        except SeedbedError as error:
            return None, error
        return driver, None

    @property
    def driver(self) -> Driver | None:
        """The manager's driver, whose program was found; None where there is none to run."""
        return self._driven[0]

    @property
    def driver_fault(self) -> SeedbedError | None:
        """Why there is no program to run."""
        return self._driven[1]

    @cached_property
    def nix_fault(self) -> SeedbedError | None:
        """Why Nix cannot be used; None where a Nix that is new enough was found."""
        from seedbed.managers.nix.program import find

        try:
            find()
        except SeedbedError as error:
            return error
        return None

    def find(self, program: str) -> str:
        """The absolute path of a program on PATH; empty where it is not there."""
        return process.find(program)

    def answer(self, inquiry: Inquiry) -> Reply | None:
        """What a program answers; None where it takes too long, or cannot be started."""
        return self.asking.answer(inquiry)

    # --- the lock and the environment -------------------------------------------------------------

    @cached_property
    def lock(self) -> str:
        """The absolute path of the lock, whether or not it is there; empty without a manager."""
        from seedbed.managers.here import lock_of

        return lock_of(self.root, self.row) if self.row else ""

    @cached_property
    def lock_is_too_large(self) -> bool:
        """Whether the lock has more bytes than seedbed reads."""
        return bool(self.lock) and is_larger(self.lock, LARGEST_LOCK)

    @cached_property
    def lock_data(self) -> bytes | None:
        """What the lock holds; None where it is missing, a link, unreadable, or too large."""
        if self.lock_is_too_large:
            return None
        try:
            found = standing(self.lock, LARGEST_LOCK) if self.lock else None
        except OSError:
            return None
        return found.data if found and found.regular else None

    @cached_property
    def usual_environment(self) -> str:
        """The absolute path of the folder where the manager makes environments by default.

        Empty without a manager, or with a broken manifest.
        """
        from seedbed.managers.here import environment_of

        try:
            return environment_of(self.root, self.manager) if self.manager else ""
        except SeedbedError:
            return ""

    @cached_property
    def environment(self) -> str:
        """The absolute path of the environment's folder, whether or not it is there.

        Empty where nothing tells which one it is: without a manager, with a broken manifest, or in
        a folder that is not ours, where it may be anywhere.
        """
        folder = self.usual_environment
        return folder if self.is_ours or os.path.isdir(folder) else ""

    @property
    def subdir(self) -> str:
        """This machine, as conda calls it: `linux-64`; empty for others."""
        from seedbed.model.machine import subdir_of

        machine = os.environ.get("PROCESSOR_ARCHITECTURE", "")
        return subdir_of(sys.platform, os.uname().machine if hasattr(os, "uname") else machine)

    @cached_property
    def python(self) -> str:
        """The path of the environment's Python; empty where there is none.

        Do not start it before you know that the clone did not bring it: see `is_brought`.
        """
        from seedbed.host.gpu.environments import python_of

        return python_of(self.environment) if self.environment else ""

    @cached_property
    def is_brought(self) -> bool:
        """Whether the environment came with the clone: then nobody starts its Python.

        That includes the manager, which starts it to find out its version.
        """
        from seedbed.host.brought import brought

        try:
            return bool(self.environment) and brought(self.environment) is not None
        except SeedbedError:
            return True  # git cannot tell

    @cached_property
    def distributions(self) -> tuple[tuple[str, str], ...]:
        """The Python distributions in the environment, by canonical name, with their versions.

        One that is there twice stands here twice.
        """
        from seedbed.host.gpu.environments import distributions

        return distributions(self.environment) if self.environment else ()

    # --- git --------------------------------------------------------------------------------------

    @cached_property
    def repository(self) -> str | None:
        """The path of the project in its git repository, empty or ending in a slash.

        None outside of one, without git, or where git cannot tell.
        """
        from seedbed.host import git

        try:
            return git.repository(self.root)
        except SeedbedError:
            return None

    def tracked(self, paths: Iterable[str]) -> set[str]:
        """What git tracks at some paths of the project, or below them; nothing outside of git."""
        from seedbed.host import git

        if self.repository is None:
            return set()
        return git.tracked(self.root, paths)

    @cached_property
    def lock_is_unmerged(self) -> bool:
        """Whether git waits for somebody to resolve the lock, in a merge or the like."""
        from seedbed.host import git

        path = self.shown(self.lock) if self.lock else ""
        if not path or os.path.isabs(path) or self.repository is None:
            return False
        try:
            return bool(git.unmerged(self.root, [path]))
        except SeedbedError:
            return False

    @cached_property
    def tracked_files(self) -> tuple[str, ...]:
        """All files of the project that git tracks; none outside of git."""
        from seedbed.host.git_files import tracked_below

        return () if self.repository is None else tuple(tracked_below(self.root))

    @cached_property
    def notebooks(self) -> tuple[str, ...]:
        """The notebooks of the project, by their paths in it."""
        from seedbed.checks.notebook_files import notebooks_in

        return tuple(notebooks_in(self.root, in_git=self.repository is not None))

    # --- what commands know -----------------------------------------------------------------------

    @cached_property
    def choices_fault(self) -> SeedbedError | None:
        """Why the choices cannot be read; None where they can, and in a folder that is not ours."""
        if self.outside is None or self.project is None:
            return None
        return self.outside.choices_fault(self.project)

    @cached_property
    def accelerator(self) -> tuple[OfAccelerator, ...]:
        """What does not fit between the declared accelerator, the lock, and the machine."""
        if self.outside is None or self.project is None:
            return ()
        return self.outside.accelerator(self.project)
