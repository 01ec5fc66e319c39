"""The table `[external]` of `pyproject.toml`: needs that are no Python packages (PEP 725, a draft).

https://peps.python.org/pep-0725/
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from seedbed.formats.document import Document
    from seedbed.model.project import SystemPackage

    Address = tuple[str, ...]

_VIRTUAL = {
    "compilers": ("virtual/compiler/c", "virtual/compiler/cpp"),
    "g++": ("virtual/compiler/cpp",),
    "gcc": ("virtual/compiler/c",),
    "gfortran": ("virtual/compiler/fortran",),
    "rust": ("virtual/compiler/rust",),
}
"""Packages that the PEP names by what they do."""


def write(document: Document, packages: Iterable[SystemPackage], source: Address) -> None:
    """Write the table before `[tool]`; none where nothing is needed.

    Args:
        document: the manifest, which has a table `tool`.
        packages: the system packages of a project.
        source: the address of what switched it on.
    """
    for key, value in table(packages).items():
        document.put_tree(("external", key), value, source)
    document.root["tool"] = document.root.pop("tool")


def table(packages: Iterable[SystemPackage]) -> dict[str, Any]:
    """What the table holds: what the project needs when it runs, and what its groups need.

    Args:
        packages: the system packages of a project.
    """
    found: dict[str, set[str]] = {"": set()}
    for package in packages:
        found.setdefault(package.group, set()).update(addresses(package.name))
    groups = {name: sorted(found[name]) for name in sorted(found) if name}
    return {
        **({"dependencies": sorted(found[""])} if found[""] else {}),
        **({"dependency-groups": groups} if groups else {}),
    }


def addresses(name: str) -> tuple[str, ...]:
    """The DepURLs of a package, by seedbed's name for it."""
    # a plus sign is escaped in the name of a PURL
    plain = f"generic/{name.replace('+', '%2B')}"
    return tuple(f"dep:{one}" for one in _VIRTUAL.get(name, (plain,)))
