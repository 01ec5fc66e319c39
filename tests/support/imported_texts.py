"""Files of existing projects, with what an importer is to understand of them.

Each file of `fixtures/adopted/FORM` is one project. A line `#: PATH` begins one of its files; below
`#> NAME` stands what is expected: `pyproject.toml`, and the remarks, one a line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from places import FIXTURES

if TYPE_CHECKING:
    from seedbed.importers.imported import Imported

_FOLDER = FIXTURES / "adopted"


def names(form: str) -> list[str]:
    """The names of all projects of a form."""
    return sorted(path.stem for path in (_FOLDER / form).iterdir())


def files(form: str, name: str) -> dict[str, str]:
    """The files of a project, by path."""
    return _parts(form, name, ":")


def expected(form: str, name: str) -> dict[str, str]:
    """What is to be understood of a project."""
    return _parts(form, name, ">")


def remarks(found: Imported) -> str:
    """The remarks of an importer, one a line."""
    return "".join(f"{one.path}:{one.line}: {one.text}\n" for one in found.remarks)


def _parts(form: str, name: str, mark: str) -> dict[str, str]:
    text = (_FOLDER / form / f"{name}.txt").read_text(encoding="utf-8")
    _, *parts = re.split(r"^#([:>]) (.*)\n", text, flags=re.MULTILINE)
    every = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {path: body for kind, path, body in every if kind == mark}
