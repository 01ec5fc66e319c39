"""Where uv gets packages from on this machine, and nothing else of its settings."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_KEPT = (
    "UV_CACHE_DIR",
    "UV_CONCURRENT_",
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_HTTP_",
    "UV_INDEX",
    "UV_INSECURE_HOST",
    "UV_KEYRING_PROVIDER",
    "UV_NATIVE_TLS",
    "UV_NO_CACHE",
    "UV_NO_INDEX",
    "UV_OFFLINE",
    "UV_SYSTEM_CERTS",
)
"""How the names of variables begin that say where packages come from, and how to get them."""
_SETTINGS = {
    "index-url": "UV_INDEX_URL",
    "extra-index-url": "UV_EXTRA_INDEX_URL",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "index-strategy": "UV_INDEX_STRATEGY",
    "keyring-provider": "UV_KEYRING_PROVIDER",
    "allow-insecure-host": "UV_INSECURE_HOST",
    "native-tls": "UV_NATIVE_TLS",
    "system-certs": "UV_SYSTEM_CERTS",
}
"""The same in uv.toml, each with its variable."""


def variables(env: Mapping[str, str]) -> dict[str, str]:
    """Variables for a uv that reads no configuration: all but its own, and the indexes.

    What the user's and the system's `uv.toml` say of indexes becomes variables; those that are set
    come first. https://docs.astral.sh/uv/reference/settings/

    Args:
        env: the variables of this process.
    """
    kept = {
        name: value
        for name, value in env.items()
        if not name.startswith("UV_") or name.startswith(_KEPT)
    }
    found: dict[str, str] = {}
    for path in _files(env):
        found = {**dict(_said(_read(path))), **found}
    return {**found, **kept}


def named_in(path: str) -> list[str]:
    """What a `uv.toml` names packages' places by: indexes, and other addresses; in their order.

    Args:
        path: the file, which may be missing.
    """
    settings = _read(path)
    rows, links = settings.get("index"), settings.get("find-links")
    tables = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    found = [one.get("name") or one.get("url") for one in tables]
    extra = settings.get("extra-index-url")
    found += [settings.get("index-url"), *(extra if isinstance(extra, list) else [])]
    found += links if isinstance(links, list) else []
    return [str(one) for one in found if one]


def _files(env: Mapping[str, str]) -> Iterator[str]:
    """Where `uv.toml` may be, the one that counts most first."""
    if own := env.get("UV_CONFIG_FILE"):
        yield own
        return
    if env.get("UV_NO_CONFIG") in {"1", "true"}:
        return
    home = env.get("HOME") or os.path.expanduser("~")
    if os.name == "nt":
        folders = [env.get("APPDATA", ""), env.get("PROGRAMDATA", "")]
    else:
        folders = [env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")]
        folders += (env.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
    yield from (os.path.join(one, "uv", "uv.toml") for one in folders if os.path.isabs(one))
    if os.name != "nt":
        yield "/etc/uv/uv.toml"


def _read(path: str) -> Mapping[str, Any]:
    """What a file says; nothing where there is none, or uv could not read it either."""
    from seedbed.formats.tables import parse
    from seedbed.host.reading import read_text

    try:
        return parse(read_text(path), path) if os.path.isfile(path) else {}
    except SeedbedError:
        return {}


def _said(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What settings say of indexes, as variables."""
    section = settings.get("pip")
    said = {**settings, **(section if isinstance(section, dict) else {})}
    for key, name in _SETTINGS.items():
        if (value := said.get(key)) is not None:
            yield name, _text(value, "," if key == "find-links" else " ")
    rows = said.get("index")
    indexes = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    default = [_named(one) for one in indexes if one.get("default") is True]
    others = [_named(one) for one in indexes if not (one.get("default") or one.get("explicit"))]
    if default:
        yield "UV_DEFAULT_INDEX", default[0]
    if others:
        yield "UV_INDEX", " ".join(others)


def _named(index: Mapping[str, Any]) -> str:
    name, url = index.get("name"), str(index.get("url", ""))
    return f"{name}={url}" if name else url


def _text(value: object, between: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return between.join(map(str, value)) if isinstance(value, list) else str(value)
