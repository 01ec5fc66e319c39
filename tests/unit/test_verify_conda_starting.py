"""Environments of conda packages whose Python is started only if archives prove what it loads."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conda_changes import Change, compiled, edit, put, record
from conda_prefixes import SHORT, SITE, edit_record, seen, told

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stub of Python is a script")
PYTHON = "python {}.{}.{}".format(*sys.version_info)
_UNCOMPARED = "Compiled files weren't compared with their sources, which needs this Python"


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that the environment's Python writes when it's started."""
    monkeypatch.setenv("STARTED_WITH", str(tmp_path / "words"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "words"


def evil_python(prefix: Path) -> None:
    """A Python that its record agrees with."""
    place = prefix / "bin" / f"python{SHORT}"
    place.write_bytes(place.read_bytes() + b"# evil\n")
    digest = hashlib.sha256(place.read_bytes()).hexdigest()
    edit_record(prefix, "python", f"bin/python{SHORT}", sha256=digest, sha256_in_prefix=digest)


def test_at_the_level_of_records_no_python_is_started(prefix: Path, words: Path) -> None:
    compiled(prefix)
    words.unlink()
    evil_python(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock", level="record")
    assert (told(found), found.status, found.wanting) == ([], 0, ())
    assert found.notes == (f"{_UNCOMPARED}: no archive proves it.",)
    assert not words.exists()


def test_a_python_that_has_only_an_md5_is_not_started(prefix: Path, words: Path) -> None:
    compiled(prefix)
    words.unlink()
    evil_python(prefix)
    lock = prefix.parent.parent / "pixi.lock"
    lock.write_text(re.sub("sha256: [0-9a-f]{32}", "md5: ", lock.read_text()))
    found = seen(prefix, lock)
    why = f"{_UNCOMPARED}, and no archive proves what it may load: bin/python."
    assert (found.status, found.wanting) == (3, (why,))
    assert not words.exists()


def all_in_lib(prefix: Path) -> None:
    """A record that calls all of `lib` what Python doesn't look at before it has started."""
    record("python", python_site_packages_path="lib")(prefix)
    edit(f"lib/python{SHORT}/growing.py", b"SOIL", b"EVIL")(prefix)
    site = prefix / SITE
    for one in ("sprout", "sprout-1.0.dist-info", "compost.py", "compost-0.3.dist-info"):
        (site / one).rename(prefix / "lib" / one)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (all_in_lib, "lib/compost-0.3.dist-info/INSTALLER"),
        (put("bin/pybuilddir.txt", "/evil\n"), "bin/pybuilddir.txt"),
        (put("bin/Modules/Setup.local", ""), "bin/Modules/Setup.local"),
    ],
    ids=["record", "pybuilddir", "Modules"],
)
def test_a_python_that_may_load_something_else_is_not_started(
    prefix: Path, words: Path, change: Change, path: str
) -> None:
    compiled(prefix)
    words.unlink()
    change(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert (found.status, found.wanting) == (
        1,
        (f"{_UNCOMPARED}, and it isn't as it should be: {path}.",),
    )
    assert not words.exists()


def test_an_environment_of_another_kind_is_none_of_the_lock(prefix: Path) -> None:
    shutil.rmtree(prefix)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", prefix], check=True)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert found.status == 1
    assert told(found)[:4] == [
        f" | {one} | is in the lock, but isn't installed"
        for one in ("compost 0.3", "leaf 2.0", PYTHON, "sprout 1.0")
    ]
    assert "pyvenv.cfg |  | belongs to no package" in told(found)
    assert (found.remarks, found.notes) == ((), ())
