"""What `seedbed add` and `seedbed remove` share: reading a manifest, editing it, taking it back."""

from __future__ import annotations

import os

from seedbed.commands.all_or_none import AllOrNone, ready, write_all
from seedbed.commands.refusing import check_toml, check_update, check_writable
from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.host import journal, unfinished
from seedbed.host.guarded import read_files
from seedbed.host.reading import LARGEST_WHOLE
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.managers.registry import load_dialect
from seedbed.model.choices import ENVIRONMENT, PIXI_TOML, POETRY_1
from seedbed.model.record import record, replace
from seedbed.model.tree import LINK, File
from seedbed.update.change import Change
from seedbed.update.editing import edited
from seedbed.workspace import driver_for, driver_of, locate, manager_of, nix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from seedbed.commands.requested import Place
    from seedbed.managers.base import Manager
    from seedbed.managers.protocols import Dialect, Native
    from seedbed.model.project import Dependency, Project
    from seedbed.workspace import Workspace

    Path = tuple[str, ...]


CHANGED = "The manifest was changed."


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


_BY_HAND = {
    PIXI_TOML: (
        PIXI_TOML,
        "Use 'pixi add NAME' and 'pixi remove NAME', with --pypi for those of PyPI.",
    ),
    POETRY_1: ("pyproject.toml", "Use 'poetry add NAME' and 'poetry remove NAME'."),
    ENVIRONMENT: ("environment.yml", "Edit the file, then run 'seedbed sync'."),
}
"""Native manifests of adopted projects: what to do instead."""


def open_manifest(start: str = ".") -> Opened:
    """Read the manifest of the project that a folder lies in.

    Raises:
        SeedbedError: when there is none, it cannot be read, or an update of it was interrupted.
    """
    workspace = locate(start)
    root, manager = workspace.root, MANAGERS[manager_of(workspace)]
    unfinished.check_finished(root)
    check_writable(root)
    layout = workspace.table.get("layout")
    if layout in _BY_HAND:
        path, hint = _BY_HAND[str(layout)]
        raise SeedbedError(
            f"seedbed doesn't edit {path}: its form is your own.",
            f"{hint} seedbed edits only what it wrote itself, as at a switch to another manager.",
            code="native-manifest",
        )
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
    write_all(edit.opened.root, _steps(edit))


@record
class Done:
    """What was done.

    Attributes:
        project: what the manifest describes now.
        files: the files of the manifest that differ, and the lock; what became of each.
    """

    project: Project
    files: tuple[tuple[str, str], ...]


def carry_out(edit: Edit) -> Done:
    """Change the manifest, lock, and install; where any of that fails, take all of it back.

    Raises:
        SeedbedError: when the manager cannot do it, or a signal ends it; manifest and lock are as
            they were.
    """
    opened, root = edit.opened, edit.opened.root
    driver = ready(lambda: driver_of(opened.workspace), opened.manager)
    was_due = unfinished.is_due(root)
    written = {**opened.files, **{change.path: change.after for change in edit.changes}}
    items = [item for item, _ in edit.items]
    all_named = not edit.native or len(items) == len(edit.native.words)
    before = _standing(opened)
    block = AllOrNone(root, opened.manager, written, opened.files, items, all_named=all_named)
    try:
        with block:
            driver.listen()
            if edit.native:
                unfinished.note_due(root)
                driver.edit(root, edit.native)
            else:
                journal.apply(root, _steps(edit) | ({} if was_due else unfinished.due_step()))
                driver.lock(root)
                driver.sync(root)
            block.done()
        if not (edit.native and was_due):
            unfinished.followed(root)
        done = _done(opened, before)
    except KeyboardInterrupt as cause:
        if block.is_done:
            cause.add_note(f". {CHANGED}")
        raise
    if edit.native:
        _check_written(edit.native, items, done.project, opened.manager.title)
    return done


def _check_written(native: Native, items: Iterable[Dependency], now: Project, title: str) -> None:
    """Refuse to call it done where another program wrote its own version over the manager's.

    Raises:
        SeedbedError: names the requirements that did not come, or did not go.
    """
    comes = native.verb == "add"
    names, places = (
        {item.key[1] for item in now.dependencies},
        {item.key for item in now.dependencies},
    )
    wrong = [
        item.name for item in items if (item.key[1] not in names if comes else item.key in places)
    ]
    if wrong:
        does = "doesn't list" if comes else "still lists"
        raise SeedbedError(
            f"{title} has reported success, but pyproject.toml {does} {', '.join(wrong)}: another "
            "program wrote the file at the same time.",
            "Run the same command again.",
            code="overwritten",
        )


def _done(opened: Opened, before: Mapping[str, File]) -> Done:
    """What was done to a manifest.

    Args:
        opened: how it was.
        before: its files, and the lock, as they were.
    """
    now = open_manifest(opened.root)
    after = _standing(now)
    changes = (
        Change(path=path, before=before.get(path), after=after.get(path))
        for path in {**before, **after}
    )
    files = tuple((change.path, change.kind) for change in changes if change.kind)
    return Done(project=now.project, files=files)


def _standing(opened: Opened) -> dict[str, File]:
    """The files of a manifest, and the lock in the project's folder, by path."""
    lock = opened.manager.lock_file
    return {**opened.files, **read_files(opened.root, [lock], {}, LARGEST_WHOLE)}


def keeps_lock(opened: Opened) -> bool:
    """Whether a lock is there that a sync would not renew, although it does not fit any more."""
    return not opened.manager.renews and os.path.exists(lock_of(opened.root, opened.manager))


def _steps(edit: Edit) -> dict[str, journal.Step]:
    return {
        change.path: journal.Step(before=change.before, after=change.after)
        for change in edit.changes
    }


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
