"""Passwords and tokens in addresses: none may reach a file of a project or be shown; pure."""

from __future__ import annotations

import re

from seedbed.errors import usage_error
from seedbed.model.record import record

_ADDRESS = re.compile(r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*://)([^\s\"'<>`]+)")
_SECRET_WORD = re.compile(
    r"([?&#;](?:[a-z_-]*token|api[_-]?key|key|sig|signature|password|passwd|secret)=)(?![${%])[^&#]+",
    re.IGNORECASE,
)
_CONDA_TOKEN = re.compile(r"/t/(?![${%<])[^/]+/")
_PLACEHOLDER = re.compile(r"\$\{?\w+\}?|%\w+%|<[^>]*>|\{\{?[\w .-]+\}?\}")
"""What a program fills in from a variable of the machine: no secret itself."""
_NO_SECRETS = frozenset(
    (
        *("", "git", "hg", "svn"),
        *("__token__", "aws", "gitlab-ci-token", "oauth2", "oauth2accesstoken", "token"),
        *("vsssessiontoken", "x-access-token"),
    )
)
"""Users that everybody is, in small letters: as in `ssh://git@host`, or where a service wants one
name with each token, which a program then asks a keyring for."""


@record
class Secret:
    """A password or a token in a text.

    Attributes:
        line: where it stands, counted from 1.
        address: the address with a mark in the place of the secret.
        host: whom it is for.
    """

    line: int
    address: str
    host: str


def secret_in(text: str) -> Secret | None:
    """The first password or token that an address in a text holds.

    Names of users without a password count where they can be tokens, as in
    `https://TOKEN@github.com/…`; what is only a variable, as in `${TOKEN}`, does not.
    """
    if "://" not in text:
        return None
    for number, line in enumerate(text.splitlines(), start=1):
        for scheme, rest in _ADDRESS.findall(line):
            if found := _secret(scheme, rest):
                return Secret(line=number, address=found[0], host=found[1])
    return None


def check_no_secret(channel: str, login: str) -> None:
    """Refuse a channel with a password or a token, which everybody could read in the project.

    Args:
        channel: as it was typed.
        login: how to log in instead, as words that `{host}` goes into.

    Raises:
        SeedbedError: says so, without the secret.
    """
    if found := secret_in(channel):
        raise usage_error(
            f"The channel {found.address} contains a password or a token, which would end up in "
            "the project's files.",
            f"Remove it, and log in instead: {login.format(host=found.host)}.",
            code="secret-in-address",
        )


def without_secrets(value: object) -> object:
    """A parsed value in whose texts no address holds a password or a token any more."""
    if isinstance(value, dict):
        return {without_secrets(name): without_secrets(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_secrets(item) for item in value]
    return masked(value) if isinstance(value, str) else value


def masked(text: str) -> str:
    """A text in which a mark stands in the place of each password or token of an address."""
    return _ADDRESS.sub(_shown, text) if "://" in text else text


def without_credentials(text: str) -> str:
    """A text without the users with a password, and the tokens, of its addresses."""
    return _ADDRESS.sub(_bare, text) if "://" in text else text


def _bare(found: re.Match[str]) -> str:
    if not _secret(found[1], found[2]):
        return found[0]
    place, path = _parted(found[2])
    user, at, host = place.rpartition("@")
    path = _SECRET_WORD.sub(r"\1", _CONDA_TOKEN.sub("/", path))
    return f"{found[1]}{host if at and _is_secret(found[1], user) else place}{path}"


def _shown(found: re.Match[str]) -> str:
    secret = _secret(found[1], found[2])
    return secret[0] if secret else found[0]


def _secret(scheme: str, rest: str) -> tuple[str, str] | None:
    """The masked address and its host; None where there is no secret."""
    place, path = _parted(rest)
    user, at, host = place.rpartition("@")
    if at and _is_secret(scheme, user):
        return f"{scheme}…@{host}{_hidden(path)}", host
    shown = _hidden(path)
    return (f"{scheme}{place}{shown}", host) if shown != path else None


def _parted(rest: str) -> tuple[str, str]:
    """Whom an address names, with users and passwords, and what follows from the slash on.

    A password should not have a slash, but may: then what stands before it is no port.
    """
    place, slash, path = rest.partition("/")
    port = place.partition(":")[2]
    if "@" not in place and "@" in path and port.strip("0123456789"):
        more, _, path = path.rpartition("@")
        host, slash, path = path.partition("/")
        place = f"{place}/{more}@{host}"
    return place, slash + path


def _hidden(path: str) -> str:
    """A path without tokens."""
    return _SECRET_WORD.sub(r"\1…", _CONDA_TOKEN.sub("/t/…/", path))


def _is_secret(scheme: str, user: str) -> bool:
    name, colon, password = user.partition(":")
    if colon:
        return bool(_PLACEHOLDER.sub("", password))
    return "ssh" not in scheme and _PLACEHOLDER.sub("", name).lower() not in _NO_SECRETS


def login_in(url: str) -> tuple[str, str] | None:
    """The user and the password that stand in an address; None where none do."""
    from urllib.parse import unquote  # slow to import

    said, at, _ = url.partition("://")[2].partition("/")[0].rpartition("@")
    user, _, password = said.partition(":")
    return (unquote(user), unquote(password)) if at else None


def without_login(url: str) -> str:
    """An address without the user, the password, and what follows `#`."""
    scheme, mark, rest = url.partition("#")[0].partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme}{mark}{place.rpartition('@')[2]}{slash}{path}"


def server_of(url: str) -> str:
    """The scheme, the host, and the port of an address, in lowercase: whom a password is for."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.lower()}://{rest.partition('/')[0].rpartition('@')[2].lower()}"
