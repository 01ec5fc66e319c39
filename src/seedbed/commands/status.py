"""`seedbed status`: what is to be known of projects at a glance."""

from __future__ import annotations

import os
import threading

from seedbed.commands import status_checks as checks
from seedbed.commands.judged import ASKED, asked, runs_code
from seedbed.commands.status_checks import Answer
from seedbed.commands.stored_choices import choices_of
from seedbed.errors import SeedbedError
from seedbed.host.paths import absolute
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_driver
from seedbed.model.record import record, replace
from seedbed.workspace import locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.model.choices import Choices
    from seedbed.model.machine import Machine
    from seedbed.workspace import Workspace

_NONE = Answer(state="none")


@record
class Status:
    """How one project is.

    Attributes:
        path: its folder, absolute.
        error: why nothing can be said of it; None otherwise.
        choices: what was picked; None where that cannot be told.
        made_by: the seedbed that wrote its files last; empty where it does not say.
        version: the version of the manager here; empty where it is not there.
        missing: why the manager cannot be used; empty where it can.
        required: the range that the manifest has for it; empty for what seedbed writes by default.
        lock: whether the lock fits the manifest.
        environment: whether the environment fits the lock.
        update: whether an update has something to do.
        accelerator: whether the declared accelerator can be used.
        jupyter: how its JupyterLab is.
        verified: when the environment was proved last, by `seedbed verify`.
    """

    path: str
    error: SeedbedError | None = None
    choices: Choices | None = None
    made_by: str = ""
    version: str = ""
    missing: str = ""
    required: str = ""
    lock: Answer = _NONE
    environment: Answer = _NONE
    update: Answer = _NONE
    accelerator: Answer = _NONE
    jupyter: Answer = _NONE
    verified: Answer = _NONE


def status_of(folder: str = ".") -> Status:
    """How one project is: its manager checks the lock, and its framework is asked what it sees.

    Raises:
        SeedbedError: when the folder is in no project, or its manifest cannot be read.
    """
    found = _Shared()
    project = _located(folder)
    row = _look(project, found, many=False)
    if row.error:
        raise row.error
    row = _with_version(row, found)
    can_ask = row.choices and row.version and not runs_code(project, row.choices.manager)
    if row.choices and can_ask and row.lock.state in ASKED:
        return replace(row, lock=asked(row.path, row.choices.manager, row.lock))
    return row


def statuses_of(folders: Sequence[str]) -> list[Status]:
    """How many projects are: only their files are read, and each project is told once.

    A folder that is in no project gives a row with an error.
    """
    found = _Shared()
    rows: dict[str, Status] = {}
    for folder in folders:
        try:
            project = _located(folder)
        except SeedbedError as error:
            path = absolute(folder)
            rows[path] = Status(path=path, error=error)
            continue
        if project.root not in rows:
            rows[project.root] = _look(project, found, many=True)
    return [_with_version(row, found) for row in rows.values()]


def _located(folder: str) -> Workspace:
    """The project that a folder lies in; one that is not there lies in none."""
    path = absolute(folder)
    if not os.path.isdir(path):
        there = "is not a folder" if os.path.lexists(path) else "does not exist"
        raise SeedbedError(f"{folder} {there}.", "Name the folders of projects.", code="no-folder")
    return locate(path)


def _with_version(row: Status, found: _Shared) -> Status:
    if row.choices is None:
        return row
    manager = MANAGERS[row.choices.manager]
    version, missing = found.version(manager.name)
    if version and row.required:
        from seedbed.managers.shared.ranges import admits  # only where it is no plain floor

        if not admits(row.required, manager, version):
            key = manager.requires.rpartition(".")[2]
            missing = f"{key} '{row.required}' doesn't admit version {version}."
            version = ""
    return replace(row, version=version, missing=missing)


def _required(project: Workspace, manager: str) -> str:
    """The range that the manifest has for its manager; empty where that is what seedbed writes."""
    from seedbed.managers.shared.own_range import is_floor
    from seedbed.managers.shared.ranges import range_in

    found = range_in(project.manifest, MANAGERS[manager])
    return "" if is_floor(found, manager) else found


class _Shared:
    """What is the same for all projects: it is found out once, and only if one needs it."""

    def __init__(self) -> None:
        self._machine: Machine | None = None
        self._versions: dict[str, tuple[str, str]] = {}
        self._asking: dict[str, threading.Thread] = {}

    def machine(self) -> Machine:
        """What this machine has."""
        if self._machine is None:
            from seedbed.host.gpu import detect

            self._machine = detect()
        return self._machine

    def ask(self, manager: str) -> None:
        """Begin to find out the version of a manager: some take a second to tell it."""
        if manager not in self._asking:
            thread = threading.Thread(target=self._ask, args=(manager,), daemon=True)
            self._asking[manager] = thread
            thread.start()

    def version(self, manager: str) -> tuple[str, str]:
        """The version of a manager that was asked for, and why it cannot be used."""
        self._asking[manager].join()
        return self._versions.get(manager, ("", "it doesn't tell its version."))

    def _ask(self, manager: str) -> None:
        try:
            self._versions[manager] = load_driver(manager).version(), ""
        except SeedbedError as error:
            self._versions[manager] = "", error.message


def _look(project: Workspace, found: _Shared, *, many: bool) -> Status:
    try:
        manager = manager_of(project)
        found.ask(manager)
        choices = choices_of(project)
        update = checks.update_state(project.root, choices)
        accelerator = _accelerator(project, choices, found, many=many)
        lock = checks.lock_state(project, manager)
        environment = checks.environment_state(project, manager)
        required = _required(project, manager)
    except SeedbedError as error:
        return Status(path=project.root, error=error)
    return Status(
        path=project.root,
        choices=choices,
        made_by=str(project.table.get("version", "")),
        required=required,
        lock=lock,
        environment=environment,
        update=update,
        accelerator=accelerator,
        jupyter=checks.jupyter_state(project.root, ask=not many),
        verified=_verified(project, manager),
    )


def _verified(project: Workspace, manager: str) -> Answer:
    from seedbed.commands.verifying.noted import noted
    from seedbed.managers.here import environment_of, lock_of

    environment = environment_of(project.root, manager)
    return noted(environment, lock_of(project.root, MANAGERS[manager]))


def _accelerator(project: Workspace, choices: Choices, found: _Shared, *, many: bool) -> Answer:
    from seedbed.accelerators.builds import FRAMEWORKS

    if choices.framework not in FRAMEWORKS:  # such as scikit-learn, which computes on the CPU
        return Answer(state="none")
    from seedbed.commands.gpu_facts import gather

    try:
        facts = gather(project, found.machine(), ask=not many, read=not many)
    except SeedbedError as error:
        return Answer(state="unknown", detail=error.message)
    if many or facts is None:
        return checks.accelerator_state(facts)
    from seedbed.accelerators.findings import judge
    from seedbed.accelerators.tables import load_tables

    problems = [one for one in judge(facts, load_tables()) if one.is_problem]
    if problems:
        return Answer(state="unusable", detail=problems[0].message)
    return Answer(state="usable", detail="GPU" if facts.goal != "cpu" else "CPU")
