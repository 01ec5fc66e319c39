"""A package that the user renamed: old and new paths are one file, and no second copy appears."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aged import age, commit, edit, generated, make, run_git
from cli import files, seedbed
from running import environment


def update(root: Path, *options: str, status: int = 0) -> str:
    """Run `seedbed update --no-sync` and give all that it said."""
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def rename(root: Path, *, name: str = "grown", move: bool = True, text: bool = True) -> None:
    """Rename project and package as people do: git mv, then search and replace."""
    if move:
        run_git(root, "mv", "src/x_1", f"src/{name}")
    edit(root, "pyproject.toml", 'package = "x_1"', f'package = "{name}"')
    edit(root, "pyproject.toml", '[project]\nname = "x-1"', f'[project]\nname = "{name}"')
    if text:
        for path in [*root.rglob("*.py"), root / "README.md", root / "pyproject.toml"]:
            old = path.read_text()
            path.write_text(re.sub(r"\bx_1\b", name, re.sub(r"\bx-1\b", name, old)))
    commit(root)


def old_project(folder: Path) -> Path:
    root = make(folder, git=True)
    age(root, "src/x_1/runs.py", ("def trained_run(", "def latest_run("))
    age(root, "src/x_1/config.py", ("epochs: int = 20", "epochs: int = 10"))
    age(root, "README.md", ("## Layout", "## Where things are"))
    age(root, "tests/test_train.py", ("from x_1 import train", "from x_1 import train as t"))
    commit(root)
    return root


@pytest.mark.parametrize("text", [True, False], ids=["replaced everywhere", "folder only"])
def test_a_renamed_package_is_updated_where_it_is_now(tmp_path: Path, text: bool) -> None:
    root = old_project(tmp_path)
    edit(root, "src/x_1/runs.py", "def write_json(", "def dump_json(")
    edit(root, "src/x_1/model.py", "compresslevel=1", "compresslevel=9")
    (root / "src/x_1/ours.py").write_text("OURS = 1\n")
    rename(root, text=text)
    said = update(root)
    assert not (root / "src/x_1").exists()
    assert sorted(path.name for path in (root / "src/grown").iterdir()) == [
        "__init__.py", "config.py", "data.py", "evaluate.py", "model.py", "ours.py", "py.typed",
        "report.py", "runs.py", "train.py",
    ]  # fmt: skip
    runs = (root / "src/grown/runs.py").read_text()
    assert "def trained_run(" in runs
    assert "def dump_json(" in runs
    assert "epochs: int = 20" in (root / "src/grown/config.py").read_text()
    assert "compresslevel=9" in (root / "src/grown/model.py").read_text()
    assert "## Layout" in (root / "README.md").read_text()
    assert "\nfrom grown import train\n" in (root / "tests/test_train.py").read_text()
    assert "x_1" not in "".join(path.read_text() for path in root.glob("[st]*/**/*.py"))
    assert "| `src/grown/`" in (root / "README.md").read_text()
    assert "added" not in said
    assert "you removed it" not in said
    assert not any("x_1" in path for path in generated(root))
    assert "up to date" in update(root)


def test_a_name_of_ones_own_in_a_line_stays(tmp_path: Path) -> None:
    root = old_project(tmp_path)
    rename(root)
    edit(root, "README.md", "# grown\n", "# Grown, by Ada\n")
    commit(root)
    update(root)
    assert (root / "README.md").read_text().startswith("# Grown, by Ada\n")


def test_a_module_that_was_removed_with_the_renaming_stays_so(tmp_path: Path) -> None:
    root = old_project(tmp_path)
    rename(root)
    (root / "src/grown/runs.py").unlink()
    commit(root)
    assert "you removed it" in update(root)
    assert not (root / "src/grown/runs.py").exists()


def test_a_line_that_both_changed_is_a_conflict_at_its_new_path(tmp_path: Path) -> None:
    root = old_project(tmp_path)
    edit(root, "src/x_1/config.py", "epochs: int = 10", "epochs: int = 99")
    rename(root)
    said = update(root, status=1)
    assert "conflict  src/grown/config.py" in said
    assert said.count("changed by you and seedbed: ") == 1


def test_a_package_that_is_renamed_in_the_choices_alone_waits(tmp_path: Path) -> None:
    root = old_project(tmp_path)
    rename(root, move=False, text=False)
    before = files(root)
    said = update(root, status=1)
    assert said == (
        "error: [tool.seedbed] names the package grown, but its code is still in src/x_1.\n"
        "hint: Move it with 'git mv src/x_1 src/grown', then run the same command again. "
        'Or keep its name: package = "x_1".\n'
    )
    assert files(root) == before


def test_a_renaming_through_a_switch_of_managers(tmp_path: Path) -> None:
    root = old_project(tmp_path)
    edit(root, "src/x_1/runs.py", "def write_json(", "def dump_json(")
    rename(root)
    update(root, "--set", "manager=poetry")
    runs = (root / "src/grown/runs.py").read_text()
    assert "def trained_run(" in runs
    assert "def dump_json(" in runs
    assert not (root / "src/x_1").exists()
    manifest = (root / "pyproject.toml").read_text()
    assert 'packages = [{ include = "grown", from = "src" }]' in manifest
    assert "x_1" not in manifest
