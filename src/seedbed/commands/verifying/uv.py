"""uv, as `seedbed verify` asks it: it is looked for once, and its cache is cleaned in one way."""

from __future__ import annotations

import os
from functools import cache

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.asking import Asking, Inquiry
from seedbed.managers.registry import load_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.host.process import Reply
    from seedbed.managers.protocols import Driver

LONG = 3600.0
"""Seconds that uv has to install or to remove something."""


def uv() -> Driver:
    """The driver of the uv that is on PATH.

    It starts uv to know its version, so the same one is given as long as PATH is the same.
    """
    return _uv(os.environ.get("PATH", ""))


@cache
def _uv(_: str) -> Driver:
    return load_driver("uv")


def program() -> str:
    """The path of uv; empty where it is not here."""
    try:
        return uv().program()
    except SeedbedError:
        return ""


def ask(words: Sequence[str], root: str, limit: float = 120.0, given: str = "") -> Reply | None:
    """What uv answers; None where it is not here, or takes too long.

    Args:
        words: its arguments.
        root: the folder to run it in.
        limit: seconds that it has.
        given: what it reads on its standard input.
    """
    if not (path := program()):
        return None
    inquiry = Inquiry(
        arguments=(path, *words),
        cwd=root,
        env=uv().variables(),
        limit=limit,
        given=given.encode(),
    )
    with Asking() as asking:
        return asking.answer(inquiry)


def do(words: Sequence[str], root: str, what: str) -> None:
    """Let uv do something.

    Args:
        words: its arguments.
        root: the folder to run it in.
        what: what it does, as the rest of a sentence that begins with "uv couldn't".

    Raises:
        SeedbedError: when it can't.
    """
    uv().program()  # says why, where it is not here
    reply = ask(words, root, LONG)
    if reply is not None and reply.status == 0:
        return
    said = reply.said.decode("utf-8", "replace").strip().splitlines() if reply else []
    status = f"exit status {reply.status}" if reply else "it takes too long"
    raise SeedbedError(
        f"uv couldn't {what}: {said[-1] if said else status}",
        "Run 'seedbed verify' to see what's left.",
        code="repair-failed",
        status=ENVIRONMENT,
    )


def clean_cache(names: Sequence[str], root: str) -> None:
    """Remove packages from uv's cache.

    Raises:
        SeedbedError: when uv can't.
    """
    do(("cache", "clean", "--quiet", *names), root, "remove these packages from its cache")
