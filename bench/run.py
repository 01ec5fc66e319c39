"""Measures seedbed beside its peers, in one run, and prints medians, ratios and targets.

Run it as `make bench`, or as `make bench ARGS="--rounds 5"` for a quick look. The folder
`BENCH_DIR` (default: `.bench`) keeps the installed peers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import (
    cases,
    entering,
    glancing,
    growing,
    imports,
    locks,
    notebooks,
    report,
    switching,
    template,
    tools,
    verifying,
)
from bench.measure import measure

RENDERED = 1000


def main() -> None:
    """Measure and print. A missed target is no failure: it may be the machine's bad moment."""
    options = _parse()
    cache = Path(os.environ.get("BENCH_DIR", ".bench")).resolve()
    cache.mkdir(parents=True, exist_ok=True)
    installed = tools.install_peers(cache)
    installed["seedbed"] = tools.install_seedbed(cache)
    # Outside of the repository: uv would take a project made inside for a part of it.
    with tempfile.TemporaryDirectory(prefix="seedbed-bench-") as folder:
        variables = tools.environment(cache, installed)
        setting = cases.Setting(installed, variables, Path(folder))
        _introduce(installed, options.rounds)
        aims = _making(setting, options.rounds)
        aims += _updating(setting, options.rounds)
        aims += _looking(setting, options.rounds)
        aims += _switching(setting, options.rounds)
        aims += _adopting(setting, options.rounds)
        aims += _growing(setting, options.rounds)
        aims += _glancing(setting, options.rounds)
        aims += _comparing(setting, options.rounds)
        aims += _verifying(setting, options.rounds)
        _imports(setting)
        aims += _rendering(setting)
        aims += _manifests(setting, options.rounds)
        if not options.no_sync:
            aims += _in_a_project(setting, options.rounds)
            aims += _entering(setting, min(options.rounds, entering.ROUNDS))
            aims += _notebooks(setting, options.rounds)
    missed = report.targets(aims)
    print(f"\n{len(aims) - missed} of {len(aims)} targets hit")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure seedbed beside its peers.")
    parser.add_argument("--rounds", type=int, default=21, help="measured rounds (default: 21)")
    parser.add_argument("--no-sync", action="store_true", help="leave out what needs an index")
    return parser.parse_args()


def _introduce(installed: dict[str, tools.Tool], rounds: int) -> None:
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in installed.values())
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {rounds} rounds\n{versions}")


def _making(setting: cases.Setting, rounds: int) -> list[report.Target]:
    measured = measure(cases.making(setting), rounds=rounds, scratch=setting.scratch)
    report.cases("making a project", measured, base="interpreter")
    for case in measured[1:]:
        made = setting.scratch / f"{case.name.replace(' ', '-')}-0"
        print(f"{case.name} writes {template.count_files(made)} files", end="; ")
    print()
    return report.aims_for_making(measured)


def _updating(setting: cases.Setting, rounds: int) -> list[report.Target]:
    measured = measure(cases.updating(setting), rounds=rounds, scratch=setting.scratch)
    report.cases("nothing to update", measured, base="interpreter")
    return report.aims_for_updating(measured)


def _looking(setting: cases.Setting, rounds: int) -> list[report.Target]:
    measured = measure(cases.looking(setting), rounds=rounds, scratch=setting.scratch)
    report.cases("looking", measured, base="interpreter")
    floor, gpu, *tables = measured
    return [
        report.Target("seedbed gpu / interpreter", gpu.time / floor.time, 8),
        *(report.Target(case.name, case.time * 1000, 150, "ms") for case in (gpu, *tables)),
    ]


def _switching(setting: cases.Setting, rounds: int) -> list[report.Target]:
    made = switching.switching(setting)
    measured = measure(made, rounds=max(3, rounds // 3), scratch=setting.scratch)
    report.cases("a large switch", measured, base="interpreter")
    floor, *others = measured
    return [
        report.Target(f"{case.name} / interpreter", case.time / floor.time, 40) for case in others
    ]


def _adopting(setting: cases.Setting, rounds: int) -> list[report.Target]:
    made = switching.adopting(setting)
    measured = measure(made, rounds=max(3, rounds // 3), scratch=setting.scratch)
    report.cases("adopting a large project", measured, base="interpreter")
    floor, *others = measured
    limits = (25, 25, 40)
    return [
        report.Target(f"{case.name} / interpreter", case.time / floor.time, limit)
        for case, limit in zip(others, limits, strict=True)
    ]


def _growing(setting: cases.Setting, rounds: int) -> list[report.Target]:
    made = growing.growing(setting)
    measured = measure(made, rounds=max(3, rounds // 5), scratch=setting.scratch)
    report.cases("a manifest that grows", measured, base=measured[0].name)
    return growing.aims(measured)


def _glancing(setting: cases.Setting, rounds: int) -> list[report.Target]:
    made = glancing.glancing(setting)
    measured = measure(made, rounds=max(3, rounds // 5), scratch=setting.scratch)
    report.cases("many projects", measured, base="interpreter")
    return glancing.aims(measured)


def _comparing(setting: cases.Setting, rounds: int) -> list[report.Target]:
    made = locks.comparing(setting)
    measured = measure(made, rounds=max(3, rounds // 3), scratch=setting.scratch)
    report.cases("comparing locks", measured, base="interpreter")
    return locks.aims(measured)


def _verifying(setting: cases.Setting, rounds: int) -> list[report.Target]:
    made = verifying.verifying(setting)
    measured = measure(made, rounds=max(3, rounds // 3), scratch=setting.scratch)
    report.cases("verifying", measured, base="interpreter")
    return verifying.aims(measured)


def _imports(setting: cases.Setting) -> None:
    seedbed = setting.tools["seedbed"]
    place = setting.scratch / "imports"
    command = [str(seedbed.program), "new", str(place), *cases.NEW]
    imports.show(imports.imports(seedbed.python, command, setting.environment), most=12)


def _script(setting: cases.Setting, name: str, argument: int) -> str:
    """Run a script of this folder with the interpreter that seedbed is installed for."""
    script = Path(__file__).with_name(name)
    command = [str(setting.tools["seedbed"].python), "-I", str(script), str(argument)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _manifests(setting: cases.Setting, rounds: int) -> list[report.Target]:
    lines = _script(setting, "manifest.py", rounds).splitlines()
    found = {name: float(seconds) * 1000 for name, seconds in map(str.split, lines)}
    return [
        report.Target(f"manifest of 200, written and read: {name}", milliseconds, 30, "ms")
        for name, milliseconds in found.items()
    ]


def _rendering(setting: cases.Setting) -> list[report.Target]:
    seconds, made = _script(setting, "render.py", RENDERED).split()
    print(f"\n{made} of {RENDERED} mixed choices rendered in memory in {float(seconds):.2f} s")
    return [report.Target(f"rendering {RENDERED} projects", float(seconds), 10, "s")]


def _in_a_project(setting: cases.Setting, rounds: int) -> list[report.Target]:
    """Sync and run a task in one real project, whose packages come from the index once."""
    project = setting.scratch / "synced"
    if "uv" not in setting.tools:
        return []
    try:
        setting.run(setting.tools["seedbed"].program, "new", project, "--yes", "--no-git")
    except subprocess.CalledProcessError as error:
        print(f"left out: all that needs an installed project: {error}", file=sys.stderr)
        return []
    aims = []
    for title, make, count in (
        ("nothing to sync", cases.syncing, rounds),
        ("sync from the cache", cases.syncing_anew, max(3, rounds // 3)),
        ("run a task", cases.running, rounds),
    ):
        measured = measure(make(setting, project), rounds=count, scratch=setting.scratch)
        report.cases(title, measured, base=measured[0].name)
        aims += report.aim_beside(measured, measured[-1].name, measured[0].name)
    aims += _adding(setting, project, max(3, rounds // 3))
    return [*aims, *_examining(setting, project, rounds)]


def _examining(setting: cases.Setting, project: Path, rounds: int) -> list[report.Target]:
    """Check the project: doctor may take 250 ms beside uv's own checks, which run side by side."""
    measured = measure(cases.examining(setting, project), rounds=rounds, scratch=setting.scratch)
    report.cases("nothing to find", measured, base=measured[0].name)
    *checks, doctor = measured
    own = doctor.time - max(check.time for check in checks)
    return [report.Target("seedbed doctor beside uv's checks", own * 1000, 250, "ms")]


def _notebooks(setting: cases.Setting, rounds: int) -> list[report.Target]:
    """Start JupyterLab, which comes from the index once."""
    if "uv" not in setting.tools:
        return []
    try:
        made = notebooks.Notebooks(setting)
    except subprocess.CalledProcessError as error:
        print(f"left out: all that starts JupyterLab: {error}", file=sys.stderr)
        return []
    try:
        starting = measure(made.starting(), rounds=max(3, rounds // 3), scratch=setting.scratch)
        report.cases("starting JupyterLab", starting, base=starting[0].name)
        looking = measure(made.looking(), rounds=rounds, scratch=setting.scratch)
        report.cases("a JupyterLab that runs", looking, base="interpreter")
    finally:
        made.end()
    return notebooks.aims(starting, looking) if len(starting) == len(looking) == 2 else []


def _adding(setting: cases.Setting, project: Path, rounds: int) -> list[report.Target]:
    measured = measure(cases.adding(setting, project), rounds=rounds, scratch=setting.scratch)
    report.cases("add a package", measured, base="uv add")
    return report.aim_beside(measured, "seedbed add", "uv add", share=1.1, extra=80)


def _entering(setting: cases.Setting, rounds: int) -> list[report.Target]:
    """Enter a project by direnv and by Nix, whichever is there."""
    project = setting.scratch / "entered"
    options = ("--yes", "--no-git", "--manager", "uv", "--nix", "shell", "--with", "direnv")
    try:
        setting.run(setting.tools["seedbed"].program, "new", project, *options)
    except subprocess.CalledProcessError as error:
        print(f"left out: all that enters a project: {error}", file=sys.stderr)
        return []
    aims = []
    for title, make, limits in (
        ("entering by direnv", entering.entering, (2.0, 6.0)),
        ("a shell by Nix", entering.opening, (1.5,)),
    ):
        try:
            made = make(setting, project)
        except FileNotFoundError as error:
            print(f"left out: {title}: {error}", file=sys.stderr)
            continue
        measured = measure(made, rounds=rounds, scratch=setting.scratch)
        report.cases(title, measured, base=made[0].name)
        if measured and measured[0] is made[0]:
            aims += report.aims_for_entering(measured, limits=limits)
    return aims


if __name__ == "__main__":
    main()
