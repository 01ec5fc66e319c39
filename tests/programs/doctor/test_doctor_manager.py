"""What doctor says of the manager's program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from doctor_runs import BARE, codes, install, only, synced
from stand_ins import program, stand_in

from seedbed.managers.uv import driver as uv_driver

POETRY = '[tool.seedbed]\nmanager = "poetry"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without anything."""
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "pyproject.toml").write_text(BARE)
    return root


def test_a_manager_that_is_missing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "pyproject.toml").write_text(POETRY)
    assert codes(root, "SB101") == []
    monkeypatch.setenv("PATH", "/nowhere")
    found = only(root, "SB101")
    assert found.what == "Poetry was not found on PATH."
    assert found.how.startswith("Install Poetry (https://python-poetry.org/docs/#installation)")


def test_nix_may_bring_it(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nix = program(tmp_path / "bin" / "nix", "exit 1")
    monkeypatch.setenv("PATH", str(nix.parent))
    (root / "pyproject.toml").write_text(f'{POETRY}nix = "shell"\n')
    assert codes(root, "SB101") == []
    nix.unlink()
    assert codes(root, "SB101") == ["SB101"]


def test_one_that_is_too_old(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "pyproject.toml").write_text(POETRY)
    old = program(tmp_path / "bin" / "poetry", 'echo "Poetry (version 1.8.0)"')
    monkeypatch.setenv("PATH", str(old.parent))
    assert only(root, "SB102").what == (
        f"Poetry 2.2.1 or newer is needed, but only Poetry 1.8.0 at {old} was found."
    )
    assert codes(root, "SB101") == []
    program(old, 'echo "Poetry (version 2.5.1)"')
    assert codes(root, "SB102") == []


def test_another_program_by_that_name(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "pyproject.toml").write_text('[tool.seedbed]\nmanager = "pixi"\n')
    pixi = program(tmp_path / "bin" / "pixi", 'echo "pixi, a pixel editor"')
    monkeypatch.setenv("PATH", str(pixi.parent))
    found = only(root, "SB103")
    assert found.what.startswith(f"{pixi} is not Pixi: ")
    assert "On PyPI, 'pixi' is a different program" in found.how
    program(pixi, 'echo "pixi 0.77.0"')
    assert codes(root, "SB103") == []


def test_a_uv_that_only_seedbed_has(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(root, "SB104") == []
    monkeypatch.setenv("PATH", "/nowhere")
    found = only(root, "SB104")
    assert found.what == f"uv is not on your PATH; seedbed uses its own, {uv_driver._bundled()}."
    assert found.advice


def test_two_versions_on_path(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = stand_in(tmp_path / "one", "99.0"), stand_in(tmp_path / "two", "98.0")
    monkeypatch.setenv("PATH", f"{one.parent}{os.pathsep}{two.parent}")
    found = only(root, "SB105")
    assert found.what == (f"Several versions of uv are on your PATH: 99.0 at {one}, 98.0 at {two}.")
    stand_in(tmp_path / "two", "99.0")
    assert codes(root, "SB105") == []


def test_two_names_for_one_program(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = stand_in(tmp_path / "one", "99.0")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "uv").symlink_to(one)
    monkeypatch.setenv("PATH", f"{one.parent}{os.pathsep}{tmp_path / 'two'}")
    assert codes(root, "SB105") == []


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ('[dependency-groups]\ndev = ["pixi>=1"]\n', "dependency-groups.dev"),
        ('[project.optional-dependencies]\nall = ["Torchrun[x]"]\n', "optional-dependencies.all"),
        ('[tool.poetry.dependencies]\npixi = "*"\n', "tool.poetry.dependencies"),
        ('[tool.pixi.pypi-dependencies]\ntorchrun = "*"\n', "tool.pixi.pypi-dependencies"),
    ],
)
def test_a_package_that_is_not_what_its_name_says_is_required(
    root: Path, lines: str, key: str
) -> None:
    manifest = root / "pyproject.toml"
    manifest.write_text(f"{BARE}\n{lines}")
    found = only(root, "SB106")
    assert f"{key} requires " in found.what
    manifest.write_text(f"{BARE}\n{lines}".replace("pixi>", "pixie>").replace('pixi = "', 'a = "')
                        .replace("Torchrun", "torch").replace("torchrun", "torch"))  # fmt: skip
    assert codes(root, "SB106") == []


def test_one_of_them_is_installed(tmp_path: Path) -> None:
    root = synced(tmp_path)
    assert codes(root, "SB106") == []
    install(root, "torchrun", "0.1")
    assert only(root, "SB106").what == (
        "The environment has torchrun 0.1 from PyPI, which is not PyTorch's launcher."
    )


@pytest.mark.parametrize(
    ("manager", "table", "key"),
    [
        ("uv", "tool.uv", "required-version"),
        ("pixi", "tool.pixi.workspace", "requires-pixi"),
        ("poetry", "tool.poetry", "requires-poetry"),
    ],
)
def test_a_manager_that_the_project_does_not_admit(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: str, table: str, key: str
) -> None:
    said = "Poetry (version 3.1.0)" if manager == "poetry" else f"{manager} 3.1.0"
    path = program(tmp_path / "bin" / manager, f'echo "{said}"')
    monkeypatch.setenv("PATH", str(path.parent))
    manifest = root / "pyproject.toml"
    bare = f'[project]\nname = "x-1"\nversion = "1"\n\n[tool.seedbed]\nmanager = "{manager}"\n'
    manifest.write_text(f"{bare}\n[{table}]\n{key} = '>=2.5,<3'\n")
    found = only(root, "SB107")
    title = {"uv": "uv", "pixi": "Pixi", "poetry": "Poetry"}[manager]
    assert found.what == (
        f"{table}.{key} is '>=2.5,<3', which doesn't admit {title} 3.1.0 at {path}."
    )
    assert (found.path, found.line, found.advice) == ("pyproject.toml", 9, False)
    for admitted in (">=2.5,<4", "!!", "latest", ""):  # what is no range, another check says
        manifest.write_text(f"{bare}\n[{table}]\n{key} = '{admitted}'\n")
        assert codes(root, "SB107") == []
    manifest.write_text(f"{bare}\n[{table}]\n{key} = 3\n")
    assert codes(root, "SB107") == []
