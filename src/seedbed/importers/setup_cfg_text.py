"""What `setup.cfg` says to setuptools, in the shapes in which `setup()` takes it; pure.

https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
"""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.importers.setup_py import Given
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configparser import RawConfigParser
    from typing import Any

SETTINGS = "setup.cfg"
FILE, ATTRIBUTE = "file", "attr"
_TABLES = ("metadata", "options")
_ALIASES = {
    "summary": "description",
    "home_page": "url",
    "classifier": "classifiers",
    "platform": "platforms",
}
_BY_COMMAS = frozenset(("classifiers", "keywords", "platforms"))
_BY_SEMICOLONS = frozenset(("install_requires", "setup_requires", "tests_require"))
_PAIRS = frozenset(("project_urls",))
_ELSEWHERE = frozenset(
    ("version", "description", "long_description", "classifiers", "license", "install_requires")
) | {"entry_points", "keywords"}
"""Keywords that may name files, or an attribute."""
_SECTION = re.compile(r"\[([^\]]+)\]")
_KEY = re.compile(r"([^\s=:#;\[][^=:]*?)\s*[=:]")


@record
class Elsewhere:
    """A value that stands somewhere else.

    Attributes:
        kind: `FILE` or `ATTRIBUTE`.
        names: the files, or the attribute.
    """

    kind: str
    names: tuple[str, ...]


def settings_of(text: str) -> dict[str, Given]:
    """The keywords that `setup.cfg` gives; none where it has only settings of other tools.

    Raises:
        SeedbedError: when it says something to setuptools, but can't be parsed.
    """
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names of commands
    text = text.removeprefix("\ufeff")
    try:
        parser.read_string(text)
    except Error as error:
        if not re.search(r"^\[(metadata|options)", text, re.MULTILINE):
            return {}
        faults = getattr(error, "errors", None) or [(getattr(error, "lineno", 1), "")]
        raise SeedbedError(
            f"{SETTINGS} can't be parsed: line {faults[0][0]} is neither a section nor a setting.",
            "Fix it, then run the same command again.",
            code="bad-manifest",
        ) from None
    return _given(parser, _lines(text))


def _given(parser: RawConfigParser, lines: dict[tuple[str, str], int]) -> dict[str, Given]:
    found: dict[str, Given] = {}
    for section in _TABLES:
        for key, value in parser.items(section) if parser.has_section(section) else ():
            name = key.lower().replace("-", "_")
            name = _ALIASES.get(name, name)
            line = lines.get((section, key), 0)
            found[name] = Given(value=_value(name, value), line=line, path=SETTINGS)
    for name in ("extras_require", "entry_points"):
        section = f"options.{name}"
        if parser.has_section(section):
            table = {key: _rows(value, ";") for key, value in parser.items(section)}
            found[name] = Given(value=table, line=lines.get((section, ""), 0), path=SETTINGS)
    return found


def _value(name: str, text: str) -> Any:
    text = text.strip()
    kind, colon, rest = text.partition(":")
    if colon and kind in (FILE, ATTRIBUTE) and name in _ELSEWHERE:
        names = _rows(rest, ",") if kind == FILE else [rest.strip()]
        return Elsewhere(kind=kind, names=tuple(names))
    if name in _BY_COMMAS:
        return _rows(text, ",")
    if name in _BY_SEMICOLONS:
        return _rows(text, ";")
    if name in _PAIRS:
        pairs = (row.partition("=") for row in _rows(text, ","))
        return {key.strip(): value.strip() for key, _, value in pairs}
    return text


def _rows(text: str, sign: str) -> list[str]:
    """The items of a value: one a line, or between signs; without comments."""
    rows = text.splitlines() if "\n" in text else text.split(sign)
    plain = (row.strip() for row in rows)
    return [row.partition(" #")[0].strip() for row in plain if row and not row.startswith("#")]


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Sections and their keys to lines, counted from 1; of a section itself, the key is empty."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _SECTION.match(line):
            section = header[1]
            found.setdefault((section, ""), number)
        elif key := _KEY.match(line):
            found.setdefault((section, key[1]), number)
    return found
