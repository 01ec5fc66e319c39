"""What an archive holds, as its bytes tell: the digests of its members. Pure."""

from __future__ import annotations

import json
import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMAT = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")


@record
class Member:
    """A file in an archive.

    Attributes:
        sha256: of its bytes, in hexadecimal.
        size: its number of bytes.
        executable: whether the archive marks it as a program.
        rest: the sha256 of what follows its first line, if that line is `#!python`, which
            installers replace; empty for all other files.
        placeholder: the prefix that a conda package was built for, where the file holds it; empty
            for all other files.
        binary: whether the placeholder stands in a binary file.
    """

    sha256: str
    size: int
    executable: bool = False
    rest: str = ""
    placeholder: str = ""
    binary: bool = False


@record
class Listing:
    """What an archive holds.

    Attributes:
        archive: the sha256 of the whole archive, in hexadecimal.
        members: its files by path, with forward slashes.
        texts: the texts of the few members that say how to install the others, by path.
    """

    archive: str
    members: Mapping[str, Member]
    texts: Mapping[str, str] = {}


def dumps(listing: Listing) -> str:
    """A listing as text."""
    members = {
        path: [one.sha256, one.size, one.executable, one.rest, one.placeholder, one.binary]
        for path, one in listing.members.items()
    }
    said = {
        "format": _FORMAT,
        "archive": listing.archive,
        "members": members,
        "texts": dict(listing.texts),
    }
    return json.dumps(said, separators=(",", ":")) + "\n"


def loads(text: str, archive: str) -> Listing | None:
    """A listing from its text; None for what is damaged, or lists another archive.

    Args:
        text: as `dumps` wrote it.
        archive: the sha256 of the archive that it should be of.
    """
    try:
        said = json.loads(text)
        if said["format"] != _FORMAT or said["archive"] != archive:
            return None
        members = {path: _member(*values) for path, values in said["members"].items()}
        texts = {str(path): str(one) for path, one in said["texts"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Listing(archive=archive, members=members, texts=texts)


def _member(
    sha256: str, size: int, executable: bool, rest: str, placeholder: str, binary: bool
) -> Member:
    if not _SHA256.fullmatch(sha256) or not isinstance(size, int):
        raise ValueError(sha256)
    return Member(
        sha256=sha256,
        size=size,
        executable=executable,
        rest=rest,
        placeholder=placeholder,
        binary=binary,
    )
