"""direnv enters the environment of the real Pixi."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from direnv_runs import Direnv, made
from pixi_runs import Pixi

pytestmark = [pytest.mark.slow, pytest.mark.network]
_EMPTY = "version: 7\nplatforms: []\nenvironments: {}\npackages: []\n"
_WRONG = "see the output of Pixi above"
CASES = {
    "stale": ("^$", "", _EMPTY, 'run "pixi install --environment dev" to update pixi.lock'),
    "newer": (
        "^$",
        "",
        _EMPTY.replace("7", "99"),
        'pixi.lock was made by a newer Pixi; update Pixi, for example with "pixi self-update"',
    ),
    "damaged": (
        "^$",
        "",
        "<<<<<<< HEAD\n" + _EMPTY,
        'pixi.lock is damaged; run "git checkout HEAD -- pixi.lock", or delete it',
    ),
    "requires": (
        "^requires-pixi = .*$",
        'requires-pixi = ">=99"',
        _EMPTY,
        'install a version of Pixi that "requires-pixi" in pyproject.toml allows',
    ),
    "manifest": ("^platforms = .*$", "platforms = 3", _EMPTY, _WRONG),
    "syntax": (r"^\[tool.pixi.workspace\]$", "[tool.pixi.workspace", _EMPTY, _WRONG),
    "offline": ("^$", "", "", "see above why Pixi cannot create pixi.lock"),
}
"""What is replaced in the manifest and by what, the lock, and what helps."""


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


@pytest.mark.parametrize("case", CASES)
def test_what_direnv_says_when_the_real_pixi_fails(
    pixi: Pixi, need: Callable[[str], str], tmp_path: Path, case: str
) -> None:
    need("direnv")
    pattern, new, lock, remedy = CASES[case]
    own = {"PIXI_HOME": pixi.variables["PIXI_HOME"], "PIXI_CACHE_DIR": str(tmp_path / "cache")}
    direnv = Direnv(tmp_path, **own, HTTPS_PROXY="http://127.0.0.1:9")  # nothing answers there
    direnv.first_on_path(Path(pixi.program).parent)
    root = made(tmp_path / "place", "pixi")
    text = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(re.sub(pattern, new, text, count=1, flags=re.MULTILINE))
    if lock:
        (root / "pixi.lock").write_text(lock)
    direnv.allow(root)
    entered = direnv.enter(root, "echo inside")
    assert (entered.status, entered.said) == (1, "")
    assert f"direnv: the environment is not ready: {remedy}\n" in entered.log
    assert not lock or (root / "pixi.lock").read_text() == lock
