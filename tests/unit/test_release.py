"""A release: its version stands where it has to, and the workflows pin what they use."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT
from running import environment

from tools.release import faults, prepare

FILES = ("CHANGELOG.md", "CITATION.cff", "src/seedbed/__init__.py")
DAY = "2026-12-01"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The files that name the version, with a changelog that waits for 0.2.0."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "CHANGELOG.md").write_text(
        "# C\n\n## 0.2.0 (unreleased)\n\n## 0.1.0 (2026-11-30)\n"
    )
    return tmp_path


def test_a_prepared_release_fits_its_tag(root: Path) -> None:
    prepare(root, "0.2.0", DAY)
    assert faults(root, "v0.2.0") == []
    changelog = (root / "CHANGELOG.md").read_text()
    assert changelog == f"# C\n\n## 0.2.0 ({DAY})\n\n## 0.1.0 (2026-11-30)\n"
    cited = (root / "CITATION.cff").read_text()
    assert f"\nversion: 0.2.0\ndate-released: {DAY}\n" in cited
    prepare(root, "0.2.0", DAY)
    assert (root / "CITATION.cff").read_text() == cited


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_left_behind_is_named(root: Path, name: str) -> None:
    before = (root / name).read_text()
    prepare(root, "0.2.0", DAY)
    (root / name).write_text(before.replace("0.2.0", "0.1.9"))
    (fault,) = faults(root, "v0.2.0")
    assert name in fault


def test_a_changelog_without_a_day_is_no_release(root: Path) -> None:
    prepare(root, "0.2.0", "unreleased")
    assert faults(root, "v0.2.0") == ["CHANGELOG.md says (unreleased) and no day"]


@pytest.mark.parametrize("tag", ["0.2.0", "v0.2", "v0.2.0-rc1", "vnext"])
def test_a_tag_that_is_no_version_is_refused(root: Path, tag: str) -> None:
    prepare(root, "0.2.0", DAY)
    assert faults(root, tag)


@pytest.mark.parametrize("version", ["v0.2.0", "0.2.0-rc1", "next", "0.3.0"])
def test_a_version_that_the_changelog_does_not_wait_for_changes_nothing(
    root: Path, version: str
) -> None:
    before = [(root / name).read_text() for name in FILES]
    with pytest.raises(ValueError, match=re.escape(version)):
        prepare(root, version, DAY)
    assert [(root / name).read_text() for name in FILES] == before


def test_the_command_fails_where_a_tag_does_not_fit() -> None:
    command = [sys.executable, "-m", "tools.release", "check", "v0.0.0"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "src/seedbed/__init__.py says" in done.stderr


def test_all_places_name_the_same_version() -> None:
    version = re.findall(r'"(.+)"$', (ROOT / FILES[2]).read_text(), re.MULTILINE)[-1]
    assert [fault for fault in faults(ROOT, f"v{version}") if "unreleased" not in fault] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_hash_and_may_do_nothing_by_default(path: Path) -> None:
    text = path.read_text()
    uses = [line for line in text.splitlines() if "uses:" in line]
    assert uses
    for line in uses:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    assert "\npermissions: {}\n" in text
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    assert text.count("runs-on:") == text.count("timeout-minutes:") > 0


def test_only_the_job_that_publishes_may_ask_for_an_identity() -> None:
    found = {path.name: path.read_text().count("id-token: write") for path in WORKFLOWS}
    assert {name for name, count in found.items() if count} == {"release.yml"}
    jobs = re.split(
        r"\n(?=  \w+:\n    name:)", (ROOT / ".github/workflows/release.yml").read_text()
    )
    (publishes,) = (job for job in jobs if "id-token: write" in job)
    assert publishes.startswith("  publish:\n")
    assert "environment: pypi\n" in publishes


def test_the_tests_for_windows_are_there() -> None:
    names = (ROOT / ".ci" / "windows-tests").read_text().split()
    assert len(names) > 10
    assert [name for name in names if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("name", ["dev", "publish"])
def test_pinned_requirements_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pins = [line for line in text.splitlines() if not line.startswith("    --hash=sha256:")]
    assert len(pins) > 20
    assert [pin for pin in pins if not re.match(r"[a-z0-9.-]+==[\w.]+( ;| \\)", pin)] == []
