"""A project in a repository that a forge has just made: what lies there stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import run_git
from cli import files, seedbed
from running import PLAIN, composed, environment
from terminal import Screen

from seedbed.commands.beside import license_in, may_stay

if TYPE_CHECKING:
    from collections.abc import Callable

APACHE = "\n   Apache License\n   Version 2.0, January 2004\n"
BSD = "BSD 3-Clause License\n\nCopyright (c) 2026, Ada\n"
MIT = "MIT License\n\nCopyright (c) 2026 Ada\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "digits"
    folder.mkdir()
    return folder


def new(place: Path, *options: str, status: int = 0) -> tuple[str, str]:
    done = seedbed("new", ".", *PLAIN, *options, cwd=place, env=environment())
    assert "Traceback" not in done.stderr
    assert done.returncode == status, done.stderr
    return done.stdout, done.stderr


def test_readme_license_and_ignore_lines_stay_the_users(place: Path) -> None:
    (place / "README.md").write_text("# Digits of ours\n\nFor the lab.\n")
    (place / "LICENSE").write_text(MIT)
    (place / ".gitignore").write_text("*.pyc\n!keep.pyc\n/data/")
    (place / ".DS_Store").write_bytes(b"\0\1")
    said, notes = new(place)
    assert said.startswith("Created digits: ")
    assert notes == (
        "note: .gitignore keeps your lines, and gets the project's own.\n"
        "note: LICENSE stays as it is.\n"
        "note: README.md keeps your text; the project's text is below it.\n"
    )
    readme = (place / "README.md").read_text()
    assert readme.startswith(
        "# Digits of ours\n\nFor the lab.\n\nThis project trains a forest of decision trees"
    )
    assert "\n## Setup\n" in readme
    assert readme.count("# digits") == 0
    assert (place / "LICENSE").read_text() == MIT
    lines = (place / ".gitignore").read_text().splitlines()
    assert lines.index("*.pyc") < lines.index("!keep.pyc") < lines.index("/data/")
    assert {"/.venv", "!/.seedbed/base"} <= set(lines)
    assert (place / ".DS_Store").read_bytes() == b"\0\1"
    assert 'license = "MIT"' in (place / "pyproject.toml").read_text()
    assert seedbed("update", "--no-sync", cwd=place, env=environment()).stdout == (
        "Everything is up to date.\n"
    )


def test_a_later_update_merges_into_both(place: Path) -> None:
    (place / "README.md").write_text("# Digits of ours\n\nFor the lab.\n")
    (place / ".gitignore").write_text("*.pyc\n")
    new(place)
    done = seedbed("update", "--no-sync", "--set", "extras=direnv", cwd=place, env=environment())
    assert done.returncode == 0, done.stderr
    readme = (place / "README.md").read_text()
    assert readme.startswith("# Digits of ours\n\nFor the lab.\n\nThis project")
    assert "direnv allow" in readme
    assert "*.pyc" in (place / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(
    ("text", "choice", "named"),
    [
        (APACHE, "apache-2.0", 'license = "Apache-2.0"'),
        (BSD, "bsd-3-clause", 'license = "BSD-3-Clause"'),
        (MIT, "mit", 'license = "MIT"'),
        ("MIT\n", "mit", 'license = "MIT"'),
        ("GNU GENERAL PUBLIC LICENSE\nVersion 3\n", "none", "\nname ="),
    ],
)
def test_the_license_is_the_one_that_lies_there(
    place: Path, text: str, choice: str, named: str
) -> None:
    assert license_in(str(place)) == ""
    (place / "LICENSE").write_text(text)
    assert license_in(str(place)) == choice
    new(place)
    manifest = (place / "pyproject.toml").read_text()
    assert named in manifest
    assert f'\nlicense = "{choice}"\n' in manifest
    assert (place / "LICENSE").read_text() == text
    assert ("license = " in manifest.partition("[tool")[0]) is (choice != "none")


def test_a_license_that_is_asked_for_counts_and_the_file_stays(place: Path) -> None:
    (place / "LICENSE").write_text(MIT)
    _, notes = new(place, "--license", "apache-2.0")
    assert notes == "note: LICENSE stays as it is.\n"
    assert 'license = "Apache-2.0"' in (place / "pyproject.toml").read_text()
    assert (place / "LICENSE").read_text() == MIT


def test_the_license_is_not_asked_where_it_lies(place: Path) -> None:
    (place / "LICENSE").write_text(BSD)
    asked = Screen("new", ".", "--no-sync", "--no-git", cwd=place).answer()
    assert "Framework" in asked
    assert "License" not in asked
    assert 'license = "BSD-3-Clause"' in (place / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    "title", ["# digits\n", "Digits\n======\n", "no title, but text\n", "\n\n", "<h1>Digits</h1>\n"]
)
def test_no_line_of_a_readme_is_lost(place: Path, title: str) -> None:
    (place / "README.md").write_text(f"{title}mine\n")
    new(place)
    text = (place / "README.md").read_text()
    assert text.startswith(f"{title}mine\n\n")
    assert text.count("\n# digits\n") == (0 if title[0] in "#D" else 1)


def test_a_readme_with_windows_line_ends_keeps_them(place: Path) -> None:
    (place / "README.md").write_bytes(b"# ours\r\nmine\r\n")
    new(place)
    data = (place / "README.md").read_bytes()
    assert data.startswith(b"# ours\r\nmine\r\n\r\nThis project")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_readme_that_is_not_utf8_stays_alone(place: Path) -> None:
    (place / "README.md").write_bytes(b"# caf\xe9\n")
    _, notes = new(place)
    assert notes == "note: README.md is not UTF-8, so it stays as it is.\n"
    assert (place / "README.md").read_bytes() == b"# caf\xe9\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("readme.md", "is in the way.\nhint: Rename it to README.md, or move it away."),
        (".GitIgnore", "is in the way.\nhint: Rename it to .gitignore, or move it away."),
    ],
)
def test_a_file_that_differs_only_in_its_case_is_named(
    place: Path, name: str, message: str
) -> None:
    (place / name).write_text("mine\n")
    said, fault = new(place, status=1)
    assert (said, fault) == ("", f"error: {place / name} {message}\n")
    assert files(place) == {name: b"mine\n"}


@pytest.mark.parametrize("name", ["README.md", "LICENSE", ".gitignore"])
def test_a_link_or_a_folder_in_its_place_is_named(place: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").write_text("mine\n")
    (place / name).symlink_to(tmp_path / "elsewhere")
    _, fault = new(place, status=1)
    assert fault.startswith(f"error: {place / name} is a symbolic link.\n")
    (place / name).unlink()
    (place / name).mkdir()
    _, fault = new(place, status=1)
    assert fault.startswith(f"error: {place / name} is not a file, but must be one.\n")
    assert (tmp_path / "elsewhere").read_text() == "mine\n"


def test_other_files_are_named_and_nobody_is_told_to_remove_them(place: Path) -> None:
    (place / "README.md").write_text("# ours\n")
    (place / "train.py").write_text("mine\n")
    before = files(place)
    said, fault = new(place, status=1)
    assert said == ""
    assert fault == (
        f"error: {place} is not empty: it contains train.py.\n"
        "hint: Give a path that does not exist yet. An existing folder may contain only the "
        "files of a new repository, such as README.md, LICENSE, and .gitignore.\n"
    )
    assert files(place) == before


def test_which_files_may_stay() -> None:
    stay = ["README", "README.rst", "Readme.md", "LICENSE.txt", "COPYING", ".gitignore", ".git"]
    stay += [".DS_Store", "CODEOWNERS", "CODE_OF_CONDUCT.md", "SECURITY.md", ".gitattributes"]
    assert all(map(may_stay, stay))
    assert not any(map(may_stay, ["setup.py", "src", "pyproject.toml", ".github", "README_old.md"]))


def test_a_dry_run_says_it_and_writes_nothing(place: Path) -> None:
    (place / "README.md").write_text("# ours\n")
    said, notes = new(place, "--dry-run")
    assert said.endswith("Nothing was written.\n")
    assert notes == "note: README.md keeps your text; the project's text is below it.\n"
    assert files(place) == {"README.md": b"# ours\n"}
    told = json.loads(new(place, "--dry-run", "--json")[0])
    assert told["messages"] == ["README.md keeps your text; the project's text is below it."]


def test_in_a_clone_git_shows_what_was_added(place: Path, need: Callable[[str], str]) -> None:
    need("git")
    run_git(place, "init", "--quiet")
    (place / "README.md").write_text("# ours\n")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    run_git(place, "add", "--all")
    run_git(place, *who, "commit", "--quiet", "--message", "x")
    done = seedbed("new", ".", "--yes", "--no-sync", cwd=place, env=environment())
    assert done.returncode == 0, done.stderr
    diff = run_git(place, "diff", "README.md")
    assert not [line for line in diff.splitlines()[4:] if line.startswith("-")]
    (place.parent / "elsewhere").mkdir()
    expected = composed("digits", place.parent / "elsewhere")
    assert (place / "src/digits/data.py").read_bytes() == expected["src/digits/data.py"].data
