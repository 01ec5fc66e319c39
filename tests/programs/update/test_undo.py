"""`seedbed update --undo` brings back what the last update replaced, byte for byte."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from aged import age, commit, edit, make, run_git
from cli import files, seedbed
from running import environment
from stand_ins import program

NAME = "pyproject.toml"


def update(root: Path, *options: str, status: int = 0) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def owned(root: Path) -> dict[str, bytes]:
    """The project's files with the base, but without what seedbed keeps for itself."""
    kept = (".seedbed/journal", ".seedbed/due")
    return {path: data for path, data in files(root).items() if not path.startswith(kept)}


def with_old_readme(root: Path) -> None:
    age(root, "README.md", ("# x-1\n", "# x-1, as it was\n"))


@pytest.mark.parametrize("manager", ["pixi", "poetry", "conda"])
def test_a_switch_is_taken_back_and_made_again(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path)
    edit(root, NAME, "[tool.ruff]\n", "[tool.mine]\na = 1 # mine\n\n[tool.ruff]\n")
    before = owned(root)
    update(root, "--manager", manager)
    switched = owned(root)
    assert switched != before
    said = update(root, "--undo")
    assert f"  changed   {NAME}\n" in said
    assert "To reverse this: seedbed update --undo\nNext: seedbed sync\n" in said
    assert owned(root) == before
    update(root, "--undo")
    assert owned(root) == switched


def test_files_that_came_go_and_those_that_went_come_back(tmp_path: Path) -> None:
    root = make(tmp_path)
    before = owned(root)
    update(root, "--with", "vscode", "--without", "pre-commit")
    assert (root / ".vscode/settings.json").exists()
    assert not (root / ".pre-commit-config.yaml").exists()
    said = update(root, "--undo")
    assert "  removed   .vscode/settings.json\n" in said
    assert "  restored  .pre-commit-config.yaml\n" in said
    assert owned(root) == before
    assert not (root / ".vscode").exists()


def test_an_update_that_only_adds_is_taken_back(tmp_path: Path) -> None:
    root = make(tmp_path)
    with_old_readme(root)
    update(root)
    before = owned(root)
    age(root, ".gitattributes", None)
    without = owned(root)
    update(root)
    assert owned(root) == before
    update(root, "--undo")
    assert owned(root) == without


def test_a_file_that_was_edited_since_stops_it(tmp_path: Path) -> None:
    root = make(tmp_path)
    update(root, "--manager", "pixi")
    with (root / "README.md").open("a") as file:
        file.write("mine\n")
    before = files(root)
    assert update(root, "--undo", status=1) == (
        "error: You changed these files after the update: README.md.\n"
        "hint: Nothing was undone. Either put them back, for example with 'git restore', or copy "
        "what you need from .seedbed/journal/last, which has the files from before the update.\n"
    )
    assert files(root) == before


def test_a_file_that_was_removed_since_stops_it_too(tmp_path: Path) -> None:
    root = make(tmp_path)
    update(root, "--with", "vscode")
    (root / ".vscode/settings.json").unlink()
    said = update(root, "--undo", status=1)
    assert said.startswith(
        "error: You changed these files after the update: .vscode/settings.json (removed).\n"
    )


@pytest.mark.parametrize("committed", [True, False])
def test_an_update_with_a_conflict_is_taken_back_in_a_repository_too(
    tmp_path: Path, *, committed: bool
) -> None:
    root = make(tmp_path)
    run_git(root, "init", "--quiet")
    edit(root, "README.md", "$ uv sync  ", "$ uv sync --mine  ")
    if committed:
        commit(root)
    before = owned(root)
    update(root, "--manager", "pixi", status=1)
    assert "README.md" in (root / ".seedbed/conflicts").read_text()
    assert run_git(root, "ls-files", "--unmerged")
    said = update(root, "--undo")
    assert "  changed   README.md\n" in said
    assert owned(root) == before
    assert run_git(root, "ls-files", "--unmerged") == ""
    if committed:
        assert run_git(root, "status", "--porcelain") == ""


def test_without_an_update_there_is_nothing_to_undo(tmp_path: Path) -> None:
    root = make(tmp_path)
    assert update(root, "--undo", status=1) == (
        f"error: There is no update of {root} to undo.\n"
        "hint: seedbed keeps only the last one, in .seedbed/journal.\n"
    )


def test_a_dry_run_shows_it_and_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path)
    update(root, "--manager", "pixi")
    before = files(root)
    assert update(root, "--undo", "--dry-run").endswith("\nNothing was written.\n")
    said = json.loads(update(root, "--undo", "--dry-run", "--json"))
    assert said["result"]["written"] is False
    assert NAME in said["result"]["files"]
    assert files(root) == before


def test_modes_come_back(tmp_path: Path) -> None:
    root = make(tmp_path)
    with_old_readme(root)
    (root / "README.md").chmod(0o600)
    update(root)
    update(root, "--undo")
    assert (root / "README.md").stat().st_mode & 0o777 == 0o600
    assert (root / "README.md").read_text().startswith("# x-1, as it was\n")


def test_a_journal_that_came_with_the_clone_is_not_believed(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    update(root, "--manager", "pixi")
    run_git(root, "add", "--force", ".seedbed/journal")
    commit(root)
    before = files(root)
    said = update(root, "--undo", status=1)
    assert "error: git tracks .seedbed/journal, where only seedbed may put files.\n" in said
    assert files(root) == before


@pytest.mark.parametrize(
    "line",
    [
        "00000000 - ../x",
        "zz - x",
        "00000000 zz x",
        "00000000 x",
        "- 00000000 /etc/passwd",
        "00000000 00000000 .git/config",
    ],
)
def test_a_list_that_seedbed_did_not_write_is_refused(tmp_path: Path, line: str) -> None:
    root = make(tmp_path)
    update(root, "--manager", "pixi")
    (root / ".seedbed/journal/last/.seedbed/steps").write_text(f"{line}\n")
    before = files(root)
    assert ", which seedbed never creates here." in update(root, "--undo", status=1)
    assert files(root) == before


@pytest.mark.parametrize("damage", ["gone", "cut off", "added"])
def test_a_damaged_copy_of_a_file_is_not_put_back(tmp_path: Path, damage: str) -> None:
    root = make(tmp_path)
    with_old_readme(root)
    update(root)
    name = "README.md"
    if damage == "added":  # what the update created, as if it had replaced something
        steps = root / ".seedbed/journal/last/.seedbed/steps"
        steps.write_text(re.sub(r" [0-9a-f]{8} README", " - README", steps.read_text()))
    else:
        kept = root / ".seedbed/journal/last/README.md"
        text = kept.read_text()
        kept.unlink() if damage == "gone" else kept.write_text(text[: len(text) // 2])
    before = files(root)
    place = root / ".seedbed/journal/last" / name
    assert update(root, "--undo", status=1) == (
        f"error: The update can't be undone: {place} is missing or damaged.\n"
        f"hint: Nothing was changed. Restore {name} in another way, for example with "
        "'git restore'.\n"
    )
    assert files(root) == before


AGAIN = {
    "uv": ("uv 0.13.8", "'seedbed sync'"),
    "poetry": ("Poetry (version 2.5.0)", "'poetry lock' and 'seedbed sync'"),
}


@pytest.mark.parametrize("manager", AGAIN)
def test_if_the_environment_fails_one_way_is_named(tmp_path: Path, manager: str) -> None:
    version, again = AGAIN[manager]
    root = make(tmp_path, "--manager", manager)
    before = (root / NAME).read_bytes()
    update(root, "--with", "docs")
    script = f'if [ "$1" = --version ]; then echo "{version}"; exit; fi\nexit 2'
    path = program(tmp_path / "bin" / manager, script).parent
    done = seedbed("update", "--undo", cwd=root, env=environment(PATH=f"{path}:/usr/bin:/bin"))
    assert done.returncode == 3
    assert (root / NAME).read_bytes() == before
    error, hint = done.stderr.splitlines()[-2:]
    assert error == (
        f"error: The files are back, but the environment is not: '{manager} lock' failed with exit "
        "status 2; see its output above."
    )
    assert re.search(rf"[Tt]hen run {again}\.$", hint)
    assert hint.count(" run ") == 1
