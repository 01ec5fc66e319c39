"""The Nix shell as the next step of who has no manager on PATH, only Nix."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.host.process import find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

    from seedbed.model.choices import Choices


def opening(choices: Choices, root: str, *, synced: bool) -> str:
    """What this user types in a project's folder to get its manager from Nix.

    Args:
        choices: the project's choices.
        root: the project's folder.
        synced: whether the environment was made just now.

    Returns:
        The command; empty if the project has no flake, if Nix is not on PATH, or if the manager is.
    """
    if choices.nix == "none" or not find("nix"):
        return ""
    if _is_on_path(choices.manager, root, synced=synced):
        return ""
    from seedbed.managers.base import MANAGERS
    from seedbed.managers.nix.program import FLAKES, unknown_to_git

    if FLAKES[choices.nix] != ".":
        return f"nix develop ./{FLAKES[choices.nix]}"
    # this one builds the packages of the lock, so it needs the lock, and git has to know it
    lock = MANAGERS[choices.manager].lock_file
    built = synced and not unknown_to_git(root, choices.nix, lock=lock)
    return "nix develop" if built else "nix develop .#manager"


def first_there(choices: Choices, root: str, task: str, opened: str) -> str:
    """What to run first in the shell that a command of `opening` opens.

    Args:
        choices: the project's choices.
        root: the project's folder.
        task: the task to run.
        opened: the command that opens the shell.
    """
    from seedbed.managers.here import typed

    row = typed(choices.manager, root)
    return row.first if row.first and opened.endswith("#manager") else f"{row.run} {task}"


def by_direnv(paths: Container[str]) -> str:
    """What may be typed instead, in parentheses; empty if direnv is not there or has no file.

    Args:
        paths: the project's files.
    """
    return " (or 'direnv allow')" if ".envrc" in paths and find("direnv") else ""


def _is_on_path(manager: str, root: str, *, synced: bool) -> bool:
    """Whether the program that people type is there; it is asked for its version after a sync."""
    from seedbed.managers.here import program_of
    from seedbed.managers.registry import load_driver

    on_path = program_of(manager, root)
    if not on_path or not synced:
        return bool(on_path)
    try:
        return load_driver(manager).program() == on_path
    except SeedbedError:
        return False
