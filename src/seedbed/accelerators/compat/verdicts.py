"""What a resolver's answers mean for the rows that they are about. Pure."""

from __future__ import annotations

import re

from seedbed.model.names import canonical
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seedbed.accelerators.compat.checks import Resolution, Row

HOLDS, DIFFERS, UNCHECKED = "holds", "differs", "unchecked"
"""How a row stands: as the index says, not so any more, or nobody could tell."""
_NONE = "No solution found when resolving dependencies"
_OFFLINE = ("because the network was disabled", "was not found in the cache")
_ABSENT = "was not found in the package registry"
_LONGEST = 200


@record
class Answer:
    """What a resolver said.

    Attributes:
        succeeds: whether there is a resolution; None where it could not tell.
        versions: the packages that it found, with their versions.
        reason: why there is none, or why it could not tell: a clause.
    """

    succeeds: bool | None
    versions: Mapping[str, str] = {}
    reason: str = ""


@record
class Difference:
    """A statement of a row that is not so, or could not be checked.

    Attributes:
        resolution: what was asked.
        reason: what the resolver said instead.
    """

    resolution: Resolution
    reason: str


@record
class Verdict:
    """How a row stands.

    Attributes:
        row: the row.
        state: `HOLDS`, `DIFFERS`, or `UNCHECKED`.
        differences: what is not so; where the row is `UNCHECKED`, what could not be checked.
        newest: releases of its own minor version that it does not know.
    """

    row: Row
    state: str
    differences: tuple[Difference, ...] = ()
    newest: tuple[str, ...] = ()


def read(status: int, out: str, said: str) -> Answer:
    """What uv's answer means.

    Args:
        status: its exit status.
        out: what it printed: requirements, a line each.
        said: what it said besides.
    """
    if status == 0:
        pairs = (line.partition("==") for line in out.splitlines() if "==" in line)
        return Answer(
            succeeds=True,
            versions={canonical(name): rest.split()[0].rstrip(";") for name, _, rest in pairs},
        )
    known = _NONE in said and _ABSENT not in said and not any(one in said for one in _OFFLINE)
    return Answer(succeeds=False if known else None, reason=_reason(said))


def judge(row: Row, answers: Sequence[Answer]) -> Verdict:
    """How a row stands.

    Args:
        row: the row.
        answers: one for each of its resolutions, in their order.
    """
    differ, unknown, newest = [], [], set()
    for resolution, answer in zip(row.resolutions, answers, strict=True):
        if answer.succeeds is None:
            unknown.append(Difference(resolution=resolution, reason=answer.reason))
        elif answer.succeeds != resolution.succeeds:
            reason = answer.reason or "uv finds wheels for it"
            differ.append(Difference(resolution=resolution, reason=reason))
        newest.add(answer.versions.get(canonical(row.package), row.patches[-1]))
    state = DIFFERS if differ else UNCHECKED if unknown else HOLDS
    return Verdict(
        row=row,
        state=state,
        differences=tuple(differ or unknown),
        newest=tuple(sorted(newest.difference(row.patches))),
    )


def _reason(said: str) -> str:
    """What uv says, in one line: the first thing that it gives as a reason, or its last word."""
    text = " ".join(said.split())
    if found := re.search(r"[Bb]ecause (.+?)(?:, we can conclude|\. |$)", text):
        text = found[1]
    else:
        text = text.removeprefix("error: ")
    text = re.sub(r"\{[^{}]*\}", "", text)  # markers, which uv puts behind names
    if len(text) > _LONGEST:
        return f"{text[: _LONGEST - 1].rstrip()}…"
    return text or "uv said nothing"
