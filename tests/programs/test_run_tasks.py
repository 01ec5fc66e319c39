"""`seedbed run`: tasks and nothing else, and every argument byte for byte, with each manager."""

from __future__ import annotations

import json
import os
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli import seedbed
from hypothesis import given
from hypothesis import strategies as st
from pixi_runs import Pixi
from running import environment
from stand_ins import program
from strategies import ANY_TEXT

from seedbed.formats import toml
from seedbed.managers.base import MANAGERS
from seedbed.managers.pixi.driver import MENDED, doubly_quoted
from seedbed.managers.pixi.shell import read_call
from seedbed.managers.shared.runnable import pixi_tasks, poe_tasks
from seedbed.model.versions import release

EVERY = pytest.mark.parametrize("manager", MANAGERS)
POE = """
[tool.poe.tasks]
show = "python show.py"
test = "python show.py test"
both = ["show", "test"]
check = { sequence = ["test"], help = "All checks" }
"""
PIXI = """
[tool.pixi.workspace]
name = "p"
channels = []
platforms = ["linux-64", "linux-aarch64", "osx-64", "osx-arm64"]
[tool.pixi.environments]
default = { features = ["here"], no-default-feature = true }  # it has no Python, to be had nowhere
[tool.pixi.feature.here.tasks]
show = "python show.py"
test = "python show.py test"
both = [{ task = "show" }, { task = "test" }]
check = { depends-on = ["test"], description = "All checks" }
"""
SIGNS = list(string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", ""))
ARGUMENTS = [
    *SIGNS, *(f"a{sign}{sign}b" for sign in SIGNS), *(f"'{sign}'" for sign in "'\"\\$`"),
    "", "it's", "x'; echo ran; 'y", '"', "''", "--", "-", "--help", "--version", "-v", "-e", "a b",
    "two\nlines", "{{ x }}", "{# x #}", "{% x %}", "$HOME", "${HOME}", "$(id)", "`id`", "~", "*",
    "g/*", "a=b", "{a,b}", "# x", "\\", "\\\\", "\\'", "ünï✓", "--lr=[0.1,0.2]", "&&", "|", ";",
]  # fmt: skip


def make(folder: Path, manager: str) -> Path:
    """A project of a manager, as small as it can be, whose task `show` prints its arguments."""
    root = folder / "p"
    root.mkdir()
    head = f'[tool.seedbed]\nmanager = "{manager}"\n'
    if manager != "pixi":
        head = f'[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n{head}'
    own = {"uv": "[tool.uv]\npackage = false\n", "poetry": "[tool.poetry]\npackage-mode = false\n"}
    text = head + own.get(manager, "") + (PIXI if manager == "pixi" else POE)
    (root / "pyproject.toml").write_text(text)
    (root / "show.py").write_text("import json, sys; print(json.dumps(sys.argv[1:]))")
    return root


@pytest.fixture
def handed(
    tmp_path: Path, need: Callable[[str], str], request: pytest.FixtureRequest
) -> Callable[..., list[str]]:
    """Runs the task `show` with some arguments, and gives those that its program got."""
    manager: str = request.param
    root = make(tmp_path, manager)
    variables = environment()
    if manager == "pixi":
        variables = request.getfixturevalue("pixi").variables
    elif manager == "conda":  # a stand-in: it is handed a command, and becomes it
        says = "[ $1 = --version ] && echo 2.8.1 && exit"
        program(tmp_path / "bin" / "micromamba", f'{says}\nshift 3; exec "$@"')
        variables["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{variables['PATH']}"
        (root / ".conda" / "bin").mkdir(parents=True)
        program(root / ".conda" / "bin" / "python", f'exec {sys.executable} "$@"')
    else:
        need(manager)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
        variables["POETRY_VIRTUALENVS_IN_PROJECT"] = "true"
    variables["PATH"] += os.pathsep + str(Path(sys.executable).parent)  # for poethepoet

    def run(*arguments: str) -> list[str]:
        done = seedbed("run", "show", "--", *arguments, cwd=root, env=variables)
        assert done.returncode == 0, done.stderr
        found: list[str] = json.loads(done.stdout.splitlines()[-1])
        return found

    return run


@pytest.mark.parametrize("handed", MANAGERS, indirect=True)
def test_a_task_gets_every_argument_as_it_is(handed: Callable[..., list[str]]) -> None:
    for first in ([], ["--", "--"], ["--help"]):
        arguments = [*first, *(ARGUMENTS if not first else ["a", "--", "it's"])]
        assert handed(*arguments) == arguments


def test_arguments_that_a_task_of_pixi_names_go_into_its_template(
    tmp_path: Path, pixi: Pixi
) -> None:
    root = make(tmp_path, "pixi")
    with (root / "pyproject.toml").open("a") as file:
        file.write('typed = { cmd = "python show.py {{ x }}", args = ["x"] }\n')
    rest = ["x'; echo ran; 'y", "--", "it's"]
    arguments = ["run", "typed", "--", "a b", "--", *rest]
    done = seedbed(*arguments, cwd=root, env=pixi.variables)
    assert json.loads(done.stdout.splitlines()[-1]) == ["a", "b", *rest]


@EVERY
def test_a_word_that_is_no_task_starts_nothing(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, manager)
    for name in (*MANAGERS, "micromamba", "tset"):
        program(tmp_path / "bin" / name, f"touch {tmp_path}/started")
    done = seedbed(
        "run", "tset", cwd=root, env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: This project has no task 'tset'.\n"
        "hint: Did you mean 'test'? It has both, check, show, test.\n"
    )
    assert not (tmp_path / "started").exists()


@EVERY
@pytest.mark.parametrize(("alias", "steps"), [("both", "show, test"), ("check", "test")])
def test_an_alias_takes_no_arguments(tmp_path: Path, manager: str, alias: str, steps: str) -> None:
    done = seedbed("run", alias, "--", "--fast", cwd=make(tmp_path, manager))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"error: The task '{alias}' takes no arguments: it only runs other tasks ({steps}).\n"
        "hint: Pass them to the task that they are for, or change this one.\n"
    )


def test_an_argument_that_is_not_utf8_is_refused_for_pixi(tmp_path: Path) -> None:
    root = make(tmp_path, "pixi")
    program(tmp_path / "bin" / "pixi", 'echo "pixi 0.77.0"')
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    done = seedbed("run", "show", "--", "a\udcff", cwd=root, env={"PATH": path})
    assert done.returncode == 2
    assert "because it is not UTF-8" in done.stderr


@given(st.lists(ANY_TEXT.map(lambda text: text.replace("\0", "")), max_size=5))
def test_pixis_script_says_the_arguments_that_were_given(arguments: list[str]) -> None:
    passed = doubly_quoted(arguments)
    passed = passed[1:] if passed[:1] == ["--"] else passed  # as Pixi drops it
    script = " ".join(["show", *(f"'{one}'" for one in passed)])  # as Pixi writes it
    read = read_call(script)
    assert read is not None
    assert ["".join(text for text, _ in word) for word in read] == ["show", *arguments]


def test_pixi_needs_the_help_that_it_is_given(tmp_path: Path, pixi: Pixi) -> None:
    """It fails when a newer Pixi is on PATH than is known: then try it, and set `MENDED`."""
    root = make(tmp_path, "pixi")
    asked = pixi.run("run", "--quiet", "--", "show", "it's", cwd=root, check=False)
    mended = asked.stdout.strip() == json.dumps(["it's"])
    version = pixi.run("--version", cwd=root).stdout.split()[1]
    assert mended == (release(version) >= MENDED)


# --- which tasks there are -----------------------------------------------------------------------


ALIAS = "it only runs other tasks"
COMMENT = "they would become part of the comment, or the operator, that ends its command"


def drops(found: dict[str, Any] | None) -> dict[str, str]:
    """The tasks, each with why it takes no arguments, or `typed` where it names them."""
    assert found is not None
    return {task: "typed" if it.typed else it.drops for task, it in found.items()}


def test_the_tasks_of_pixi() -> None:
    here = "osx" if sys.platform == "darwin" else "linux"
    text = f"""
[tool.pixi.tasks]
plain = "a"
many = "a && b # c"
hash = "a #b"
noted = "a 'b # c'"
above = "# c\\na"
below = "a\\n# c"
line = "a # c\\n"
sign = 'a \\'
inside = "a b#c \\"d # e\\""
table = {{ cmd = "a" }}
list = ["a", "b"]
one = {{ depends-on = "plain" }}
taking = {{ cmd = "a {{{{ x }}}}", args = ["x"] }}
passing = {{ depends-on = [{{ task = "taking", args = ["1"] }}], args = ["x"] }}
empty = {{}}
[tool.pixi.target.{here}.tasks]
here = "a"
[tool.pixi.target.unix.tasks]
unix = "a"
[tool.pixi.target.win-64.tasks]
elsewhere = "a"
[tool.pixi.target.freebsd-cuda.tasks]
perhaps = "a"
[tool.pixi.feature.used.tasks]
ours = "a"
[tool.pixi.feature.used.target.win.tasks]
theirs = "a"
[tool.pixi.feature.unused.tasks]
never = "a"
[tool.pixi.environments]
short = ["used"]
long = {{ features = ["used"], tasks = {{ inline = "a" }} }}
"""
    assert drops(pixi_tasks(toml.loads(text))) == {
        "plain": "", "many": COMMENT, "hash": COMMENT, "noted": "", "above": "", "below": COMMENT,
        "line": COMMENT, "sign": COMMENT, "inside": "", "table": "",
        "list": f"{ALIAS} (a, b)", "one": f"{ALIAS} (plain)", "taking": "typed",
        "passing": "typed", "empty": ALIAS, "here": "", "unix": "", "perhaps": "",
        "ours": "", "inline": "",
    }  # fmt: skip


def test_the_tasks_of_poethepoet() -> None:
    text = """
[tool.poe.tasks]
plain = "a"
table = { cmd = "a", help = "b" }
list = ["plain"]
sequence = { sequence = ["plain"] }
parallel.parallel = ["plain"]
shell.shell = "a"
switch = { control = "a", switch = [{ cmd = "b" }] }
named.ref = "list"
call.ref = "plain"
_hidden = "a"
taking = { sequence = ["plain"], args = ["x"] }
"""
    assert drops(poe_tasks(toml.loads(text))) == {
        "plain": "", "table": "", "list": f"{ALIAS} (plain)", "sequence": f"{ALIAS} (plain)",
        "parallel": f"{ALIAS} (plain)", "taking": "typed", "call": "",
        "shell": "poethepoet passes none to tasks of the kind 'shell'",
        "switch": "poethepoet passes none to tasks of the kind 'switch'",
        "named": f"{ALIAS} (plain)",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[tool.poe]\ninclude = "more.toml"\n[tool.poe.tasks]\na = "b"\n',
        '[tool.poe]\ninclude_script = "more:tasks"\n',
        '[tool.poe.groups.more.tasks]\na = "b"\n',
    ],
)
def test_tasks_that_stand_elsewhere_are_left_to_poethepoet(text: str) -> None:
    assert poe_tasks(toml.loads(text)) is None


def test_an_alias_whose_steps_take_what_is_left_takes_arguments() -> None:
    text = """
[tool.poe.tasks]
a = "b $POE_EXTRA_ARGS"
b = "b"
all = ["a"]
more = ["b", "all"]
other = ["b"]
shell.shell = "b $POE_EXTRA_ARGS"
"""
    found = drops(poe_tasks(toml.loads(text)))
    assert found == {"a": "", "b": "", "all": "", "more": "", "other": f"{ALIAS} (b)", "shell": ""}


def test_nothing_in_a_manifest_breaks_the_list() -> None:
    for odd in ("tasks = 1", "tasks.a = 1", "feature = 1", "environments.a = 1", "target.x = 2"):
        pixi_tasks(toml.loads(f"[tool.pixi]\n{odd}\n"))
        poe_tasks(toml.loads(f"[tool.poe]\n{odd}\n"))
