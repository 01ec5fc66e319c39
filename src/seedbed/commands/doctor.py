"""`seedbed doctor`: what is wrong with some folders, and what mends it."""

from __future__ import annotations

import os

from seedbed.checks.place import Place
from seedbed.checks.registry import picked
from seedbed.checks.running import examine
from seedbed.commands.doctor_outside import Outside
from seedbed.errors import SeedbedError, usage_error
from seedbed.host import git, journal, process
from seedbed.host.asking import Asking
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from seedbed.checks.check import Fix
    from seedbed.checks.running import Examined


@record
class Report:
    """What the checks say of one folder.

    Attributes:
        root: the project's folder; outside of one, the folder that was given.
        is_ours: whether seedbed made it.
        manager: its manager; empty where none is known.
        examined: what the checks found.
    """

    root: str
    is_ours: bool
    manager: str
    examined: Examined

    @property
    def is_healthy(self) -> bool:
        """Whether nothing was found but advice."""
        return all(one.advice for one in self.examined.findings)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """What mends the findings, each thing once."""
        found = (one.fix for one in self.examined.findings if one.fix is not None)
        return tuple({fix.title: fix for fix in found}.values())


def diagnose(
    folders: Sequence[str], select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> list[Report]:
    """What is wrong with some folders.

    Args:
        folders: projects, folders in them, or other ones; the current one where there is none.
        select: codes of checks, or how they begin; all checks where there is none.
        ignore: the same for those to leave out.

    Raises:
        SeedbedError: when a folder is none, or no code begins so.
    """
    codes = picked(select, ignore)
    places = list(folders) or ["."]
    for folder in places:
        if not os.path.isdir(folder):
            what = "is not a folder" if os.path.lexists(folder) else "does not exist"
            raise usage_error(f"{folder} {what}.", "Name a project's folder.", code="no-folder")
    with Asking() as asking:
        return [_examined(folder, asking, codes) for folder in places]


def _examined(folder: str, asking: Asking, codes: Iterable[str]) -> Report:
    place = Place(folder, asking, Outside())
    examined = examine(place, codes)
    return Report(root=place.root, is_ours=place.is_ours, manager=place.manager, examined=examined)


def mend(report: Report, told: Callable[[str], None]) -> SeedbedError | None:
    """Carry out the fixes of a folder's findings: files first, then the lock, then all else.

    Args:
        report: what was found.
        told: gets what is done, as a phrase.

    Returns:
        The error that stopped it; None when all was done. What comes after it was not done.
    """
    fixes = report.fixes
    try:
        for fix in fixes:
            if fix.files:
                told(fix.title)
                journal.apply(report.root, fix.files)
        _lock_and_sync(report, fixes, told)
        for fix in fixes:
            if fix.git:
                told(fix.title)
                _run(report.root, git.command(report.root, *fix.git), git.environment())
            if fix.command:
                told(fix.title)
                _run(report.root, fix.command)
    except SeedbedError as error:
        return error
    return None


def _lock_and_sync(report: Report, fixes: Iterable[Fix], told: Callable[[str], None]) -> None:
    from seedbed.managers.registry import load_driver

    if not any(fix.lock or fix.sync for fix in fixes):
        return
    driver = load_driver(report.manager)
    if any(fix.lock for fix in fixes):
        told("renew the lock")
        driver.lock(report.root)
    if any(fix.sync for fix in fixes):
        told("make the environment match the lock")
        driver.sync(report.root)


def _run(root: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    status = process.run(command, root, env)
    if status:
        raise SeedbedError(
            f"'{' '.join(command)}' failed with exit status {status}; see its output above.",
            "Fix what it reports, then run 'seedbed doctor' again.",
            code="fix-failed",
        )
