"""direnv with Nix where it is odd: shells in shells, odd folders, a manual reload, prompts.

Where NIX_DIRENV names the real nix-direnv (its `direnvrc`), that is used too.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from direnv_runs import MANAGERS, NIX_DIRENV, PIXI_STAND_IN, SAY, Place
from stand_ins import program
from terminal import PROMPT, SHELLS, UP, Shell
from uv import find_uv_bin

from seedbed.commands.new import plan_new
from seedbed.commands.options import choices_from
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered

if TYPE_CHECKING:
    from collections.abc import Callable

    from nix_runs import Nix

REAL = os.environ.get("NIX_DIRENV", "")


@pytest.fixture(autouse=True)
def programs(need: Callable[[str], str]) -> None:
    need("direnv")


@pytest.fixture(params=["stand-in", "real"])
def nix_direnv(request: pytest.FixtureRequest) -> Path:
    """nix-direnv, or what stands in for it."""
    if request.param == "stand-in":
        return NIX_DIRENV
    if not REAL:
        pytest.skip("NIX_DIRENV does not name the real nix-direnv, which no test may fetch")
    return Path(REAL)


def test_uv_installs_once_and_nix_is_asked_once(nix: Nix, tmp_path: Path, nix_direnv: Path) -> None:
    place = Place(nix, tmp_path, nix_direnv=nix_direnv)
    place.direnv.variables["NIX_STUB_REAL"] = str(Path(find_uv_bin()).parent)
    (place.root / "uv.lock").unlink()
    place.direnv.program("uv", "lock", "--quiet", cwd=place.root)
    asked = "python -c 'import sys; print(sys.prefix)'"
    assert place.enter(asked) == str(place.root / ".venv")
    place.evaluations()
    nix.calls()
    deep = place.root / "src"
    assert place.direnv.enter(deep, asked).said == str(place.root / ".venv")
    assert place.evaluations() == 0
    assert nix.calls() == []
    (place.root / ".nix" / "packages.json").write_text('["pandoc"]\n')
    assert place.enter("command -v pandoc").startswith(nix.variables["NIX_STORE_DIR"])
    assert place.evaluations() == 1
    (place.root / ".venv" / "bin" / "python").unlink()
    assert place.enter(asked) == str(place.root / ".venv")
    assert any(call.startswith("uv sync ") for call in nix.calls())


def test_when_nix_fails_later_the_last_shell_is_used(
    nix: Nix, tmp_path: Path, nix_direnv: Path
) -> None:
    place = Place(nix, tmp_path, nix_direnv=nix_direnv)
    place.enter()
    (place.root / ".nix" / "packages.json").write_text('["no-such-package"]\n')
    entered = place.direnv.enter(place.root, "echo $VIRTUAL_ENV")
    assert (entered.status, entered.said) == (0, str(place.root / ".venv"))
    assert "no-such-package" in entered.log
    assert "alling back" in entered.log


def test_in_another_nix_shell_an_error_is_an_error(
    nix: Nix, tmp_path: Path, nix_direnv: Path
) -> None:
    place = Place(nix, tmp_path, nix_direnv=nix_direnv)
    outer = {"IN_NIX_SHELL": "pure", "environment_is": "loaded"}
    entered = place.direnv.enter(place.root, "echo $IN_NIX_SHELL", **outer)
    assert (entered.status, entered.said) == (0, "impure")
    (place.root / ".direnv").rename(tmp_path / "away")
    (place.root / ".nix" / "flake.nix").write_text("{")
    entered = place.direnv.enter(place.root, "echo inside", **outer)
    assert (entered.status, entered.said) == (1, "")
    assert any("Nix could not open the shell" in line for line in entered.red)


def test_a_hook_that_did_not_run_is_an_error(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path)
    flake = place.root / ".nix" / "flake.nix"
    flake.write_text(flake.read_text().replace("builtins.readFile ./hook.sh", '""'))
    assert place.direnv.enter(place.root).status == 1


def test_a_reload_by_hand_can_be_had(nix: Nix, tmp_path: Path) -> None:
    if not REAL:
        pytest.skip("NIX_DIRENV does not name the real nix-direnv, which no test may fetch")
    place = Place(nix, tmp_path, nix_direnv=Path(REAL))
    envrc = place.root / ".envrc"
    envrc.write_text(envrc.read_text().replace("  # nix_direnv_man", "  nix_direnv_man"))
    place.direnv.allow(place.root)
    assert place.direnv.enter(place.root).status == 1
    reload = ".direnv/bin/nix-direnv-reload"
    assert reload in envrc.read_text()
    place.direnv.program(str(place.root / reload), cwd=place.root)
    assert place.enter() == str(place.root / ".venv")
    place.evaluations()
    (place.root / ".nix" / "packages.json").write_text('["pandoc"]\n')
    place.enter()
    assert place.evaluations() == 0
    place.direnv.program(str(place.root / reload), cwd=place.root)
    assert place.evaluations() == 1


def test_the_real_nix_direnv_is_the_one_that_is_pinned(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path)
    (pinned,) = re.findall(r'"sha256-(\S+)"', (place.root / ".envrc").read_text())
    assert len(base64.b64decode(pinned)) == 32
    if not REAL:
        pytest.skip("NIX_DIRENV does not name the real nix-direnv, which no test may fetch")
    real = hashlib.sha256(Path(REAL).read_bytes()).digest()
    assert base64.b64encode(real).decode() == pinned


def test_what_runs_is_to_be_allowed_where_direnv_can(nix: Nix, tmp_path: Path) -> None:
    """From direnv 2.38 on, it can; this is a stand-in for its `require_allowed`."""
    place = Place(nix, tmp_path)
    library = Path(place.direnv.variables["XDG_CONFIG_HOME"]) / "direnv" / "lib"
    library.mkdir(parents=True)
    (library / "stand_in.sh").write_text(
        'require_allowed() { printf "%s\\n" "$@" >"$HOME/asked"; exit 0; }\n'
    )
    place.direnv.enter(place.root)
    asked = (place.direnv.home / "asked").read_text().split()
    assert {".nix/hook.sh", ".nix/flake.nix", ".nix/overlays/default.nix"} <= set(asked)
    assert all((place.root / name).is_file() for name in asked)
    assert place.evaluations() == 0


@pytest.mark.parametrize("name", ["sp ace", "it's"])
def test_in_odd_folders_there_is_an_environment_or_an_error(
    nix: Nix, tmp_path: Path, name: str
) -> None:
    """Nix itself breaks on a single quote (2.8 to 2.34), and 2.8 on a space where there is git."""
    place = Place(nix, tmp_path / name)
    entered = place.direnv.enter(place.root, "echo $VIRTUAL_ENV")
    if entered.status == 0:
        assert entered.said == str(place.root / ".venv")
    else:
        ours = ("direnv reload", "Nix could not open the shell")
        assert any(word in line for word in ours for line in entered.red)


def test_a_shell_without_the_environment_is_not_an_error(nix: Nix, tmp_path: Path) -> None:
    place = Place(nix, tmp_path)
    entered = place.direnv.enter(place.root, "echo $VIRTUAL_ENV.", LOAD_ENVIRONMENT="no")
    assert (entered.status, entered.said) == (0, ".")


@pytest.mark.parametrize("name", SHELLS)
def test_pixis_prompt_stays_away(
    nix: Nix, tmp_path: Path, need: Callable[[str], str], name: str
) -> None:
    place = Place(nix, tmp_path, "pixi")
    real = program(tmp_path / "real" / "pixi", SAY + PIXI_STAND_IN).parent
    variables = {**place.direnv.variables, "NIX_STUB_REAL": str(real)}
    hook = f"direnv hook {name} | source" if name == "fish" else f'eval "$(direnv hook {name})"'
    shell = Shell(
        need(name), *SHELLS[name], kind=name, setup=hook, cwd=tmp_path, variables=variables
    )
    shell.type(f"cd '{place.root}'")
    inside = shell.ask("$CONDA_PREFIX")
    assert inside == str(place.root / ".pixi/envs/dev")
    assert shell.ask("", keys=UP) == inside
    assert shell.prompt == PROMPT
    shell.close()


@pytest.mark.parametrize("asked", [True, False])
def test_nix_develop_keeps_prompt_and_arrow_keys(nix: Nix, tmp_path: Path, asked: bool) -> None:
    """Also what would happen if Pixi were not asked to leave the prompt alone."""
    place = Place(nix, tmp_path, "pixi")
    hook = place.root / ".nix" / "hook.sh"
    if not asked:
        hook.write_text(hook.read_text().replace("--change-ps1 false", ""))
    real = program(tmp_path / "real" / "pixi", SAY + PIXI_STAND_IN).parent
    (place.direnv.home / ".bashrc").write_text(f"PS1='{PROMPT}'\n")
    variables = {**place.direnv.variables, "NIX_STUB_REAL": str(real)}
    shell = Shell(
        "bash", *SHELLS["bash"], kind="bash", setup="true", cwd=place.root, variables=variables
    )
    shell.start("nix develop ./.nix")
    inside = shell.ask("$CONDA_PREFIX")
    assert inside == str(place.root / ".pixi/envs/dev")
    assert shell.ask("", keys=UP) == inside
    assert shell.prompt == (PROMPT if asked else f"(x-1:dev) {PROMPT}")
    shell.start("exit")
    shell.close()


def test_all_shell_passes_shellcheck(tmp_path: Path, need: Callable[[str], str]) -> None:
    """Every combination of manager and Nix, with direnv and without."""
    checker = need("shellcheck")
    written: set[Path] = set()
    modes = offered(load_library(), "nix")
    for manager, mode, extras in product(MANAGERS, modes, ("direnv", "vscode")):
        values = {"manager": manager, "nix": mode, "with": [extras], "git": False}
        target = str(tmp_path / f"{manager}-{mode}-{extras}")
        try:
            files = plan_new(target, choices_from(values, target)).tree.files
        except SeedbedError:  # the two cannot be combined
            continue
        for path in (".envrc", ".nix/hook.sh"):
            if path in files:
                copy = tmp_path / f"{len(written)}-{Path(path).name}"
                copy.write_bytes(files[path].data)
                written.add(copy)
    assert len(written) > 20
    done = subprocess.run(
        [checker, *sorted(written), NIX_DIRENV], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
