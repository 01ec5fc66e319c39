"""What the readers of locks in TOML share."""

from __future__ import annotations

from seedbed.locks.contents import DamagedError, table, text
from seedbed.locks.contents.addresses import unquoted

TYPE_CHECKING = False


def loads(said: str, key: str, newest: int) -> dict[str, object]:
    """What a lock says.

    Args:
        said: its text.
        key: the key that has the version of its format.
        newest: the newest format that is known, by its first number.

    Raises:
        DamagedError: when it is no TOML, or has a newer format.
    """
    import tomli

    try:
        found: dict[str, object] = tomli.loads(said)
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"is damaged: {str(error).rstrip('.')}") from None
    check_format(found.get(key, table(found.get("metadata")).get(key)), newest)
    return found


def check_format(version: object, newest: int) -> None:
    """Refuse a format that is not known yet.

    Raises:
        DamagedError: names both.
    """
    first = str(version).partition(".")[0]
    if not (first.isascii() and first.isdecimal() and len(first) < 9):
        raise DamagedError("is damaged: it has no version")
    if int(first) > newest:
        raise DamagedError(f"has format {version}, but seedbed reads only up to {newest}")


def file_of(said: dict[str, object]) -> str:
    """The name of a file that a table describes by its name, its address, or its path."""
    for key in ("name", "filename", "file"):
        if found := text(said.get(key)):
            return found
    address = text(said.get("url")) or text(said.get("path"))
    return unquoted(address).rpartition("/")[2]
