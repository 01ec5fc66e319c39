"""What is measured: making a project, syncing it, running a task in it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import template
from bench.measure import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.tools import Tool

    Command = Callable[[Path], Sequence[str | Path]]

NEW = ("--yes", "--no-sync", "--no-git")
# The last of a project's tasks: it costs next to nothing, so that what is left is the runner.
TASK = '\n[tool.poe.tasks.bench-nothing]\ncmd = "git --version"\n'


ADDED = "iniconfig"
"""A package without others, of which pytest brings the wheel into the cache."""


@dataclass(frozen=True)
class Setting:
    """What the cases share: the tools by name, the variables, a folder to work in."""

    tools: dict[str, Tool]
    environment: dict[str, str]
    scratch: Path

    def case(self, name: str, command: Command, **more: object) -> Case:
        """Return a case that runs in the scratch folder unless `more` names another."""
        fields: dict[str, object] = {"folder": self.scratch, **more}
        return Case(name, command, self.environment, **fields)  # type: ignore[arg-type]

    def run(self, *command: str | Path) -> None:
        """Run a command that is not measured; only its complaints and its progress are shown."""
        words = [str(word) for word in command]
        subprocess.run(
            words, cwd=self.scratch, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )


def making(setting: Setting) -> list[Case]:
    """Cases that make a project, from the bare interpreter to the slowest peer."""
    tools = setting.tools
    seedbed = tools["seedbed"]
    cases = [
        setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass")),
        setting.case("seedbed new", lambda place: (seedbed.program, "new", place, *NEW)),
        setting.case(
            "seedbed new json", lambda place: (seedbed.program, "new", place, *NEW, "--json")
        ),
    ]
    model = setting.scratch / template.NAME
    setting.run(seedbed.program, "new", model, *NEW)
    return cases + [
        setting.case(name, command)
        for name, command in _peers(setting, model).items()
        if name.split()[0] in tools
    ]


def _peers(setting: Setting, model: Path) -> dict[str, Command]:
    """The peers' commands; two of them fill in a template made of the project `model`."""
    tools = setting.tools
    cookies, copies = setting.scratch / "for-cookiecutter", setting.scratch / "for-copier"
    template.for_cookiecutter(model, cookies)
    template.for_copier(model, copies)
    init = ("init", "--quiet", "--package", "--offline", "--vcs", "none", "--python")
    return {
        "uv init": lambda place: (tools["uv"].program, *init, tools["seedbed"].python, place),
        "cookiecutter": lambda place: (
            *(tools["cookiecutter"].program, "--no-input", "--output-dir", setting.scratch),
            *(cookies, f"name={place.name}"),
        ),
        "copier copy": lambda place: (
            *(tools["copier"].program, "copy", "--defaults", "--quiet"),
            *("--data", f"name={place.name}", copies, place),
        ),
        "poetry new": lambda place: (tools["poetry"].program, "new", "--no-interaction", place),
        "hatch new": lambda place: (tools["hatch"].program, "new", place.name, place),
    }


def updating(setting: Setting) -> list[Case]:
    """Cases that update a project for which nothing is due.

    Copier wants both its template and the project in git.
    """
    tools = setting.tools
    seedbed = tools["seedbed"]
    project = setting.scratch / template.NAME
    cases = [
        setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass")),
        setting.case("seedbed update", lambda _: (seedbed.program, "update"), folder=project),
    ]
    if "copier" not in tools:
        return cases
    copier = tools["copier"].program
    model, copy = setting.scratch / "for-copier", setting.scratch / "copied"
    _commit(setting, model)
    setting.run("git", "-C", model, "tag", "v1")
    setting.run(copier, "copy", "--defaults", "--quiet", "--data", "name=copied", model, copy)
    _commit(setting, copy)
    command = (copier, "update", "--defaults", "--quiet")
    return [*cases, setting.case("copier update", lambda _: command, folder=copy)]


def looking(setting: Setting) -> list[Case]:
    """Cases that look at the machine or at the tables, outside of a project."""
    seedbed = setting.tools["seedbed"]
    return [
        setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass")),
        setting.case("seedbed gpu", lambda _: (seedbed.program, "gpu")),
        setting.case("seedbed compat", lambda _: (seedbed.program, "compat", "tensorflow")),
        setting.case("seedbed compat row", lambda _: (seedbed.program, "compat", "tf", "2.10")),
        setting.case("seedbed compat here", lambda _: (seedbed.program, "compat", "--here")),
    ]


def _commit(setting: Setting, folder: Path) -> None:
    setting.run("git", "-C", folder, "init", "--quiet")
    setting.run("git", "-C", folder, "add", "--all")
    setting.run("git", "-C", folder, "commit", "--quiet", "--message", "bench")


def syncing(setting: Setting, project: Path) -> list[Case]:
    """Cases that bring an environment up to date which already is."""
    return [
        setting.case("uv sync", lambda _: (_uv(setting), "sync"), folder=project),
        setting.case("seedbed sync", lambda _: (_seedbed(setting), "sync"), folder=project),
    ]


def syncing_anew(setting: Setting, project: Path) -> list[Case]:
    """Cases that make the environment from uv's warm cache."""

    def remove(_: Path) -> None:
        shutil.rmtree(project / ".venv", ignore_errors=True)

    return [
        setting.case(
            "uv sync anew", lambda _: (_uv(setting), "sync"), folder=project, prepare=remove
        ),
        setting.case(
            "seedbed sync anew",
            lambda _: (_seedbed(setting), "sync"),
            folder=project,
            prepare=remove,
        ),
    ]


def running(setting: Setting, project: Path) -> list[Case]:
    """Cases that run a task which does next to nothing."""
    with (project / "pyproject.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(TASK)
    task = "bench-nothing"
    return [
        setting.case("uv run poe", lambda _: (_uv(setting), "run", "poe", task), folder=project),
        setting.case("seedbed run", lambda _: (_seedbed(setting), "run", task), folder=project),
    ]


def examining(setting: Setting, project: Path) -> list[Case]:
    """Cases that check a project in order: uv's own two checks, one after the other, and doctor."""
    check = ("lock", "--check"), ("sync", "--check")
    return [
        *(
            setting.case(f"uv {' '.join(words)}", _asking(setting, *words), folder=project)
            for words in check
        ),
        setting.case("seedbed doctor", lambda _: (_seedbed(setting), "doctor"), folder=project),
    ]


def _asking(setting: Setting, *words: str) -> Command:
    return lambda _: (_uv(setting), *words)


def adding(setting: Setting, project: Path) -> list[Case]:
    """Cases that add a package which uv has in its cache, each to the project as it was."""
    kept = {name: (project / name).read_bytes() for name in ("pyproject.toml", "uv.lock")}

    def put_back(_: Path) -> None:
        for name, data in kept.items():
            (project / name).write_bytes(data)
        subprocess.run(
            [str(_uv(setting)), "sync", "--quiet"],
            cwd=project,
            env=setting.environment,
            check=True,
        )

    return [
        setting.case(
            name, _always_adds(program), folder=project,
            prepare=put_back,
        )
        for name, program in (("uv add", _uv(setting)), ("seedbed add", _seedbed(setting)))
    ]  # fmt: skip


def _always_adds(program: Path) -> Command:
    return lambda _: (program, "add", ADDED)


def _uv(setting: Setting) -> Path:
    return setting.tools["uv"].program


def _seedbed(setting: Setting) -> Path:
    return setting.tools["seedbed"].program
