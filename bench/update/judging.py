"""Holds the result of an update against what both sides did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.update.edits import MANIFEST
from bench.update.facts import SKIPPED, Fact, clashes, facts, is_broken, is_true

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bench.update.facts import Files


@dataclass(frozen=True)
class Pair:
    """One edit against one newer template.

    Attributes:
        edit, template: their names.
        before: the files as the old template made them.
        mine: with the edit.
        theirs: as the new template makes them.
        moved: keys of the manifest at which this template has what was edited, and their values;
            an empty value for a key that is not there.
    """

    edit: str
    template: str
    before: Files
    mine: Files
    theirs: Files
    moved: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What became of a pair.

    Attributes:
        true: files with a conflict that is one, and was reported.
        spurious: files in which one was reported, though nothing was changed by both.
        lost_edits: what the user did, and is not there, without a word.
        lost_changes: what the template did, and is not there, without a word.
        broken: files that programs cannot read, though they could before.
        failed: what the program said, when it gave up.
    """

    true: tuple[str, ...] = ()
    spurious: tuple[str, ...] = ()
    lost_edits: tuple[Fact, ...] = ()
    lost_changes: tuple[Fact, ...] = ()
    broken: tuple[str, ...] = ()
    failed: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def is_clean(self) -> bool:
        """Whether all went well, without a conflict."""
        return not (
            self.true
            or self.spurious
            or self.lost_edits
            or self.lost_changes
            or self.broken
            or self.failed
        )


def judge(pair: Pair, result: Files, reported: Iterable[str], seconds: float = 0.0) -> Verdict:
    """Judge the files after an update.

    A conflict that is reported excuses its file: what is not there waits to be settled.

    Args:
        pair: what was merged.
        result: the files afterwards.
        reported: the files of which the program said that there is a conflict in them.
        seconds: the time that it took.
    """
    told = set(reported)
    true = clashes(pair.before, pair.mine, pair.theirs)
    did, due = _sides(pair)
    sides = (pair.mine, pair.theirs)
    broken = [
        path
        for path, data in result.items()
        if not path.startswith(SKIPPED)
        and (path not in told or not path.endswith(".py"))  # markers are for people
        and is_broken(path, data)
        and not any(path in side and is_broken(path, side[path]) for side in sides)
    ]
    return Verdict(
        true=tuple(sorted(told & true)),
        spurious=tuple(sorted(told - true)),
        lost_edits=tuple(_lost(did, due, result, told)),
        lost_changes=tuple(_lost_changes(did, due, result, (told, true))),
        broken=tuple(sorted(broken)),
        seconds=seconds,
    )


def _sides(pair: Pair) -> tuple[set[Fact], set[Fact]]:
    """What the user did, and what the template did, but for what follows the user there."""
    did, due = facts(pair.before, pair.mine), facts(pair.before, pair.theirs)
    if not pair.moved:
        return did, due
    # what was edited stands elsewhere now, and says there what the edit said
    did = {fact for fact in did if fact.path != MANIFEST or fact.place.startswith(".project")}
    places = {place for place, _ in pair.moved}
    due = {fact for fact in due if fact.place not in places}
    for place, what in pair.moved:
        did |= {Fact(MANIFEST, place, what, holds=True)} if what else set()
    return did, due


def _lost(did: set[Fact], due: set[Fact], result: Files, told: set[str]) -> Iterator[Fact]:
    """What the user did and is not there, though nothing was said of its file."""
    rivals = {(fact.path, fact.place, fact.what) for fact in due if fact.holds}
    for fact in sorted(did, key=repr):
        is_rival = not fact.holds and (fact.path, fact.place, fact.what) in rivals
        if fact.path not in told and not is_rival and not is_true(fact, result):
            yield fact


def _lost_changes(
    did: set[Fact], due: set[Fact], result: Files, excused: tuple[set[str], set[str]]
) -> Iterator[Fact]:
    """What the template did and is not there, though the user did nothing to the same thing.

    Args:
        did: what the user did.
        due: what the template did.
        result: the files afterwards.
        excused: files with a reported conflict, and those in which both did something to one thing.
    """
    places = {(fact.path, fact.place) for fact in did if fact.place}
    undone = {(fact.path, fact.place, fact.what, not fact.holds) for fact in did}
    gone = {fact.path for fact in did if fact.place == "file" and not fact.holds}
    for fact in sorted(due, key=repr):
        by_key = fact.path.endswith((".toml", ".json")) and fact.place != "file"
        if (
            fact.path in gone
            or fact.path in excused[0]
            or (fact.path in excused[1] and not by_key)
            or (fact.path, fact.place) in places
            or (fact.path, fact.place, fact.what, fact.holds) in undone
        ):
            continue
        if not is_true(fact, result):
            yield fact
