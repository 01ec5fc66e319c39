"""What adding and removing packages share: the plan, carrying it out, and taking it back."""

from __future__ import annotations

import os

from seedbed.commands.bases import FAULTS, manager_in, read_base
from seedbed.commands.refusing import check_stands, check_toml, check_update, check_writable
from seedbed.errors import SeedbedError
from seedbed.host import journal, unfinished
from seedbed.host.guarded import read_files
from seedbed.managers.here import lock_of
from seedbed.managers.registry import load_dialect
from seedbed.model.record import record, replace
from seedbed.model.tree import LINK, File
from seedbed.update.change import Change
from seedbed.update.requiring import asking_for
from seedbed.update.stated import read
from seedbed.workspace import driver_for, locate, manager_of, nix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from seedbed.managers.protocols import Dialect, Driver
    from seedbed.model.project import Dependency, Project

_LARGEST_LOCK = 256 * 1024 * 1024


@record
class Packages:
    """A project, and what its manifest asks for.

    Attributes:
        root: its folder, absolute.
        manager: its manager.
        nix: how it uses Nix.
        files: the files of its manifest, by path.
        project: what they say.
    """

    root: str
    manager: str
    nix: str
    files: Mapping[str, File]
    project: Project

    @property
    def dialect(self) -> Dialect:
        """That of the manager."""
        return load_dialect(self.manager)

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the files."""
        return _texts(self.files)

    def driver(self) -> Driver:
        """What runs the manager.

        Raises:
            SeedbedError: when neither the manager nor Nix is there.
        """
        return driver_for(self.root, self.manager, self.nix)


@record
class Packing:
    """What `seedbed add` or `seedbed remove` is about to do.

    Attributes:
        packages: the project as it stands.
        items: the requirements that come or go.
        changes: what becomes of the manifest's files without the manager's help.
        native: whether the manager itself changes the manifest, by its own command.
        run: runs that command, or locks and syncs; it changes the disk.
        remarks: what is to be said, a sentence each.
    """

    packages: Packages
    items: tuple[Dependency, ...]
    changes: tuple[Change, ...]
    native: bool
    run: Callable[[Driver], None]
    remarks: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that change."""
        return tuple(change.path for change in self.changes)


def find_packages(start: str) -> Packages:
    """The project that a folder lies in, with what its manifest asks for.

    Raises:
        SeedbedError: when there is none, its manifest cannot be read, or is a link, or an
            interrupted update waits to be finished.
    """
    found = locate(start)
    unfinished.check_finished(found.root)
    check_writable(found.root)
    manager, nix = manager_of(found), nix_of(found)
    dialect = load_dialect(manager)
    names = sorted(filter(dialect.is_manifest, os.listdir(found.root)))
    files = {path: file for path, file in read_files(found.root, names, {}).items()
             if file.layer != LINK}  # fmt: skip
    check_stands(manager, _texts(files), lambda: driver_for(found.root, manager, nix), found.root)
    project = read(dialect, _texts(files)).project
    return Packages(root=found.root, manager=manager, nix=nix, files=files, project=project)


def generated(found: Packages) -> dict[str, str]:
    """The manifest's files as seedbed last wrote them; nothing where that is not known.

    Nor is it where they were generated for another manager.
    """
    try:
        base = read_base(found.root)
        if manager_in(base) != found.manager:
            return {}
    except SeedbedError as error:
        if error.code not in FAULTS:
            raise
        return {}
    dialect = found.dialect
    return _texts({path: file for path, file in base.items() if dialect.is_manifest(path)})


def changes_of(
    found: Packages, dependencies: Iterable[Dependency], channels: Iterable[str] = ()
) -> tuple[Change, ...]:
    """What becomes of the manifest's files if the project is to have some requirements.

    Args:
        found: the project.
        dependencies: all that it is to have.
        channels: conda channels that it is to have beside its own.

    Raises:
        SeedbedError: when the manager would refuse the result.
    """
    wanted = replace(
        found.project,
        dependencies=tuple(sorted(dependencies, key=lambda one: one.key)),
        channels=tuple(dict.fromkeys((*found.project.channels, *channels))),
    )
    texts = asking_for(found.dialect, found.texts, wanted, generated(found) or found.texts)
    after = dict(found.files)
    for path, text in texts.items():
        stands = found.files.get(path)
        if stands is None or _text(stands) != text:
            ends = text.replace("\n", "\r\n") if stands and b"\r\n" in stands.data else text
            after[path] = replace(stands or File(data=b"", layer=""), data=ends.encode())
    check_toml(found.files, after)
    check_update(found.manager, found.files, after, found.driver, found.root)
    return tuple(
        Change(path=path, before=found.files.get(path), after=after[path])
        for path in sorted(after)
        if found.files.get(path) != after[path]
    )


def write(plan: Packing) -> None:
    """Change the manifest, all of its files or none of them.

    Until lock and environment have followed, the project says so: see `unfinished`.

    Raises:
        SeedbedError: when they cannot be written; nothing was changed.
    """
    steps = {
        change.path: journal.Step(before=change.before, after=change.after)
        for change in plan.changes
    }
    if steps and not unfinished.is_due(plan.packages.root):
        steps |= unfinished.due_step()
    journal.apply(plan.packages.root, steps)


def write_alone(plan: Packing) -> None:
    """Change the manifest; the user knows that lock and environment have to follow.

    Raises:
        SeedbedError: when it cannot be written; nothing was changed.
    """
    was_due = unfinished.is_due(plan.packages.root)
    write(plan)
    if not was_due:
        unfinished.followed(plan.packages.root)


def carry_out(plan: Packing, verb: str) -> None:
    """Change the manifest, and let the manager lock and install.

    Args:
        plan: what to do.
        verb: the command, for the error.

    Raises:
        SeedbedError: when that fails; manifest and lock are as they were.
    """
    found = plan.packages
    driver = found.driver()
    driver.program()
    before, was_due = _standing(found), unfinished.is_due(found.root)
    try:
        if not plan.native:
            write(plan)
        plan.run(driver)
    except (SeedbedError, KeyboardInterrupt) as error:
        _put_back(found, before)
        if not was_due:
            unfinished.followed(found.root)
        if isinstance(error, SeedbedError):
            raise taken_back(error, verb) from None
        raise
    if not plan.native:
        unfinished.followed(found.root)


def _standing(found: Packages) -> dict[str, File]:
    """The manifest and the lock as they stand, by path in the project."""
    from seedbed.managers.base import MANAGERS

    lock = os.path.relpath(lock_of(found.root, MANAGERS[found.manager]), found.root)
    names = sorted({*found.files, lock})
    return read_files(found.root, names, {}, _LARGEST_LOCK)


def _put_back(found: Packages, before: Mapping[str, File]) -> None:
    """Write the files again that are not as they were."""
    names = {*before, *filter(found.dialect.is_manifest, os.listdir(found.root))}
    now = read_files(found.root, sorted(names), {}, _LARGEST_LOCK)
    steps = {
        path: journal.Step(before=now.get(path), after=before.get(path))
        for path in sorted({*before, *now})
        if now.get(path) != before.get(path)
    }
    if steps:
        journal.apply(found.root, steps)
        journal.forget(found.root)


def taken_back(error: SeedbedError, verb: str) -> SeedbedError:
    """The error of a manager after which the files were put back.

    One that failed says how to finish the environment, which is no longer due; others, such as a
    damaged lock, have a hint that still holds.
    """
    message, hint = error.message.replace("; see its output above", ""), error.hint
    if message != error.message:
        hint = "The output above says why. The manifest and the lock are as they were."
    elif error.code == "interrupted":
        hint = "The manifest and the lock are as they were."
    said = f"Nothing was {verb}: {message}"
    return SeedbedError(said, hint, code=error.code, status=error.status)


def _texts(files: Mapping[str, File]) -> dict[str, str]:
    return {path: _text(file) for path, file in files.items()}


def _text(file: File) -> str:
    return file.data.decode(errors="replace").replace("\r\n", "\n")
