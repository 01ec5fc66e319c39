"""Where archives of conda packages are to be had: Pixi's settings may name mirrors."""

from __future__ import annotations

import os
import sys

from seedbed.errors import SeedbedError
from seedbed.formats.tables import parse
from seedbed.host.reading import read_text
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seedbed.verify.conda_pairing import CondaPair

_FILE = "config.toml"
_SCHEMES = ("http://", "https://", "file://")


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


def _mirrored(address: str, mirrors: Mapping[str, Sequence[str]]) -> str:
    """The address at a mirror of the longest beginning that has some: the first that can be used.

    Registries of containers (`oci://`) can't, so that the address itself may be left.
    """
    for start in sorted(mirrors, key=len, reverse=True):
        bare = start.rstrip("/")
        if address.startswith(f"{bare}/"):
            usable = [one for one in mirrors[start] if one.lower().startswith(_SCHEMES)]
            return f"{usable[0].rstrip('/')}{address[len(bare) :]}" if usable else address
    return address


def _mirrors(root: str, env: Mapping[str, str]) -> dict[str, list[str]]:
    """Beginnings of addresses, with what stands in their place; the nearest setting counts."""
    found: dict[str, list[str]] = {}
    for path in files(root, env):
        if not os.path.isfile(path):
            continue
        try:
            said = parse(read_text(path), path).get("mirrors")
        except (SeedbedError, OSError):
            continue  # Pixi itself tells what is wrong with it
        found |= {
            start: places
            for start, places in (said.items() if isinstance(said, dict) else ())
            if isinstance(places, list) and places and all(isinstance(one, str) for one in places)
        }
    return found


def files(root: str, env: Mapping[str, str], system: str = sys.platform) -> Iterator[str]:
    """The files with Pixi's settings, the one that counts most last.

    https://pixi.sh/latest/reference/pixi_configuration/

    Args:
        root: the project's folder.
        env: the variables of this process.
        system: as `sys.platform` has it.
    """
    home = os.path.expanduser("~")
    if system == "win32":
        yield os.path.join(env.get("PROGRAMDATA") or "C:\\ProgramData", "pixi", _FILE)
    else:
        yield f"/etc/pixi/{_FILE}"
    if os.path.isabs(named := env.get("XDG_CONFIG_HOME", "")) and system != "win32":
        yield os.path.join(named, "pixi", _FILE)
    if system == "darwin":
        yield os.path.join(home, "Library", "Application Support", "pixi", _FILE)
    elif system == "win32":
        yield os.path.join(env.get("APPDATA") or home, "pixi", _FILE)
    elif not os.path.isabs(named):
        yield os.path.join(home, ".config", "pixi", _FILE)
    yield os.path.join(env.get("PIXI_HOME") or os.path.join(home, ".pixi"), _FILE)
    yield os.path.join(root, ".pixi", _FILE)
