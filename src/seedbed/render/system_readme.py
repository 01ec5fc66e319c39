"""What a project's pages say of its system packages: which, and where they come from."""

from __future__ import annotations

from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.layers.library import Layer
    from seedbed.model.project import SystemPackage

NAME = "35-system.md"
"""The name of the section, which is its place among those of layers."""
_CONTAINER = "20-system.dockerfile"
_WIDTH = 100


def section(packages: Iterable[SystemPackage], layers: Iterable[Layer]) -> str:
    """The section of docs/environment.md.

    Args:
        packages: what the project needs; at least one.
        layers: the layers of the project, which tell its manager and whether it uses Nix.
    """
    manager, wanted, by_nix, rest = _sorted(packages, layers)
    by_conda = [one for one in wanted if one not in rest]
    paragraphs = [_filled(f"Besides Python packages, the project needs {_names(wanted)}.")]
    if by_conda:
        come = "comes" if len(by_conda) == 1 else "come"
        makes = f"{come} with the environment that {manager.data['title']} creates"
        paragraphs.append(_filled(f"{_names(by_conda)} {makes}."))
    if by_nix:
        paragraphs.append(_filled(f"The Nix shell has {_names(by_nix)}."))
    paragraphs += _by_hand(rest, by_nix)
    return _section(paragraphs)


def by_hand(packages: Iterable[SystemPackage], layers: Iterable[Layer]) -> str:
    """The section of the README: what you have to install yourself; empty if that is nothing.

    What only a group needs, such as pandoc, is not a part of the setup.

    Args:
        packages: what the project needs.
        layers: the layers of the project, which tell its manager and whether it uses Nix.
    """
    needed = [package for package in packages if not package.group]
    _, _, by_nix, rest = _sorted(needed, layers)
    return _section(_by_hand(rest, by_nix)) if rest else ""


def container(packages: Iterable[SystemPackage], layers: Iterable[Layer]) -> dict[str, str]:
    """The section of the Dockerfile of a dev container: what the manager does not bring there."""
    rest = _sorted(packages, layers)[3]
    names = sorted({one.debian for one in rest if one.debian})
    if not names:
        return {}
    text = (
        "# hadolint ignore=DL3008\n"
        "RUN apt-get update \\\n"
        f"    && apt-get install --yes --no-install-recommends {' '.join(names)} \\\n"
        "    && rm -rf /var/lib/apt/lists/*\n"
    )
    return {_CONTAINER: text}


def _section(paragraphs: list[str]) -> str:
    return "## System packages\n\n" + "\n\n".join(paragraphs) + "\n"


def _sorted(
    packages: Iterable[SystemPackage], layers: Iterable[Layer]
) -> tuple[Layer, list[SystemPackage], list[SystemPackage], list[SystemPackage]]:
    """The manager, then: all packages, those that Nix brings, those that the manager doesn't."""
    chosen = {layer.slot: layer for layer in layers if layer.slot in {"manager", "nix"}}
    manager = chosen["manager"]
    # a package that two groups need is one program all the same
    known = {package.name: package for package in reversed(tuple(packages))}
    wanted = [known[name] for name in sorted(known)]
    by_nix = [one for one in wanted if one.nix and chosen["nix"].choice != "none"]
    by_conda = MANAGERS[manager.choice].uses_channels
    rest = [one for one in wanted if not (one.conda and by_conda)]
    return manager, wanted, by_nix, rest


def _by_hand(rest: list[SystemPackage], by_nix: list[SystemPackage]) -> list[str]:
    """How to get what the manager does not bring."""
    in_shell = bool(rest) and all(one in by_nix for one in rest)
    start = "Without Nix, install" if in_shell else "Install"
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
