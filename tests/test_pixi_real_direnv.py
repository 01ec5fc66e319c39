"""direnv enters the environment of the real Pixi."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from direnv_runs import Direnv, made
from pixi_runs import Pixi

pytestmark = [pytest.mark.slow, pytest.mark.network]


def test_direnv_and_the_real_pixi(
    pixi_with_channel: Pixi, need: Callable[[str], str], tmp_path: Path
) -> None:
    need("direnv")
    pixi = pixi_with_channel
    own = {
        name: pixi.variables[name] for name in ("PIXI_HOME", "PIXI_CACHE_DIR", "RATTLER_CACHE_DIR")
    }
    direnv = Direnv(tmp_path, **own)
    direnv.first_on_path(Path(pixi.program).parent)
    root = made(tmp_path / "place", "pixi")
    pixi.run("install", "--environment", "dev", cwd=root)
    direnv.allow(root)
    first = direnv.enter(root, "command -v pytest && python -c 'import x_1' && echo $CONDA_PREFIX")
    assert first.status == 0, first.log
    assert first.said.splitlines() == [
        f"{root}/.pixi/envs/dev/bin/pytest", f"{root}/.pixi/envs/dev",
    ]  # fmt: skip
    assert not first.red
    again = direnv.enter(root, "pytest --version")
    assert again.status == 0, again.log
    assert "pytest" in again.said
