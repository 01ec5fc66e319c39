"""What a requirements file pins, with the comments that `uv pip compile` and pip-tools write.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re

from seedbed.locks.contents import (
    GIT,
    INDEX,
    PATH,
    PYPI,
    URL,
    Contents,
    DamagedError,
    Locked,
    Source,
)
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*"
_PINNED = re.compile(rf"{_NAME}===?\s*(?P<version>[^\s;,*]+)\s*(?:;\s*(?P<marker>.*))?")
_ADDRESS = re.compile(rf"{_NAME}@\s*(?P<address>[^\s;]+)\s*(?:;\s*(?P<marker>.*))?")
_HASH = re.compile(r"\s--hash[=\s]([a-z0-9]+):([0-9A-Fa-f]+)")
_INDEX = re.compile(r"(?:-i|--index-url)[=\s]\s*(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#(.*)$")
_PROJECT = re.compile(r"^-r |^-c |\((?:pyproject\.toml|setup\.(?:py|cfg))\)$|\.(?:in|txt|toml)$")
"""What the comments call the project itself."""


def read(said: str) -> Contents:
    """What a file pins.

    Raises:
        DamagedError: when it pins nothing.
    """
    reader = _Reader()
    for line, comments in _logical(said):
        reader.take(line, comments)
    if not reader.packages:
        raise DamagedError("pins no package")
    return Contents(
        format="requirements",
        packages=tuple(
            replace(one, needs=tuple(reader.needs.get(one.name, ())))
            for one in reader.packages.values()
        ),
        asked=frozenset(reader.asked) if reader.told else None,
        remarks=tuple(reader.remarks()),
    )


class _Reader:
    def __init__(self) -> None:
        self.packages: dict[tuple[str, str, str], Locked] = {}
        self.needs: dict[str, list[str]] = {}
        self.asked: set[str] = set()
        self.told = False
        self.index = ""
        self.loose: list[str] = []
        self.others: list[str] = []

    def take(self, line: str, comments: list[str]) -> None:
        """Take in one line, with the comments that belong to it."""
        if found := _INDEX.match(line):
            self.index = found[1]
        elif line.startswith(("-r", "--requirement")):
            self.others.append(line.split(None, 1)[-1])
        elif not line.startswith("-") and line:
            self._requirement(line, comments)

    def _requirement(self, line: str, comments: list[str]) -> None:
        bare = _HASH.sub("", f" {line}").strip()
        found = _PINNED.fullmatch(bare) or _ADDRESS.fullmatch(bare)
        if found is None:
            self.loose.append(bare.split(";")[0].strip())
            return
        parts = found.groupdict()
        name, marker = canonical(parts["name"]), (parts["marker"] or "").strip()
        address, version = parts.get("address") or "", parts.get("version") or ""
        hashes = _HASH.findall(f" {line}")
        self.packages[name, version or address, marker] = Locked(
            kind=PYPI,
            name=name,
            version=version,
            source=_source(address) if address else Source(kind=INDEX, address=self.index),
            files=frozenset(("", kind, digest.lower()) for kind, digest in hashes),
            markers=(marker,) if marker else (),
        )
        for parent in _parents(comments):
            self.told = True
            if _PROJECT.search(parent):
                self.asked.add(name)
            else:
                self.needs.setdefault(canonical(parent), []).append(name)

    def remarks(self) -> Iterator[str]:
        """What could not be compared, as sentences."""
        if self.loose:
            names = ", ".join(self.loose[:3]) + (", …" if len(self.loose) > 3 else "")
            yield f"What pins no version isn't compared: {names}"
        if self.others:
            yield f"What it includes with -r isn't compared: {', '.join(self.others)}"


def _source(address: str) -> Source:
    if address.startswith("git+"):
        return Source(kind=GIT, address=address.removeprefix("git+"))
    local = address.startswith((".", "/", "file:"))
    return Source(kind=PATH if local else URL, address=address)


def _logical(said: str) -> Iterator[tuple[str, list[str]]]:
    """The lines, joined where one ends with a backslash, each with its comments and those below."""
    line, is_open = "", False
    comments: list[str] = []
    for physical in said.split("\n"):
        found = _COMMENT.search(physical)
        bare = physical[: found.start()] if found else physical
        if not is_open and bare.strip():
            yield line.strip(), comments
            line, comments = "", []
        if found:
            comments.append(found[1].strip())
        is_open = bare.rstrip().endswith("\\")
        line += " " + bare.rstrip().removesuffix("\\")
    yield line.strip(), comments


def _parents(comments: list[str]) -> Iterator[str]:
    """Who asked for a package, by the comments `via NAME`, or `via` with a name a line."""
    begun = False
    for comment in comments:
        starts = comment == "via" or comment.startswith("via ")
        begun = begun or starts
        listed = comment[3:] if starts else comment
        if begun:
            yield from (part.strip() for part in listed.split(",") if part.strip())
