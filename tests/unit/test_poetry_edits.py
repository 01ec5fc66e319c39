"""What people and Poetry write into `[tool.poetry]` is read, or reported, and never trips it up."""

from __future__ import annotations

import pytest

from seedbed.errors import SeedbedError
from seedbed.managers.poetry import dialect
from seedbed.managers.protocols import Reading
from seedbed.model.project import Dependency, Index, Task

PROJECT = """
[project]
name = "x-1"
requires-python = ">=3.11"
dependencies = ["numpy>=2"]
[dependency-groups]
dev = ["pytest>=8"]
"""


def read(edit: str, base: str = PROJECT) -> Reading:
    return dialect.read({"pyproject.toml": f"{base}\n{edit}"})


def test_what_is_written_by_hand_is_read() -> None:
    reading = read("")
    assert (reading.unmodeled, reading.unmodeled_addresses) == ((), ())
    assert reading.project.package == "x_1"
    assert reading.project.dependencies == (
        Dependency(name="numpy", spec=">=2"),
        Dependency(name="pytest", spec=">=8", group="dev"),
    )


@pytest.mark.parametrize(
    ("edit", "reported"),
    [
        # poetry add numpy, in a project without [project.dependencies]
        ("[tool.poetry.dependencies]\nnumpy = '^2.1'", "tool.poetry.dependencies.numpy"),
        ("[tool.poetry.dependencies]\npython = '^3.11'", "tool.poetry.dependencies.python"),
        # poetry add --extras, --optional, --platform, --source
        (
            "[tool.poetry.dependencies]\nnumpy = { version = '^2', extras = ['a'] }",
            "tool.poetry.dependencies.numpy",
        ),
        (
            "[tool.poetry.dependencies]\nnumpy = { source = 'a', python = '<3.12' }",
            "tool.poetry.dependencies.numpy",
        ),
        (
            "[tool.poetry.dependencies]\nnumpy = [{ source = 'a' }, { source = 'b' }]",
            "tool.poetry.dependencies.numpy",
        ),
        ("[tool.poetry.dependencies]\nrich = { source = 'a' }", "tool.poetry.dependencies.rich"),
        (
            "[tool.poetry.dependencies]\nflask = { git = 'https://git.example/flask' }",
            "tool.poetry.dependencies.flask",
        ),
        (
            "[tool.poetry.dependencies]\nown = { path = '../own', develop = true }",
            "tool.poetry.dependencies.own",
        ),
        # groups of Poetry 1.2, and of 1.0
        (
            "[tool.poetry.group.test.dependencies]\npytest = '^7 || ^9'",
            "tool.poetry.group.test.dependencies.pytest",
        ),
        ("[tool.poetry.group.dev]\noptional = false", "tool.poetry.group.dev.optional"),
        ("[tool.poetry.dev-dependencies]\npytest = '^7 || ^9'", "tool.poetry.dev-dependencies"),
        ("[tool.poetry.extras]\nall = ['x']", "tool.poetry.extras"),
        ("[tool.poetry]\ninclude = ['data.csv']", "tool.poetry.include"),
        ("[tool.poetry]\nexclude = ['x']", "tool.poetry.exclude"),
        ("[tool.poetry]\npackage-mode = false", "tool.poetry.package-mode"),
        ("[tool.poetry.scripts]\nx = 'x:main'", "tool.poetry.scripts"),
        ("[tool.poetry.plugins.'x.y']\na = 'b:c'", "tool.poetry.plugins"),
        (
            "[tool.poetry.requires-plugins]\npoetry-plugin-export = '*'",
            "tool.poetry.requires-plugins",
        ),
        ("[tool.poetry.build]\nscript = 'build.py'", "tool.poetry.build"),
        ("[tool.poe.tasks]\ngreet = { shell = 'echo' }", "tool.poe.tasks.greet"),
    ],
)
def test_what_the_model_does_not_know_is_reported(edit: str, reported: str) -> None:
    assert reported in read(edit).unmodeled


ONE = "[[tool.poetry.source]]\nname = 'one'\nurl = 'https://one.example/simple'\n"
TWO = "\n[[tool.poetry.source]]\nname = 'two'\nurl = 'https://two.example/simple'\n"
PYPI = "\n[[tool.poetry.source]]\nname = 'PyPI'\npriority = "


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (ONE, [("one", "default")]),
        (f"{ONE}priority = 'primary'", [("one", "default")]),
        (f"{ONE}{PYPI}'supplemental'", [("one", "")]),
        (f"{ONE}{PYPI}'primary'", [("one", "")]),
        (f"{ONE}priority = 'supplemental'", [("one", "last")]),
        (f"{ONE}{TWO}", [("one", ""), ("two", "default")]),
        (f"{ONE}priority = 'supplemental'{TWO}", [("one", "default"), ("two", "")]),
        (f"{ONE}priority = 'supplemental'{TWO}{PYPI}'primary'", [("one", "last"), ("two", "")]),
        (f"{ONE}priority = 'explicit'{TWO}", [("one", "explicit"), ("two", "default")]),
    ],
)
def test_the_priority_of_a_source_is_read(sources: str, found: list[tuple[str, str]]) -> None:
    reading = read(sources)
    assert reading.unmodeled == ()
    assert [
        (one.name, next((key for key in ("explicit", "default", "last") if getattr(one, key)), ""))
        for one in reading.project.indexes
    ] == found


@pytest.mark.parametrize("more", ["priority = 'x'", "default = true"])
def test_a_source_that_poetry_does_not_know_is_reported(more: str) -> None:
    reading = read(ONE + more)
    assert reading.unmodeled_addresses == (("indexes", "one"),)
    assert reading.project.indexes == ()
    assert len(reading.unmodeled) == 1
    assert reading.unmodeled[0].startswith("tool.poetry.source: ")
    assert "one.example" in reading.unmodeled[0]


def test_the_default_index_that_is_named_is_reported() -> None:
    assert read("[[tool.poetry.source]]\nname = 'PyPI'\npriority = 'explicit'").unmodeled


def test_sources_that_are_asked_later_are_read() -> None:
    edit = """
[[tool.poetry.source]]
name = "one"
url = "https://one.example/simple"
priority = "explicit"
[[tool.poetry.source]]
name = "two"
url = "https://two.example/simple"
priority = "supplemental"
[tool.poetry.dependencies]
NumPy = { source = "one" }
[tool.poetry.group.dev.dependencies]
pytest = { source = "two" }
"""
    reading = read(edit)
    assert reading.unmodeled == ()
    assert reading.project.indexes == (
        Index(name="one", url="https://one.example/simple"),
        Index(name="two", url="https://two.example/simple", explicit=False, last=True),
    )
    found = {item.name: item.index for item in reading.project.dependencies}
    assert found == {"numpy": "one", "pytest": "two"}


@pytest.mark.parametrize(
    "packages",
    [
        "[{ include = 'x_1' }]",
        "[{ include = 'x_1', from = 'src' }, { include = 'y', from = 'src' }]",
        "[{ include = 'x_1', from = 'lib' }]",
        "[{ include = 'x_1', from = 'src', format = 'sdist' }]",
        "['x_1']",
        "[1]",
    ],
)
def test_packages_elsewhere_are_reported(packages: str) -> None:
    reading = read(f"[tool.poetry]\npackages = {packages}")
    assert len(reading.unmodeled) == 1
    assert reading.unmodeled[0].startswith("tool.poetry.packages: ")
    assert reading.project.package == "x_1"


def test_the_package_is_read_where_it_has_another_name() -> None:
    reading = read("[tool.poetry]\npackages = [{ include = 'other', from = 'src' }]")
    assert (reading.project.package, reading.unmodeled) == ("other", ())


def test_a_task_that_is_only_a_command_is_read() -> None:
    reading = read("[tool.poe.tasks]\ngreet = 'echo hi'")
    assert reading.project.tasks == (Task(name="greet", run="echo hi"),)


def test_a_task_that_the_model_cannot_describe_is_neither_ours_nor_missing() -> None:
    reading = read("[tool.poe.tasks.greet]\ncmd = 'x'\nargs = ['who']")
    assert reading.unmodeled_addresses == (("tasks", "greet"),)
    assert reading.project.tasks == ()


WRONG = [
    ("[tool]\npoetry = 'x'", "tool.poetry"),
    ("[tool.poetry]\npackages = 'x_1'", "tool.poetry.packages"),
    ("[tool.poetry]\nsource = { name = 'x' }", "tool.poetry.source"),
    ("[tool.poetry]\nsource = ['x']", "tool.poetry.source"),
    ("[tool.poetry]\ndependencies = ['x']", "tool.poetry.dependencies"),
    ("[tool.poetry]\ngroup = ['dev']", "tool.poetry.group"),
    ("[tool.poetry.group]\ndev = 'x'", "tool.poetry.group.dev"),
    ("[tool.poetry.group.dev]\ndependencies = []", "tool.poetry.group.dev.dependencies"),
    ("[tool]\npoe = []", "tool.poe"),
    ("[tool.poe]\ntasks = []", "tool.poe.tasks"),
    ("[tool.poe]\nenv = 'x'", "tool.poe.env"),
    ("[dependency-groups]\ndev = 'pytest'", "dependency-groups.dev"),
]


@pytest.mark.parametrize(("edit", "key"), WRONG)
def test_a_value_of_the_wrong_type_is_refused(edit: str, key: str) -> None:
    refused = refusal(edit)
    assert refused.code == "bad-manifest"
    assert key.rpartition(".")[2] in edit


@pytest.mark.parametrize(("edit", "key"), [row for row in WRONG if row[1].count(".") > 1])
def test_a_value_of_the_wrong_type_is_named(edit: str, key: str) -> None:
    message = f"{refusal(edit).message} "
    assert f"{key} " in message or f"{key}." in message


def refusal(edit: str) -> SeedbedError:
    with pytest.raises(SeedbedError) as caught:
        read(edit, '[project]\nname = "x-1"\n')
    return caught.value
