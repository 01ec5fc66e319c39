"""`seedbed adopt` in projects with odd manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adopted_trips import adopt, stands
from cli import seedbed

if TYPE_CHECKING:
    from pathlib import Path

EMPTY_TABLE = """\
[workspace]

[dependencies]
python = ">=3.11"
"""


def test_an_empty_table_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_text(EMPTY_TABLE)
    assert adopt(tmp_path, "--manager", "poetry")[0] == 0
    assert "pixi.toml" not in stands(tmp_path)
    assert seedbed("update", "--manager", "pixi", "--no-sync", "-y", cwd=tmp_path).returncode == 0
    assert stands(tmp_path)["pixi.toml"] == EMPTY_TABLE


def test_a_shell_enters_the_environment_that_is_there(tmp_path: Path) -> None:
    manifest = '[workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
    (tmp_path / "pixi.toml").write_text(f'{manifest}[dependencies]\npython = "3.12.*"\n')
    assert adopt(tmp_path, "--nix", "shell")[0] == 0
    assert ".pixi/envs/default of the project" in stands(tmp_path)[".nix/hook.sh"]
    again = seedbed("update", "--no-sync", cwd=tmp_path)
    assert again.stdout.splitlines()[0] == "Everything is up to date."
