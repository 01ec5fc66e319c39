"""Prints what was measured, and whether it reaches what was aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.measure import Case

MIB = 1024 * 1024


@dataclass(frozen=True)
class Target:
    """One aim: a figure, the limit it must keep, and where it was looked for."""

    name: str
    value: float
    limit: float
    unit: str = "x"
    at_least: bool = False

    @property
    def hit(self) -> bool:
        """Whether the figure keeps its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def cases(title: str, measured: list[Case], *, base: str) -> None:
    """Print medians, each beside that of the case `base`."""
    floor = next((case.time for case in measured if case.name == base), float("nan"))
    print(f"\n{title:<22}{'median':>10}{'fastest':>11}{'/ ' + base:>18}{'peak memory':>14}")
    for case in measured:
        print(
            f"{case.name:<22}{case.time * 1000:>7.1f} ms{min(case.seconds) * 1000:>8.1f} ms"
            f"{case.time / floor:>17.2f}x{case.peak / MIB:>10.1f} MiB"
        )


def targets(aims: list[Target]) -> int:
    """Print every aim with hit or miss, and return the number of misses."""
    print(f"\n{'target':<44}{'measured':>13}{'limit':>15}")
    for aim in aims:
        sign = ">=" if aim.at_least else "<="
        print(
            f"{aim.name:<44}{aim.value:>9.2f} {aim.unit:<3}{sign:>5}{aim.limit:>7.2f} {aim.unit:<3}"
            f"  {'hit' if aim.hit else 'MISS'}"
        )
    return sum(not aim.hit for aim in aims)


def aims_for_making(measured: list[Case]) -> list[Target]:
    """Return the aims for `seedbed new`; a peer that was left out has none."""
    times = {case.name: case.time for case in measured}
    new = next(case for case in measured if case.name == "seedbed new")
    floor = times["interpreter"]
    aims = [
        Target("seedbed new / interpreter", new.time / floor, 8),
        Target("seedbed new / interpreter (stretch)", new.time / floor, 6),
        Target("seedbed new, peak memory", new.peak / MIB, 30, "MiB"),
    ]
    return aims + [
        Target(f"{peer} / seedbed new", times[peer] / new.time, ratio, at_least=True)
        for peer, ratio in (("cookiecutter", 6), ("copier copy", 10), ("poetry new", 14))
        if peer in times
    ]


def aims_for_updating(measured: list[Case]) -> list[Target]:
    """Return the aim for `seedbed update` where nothing is due."""
    times = {case.name: case.time for case in measured}
    return [
        Target("seedbed update / interpreter", times["seedbed update"] / times["interpreter"], 12)
    ]


def aim_beside(
    measured: list[Case], own: str, manager: str, *, share: float = 1.02, extra: float = 50
) -> list[Target]:
    """Return the aim for a command that may cost its manager's time x `share` + `extra` ms."""
    times = {case.name: case.time * 1000 for case in measured}
    if own not in times or manager not in times:
        return []
    return [Target(f"{own} (beside {manager})", times[own], times[manager] * share + extra, "ms")]


def aims_for_entering(measured: list[Case], *, limits: tuple[float, ...]) -> list[Target]:
    """Return the aims for all cases but the first, as multiples of that."""
    if not measured:
        return []
    base, *others = measured
    return [
        Target(f"{case.name} / {base.name}", case.time / base.time, limit)
        for case, limit in zip(others, limits, strict=False)
    ]
