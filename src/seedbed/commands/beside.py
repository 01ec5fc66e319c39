"""A new project in a folder that already has the files of a new repository: they stay."""

from __future__ import annotations

import os

from seedbed.host.disk import SaidPlainly, blocked
from seedbed.host.guarded import read_files
from seedbed.model.record import record, replace
from seedbed.model.tree import LINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.host.journal import Step
    from seedbed.model.tree import File

LICENSE = "LICENSE"
README = "README.md"
_LINES = (".gitignore", ".gitattributes")
_UNITED = (*_LINES, LICENSE, README)
_NAMES = frozenset(
    [".git", ".ds_store", "thumbs.db", "desktop.ini", ".mailmap", ".editorconfig", "codeowners"]
)
_STEMS = frozenset(
    [
        *("authors", "changelog", "citation", "code_of_conduct", "contributing", "contributors"),
        *("copying", "licence", "license", "notice", "readme", "security", "support", "unlicense"),
    ]
)
"""Files, without their ending, that forges offer to put into a new repository."""
_KNOWN = (
    ("mit", ("mit license", "permission is hereby granted, free of charge")),
    ("apache-2.0", ("apache license version 2.0",)),
    ("bsd-3-clause", ("bsd 3-clause", "neither the name of the copyright holder")),
)
"""The start of a license's text, or a phrase that no other license has, in plain lower case."""


@record
class Beside:
    """What is written beside the user's own files.

    Attributes:
        steps: path to what becomes of it; files that stay as they are have none.
        notes: what is to be said of the user's files.
    """

    steps: Mapping[str, Step]
    notes: tuple[str, ...] = ()


def may_stay(name: str) -> bool:
    """Whether a file in an otherwise empty folder is no obstacle to a project in it."""
    lower = name.lower()
    return lower in _NAMES or lower in _LINES or lower.partition(".")[0] in _STEMS


def license_in(target: str) -> str:
    """The choice of the slot `license` that fits a folder's `LICENSE`.

    Returns:
        Its name, `none` for a text that seedbed does not offer, and an empty string without a file.
    """
    found = _standing(target, [LICENSE]) if os.path.isdir(target) else {}
    if LICENSE not in found:
        return ""
    text = " ".join(found[LICENSE].data.decode("utf-8", "replace").lower().split())
    for name, phrases in _KNOWN:
        if text == name or any(phrase in text for phrase in phrases):
            return name
    return "none"


def beside(target: str, files: Mapping[str, File]) -> Beside:
    """Lay a project's files beside those that a folder holds; none of the user's lines go.

    Args:
        target: the folder.
        files: path to the file that is generated.

    Raises:
        SeedbedError: when a file of the user's is in the way of another one, or a link.
    """
    from seedbed.host.journal import Step

    names = {name.lower(): name for name in _names(target)}
    stand = _standing(target, [path for path in _UNITED if path in files])
    steps, notes = {}, []
    for path, file in files.items():
        mine = names.get(path.lower())
        if mine is None:
            steps[path] = Step(before=None, after=file)
            continue
        if path not in stand:
            rename = f"Rename it to {path}, or move it away."
            raise blocked(os.path.join(target, mine), "is in the way", rename)
        after, note = _united(path, stand[path], file)
        notes += [note] if note else []
        if after != stand[path]:
            steps[path] = Step(before=stand[path], after=after)
    return Beside(steps=steps, notes=tuple(notes))


def _names(target: str) -> list[str]:
    with SaidPlainly(target):
        return os.listdir(target)


def _standing(target: str, paths: list[str]) -> dict[str, File]:
    names = set(_names(target))
    found = read_files(target, [path for path in paths if path in names], {})
    for path, file in found.items():
        if file.layer == LINK:
            raise blocked(os.path.join(target, path), "is a symbolic link", "Move it away.")
    return found


def _united(path: str, mine: File, file: File) -> tuple[File, str]:
    """The user's file with what the project adds to it, and what is to be said of it."""
    if path == LICENSE:
        same = mine.data.split() == file.data.split()
        return mine, "" if same else f"{LICENSE} stays as it is."
    try:
        yours = mine.data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return mine, f"{path} is not UTF-8, so it stays as it is."
    text = file.data.decode()
    if path == README:
        new = _below(yours, text)
        note = f"{path} keeps your text; the project's text is below it."
    else:
        from seedbed.update.files import merge_file

        new = merge_file(path, "", yours, text).text
        note = f"{path} keeps your lines, and gets the project's own."
    ending = b"\r\n" if b"\r\n" in mine.data else b"\n"
    return replace(mine, data=new.encode().replace(b"\n", ending)), note


def _below(yours: str, text: str) -> str:
    """A README with the generated one below it, whose title it has already."""
    title, _, rest = text.partition("\n")
    has_title = any(
        line.startswith("# ") or (line and set(line) == {"="}) for line in yours.splitlines()
    )
    body = rest.lstrip("\n") if has_title and title.startswith("# ") else text
    return f"{yours.rstrip()}\n\n{body}" if yours.strip() else text
