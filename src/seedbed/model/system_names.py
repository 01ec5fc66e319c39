"""A system package as users write it: its name, and perhaps its names elsewhere; pure.

`ffmpeg` is a name that the table of packages knows (`render/system_packages.py`). In
`mytool:nix=myTool:conda=` the rest says what it is called elsewhere, and an empty part that it is
not to be had there.
"""

from __future__ import annotations

import re

from seedbed.errors import usage_error
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.errors import SeedbedError

PARTS = ("conda", "nix", "debian")
"""Where a package can have a name, in the order in which a choice is written."""

_LONGEST = 100
_NAME = re.compile(r"[a-z0-9]([a-z0-9+._-]*[a-z0-9+])?")
_RULES = {
    # https://conda.org/learn/ceps/cep-0026/ without what it only deprecates
    "conda": (re.compile(r"[a-z0-9_][a-z0-9._-]*"), "conda names look like 'libsndfile'"),
    # identifiers with dots between: the flake looks them up, it does not evaluate them
    "nix": (
        re.compile(r"[A-Za-z_][A-Za-z0-9_'-]*(\.[A-Za-z_][A-Za-z0-9_'-]*)*"),
        "attributes of nixpkgs look like 'gnumake' or 'python3Packages.black'",
    ),
    # https://www.debian.org/doc/debian-policy/ch-controlfields.html#source
    "debian": (re.compile(r"[a-z0-9][a-z0-9+.-]+"), "Debian's names look like 'libgl1'"),
}


@record
class Given:
    """What a user said of one system package.

    Attributes:
        name: what seedbed calls it.
        parts: its names that were given by hand; an empty one says that it has none there.
    """

    name: str
    parts: Mapping[str, str]

    def __str__(self) -> str:
        given = [f"{part}={self.parts[part]}" for part in PARTS if part in self.parts]
        return ":".join([self.name, *given])


def parse(text: str) -> Given:
    """What a user wrote of one package: `NAME`, or `NAME:nix=ATTRIBUTE:conda=NAME:debian=NAME`.

    Raises:
        SeedbedError: for what cannot be one.
    """
    name, *pieces = (piece.strip() for piece in text.strip().split(":"))
    name = name.lower()
    if not is_name(name):
        raise _bad(text, _name_fault(name), "Give its name alone, such as 'ffmpeg'.")
    parts: dict[str, str] = {}
    for piece in pieces:
        part, equals, value = (some.strip() for some in piece.partition("="))
        if part not in PARTS or not equals:
            what = f"{piece!r} is not one of its parts" if piece else "a part of it is empty"
            by_hand = f"{name}:nix=ATTRIBUTE:conda=NAME:debian=NAME"
            raise _bad(text, what, f"Write it as {by_hand}; each part is optional.")
        if part in parts:
            raise _bad(text, f"it has {part}= twice", "Leave one of them out.")
        rule, words = _RULES[part]
        if value and (not rule.fullmatch(value) or ".." in value or len(value) > _LONGEST):
            hint = f"{words[0].upper()}{words[1:]}; write '{part}=' if it has no such package."
            raise _bad(text, f"{value!r} cannot be a name for {part}=", hint)
        parts[part] = value
    return Given(name=name, parts=parts)


def is_name(text: str) -> bool:
    """Whether a text can be a package's name, without more."""
    return bool(_NAME.fullmatch(text)) and ".." not in text and len(text) <= _LONGEST


def normalised(texts: Iterable[str]) -> tuple[str, ...]:
    """The packages as a project stores them: each once, sorted, in one spelling.

    Raises:
        SeedbedError: for what cannot be one, or one that is said in two ways.
    """
    found: dict[str, Given] = {}
    for text in texts:
        given = parse(text)
        other = found.setdefault(given.name, given)
        if other != given:
            raise usage_error(
                f"The system package {given.name} is given in two ways: {other} and {given}.",
                "Leave one of them out.",
                code="bad-system-package",
            )
    return tuple(str(given) for _, given in sorted(found.items()))


def _name_fault(name: str) -> str:
    if not name:
        return "it has no name"
    if len(name) > _LONGEST:
        return f"its name has {len(name)} characters, but the limit is {_LONGEST}"
    allowed = "letters, digits, '-', '_', '.' and '+'"
    odd = next((char for char in name if not re.fullmatch(r"[a-z0-9+._-]", char)), "")
    if odd:
        return f"its name contains {odd!a}, but only ASCII {allowed} are allowed"
    return "its name must begin and end with a letter or digit, without '..'"


def _bad(text: str, fault: str, hint: str) -> SeedbedError:
    shown = text if len(text) <= 60 else text[:57] + "..."
    return usage_error(
        f"{shown!a} is not a system package: {fault}.", hint, code="bad-system-package"
    )
