"""`seedbed verify --repair`: reinstalls what differs from the archives that the lock names."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from seedbed.commands.verifying.held import held_back, is_left, put_back
from seedbed.commands.verifying.interpreter import programs_outside
from seedbed.commands.verifying.repair_conda import (
    PIXI,
    UV,
    by_conda,
    by_pixi,
    drop_changed,
    program_of,
)
from seedbed.commands.verifying.uv import clean_cache, do
from seedbed.errors import SeedbedError
from seedbed.host.disk import SaidPlainly
from seedbed.host.folders import move_file, write_new
from seedbed.host.private import make_private
from seedbed.model.record import record
from seedbed.verify.values import (
    CHANGED,
    COMPILED,
    INTERPRETER,
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
    from collections.abc import Collection, Mapping

    from seedbed.commands.verifying.found import Verification
    from seedbed.commands.verifying.source import Source
    from seedbed.verify.pairing import Candidate, Pair

ASIDE = ".seedbed/unowned"
"""Where files that no package owns are moved, below the folder that the environment lies in."""
_OF_PYTHON = re.compile(r"pyvenv\.cfg|(?:bin|Scripts)/pythonw?[\d.]*(?:\.exe)?")
"""The files by which an environment finds its interpreter."""
_OF_FILES = frozenset((CHANGED, LINKED, METADATA, MISSING, MODE, PATHS, SCRIPT))


@record
class Repair:
    """What is to be done.

    Attributes:
        reinstall: the packages that are installed again, by title, each with its archive.
        conda: the conda packages that are installed again, by title, each with its archive.
        program: what installs them, as people call it.
        moved: the paths of the files that are moved aside.
        aside: the folder that they are moved to, absolute; empty for none.
        returned: the paths of the files that a repair that was killed left under another name.
    """

    reinstall: Mapping[str, Pair]
    moved: tuple[str, ...]
    aside: str
    conda: Mapping[str, Candidate] = {}
    program: str = UV
    returned: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that it would do."""
        return not (self.titles or self.moved or self.returned)

    @property
    def titles(self) -> tuple[str, ...]:
        """The packages that are installed again."""
        return tuple(sorted((*self.conda, *self.reinstall)))


def plan_repair(found: Verification) -> Repair:
    """What a repair would do."""
    proved = {one.title for one in found.proofs if one.archive}
    reinstall: dict[str, Pair] = {}
    conda: dict[str, Candidate] = {}
    moved = []
    returned = []
    for one in found.differences:
        if one.kind == UNOWNED and is_left(found, one.path):
            returned.append(one.path)
        elif one.kind in {UNOWNED, COMPILED}:
            moved.append(one.path)
        elif one.kind in _OF_FILES and one.package in proved:
            if one.package in found.conda:
                conda[one.package] = found.conda[one.package]
            else:
                reinstall[one.package] = found.pairs[one.package]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    program = program_of(found)
    beside = os.path.dirname(found.environment if program == UV else found.lock)
    return Repair(
        reinstall=reinstall,
        conda=conda,
        program=program,
        moved=tuple(moved),
        aside=os.path.join(beside, *ASIDE.split("/"), stamp) if moved else "",
        returned=tuple(returned),
    )


def mends(found: Verification) -> bool:
    """Whether a repair would do something about the differences, rather than refuse."""
    plan = plan_repair(found)
    is_refused = plan.reinstall and plan.program == UV and _wrong_pythons(found)
    return not (plan.is_empty or is_refused)


def check_alone(whole: Verification, names: Collection[str]) -> None:
    """Refuse to repair single packages beside others that differ, whose files uv may run.

    Args:
        whole: what was found in the whole environment.
        names: the canonical names of the packages.

    Raises:
        SeedbedError: when something else differs.
    """
    own = {one.title for one in whole.proofs if one.name in names}
    others = [one.path or one.package for one in whole.differences if one.package not in own]
    if not others:
        return
    first = ", ".join(others[:3])
    more = f", and {len(others) - 3} more" if len(others) > 3 else ""
    raise SeedbedError(
        f"Something else differs, too, and an installer may run it: {first}{more}.",
        "Repair the whole environment: leave out the names of packages.",
        code="more-differs",
    )


def repair(found: Verification, plan: Repair) -> None:
    """Carry it out.

    Raises:
        SeedbedError: when an archive can't be had or installed; files that were moved aside stay
            there.
    """
    from tempfile import TemporaryDirectory

    if plan.moved:
        _check_aside(os.path.dirname(plan.aside))
    if plan.reinstall and plan.program == UV:
        _check_interpreter(found)
    with TemporaryDirectory(prefix="seedbed-") as folder, programs_outside(found.environment):
        listed = ""
        if plan.reinstall and found.source and plan.program != PIXI:
            listed = _saved(found.source, plan.reinstall, folder)  # before anything is changed
        for path in plan.moved:
            _move(found.environment, path, plan.aside)
        for path in plan.returned:
            put_back(found, path)
        if plan.program == PIXI and plan.titles:
            by_pixi(found, plan.conda, plan.titles)
        elif plan.conda and found.source:
            by_conda(found, found.source.archives, plan.conda)
        if listed and found.source:
            _reinstall(found, found.source, plan.reinstall, listed)


def _check_interpreter(found: Verification) -> None:
    """Refuse to let uv start an interpreter that differs.

    Raises:
        SeedbedError: when it does, or the environment may lead to another one.
    """
    account = found.interpreter
    if account and account.differences:
        raise SeedbedError(
            "The interpreter differs from what uv installs, and uv would start it.",
            f"Run 'uv python install --reinstall {account.key}' first.",
            code="interpreter-differs",
        )
    wrong = _wrong_pythons(found)
    if wrong:
        raise SeedbedError(
            f"{wrong[0]} differs, so uv could start another program in the place of Python.",
            f"Remove {found.environment}, then install again.",
            code="interpreter-differs",
        )


def _wrong_pythons(found: Verification) -> list[str]:
    """The files that lead to the interpreter and differ."""
    return [
        one.path
        for one in found.differences
        if one.kind == INTERPRETER or _OF_PYTHON.fullmatch(one.path)
    ]


def _check_aside(folder: str) -> None:
    """Refuse to move files through a link, which may have come with a clone.

    Args:
        folder: where files that nobody owns go.
    """
    beside = folder.removesuffix(os.path.join("", *ASIDE.split("/")))
    for path in (os.path.dirname(folder), folder):
        if os.path.realpath(path) != os.path.join(os.path.realpath(beside), path[len(beside) :]):
            raise SeedbedError(
                f"{path} must be your own folder, but it is a link or somebody else's.",
                "Move it away, then run the same command again.",
                code="state-foreign",
            )


def _move(environment: str, path: str, aside: str) -> None:
    place = os.path.join(aside, path)
    make_private(os.path.dirname(place))
    with SaidPlainly(place, lambda: "Run 'seedbed verify' to see what's left."):
        move_file(os.path.join(environment, path), place)


def _saved(source: Source, wanted: Mapping[str, Pair], folder: str) -> str:
    """Save the archives of packages, and a list of them with their hashes; the list's path.

    Raises:
        SeedbedError: when one can't be had.
    """
    lines = []
    for pair in source.addressed(list(wanted.values())):
        archive = pair.candidates[0]
        try:
            source.archives.save(archive, folder)
        except SeedbedError as error:
            why = error.message[:1].lower() + error.message[1:]
            raise SeedbedError(
                f"{pair.one.title} can't be installed again: {why}",
                error.hint,
                code=error.code,
                status=error.status,
            ) from None
        lines.append(f"{pair.one.name}=={pair.one.version} --hash=sha256:{archive.sha256}\n")
    listed = os.path.join(folder, "requirements.txt")
    write_new(listed, "".join(lines))
    return listed


def _reinstall(
    found: Verification, source: Source, wanted: Mapping[str, Pair], listed: str
) -> None:
    """Install packages from the very archives that the lock names, and from nothing else.

    uv gets them as files whose hashes were compared, reads no index, and takes nothing from its
    cache. What the cache has of these packages goes before, so that no other project gets it.
    """
    clean_cache([pair.one.name for pair in wanted.values()], source.root)
    words = ["pip", "install", "--quiet", "--python", found.environment, "--no-config"]
    words += ["--no-index", "--find-links", os.path.dirname(listed), "--no-deps", "--reinstall"]
    words += ["--no-cache", "--require-hashes", "--link-mode", "copy", "--requirements", listed]
    drop_changed(found, wanted.keys())
    with held_back(found):
        do(words, source.root, "install the archives")
