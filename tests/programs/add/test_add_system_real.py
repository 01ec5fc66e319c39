"""System packages with the real Pixi and the real conda, from a channel of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from running import SEEDBED, contents

from seedbed.errors import FAILURE

if TYPE_CHECKING:
    from pathlib import Path

    from pixi_runs import Real

pytestmark = [pytest.mark.slow, pytest.mark.network, pytest.mark.rare]
PREFIX = {"pixi": ".pixi/envs/dev", "conda": ".conda"}
OPTIONS = ("--yes", "--no-git", "--framework", "none", "--without", "pre-commit,github")


@pytest.mark.parametrize("manager", PREFIX)
def test_it_is_installed_and_goes_again(
    request: pytest.FixtureRequest, tmp_path: Path, manager: str
) -> None:
    real: Real = request.getfixturevalue({"pixi": "pixi_with_channel"}.get(manager, manager))
    real.let(*SEEDBED, "new", "x-1", *OPTIONS, "--manager", manager, cwd=tmp_path)
    root = tmp_path / "x-1"
    dot = root / PREFIX[manager] / "bin" / "dot"
    assert not dot.exists()
    done = real.let(*SEEDBED, "add", "--system", "graphviz", cwd=root)
    assert "graphviz: " in done.stdout
    assert dot.exists()

    def told() -> dict[str, bytes]:
        # the last one says that an environment may be incomplete: the next sync looks
        kept = (".pixi/", ".conda/", ".seedbed/journal/", ".seedbed/conda-unfinished")
        return {path: data for path, data in contents(root).items() if not path.startswith(kept)}

    before = told()
    failed = real.let(*SEEDBED, "add", "--system", "gdal", cwd=root, check=False)
    assert failed.returncode == FAILURE
    assert " as they were.\n" in failed.stderr
    assert "gdal" in failed.stdout + failed.stderr
    assert told() == before
    assert dot.exists()

    real.let(*SEEDBED, "remove", "--system", "graphviz", cwd=root)
    assert not dot.exists()
