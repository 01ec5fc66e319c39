"""Switches a large project of Pixi's to other managers and back; what is planned is not written.

The project has 300 requirements, 40 tasks and 10 environments of its own, about half of which the
other managers have no place for. `adopting` adopts projects that seedbed did not make.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.cases import Command, Setting
    from bench.measure import Case

REQUIREMENTS = 300
TASKS = 40
ENVIRONMENTS = 10
MANIFEST = "pyproject.toml"
OTHERS = ("uv", "poetry", "conda")


def switching(setting: Setting) -> list[Case]:
    """Cases that plan a switch from Pixi, and one that plans the way back from uv."""
    seedbed = setting.tools["seedbed"]
    project = _large(setting)
    away = setting.scratch / "large-away"
    shutil.copytree(project, away)
    command = (seedbed.program, "update", "--no-sync", "--set", "manager=uv")
    subprocess.run(
        command, cwd=away, env=setting.environment, check=True, stdout=subprocess.DEVNULL
    )
    cases = [setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass"))]
    for name, manager, folder in (
        *((f"Pixi to {other}", other, project) for other in OTHERS),
        ("back to Pixi", "pixi", away),
    ):
        words = (seedbed.program, "update", "--dry-run", "--set", f"manager={manager}")
        cases.append(setting.case(name, _always(words), folder=folder))
    return cases


def adopting(setting: Setting) -> list[Case]:
    """Cases that plan to adopt a project with as many requirements, and to switch it at once."""
    seedbed = setting.tools["seedbed"]
    wanted = [f"package-{n}>={n % 9}.1" for n in range(REQUIREMENTS)]
    stated, listed = setting.scratch / "stated", setting.scratch / "listed"
    for folder in (stated, listed):
        folder.mkdir()
    items = "".join(f'    "{one}",\n' for one in wanted)
    head = '[project]\nname = "stated"\nversion = "1"\nrequires-python = ">=3.11"\n'
    (stated / MANIFEST).write_text(f"{head}dependencies = [\n{items}]\n", encoding="utf-8")
    (listed / "requirements.txt").write_text("\n".join(wanted), encoding="utf-8")
    cases = [setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass"))]
    for name, folder, options in (
        ("adopt pyproject.toml", stated, ()),
        ("adopt requirements.txt", listed, ()),
        ("adopt, and switch to Pixi", stated, ("--manager", "pixi")),
    ):
        words = (seedbed.program, "adopt", "--dry-run", *options)
        cases.append(setting.case(name, _always(words), folder=folder))
    return cases


def _always(command: Sequence[str | Path]) -> Command:
    return lambda _: command


def _large(setting: Setting) -> Path:
    """Make the project."""
    project = setting.scratch / "large"
    options = ("--yes", "--no-sync", "--no-git", "--manager", "pixi")
    setting.run(setting.tools["seedbed"].program, "new", project, *options)
    path = project / MANIFEST
    head, _, rest = path.read_text(encoding="utf-8").partition("dependencies = [")
    wanted = "".join(f'"package-{n}>={n % 9}.1",\n' for n in range(REQUIREMENTS))
    own = "".join(f"{line}\n" for line in _tables())
    path.write_text(f"{head}dependencies = [\n{wanted}{rest}\n{own}", encoding="utf-8")
    return project


def _tables() -> Iterator[str]:
    """The tables that the project has of its own."""
    for n in range(ENVIRONMENTS):
        yield f"[tool.pixi.environments.own-{n}]"
        yield f'features = ["own-{n}"]\nno-default-feature = {"true" if n % 2 else "false"}'
        yield f'[tool.pixi.feature.own-{n}.dependencies]\nthing-{n} = ">={n}"'
    for n in range(TASKS):
        yield f'[tool.pixi.tasks.own-{n}]\ncmd = "python -m own --number {n}"'
        if n % 2:
            yield 'inputs = ["data"]\noutputs = ["runs"]'
