"""Every adopted project goes to each other manager, and comes back just as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import MANAGERS, adopt, cases, faults, stands, start

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = {("pixi-toml", "refused")}
"""Those whose own manager refuses them."""


@pytest.mark.parametrize(("kind", "name"), cases())
def test_to_adopt_leaves_the_projects_own_files(tmp_path: Path, kind: str, name: str) -> None:
    root = start(kind, name, tmp_path)
    before = stands(root)
    status, document = adopt(root)
    assert status == 0, document["error"]
    after = stands(root)
    assert {path: after[path] for path in before if path != "pyproject.toml"} == {
        path: text for path, text in before.items() if path != "pyproject.toml"
    }
    assert adopt(root)[1]["messages"] == ["seedbed manages this project already."]
    assert stands(root) == after


@pytest.mark.parametrize(("kind", "name"), [one for one in cases() if one not in REFUSED])
def test_there_and_back_is_where_one_began(tmp_path: Path, kind: str, name: str) -> None:
    root = start(kind, name, tmp_path)
    _, document = adopt(root)
    home = document["result"]["update"]["managers"][1]
    for other in MANAGERS:
        if other != home:
            assert list(faults(root, home, other)) == []
