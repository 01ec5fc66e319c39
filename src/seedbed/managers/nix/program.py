"""Runs Nix: finds it, and what a flake needs to be opened."""

from __future__ import annotations

import os
import shlex

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host import process
from seedbed.host.git import listed
from seedbed.model.versions import release

_READ = (".nix/address.py", ".nix/flake.lock", ".nix/hook.sh", ".nix/packages.json")
OLDEST = "2.19"
"""The oldest Nix that projects are made for.

Today's nixpkgs refuses those before 2.18 (its lib/minver.nix); 2.19 is the first whose
`nix flake update` takes `--flake`. https://nix.dev/manual/nix/latest/release-notes/
"""
HOME = "https://nixos.org/download/"
FEATURES = ("--extra-experimental-features", "nix-command flakes")
"""What switches flakes on where the settings have not; it harms nowhere."""
FLAKES = {"shell": ".nix", "nixos": ".nix", "build": ".", "poetry2nix": "."}
"""The folder of the flake, for each choice of the slot `nix` that has one."""


def find() -> str:
    """The path of a Nix that is new enough.

    Raises:
        SeedbedError: when there is none: says what is needed and what was found.
    """
    program = process.find("nix")
    if not program:
        raise SeedbedError(
            "Nix was not found on PATH.",
            f"Install Nix ({HOME}).",
            code="nix-missing",
            status=ENVIRONMENT,
        )
    version = _version(process.output([program, "--version"]))
    if not version:
        raise SeedbedError(
            f"{program} is not Nix: it does not report its version as Nix does.",
            f"Put Nix before it on PATH ({HOME}).",
            code="nix-unknown",
            status=ENVIRONMENT,
        )
    if release(version) < release(OLDEST):
        raise SeedbedError(
            f"Nix {OLDEST} or newer is needed, but {program} is Nix {version}.",
            f"Update Nix ({HOME}).",
            code="nix-too-old",
            status=ENVIRONMENT,
        )
    return program


def in_shell(root: str, choice: str) -> list[str]:
    """The command before a program and its arguments that runs it in a project's Nix shell.

    The shell's hook is told not to load the environment: the program is to make it.

    Args:
        root: the project's folder.
        choice: the project's choice of the slot `nix`, which has a flake.

    Raises:
        SeedbedError: when there is no Nix that is new enough, or git hides files of the flake.
    """
    program = find()
    check_known_to_git(root, choice)
    if "#" in root or "?" in root:  # both mean something in the address of a flake
        raise SeedbedError(
            f"Nix cannot use the folder {root}: '#' and '?' have a special meaning there.",
            "Rename the folder, or use 'nix develop' in it.",
            code="bad-folder-for-nix",
            status=ENVIRONMENT,
        )
    folder = os.path.normpath(os.path.join(root, FLAKES[choice]))
    shell = f"{folder}#manager" if FLAKES[choice] == "." else folder
    without = [process.find("env"), "LOAD_ENVIRONMENT=no"]
    return [*without, program, *FEATURES, "develop", shell, "--command"]


def check_known_to_git(root: str, choice: str) -> None:
    """Refuse a flake of which git does not know all files: Nix would not see them.

    Raises:
        SeedbedError: names them, and the command that makes git know them.
    """
    unknown = unknown_to_git(root, choice)
    if unknown:
        raise SeedbedError(
            f"Nix sees only files that git tracks, and git does not track {', '.join(unknown)}.",
            f"Run '{git_add(unknown)}' in {root}.",
            code="flake-not-in-git",
            status=ENVIRONMENT,
        )


def unknown_to_git(root: str, choice: str, *, lock: str = "") -> list[str]:
    """The files and folders of a project's flake that git does not know; none outside a repository.

    Args:
        root: the project's folder.
        choice: the project's choice of the slot `nix`, which has a flake.
        lock: the manager's lock; when given, it is also asked for what the package is built from.
    """
    paths = [".nix"]
    if FLAKES[choice] == ".":
        paths += ["flake.nix", "flake.lock", *(["pyproject.toml", lock] if lock else [])]
    # what .gitignore hides is as unknown as what is new; a whole folder is told as one
    found = listed(root, "--others", "--directory", paths=paths)
    return sorted(path.removesuffix("/") for path in found if _is_read(path))


def not_yet_in_git(root: str, choice: str, lock: str) -> str:
    """The sentence that names what git has to hear of; empty when it knows all.

    Args:
        root: the project's folder.
        choice: the project's choice of the slot `nix`, which has a flake.
        lock: the manager's lock.
    """
    unknown = unknown_to_git(root, choice, lock=lock)
    return f"Nix sees only files that git tracks: {git_add(unknown)}" if unknown else ""


def git_add(paths: list[str]) -> str:
    """The command that makes git know some files, whatever `.gitignore` says."""
    return shlex.join(["git", "add", "--force", *paths])


def _is_read(path: str) -> bool:
    """Whether a flake reads a file or folder; `.nix` may hold an editor's files too, or results."""
    if not path.startswith(".nix/") or path == ".nix/":
        return True
    if path.endswith("/"):
        return path.startswith(".nix/overlays/")
    return path.endswith(".nix") or path in _READ


def _version(said: str) -> str:
    """The version in `nix (Nix) 2.34.8`; empty when it is another program."""
    match said.split():
        case ["nix", *_, version] if version[0].isdigit():
            return version
    return ""
