"""Checks of what seedbed keeps about a project: SB0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aged import age, commit, edit, make
from cli import seedbed
from examined import found, mended, only, passes, report

if TYPE_CHECKING:
    from pathlib import Path

ALL = ("SB001", "SB002", "SB003", "SB004", "SB005", "SB006", "SB007")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path, git=True)


def test_a_new_project_passes(root: Path) -> None:
    passes(root, *ALL)


def test_a_folder_of_others_passes(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'a'\nversion = '1'\n")
    passes(tmp_path, *ALL)


def test_an_interrupted_update(root: Path) -> None:
    (root / ".seedbed" / "journal").mkdir()
    (root / ".seedbed" / "journal" / "plan").write_text("")
    said = [one.what for one in found(root, "SB001")]
    from seedbed.host.journal import is_half_done

    assert is_half_done(str(root)) == bool(said)


def test_an_update_that_lock_and_environment_have_not_followed(root: Path) -> None:
    (root / ".seedbed" / "due").write_text("")
    assert "have not followed" in only(root, "SB002").what


def test_conflicts_that_wait(root: Path) -> None:
    age(root, "LICENSE", ("MIT License", "The MIT License"))
    commit(root)
    edit(root, "LICENSE", "The MIT License", "My License")
    commit(root)
    updated = seedbed("update", "--yes", "--no-sync", cwd=root)
    assert (root / ".seedbed" / "conflicts").exists(), updated.stderr
    finding = only(root, "SB003")
    assert finding.what == "The last update left conflicts: LICENSE."
    assert not finding.advice


def test_a_base_that_is_gone_comes_back_from_git(root: Path) -> None:
    base = root / ".seedbed" / "base"
    before = base.read_bytes()
    base.unlink()
    assert only(root, "SB004").path == ".seedbed/base"
    mended(root, "SB004")
    assert base.read_bytes() == before


def test_a_base_that_git_lacks_cannot_come_back(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / ".seedbed" / "base").unlink()
    assert only(root, "SB004").fix is None


def test_a_damaged_base_is_left_as_it_is(root: Path) -> None:
    base = root / ".seedbed" / "base"
    base.write_bytes(base.read_bytes()[:-200])
    finding = only(root, "SB004")
    assert "damaged" in finding.what
    assert finding.fix is None
    # what needs the base waits for it
    assert report(root, "SB007").examined.waiting == {"SB007": "SB004"}


def test_an_unknown_choice(root: Path) -> None:
    edit(root, "pyproject.toml", 'lint = "ruff"', 'lint = "rough"')
    finding = only(root, "SB005")
    assert "sets lint to 'rough'" in finding.what
    assert "'ruff'" in finding.how
    assert not finding.advice


def test_a_manifest_that_lost_the_table(root: Path) -> None:
    manifest = root / "pyproject.toml"
    text = manifest.read_text()
    head, _, tail = text.partition("[tool.seedbed]")
    manifest.write_text(head + tail[tail.index("\n[") :] if "\n[" in tail else head)
    assert "no longer has the table [tool.seedbed]" in only(root, "SB005").what


@pytest.mark.parametrize(
    ("version", "advice", "words"),
    [
        ("0.0.9", True, "was last updated by seedbed 0.0.9"),
        ("99.0", False, "was made by seedbed 99.0"),
    ],
)
def test_the_project_of_another_version(
    root: Path, version: str, advice: bool, words: str
) -> None:
    from seedbed import __version__

    edit(root, "pyproject.toml", f'[tool.seedbed]\nversion = "{__version__}"',
         f'[tool.seedbed]\nversion = "{version}"')  # fmt: skip
    finding = only(root, "SB006")
    assert words in finding.what
    assert finding.advice == advice


def test_choices_that_were_edited_but_not_applied(root: Path) -> None:
    edit(root, "pyproject.toml", 'license = "mit"', 'license = "apache-2.0"')
    finding = only(root, "SB007")
    assert finding.what.startswith("license under [tool.seedbed] differs")
    assert finding.advice
    edit(root, "pyproject.toml", 'license = "apache-2.0"', 'license = "mit"')
    passes(root, "SB007")
