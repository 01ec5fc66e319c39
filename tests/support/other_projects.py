"""Projects of uv, Poetry and conda as their users have them.

Each file of `fixtures/other_projects` is a `pyproject.toml` or conda's environment files. Its first
line says of which manager and framework the project is. A line `#: PATH` begins a file. Those of
which there is none are as seedbed writes them today; of a `pyproject.toml` stands there only what
is otherwise (see `pixi_projects`).
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

from pixi_projects import NAME, filled, generated
from pixi_trips import update
from places import FIXTURES

from seedbed.commands.new import plan_new, write_new
from seedbed.model.choices import make_choices

MANIFEST = "pyproject.toml"
_FOLDER = FIXTURES / "other_projects"


def names() -> list[str]:
    """The names of all projects, which begin with those of their managers."""
    return sorted(path.stem for path in _FOLDER.iterdir())


def manager(name: str) -> str:
    """The manager of a project."""
    return _first_line(name)[0]


@cache
def texts(name: str) -> dict[str, bytes]:
    """The files of a project's manifest that are otherwise than seedbed writes them, by path."""
    body = _read(name).partition("\n")[2]
    first, *parts = re.split(r"^#: (.*)\n", body, flags=re.MULTILINE)
    found = {MANIFEST: first} if first else {}
    found |= dict(zip(parts[::2], parts[1::2], strict=True))
    own, framework, *rest = _first_line(name)
    if MANIFEST in found:
        found[MANIFEST] = filled(found[MANIFEST], generated(framework, own))
    end = "\r\n" if "crlf" in rest else "\n"
    return {path: text.replace("\n", end).encode() for path, text in found.items()}


def start(name: str, folder: Path) -> Path:
    """A project as its users have it.

    Args:
        name: which one.
        folder: where it is to lie.
    """
    root = folder / NAME
    if root.exists():
        shutil.rmtree(root)
    own, framework, *_ = _first_line(name)
    write_new(plan_new(str(root), make_choices(NAME, manager=own, framework=framework)))
    for path, data in texts(name).items():
        (root / path).write_bytes(data)
    assert update(root, own).status == 0
    assert all((root / path).read_bytes() == data for path, data in texts(name).items())
    return root


def _read(name: str) -> str:
    [path] = _FOLDER.glob(f"{name}.*")
    return path.read_text(encoding="utf-8")


def _first_line(name: str) -> list[str]:
    mark, *words = _read(name).partition("\n")[0].split()
    assert mark == "#!", name
    return words
