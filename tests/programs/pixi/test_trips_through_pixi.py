"""Projects of uv, Poetry and conda that go to Pixi, perhaps to a third manager, and back."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Callable
from pathlib import Path

import other_projects as projects
import pytest
from other_trips import faults, travel
from pixi_runs import Pixi
from pixi_trips import MANIFEST, changes, files, switch, update

from seedbed.commands.new import plan_new, write_new
from seedbed.model.choices import make_choices

ALL = pytest.mark.parametrize("name", projects.names())
THIRD = {"uv": ("conda", "poetry"), "poetry": ("uv", "conda"), "conda": ("uv", "poetry")}
LONGER = [
    pytest.param(
        name,
        THIRD[projects.manager(name)][place % 2],
        marks=[pytest.mark.slow] if place % 4 else [],
    )
    for place, name in enumerate(projects.names())
    if name != "uv-pytorch"  # conda has no place for extras that exclude each other
]
ASIDE = ".seedbed/aside.toml"


@ALL
def test_there_and_back_is_where_one_began(tmp_path: Path, name: str) -> None:
    assert faults(travel(name, tmp_path, "pixi")) == []


@pytest.mark.parametrize(("name", "third"), LONGER)
def test_by_way_of_a_third_manager(tmp_path: Path, name: str, third: str) -> None:
    assert faults(travel(name, tmp_path, "pixi", third)) == []


@pytest.mark.slow
@ALL
def test_pixi_accepts_what_is_between(pixi: Pixi, tmp_path: Path, name: str) -> None:
    root = projects.start(name, tmp_path)
    assert switch(root, "pixi").status == 0
    done = pixi.run("task", "list", cwd=root, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("manager", ["uv", "poetry", "conda"])
def test_nothing_is_set_aside_of_a_project_as_it_was_made(tmp_path: Path, manager: str) -> None:
    root = tmp_path / "x-1"
    write_new(plan_new(str(root), make_choices("x-1", manager=manager)))
    left = files(root)
    assert ASIDE not in switch(root, "pixi").files
    assert switch(root, manager).files == left


def replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    """An edit of a text that stands once in a file."""

    def do(root: Path) -> None:
        text = (root / path).read_bytes().decode()
        assert text.count(old) == 1, text
        (root / path).write_bytes(text.replace(old, new).encode())

    return do


FIRST = ("matplotlib>=3.10", "numpy>=2.1", "pandas[parquet]>=2.2")
LAST = "scikit-learn>=1.7"
EDITS = {
    "a requirement more": (
        "uv-comments",
        replaced(MANIFEST, '  "pandas[parquet]>=2.2",\n', '  "pandas[parquet]>=2.2",\n  "tqdm",\n'),
        (
            f"- project.dependencies = {[*FIRST, LAST]}",
            f"+ project.dependencies = {[*FIRST, 'tqdm', LAST]}",
        ),
    ),
    "a setting that stayed": (
        "uv-settings",
        replaced(MANIFEST, "managed = true", "managed = false"),
        ("- tool.uv.managed = True", "+ tool.uv.managed = False"),
    ),
    "a task": (
        "uv-comments",
        replaced(MANIFEST, "cmd = \"pytest -x -m 'not slow'\"", 'cmd = "pytest -x"'),
        (
            "- tool.poe.tasks.test.cmd = \"pytest -x -m 'not slow'\"",
            "+ tool.poe.tasks.test.cmd = 'pytest -x'",
        ),
    ),
    "another range of Python": (
        "uv-extra-groups-exclusive",
        replaced(MANIFEST, ">=3.11,<3.13", ">=3.12,<3.14"),
        (
            "- project.requires-python = '>=3.11,<3.13'",
            "+ project.requires-python = '>=3.12,<3.14'",
        ),
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_stays_and_nothing_else_changes(tmp_path: Path, what: str) -> None:
    name, edit, changed = EDITS[what]
    trip = travel(name, tmp_path, "pixi", edit=edit)
    assert (trip.back.why, trip.back.conflicts) == ("", [])
    left = tomllib.loads(trip.left[MANIFEST].decode())
    assert changes(left, trip.back.parsed) == [*changed]


def test_a_conda_package_that_was_added_in_pixi_is_added(tmp_path: Path) -> None:
    edit = replaced(MANIFEST, 'htop = "*"\n', 'htop = "*"\ntmux = ">=3"\n')
    trip = travel("conda-comments", tmp_path, "pixi", edit=edit)
    assert (trip.back.why, trip.back.conflicts) == ("", [])
    lines = trip.back.files["environment.yml"].decode().splitlines()
    packages = [line for line in lines if line.startswith("  - ")][-8:]
    assert packages == [
        "  - python >=3.11  # not older",
        "  - pip",
        "  - matplotlib-base >=3.10",
        "  - numpy >=2.1",
        "  - scikit-learn >=1.7",
        "  - tmux >=3",
        "  - pandas",
        "  - htop  # on the cluster",
    ]


def test_the_plan_lists_what_comes_back_and_may_be_run(tmp_path: Path) -> None:
    said = travel("poetry-tasks", tmp_path, "pixi").back.said
    rows = {row["kind"]: row["what"] for row in said["result"]["switch"]}
    [task] = rows["restored"]
    assert task == (
        'tool.poe.tasks.lint = { help = "All checks of the code: check, format-check, types", '
        'sequence = ["check", "types"] }'
    )


def test_the_plan_lists_the_lines_of_a_file_that_come_back(tmp_path: Path) -> None:
    said = travel("conda-requirements", tmp_path, "pixi").back.said
    rows = {row["kind"]: row["what"] for row in said["result"]["switch"]}
    lines = [one for one in rows["restored"] if one.startswith("environment.yml: ")]
    assert lines == [
        "environment.yml: - open-clip-torch>=2.26",
        "environment.yml: - pandas[parquet]>=2.2",
    ]


def test_what_nothing_could_go_on_from_is_not_written(tmp_path: Path) -> None:
    root = projects.start("conda-pip", tmp_path)
    replaced("environment.yml", "python=3.11", "python=3.10")(root)
    left = files(root)
    step = switch(root, "pixi")
    assert step.status == 1
    assert step.why == (
        "Nothing was changed, because seedbed could not switch back. pyproject.toml: No "
        "Python that seedbed supports satisfies '==3.10.*'."
    )
    assert step.files == left


@pytest.mark.parametrize(
    ("manager", "body"),
    [
        ("conda", '[[conda.files]]\npath = "pyproject.toml"\ninstead = "00"\ntext = "x"\n'),
        ("conda", '[[conda.files]]\npath = "../environment.yml"\ninstead = "00"\ntext = "x"\n'),
        ("conda", '[[conda.files]]\npath = ".envrc"\ninstead = "00"\ntext = "x"\n'),
        ("uv", '[[uv.files]]\npath = "environment.yml"\ninstead = "00"\ntext = "x"\n'),
        ("uv", '[[uv.translated]]\nkey = "tool.ruff.fix"\nvalue = true\n'),
        ("uv", '[[uv.blocks]]\nafter = "end"\nbefore = ""\ntext = "[tool.ruff]\\nfix = true\\n"\n'),
        ("uv", '[[uv.shared]]\nkey = "project.scripts"\nstood = []\ninstead = []\n'),
    ],
)
def test_nothing_else_comes_back(tmp_path: Path, manager: str, body: str) -> None:
    root = tmp_path / "x-1"
    write_new(plan_new(str(root), make_choices("x-1", manager="pixi")))
    body = f"\n[{manager}]\nonly = []\n\n{body}"
    text = f"# seedbed-aside 1 {zlib.crc32(body.encode()):08x}\n{body}"
    (root / ASIDE).write_text(text, encoding="utf-8")
    left = files(root)
    step = switch(root, manager)
    assert step.why == f"{ASIDE} is damaged: it has keys that don't belong there."
    assert step.files == left


@pytest.mark.parametrize("name", ["uv-sources", "poetry-groups", "conda-pip"])
def test_a_second_trip_is_as_the_first(tmp_path: Path, name: str) -> None:
    trip = travel(name, tmp_path, "pixi")
    own = projects.manager(name)
    assert update(trip.root, own).said["result"]["files"] == []
    first = trip.steps[0].files
    assert switch(trip.root, "pixi").files == first
    assert switch(trip.root, own).files == trip.left
