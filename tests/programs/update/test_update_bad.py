"""`seedbed update` on projects that are damaged, or in hands that mistype."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aged import age, edit, make
from cli import files, seedbed
from running import environment

from seedbed.model.tree import BASE_PATH

BASES = {
    "missing": (None, "base-missing", ".seedbed/base is missing"),
    "empty": (b"", "base-damaged", "its first line is wrong"),
    "cut off": (0.5, "base-damaged", "cut off"),
    "newer": (
        b"seedbed-base 2 3 00000000\nAAAA\n",
        "base-too-new",
        "a newer format than 1, the newest that this seedbed supports",
    ),
    "marked": (b"<<<<<<< HEAD\n=======\n>>>>>>> other\n", "base-damaged", "git's conflict markers"),
}


def update(root: Path, *options: str, status: int) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("fault", BASES)
def test_without_a_base_the_differences_are_listed_and_nothing_is_written(
    tmp_path: Path, fault: str
) -> None:
    root = make(tmp_path)
    age(root, "README.md", ("## Layout", "## Where things are"))
    (root / "LICENSE").unlink()
    content, code, words = BASES[fault]
    place = root / BASE_PATH
    if content is None:
        place.unlink()
    elif isinstance(content, float):
        place.write_bytes(place.read_bytes()[: int(place.stat().st_size * content)])
    else:
        place.write_bytes(content)
    before = files(root)
    said = update(root, status=1)
    assert words in said
    assert "differs   README.md" in said
    assert "missing   LICENSE" in said
    assert "pyproject.toml" not in said
    assert files(root) == before
    assert f'"code": "{code}"' in update(root, "--json", status=1)
    assert files(root) == before


def test_a_new_base_makes_later_updates_possible(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, "README.md", "## Everyday commands", "## Every day")
    (root / BASE_PATH).unlink()
    before = files(root)
    update(root, "--new-base", status=0)
    assert {**before, BASE_PATH: (root / BASE_PATH).read_bytes()} == files(root)
    assert "up to date" in update(root, status=0)
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    assert "changed   pyproject.toml" in update(root, status=0)
    assert "## Every day" in (root / "README.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[project]\n", "[project\n", "not valid TOML"),
        ('manager = "uv"', 'manager = "pixie"', "Did you mean 'pixi'?"),
        ('framework = "sklearn"', 'framework = "sklern"', "Did you mean 'sklearn'?"),
        ('lint = "ruff"', 'lint = ["ruff"]', "tool.seedbed.lint must be a string"),
        ('extras = ["github", "pre-commit"]', 'extras = "github"', "must be a list"),
        ('extras = ["github", "pre-commit"]', 'extras = ["githb"]', "Did you mean 'github'?"),
        ('extras = ["github", "pre-commit"]', "extras = [1]", "a list of strings"),
        ('nix = "none"', 'nixx = "none"', "Did you mean 'nix'?"),
        ('version = "0.1.0"\npackage', 'version = "9.0"\npackage', "made by seedbed 9.0"),
        ('requires-python = ">=3.11"', 'requires-python = "new"', "not a range of Python versions"),
        ('requires-python = ">=3.11"', "requires-python = 3", "must be a string"),
        ('name = "x-1"', 'name = "a b${{ x }}"', "Fix [project] name"),
        ('package = "x_1"', 'package = "my pkg; rm"', "Fix [tool.seedbed] package"),
        (
            'framework-version = ""',
            'framework-version = "new"',
            (
                "error: pyproject.toml: framework-version 'new' is not a version range.\n"
                "hint: Fix [tool.seedbed] framework-version.\n"
            ),
        ),
    ],
)
def test_a_manifest_that_cannot_be_is_one_sentence(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", old, new)
    before = files(root)
    said = update(root, status=1)
    assert words in said
    assert files(root) == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "dependencies = [",
            'dependencies = "numpy"\nkeywords = [',
            "project.dependencies must be a list",
        ),
        ("[tool.poe.tasks.check]\n", "[[tool.poe.tasks.check]]\n", "up to date"),
        ("[tool.uv]\n", "[tool]\nuv = 3\n[tool.uvv]\n", "tool.uv must be a table"),
    ],
)
def test_a_table_of_the_wrong_type_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", old, new)
    before = files(root)
    done = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root, env=environment())
    assert "Traceback" not in done.stderr
    if words == "up to date":  # a task that seedbed cannot read is left alone
        assert done.returncode == 0, done.stderr
        return
    assert done.returncode == 1
    assert words in done.stderr
    assert files(root) == before


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("manager", "is not a setting"),
        ("manager=vu", "Did you mean 'uv'?"),
        ("manger=uv", "Did you mean 'manager'?"),
        ("=uv", "does not know ''"),
        ("platforms=", "no platform"),
        ("platforms=linux", "Did you mean"),
        ("channels=bioconda", "cannot be combined"),
        ("framework-version=new", "is not a version range"),
    ],
)
def test_a_setting_that_cannot_be_is_one_sentence(tmp_path: Path, setting: str, words: str) -> None:
    root = make(tmp_path)
    before = files(root)
    assert words in update(root, "--set", setting, status=2)
    assert files(root) == before


def test_a_new_base_and_settings_exclude_each_other(tmp_path: Path) -> None:
    root = make(tmp_path)
    before = files(root)
    assert "cannot be combined" in update(root, "--new-base", "--set", "manager=pixi", status=2)
    assert files(root) == before


def test_outside_a_project_there_is_nothing_to_update(tmp_path: Path) -> None:
    assert "No seedbed project" in update(tmp_path, status=1)


@pytest.mark.parametrize("kind", ["folder", "link", "binary"])
def test_what_stands_where_a_file_belongs_is_never_overwritten(tmp_path: Path, kind: str) -> None:
    root = make(tmp_path)
    age(root, "LICENSE", ("MIT License", "The MIT License"))
    place = root / "LICENSE"
    place.unlink()
    if kind == "folder":
        place.mkdir()
    elif kind == "link":
        (tmp_path / "elsewhere").write_text("mine")
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.write_bytes(b"\xff\x00mine")
    said = update(root, status=0 if kind == "link" else 1)
    assert "LICENSE" in said
    if kind == "binary":
        assert place.read_bytes() == b"\xff\x00mine"
        assert "the whole file" in said
    elif kind == "link":
        assert "symbolic link" in said
        assert (tmp_path / "elsewhere").read_text() == "mine"
    else:
        assert place.is_dir()


@pytest.mark.parametrize("setting", ["extras=vscode", "manager=pixi"])
@pytest.mark.parametrize("with_base", [True, False])
def test_choices_that_a_linked_manifest_cannot_store_change_nothing(
    tmp_path: Path, setting: str, *, with_base: bool
) -> None:
    root = make(tmp_path)
    (root / "pyproject.toml").rename(root / "real.toml")
    (root / "pyproject.toml").symlink_to("real.toml")
    if not with_base:
        (root / BASE_PATH).unlink()
    before = files(root)
    said = update(root, "--set", setting, status=1)
    assert said == (
        f"error: Nothing was changed: {root}/pyproject.toml is a link, and seedbed doesn't write "
        "through links.\nhint: Replace the link with the file itself, then run the same "
        "command again.\n"
    )
    assert files(root) == before


def test_a_switch_that_a_linked_manifest_asks_for_changes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", 'manager = "uv"', 'manager = "pixi"')
    (root / "pyproject.toml").rename(root / "real.toml")
    (root / "pyproject.toml").symlink_to("real.toml")
    before = files(root)
    assert "seedbed doesn't write through links" in update(root, status=1)
    assert files(root) == before


@pytest.mark.parametrize(("key", "offers"), [("manager", "pixi"), ("framework", "pytorch")])
def test_a_choice_that_is_gone_is_not_guessed(tmp_path: Path, key: str, offers: str) -> None:
    root = make(tmp_path)
    text = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(re.sub(rf"^{key} = .*\n", "", text, flags=re.MULTILINE))
    before = files(root)
    said = update(root, status=1)
    assert said.startswith(f"error: pyproject.toml: [tool.seedbed] has no key '{key}'.\n")
    assert offers in said
    assert files(root) == before
