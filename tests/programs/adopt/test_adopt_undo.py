"""`seedbed update --undo` takes an adoption back, and leaves nothing of seedbed's behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli import files, seedbed

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = """\
[project]
name = "soil"
version = "1"
requires-python = ">=3.11"
dependencies = ["rich"]
"""
GONE = "seedbed no longer manages this project. To adopt it again: seedbed adopt\n"
UNDONE = [
    ({"requirements.txt": "rich\n"}, (), f"Removed 2 files. {GONE}"),
    (
        {"pyproject.toml": MANIFEST, "uv.lock": "version = 1\n"},
        ("--manager", "pixi"),
        f"Restored 3 files. {GONE}",
    ),
    ({"pyproject.toml": MANIFEST, ".gitignore": "*.log\n"}, (), f"Restored 2 files. {GONE}"),
    (
        {"pyproject.toml": MANIFEST, "uv.lock": "version = 1\n", ".venv": ""},
        (),
        f"Restored 2 files. uv.lock and .venv stay as they are. {GONE}",
    ),
    ({"Pipfile": '[packages]\nrich = "*"\n'}, ("--nix", "shell"), f"Removed 11 files. {GONE}"),
    (
        {"environment.yml": "channels: [conda-forge]\ndependencies: [python=3.11]\n"},
        ("--manager", "uv"),
        f"Restored 3 files. {GONE}",
    ),
    (
        {"pixi.toml": '[workspace]\nchannels = ["a"]\nplatforms = ["linux-64"]\n'},
        (),
        f"Removed 2 files. {GONE}",
    ),
]


@pytest.mark.parametrize(("texts", "options", "said"), UNDONE)
def test_undo_takes_it_back_and_leaves_nothing_behind(
    tmp_path: Path, texts: dict[str, str], options: tuple[str, ...], said: str
) -> None:
    for path, text in texts.items():
        (tmp_path / path).write_text(text)
    before = files(tmp_path)
    done = seedbed("adopt", "-y", "--no-sync", *options, cwd=tmp_path)
    assert done.returncode == 0
    assert " To undo: seedbed update --undo\n" in done.stdout
    done = seedbed("update", "--undo", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines(keepends=True)[-1] == said
    assert files(tmp_path) == before
    assert not (tmp_path / ".seedbed").exists()
    assert seedbed("adopt", "-y", "--no-sync", *options, cwd=tmp_path).returncode == 0


def test_undo_in_a_project_below_another_one_leaves_that_alone(tmp_path: Path) -> None:
    root = tmp_path
    (root / "pyproject.toml").write_text(MANIFEST)
    seedbed("adopt", "-y", "--no-sync", cwd=root)
    (root / "inner").mkdir()
    (root / "inner/requirements.txt").write_text("rich\n")
    before = files(root)
    seedbed("adopt", "inner", "-y", "--no-sync", cwd=root)
    done = seedbed("update", "--undo", cwd=root / "inner")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"Removed 2 files. {GONE}")
    assert files(root) == before
