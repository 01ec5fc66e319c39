"""Reads archives of interpreters (`.tar.gz`): what they hold, without writing any of it.

What `archives` says of names and sizes goes for these, too.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import posixpath
import re
import tarfile
import zlib
from typing import cast

from seedbed.errors import SeedbedError
from seedbed.host.archives import refused
from seedbed.model.listing import Listing, Member
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

LINKS = "/links"
"""The text of a listing that has the targets of its symbolic links, by path, as JSON."""
_CHUNK = 1 << 20
_LARGEST = 1 << 32
"""Bytes that an archive may unpack to: 4 GiB; the largest interpreter has a fifth of it."""
_LARGEST_PIECE = 1 << 26
"""Bytes that are read at once: what is said about one member fits into it."""
_LARGEST_TEXT = 1 << 22
_LARGEST_TEXTS = 1 << 24
_MOST = 200_000
_BAD = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.?(?:/|$)|//|[\x00-\x1f\x7f\\]")
_DAMAGED = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)


def list_tarball(
    file: IO[bytes], archive: str, is_text: Callable[[str], bool] = lambda _: False
) -> Listing:
    """What a packed interpreter holds, as seen from the folder that it is unpacked to.

    Args:
        file: its bytes, from the first one on.
        archive: the sha256 of the whole.
        is_text: whether the text of a member is kept, by its path.

    Raises:
        SeedbedError: when it is no such archive, or is not to be trusted.
    """
    found = _Members(is_text)
    try:
        with (
            gzip.GzipFile(fileobj=file, mode="rb") as unpacked,
            tarfile.open(fileobj=cast("IO[bytes]", _Pieces(unpacked)), mode="r:") as tar,
        ):
            while (info := tar.next()) is not None:
                found.add(tar, info)
    except SeedbedError:
        raise
    except _DAMAGED as error:
        raise refused(str(error) or type(error).__name__) from None
    return found.listing(archive)


class _Pieces:
    """A stream that is read forward, not without end, and not too much of it at once."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self.tell = file.tell

    def seek(self, offset: int) -> int:
        if offset < self._file.tell():
            raise tarfile.ReadError("it can't be read from its first byte to its last")
        _check_size(offset)
        return self._file.seek(offset)

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LARGEST_PIECE:
            raise tarfile.ReadError("it says too much about a member")
        data = self._file.read(size)
        _check_size(self._file.tell())
        return data


def _check_size(number: int) -> None:
    if number > _LARGEST:
        raise refused(f"it would unpack to more than {_LARGEST >> 30} GiB")


class _Members:
    """Gathers the members of an archive."""

    def __init__(self, is_text: Callable[[str], bool]) -> None:
        self._is_text = is_text
        self._members: dict[str, Member] = {}
        self._texts: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._number, self._room = 0, _LARGEST_TEXTS

    def add(self, tar: tarfile.TarFile, info: tarfile.TarInfo) -> None:
        path, shown = info.name.removeprefix("./"), ascii(info.name[:100])
        self._number += 1
        if self._number > _MOST:
            raise refused(f"it has more than {_MOST} members")
        if info.isdir() and path in {"", "."}:
            return
        if _BAD.search(path) or not path:
            raise refused(f"the name {shown} leads out of it")
        if info.isdir():
            return
        if path in self._members or path in self._links:
            raise refused(f"it has {shown} twice")
        if info.issym():
            self._links[path] = _target(path, info.linkname)
        elif info.islnk():
            self._members[path] = self._same(info.linkname.removeprefix("./"), shown)
        elif info.isreg() and not info.issparse():
            _check_size(info.size)
            self._members[path] = self._file(tar, info, path)
        else:
            raise refused(f"{shown} is neither a file nor a link")

    def _same(self, path: str, shown: str) -> Member:
        if path not in self._members:
            raise refused(f"{shown} is a link to a file that it doesn't have before")
        return replace(self._members[path])

    def _file(self, tar: tarfile.TarFile, info: tarfile.TarInfo, path: str) -> Member:
        whole, size, parts = hashlib.sha256(), 0, []
        keep = info.size <= _LARGEST_TEXT and self._is_text(path)
        stream = tar.extractfile(info)
        while stream is not None and (chunk := stream.read(_CHUNK)):
            whole.update(chunk)
            size += len(chunk)
            if keep:
                parts.append(chunk)
        if size != info.size:
            raise refused(f"{path[:100]!a} doesn't have the size that the archive says")
        if keep:
            self._room -= size
            if self._room < 0:
                raise refused("it has too many texts")
            self._texts[path] = b"".join(parts).decode("utf-8", "surrogateescape")
        return Member(sha256=whole.hexdigest(), size=size, executable=bool(info.mode & 0o111))

    def listing(self, archive: str) -> Listing:
        """What was gathered, without the folders that all of it lies in."""
        top = _top([*self._members, *self._links])
        cut = len(top)
        inside = [one for one in (*self._members, *self._links) if one.startswith(top)]
        if len(inside) == 0:
            raise refused("it is empty")
        members = {path[cut:]: one for path, one in self._members.items() if path.startswith(top)}
        texts = {path[cut:]: one for path, one in self._texts.items() if path.startswith(top)}
        links = {path[cut:]: one for path, one in self._links.items() if path.startswith(top)}
        return Listing(archive=archive, members=members, texts={**texts, LINKS: json.dumps(links)})


def links_of(listing: Listing) -> dict[str, str]:
    """Where the symbolic links of an archive lead, by path."""
    try:
        said = json.loads(listing.texts.get(LINKS, "{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(path): str(one) for path, one in said.items()} if isinstance(said, dict) else {}


def _target(path: str, target: str) -> str:
    """Where a link leads, which has to be in the archive's first folder."""
    top = path.partition("/")[0]
    real = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    outside = target.startswith("/") or not f"{real}/".startswith(f"{top}/")
    if outside or not target or re.search(r"[\x00-\x1f\x7f\\]", target):
        raise refused(f"the link {path[:100]!a} leads out of it")
    return target


def _top(paths: list[str]) -> str:
    """The folder that uv takes for the interpreter, with a slash; empty for the archive itself."""
    tops = {one.partition("/")[0] for one in paths if "/" in one}
    if len(tops) != 1 or any("/" not in one for one in paths):
        return ""
    top = f"{tops.pop()}/"
    inner = f"{top}install/"
    return inner if any(one.startswith(inner) for one in paths) else top
