"""`seedbed update`: what a newer seedbed generates meets what people wrote."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest
from aged import age, commit, edit, generated, make, run_git
from cli import files, seedbed
from running import environment

from seedbed.layers.library import load_library, offered


def update(root: Path, *options: str, status: int = 0) -> str:
    """Run `seedbed update --no-sync` and give all that it said."""
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def stamps(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in [root, *sorted(root.rglob("*"))]}


@pytest.mark.parametrize("manager", offered(load_library(), "manager"))
def test_an_update_without_a_change_writes_nothing(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--with", "vscode,direnv")
    before = stamps(root)
    assert "up to date" in update(root)
    assert stamps(root) == before


def test_edits_without_a_template_change_stay_as_they_are(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "vscode")
    for path in files(root):
        if path != ".seedbed/base":
            with (root / path).open("a") as file:
                file.write("# mine\n" if not path.endswith(".json") else "\n")
    before = stamps(root)
    update(root)
    assert stamps(root) == before


def test_an_edit_beside_a_template_change_stays(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "vscode")
    age(root, "pyproject.toml", ('minversion = "8.4"', 'minversion = "8.3"'))
    age(root, "README.md", ("## Layout", "## Where things are"))
    age(root, ".vscode/settings.json", ('"files.eol": "\\n"', '"files.eol": "auto"'))
    age(root, ".gitignore", ("/dist/\n", ""))
    age(root, ".github/workflows/ci.yml", ("timeout-minutes: 30", "timeout-minutes: 20"))
    edit(
        root,
        "pyproject.toml",
        '"numpy>=2.1",\n    ',
        '"numpy>=2.1",\n    "pandas", # for tables\n    ',
    )
    edit(root, "pyproject.toml", "[tool.ruff]\n", "[tool.ruff]\n# long lines are fine\n")
    edit(root, "README.md", "## Everyday commands", "## Every day")
    edit(root, ".vscode/settings.json", '"files.insertFinalNewline": true', '"editor.rulers": [80]')
    edit(root, ".gitignore", ".env\n", ".env\n/data/\n")
    edit(root, ".github/workflows/ci.yml", "timeout-minutes: 15", "timeout-minutes: 45")
    said = update(root)
    text = (root / "pyproject.toml").read_text()
    assert 'minversion = "8.4"' in text
    assert '"pandas", # for tables' in text
    assert "# long lines are fine" in text
    readme = (root / "README.md").read_text()
    assert "## Layout" in readme
    assert "## Every day" in readme
    settings = json.loads((root / ".vscode/settings.json").read_text())
    assert settings["files.eol"] == "\n"
    assert settings["editor.rulers"] == [80]
    assert {"/dist/", "/data/"} <= set((root / ".gitignore").read_text().splitlines())
    workflow = (root / ".github/workflows/ci.yml").read_text()
    assert "timeout-minutes: 30" in workflow
    assert "timeout-minutes: 45" in workflow
    for path in ("pyproject.toml", "README.md", ".vscode/settings.json", ".gitignore"):
        assert f"changed   {path}" in said
    before = stamps(root)
    assert "up to date" in update(root)
    assert stamps(root) == before


def test_a_conflict_in_toml_keeps_the_users_value(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    commit(root)
    edit(root, "pyproject.toml", "line-length = 90", "line-length = 120 # wide screens")
    commit(root)
    said = update(root, status=1)
    assert "changed by you and seedbed: tool.ruff.line-length" in said
    text = (root / "pyproject.toml").read_text()
    assert tomllib.loads(text)["tool"]["ruff"]["line-length"] == 120
    assert "line-length = 120 # wide screens" in text
    report = (root / ".seedbed/conflicts").read_text()
    assert "yours: 120" in report
    assert "seedbed: 100" in report
    stages = run_git(root, "ls-files", "--unmerged").splitlines()
    assert [line.split()[2] for line in stages] == ["1", "2", "3"]
    assert "line-length = 90" in run_git(root, "show", ":1:pyproject.toml")
    assert run_git(root, "show", ":2:pyproject.toml") == text
    theirs = tomllib.loads(run_git(root, "show", ":3:pyproject.toml"))
    assert theirs["tool"]["ruff"]["line-length"] == 100
    assert "conflicts" not in run_git(root, "status", "--porcelain")


def test_after_a_conflict_the_next_update_waits_until_it_is_settled(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    edit(root, "pyproject.toml", "line-length = 90", "line-length = 120")
    commit(root)
    update(root, status=1)
    before = files(root)
    assert "The last update left conflicts in pyproject.toml." in update(root, status=1)
    assert files(root) == before
    run_git(root, "add", "pyproject.toml")
    assert "are resolved" in update(root)
    assert not (root / ".seedbed/conflicts").exists()
    assert "up to date" in update(root)
    assert "line-length = 120" in (root / "pyproject.toml").read_text()


def test_a_conflict_in_plain_text_is_marked(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    age(root, "src/x_1/runs.py", ("def trained_run(", "def latest_run("))
    edit(root, "src/x_1/runs.py", "def latest_run(", "def last_run(")
    commit(root)
    ours = (root / "src/x_1/runs.py").read_bytes()
    update(root, status=1)
    text = (root / "src/x_1/runs.py").read_text()
    mine, _, theirs = text.partition("<<<<<<< yours\n")[2].partition("=======\n")
    assert "def last_run(" in mine
    assert "def trained_run(" in theirs.partition(">>>>>>> seedbed\n")[0]
    assert run_git(root, "show", ":2:src/x_1/runs.py").encode() == ours
    run_git(root, "add", "src/x_1/runs.py")
    assert "src/x_1/runs.py" in update(root, status=1), "markers that are added are still markers"
    edit(root, "src/x_1/runs.py", text, ours.decode())
    run_git(root, "add", "src/x_1/runs.py")
    update(root)


def test_without_git_a_conflict_waits_for_its_report_to_go(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    edit(root, "pyproject.toml", "line-length = 90", "line-length = 120")
    assert "remove that file" in update(root, status=1)
    assert "remove .seedbed/conflicts" in update(root, status=1)
    (root / ".seedbed/conflicts").unlink()
    assert "up to date" in update(root)


def test_the_same_change_on_both_sides_is_none(tmp_path: Path) -> None:
    root = make(tmp_path)
    whole = files(root)
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    age(root, "README.md", ("## Layout", "## Where things are"))
    for path in ("pyproject.toml", "README.md"):
        (root / path).write_bytes(whole[path])
    update(root)
    assert {**files(root), **whole} == files(root)


def test_a_comment_behind_a_requirement_outlives_its_new_range(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "pyproject.toml", ('"pytest>=8.4"', '"pytest>=8.3"'))
    edit(root, "pyproject.toml", '"pytest>=8.3",', '"pytest>=8.3",  # keep me')
    edit(root, "pyproject.toml", '"ruff>=0.15",', '"ruff>=0.15",\n    "ipython",')
    update(root)
    assert '    "pytest>=8.4",  # keep me\n' in (root / "pyproject.toml").read_text()


def test_what_both_added_alike_is_no_conflict(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--without", "pre-commit")
    edit(root, "pyproject.toml", '"pytest>=8.4",', '"pre-commit>=4.2",\n    "pytest>=8.4",')
    update(root, "--set", "extras=github,pre-commit")
    text = (root / "pyproject.toml").read_text()
    assert text.count('"pre-commit>=4.2"') == 1
    assert 'pre-commit = ">=4.2"' in text


def test_files_come_and_go_with_the_template(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "tests/test_data.py", None)
    said = update(root, "--set", "extras=pre-commit,vscode")
    assert "added     tests/test_data.py" in said
    assert "added     .vscode/settings.json" in said
    assert "removed   .github/workflows/ci.yml" in said
    assert not (root / ".github").exists()
    assert (root / ".seedbed/journal/last/.github/workflows/ci.yml").is_file()


def test_what_the_user_removed_stays_removed(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "LICENSE", ("MIT License", "The MIT License"))
    (root / "LICENSE").unlink()
    (root / "README.md").unlink()
    assert "you removed it" in update(root)
    assert not (root / "LICENSE").exists()
    assert not (root / "README.md").exists()
    assert "up to date" in update(root)


def test_a_file_that_is_generated_no_more_stays_when_it_was_changed(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, ".github/workflows/ci.yml", "name: CI", "name: Our CI")
    said = update(root, "--set", "extras=pre-commit")
    assert "it is no longer generated, but you changed it, so it stays" in said
    assert "name: Our CI" in (root / ".github/workflows/ci.yml").read_text()
    assert not (root / ".github/dependabot.yml").exists()


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    before = stamps(root)
    said = update(root, "--dry-run", "--set", "manager=pixi")
    assert "From uv to Pixi." in said
    assert "changed     pyproject.toml" in said
    assert "Nothing was written." in said
    assert stamps(root) == before


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("## Layout", "## Where things are"))
    edit(root, "README.md", "## Everyday commands", "## Every day")
    path = root / "README.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    update(root)
    data = path.read_bytes()
    assert b"## Layout\r\n" in data
    assert b"## Every day\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_line_ends_that_git_changed_are_no_edits(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "poetry")
    for path in files(root):
        if path != ".seedbed/base":
            (root / path).write_bytes((root / path).read_bytes().replace(b"\n", b"\r\n"))
    before = stamps(root)
    assert "up to date" in update(root)
    assert stamps(root) == before
    update(root, "--set", "manager=uv")
    assert not (root / "poetry.toml").exists()
    data = (root / "pyproject.toml").read_bytes()
    assert b"[tool.uv]\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_permissions_stay(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("## Layout", "## Where things are"))
    os.chmod(root / "README.md", 0o640)
    update(root)
    assert (root / "README.md").stat().st_mode & 0o777 == 0o640


def test_json_is_one_document(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    edit(root, "pyproject.toml", "line-length = 90", "line-length = 120")
    done = seedbed("update", "--no-sync", "--json", cwd=root, env=environment())
    assert done.returncode == 1
    envelope = json.loads(done.stdout)
    assert envelope["error"]["code"] == "conflicts"
    (changed,) = envelope["result"]["files"]
    assert changed == {
        "path": "pyproject.toml",
        "change": "conflict",
        "notes": [],
        "conflicts": ["tool.ruff.line-length"],
    }
    assert envelope["result"]["written"]


def test_the_base_is_what_was_generated(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("## Layout", "## Where things are"))
    edit(root, "README.md", "## Everyday commands", "## Every day")
    update(root)
    (tmp_path / "again").mkdir()
    assert generated(root) == generated(make(tmp_path / "again"))
