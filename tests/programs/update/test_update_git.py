"""`seedbed update` inside git: what it stages, and where git is odd, old, or missing."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from aged import age, commit, edit, make, run_git
from cli import files, seedbed
from hypothesis import example, given
from hypothesis import strategies as st
from running import environment
from stand_ins import first_on_path, program

from seedbed.merge3.values import Conflict
from seedbed.update import conflicts as reports

CODE = "src/x_1/runs.py"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which both sides will have changed a value and a line."""
    root = make(tmp_path_factory.mktemp("template"))
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    age(root, CODE, ("def trained_run(", "def latest_run("))
    return root


def clash(root: Path) -> None:
    edit(root, "pyproject.toml", "line-length = 90", "line-length = 120")
    edit(root, CODE, "def latest_run(", "def start_run(")


def placed(template: Path, place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(template, place))


def update(root: Path, *options: str, status: int = 0, **variables: str) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment(**variables))
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def stages(root: Path) -> dict[str, str]:
    """Path to the stages that git's index has of it."""
    found: dict[str, str] = {}
    for entry in filter(None, run_git(root, "ls-files", "--unmerged", "-z").split("\0")):
        about, _, path = entry.partition("\t")
        found[path] = found.get(path, "") + about.split()[2]
    return found


def check_pending(root: Path) -> None:
    """The next update waits, and writes nothing."""
    before = files(root)
    assert "The last update left conflicts in" in update(root, status=1)
    assert files(root) == before


@pytest.mark.parametrize(
    "place", ["top", "sub/folder", "two words", "é ü 木", 'quo"te', "a'b", " lead", "[x]*", "-dash"]
)
def test_conflicts_are_staged_wherever_the_project_lies(
    tmp_path: Path, template: Path, place: str
) -> None:
    (tmp_path / "repo").mkdir()
    top = tmp_path / "repo"
    run_git(top, "init", "--quiet")
    root = placed(template, top / place)
    commit(top)
    clash(root)
    assert "'git add' the files" in update(root, status=1)
    assert stages(root) == {"pyproject.toml": "123", CODE: "123"}
    assert not any(line.startswith(("A", "D")) for line in run_git(top, "status", "-s").split("\n"))
    check_pending(root)
    run_git(root, "checkout", "--theirs", "--", "pyproject.toml")
    assert "line-length = 100" in (root / "pyproject.toml").read_text()
    run_git(root, "checkout", "--ours", "--", "pyproject.toml", CODE)
    assert "line-length = 120" in (root / "pyproject.toml").read_text()
    assert "def start_run(" in (root / CODE).read_text()
    run_git(root, "add", "pyproject.toml", CODE)
    update(root)
    assert "up to date" in update(root)


@pytest.mark.parametrize("kind", ["sha256", "worktree", "untracked", "ignored", "no commit"])
def test_repositories_of_every_kind_take_note(tmp_path: Path, template: Path, kind: str) -> None:
    root = placed(template, tmp_path / "x")
    run_git(root, "init", "--quiet", *(["--object-format=sha256"] if kind == "sha256" else []))
    if kind == "ignored":
        (root / ".git/info/exclude").write_text("/pyproject.toml\n/src/\n")
    if kind == "untracked":
        run_git(root, "add", "README.md")
    elif kind != "no commit":
        commit(root)
    if kind == "worktree":
        run_git(root, "worktree", "add", "--quiet", str(tmp_path / "other"))
        root = tmp_path / "other"
    clash(root)
    update(root, status=1)
    assert stages(root) == {"pyproject.toml": "123", CODE: "123"}
    check_pending(root)


@pytest.mark.parametrize("setting", ["true", "input"])
def test_line_ends_that_git_turns_are_no_difference(
    tmp_path: Path, template: Path, setting: str
) -> None:
    root = placed(template, tmp_path / "x")
    run_git(root, "init", "--quiet")
    run_git(root, "config", "core.autocrlf", setting)
    commit(root)
    clash(root)
    place = root / CODE
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    update(root, status=1)
    lines = place.read_bytes().count(b"\n")
    assert place.read_bytes().count(b"\r\n") == lines
    for stage in "123":
        assert "\r" not in run_git(root, "cat-file", "blob", f":{stage}:{CODE}")
    changed = run_git(root, "diff", "--stat", "--ours", "--", CODE)
    assert "| 4 +" in changed or "| 5 +" in changed or "| 6 +" in changed, changed


@pytest.mark.parametrize("fault", ["locked", "missing", "failing", "no repository"])
def test_where_git_takes_no_note_the_report_has_to_go(
    tmp_path: Path, template: Path, fault: str
) -> None:
    root = placed(template, tmp_path / "x")
    variables = {}
    if fault != "no repository":
        run_git(root, "init", "--quiet")
        commit(root)
    clash(root)
    if fault == "locked":
        (root / ".git/index.lock").write_text("")
    elif fault == "missing":
        (tmp_path / "empty").mkdir()
        variables["PATH"] = str(tmp_path / "empty")
    elif fault == "failing":
        variables = first_on_path(program(tmp_path / "bin" / "git", "exit 128"))
    assert "remove that file" in update(root, status=1, **variables)
    (root / ".git/index.lock").unlink(missing_ok=True)
    check_pending(root)  # git is there again, and knows of nothing
    (root / reports.PATH).unlink()
    assert "yours" in (root / CODE).read_text()


def test_a_conflict_of_the_users_own_merge_is_left_alone(tmp_path: Path, template: Path) -> None:
    root = placed(template, tmp_path / "x")
    run_git(root, "init", "--quiet")
    commit(root)
    blob = run_git(root, "hash-object", "-w", "README.md").strip()
    entries = "".join(f"100644 {blob} {stage}\tREADME.md\n" for stage in (1, 2, 3))
    command = ["git", "update-index", "--index-info"]
    subprocess.run(command, cwd=root, env=environment(), input=entries.encode(), check=True)
    clash(root)
    update(root, status=1)
    assert stages(root) == {"pyproject.toml": "123", CODE: "123", "README.md": "123"}
    run_git(root, "checkout", "--ours", "--", CODE)
    run_git(root, "add", "pyproject.toml", CODE)
    update(root)
    assert stages(root) == {"README.md": "123"}


def test_an_executable_stays_one_in_every_stage(tmp_path: Path, template: Path) -> None:
    root = placed(template, tmp_path / "x")
    (root / CODE).chmod(0o755)
    run_git(root, "init", "--quiet")
    commit(root)
    clash(root)
    update(root, status=1)
    listed = run_git(root, "ls-files", "--unmerged", "--", CODE).splitlines()
    assert {line.split()[0] for line in listed} == {"100755"}
    assert (root / CODE).stat().st_mode & 0o111


def test_a_file_that_the_user_emptied_is_staged_empty(tmp_path: Path, template: Path) -> None:
    root = placed(template, tmp_path / "x")
    run_git(root, "init", "--quiet")
    commit(root)
    (root / CODE).write_text("")
    update(root, status=1)
    assert stages(root)[CODE] == "123"
    assert run_git(root, "show", f":2:{CODE}") == ""


def test_text_from_files_does_not_steer_the_terminal(tmp_path: Path, template: Path) -> None:
    root = placed(template, tmp_path / "x")
    evil = r"\u001b]0;owned\u0007\u009b31m\u202e"
    edit(
        root, "pyproject.toml", "line-length = 90",
        f'line-length = "{evil}"\n"{evil}\\n  added" = {{ "{evil}" = 1 }}',
    )  # fmt: skip
    edit(root, "pyproject.toml", "[tool.uv]\n", f'[tool.uv]\n"{evil}\\n  added     evil" = 1\n')
    for options in ((), ("--dry-run", "--set", "manager=pixi")):
        said = update(root, *options, "--dry-run", status=0)
        assert all(char.isprintable() or char == "\n" for char in said)
        assert "\n  added     evil" not in said
    assert update(root, "--json", "--dry-run", "--set", "manager=pixi", status=0).isascii()
    envelope = update(root, "--json", status=1)
    assert envelope.isascii()
    assert json.loads(envelope)["error"]["code"] == "conflicts"


@pytest.mark.parametrize(
    ("options", "code", "status"),
    [
        ((), "conflicts", 1),
        (("--dry-run",), "", 0),
        (("--set", "manager=pixi", "--dry-run"), "", 0),
        (("--set", "manager=vu"), "unknown-choice", 2),
        (("--no-such-option",), "bad-usage", 2),
        (("--new-base",), "", 0),
    ],
)
def test_json_is_one_document_whatever_happens(
    tmp_path: Path, template: Path, options: tuple[str, ...], code: str, status: int
) -> None:
    root = placed(template, tmp_path / "x")
    clash(root)
    said = update(root, "--json", *options, status=status)
    error = json.loads(said)["error"]
    assert (error["code"] if error else "") == code


@pytest.mark.parametrize("way", [("pixi", "poetry"), ("poetry", "pixi"), ("pixi", "poetry", "uv")])
def test_a_long_way_ends_where_the_short_one_does(
    tmp_path: Path, template: Path, way: tuple[str, ...]
) -> None:
    ends = []
    for name, stops in (("long", way), ("short", way[-1:])):
        root = placed(template, tmp_path / name)
        edit(root, "pyproject.toml", '"numpy>=2.1",\n    ', '"numpy>=2.3", "pandas", ')
        edit(
            root, "pyproject.toml", "[tool.mypy]\n", "[tool.mine]\nx.y = 1 # mine\n\n[tool.mypy]\n"
        )
        edit(root, "README.md", "## Layout", "## Where things are")
        edit(root, ".gitignore", ".env\n", ".env\n/data/*\n!/data/mine\n")
        for manager in stops:
            update(root, "--set", f"manager={manager}")
            assert "up to date" in update(root)
        ends.append({path: data for path, data in files(root).items() if "journal" not in path})
    assert ends[0] == ends[1]


def test_line_ends_are_those_of_most_lines(tmp_path: Path, template: Path) -> None:
    root = placed(template, tmp_path / "x")
    place = root / CODE
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n", 1))
    update(root)
    assert place.read_bytes().count(b"\r\n") <= 1


@pytest.mark.parametrize(
    "value", [[dt.date(2024, 1, 1)], {"a": dt.time(1)}, "\ud800", float("nan"), b"x"]
)
def test_any_value_can_be_reported(value: object) -> None:
    found = Conflict(path=("a", "b c"), ours=value, theirs=1)
    report = reports.write({"x": [found]}, by_git=True)
    assert reports.read_paths(report.decode()) == ["x"]


@example(value="a\u2028b", key="a\x85b")
@given(value=st.text(), key=st.text())
def test_a_report_holds_one_line_for_each_value(value: str, key: str) -> None:
    found = Conflict(path=("tools", key), ours=value, theirs=[value])
    for by_git in (True, False):
        text = reports.write({"some file": [found], "other": [found]}, by_git=by_git).decode()
        assert reports.read_paths(text) == ["some file", "other"]
        assert reports.is_by_git(text) == by_git


def test_where_to_see_what_was_updated(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    age(root, "README.md", ("## Layout", "## Where things are"))
    commit(root)
    assert "Updated 1 file; 'git diff' shows how.\n" in update(root)
    said = update(root, "--set", "extras=github,pre-commit,vscode")
    assert "Updated 5 files; 'git diff' shows how, except for 3 that git doesn't track.\n" in said
    commit(root)
    said = update(root, "--set", "extras=github,pre-commit")
    assert "Updated 5 files; 'git diff' shows how.\n" in said


def test_where_to_see_what_was_updated_without_git(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("## Layout", "## Where things are"))
    assert "Updated 1 file. To undo: seedbed update --undo\n" in update(root)
    assert "## Where things are" in (root / ".seedbed/journal/last/README.md").read_text()
    age(root, "tests/test_data.py", None)
    assert "Added 1 file. To undo: seedbed update --undo\n" in update(root)
    assert "Removed 1 file. To reverse this: " in update(root, "--undo")
