"""Decodes the bytes of a file, and encodes text the way that file was encoded; pure.

Line ends, a byte order mark, UTF-16 and a missing end of the last line are how an editor or git
writes a file, not what it says: they are no edits, and they stay. Bytes that are not UTF-8 are
carried through as they are.
"""

from __future__ import annotations

import codecs

from seedbed.errors import SeedbedError

_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read(data: bytes) -> str | None:
    """The text of a file, with plain line ends and without a byte order mark.

    Bytes that are not UTF-8 become lone surrogates, which `write` turns back.

    Returns:
        None when the file is no text.
    """
    if wide := _wide(data):
        try:
            return data[2:].decode(wide).replace("\r\n", "\n")
        except UnicodeDecodeError:
            return None
    if b"\0" in data:
        return None
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    return text.replace("\r\n", "\n")


def utf8(path: str, data: bytes) -> str:
    """The text of a file that must be UTF-8, with plain line ends and without a byte order mark.

    Args:
        path: what the file is called.
        data: what it holds.

    Raises:
        SeedbedError: when it is not UTF-8; names the line.
    """
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SeedbedError(
            f"{path} is not UTF-8 (line {line}).",
            "Save it as UTF-8, then run the same command again.",
            code="not-utf8",
        ) from None


def check_toml(path: str, data: bytes) -> None:
    """Refuse a manifest whose encoding its managers refuse: TOML is UTF-8, without a mark.

    Args:
        path: what the file is called.
        data: what it holds.

    Raises:
        SeedbedError: says how to mend it.
    """
    if wide := _wide(data):
        raise SeedbedError(
            f"{path} is {wide[:6].upper()}, but TOML must be UTF-8.",
            "Save it as UTF-8, then run the same command again.",
            code="not-utf8",
        )
    utf8(path, data)
    if data.startswith(codecs.BOM_UTF8):
        raise marked(path)


def marked(path: str) -> SeedbedError:
    """The error for a TOML file that begins with a byte order mark."""
    return SeedbedError(
        f"{path} begins with a byte order mark (BOM), which most readers of TOML refuse.",
        "Save it as UTF-8 without a BOM, then run the same command again.",
        code="bad-toml",
    )


def write(text: str, like: bytes | None) -> bytes:
    """The bytes of a text.

    Args:
        text: with plain line ends.
        like: the file whose line ends, encoding and byte order mark it gets; None for none.
    """
    if not like:
        return text.encode("utf-8", "surrogateescape")
    wide = _wide(like)
    before = like[2:].decode(wide, "replace").encode() if wide else like
    if before.count(b"\r\n") * 2 > before.count(b"\n"):
        text = text.replace("\n", "\r\n")
    if wide:
        return like[:2] + text.encode(wide, "surrogatepass")
    mark = codecs.BOM_UTF8 if like.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode("utf-8", "surrogateescape")


def same(one: bytes, other: bytes) -> bool:
    """Whether two files say the same, however they are written."""
    return one == other or _plain(one) == _plain(other)


def remarks(data: bytes) -> tuple[str, ...]:
    """What is to be said of how a file is written, where programs may trip over it."""
    if _wide(data):
        return ("it stays in UTF-16, but git and most programs expect UTF-8",)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return (f"line {line} is not UTF-8; its bytes stay as they are",)
    return ()


def _wide(data: bytes) -> str:
    """The encoding of a file in UTF-16; an empty string for another."""
    return _WIDE.get(data[:2], "") if len(data) % 2 == 0 else ""


def _plain(data: bytes) -> bytes:
    """What a file says, for comparing: no text is what it is."""
    text = read(data)
    return data if text is None else text.removesuffix("\n").encode("utf-8", "surrogatepass")
