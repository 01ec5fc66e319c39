"""`seedbed diff`: what you changed in the files that seedbed wrote."""

from __future__ import annotations

import os

from seedbed.commands.bases import read_base
from seedbed.commands.comparing import compare
from seedbed.commands.explained import relative
from seedbed.commands.stored_choices import choices_of
from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.host.guarded import read_files
from seedbed.host.paths import absolute
from seedbed.host.reading import is_larger
from seedbed.managers.registry import load_dialect
from seedbed.merge3.values import WHOLE
from seedbed.model.record import replace
from seedbed.model.tree import File
from seedbed.render.compose import compose
from seedbed.update.differences import LARGEST, Difference, differences
from seedbed.update.files import merge_file
from seedbed.update.plan import can_unite, same_file
from seedbed.update.texts import NAME
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def diff(asked: Sequence[str] = ()) -> tuple[str, list[Difference]]:
    """How the files here differ from the base: as seedbed wrote them last.

    Args:
        asked: files and folders; all that seedbed wrote when left out. Of those that are named,
            files of the user's own are listed, too: in a folder, those that git tracks.

    Returns:
        The project's folder, and the files that differ, by path.

    Raises:
        SeedbedError: when there is no project here, its base is missing or damaged, or a path leads
            to nothing.
    """
    project = locate()
    root = project.root
    choices = choices_of(project)
    dialect = load_dialect(choices.manager)
    before = read_base(root)
    sides = compare(root, before, compose(choices).files, (dialect, dialect))
    base = {**sides.base, **sides.waiting}
    if choices.is_adopted:  # all but a table of it is the user's
        base.pop(NAME, None)
    left_out = _left_out(root, [path for path in base if path not in sides.ours])
    base = {path: file for path, file in base.items() if path not in left_out}
    if choices.is_adopted:
        base = {path: _with_yours(path, file, sides.ours.get(path)) for path, file in base.items()}
    if not asked:
        return root, differences(base, sides.ours, base)
    paths: set[str] = set()
    for word in asked:
        paths |= _named(root, word, base)
    own = paths - base.keys() - sides.ours.keys()
    ours = {**sides.ours, **_read(root, own)}
    return root, differences(base, ours, paths)


def _with_yours(path: str, base: File, ours: File | None) -> File:
    """What seedbed wrote into a file that may have been there before it, with what is the user's.

    Of a file that both write into, only what became of seedbed's own lines and keys is a
    difference.
    """
    if ours is None or not can_unite(path) or same_file(base, ours):
        return base
    texts = [encodings.read(one.data) for one in (ours, base)]
    if None in texts:
        return base
    stands, wrote = (text or "" for text in texts)
    merged = merge_file(path, "", stands, wrote)
    if WHOLE in merged.conflicts:
        return base
    return replace(base, data=encodings.write(merged.theirs, ours.data))


def _left_out(root: str, missing: Collection[str]) -> set[str]:
    """The files that are missing because a sparse checkout leaves them out."""
    if not missing:
        return set()
    from seedbed.host.git import skipped

    return skipped(root, missing)


def _named(root: str, word: str, base: Collection[str]) -> set[str]:
    """The files that a word of the command line names: from the current folder, or the project's.

    Raises:
        SeedbedError: when it names nothing, or something outside of the project.
    """
    place = absolute(word)
    path = relative(root, place)
    if path.startswith("../") or path == ".." or os.path.isabs(path):
        raise SeedbedError(
            f"{word} is not in the project {root}.",
            "Name one of its files or folders.",
            code="not-in-project",
        )
    found = {one for one in base if not path or one == path or one.startswith(f"{path}/")}
    if os.path.isdir(place) and not os.path.islink(place):
        from seedbed.host.git import is_installed, tracked

        if is_installed():
            found |= tracked(root, [path or "."])
    elif os.path.lexists(place):
        found.add(path)
    elif not found:
        raise SeedbedError(
            f"{word} isn't a file, and seedbed wrote none of that name.",
            "'seedbed explain' lists the files that it wrote.",
            code="no-such-file",
        )
    return {one for one in found if one.partition("/")[0] not in {".seedbed", ".git"}}


def _read(root: str, paths: Collection[str]) -> dict[str, File]:
    """The user's own files; what is too large to be shown holds nothing but a zero byte."""
    large = {path for path in paths if is_larger(os.path.join(root, path), LARGEST)}
    found = read_files(root, sorted(set(paths) - large), {})
    return {**found, **{path: File(data=b"\0", layer="") for path in large}}
