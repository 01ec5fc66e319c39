"""Checks of the machine, on real file systems: SB8."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aged import make
from examined import found, only, passes
from running import environment
from stand_ins import program

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = ("SB801", "SB802", "SB803", "SB804", "SB805", "SB806")
SHARED = Path("/dev") / "shm"
"""A file system of its own on each Linux."""
QUOTA = """\
cat <<END
Disk quotas for user ada (uid 1000):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
/other/disk  200000*  100000  210000  1764312345  10  0  0  0
{point}  {used}  100000  110000  0  {files}  900  1000  0
END
exit 1"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project beside uv's cache."""
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("UV_LINK_MODE", raising=False)
    monkeypatch.delenv("UV_PROJECT_ENVIRONMENT", raising=False)
    return make(tmp_path)


def test_an_ordinary_machine(root: Path) -> None:
    passes(root, *ALL)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has that folder")
def test_a_cache_on_another_file_system(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SHARED.stat().st_dev != root.stat().st_dev
    monkeypatch.setenv("UV_CACHE_DIR", str(SHARED / "uv" / "cache"))
    finding = only(root, "SB801")
    assert finding.advice
    assert finding.what == (
        "The cache in /dev/shm/uv/cache and .venv are on different file systems, so packages are "
        "copied instead of linked."
    )
    monkeypatch.setenv("UV_LINK_MODE", "copy")  # who wants copies gets them
    passes(root, "SB801")


MOUNTS = """\
set -e
mount -t tmpfs -o {options} tmpfs .venv
{then}
exec "$1" -m seedbed doctor --json --select SB8
"""


def mounted(root: Path, options: str, then: str = "") -> list[dict[str, Any]]:
    """What the checks find of an environment on a file system that is mounted so.

    Args:
        root: the project.
        options: how it is mounted.
        then: what happens there first.
    """
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    (root / ".venv").mkdir(exist_ok=True)
    script = MOUNTS.format(options=options, then=then)
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "-", sys.executable],
        cwd=root, env={**environment(), "UV_LINK_MODE": "copy"}, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    if not done.stdout:
        pytest.skip(f"file systems cannot be mounted here: {done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)["result"]["projects"][0]["findings"]
    return found


def test_a_file_system_that_starts_no_programs(root: Path) -> None:
    findings = mounted(root, "size=100m,noexec")
    assert [(one["code"], one["advice"]) for one in findings] == [("SB805", False)]
    assert findings[0]["what"] == (
        f".venv is on a file system that runs no programs: {os.path.realpath(root)}/.venv is "
        "mounted with 'noexec'."
    )


def test_a_disk_that_is_nearly_full(root: Path) -> None:
    assert mounted(root, "size=10m") == []  # small, but empty
    findings = mounted(root, "size=10m", "head -c 9500000 /dev/zero >.venv/data")
    assert [one["code"] for one in findings] == ["SB803"]
    assert findings[0]["what"].endswith("of 10 MB are free on the disk of .venv.")


def test_a_disk_that_takes_no_more_files(root: Path) -> None:
    many = "for n in $(seq 95); do : >.venv/$n; done"
    findings = mounted(root, "size=100m,nr_inodes=100", many)
    assert [one["code"] for one in findings] == ["SB803"]
    assert "more files" in findings[0]["what"]


def test_a_quota_that_is_nearly_used_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for `quota`: a real one needs a file system that is mounted for that."""
    from seedbed.host.mounts import mount_of

    mount = mount_of(str(root))
    assert mount is not None
    for used, files, words in (
        (50_000, 10, []),
        (99_000, 10, ["101 MB of the 102 MB"]),
        (99_000, 899, ["101 MB of the 102 MB", "899 of the 900 files"]),
    ):
        text = QUOTA.format(point=mount.point, used=used, files=files)
        tools = program(root.parent / "tools" / "quota", text).parent
        monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
        findings = found(root, "SB804")
        assert len(findings) == len(words)
        for finding, word in zip(findings, words, strict=True):
            assert word in finding.what
            assert not finding.advice


@pytest.fixture
def tools(tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, with git alone."""
    git = Path(need("git"))
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_a_program_that_is_missing(tmp_path: Path, tools: Path) -> None:
    root = make(tmp_path, "--system-package", "ripgrep")
    finding = only(root, "SB806")
    assert finding.what == "The project needs ripgrep, which was not found on PATH."
    assert finding.how == (
        "Install it yourself. On Debian and Ubuntu, run 'sudo apt install ripgrep'. Elsewhere, use "
        "your system's package manager."
    )
    assert finding.advice
    program(tools / "rg", "exit 0")
    passes(root, "SB806")


def test_libraries_and_unknown_programs_are_told_at_once(tmp_path: Path, tools: Path) -> None:
    words = ("--system-package", "hdf5,libsndfile,mytool:debian=my-tool,other")
    root = make(tmp_path, *words)
    finding = only(root, "SB806")
    assert finding.what == (
        "The project needs hdf5, libsndfile, mytool and other. seedbed cannot tell whether they "
        "are installed."
    )
    assert finding.how == (
        "Install them yourself. On Debian and Ubuntu, run 'sudo apt install libhdf5-dev "
        "libsndfile1 my-tool'. Elsewhere, use your system's package manager. Install other as the "
        "documentation of the package describes."
    )
    assert finding.advice
    program(tools / "other", "exit 0")
    program(tools / "my-tool", "exit 0")
    assert only(root, "SB806").what.startswith("The project needs hdf5 and libsndfile. ")


def test_debian_tells_of_libraries(tmp_path: Path, tools: Path) -> None:
    root = make(tmp_path, "--system-package", "hdf5,libsndfile")
    program(
        tools / "dpkg-query",
        """test "$*" = '--show --showformat=${Package} ${db:Status-Status}\\n -- """
        """libhdf5-dev libsndfile1' || exit 2
        echo libhdf5-dev installed
        echo libsndfile1 config-files
        exit 1""",
    )
    assert only(root, "SB806").what == (
        "The project needs libsndfile. seedbed cannot tell whether it is installed."
    )


@pytest.mark.usefixtures("tools")
def test_what_the_manager_installs_is_no_matter(tmp_path: Path) -> None:
    words = ("--system-package", "ripgrep,hdf5", "--manager", "pixi")
    passes(make(tmp_path, *words), "SB806")


@pytest.mark.usefixtures("tools")
def test_what_the_manager_cannot_install_is_missing(tmp_path: Path) -> None:
    words = ("--system-package", "ripgrep:conda=", "--manager", "pixi")
    finding = only(make(tmp_path, *words), "SB806")
    assert finding.what == "The project needs ripgrep, which was not found on PATH."


def test_what_nix_provides_is_missing_without_a_usable_nix(tmp_path: Path, tools: Path) -> None:
    root = make(tmp_path, "--system-package", "ffmpeg,hdf5", "--nix", "shell")
    for found_nix in ("", "2.8.0"):
        if found_nix:
            program(tools / "nix", f"echo 'nix (Nix) {found_nix}'")
        missing, untold = found(root, "SB806")
        assert missing.what == "The project needs ffmpeg, which was not found on PATH."
        assert missing.how == (
            "Without Nix, install it yourself. On Debian and Ubuntu, run 'sudo apt install "
            "ffmpeg'. Elsewhere, use your system's package manager."
        )
        assert untold.what == (
            "The project needs hdf5. seedbed cannot tell whether it is installed."
        )
        assert untold.how.startswith("Without Nix, install it yourself. On Debian")
    program(tools / "nix", "echo 'nix (Nix) 2.34.8'")
    passes(root, "SB806")


@pytest.mark.usefixtures("tools")
def test_what_nix_lacks_is_missing(tmp_path: Path, tools: Path) -> None:
    root = make(tmp_path, "--system-package", "ripgrep:nix=", "--nix", "shell")
    program(tools / "nix", "echo 'nix (Nix) 2.34.8'")
    assert only(root, "SB806").how.startswith("Install it yourself. On Debian")
