"""Projects of a known kind: made from collections of templates, or built by a tool of Nix's.

Only what stands in the files counts, not what they are called. Pure.
"""

from __future__ import annotations

import re

from seedbed.importers.forward import steps
from seedbed.importers.kinds import KINDS, Project, for_nixos
from seedbed.importers.nix_signs import nix_files, text_of
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.importers.forward import Step

FAMILIES = {
    "poetry-nix-template": "python-nix",
    "poetry2nix": "poetry",
    "uv2nix": "uv2nix",
    "pyproject-nix": "uv2nix",
    "devenv": "pythonml",
    "pixi-flake-template": "flake-python-ml",
    "uv-nix-template": "pythonml",
    "poetry-nix": "poetry",
    "pixi-template": "global-python-ml",
    "uv-template": "uv",
}
"""The kinds, and the preset that is closest to each."""
ON_NIXOS = {"uv-nix-template": "nixos-pythonml"}
"""The presets for those that have what programs need on NixOS."""


@record
class Recognition:
    """What kind of project it is.

    Attributes:
        family: the kind, one of `FAMILIES`.
        said: what it is, and by which sign; one or two sentences.
        forward: what can be done, with commands.
        preset: the preset of seedbed that is closest.
    """

    family: str
    said: str
    forward: tuple[Step, ...]
    preset: str


def recognized(files: Mapping[str, str]) -> Recognition | None:
    """What kind of project it is; None for one of no known kind, or one of seedbed's own.

    Args:
        files: the project's files, by path.
    """
    pyproject = _parsed(text_of(files, "pyproject.toml"))
    tools = pyproject.get("tool", {})
    if "seedbed" in tools:
        return None
    project = Project(
        nix=nix_files(files),
        pyproject=pyproject,
        pixi="pixi.toml" if "pixi.toml" in files else "pyproject.toml" if "pixi" in tools else "",
        envrc=re.sub(r"(?m)(?:^|(?<=\s))#.*$", "", text_of(files, ".envrc")),
    )
    for kind in KINDS:
        found = kind(project)
        if found:
            family = found.family
            nixos = any(map(for_nixos, project.nix))
            preset = ON_NIXOS.get(family, FAMILIES[family]) if nixos else FAMILIES[family]
            forward = steps(
                family,
                preset,
                found.path,
                room=".nix/flake.nix" not in files,
                nixos=nixos,
                tensorflow=found.tensorflow,
            )
            return Recognition(family=family, said=found.said, forward=forward, preset=preset)
    return None


def _parsed(text: str) -> Mapping[str, Any]:
    from seedbed.formats import toml

    try:
        found = toml.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found.get("tool", {}), dict) else {}
