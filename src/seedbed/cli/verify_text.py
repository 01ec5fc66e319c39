"""What `seedbed verify` found, as people read it."""

from __future__ import annotations

import os

from seedbed.cli import report, verify_attested
from seedbed.verify import NOTHING
from seedbed.verify.distributions import SEEDED, SEEDS
from seedbed.verify.values import (
    ABSENT,
    ATTESTATION,
    RECEIPT,
    UNLOCKED,
    VERSION,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.commands.verifying.found import Verification
    from seedbed.verify.values import Difference, Proof

_SHOWN = 40
"""Differences that people see; JSON and SARIF have all."""


def show_differences(found: Verification) -> None:
    """Print the first of the differences, a line each."""
    folder = shown(found.environment)
    for one in found.differences[:_SHOWN]:
        report.say(_sentence(one, folder))
    if len(found.differences) > _SHOWN:
        report.say(f"… and {len(found.differences) - _SHOWN} more; --json lists all.")


def _sentence(one: Difference, folder: str) -> str:
    if not one.path:
        return _on_one_line(f"{one.package} {one.what}.")
    owner = f" ({one.package})" if one.package else ""
    return _on_one_line(f"{os.path.join(folder, one.path)}{owner} {one.what}.")


def _on_one_line(text: str) -> str:
    """A text that no name of a file can break into several."""
    return text.replace("\n", "\\n")


def show(found: Verification, *, told: bool, again: bool) -> None:
    """Show the result.

    Args:
        found: the result.
        told: whether people have seen the differences.
        again: whether a repair was tried.
    """
    if found.differences and not told:
        show_differences(found)
        report.say("")
    proved = [one for one in found.proofs if one.level == found.level and not one.wanting]
    lock = os.path.basename(found.lock)
    wrong = {one.package for one in found.differences if one.kind != ATTESTATION}
    good = [one for one in proved if one.title not in wrong]
    if not found.proofs and not found.differences:
        report.say("There is nothing to verify.")
    elif not good:
        report.say(f"Nothing was proved about {_packages(len(found.proofs))}.")
    elif found.level == "wheel":
        report.say(
            f"{_packages(len(good))} {'is' if len(good) == 1 else 'are'} byte for byte what "
            f"{lock} names ({files(sum(one.files for one in good))})."
        )
    else:
        report.say(
            f"{_packages(len(good))} {'agrees' if len(good) == 1 else 'agree'} with "
            f"{'its' if len(good) == 1 else 'their'} own records. That finds accidents, but "
            "not tampering."
        )
    _show_interpreter(found)
    if found.differences:
        number = len(found.differences)
        report.say(f"{number} difference{'' if number == 1 else 's'}.")
    verify_attested.show(found, told=told)
    _show_limits(found)
    interpreter = found.interpreter
    if interpreter and interpreter.differences:
        report.say(f"Next: uv python install --reinstall {interpreter.key}")
    elif (words := _next(found)) and not (again and words == _REPAIR):
        report.say(f"Next: {words}")


def _next(found: Verification) -> str:
    """What mends the differences; empty where there are none, or nothing does so."""
    from seedbed.commands.verifying.repair import mends

    kinds = {one.kind for one in found.differences} - {ATTESTATION, RECEIPT}
    if not kinds:
        return ""
    if found.is_cache:
        return "seedbed verify --cache --repair"
    if mends(found):
        return _REPAIR
    is_bare, where = found.format in _BARE, shown(found.environment)
    if kinds - _OF_SYNC:
        made_again = f"install what {os.path.basename(found.lock)} names" if is_bare else found.sync
        return f"remove {where}, then {made_again}"
    seeds = {one.package.partition(" ")[0] for one in found.differences if one.kind == UNLOCKED}
    if kinds == {UNLOCKED} and seeds <= SEEDED and seeds & SEEDS and found.format == "uv":
        return f"uv pip uninstall {' '.join(sorted(seeds))}"  # uv keeps what it seeded itself
    return "" if is_bare else found.sync


_REPAIR = "seedbed verify --repair"
_OF_SYNC = frozenset((ABSENT, UNLOCKED, VERSION))
_BARE = frozenset(("requirements", "pylock"))
"""Locks of environments that no manager syncs."""


def _show_interpreter(found: Verification) -> None:
    one = found.interpreter
    if one and one.archive and not one.differences:
        report.say(f"The interpreter is what uv installs as {one.key} ({files(one.files)}).")


def _show_limits(found: Verification) -> None:
    """What was not proved, and why."""
    wanting = [f"{one.title}: {one.why}" for one in found.proofs if one.wanting]
    wanting += [one.rstrip(".") for one in found.wanting]
    if wanting:
        report.say("Not proved:")
        for text in wanting:
            report.say(f"  {text}.")
    others = [f"{one.title}: {one.why}" for one in found.proofs if _is_unprovable(one)]
    if found.is_cache:
        names = ", ".join(dict.fromkeys(one.title for one in found.proofs if not one.archive))
        if names and found.level == "wheel":
            report.say(
                f"Compared only with their own records, as the lock has no such archive: {names}."
            )
    elif found.level == "wheel":
        shown = [*others, *(one.rstrip(".") for one in found.remarks)]
        if shown:
            report.say("Can't be proved by any lock:")
            for text in shown:
                report.say(f"  {text}.")
    if found.notes:
        report.say("Note:")
        for text in found.notes:
            report.say(f"  {text}")


def _is_unprovable(one: Proof) -> bool:
    """Whether a lock can't say more of a package; what differs has its own line already."""
    return bool(one.why) and not one.wanting and one.level != NOTHING


def _packages(number: int) -> str:
    return f"{number} package{'' if number == 1 else 's'}"


def files(number: int) -> str:
    """A number of files, in words."""
    return f"{number:,} file{'' if number == 1 else 's'}"


def shown(path: str) -> str:
    """A path as people would type it from here."""
    inner = os.path.relpath(path)
    return path if inner.startswith("..") else inner
