"""Which layer gave each key and line, as `seedbed new --json` tells it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from seedbed.layers.library import Layer, general_extras, load_library, select
from seedbed.model.choices import Author, make_choices
from seedbed.model.project import Project
from seedbed.model.tree import Tree
from seedbed.render.bind import Bound
from seedbed.render.combine import CHOICES, merge
from seedbed.render.compose import compose
from seedbed.render.sections import MODEL

LIBRARY = load_library()
EXTRAS = general_extras(LIBRARY)


def _compose(**picked: Any) -> Tree:
    return compose(make_choices("x-1", **{"extras": EXTRAS, **picked}), LIBRARY)


def _with_layer(**data: Any) -> Tree:
    layer = Layer(
        name="extras/zzz", data={"slot": "extras", "help": "z", **data}, files={}, sections={}
    )
    return compose(make_choices("x-1", extras=("zzz",)), {**LIBRARY, layer.name: layer})


@pytest.mark.parametrize(
    ("key", "givers"),
    [
        ("build-system.requires", (MODEL,)),
        ("project.name", (CHOICES,)),
        ("project.version", (MODEL,)),
        ("project.description", (CHOICES,)),
        ("project.requires-python", (CHOICES,)),
        ("project.authors", (CHOICES,)),
        ("project.license", ("license/mit",)),
        ("project.license-files", ("license/mit",)),
        ("project.dependencies", ("core/training", "framework/sklearn")),
        ("tool.uv.required-version", (MODEL,)),
        ("tool.uv.environments", (CHOICES,)),
        ("tool.poe.tasks.train", ("core/training",)),
        ("tool.poe.tasks.hooks", ("extras/pre-commit",)),
        ("tool.ruff.line-length", ("lint/ruff",)),
        ("tool.mypy.check_untyped_defs", ("core/types",)),
        ("tool.mypy.overrides", ("core/training", "framework/sklearn")),
        ("tool.pytest.ini_options.minversion", ("core/project",)),
        ("tool.rumdl.flavor", ("extras/pre-commit",)),
        ("tool.seedbed.framework", (CHOICES,)),
    ],
)
def test_each_key_of_the_manifest(key: str, givers: tuple[str, ...]) -> None:
    tree = _compose(description="d", authors=(Author(name="Ada"),))
    assert tree.keys["pyproject.toml"][key] == givers


def test_the_group_of_tools_has_many_givers() -> None:
    givers = _compose().keys["pyproject.toml"]["dependency-groups.dev"]
    assert set(givers) == {
        "core/project", "core/training", "core/types", "manager/uv", "lint/ruff", "extras/coverage",
        "extras/github",
        "extras/jupyter", "extras/pre-commit",
    }  # fmt: skip


def test_another_licence_is_another_giver_and_none_gives_nothing() -> None:
    keys = _compose(license="apache-2.0").keys["pyproject.toml"]
    assert keys["project.license"] == keys["project.license-files"] == ("license/apache-2.0",)
    assert not [key for key in _compose(license="none").keys["pyproject.toml"] if "license-" in key]


def test_a_version_that_was_picked_is_the_users_too() -> None:
    keys = _compose(framework_version=">=1.7,<1.8").keys["pyproject.toml"]
    assert keys["project.dependencies"] == ("core/training", CHOICES, "framework/sklearn")
    assert CHOICES not in keys["dependency-groups.dev"]


@pytest.mark.parametrize(
    ("field", "key"), [("scripts", "project.scripts.go"), ("environment", "tool.poe.env.go")]
)
def test_scripts_and_variables(field: str, key: str) -> None:
    tree = _with_layer(**{field: {"go": "x_1.train:main"}})
    assert tree.keys["pyproject.toml"][key] == ("extras/zzz",)


def test_what_overrides_is_the_only_giver() -> None:
    def layer(name: str, **data: Any) -> Layer:
        return Layer(name=name, data=data, files={}, sections={})

    layers = [
        layer("core/project", tools={"t": {"k": 1}}),
        layer("lint/ruff", tools={"t": {"k": 2}}, overrides=["tools.t.k"]),
    ]
    origins = merge(Bound(layers=tuple(layers), base=Project(name="x", package="x"))).origins
    assert origins["tools", "t", "k"] == ("lint/ruff",)


@pytest.mark.parametrize("path", [".gitignore", ".gitattributes"])
def test_each_line_has_its_giver(path: str) -> None:
    tree = _compose()
    assert set(tree.keys[path]) == set(tree.files[path].data.decode().splitlines())
    givers = {
        ".gitignore": {
            "/runs": ("core/training",),
            "/.venv": ("manager/uv",),
            ".ruff_cache/": ("lint/ruff",),
            "/.direnv": ("extras/direnv",),
        },
        ".gitattributes": {
            "* text=auto eol=lf": ("core/project",),
            "uv.lock merge=binary linguist-generated": ("manager/uv",),
        },
    }
    assert givers[path].items() <= tree.keys[path].items()


def test_each_section_of_the_readme_has_its_giver() -> None:
    keys = _compose(nix="shell").keys["README.md"]
    made = {"21-tasks.md": ("core/project",)}
    expected = {
        section: (layer.name,)
        for layer in select(make_choices("x-1", extras=EXTRAS, nix="shell"), LIBRARY)
        for section in layer.sections.get("readme", {})
    }
    assert dict(keys) == {**expected, **made}
    assert len(keys) > 5


def test_each_setting_of_the_editor_has_its_giver() -> None:
    tree = _compose()
    settings = tree.keys[".vscode/settings.json"]
    assert set(settings) == set(json.loads(tree.files[".vscode/settings.json"].data))
    assert settings["python.defaultInterpreterPath"] == ("manager/uv",)
    assert settings["[python]"] == ("lint/ruff",)
    assert settings["files.eol"] == ("core/project",)
    extras = ("extras/direnv", "extras/docs", "extras/jupyter")
    assert dict(tree.keys[".vscode/extensions.json"]) == {
        "recommendations": ("core/project", "core/types", "lint/ruff", *extras)
    }
    assert dict(tree.keys[".vscode/launch.json"]) == {
        "configurations": ("core/project", "core/training")
    }
