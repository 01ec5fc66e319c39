"""`seedbed adopt` in projects whose `pyproject.toml` a manager of seedbed's reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli import files, seedbed

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = """\
# ours since 2019
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "soil"
dynamic = ["version"]
requires-python = ">=3.8"
dependencies = [
  "numpy>=1.24", # fast
  "click",
]

[project.optional-dependencies]
plot = ["matplotlib"]

[dependency-groups]
dev = ["pytest"]
docs = ["sphinx"]

[tool.uv.sources]
click = { git = "https://git.example.org/click", tag = "8.1" }

[tool.setuptools.packages.find]
where = ["lib"]
"""
TABLE = """
[tool.seedbed]
version = "0.1.0"
layout = "own"
manager = "uv"
nix = "none"
extras = []
"""
IGNORED = """\
/.seedbed/*
!/.seedbed/base
!/.seedbed/aside.toml
/.venv
"""


def kept(root: Path) -> dict[str, bytes]:
    """The files of a project, without the record of the last change."""
    return {path: data for path, data in files(root).items() if "journal" not in path}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that was there before seedbed."""
    folder = tmp_path / "soil"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(MANIFEST)
    (folder / "uv.lock").write_text("version = 1\n")
    return folder


def test_it_adds_its_table_and_nothing_else(root: Path) -> None:
    done = seedbed("adopt", "-y", "--no-sync", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Found: pyproject.toml, uv (uv manages it).\n"
        "Understood: 2 requirements, 2 groups, 1 optional feature.\n"
        "\n"
        "  added     .gitignore\n"
        "  changed   pyproject.toml\n"
        "seedbed manages this project now.\n"
        "Updated 2 files. To undo: seedbed update --undo\n"
        "Next: seedbed sync\n"
    )
    after = kept(root)
    assert after.pop("pyproject.toml").decode() == MANIFEST + TABLE
    assert after.pop(".gitignore").decode() == IGNORED
    assert sorted(after) == [".seedbed/base", "uv.lock"]


def test_to_adopt_twice_changes_nothing(root: Path) -> None:
    seedbed("adopt", "-y", "--no-sync", cwd=root)
    before = files(root)
    done = seedbed("adopt", "-y", cwd=root)
    assert done.returncode == 0
    assert done.stdout == "seedbed manages this project already: there is nothing to do.\n"
    assert seedbed("update", "--check", cwd=root).returncode == 0
    assert seedbed("diff", cwd=root).stdout == (
        "No differences: the files are as seedbed wrote them.\n"
    )
    assert files(root) == before
    done = seedbed("adopt", "--manager", "pixi", cwd=root)
    assert done.returncode == 2
    assert done.stderr == (
        "error: seedbed manages this project already.\n"
        "hint: To change its choices, run 'seedbed update' with the same options; to start over, "
        "remove [tool.seedbed] from pyproject.toml, and the folder .seedbed.\n"
    )


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_it_can_be_tried(root: Path, option: str) -> None:
    before = files(root)
    done = seedbed("adopt", option, "--manager", "conda", cwd=root)
    assert done.returncode == 0
    assert done.stdout.endswith("Nothing was written.\n")
    assert files(root) == before


def test_a_change_of_the_users_is_no_edit(root: Path) -> None:
    seedbed("adopt", "-y", "--no-sync", cwd=root)
    path = root / "pyproject.toml"
    path.write_text(path.read_text().replace('"click",', '"click>=8",'))
    assert seedbed("update", "--check", cwd=root).stdout == ("Everything is up to date.\n")
    assert seedbed("diff", cwd=root).returncode == 0


TRIP = """\
[project]
name = "soil"
dynamic = ["version"]
requires-python = ">=3.8"
dependencies = [
  "numpy>=1.24", # fast
  "click",
]
"""


def test_a_trip_through_all_managers_ends_where_it_began(root: Path) -> None:
    seedbed("adopt", "-y", "--no-sync", cwd=root)
    before = kept(root)
    for manager in ("poetry", "conda", "pixi", "uv"):
        done = seedbed("update", "--no-sync", "-y", "--manager", manager, cwd=root)
        assert (done.returncode, done.stderr) == (0, "")
        text = (root / "pyproject.toml").read_text()
        assert text.startswith(f"# ours since 2019\n{MANIFEST.partition(chr(10))[2][:98]}")
        assert TRIP in text
        assert '[tool.setuptools.packages.find]\nwhere = ["lib"]\n' in text
        assert "hatch" not in text
    assert kept(root) == before


def test_it_moves_on_at_once(root: Path) -> None:
    done = seedbed("adopt", "-y", "--no-sync", "--manager", "pixi", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    text = (root / "pyproject.toml").read_text()
    assert text.endswith(
        """
[tool.setuptools.packages.find]
where = ["lib"]

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]

[tool.pixi.pypi-dependencies]
soil = { path = ".", editable = true }

[tool.pixi.target.unix.pypi-dependencies]
click = { git = "https://git.example.org/click", tag = "8.1" }

[tool.pixi.target.win.pypi-dependencies]
click = { git = "https://git.example.org/click", tag = "8.1" }

[tool.pixi.constraints]
numpy = ">=1.24"

[tool.pixi.environments]
dev = ["dev"]
docs = ["docs"]
plot = ["plot"]

[tool.seedbed]
version = "0.1.0"
layout = "own"
manager = "pixi"
nix = "none"
extras = []
"""
    )
    assert (root / ".seedbed/locks/uv.lock").is_file()


def test_a_nix_shell_is_added_where_it_is_asked_for(root: Path) -> None:
    done = seedbed("adopt", "-y", "--no-sync", "--nix", "shell", "--with", "direnv", cwd=root)
    assert done.returncode == 0
    assert sorted(kept(root)) == [
        ".envrc",
        ".gitignore",
        ".nix/flake.lock",
        ".nix/flake.nix",
        ".nix/hook.sh",
        ".nix/lib.nix",
        ".nix/overlays/default.nix",
        ".nix/overlays/example.nix",
        ".nix/overlays/pin.nix",
        ".nix/packages.json",
        ".nix/packages.nix",
        ".seedbed/base",
        "pyproject.toml",
        "uv.lock",
    ]
    manifest = (root / "pyproject.toml").read_text()
    assert manifest.startswith(MANIFEST)
    assert 'nix = "shell"\nextras = ["direnv"]\n' in manifest


def test_a_file_of_the_users_stays(root: Path) -> None:
    (root / ".envrc").write_text("layout python\n")
    (root / ".gitignore").write_text("*.log\n/.venv\n")
    done = seedbed("adopt", "-y", "--no-sync", "--with", "direnv", cwd=root)
    assert done.returncode == 1
    assert "yours was there before seedbed generated one" in done.stdout
    assert (root / ".envrc").read_text() == "layout python\n"
    assert (root / ".gitignore").read_text() == (
        "*.log\n/.venv\n/.direnv\n/.seedbed/*\n!/.seedbed/base\n!/.seedbed/aside.toml\n"
    )


def test_its_json_says_what_was_found(root: Path) -> None:
    done = seedbed("adopt", "--json", "--no-sync", cwd=root)
    result = json.loads(done.stdout)["result"]
    assert result["adopted"] is True
    assert result["found"] == {
        "form": "pyproject.toml, uv",
        "files": ["pyproject.toml"],
        "understood": {"requirement": 2, "group": 2, "optional feature": 1},
        "not_understood": [],
        "template": None,
    }
    assert result["update"]["choices"] == {
        "version": "0.1.0", "layout": "own", "manager": "uv", "nix": "none", "extras": [],
    }  # fmt: skip
