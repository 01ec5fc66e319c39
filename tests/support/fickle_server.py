"""A server on this machine that misbehaves as it is told, and stops by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Behavior = Callable[["Handler"], None]


class Fickle(ThreadingHTTPServer):
    """Serves a folder, but for paths with a behavior of their own.

    Attributes:
        behaviors: by path; each answers a request for it.
        asked: the path and the login of each request, in order.
        ends: is set when those that wait should stop.
    """

    daemon_threads = False  # those that wait end first

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.behaviors: dict[str, Behavior] = {}
        self.asked: list[tuple[str, str]] = []
        self.ends = threading.Event()

    @property
    def address(self) -> str:
        """Where it is to be found."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are no news."""


class Handler(SimpleHTTPRequestHandler):
    """Answers one request."""

    server: Fickle

    def do_GET(self) -> None:
        """Behave as told."""
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        behave = self.server.behaviors.get(self.path, SimpleHTTPRequestHandler.do_GET)
        behave(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def fickle(folder: Path) -> Iterator[Fickle]:
    """A server of a folder."""
    with Fickle(folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.ends.set()
        server.shutdown()
        thread.join()


def sends(data: bytes, *, said: int | None = None, status: int = 200, **more: str) -> Behavior:
    """Answers with bytes; `said` is the length that it tells, and -1 tells none."""

    def behave(handler: Handler) -> None:
        handler.send_response(status)
        if said != -1:
            handler.send_header("Content-Length", str(len(data) if said is None else said))
        for name, value in more.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return behave


def answers(status: int) -> Behavior:
    """Answers with nothing but a status."""
    return sends(b"", status=status)


def moves_to(address: str) -> Behavior:
    """Sends the client on."""
    return sends(b"", status=302, Location=address)


def in_turn(*behaviors: Behavior) -> Behavior:
    """Behaves another way at each request; the last one stays."""
    left = list(behaviors)

    def behave(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return behave


def waits(handler: Handler) -> None:
    """Never answers."""
    handler.server.ends.wait(30)


def drips(data: bytes, seconds: float) -> Behavior:
    """Sends byte by byte."""

    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        for number in range(len(data)):
            handler.wfile.write(data[number : number + 1])
            handler.server.ends.wait(seconds)

    return behave


def begins_slowly(handler: Handler) -> None:
    """Sends the head of an answer byte by byte, which never ends."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
    while not handler.server.ends.wait(0.05):
        handler.wfile.write(b"x")


def wants_login(pair: str, data: bytes) -> Behavior:
    """Sends bytes to those who log in."""
    from base64 import b64encode

    wanted = f"Basic {b64encode(pair.encode()).decode()}"

    def behave(handler: Handler) -> None:
        good = handler.headers.get("Authorization") == wanted
        (sends(data) if good else answers(401))(handler)

    return behave
