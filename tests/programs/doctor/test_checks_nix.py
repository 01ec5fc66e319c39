"""Checks of Nix and the flake: SB50."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import commit, make, run_git
from examined import mended, only, passes, report
from stand_ins import program

from seedbed.host import nixos
from seedbed.managers.nix.program import OLDEST
from seedbed.model.versions import release

if TYPE_CHECKING:
    from nix_runs import Nix

ALL = ("SB501", "SB502", "SB503", "SB504", "SB505", "SB506")
SAYS = """case "$*" in
--version) echo "nix (Nix) {version}";;
*"config show experimental-features") echo "{features}";;
*) exit 9;;
esac"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a flake, all committed."""
    return make(tmp_path_factory.mktemp("made"), "--nix", "shell", git=True)


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "x-1"))


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, with git and no Nix."""
    folder = tmp_path / "tools"
    folder.mkdir()
    found = shutil.which("git")
    assert found
    (folder / "git").symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def add_nix(tools: Path, version: str = "2.34.8", features: str = "flakes nix-command") -> None:
    """What stands in for Nix: it tells its version and this setting."""
    program(tools / "nix", SAYS.format(version=version, features=features))


def test_a_project_with_nix_passes(root: Path, tools: Path) -> None:
    add_nix(tools)
    passes(root, *ALL)


@pytest.mark.usefixtures("tools")
def test_a_project_without_a_flake_needs_no_nix(tmp_path: Path) -> None:
    passes(make(tmp_path), *ALL)


@pytest.mark.usefixtures("tools")
def test_nix_is_missing(root: Path) -> None:
    assert only(root, "SB501").advice
    waiting = report(root, "SB502", "SB503", "SB504").examined.waiting
    assert waiting == {"SB502": "SB501", "SB503": "SB501", "SB504": "SB501"}


def test_nix_is_too_old(root: Path, tools: Path) -> None:
    add_nix(tools, version="2.8.0")
    finding = only(root, "SB502")
    assert "is Nix 2.8.0" in finding.what
    assert not finding.advice


def test_flakes_are_off(root: Path, tools: Path) -> None:
    add_nix(tools, features="nix-command")
    assert only(root, "SB503").advice


@pytest.mark.slow
@pytest.mark.parametrize("nix", ["newer-nix"], indirect=True)
def test_the_real_nix_says_whether_flakes_are_on(
    nix: Nix, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in nix.variables.items():
        monkeypatch.setenv(name, value)
    passes(root, "SB502", "SB503")
    settings = Path(nix.variables["NIX_CONF_DIR"]) / "nix.conf"
    text = settings.read_text()
    without = text.replace("nix-command flakes", "")
    assert without != text
    settings.write_text(without)
    try:
        assert only(root, "SB503").what == "Flakes are switched off in Nix's settings."
    finally:
        settings.write_text(text)


@pytest.mark.slow
@pytest.mark.parametrize("nix", ["nix"], indirect=True)
def test_the_real_nix_is_asked_for_its_settings_only_if_it_is_new_enough(
    nix: Nix, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in nix.variables.items():
        monkeypatch.setenv(name, value)
    version = nix.run("--version", cwd=root).stdout.split()[-1]
    one = report(root, "SB502", "SB503").examined
    if release(version) < release(OLDEST):  # as Debian's
        assert [finding.code for finding in one.findings] == ["SB502"]
        assert one.waiting == {"SB503": "SB502"}
    else:
        assert one.passed == ("SB502", "SB503")


def test_git_does_not_know_a_part_of_the_flake(root: Path, tools: Path) -> None:
    add_nix(tools)
    (root / ".nix" / "overlays" / "mine.nix").write_text("final: prev: { }\n")
    (root / ".nix" / "notes.txt").write_text("Nix does not read this.\n")
    finding = only(root, "SB504")
    assert finding.path == ".nix/overlays/mine.nix"
    mended(root, "SB504")
    assert ".nix/overlays/mine.nix" in run_git(root, "ls-files")
    assert run_git(root, "diff", "--cached", "--name-only") == ""  # nothing is staged


def test_a_new_lock_that_git_does_not_know_is_advice(tmp_path: Path, tools: Path) -> None:
    add_nix(tools)
    root = make(tmp_path, "--nix", "build", git=True)
    passes(root, "SB504")
    (root / "uv.lock").write_text("version = 1\n")
    assert only(root, "SB504").advice
    mended(root, "SB504")


def test_outside_of_git_nix_sees_all(tmp_path: Path, tools: Path) -> None:
    add_nix(tools)
    passes(make(tmp_path, "--nix", "shell"), "SB504")


@pytest.mark.parametrize(("nix", "path"), [("shell", ".nix/flake.lock"), ("build", "flake.lock")])
def test_the_lock_of_the_flake_is_gone(tmp_path: Path, nix: str, path: str) -> None:
    root = make(tmp_path, "--nix", nix)
    before = (root / path).read_bytes()
    (root / path).unlink()
    assert only(root, "SB505").path == path
    mended(root, "SB505")
    assert (root / path).read_bytes() == before


def test_a_newer_lock_in_the_last_commit_comes_first(root: Path) -> None:
    lock = root / ".nix" / "flake.lock"
    newer = lock.read_text().replace('"version": 7', '"version": 8')
    lock.write_text(newer)
    commit(root)
    lock.unlink()
    mended(root, "SB505")
    assert lock.read_text() == newer


def test_a_lock_that_nobody_has_cannot_come_back(tmp_path: Path) -> None:
    root = make(tmp_path, "--nix", "shell")
    (root / ".nix" / "flake.lock").unlink()
    (root / ".seedbed" / "base").unlink()
    finding = only(root, "SB505")
    assert finding.fix is None
    assert finding.how.endswith("run 'nix flake lock ./.nix'.")


@pytest.mark.parametrize(("nix", "finds"), [("none", True), ("shell", True), ("nixos", False)])
def test_nixos_without_a_loader(
    tmp_path: Path, nix: str, finds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a folder says that stands for a machine; NixOS itself was not at hand."""
    (tmp_path / "machine" / "etc").mkdir(parents=True)
    (tmp_path / "machine" / "etc" / "NIXOS").touch()
    real = nixos.lacks_loader
    monkeypatch.setattr(nixos, "lacks_loader", lambda: real(str(tmp_path / "machine")))
    root = make(tmp_path, "--nix", nix)
    assert bool(report(root, "SB506").examined.findings) is finds
    if finds:
        assert only(root, "SB506").advice
