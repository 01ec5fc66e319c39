"""Compares compiled files with their sources; a Python of the environment's own kind runs this.

    python -I -S compiled_script.py

It imports nothing of the environment and executes none of the code that it reads. Its standard
input has the pairs of paths as JSON; it prints one JSON object with a verdict on each. Pairs that
were found to be the same earlier are not compiled again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import marshal
import os
import sys
from typing import Any

Code = type(compile("", "", "exec"))
_PARTS = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_code",
    "co_names",
    "co_varnames",
    "co_freevars",
    "co_cellvars",
    "co_name",
    "co_qualname",
    "co_firstlineno",
    "co_linetable",
    "co_exceptiontable",
]
_HEAD = 16


def plain(value: Any) -> Any:
    """A constant as a value that equals another one only if both have the same types, too."""
    if isinstance(value, Code):
        parts = [getattr(value, name, None) for name in _PARTS]
        return ("code", parts, plain(value.co_consts))
    if isinstance(value, tuple):
        return ("tuple", [plain(one) for one in value])
    if isinstance(value, frozenset):
        return ("frozenset", sorted(repr(plain(one)) for one in value))
    if isinstance(value, slice):
        return ("slice", [plain(one) for one in (value.start, value.stop, value.step)])
    return (type(value).__name__, repr(value))


def key_of(text: bytes, body: bytes, level: int) -> str:
    """What tells a pair, and this very Python, from all others."""
    found = hashlib.sha256(f"{sys.version} {level} {len(text)}\0".encode())
    found.update(text)
    found.update(body)
    return found.hexdigest()


def compare(text: bytes, body: bytes, level: int) -> str:
    """`same`, `unlike`, or why they cannot be compared."""
    try:
        found = marshal.loads(body)  # noqa: S302  # only compared, in a process of its own
    except (ValueError, EOFError, TypeError, MemoryError, RecursionError):
        return "unreadable"
    try:
        wanted = compile(text, "x", "exec", dont_inherit=True, optimize=level)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return "uncompilable"
    return "same" if plain(found) == plain(wanted) else "unlike"


def verdict(source: str, path: str, level: int, known: set[str]) -> tuple[str, str]:
    """How a compiled file is, and the key of the pair; empty for one that is not worth keeping."""
    with open(path, "rb") as file:
        data = file.read()
    if len(data) < _HEAD or data[:4] != importlib.util.MAGIC_NUMBER:
        return "foreign", ""
    with open(source, "rb") as file:
        text = file.read()
    key = key_of(text, data[_HEAD:], level)
    if key in known:
        return "same", ""
    answer = compare(text, data[_HEAD:], level)
    if answer == "same":
        return answer, key
    return (answer, "") if is_used(data, text, source) else ("stale", "")


def is_used(data: bytes, text: bytes, source: str) -> bool:
    """Whether Python takes a compiled file without compiling the source again (PEP 552)."""
    flags = int.from_bytes(data[4:8], "little")
    if flags & 1:
        return not flags & 2 or data[8:_HEAD] == importlib.util.source_hash(text)
    time = int(os.stat(source).st_mtime) & 0xFFFFFFFF
    return data[8:_HEAD] == time.to_bytes(4, "little") + (len(text) & 0xFFFFFFFF).to_bytes(
        4, "little"
    )


def main() -> None:
    """Judge all pairs."""
    sys.setrecursionlimit(10000)
    given = json.load(sys.stdin)
    known, verdicts, keys = set(given["known"]), [], []
    for source, path, level in given["pairs"]:
        try:
            answer, key = verdict(source, path, level, known)
        except OSError as error:
            answer, key = f"can't be compared: {error}", ""
        verdicts.append(answer)
        if key:
            keys.append(key)
    sys.stdout.write("\nseedbed-probe: " + json.dumps({"verdicts": verdicts, "keys": keys}) + "\n")


if __name__ == "__main__":
    main()
