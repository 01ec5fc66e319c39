"""What seedbed reads of conda archives, and which ones it refuses."""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conda_package import PLACEHOLDER
from conda_prefixes import packages

from seedbed.errors import SeedbedError
from seedbed.host import conda_archives
from seedbed.host.conda_archives import list_conda
from seedbed.model.conda_paths import Entry
from seedbed.model.listing import Listing, Member, dumps, loads
from seedbed.verify.conda_claims import signed_anew
from seedbed.verify.conda_records import Installed
from seedbed.verify.values import Claim, Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Item = tuple[str, bytes]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def tar(files: Iterable[Item], extra: Sequence[tarfile.TarInfo] = ()) -> bytes:
    """A tar; what lies in `bin/` can be run."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o755 if name.startswith("bin/") else 0o644
            archive.addfile(info, io.BytesIO(data))
        for info in extra:
            archive.addfile(info)
    return buffer.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def paths(*names: str, **more: Any) -> Item:
    listed = [{"_path": name, "path_type": "hardlink", **more} for name in names]
    return "info/paths.json", json.dumps({"paths_version": 1, "paths": listed}).encode()


def old(*files: Item, extra: Sequence[tarfile.TarInfo] = ()) -> bytes:
    return bz2.compress(tar(files, extra))


def new(info: bytes, files: bytes) -> bytes:
    """A `.conda` with these two members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("pkg-x-1-0.tar.zst", files)
        archive.writestr("info-x-1-0.tar.zst", info)
    return buffer.getvalue()


def packed(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression.zstd import compress
    else:
        from backports.zstd import compress
    return compress(data)


def read(data: bytes) -> Listing:
    return list_conda(io.BytesIO(data), digest(data), len(data))


FILES = (
    ("bin/x", b"#!/bin/sh\n"),
    ("share/x", f"a {PLACEHOLDER}".encode()),
    ("bin/y", f"#!{PLACEHOLDER}/bin/python\nx\n".encode()),
)
LINK = special("lib/x", tarfile.SYMTYPE, "../share/x")
LISTED = [
    {"_path": "bin/x", "path_type": "hardlink"},
    {"_path": "share/x", "prefix_placeholder": PLACEHOLDER, "file_mode": "binary"},
    {"_path": "bin/y", "prefix_placeholder": PLACEHOLDER, "file_mode": "text"},
    {"_path": "lib/x", "path_type": "softlink"},
    {"_path": "lib/empty", "path_type": "directory"},
]
INFO = ("info/paths.json", json.dumps({"paths": LISTED}).encode())


@pytest.mark.parametrize(
    "data",
    [
        old(*FILES, INFO, extra=[LINK]),
        old(INFO, *FILES, extra=[LINK]),
        new(packed(tar([INFO])), packed(tar(FILES, [LINK]))),
    ],
    ids=["tar.bz2", "tar.bz2 with metadata first", "conda"],
)
def test_both_forms_hold_the_same(data: bytes) -> None:
    listing = read(data)
    assert listing.members == {
        "bin/x": Member(sha256=digest(FILES[0][1]), size=10, executable=True),
        "share/x": Member(
            sha256=digest(FILES[1][1]), size=len(FILES[1][1]), placeholder=PLACEHOLDER, binary=True
        ),
        "bin/y": Member(
            sha256=digest(FILES[2][1]),
            size=len(FILES[2][1]),
            executable=True,
            placeholder=PLACEHOLDER,
            shebang=f"#!{PLACEHOLDER}/bin/python",
            rest=digest(b"\nx\n"),
        ),
        "lib/x": Member(sha256=digest(b""), size=0, link="../share/x"),
    }
    assert loads(dumps(listing), listing.archive) == listing


def test_the_packages_of_tests_are_read(tmp_path: Path) -> None:
    for one in packages():
        one.write(tmp_path)
    archives = sorted(tmp_path.rglob("*.conda"))
    assert len(archives) == 5
    for path in archives:
        listing = read(path.read_bytes())
        assert json.loads(listing.texts["info/index.json"])["name"] == path.name.split("-")[0]


def test_a_hard_link_is_its_file() -> None:
    extra = [special("b", tarfile.LNKTYPE, "a")]
    listing = read(old(("a", b"x"), paths("a", "b"), extra=extra))
    assert listing.members["b"] == listing.members["a"] == Member(sha256=digest(b"x"), size=1)


REFUSED = {
    "leads up": (old(paths("a"), ("../a", b"")), "the name '../a' leads out of it"),
    "leads to the root": (old(paths("a"), ("/a", b"")), "the name '/a' leads out of it"),
    "leads through a link": (
        old(paths("a"), ("lib/a", b""), extra=[special("lib", tarfile.SYMTYPE, "/etc")]),
        "the name 'lib/a' leads out of it, by a link",
    ),
    "listed outside": (
        old(paths("../a"), ("a", b"")),
        "its info/paths.json lists '../a', which leads out of it",
    ),
    "twice": (old(paths("a"), ("a", b""), ("a", b"x")), "it has 'a' twice"),
    "listed twice": (old(paths("a", "a"), ("a", b"")), "its info/paths.json lists a file twice"),
    "a device": (
        old(paths("a"), extra=[special("a", tarfile.CHRTYPE)]),
        "'a' isn't a regular file",
    ),
    "a pipe": (old(paths("a"), extra=[special("a", tarfile.FIFOTYPE)]), "'a' isn't a regular file"),
    "a hard link to nothing": (
        old(paths("a"), extra=[special("a", tarfile.LNKTYPE, "/etc/passwd")]),
        "'a' is a link to what it doesn't have",
    ),
    "no list": (
        old(("a", b"")),
        "it has no info/paths.json, so it can't be told what is installed",
    ),
    "list that is no JSON": (
        old(("info/paths.json", b"[" * 100_000)),
        "its info/paths.json can't be read",
    ),
    "list of something else": (
        old(("info/paths.json", b"[]")),
        "its info/paths.json lists no files",
    ),
    "unknown kind": (
        old(paths("a", path_type="socket"), ("a", b"")),
        "its info/paths.json lists 'a' as 'socket', which seedbed doesn't know",
    ),
    "a link for a file": (
        old(paths("a"), extra=[special("a", tarfile.SYMTYPE, "b")]),
        "it lists 'a' as another kind of file than it is",
    ),
    "a file that is not there": (old(paths("a")), "it lists 'a', but doesn't have it"),
    "half a package": (new(packed(tar([paths()])), packed(tar([])))[:-40], None),
    "no package": (b"", None),
    "another zip": (
        new(b"", b"").replace(b"info-", b"inf0-"),
        "it isn't made of metadata and files",
    ),
    "damaged": (new(packed(tar([INFO]))[:-9] + b"evil", b""), None),
    "cut off": (bz2.compress(tar([paths("a"), ("a", b"x" * 5000)])[:1800]), None),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_to_be_trusted_is_refused(data: bytes, why: str | None) -> None:
    with pytest.raises(SeedbedError) as caught:
        read(data)
    assert caught.value.code == "archive-refused"
    if why is not None:
        assert caught.value.message == f"The archive can't be used: {why}."


@pytest.mark.parametrize("form", ["old", "new"])
def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(conda_archives, "limit_of", lambda _: 1 << 20)
    files = [("a", bytes(4 << 20))]
    data = old(paths("a"), *files)
    if form == "new":
        data = new(packed(tar([paths("a")])), packed(tar(files)))
    assert len(data) < 5000
    with pytest.raises(SeedbedError) as caught:
        read(data)
    why = "it would unpack to far more than it should"
    assert caught.value.message == f"The archive can't be used: {why}."


def test_a_long_name_is_not_read_whole() -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    with pytest.raises(SeedbedError) as caught:
        read(bz2.compress(info.tobuf(tarfile.GNU_FORMAT)))
    assert caught.value.message == "The archive can't be used: a header of its tar is too large."


@pytest.mark.parametrize(
    ("subdir", "number", "digest"), [("linux-64", 0, "a" * 64), ("osx-arm64", 1, "b" * 64)]
)
def test_what_macos_signs_anew_is_compared_with_the_record(
    subdir: str, number: int, digest: str
) -> None:
    entry = Entry(path="lib/x", sha256="a" * 64, in_prefix="b" * 64, placeholder="/p", binary=True)
    one = Installed(
        name="x",
        version="1",
        build="0",
        subdir=subdir,
        is_python=False,
        entries=(entry,),
        path="conda-meta/x-1-0.json",
    )
    layout = Layout(site="s", scripts="bin", headers="h", python="3.11")
    claim = Claim(package="x 1", sha256="a" * 64, placeholder="/p", binary=True)
    claims, found = signed_anew(one, {"lib/x": claim}, layout)
    assert (found, claims["lib/x"].sha256) == (number, digest)
