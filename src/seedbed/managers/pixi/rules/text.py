"""What the text of a manifest shows: the header's spelling, TOML's syntax, numbers.

Pixi reads TOML 1.1, without dates and times; its numbers have 64 bits.
https://toml.io/en/v1.1.0
"""

from __future__ import annotations

import re

from seedbed.formats.toml import Number, loads
from seedbed.managers.pixi.rules.findings import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

_NAMES = r"\((?:'[^']*'(?:, )?)+,?\)"
"""Python's way of writing the keys of a table, in the parser's words."""
SECTIONS = ("workspace", "project", "package")
"""The tables of which Pixi wants to find one in the text, before it parses it."""

TOKEN = (
    r'(?s)"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'|#[^\n]*|\n|[{}\[\],=.]|[ \t]+|[^\s\"'#{}\[\],=.]+|."
)
"""The pieces of a text; here, as elsewhere, what is seldom used is compiled only then."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|\r(?!\n)")
_POSITION = r" \(at (?:line (\d+), column \d+|end of document)\)$"
_SIGNED_PREFIX = r"\+0[xob]"
_LONGEST = 1_000_000


def check_header(seen: Findings, text: str, pyproject: bool) -> None:
    """Refuse a file in whose text Pixi does not find its own table.

    It looks for `[tool.pixi.workspace]`, or for `workspace.` anywhere, in `pyproject.toml`, and
    for lines that begin with `[workspace` in `pixi.toml`. Other spellings, which are the same TOML,
    are not seen.
    """
    if pyproject:
        found = any(f"[tool.pixi.{name}]" in text or f"{name}." in text for name in SECTIONS)
        wanted = "[tool.pixi.workspace]"
    else:
        starts = tuple(f"[{name}" for name in SECTIONS)
        found = any(line.strip().startswith(starts) for line in text.split("\n"))
        wanted = "[workspace]"
    if not found:
        seen.refuse(
            (),
            f"the file has no {wanted} header spelled exactly like that, which Pixi looks for",
        )


def parse(seen: Findings, text: str) -> dict[str, Any] | None:
    """The table that a text describes, as Pixi reads it; None when that cannot be told."""
    text = text.removeprefix("\ufeff")
    odd = _CONTROL.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        seen.refuse((line,), f"the file holds the control character {odd[0]!r}")
    if len(text) > _LONGEST:
        seen.doubt((), "the file is too long to look at")
        return None
    try:
        found = _loads(seen, text)
    except RecursionError:
        seen.doubt((), "the file is nested too deeply to look at")
        return None
    if found is not None:
        _check_values(seen, found)
    return found


def _loads(seen: Findings, text: str) -> dict[str, Any] | None:
    if "\x7f" in text:  # which Pixi takes in a comment
        text = re.sub(TOKEN, lambda token: "" if token[0].startswith("#") else token[0], text)
    try:
        return loads(text)
    except ValueError as error:  # of which TOMLDecodeError is one; so are numbers of many digits
        message = str(error)
    if re.search(_SIGNED_PREFIX, text) or "integer string conversion" in message:
        seen.doubt((), message)
    else:
        position = re.search(_POSITION, message)
        line = int(position[1]) if position and position[1] else 0
        fault = re.sub(_POSITION, "", message)
        fault = re.sub(_NAMES, lambda names: ".".join(re.findall(r"'([^']*)'", names[0])), fault)
        seen.refuse((line,) if line else (), f"the file is not valid TOML: {fault}")
    return None


def _check_values(seen: Findings, found: dict[str, Any]) -> None:
    for path, value in _values(found):
        if isinstance(value, bool | str):
            continue
        if isinstance(value, int):
            if not -(2**63) <= value < 2**63:
                seen.refuse(path, f"{shown(path)} is an integer that does not fit in 64 bits")
        elif isinstance(value, Number):
            infinite = float(value.text) in (float("inf"), float("-inf"))
            if infinite and "inf" not in value.text:
                seen.refuse(path, f"{shown(path)} is a float too large for 64 bits")
        else:
            seen.refuse(
                path,
                f"{shown(path)} is a date or time, which Pixi does not accept anywhere in the file",
            )


def _values(found: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """All values that are no tables or arrays, however deep."""
    waiting: list[tuple[Path, Any]] = [((), found)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), item) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
        else:
            yield path, value
