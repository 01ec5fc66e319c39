"""`seedbed doctor`: what is wrong with some folders, and what mends it."""

from __future__ import annotations

import os
from contextlib import nullcontext

from seedbed.checks.applying import is_project
from seedbed.checks.place import Place
from seedbed.checks.registry import picked
from seedbed.checks.running import examine
from seedbed.commands.doctor_outside import Outside
from seedbed.commands.turns import turn_of
from seedbed.errors import ENVIRONMENT, SeedbedError, usage_error
from seedbed.host import git, journal, process, unfinished
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
        absence: says that there is no project, and what was checked nevertheless; None for one.
    """

    root: str
    is_ours: bool
    manager: str
    examined: Examined
    absence: SeedbedError | None = None

    @property
    def is_healthy(self) -> bool:
        """Whether nothing was found but advice."""
        return all(one.advice for one in self.examined.findings)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """What mends the findings, each thing once, but for what would fail for certain."""
        found: list[Fix] = []
        for fix in map(self.examined.fix_of, self.examined.findings):
            if fix is not None and fix not in found:
                found.append(fix)
        return tuple(found)


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
    return Report(
        root=place.root,
        is_ours=place.is_ours,
        manager=place.manager,
        examined=examined,
        absence=None if is_project(place) else _absence(place),
    )


def _absence(place: Place) -> SeedbedError:
    checked = "the machine was" if place.repository is None else "the machine and git were"
    return SeedbedError(
        "There is no project here (no pyproject.toml, pixi.toml, or environment.yml), so only "
        f"{checked} checked.",
        "Change to a project's folder, or name one.",
        code="no-project",
        status=ENVIRONMENT,
    )


def mend(report: Report, told: Callable[[str], None]) -> SeedbedError | None:
    """Carry out the fixes of a folder's findings: files first, then the lock, then all else.

    Of two that change the same file, only the first is carried out: the other one was made for
    what stood there before.

    Args:
        report: what was found.
        told: gets what was done, as a phrase.

    Returns:
        The error that stopped it; None when all was done. What comes after it was not done.
    """
    try:
        with turn_of(report.root) if report.is_ours else nullcontext():
            _mend(report, told)
    except SeedbedError as error:
        return error
    return None


def _mend(report: Report, told: Callable[[str], None]) -> None:
    fixes = report.fixes
    changed: set[str] = set()
    for fix in fixes:
        if fix.files and not changed.intersection(fix.files):
            journal.apply(report.root, fix.files)
            changed.update(fix.files)
            told(fix.title)
    _lock_and_sync(report, fixes, told)
    for fix in fixes:
        if fix.git:
            _run(report.root, git.command(report.root, *fix.git), git.environment())
            told(fix.title)
        if fix.command:
            _run(report.root, fix.command)
            told(fix.title)


def _lock_and_sync(report: Report, fixes: Iterable[Fix], told: Callable[[str], None]) -> None:
    from seedbed.managers.registry import load_driver
    from seedbed.workspace import driver_of, locate

    wants = [any(getattr(fix, name) for fix in fixes) for name in ("lock", "sync")]
    if not any(wants):
        return
    driver = driver_of(locate(report.root)) if report.is_ours else load_driver(report.manager)
    for is_wanted, do, what in zip(
        wants,
        (driver.lock, driver.sync),
        ("renew the lock", "make the environment match the lock"),
        strict=True,
    ):
        if is_wanted:
            do(report.root)
            told(what)
    if report.is_ours and all(wants):
        unfinished.followed(report.root)


def _run(root: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    program, *arguments = command
    path = program if os.path.isabs(program) else process.find(program)
    status = process.run([path or program, *arguments], root, env)
    if status:
        raise SeedbedError(
            f"'{' '.join(command)}' failed with exit status {status}; see its output above.",
            "Fix what it reports, then run 'seedbed doctor' again.",
            code="fix-failed",
        )
