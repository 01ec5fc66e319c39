"""Which archive uv has for a Python that it manages, and which hash it wants that to have.

uv compares each archive of a Python with a hash that is part of uv itself, or of the list that the
user gave it. No command shows that hash, but uv names it when it refuses an archive: so uv is given
an empty one, from a folder for the moment, and installs nothing. That needs no network.

The project has no say in it: its settings could name another list, and it may come with a clone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re

from seedbed.commands.verifying.uv import program, uv
from seedbed.errors import SeedbedError
from seedbed.host.asking import Asking, Inquiry
from seedbed.host.paths import local
from seedbed.host.private import make_private, write_private
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.host.downloads import Downloads
    from seedbed.host.process import Reply

LIST = "UV_PYTHON_DOWNLOADS_JSON_URL"
_UNSET = frozenset(
    (
        *("UV_PYTHON_PREFERENCE", "UV_NO_MANAGED_PYTHON", "UV_MANAGED_PYTHON", "UV_PYTHON"),
        *("UV_PYTHON_CACHE_DIR", "UV_PYTHON_CPYTHON_BUILD"),
    )
)
"""Variables that would have uv look for something else, or elsewhere."""
_PATHS = frozenset((LIST, "UV_CACHE_DIR", "UV_CONFIG_FILE", "UV_PYTHON_INSTALL_DIR"))
"""Variables that name files and folders, as seen from here."""
_REFUSED = re.compile(r"Expected:\s+([0-9a-f]{64})\s+Computed:\s+([0-9a-f]{64})\b")
_BUILD = re.compile(r"(?:%2B|\+|/)(\d{8})(?=[-/T])")
_LARGEST_LIST = 1 << 26


@record
class Release:
    """The archive that uv has for a Python.

    Attributes:
        address: where it is to be had.
        sha256: what uv wants it to have; empty where it doesn't say.
    """

    address: str
    sha256: str = ""

    @property
    def build(self) -> str:
        """The build of the version, such as `20241016`; empty where its address doesn't say."""
        found = _BUILD.search(self.address)
        return found[1] if found else ""


def release_of(key: str, *, offline: bool) -> Release | None:
    """The archive that uv would install, without its hash; None where uv has none.

    Args:
        key: which Python, such as `cpython-3.12.7-linux-x86_64-gnu`.
        offline: whether uv must not ask its list from the network.
    """
    words = ["python", "list", "--managed-python", "--only-downloads", "--all-versions"]
    words += ["--output-format", "json", *(["--offline"] if offline else []), key]
    reply = _ask(words)
    try:
        said: list[dict[str, Any]] = json.loads(reply.out) if reply else []
        found = [str(one["url"]) for one in said if one["key"] == key and one["url"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Release(address=found[0]) if found else None


def sha256_of(key: str, address: str, downloads: Downloads | None) -> str:
    """The hash that uv wants an archive to have; empty where that can't be found out.

    Args:
        key: which Python it is of.
        address: where uv gets it.
        downloads: gets the user's own list of Pythons; None without a network.
    """
    return _by_refusal(key, address) or _in_list(address, downloads)


def _by_refusal(key: str, address: str) -> str:
    from pathlib import Path
    from tempfile import TemporaryDirectory
    from urllib.parse import unquote

    parts = [unquote(one) for one in address.partition("?")[0].split("/")[-2:]]
    if len(parts) != 2 or any(re.search(r"[/\\:\x00-\x1f]|^\.*$", one) for one in parts):
        return ""
    with TemporaryDirectory(prefix="seedbed-") as folder:
        data = _nothing()
        place = Path(folder, "mirror", *parts)
        make_private(str(place.parent))
        write_private(str(place), data)
        words = ["python", "install", "--no-bin", "--no-registry", "--color", "never", "--offline"]
        words += ["--install-dir", os.path.join(folder, "pythons")]
        reply = _ask([*words, "--mirror", Path(folder, "mirror").as_uri(), key])
    if reply is None or reply.status == 0:
        return ""
    found = _REFUSED.search(reply.said.decode("utf-8", "replace"))
    return found[1] if found and found[2] == hashlib.sha256(data).hexdigest() else ""


def _nothing() -> bytes:
    """An archive with one empty folder, whose hash nothing else has."""
    import gzip
    import io
    import tarfile

    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        info = tarfile.TarInfo("python")
        info.type, info.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(info)
    return gzip.compress(plain.getvalue(), mtime=0)


def _in_list(address: str, downloads: Downloads | None) -> str:
    """The hash that the user's own list of Pythons has for an address."""
    named = os.environ.get(LIST, "")
    if not named:
        return ""
    try:
        listed = json.loads(_bytes(named, downloads))
        found = {str(one["sha256"]) for one in listed.values() if one["url"] == address}
    except (OSError, SeedbedError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""
    digest = found.pop().lower() if len(found) == 1 else ""
    return digest if re.fullmatch(r"[0-9a-f]{64}", digest) else ""


def _bytes(named: str, downloads: Downloads | None) -> bytes:
    from seedbed.host.reading import read_bytes

    scheme = named.partition("://")[0].lower()
    if scheme in {"http", "https"}:
        from tempfile import TemporaryFile

        if downloads is None:
            return b""
        with TemporaryFile(prefix="seedbed-") as file:
            downloads.receive(named, file, _LARGEST_LIST)
            file.seek(0)
            return file.read()
    return read_bytes(local(named) or named, _LARGEST_LIST)


def _ask(words: list[str]) -> Reply | None:
    if not (path := program()):
        return None
    env = {name: value for name, value in uv().variables().items() if name not in _UNSET}
    env["UV_PYTHON_DOWNLOADS"] = "manual"  # "never" lets it install nothing, and so say nothing
    for name in _PATHS & env.keys():
        if "://" not in env[name]:
            env[name] = os.path.abspath(env[name])
    with Asking() as asking:
        return asking.answer(
            Inquiry(arguments=(path, *words), cwd=os.path.abspath(os.sep), env=env)
        )
