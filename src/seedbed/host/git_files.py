"""What git says of the files of a project, for what looks at all of them."""

from __future__ import annotations

import os

from seedbed.host import process
from seedbed.host.git import command, environment
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@record
class Ends:
    """The line ends of a file: `lf`, `crlf`, `mixed`, `none`, or `-text` for binary.

    Attributes:
        stored: those in git's index.
        here: those on the disk.
    """

    stored: str
    here: str


def line_ends(root: str, paths: Iterable[str]) -> dict[str, Ends]:
    """The line ends of those of some paths that git tracks; nothing where git cannot tell."""
    found = {}
    for entry in _said(root, "--literal-pathspecs", "ls-files", "--eol", "-z", "--", *paths):
        about, _, path = entry.partition("\t")
        words = about.split()
        if len(words) >= 2:
            stored, here = words[0].removeprefix("i/"), words[1].removeprefix("w/")
            found[path] = Ends(stored=stored, here=here)
    return found


def tracked_below(root: str) -> list[str]:
    """All files of a folder that git tracks, by their paths in it; none where git cannot tell."""
    return _said(root, "ls-files", "-z")


def not_ignored(root: str, pattern: str) -> list[str]:
    """The files of a folder, tracked or new, that match a pattern, such as `*.ipynb`."""
    return _said(
        root, "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", pattern
    )


def staged(root: str) -> set[str]:
    """The files of a folder that the next commit adds or changes; none where git cannot tell."""
    wanted = ("--cached", "--name-only", "--no-renames", "--diff-filter=AM", "--relative", "-z")
    return set(_said(root, "diff", "--no-ext-diff", "--no-textconv", *wanted, "--", "."))


def stored_apart(root: str, paths: Iterable[str]) -> set[str]:
    """Those of some paths whose contents git LFS stores, or another filter."""
    given = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    fields = _said(root, "check-attr", "-z", "--stdin", "filter", given=given)
    triples = zip(fields[::3], fields[2::3], strict=False)
    return {path for path, value in triples if value not in {"unspecified", "unset", ""}}


def naming(root: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The command that names the tracked files of a folder that hold one of some texts.

    It looks at the files as they are on the disk, and at no binary ones.
    """
    wanted = [part for text in texts for part in ("-e", text)]
    # the user may have set that paths begin at the top of the repository
    relative = ("-c", "grep.fullName=false")
    options = ("--no-textconv", "--files-with-matches", "--fixed-strings", "-I", "-z")
    return tuple(command(root, *relative, "grep", *options, *wanted, "--", "."))


def _said(root: str, *arguments: str, given: bytes = b"") -> list[str]:
    reply = process.ask(command(root, *arguments), environment(), given)
    if reply.status:
        return []
    return [entry for entry in os.fsdecode(reply.out).split("\0") if entry]
