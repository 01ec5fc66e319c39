"""When environments were proved last: noted in the user's cache, for `seedbed status`."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime

from seedbed.commands.status_checks import Answer
from seedbed.errors import SeedbedError
from seedbed.host.archive_store import folder_of
from seedbed.host.private import make_private, write_private
from seedbed.host.reading import LARGEST_LOCK, read_text, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.commands.verifying.found import Verification, Wanted

_LARGEST = 1 << 16


def note(found: Verification, wanted: Wanted) -> None:
    """Note that all of an environment was proved; a cache that cannot be written notes nothing."""
    if found.status != 0 or wanted.packages or found.is_cache:
        return
    path = _path(found.environment)
    said = {
        "environment": found.environment,
        "lock_sha256": found.lock_sha256,
        "level": found.level,
        "time": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
    }
    try:
        make_private(os.path.dirname(path))
        write_private(path, json.dumps(said).encode())
    except (OSError, SeedbedError):
        return


def noted(environment: str, lock: str) -> Answer:
    """When an environment was proved last: `never`, `proved`, or `outdated`.

    Args:
        environment: its folder, absolute.
        lock: the path of the lock, which may have changed since.
    """
    root = os.path.realpath(environment)
    try:
        found = standing(_path(root), _LARGEST)
        said = json.loads(found.data) if found else {}
        time, level = str(said["time"]), str(said["level"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Answer(state="never")
    try:
        digest = hashlib.sha256(read_text(lock, LARGEST_LOCK).encode()).hexdigest()
    except SeedbedError:
        digest = ""
    same = digest == said.get("lock_sha256")
    return Answer(state="proved" if same else "outdated", detail=f"{time} UTC, level {level}")


def _path(environment: str) -> str:
    name = hashlib.sha256(os.fsencode(environment)).hexdigest()
    return os.path.join(folder_of(os.environ), "proved", f"{name}.json")
