"""Edits a manifest for the user: what a project needs becomes another, all else stays; pure.

Nothing is merged with what was generated: the edit is the user's own, and an update treats it so.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.formats.toml import dotted
from seedbed.formats.toml_edit.edit import GONE, CannotEditError, edit
from seedbed.managers.shared.environment_files import is_environment
from seedbed.merge3.values import MISSING, Merger
from seedbed.model.record import replace
from seedbed.update.pyproject import Pyproject
from seedbed.update.returning import get
from seedbed.update.texts import NAME, Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.formats.document import Document
    from seedbed.managers.protocols import Dialect
    from seedbed.merge3.values import MergedFile
    from seedbed.model.project import Project

    Files = Mapping[str, str]
    Path = tuple[str, ...]

_BY_HAND = "Change it by hand, then run 'seedbed sync'."


def edited(
    dialect: Dialect,
    files: Files,
    change: Callable[[Project], Project],
    keys: Mapping[Path, Any] = {},
) -> dict[str, str | None]:
    """The files of a manifest after an edit.

    Args:
        dialect: the one that they are written in.
        files: their texts, by path, with plain line ends; `pyproject.toml` among them.
        change: gives a project as it is to be, from the one that the files describe.
        keys: keys of `pyproject.toml` that no project says, with their new values, or `GONE`.

    Returns:
        The new texts, by path; None for a file that nothing is left to stand in.

    Raises:
        SeedbedError: when a file cannot be parsed, or its layout does not allow the edit.
    """
    reading = replace(dialect.read(files), own=None)
    before = reading.project
    after = change(before)
    text = files[NAME]
    merger = Merger()
    new = Pyproject(dialect, dialect, Texts(base=text, ours=text, theirs=text)).merge(
        (before, before, after), (reading, after, after), merger
    )
    if merger.conflicts:
        raise _in_the_way(f"{NAME}: {dotted(merger.conflicts[0].path)}")
    if keys := _due(new, keys):
        try:
            new = edit(new, keys)
        except CannotEditError:
            raise _in_the_way(f"{NAME}: {dotted(next(iter(keys)))}") from None
    return {NAME: new, **_environments(dialect, files, before, after)}


def _due(text: str, keys: Mapping[Path, Any]) -> Mapping[Path, Any]:
    """The keys that a text has not as they are to be."""
    stands = toml.loads(text)
    wanted = {path: MISSING if value is GONE else value for path, value in keys.items()}
    return {path: keys[path] for path, value in wanted.items() if get(stands, path) != value}


def _environments(
    dialect: Dialect, files: Files, before: Project, after: Project
) -> dict[str, str | None]:
    """What becomes of the files beside `pyproject.toml`, of those managers that have some."""
    have, want = dialect.write(before), dialect.write(after)
    found: dict[str, str | None] = {}
    for path, document in want.items():
        text = files.get(path)
        if path == NAME or (path in have and document.root == have[path].root):
            continue
        if text is None:
            if path not in have:  # of a new group; one that the user removed stays so
                found[path] = document.render({})
            continue
        merged = _merged(dialect, path, text, (have.get(path), document))
        if merged.conflicts:
            raise _in_the_way(path)
        found[path] = merged.text
    gone = {path for path in have.keys() - want.keys() if is_environment(path) and path in files}
    for path in gone:
        found[path] = _left(dialect, path, files[path], have[path])
    return found


def _merged(
    dialect: Dialect, path: str, text: str, documents: tuple[Document | None, Document]
) -> MergedFile:
    """A file that says what one document said, and is to say what another one does."""
    before, after = documents
    was, now = (one.render({}) if one else "" for one in documents)
    stood = before.root if before else {}
    return dialect.own_files().merge_environment(path, (was, text, now), stood, after.root)


def _left(dialect: Dialect, path: str, text: str, have: Document) -> str | None:
    """What stays of the file of a group that has no requirements any more; None for nothing."""
    lines = (line.partition(" #")[0].strip() for line in text.splitlines())
    own = {line for line in lines if line and not line.startswith("#")}
    if own <= {line.strip() for line in have.render({}).splitlines()}:
        return None
    empty = {**have.root, "dependencies": []}
    merged = dialect.own_files().merge_environment(path, (text, text, text), have.root, empty)
    if merged.conflicts:
        raise _in_the_way(path)
    return merged.text


def _in_the_way(place: str) -> SeedbedError:
    return SeedbedError(
        f"Nothing was changed: {place} is written in a way that seedbed cannot edit.",
        _BY_HAND,
        code="cannot-edit",
    )
