"""The RECORD of an installed distribution.

https://packaging.python.org/specifications/recording-installed-packages/#the-record-file
"""

from __future__ import annotations

import binascii
import csv
import posixpath

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


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
    found: dict[str, Row] = {}
    try:
        for fields in csv.reader(text.splitlines()):
            if not fields:
                continue
            if len(fields) != 3:
                raise ValueError(f"a row has {len(fields)} fields instead of 3")
            path, digest, size = fields
            plain = path.replace("\\", "/")
            inner = plain.removeprefix(f"{root}/")
            where = posixpath.join("" if inner != plain else site, inner)
            place = posixpath.normpath(where)
            number = int(size) if size.isascii() and size.isdecimal() else -1
            found[place] = Row(sha256=_hexadecimal(digest), size=number)
    except csv.Error as error:
        raise ValueError(str(error)) from None
    return found


def _hexadecimal(digest: str) -> str:
    """The sha256 of a row, which has it as base64 without padding."""
    kind, _, value = digest.partition("=")
    if kind != "sha256":
        return ""
    try:
        plain = value.translate({ord("-"): "+", ord("_"): "/"}) + "=" * (-len(value) % 4)
        return binascii.a2b_base64(plain).hex()
    except (ValueError, binascii.Error):
        raise ValueError(f"{digest[:60]} is no hash") from None
