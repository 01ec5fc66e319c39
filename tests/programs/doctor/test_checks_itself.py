"""Checks of what seedbed keeps about a project: SB0."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import age, edit, make
from cli import seedbed
from examined import mended, only, passes, report
from running import SEEDBED
from tracing import calls, of_kind, stop_at

from seedbed import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = ("SB001", "SB002", "SB003", "SB004", "SB005", "SB006")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, all committed."""
    return make(tmp_path_factory.mktemp("made"), git=True)


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "x-1"))


def test_a_new_project_passes(root: Path) -> None:
    passes(root, *ALL)


def test_a_folder_of_others_passes(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'a'\nversion = '1'\n")
    passes(tmp_path, *ALL)


def test_an_interrupted_update(root: Path, tmp_path: Path, need: Callable[[str], str]) -> None:
    strace = need("strace")
    age(root, "LICENSE", ("MIT License", "The MIT License"))
    command = (*SEEDBED, "update", "--no-sync")
    kept = Path(shutil.copytree(root, tmp_path / "kept"))
    found_calls = calls(strace, command, root, tmp_path / "log", f"{root}/.seedbed")
    for call in reversed(of_kind(found_calls, "rename")):
        shutil.rmtree(root)
        shutil.copytree(kept, root)
        stop_at(strace, call, command, root, "signal=KILL")
        if (root / ".seedbed/journal/committed").exists():
            break
    finding = only(root, "SB001")
    assert not finding.advice
    # what needs the files waits until they fit together
    assert report(root, "SB006").examined.waiting == {"SB006": "SB001"}
    assert seedbed("update", "--no-sync", cwd=root).returncode == 0
    passes(root, "SB001")


def test_an_update_that_lock_and_environment_have_not_followed(root: Path) -> None:
    (root / ".seedbed" / "due").write_text("")
    assert "have not followed" in only(root, "SB002").what
    mended(root, "SB002")
    assert not (root / ".seedbed" / "due").exists()


def test_a_base_that_is_gone_comes_back_from_git(root: Path) -> None:
    base = root / ".seedbed" / "base"
    before = base.read_bytes()
    base.unlink()
    assert only(root, "SB003").path == ".seedbed/base"
    mended(root, "SB003")
    assert base.read_bytes() == before


def test_a_base_that_git_lacks_cannot_come_back(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / ".seedbed" / "base").unlink()
    assert only(root, "SB003").fix is None


def test_a_damaged_base_is_left_as_it_is(root: Path) -> None:
    base = root / ".seedbed" / "base"
    base.write_bytes(base.read_bytes()[:-200])
    finding = only(root, "SB003")
    assert "damaged" in finding.what
    assert finding.fix is None
    # what needs the base waits for it
    assert report(root, "SB006").examined.waiting == {"SB006": "SB003"}


def test_an_unknown_choice(root: Path) -> None:
    edit(root, "pyproject.toml", 'lint = "ruff"', 'lint = "rough"')
    finding = only(root, "SB004")
    assert finding.what == "[tool.seedbed] sets lint to 'rough', which seedbed does not offer."
    assert finding.how == "seedbed knows classic, ruff."
    assert not finding.advice


@pytest.mark.parametrize(
    ("version", "advice", "words"),
    [
        ("0.0.9", True, "was last updated by seedbed 0.0.9"),
        ("99.0", False, "was made by seedbed 99.0"),
    ],
)
def test_the_project_of_another_version(root: Path, version: str, advice: bool, words: str) -> None:
    named = '[tool.seedbed]\nversion = "{}"'
    age(root, "pyproject.toml", (named.format(__version__), named.format(version)))
    finding = only(root, "SB005")
    assert words in finding.what
    assert finding.advice == advice


@pytest.mark.parametrize(("version", "advice"), [("0.0.9", True), ("99.0", False)])
def test_a_version_that_was_edited_by_hand(root: Path, version: str, advice: bool) -> None:
    named = '[tool.seedbed]\nversion = "{}"'
    edit(root, "pyproject.toml", named.format(__version__), named.format(version))
    finding = only(root, "SB005")
    assert finding.advice == advice
    assert finding.what == (
        f"pyproject.toml names seedbed {version}, but seedbed {__version__} wrote the files."
    )
    assert finding.how == f'Set version to "{__version__}" again under [tool.seedbed].'
    edit(root, "pyproject.toml", named.format(version), named.format(__version__))
    passes(root, "SB005")


def test_choices_that_were_edited_but_not_applied(root: Path) -> None:
    edit(root, "pyproject.toml", 'license = "mit"', 'license = "apache-2.0"')
    finding = only(root, "SB006")
    assert finding.what.startswith("license under [tool.seedbed] differs")
    assert finding.advice
    edit(root, "pyproject.toml", 'license = "apache-2.0"', 'license = "mit"')
    passes(root, "SB006")
