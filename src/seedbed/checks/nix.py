"""SB50: Nix, and the project's flake."""

from __future__ import annotations

import os

from seedbed.checks.check import Check, Fix
from seedbed.errors import SeedbedError
from seedbed.host.asking import Inquiry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_LOADED = ("uv", "pixi", "conda", "poetry")
"""Managers whose environments hold programs that were built for other Linux systems."""


class SB501(Check):
    """Nix is not installed.

    The project has a flake, which gives everyone the same tools. Without Nix, you need the manager
    and the project's system packages from elsewhere; the README says how.

    To fix it: install Nix, or ignore this if you work without it.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for the program."""
        if place.nix != "none" and not place.find("nix"):
            from seedbed.managers.nix.program import HOME

            how = f"Install it ({HOME}), or ignore this if you work without Nix."
            yield self.found("Nix was not found on PATH.", how=how)


class SB502(Check):
    """Nix is too old for the project's flake, or it is another program.

    nixpkgs refuses old versions, so neither `nix develop` nor direnv can open the shell.

    To fix it: update Nix. To continue without it, put `USE_NIX=no` into `.env`.
    """

    requires = ("SB501",)

    def look(self, place: Place) -> Iterator[Finding]:
        """Ask the program for its version, as the driver does."""
        if place.nix != "none" and place.nix_fault:
            from seedbed.managers.nix.program import HOME

            how = f"Update Nix ({HOME}). To continue without it, put USE_NIX=no into .env."
            yield self.found(place.nix_fault.message, how=how)


class SB503(Check):
    """Flakes are switched off in Nix's settings.

    seedbed and direnv switch them on for their own calls. But if you type `nix develop`, Nix
    refuses it.

    To fix it: add the line `experimental-features = nix-command flakes` to
    `~/.config/nix/nix.conf`.
    """

    requires = ("SB501", "SB502")
    advice = True

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """The setting, which takes a few hundredths of a second."""
        program = place.find("nix") if place.nix != "none" else ""
        return (_setting(program, place.root),) if program else ()

    def look(self, place: Place) -> Iterator[Finding]:
        """See which features are on."""
        for inquiry in self.asks(place):
            reply = place.answer(inquiry)
            # the call switches the first one on for itself, so that it says nothing about it
            if reply and reply.status == 0 and b"flakes" not in reply.out.split():
                yield self.found("Flakes are switched off in Nix's settings.")


def _setting(program: str, root: str) -> Inquiry:
    feature = ("--extra-experimental-features", "nix-command")
    arguments = (program, *feature, "config", "show", "experimental-features")
    return Inquiry(arguments=arguments, cwd=root, limit=30.0)


class SB504(Check):
    """git does not know some files of the flake.

    In a git repository, Nix sees only files that git tracks. It behaves as if the others were not
    there, so the shell lacks what they add, or does not open at all.

    To fix it: add them to git. `git add --intent-to-add` is enough: it does not stage their
    content.
    """

    requires = ("SB501",)

    def look(self, place: Place) -> Iterator[Finding]:
        """Ask git for what it does not track."""
        if place.nix == "none" or place.repository is None:
            return
        from seedbed.managers.nix.program import unknown_to_git

        lock = place.row.lock_file if place.row and place.row.locks else ""
        unknown = unknown_to_git(place.root, place.nix, lock=lock)
        if unknown:
            verb = "does not know" if len(unknown) == 1 else "does not know:"
            yield self.found(
                f"Nix sees only files that git tracks, and git {verb} {', '.join(unknown)}.",
                unknown[0],
                advice=unknown == [lock],  # which the first sync has only just made
                fix=Fix(
                    title=f"let git know {', '.join(unknown)}",
                    git=("add", "--intent-to-add", "--force", "--", *unknown),
                ),
            )


class SB505(Check):
    """The flake's lock is missing.

    `flake.lock` says which revision of nixpkgs the flake uses. Without it, everyone gets the newest
    one of the day.

    To fix it: restore it from git, or let Nix make a new one with `nix flake lock`.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for the file."""
        if place.nix == "none":
            return
        from seedbed.managers.nix.program import FLAKES

        folder = FLAKES[place.nix]
        path = "flake.lock" if folder == "." else f"{folder}/flake.lock"
        flake = path.replace(".lock", ".nix")
        if os.path.lexists(place.path(path)) or not os.path.lexists(place.path(flake)):
            return
        how = f"Restore it from git, or run 'nix flake lock {_typed(folder)}'."
        yield self.found(f"{path} is missing.", path, how=how, fix=_restoring(place, path))


def _restoring(place: Place, path: str) -> Fix | None:
    """What brings a file back: from the last commit, else as seedbed last wrote it."""
    from seedbed.checks.itself import read_base
    from seedbed.host.git import committed

    if committed(place.root, path) is not None:
        return Fix(
            title=f"restore {path} from the last commit", git=("checkout", "HEAD", "--", path)
        )
    try:
        file = read_base(place).get(path)
    except SeedbedError:
        return None
    if file is None:
        return None
    title = f"restore {path} as seedbed last wrote it"
    return Fix(title=title, files=place.edit(path, file.data))


def _typed(folder: str) -> str:
    return folder if folder == "." else f"./{folder}"


class SB506(Check):
    """NixOS cannot start the programs that the manager installs.

    Python packages, conda packages, and uv's Pythons come with programs that were built for other
    Linux systems. They need a loader at a fixed path, which NixOS lacks by default.

    To fix it: set `programs.nix-ld.enable = true;` in your configuration and rebuild it, or give
    the project a shell for NixOS with `seedbed update --nix nixos`.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Look at the loader."""
        from seedbed.host.nixos import lacks_loader

        # its flakes bring the libraries, or build everything themselves
        if place.nix in {"nixos", "build", "poetry2nix"} or place.manager not in _LOADED:
            return
        if lacks_loader():
            yield self.found(
                "This is NixOS without nix-ld, so programs from Python and conda packages do not "
                "start."
            )
