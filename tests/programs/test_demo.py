"""`make demo` with a folder: what stands there stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from places import ROOT
from running import environment, names

DEMO = ROOT / "tools" / "demo"


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return subprocess.run(
        [DEMO, folder], env=environment(PATH=path, SEEDBED_DEMO_ONLY="new"),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_each_run_makes_a_project_of_its_own(tmp_path: Path) -> None:
    place = tmp_path / "my place"
    for expected in ({"demo"}, {"demo", "demo-2"}, {"demo", "demo-2", "demo-3"}):
        done = demo(place)
        assert done.returncode == 0, done.stderr
        assert names(place) == expected
        (place / "demo" / "mine").write_text("still here")
    assert (place / "demo" / "mine").read_text() == "still here"
    assert not (place / "demo-2" / "mine").exists()
    for name in names(place):
        assert (place / name / "pyproject.toml").is_file()


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "demo").symlink_to(tmp_path / "elsewhere")
    assert demo(tmp_path).returncode == 0
    assert names(tmp_path) == {"demo", "demo-2"}
