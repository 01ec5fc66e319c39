"""System packages: programs and libraries that are not Python packages, and their names.

A user names one as `ffmpeg`, and `system_packages.toml` knows what conda channels, nixpkgs and
Debian call it; or says so by hand, as `mytool:nix=myTool:conda=`, where an empty part says that it
is not to be had there. Pure.
"""

from __future__ import annotations

from seedbed.errors import nearest, usage_error
from seedbed.managers.base import MANAGERS
from seedbed.model.project import SystemPackage
from seedbed.model.system_names import PARTS, Given, normalised, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from seedbed.errors import SeedbedError
    from seedbed.model.choices import Choices

OPTION = "--system-package "
"""How a user gives one when there is no project yet."""
ADD = "--system "
"""How a user adds one to a project: with `seedbed add`."""
_UNKNOWN = {
    "conda": ("conda name", "NAME", "conda names at https://prefix.dev/channels/conda-forge"),
    "nix": (
        "nixpkgs attribute",
        "ATTRIBUTE",
        "nixpkgs attributes at https://search.nixos.org/packages",
    ),
}
_NONE = {"conda": "conda-forge has no such package", "nix": "nixpkgs has no such package"}
_table: dict[str, dict[str, Any]] = {}


def table() -> dict[str, dict[str, Any]]:
    """The packages that are known: name to `help`, `conda`, `nix`, `debian`, and perhaps more.

    `lacks` are the systems, such as `win`, for which conda channels have no build, `also` what
    people call the package.
    """
    if not _table:
        _table.update(_load())
    return _table


def resolve(choices: Choices, option: str = OPTION) -> tuple[SystemPackage, ...]:
    """The packages that were chosen, by all names that are known, sorted by their keys.

    Args:
        choices: what the user picked.
        option: what the user types before a package, for hints: `OPTION`, `ADD`, or all of `--set`
            before it.

    Raises:
        SeedbedError: when a name is not known that the manager or Nix needs, or when conda channels
            lack it for a platform that the lock covers.
    """
    found = []
    for given in map(parse, normalised(choices.system_packages)):
        known = table().get(given.name, {})
        names = {part: given.parts.get(part, known.get(part)) for part in PARTS}
        unknown = [part for part in _needed(choices) if names[part] is None]
        if unknown:
            raise _unknown(given, unknown, choices, option)
        if "conda" in _needed(choices) and names["conda"] and "conda" not in given.parts:
            _check_platforms(given, known.get("lacks", ()), choices, option)
        said = {part: name for part, name in names.items() if name}
        found.append(SystemPackage(name=given.name, **said))
    return tuple(sorted(found, key=lambda package: package.key))


def check_set(choices: Choices) -> None:
    """Refuse choices of a project whose packages lack a name that is needed.

    Raises:
        SeedbedError: its hint sets all of them, since `--set` replaces what there was.
    """
    resolve(choices, "--set system-packages=")


def remarks(choices: Choices) -> list[str]:
    """What is to be said of packages that no table knows, and that are recorded all the same."""
    found = []
    for given in map(parse, choices.system_packages):
        if given.name not in table() and not given.parts:
            meant = _meant(given.name)
            instead = f" Did you mean '{meant}'?" if meant else ""
            found.append(
                f"seedbed does not know the system package '{given.name}', so it only records it."
                f"{instead}"
            )
    return found


def _meant(name: str) -> str:
    """The package that a name was probably meant to be, or an empty string."""
    also = {
        its.lower(): one
        for one, row in reversed(table().items())
        for part in PARTS
        for its in row[part].split()
    }
    also |= {its: one for one, row in table().items() for its in row.get("also", ())}
    return nearest(name, tuple(table()), free=True, also=also)


def _needed(choices: Choices) -> list[str]:
    """Where a package must have a name, or be known to have none."""
    conda = MANAGERS[choices.manager].uses_channels
    return [*(["conda"] if conda else []), *(["nix"] if choices.nix != "none" else [])]


def _unknown(given: Given, unknown: list[str], choices: Choices, option: str) -> SeedbedError:
    who = {"conda": MANAGERS[choices.manager].title, "nix": "Nix"}
    whats = " and no ".join(_UNKNOWN[part][0] for part in unknown)
    needs = " and ".join(who[part] for part in unknown)
    verb = "need" if len(unknown) > 1 else "needs"
    by_hand = ":".join([str(given), *(f"{part}={_UNKNOWN[part][1]}" for part in unknown)])
    where = ", ".join(_UNKNOWN[part][2] for part in unknown)
    meant = "" if given.parts else _meant(given.name)
    instead = f"Did you mean '{meant}'? " if meant else ""
    return usage_error(
        f"seedbed knows no {whats} for the system package '{given.name}', which {needs} {verb}.",
        f"{instead}Give one with {_set(given, by_hand, choices, option)}. Look up {where}. Write "
        f"'{unknown[0]}=' if {_NONE[unknown[0]]}.",
        code="unknown-system-package",
    )


def _check_platforms(given: Given, lacks: Iterable[str], choices: Choices, option: str) -> None:
    """Refuse what would stop the manager from locking: it locks for all platforms or for none."""
    lacking = [one for one in choices.platforms if one.partition("-")[0] in lacks]
    if not lacking or set(choices.channels) - {"conda-forge"}:  # the table knows no other channel
        return
    others = [one for one in choices.platforms if one not in lacking]
    leave = f"--set platforms={','.join(others)}"
    if option == OPTION:
        leave = f"--platform {','.join(others)}"
    elif option == ADD:
        leave = f"'seedbed update {leave}'"
    narrowed = f"leave {'it' if len(lacking) == 1 else 'them'} out with {leave}"
    by_hand = _set(given, f"{given}:conda=", choices, option)
    apart = f"install it on each system separately, with {by_hand}"
    hint = f"Either {narrowed}, or {apart}." if others else f"{apart[0].upper()}{apart[1:]}."
    raise usage_error(
        f"conda-forge has no '{given.name}' for {', '.join(lacking)}, which the lock covers.",
        hint,
        code="lacks-platform",
    )


def _set(given: Given, text: str, choices: Choices, option: str) -> str:
    """What the user types to say something else of one package; `--set` has to name all of them."""
    if option in {OPTION, ADD}:
        return f"{option}{text}"
    chosen = normalised(choices.system_packages)
    return option + ",".join(text if one == str(given) else one for one in chosen)


def _load() -> dict[str, dict[str, Any]]:
    try:
        from seedbed.layers import _compiled  # type: ignore[attr-defined]
    except ImportError:  # a checkout: the file is the source
        from pathlib import Path

        from seedbed.layers.compiling import read_system_packages

        return read_system_packages(Path(__file__).parents[1] / "data")
    packages: dict[str, dict[str, Any]] = _compiled.SYSTEM_PACKAGES
    return packages
