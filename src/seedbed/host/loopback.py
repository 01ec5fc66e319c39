"""Asks a server of the user's own something, without the user's proxies: HTTP as far as needed."""

from __future__ import annotations

import json
import socket

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LARGEST = 8 << 20


@record
class Heard:
    """What a server answers.

    Attributes:
        status: its status, such as 200.
        body: what follows the headers.
    """

    status: int
    body: bytes

    @property
    def document(self) -> Any:
        """The JSON document that it is; None for anything else."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def ask(
    host: str,
    port: int,
    path: str,
    *,
    token: str = "",
    method: str = "GET",
    encrypted: bool = False,
    limit: float = 2.0,
) -> Heard | None:
    """What a server answers; None where it does not, or not in time.

    Args:
        host: its address.
        port: its port.
        path: what is asked for, from the first slash on.
        token: what Jupyter's API wants to see; empty for none.
        method: GET or POST.
        encrypted: whether it speaks HTTPS; its certificate is not checked: it is on this machine.
        limit: seconds that it has for each step.
    """
    shown = f"[{host}]" if ":" in host else host
    lines = [f"{method} {path} HTTP/1.0", f"Host: {shown}:{port}", "Accept: application/json"]
    lines += [f"Authorization: token {token}"] if token else []
    lines += ["Content-Length: 0"] if method == "POST" else []
    question = "\r\n".join([*lines, "", ""]).encode("ascii", "replace")
    try:
        with socket.create_connection((host, port), timeout=limit) as bare:
            line = _encrypted(bare) if encrypted else bare
            with line:
                line.sendall(question)
                return _heard(line)
    except (OSError, ValueError):
        return None


def _encrypted(line: socket.socket) -> socket.socket:
    import ssl

    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(line)


def _heard(line: socket.socket) -> Heard | None:
    said = bytearray()
    while len(said) < _LARGEST and (part := line.recv(1 << 16)):
        said += part
    head, _, body = bytes(said).partition(b"\r\n\r\n")
    match head.split(b"\r\n", 1)[0].split(None, 2):
        case [version, status, *_] if version.startswith(b"HTTP/") and status.isdigit():
            return Heard(status=int(status), body=body)
    return None


def fault_of_port(host: str, port: int) -> str:
    """Why nobody can listen on a port; empty where it is free.

    Args:
        host: the address.
        port: the port, 0 for any.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        return getattr(error, "strerror", None) or str(error)
    family, kind, number, _, address = found[0]
    with socket.socket(family, kind, number) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(address)
            one.listen()
        except OSError as error:
            return error.strerror or str(error)
    return ""
