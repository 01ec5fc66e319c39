"""What surrounds the code of a project: settings of tools, and where its workflow runs."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from ruamel.yaml import YAML
from strategies import all_choices

from seedbed.commands.options import made
from seedbed.layers.library import general_extras, load_library
from seedbed.managers.base import MANAGERS
from seedbed.model.names import requirement_name
from seedbed.render.compose import compose

LIBRARY = load_library()
EXTRAS = general_extras(LIBRARY)
WORKFLOW = ".github/workflows/ci.yml"

PROGRAMS = {
    # the table, and what reads it: a requirement, the manager, the build, or a hook of pre-commit
    "pytest": "pytest",
    "ruff": "ruff",
    "mypy": "mypy",
    "autoflake": "autoflake",
    "coverage": "pytest-cov",
    "black": "black",
    "isort": "isort",
    "poe": "poethepoet",
    "doc8": "doc8",
    "rstcheck": "rstcheck",
    "codespell": "hook:codespell",
    "hatch": "build:hatchling",
    "uv": "manager:uv",
    "pixi": "manager:pixi",
    "poetry": "manager:poetry",
}
WITHOUT_A_PROGRAM = {
    "seedbed": "what the project was made from; updates read it",
    "repo-review": "for those who review the project: why a check of sp-repo-review does not hold",
}


def texts(**choices: Any) -> dict[str, str]:
    found = compose(made("x-1", choices), LIBRARY).files
    return {path: file.data.decode() for path, file in found.items()}


def test_each_table_of_settings_is_read_by_a_program_of_the_project() -> None:
    seen: set[str] = set()
    for choices in all_choices(LIBRARY):
        files = {path: file.data.decode() for path, file in compose(choices, LIBRARY).files.items()}
        if files["pyproject.toml"] in seen:
            continue
        seen.add(files["pyproject.toml"])
        data = tomllib.loads(files["pyproject.toml"])
        there = {f"manager:{choices.manager}"}
        there |= {f"build:{requirement_name(one)}" for one in data["build-system"]["requires"]}
        for group in data["dependency-groups"].values():
            there |= {requirement_name(one) for one in group}
        hooks = re.findall(r"- id: (\S+)", files.get(".pre-commit-config.yaml", ""))
        there |= {f"hook:{hook}" for hook in hooks}
        for table in data["tool"].keys() - WITHOUT_A_PROGRAM.keys():
            assert PROGRAMS[table] in there, (choices, table)
    assert len(seen) > 100


def workflow(**choices: Any) -> dict[str, Any]:
    text = texts(**choices)[WORKFLOW]
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


def jobs(**choices: Any) -> list[tuple[str, str]]:
    """The systems of the job `test`, each with its Python."""
    rows = workflow(**choices)["jobs"]["test"]["strategy"]["matrix"]["include"]
    return [(row["os"], row.get("python", "")) for row in rows]


LOCKED = [("ubuntu-latest", ""), ("macos-latest", ""), ("windows-latest", "")]


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_oldest_and_the_newest_python_on_linux_and_one_job_elsewhere(manager: str) -> None:
    expected = [
        ("ubuntu-latest", "3.11"),
        ("ubuntu-latest", "3.14"),
        ("macos-latest", "3.14"),
        ("windows-latest", "3.14"),
    ]
    if manager == "pixi":  # whose lock has one Python
        expected = [("ubuntu-latest", "3.11"), *LOCKED]
    assert jobs(manager=manager) == expected


def test_the_systems_are_those_of_the_lock() -> None:
    assert jobs(platforms=("linux-64",), python="==3.12.*") == [("ubuntu-latest", "3.12")]
    assert jobs(platforms=("linux-aarch64", "osx-64", "win-arm64"), python=">=3.13,<3.15") == [
        ("ubuntu-24.04-arm", "3.13"),
        ("ubuntu-24.04-arm", "3.14"),
        ("macos-15-intel", "3.14"),
        ("windows-11-arm", "3.14"),
    ]
    assert workflow(platforms=("osx-arm64",))["jobs"]["lint"]["runs-on"] == "macos-latest"
    assert jobs(platforms=("linux-ppc64le",))[0][0] == "ubuntu-latest"


def steps(job: dict[str, Any]) -> list[str]:
    return [step.get("run") or step["uses"].partition("@")[0] for step in job["steps"]]


WITH_DOCS = {
    "uv": (
        ["uv sync --locked --no-group docs", "uv run poe test", "uv run poe train --epochs 2"],
        ["uv sync --locked", "uv run poe docs", "uv run poe docs-check"],
    ),
    "pixi": (
        ['pixi add "python=$PYTHON.*"', "pixi run test", "pixi run train --epochs 2"],
        ["pixi run docs", "pixi run docs-check"],
    ),
    "poetry": (
        [
            'uv tool install "$POETRY"', "uv venv --no-project", "poetry sync --without docs",
            "poetry run poe test", "poetry run poe train --epochs 2",
        ],
        [
            'uv tool install "$POETRY"', "uv venv --no-project", "poetry sync",
            "poetry run poe docs", "poetry run poe docs-check",
        ],
    ),
    "conda": (
        [
            ("shopt -s extglob\nfiles=(environment!(-docs).yml)\nmicromamba create --yes "
            '--prefix ./.conda --override-channels "${files[@]/#/--file=}" "python=$PYTHON"\n'),
            ("micromamba run --prefix ./.conda python -m pip --isolated install --no-deps "
            "--no-build-isolation --editable ."),
            "micromamba run --prefix ./.conda poe test",
            "micromamba run --prefix ./.conda poe train --epochs 2",
        ],
        [
            ("files=(environment*.yml)\nmicromamba create --yes --prefix ./.conda "
            '--override-channels "${files[@]/#/--file=}"\n'),
            (".conda/bin/python -m pip --isolated install --no-deps --no-build-isolation "
            "--editable ."),
            "micromamba run --prefix ./.conda poe docs",
            "micromamba run --prefix ./.conda poe docs-check",
        ],
    ),
}  # fmt: skip
"""What runs in the jobs `test` and `docs` of a project with documentation, after the setup."""


@pytest.mark.parametrize("manager", MANAGERS)
def test_documentation_is_built_in_a_job_of_its_own_and_only_if_chosen(manager: str) -> None:
    found = workflow(manager=manager, extras=("docs", "github"))["jobs"]
    assert list(found) == ["lint", "test", "docs"]
    test, docs = WITH_DOCS[manager]
    assert [one for one in steps(found["test"]) if "/" not in one.split()[0]][-len(test) :] == test
    assert [one for one in steps(found["docs"]) if one in docs] == docs
    if manager == "pixi":
        environments = [
            step["with"]["environments"]
            for job in found.values()
            for step in job["steps"]
            if "environments" in step.get("with", {})
        ]
        assert environments == ["dev", "dev", "docs"]
    without = texts(manager=manager)[WORKFLOW]
    assert "docs" not in without.replace("(-docs)", "")


@pytest.mark.parametrize("manager", MANAGERS)
def test_what_windows_runs_is_read_by_the_same_shell(manager: str) -> None:
    job = workflow(manager=manager)["jobs"]["test"]
    shell = job.get("defaults", {}).get("run", {}).get("shell", "")
    # PowerShell would read a variable of bash as one of its own
    needs_bash = any("$" in one for one in steps(job) if "pixi add" not in one)
    assert needs_bash == (shell == "bash")
