"""Takes measurements: several programs in turn, so that a slow moment of the machine hits all."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SPAWN = Path(__file__).with_name("spawn.py")


class CaseFailedError(Exception):
    """A measured program did not do its work, so that its time means nothing."""


@dataclass
class Case:
    """One program to measure.

    `command` gets a folder that does not exist yet, new for each round, and returns what to run;
    `prepare`, not measured, is called with that folder before.
    """

    name: str
    command: Callable[[Path], Sequence[str | Path]]
    environment: Mapping[str, str]
    folder: Path
    prepare: Callable[[Path], None] | None = None
    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    @property
    def time(self) -> float:
        """Median wall time of the whole process, in seconds."""
        return median(self.seconds)

    @property
    def peak(self) -> float:
        """Median peak memory of the process, in bytes."""
        return median(self.peaks)


def measure(cases: Iterable[Case], *, rounds: int, scratch: Path) -> list[Case]:
    """Run every case `rounds` times in turn after one round that does not count.

    A case that fails is named and left out. `scratch` takes what the programs make.
    """
    alive = list(cases)
    for number in range(-1, rounds):
        for case in list(alive):
            place = scratch / f"{case.name.replace(' ', '-')}-{number + 1}"
            try:
                seconds, peak = _once(case, place)
            except CaseFailedError as error:
                print(f"left out: {error}", file=sys.stderr)
                alive.remove(case)
                continue
            if number >= 0:
                case.seconds.append(seconds)
                case.peaks.append(peak)
    return alive


def _once(case: Case, place: Path) -> tuple[float, int]:
    if case.prepare:
        case.prepare(place)
    command = [str(part) for part in case.command(place)]
    # The starter is this very interpreter without its libraries: see spawn.py.
    report = subprocess.run(
        [sys.executable, "-I", "-S", str(SPAWN), *command],
        cwd=case.folder,
        env=dict(case.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if report.returncode != 0:
        raise CaseFailedError(f"{case.name}: cannot start {command[0]}: {report.stderr.strip()}")
    seconds, peak, status = report.stdout.split()
    if status != "0":
        raise CaseFailedError(f"{case.name}: exit code {status} from: {' '.join(command)}")
    return float(seconds), int(peak)
