"""`seedbed compat` as people call it, and its pins beside what new projects say."""

from __future__ import annotations

import json
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cli import seedbed
from gpu_machines import Machine
from gpu_runs import project, run
from packaging.requirements import Requirement
from running import PLAIN

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.compat.entries import Entry, entries_of
from seedbed.accelerators.compat.pins import Way, kinds_of, pins_of
from seedbed.accelerators.tables import load_tables
from seedbed.cli import compat_tables
from seedbed.cli.parser import parse
from seedbed.commands.new import plan_new
from seedbed.commands.options import choices_from
from seedbed.layers.library import load_library, offered

TABLES = load_tables()
MADE = [name for name in FRAMEWORKS if name in offered(load_library(), "framework")]
"""The frameworks that projects are made with."""
ENTRIES = [
    pytest.param(entry, id=f"{name}-{entry.version}")
    for name in MADE
    for entry in entries_of(TABLES, FRAMEWORKS[name])
]
UNMADE = [("tensorflow", "2.13"), *(("jax", one) for one in ("0.4", "0.5", "0.6"))]
"""What the project's own packages don't go with."""
TOUCHES = "#!/bin/sh\ntouch {path}\n"


def test_it_prints_plain_text_where_no_terminal_is(tmp_path: Path) -> None:
    done = seedbed("compat", "tf", "2.20", cwd=tmp_path, env={"SEEDBED_DETECT": "0"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("TensorFlow 2.20\n  Releases       2.20.0\n")
    assert "\x1b" not in done.stdout


def test_it_prints_one_document(tmp_path: Path) -> None:
    done = seedbed("compat", "jax", "0.7", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (done.returncode, document["command"], document["ok"]) == (0, "compat", True)
    assert [one["accelerator_version"] for one in document["result"]["pins"]] == [
        "", "", "12", "13",
    ]  # fmt: skip
    done = seedbed("compat", "jaxx", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (done.returncode, document["error"]["code"]) == (2, "unknown-framework")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tf", "--jobs", "2"), "--jobs is an option of 'seedbed compat verify'."),
        (("verify", "--cuda", "12"), "--cuda is not an option of 'seedbed compat verify'."),
        (("verify", "jax"), "'seedbed compat verify' takes no argument 'jax'."),
        (("verify", "--sample", "0"), "--sample '0' is not a whole number above 0."),
        (("verify", "--rows", "tf==2.4"), "The table doesn't list TensorFlow '2.4'."),
    ],
)
def test_options_of_one_half_are_none_of_the_other(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = seedbed("compat", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {said}\n")


def test_a_narrow_terminal_gets_fewer_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compat_tables, "_room", lambda: 60)
    for framework in FRAMEWORKS.values():
        compat_tables.print_table(entries_of(TABLES, framework))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 60
    assert sum("Version  Python" in line for line in lines) == len(FRAMEWORKS)


def test_in_a_project_it_is_about_the_projects_framework(tmp_path: Path) -> None:
    made = project(tmp_path / "digits", None, accelerator="cuda", version="13.0")
    done = seedbed("compat", "--json", cwd=made)
    assert json.loads(done.stdout)["result"]["framework"] == "pytorch"


def test_here_is_about_the_machine_and_the_project(h200: Machine, tmp_path: Path) -> None:
    made = project(tmp_path / "digits", None, accelerator="cuda", version="13.0")
    done = run(h200, "--here", "--json", cwd=made, command="compat")
    assert (done.returncode, done.stderr) == (0, "")
    here: dict[str, Any] = json.loads(done.stdout)["result"]["here"]
    assert here["place"]["machine"]["kind"] == "cuda"
    (fits,) = here["fittings"]
    assert (fits["framework"], fits["accelerator"]) == ("pytorch", "cuda")
    assert fits["accelerator_version"].startswith("13.")
    assert here["project"]["root"] == str(made)


def test_here_starts_nothing_of_a_clone(tmp_path: Path) -> None:
    made = project(tmp_path / "digits", None)
    ran = made / "ran"
    for name in (".venv/bin/python", "nvidia-smi", "uv", "bin/nvidia-smi"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(TOUCHES.format(path=ran))
        (made / name).chmod(0o755)
    done = seedbed("compat", "--here", cwd=made, env={"PATH": "bin::.:/usr/bin:/bin"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "PyTorch" in done.stdout
    assert not ran.exists()


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_new_project_says_what_compat_says(entry: Entry, tmp_path: Path) -> None:
    made = 0
    for kind in kinds_of(entry):
        pins = pins_of(TABLES, entry, kind, Way(), spec=f"=={entry.version}.*")
        words = shlex.split(" ".join(pins.options))
        if pins.refused:
            assert words == []
            continue
        target = str(tmp_path / "x")
        _, values = parse(["new", target, *words, *PLAIN])
        plan = plan_new(target, choices_from(values, target))
        manifest = tomllib.loads(plan.tree.files["pyproject.toml"].data.decode())
        said = {str(Requirement(one)) for one in manifest["project"]["dependencies"]}
        assert {str(Requirement(one)) for one in pins.requirements} <= said, pins.options
        indexes = [one["url"] for one in manifest["tool"].get("uv", {}).get("index", ())]
        assert indexes == ([pins.index] if pins.index else [])
        made += 1
    old = entry.python_max in {"3.8", "3.9"} or (entry.framework, entry.version) in UNMADE
    assert bool(made) == (not old)


def test_a_command_that_it_shows_runs(tmp_path: Path) -> None:
    done = seedbed("compat", "torch", "2.13", "--json", cwd=tmp_path)
    options = json.loads(done.stdout)["result"]["pins"][0]["options"]
    words = shlex.split(" ".join(options))
    done = seedbed("new", "x", *words, *PLAIN, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "torch==2.13.*" in (tmp_path / "x" / "pyproject.toml").read_text()
