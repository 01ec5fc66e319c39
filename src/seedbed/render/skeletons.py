"""The files that a package of your own starts from, under Nix or for conda channels; pure."""

from __future__ import annotations

import re

from seedbed.errors import usage_error
from seedbed.formats.template import fill
from seedbed.layers.library import load_skeletons
from seedbed.managers.base import MANAGERS
from seedbed.model.names import canonical
from seedbed.model.relative import fault_of
from seedbed.model.tree import File
from seedbed.render.system_packages import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

OVERLAY = "overlay"
RECIPE = "recipe"
CHANNEL = "dist/conda"
"""The folder that rattler-build puts packages into; generated projects ignore `dist/`."""
DEPENDENCIES = ("tool", "pixi", "dependencies")
"""The table by which Pixi takes a package from its recipe."""
_LONGEST = 60
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_KEYWORDS = frozenset(("assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"))
"""Words of the Nix language, which can be no attribute without quotes."""
_MACHINERY = frozenset(
    ("bash", "config", "coreutils", "extend", "glibc", "lib", "nixpkgs", "overlays", "path")
) | {"pkgs", "python", "python3", "stdenv", "system"}
"""What all of nixpkgs is made with: a package of that name would break every other."""
_LICENSE = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")
"""SPDX expressions that YAML reads as they are; others are left to the user."""


def skeleton(kind: str, name: str, values: Mapping[str, str]) -> dict[str, File]:
    """The files of a skeleton, by path in the project.

    Args:
        kind: `OVERLAY` or `RECIPE`.
        name: the package's name, which `check_name` has seen.
        values: what its other placeholders stand for.
    """
    values = {"name": name, **values}
    return {
        path.replace("__name__", name): File(
            data=fill(text, values).encode(), executable=executable, layer=f"skeleton/{kind}"
        )
        for path, (text, executable) in load_skeletons()[kind].items()
    }


def commands(name: str) -> dict[str, str]:
    """What people type to build a recipe, and to put the package into a private channel."""
    return {
        "build": f"pixi exec rattler-build build --recipe recipes/{name} --output-dir {CHANNEL}",
        "upload": "pixi exec rattler-build upload prefix --channel CHANNEL "
        f"{CHANNEL}/noarch/{name}-*.conda",
    }


def license_of(manifest: Mapping[str, object]) -> str:
    """The license that a recipe names at first: the project's, where it is an SPDX expression."""
    project = manifest.get("project")
    found = project.get("license") if isinstance(project, dict) else None
    plain = isinstance(found, str) and _LICENSE.fullmatch(found)
    return str(found) if plain else "LicenseRef-Proprietary"


def is_name(name: str) -> bool:
    """Whether a package of your own can have a name."""
    return bool(_NAME.fullmatch(name)) and len(name) <= _LONGEST


def recipe_of(name: str) -> str:
    """The folder of a recipe in the project."""
    return f"recipes/{name}"


def takes_recipe(manifest: Mapping[str, object], name: str) -> bool:
    """Whether Pixi takes a package from its recipe in the project.

    Args:
        manifest: what `pyproject.toml` holds.
        name: the package's name.
    """
    found: object = manifest
    for key in (*DEPENDENCIES, name, "path"):
        found = found.get(key) if isinstance(found, dict) else None
    return isinstance(found, str) and found.removeprefix("./").rstrip("/") == recipe_of(name)


def check_name(kind: str, name: str, project: str) -> None:
    """Refuse a name that cannot be one of a package, or means another already.

    Args:
        kind: `OVERLAY` or `RECIPE`.
        name: the package's name.
        project: that of the project.

    Raises:
        SeedbedError: says what is wrong with it.
    """
    fault = _fault(kind, name, project)
    if fault:
        raise usage_error(
            f"--{kind} {name[:_LONGEST]!a} cannot be a package's name: {fault}.",
            "Use lower-case letters, digits, and dashes, such as 'my-tool'.",
            code="bad-package-name",
        )
    known = table().get(name, {}) if kind == RECIPE else _in_nixpkgs(name)
    where = "conda-forge" if kind == RECIPE else "nixpkgs"
    if known.get("conda" if kind == RECIPE else "nix"):
        raise usage_error(
            f"{where} has '{name}' already.",
            f"Add it with 'seedbed add --system {name}', or give your package another name.",
            code="known-package",
        )


def _fault(kind: str, name: str, project: str) -> str:
    if not _NAME.fullmatch(name):
        return "it must be lower-case letters, digits, and single dashes, with a letter first"
    if len(name) > _LONGEST:
        return f"it has {len(name)} characters, but the limit is {_LONGEST}"
    if fault := fault_of(name):
        return fault
    if name == canonical(project):
        return "the project itself has it"
    if kind == OVERLAY and name in _KEYWORDS:
        return "it is a keyword of the Nix language"
    if kind == OVERLAY and (name in _MACHINERY or name in MANAGERS):
        return "nixpkgs itself, or this project's shell, is built with the package of that name"
    return ""


def _in_nixpkgs(name: str) -> Mapping[str, object]:
    """The row of the table for a package that nixpkgs has by that attribute; empty if none is."""
    found = (row for row in table().values() if row["nix"] == name)
    return table().get(name, {}) or next(found, {})
