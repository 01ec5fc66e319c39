"""Where a server listens, and how people reach it: URLs, and the line for SSH."""

from __future__ import annotations

import shlex

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.jupyter.server import Server

LOOPBACK = "127.0.0.1"
_ANY = {"0.0.0.0": LOOPBACK, "::": "::1", "*": LOOPBACK, "": LOOPBACK}  # noqa: S104  # to know them


@record
class Address:
    """Where an API is.

    Attributes:
        host: what to connect to.
        port: its port.
        base: the path before the API's, with slashes around it.
        is_encrypted: whether it speaks HTTPS.
    """

    host: str
    port: int
    base: str = "/"
    is_encrypted: bool = False


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.lower() == "localhost":
        return True
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(server: Server) -> Address:
    """Where this machine reaches a server."""
    return Address(
        host=_ANY.get(server.host, server.host),
        port=server.port,
        base=server.base,
        is_encrypted=server.is_encrypted,
    )


def url_of(server: Server, machine: str = "", *, secret: bool = False) -> str:
    """The URL of a server.

    Args:
        server: which one.
        machine: this machine's name, for a server that listens on all of its addresses.
        secret: whether the URL has the token: whoever has that can run code.
    """
    host = (machine or LOOPBACK) if server.host in _ANY else server.host
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if server.is_encrypted else "http"
    base = f"/{server.base.strip('/')}/".replace("//", "/")
    token = f"?token={server.token}" if secret else ""
    return f"{scheme}://{shown}:{server.port}{base}lab{token}"


def tunnel(server: Server, variables: Mapping[str, str], user: str) -> str:
    """The command that forwards a server's port to the machine from which somebody is here by SSH.

    Args:
        server: which one.
        variables: those of this process.
        user: who is here.

    Returns:
        The command; empty for somebody who is not here by SSH.
    """
    words = variables.get("SSH_CONNECTION", "").split()
    if len(words) != 4:
        return ""
    _, _, here, port = words
    to = address_of(server)
    target = f"[{to.host}]" if ":" in to.host else to.host
    other = [] if port == "22" else ["-p", port]
    forward = f"{server.port}:{target}:{server.port}"
    return shlex.join(["ssh", "-N", "-L", forward, *other, f"{user}@{here}" if user else here])
