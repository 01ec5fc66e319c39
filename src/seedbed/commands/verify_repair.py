"""`seedbed verify --repair`: reinstalls what differs from the archives that the lock names."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from seedbed.commands.verify_repair_conda import (
    PIXI,
    UV,
    by_conda,
    by_pixi,
    program_of,
    run,
    split,
)
from seedbed.host.folders import move, write_new
from seedbed.host.private import make_private
from seedbed.managers.registry import load_driver
from seedbed.model.record import record
from seedbed.verify.values import (
    CHANGED,
    COMPILED,
    LINKED,
    METADATA,
    MISSING,
    MODE,
    PATHS,
    SCRIPT,
    UNOWNED,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.commands.verify import Verification
    from seedbed.verify.pairing import Candidate
    from seedbed.verify.values import Difference

ASIDE = ".seedbed/unowned"
"""Where files that no package owns are moved, below the folder that the environment lies in."""
_OF_FILES = frozenset((CHANGED, LINKED, METADATA, MISSING, MODE, PATHS, SCRIPT))


@record
class Repair:
    """What is to be done.

    Attributes:
        reinstall: the packages that are installed again, by title, each with its archive.
        program: what installs them, as people call it.
        moved: the paths of the files that are moved aside.
        aside: the folder that they are moved to, absolute; empty for none.
        rest: what it does not mend.
    """

    reinstall: Mapping[str, Candidate]
    moved: tuple[str, ...]
    aside: str
    rest: tuple[Difference, ...]
    program: str = UV


def plan_repair(found: Verification) -> Repair:
    """What a repair would do."""
    proved = {one.title for one in found.proofs if one.archive}
    reinstall: dict[str, Candidate] = {}
    moved, rest = [], []
    for one in found.differences:
        if one.kind in {UNOWNED, COMPILED}:
            moved.append(one.path)
        elif one.kind in _OF_FILES and one.package in proved:
            reinstall[one.package] = found.candidates[one.package]
        else:
            rest.append(one)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    is_deeper = program_of(found) != UV
    beside = os.path.dirname(found.lock if is_deeper else found.environment)
    return Repair(
        reinstall=reinstall,
        moved=tuple(moved),
        program=program_of(found),
        aside=os.path.join(beside, *ASIDE.split("/"), stamp) if moved else "",
        rest=tuple(rest),
    )


def repair(found: Verification, plan: Repair) -> None:
    """Carry it out.

    Raises:
        SeedbedError: when an archive can't be had, or can't be installed; files that were moved
            aside stay there.
    """
    for path in plan.moved:
        _move(found.environment, path, plan.aside)
    if plan.reinstall:
        conda, wheels = split(plan.reinstall)
        if plan.program == PIXI:
            by_pixi(found, plan.reinstall)
        elif conda:
            by_conda(found, conda)
        if wheels and plan.program != PIXI:
            _reinstall(found, wheels)


def _move(environment: str, path: str, aside: str) -> None:
    place = os.path.join(aside, path)
    make_private(os.path.dirname(place))
    move(os.path.join(environment, path), place)


def _reinstall(found: Verification, wanted: Mapping[str, Candidate]) -> None:
    """Install packages from the very archives that the lock names, and from nothing else.

    uv gets them as files whose hashes were compared, reads no index, and takes nothing from its
    cache. What the cache has of these packages goes before, so that no other project gets it.
    """
    from tempfile import TemporaryDirectory

    uv = load_driver("uv").program()
    names = [title.partition(" ")[0] for title in wanted]
    run(UV, [uv, "cache", "clean", "--quiet", *names], "remove these packages from its cache")
    with TemporaryDirectory(prefix="seedbed-") as folder:
        lines = []
        for title, one in wanted.items():
            name, _, version = title.partition(" ")
            if found.archives is not None:
                found.archives.save(one, folder)
            lines.append(f"{name}=={version} --hash=sha256:{one.sha256}\n")
        listed = os.path.join(folder, "requirements.txt")
        write_new(listed, "".join(lines))
        words = [uv, "pip", "install", "--quiet", "--python", found.environment, "--no-config"]
        words += ["--no-index", "--find-links", folder, "--no-deps", "--reinstall", "--no-cache"]
        words += ["--require-hashes", "--link-mode", "copy", "--requirements", listed]
        run(UV, words, "install the archives")
