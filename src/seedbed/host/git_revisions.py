"""What files a git revision has. Nothing is checked out, and no filter or hook runs."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host.git import ask
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_FILES = frozenset(("100644", "100755"))


@record
class Stored:
    """A file as a revision has it.

    Attributes:
        blob: what git calls its content.
        regular: whether it is a file, and neither a link nor a submodule.
    """

    blob: str
    regular: bool = True


def commit_of(root: str, revision: str) -> str:
    """The commit that a revision means; empty for none.

    Args:
        root: a folder in the repository.
        revision: any text that does not begin with a dash.
    """
    return _name(root, f"{revision}^{{commit}}")


def is_shallow(root: str) -> bool:
    """Whether the repository has only a part of its history."""
    return ask(root, "rev-parse", "--is-shallow-repository").out.strip() == b"true"


def stored_at(root: str, commit: str, names: Iterable[str]) -> dict[str, Stored]:
    """Those of some files of a folder that a commit has, by their names.

    Args:
        root: the folder.
        commit: the commit.
        names: paths in the folder, as they are.
    """
    asked = ("--literal-pathspecs", "ls-tree", "-z", commit, "--", *names)
    reply = ask(root, *asked)
    found = {}
    for entry in os.fsdecode(reply.out).split("\0") if not reply.status else ():
        about, tab, path = entry.partition("\t")
        words = about.split()
        if tab and len(words) == 3:
            found[path] = Stored(blob=words[2], regular=words[0] in _FILES)
    return found


def names_at(root: str, commit: str) -> list[str]:
    """The names of what a commit has in a folder."""
    reply = ask(root, "ls-tree", "--name-only", "-z", commit)
    return [name for name in os.fsdecode(reply.out).split("\0") if name and "/" not in name]


def stored_as(root: str, spelled: str) -> Stored | None:
    """The file that `REVISION:PATH` names; None for none.

    Args:
        root: a folder in the repository; a path that begins with `./` is relative to it.
        spelled: any text that does not begin with a dash.
    """
    blob = _name(root, spelled)
    kind = ask(root, "cat-file", "-t", blob).out.strip() if blob else b""
    return Stored(blob=blob) if kind == b"blob" else None


def content(root: str, stored: Stored, limit: int, shown: str) -> bytes | None:
    """What a file holds; None where that is too much.

    Args:
        root: a folder in the repository.
        stored: the file.
        limit: how many bytes it may have.
        shown: what it is called in messages.

    Raises:
        SeedbedError: when the clone lacks it, as a partial one may.
    """
    size = ask(root, "cat-file", "-s", stored.blob).out.strip()
    if size.isdigit() and int(size) > limit:
        return None
    reply = ask(root, "cat-file", "blob", stored.blob) if size.isdigit() else None
    if reply is None or reply.status:
        raise SeedbedError(
            f"The clone lacks the content of {shown}.",
            "Fetch it: 'git fetch --refetch' gets what a partial clone left out.",
            code="git-failed",
        )
    return reply.out


def _name(root: str, spelled: str) -> str:
    reply = ask(root, "rev-parse", "--verify", "--quiet", spelled)
    said = os.fsdecode(reply.out).strip()
    return said if reply.status == 0 and said and "\n" not in said else ""
