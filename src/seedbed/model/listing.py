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
        rest: the sha256 of what follows its first line, if installers replace that: of a wheel,
            `#!python`; of a conda package, the `shebang`; empty for all other files.
        placeholder: the prefix that a conda package was built for, where the file holds it; empty
            for all other files.
        binary: whether the placeholder stands in a binary file.
        link: where it leads, if it is a symbolic link; empty for files.
        shebang: the first line of a text with a placeholder, if it names an interpreter, without
            the end of the line; empty for all other files.
    """

    sha256: str
    size: int
    executable: bool = False
    rest: str = ""
    placeholder: str = ""
    binary: bool = False
    link: str = ""
    shebang: str = ""


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

    def fits(self, path: str, size: int) -> bool:
        """Whether a member has a size, so that reading a file tells whether it is that member."""
        member = self.members.get(path)
        return member is not None and member.size == size


def dumps(listing: Listing) -> str:
    """A listing as text."""
    members = {
        path: [
            *(one.sha256, one.size, one.executable, one.rest, one.placeholder, one.binary),
            *((one.link, one.shebang) if one.link or one.shebang else ()),
        ]
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
    sha256: str,
    size: int,
    executable: bool,
    rest: str,
    placeholder: str,
    binary: bool,
    *more: str,
) -> Member:
    if not _SHA256.fullmatch(sha256) or not isinstance(size, int):
        raise ValueError(sha256)
    link, shebang = more or ("", "")
    return Member(
        sha256=sha256,
        size=size,
        executable=executable,
        rest=rest,
        placeholder=placeholder,
        binary=binary,
        link=link,
        shebang=shebang,
    )
