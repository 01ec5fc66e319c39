"""What is recorded of a server that was started: as JSON, in the user's own state folder."""

from __future__ import annotations

import json

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SCHEMA = 1
"""Version of the record; one with another number counts as none."""


@record
class Server:
    """One server of a project.

    Attributes:
        root: the project's folder, absolute.
        pid: the number of its process.
        identity: what tells that process from later ones with the same number.
        token: what its API asks for.
        environment: the folder of the environment that it was started from.
        made: what tells that environment from one that takes its place; empty where unknown.
        host: the address that it was told to listen on.
        asked_port: the port that was asked for; -1 for none, 0 for any.
        allow_root: whether it may run as root.
        started: when, in seconds since 1970.
        version: JupyterLab's version.
        runtime: the folder where Jupyter keeps what it knows of running servers; empty until known.
        port: the port that it listens on; 0 until known.
        base: the path before its API's, such as `/`.
        is_encrypted: whether it speaks HTTPS.
    """

    root: str
    pid: int
    identity: str
    token: str
    environment: str
    made: str = ""
    host: str = "127.0.0.1"
    asked_port: int = -1
    allow_root: bool = False
    started: float = 0.0
    version: str = ""
    runtime: str = ""
    port: int = 0
    base: str = "/"
    is_encrypted: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether its API has answered once."""
        return self.port > 0


def written(server: Server) -> bytes:
    """A record as a file holds it."""
    state = {"schema": SCHEMA, **vars(server)}
    return (json.dumps(state, indent=1, sort_keys=True) + "\n").encode()


def read(data: bytes) -> Server | None:
    """The record that a file holds; None for anything else."""
    try:
        state = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(state, dict) or state.pop("schema", None) != SCHEMA:
        return None
    return Server(**state) if _is_one(state) else None


_LATEST = 1e10
"""Seconds since 1970, about the year 2286: clocks show nothing later."""


def _is_one(state: Mapping[str, Any]) -> bool:
    """Whether each field is there, and is of its kind."""
    blank = vars(Server(root="", pid=0, identity="", token="", environment=""))
    if state.keys() != blank.keys() or state["pid"] in {0, 1}:
        return False
    if any("\0" in value for value in state.values() if isinstance(value, str)):
        return False
    if isinstance(state["started"], (int, float)) and not 0 <= state["started"] < _LATEST:
        return False
    return all(
        isinstance(state[name], (int, float) if kind is float else kind)
        and (kind is bool or not isinstance(state[name], bool))
        for name, kind in ((name, type(value)) for name, value in blank.items())
    )
