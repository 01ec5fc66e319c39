"""Reads what is recorded of a project's server, and finds out how it is."""

from __future__ import annotations

import os
import sys

from seedbed.host.processes import boot, identity_of
from seedbed.jupyter.addresses import Address, address_of
from seedbed.jupyter.left import data_of, moved_to, recorded
from seedbed.jupyter.places import place_of, runtime_folders
from seedbed.jupyter.states import Found, State, judge
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.host.loopback import Heard
    from seedbed.jupyter.places import Place
    from seedbed.jupyter.server import Server

_LIMIT = 2.0
"""Seconds that an API has to answer."""


@record
class Stranger:
    """A server in the project that seedbed did not start.

    Attributes:
        pid: the number of its process.
        url: its URL, without the token.
    """

    pid: int
    url: str


def place_for(root: str) -> Place:
    """Where a project's server is recorded on this machine."""
    # homes are shared between the machines of a cluster, not so between laptops
    machine = os.uname().nodename if sys.platform == "linux" else ""
    return place_of(os.path.realpath(root), os.environ, sys.platform, machine)


def state_of(root: str, *, ask: bool = True) -> State:
    """How a project's server is. Where there is none, that costs one look at all records.

    Args:
        root: the project's folder.
        ask: whether its API is asked; without, it is believed to answer.
    """
    place = place_for(root)
    server = recorded(place.record)
    identity = identity_of(server.pid) if server else ""
    if server is None or identity != server.identity:
        moved = moved_to(root, place.top)
        if moved is not None:
            return State(status="moved", server=moved.server, place=moved.place)
    if server is None:
        return State()
    alive = identity == server.identity
    answers = alive and server.is_ready and (not ask or api(server, "status") is not None)
    ended = document(place.ended)
    status = ended.get("status") if isinstance(ended, dict) else None
    found = Found(
        identity=identity,
        answers=answers,
        exit=status if isinstance(status, int) else None,
        made=made_of(server.environment),
    )
    return judge(server, found, boot())


def kept_of(root: str) -> Server | None:
    """The server that a failed restart ended: the next one starts it with its token and port."""
    return recorded(place_for(root).kept)


def made_of(environment: str) -> str:
    """What tells an environment from one that takes its place; empty where there is none."""
    try:
        found = os.stat(environment)
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}"


def api(server: Server, path: str, *, method: str = "GET", limit: float = _LIMIT) -> Any:
    """What a server's API says, as the JSON document; None where it does not answer.

    Args:
        server: which one.
        path: what follows `/api/`.
        method: GET or POST.
        limit: seconds that it has.
    """
    heard = asked(address_of(server), path, token=server.token, method=method, limit=limit)
    return heard.document if heard and heard.status == 200 else None


def asked(
    address: Address, path: str, *, token: str = "", method: str = "GET", limit: float = _LIMIT
) -> Heard | None:
    """What an API answers; None where it does not."""
    from seedbed.host import loopback

    base = f"/{address.base.strip('/')}/".replace("//", "/")
    return loopback.ask(
        address.host,
        address.port,
        f"{base}api/{path}",
        token=token,
        method=method,
        encrypted=address.is_encrypted,
        limit=limit,
    )


def strangers(root: str, server: Server | None) -> list[Stranger]:
    """The servers that run in a project and that seedbed did not start.

    A file that says so may be left over, and its number another process's: only one that answers to
    its token counts.

    Args:
        root: the project's folder.
        server: seedbed's own, if there is one.
    """
    real = os.path.realpath(root)
    folders = dict.fromkeys([*([server.runtime] if server else []), *_runtime_folders()])
    found = []
    for folder in filter(None, folders):
        for facts in _known_to_jupyter(folder):
            inside = os.path.join(os.path.realpath(facts["root_dir"]), "")
            own = server is not None and facts["pid"] == server.pid
            if not own and inside.startswith(os.path.join(real, "")) and _answers(facts):
                found.append(Stranger(pid=facts["pid"], url=f"{facts['url']}lab"))
    return found


def document(path: str) -> Any:
    """The JSON document that a file holds; None for anything else."""
    import json

    try:
        return json.loads(data_of(path))
    except (ValueError, RecursionError):
        return None


def of_jupyter(runtime: str, pid: int) -> dict[str, Any] | None:
    """What Jupyter notes of a server that runs; None where it does not, or not yet.

    Args:
        runtime: the folder where it does.
        pid: the server's process.
    """
    facts = document(os.path.join(runtime, f"jpserver-{pid}.json"))
    match facts:
        case {
            "pid": int(), "port": int(), "url": str(), "token": str(), "root_dir": str(),
            "base_url": str(), "hostname": str(), "secure": bool(),
        }:  # fmt: skip
            return dict(facts)
    return None


def _runtime_folders() -> list[str]:
    return runtime_folders(os.environ, sys.platform)


def _known_to_jupyter(folder: str) -> list[dict[str, Any]]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = []
    for name in sorted(names):
        number = name.removeprefix("jpserver-").removesuffix(".json")
        if number.isdecimal() and name == f"jpserver-{number}.json":
            facts = of_jupyter(folder, int(number))
            if facts is not None:
                found.append(facts)
    return found


def _answers(facts: dict[str, Any]) -> bool:
    if not identity_of(facts["pid"]):
        return False
    address = Address(
        host=facts["hostname"],
        port=facts["port"],
        base=facts["base_url"],
        is_encrypted=facts["secure"],
    )
    heard = asked(address, "status", token=facts["token"], limit=0.5)
    return heard is not None and heard.status == 200
