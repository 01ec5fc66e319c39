"""What a project's files hold stands in one order, whatever order the layers come in."""

from __future__ import annotations

import tomllib
from typing import Any

from markdown_it import MarkdownIt

from seedbed.layers.library import Layer, general_extras, load_library, make_library, select
from seedbed.model.choices import make_choices
from seedbed.model.names import requirement_name
from seedbed.model.project import Project
from seedbed.render.bind import Bound
from seedbed.render.combine import merge
from seedbed.render.compose import compose

LIBRARY = load_library()
CHOICES = make_choices("x-1", extras=general_extras(LIBRARY), description="d")


def _layer(name: str, **data: Any) -> Layer:
    return Layer(name=name, data=data, files={}, sections={})


def _merged(*layers: Layer) -> Project:
    return merge(Bound(layers=layers, base=Project(name="x", package="x"))).project


def test_the_tables_of_the_manifest() -> None:
    text = compose(CHOICES, LIBRARY).files["pyproject.toml"].data.decode()
    manifest = tomllib.loads(text)
    assert list(manifest) == ["build-system", "project", "dependency-groups", "tool"]
    assert list(manifest["project"]) == [
        "name", "version", "description", "readme", "requires-python", "license",
        "license-files", "dependencies", "scripts",
    ]  # fmt: skip
    assert list(manifest["tool"]) == [
        "uv", "poe", "hatch", "codespell", "coverage", "doc8", "mypy", "pytest", "rstcheck",
        "ruff", "rumdl", "seedbed",
    ]  # fmt: skip
    tasks = list(manifest["tool"]["poe"]["tasks"])
    assert tasks == sorted(tasks)
    assert {"check", "fix", "hooks", "test", "train", "workflows"} <= set(tasks)
    for wanted in (manifest["project"]["dependencies"], manifest["dependency-groups"]["dev"]):
        assert wanted == sorted(wanted, key=requirement_name)
        assert len(wanted) > 2


def test_what_layers_give_is_sorted_by_name() -> None:
    first = _layer(
        "core/project",
        tasks={"b": {"run": "b"}, "d": {"run": "d"}},
        tools={"b": {"k": 1}, "d": {"k": 1}},
        dependencies=[{"name": "B"}, {"name": "d"}, {"name": "b", "group": "dev"}],
    )
    last = _layer(
        "lint/ruff",
        tasks={"c": {"run": "c"}, "a": {"run": "a"}},
        tools={"c": {"k": 1}, "a": {"k": 1}},
        dependencies=[{"name": "c"}, {"name": "a"}, {"name": "a", "group": "dev"}],
    )
    project = _merged(first, last)
    assert [task.name for task in project.tasks] == ["a", "b", "c", "d"]
    assert list(project.tools) == ["a", "b", "c", "d"]
    assert [(item.group, item.name) for item in project.dependencies] == [
        ("", "a"), ("", "b"), ("", "c"), ("", "d"), ("dev", "a"), ("dev", "b"),
    ]  # fmt: skip


def test_lists_are_joined_from_the_general_to_the_special() -> None:
    names = ["pairs/a", "extras/b", "extras/a", "lint/ruff", "framework/none", "manager/uv"]
    layers = [_layer(name, ignore=[name], tools={"t": {"k": [name]}}) for name in names]
    project = _merged(*layers, _layer("core/project", ignore=["x"], tools={"t": {"k": ["x"]}}))
    expected = ["x", "manager/uv", "framework/none", "lint/ruff", "extras/a", "extras/b", "pairs/a"]
    assert project.tools["t"]["k"] == expected
    assert list(project.ignore) == expected


def test_a_library_is_in_the_order_of_the_merge() -> None:
    raw: dict[str, dict[str, Any]] = {
        name: {"layer": {}, "files": {}, "sections": {}} for name in reversed(LIBRARY)
    }
    assert list(make_library(raw)) == list(LIBRARY)
    assert next(iter(LIBRARY.values())).slot == "core"
    assert [layer.slot for layer in select(CHOICES, LIBRARY)] == [
        "core", "core", "core", "manager", "nix", "framework", "accelerator", "lint", "license",
        *["extras"] * len(CHOICES.extras), "pairs",
    ]  # fmt: skip


def test_the_sections_of_the_readme_go_by_their_numbers() -> None:
    text = compose(CHOICES, LIBRARY).files["README.md"].data.decode()
    layers = select(CHOICES, LIBRARY)
    sections = {
        name: body for layer in layers for name, body in layer.sections.get("readme", {}).items()
    }
    starts = [sections[name].strip().splitlines()[0] for name in sorted(sections)]
    fixed = [line for line in starts if "@" not in line]
    places = [text.index(line) for line in fixed]
    assert len(places) > 5
    assert places == sorted(places)


def test_a_description_is_one_paragraph_below_the_title() -> None:
    description = "# no *title* <b>\n[a](b) &amp; `c`\n- d"
    choices = make_choices("x-1", description=description)
    text = compose(choices, LIBRARY).files["README.md"].data.decode()
    tokens = MarkdownIt("commonmark").parse(text)
    assert [token.type for token in tokens[3:6]] == [
        "paragraph_open", "inline", "paragraph_close",
    ]  # fmt: skip
    children = tokens[4].children or []
    assert {child.type for child in children} == {"text", "hardbreak"}
    shown = "".join(child.content if child.type == "text" else "\n" for child in children)
    assert shown == description
