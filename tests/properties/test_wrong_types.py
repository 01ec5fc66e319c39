"""A manifest that somebody's hand spoilt is read, or refused in a sentence; for every manager."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import tomlkit
from hand_made import HAND_MADE
from hypothesis import given
from hypothesis import strategies as st
from test_dialects import DIALECTS, plain

from seedbed.errors import SeedbedError
from seedbed.managers.protocols import Reading
from seedbed.managers.registry import load_dialect
from seedbed.model.choices import Author
from seedbed.model.record import replace

if TYPE_CHECKING:
    from seedbed.managers.protocols import Dialect

RICH = replace(
    HAND_MADE,
    authors=(Author(name="Ada", email="ada@example.org"),),
    license="MIT",
    license_files=("LICENSE",),
    scripts={"x": "x_1:main"},
    tools={"ruff": {"line-length": 100, "lint": {"select": ["E"]}}},
)
OTHER_VALUES: list[Any] = [
    "",
    "x",
    0,
    -1.5,
    True,
    dt.date(2026, 1, 1),
    [],
    ["x"],
    [1],
    [[]],
    [{}],
    [{"name": 1}],
    {},
    {"x": 1},
    {"x": {}},
    {"": "x"},
]
"""One of each type that TOML has, and nested ones."""

CRASHES = {
    "uv": "[tool.uv]\nconflicts = [[1]]",
    "pixi": "[tool.pixi.target]\nwin = 1",
    "poetry": "[tool.poetry.group]\ndev = 1",
}
HEAD = '[project]\nname = "x-1"\ndependencies = ["torch"]\n'


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_a_value_of_another_type_is_read_or_refused(dialect: Dialect, data: st.DataObject) -> None:
    manifest = rich(dialect)
    for _ in range(data.draw(st.integers(1, 2))):
        *above, key = data.draw(st.sampled_from(list(paths(manifest, ()))))
        holder: Any = manifest
        for step in above:
            holder = holder[step]
        holder[key] = copy.deepcopy(data.draw(st.sampled_from(OTHER_VALUES)))
    check(dialect, tomlkit.dumps(manifest))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused(dialect: Dialect, text: str) -> None:
    check(dialect, text)


@pytest.mark.parametrize("manager", CRASHES)
def test_what_once_crashed_is_read_or_refused(manager: str) -> None:
    check(load_dialect(manager), HEAD + CRASHES[manager])


@pytest.mark.parametrize(
    "manager",
    ["uv", "pixi", "poetry"],  # conda has no table of its own; see test_conda_files.py
)
def test_a_key_that_nobody_knows_is_reported_wherever_it_stands(manager: str) -> None:
    dialect = load_dialect(manager)
    unnoticed = []
    for number in range(len(list(tables(rich(dialect)["tool"][manager])))):
        manifest = rich(dialect)
        spoilt = list(tables(manifest["tool"][manager]))[number]
        spoilt["no-such-key"] = "x"
        reading = check(dialect, tomlkit.dumps(manifest))
        if reading and not reading.unmodeled and "no-such-key" not in str(reading.project):
            unnoticed.append(spoilt)
    assert not unnoticed


@pytest.mark.parametrize(
    ("manager", "edit"),
    [
        ("uv", "[project.scripts]\nx = 1"),
        ("uv", "[tool.poe.env]\nA = 1"),
        ("uv", "[tool.poe.env]\nA = {}"),
        ("uv", "[tool.poe.tasks]\nt = { cmd = 'x', help = 1 }"),
        ("uv", "[tool.poe.tasks]\nt = { sequence = ['x'], help = [] }"),
        ("uv", "[tool.uv.sources]\ntorch = { index = 1 }"),
        ("uv", "[tool.uv]\nconflicts = [[{ extra = 1 }, { extra = 2 }]]"),
        ("pixi", "[tool.pixi.activation.env]\nA = 1"),
        ("pixi", "[tool.pixi.tasks]\nt = { cmd = 'x', description = 1 }"),
    ],
)
def test_text_that_is_none_is_reported_or_refused(manager: str, edit: str) -> None:
    reading = check(load_dialect(manager), HEAD + edit)
    assert reading is None or reading.unmodeled


@pytest.mark.parametrize(
    ("manager", "edit"),
    [
        ("uv", "[tool.uv]\nindex = [{ name = 'a', url = 'u' }, { name = 'a', url = 'v' }]"),
        ("pixi", "[tool.pixi.workspace]\nchannels = ['a', 'a']"),
        ("pixi", "[tool.pixi.workspace]\nchannels = []\nplatforms = ['linux-64', 'linux-64']"),
    ],
)
def test_what_stands_there_twice_is_reported_or_refused(manager: str, edit: str) -> None:
    reading = check(load_dialect(manager), HEAD + edit)
    assert reading is None or reading.unmodeled


def check(dialect: Dialect, text: str) -> Reading | None:
    """Read a manifest; what is refused is refused in a sentence."""
    try:
        reading = dialect.read({"pyproject.toml": text})
    except SeedbedError as refused:
        assert "pyproject.toml" in refused.message
        assert refused.message.endswith(".")
        return None
    assert all(isinstance(one, str) for one in reading.unmodeled)
    return reading


def rich(dialect: Dialect) -> dict[str, Any]:
    """A manifest with something in every table."""
    root: dict[str, Any] = plain(dialect.write(RICH)["pyproject.toml"].root)
    return copy.deepcopy(root)


def paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The paths of all values in nested tables and lists, but for what is known to crash."""
    if path:
        yield path
    parts: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    parts = enumerate(value) if isinstance(value, list) else parts
    for key, part in parts:
        yield from paths(part, (*path, key))


def tables(value: Any) -> Iterator[dict[str, Any]]:
    """All tables in nested tables and lists."""
    if isinstance(value, dict):
        yield value
    parts = value.values() if isinstance(value, dict) else ()
    for part in value if isinstance(value, list) else parts:
        yield from tables(part)
