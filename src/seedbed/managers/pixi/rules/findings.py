"""What is found in a manifest: the first rule that it breaks, and what was not understood.

The functions here read one value each and refuse one of the wrong type, as Pixi does.
"""

from __future__ import annotations

from seedbed.formats.toml import Number, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from typing import Any, NoReturn

    Path = tuple[str | int, ...]
    """The keys, and the positions in arrays, that lead to a value."""

    Judge = Callable[["Findings", Path, Any], object]
    """Refuses a value, or lets it pass; what it returns is of no concern."""


_FEW = 12
"""More keys than these make no sentence."""


class Refusal(Exception):  # noqa: N818  # it is an answer, not a failure
    """A rule that a manifest breaks, and where."""

    def __init__(self, path: Path, rule: str) -> None:
        super().__init__(rule)
        self.path = path
        self.rule = rule


class Findings:
    """What a manifest was found to hold.

    Attributes:
        unsure: what was not understood first; empty when all was.
    """

    def __init__(self) -> None:
        self.unsure = ""

    def refuse(self, path: Path, rule: str) -> NoReturn:
        """Say which rule is broken; nothing after it matters.

        Raises:
            Refusal: always.
        """
        raise Refusal(path, rule)

    def doubt(self, path: Path, what: str) -> None:
        """Remember something that Pixi may accept or not."""
        self.unsure = self.unsure or f"{shown(path)}: {what}"


def shown(path: Path) -> str:
    """A path as a user would look for it: `tool.pixi.workspace.platforms[0]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f"{'.' if text else ''}{dotted([part])}"
    return text or "the file"


def kind(value: object) -> str:
    """What a value is, with its article."""
    match value:
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int():
            return "an integer"
        case float() | Number():
            return "a float"
        case list():
            return "an array"
        case dict():
            return "a table"
    return "a date or a time"


def wrong(seen: Findings, path: Path, value: object, wanted: str) -> NoReturn:
    """Refuse a value of the wrong type.

    Raises:
        Refusal: always.
    """
    seen.refuse(path, f"{shown(path)} must be {wanted}, not {kind(value)}")


def table(seen: Findings, path: Path, value: Any) -> dict[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        wrong(seen, path, value, "a table")
    return value


def array(seen: Findings, path: Path, value: Any) -> list[Any]:
    """An array."""
    if not isinstance(value, list):
        wrong(seen, path, value, "an array")
    return value


def string(seen: Findings, path: Path, value: Any) -> str:
    """A string."""
    if not isinstance(value, str):
        wrong(seen, path, value, "a string")
    return value


def boolean(seen: Findings, path: Path, value: Any) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        wrong(seen, path, value, "a boolean")
    return value


def strings(seen: Findings, path: Path, value: Any) -> list[str]:
    """An array of strings."""
    items = array(seen, path, value)
    return [string(seen, (*path, index), item) for index, item in enumerate(items)]


def string_table(seen: Findings, path: Path, value: Any) -> None:
    """A table of strings."""
    for name, item in table(seen, path, value).items():
        string(seen, (*path, name), item)


def one_of(*words: str) -> Judge:
    """A judge of a string that must be one of a few."""

    def judge(seen: Findings, path: Path, value: Any) -> None:
        if string(seen, path, value) not in words:
            choice = ", ".join(f"'{word}'" for word in words)
            seen.refuse(path, f"{shown(path)} must be one of {choice}, not '{value}'")

    return judge


def each(judge: Judge) -> Judge:
    """A judge of an array whose items are all of one kind."""

    def judge_all(seen: Findings, path: Path, value: Any) -> None:
        for index, item in enumerate(array(seen, path, value)):
            judge(seen, (*path, index), item)

    return judge_all


def every(judge: Judge) -> Judge:
    """A judge of a table whose values are all of one kind."""

    def judge_all(seen: Findings, path: Path, value: Any) -> None:
        for name, item in table(seen, path, value).items():
            judge(seen, (*path, name), item)

    return judge_all


def only(seen: Findings, path: Path, keys: Collection[str], known: Collection[str]) -> None:
    """Refuse keys that Pixi does not know in a table."""
    for key in keys:
        if key not in known:
            rule = f"{shown((*path, key))} is not a key that Pixi supports"
            if len(known) <= _FEW:
                rule += f"; {shown(path)} takes {', '.join(sorted(known))}"
            seen.refuse((*path, key), rule)


def required(seen: Findings, path: Path, given: dict[str, Any], *keys: str) -> None:
    """Refuse a table that lacks a key."""
    for key in keys:
        if key not in given:
            seen.refuse(path, f"{shown(path)} must have the key {key}")


def git_reference(
    seen: Findings, path: Path, given: dict[str, Any], references: Collection[str]
) -> None:
    """Refuse what says which commit is meant where there is no git, and two that say so."""
    found = [key for key in references if key in given]
    if "git" not in given:
        for key in (*references, "lfs"):
            if key in given:
                seen.refuse((*path, key), f"{shown((*path, key))} needs git beside it")
    elif len(found) > 1:
        seen.refuse(path, f"{shown(path)} can have only one of {', '.join(found)}")


def fields(seen: Findings, path: Path, value: Any, judges: Mapping[str, Judge]) -> dict[str, Any]:
    """A table of known keys, each with its own judge."""
    given = table(seen, path, value)
    only(seen, path, given, judges)
    for key, item in given.items():
        judges[key](seen, (*path, key), item)
    return given


def indexed(path: Path, items: list[Any]) -> Iterator[tuple[Path, Any]]:
    """The items of an array with their paths."""
    for index, item in enumerate(items):
        yield (*path, index), item
