"""The dialect of `.nix/packages.json`: the system packages, as attributes of nixpkgs.

A flake reads the list (`systemPackages` in `.nix/lib.nix`), so that no tool has to edit Nix text.
"""

from __future__ import annotations

import json

from seedbed.errors import SeedbedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.model.project import Project

PATH = ".nix/packages.json"


def attributes(project: Project) -> tuple[str, ...]:
    """The attributes of nixpkgs that a project needs, sorted.

    What nixpkgs lacks is left out. There are no groups: one shell has them all.
    """
    return tuple(sorted({package.nix for package in project.system_packages if package.nix}))


def write(project: Project) -> str:
    """The text of the file."""
    return _text(list(attributes(project)))


def read(text: str) -> tuple[str, ...]:
    """The attributes that a file names, each once, in the order in which they stand there.

    Raises:
        SeedbedError: when it is no JSON list of strings; it says what stands there, and where.
    """
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _bad(f"is not valid JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise _bad("is not valid JSON: it is nested too deeply") from None
    except ValueError:  # Python reads no number of thousands of digits
        raise _bad("must be a list of strings, but holds a number") from None
    if not isinstance(found, list):
        raise _bad(f"must be a list of strings, but is {_kind(found)}")
    for item in found:
        if not isinstance(item, str) or not item:
            raise _bad(f"must be a list of strings, but holds {_kind(item)}")
        if any("\ud800" <= char <= "\udfff" for char in item):
            raise _bad(f"names {item!a}, which contains half a character")
    return tuple(dict.fromkeys(found))


def merge(base: str, yours: str, theirs: str) -> str:
    """The file of an update: a set of attributes, so that nothing in it can be a conflict.

    What the user added stays, what the user removed stays removed, and what is generated no more
    goes. The order is the user's; a list that was sorted stays sorted.

    Args:
        base: the text as generated last; empty when it was not.
        yours: as it stands there.
        theirs: as it would be generated now.

    Raises:
        SeedbedError: when one of them is no list of attributes.
    """
    was, stands, new = (read(text) if text.strip() else () for text in (base, yours, theirs))
    kept = [name for name in stands if name in new or name not in was]
    added = [name for name in new if name not in was and name not in stands]
    ordered = list(stands) == sorted(stands)
    return _text(sorted(kept + added) if ordered else kept + added)


def _text(names: list[str]) -> str:
    return json.dumps(names, indent=4, ensure_ascii=False) + "\n"


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    kinds = {dict: "an object", list: "a list", str: "an empty string", bool: "true or false"}
    if isinstance(value, str) and value:
        return "a string"
    return kinds.get(type(value), "a number")


def _bad(what: str) -> SeedbedError:
    return SeedbedError(
        f"{PATH} {what}.",
        'Fix it: it must list attributes of nixpkgs, such as ["duckdb", "pandoc"].',
        code="bad-nix-packages",
    )
