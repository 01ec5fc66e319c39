"""What a switch sets aside: the old manager's tables that the new one has no place for; pure.

A switch translates what both managers know. What the return would not make again from that is set
aside whole, with its comments and its layout. At the return it comes back, unless what the switch
had made of it was edited meanwhile: then the edit stays. Nobody has to know for this what became of
what: a switch works out what a return would write, and keeps how that differs from what stood
there (`setting_aside`). `restoring` brings it back, and `aside_file` is the file that holds it.
"""

from __future__ import annotations

import zlib

from seedbed.formats import toml
from seedbed.formats.toml_edit import sections
from seedbed.formats.toml_edit.edit import leaves
from seedbed.model.record import record, replace
from seedbed.update.returning import REQUIREMENTS, get, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from seedbed.formats.toml_edit.sections import Section

    Path = tuple[str, ...]

PATH = ".seedbed/aside.toml"
SHARED = (*REQUIREMENTS, ("project", "dynamic"), ("project", "requires-python"))
"""The keys that all managers read, and that a switch may give another value."""
NATIVES = ("pixi.toml", "pyproject.toml")
"""Files that a native manifest has, beside conda's environment files."""
TOP = ""
"""What stands for the header before which there is none."""
STAYS, EDITED, PASSED = 0, 1, 2
STAYING = (STAYS, EDITED, PASSED)
"""What stands for the checksums of files that stay."""
_GOES = 3
END = "end"
"""What stands for the header that is behind all others."""


@record
class Block:
    """Sections of the manager's that stood together.

    Attributes:
        after: the header of the section before them, `TOP`, or `END`.
        before: the blank lines between that and them.
        text: they themselves, with the blank lines behind them.
    """

    after: str
    before: str
    text: str


@record
class Shared:
    """A value that all managers read, as a list of requirements, that comes back otherwise.

    As when the return brings a requirement again that the user had removed.

    Attributes:
        stood: what it was; `MISSING` where there was none.
        instead: what comes back.
    """

    stood: Any
    instead: Any


@record
class Layout:
    """A section of all managers that the switch and the return lay out anew.

    Attributes:
        header: its header.
        instead: the checksum of the text that stands there after the return.
        text: how it stood.
    """

    header: str
    instead: int
    text: str


@record
class Stood:
    """A file of the manager's own, beside `pyproject.toml`, that comes back otherwise.

    Attributes:
        instead: the checksum of what comes back; `STAYS` for a file that stays where it is,
            `PASSED` for one that does so while a third manager took over, and `EDITED` where
            something was edited before that.
        text: how it stood.
    """

    instead: int
    text: str


@record
class Aside:
    """What was set aside of one manager's tables.

    Attributes:
        only: the keys that the switch had nothing to make of.
        translated: the keys that come back otherwise than they stood: to what comes back.
        conda: requirements that only this manager takes from conda channels: their keys (where
            they belong, name, marker), to what they are called there.
        shared: what all managers read and comes back otherwise, by its keys.
        blocks: those of the manager's sections that would come back otherwise, as they stood.
        layouts: sections that are no manager's own.
        order: the headers of all sections in their order, where that would be another.
        files: the manager's other files that would come back otherwise, by path.
        ranges: what the new manager's manifest asks for where those files ask for other versions:
            the keys of requirements, and of Python itself, to that range.
        absent: the manager's other files that would come although they never stood there.
        kept: what an earlier return did not bring back, by its keys.
        conflicts: what the return takes for a conflict although nobody edited it, because it only
            stayed: to checksums of what would be generated.
        wrote: the checksum of the manifest that the switch wrote; 0 for none.
        own: whether that manifest has something of its own manager's, because that came back or
            was adopted with it, and not only what the switch made of another manager's.
        strangers: the keys of other managers' tables that stood there before there was a switch to
            one of these.
        natives: the files of an adopted project in the form that it had, by path, as they stood.
        became: the checksum of the manifest that they became, and that a return takes for them if
            nobody edited it; 0 for none.
    """

    only: tuple[Path, ...] = ()
    translated: Mapping[Path, Any] = {}
    conda: Mapping[Path, str] = {}
    shared: Mapping[Path, Shared] = {}
    blocks: tuple[Block, ...] = ()
    layouts: tuple[Layout, ...] = ()
    order: tuple[str, ...] = ()
    files: Mapping[str, Stood] = {}
    ranges: Mapping[Path, str] = {}
    absent: tuple[str, ...] = ()
    kept: Mapping[Path, Any] = {}
    conflicts: Mapping[Path, int] = {}
    wrote: int = 0
    own: bool = False
    strangers: tuple[Path, ...] = ()
    natives: Mapping[str, str] = {}
    became: int = 0

    @property
    def stood(self) -> dict[str, str]:
        """The manager's other files as they stood, by path."""
        return {path: one.text for path, one in self.files.items()}

    def named_otherwise(self, paths: Collection[str]) -> Aside:
        """The same where files that would stay are called otherwise on disk.

        These go if the native files are kept, and come back with them; else they aren't known.
        """
        files = {}
        for path, one in self.files.items():
            if path not in paths or one.instead not in STAYING:
                files[path] = one
            elif self.natives:
                files[path] = replace(one, instead=_GOES)
        return replace(self, files=files)

    @property
    def passed(self) -> frozenset[str]:
        """Those of them that stay while a third manager took over."""
        return frozenset(
            path for path, one in self.files.items() if one.instead in {EDITED, PASSED}
        )

    @property
    def table(self) -> dict[str, Any]:
        """What those sections said."""
        return toml.loads("".join(block.text.rstrip("\n") + "\n\n" for block in self.blocks))


def checksum(text: str) -> int:
    """What tells whether a text is still the same."""
    return zlib.crc32(text.encode())


def sum_of_files(files: Mapping[str, str]) -> int:
    """The checksum of some files."""
    return checksum(repr(sorted(files.items())))


def is_plain(name: str) -> bool:
    """Whether a name is one that a package in a conda channel can have."""
    return name.translate(_IN_NAMES).isalnum()


_IN_NAMES = str.maketrans("._-", "xxx")


def is_below(path: Path, tables: Iterable[Path]) -> bool:
    """Whether a key is one of some tables, or stands below one."""
    return any(path[: len(table)] == table for table in tables)


def is_own(section: Section, tables: Iterable[Path]) -> bool:
    """Whether a section is one of some tables, or stands below one."""
    return bool(section.path) and is_below(section.path, tables)


def without(text: str, tables: Collection[Path]) -> str:
    """A text without the sections of some tables."""
    found = sections.split(text)
    rest = [one for one in found if not is_own(one, tables)]
    if not rest or len(rest) == len(found):
        return text
    return sections.join([*rest[:-1], replace(rest[-1], gap=found[-1].gap)])


def only(text: str, tables: Collection[Path]) -> str:
    """The sections of some tables."""
    if not tables:
        return ""
    return "".join(f"{one.text}\n" for one in sections.split(text) if is_own(one, tables))


def comments(text: str, tables: Collection[Path]) -> str:
    """All lines of some tables that have a comment."""
    return "".join(f"{line}\n" for line in only(text, tables).splitlines() if "#" in line)


def entries(table: Mapping[str, Any], tables: Collection[Path]) -> dict[Path, Any]:
    """The tasks, environments, packages and other settings of some tables, by their keys."""
    paths = (whole(path) for path, _ in leaves(table) if is_below(path, tables))
    return {path: get(table, path) for path in paths}
