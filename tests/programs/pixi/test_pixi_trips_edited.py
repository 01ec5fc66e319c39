"""Projects of Pixi that go to another manager, are edited there, and come back with the edit."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pixi_projects as projects
import pytest
import tomlkit
from pixi_trips import MANIFEST, OTHERS, changes, travel

from seedbed.managers.pixi.rules import judge
from seedbed.model.record import record

UV_AND_POETRY = ("uv", "poetry")


@record
class Edit:
    """What a user does to a project that is another manager's for now.

    Attributes:
        name: which one of `pixi_projects`.
        do: does it.
        changed: how the manifest that comes back differs from the one that left, to the letter.
        may: where it may differ beside that, as beginnings of keys.
        managers: those under which it can be done.
    """

    name: str
    do: Callable[[Path], None]
    changed: tuple[str, ...]
    may: tuple[str, ...] = ()
    managers: tuple[str, ...] = OTHERS


def in_manifest(change: Callable[[Any], None]) -> Callable[[Path], None]:
    """A change of what `pyproject.toml` holds."""

    def do(root: Path) -> None:
        document = tomlkit.parse((root / MANIFEST).read_text(encoding="utf-8"))
        change(document)
        (root / MANIFEST).write_text(tomlkit.dumps(document), encoding="utf-8")

    return do


def requires(*wanted: str) -> Callable[[Path], None]:
    """Have these requirements of the project, and no others."""

    def change(document: Any) -> None:
        document["project"]["dependencies"] = list(wanted)

    return in_manifest(change)


def runs(task: str, command: str) -> Callable[[Path], None]:
    """Let a task run another command, however it is written."""

    def change(document: Any) -> None:
        tasks = document["tool"]["poe"]["tasks"]
        if isinstance(tasks[task], str):
            tasks[task] = command
        else:
            tasks[task]["cmd"] = command

    return in_manifest(change)


def has_task(task: str, given: dict[str, object]) -> Callable[[Path], None]:
    """Have another task."""

    def change(document: Any) -> None:
        document["tool"]["poe"]["tasks"][task] = given

    return in_manifest(change)


def has_no_task(task: str) -> Callable[[Path], None]:
    """Have a task no longer."""
    return in_manifest(lambda document: document["tool"]["poe"]["tasks"].pop(task))


def has_group(group: str, *wanted: str) -> Callable[[Path], None]:
    """Have another dependency group."""

    def change(document: Any) -> None:
        document["dependency-groups"][group] = list(wanted)

    return in_manifest(change)


def has_no_group(group: str) -> Callable[[Path], None]:
    """Have a dependency group no longer."""
    return in_manifest(lambda document: document["dependency-groups"].pop(group))


def has_no_windows(document: Any) -> None:
    """Remove a platform from those for which uv solves."""
    solved = document["tool"]["uv"]["environments"]
    (windows,) = (one for one in solved if "win32" in one)
    solved.remove(windows)


def needs_python(document: Any) -> None:
    """Ask for a newer Python."""
    document["project"]["requires-python"] = ">=3.12"


def has_table(document: Any) -> None:
    """Have a table of another tool."""
    document["tool"]["mine"] = {"answer": 42}


def in_environment(old: str, new: str) -> Callable[[Path], None]:
    """Replace a line of `environment.yml`, or add one at its end."""

    def do(root: Path) -> None:
        path = root / "environment.yml"
        text = path.read_text(encoding="utf-8")
        assert not old or text.count(old) == 1, text
        path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")

    return do


BAKE = (
    "+ tool.pixi.tasks.bake.description = 'Bake'",
    "+ tool.pixi.tasks.bake.cmd = 'python -m bake'",
    "+ tool.pixi.tasks.bake.default-environment = 'dev'",
)
RICH = (
    "- project.dependencies = []",
    "+ project.dependencies = ['rich>=13']",
    "+ tool.pixi.constraints.rich = '>=13'",
)
PANDAS = "matplotlib>=3.10.3,<4", "numpy>=2.4.1,<3", "scikit-learn>=1.8.0,<2"
FOUR = "['linux-64', 'linux-aarch64', 'osx-arm64', 'win-64']"
EDITS = {
    "a requirement more": Edit(name="features-lists", do=requires("rich>=13"), changed=RICH),
    "a requirement more beside targets": Edit(
        name="targets-of-features", do=requires("rich>=13"), changed=RICH
    ),
    "a requirement less": Edit(
        name="conda-in-default",
        do=requires("click"),
        managers=UV_AND_POETRY,
        changed=(
            "- project.dependencies = ['biopython>=1.85', 'click']",
            "+ project.dependencies = ['click']",
            "- tool.pixi.dependencies.biopython = '>=1.85'",
        ),
    ),
    "another range": Edit(
        name="ranges-after-upgrade",
        do=requires(*PANDAS, "pandas>=2.3,<3"),
        managers=UV_AND_POETRY,
        changed=(
            f"- project.dependencies = {[*PANDAS, 'pandas>=2.3,<4']}",
            f"+ project.dependencies = {[*PANDAS, 'pandas>=2.3,<3']}",
            "- tool.pixi.dependencies.pandas = '>=2.3,<4'",
            "+ tool.pixi.dependencies.pandas = '>=2.3,<3'",
            # which the new list lacks
            "- tool.pixi.dependencies.joblib.version = '>=1.6.0,<2'",
            "- tool.pixi.dependencies.joblib.channel = 'conda-forge'",
        ),
    ),
    "another Python": Edit(
        name="inputs-and-outputs",
        do=in_manifest(needs_python),
        managers=UV_AND_POETRY,
        changed=(
            "- project.requires-python = '>=3.11'",
            "+ project.requires-python = '>=3.12'",
        ),
    ),
    "another command of a user's task": Edit(
        name="own-group-in-no-environment",
        do=runs("count", "python -m x_1.count data --all"),
        changed=(
            "- tool.pixi.tasks.count.cmd = 'python -m x_1.count data'",
            "+ tool.pixi.tasks.count.cmd = 'python -m x_1.count data --all'",
        ),
    ),
    "another command of a generated task": Edit(
        name="gpu-and-cpu",
        do=runs("train", "python -m x_1.train --epochs 3"),
        changed=(
            "- tool.pixi.tasks.train.cmd = 'python -m x_1.train'",
            "+ tool.pixi.tasks.train.cmd = 'python -m x_1.train --epochs 3'",
        ),
    ),
    "another command of an edited task": Edit(
        name="default-tasks-edited",
        do=runs("check", "ruff check --quiet"),
        changed=(
            "- tool.pixi.tasks.check.cmd = 'ruff check --output-format concise'",
            "+ tool.pixi.tasks.check.cmd = 'ruff check --quiet'",
        ),
    ),
    "a task less": Edit(
        name="own-group-in-no-environment",
        do=has_no_task("count"),
        changed=("- tool.pixi.tasks.count.cmd = 'python -m x_1.count data'",),
    ),
    "a generated task less": Edit(
        name="hidden-tasks",
        do=has_no_task("workflows"),
        changed=(
            "- tool.pixi.tasks.workflows.description = 'Check the workflows for security holes'",
            "- tool.pixi.tasks.workflows.cmd = 'zizmor --offline --quiet .'",
            "- tool.pixi.tasks.workflows.default-environment = 'dev'",
        ),
    ),
    "a task more": Edit(
        name="solve-groups",
        do=has_task("bake", {"help": "Bake", "cmd": "python -m bake"}),
        changed=BAKE,
    ),
    "a task more beside dotted keys": Edit(
        name="dotted-and-inline",
        do=has_task("bake", {"help": "Bake", "cmd": "python -m bake"}),
        changed=BAKE,
    ),
    "tasks in sequence": Edit(
        name="targets",
        do=has_task("both", {"sequence": ["lint", "test"]}),
        changed=("+ tool.pixi.tasks.both.depends-on = ['lint', 'test']",),
    ),
    "a group more": Edit(
        name="lint-without-default",
        do=has_group("labs", "jupyterlab>=4"),
        managers=("uv",),
        changed=("+ dependency-groups.labs = ['jupyterlab>=4']",),
        may=("tool.pixi.feature.labs.", "tool.pixi.environments.labs"),
    ),
    "a group less, with an environment": Edit(
        name="own-group-with-environment",
        do=has_no_group("bench"),
        managers=UV_AND_POETRY,
        changed=("- dependency-groups.bench = ['asv>=0.6', 'pyperf']",),
        may=(
            "tool.pixi.feature.bench.",
            "tool.pixi.environments.bench",
            "tool.poetry.group.bench.",
        ),
    ),
    "a group less, in several environments": Edit(
        name="kitchen-sink",
        do=has_no_group("eval"),
        managers=UV_AND_POETRY,
        changed=("- dependency-groups.eval = ['evaluate>=0.4', 'sacrebleu']",),
        may=("tool.pixi.feature.eval.", "tool.pixi.environments.", "tool.uv.default-groups"),
    ),
    "a platform less": Edit(
        name="features-lists",
        do=in_manifest(has_no_windows),
        managers=("uv",),
        changed=(
            f"- tool.pixi.workspace.platforms = {FOUR}",
            "+ tool.pixi.workspace.platforms = ['linux-64', 'linux-aarch64', 'osx-arm64']",
        ),
    ),
    "another tool's table": Edit(
        name="activation",
        do=in_manifest(has_table),
        changed=("+ tool.mine.answer = 42",),
    ),
    "a package more": Edit(
        name="features-lists",
        do=in_environment("", "  - htop >=3\n"),
        managers=("conda",),
        changed=("+ tool.pixi.dependencies.htop = '>=3'",),
    ),
    "a package more beside PyPI's": Edit(
        name="conda-in-default",
        do=in_environment("  - pip:\n", "  - htop >=3\n  - pip:\n"),
        managers=("conda",),
        changed=("+ tool.pixi.dependencies.htop = '>=3'",),
    ),
    "another range of a package": Edit(
        name="conda-in-default",
        do=in_environment("  - samtools >=1.21\n", "  - samtools >=1.22\n"),
        managers=("conda",),
        changed=(
            "- tool.pixi.dependencies.samtools = '>=1.21'",
            "+ tool.pixi.dependencies.samtools = '>=1.22'",
        ),
    ),
    "a package less": Edit(
        name="conda-in-default",
        do=in_environment("  - snakemake-minimal >=8,<9\n", ""),
        managers=("conda",),
        changed=("- tool.pixi.dependencies.snakemake-minimal = '>=8,<9'",),
    ),
}
CASES = [(what, manager) for what, edit in EDITS.items() for manager in edit.managers]
COMMENTED = (
    "channel-by-url", "dotted-and-inline", "kitchen-sink", "scattered", "windows-line-ends",
)  # fmt: skip


@pytest.mark.parametrize(("what", "manager"), CASES)
def test_an_edit_stays_and_nothing_else_changes(tmp_path: Path, what: str, manager: str) -> None:
    edit = EDITS[what]
    trip = travel(edit.name, tmp_path, manager, edit=edit.do)
    assert (trip.back.why, trip.back.conflicts, trip.back.manager) == ("", [], "pixi")
    left = tomllib.loads(trip.left[MANIFEST].decode())
    differ = changes(told(left), told(trip.back.parsed))
    assert [one for one in differ if not one[2:].startswith(edit.may or "?")] == [*edit.changed]
    assert judge(trip.back.text).answer == judge(trip.left[MANIFEST].decode()).answer
    assert not [path for path in trip.back.files if path.startswith("environment")]


@pytest.mark.parametrize("manager", OTHERS)
@pytest.mark.parametrize("name", COMMENTED)
def test_a_comment_of_another_tools_stays_in_its_place(
    tmp_path: Path, name: str, manager: str
) -> None:
    """And all the rest is to the letter as it left."""
    manifest = projects.manifest(name)
    end = b"\r\n" if b"\r\n" in manifest else b"\n"
    header, more = b"[tool.ruff]" + end, b"# as in all our projects" + end

    def do(root: Path) -> None:
        data = (root / MANIFEST).read_bytes()
        assert data.count(header) == 1
        (root / MANIFEST).write_bytes(data.replace(header, header + more))

    trip = travel(name, tmp_path, manager, edit=do)
    assert (trip.back.why, trip.back.conflicts, trip.back.manager) == ("", [], "pixi")
    assert trip.back.files[MANIFEST] == manifest.replace(header, header + more)


def told(manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest in which each task is a table: an edit may make one of it."""
    pixi = manifest["tool"]["pixi"]
    places = [pixi, *pixi.get("feature", {}).values(), *pixi.get("target", {}).values()]
    for place in places:
        for name, task in place.get("tasks", {}).items():
            if not isinstance(task, dict):
                kind = "cmd" if isinstance(task, str) else "depends-on"
                place["tasks"][name] = {kind: task}
    return manifest
