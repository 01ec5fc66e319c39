"""What doctor says of the manifest, and of conflicts in files."""

from __future__ import annotations

from pathlib import Path

import pytest
from aged import commit, run_git
from doctor_runs import BARE, codes, look, only

INDEX = """
[[tool.uv.index]]
name = "torch-cu"
url = "https://download.pytorch.org/whl/cu130"
"""
SOURCE = """
[[tool.poetry.source]]
name = "torch-cu"
url = "https://download.pytorch.org/whl/cu130"
"""
PIXI = """\
[project]
name = "x-1"
version = "1"

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]

[tool.seedbed]
manager = "pixi"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without a lock."""
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "pyproject.toml").write_text(BARE)
    return root


def write(root: Path, text: str) -> None:
    """Write the manifest."""
    (root / "pyproject.toml").write_text(text)


def test_a_manifest_that_does_not_parse(root: Path) -> None:
    assert codes(root, "SB201") == []
    write(root, BARE.replace('version = "1"', "version = 1.2.3"))
    found = only(root, "SB201")
    assert (found.path, found.line, found.column) == ("pyproject.toml", 3, 14)
    assert found.what.startswith("pyproject.toml is not valid TOML: ")
    assert "at line" not in found.what
    assert found.how == (
        "Correct the line that the finding names. `git diff` shows what changed last."
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            'dependencies = ["six"]',
            'dependencies = [\n "scikit learn>=1.7"]',
            (
                "'scikit learn>=1.7' in project.dependencies is not a valid requirement: expected "
                "semicolon (after name with no version specifier) or end."
            ),
        ),
        (
            'dependencies = ["six"]',
            "dependencies = [\n 5]",
            "project.dependencies must hold strings only.",
        ),
        (
            'requires-python = ">=3.11"',
            "\nrequires-python = 3.11",
            "project.requires-python must be a string: put it in quotes.",
        ),
    ],
)
def test_what_no_manager_reads(root: Path, before: str, after: str, told: str) -> None:
    text = BARE.replace('version = "1"', f'version = "1"\n{before}')
    text = text.replace(f'{before}\nrequires-python = ">=3.11"', before)
    write(root, text)
    assert codes(root, "SB202") == []
    write(root, text.replace(before, after, 1))
    found = only(root, "SB202")
    assert found.what == told
    assert (root / "pyproject.toml").read_text().splitlines()[found.line - 1] in after.splitlines()
    assert not any("requires-python" in one.what for one in look(root, "SB004"))


def test_one_that_is_not_utf8(root: Path) -> None:
    (root / "pyproject.toml").write_bytes(BARE.encode() + b'description = "\xff"\n')
    found = only(root, "SB201")
    assert found.what.startswith("pyproject.toml is not UTF-8 text: byte ")


def test_an_environment_file_that_does_not_parse(root: Path) -> None:
    write(root, BARE.replace('"uv"', '"conda"'))
    (root / "environment.yml").write_text("dependencies:\n  - python\n")
    assert codes(root, "SB201") == []
    (root / "environment.yml").write_text("dependencies:\n  - python: [\n")
    found = only(root, "SB201")
    assert (found.path, found.line) == ("environment.yml", 3)
    (root / "environment.yml").unlink()
    assert only(root, "SB201").what == f"environment.yml is missing from {root}."


def test_a_manifest_that_pixi_refuses(root: Path) -> None:
    write(root, PIXI)
    assert codes(root, "SB202") == []
    write(root, PIXI.replace('["linux-64"]', '["linux"]'))
    found = only(root, "SB202")
    assert (found.path, found.line) == ("pyproject.toml", 7)
    assert found.what.startswith("Pixi does not read pyproject.toml: tool.pixi.workspace.platforms")


def test_one_that_poetry_refuses(root: Path) -> None:
    text = BARE.replace('"uv"', '"poetry"')
    write(root, f"{text}a = {{ b = 1 }}\n")
    assert codes(root, "SB202") == []
    write(root, f"{text}a = {{\n  b = 1,\n}}\n")
    assert only(root, "SB202").what.startswith("Poetry does not read pyproject.toml: ")


def test_conflict_markers_in_a_file(root: Path) -> None:
    run_git(root, "init", "--quiet")
    (root / "a.py").write_text("x = 1\n<<<<<<< ours\ny = 1\n=======\ny = 2\n>>>>>>> theirs\n")
    (root / "notes.rst").write_text("<<<<<<< is how one begins\n=======\n")
    commit(root)
    found = only(root, "SB203")
    assert (found.what, found.path, found.line) == ("a.py contains conflict markers.", "a.py", 2)
    (root / "a.py").write_text("x = 1\n")
    assert codes(root, "SB203") == []


MARKED = "<<<<<<< ours\n=======\n>>>>>>> theirs\n"


def test_what_git_ignores_is_not_read_and_files_are_named_from_the_project_on(root: Path) -> None:
    run_git(root.parent, "init", "--quiet")
    run_git(root.parent, "config", "grep.fullName", "true")
    (root / ".gitignore").write_text("c.py\n")
    for name in ("a.py", "b.py", "c.py"):
        (root / name).write_text(MARKED)
    (root / "data").write_text(MARKED + "0" * 2_000_000)
    (root / ".seedbed" / "journal").mkdir(parents=True)
    (root / ".seedbed" / "journal" / "a.py").write_text(MARKED)
    run_git(root, "add", "a.py")
    assert [one.path for one in look(root, "SB203")] == ["a.py", "b.py"]


def test_without_git_only_the_manifests_are_read(root: Path) -> None:
    (root / "a.py").write_text(MARKED)
    (root / "uv.toml").write_text(MARKED)
    found = only(root, "SB203")
    assert (found.path, found.line) == ("uv.toml", 1)
    assert found.how == "Edit the file so that it says what you want, and remove the markers."


@pytest.mark.parametrize("in_git", [True, False])
def test_conflicts_that_an_update_left(root: Path, in_git: bool) -> None:
    from seedbed.merge3.values import Conflict
    from seedbed.update import conflicts

    (root / ".seedbed").mkdir()
    found = {"a.toml": [Conflict(path=("a",), ours=2, theirs=3)]}
    (root / ".seedbed" / "conflicts").write_bytes(conflicts.write(found, by_git=in_git))
    (root / "a.toml").write_text("a = 2\n")
    if in_git:
        from seedbed.host.git_conflicts import Versions, stage_conflicts

        run_git(root, "init", "--quiet")
        versions = Versions(base=b"a = 1\n", ours=b"a = 2\n", theirs=b"a = 3\n")
        assert stage_conflicts(str(root), {"a.toml": versions})
    assert only(root, "SB204").what == "The last update left conflicts in a.toml."
    if in_git:
        run_git(root, "add", "a.toml")
    else:
        (root / ".seedbed" / "conflicts").unlink()
    assert codes(root, "SB204") == []


@pytest.mark.parametrize(
    ("bare", "good"),
    [
        (INDEX, f"{INDEX}explicit = true\n"),
        (SOURCE, f'{SOURCE}priority = "explicit"\n'),
        (f'{SOURCE}priority = "primary"\n', ""),
    ],
)
def test_an_index_of_pytorch_that_serves_all(root: Path, bare: str, good: str) -> None:
    write(root, BARE + bare)
    found = only(root, "SB205")
    assert (found.what, found.line) == ("The index 'torch-cu' is not explicit.", 13)
    write(root, BARE + good)
    assert codes(root, "SB205") == []


def test_an_extra_index_of_pytorch(root: Path) -> None:
    extra = 'extra-index-url = ["https://download.pytorch.org/whl/cu130"]\n'
    write(root, BARE.replace("package = false\n", f"package = false\n{extra}"))
    found = only(root, "SB205")
    assert found.what.startswith("tool.uv.extra-index-url names https://download.pytorch.org/")
    assert found.line == 8


def test_a_torch_backend(root: Path) -> None:
    write(root, BARE.replace("package = false\n", 'package = false\ntorch-backend = "auto"\n'))
    found = only(root, "SB206")
    assert found.what == "tool.uv.torch-backend = 'auto' has no effect on uv.lock."
    assert (found.line, found.advice) == (8, True)
    write(root, BARE)
    assert codes(root, "SB206") == []


def test_a_table_that_is_gone_or_odd(root: Path) -> None:
    assert codes(root, "SB207") == []
    write(root, BARE.replace('"uv"', '"uvx"'))
    found = only(root, "SB207")
    assert found.what == (
        "pyproject.toml has an unknown value under [tool.seedbed]: manager = 'uvx'."
    )
    assert (found.line, found.how) == (10, "Did you mean 'uv'?")
    write(root, BARE.partition("[tool.seedbed]")[0])
    assert codes(root, "SB207") == []  # somebody else's
    (root / ".seedbed").mkdir()
    (root / ".seedbed" / "base").touch()
    assert "no longer has the table [tool.seedbed]" in only(root, "SB207").what
