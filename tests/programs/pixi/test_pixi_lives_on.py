"""What follows from Pixi's own commands: a new name, sources, what a template brings as well."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import edit, make
from cli import seedbed
from running import environment

from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect

NAME = "pyproject.toml"
DOCS = "extras=docs,github,pre-commit"
SPHINX = "[tool.pixi.feature.docs.dependencies]\nsphinx = {}\n\n[tool.pixi.environments]\n"
TASKS = '[tool.pixi.environments]\ndev = ["dev"]\n\n'
ADDRESS = "https://git.example.org/toolkit"
GIT = f'toolkit = {{ git = "{ADDRESS}" }}'


def update(root: Path, *settings: str) -> list[str]:
    """Run an update that is no conflict, and give the lines that it said."""
    options = [word for setting in settings for word in ("--set", setting)]
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.strip() for line in (done.stdout + done.stderr).splitlines()]


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / NAME).read_text(encoding="utf-8"))


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_new_name_goes_everywhere(tmp_path: Path, manager: str) -> None:
    """`pixi workspace name set other` changes `[project]` alone."""
    root = make(tmp_path, "--manager", manager)
    edit(root, NAME, 'name = "x-1"', 'name = "other"')
    said = update(root)
    assert "you renamed the project from x-1 to other; seedbed renames what it generated" in said
    left = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and ".seedbed" not in path.parts and b"x-1" in path.read_bytes()
    ]
    assert left == []
    if manager == "pixi":
        itself = manifest(root)["tool"]["pixi"]["pypi-dependencies"]
        assert itself == {"other": {"path": ".", "editable": True}}
        assert '\nother = { path = ".", editable = true }\n' in (root / NAME).read_text()
    assert "Everything is up to date." in update(root)


def test_what_the_user_wrote_of_the_project_itself_stays_at_a_new_name(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    edit(root, NAME, 'x-1 = { path = ".", editable = true }', 'x-1 = { path = "." }')
    edit(root, NAME, 'name = "x-1"', 'name = "other"')
    update(root)
    assert manifest(root)["tool"]["pixi"]["pypi-dependencies"]["x-1"] == {"path": "."}


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        ('">=8.2,<9"', None),
        ('"==8.2.3"', None),
        ('"<9,>=8"', "<9,>=8, as you have it; seedbed asks for >=8.1"),
        ('"<8"', "<8, as you have it; seedbed asks for >=8.1; no version satisfies both"),
        ('"8.2.*|9.*"', None),
        ('{ version = ">=8.2,<9", channel = "conda-forge" }', None),
    ],
)
def test_a_package_of_the_users_keeps_its_range_when_a_template_brings_it(
    tmp_path: Path, mine: str, told: str | None
) -> None:
    """`pixi add --feature docs "sphinx>=8.2,<9"`, and then seedbed's documentation."""
    root = make(tmp_path, "--manager", "pixi")
    edit(root, NAME, "[tool.pixi.environments]\n", SPHINX.format(mine))
    said = [line for line in update(root, DOCS) if "sphinx " in line]
    assert said == ([f"requirement sphinx in docs stays {told}"] if told else [])
    assert f"\nsphinx = {mine}\n" in (root / NAME).read_text()
    group = manifest(root)["dependency-groups"]["docs"]
    (asked,) = (one for one in group if one.startswith(("sphinx>", "sphinx<", "sphinx=")))
    plain = ">=8.2,<9" if "{" in mine else mine.strip('"')
    assert asked == (f"sphinx{plain}" if "*" not in mine else "sphinx>=8.1")
    assert "Everything is up to date." in update(root)


@pytest.mark.parametrize(
    ("form", "help_"),
    [
        ('[{ task = "lint" }, { task = "test" }]', ""),
        ('{ depends-on = [{ task = "lint" }, { task = "test" }], description = "Both" }', "Both"),
        ('["lint", "test"]', ""),
    ],
)
def test_an_alias_of_pixis_goes_to_another_manager_and_back(
    tmp_path: Path, form: str, help_: str
) -> None:
    """`pixi task alias both lint test`."""
    root = make(tmp_path, "--manager", "pixi")
    edit(root, NAME, TASKS, f"{TASKS}[tool.pixi.tasks]\nboth = {form}\n\n")
    said = update(root, "manager=uv")
    assert not [line for line in said if "both" in line and "→" not in line]
    wanted = {"sequence": ["lint", "test"], **({"help": help_} if help_ else {})}
    assert manifest(root)["tool"]["poe"]["tasks"]["both"] == wanted
    assert "pixi" not in manifest(root)["tool"]
    update(root, "manager=pixi")
    both = manifest(root)["tool"]["pixi"]["tasks"]["both"]
    if form == '["lint", "test"]':  # Pixi reads no such list
        assert both == {"depends-on": ["lint", "test"]}
    else:
        assert both == tomllib.loads(f"both = {form}")["both"]


def test_a_task_with_a_description_leaves_nothing_behind(tmp_path: Path) -> None:
    """`pixi task add hello "python -V" --description "Say hi"`."""
    root = make(tmp_path, "--manager", "pixi")
    task = '[tool.pixi.tasks]\nhello = { cmd = "python -V", description = "Say hi" }\n\n'
    edit(root, NAME, TASKS, f"{TASKS}{task}")
    said = update(root, "manager=uv")
    assert not [line for line in said if "hello" in line and "→" not in line]
    assert manifest(root)["tool"]["poe"]["tasks"]["hello"] == {"help": "Say hi", "cmd": "python -V"}
    assert "pixi" not in manifest(root)["tool"]


@pytest.mark.parametrize(
    ("line", "more", "table"),
    [
        ('    "matplotlib', '    "ToolKit",\n', "tool.pixi"),
        ('    "pytest>=8.4",\n', '    "ToolKit",\n', "tool.pixi.feature.dev"),
    ],
)
def test_sources_of_uv_become_pixis(tmp_path: Path, line: str, more: str, table: str) -> None:
    root = make(tmp_path)
    edit(root, NAME, line, f"{more}{line}")
    edit(root, NAME, "[tool.codespell]\n", f"[tool.uv.sources]\n{GIT}\n\n[tool.codespell]\n")
    said = update(root, "manager=pixi")
    assert [line for line in said if "toolkit" in line.lower()] == [
        f"translated  tool.uv.sources → {table}.target.{family}.pypi-dependencies: toolkit"
        for family in ("unix", "win")
    ]
    found: Any = tomllib.loads((root / NAME).read_text())
    for name in table.split("."):
        found = found[name]
    for family in ("unix", "win"):
        assert found["target"][family]["pypi-dependencies"] == {"toolkit": {"git": ADDRESS}}


def test_sources_of_uv_become_poetrys(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, NAME, '    "matplotlib', '    "toolkit",\n    "matplotlib')
    edit(root, NAME, "[tool.codespell]\n", f"[tool.uv.sources]\n{GIT}\n\n[tool.codespell]\n")
    said = update(root, "manager=poetry")
    assert "translated  tool.uv.sources → tool.poetry.dependencies: toolkit" in said
    assert manifest(root)["tool"]["poetry"]["dependencies"] == {"toolkit": {"git": ADDRESS}}


@pytest.mark.parametrize("manager", [name for name in MANAGERS if name != "poetry"])
def test_a_requirement_with_an_address_can_be_built(tmp_path: Path, manager: str) -> None:
    """`pixi add --pypi toolkit --git https://git.example.org/toolkit`."""
    root = make(tmp_path, "--manager", manager)
    wanted = "toolkit @ git+https://git.example.org/toolkit"
    edit(root, NAME, '"tyro>=1.0.16",\n]', f'"tyro>=1.0.16",\n    "{wanted}",\n]')
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "metadata"],
        cwd=root, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert wanted in json.loads(done.stdout)["dependencies"]
    assert "Everything is up to date." in update(root)


@pytest.mark.parametrize(
    ("pixi", "group", "range_"),
    [
        (">=2.4.6,<3", "", ">=2.4.6,<3"),
        ("2.4.6.*", ">=2.1", "==2.4.6.*"),
        ("=2.4", ">=2.1", "==2.4.*"),
        ("*", ">=2.1", ""),
    ],
)
def test_a_range_in_a_conda_table_is_read_beside_the_requirements(
    pixi: str, group: str, range_: str
) -> None:
    text = (
        f'[project]\nname = "x-1"\ndependencies = ["numpy{group}"]\n'
        f'[tool.pixi.workspace]\nchannels = []\n[tool.pixi.dependencies]\nnumpy = "{pixi}"\n'
    )
    reading = load_dialect("pixi").read({NAME: text})
    assert [item.spec for item in reading.project.dependencies] == [group]
    assert reading.own is not None
    assert [item.spec for item in reading.own.dependencies] == [range_]
    assert reading.unmodeled == ()
