"""The RECORD of an installed distribution.

https://packaging.python.org/specifications/recording-installed-packages/#the-record-file
"""

from __future__ import annotations

import binascii
import csv
import posixpath
import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


_ODD = re.compile(r"\\|/[./]|/$")
"""What a path has to be made normal for."""
_PLAIN = bytes.maketrans(b"-_", b"+/")


@record
class Row:
    """What a RECORD says of a file.

    Attributes:
        sha256: in hexadecimal; empty where it has no hash, or one of another kind.
        size: its number of bytes; -1 where the row does not say it.
    """

    sha256: str
    size: int


def rows(text: str, site: str, root: str) -> Mapping[str, Row]:
    """What a RECORD says.

    Args:
        text: its text.
        site: the folder that its paths are relative to, as seen from the environment.
        root: the environment, absolute: Poetry writes absolute paths for the project itself.

    Returns:
        The rows by path, as seen from the environment; a path out of it begins with `../`.

    Raises:
        ValueError: when it is no RECORD; the text says why.
    """
    return {
        _where(path, site, root): Row(sha256=_hexadecimal(digest), size=_number(size))
        for path, digest, size in _fields(text)
    }


def sizes(text: str, site: str, root: str) -> Iterator[tuple[str, int]]:
    """The paths of a RECORD with the sizes in it, as in `rows`; several times as fast.

    Args:
        text: its text.
        site: as for `rows`.
        root: as for `rows`.

    Raises:
        ValueError: when it is no RECORD; the text says why.
    """
    for path, _, size in _fields(text):
        yield _where(path, site, root), _number(size)


def _fields(text: str) -> Iterator[Sequence[str]]:
    lines = text.splitlines()
    try:
        for fields in csv.reader(lines):
            if fields:
                if len(fields) != 3:
                    raise ValueError(f"a row has {len(fields)} fields instead of 3")
                yield fields
    except csv.Error as error:
        raise ValueError(str(error)) from None


def _where(path: str, site: str, root: str) -> str:
    """A path of a row, as seen from the environment."""
    if path[:1] not in "./" and not _ODD.search(path):
        return f"{site}/{path}" if site else path
    plain = path.replace("\\", "/")
    inner = plain.removeprefix(f"{root}/")
    return posixpath.normpath(posixpath.join("" if inner != plain else site, inner))


def _number(size: str) -> int:
    return int(size) if size.isascii() and size.isdecimal() else -1


def _hexadecimal(digest: str) -> str:
    """The sha256 of a row, which has it as base64 without padding."""
    kind, _, value = digest.partition("=")
    if kind != "sha256":
        return ""
    try:
        plain = value.encode("ascii").translate(_PLAIN) + b"=" * (-len(value) % 4)
        return binascii.a2b_base64(plain).hex()
    except (ValueError, binascii.Error):
        raise ValueError(f"{digest[:60]} isn't a hash") from None
