"""Reads archives of conda packages, without writing any of it.

A `.conda` is a zip with two compressed tars, one of metadata and one of files; a `.tar.bz2` is one
tar with both. https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/packages.html

`info/paths.json` says which files are installed, and what installers replace in them. The bytes,
the permissions, and the links are those of the members themselves.
"""

from __future__ import annotations

import hashlib
import posixpath
import tarfile
import zipfile
from typing import cast

from seedbed.host.archives import DAMAGED, MOST, Pieces, check_name, limit_of, refused
from seedbed.host.forward import CHUNK, LARGEST_HEADER, Forward, zstd
from seedbed.model.conda_paths import HARD, SOFT, parts_of, paths_of
from seedbed.model.listing import Listing, Member
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

    from seedbed.host.forward import Stream
    from seedbed.model.conda_paths import Entry


_LARGEST_LIST = 1 << 26
"""Bytes of the largest list of files."""
_LARGEST_TEXT = 1 << 22
"""Bytes of the largest other text that is kept."""
_MOST_PARTS = 1 << 21
"""Values in a list of files; one of 250,000 files has as many."""
_LONGEST_NAME, _LARGEST_NAMES = 4096, 1 << 25
"""Characters of the longest name that a system takes, and of all names that are kept."""
_MOST_SETTINGS = 8
"""Headers of a tar that are about all of its members."""
_PATHS, _LINK, _INDEX = "info/paths.json", "info/link.json", "info/index.json"
_FIRST_LINE = 4096


@record
class _Raw:
    """A member of a tar.

    Attributes:
        sha256: of its bytes; of the empty text for a link.
        size: their number.
        executable: whether it is marked as a program.
        link: where it leads; empty for files.
        shebang: its first line, if that names an interpreter.
        rest: the sha256 of what follows that line.
        text: its bytes, where it says how to install the others.
    """

    sha256: str
    size: int
    executable: bool = False
    link: str = ""
    shebang: str = ""
    rest: str = ""
    text: bytes = b""


def list_conda(file: IO[bytes], archive: str, size: int) -> Listing:
    """What a conda package holds.

    Args:
        file: its bytes, which can be read from any place.
        archive: the sha256 of the whole.
        size: the number of its bytes.

    Raises:
        SeedbedError: when it is no conda package, or is not to be trusted.
    """
    raw: dict[str, _Raw] = {}
    left = limit_of(size)
    try:
        for stream in _tars(file):
            left -= _read(Forward(stream, left), raw)
    except (tarfile.TarError, *DAMAGED) as error:
        raise refused(str(error) or type(error).__name__) from None
    _check_links(raw)
    if _PATHS not in raw:
        raise refused(f"it has no {_PATHS}, so it can't be told what is installed")
    if parts_of(raw[_PATHS].text) > _MOST_PARTS:
        raise refused(f"its {_PATHS} is too large")
    try:
        entries = paths_of(raw[_PATHS].text)
    except ValueError as error:
        raise refused(f"its {_PATHS} {error}") from None
    members = {one.path: _member(one, raw) for one in entries if one.kind in {HARD, SOFT}}
    texts = {name: raw[name].text for name in (_LINK, _INDEX) if name in raw}
    return Listing(
        archive=archive,
        members=members,
        texts={name: text.decode("utf-8", "replace") for name, text in texts.items()},
    )


def _tars(file: IO[bytes]) -> Iterator[Stream]:
    """The tars in an archive, unpacked: the one with the metadata comes first."""
    if file.read(4) == b"PK\x03\x04":
        with zipfile.ZipFile(cast("IO[bytes]", Pieces(file, LARGEST_HEADER))) as outer:
            names = [one for one in outer.namelist() if one.endswith(".tar.zst")]
            wanted = [one for kind in ("info-", "pkg-") for one in names if one.startswith(kind)]
            if len(wanted) != 2 or not wanted[0].startswith("info-"):
                raise refused("it isn't made of metadata and files")
            for name in wanted:
                with outer.open(name) as packed:
                    yield zstd(packed)
        return
    file.seek(0)
    import bz2

    with bz2.BZ2File(file) as stream:
        yield stream


def _read(stream: Forward, raw: dict[str, _Raw]) -> int:
    """Take in the members of a tar; how many bytes it has."""
    kept = 0
    with tarfile.TarFile(fileobj=stream) as tar:  # type: ignore[arg-type]  # reads, seeks, tells
        while (info := tar.next()) is not None:
            stream.go_on()
            tar.members = []  # type: ignore[attr-defined]  # or it would keep them all
            if len(tar.pax_headers) > _MOST_SETTINGS:
                raise refused("its tar says too much of all members")
            if info.isdir():
                continue
            name = info.name.removeprefix("./")
            kept += len(name) + len(info.linkname)
            if max(len(name), len(info.linkname)) > _LONGEST_NAME or kept > _LARGEST_NAMES:
                raise refused("the names in it are too long")
            check_name(name, raw)
            if len(raw) >= MOST:
                raise refused(f"it has more than {MOST} members")
            raw[name] = _taken(info, name, stream, raw)
    return stream.tell()


def _taken(info: tarfile.TarInfo, name: str, stream: Forward, raw: Mapping[str, _Raw]) -> _Raw:
    if info.issym():
        return _Raw(sha256=hashlib.sha256().hexdigest(), size=0, link=info.linkname)
    if info.islnk():
        target = info.linkname.removeprefix("./")
        if target not in raw:
            raise refused(f"{name[:100]!a} is a link to what it doesn't have")
        return raw[target]
    if not info.isreg() or info.issparse():
        raise refused(f"{name[:100]!a} isn't a regular file")
    whole, rest, shebang, parts = hashlib.sha256(), hashlib.sha256(), "", []
    is_text = name in {_PATHS, _LINK, _INDEX}
    if is_text and info.size > (_LARGEST_LIST if name == _PATHS else _LARGEST_TEXT):
        raise refused(f"its {name} is too large")
    left = info.size
    while left:
        chunk = stream.take(min(CHUNK, left))
        if not chunk:
            raise refused("it ends too early")
        if left == info.size and chunk.startswith(b"#!"):
            shebang, chunk_rest = _first_line(chunk)
        else:
            chunk_rest = chunk
        whole.update(chunk)
        if shebang:
            rest.update(chunk_rest)
        if is_text:
            parts.append(chunk)
        left -= len(chunk)
    return _Raw(
        sha256=whole.hexdigest(),
        size=info.size,
        executable=bool(info.mode & 0o111),
        shebang=shebang,
        rest=rest.hexdigest() if shebang else "",
        text=b"".join(parts),
    )


def _first_line(chunk: bytes) -> tuple[str, bytes]:
    """The first line, which names an interpreter, and all from its end; empty for no text."""
    line, end, rest = chunk.partition(b"\n")
    try:
        text = line.decode() if len(line) <= _FIRST_LINE else ""
    except UnicodeDecodeError:
        text = ""
    return text, end + rest


def _check_links(raw: Mapping[str, _Raw]) -> None:
    """Refuse members that lie behind a link of the same archive."""
    links = {name for name, one in raw.items() if one.link}
    for name in raw:
        folder = posixpath.dirname(name)
        while folder:
            if folder in links:
                raise refused(f"the name {name[:100]!a} leads out of it, by a link")
            folder = posixpath.dirname(folder)


def _member(entry: Entry, raw: Mapping[str, _Raw]) -> Member:
    """A file that is installed, with what installers replace in it."""
    one = raw.get(entry.path)
    if one is None:
        raise refused(f"it lists {entry.path[:100]!a}, but doesn't have it")
    if bool(one.link) != (entry.kind == SOFT):
        raise refused(f"it lists {entry.path[:100]!a} as another kind of file than it is")
    found = Member(sha256=one.sha256, size=one.size, executable=one.executable, link=one.link)
    if not entry.placeholder:
        return found
    scripted = bool(one.shebang) and not entry.binary
    return replace(
        found,
        placeholder=entry.placeholder,
        binary=entry.binary,
        shebang=one.shebang if scripted else "",
        rest=one.rest if scripted else "",
    )
