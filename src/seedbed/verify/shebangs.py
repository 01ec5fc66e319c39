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
    if found := _SHELL.match(data):
        named = found["python"]
        good = any(named in _quoted(one) for one in pythons) or _RELATIVE.fullmatch(named)
        return data[found.end() :] if good else None
    first, _, rest = data.partition(b"\n")
    if not first.startswith(b"#!"):
        return None
    named = first[2:].strip()
    return rest if named in {_bytes(one) for one in pythons} else None


def _quoted(path: str) -> tuple[bytes, ...]:
    """A path as installers write it for the shell: uv quotes it once, others twice, or not."""
    single = "'" + path.replace("'", "'\"'\"'") + "'"
    return _bytes(path), _bytes(f'"{path}"'), _bytes(single)


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
