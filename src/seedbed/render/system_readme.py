"""The section of a project's README about its system packages: which, and where they come from."""

from __future__ import annotations

from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.layers.library import Layer
    from seedbed.model.project import SystemPackage

NAME = "35-system.md"
"""The name of the section, which is its place among those of layers."""
_WIDTH = 100


def section(packages: Iterable[SystemPackage], layers: Iterable[Layer]) -> str:
    """The section.

    Args:
        packages: what the project needs; at least one.
        layers: the layers of the project, which tell its manager and whether it uses Nix.
    """
    chosen = {layer.slot: layer for layer in layers if layer.slot in {"manager", "nix"}}
    manager = chosen["manager"]
    # a package that two groups need is one program all the same
    known = {package.name: package for package in reversed(tuple(packages))}
    wanted = [known[name] for name in sorted(known)]
    by_conda = [one for one in wanted if one.conda and MANAGERS[manager.choice].uses_channels]
    by_nix = [one for one in wanted if one.nix and chosen["nix"].choice != "none"]
    rest = [one for one in wanted if one not in by_conda]
    paragraphs = [_filled(f"Besides Python packages, the project needs {_names(wanted)}.")]
    if by_conda:
        come = "comes" if len(by_conda) == 1 else "come"
        makes = f"{come} with the environment that {manager.data['title']} creates"
        paragraphs.append(_filled(f"{_names(by_conda)} {makes}."))
    if by_nix:
        paragraphs.append(_filled(f"The Nix shell has {_names(by_nix)}."))
    in_shell = bool(rest) and all(one in by_nix for one in rest)
    paragraphs += _by_hand(rest, "Without Nix, install" if in_shell else "Install")
    return "## System packages\n\n" + "\n\n".join(paragraphs) + "\n"


def _by_hand(rest: list[SystemPackage], start: str) -> list[str]:
    """How to get what the manager does not bring; the sentences begin as given."""
    in_debian = [one for one in rest if one.debian]
    others = [one for one in rest if not one.debian]
    found = []
    if in_debian:
        apt = _command(sorted({one.debian for one in in_debian}))
        them = "it" if len(in_debian) == 1 else "them"
        found += [
            _filled(f"{start} {_names(in_debian)} yourself. On Debian and Ubuntu:"),
            f"```console\n{apt}\n```",
            _filled(
                f"On macOS, look for {them} in Homebrew or conda-forge; on other systems, in the "
                "system's own packages."
            ),
        ]
    if others:
        whose = "its" if len(others) == 1 else "their"
        found.append(_filled(f"{start} {_names(others)} as {whose} documentation describes."))
    return found


def _names(packages: list[SystemPackage]) -> str:
    *names, last = [f"`{package.name}`" for package in packages]
    return f"{', '.join(names)} and {last}" if names else last


def _command(names: list[str]) -> str:
    """The command line, broken where it would be too long."""
    lines = ["$ sudo apt install"]
    for name in names:
        if len(lines[-1]) + len(name) > _WIDTH - 4:
            lines[-1] += " \\"
            lines.append("   ")
        lines[-1] += f" {name}"
    return "\n".join(lines)


def _filled(text: str) -> str:
    from textwrap import fill

    return fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
