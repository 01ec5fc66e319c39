"""What `seedbed verify --repair` may not do, and what it says next."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from attacked import SITE, listed, planted

from seedbed.cli import main


def test_a_changed_startup_file_does_not_run_while_it_is_repaired(inside: Path, made: Path) -> None:
    place = inside / SITE / "marl_hook.pth"
    place.unlink()  # which is a link to the cache's
    place.write_text(f"import os; os.system('touch {made}/run')\n")
    assert main(["verify", "--repair", "--yes"]) == 0
    assert not (made / "run").exists()


@pytest.mark.parametrize("name", [".seedbed", ".seedbed/unowned"])
def test_nothing_is_moved_through_a_link(
    inside: Path, made: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(made / ".seedbed", ignore_errors=True)
    (made / name).parent.mkdir(exist_ok=True)
    (made / name).symlink_to(tmp_path)
    (inside / SITE / "evil.py").write_text("1\n")
    assert main(["verify", "--repair", "--yes"]) == 1
    assert f"{made / name} must be your own folder, but it is a link" in capsys.readouterr().err
    assert (inside / SITE / "evil.py").exists()
    assert list(tmp_path.iterdir()) == []
    (made / name).unlink()


def stranger(inside: Path, hook: str) -> None:
    """A package that the lock doesn't have, with a file that Python runs at each start."""
    about = inside / SITE / "weed-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: weed\nVersion: 1.0\n")
    (about / "RECORD").write_text("weed-1.0.dist-info/METADATA,,\nweed-1.0.dist-info/RECORD,,\n")
    (inside / SITE / "weed.pth").write_text(hook)
    listed(inside, "weed.pth", record="weed-1.0")


def test_what_a_package_that_is_not_in_the_lock_starts_goes_first(
    inside: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(made / ".seedbed", ignore_errors=True)
    stranger(inside, f"import os; os.system('touch {made}/run')\n")
    core = inside / SITE / "loam/core.py"
    core.unlink()
    core.write_text("changed\n")
    assert main(["verify", "--repair", "--yes"]) == 1  # the rest of it is up to a sync
    said = capsys.readouterr().out
    assert (
        f".venv/{SITE}/weed.pth (weed 1.0) belongs to a package that the lock doesn't have, and "
        "Python runs it at each start.\n"
    ) in said
    assert not (made / "run").exists()
    assert [one.name for one in (made / ".seedbed").rglob("*.pth")] == ["weed.pth"]
    assert core.read_text() != "changed\n"


def test_single_packages_are_not_repaired_beside_others_that_differ(
    inside: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core, hook = inside / SITE / "loam/core.py", inside / SITE / "marl_hook.pth"
    core.unlink()
    core.write_text("changed\n")
    assert main(["verify", "--repair", "--yes", "loam"]) == 0
    assert core.read_text() != "changed\n"
    for one in (core, hook):
        one.unlink()
        one.write_text(f"import os; os.system('touch {made}/run')\n")
    assert main(["verify", "--repair", "--yes", "loam"]) == 1
    assert capsys.readouterr().err == (
        f"error: Something else differs, too, and an installer may run it: {SITE}/"
        "marl_hook.pth.\nhint: Repair the whole environment: leave out the names of packages.\n"
    )
    assert not (made / "run").exists()


def test_a_repair_removes_nothing_that_a_forged_record_lists(inside: Path, made: Path) -> None:
    note = made / "note.txt"
    note.write_text("1\n")
    with (inside / SITE / "loam-1.0.dist-info/RECORD").open("a") as file:
        file.write("../../../pyvenv.cfg,,\nmarl.py,,\n../../../../note.txt,,\n")
    assert main(["verify", "--repair", "--yes"]) == 0
    assert note.exists()


def test_a_repair_does_not_start_what_stands_in_the_place_of_python(
    inside: Path, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core, python = inside / SITE / "loam/core.py", inside / "bin/python"
    core.unlink()
    core.write_text("changed\n")
    real = os.path.realpath(python)
    planted(tmp_path / "bin/python3", made / "run", real)
    python.unlink()
    python.symlink_to(tmp_path / "bin/python3")
    assert main(["verify", "--repair", "--yes"]) == 1
    assert capsys.readouterr().err == (
        "error: bin/python differs, so uv could start another program in the place of Python.\n"
        f"hint: Remove {inside}, then install again.\n"
    )
    assert not (made / "run").exists()
    assert core.read_text() == "changed\n"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("loam", "../x"), "../x"),
        (("Nothing.Here", ""), "Nothing.Here, ''"),
    ],
)
def test_a_package_that_is_not_installed(
    names: tuple[str, ...], said: str, inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--offline", *names]) == 2
    assert capsys.readouterr().err == (
        f"error: Not installed in {inside}: {said}.\n"
        "hint: 'seedbed verify' without names verifies everything.\n"
    )


def test_a_repair_that_has_no_archive_changes_nothing(
    inside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    core = inside / SITE / "loam/core.py"
    core.unlink()
    core.write_text("changed\n")
    (inside / SITE / "evil.py").write_text("1\n")
    assert main(["verify", "--offline", "--repair", "--yes"]) == 3
    said = capsys.readouterr().err
    assert said.startswith("error: loam 1.0 can't be installed again: its archive hasn't been read")
    assert core.read_text() == "changed\n"
    assert (inside / SITE / "evil.py").exists()


@pytest.mark.parametrize(
    ("gone", "then"),
    [
        ("peat-*.dist-info", "seedbed verify --repair"),
        ("", "remove .venv, then seedbed sync"),
    ],
)
def test_what_comes_next(
    inside: Path, capsys: pytest.CaptureFixture[str], gone: str, then: str
) -> None:
    if gone:
        shutil.rmtree(next((inside / SITE).glob(gone)))
    else:
        settings = inside / "pyvenv.cfg"
        settings.write_text(f"{settings.read_text()}include-system-site-packages = true\n")
    assert main(["verify"]) == 1
    assert capsys.readouterr().out.endswith(f"\nNext: {then}\n")


def test_a_receipt_of_a_cache_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--cache", "--receipt", "x.json"]) == 2
    assert "error: --cache and --receipt cannot be combined.\n" in capsys.readouterr().err
