"""`seedbed verify` where somebody tampers with what builds say of themselves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from attacked import CACHED, SITE, compiled, evil, listed, told

from seedbed.commands.verify import Wanted, verify


def test_a_build_claims_a_file_of_an_archive(inside: Path) -> None:
    (inside / SITE / "marl.py").write_text("evil()\n")
    listed(inside, "marl.py")
    listed(inside, "marl.py", record="marl-2.0")
    assert told() == [("changed", f"{SITE}/marl.py", "was changed")]


def test_a_build_claims_a_compiled_file(inside: Path) -> None:
    compiled(inside, evil())
    listed(inside, CACHED.removeprefix(f"{SITE}/"))
    assert told() == [("compiled", CACHED, "doesn't come from its source")]
    found = told(level="record")
    assert found == [("compiled", CACHED, "doesn't come from its source")]


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("marl.cpython-311-x86_64-linux-gnu.so", "marl.py"),
        ("marl.abi3.so", "marl.py"),
        ("marl/__init__.py", "marl.py"),
        ("peat/__init__.so", "peat/__init__.py"),
    ],
)
def test_a_build_hides_a_module_of_an_archive(path: str, other: str, inside: Path) -> None:
    (inside / SITE / path).parent.mkdir(exist_ok=True)
    (inside / SITE / path).write_bytes(b"evil")
    listed(inside, path)
    assert told() == [("paths", f"{SITE}/{path}", f"can hide {SITE}/{other}")]


def test_what_a_build_runs_at_each_start(inside: Path) -> None:
    (inside / SITE / "hook.pth").write_text("import os; os.getcwd()\n")
    (inside / SITE / "sitecustomize.py").write_text("import os\n")
    listed(inside, "hook.pth")
    listed(inside, "sitecustomize.py")
    found = verify(Wanted(offline=True))
    assert found.status == 0
    assert [one for one in found.notes if "start" in one] == [
        "Python runs hook.pth at each start, and only a build vouches for it: toolkit 0.1.",
        "Python runs sitecustomize.py at each start, and only a build vouches for it: toolkit 0.1.",
    ]


@pytest.mark.parametrize("said", ["", "other", "same"])
def test_a_build_adds_another_folder_to_the_path(said: str, inside: Path, made: Path) -> None:
    """What a package notes of its own folder doesn't count: the lock says where that is."""
    own, other = made.parent / "toolkit", made.parent / "elsewhere"
    note = inside / SITE / "toolkit-0.1.dist-info/direct_url.json"
    direct = json.loads(note.read_text())
    note.unlink()
    if said == "other":
        note.write_text(json.dumps({**direct, "url": other.as_uri()}))
    elif said == "same":
        note.write_text(json.dumps(direct))
    record = note.with_name("RECORD")
    rows = record.read_text().splitlines(keepends=True)
    record.write_text("".join(one for one in rows if "direct_url" not in one))
    (inside / SITE / "seed.pth").write_text(f"{own}\n{other}\n{inside}/more\n")
    (inside / SITE / "large.pth").write_text("#\0" + "-" * (1 << 16) + f"\n{other}\n")
    listed(inside, "seed.pth")
    listed(inside, "large.pth")
    large = "is too large for a .pth file"
    away = f"adds {other} to Python's path, which isn't in {own}"
    within = f"adds {inside}/more, a folder of the environment, to Python's path"
    assert told() == [
        ("paths", f"{SITE}/large.pth", large),
        ("paths", f"{SITE}/seed.pth", away),
        ("paths", f"{SITE}/seed.pth", within),
    ]


def test_an_editable_package_whose_lock_names_an_archive(inside: Path, made: Path) -> None:
    folder, lock = made.parent / "toolkit", made / "uv.lock"
    (inside / SITE / "seed.pth").write_text(f"{folder}\n")
    listed(inside, "seed.pth")
    kept, archive = lock.read_text(), '{ path = "a.tar.gz" }\nsdist = { hash = "sha256:00" }'
    lock.write_text(kept.replace('{ editable = "../toolkit" }', archive))
    try:
        found = [said for kind, _, said in told() if kind == "paths"]
    finally:
        lock.write_text(kept)
    assert found == [f"adds {folder} to Python's path, but the lock names no folder"]


def test_a_project_that_uv_never_installs(inside: Path) -> None:
    info = inside / SITE / "plot-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: plot\nVersion: 0.1.0\n")
    (info / "RECORD").write_text("plot-0.1.0.dist-info/RECORD,,\n")
    (inside / SITE / "evil.py").write_text("import os\n")
    listed(inside, "plot-0.1.0.dist-info/METADATA", record="plot-0.1.0")
    listed(inside, "evil.py", record="plot-0.1.0")
    assert told() == [("not-in-lock", "", "is installed, but the lock doesn't have it")]


def test_rows_without_a_hash_are_counted(inside: Path) -> None:
    (inside / SITE / "more.py").write_text("import os\n")
    with (inside / SITE / "toolkit-0.1.dist-info/RECORD").open("a") as file:
        file.write("more.py,,\n")
    found = verify(Wanted(offline=True))
    why = {one.name: one.why for one in found.proofs}["toolkit"]
    assert why.endswith("its RECORD has no hash for 4 files")


@pytest.mark.parametrize("level", ["record", "wheel"])
def test_a_record_that_is_gone(level: str, inside: Path) -> None:
    record = f"{SITE}/toolkit-0.1.dist-info/RECORD"
    (inside / record).unlink()
    assert ("metadata", record, "is missing, so nothing says what it has") in told(level=level)
    assert told(level=level, packages=("toolkit",)) == [
        ("metadata", record, "is missing, so nothing says what it has")
    ]


def test_metadata_that_is_there_twice(inside: Path) -> None:
    other = inside / SITE / "Loam-1.0.dist-info"
    shutil.copytree(inside / SITE / "loam-1.0.dist-info", other)
    record = other / "RECORD"
    record.write_text(record.read_text().replace("loam-1.0.dist-info", other.name))
    path = f"{SITE}/loam-1.0.dist-info/METADATA"
    assert told() == [("metadata", path, "is there besides Loam-1.0.dist-info")]


def test_entry_points_that_nobody_can_read(inside: Path) -> None:
    path = f"{SITE}/toolkit-0.1.dist-info/entry_points.txt"
    (inside / path).write_text("x\n[[[")
    damaged = ("metadata", path, "is damaged: File contains no section headers.")
    assert damaged in told()
