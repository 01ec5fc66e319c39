"""`seedbed compat verify`: whether the tables hold as the package index stands."""

from __future__ import annotations

import os
from itertools import groupby

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.compat.checks import Resolution, rows
from seedbed.accelerators.compat.frameworks import framework_of, release_of
from seedbed.accelerators.compat.unknown import Found, searches
from seedbed.accelerators.compat.verdicts import (
    DIFFERS,
    HOLDS,
    UNCHECKED,
    Answer,
    Difference,
    judge,
    read,
)
from seedbed.accelerators.tables import load_tables
from seedbed.errors import ENVIRONMENT, SeedbedError, usage_error
from seedbed.managers.uv.resolving import LIMIT, Resolver
from seedbed.model.record import record, replace
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from seedbed.accelerators.compat.checks import Row
    from seedbed.accelerators.compat.unknown import Search
    from seedbed.accelerators.compat.verdicts import Verdict
    from seedbed.accelerators.tables import Tables
    from seedbed.host.process import Reply

    Progress = Callable[[int, int, str], None]

PROBE = Resolution(requirements=("pip",), platform="linux-64", python="3.12", alone=True)
"""What every index of packages has: where that isn't found, missing packages say nothing."""


@record
class Verified:
    """What was found.

    Attributes:
        uv: the version of the uv that resolved.
        jobs: how many ran at a time.
        verdicts: one for each row.
        found: releases that the tables do not know; empty where nobody asked.
        searched: whether somebody asked.
    """

    uv: str
    jobs: int
    verdicts: tuple[Verdict, ...]
    found: tuple[Found, ...] = ()
    searched: bool = False

    @property
    def fault(self) -> SeedbedError | None:
        """The error for what differs, or for an index that never answered; None where all holds."""
        states = [one.state for one in self.verdicts]
        differ = states.count(DIFFERS)
        if differ or self.found:
            rows = f"{differ} {'row no longer holds' if differ == 1 else 'rows no longer hold'}"
            new = f"{len(self.found)} {'release is' if len(self.found) == 1 else 'releases are'}"
            said = [rows] * bool(differ) + [f"{new} not in the tables"] * bool(self.found)
            return SeedbedError(
                f"{', and '.join(said)}.",
                "Report it, or update seedbed: newer versions have newer tables.",
                code="tables-differ",
            )
        if HOLDS in states:
            return None
        return SeedbedError(
            "Nothing could be checked: the package index gave no usable answer.",
            "Check the network and the index that uv uses, then run it again.",
            code="index-unreachable",
            status=ENVIRONMENT,
        )


def verify(
    names: Iterable[str] = (),
    *,
    new: bool = False,
    sample: int = 0,
    jobs: int = 0,
    progress: Progress | None = None,
    tables: Tables | None = None,
) -> Verified:
    """Ask uv about the rows of the tables.

    Args:
        names: frameworks, or releases as in `tensorflow==2.10`; all when empty.
        new: whether to look for releases that the tables do not know.
        sample: how many rows to check, spread evenly over the tables; all when 0.
        jobs: how many resolutions run at a time; as many as there are CPUs when 0.
        progress: gets how many answers there are, of how many, and whose was the last.
        tables: the tables; seedbed's when left out.

    Raises:
        SeedbedError: for an unknown name, and when there is no uv.
        KeyboardInterrupt: when a signal asked seedbed to end.
    """
    tables = tables or load_tables()
    wanted = list(names)
    asked = _sampled(_picked(tables, wanted), sample)
    resolver = Resolver()
    jobs = jobs or os.cpu_count() or 1
    questions = [(row, one) for row in asked for one in row.resolutions]
    answers = _ask(
        resolver, [one for _, one in questions], jobs, [row.title for row, _ in questions], progress
    )
    given = iter(answers)
    verdicts = tuple(judge(row, [next(given) for _ in row.resolutions]) for row in asked)
    if DIFFERS in {one.state for one in verdicts} or not any(one.succeeds for one in answers):
        verdicts = _doubted(resolver, verdicts)
    found: tuple[Found, ...] = ()
    if new:
        frameworks = dict.fromkeys(row.framework for row in asked)
        found = _unknown(resolver, searches(tables, frameworks), verdicts, jobs, progress)
    return Verified(uv=resolver.version, jobs=jobs, verdicts=verdicts, found=found, searched=new)


def _doubted(resolver: Resolver, verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """The verdicts, none of which counts where the index doesn't even have pip.

    Logins of networks, wrong addresses, and empty caches look like indexes without packages.
    """
    (answer,) = _ask(resolver, [PROBE], 1, ["pip"])
    if answer.succeeds:
        return verdicts
    why = (Difference(resolution=PROBE, reason=answer.reason),)
    return tuple(
        replace(one, state=UNCHECKED, differences=why if one.state == HOLDS else one.differences)
        for one in verdicts
    )


def _ask(
    resolver: Resolver,
    resolutions: Sequence[Resolution],
    jobs: int,
    titles: Sequence[str],
    progress: Progress | None = None,
) -> list[Answer]:
    """The answers to some questions, in their order; equal ones are asked once."""
    late = Answer(succeeds=None, reason=f"uv gave no answer within {LIMIT:g} s")
    places = list(dict.fromkeys(resolutions))
    found: dict[Resolution, Answer] = {}

    def heard(place: int, reply: Reply | None) -> None:
        said = reply and read(reply.status, _text(reply.out), _text(reply.said))
        found[places[place]] = said or late
        if progress:
            progress(len(found), len(places), titles[resolutions.index(places[place])])

    resolver.ask(places, jobs=jobs, heard=heard)
    return [found[one] for one in resolutions]


def _text(printed: bytes) -> str:
    return printed.decode("utf-8", "replace")


def _picked(tables: Tables, names: Sequence[str]) -> list[Row]:
    """The rows that somebody names, in the order of the tables."""
    every = rows(tables)
    if not names:
        return list(every)
    wanted = set()
    for name in names:
        word, _, version = name.partition("==")
        framework = framework_of(word.strip())
        found = release_of(tables, framework, version).version if version else ""
        wanted.add((framework.name, found))
    return [one for one in every if wanted & {(one.framework, ""), (one.framework, one.version)}]


def _sampled(every: list[Row], size: int) -> list[Row]:
    """As many rows, spread evenly over the tables; all of them when there are no more."""
    if not size or size >= len(every):
        return every
    tables = [list(part) for _, part in groupby(every, lambda one: (one.framework, one.table))]
    # first the newest of each table, then every so many-th of all
    first = [part[-1] for part in tables][:size]
    rest = [one for one in every if one not in first]
    more = size - len(first)
    chosen = first + [rest[at * len(rest) // more] for at in range(more)]
    return [one for one in every if one in chosen]


def _unknown(
    resolver: Resolver,
    wanted: Sequence[Search],
    verdicts: Sequence[Verdict],
    jobs: int,
    progress: Progress | None,
) -> tuple[Found, ...]:
    """The releases that no row knows: newer ones, and those of a row's own minor release."""
    pythons: dict[tuple[str, str, str], list[str]] = {}
    waiting = list(wanted)
    while waiting:
        titles = [f"newer {one.package}" for one in waiting]
        answers = _ask(resolver, [one.resolution for one in waiting], jobs, titles, progress)
        further = []
        for one, answer in zip(waiting, answers, strict=True):
            if version := answer.versions.get(one.package):
                pythons.setdefault((one.framework, one.package, version), []).append(one.python)
                further.append(replace(one, below=version))
        waiting = further
    for verdict in verdicts:
        row = verdict.row
        for version in verdict.newest:
            pythons.setdefault((row.framework, row.package, version), [])
    order = list(FRAMEWORKS)
    keys = sorted(pythons, key=lambda one: (order.index(one[0]), one[1], numbers(one[2])))
    return tuple(
        Found(framework=name, package=package, version=version, pythons=tuple(pythons[key]))
        for key in keys
        for name, package, version in [key]
    )


def positive(text: str, option: str) -> int:
    """A number of rows or jobs.

    Raises:
        SeedbedError: when it is none.
    """
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text)):
        raise usage_error(
            f"--{option} {text!r} is not a whole number above 0.",
            f"Write it like --{option} 6.",
            code="bad-number",
        )
    return int(text)


__all__ = ["DIFFERS", "HOLDS", "UNCHECKED", "Verified", "positive", "verify"]
