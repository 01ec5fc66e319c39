"""What seedbed calls the packages of nixpkgs that a project's files name. Pure."""

from __future__ import annotations

import re

from seedbed.errors import SeedbedError
from seedbed.importers.imported import Remark
from seedbed.importers.wording import listed
from seedbed.model.record import record
from seedbed.model.system_names import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_MANAGERS = frozenset(("conda", "mamba", "mamba-cpp", "micromamba", "pixi", "poetry", "uv"))
_PYTHON = re.compile(r"python[0-9]*(Full|Minimal)?")
_OF_PYTHON = re.compile(r"(python[0-9]*(Full)?\.pkgs|python[0-9]*Packages)\..*")
_CUDA = re.compile(r"(cuda|cudnn|nccl)\w*(\..*)?|\w*[cC]udatoolkit.*")
_DRIVER = re.compile(r"linuxPackages\w*\.nvidia\w*|nvidia_x11")
_LEFT = (
    (_DRIVER, "the graphics driver has to be the machine's own"),
    (_CUDA, "CUDA comes with the framework's own packages"),
    (_OF_PYTHON, "Python packages come from the project's manager"),
    (_PYTHON, "Python comes from the project's manager, or from a shell that seedbed writes"),
)


@record
class SystemPackages:
    """Packages of nixpkgs as `[tool.seedbed]` has them.

    Attributes:
        names: `ffmpeg`, or `NAME:nix=ATTRIBUTE` for what seedbed doesn't know; sorted.
        remarks: what is no system package of a project.
    """

    names: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def system_packages(
    path: str,
    attributes: tuple[str, ...],
    table: Mapping[str, Mapping[str, Any]],
) -> SystemPackages:
    """What seedbed calls some packages, which come from Nix alone, as they do so far.

    Args:
        path: the file that names them.
        attributes: the packages, by their attributes of nixpkgs.
        table: the packages that seedbed knows, by name: `table()` in `render/system_packages.py`.
    """
    known = {row["nix"]: name for name, row in reversed([*table.items()]) if row["nix"]}
    known |= {name: name for name, row in table.items() if row["nix"] == name}
    names: dict[str, str] = {}
    left: dict[str, list[str]] = {}
    for attribute in attributes:
        name = known.get(attribute) or known.get(attribute.replace("_", "-"), "")
        text = name or f"{_name(attribute)}:nix={attribute}"
        why = _why_not(attribute, text, names)
        if why:
            left.setdefault(why, []).append(attribute)
        else:
            names[parse(text).name] = f"{text}:conda="
    remarks = tuple(
        Remark(path=path, text=f"seedbed left out {listed(some)}: {why}.")
        for why, some in left.items()
    )
    return SystemPackages(names=tuple(names[name] for name in sorted(names)), remarks=remarks)


def _name(attribute: str) -> str:
    """A name made of an attribute."""
    return re.sub(r"[^a-z0-9+._-]", "", attribute.lower()).strip("._-")


def _why_not(attribute: str, text: str, names: Mapping[str, str]) -> str:
    """Why a package is no system package of the project; empty if it is one."""
    if attribute in _MANAGERS:
        return "a shell that seedbed writes has the project's manager"
    for pattern, why in _LEFT:
        if pattern.fullmatch(attribute):
            return why
    try:
        name = parse(text).name
    except SeedbedError:
        return "seedbed has no way to write such a name"
    if names.get(name, text).partition(":conda=")[0] != text:
        return "seedbed can't tell it from another package of the same name"
    return ""
