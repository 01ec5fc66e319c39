"""Projects that have files of their own, each with what an importer makes of them.

A file of `fixtures/adopted/KIND` holds several: a line `#< PATH` begins one that is there, a line
`#> PATH` one that is expected. The lines at its end that begin with `#!` are the expected remarks:
the path, the line where that is told, and the sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from places import FIXTURES

if TYPE_CHECKING:
    from seedbed.importers.imported import Imported

_FOLDER = FIXTURES / "adopted"
_MARK = re.compile(r"^#([<>]) (.*)\n", re.MULTILINE)
_REMARK = re.compile(r"^#! (.*)\n", re.MULTILINE)


class Case(NamedTuple):
    """One project.

    Attributes:
        files: the texts that are there, by path.
        wanted: those that are expected.
        remarks: what is to be said, in order.
    """

    files: dict[str, str]
    wanted: dict[str, str]
    remarks: list[str]


def names(kind: str) -> list[str]:
    """The names of all projects of a kind."""
    return sorted(path.stem for path in (_FOLDER / kind).glob("*.txt"))


def case(kind: str, name: str) -> Case:
    """One project of a kind."""
    text = (_FOLDER / kind / f"{name}.txt").read_text(encoding="utf-8")
    remarks = _REMARK.findall(text)
    first, *parts = _MARK.split(_REMARK.sub("", text))
    assert not first, name
    found: dict[str, dict[str, str]] = {"<": {}, ">": {}}
    for mark, path, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        found[mark][path] = body
    return Case(files=found["<"], wanted=found[">"], remarks=remarks)


def said(imported: Imported) -> list[str]:
    """What an importer says, as it stands in those files."""
    return [
        f"{one.path}:{one.line} {one.text}" if one.line else f"{one.path} {one.text}"
        for one in imported.remarks
    ]
