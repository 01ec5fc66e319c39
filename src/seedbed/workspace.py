"""A project on disk: where it is, and what it says of itself."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host.disk import read_text
from seedbed.host.paths import absolute
from seedbed.model.record import record
from seedbed.model.tree import BASE_PATH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


@record
class Located:
    """A project that was found.

    Attributes:
        root: its folder, absolute.
        manifest: what `pyproject.toml` holds.
    """

    root: str
    manifest: Mapping[str, Any]

    @property
    def table(self) -> Mapping[str, Any]:
        """What `[tool.seedbed]` holds."""
        table: Mapping[str, Any] = self.manifest["tool"]["seedbed"]
        return table


def locate(start: str = ".") -> Located:
    """The seedbed project that a folder lies in.

    Raises:
        SeedbedError: when there is none, or its `pyproject.toml` cannot be read.
    """
    here = root = absolute(start)
    while True:
        path = os.path.join(root, "pyproject.toml")
        if os.path.isfile(path):
            manifest = _read(path)
            if manifest is not None:
                return Located(root=root, manifest=manifest)
        if os.path.isfile(os.path.join(root, BASE_PATH)):
            raise _without_table(path)
        above = os.path.dirname(root)
        if above == root:
            raise SeedbedError(
                f"No seedbed project was found in {here} or above it.",
                "Make one with 'seedbed new NAME', or go to the folder of one.",
                code="no-project",
            )
        root = above


def _without_table(path: str) -> SeedbedError:
    """The error for a project of seedbed's whose manifest says nothing of it any more."""
    what = "has no table [tool.seedbed] any more" if os.path.isfile(path) else "is gone"
    return SeedbedError(
        f"{path} {what}, and {BASE_PATH} is still there.",
        "Put it back; 'git show HEAD:./pyproject.toml' may have it. Or remove the folder .seedbed "
        "if the project is to do without seedbed.",
        code="no-table",
    )


def manager_of(project: Located) -> str:
    """The project's manager.

    Raises:
        SeedbedError: when `[tool.seedbed]` names none that seedbed knows.
    """
    from seedbed.managers import MANAGERS

    manager = project.table.get("manager")
    if isinstance(manager, str) and manager in MANAGERS:
        return manager
    raise _unknown(project, "manager", manager, tuple(MANAGERS))


def nix_of(project: Located) -> str:
    """How the project uses Nix; `none` when it does not say.

    Raises:
        SeedbedError: when `[tool.seedbed]` names a way that seedbed does not know.
    """
    nix = project.table.get("nix", "none")
    if nix == "none":
        return "none"
    from seedbed.managers.nix.program import FLAKES

    if isinstance(nix, str) and nix in FLAKES:
        return nix
    raise _unknown(project, "nix", nix, ("none", *FLAKES))


def _unknown(project: Located, key: str, value: object, known: tuple[str, ...]) -> SeedbedError:
    from seedbed.errors import nearest

    meant = nearest(str(value), known)
    where = os.path.join(project.root, "pyproject.toml")
    return SeedbedError(
        f"{where} has an unknown value under [tool.seedbed]: {key} = {value!r}.",
        f"Did you mean '{meant}'?" if meant else f"seedbed knows {', '.join(known)}.",
        code="unknown-choice",
    )


def _read(path: str) -> Mapping[str, Any] | None:
    """What a manifest holds, or None when it is not that of a seedbed project."""
    from seedbed.formats.tables import parse

    manifest = parse(read_text(path), path)
    match manifest:
        case {"tool": {"seedbed": dict()}}:
            return manifest
    return None
