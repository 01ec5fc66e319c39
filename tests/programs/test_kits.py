"""The kits of linters, by the real programs: what is generated passes, and a mistake doesn't."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aged import make as make_project
from cli import seedbed
from generated_projects import Generated, make
from running import contents

from seedbed.commands.options import made
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY = load_library()
EXTRAS = ("docs", "github", "pre-commit", "vscode")
KITS: dict[str, dict[str, tuple[str, ...]]] = {
    "classic": {
        "autoflake": ("--check-diff", "--quiet", "."),
        "isort": ("--check", "--diff", "."),
        "black": ("--check", "--diff", "--quiet", "."),
    },
    "ruff": {"ruff": ("format", "--check", "--no-cache", ".")},
}
CHECKS = KITS["classic"]
WRONG = 'import sys\nimport os\ndef  f( ):\n    print(os.sep, "a")\n'
LONG = "A.Name-That-Is-About-As-Long-As-Any-Is"
SIZES = [("x", "100"), ("x", "120"), (LONG, "88")]
TRACKERS = ("mlflow", "tensorboard", "wandb")
PROJECTS = [
    *((framework, ()) for framework in offered(LIBRARY, "framework")),
    *(
        pytest.param(framework, (tracker,), marks=pytest.mark.slow)
        for framework in ("pytorch", "tensorflow")
        for tracker in TRACKERS
    ),
]


def write(place: Path, name: str, **choices: Any) -> Path:
    """The files of a project, in a folder of the framework's name."""
    root = place / str(choices["framework"])
    extras = (*EXTRAS, *choices.pop("extras", ()))
    tree = compose(made(name, {**choices, "extras": extras}), LIBRARY)
    for path, file in tree.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(file.data)
    return root


def said(need: Callable[[str], str], root: Path, kit: str = "classic") -> dict[str, str]:
    """What each program of a kit finds in a project; nothing of those that are content."""
    found = {}
    for name, arguments in KITS[kit].items():
        done = subprocess.run(
            [need(name), *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            found[name] = done.stdout + done.stderr
    return found


@pytest.mark.parametrize(("name", "length"), SIZES)
@pytest.mark.parametrize(("framework", "tracker"), PROJECTS)
def test_the_generated_code_passes(
    framework: str,
    tracker: tuple[str, ...],
    name: str,
    length: str,
    need: Callable[[str], str],
    tmp_path: Path,
) -> None:
    for kit in KITS:
        choices = {"framework": framework, "extras": tracker, "line_length": length}
        assert said(need, write(tmp_path / kit, name, lint=kit, **choices), kit) == {}


def test_a_mistake_is_found_in_the_code_and_nowhere_else(
    need: Callable[[str], str], tmp_path: Path
) -> None:
    root = write(tmp_path, "x", framework="none", lint="classic")
    for folder in (".venv/lib", ".conda", ".pixi/envs", "data", "dist", "runs/1"):
        (root / folder).mkdir(parents=True)
        (root / folder / "bad.py").write_text(WRONG)
    assert said(need, root) == {}
    # a folder of the package is no data
    bad = root / "src" / "x" / "loading" / "bad.py"
    bad.parent.mkdir()
    bad.write_text(WRONG)
    found = said(need, root)
    assert found.keys() == CHECKS.keys()
    assert "-import sys\n" in found["autoflake"]
    assert all("loading/bad.py" in text for text in found.values())


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_switch_leaves_what_a_new_project_has_both_ways(tmp_path: Path, manager: str) -> None:
    made_as = {}
    for kit in ("ruff", "classic"):
        place = tmp_path / kit
        place.mkdir()
        options = ("--manager", manager, "--lint", kit, "--with", "docs,vscode,jupyter")
        made_as[kit] = make_project(place, *options)
    expected = {kit: contents(root) for kit, root in made_as.items()}
    root = made_as["ruff"]
    for kit in ("classic", "ruff"):
        done = seedbed("update", "--no-sync", "--set", f"lint={kit}", cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
        found = contents(root)
        for path, data in expected[kit].items():
            if path != ".seedbed/base":
                assert found[path] == data, path


@pytest.fixture(scope="module")
def classic(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project with the classic kit, and its environment."""
    return make("none", tmp_path_factory, "github,pre-commit,vscode", "--lint", "classic")


@pytest.mark.network
def test_its_tasks_find_and_fix_a_mistake(classic: Generated) -> None:
    classic.run("uv", "run", "poe", "lint")
    bad = classic.root / "src" / "deep_net_1" / "bad.py"
    bad.write_text(WRONG)
    try:
        for task in ("check", "format-check", "lint"):
            classic.run("uv", "run", "poe", task, status=1)
        classic.run("uv", "run", "poe", "fix")
        classic.run("uv", "run", "poe", "format")
        assert bad.read_text() == 'import os\n\n\ndef f():\n    print(os.sep, "a")\n'
        classic.run("uv", "run", "poe", "lint")
    finally:
        bad.unlink()


@pytest.mark.network
@pytest.mark.parametrize(
    "command", [("validate-pyproject", "pyproject.toml"), ("sp-repo-review", ".")]
)
def test_the_fields_linters_pass(
    classic: Generated, command: tuple[str, ...], need: Callable[[str], str]
) -> None:
    classic.run(need(command[0]), *command[1:])
