"""What uv writes into a Python at installation is told from what nobody should have written."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from seedbed.host.tarballs import LINKS
from seedbed.model.found import FILE, LINK, Found
from seedbed.model.listing import Listing, Member
from seedbed.verify.interpreters import Comparing, Comparison

LINUX = "cpython-3.12.7-linux-x86_64-gnu"
MACOS = "cpython-3.12.7-macos-aarch64-none"
DYLIB = "lib/libpython3.12.dylib"


def file(data: bytes, mode: int = 0o644) -> Found:
    digest = sha256(data).hexdigest()
    return Found(kind=FILE, mode=mode, size=len(data), sha256=digest, data=data)


def link(target: str) -> Found:
    return Found(kind=LINK, target=target)


ARCHIVE = {
    "bin/python3.12": b"program",
    "lib/python3.12/os.py": b"import abc\n",
    "lib/python3.12/__pycache__/os.cpython-312.pyc": b"compiled",
    DYLIB: b"library",
}
THERE = {
    path: file(data, 0o755 if path.startswith("bin/") else 0o644) for path, data in ARCHIVE.items()
}


def compared(changes: dict[str, Found | None], key: str = LINUX) -> Comparison:
    members = {
        path: Member(
            sha256=sha256(data).hexdigest(), size=len(data), executable=path.startswith("bin/")
        )
        for path, data in ARCHIVE.items()
    }
    listing = Listing(archive="0" * 64, members=members, texts={LINKS: json.dumps({})})
    found = {path: one for path, one in {**THERE, **changes}.items() if one}
    return Comparing(key, listing, {}).compare(found)


def said(found: Comparison) -> list[str]:
    return [f"{one.path} {one.what}" for one in found.differences]


def test_nothing_changed() -> None:
    found = compared({})
    assert (said(found), found.compiled, found.written) == ([], (), ())
    assert found.same_program


def test_a_library_that_macos_signs_anew() -> None:
    changes: dict[str, Found | None] = {DYLIB: file(b"renamed")}
    assert said(compared(changes)) == [f"{DYLIB} was changed"]
    found = compared(changes, MACOS)
    assert (said(found), found.written) == ([], (DYLIB,))
    assert said(compared({DYLIB: None}, MACOS)) == [f"{DYLIB} is missing"]
    everybodys = f"{DYLIB} is writable by everyone (0666)"
    assert said(compared({DYLIB: file(b"renamed", 0o666)}, MACOS)) == [everybodys]


@pytest.mark.parametrize(
    ("target", "good"),
    [
        ("python3.12", True),
        ("./python3.12", True),
        ("../lib/python3.12", False),
        ("/bin/python3.12", False),
        ("python3.13", False),
    ],
)
def test_the_link_that_older_archives_lack(target: str, good: bool) -> None:
    expected = [] if good else ["bin/python isn't in the interpreter's archive, and is a link"]
    assert said(compared({"bin/python": link(target)})) == expected


def test_compiled_files_of_the_archive() -> None:
    path = "lib/python3.12/__pycache__/os.cpython-312.pyc"
    assert said(compared({path: None})) == []
    found = compared({path: file(b"compiled again")})
    assert (said(found), [one.path for one in found.compiled]) == ([], [path])
    assert said(compared({path: link("/opt/x")})) == [f"{path} is a link to /opt/x"]


def test_compiled_files_without_a_source() -> None:
    path = "lib/python3.12/__pycache__/leak.cpython-312.pyc"
    nobodys = f"{path} isn't in the interpreter's archive, and has no source"
    assert said(compared({path: file(b"x")})) == [nobodys]
    beside = "lib/python3.12/leak.pyc"
    nobodys = f"{beside} isn't in the interpreter's archive, and has no source"
    assert said(compared({beside: file(b"x")})) == [nobodys]


def test_another_program() -> None:
    assert not compared({"bin/python3.12": file(b"other", 0o755)}).same_program
    assert not compared({"bin/python3.12": None}).same_program


@pytest.mark.parametrize(
    ("path", "data", "mode", "good"),
    [
        ("BUILD", b"20241016", 0o644, True),
        ("BUILD", b"20241016\n", 0o644, True),
        ("BUILD", b"import leak", 0o644, False),
        ("BUILD", b"20241016", 0o666, False),
        ("lib/BUILD", b"20241016", 0o644, False),
        ("lib/python3.12/EXTERNALLY-MANAGED", b"[externally-managed]\nError=x\n", 0o644, True),
        ("lib/python3.12/EXTERNALLY-MANAGED", b"[other]\nError=x\n", 0o644, False),
        ("Lib/EXTERNALLY-MANAGED", b"[externally-managed]\r\nError=x\r\n", 0o644, True),
    ],
)
def test_notes_of_uv(path: str, data: bytes, mode: int, good: bool) -> None:
    expected = [] if good else [f"{path} isn't in the interpreter's archive"]
    assert said(compared({path: file(data, mode)})) == expected
