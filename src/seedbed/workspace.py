"""A project on disk: where it is, what it says of itself, and the program that drives it.

That is the manager that is installed, else the one of the project's flake.
"""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host.paths import absolute
from seedbed.host.reading import read_text
from seedbed.host.unfinished import check_finished
from seedbed.model.record import record
from seedbed.model.tree import BASE_PATH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.managers.protocols import Driver


@record
class Workspace:
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


def locate(start: str = ".") -> Workspace:
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
                return Workspace(root=root, manifest=manifest)
        if os.path.isfile(os.path.join(root, BASE_PATH)):
            raise _without_table(path)
        above = os.path.dirname(root)
        if above == root:
            raise SeedbedError(
                f"No seedbed project was found in {here} or above it.",
                "Create one with 'seedbed new NAME', or change to the folder of one.",
                code="no-project",
            )
        root = above


def _without_table(path: str) -> SeedbedError:
    """The error for a project of seedbed's whose manifest says nothing of it any more."""
    what = "no longer has the table [tool.seedbed]" if os.path.isfile(path) else "is gone"
    return SeedbedError(
        f"{path} {what}, but {BASE_PATH} is still there.",
        "Restore it, for example from 'git show HEAD:./pyproject.toml'. To use the project without "
        "seedbed, remove the folder .seedbed.",
        code="no-table",
    )


def manager_of(project: Workspace) -> str:
    """The project's manager.

    Raises:
        SeedbedError: when `[tool.seedbed]` names none that seedbed knows.
    """
    from seedbed.managers.base import MANAGERS

    manager = project.table.get("manager")
    if isinstance(manager, str) and manager in MANAGERS:
        return manager
    raise unknown_value(project, "manager", manager, tuple(MANAGERS))


def nix_of(project: Workspace) -> str:
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
    raise unknown_value(project, "nix", nix, ("none", *FLAKES))


def unknown_value(
    project: Workspace, key: str, value: object, known: tuple[str, ...]
) -> SeedbedError:
    """The error for a value under `[tool.seedbed]` that seedbed does not know."""
    from seedbed.errors import nearest

    meant = nearest(str(value), known)
    where = os.path.join(project.root, "pyproject.toml")
    if value is None:
        return SeedbedError(
            f"{where} has no key {key!r} under [tool.seedbed].",
            f"Restore it; seedbed knows {', '.join(known)}.",
            code="unknown-choice",
        )
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


def driver_of(project: Workspace) -> Driver:
    """The driver for a project's manager.

    Raises:
        SeedbedError: when `[tool.seedbed]` names no manager or an unknown way to use Nix, or
            neither the manager nor Nix can be had.
    """
    check_finished(project.root)
    return driver_for(project.root, manager_of(project), nix_of(project))


def check_can_switch(old: str, new: str, nix: str) -> None:
    """Refuse a switch to a manager that could not make the environment afterwards.

    Args:
        old: the manager that the project has.
        new: the one that it is to have.
        nix: its choice of the slot `nix`: with a flake, Nix may bring the manager.

    Raises:
        SeedbedError: when the new one is not to be had.
    """
    if old == new:
        return
    from seedbed.host.process import find
    from seedbed.managers.base import MANAGERS
    from seedbed.managers.registry import load_driver

    try:
        load_driver(new).program()
    except SeedbedError as error:
        if nix != "none" and find("nix"):
            return
        mend = "Install it" if error.code == "manager-missing" else "Install a newer one"
        raise SeedbedError(
            f"Nothing was changed: {error.message}",
            f"{mend} ({MANAGERS[new].home}), then run the same command again. Or add --no-sync to "
            "switch only the files.",
            code=error.code,
            status=error.status,
        ) from None


def driver_for(root: str, manager: str, nix: str) -> Driver:
    """The driver for a manager; where only Nix is installed, its program is that of the flake.

    Args:
        root: the project's folder.
        manager: its manager.
        nix: its choice of the slot `nix`.

    Raises:
        SeedbedError: when the project has a flake, and neither the manager nor Nix can be had.
    """
    from seedbed.managers.registry import load_driver

    driver = load_driver(manager)
    if nix == "none":
        return driver
    try:
        driver.program()
    except SeedbedError as error:
        missing = error  # or too old, or another program by that name
    else:
        return driver
    from seedbed.managers.nix.program import in_shell

    try:
        driver.enter(in_shell(root, nix))
    except SeedbedError as error:
        without = f"Without Nix: {missing.hint}"
        if missing.code in {"manager-missing", "manager-too-old"}:  # begins with what to do
            without = f"Without Nix, {missing.hint[0].lower()}{missing.hint[1:]}"
        raise SeedbedError(
            f"{missing.message} Nix cannot provide it: {error.message}",
            f"{error.hint} {without}",
            code=error.code,
            status=error.status,
        ) from None
    return driver
