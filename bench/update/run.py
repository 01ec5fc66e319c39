"""Merges the corpus by seedbed, copier and cruft, and prints what became of it.

Run it as `make bench-update`: all pairs by seedbed, each sixth by the peers, which takes ten to
twenty minutes. `ARGS="--every 1"` gives the peers all of them (an hour or more), `ARGS="--alone"`
none; `--verbose` tells what was found in each pair.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench import report, tools
from bench.update import pairs, programs
from bench.update.edits import EDITS
from bench.update.templates import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.update.judging import Verdict
    from bench.update.programs import Prepared
    from bench.update.templates import Template

    Found = dict[str, dict[tuple[str, str], Verdict]]

COLUMNS = {
    "clean": lambda one: one.is_clean,
    "true conflicts": lambda one: bool(one.true),
    "spurious": lambda one: bool(one.spurious),
    "lost edits": lambda one: bool(one.lost_edits),
    "lost changes": lambda one: bool(one.lost_changes),
    "broken": lambda one: bool(one.broken),
    "failed": lambda one: bool(one.failed),
}


def main() -> None:
    """Merge and print."""
    options = _parse()
    cache = Path(os.environ.get("BENCH_DIR", ".bench")).resolve()
    cache.mkdir(parents=True, exist_ok=True)
    installed = {"seedbed": tools.install_seedbed(cache)}
    if not options.alone:
        installed |= tools.install_peers(cache, ("copier", "cruft"))
    environment = tools.environment(cache, installed)
    found: Found = defaultdict(dict)
    with tempfile.TemporaryDirectory(prefix="seedbed-bench-") as folder:
        for template in TEMPLATES:
            _merge(template, Path(folder) / template.name, (installed, environment), options, found)
    _show(found, options)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Merge the corpus of edits.")
    parser.add_argument("--every", type=int, default=6, help="each so many-th pair for the peers")
    parser.add_argument("--alone", action="store_true", help="leave the peers out")
    parser.add_argument("--verbose", action="store_true", help="tell what was found in each pair")
    return parser.parse_args()


def _merge(
    template: Template,
    folder: Path,
    tooling: tuple[dict[str, tools.Tool], dict[str, str]],
    options: argparse.Namespace,
    found: Found,
) -> None:
    installed, environment = tooling

    def run(cwd: Path, arguments: Sequence[str]) -> None:
        programs.run([installed["seedbed"].program, *arguments], cwd, environment)

    old = pairs.make_old(folder, template, run)
    whole = pairs.read(old)
    (folder / "new").mkdir()
    before = {path: data for path, data in whole.items() if not path.startswith(".seedbed/")}
    theirs = pairs.make_new(old, folder / "new", template, run)
    ready = [programs.prepare_seedbed(installed["seedbed"].program, template, whole, environment)]
    sides = before, theirs
    if "copier" in installed:
        ready.append(
            programs.prepare_copier(installed["copier"].program, folder, sides, environment)
        )
    if "cruft" in installed:
        ready.append(programs.prepare_cruft(installed["cruft"].program, folder, sides, environment))
    for program in ready:
        every = 1 if program.name == "seedbed" else options.every
        for pair in pairs.pairs(template, before, theirs, every):
            verdict = programs.merge(program, pair, folder / "work")
            found[program.name][pair.edit, pair.template] = verdict
            if options.verbose and not verdict.is_clean:
                _tell(program, pair.edit, template, verdict)


def _tell(program: Prepared, edit: str, template: Template, verdict: Verdict) -> None:
    print(f"{program.name}: {edit} / {template.name}")
    for name in ("true", "spurious", "lost_edits", "lost_changes", "broken", "failed"):
        if what := getattr(verdict, name):
            print(f"    {name}: {what}", flush=True)


def _show(found: Found, options: argparse.Namespace) -> None:
    """Print a row for each program, of all its pairs, and one for seedbed on those of the peers."""
    print(f"{len(EDITS)} edits, {len(TEMPLATES)} newer templates\n")
    print(f"{'':<14}{'pairs':>6}" + "".join(f"{name:>16}" for name in COLUMNS) + f"{'median':>10}")
    shown = {name: list(verdicts.values()) for name, verdicts in found.items()}
    peers = next((verdicts for name, verdicts in found.items() if name != "seedbed"), None)
    if peers and options.every > 1:
        shown["seedbed, the same"] = [found["seedbed"][key] for key in peers]
    for name, verdicts in shown.items():
        counts = (sum(map(count, verdicts)) for count in COLUMNS.values())
        row = "".join(f"{count:>16}" for count in counts)
        seconds = median(one.seconds for one in verdicts)
        print(f"{name:<14}{len(verdicts):>6}{row}{seconds:>8.2f} s")
    own = found["seedbed"].values()
    aims = [
        report.Target("pairs with a lost edit", sum(bool(one.lost_edits) for one in own), 0, ""),
        report.Target(
            "pairs with a lost change", sum(bool(one.lost_changes) for one in own), 0, ""
        ),
        report.Target("pairs with a broken file", sum(bool(one.broken) for one in own), 0, ""),
        report.Target("pairs that failed", sum(bool(one.failed) for one in own), 0, ""),
    ]
    if "copier" in found:
        theirs = sum(bool(one.spurious) for one in found["copier"].values())
        ours = sum(bool(found["seedbed"][key].spurious) for key in found["copier"])
        aims.append(report.Target("spurious / copier's", ours / max(theirs, 1), 0.2))
    missed = report.targets(aims)
    print(f"\n{len(aims) - missed} of {len(aims)} targets hit")


if __name__ == "__main__":
    main()
