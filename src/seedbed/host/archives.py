"""Reads archives of packages: what they hold, without writing any of it.

Names that lead out of the archive's folder, names that come twice, and members that are far larger
than the archive are refused: an installer would have to trip over them.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import struct
import zipfile
import zlib
from typing import cast

from seedbed.errors import SeedbedError
from seedbed.model.listing import Listing, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import IO

_CHUNK = 1 << 20
_LARGEST = 1 << 36
"""Bytes that all members of an archive may have together: 64 GiB."""
_RATIO = 1000
"""How many times as large as the archive its members may be together, once that is much."""
_MUCH = 1 << 30
MOST = 500_000
"""Members of the largest archive that is read; no package comes near it."""
_LARGEST_TEXT = 1 << 24
_LARGEST_TEXTS = 1 << 25
_TEXTS = re.compile(r"[^/]+\.dist-info/(?:WHEEL|METADATA|entry_points\.txt)")
_BAD = re.compile(r"^[/~]|^[A-Za-z]:|(?:^|/)\.\.?(?:/|$)|//|[\x00-\x1f\x7f\\]")
_PYTHON = b"#!python"
DAMAGED = (
    *(zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError),
    *(ValueError, zlib.error, lzma.LZMAError, struct.error),
)
_LARGEST_PIECE = 1 << 28
"""Bytes that are read from an archive at once: its list of members is."""


def list_wheel(file: IO[bytes], archive: str, size: int) -> Listing:
    """What a wheel holds.

    Args:
        file: its bytes, which can be read from any place.
        archive: the sha256 of the whole.
        size: the number of its bytes.

    Raises:
        SeedbedError: when it is no wheel, or is not to be trusted.
    """
    try:
        with zipfile.ZipFile(cast("IO[bytes]", Pieces(file, _LARGEST_PIECE))) as wheel:
            _check(wheel.infolist(), size)
            infos = [one for one in wheel.infolist() if not _is_folder(one)]
            members, texts, room = {}, {}, _LARGEST_TEXTS
            for info in infos:
                members[info.filename], text = _member(wheel, info)
                if text is not None:
                    texts[info.filename] = text
                    room -= len(text)
                if room < 0:
                    raise refused("it has too many texts about itself")
    except DAMAGED as error:
        raise refused(str(error) or type(error).__name__) from None
    return Listing(archive=archive, members=members, texts=texts)


class Pieces:
    """A file that gives no more than a large piece at once.

    Args:
        file: the file.
        largest: how many bytes it gives at most.
    """

    def __init__(self, file: IO[bytes], largest: int) -> None:
        self._file, self._largest = file, largest
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Some more bytes.

        Raises:
            BadZipFile: when that are too many at once, as a list of members may be.
        """
        if size > self._largest:
            raise zipfile.BadZipFile("its list of members is too large")
        return self._file.read(size)


def save(file: IO[bytes], path: str) -> None:
    """Write the bytes of an archive into a new file.

    Raises:
        OSError: when it cannot be written.
    """
    with open(path, "xb") as place:
        while chunk := file.read(_CHUNK):
            place.write(chunk)


def refused(why: str) -> SeedbedError:
    """The error for an archive that is not to be trusted.

    Args:
        why: the rest of a sentence that begins with "The archive".
    """
    return SeedbedError(
        f"The archive can't be used: {why}.",
        "Ask those who publish the package; seedbed compares nothing with it.",
        code="archive-refused",
    )


def _check(infos: list[zipfile.ZipInfo], size: int) -> None:
    if len(infos) > MOST:
        raise refused(f"it has {len(infos)} members")
    total = sum(one.file_size for one in infos)
    if total > limit_of(size):
        raise refused(f"it has {size} bytes, but would unpack to {total}")
    seen: set[str] = set()
    for one in infos:
        check_name(one.orig_filename, seen)
        if _is_folder(one):
            continue
        shown = ascii(one.orig_filename[:100])
        if one.flag_bits & 1:
            raise refused(f"{shown} is encrypted")
        if _kind(one) == 0o120000:
            raise refused(f"{shown} is a link")
        seen.add(one.orig_filename)


def check_name(name: str, seen: Collection[str]) -> None:
    """Refuse an archive because of the name of a member.

    Args:
        name: the name.
        seen: those of the files that came before.

    Raises:
        SeedbedError: when it leads out of the archive's folder, or came before.
    """
    shown = ascii(name[:100])
    if _BAD.search(name) or not name:
        raise refused(f"the name {shown} leads out of it")
    if name in seen:
        raise refused(f"it has {shown} twice")


def limit_of(size: int) -> int:
    """How many bytes the members of an archive may have together.

    Args:
        size: the bytes of the archive itself.
    """
    return min(_LARGEST, max(_MUCH, size * _RATIO))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith("/")


def _kind(info: zipfile.ZipInfo) -> int:
    """The type of a file, as Unix has it; 0 where the archive does not say."""
    return (info.external_attr >> 16) & 0o170000


def _member(wheel: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[Member, str | None]:
    """A member, and its text if that says how to install the others."""
    whole, rest = hashlib.sha256(), None
    is_text = _TEXTS.fullmatch(info.filename) and info.file_size <= _LARGEST_TEXT
    parts, size = [], 0
    with wheel.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            if not size and ".data/scripts/" in info.filename and chunk.startswith(_PYTHON):
                rest = hashlib.sha256()
                whole.update(chunk)
                size += len(chunk)
                rest.update(chunk.partition(b"\n")[2])
                continue
            size += len(chunk)
            whole.update(chunk)
            if rest is not None:
                rest.update(chunk)
            if is_text:
                parts.append(chunk)
    if size != info.file_size:
        raise refused(f"{info.filename[:100]!a} doesn't have the size that the archive says")
    mode = info.external_attr >> 16
    member = Member(
        sha256=whole.hexdigest(),
        size=size,
        executable=bool(mode & 0o111) and _kind(info) in {0, 0o100000},
        rest=rest.hexdigest() if rest else "",
    )
    return member, b"".join(parts).decode("utf-8", "replace") if is_text else None
