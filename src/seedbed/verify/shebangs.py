"""The first lines of scripts, by which the system finds their interpreter. Pure."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SHELL = re.compile(
    rb"""#!/bin/sh\n'''exec' (?P<python>.+?) "\$0" "\$@"(?:\n' '''| \#''')\n""",
)
"""What stands there where the path is long, or has spaces; the second end is conda's."""
_RELATIVE = re.compile(
    rb"""\"\$\(dirname -- \"\$\(realpath -- \"\$0\"\)\"\)\"/'?python[\d.]*'?""",
)
"""A relocatable environment's scripts find the interpreter beside themselves."""


def without_shebang(data: bytes, pythons: Sequence[str]) -> bytes | None:
    """What follows the line, or the lines, that name the interpreter.

    Args:
        data: the script.
        pythons: the absolute paths that may stand there.

    Returns:
        The rest; None where another interpreter is named, or none.
    """
    data = (
        data.replace(b"\r\n", b"\n") if data.startswith(b"#!") and b"\r\n" in data[:300] else data
    )
    if found := _SHELL.match(data):
        named = found["python"]
        plain = {_quoted(one) for one in pythons} | {one.encode() for one in pythons}
        good = named in plain or _RELATIVE.fullmatch(named)
        return data[found.end() :] if good else None
    first, _, rest = data.partition(b"\n")
    if not first.startswith(b"#!"):
        return None
    named = first[2:].strip()
    return rest if named in {one.encode() for one in pythons} else None


def _quoted(path: str) -> bytes:
    return f'"{path}"'.encode()
