"""direnv with Nix: the real direnv and Nix; nixpkgs and nix-direnv are stand-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aged import commit
from direnv_runs import Place
from stand_ins import program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nix_runs import Nix


@pytest.fixture(autouse=True)
def programs(need: Callable[[str], str]) -> None:
    need("direnv")


def test_the_shell_is_kept_until_something_changes(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path)
    assert place.enter() == str(place.root / ".venv")
    assert place.evaluations() == 1
    assert place.enter("command -v uv").startswith(nix.variables["NIX_STORE_DIR"])
    assert place.evaluations() == 0
    for path in (".nix/overlays/example.nix", ".nix/packages.json", "pyproject.toml", "uv.lock"):
        changed = place.root / path
        changed.write_text(changed.read_text() + "\n")
        place.enter()
        assert place.evaluations() == 1, path
        place.enter()
        assert place.evaluations() == 0, path


def test_a_new_overlay_is_seen_once_git_knows_it(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path)
    place.enter()
    overlay = 'final: prev: { new = prev.writeShellScriptBin "new" "echo new"; }\n'
    (place.root / ".nix" / "overlays" / "new.nix").write_text(overlay)
    (place.root / ".nix" / "packages.json").write_text('["new"]\n')
    commit(place.root)
    assert place.enter("new") == "new"


def test_without_nix_direnv_direnv_does_it(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path, cached=False)
    done = place.direnv.enter(place.root, "echo $VIRTUAL_ENV")
    assert done.said == str(place.root / ".venv")
    assert "continuing without nix-direnv" in done.log


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_a_manager_that_fails_is_an_error(nix: Nix, tmp_path: Path, manager: str) -> None:
    place = Place(nix, tmp_path, manager)
    program(tmp_path / "real" / manager, "echo its own words >&2; exit 7")
    done = place.direnv.enter(place.root, NIX_STUB_REAL=str(tmp_path / "real"))
    assert done.status != 0
    assert "its own words" in done.log
    assert any("LOAD_ENVIRONMENT=no nix develop ./.nix" in line for line in done.red)


def test_a_nix_that_fails_is_an_error_and_no_empty_environment(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path)
    (place.root / ".nix" / "flake.nix").write_text("this is no Nix")
    done = place.direnv.enter(place.root)
    assert done.status != 0
    assert any("Nix could not open the shell" in line for line in done.red)


def test_who_wants_no_nix_says_so(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path)
    (place.root / ".env").write_text("USE_NIX=no\n")
    place.direnv.stand_in("uv")
    assert place.enter() == str(place.root / ".venv")
    assert place.evaluations() == 0
    assert place.direnv.calls()


def test_poetry_is_not_called_when_nothing_has_changed(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path, "poetry")
    place.enter()
    assert nix.calls()
    place.enter()
    assert nix.calls() == []
