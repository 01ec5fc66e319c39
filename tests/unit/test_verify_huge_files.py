"""Huge files are read only if their size may be right: one with holes can be larger than a disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from seedbed.commands.verifying.recorded_sizes import RecordedSizes
from seedbed.host.scanning import HUGE, Reader
from seedbed.model.found import FILE
from seedbed.model.listing import Listing, Member
from seedbed.verify.values import Layout

SITE = "lib/python3.12/site-packages"
LAYOUT = Layout(site=SITE, scripts="bin", headers="include", python="3.12")
ENDLESS = 1 << 42
"""Bytes: hours of reading."""


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def fits(root: Path, *asked: tuple[str, int]) -> list[bool]:
    paths = [one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()]
    sizes = RecordedSizes(str(root), paths, LAYOUT)
    return [sizes.fits(path, size) for path, size in asked]


def test_what_a_record_says(tmp_path: Path) -> None:
    rows = "big.so,sha256=abc,5\nother.so,,\n../../../share/x,,7\n"
    put(tmp_path, f"{SITE}/big-1.dist-info/RECORD", rows)
    put(tmp_path, f"{SITE}/bad-1.dist-info/RECORD", "a,b\n")
    assert fits(
        tmp_path,
        (f"{SITE}/big.so", 5),
        (f"{SITE}/big.so", 6),
        (f"{SITE}/other.so", 6),
        ("share/x", 7),
        ("share/x", 8),
        (f"{SITE}/nobodys.so", 5),
    ) == [True, False, True, True, False, False]


def test_what_the_record_of_a_conda_package_says(tmp_path: Path) -> None:
    paths = [
        {"_path": "lib/big.so", "size_in_bytes": 5},
        {"_path": "lib/moved.so", "size_in_bytes": 5, "prefix_placeholder": "/place/holder"},
        {"_path": "lib/bare.so"},
    ]
    put(tmp_path, "conda-meta/big-1-0.json", json.dumps({"paths_data": {"paths": paths}}))
    put(tmp_path, "conda-meta/old-1-0.json", "{}")
    put(tmp_path, "conda-meta/bad-1-0.json", "{")
    assert fits(
        tmp_path,
        ("lib/big.so", 5),
        ("lib/big.so", 6),
        ("lib/moved.so", 6),
        ("lib/bare.so", 6),
        ("lib/nobodys.so", 6),
    ) == [True, False, True, True, True]


def test_what_an_archive_holds() -> None:
    one = Listing(archive="0" * 64, members={"a.so": Member(sha256="1" * 64, size=5)})
    assert [one.fits("a.so", 5), one.fits("a.so", 6), one.fits("b.so", 5)] == [True, False, False]


def test_a_file_with_holes_is_not_read(tmp_path: Path) -> None:
    place = tmp_path / "big.so"
    place.touch()
    try:
        os.truncate(place, ENDLESS)
    except OSError as error:
        pytest.skip(f"no such file can be made here: {error}")
    asked = []

    def fits(path: str, size: int) -> bool:
        asked.append((path, size))
        return False

    found = Reader(str(tmp_path), fits=fits).read({"big.so": FILE})["big.so"]
    assert (found.kind, found.size, found.sha256, found.error) == (FILE, ENDLESS, "", "")
    assert asked == [("big.so", ENDLESS)]
    assert HUGE < ENDLESS
