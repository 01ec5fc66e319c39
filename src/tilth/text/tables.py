"""Reading parsed TOML whose shape is not to be trusted."""

from __future__ import annotations

from tilth.errors import TilthError
from tilth.text.toml import dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_WORDS = {
    dict: "a table",
    list: "a list",
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


def parse(text: str, path: str) -> dict[str, Any]:
    """What a TOML file holds.

    Raises:
        TilthError: names the file, the line and the column at which it cannot be read.
    """
    import tomllib  # not needed to write

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise TilthError(
            f"{path} is not valid TOML: {what}.",
            "Mend it, then run the same command again.",
            code="bad-toml",
        ) from None


def table(root: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """The table at a key, or an empty one.

    Raises:
        TilthError: when something else stands there.
    """
    return _get(root, path, dict) or {}


def many(root: Mapping[str, Any], *path: str) -> list[Any]:
    """The list at a key, or an empty one.

    Raises:
        TilthError: when something else stands there.
    """
    return _get(root, path, list) or []


def string(root: Mapping[str, Any], *path: str) -> str:
    """The string at a key, or an empty one.

    Raises:
        TilthError: when something else stands there.
    """
    return _get(root, path, str) or ""


def texts(root: Mapping[str, Any], *path: str) -> tuple[str, ...]:
    """The list of strings at a key, or an empty one.

    Raises:
        TilthError: when something else stands there.
    """
    found = many(root, *path)
    for item in found:
        if not isinstance(item, str):
            raise wrong_type(path, item, "a list of strings", holds=True)
    return tuple(found)


def tables(root: Mapping[str, Any], *path: str) -> Iterator[dict[str, Any]]:
    """The tables in the list at a key.

    Raises:
        TilthError: when something else stands there.
    """
    for item in many(root, *path):
        if not isinstance(item, dict):
            raise wrong_type(path, item, "a list of tables", holds=True)
        yield item


def wrong_type(
    path: tuple[str, ...], value: object, wanted: str, *, holds: bool = False
) -> TilthError:
    """The error for a value of the wrong type."""
    kind = _WORDS.get(type(value), "something else")
    verb = "holds" if holds else "is"
    return TilthError(
        f"pyproject.toml: {dotted(path)} must be {wanted}, and {verb} {kind}.",
        "Mend it, then run the same command again.",
        code="bad-manifest",
    )


def _get(root: Mapping[str, Any], path: tuple[str, ...], kind: type) -> Any:
    value: Any = root
    for depth, name in enumerate(path):
        if not isinstance(value, dict):
            raise wrong_type(path[:depth], value, "a table")
        if name not in value:
            return None
        value = value[name]
    if not isinstance(value, kind):
        raise wrong_type(path, value, _WORDS[kind])
    return value
