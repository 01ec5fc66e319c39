"""Where archives of conda packages are to be had: Pixi's settings may name mirrors."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.formats.tables import parse
from seedbed.host.reading import read_text
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seedbed.verify.conda_pairing import CondaPair

_FILE = "config.toml"


def with_mirrors(pairs: Sequence[CondaPair], root: str) -> list[CondaPair]:
    """Packages whose archives come from where Pixi would get them.

    https://pixi.sh/latest/reference/pixi_configuration/#mirror-configuration

    Args:
        pairs: the packages.
        root: the project's folder.
    """
    mirrors = _mirrors(root, os.environ)
    if not mirrors:
        return list(pairs)
    return [
        replace(one, candidate=replace(archive, address=_mirrored(archive.address, mirrors)))
        if (archive := one.candidate)
        else one
        for one in pairs
    ]


def _mirrored(address: str, mirrors: Mapping[str, str]) -> str:
    """The address at a mirror: of the longest beginning that has one."""
    for start in sorted(mirrors, key=len, reverse=True):
        bare = start.rstrip("/")
        if address.startswith(f"{bare}/"):
            return f"{mirrors[start].rstrip('/')}{address[len(bare) :]}"
    return address


def _mirrors(root: str, env: Mapping[str, str]) -> dict[str, str]:
    """Beginnings of addresses, with what stands in their place; the nearest setting counts."""
    found: dict[str, str] = {}
    for path in _files(root, env):
        if not os.path.isfile(path):
            continue
        try:
            said = parse(read_text(path), path).get("mirrors")
        except (SeedbedError, OSError):
            continue  # Pixi itself tells what is wrong with it
        for start, places in said.items() if isinstance(said, dict) else ():
            if isinstance(places, list) and places and isinstance(places[0], str):
                found[start] = places[0]
    return found


def _files(root: str, env: Mapping[str, str]) -> Iterator[str]:
    """The files with Pixi's settings, the one that counts most last."""
    home = os.path.expanduser("~")
    yield f"/etc/pixi/{_FILE}"
    yield os.path.join(env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "pixi", _FILE)
    yield os.path.join(env.get("PIXI_HOME") or os.path.join(home, ".pixi"), _FILE)
    yield os.path.join(root, ".pixi", _FILE)
