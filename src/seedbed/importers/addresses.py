"""Addresses in files of others: without logins, and with what only a variable could say; pure."""

from __future__ import annotations

import re

from seedbed.model.credentials import masked, secret_in
from seedbed.model.record import record

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$([A-Za-z_][A-Za-z0-9_]*)|%([A-Z_]{2,})%")

_LOGIN = re.compile(r"//[^/\s@]+:[^/\s@]+@")
_LONGEST = 4000
"""Characters of an address that a program would take."""


@record
class Address:
    """An address as a file may have it.

    Attributes:
        url: the address without a login.
        host: whom it is for.
        had_login: whether it had one; a user of SSH is none.
        fault: why it can't stand in a file, as the end of a sentence; empty where it can.
    """

    url: str
    host: str
    had_login: bool = False
    fault: str = ""


def cleaned(text: str) -> Address:
    """An address without its login."""
    if len(text) > _LONGEST:
        return Address(url="", host="", fault="it is too long")
    scheme, mark, rest = text.partition("://")
    if not mark:
        return Address(url=text, host="", fault=_fault(text))
    user, host, path = _parted(rest)
    kept = user.partition(":")[0] if "ssh" in scheme or user == "git" else ""
    url = f"{scheme}://{kept}{'@' if kept else ''}{host}{path}"
    return Address(url=url, host=host, had_login=user != kept, fault=_fault(url))


def login_note(address: Address) -> str:
    """The sentence for a login that was left out; empty where there was none."""
    if not address.had_login:
        return ""
    if address.url.startswith("git+"):
        return f"The login for {address.host} was left out: let git's credential helper know it."
    return f"The login for {address.host} was left out: `uv auth login {address.host}` stores one."


def hidden(text: str) -> str:
    """A text with a mark for each password or token in it, also of an address within another."""
    return _LOGIN.sub("//…@", masked(text))


def variables_in(text: str) -> list[str]:
    """The environment variables that a text refers to."""
    return [one for found in _VARIABLE.findall(text) for one in found if one]


def _fault(url: str) -> str:
    names = variables_in(url)
    if names:
        return f"it depends on the environment variable {names[0]}"
    return "it contains a password or a token" if secret_in(url) or _LOGIN.search(url) else ""


def _parted(rest: str) -> tuple[str, str, str]:
    """The login, the host, and what follows; a password should not have a slash, but may."""
    place, slash, path = rest.partition("/")
    port = place.partition(":")[2]
    if "@" not in place and "@" in path and port.strip("0123456789"):
        more, _, path = path.partition("@")
        host, slash, path = path.partition("/")
        return f"{place}/{more}", host, slash + path
    user, _, host = place.rpartition("@")
    return user, host, slash + path
