"""What is wrong with the text of a lock that was merged or edited by hand. Pure."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)
_PACKAGE = re.compile(
    r'^\[\[package\]\]\nname = ("[^"]*")\nversion = ("[^"]*")\n((?:source|description) = [^\n]*)?',
    re.MULTILINE,
)


def damage_of(
    manager: str, text: str, is_read: Callable[[], bool] = bool
) -> Iterator[tuple[int, str]]:
    """What is wrong with a lock: the line, and the rest of a sentence; at most one thing.

    Args:
        manager: whose lock it is.
        text: what it holds.
        is_read: tells whether the manager is known to have read it.
    """
    if found := _CONFLICT.search(text):
        yield _line_of(text, found.start()), "contains conflict markers"
    elif manager in {"uv", "poetry"}:
        twice = list(_twice(text, _PACKAGE)) if manager == "uv" else []
        yield from twice
        if not twice and not is_read() and (fault := _fault_of_toml(text)):
            found = re.search(r"line (\d+)", fault)
            yield int(found[1]) if found else 0, f"is damaged: {fault}"
    elif not re.search(r"^version: \d", text, re.MULTILINE):
        yield 0, "is damaged: it has no version"
    elif manager == "pixi":
        yield from _twice(text, re.compile(r"^- ((?:conda|pypi): \S+)$", re.MULTILINE))


def _fault_of_toml(text: str) -> str:
    """Why a lock is no TOML; empty where it is."""
    import tomli

    try:
        tomli.loads(text)
    except (ValueError, RecursionError) as error:
        return str(error).rstrip(".")
    return ""


def _twice(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The first entry that stands in a lock a second time."""
    seen = set()
    for found in pattern.finditer(text):
        if found.groups() in seen:
            name = found[1].strip('"').rpartition("/")[2]
            yield _line_of(text, found.start()), f"was merged line by line: it lists {name} twice"
            return
        seen.add(found.groups())


def _line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
