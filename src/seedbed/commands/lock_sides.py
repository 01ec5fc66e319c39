"""Finds and reads the two locks that `seedbed lock diff` compares.

A word on its command line means a file if there is one of that name, or if it is spelled like a
path; else it means a git revision, and the lock is the one that the folder had then, whatever its
manager was.
"""

from __future__ import annotations

import os

from seedbed.commands.lock_folder import NAMES, Folder, is_there, manifests, manifests_at
from seedbed.errors import SeedbedError, usage_error
from seedbed.host.disk import SaidPlainly, blocked
from seedbed.host.reading import LARGEST_LOCK, read_bytes, standing
from seedbed.locks.contents import Contents, DamagedError
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_TOO_LARGE = f"is larger than {LARGEST_LOCK >> 20} MiB"


@record
class Side:
    """One of the two locks.

    Attributes:
        name: the file's name, or its path where the command line named it.
        revision: the git revision, as the command line has it; empty for a file on the disk.
        commit: what the revision means; likewise.
        contents: what the lock lists.
        asked: what the manifests beside it ask for; None where that is not known.
    """

    name: str
    contents: Contents
    revision: str = ""
    commit: str = ""
    asked: frozenset[str] | None = None


@record
class _File:
    """A lock that was found, and not read yet."""

    name: str
    data: bytes
    manifests: Mapping[str, str]
    revision: str = ""
    commit: str = ""


def sides_of(folder: Folder, old: str, new: str) -> tuple[Side, Side]:
    """Both locks, read.

    Args:
        folder: the folder whose lock is meant where no file is named.
        old: a file, a folder, a git revision, or `REVISION:PATH`.
        new: likewise; empty for the folder's lock as it is.
    """
    second = _named(folder, new, "") if new else _here(folder)
    first = _named(folder, old, second.name if not second.revision else folder.name)
    return _read(first, folder), _read(second, folder)


def _read(file: _File, folder: Folder) -> Side:
    from seedbed.locks.contents.asked import asked_by
    from seedbed.locks.contents.formats import read

    shown = f"{file.name} at {file.revision}" if file.revision else file.name
    try:
        text = file.data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        contents = read(text, folder.conda_names)
    except UnicodeDecodeError as error:
        said = f"is not UTF-8 text: byte {error.start} is wrong"
        raise _damaged(shown, said) from None
    except DamagedError as error:
        raise _damaged(shown, str(error)) from None
    return Side(
        name=file.name,
        revision=file.revision,
        commit=file.commit,
        contents=contents,
        asked=asked_by(file.manifests),
    )


def _damaged(shown: str, said: str) -> SeedbedError:
    hint = "Renew it with its manager, or name another file or revision."
    if "conflict markers" in said:
        hint = "Resolve the conflict, or compare both sides: seedbed lock diff HEAD MERGE_HEAD"
    elif "no lock" in said or "pins no" in said:
        hint = (
            "seedbed reads the locks of uv, Pixi, Poetry, and conda, pylock.toml, and pinned "
            "requirements files."
        )
    return SeedbedError(f"{shown} {said}.", hint, code="lock-damaged")


def _here(folder: Folder) -> _File:
    if not folder.root:
        raise SeedbedError(
            f"No lock was found in {folder.start} or above it.",
            "Change to a project that has one, or name two files: seedbed lock diff OLD NEW",
            code="no-lock",
        )
    return _of_folder(folder.root, folder.name, folder.name)


def _of_folder(root: str, name: str, shown: str) -> _File:
    """A lock that was found, and not named: one that is a link may lead anywhere."""
    path = os.path.join(root, name)
    with SaidPlainly(path):
        found = standing(path, LARGEST_LOCK)
    if found is None or not found.regular:
        raise blocked(path, "is a link, or no file", "Name the file that it leads to.")
    if len(found.data) > LARGEST_LOCK:
        raise blocked(path, _TOO_LARGE, "Name another file.")
    return _File(name=shown, data=found.data, manifests=manifests(root))


def _named(folder: Folder, word: str, preferred: str) -> _File:
    """What a word of the command line means."""
    path = os.path.join(folder.start, word)
    if os.path.isfile(path) or (os.path.exists(path) and not os.path.isdir(path)):
        with SaidPlainly(path):
            data = read_bytes(path, LARGEST_LOCK)
        return _File(name=word, data=data, manifests=manifests(os.path.dirname(path)))
    if _is_path(word):
        return _in_named_folder(path, word)
    return _at_revision(folder, word, preferred)


def _is_path(word: str) -> bool:
    """Whether a word is spelled like the path of a folder, which a revision never is."""
    separators = ("/", os.sep)
    return word in {".", ".."} or word.endswith(separators) or os.path.isabs(word) or (
        word.startswith(tuple(f"{dots}{one}" for dots in (".", "..") for one in separators))
    )  # fmt: skip


def _in_named_folder(path: str, word: str) -> _File:
    if not os.path.isdir(path):
        raise usage_error(f"There is no file {word}.", "Check its path.", code="no-lock")
    name = next((name for name in NAMES if is_there(path, name)), "")
    if not name:
        raise usage_error(f"There is no lock in {word}.", "Name a file.", code="no-lock")
    return _of_folder(path, name, os.path.join(word, name))


def _at_revision(folder: Folder, word: str, preferred: str) -> _File:
    from seedbed.host import git, git_revisions

    root = folder.root or folder.start
    if os.path.dirname(preferred):  # a file that the command line names
        beside = os.path.dirname(os.path.join(folder.start, preferred))
        root = beside if git.repository(beside) is not None else root
    if git.repository(root) is None:
        raise _no_repository(root, word)
    revision, colon, path = word.partition(":")
    commit = git_revisions.commit_of(root, revision)
    if not commit:
        raise _no_revision(root, revision, word)
    if colon:
        stored = git_revisions.stored_as(folder.start, word)
        name = path
    else:
        base = os.path.basename(preferred)
        names = (base, *NAMES) if base else NAMES
        there = git_revisions.stored_at(root, commit, dict.fromkeys(names))
        name = next((one for one in names if one in there), "")
        stored = there.get(name)
    if stored is None:
        what = f"file {path}" if colon else f"lock in {root}"
        raise SeedbedError(
            f"There is no {what} at {revision}.",
            "Name another revision, or a file.",
            code="no-lock",
        )
    if not stored.regular:
        raise SeedbedError(
            f"{name} is a link at {revision}, not a file.", "Name a file.", code="no-lock"
        )
    shown = f"{name} at {revision}"
    data = git_revisions.content(root, stored, LARGEST_LOCK, shown)
    if data is None:
        raise SeedbedError(f"{shown} {_TOO_LARGE}.", "Name another revision.", code="no-lock")
    asked = {} if colon else manifests_at(root, commit)
    return _File(name=name, data=data, manifests=asked, revision=revision, commit=commit)


def _no_repository(root: str, word: str) -> SeedbedError:
    if word == "HEAD":
        return SeedbedError(
            f"{root} is in no git repository, so there is no older lock to compare with.",
            "Name two files: seedbed lock diff OLD NEW",
            code="no-repository",
        )
    return usage_error(
        f"There is no file {word!r}, and {root} is in no git repository that could have a revision "
        "of that name.",
        "Check the path.",
        code="no-repository",
    )


def _no_revision(root: str, revision: str, word: str) -> SeedbedError:
    from seedbed.host import git_revisions

    if word == "HEAD":
        return SeedbedError(
            "The repository has no commit yet, so there is no older lock to compare with.",
            "Commit the lock, or name two files: seedbed lock diff OLD NEW",
            code="no-revision",
        )
    hint = "Check how it is spelled; 'git branch --all' lists the branches."
    if git_revisions.is_shallow(root):
        hint = (
            "This clone is shallow and may lack it: fetch more with 'git fetch --deepen=50', or "
            "'fetch-depth: 0' in a workflow."
        )
    return usage_error(
        f"{revision!r} is neither a file nor a revision of the git repository.",
        hint,
        code="no-revision",
    )
