"""The manifest of an adopted project in seedbed's form, whatever form it has on disk."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.host.project_files import ProjectFiles
from seedbed.managers.own_layout import load_own_layout
from seedbed.managers.registry import load_dialect
from seedbed.model.choices import ENVIRONMENT, NATIVE, OWN, PIXI_TOML, POETRY_1
from seedbed.model.record import record, replace
from seedbed.model.tree import LINK, File
from seedbed.update.change import Change
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.importers.imported import Imported
    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices

IMPORTERS = {PIXI_TOML: "pixi_toml", POETRY_1: "poetry1", ENVIRONMENT: "environment"}
"""What reads each native form."""
LAYOUTS = {"pixi": PIXI_TOML, "poetry": POETRY_1, "conda": ENVIRONMENT}
"""The native form that each manager reads, beside the one that seedbed writes."""


@record
class Form:
    """A manifest in seedbed's form.

    Attributes:
        files: what stands in place of the files on disk, by path.
        stood: the files on disk that say the same, by path.
        told: what is to be said of it that did not hold of those.
        named: paths of `files` to the names that the same has on disk, where these differ.
    """

    files: Mapping[str, File]
    stood: Mapping[str, File]
    told: tuple[str, ...] = ()
    named: Mapping[str, str] = {}


def form_of(root: str, imported: Imported, files: ProjectFiles, *, native: bool) -> Form:
    """What an importer understood, as files.

    Args:
        root: the project's folder.
        imported: what it understood.
        files: the files that it read.
        native: whether the manager itself reads those files.

    Raises:
        SeedbedError: when `pyproject.toml` is a link: it would not be written.
    """
    stands = files.file(NAME)
    if stands and stands.layer == LINK:
        raise SeedbedError(
            f"{os.path.join(root, NAME)} is a symbolic link, so seedbed does not change it.",
            "Replace the link with the file.",
            code="manifest-linked",
        )
    stand_ins = {}
    for path, text in imported.files.items():
        there = files.file(path)
        data = encodings.write(text, there.data if there else None)
        stand_ins[path] = File(data=data, layer="", executable=bool(there and there.executable))
    said = (*imported.native, *imported.files) if native else ()
    stood = {path: file for path in said if (file := files.file(path))}
    return Form(files=stand_ins, stood=stood, named=imported.named)


def native_form(root: str, choices: Choices) -> Form | None:
    """The manifest of an adopted project in seedbed's form; None if it has that already.

    Raises:
        SeedbedError: when the files of the native form are gone, or can't be read.
    """
    if choices.layout not in NATIVE:
        return None
    from importlib import import_module

    module = import_module(f"seedbed.importers.{IMPORTERS[choices.layout]}")
    files = ProjectFiles(root)
    imported: Imported | None = module.imported(files, choices.name)
    if imported is None:
        raise SeedbedError(
            f"pyproject.toml says layout = {choices.layout!r} under [tool.seedbed], but there is "
            "no such manifest.",
            f"Restore it. If the manifest is in pyproject.toml now, set layout = {OWN!r}.",
            code="no-manifest",
        )
    told = tuple(f"{one.path}: {one.text}" for one in imported.remarks if one.anew)
    return replace(form_of(root, imported, files, native=True), told=told)


def dialect_of(choices: Choices, manager: str) -> Dialect:
    """A manager's dialect for a project."""
    return load_own_layout(manager) if choices.is_adopted else load_dialect(manager)


def overlaid(ours: Mapping[str, File], form: Form, dialect: Dialect) -> dict[str, File]:
    """The files that stand there, in seedbed's form.

    Args:
        ours: the files that stand there.
        form: the manifest in that form.
        dialect: that of its manager; what else looks like a file of its manifest is none.
    """
    rest = {path: file for path, file in ours.items() if not dialect.is_manifest(path)}
    return {**rest, **form.files}


def as_on_disk(
    changes: Iterable[Change], form: Form, disk: Mapping[str, File], *, goes: bool
) -> list[Change]:
    """Changes that were planned with files in seedbed's form, as they change what is on disk.

    Args:
        changes: the changes.
        form: those files.
        disk: the files on disk.
        goes: whether what stood in place of them goes.
    """
    found = {
        change.path: replace(change, before=disk.get(change.path))
        if change.path in form.files
        else change
        for change in changes
    }
    for path, file in form.files.items():
        change = found.setdefault(path, Change(path=path, before=disk.get(path), after=file))
        stays = change.after is not None and change.after.data == file.data
        if goes and change.before is None and stays:  # on disk, something else says the same
            del found[path]
        elif goes and stays and path != NAME and path in form.stood:
            found[path] = replace(change, after=_kept(path, form.stood[path]))
    for path, file in form.stood.items():
        if goes and path not in form.files and path not in found:
            found[path] = Change(path=path, before=file, after=None)
    return [found[path] for path in sorted(found)]


def _kept(path: str, stood: File) -> File:
    """An environment file that stays as it stood, but for passwords, which are left out."""
    from seedbed.importers.secrets import stripped

    text = encodings.read(stood.data)
    clean = text if text is None else stripped(path, text, "conda")[0]
    if clean is None or clean == text:
        return stood
    return replace(stood, data=encodings.write(clean, stood.data))


def after_of(ours: Mapping[str, File], changes: Iterable[Change]) -> dict[str, File]:
    """The files after some changes."""
    found = {**ours, **{change.path: change.after for change in changes}}
    return {path: file for path, file in found.items() if file}


def texts_of(dialect: Dialect, files: Mapping[str, File]) -> dict[str, str]:
    """The texts of those files that are of a manifest."""
    return {
        path: encodings.read(file.data) or ""
        for path, file in files.items()
        if dialect.is_manifest(path)
    }
