"""The quick look that doctor takes at an environment, at what is damaged, odd, or too much."""

from __future__ import annotations

import math
import os
import shutil
from pathlib import Path

import pytest
import verify_wheels
from glances import address, made, root, site_of, told

from seedbed.commands.verifying import looking
from seedbed.commands.verifying.doubts import settled
from seedbed.commands.verifying.glance import glance
from seedbed.commands.verifying.layout import layout_of
from seedbed.commands.verifying.looking import Looking
from seedbed.errors import SeedbedError
from seedbed.host.reading import Standing, standing
from seedbed.verify.values import Glance

__all__ = ["address", "made", "root"]  # pytest finds them here

LOAM = "loam-1.0.dist-info"


def test_links_and_what_is_no_file(root: Path, tmp_path: Path) -> None:
    site = site_of(root)
    other = tmp_path / "other.py"
    other.write_bytes((site / "marl.py").read_bytes())
    (site / "marl.py").unlink()
    (site / "marl.py").symlink_to(other)
    (site / "marl_hook.pth").unlink()
    os.mkfifo(site / "marl_hook.pth")
    (site / "peat/bog.py").unlink()
    (site / "peat/bog.py").mkdir()
    shutil.rmtree(site / "ground")
    (site / "ground").write_text("")
    assert told(root) == [
        "ground/peat.py is missing",
        f"marl.py is a link to {other}",
        "marl_hook.pth isn't a regular file",
        "peat/bog.py isn't a regular file",
    ]


def test_links_into_a_cache_that_is_gone(made: Path, tmp_path: Path) -> None:
    verify_wheels.sync(made, tmp_path / "cache", env={"UV_LINK_MODE": "symlink"})
    assert told(made) == []
    assert looked(made).doubts == {}
    target = os.readlink(site_of(made) / "marl.py")
    Path(target).unlink()
    assert told(made) == [f"marl.py is a link to {target}"]


def test_a_script_that_starts_something_else(root: Path) -> None:
    script = root / ".venv/bin/loam"
    script.write_text(script.read_text().replace("loam.core", "loam.cure"))
    (found,) = glance(str(root / ".venv")).differences
    assert (found.path, found.what) == ("bin/loam", "doesn't just start loam.core:main")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"a,b\n", "is damaged: a row has 2 fields instead of 3"),
        (b"\xff\x00\n", "is damaged: a row has 1 fields instead of 3"),
        (b"loam/core.py,sha256=a,1\n", "is damaged: sha256=a isn't a hash"),
        (None, "is missing, so nothing says what it has"),
    ],
)
def test_a_damaged_record(root: Path, text: bytes | None, what: str) -> None:
    record = site_of(root) / LOAM / "RECORD"
    record.unlink()
    if text is not None:
        record.write_bytes(text)
    (site_of(root) / "peat/bog.py").unlink()
    assert told(root) == [f"{LOAM}/RECORD {what}", "peat/bog.py is missing"]


def test_a_record_that_is_endless_or_too_large(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = site_of(root) / LOAM / "RECORD"
    monkeypatch.setattr(looking, "LARGEST", 900)
    assert told(root) == [f"{LOAM}/RECORD is larger than 0 MiB"]
    record.unlink()
    os.mkfifo(record)
    assert told(root) == [f"{LOAM}/RECORD isn't a regular file"]


def test_a_path_out_of_the_environment_is_not_looked_at(root: Path) -> None:
    with (site_of(root) / LOAM / "RECORD").open("a") as record:
        record.write("../../../../../secret,sha256=abc,1\n/etc/passwd,,1\nx/../../../../../y,,1\n")
        record.write("a\0b.py,,1\n")
    found = glance(str(root / ".venv"))
    (one,) = found.differences
    assert (one.path.rpartition("/")[2], one.what, found.files) == (
        "a\0b.py",
        "can't be read: embedded null byte",
        38,
    )


def test_what_cannot_be_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root can read everything, so that the system's answers are made here."""
    read, look = standing, os.lstat

    def no_record(path: str, limit: int, *, follow: bool = False) -> Standing | None:
        if path.endswith(f"{LOAM}/RECORD"):
            raise PermissionError(13, "Permission denied", path)
        return read(path, limit, follow=follow)

    def no_look(path: str) -> os.stat_result:
        if path.endswith("/peat/bog.py"):
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(looking, "standing", no_record)
    monkeypatch.setattr(os, "lstat", no_look)
    denied = "can't be read: Permission denied"
    assert told(root) == [f"{LOAM}/RECORD {denied}", f"peat/bog.py {denied}"]


def test_packages_that_cannot_be_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, names = str(site_of(root)), os.listdir

    def listed(path: str) -> list[str]:
        if path == site:
            raise PermissionError(13, "Permission denied", path)
        return names(path)

    monkeypatch.setattr(os, "listdir", listed)
    with pytest.raises(SeedbedError, match=f"{site} can't be read: Permission denied"):
        glance(str(root / ".venv"))


def test_of_two_packages_with_one_file_one_has_to_be_right(root: Path) -> None:
    row = "marl.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"  # an empty one
    with (site_of(root) / LOAM / "RECORD").open("a") as record:
        record.write(row)
    assert glance(str(root / ".venv")) == Glance(files=38, read=1)
    (site_of(root) / "marl.py").write_bytes(b"")
    assert told(root) == []
    (site_of(root) / "marl.py").write_bytes(b"1\n")
    assert told(root) == ["marl.py was changed"]


def looked(root: Path) -> Looking:
    """Look at all of an environment."""
    prefix, site = str(root / ".venv"), f"lib/{site_of(root).parent.name}/site-packages"
    layout = layout_of(prefix, [f"{site}/"])
    assert layout is not None
    looking = Looking(prefix, layout, math.inf)
    for path in sorted(site_of(root).glob("*.dist-info")):
        looking.look(f"{site}/{path.name}")
    return looking


def test_there_is_a_limit_to_what_is_read(root: Path) -> None:
    site = site_of(root)
    (site / "peat/bog.py").touch()
    (site / "loam/core.py").touch()
    (site / "loam/_speed.cpython-311-x86_64-linux-gnu.so").write_bytes(b"x")
    (site / "marl.py").write_bytes(b'VERSION = "2.100"\n')
    by_number = settled(looked(root), most_files=0)
    assert [one.path.rpartition("/")[2] for one in by_number.differences] == [
        "_speed.cpython-311-x86_64-linux-gnu.so",
        "marl.py",
    ]
    assert (by_number.read, by_number.unread) == (0, 2)
    by_size = settled(looked(root), most_bytes=40)
    assert (by_size.differences, by_size.read, by_size.unread) == (by_number.differences, 3, 1)
