"""Compares compiled files with their sources; a Python of the environment's own kind runs this.

    python -I -S compiled_script.py

It imports nothing of the environment and executes none of the code that it reads. Its standard
input has the pairs of paths as JSON; for each it prints a line with its verdict, and with a key if
it is to be known later. Pairs that were found to be the same earlier are not compiled again.
"""

from __future__ import annotations

import faulthandler
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
_LARGEST = 64 << 20
"""Bytes of the largest file that is compared; no module comes near it."""
_MEMORY = 4 << 30
_LIMIT = 60
"""Seconds for one pair."""
_RULES = 2
"""The version of `alike`: what another one found to be the same isn't known."""


def alike(found: Any, wanted: Any) -> bool:
    """Whether two constants are equal, and all of their types, too.

    What is wanted leads: a forged value can hold itself a million times over. Python gives a module
    the name of its file anew, with all in it that had the same one before.
    """
    if type(found) is not type(wanted):
        return False
    if isinstance(wanted, Code):
        same = all(getattr(found, one, None) == getattr(wanted, one, None) for one in _PARTS)
        inner = (one for one in found.co_consts if isinstance(one, Code))
        same = same and all(one.co_filename == found.co_filename for one in inner)
        return same and alike(found.co_consts, wanted.co_consts)
    if isinstance(wanted, tuple):
        return len(found) == len(wanted) and all(map(alike, found, wanted))
    if isinstance(wanted, frozenset):
        return len(found) == len(wanted) and _alike_sets(found, wanted)
    if isinstance(wanted, slice):
        parts = ("start", "stop", "step")
        return all(alike(getattr(found, one), getattr(wanted, one)) for one in parts)
    return scalar(found) == scalar(wanted)


def _alike_sets(found: frozenset[Any], wanted: frozenset[Any]) -> bool:
    nested = [one for one in wanted if isinstance(one, (tuple, frozenset))]
    others = [one for one in found if isinstance(one, (tuple, frozenset))]
    if len(nested) != len(others):
        return False
    plain = {scalar(one) for one in found.difference(others)}
    return plain == {scalar(one) for one in wanted.difference(nested)} and all(
        any(alike(other, one) for other in others) for one in nested
    )


def scalar(value: Any) -> tuple[type, Any]:
    """A value that tells `0.0` from `-0.0`, and `1` from `True`."""
    return type(value), repr(value) if isinstance(value, (float, complex)) else value


_MARSHAL_FAULTS = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, MemoryError),
    *(RuntimeError, SystemError, TypeError, ValueError),
)
"""What damaged bytes may bring about."""


def key_of(text: bytes, body: bytes, level: int) -> str:
    """What tells a pair, and this very Python, from all others."""
    found = hashlib.sha256(f"{_RULES} {sys.version} {level} {len(text)}\0".encode())
    found.update(text)
    found.update(body)
    return found.hexdigest()


def compare(text: bytes, body: bytes, level: int) -> str:
    """`same`, `unlike`, or why they cannot be compared."""
    try:
        found = marshal.loads(body)  # noqa: S302  # only compared, in a process of its own
    except _MARSHAL_FAULTS:
        return "unreadable"
    try:
        wanted = compile(text, "x", "exec", dont_inherit=True, optimize=level)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return "uncompilable"
    try:
        return "same" if alike(found, wanted) else "unlike"
    except RecursionError:
        return "unlike"


def verdict(source: str, path: str, level: int, known: set[str]) -> tuple[str, str]:
    """How a compiled file is, and the key of the pair; empty for one that is not worth keeping."""
    data = content(path)
    if len(data) < _HEAD or data[:4] != importlib.util.MAGIC_NUMBER:
        return "foreign", ""
    text = content(source)
    key = key_of(text, data[_HEAD:], level)
    if key in known:
        return "same", ""
    answer = compare(text, data[_HEAD:], level)
    if answer == "same":
        return answer, key
    return (answer, "") if is_used(data, text, source) else ("stale", "")


def content(path: str) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: when it cannot be read, or is larger than any module.
    """
    with open(path, "rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise OSError(f"it has more than {_LARGEST >> 20} MiB")
    return data


def is_used(data: bytes, text: bytes, source: str) -> bool:
    """Whether Python takes a compiled file without compiling the source again (PEP 552)."""
    flags = int.from_bytes(data[4:8], "little")
    if flags & 1:
        return not flags & 2 or data[8:_HEAD] == importlib.util.source_hash(text)
    time = int(os.stat(source).st_mtime) & 0xFFFFFFFF
    return data[8:_HEAD] == time.to_bytes(4, "little") + (len(text) & 0xFFFFFFFF).to_bytes(
        4, "little"
    )


def limit_memory() -> None:
    """Let this process have no more memory than it needs: a few bytes can ask for all there is."""
    try:
        import resource
    except ImportError:  # as on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main() -> None:
    """Judge all pairs, and tell each at once: those that end this process are the next ones."""
    sys.setrecursionlimit(10000)
    given = json.load(sys.stdin)
    known = set(given["known"])
    limit_memory()
    with open(os.devnull, "w", encoding="ascii") as nowhere:
        for source, path, level in given["pairs"]:
            faulthandler.dump_traceback_later(_LIMIT, exit=True, file=nowhere)
            try:
                answer = verdict(source, path, level, known)
            except OSError as error:
                answer = (f"can't be compared: {error}", "")
            except MemoryError:
                answer = ("can't be compared: that takes too much memory", "")
            sys.stdout.write(f"seedbed-probe: {json.dumps(answer)}\n")
            sys.stdout.flush()
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
