"""Every adopted project goes to each other manager, and comes back just as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import MANAGERS, adopt, cases, faults, stands, start

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
