"""What is said of system packages that were added: where they come from; pure."""

from __future__ import annotations

from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.model.choices import Choices
    from seedbed.model.project import SystemPackage


def told(packages: Iterable[SystemPackage], choices: Choices) -> list[str]:
    """A line for those that come from the same place.

    Args:
        packages: what was added.
        choices: those of the project.
    """
    manager = MANAGERS[choices.manager]
    alike: dict[tuple[bool, bool], list[SystemPackage]] = {}
    for package in packages:
        by_conda = bool(package.conda) and manager.uses_channels
        by_nix = bool(package.nix) and choices.nix != "none"
        alike.setdefault((by_conda, by_nix), []).append(package)
    found = []
    for (by_conda, by_nix), some in alike.items():
        them = "it" if len(some) == 1 else "them"
        shell = f"the Nix shell has {them}{_as([(one.name, one.nix) for one in some])}"
        if by_conda:
            installs = (
                f"{manager.title} installs {them}{_as([(one.name, one.conda) for one in some])}"
            )
            text = f"{installs}{f', and {shell}' if by_nix else ''}."
        elif by_nix:
            text = f"{shell}. Without Nix, install {them} yourself{_how(some, them)}"
        else:
            are = "it is" if len(some) == 1 else "they are"
            text = f"nothing in this project installs {them}, so {are} only recorded. Install "
            text += f"{them} yourself{_how(some, them)}"
        found.append(f"{_listed([one.name for one in some])}: {text}")
    return found


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _as(pairs: list[tuple[str, str]]) -> str:
    """Under which names, where those are others."""
    others = [(name, other) for name, other in pairs if other != name]
    if not others:
        return ""
    if len(pairs) == 1:
        return f" as {others[0][1]}"
    return f" ({_listed([f'{name} as {other}' for name, other in others])})"


def _how(some: list[SystemPackage], them: str) -> str:
    debian = [one.debian for one in some if one.debian]
    lacking = [one.name for one in some if not one.debian]
    found = []
    if debian:
        apt = " ".join(debian)
        found.append(
            f": on Debian and Ubuntu with 'sudo apt install {apt}'; on macOS, look for {them} in "
            "Homebrew or conda-forge."
        )
    if lacking and debian:
        found.append(f" For {_listed(lacking)}, see the documentation.")
    elif lacking:
        found.append(f", as {'its' if them == 'it' else 'their'} documentation describes.")
    return "".join(found)
