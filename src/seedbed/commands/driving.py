"""Which program a command drives: the manager that is installed, else the one of the flake."""

from __future__ import annotations

from seedbed.commands.unfinished import check_finished
from seedbed.errors import SeedbedError
from seedbed.host.process import find
from seedbed.managers import MANAGERS, load_driver
from seedbed.workspace import manager_of, nix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers import Driver
    from seedbed.workspace import Located


def driver_of(project: Located) -> Driver:
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
        raise SeedbedError(
            f"{missing.message} Nix cannot bring it: {error.message}",
            f"{error.hint} To go on without Nix: {missing.hint}",
            code=error.code,
            status=error.status,
        ) from None
    return driver
