"""The base: the tree as tilth last wrote it, in one text file inside the project.

Because of it an update never needs the release of tilth that made the project. The text is one
comment line, one header line and a compressed payload in base64:

    # The files as tilth last wrote them. Made by a program: never edit or merge it.
    tilth-base 1 <bytes of the payload> <CRC-32 of the payload, hexadecimal>
    <base64, 76 columns>

The payload is, for each file, a line `<bytes> <x or -> <layer> <path>` and then the bytes.
"""

from __future__ import annotations

import binascii
import zlib

from tilth.errors import TilthError
from tilth.tree import BASE_PATH, File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
AGAIN = (
    "Take it from git again: git checkout HEAD -- .tilth/base. If git has none: "
    "'tilth update --new-base' starts anew from the files as they are."
)
"""What to do about a base that is lost."""
_COMMENT = "# The files as tilth last wrote them. Made by a program: never edit or merge it.\n"
_COLUMNS = 57
"""Bytes that make a line of 76 columns in base64."""


def encode(files: Mapping[str, File]) -> bytes:
    """The base as text, for files by path."""
    parts = []
    for path, file in files.items():
        flag = "x" if file.executable else "-"
        parts.append(f"{len(file.data)} {flag} {file.layer} {path}\n".encode())
        parts.append(file.data)
    payload = b"".join(parts)
    packed = zlib.compress(payload, 9)
    rows = [
        binascii.b2a_base64(packed[start : start + _COLUMNS])
        for start in range(0, len(packed), _COLUMNS)
    ]
    header = f"tilth-base {FORMAT} {len(payload)} {zlib.crc32(payload):08x}\n"
    return b"".join([_COMMENT.encode(), header.encode(), *rows])


def decode(data: bytes) -> dict[str, File]:
    """The files that a base holds, by path.

    Raises:
        TilthError: when the base is damaged, or was written by a newer tilth.
    """
    if b"<<<<<<< " in data:
        raise _damaged(
            "git's conflict markers stand in it",
            "Take either side: git checkout --theirs .tilth/base && git add .tilth/base",
        )
    lines = [line for line in data.splitlines() if line and not line.startswith(b"#")]
    words = lines[0].split() if lines else []
    if len(words) != 4 or words[0] != b"tilth-base" or not words[1].isdigit():
        raise _damaged("it does not begin like one")
    if int(words[1]) > FORMAT:
        raise TilthError(
            f"{BASE_PATH} is of format {int(words[1])}, and this tilth knows {FORMAT}.",
            "Install the newest tilth.",
            code="base-too-new",
        )
    try:
        payload = zlib.decompress(binascii.a2b_base64(b"".join(lines[1:])))
    except (binascii.Error, zlib.error):
        raise _damaged("it is cut off or was edited") from None
    if words[2:] != [b"%d" % len(payload), b"%08x" % zlib.crc32(payload)]:
        raise _damaged("its check sum is wrong")
    return _unpack(payload)


def _unpack(payload: bytes) -> dict[str, File]:
    files = {}
    position = 0
    while position < len(payload):
        end = payload.index(b"\n", position)
        size, flag, layer, path = payload[position:end].decode().split(" ", 3)
        position = end + 1 + int(size)
        data = payload[end + 1 : position]
        files[path] = File(data=data, layer=layer, executable=flag == "x")
    return files


def _damaged(why: str, hint: str = "") -> TilthError:
    return TilthError(
        f"{BASE_PATH} is damaged: {why}.",
        hint or AGAIN,
        code="base-damaged",
    )
