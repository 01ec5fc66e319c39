"""Every adopted project goes to each other manager, and comes back just as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import MANAGERS, adopt, cases, faults, means, stands, start
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = {
    ("pixi-toml", "refused"),
    ("requirements", "frozen"),
    ("environment", "gpu-alone"),
}
"""Those that Pixi refuses, or of which conda takes a file for another project's."""
STAYS = {("environment", "pytorch-cuda")}
"""Those of which conda's file stays at a switch, with a note, because only it has builds."""
OPTIONS = {
    ("environment", name): ("--manager", "uv")
    for name in ("beside-settings", "gpu-alone", "pytorch-cuda")
}
"""Those whose environment file has another name than `environment.yml`, so conda can't go on."""


@pytest.mark.parametrize(("kind", "name"), cases())
def test_to_adopt_leaves_the_projects_own_files(tmp_path: Path, kind: str, name: str) -> None:
    root = start(kind, name, tmp_path)
    before = stands(root)
    status, document = adopt(root, *OPTIONS.get((kind, name), ()))
    assert status == 0, document["error"]
    after = stands(root)
    own = [path for path in before if path != "pyproject.toml" and not path.endswith("lock.yml")]
    assert {path: after[path] for path in own} == {path: before[path] for path in own}
    said = "seedbed manages this project already: there is nothing to do."
    assert adopt(root)[1]["messages"] == [said]
    assert stands(root) == after


@pytest.mark.parametrize(("kind", "name"), sorted(OPTIONS))
def test_another_name_of_the_environment_file_is_told(tmp_path: Path, kind: str, name: str) -> None:
    root = start(kind, name, tmp_path)
    before = stands(root)
    _, document = adopt(root)
    path = next(path for path in before if path.endswith((".yml", ".yaml")) and "lock" not in path)
    assert document["error"] == {
        "code": "environment-name",
        "message": f"{path} describes the project, but seedbed's conda commands read "
        "environment.yml.",
        "hint": f"Rename it: git mv {path} environment.yml. Or adopt it with another manager, such "
        "as --manager pixi.",
    }
    assert stands(root) == before


TRAVELERS = [one for one in cases() if one not in {*REFUSED, *STAYS}]


@pytest.mark.parametrize(("kind", "name"), TRAVELERS)
def test_there_and_back_is_where_one_began(tmp_path: Path, kind: str, name: str) -> None:
    root = start(kind, name, tmp_path)
    _, document = adopt(root, *OPTIONS.get((kind, name), ()))
    home = document["result"]["update"]["managers"][1]
    for other in MANAGERS:
        if other != home:
            assert list(faults(root, home, other)) == []


AT_ONCE = [
    (kind, name, MANAGERS[number % len(MANAGERS)])
    for number, (kind, name) in enumerate(one for one in TRAVELERS if one not in OPTIONS)
]
"""A manager that each goes to as it is adopted."""


@pytest.mark.parametrize(("kind", "name", "manager"), AT_ONCE)
def test_a_project_that_goes_on_as_it_is_adopted_comes_back_to_that(
    tmp_path: Path, kind: str, name: str, manager: str
) -> None:
    root = start(kind, name, tmp_path)
    status, document = adopt(root, "--manager", manager)
    assert status == 0, document["error"]
    for other in MANAGERS:
        if other != manager:
            left = means(root)
            for step in (switch(root, other), switch(root, manager)):
                assert (step.status, list(step.conflicts)) == (0, [])
            assert means(root) == left, f"after {other}"


_BLAST = """\
[project]
name = "genes"
version = "0.1.0"
requires-python = "==3.9.*"
dependencies = ["biopython"]

[tool.pixi.workspace]
channels = ["bioconda", "conda-forge"]
platforms = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]

[tool.pixi.workspace.conda-pypi-map]
bioconda = { same-name-heuristic = true }

[tool.pixi.dependencies]
biopython = "*"
blast = "2.14.*"

[tool.seedbed]
version = "0.1.0"
layout = "own"
manager = "pixi"
nix = "none"
extras = []
"""


@pytest.mark.parametrize("others", [["uv"], ["poetry"], ["uv", "poetry"], ["poetry", "uv"]])
def test_channels_and_their_packages_come_back_to_pixi(tmp_path: Path, others: list[str]) -> None:
    root = start("environment", "channel-of-python", tmp_path)
    assert adopt(root, "--manager", "pixi")[0] == 0
    assert (root / "pyproject.toml").read_text() == _BLAST
    for other in others:
        assert list(switch(root, other).conflicts) == []
        assert "bioconda" not in (root / "pyproject.toml").read_text()
        assert list(switch(root, "pixi").conflicts) == []
        assert (root / "pyproject.toml").read_text() == _BLAST
