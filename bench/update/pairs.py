"""Makes the three sides of each pair, with seedbed itself: old, edited, new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.template import NAME
from bench.update.edits import EDITS
from bench.update.facts import SKIPPED
from bench.update.judging import Pair
from bench.update.templates import EXTRAS, TEMPLATES, Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bench.update.edits import Edit
    from bench.update.facts import Files

    Run = Callable[[Path, Sequence[str]], None]

NEW = ("--yes", "--no-sync", "--no-git", "--with", EXTRAS)


def read(root: Path) -> Files:
    """The files of a project, by path, but for git's."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def write(root: Path, files: Files) -> None:
    """Make a project hold just some files; git's stay."""
    for path in read(root).keys() - files.keys():
        (root / path).unlink()
    for path, data in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def make_old(folder: Path, template: Template, run: Run) -> Path:
    """A project as the template before made it.

    Args:
        folder: where it is made.
        template: the newer one.
        run: runs seedbed in a folder.
    """
    from seedbed.model.tree import BASE_PATH, File
    from seedbed.update import base

    folder.mkdir(parents=True)
    run(folder, ["new", NAME, *NEW])
    root = folder / NAME
    known = dict(base.decode((root / BASE_PATH).read_bytes()))
    for path, today, before in template.changes:
        text = known[path].data.decode()
        if today not in text:
            raise LookupError(f"{path} does not hold {today!r}: mend bench/update/templates.py")
        data = text.replace(today, before).encode()
        known[path] = File(data=data, layer=known[path].layer)
        (root / path).write_bytes(data)
    (root / BASE_PATH).write_bytes(base.encode(known))
    return root


def make_new(old: Path, place: Path, template: Template, run: Run) -> Files:
    """The files as the newer template makes them: an update of what nobody edited."""
    write(place, read(old))
    run(place, update(template))
    return {path: data for path, data in read(place).items() if not path.startswith(SKIPPED)}


def update(template: Template) -> list[str]:
    """The arguments of seedbed that bring a newer template."""
    return ["update", "--no-sync", *(f"--set={one}" for one in template.settings)]


def pairs(template: Template, before: Files, theirs: Files, every: int = 1) -> Iterator[Pair]:
    """The edits against a newer template.

    Args:
        template: the template.
        before: the files as the template before made them.
        theirs: the files as it makes them.
        every: take each so many-th edit only, others with each template.
    """
    shift = [one.name for one in TEMPLATES].index(template.name)
    for number, edit in enumerate(EDITS):
        if (number + shift) % every == 0:
            moved = tuple(one[1:] for one in edit.moved if one[0] == template.name)
            mine = edited(before, edit)
            yield Pair(edit.name, template.name, before, mine, theirs, moved)


def edited(before: Files, edit: Edit) -> Files:
    """The files with an edit."""
    files = dict(before)
    for step in edit.steps:
        step(files)
    return files
