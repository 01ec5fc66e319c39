"""What `seedbed add` and `seedbed remove` share: reading a manifest, editing it, taking it back."""

from __future__ import annotations

import os

from seedbed.commands.failing import as_it_was
from seedbed.commands.refusing import check_toml, check_update, check_writable
from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.host import journal, unfinished
from seedbed.host.guarded import read_files
from seedbed.host.journal_moves import LAST
from seedbed.host.saved import Saved
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.program import LOCKS
from seedbed.model.record import record, replace
from seedbed.model.tree import LINK, File
from seedbed.update.change import Change
from seedbed.update.editing import edited
from seedbed.update.texts import NAME
from seedbed.workspace import driver_for, driver_of, locate, manager_of, nix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.commands.requested import Place
    from seedbed.managers.base import Manager
    from seedbed.managers.protocols import Dialect, Driver, Native
    from seedbed.model.project import Dependency, Project
    from seedbed.workspace import Workspace

    Path = tuple[str, ...]


@record
class Opened:
    """A project whose manifest was read.

    Attributes:
        workspace: where it is, and what `pyproject.toml` holds.
        manager: its manager.
        dialect: the one that the manifest is written in.
        files: the manifest's files, by path.
        texts: their texts, with plain line ends.
        project: what they describe.
    """

    workspace: Workspace
    manager: Manager
    dialect: Dialect
    files: Mapping[str, File]
    texts: Mapping[str, str]
    project: Project

    @property
    def root(self) -> str:
        """The project's folder."""
        return self.workspace.root


@record
class Edit:
    """What is about to be done.

    Attributes:
        opened: the project.
        changes: what becomes of each file of the manifest, as far as that is known.
        native: what the manager's own command does instead; None where seedbed edits.
        items: the requirements that come or go, each with the remark that goes with it.
        remarks: what else is to be said.
    """

    opened: Opened
    changes: tuple[Change, ...]
    native: Native | None = None
    items: tuple[tuple[Dependency, str], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.native or self.changes)


def open_manifest(start: str = ".") -> Opened:
    """Read the manifest of the project that a folder lies in.

    Raises:
        SeedbedError: when there is none, it cannot be read, or an update of it was interrupted.
    """
    workspace = locate(start)
    root, manager = workspace.root, MANAGERS[manager_of(workspace)]
    unfinished.check_finished(root)
    check_writable(root)
    dialect = load_dialect(manager.name)
    files = read_files(root, sorted(filter(dialect.is_manifest, os.listdir(root))), {})
    texts = {path: encodings.utf8(path, file.data) for path, file in files.items()}
    return Opened(
        workspace=workspace,
        manager=manager,
        dialect=dialect,
        files=files,
        texts=texts,
        project=dialect.read(texts).project,
    )


def changes_of(
    opened: Opened, change: Callable[[Project], Project], keys: Mapping[Path, Any] = {}
) -> tuple[Change, ...]:
    """What becomes of the files of a manifest when its project is to be another.

    Args:
        opened: the manifest.
        change: gives the project as it is to be.
        keys: keys of `pyproject.toml` that no project says, with their new values, or `GONE`.

    Raises:
        SeedbedError: when the manager or others would not read the result, or the layout of a file
            does not allow the edit.
    """
    after = dict(opened.files)
    changes = []
    for path, text in edited(opened.dialect, opened.texts, change, keys).items():
        before = opened.files.get(path)
        if text == opened.texts.get(path):
            continue
        if before and before.layer == LINK:
            raise SeedbedError(
                f"Nothing was changed: {path} is a link, and seedbed doesn't write through links.",
                "Replace the link with the file itself, then run the same command again.",
                code="manifest-link",
            )
        new = None if text is None else _file(text, before)
        changes.append(Change(path=path, before=before, after=new))
        after.pop(path, None)
        after |= {path: new} if new else {}
    if changes:
        check_toml(opened.files, after)
        workspace = opened.workspace
        check_update(
            opened.manager.name,
            opened.files,
            after,
            lambda: driver_for(workspace.root, opened.manager.name, nix_of(workspace)),
            workspace.root,
        )
    return tuple(changes)


def write(edit: Edit) -> None:
    """Write the manifest, all of its files or none.

    Raises:
        SeedbedError: when that cannot be done; nothing was changed.
    """
    journal.apply(edit.opened.root, _steps(edit))


def carry_out(edit: Edit) -> None:
    """Change the manifest, lock, and install; where any of that fails, take all of it back.

    Raises:
        SeedbedError: when the manager cannot do it, or a signal ends it; manifest and lock are as
            they were.
    """
    driver = _driver(edit.opened)
    try:
        _all_or_nothing(edit, driver)
    except SeedbedError as error:
        names = _kept_names(edit.opened)
        raise as_it_was(error, names, [item for item, _ in edit.items]) from None


def _all_or_nothing(edit: Edit, driver: Driver) -> None:
    root, is_done = edit.opened.root, False
    saved = Saved(_kept(edit.opened, edit), [os.path.join(root, *LAST.split("/"))])
    was_due = unfinished.is_due(root)
    try:
        driver.listen()
        if edit.native:
            driver.edit(root, edit.native)
        else:
            steps = _steps(edit) | ({} if was_due else unfinished.due_step())
            journal.apply(root, steps)
            driver.lock(root)
            driver.sync(root)
        is_done = True
    finally:
        if not is_done:
            saved.restore()
        if not was_due or (is_done and not edit.native):
            unfinished.followed(root)


def again(opened: Opened) -> Opened:
    """The same project, read anew after its manager has changed it."""
    return open_manifest(opened.root)


def keeps_lock(opened: Opened) -> bool:
    """Whether a lock is there that a sync would not renew, although it does not fit any more."""
    return not opened.manager.renews and os.path.exists(lock_of(opened.root, opened.manager))


def _driver(opened: Opened) -> Driver:
    """The driver, whose program is there and may lock.

    Raises:
        SeedbedError: says that nothing was changed, and how to do without.
    """
    from seedbed.managers.shared.kept import switched_on

    try:
        driver = driver_of(opened.workspace)
        driver.program()
    except SeedbedError as error:
        raise SeedbedError(
            f"Nothing was changed: {error.message}",
            f"{error.hint} To change only the manifest, add --no-sync.",
            code=error.code,
            status=error.status,
        ) from None
    if name := switched_on(driver.keepers):
        title = opened.manager.title
        raise SeedbedError(
            f"Nothing was changed: {name} is set, so {title} would not renew its lock.",
            f"Unset {name}, or add --no-sync to change only the manifest.",
            code="lock-kept",
        )
    return driver


def _steps(edit: Edit) -> dict[str, journal.Step]:
    return {
        change.path: journal.Step(before=change.before, after=change.after)
        for change in edit.changes
    }


def _kept(opened: Opened, edit: Edit) -> list[str]:
    """The paths of all that comes back when something fails."""
    root, lock = opened.root, lock_of(opened.root, opened.manager)
    aside = os.path.join(root, *LOCKS.split("/"), opened.manager.lock_file)
    paths = [os.path.join(root, one) for one in {*opened.files, *(c.path for c in edit.changes)}]
    # a workspace of uv's lists its members, and gets the lock
    home = os.path.join(os.path.dirname(lock), NAME)
    return sorted({*paths, lock, aside, home})


def _kept_names(opened: Opened) -> list[str]:
    """What people call the files that came back."""
    lock = lock_of(opened.root, opened.manager)
    names = [NAME, *sorted(opened.files.keys() - {NAME})]
    return [*names, os.path.basename(lock)] if os.path.exists(lock) else names


def _file(text: str, before: File | None) -> File:
    data = encodings.write(text, before.data if before else None)
    return replace(before, data=data) if before else File(data=data, layer="")


def in_place(project: Project, place: Place) -> list[Dependency]:
    """The requirements of a project that stand in one place."""
    return [
        item
        for item in project.dependencies
        if (item.group, item.optional) == (place.group, place.extra)
    ]
