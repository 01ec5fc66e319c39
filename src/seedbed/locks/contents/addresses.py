"""Parts of addresses in locks."""

from __future__ import annotations

TYPE_CHECKING = False


def origin(address: str) -> str:
    """The server that a file comes from: locks by address do not name its index."""
    scheme, separator, rest = address.partition("://")
    return f"{scheme}{separator}{rest.partition('/')[0]}" if separator else address


def unquoted(address: str) -> str:
    """An address without its query and its fragment, with `%2B` and the like as what they mean."""
    plain = address.partition("#")[0].partition("?")[0]
    if "%" not in plain:
        return plain
    from urllib.parse import unquote  # slow to import

    return unquote(plain)
