"""Undoes what installers of conda packages do to files that name their prefix. Pure.

https://docs.conda.io/projects/conda-build/en/stable/resources/make-relocatable.html
"""

from __future__ import annotations

import hashlib
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.verify.values import Claim

_SHEBANG = re.compile(r"#! *(?P<program>/(?:\\ |[^ \n\r\t])*)(?P<options>.*)")
_LONGEST = 127
"""Characters of the longest first line that Linux reads."""


def fits(data: bytes, claim: Claim, prefix: str) -> bool:
    """Whether a file is the one of its package, but for the prefix that it names.

    Args:
        data: the file's bytes.
        claim: what is claimed of it.
        prefix: the absolute path of the environment.
    """
    if not claim.shebang:
        return _is(data, claim, prefix, claim.sha256)
    return any(
        data.startswith(first) and _is(data[len(first) :], claim, prefix, claim.rest)
        for first in _first_lines(claim.shebang, claim.placeholder, prefix)
    )


def _is(data: bytes, claim: Claim, prefix: str, wanted: str) -> bool:
    """Whether these bytes have a hash once the prefix is what it was; no installer leaves that."""
    old, new = claim.placeholder.encode(), prefix.encode()
    if old in data and old not in new:
        return False
    ways = (_binary,) if claim.binary else (_text, _whole_paths)
    return any(hashlib.sha256(way(data, new, old)).hexdigest() == wanted for way in ways)


def _first_lines(said: str, placeholder: str, prefix: str) -> Iterator[bytes]:
    """What installers may write for the line of a script that names its interpreter.

    Where that would be too long for the system, or have spaces, conda looks for the program on
    PATH, and Pixi lets the shell start Python.
    """
    line = said.replace(placeholder, prefix)
    yield line.encode()
    found = _SHEBANG.fullmatch(said.rstrip("\r"))
    if found is None or placeholder not in said or (len(line) <= _LONGEST and " " not in prefix):
        return
    program, options = found["program"].replace(placeholder, prefix), found["options"]
    yield f"#!/usr/bin/env {program.rpartition('/')[2]}{options}".encode()
    yield f"#!/bin/sh\n'''exec' \"{program}\"{options} \"$0\" \"$@\" #'''".encode()


def _text(data: bytes, prefix: bytes, placeholder: bytes) -> bytes:
    return data.replace(prefix, placeholder)


def _whole_paths(data: bytes, prefix: bytes, placeholder: bytes) -> bytes:
    """Where the prefix is short, as `/env`, the end of another path can look like it."""
    return re.sub(rb"(?<![\w./-])" + re.escape(prefix), lambda _: placeholder, data)


def _binary(data: bytes, prefix: bytes, placeholder: bytes) -> bytes:
    """Strings end with a zero byte, and were filled with more of them up to their old length."""
    gap = len(placeholder) - len(prefix)
    pattern = re.compile(re.escape(prefix) + rb"[^\x00]*\x00*")

    def restored(found: re.Match[bytes]) -> bytes:
        text = found[0].rstrip(b"\x00")
        zeros = len(found[0]) - len(text) - text.count(prefix) * gap
        return text.replace(prefix, placeholder) + b"\x00" * max(zeros, 0)

    return pattern.sub(restored, data)
