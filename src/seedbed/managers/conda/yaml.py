"""Writes and reads the YAML of environment files: a table of texts, lists and tables, two deep.

Written here, not by a library, because `seedbed new` must start fast (`bench/` has the figures).
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.errors import SeedbedError
from seedbed.formats.document import Document
from seedbed.formats.yaml_text import scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_MOST = 10_000
"""How many values a file with aliases may come to; an alias counts as what it stands for."""


class Environment(Document):
    """An environment file in the making."""

    def render(self, notes: Mapping[str, str]) -> str:  # noqa: ARG002  # notes are the manifest's
        """The file's text."""
        return "".join(f"{line}\n" for key, value in self.root.items() for line in rows(key, value))


def rows(key: str, value: Any) -> Iterator[str]:
    """The lines of a key at the top of a file."""
    if isinstance(value, str):
        yield f"{key}: {scalar(value)}"
    elif not value:
        yield f"{key}: []"
    elif isinstance(value, dict):
        yield f"{key}:"
        yield from (f"  {name}: {scalar(text)}" for name, text in value.items())
    else:
        yield f"{key}:"
        yield from _items(value, "  ")


def loads(text: str, path: str, *, typed: bool = True) -> dict[str, Any]:
    """What an environment file holds; nothing, when it is empty.

    Args:
        text: the file's text.
        path: its path, for messages.
        typed: whether what looks like a number is one; else all values are texts.

    Raises:
        SeedbedError: names the file and the place at which it cannot be read.
    """
    from copy import deepcopy

    return deepcopy(_loads(text, path, typed))


@lru_cache(maxsize=8)
def _loads(text: str, path: str, typed: bool) -> dict[str, Any]:
    """The same; a switch reads a file several times, which is slow."""
    import warnings

    from ruamel.yaml import YAML  # slow to import
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an anchor that is used anew, which is allowed
            if "&" in text and "*" in text:
                _check_aliases(YAML(typ="safe", pure=True).compose(text), path)
            found = YAML(typ="safe" if typed else "base", pure=True).load(text)
    except MarkedYAMLError as error:
        place = error.problem_mark
        where = f" (line {place.line + 1}, column {place.column + 1})" if place else ""
        raise _invalid(path, f"{error.problem or error.context}{where}") from None
    except (YAMLError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        # ruamel lets some of Python's own errors through, as for a date that is none
        raise _invalid(path, str(error).strip().partition("\n")[0]) from None
    except RecursionError:
        raise _invalid(path, "it is nested too deeply") from None
    if found is None or (not typed and found == ""):
        return {}
    if not isinstance(found, dict):
        raise SeedbedError(
            f"{path} must be a table with the key 'dependencies', but is not.",
            "Write each key on its own line, such as: name: digits",
            code="bad-manifest",
        )
    return found


def _check_aliases(root: Any, path: str) -> None:
    """Refuse what aliases make endless, or so large that it cannot be compared or shown."""
    sizes: dict[int, int] = {}

    def size(node: Any) -> int:
        if id(node) not in sizes:
            sizes[id(node)] = 0  # what is still open; all that is done has a size
            below = node.value if isinstance(node.value, list) else ()
            parts = [part for one in below for part in (one if isinstance(one, tuple) else (one,))]
            sizes[id(node)] = 1 + sum(map(size, parts))
        elif not sizes[id(node)]:
            raise _invalid(path, f"what &{node.anchor} names contains itself")
        return sizes[id(node)]

    if root is not None and size(root) > _MOST:
        raise _invalid(path, f"with its aliases, it has more than {_MOST:,} values")


def _items(value: list[Any], indent: str) -> Iterator[str]:
    for item in value:
        if isinstance(item, str):
            yield f"{indent}- {scalar(item)}"
        else:
            for key, nested in item.items():
                yield f"{indent}- {key}:"
                yield from _items(nested, f"{indent}    ")


def _invalid(path: str, what: str) -> SeedbedError:
    return SeedbedError(
        f"{path} is not valid YAML: {what or 'it cannot be read'}.",
        "Fix it, then run the same command again.",
        code="bad-yaml",
    )
