"""What a range of the manager's versions means for the program that is installed, and for Nix."""

from __future__ import annotations

import re

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.managers.base import MANAGERS
from seedbed.managers.shared.ranges import admits, check_manager_version
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.model.choices import Choices
    from seedbed.model.tree import File

PIN = ".nix/overlays/pin.nix"
"""The overlay that pins the manager's program, once somebody turns it on."""


def ranged(choices: Choices, picked: dict[str, Any], named: str) -> None:
    """Bring a range that is set into the manager's form; one that stays must still do.

    Args:
        choices: those of the project.
        picked: the new values, by field; a switch drops the range of the old manager.
        named: what sets the range, as errors name it.

    Raises:
        SeedbedError: for a range that cannot be.
    """
    if picked.get("manager", choices.manager) != choices.manager:
        picked.setdefault("manager_version", "")
    chosen = replace(choices, **picked)
    if chosen.manager_version and picked.keys() & {"manager_version", "manager", "cooldown"}:
        of = chosen.manager_version, chosen.manager, chosen.cooldown
        picked["manager_version"] = check_manager_version(*of, named)


def check_installed(choices: Choices, *, sync: bool, dry: bool = False) -> list[str]:
    """Compare the installed program with the project's range, before anything is written.

    Args:
        choices: those of the project.
        sync: whether the environment is made afterward, which the program would refuse.
        dry: whether nothing is written, so that all is only told.

    Returns:
        Without a sync, or if it is dry, a remark on a program that the range leaves out.

    Raises:
        SeedbedError: with a sync that is not dry, when the range leaves the program out.
    """
    row = MANAGERS[choices.manager]
    if not (choices.manager_version and row.requires):
        return []
    from seedbed.managers.registry import load_driver

    driver = load_driver(choices.manager)
    try:
        program, version = driver.program(), driver.version()
    except SeedbedError:
        return []  # which a sync tells, and Nix may bring one
    if admits(choices.manager_version, row, version):
        return []
    range_, here = (
        f"manager-version '{choices.manager_version}'",
        f"{row.title} {version} ({program})",
    )
    if dry and sync:
        return [
            f"{range_} doesn't admit {here}: the real run refuses this, unless you add --no-sync."
        ]
    if not sync:
        return [f"{range_} doesn't admit {here}, which will refuse the project."]
    raise SeedbedError(
        f"Nothing was changed: {range_} doesn't admit {here}, so it could not make the "
        "environment.",
        f"Install a version that it admits ({row.home}), or add --no-sync to write only the files.",
        code="manager-version-unmet",
        status=ENVIRONMENT,
    )


def nix_remark(choices: Choices, files: Mapping[str, File]) -> list[str]:
    """How the program that Nix brings gets a version in the range, and its hashes.

    Args:
        choices: those of the project.
        files: what would be generated for them.
    """
    pin = files.get(PIN)
    if not choices.manager_version or pin is None:
        return []
    text = pin.data.decode("utf-8")
    row, wanted = MANAGERS[choices.manager], choices.manager_version
    found = _VERSION.search(text)
    start = f"With Nix, {row.title} comes from nixpkgs, whatever manager-version says."
    if found and admits(wanted, row, found[1]):
        there = f"{PIN} has {row.title} {found[1]} with its hashes, which '{wanted}' admits"
        return [f"{start} {there}: to use it, set 'on = true' there."]
    hashes = _HASHES.search(text)
    how = f": '{hashes[1]}' prints each of them" if hashes else ""
    then = f"set 'on = true' and 'version' in {PIN}, and replace the hashes{how}"
    return [f"{start} To pin a version that '{wanted}' admits, {then}."]


def dropped_remark(before: Choices, after: Choices) -> list[str]:
    """What is to be said of a range that goes with its manager."""
    if before.manager == after.manager or not before.manager_version or after.manager_version:
        return []
    old, new = MANAGERS[before.manager], MANAGERS[after.manager]
    what = f"manager-version '{before.manager_version}' was {old.title}'s, so it goes"
    if not new.requires:
        return [f"{what}; {new.title}'s files have no place for one."]
    return [f"{what}. To set one for {new.title}, use --manager-version."]


_VERSION = re.compile(r'^ *version = "([0-9.]+)', re.MULTILINE)
_HASHES = re.compile(r"^# (nix store prefetch-file .+)$", re.MULTILINE)
