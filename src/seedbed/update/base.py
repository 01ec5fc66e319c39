"""The base: the tree as seedbed last wrote it, in one text file inside the project.

Because of it an update never needs the release of seedbed that made the project. The text is one
comment line, one header line and a compressed payload in base64:

    # The files as seedbed last wrote them. Generated: do not edit or merge.
    seedbed-base 1 <bytes of the payload> <CRC-32 of the payload, hexadecimal>
    <base64, 76 columns>

The payload is, for each file, a line `<bytes> <x or -> <layer> <path>` and then the bytes.
"""

from __future__ import annotations

import binascii
import zlib

from seedbed.errors import SeedbedError
from seedbed.model.relative import fault_of
from seedbed.model.tree import BASE_PATH, File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
AGAIN = (
    "Restore it from git: git checkout HEAD -- .seedbed/base. If git doesn't have it, run "
    "'seedbed update --new-base' to start over from the files as they are."
)
"""What to do about a base that is lost."""
_COMMENT = "# The files as seedbed last wrote them. Generated: do not edit or merge.\n"
LARGEST = 4_000_000
"""Bytes of the largest base that is read; those of projects hold 20,000."""
_LARGEST_PAYLOAD = 8 * 1024 * 1024
_LARGEST_FILE = 256 * 1024
_MOST_FILES = 5_000
_LONGEST_LINE = 1_500
"""Bytes of the line about a file, with its path."""
_DEEPEST = 40
_DIGITS = 9
_PARSED = (".toml", ".yml", ".yaml", ".json", ".ipynb")
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
    header = f"seedbed-base {FORMAT} {len(payload)} {zlib.crc32(payload):08x}\n"
    return b"".join([_COMMENT.encode(), header.encode(), *rows])


def decode(data: bytes) -> dict[str, File]:
    """The files that a base holds, by path.

    A clone may have brought it, so that nothing in it is believed: it takes bounded memory and
    time, and names only what a project may hold.

    Raises:
        SeedbedError: when the base is damaged, or was written by a newer seedbed.
    """
    if b"<<<<<<< " in data:
        raise damaged(
            "it contains git's conflict markers",
            "Take either side: git checkout --theirs .seedbed/base && git add .seedbed/base",
        )
    lines = [line for line in data.splitlines() if line and not line.startswith(b"#")]
    words = lines[0].split() if lines else []
    if len(words) != 4 or words[0] != b"seedbed-base" or not words[1].isdigit():
        raise damaged("its first line is wrong")
    if len(words[1]) > _DIGITS or int(words[1]) > FORMAT:
        raise SeedbedError(
            f"{BASE_PATH} has a newer format than {FORMAT}, the newest that this seedbed supports.",
            "Install the newest seedbed.",
            code="base-too-new",
        )
    payload = _unpacked(b"".join(lines[1:]), _number(words[2]))
    if words[3] != b"%08x" % zlib.crc32(payload):
        raise damaged("its checksum is wrong")
    return _files(payload)


def damaged(why: str, hint: str = "") -> SeedbedError:
    """The error for a base that is not as seedbed writes it.

    Args:
        why: the end of the sentence.
        hint: what to do, where it is something else than usual.
    """
    return SeedbedError(
        f"{BASE_PATH} is damaged: {why}.",
        hint or AGAIN,
        code="base-damaged",
    )


_CUT = "it is cut off or was edited"


def _unpacked(text: bytes, size: int) -> bytes:
    """The payload, which the header says to be of some size: never more is unpacked."""
    if size > _LARGEST_PAYLOAD:
        raise damaged(f"it would unpack to more than {_LARGEST_PAYLOAD >> 20} MiB")
    unpacking = zlib.decompressobj()
    try:
        payload = unpacking.decompress(binascii.a2b_base64(text), size + 1)
    except (binascii.Error, zlib.error):
        raise damaged(_CUT) from None
    if not unpacking.eof and len(payload) <= size:
        raise damaged(_CUT)
    if len(payload) != size or unpacking.unused_data:
        raise damaged("its checksum is wrong")
    return payload


def _files(payload: bytes) -> dict[str, File]:
    files: dict[str, File] = {}
    position = 0
    while position < len(payload):
        end = payload.find(b"\n", position, position + _LONGEST_LINE)
        words = payload[position:end].split(b" ", 3) if end >= 0 else []
        if len(words) != 4 or words[1] not in {b"x", b"-"}:
            raise damaged(f"its entry for file {len(files) + 1} cannot be read")
        size = _number(words[0])
        path, layer = _text(words[3]), _text(words[2])
        position = end + 1 + size
        if size > _LARGEST_FILE or position > len(payload):
            raise damaged(f"its entry for {path!a} is wrong")
        _check_path(path, files)
        data = payload[end + 1 : position]
        if path.endswith(_PARSED):
            _text(data)
        files[path] = File(data=data, layer=layer, executable=words[1] == b"x")
        if len(files) > _MOST_FILES:
            raise damaged(f"it names more than {_MOST_FILES:,} files")
    for path in files:
        parts = path.split("/")
        if any("/".join(parts[:depth]) in files for depth in range(1, len(parts))):
            raise damaged(f"it names {path!a} below another file")
    return files


def _check_path(path: str, files: Mapping[str, File]) -> None:
    if fault := fault_of(path):
        raise damaged(f"it names {path!a}, and {fault}")
    if path.count("/") > _DEEPEST:
        raise damaged(f"it names a path of more than {_DEEPEST} folders")
    if path in files:
        raise damaged(f"it names {path!a} twice")
    if path.partition("/")[0] == BASE_PATH.partition("/")[0]:
        raise damaged(f"it names {path!a}, which belongs to seedbed")


def _number(word: bytes) -> int:
    if not word.isdigit() or len(word) > _DIGITS:
        raise damaged("a number in it cannot be read")
    return int(word)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise damaged("a text in it is not UTF-8") from None
