"""Reads the files that programs parse, by their names: TOML, JSON, and YAML."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.formats.tables import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class NoKeysError(Exception):
    """A file of a kind that has no keys, or one that is not text."""


def loads(path: str, data: bytes) -> Any:
    """What a file holds.

    Args:
        path: its path, which tells its kind.
        data: its bytes.

    Raises:
        NoKeysError: when it is of no kind that has keys.
        SeedbedError: when it cannot be parsed; the message says where.
    """
    text = encodings.read(data)
    if text is None:
        raise NoKeysError
    if path.endswith(".toml"):
        return parse(text, path)
    if path.endswith((".json", ".ipynb")):
        import json

        from seedbed.formats.json_comments import is_read_with_comments, plain_json

        plain = plain_json(text) if is_read_with_comments(path) else text
        return _tried(path, "JSON", json.loads, plain)
    if path.endswith((".yml", ".yaml")):
        from seedbed.formats.yaml_parts import read_yaml

        return _tried(path, "YAML", read_yaml, text)
    raise NoKeysError


def _tried(path: str, kind: str, parse_text: Any, text: str) -> Any:
    try:
        return parse_text(text)
    except (ValueError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise SeedbedError(
            f"{path} is not valid {kind}: {why}.",
            "Fix it, then run the same command again.",
            code=f"bad-{kind.lower()}",
        ) from None
