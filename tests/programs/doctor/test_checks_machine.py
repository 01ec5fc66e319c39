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
        f".venv is on a file system that starts no programs: {os.path.realpath(root)}/.venv is "
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


def test_programs_that_are_missing(
    tmp_path: Path, need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--system-package", "ripgrep,libsndfile,mytool:debian=my-tool")
    root = make(tmp_path, *words)
    git = Path(need("git"))
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tools))
    finding = only(root, "SB806")
    assert finding.what == "The project needs ripgrep, which was not found on PATH."
    assert finding.how.startswith("On Debian and Ubuntu, run 'sudo apt install ripgrep'.")
    assert finding.advice
    program(tools / "rg", "exit 0")
    passes(root, "SB806")


@pytest.mark.parametrize("words", [("--manager", "pixi"), ("--nix", "shell")])
def test_what_the_manager_or_nix_installs_is_no_matter(
    tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path, "--system-package", "ripgrep", *words)
    monkeypatch.setenv("PATH", "/nonexistent")
    passes(root, "SB806")
