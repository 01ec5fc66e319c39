"""`seedbed verify --repair`: reinstalls what differs from the archives that the lock names."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from seedbed.commands.verify_interpreter import programs_outside
from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.asking import Asking, Inquiry
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
    from collections.abc import Mapping, Sequence

    from seedbed.commands.verify_found import Verification
    from seedbed.commands.verify_source import Source
    from seedbed.verify.pairing import Pair
    from seedbed.verify.values import Difference

ASIDE = ".seedbed/unowned"
"""Where files that no package owns are moved, below the folder that the environment lies in."""
_LIMIT = 3600.0
_OF_FILES = frozenset((CHANGED, LINKED, METADATA, MISSING, MODE, PATHS, SCRIPT))


@record
class Repair:
    """What is to be done.

    Attributes:
        reinstall: the packages that are installed again, by title, each with its archive.
        moved: the paths of the files that are moved aside.
        aside: the folder that they are moved to, absolute; empty for none.
        rest: what it does not mend.
    """

    reinstall: Mapping[str, Pair]
    moved: tuple[str, ...]
    aside: str
    rest: tuple[Difference, ...]


def plan_repair(found: Verification) -> Repair:
    """What a repair would do."""
    proved = {one.title for one in found.proofs if one.archive}
    reinstall: dict[str, Pair] = {}
    moved, rest = [], []
    for one in found.differences:
        if one.kind in {UNOWNED, COMPILED}:
            moved.append(one.path)
        elif one.kind in _OF_FILES and one.package in proved:
            reinstall[one.package] = found.pairs[one.package]
        else:
            rest.append(one)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    beside = os.path.dirname(found.environment)
    return Repair(
        reinstall=reinstall,
        moved=tuple(moved),
        aside=os.path.join(beside, *ASIDE.split("/"), stamp) if moved else "",
        rest=tuple(rest),
    )


def repair(found: Verification, plan: Repair) -> None:
    """Carry it out.

    Raises:
        SeedbedError: when an archive can't be had, or uv can't install it; files that were moved
            aside stay there.
    """
    for path in plan.moved:
        _move(found.environment, path, plan.aside)
    if plan.reinstall and found.source:
        with programs_outside(found.environment):
            _reinstall(found, found.source, list(plan.reinstall.values()))


def _move(environment: str, path: str, aside: str) -> None:
    place = os.path.join(aside, path)
    make_private(os.path.dirname(place))
    move(os.path.join(environment, path), place)


def _reinstall(found: Verification, source: Source, wanted: Sequence[Pair]) -> None:
    """Install packages from the very archives that the lock names, and from nothing else.

    uv gets them as files whose hashes were compared, reads no index, and takes nothing from its
    cache. What the cache has of these packages goes before, so that no other project gets it.
    """
    from tempfile import TemporaryDirectory

    uv = load_driver("uv").program()
    names = [pair.one.name for pair in wanted]
    _run(
        [uv, "cache", "clean", "--quiet", *names],
        source.root,
        "remove these packages from its cache",
    )
    with TemporaryDirectory(prefix="seedbed-") as folder:
        lines = []
        for pair in source.addressed(wanted):
            archive = pair.candidates[0]
            source.archives.save(archive, folder)
            lines.append(f"{pair.one.name}=={pair.one.version} --hash=sha256:{archive.sha256}\n")
        listed = os.path.join(folder, "requirements.txt")
        write_new(listed, "".join(lines))
        words = [uv, "pip", "install", "--quiet", "--python", found.environment, "--no-config"]
        words += ["--no-index", "--find-links", folder, "--no-deps", "--reinstall", "--no-cache"]
        words += ["--require-hashes", "--link-mode", "copy", "--requirements", listed]
        _run(words, source.root, "install the archives")


def _run(words: list[str], root: str, what: str) -> None:
    with Asking() as asking:
        reply = asking.answer(Inquiry(arguments=tuple(words), cwd=root, limit=_LIMIT))
    if reply is None:
        raise _failed(what, "it takes too long")
    if reply.status == 0:
        return
    said = reply.said.decode("utf-8", "replace").strip().splitlines()
    raise _failed(what, said[-1] if said else f"exit status {reply.status}")


def _failed(what: str, why: str) -> SeedbedError:
    return SeedbedError(
        f"uv couldn't {what}: {why}",
        "Run 'seedbed verify' to see what's left.",
        code="repair-failed",
        status=ENVIRONMENT,
    )
