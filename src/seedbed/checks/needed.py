"""The system packages that nothing installs here, and what tells whether they are there."""

from __future__ import annotations

import os

from seedbed.checks.programs import PROGRAMS
from seedbed.errors import SeedbedError
from seedbed.host.asking import Inquiry
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.place import Place
    from seedbed.host.process import Reply


@record
class Needed:
    """A system package that somebody has to install.

    Attributes:
        name: what the project calls it.
        others: what other sources call it, which may be its program.
        debian: what Debian calls it; empty where it has none.
        in_shell: whether a Nix shell would have it, but there is no Nix to open one.
    """

    name: str
    others: tuple[str, ...] = ()
    debian: str = ""
    in_shell: bool = False


def by_hand(place: Place) -> list[Needed]:
    """Those that neither the manager nor a usable Nix provides."""
    by_conda = bool(place.row and place.row.uses_channels)
    with_nix = place.nix != "none"
    found = []
    for name, names in _declared(place):
        if by_conda and names["conda"]:
            continue
        in_shell = with_nix and bool(names["nix"])
        if in_shell and place.nix_fault is None:
            continue
        others = tuple(sorted({*filter(None, names.values())} - {name}))
        found.append(Needed(name=name, others=others, debian=names["debian"], in_shell=in_shell))
    return found


def is_told(one: Needed) -> bool:
    """Whether a program tells if it is there; none does of libraries, or of what nobody knows."""
    return one.name in PROGRAMS


def is_there(place: Place, one: Needed) -> bool:
    """Whether its program is on PATH or in the environment."""
    from seedbed.render.system_packages import table

    folder = os.path.dirname(place.python) if place.python else ""
    # a package that no table knows may well have a program of one of its names
    guessed = () if one.name in table() else (one.name, *one.others)
    return any(
        place.find(name) or (folder and os.access(os.path.join(folder, name), os.X_OK))
        for name in PROGRAMS.get(one.name, guessed)
    )


def installed(place: Place, needed: Iterable[Needed]) -> Inquiry | None:
    """What asks Debian's package manager for those of which no program tells; None for none."""
    asked = sorted({one.debian for one in needed if one.debian and not is_told(one)})
    program = place.find("dpkg-query") if asked else ""
    if not program:
        return None
    form = "--showformat=${Package} ${db:Status-Status}\\n"
    return Inquiry(arguments=(program, "--show", form, "--", *asked), cwd=place.root, limit=10.0)


def names_in(reply: Reply | None) -> set[str]:
    """The packages that are installed, as Debian's package manager answers."""
    lines = os.fsdecode(reply.out).splitlines() if reply else []  # it fails where it lacks one
    return {line.partition(" ")[0] for line in lines if line.endswith(" installed")}


def getting(needed: list[Needed]) -> str:
    """How to get some packages."""
    in_debian = [one for one in needed if one.debian]
    rest = [one for one in needed if not one.debian]
    parts = []
    if in_debian:
        words = "Without Nix, install" if all(one.in_shell for one in in_debian) else "Install"
        them = "it" if len(in_debian) == 1 else "them"
        apt = " ".join(sorted({one.debian for one in in_debian}))
        parts.append(
            f"{words} {them} yourself. On Debian and Ubuntu, run 'sudo apt install {apt}'. "
            "Elsewhere, use your system's package manager."
        )
    if rest:
        names = ", ".join(one.name for one in rest)
        parts.append(f"Install {names} as the documentation of {_its(rest)} describes.")
    return " ".join(parts)


def _its(some: list[Needed]) -> str:
    return "the package" if len(some) == 1 else "each package"


def _declared(place: Place) -> Iterator[tuple[str, dict[str, str]]]:
    """The system packages that the project lists, with what others call them."""
    listed = place.table("tool", "seedbed").get("system-packages")
    if not isinstance(listed, list) or not listed:
        return
    from seedbed.model.system_names import PARTS, parse
    from seedbed.render.system_packages import table

    for text in listed:
        try:
            given = parse(str(text))
        except SeedbedError:
            continue  # another check says so
        known = table().get(given.name, {})
        names = {part: given.parts.get(part, known.get(part)) for part in PARTS}
        yield given.name, {part: str(name or "") for part, name in names.items()}
