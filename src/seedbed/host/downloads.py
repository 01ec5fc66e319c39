"""Downloads an archive once, from its first byte to its last, and hashes it on the way."""

from __future__ import annotations

import hashlib
import os
from http.client import HTTPException
from time import sleep

from seedbed.errors import SeedbedError
from seedbed.host.within import Rate, within
from seedbed.model.credentials import login_in, masked, server_of, without_login
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any
    from urllib.request import OpenerDirector, Request

TRIES = 3
PATIENCE = 30.0
"""Seconds that a server may say nothing."""
_PAUSE = 0.5
_CHUNK = 1 << 18
_AUTHORITIES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT")
_SCHEMES = ("http://", "https://")
_GONE = frozenset((403, 404, 410, 451))
_LOGIN = frozenset((401, 403, 407))
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))


@record
class Received:
    """What was downloaded.

    Attributes:
        sha256: of all bytes, in hexadecimal.
        size: their number.
    """

    sha256: str
    size: int


@record
class Limits:
    """How slow a server may be.

    Attributes:
        opening: seconds that it may take to begin with an answer: it may have many addresses.
        window: seconds after which it is judged whether enough bytes came.
        slowest: bytes that are enough in a second.
    """

    opening: float = 90.0
    window: float = 30.0
    slowest: float = 1024.0


class Downloads:
    """Downloads archives.

    Args:
        login: the user and the password for an address; None where it needs none.
        told: is called with the bytes that were received since the last call.
        pause: seconds before the second try; twice as many before the third.
        patience: seconds that a server may say nothing.
        tries: how often it is tried, if another try may succeed.
        limits: how slow a server may be.

    Attributes:
        headers: what each request says.
    """

    def __init__(
        self,
        login: Callable[[str], tuple[str, str] | None] = lambda _: None,
        told: Callable[[int], None] = lambda _: None,
        pause: float = _PAUSE,
        patience: float = PATIENCE,
        *,
        tries: int = TRIES,
        limits: Limits = Limits(),  # noqa: B008  # is frozen
    ) -> None:
        self._login = login
        self._told = told
        self._pause = pause
        self._patience = patience
        self._tries = tries
        self._limits = limits
        self._opener: OpenerDirector | None = None
        self.headers = {"Accept-Encoding": "identity"}

    def receive(self, url: str, into: IO[bytes], limit: int) -> Received:
        """Write what an address has into a file, and hash it.

        Args:
            url: the address: http, or https.
            into: an empty file; it is emptied again before each try.
            limit: the most bytes that are taken.

        Raises:
            SeedbedError: when it cannot be had: `archive-gone` where the server says that it has no
                such file, `archive-unreachable` otherwise.
        """
        for number in range(self._tries):
            into.seek(0)
            into.truncate()
            try:
                return self._receive(url, into, limit)
            except SeedbedError:
                raise
            except (OSError, ValueError, HTTPException) as error:
                getattr(error, "close", bool)()  # that of an HTTP status holds the connection
                if not _may_pass(error) or number + 1 == self._tries:
                    raise _cannot(url, error) from None
            sleep(self._pause * 2**number)
        raise AssertionError("unreachable")

    def _receive(self, url: str, into: IO[bytes], limit: int) -> Received:
        found, size = hashlib.sha256(), 0
        with within(self._limits.opening, lambda: self._open(url)) as answer:
            said = answer.headers.get("Content-Length", "")
            expected = int(said) if said.isascii() and said.isdecimal() else -1
            rate = Rate(self._limits.window, self._limits.slowest)
            while chunk := answer.read1(_CHUNK):  # at once, what has come
                rate.add(len(chunk))
                size += len(chunk)
                if size > limit:
                    raise _cannot(url, f"it has more than {limit} bytes")
                found.update(chunk)
                into.write(chunk)
                self._told(len(chunk))
        if expected >= 0 and size != expected:
            raise OSError(f"the connection ended after {size} of {expected} bytes")
        into.flush()
        return Received(sha256=found.hexdigest(), size=size)

    def _open(self, url: str) -> Any:
        from urllib.request import Request

        bare = without_login(url)
        if not bare.lower().startswith(_SCHEMES):
            raise ValueError("seedbed doesn't know that kind of address")
        request = Request(bare, headers=self.headers)  # noqa: S310  # checked
        request.add_unredirected_header("User-Agent", "seedbed")
        if login := login_in(url) or self._login(url):
            _log_in(request, login)
        if self._opener is None:
            self._opener = _opener(self._login)
        return self._opener.open(request, timeout=self._patience)


def _log_in(request: Request, login: tuple[str, str]) -> None:
    from base64 import b64encode

    pair = b64encode(":".join(login).encode()).decode()
    request.add_unredirected_header("Authorization", f"Basic {pair}")


def _opener(login: Callable[[str], tuple[str, str] | None]) -> OpenerDirector:
    """What opens addresses of both kinds, with the authorities that the user trusts.

    Args:
        login: the user and the password for an address that a server sends on to.
    """
    import ssl
    from urllib.request import (
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
        HTTPHandler,
        HTTPRedirectHandler,
        HTTPSHandler,
        OpenerDirector,
        ProxyHandler,
    )

    context = ssl.create_default_context()
    for name in _AUTHORITIES:
        path = os.environ.get(name, "")
        if os.path.isfile(path):
            context.load_verify_locations(path)

    class Redirects(HTTPRedirectHandler):
        """Follows; the server that sent on may have the login again, another one its own."""

        def redirect_request(self, *given: Any) -> Request | None:
            old, found = given[0], super().redirect_request(*given)
            if found is None:
                return None
            said = old.unredirected_hdrs.get("Authorization")
            if said and server_of(old.full_url) == server_of(found.full_url):
                found.add_unredirected_header("Authorization", said)
            elif pair := login(found.full_url):
                _log_in(found, pair)
            return found

    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(context=context),
        Redirects(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _may_pass(error: Exception) -> bool:
    """Whether another try may succeed."""
    status = getattr(error, "code", None)
    if isinstance(status, int):
        return status in _LATER
    return isinstance(error, (OSError, HTTPException))


def _cannot(url: str, why: Exception | str) -> SeedbedError:
    status = getattr(why, "code", None)
    gone = status in _GONE
    reason = getattr(why, "reason", why)
    what = f"the server answers {status}" if isinstance(status, int) else str(reason)
    what += ", so it may want a login" if status in _LOGIN else ""
    return SeedbedError(
        f"{masked(without_login(url))} can't be downloaded: {what or type(why).__name__}.",
        "Check the address in the lock, the network, and your login."
        if gone
        else "Check the network, then try again.",
        code="archive-gone" if gone else "archive-unreachable",
    )
