"""Projects of Pixi as their users have them: manifests that have been edited for long.

Each file of `fixtures/pixi_projects` is a whole `pyproject.toml`, but for what it has in common
with every project. Its first line, which is not part of it, says of which framework the project is.
In the others, a line of its own says

    #= tool.ruff        here stands this table, with those below it, as seedbed writes it today
    #= *                here stand all tables of which nothing is said in the file
    #- tool.codespell   this table is gone

A table that is written out stands in the generated one's place.
"""

from __future__ import annotations

import re
from functools import cache

from places import FIXTURES

from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

NAME = "x-1"
"""What all the projects are called."""
LARGE = "large"
"""The project that no file describes: it is made here."""
_FOLDER = FIXTURES / "pixi_projects"
_HEADER = re.compile(r"^\[\[?([^\[\]\n]+)\]\]?", re.MULTILINE)
_BLOCK = re.compile(r"^((?:#.*\n)*\[(?:.|\n)*?)\n(?=\n(?:#.*\n)*\[|\Z)", re.MULTILINE)


def names() -> list[str]:
    """The names of all projects."""
    return [*sorted(path.stem for path in _FOLDER.glob("*.toml")), LARGE]


@cache
def framework(name: str) -> str:
    """The framework of a project."""
    return "none" if name == LARGE else _first_line(name)[0]


@cache
def manifest(name: str) -> bytes:
    """A project's `pyproject.toml`."""
    text = _large() if name == LARGE else _read(name).partition("\n")[2]
    full = filled(text, generated(framework(name)))
    if name != LARGE and "crlf" in _first_line(name):
        full = full.replace("\n", "\r\n")
    return full.encode()


@cache
def generated(framework: str, manager: str = "pixi") -> str:
    """The manifest that seedbed writes today."""
    made = compose(make_choices(NAME, manager=manager, framework=framework))
    return made.files["pyproject.toml"].data.decode()


def filled(text: str, full: str) -> str:
    """A manifest with the tables that it does not write out."""
    blocks = {_header(block): block for block in _BLOCK.findall(full)}
    assert "\n\n".join(blocks.values()) + "\n" == full
    written = {name for name in map(str.strip, _HEADER.findall(text)) if name in blocks}
    asked = re.findall(r"^#[=-] (.*)$", text, re.MULTILINE)
    named = {name for name in blocks if any(_is_below(name, one) for one in asked)}
    assert all(any(_is_below(name, one) for name in blocks) for one in asked if one != "*"), asked
    rest = [name for name in blocks if name not in written | named]

    def given(line: re.Match[str]) -> str:
        one = line[1]
        if one == "*":
            return "\n\n".join(blocks[name] for name in rest)
        below = [name for name in blocks if _is_below(name, one) and name not in written]
        return "\n\n".join(blocks[name] for name in below)

    without = re.sub(r"^#- .*\n", "", text, flags=re.MULTILINE)
    gone = set(re.findall(r"^#- (.*)$", text, re.MULTILINE))
    blocks = {name: block for name, block in blocks.items() if name not in gone}
    return re.sub(r"^#= (.*)$", given, without, flags=re.MULTILINE)


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def _first_line(name: str) -> list[str]:
    mark, *words = _read(name).partition("\n")[0].split()
    assert mark == "#!", name
    return words


def _header(block: str) -> str:
    found = _HEADER.search(block)
    assert found
    return found[1]


def _is_below(name: str, table: str) -> bool:
    return name == table or name.startswith(f"{table}.")


def _large() -> str:
    """Ten environments, 40 tasks and 300 requirements beside the generated ones."""
    needs = ", ".join(f'"corpus-{number}>={number % 7}.1"' for number in range(100))
    lines = [
        "#= build-system\n\n[project]",
        f'name = "{NAME}"\nversion = "0.1.0"\nreadme = "README.md"',
        'requires-python = ">=3.11"\nlicense = "MIT"\nlicense-files = ["LICENSE"]',
        f"dependencies = [{needs}]\n\n#= dependency-groups",
        "\n#= tool.pixi.workspace\n\n#= tool.pixi.pypi-dependencies\n\n[tool.pixi.dependencies]",
        *(f'lib-{number} = ">={number % 9}.2,<{number % 9 + 1}"' for number in range(60)),
        "\n#= tool.pixi.feature\n",
    ]
    for part in range(10):
        lines += [f"[tool.pixi.feature.stage-{part}.dependencies]"]
        lines += [f'tool-{part}-{number} = "{number + 1}.*"' for number in range(10)]
        lines += ["", f"[tool.pixi.feature.stage-{part}.pypi-dependencies]"]
        lines += [f'plugin-{part}-{number} = ">=0.{number}"' for number in range(4)]
        lines += ["", f"[tool.pixi.feature.stage-{part}.tasks]"]
        lines += [
            f'stage-{part}-step-{number} = {{ cmd = "python -m x_1.stage{part} {number}", '
            f'cwd = "data", depends-on = ["prepare-{number}"] }}'
            for number in range(3)
        ]
        lines += [""]
    lines += ['[tool.pixi.environments]\ndev = ["dev"]']
    lines += [
        f'stage-{part} = {{ features = ["stage-{part}"], solve-group = "group-{part % 3}" }}'
        for part in range(10)
    ]
    lines += ["\n#= tool.pixi.tasks\n\n[tool.pixi.tasks]"]
    lines += [f'prepare-{number} = "python -m x_1.prepare --part {number}"' for number in range(11)]
    return "\n".join([*lines, "", "#= *", ""])
