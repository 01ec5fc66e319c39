"""Which groups are installed by default, at a switch of a project that has no group `dev`.

uv installs `default-groups`, or `dev` where none are given; Poetry all groups but optional ones;
Pixi the features of the environment `default`; of conda's files, `environment.yml`.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from adopted_trips import adopt, stands
from cli import seedbed
from pixi_trips import switch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pixi_trips import Step

PROJECT = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["six"]
"""
GROUPS = """
[dependency-groups]
test = ["idna"]
lint = ["attrs"]
gpu = ["click"]
"""
NONE_OF_UV = """
[tool.uv]
package = false
"""
SOME_OF_UV = """
[tool.uv]
package = false
default-groups = ["lint", "test"]
"""
ALL_OF_UV = """
[tool.uv]
package = false
default-groups = "all"
"""
RIVALS_OF_UV = """
[tool.uv]
package = false
default-groups = ["test"]
conflicts = [[{ group = "gpu" }, { group = "lint" }]]
"""
POETRY = """
[tool.poetry]
package-mode = false

[tool.poetry.group.test.dependencies]
idna = "*"

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
attrs = "*"
"""
PIXI = """
[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]
"""
SOME_OF_PIXI = f"""{PIXI}
[tool.pixi.environments]
default = ["test"]
lint = ["lint"]
gpu = ["gpu"]
"""
UNUSED_OF_PIXI = f"""{PIXI}
[tool.pixi.environments]
lint = ["lint"]
"""
RIVALS_OF_PIXI = f"""{PIXI}
[tool.pixi.environments]
default = {{ features = ["lint"], solve-group = "lint" }}
lint = {{ features = ["lint"], solve-group = "lint" }}
gpu = {{ features = ["gpu"], solve-group = "gpu" }}
"""
DEV = GROUPS.replace("test =", "dev =")


def start(folder: Path, text: str) -> Path:
    root = folder / "kiln"
    root.mkdir()
    (root / "pyproject.toml").write_text(text)
    assert adopt(root)[0] == 0
    return root


def said(step: Step, *path: str) -> Any:
    """What a table below `[tool]` says; None for none."""
    assert step.status == 0, step.said
    found = step.parsed["tool"]
    for name in path:
        found = found.get(name, {})
    return found or None


def optional(step: Step) -> list[str]:
    groups = said(step, "poetry", "group") or {}
    return sorted(name for name, table in groups.items() if table.get("optional"))


def rows(step: Step) -> Iterable[tuple[str, str, str, tuple[str, ...]]]:
    """The rows of a switch's table: its kind, both places, and what."""
    table = step.said["result"]["switch"]
    return [(row["kind"], row["from"], row["to"], tuple(row["what"])) for row in table]


FROM_UV = {
    "none": (NONE_OF_UV, [], ["gpu", "lint", "test"]),
    "some": (SOME_OF_UV, ["lint", "test"], ["gpu"]),
    "all": (ALL_OF_UV, ["gpu", "lint", "test"], []),
    "rivals": (RIVALS_OF_UV, ["test"], ["gpu", "lint"]),
}


@pytest.mark.parametrize(("uv", "default", "others"), FROM_UV.values(), ids=FROM_UV)
def test_from_uv(tmp_path: Path, uv: str, default: list[str], others: list[str]) -> None:
    root = start(tmp_path, PROJECT + GROUPS + uv)
    before = stands(root)
    poetry = switch(root, "poetry")
    assert optional(poetry) == others
    assert switch(root, "uv").status == 0
    assert stands(root) == before
    pixi = switch(root, "pixi")
    environments = said(pixi, "pixi", "environments")
    assert environments.get("default", []) == default
    assert {"gpu", "lint", "test"} <= environments.keys()
    assert switch(root, "uv").status == 0
    assert stands(root) == before


def test_from_uv_to_poetry_every_other_group_is_optional(tmp_path: Path) -> None:
    step = switch(start(tmp_path, PROJECT + GROUPS + NONE_OF_UV), "poetry")
    assert step.text.endswith(
        """
[tool.poetry]
package-mode = false

[tool.poetry.group.gpu]
optional = true

[tool.poetry.group.lint]
optional = true

[tool.poetry.group.test]
optional = true
"""
    )


def test_from_uv_to_pixi_the_default_environment_has_the_default_groups(tmp_path: Path) -> None:
    step = switch(start(tmp_path, PROJECT + GROUPS + SOME_OF_UV), "pixi")
    assert step.text.endswith(
        """
[tool.pixi.environments]
default = ["lint", "test"]
gpu = ["gpu"]
lint = ["lint"]
test = ["test"]
"""
    )
    row = "translated", "tool.uv.default-groups", "tool.pixi.environments.default", ()
    assert row in rows(step)


def test_from_uv_to_conda_default_groups_are_told(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + GROUPS + SOME_OF_UV)
    before = stands(root)
    step = switch(root, "conda")
    told = ("groups that are installed by default: lint, test",)
    assert ("left out", "", "", told) in rows(step)
    assert switch(root, "uv").status == 0
    assert stands(root) == before


def test_from_pixi_to_poetry(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + GROUPS + SOME_OF_PIXI)
    before = stands(root)
    step = switch(root, "poetry")
    assert optional(step) == ["gpu", "lint"]
    told = [row for row in rows(step) if "environments" in f"{row}"]
    assert told == [
        ("translated", "tool.pixi.environments.lint", "tool.poetry.group.lint.optional", ()),
        ("translated", "tool.pixi.environments.gpu", "tool.poetry.group.gpu.optional", ()),
        (
            "left out", "", "",
            ("what only the old manager needs: tool.pixi.environments.default",),
        ),
    ]  # fmt: skip
    assert switch(root, "pixi").status == 0
    assert stands(root) == before


def test_from_pixi_to_uv(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + GROUPS + SOME_OF_PIXI)
    before = stands(root)
    step = switch(root, "uv")
    assert said(step, "uv", "default-groups") == ["test"]
    told = [row[1:] for row in rows(step) if row[2] == "tool.uv.default-groups"]
    assert told == [
        ("tool.pixi.environments.default", "tool.uv.default-groups", ()),
        ("tool.pixi.environments.lint", "tool.uv.default-groups", ("without lint",)),
        ("tool.pixi.environments.gpu", "tool.uv.default-groups", ("without gpu",)),
    ]
    assert switch(root, "pixi").status == 0
    assert stands(root) == before


def test_a_group_in_no_environment_of_pixi_is_installed_on_demand(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + GROUPS + UNUSED_OF_PIXI)
    assert said(switch(root, "uv"), "uv", "default-groups") is None
    assert optional(switch(root, "poetry")) == ["gpu", "lint", "test"]


def test_from_poetry(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + POETRY)
    before = stands(root)
    assert said(switch(root, "uv"), "uv", "default-groups") == ["test"]
    assert switch(root, "poetry").status == 0
    assert stands(root) == before
    environments = {"default": ["test"], "docs": ["docs"], "test": ["test"]}
    assert said(switch(root, "pixi"), "pixi", "environments") == environments
    assert switch(root, "poetry").status == 0
    assert stands(root) == before


def test_from_poetry_behind_a_third_manager(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + POETRY)
    before = stands(root)
    switch(root, "pixi")
    assert said(switch(root, "uv"), "uv", "default-groups") == ["test"]
    assert switch(root, "poetry").status == 0
    assert stands(root) == before


def test_from_poetry_to_conda_default_groups_are_told(tmp_path: Path) -> None:
    step = switch(start(tmp_path, PROJECT + POETRY), "conda")
    told = ("groups that are installed by default: test",)
    assert ("left out", "", "", told) in rows(step)
    assert {"environment-docs.yml", "environment-test.yml"} <= step.files.keys()


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_from_conda_no_group_is_a_default(tmp_path: Path, manager: str) -> None:
    root = start(tmp_path, PROJECT + GROUPS + NONE_OF_UV)
    switch(root, "conda")
    step = switch(root, manager)
    assert optional(step) == (["gpu", "lint", "test"] if manager == "poetry" else [])
    assert said(step, "uv", "default-groups") is None
    assert "default" not in (said(step, "pixi", "environments") or {})


def test_of_rivals_in_pixi_the_default_one_stays_it(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + GROUPS + RIVALS_OF_PIXI)
    before = stands(root)
    uv = switch(root, "uv")
    assert said(uv, "uv", "default-groups") == ["lint"]
    assert said(uv, "uv", "conflicts") == [[{"group": "gpu"}, {"group": "lint"}]]
    assert switch(root, "pixi").status == 0
    assert stands(root) == before
    assert optional(switch(root, "poetry")) == ["gpu", "test"]


def test_what_pixis_default_environment_has_counts_before_a_dev(tmp_path: Path) -> None:
    environments = '\n[tool.pixi.environments]\ndefault = ["lint"]\ndev = ["dev", "lint"]\n'
    root = start(tmp_path, PROJECT + DEV + PIXI + environments)
    before = stands(root)
    assert said(switch(root, "uv"), "uv", "default-groups") == ["lint"]
    assert switch(root, "pixi").status == 0
    assert stands(root) == before
    assert optional(switch(root, "poetry")) == ["dev", "gpu"]


@pytest.mark.parametrize("option", [("--group", "bench"), ("--dev",)])
def test_a_new_group_leaves_pixis_default_environment_alone(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    root = start(tmp_path, PROJECT + GROUPS + SOME_OF_PIXI)
    assert seedbed("add", "--no-sync", *option, "furo", cwd=root).returncode == 0
    environments = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pixi"][
        "environments"
    ]
    name = option[-1].removeprefix("--")
    own = {"bench": ["bench"], "dev": ["dev", "test"]}[name]
    assert environments == {"default": ["test"], "lint": ["lint"], "gpu": ["gpu"], name: own}


def test_an_optional_dev_is_no_default_of_uv(tmp_path: Path) -> None:
    table = "\n[tool.poetry]\npackage-mode = false\n\n[tool.poetry.group.{}]\noptional = true\n"
    alone = '\n[dependency-groups]\ndev = ["idna"]\n' + table.format("dev")
    root = start(tmp_path, PROJECT + alone)
    before = stands(root)
    assert "default-groups = []" in switch(root, "uv").text
    assert switch(root, "poetry").status == 0
    assert stands(root) == before
