"""What an importer understood of a project's own files; pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@record
class Remark:
    """Something that an importer did not carry over as it stands.

    Attributes:
        path: the file.
        text: one sentence: what it is, and what became of it.
        line: its line, counted from 1; 0 where that cannot be told.
        anew: whether it holds only once seedbed writes the manifest in a form of its own, as a
            switch does; until then, the manager reads it as it stands.
    """

    path: str
    text: str
    line: int = 0
    anew: bool = False


@record
class Imported:
    """What an importer understood.

    Attributes:
        form: the kind of the files, such as `requirements.txt` or `Poetry 1`.
        manager: the manager in whose terms `files` are.
        files: the same as a manifest of that manager: by path, `pyproject.toml` always among them.
            What its dialect reads there is what the importer understood.
        read: the paths of the files that it took something from.
        native: those of them that the manager itself reads in place of `files`, as it reads
            `pixi.toml` in place of `pyproject.toml`; empty for files that no manager of seedbed's
            reads as a manifest.
        remarks: what was not carried over as it stands.
        named: the paths in `files` of what stands in the folder under another name, to those names.
    """

    form: str
    manager: str
    files: Mapping[str, str]
    read: tuple[str, ...]
    native: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    named: Mapping[str, str] = {}
