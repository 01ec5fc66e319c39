"""The extra `docs`: what it adds under each manager, and that it builds."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema.validators
import pytest
from cli import as_dict, seedbed
from preset_projects import projects
from strategies import all_choices
from uv import find_uv_bin

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import general_extras, load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY = load_library()
EXTRAS = general_extras(LIBRARY)
PAGES = {"docs/conf.py", "docs/index.md", "docs/api.rst"}
TOOLS = {"sphinx", "myst-parser", "furo", "sphinx-copybutton", "doc8", "rstcheck"}
TASKS = {"docs", "docs-style", "docs-markup", "docs-check"}
COMMANDS = {
    "docs": "python -m sphinx -M html docs docs/_build -W --fresh-env",
    "docs-style": "doc8 docs",
    "docs-markup": "rstcheck --recursive docs",
}


MARKUP_HOOKS = """

  - repo: https://github.com/pre-commit/pygrep-hooks
    rev: v1.10.0
    hooks:
      - id: rst-directive-colons
      - id: rst-inline-touching-normal

"""


def texts(**choices: Any) -> dict[str, str]:
    """The files of a project with documentation; its name is My.Net-2."""
    tree = compose(made("My.Net-2", {"extras": ("docs",), **choices}), LIBRARY)
    return {path: file.data.decode() for path, file in tree.files.items()}


def manifest(**choices: Any) -> dict[str, Any]:
    return tomllib.loads(texts(**choices)["pyproject.toml"])


def name_of(requirement: str) -> str:
    return requirement.partition(">=")[0]


def test_it_is_a_choice() -> None:
    assert "docs" in offered(LIBRARY, "extras")
    assert "docs" not in make_choices("x-1").extras
    without = texts(extras=())
    assert not PAGES & set(without)
    assert "_build" not in without[".gitignore"]
    assert "docs" not in tomllib.loads(without["pyproject.toml"])["dependency-groups"]


@pytest.mark.parametrize("framework", offered(LIBRARY, "framework"))
@pytest.mark.parametrize("manager", MANAGERS)
def test_pages_requirements_and_tasks(manager: str, framework: str) -> None:
    found = texts(manager=manager, framework=framework)
    assert set(found) >= PAGES
    data = tomllib.loads(found["pyproject.toml"])
    assert {name_of(item) for item in data["dependency-groups"]["docs"]} == TOOLS
    assert all(">=" in item for item in data["dependency-groups"]["docs"])
    assert "/docs/_build" in found[".gitignore"].splitlines()
    tasks = data["tool"]["pixi" if manager == "pixi" else "poe"]["tasks"]
    assert set(tasks) >= TASKS
    assert {name: tasks[name]["cmd"] for name in COMMANDS} == COMMANDS
    steps = tasks["docs-check"]["depends-on" if manager == "pixi" else "sequence"]
    assert steps == ["docs-style", "docs-markup"]
    assert data["tool"]["doc8"]["ignore-path"] == ["docs/_build"]


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_plain_sync_installs_the_group_where_tasks_need_it(manager: str) -> None:
    tool = manifest(manager=manager)["tool"]
    if manager == "uv":
        assert tool["uv"]["default-groups"] == ["dev", "docs"]
    elif manager == "pixi":
        assert tool["pixi"]["environments"]["dev"] == ["dev"]
        for task in COMMANDS:
            assert tool["pixi"]["tasks"][task]["default-environment"] == "docs"
    elif manager == "conda":
        assert "poetry" not in tool
        assert "environment-docs.yml" in texts(manager=manager)
    else:  # Poetry installs every group that is not said to be optional
        assert not tool["poetry"].get("group")


def test_pixi_installs_pandoc_in_the_environments_of_the_documentation_only() -> None:
    data = manifest(manager="pixi")
    pixi = data["tool"]["pixi"]
    assert set(pixi["feature"]["docs"]["dependencies"]) == TOOLS | {"pandoc"}
    assert pixi["environments"] == {"dev": ["dev"], "docs": ["docs"]}
    assert "pandoc" not in json.dumps(pixi.get("dependencies", {}))
    schema = json.loads(
        (files("validate_pyproject_schema_store") / "resources/pixi.schema.json").read_text()
    )
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(pixi)] == []


@pytest.mark.parametrize("manager", sorted(set(MANAGERS) - {"pixi"}))
def test_other_managers_are_not_asked_for_pandoc(manager: str) -> None:
    found = texts(manager=manager)
    assert "pandoc" not in found["pyproject.toml"]
    page = found["docs/environment.md"]
    by_conda = "`pandoc` comes with the environment that conda creates." in page
    assert by_conda == (manager == "conda")
    assert ("apt install pandoc" in page) != by_conda


def test_the_configuration_is_plain_python_with_the_projects_names() -> None:
    conf = texts()["docs/conf.py"]
    assert ast.get_docstring(ast.parse(conf))
    assert 'project = "My.Net-2"' in conf
    assert 'metadata.version("my-net-2")' in conf
    # a function called `version` would be taken for the setting of that name
    names = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(conf))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert names == {"metadata"}
    tree = compose(make_choices("x-1", extras=("docs",)), LIBRARY)
    assert "docs/conf.py" in tree.runs


@pytest.mark.parametrize("framework", offered(LIBRARY, "framework"))
def test_the_pages_name_only_what_is_there(framework: str) -> None:
    found = texts(framework=framework)
    named = [
        line.split()[-1]
        for line in found["docs/api.rst"].splitlines()
        if line.startswith(".. automodule::")
    ]
    modules = () if framework == "none" else ("train", "config", "evaluate", "runs")
    assert named == ([f"my_net_2.{one}" for one in modules] or ["my_net_2"])
    for module in modules:
        assert f"src/my_net_2/{module}.py" in found
    listed = found["docs/index.md"].partition("```{toctree}")[2].partition("```")[0].split()
    assert listed == [":caption:", "Contents", ":glob:", "environment", "development", "*"]


@pytest.mark.parametrize("extras", [("docs", "pre-commit"), ("pre-commit",)])
def test_pre_commit_checks_the_markup_where_there_is_some(extras: tuple[str, ...]) -> None:
    hooks = texts(extras=extras)[".pre-commit-config.yaml"]
    has_markup = "docs" in extras
    assert (MARKUP_HOOKS in hooks) == has_markup
    ignored = manifest(extras=extras)["tool"]["repo-review"].get("ignore", {})
    assert ("PC170" in ignored) != has_markup


@pytest.mark.parametrize("name", ["sphinx", "furo", "docutils", "myst_parser", "jinja2"])
def test_a_project_does_not_hide_what_builds_its_pages(name: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        compose(make_choices(name, extras=("docs",)), LIBRARY)
    assert caught.value.code in {"bad-name", "bad-package"}


def build_pages_of_presets(
    root: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Build the pages of every preset, with all extras, too, in place of a project's own."""
    seen = set()
    for name, tree in projects().items():
        pages = {
            path: file.data
            for path, file in tree.files.items()
            if path.startswith("docs/") and path.endswith(".md") and path != "docs/index.md"
        }
        if "docs/conf.py" not in tree.files or tuple(pages.values()) in seen:
            continue
        seen.add(tuple(pages.values()))
        (root / "docs" / "nix.md").unlink(missing_ok=True)
        for path, data in pages.items():
            (root / path).write_bytes(data)
        done = run("run", "--no-sync", "poe", "docs")
        assert done.returncode == 0, (name, done.stderr)
    assert len(seen) >= len(MANAGERS) * 2


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.parametrize("framework", ["sklearn", "none"])
def test_it_builds_and_a_warning_is_an_error(tmp_path: Path, framework: str) -> None:
    made = seedbed(
        "new", "My.Net-2", "--yes", "--no-sync", "--no-git", "--framework", framework,
        "--with", "docs", "--description", 'Reads "digits" *well*\n\n# & more', "--json",
        cwd=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert as_dict(json.loads(made.stdout))
    root = tmp_path / "My.Net-2"
    uv = find_uv_bin()
    env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    env |= {"UV_PYTHON": os.path.realpath(sys.executable)}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [uv, *command], cwd=root, env=env, capture_output=True, encoding="utf-8", check=False
        )

    synced = run("sync")
    assert synced.returncode == 0, synced.stderr
    for task in ("docs", "docs-check", "lint", "test"):
        done = run("run", "poe", task)
        assert done.returncode == 0, f"{task}\n{done.stdout}\n{done.stderr}"

    # the pages of every manager and every way to use Nix: no warning, and each has its place
    for choices in all_choices(LIBRARY):
        fixed = (choices.framework, choices.license, choices.extras)
        if fixed != ("none", "mit", EXTRAS):
            continue
        pages = {
            path: file.data.decode()
            for path, file in compose(choices, LIBRARY).files.items()
            if path in {"docs/environment.md", "docs/development.md", "docs/nix.md"}
        }
        (root / "docs" / "nix.md").unlink(missing_ok=True)
        for path, text in pages.items():
            (root / path).write_text(text, encoding="utf-8")
        done = run("run", "--no-sync", "poe", "docs")
        assert done.returncode == 0, (choices, done.stderr)
        assert len(pages) == (2 if choices.nix == "none" else 3)

    build_pages_of_presets(root, run)

    html = root / "docs" / "_build" / "html"
    assert "Reads “digits” *well*" in (html / "index.html").read_text(encoding="utf-8")
    api = (html / "api.html").read_text(encoding="utf-8")
    names = (".train.main", ".config.Config.epochs", ".evaluate.predict", ".runs.Run.log")
    for name in () if framework == "none" else names:
        assert f'id="my_net_2{name}"' in api
    assert 'id="module-my_net_2' in api

    run("build", "--wheel")
    (wheel,) = (root / "dist").glob("*.whl")
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "--list", wheel],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "my_net_2/__init__.py" in listed.stdout
    assert "docs/" not in listed.stdout

    index, reference = root / "docs" / "index.md", root / "docs" / "api.rst"
    before = index.read_text()
    index.write_text(f"{before}\n[nowhere](nowhere.md)\n")
    for _ in range(2):  # the second time, too: nothing of the first is kept
        done = run("run", "poe", "docs")
        assert done.returncode != 0
        assert "nowhere" in done.stderr
    index.write_text(before)

    before = reference.read_text()
    reference.write_text(f"{before}\n.. nosuch:: x\n")
    assert run("run", "rstcheck", "--recursive", "docs").returncode != 0
    assert run("run", "poe", "docs-markup").returncode != 0
    reference.write_text(f"{before}\nspaces at the end  \n")
    assert run("run", "poe", "docs-style").returncode != 0
    assert run("run", "poe", "docs-check").returncode != 0
