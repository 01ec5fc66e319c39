"""How each kind of project is told from the others. Pure."""

from __future__ import annotations

import re

from seedbed.importers.wording import listed
from seedbed.model.names import canonical, requirement_name
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.importers.nix_signs import NixFile

_POETRY2NIX = (
    "mkPoetryApplication",
    "mkPoetryEnv",
    "mkPoetryEditablePackage",
    "mkPoetryPackages",
    "mkPoetryScriptsPackage",
    "mkPoetry2Nix",
)
_UV2NIX = ("mkPyprojectOverlay", "mkEditablePyprojectOverlay")
_PYPROJECT_NIX = ("loadPyproject", "loadPoetryPyproject", "loadUVPyproject")
_DEVENV = (
    "enterShell",
    "git-hooks",
    "languages",
    "packages",
    "pre-commit",
    "processes",
    "services",
)
_SHELLS = ("mkShell", "mkShellNoCC", "shellHook")
_NIXOS = ("NIX_LD", "NIX_LD_LIBRARY_PATH", "buildFHSEnv", "buildFHSUserEnv")
_DRIVER = r"/run/opengl-driver/lib"
_RUNS = r"(?m)(?:^|[;&|({]|\b(?:if|then|else|do|exec)\b)[ \t]*(?:! )?"
"""What stands before a command in a shell's text."""
_PIXI_HOOK = rf"{_RUNS}(pixi shell-hook)\b"
_UV_HOOKS = (rf"{_RUNS}(uv sync)\b", rf"{_RUNS}(uv venv)\b")
_POETRY_HOOK = rf"{_RUNS}(poetry install)\b"
_APPLE = ("tensorflow-macos", "tensorflow-metal")
_USE_FLAKE = re.compile(r"\buse[ _]flake\b")
_UNMAINTAINED = (
    "poetry2nix has been unmaintained since 2025, and its README recommends uv with uv2nix."
)


@record
class Project:
    """What is looked at.

    Attributes:
        nix: the Nix files.
        pyproject: `pyproject.toml`, parsed.
        pixi: the file with Pixi's manifest; empty for none.
        envrc: what `.envrc` says, without comments.
    """

    nix: tuple[NixFile, ...]
    pyproject: Mapping[str, Any]
    pixi: str
    envrc: str


@record
class Kind:
    """What a look at the files gives.

    Attributes:
        family: the kind.
        said: what it is, and by which sign.
        path: the Nix file with the sign; empty for none.
        tensorflow: whether TensorFlow is asked for, as far as that was looked at.
    """

    family: str
    said: str
    path: str
    tensorflow: bool = False


def for_nixos(nix: NixFile) -> bool:
    """Whether a file has what ready-made programs need on NixOS."""
    return bool(nix.first(*_NIXOS) or nix.says(_DRIVER))


def _poetry2nix(project: Project) -> Kind | None:
    for nix in project.nix:
        name = nix.first(*_POETRY2NIX)
        if not name and not nix.says(r"\bnix-community/poetry2nix\b"):
            continue
        how = f"uses poetry2nix ({name})" if name else "has poetry2nix as an input"
        asked = _asked(dict(project.pyproject))
        apple = [name for name in _APPLE if name in asked]
        direnv = _USE_FLAKE.search(project.envrc) and "poetry" in nix.packages
        also = ""
        if apple:
            also = f", and pyproject.toml asks for TensorFlow on Apple silicon ({listed(apple)})"
        elif direnv:
            also = ", and direnv opens a shell with Poetry"
        return Kind(
            family="poetry-nix-template" if also else "poetry2nix",
            said=f"{nix.path} {how}{also}. {_UNMAINTAINED}",
            path=nix.path,
            tensorflow=bool(apple) or "tensorflow" in asked,
        )
    return None


def _uv2nix(project: Project) -> Kind | None:
    for nix in project.nix:
        name = nix.first(*_UV2NIX)
        if name or nix.says(r"\b(?:pyproject-nix|adisbladis)/uv2nix\b"):
            how = f"uses uv2nix ({name})" if name else "has uv2nix as an input"
            return Kind(family="uv2nix", said=f"{nix.path} {how}.", path=nix.path)
    return None


def _pyproject_nix(project: Project) -> Kind | None:
    for nix in project.nix:
        name = nix.first(*_PYPROJECT_NIX)
        if name:
            said = f"{nix.path} uses pyproject.nix ({name})."
            return Kind(family="pyproject-nix", said=said, path=nix.path)
    return None


def _devenv(project: Project) -> Kind | None:
    for nix in project.nix:
        if nix.path == "devenv.nix" and nix.first(*_DEVENV):
            said = f"devenv.nix describes a shell for devenv ({nix.first(*_DEVENV)})."
            return Kind(family="devenv", said=said, path=nix.path)
        if nix.says(r"\bcachix/devenv\b"):
            return Kind(family="devenv", said=f"{nix.path} has devenv as an input.", path=nix.path)
    return None


def _pixi_flake(project: Project) -> Kind | None:
    for nix in project.nix:
        if not project.pixi:
            continue
        if nix.says(_PIXI_HOOK):
            how = f"opens a Nix shell that enters {_environment(nix.texts)}"
        elif "pixi" in nix.packages and nix.first("buildFHSEnv", "buildFHSUserEnv"):
            how = "runs Pixi in an environment with the usual folders, as NixOS needs it"
        else:
            continue
        said = f"{nix.path} {how}; {project.pixi} has the packages."
        return Kind(family="pixi-flake-template", said=said, path=nix.path)
    return None


def _uv_nix(project: Project) -> Kind | None:
    for nix in project.nix:
        hook = next(filter(None, map(nix.says, _UV_HOOKS)), "")
        by_nixpkgs = "uv" in nix.packages and "venvShellHook" in nix.names
        if not nix.first(*_SHELLS) or not (hook or by_nixpkgs):
            continue
        how = f"runs `{hook}`" if hook else "makes .venv with venvShellHook"
        libraries = ", with libraries for NixOS" if for_nixos(nix) else ""
        return Kind(
            family="uv-nix-template",
            said=f"{nix.path} opens a Nix shell that {how}{libraries}.",
            path=nix.path,
        )
    return None


def _poetry_nix(project: Project) -> Kind | None:
    for nix in project.nix:
        poetry = "poetry" in project.pyproject.get("tool", {})
        if poetry and (nix.says(_POETRY_HOOK) or "poetry" in nix.packages):
            return Kind(
                family="poetry-nix",
                said=f"{nix.path} opens a Nix shell with Poetry.",
                path=nix.path,
            )
    return None


def _pixi_template(project: Project) -> Kind | None:
    if not project.pixi or not re.search(_PIXI_HOOK, project.envrc):
        return None
    said = (
        f".envrc has direnv enter {_environment(project.envrc)}; {project.pixi} has the packages."
    )
    return Kind(family="pixi-template", said=said, path="")


def _uv_template(project: Project) -> Kind | None:
    found = (re.search(pattern, project.envrc) for pattern in _UV_HOOKS)
    hook = next(filter(None, found), None)
    if project.pixi or not hook or "project" not in project.pyproject:
        return None
    return Kind(family="uv-template", said=f".envrc has direnv run `{hook[1]}`.", path="")


def _environment(hook: str) -> str:
    """Which environment Pixi's hook enters."""
    found = re.search(_PIXI_HOOK + r"[^\n)\"]*?(?:--environment[ =]|-e )([\w-]+)", hook)
    return f"Pixi's environment {found[2]}" if found else "Pixi's default environment"


def _asked(value: object) -> set[str]:
    """All names that a table of requirements may ask for: keys, and what texts begin with."""
    if isinstance(value, str):
        return {requirement_name(value)}
    if isinstance(value, dict):
        inner = (_asked(some) for some in value.values() if not isinstance(some, str))
        return set(map(canonical, value)).union(*inner)
    return set().union(*map(_asked, value)) if isinstance(value, list) else set()


KINDS: tuple[Callable[[Project], Kind | None], ...] = (
    _poetry2nix,
    _uv2nix,
    _pyproject_nix,
    _devenv,
    _pixi_flake,
    _uv_nix,
    _poetry_nix,
    _pixi_template,
    _uv_template,
)
"""From the most telling sign to the least."""
