"""Merges manifests of many tasks, requirements and keys: the time has to grow in line with them.

What is planned is not written. A project whose base is 1 MB large tells how much memory that takes.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from bench.report import MIB, Target

if TYPE_CHECKING:
    from pathlib import Path

    from bench.cases import Setting
    from bench.measure import Case

MANIFEST = "pyproject.toml"
TASKS = (300, 1000)
REQUIREMENTS = (300, 3000)
KEYS = (3000, 30_000)
TO_PIXI = ("--set", "manager=pixi")
DOCS = ("--set", "extras=docs,github,pre-commit")
BASE = "a base of 1 MB"
GROW = """
import sys, random
from pathlib import Path
from seedbed.model.tree import BASE_PATH, File
from seedbed.update import base
path = Path(sys.argv[1], BASE_PATH)
files = base.decode(path.read_bytes())
for number in range(4):  # seedbed reads files of up to 256 KiB from a base
    data = random.Random(number).randbytes(190_000)
    files[f"kept-{number}.bin"] = File(data=data, layer="kept")
path.write_bytes(base.encode(dict(sorted(files.items()))))
"""
"""Lets a base hold as much of files that were generated once as makes 1 MB of text."""


def growing(setting: Setting) -> list[Case]:
    """Cases that plan an update, each at two sizes, and one of a project with a large base."""
    seedbed = setting.tools["seedbed"]
    plain = setting.scratch / "growing"
    setting.run(seedbed.program, "new", plain, "--yes", "--no-sync", "--no-git")
    text = (plain / MANIFEST).read_text(encoding="utf-8")
    cases = []
    for what, counts, settings in (
        ("tasks", TASKS, TO_PIXI),
        ("tasks in one table", TASKS, TO_PIXI),
        ("requirements", REQUIREMENTS, TO_PIXI),
        ("own keys", KEYS, DOCS),
    ):
        for count in counts:
            folder = _copy(setting, plain, f"growing-{what.replace(' ', '-')}-{count}")
            (folder / MANIFEST).write_text(_grown(text, what, count), encoding="utf-8")
            cases.append(_case(setting, f"{count} {what}", folder, settings))
    folder = _copy(setting, plain, "growing-base")
    command = [str(seedbed.python), "-I", "-c", GROW, str(folder)]
    subprocess.run(command, env=setting.environment, check=True)
    for number in range(4):
        (folder / f"kept-{number}.bin").write_bytes(b"mine")
    cases.append(_case(setting, BASE, folder, DOCS))
    return cases


def aims(measured: list[Case]) -> list[Target]:
    """What the ratios and the memory are to be; the time of a start counts at both sizes."""
    times = {case.name: case.time for case in measured}
    found = [
        Target(f"{many} / {few} {what}", times[f"{many} {what}"] / times[f"{few} {what}"], limit)
        for what, (few, many), limit in (
            ("tasks", TASKS, 4),
            ("tasks in one table", TASKS, 4),
            ("requirements", REQUIREMENTS, 12),
            ("own keys", KEYS, 12),
        )
        if {f"{few} {what}", f"{many} {what}"} <= times.keys()
    ]
    peaks = [case.peak / MIB for case in measured if case.name == BASE]
    return found + [Target(f"update with {BASE}, peak memory", peak, 100, "MiB") for peak in peaks]


def _case(setting: Setting, name: str, folder: Path, settings: tuple[str, ...]) -> Case:
    words: tuple[str | Path, ...] = (
        setting.tools["seedbed"].program,
        "update",
        "--dry-run",
        *settings,
    )
    return setting.case(name, lambda _: words, folder=folder)


def _copy(setting: Setting, project: Path, name: str) -> Path:
    folder = setting.scratch / name
    setting.run("cp", "-r", project, folder)
    return folder


def _grown(text: str, what: str, count: int) -> str:
    """A manifest with some tasks, requirements or keys of the user's."""
    if what == "tasks":
        rows = (f't{n} = "echo {n}"\n' for n in range(count))
        return f"{text}\n[tool.poe.tasks]\n{''.join(rows)}"
    if what == "tasks in one table":
        tasks = ", ".join(f't{n} = "echo {n}"' for n in range(count))
        start, end = text.index("[tool.poe.tasks."), text.index("[tool.hatch.metadata]")
        return f"{text[:start]}[tool.poe]\ntasks = {{ {tasks} }}\n\n{text[end:]}"
    if what == "requirements":
        head, _, rest = text.partition("dependencies = [")
        rows = (f'    "package-{n}>={n % 9}.1",\n' for n in range(count))
        return f"{head}dependencies = [\n{''.join(rows)}{rest}"
    rows = (f"\n[tool.own{n // 10}]\n" * (n % 10 == 0) + f"k{n} = {n}\n" for n in range(count))
    return f"{text}\n{''.join(rows)}"
