"""What people write into a manifest by hand is read, or reported, and never trips a dialect."""

from __future__ import annotations

import pytest

from seedbed.managers.uv import dialect
from seedbed.model.project import Dependency, Index

PROJECT = """
[project]
name = "My.Net"
dependencies = ["numpy>=2"]
"""


@pytest.mark.parametrize(
    ("edit", "reported"),
    [
        ('[project.urls]\nhome = "https://x.example"', "project.urls"),
        ("[tool.uv]\nlink-mode = 'copy'", "tool.uv.link-mode"),
        (
            "[tool.uv]\nenvironments = [\"sys_platform == 'emscripten'\"]",
            "tool.uv.environments: sys_platform == 'emscripten'",
        ),
        (
            "[dependency-groups]\ndev = [{ include-group = 'nowhere' }, 'ruff']",
            "dependency-groups.dev: {'include-group': 'nowhere'}",
        ),
        (
            "[dependency-groups]\ndev = ['https://x.example/x.whl']",
            "dependency-groups.dev: https://x.example/x.whl",
        ),
        ("[tool.poe.tasks]\ngreet = { shell = 'echo hi' }", "tool.poe.tasks.greet"),
        ("[tool.poe.tasks.greet]\nshell = 'echo hi | cat'", "tool.poe.tasks.greet"),
        ("[tool.poe.tasks.greet]\ncmd = 'x'\ndeps = ['y']", "tool.poe.tasks.greet"),
        ("[tool.poe.tasks.greet]\nsequence = [{ cmd = 'x' }]", "tool.poe.tasks.greet"),
        ("[tool.poe]\nverbosity = 1", "tool.poe.verbosity"),
    ],
)
def test_what_the_model_does_not_know_is_reported(edit: str, reported: str) -> None:
    assert reported in dialect.read({"pyproject.toml": PROJECT + edit}).unmodeled


def test_a_bare_manifest_is_read() -> None:
    reading = dialect.read({"pyproject.toml": PROJECT})
    assert reading.unmodeled == ()
    assert reading.project.package == "my_net"
    assert reading.project.dependencies == (Dependency(name="numpy", spec=">=2"),)


def test_sources_and_indexes_of_two_exclusive_builds_are_read() -> None:
    reading = dialect.read(
        {
            "pyproject.toml": PROJECT
            + """
[dependency-groups]
cpu = ["torch>=2.13"]
cu130 = ["torch>=2.13"]
[tool.uv]
conflicts = [[{ group = "cpu" }, { group = "cu130" }]]
[tool.uv.sources]
torch = [{ index = "pytorch-cpu", group = "cpu" }, { index = "pytorch-cu130", group = "cu130" }]
[[tool.uv.index]]
name = "pytorch-cpu"
url = "https://download.pytorch.org/whl/cpu"
explicit = true
"""
        }
    )
    project = reading.project
    assert reading.unmodeled == ()
    assert project.exclusive == (("cpu", "cu130"),)
    assert project.indexes == (
        Index(name="pytorch-cpu", url="https://download.pytorch.org/whl/cpu"),
    )
    builds = {item.group: item.index for item in project.dependencies if item.name == "torch"}
    assert builds == {"cpu": "pytorch-cpu", "cu130": "pytorch-cu130"}
