"""Switching the manager: there and back, with edits, and without its program."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import commit, edit, make, run_git
from cli import files, seedbed
from running import environment
from stand_ins import first_on_path, program, stand_in

from seedbed.managers.base import MANAGERS

NAME = "pyproject.toml"
OTHERS = [name for name in MANAGERS if name != "uv"]
EDITS = (
    ('"numpy>=2.1",\n    ', '"numpy>=2.3",\n    "pandas>=2", # for tables\n    '),
    ("[tool.ruff]\n", '[tool.ruff]\n# mine\ntarget-version = "py312"\n'),
    ("[tool.codespell]\n", "[tool.mine]\nanswer = 42\n\n[tool.codespell]\n"),
)  # fmt: skip


def switch(
    root: Path, manager: str, *, status: int = 0, variables: dict[str, str] | None = None
) -> str:
    """Switch; without variables of its own, nothing is locked."""
    done = seedbed(
        "update", "--set", f"manager={manager}", *(() if variables else ("--no-sync",)),
        cwd=root, env=environment(**(variables or {})),
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def owned(root: Path) -> dict[str, bytes]:
    """The project's files, but for the journal."""
    return {path: data for path, data in files(root).items() if "journal" not in path}


@pytest.mark.parametrize("other", OTHERS)
def test_there_and_back_is_where_one_began(tmp_path: Path, other: str) -> None:
    root = make(tmp_path, "--with", "vscode,direnv")
    before = owned(root)
    said = switch(root, other)
    assert f"From uv to {MANAGERS[other].title}." in said
    assert manifest(root)["tool"]["seedbed"]["manager"] == other
    if other == "conda":
        assert {"environment.yml", "environment-dev.yml"} <= owned(root).keys()
    else:
        assert other in manifest(root)["tool"]
    assert "uv" not in manifest(root)["tool"]
    switch(root, "uv")
    assert owned(root) == before


@pytest.mark.parametrize("other", OTHERS)
def test_a_switch_gives_what_a_new_project_would_have(tmp_path: Path, other: str) -> None:
    root = make(tmp_path)
    switch(root, other)
    (tmp_path / "again").mkdir()
    fresh = make(tmp_path / "again", "--manager", other)
    assert owned(root) == owned(fresh)


@pytest.mark.parametrize("other", OTHERS)
def test_edits_come_along_there_and_back(tmp_path: Path, other: str) -> None:
    root = make(tmp_path)
    for old, new in EDITS:
        edit(root, "pyproject.toml", old, new)
    before = manifest(root)
    text = (root / "pyproject.toml").read_text()
    switch(root, other)
    there = manifest(root)
    assert {"numpy>=2.3", "pandas>=2"} <= set(there["project"]["dependencies"])
    assert there["tool"]["ruff"]["target-version"] == "py312"
    assert there["tool"]["mine"] == {"answer": 42}
    said = (root / "pyproject.toml").read_text()
    assert "# for tables" in said
    assert "# mine" in said
    switch(root, "uv")
    assert manifest(root) == before
    assert (root / "pyproject.toml").read_text() == text


@pytest.mark.parametrize("other", OTHERS)
def test_a_task_of_the_users_becomes_one_of_the_other_manager(tmp_path: Path, other: str) -> None:
    root = make(tmp_path)
    edit(
        root, "pyproject.toml", "[tool.poe.tasks.check]\n",
        '[tool.poe.tasks.bake]\nhelp = "Bake"\ncmd = "python -m bake"\n\n[tool.poe.tasks.check]\n',
    )  # fmt: skip
    before = manifest(root)
    switch(root, other)
    tool = manifest(root)["tool"]
    runner = tool["pixi"] if other == "pixi" else tool["poe"]
    assert runner["tasks"]["bake"]["cmd"] == "python -m bake"
    switch(root, "uv")
    assert manifest(root) == before


def test_what_the_other_manager_cannot_hold_is_told_first(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(
        root, "pyproject.toml", "[tool.uv]\n",
        '[tool.uv]\nconflicts = [[{ group = "dev" }, { group = "docs" }]]\npreview = true\n',
    )  # fmt: skip
    before = owned(root)
    done = seedbed("update", "--dry-run", "--set", "manager=poetry", cwd=root, env=environment())
    assert "  left out    the platforms linux-64" in done.stdout
    assert "exclude each other: dev and docs" in done.stdout
    assert "  set aside   stays in pyproject.toml, unused: tool.uv.preview\n" in done.stdout
    assert owned(root) == before
    switch(root, "poetry")
    assert manifest(root)["tool"]["uv"] == {"preview": True}


def test_a_task_that_seedbed_cannot_translate_is_told_and_replaced(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(
        root, "pyproject.toml", 'cmd = "python -m pytest"',
        'cmd = "python -m pytest"\nenv = { PYTHONHASHSEED = "0" }'
    )  # fmt: skip
    said = switch(root, "pixi")
    tool = manifest(root)["tool"]
    assert tool["pixi"]["tasks"]["test"]["cmd"] == "python -m pytest"
    assert tool["poe"]["tasks"]["test"]["env"] == {"PYTHONHASHSEED": "0"}
    assert "tool.poe.tasks.test" in said


@pytest.mark.parametrize("other", OTHERS)
def test_when_its_program_fails_the_manifest_is_switched_and_the_old_lock_kept(
    tmp_path: Path, other: str
) -> None:
    root = make(tmp_path)
    (root / "uv.lock").write_text("the old lock")
    name, said = {
        "pixi": ("pixi", "pixi 99.0"),
        "poetry": ("poetry", "Poetry (version 9.0)"),
        "conda": ("micromamba", "9.0.0"),
    }[other]
    failing = program(
        tmp_path / "bin" / name, f'[ "$1" != --version ] || {{ echo "{said}"; exit; }}\nexit 1'
    )
    said = switch(root, other, status=3, variables=first_on_path(failing))
    assert manifest(root)["tool"]["seedbed"]["manager"] == other
    assert not (root / "uv.lock").exists()
    assert (root / ".seedbed/journal/last/uv.lock").read_text() == "the old lock"
    assert (root / ".seedbed/locks/uv.lock").read_text() == "the old lock"
    assert f"'{MANAGERS[other].lock}'" in said
    assert "the old lock is .seedbed/locks/uv.lock" in said


@pytest.mark.parametrize("other", OTHERS)
def test_the_old_lock_comes_back_with_its_manager(tmp_path: Path, other: str) -> None:
    root = make(tmp_path)
    (root / "uv.lock").write_text("the old lock")
    before = owned(root)
    switch(root, other)
    assert not (root / "uv.lock").exists()
    switch(root, "uv")
    assert owned(root) == before


@pytest.mark.parametrize("other", OTHERS)
def test_requirements_for_different_systems_stay(tmp_path: Path, other: str) -> None:
    root = make(tmp_path, "--framework", "none")
    both = ["torch>=2.6; sys_platform == 'darwin'", "torch>=2.8; sys_platform == 'linux'"]
    edit(root, "pyproject.toml", "dependencies = []", f"dependencies = {both}")
    before = (root / "pyproject.toml").read_text()
    switch(root, other)
    assert manifest(root)["project"]["dependencies"] == both
    switch(root, "uv")
    assert (root / "pyproject.toml").read_text() == before


# what the manager's own tables say of two requirements on one package
BOTH = {
    "pixi": ('[tool.pixi.constraints]\nnumpy = "<2.3,>=2"\n', NAME),
    "poetry": ("", NAME),
    "conda": ("\n      - numpy<2.3,>=2\n", "environment.yml"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_two_requirements_on_one_package_both_count(tmp_path: Path, other: str) -> None:
    root = make(tmp_path, "--framework", "none")
    edit(root, NAME, "dependencies = []", 'dependencies = [\n    "numpy>=2",\n    "numpy<2.3"\n]')
    before = (root / NAME).read_text()
    switch(root, other)
    assert manifest(root)["project"]["dependencies"] == ["numpy>=2", "numpy<2.3"]
    said, path = BOTH[other]
    assert said in (root / path).read_text()
    switch(root, "uv")
    assert (root / NAME).read_text() == before
    assert not (root / ".seedbed/aside.toml").exists()


def test_what_platforms_ask_for_is_told_when_it_goes(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    edit(
        root, "pyproject.toml", '"win-64"]\nrequires-pixi',
        '{ platform = "win-64", cuda = "12.0" }]\nrequires-pixi',
    )  # fmt: skip
    assert "cuda 12.0 of win-64" in switch(root, "uv")


def test_a_switch_locks_and_installs_with_the_new_manager(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "uv.lock").write_text("the old lock")
    log = tmp_path / "log"
    poetry = program(
        tmp_path / "bin" / "poetry",
        f'if [ "$1" = --version ]; then echo "Poetry (version 2.5.1)"; else echo "$@" >>{log}; '
        f"touch {root}/poetry.lock; fi",
    )
    switch(root, "poetry", variables=first_on_path(poetry))
    lines = log.read_text().splitlines()
    assert lines == [f"--project {root} lock", f"--project {root} sync"]
    assert not (root / "uv.lock").exists()


def test_an_update_that_leaves_the_manifest_alone_does_not_lock(tmp_path: Path) -> None:
    root = make(tmp_path)
    bin_ = stand_in(tmp_path / "bin", "99.0", "exit 7")
    done = seedbed("update", cwd=root, env=environment(**first_on_path(bin_)))
    assert done.returncode == 0, done.stderr


def test_a_switch_is_one_commit_that_git_can_show(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    switch(root, "pixi")
    changed = run_git(root, "status", "--porcelain").splitlines()
    assert all(line.startswith((" M ", "?? ")) for line in changed)
    assert not any(".seedbed/journal" in line for line in changed)
    commit(root)
    switch(root, "uv")
    commit(root)
    assert run_git(root, "diff", "HEAD~2", "--stat") == ""


@pytest.mark.parametrize("other", OTHERS)
def test_a_task_in_the_short_form_comes_along_there_and_back(tmp_path: Path, other: str) -> None:
    root = make(tmp_path)
    edit(
        root, "pyproject.toml", "[tool.poe.tasks.check]\n",
        '[tool.poe.tasks]\nhello = "echo hi"\n\n[tool.poe.tasks.check]\n',
    )  # fmt: skip
    switch(root, other)
    if other == "pixi":
        assert "poe" not in manifest(root)["tool"]
        assert manifest(root)["tool"]["pixi"]["tasks"]["hello"]["cmd"] == "echo hi"
    switch(root, "uv")
    assert manifest(root)["tool"]["poe"]["tasks"]["hello"] in ("echo hi", {"cmd": "echo hi"})


def test_a_task_for_pixis_shell_stays_pixis(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    edit(root, "pyproject.toml", 'cmd = "python -m pytest"', 'cmd = "ruff check && pytest"')
    left = (root / "pyproject.toml").read_text()
    said = switch(root, "uv")
    assert manifest(root)["tool"]["poe"]["tasks"]["test"]["cmd"] == "python -m pytest"
    assert "pixi" not in manifest(root)["tool"]
    assert "  set aside   tool.pixi.tasks.test\n" in said
    said = switch(root, "pixi")
    assert (
        '  restored    tool.pixi.tasks.test = { description = "Run the tests", cmd = "ruff' in said
    )
    assert (root / "pyproject.toml").read_text() == left


def test_an_index_with_settings_of_its_own_stays_uvs(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(
        root, "pyproject.toml", "[tool.uv]\n",
        '[[tool.uv.index]]\nname = "corp"\nurl = "https://example.org/x"\nformat = "flat"\n\n'
        "[tool.uv]\n",
    )  # fmt: skip
    text = (root / "pyproject.toml").read_text()
    said = switch(root, "poetry")
    assert (
        "warning: Poetry cannot hold the package index corp: what it has would come from another "
        "index, and may be another package there.\n"
    ) in said
    assert "tool.uv.index" in said
    assert "source" not in manifest(root)["tool"]["poetry"]
    switch(root, "uv")
    assert manifest(root) == tomllib.loads(text)


def test_an_index_that_uv_asks_first_is_a_primary_source_before_the_default_one(
    tmp_path: Path,
) -> None:
    root = make(tmp_path)
    edit(
        root, "pyproject.toml", "[tool.uv]\n",
        '[tool.uv]\nindex = [{ name = "corp", url = "https://example.org/x" }]\n',
    )  # fmt: skip
    assert "tool.uv.index → tool.poetry.source: corp\n" in switch(root, "poetry")
    assert manifest(root)["tool"]["poetry"]["source"] == [
        {"name": "corp", "url": "https://example.org/x", "priority": "primary"},
        {"name": "PyPI", "priority": "supplemental"},
    ]


@pytest.mark.parametrize("other", OTHERS)
def test_an_index_keeps_its_name_there_and_back(tmp_path: Path, other: str) -> None:
    root = make(tmp_path)
    edit(
        root, "pyproject.toml", "[tool.uv]\n",
        '[tool.uv]\nindex = [{ name = "corp", url = "https://example.org/x", explicit = true }]\n',
    )  # fmt: skip
    text = (root / "pyproject.toml").read_text()
    switch(root, other)
    switch(root, "uv")
    assert manifest(root) == tomllib.loads(text)


def test_a_comment_in_a_table_that_goes_is_told(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", 'required-version = ">=0.8"', 'required-version = ">=0.8" # as CI')
    assert "a comment is removed with what it was about: # as CI" in switch(root, "pixi")


def test_what_is_set_wins_over_what_was_edited_by_hand(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", 'manager = "uv"', 'manager = "poetry"')
    assert "From uv to Pixi." in switch(root, "pixi")
    assert manifest(root)["tool"]["seedbed"]["manager"] == "pixi"
    assert "poetry" not in manifest(root)["tool"]


def test_a_manager_that_was_edited_by_hand_is_switched_to(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", 'manager = "uv"', 'manager = "poetry"')
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert "From uv to Poetry." in done.stdout
    (tmp_path / "again").mkdir()
    assert owned(root) == owned(make(tmp_path / "again", "--manager", "poetry"))


@pytest.mark.parametrize("manager", ["pixi", "poetry", "conda"])
def test_a_switch_to_a_manager_that_is_not_there_changes_nothing(
    tmp_path: Path, manager: str
) -> None:
    root = make(tmp_path)
    (root / "uv.lock").write_text("version = 1\n")
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    alone = environment(PATH=str(nothing), MAMBA_EXE="", CONDA_EXE="")
    before = files(root)
    done = seedbed("update", "--set", f"manager={manager}", cwd=root, env=alone)
    assert done.returncode == 3
    assert "error: Nothing was changed: " in done.stderr
    assert " found on PATH." in done.stderr
    assert "hint: Install it (https://" in done.stderr
    assert done.stderr.endswith("Or add --no-sync to switch only the files.\n")
    assert files(root) == before
    told = seedbed("update", "--set", f"manager={manager}", "--json", cwd=root, env=alone)
    assert json.loads(told.stdout)["error"]["code"] == "manager-missing"
    assert files(root) == before
    done = seedbed("update", "--set", f"manager={manager}", "--no-sync", cwd=root, env=alone)
    assert done.returncode == 0, done.stderr
    assert f'manager = "{manager}"' in (root / "pyproject.toml").read_text()


def test_a_package_that_would_come_from_elsewhere_is_warned_of_and_not_installed(
    tmp_path: Path,
) -> None:
    root = make(tmp_path, "--framework", "none")
    edit(root, NAME, "dependencies = []", 'dependencies = ["toolkit"]')
    text = (root / NAME).read_text(encoding="utf-8")
    source = '\n[tool.uv.sources]\ntoolkit = { path = "../toolkit" }\n'
    (root / NAME).write_text(text + source, encoding="utf-8")
    said = switch(root, "conda", variables={"CONDA_OFFLINE": "1"})  # as without --no-sync
    warning = (
        "warning: conda cannot hold the source of toolkit (../toolkit): installing it from "
        "another place would be another package.\n"
    )
    assert warning in said
    assert "The environment is not up to date yet.\nNext: seedbed sync" in said
    assert not (root / ".conda").exists()


def test_requirements_that_only_poetry_understands_are_warned_of_first(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "poetry")
    text = (root / NAME).read_text(encoding="utf-8")
    docs = '\n[tool.poetry.group.docs.dependencies]\nsphinx = "^7"\nfuro = "^1 || ^3"\n'
    (root / NAME).write_text(text + docs, encoding="utf-8")
    said = switch(root, "uv", variables={"UV_OFFLINE": "1"})  # as without --no-sync
    assert (
        "warning: uv cannot hold the requirements in tool.poetry.group.docs.dependencies (sphinx, "
        "furo), because only Poetry understands the entry of furo: it would install none of them.\n"
    ) in said
    assert "The lock and the environment are not up to date yet.\nNext: seedbed sync" in said
    assert docs in (root / NAME).read_text(encoding="utf-8")


def test_a_lock_of_somebody_elses_leaves_no_copy_unless_it_changed(tmp_path: Path) -> None:
    root = make(tmp_path)
    lock, copy = root / "pixi.lock", root / ".seedbed/locks/pixi.lock"
    lock.write_text("a colleague's")
    switch(root, "pixi")
    assert (lock.read_text(), copy.read_text()) == ("a colleague's", "a colleague's")
    switch(root, "uv")
    assert lock.read_text() == "a colleague's"
    assert not copy.exists()
    switch(root, "pixi")
    lock.write_text("mine")
    switch(root, "uv")
    assert (lock.read_text(), copy.read_text()) == ("a colleague's", "mine")
