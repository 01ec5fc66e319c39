"""Projects of a known kind are recognized by what their files say, and get a way forward."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from places import FIXTURES, ROOT

from seedbed.importers.forward import Step
from seedbed.importers.recognized import FAMILIES, ON_NIXOS, Recognition, recognized

FOLDERS = FIXTURES / "adopted" / "recognized"
UNMAINTAINED = (
    "poetry2nix has been unmaintained since 2025, and its README recommends uv with uv2nix."
)
EXPECTED = tomllib.loads((FOLDERS / "expected.toml").read_text(encoding="utf-8"))
"""By the folder: its `family`, what is `said`, and the `commands`."""


def files_of(folder: Path) -> dict[str, str]:
    """The files of a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_every_folder_and_every_family_is_expected() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDERS.iterdir() if path.is_dir())
    assert {one["family"] for one in EXPECTED.values()} == set(FAMILIES)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_folder(name: str) -> None:
    found = recognized(files_of(FOLDERS / name))
    assert found is not None
    assert (found.family, found.said) == (EXPECTED[name]["family"], EXPECTED[name]["said"])
    assert [step.command for step in found.forward] == EXPECTED[name]["commands"]
    assert f"--preset {found.preset}" in found.forward[-1].command


def test_all_of_one() -> None:
    assert recognized(files_of(FOLDERS / "uv-nix-template")) == Recognition(
        family="uv-nix-template",
        said=".nix/flake.nix opens a Nix shell that runs `uv sync`.",
        forward=(
            Step(
                command="seedbed adopt",
                text="Records your choices; .nix/flake.nix stays as it is.",
            ),
            Step(
                command="git mv .nix nix-before",
                text="Makes room for seedbed's own .nix/flake.nix; yours would be a conflict "
                "there.",
            ),
            Step(
                command="seedbed update --nix shell",
                text="Adds seedbed's shell; then copy what it lacks, such as overlays, from "
                "nix-before/.",
            ),
            Step(
                command="seedbed new NAME --preset pythonml",
                text="Creates the closest kind of project anew; then move your code into it.",
            ),
        ),
        preset="pythonml",
    )


@pytest.mark.parametrize("preset", sorted({*FAMILIES.values(), *ON_NIXOS.values()}))
def test_the_presets_are_there(preset: str) -> None:
    assert (ROOT / "src" / "seedbed" / "data" / "presets" / f"{preset}.toml").is_file()


PIXI = '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
SHELL = "{ pkgs }: pkgs.mkShell { packages = [ pkgs.uv ]; shellHook = ''HOOK''; }"
OTHERS: dict[str, dict[str, str]] = {
    "nothing": {},
    "a plain uv project": {"pyproject.toml": '[project]\nname = "a"\n', "uv.lock": "version = 1\n"},
    "a plain Pixi project": {"pyproject.toml": PIXI},
    "a file named so": {"flake.nix": "{ outputs = { self }: { }; }", "pyproject.toml": PIXI},
    "a comment": {"flake.nix": "{\n# inputs.p.url = github:nix-community/poetry2nix\n}"},
    "a shell's comment": {"shell.nix": SHELL.replace("HOOK", "\n# uv sync (uv sync)\n")},
    "words": {"shell.nix": SHELL.replace("HOOK", "\necho 'first run uv sync'\n")},
    "no shell": {"flake.nix": '{ apps.sync = "uv sync"; }'},
    "no Nix": {"flake.nix": "{ mkPoetryEnv"},
    "no manifest of Pixi's": {".envrc": 'eval "$(pixi shell-hook)"\n'},
    "a comment of direnv's": {".envrc": '# eval "$(pixi shell-hook)"\n', "pyproject.toml": PIXI},
    "a shell of seedbed's": {
        "shell.nix": SHELL.replace("HOOK", "uv sync"),
        "pyproject.toml": '[tool.seedbed]\nmanager = "uv"\n',
    },
    "no TOML": {".envrc": "uv sync\n", "pyproject.toml": "[project\n"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_others_are_not_recognized(name: str) -> None:
    assert recognized(OTHERS[name]) is None


BY_SIGN = {
    "{ inputs.p.url = github:nix-community/poetry2nix; }": "flake.nix has poetry2nix as an input. "
    + UNMAINTAINED,
    '{ inputs.u.url = "github:pyproject-nix/uv2nix"; }': "flake.nix has uv2nix as an input.",
    '{ inputs.d.url = "github:cachix/devenv"; }': "flake.nix has devenv as an input.",
    SHELL.replace("HOOK", "\nif ! uv sync; then echo no; fi\n"): "flake.nix opens a Nix shell that "
    "runs `uv sync`.",
    SHELL.replace("HOOK", "uv venv .venv"): "flake.nix opens a Nix shell that runs `uv venv`.",
}


@pytest.mark.parametrize("text", BY_SIGN)
def test_signs(text: str) -> None:
    found = recognized({"flake.nix": text})
    assert found is not None
    assert found.said == BY_SIGN[text]


def test_a_step_in_one_line() -> None:
    found = recognized(files_of(FOLDERS / "devenv"))
    assert found is not None
    assert (
        str(found.forward[0]) == "seedbed adopt: Records your choices; devenv.nix stays as it is."
    )


def test_poetry2nix_with_a_shell_that_direnv_opens_is_the_template() -> None:
    files = files_of(FOLDERS / "poetry-nix-template")
    files["pyproject.toml"] = '[tool.poetry]\nname = "a"\n'
    found = recognized(files)
    assert found is not None
    assert found.said == (
        "flake.nix uses poetry2nix (mkPoetryEnv), and direnv opens a shell with Poetry. "
        + UNMAINTAINED
    )
    assert found.forward[-1].command == "seedbed new NAME --preset python-nix --framework none"


def test_pixi_s_default_environment() -> None:
    envrc = 'eval "$(pixi shell-hook)"\n'
    found = recognized({".envrc": envrc, "pyproject.toml": PIXI})
    assert found is not None
    assert found.said == (
        ".envrc has direnv enter Pixi's default environment; pyproject.toml has the packages."
    )
