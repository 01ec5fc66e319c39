"""Tasks and variables at a switch between poethepoet's managers and Pixi: carried, or told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aged import age, edit, make
from cli import seedbed
from pixi_runs import Pixi
from running import environment
from test_switch import manifest, switch

POE = """
[tool.poe.tasks]
zbrace = "python x.py {a,b} f(x=1)"
zhome = { cmd = "python x.py ${HOME}x", help = "At home" }
zlines = '''
python x.py
  --a 1
'''
zglob = "python x.py data/*.csv"
zpipe = "python x.py ${DATA:-data}"
zgood = { sequence = ["zbrace", "zhome"], help = "Both" }
zbad = { sequence = ["zbrace", "zglob"] }
zworse = { sequence = ["zbad"] }

[tool.poe.env]
PLAIN = "a b"
PRICE = "$HOME and $(echo ran)"
TICKS = "`echo ran`"
OTHER = "${HOME}/x"
ESCAPED = '\\${HOME}'
"""
PIXI = """
[tool.pixi.tasks]
zquoted = { cmd = "python x.py 'f(x=1)'", default-environment = "dev" }
zescaped = { cmd = 'python x.py a\\;b', default-environment = "dev", description = "Escaped" }
zassign = { cmd = "A=b python x.py", default-environment = "dev" }
ztemplate = { cmd = "python x.py {{ pixi.platform }}", default-environment = "dev" }
zlines = { cmd = "python a.py\\npython b.py", default-environment = "dev" }
zdotted = { depends-on = ["z.name", "zquoted"] }
"z.name" = { cmd = "python x.py", default-environment = "dev" }

[tool.pixi.activation.env]
PLAIN = "a b"
PREFIX = "$CONDA_PREFIX/lib"
SLASHES = 'a\\\\b'
BRACE = "{$}"
"""


def edited(folder: Path, manager: str, more: str) -> Path:
    root = make(folder, "--manager", manager, "--framework", "none")
    path = root / "pyproject.toml"
    path.write_text(path.read_text() + more)
    return root


def own(tool: dict[str, Any], *names: str) -> dict[str, Any]:
    """What is in a table by names of these tests."""
    for name in names:
        tool = tool.get(name, {})
    return {name: value for name, value in tool.items() if name[0] == "z" or name.isupper()}


def told(said: str) -> list[str]:
    """The keys that stay where they stand, although the new manager ignores them."""
    return listed(said, "  set aside   stays in pyproject.toml, unused: ")


def set_aside(said: str) -> list[str]:
    """The keys that a switch set aside."""
    return listed(said, "  set aside   tool.")


def listed(said: str, start: str) -> list[str]:
    """The keys of rows that begin in a way; `tool.` is part of the first key."""
    rows = [line for line in said.splitlines() if line.startswith(start)]
    cut = len(start.removesuffix("tool."))
    return [key for row in rows for key in row[cut:].split(", ")]


def test_from_poethepoet_to_pixi_each_command_keeps_its_meaning(tmp_path: Path) -> None:
    root = edited(tmp_path, "uv", POE)
    said = switch(root, "pixi")
    tool = manifest(root)["tool"]
    dev = {"default-environment": "dev"}
    assert own(tool, "pixi", "tasks") == {
        "zbrace": {"cmd": "python x.py '{a,b}' 'f(x=1)'", **dev},
        "zhome": {"cmd": "python x.py $HOME'x'", "description": "At home", **dev},
        "zlines": {"cmd": "python x.py --a 1", **dev},
        "zgood": {"depends-on": ["zbrace", "zhome"], "description": "Both"},
    }
    assert own(tool, "poe", "tasks") == {
        "zglob": "python x.py data/*.csv",
        "zpipe": "python x.py ${DATA:-data}",
        "zbad": {"sequence": ["zbrace", "zglob"]},
        "zworse": {"sequence": ["zbad"]},
    }
    assert own(tool, "pixi", "activation", "env") == {"PLAIN": "a b"}
    assert own(tool, "poe", "env") == {
        "PRICE": "$HOME and $(echo ran)",
        "TICKS": "`echo ran`",
        "OTHER": "${HOME}/x",
        "ESCAPED": r"\${HOME}",
    }
    assert told(said) == [
        "tool.poe.tasks.zglob", "tool.poe.tasks.zpipe", "tool.poe.tasks.zbad",
        "tool.poe.tasks.zworse", "tool.poe.env.PRICE", "tool.poe.env.TICKS",
        "tool.poe.env.OTHER", "tool.poe.env.ESCAPED",
    ]  # fmt: skip
    assert "conflict" not in said


def test_from_pixi_to_poethepoet_each_command_keeps_its_meaning(tmp_path: Path) -> None:
    root = edited(tmp_path, "pixi", PIXI)
    said = switch(root, "uv")
    tool = manifest(root)["tool"]
    assert own(tool, "poe", "tasks") == {
        "zquoted": {"cmd": "python x.py 'f(x=1)'"},
        "zescaped": {"cmd": "python x.py 'a;b'", "help": "Escaped"},
    }
    assert own(tool, "poe", "env") == {"PLAIN": "a b"}
    assert "pixi" not in tool
    assert told(said) == []
    assert set_aside(said) == [
        "tool.pixi.tasks.zassign", "tool.pixi.tasks.ztemplate", "tool.pixi.tasks.zlines",
        "tool.pixi.tasks.zdotted", 'tool.pixi.tasks."z.name"', "tool.pixi.activation.env.PREFIX",
        "tool.pixi.activation.env.SLASHES", "tool.pixi.activation.env.BRACE",
    ]  # fmt: skip


@pytest.mark.parametrize("manager", ["poetry", "conda"])
def test_among_poethepoets_managers_commands_stay_as_they_are(tmp_path: Path, manager: str) -> None:
    root = edited(tmp_path, "uv", POE)
    before = manifest(root)["tool"]["poe"]
    said = switch(root, manager)
    after = manifest(root)["tool"]["poe"]
    assert own(after, "env") == own(before, "env")
    assert own(after, "tasks") == own(before, "tasks")
    assert told(said) == []


def test_there_and_back_nothing_is_lost(tmp_path: Path) -> None:
    root = edited(tmp_path, "uv", POE)
    before = manifest(root)["tool"]["poe"]
    switch(root, "pixi")
    switch(root, "uv")
    assert manifest(root)["tool"]["poe"] == before


def test_other_kinds_of_tasks_are_not_taken_for_commands(tmp_path: Path) -> None:
    more = '\n[tool.poe]\ndefault_task_type = "shell"\n[tool.poe.tasks]\nzshell = "a | b"\n'
    root = edited(tmp_path, "uv", more + 'zcmd = { cmd = "python x.py" }\n')
    switch(root, "pixi")
    tool = manifest(root)["tool"]
    assert set(own(tool, "pixi", "tasks")) == {"zcmd"}
    assert own(tool, "poe", "tasks") == {"zshell": "a | b"}


def test_the_real_pixi_runs_what_came_of_it(tmp_path: Path, pixi: Pixi) -> None:
    root = edited(tmp_path, "uv", POE)
    switch(root, "pixi")
    assert {"zbrace", "zhome", "zlines", "zgood"} <= pixi.tasks(root)


@pytest.mark.parametrize("manager", ["uv", "pixi"])
def test_a_task_that_is_no_call_stays_and_an_update_says_so(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    age(root, "pyproject.toml", ('cmd = "python -m pytest"', 'cmd = "pytest -x"'))
    edit(root, "pyproject.toml", 'cmd = "pytest -x"', 'cmd = "pytest -x tests/test_[ab]*.py"')
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 0
    assert "tasks.test stays as you have it" in done.stdout
    runner = "pixi" if manager == "pixi" else "poe"
    task = manifest(root)["tool"][runner]["tasks"]["test"]
    assert task["cmd"] == "pytest -x tests/test_[ab]*.py"


def test_names_that_a_shell_cannot_set_stay_behind(tmp_path: Path) -> None:
    more = """
[tool.poe.env]
"A;touch PWNED;B" = "v"
"X$(touch PWNED)" = "v"
MY-VAR = "v"
1X = "v"
PIXI_HOME = "v"
GOOD_1 = "v"
"""
    root = edited(tmp_path, "uv", more)
    said = switch(root, "pixi")
    tool = manifest(root)["tool"]
    assert tool["pixi"]["activation"]["env"] == {"GOOD_1": "v"}
    assert len(tool["poe"]["env"]) == 5
    assert "tool.poe.env.MY-VAR" in told(said)


def test_an_alias_that_comes_to_a_task_twice_stays_behind(tmp_path: Path) -> None:
    steps = 'zstep = "python x.py"\nz1 = { sequence = ["zstep"] }\nz2 = { sequence = ["zstep"] }\n'
    more = f'\n[tool.poe.tasks]\n{steps}ztwice = {{ sequence = ["z1", "z2"] }}\n'
    root = edited(tmp_path, "uv", more)
    said = switch(root, "pixi")
    assert told(said) == ["tool.poe.tasks.ztwice"]
    assert set(own(manifest(root)["tool"], "pixi", "tasks")) == {"zstep", "z1", "z2"}


def test_an_alias_whose_step_was_removed_does_not_break_the_new_manager(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    text = (root / "pyproject.toml").read_text()
    start = text.index("[tool.pixi.tasks.types]")
    left = text[:start] + text[text.index("\n[", start) + 1 :]
    (root / "pyproject.toml").write_text(left)
    said = switch(root, "uv")
    tasks = manifest(root)["tool"]["poe"]["tasks"]
    assert "types" not in tasks
    assert "lint" not in tasks
    assert set_aside(said) == ["tool.pixi.tasks.lint"]
    switch(root, "pixi")
    assert (root / "pyproject.toml").read_text() == left


def test_a_range_in_another_order_is_no_conflict_there_and_back(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    path = root / "pyproject.toml"
    path.write_text(
        path.read_text()
        .replace('"numpy>=2.1"', '"numpy>=2.2,<3"')
        .replace('numpy = ">=2.1"', 'numpy = ">=2.2,<3"')
    )
    before = manifest(root)
    switch(root, "uv")
    assert "dependencies" not in manifest(root)["tool"].get("pixi", {})
    switch(root, "pixi")
    after = manifest(root)
    assert set(after["tool"]["pixi"]["dependencies"]["numpy"].split(",")) == {">=2.2", "<3"}
    assert after["project"]["dependencies"] == before["project"]["dependencies"]


def test_an_environment_that_was_removed_stays_removed(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--with", "docs")
    age(root, "pyproject.toml", ('dev = ["dev"]', 'dev = ["dev", "docs"]'))
    path = root / "pyproject.toml"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith('dev = ["dev"')))
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 0, done.stderr
    assert "dev" not in manifest(root)["tool"]["pixi"]["environments"]
    assert "tool.pixi.environments.dev stays removed" in done.stdout


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry", "conda"])
def test_a_name_in_another_spelling_is_no_conflict(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    edit(root, "pyproject.toml", "\ndependencies = []", '\ndependencies = ["NumPy>=2.2,<3"]')
    done = seedbed("update", "--set", "framework=sklearn", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NumPy>=2.2,<3" in manifest(root)["project"]["dependencies"]
