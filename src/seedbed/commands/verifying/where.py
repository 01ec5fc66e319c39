"""Where archives are to be had: addresses, logins, and the caches of managers."""

from __future__ import annotations

import os
import re

from seedbed.commands.verifying.uv import ask
from seedbed.locks.contents import DamagedError
from seedbed.model.credentials import login_in, server_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seedbed.verify.pairing import Pair, Pairing

_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX", "PIP_INDEX_URL")
_NAME = re.compile(r"[\w.-]+=")
"""How an index begins that has a name, as in `UV_INDEX`."""


def with_addresses(pairing: Pairing, pairs: Sequence[Pair], python: str, root: str) -> list[Pair]:
    """Pairs whose archives have addresses: some locks have none, so uv asks the index.

    Args:
        pairing: what paired them.
        pairs: distributions with their archives.
        python: the version of the environment's Python, such as `3.12`.
        root: the project's folder.
    """
    wanted = [one for one in pairs if one.candidates and not one.candidates[0].address]
    by_index: dict[str, list[Pair]] = {}
    for one in wanted:
        by_index.setdefault(one.index, []).append(one)
    known: dict[str, tuple[str, str]] = {}
    for index, some in by_index.items():
        known |= _asked([f"{one.one.name}=={one.one.version}" for one in some], index, python, root)
    if not known:
        return list(pairs)
    return [pairing.named(one, known) for one in pairs]


def _asked(names: Sequence[str], index: str, python: str, root: str) -> dict[str, tuple[str, str]]:
    """The files that an index has, by sha256: name and address. Nothing where uv cannot tell."""
    from seedbed.locks.contents import pylock

    words = ["pip", "compile", "--no-deps", "--no-header", "--format", "pylock.toml"]
    words += ["--python-version", python, "--prerelease", "allow"]
    words += ["--default-index", index] if index else []
    reply = ask([*words, "-"], root, given="".join(f"{name}\n" for name in names))
    if reply is None or reply.status != 0:
        return {}
    try:
        found = pylock.read(reply.out.decode("utf-8", "replace"))
    except DamagedError:
        return {}
    files = {digest: name for one in found.packages for name, _, digest in one.files}
    places = {digest: where for one in found.packages for digest, where in one.addresses}
    return {digest: (files[digest], places[digest]) for digest in files.keys() & places.keys()}


def logins(
    env: Mapping[str, str], indexes: Mapping[str, str]
) -> Callable[[str], tuple[str, str] | None]:
    """What tells the user and the password for an address.

    They come from the addresses of indexes in variables, from the variables that uv and Poetry read
    for named indexes, and from the user's netrc.

    Args:
        env: the variables of this process.
        indexes: the addresses of the project's indexes, by name.
    """
    known: dict[str, tuple[str, str]] = {}
    for name in _INDEXES:
        for word in env.get(name, "").split():
            address = word[found.end() :] if (found := _NAME.match(word)) else word
            if pair := login_in(address):
                known.setdefault(server_of(address), pair)
    for name, address in indexes.items():
        key = "".join(one if one.isalnum() else "_" for one in name.upper())
        for prefix in (f"UV_INDEX_{key}_", f"POETRY_HTTP_BASIC_{key}_"):
            user, password = env.get(f"{prefix}USERNAME", ""), env.get(f"{prefix}PASSWORD", "")
            if user or password:
                known.setdefault(server_of(address), (user, password))

    def login(url: str) -> tuple[str, str] | None:
        return known.get(server_of(url)) or _in_netrc(url, env)

    return login


def _in_netrc(url: str, env: Mapping[str, str]) -> tuple[str, str] | None:
    import netrc

    path = env.get("NETRC") or os.path.join(os.path.expanduser("~"), ".netrc")
    if not os.path.isfile(path):
        return None
    try:
        found = netrc.netrc(path).authenticators(
            server_of(url).partition("://")[2].partition(":")[0]
        )
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError):
        return None
    return (found[0], found[2] or "") if found else None


def kept_wheels(env: Mapping[str, str]) -> Callable[[], Mapping[str, str]]:
    """The wheels that Poetry's cache keeps, by file name; looked for once, when first needed."""
    found: dict[str, str] | None = None

    def look() -> Mapping[str, str]:
        nonlocal found
        if found is None:
            found = {}
            home = env.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
            base = env.get("POETRY_CACHE_DIR") or os.path.join(home, "pypoetry")
            for folder, _, names in os.walk(os.path.join(base, "artifacts")):
                found |= {one: os.path.join(folder, one) for one in names if one.endswith(".whl")}
        return found

    return look


def uv_cache(root: str) -> str:
    """The folder of uv's cache, which an environment may have links into; empty where unknown.

    Args:
        root: the project's folder, whose settings may name another cache.
    """
    reply = ask(("cache", "dir"), root)
    said = os.fsdecode(reply.out).strip() if reply and reply.status == 0 else ""
    return os.path.join(root, said) if said else ""
