"""A manifest that Pixi would refuse is told with its rule and line, and nothing is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from aged import age, edit, make
from cli import files, seedbed
from running import environment
from stand_ins import first_on_path, program

from seedbed.commands.refusing import check_new
from seedbed.errors import SeedbedError
from seedbed.model.tree import File

ALIAS = (
    'depends-on = ["check", "format-check", "types"]\n',
    'depends-on = ["check", "format-check", "types"]\ndefault-environment = "dev"\n',
)
DUE = ('"mypy>=', '"mypy>1,>=')
"""What a newer template writes, and what an older one did."""
SAID = (
    "the task 'lint' has depends-on but no cmd, so it cannot have default-environment "
    "(tool.pixi.tasks.lint.default-environment)"
)


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """Variables with which no manager is found."""
    (tmp_path / "empty").mkdir()
    return {"PATH": str(tmp_path / "empty")}


def answering(folder: Path, reads: str) -> dict[str, str]:
    """Variables with which a stand-in for Pixi is found; for `reads`, it prints a name."""
    script = f"""
case "$1 $2" in
  "--version ") echo "pixi 0.99.0" ;;
  "workspace name") {reads} ;;
  *) echo "$@" >>{folder}/log ;;
esac"""
    return first_on_path(program(folder / "bin" / "pixi", script))


@pytest.mark.parametrize("command", [("update",), ("update", "--dry-run"), ("sync",)])
def test_the_users_own_mistake_is_named_with_its_line(
    tmp_path: Path, nowhere: dict[str, str], command: tuple[str, ...]
) -> None:
    root = make(tmp_path, "--manager", "pixi")
    age(root, "pyproject.toml", DUE)
    edit(root, "pyproject.toml", *ALIAS)
    line = line_of_mistake(root)
    before = files(root)
    done = seedbed(*command, cwd=root, env=environment(**nowhere))
    assert done.returncode == (3 if command == ("sync",) else 1)
    assert f"error: Pixi refuses pyproject.toml, line {line}: {SAID}" in done.stderr
    assert "Fix it, then run the same command again." in done.stderr
    assert "Traceback" not in done.stderr
    assert files(root) == before


@pytest.mark.parametrize("due", [None, ("README.md", "# x-1\n", "# x-1 it is\n")])
def test_an_update_that_leaves_the_manifest_alone_names_the_mistake_and_goes_on(
    tmp_path: Path, nowhere: dict[str, str], due: tuple[str, str, str] | None
) -> None:
    root = make(tmp_path, "--manager", "pixi")
    if due:
        age(root, due[0], due[1:])
    edit(root, "pyproject.toml", *ALIAS)
    manifest = (root / "pyproject.toml").read_text()
    done = seedbed("update", cwd=root, env=environment(**nowhere))
    assert done.returncode == 0
    said = f"note: Pixi refuses pyproject.toml, line {line_of_mistake(root)}: {SAID}"
    assert said in done.stderr
    assert "Fix it before you sync." in done.stderr
    assert (root / "pyproject.toml").read_text() == manifest
    assert "# x-1\n" in (root / "README.md").read_text()
    described = json.loads(seedbed("update", "--json", cwd=root, env=environment(**nowhere)).stdout)
    assert described["error"] is None
    assert described["messages"][0].startswith("Pixi refuses pyproject.toml, line ")


def line_of_mistake(root: Path) -> int:
    text = (root / "pyproject.toml").read_text()
    at = text.index('default-environment = "dev"\n', text.index(ALIAS[0]))
    return text[:at].count("\n") + 1


def test_the_line_is_told_where_the_update_mends_another_mistake(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    age(root, "pyproject.toml", ALIAS)
    path = root / "pyproject.toml"
    path.write_text(path.read_text() + "\n[tool.pixi.tasks.zz]\n" + ALIAS[1])
    done = seedbed("update", "--no-sync", cwd=root)
    line = path.read_text().count("\n")
    assert f" (line {line} of the file as it is now).\n" in done.stderr


def test_programs_are_told_too(tmp_path: Path, nowhere: dict[str, str]) -> None:
    root = make(tmp_path, "--manager", "pixi")
    age(root, "pyproject.toml", DUE)
    edit(root, "pyproject.toml", *ALIAS)
    for command in ("update", "sync"):
        done = seedbed(command, "--json", cwd=root, env=environment(**nowhere))
        error = json.loads(done.stdout)["error"]
        assert error["code"] == "manifest-refused"
        assert error["message"].startswith("Pixi refuses pyproject.toml, line ")


def test_what_an_older_seedbed_wrote_is_mended_not_refused(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    wanted = (root / "pyproject.toml").read_bytes()
    age(root, "pyproject.toml", ALIAS)
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.returncode == 0, done.stderr
    assert (root / "pyproject.toml").read_bytes() == wanted


def test_a_pixi_that_reads_the_file_has_the_last_word(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    edit(root, "pyproject.toml", *ALIAS)
    newer = environment(**answering(tmp_path, "echo x-1"))
    assert seedbed("sync", cwd=root, env=newer).returncode == 0
    assert (tmp_path / "log").read_text().startswith("install --manifest-path ")
    assert seedbed("update", cwd=root, env=newer).returncode == 0
    same = environment(**answering(tmp_path, "exit 1"))
    assert seedbed("sync", cwd=root, env=same).returncode == 3


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("\n[tool.mine]\nday = 2024-01-01\n", "tool.mine.day is a date or time"),
        ("\n[tool.mine]\nmany = 9223372036854775808\n", "tool.mine.many"),
        ('all = [{ include-group = "big-one" }]\nBig_One = ["six"]\n', "'big-one'"),
    ],
)
def test_a_switch_to_what_pixi_would_refuse_changes_nothing(
    tmp_path: Path, added: str, said: str
) -> None:
    root = make(tmp_path, "--framework", "none")
    if added.startswith("\n"):
        path = root / "pyproject.toml"
        path.write_text(path.read_text() + added)
    else:
        edit(root, "pyproject.toml", "[dependency-groups]\n", f"[dependency-groups]\n{added}")
    before = files(root)
    done = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root)
    assert done.returncode == 1
    assert "Nothing was changed: Pixi would refuse the new pyproject.toml: " in done.stderr
    assert said in done.stderr
    assert re.search(r" \(line \d+ of the file as it is now\)\.\n", done.stderr)
    assert files(root) == before
    others = seedbed("update", "--no-sync", "--set", "manager=poetry", cwd=root)
    assert others.returncode == 0, others.stderr


def test_what_cannot_be_judged_is_written(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    own = '[tool.pixi.workspace]\nlicense-file = "elsewhere/LICENSE"\n'
    edit(root, "pyproject.toml", "[tool.pixi.workspace]\n", own)
    done = seedbed("update", "--no-sync", "--set", "platforms=linux-64", cwd=root)
    assert done.returncode == 0, done.stderr
    text = (root / "pyproject.toml").read_text()
    assert own in text
    assert 'platforms = ["linux-64"]' in text


def test_a_new_project_is_judged_before_it_is_made() -> None:
    text = '[project]\nname = "x"\n[tool.pixi.workspace]\nchannels = []\nplatforms = ["moon-64"]\n'
    files = {"pyproject.toml": File(data=text.encode(), layer="")}
    with pytest.raises(SeedbedError, match=r"would refuse this project.s pyproject\.toml, line 5"):
        check_new("pixi", files)
    check_new("uv", files)
