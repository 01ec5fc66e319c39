"""Archives of interpreters are read from one end to the other, and refused when they cheat."""

from __future__ import annotations

import gzip
import io
import tarfile
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from managed_python import Entry, pack

from seedbed.errors import SeedbedError
from seedbed.host import tarballs
from seedbed.host.tarballs import links_of, list_tarball
from seedbed.model.listing import Listing, dumps, loads

DIGEST = "0" * 64


def listed(data: bytes) -> Listing:
    found = list_tarball(io.BytesIO(data), DIGEST, lambda path: path.endswith(".pc"))
    assert loads(dumps(found), DIGEST) == found
    return found


def refusal(data: bytes) -> str:
    with pytest.raises(SeedbedError) as caught:
        listed(data)
    assert caught.value.code == "archive-refused"
    return caught.value.message


def packed(*infos: tuple[tarfile.TarInfo, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for info, data in infos:
            info.size = info.size or len(data)
            tar.addfile(info, io.BytesIO(data))
    return file.getvalue()


def test_what_is_listed() -> None:
    held: dict[str, Entry] = {
        "bin/python3.12": b"program",
        "bin/python3": "python3.12",
        "lib/a.pc": b"prefix=/install\n",
        "lib/b": ("lib/a.pc",),
    }
    for top in ("python/", "python/install/", ""):
        found = listed(pack(held, top))
        assert list(found.members) == ["bin/python3.12", "lib/a.pc", "lib/b"]
        assert found.members["bin/python3.12"].sha256 == sha256(b"program").hexdigest()
        assert [one.executable for one in found.members.values()] == [True, False, False]
        assert found.members["lib/b"] == found.members["lib/a.pc"]
        assert links_of(found) == {"bin/python3": "python3.12"}
        assert found.texts["lib/a.pc"] == "prefix=/install\n"


def test_what_stands_beside_the_installed_one_does_not_count() -> None:
    found = listed(pack({"install/bin/python3.12": b"x", "build/notes.txt": b"y"}))
    assert list(found.members) == ["bin/python3.12"]


@pytest.mark.parametrize(
    ("held", "why"),
    [
        ({"../evil": b""}, "the name 'python/../evil' leads out of it"),
        ({"./evil": b""}, "the name 'python/./evil' leads out of it"),
        ({"a\\..\\b": b""}, r"the name 'python/a\\..\\b' leads out of it"),
        ({"a": "/etc/passwd"}, "the link 'python/a' leads out of it"),
        ({"a": "../../etc"}, "the link 'python/a' leads out of it"),
        ({"a/b": "../../python2/x"}, "the link 'python/a/b' leads out of it"),
        ({"a": ("b",)}, "'python/a' is a link to a file that it doesn't have before"),
        ({}, "it is empty"),
    ],
)
def test_what_leads_out(held: dict[str, Entry], why: str) -> None:
    assert refusal(pack(held)) == f"The archive can't be used: {why}."


def test_absolute_names() -> None:
    data = packed((tarfile.TarInfo("/etc/passwd"), b"root"))
    assert refusal(data) == "The archive can't be used: the name '/etc/passwd' leads out of it."


def test_a_name_that_comes_twice() -> None:
    data = packed((tarfile.TarInfo("python/a"), b"1"), (tarfile.TarInfo("python/a"), b"2"))
    assert refusal(data) == "The archive can't be used: it has 'python/a' twice."


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_what_is_no_file(kind: bytes) -> None:
    info = tarfile.TarInfo("python/a")
    info.type = kind
    said = "The archive can't be used: 'python/a' is neither a file nor a link."
    assert refusal(packed((info, b""))) == said


def test_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarballs, "_LARGEST", 1 << 22)
    data = pack({"a": bytes(1 << 23)})
    assert len(data) < 1 << 17
    assert refusal(data).startswith("The archive can't be used: it would unpack to more than ")
    many: dict[str, Entry] = {f"a{number}": bytes(1 << 20) for number in range(5)}
    assert refusal(pack(many)).startswith("The archive can't be used: it would unpack to more than")


def test_a_bomb_behind_the_last_member() -> None:
    plain = gzip.decompress(pack({"a": b"x"}))
    data = gzip.compress(plain + bytes(1 << 24))
    assert list(listed(data).members) == ["a"]


def test_a_member_of_which_too_much_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarballs, "_LARGEST_PIECE", 1 << 16)
    info = tarfile.TarInfo("python/a")
    info.pax_headers = {"comment": "x" * (1 << 20)}
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(info)
    said = "The archive can't be used: it says too much about a member."
    assert refusal(file.getvalue()) == said


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarballs, "_MOST", 2)
    data = pack({"a": b"", "b": b"", "c": b""})
    assert refusal(data) == "The archive can't be used: it has more than 2 members."


WHOLE = pack({"bin/python3.12": bytes(range(256)) * 40, "bin/python3": "python3.12"})


@given(at=st.integers(0, len(WHOLE) - 1), data=st.binary(max_size=4), cut=st.booleans())
def test_damaged_archives(at: int, data: bytes, cut: bool) -> None:
    damaged = WHOLE[:at] if cut else WHOLE[:at] + data + WHOLE[at + len(data) :]
    try:
        listed(damaged)
    except SeedbedError as error:
        assert error.code == "archive-refused"
