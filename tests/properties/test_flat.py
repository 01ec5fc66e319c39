"""A Project as a flat table, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import projects

from seedbed.model.choices import PLATFORMS
from seedbed.model.flat import LINES, flatten, unflatten
from seedbed.model.project import Project, Task


@given(project=projects(PLATFORMS))
def test_a_flat_table_builds_the_same_project_and_changes_nothing(project: Project) -> None:
    before = repr(project)
    flat = flatten(project)
    assert {address[0] for address in flat} <= set(project.__dict__)
    assert all(isinstance(part, str) for address in flat for part in address)
    for field in LINES:
        assert [value for address, value in flat.items() if address[0] == field] == list(
            getattr(project, field)
        )
    assert unflatten(flat) == project
    flat.clear()
    assert repr(project) == before


@pytest.mark.parametrize(
    "tools",
    [
        {},
        {"ruff": {}},
        {"ruff": {"lint": {}}},
        {"ruff": {"lint": {"select": []}, "line-length": 90}},
        {"a.b": {"c.d": {"": 1}}},
        {"mypy": {"overrides": [{"module": "x"}]}},
    ],
)
def test_tools_of_any_depth_come_back(tools: dict[str, object]) -> None:
    project = Project(name="x", package="x", tools=tools)
    assert unflatten(flatten(project)) == project


def test_the_order_of_tasks_is_that_of_their_names() -> None:
    names = ("Bake", "a0", "a_", "apply")
    tasks = tuple(Task(name=name, run="x") for name in names)
    project = Project(name="x", package="x", tasks=tasks)
    assert unflatten(dict(reversed(flatten(project).items()))) == project
