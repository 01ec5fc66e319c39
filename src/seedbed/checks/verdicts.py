"""What the managers' own checks say of the lock and of the environment."""

from __future__ import annotations

import os
import re

from seedbed.checks.variables import without_switches
from seedbed.errors import SeedbedError
from seedbed.host.asking import Inquiry
from seedbed.model.names import canonical
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.checks.place import Place
    from seedbed.host.process import Reply

_BY_UV = re.compile(r"^ ([+~-]) (\S+)", re.MULTILINE)
_BY_POETRY = re.compile(r"^  - (\w+) (\S+ \([^)]*\))(?!.*Skipped)", re.MULTILINE)
_VERBS = {"-": "remove", "Removing": "remove", "~": "reinstall"}
"""What managers write before a package that a sync does not simply install."""
_OPERATIONS = re.compile(r"Package operations: (\d+) installs?, (\d+) updates?, (\d+) removals?")


@record
class Verdict:
    """What a manager says.

    Attributes:
        fits: whether it says yes; None where it says neither yes nor no.
        why: its own first words where it says neither; what a sync would do where it says no.
    """

    fits: bool | None
    why: str = ""


FITS, DIFFERS = Verdict(fits=True), Verdict(fits=False)


def ask_lock(place: Place) -> Inquiry | None:
    """Asks the manager whether the lock fits; None where it has no such command, or may not run."""
    driver = place.driver
    arguments = driver.checking(place.root) if driver else []
    if driver is None or not arguments or place.lock_data is None or place.is_brought:
        return None
    # a variable that keeps the lock as it is would keep it from being checked, too
    env = without_switches(driver.asking(), place.manager)
    return Inquiry(arguments=tuple(driver.command(arguments)), cwd=place.root, env=env)


def judge_lock(place: Place) -> Verdict:
    """Whether the lock fits the manifest, by the manager's own check.

    Raises:
        SeedbedError: when files cannot be read.
    """
    if place.manager == "conda" and place.lock_data is not None:
        return _of_conda_lock(place)
    inquiry = ask_lock(place)
    if inquiry is None or place.driver is None:
        return FITS
    reply = place.answer(inquiry)
    fits = None if reply is None else place.driver.judged(reply.status, _said(reply))
    return _untold(inquiry, reply) if fits is None else Verdict(fits=fits)


def _of_conda_lock(place: Place) -> Verdict:
    from seedbed.managers.conda.lock import check_lock
    from seedbed.managers.conda.stages import environment_files

    try:
        check_lock(place.root, place.lock, environment_files(place.root))
    except SeedbedError as error:
        if error.code != "lock-stale":
            raise
        return DIFFERS
    return FITS


def ask_environment(place: Place) -> Inquiry | None:
    """Asks the manager whether the environment is in step; None where files tell, or nothing."""
    driver = place.driver
    arguments = driver.judging(place.root) if driver else []
    if driver is None or not arguments or not place.python or place.lock_data is None:
        return None
    if place.is_brought:
        return None
    env = without_switches(driver.asking(), place.manager)
    return Inquiry(arguments=tuple(driver.command(arguments)), cwd=place.root, env=env)


def judge_environment(place: Place) -> Verdict:
    """Whether the environment matches the lock.

    Raises:
        SeedbedError: when files cannot be read.
    """
    if place.manager == "pixi":
        return _of_pixi(place)
    if place.manager == "conda":
        from seedbed.managers.conda.fitting import is_in_step

        return DIFFERS if is_in_step(place.root, place.environment) is False else FITS
    inquiry = ask_environment(place)
    if inquiry is None:
        return FITS
    reply = place.answer(inquiry)
    said = _said(reply)
    if "environment is outdated" in said:  # uv
        changes = _without_locked(_without_own(_BY_UV.findall(said), place), place)
        return _would(changes) if changes else FITS
    if reply is None or reply.status:
        return _untold(inquiry, reply)
    found = _OPERATIONS.search(said)  # Poetry, whose status does not tell
    if found is None or not any(int(number) for number in found.groups()):
        return FITS
    named = _BY_POETRY.findall(said)
    due = _without_locked(named, place)
    return FITS if named and not due else _would(due)


def compare_environment(place: Place) -> Verdict:
    """Whether the environment matches a lock that is stale: then no manager compares them."""
    if place.manager in {"pixi", "conda"}:
        return judge_environment(place)  # that asks nobody
    from seedbed.locks.agreeing import compare

    text = (place.lock_data or b"").decode("utf-8", "replace")
    apart = compare(place.manager, text, place.manifest, dict(place.distributions))
    parts = [*_some(apart.missing, ("is", "are"), "missing")]
    parts += _some(apart.other, ("has", "have"), "another version")
    return Verdict(fits=False, why=" and ".join(parts)) if parts else FITS


def _some(names: Sequence[str], verbs: tuple[str, str], what: str) -> list[str]:
    """What is said of some packages, as one part of a sentence, or none."""
    if not names:
        return []
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    listed = [*names[:3], *more]
    subject = " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1]]))
    return [f"{subject} {verbs[len(names) > 1]} {what}"]


def _without_locked(changes: Sequence[tuple[str, str]], place: Place) -> list[tuple[str, str]]:
    """What a sync would do, but for removing what the lock has in that version.

    Such packages are of groups and optional features, which are installed on demand.
    """
    from seedbed.locks.agreeing import locked_versions

    locked = {}
    if any(_VERBS.get(sign) == "remove" for sign, _ in changes):
        locked = locked_versions((place.lock_data or b"").decode("utf-8", "replace"))
        locked.pop(_own_name(place), None)

    def is_kept(sign: str, words: str) -> bool:
        name, _, version = words.rstrip(")").replace(" (", "==").partition("==")
        return _VERBS.get(sign) == "remove" and version in locked.get(canonical(name), ())

    return [change for change in changes if not is_kept(*change)]


def _without_own(changes: Sequence[tuple[str, str]], place: Place) -> list[tuple[str, str]]:
    """What a sync would do, but for building the project itself anew.

    uv does that after each change of `pyproject.toml`; 'uv run' does it, too.
    """
    name = _own_name(place)
    own = [change for change in changes if canonical(change[1].partition("==")[0]) == name]
    is_anew = {sign for sign, _ in own} in ({"+", "-"}, {"~"})
    return [change for change in changes if not (is_anew and change in own)]


def _own_name(place: Place) -> str:
    """The name of the project itself, as an installer knows it."""
    return canonical(str(place.table("project").get("name", "")))


def _of_pixi(place: Place) -> Verdict:
    """By the names of the packages: Pixi itself has no command that only asks."""
    from seedbed.locks.pixi import packages_of

    meta = os.path.join(place.environment, "conda-meta")
    there = {name.removesuffix(".json") for name in os.listdir(meta) if name.endswith(".json")}
    wheels = set(place.distributions)
    text = (place.lock_data or b"").decode("utf-8", "replace")
    lists = packages_of(text, os.path.basename(place.environment), place.subdir)
    verdicts = []
    for one in lists:
        if one.is_whole:
            missing = [f"{name} {version}" for name, version in one.wheels - wheels]
            changes = [("+", name) for name in [*(one.conda - there), *missing]]
            changes += [("-", name) for name in there - one.conda]
            verdicts.append(_would(sorted(changes)) if changes else FITS)
    return FITS if not verdicts or FITS in verdicts else verdicts[0]


def _would(changes: Sequence[tuple[str, str]]) -> Verdict:
    """The verdict where a sync would do something, with what that is.

    Args:
        changes: a sign, or the word of a manager, for what would be done, and with what.
    """
    parts = []
    for verb in ("install", "reinstall", "remove"):
        names = [name for sign, name in changes if _VERBS.get(sign, "install") == verb]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        parts += [f"{verb} {', '.join(names[:3])}{more}"] if names else []
    return Verdict(fits=False, why=f"a sync would {' and '.join(parts)}" if parts else "")


def _said(reply: Reply | None) -> str:
    return "" if reply is None else (reply.out + reply.said).decode("utf-8", "replace")


def _untold(inquiry: Inquiry, reply: Reply | None) -> Verdict:
    """The verdict of a manager that says neither yes nor no, with its own sentence."""
    if reply is None:
        return Verdict(fits=None, why=f"it did not answer within {inquiry.limit:g} s")
    from seedbed.managers.shared.sentences import failure_in, sentence

    words = sentence(failure_in(_said(reply))) or f"exit status {reply.status}"
    return Verdict(fits=None, why=words.rstrip("."))
