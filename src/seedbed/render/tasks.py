"""What a project's pages say of its tasks. Pure."""

from __future__ import annotations

from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.model.project import Project, Task

README, PAGE = "21-tasks.md", "20-tasks.md"
"""The names of the sections, which are their places among those of layers."""
_MAIN = ("train", "evaluate", "test", "lint")
"""The tasks that people type first, in that order."""
_BEFORE_A_COMMIT = ("lint", "workflows", "test", "coverage", "docs", "docs-check")
"""The tasks that a change has to pass, in that order; the workflow on GitHub runs the same."""
_RUNS_TOO = {"test": "coverage"}
"""Tasks that another one runs, too: with that, nobody needs both."""


def readme(project: Project, manager: str) -> str:
    """The section of the README: the commands of the main tasks.

    Args:
        project: what the layers gave.
        manager: the name of the project's manager.
    """
    known = {task.name: task for task in project.tasks}
    rows = [(_command(manager, name), _short(known[name].help)) for name in _MAIN if name in known]
    return _block(rows, prompt="$ ")


def page(project: Project, manager: str) -> str:
    """The section of docs/development.md: all tasks."""
    rows = [f"| `{_command(manager, task.name)}` | {task.help} |" for task in _sorted(project)]
    return "\n".join(("## Tasks", "", "| command | what it does |", "|---|---|", *rows)) + "\n"


def agents(project: Project, manager: str) -> dict[str, str]:
    """The sections of AGENTS.md: all tasks, what programs write, what to run before a commit."""
    known = {task.name for task in project.tasks}
    tasks = [(_command(manager, task.name), _short(task.help)) for task in _sorted(project)]
    needed = [
        name for name in _BEFORE_A_COMMIT if name in known and _RUNS_TOO.get(name) not in known
    ]
    checks = [(_command(manager, name), "") for name in needed]
    generated = [line for line in project.attributes if "linguist-generated" in line]
    written = [f"- `{line.partition(' ')[0]}`" for line in generated]
    return {
        "20-tasks.md": f"## Run a task\n\n{_block(tasks)}",
        "40-written.md": "\n".join(("## Do not edit", "", *written)) + "\n",
        "50-checks.md": f"## Before you commit\n\n{_block(checks)}",
    }


def _sorted(project: Project) -> list[Task]:
    """The tasks, the main ones first."""
    first = {name: place for place, name in enumerate(_MAIN)}
    return sorted(project.tasks, key=lambda task: (first.get(task.name, len(first)), task.name))


def _command(manager: str, name: str) -> str:
    return f"{MANAGERS[manager].run} {name}"


def _short(text: str) -> str:
    """What a task does, without the details, as a comment begins: in lower case."""
    short = text.partition(";")[0].partition(":")[0]
    return short[:1].lower() + short[1:]


def _block(rows: Iterable[tuple[str, str]], prompt: str = "") -> str:
    """A block of commands with comments that are aligned."""
    rows = [*rows]
    width = max((len(command) for command, _ in rows), default=0)
    lines = [
        f"{prompt}{command:<{width}}  # {text}" if text else f"{prompt}{command}"
        for command, text in rows
    ]
    return "\n".join((f"```{'console' if prompt else 'sh'}", *lines, "```")) + "\n"
