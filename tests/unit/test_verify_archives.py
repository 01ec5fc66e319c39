"""What a wheel holds is told, and one that is not to be trusted is refused with its reason."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path

import pytest

from seedbed.commands.verifying.archives import Answer, Archives
from seedbed.errors import SeedbedError
from seedbed.host import archives
from seedbed.host.archive_store import ArchiveStore
from seedbed.host.archives import list_wheel
from seedbed.host.downloads import Downloads
from seedbed.model.listing import Listing, Member
from seedbed.verify.pairing import Candidate


def zipped(
    members: dict[str, bytes], *, mode: int = 0o100644, how: int = zipfile.ZIP_DEFLATED
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo("x")
            entry.filename = name  # as it is, whatever a decent program would make of it
            entry.external_attr = mode << 16
            entry.compress_type = how
            archive.writestr(entry, data)
    return file.getvalue()


def listed(data: bytes) -> Listing:
    return list_wheel(io.BytesIO(data), "a" * 64, len(data))


def why(data: bytes) -> str:
    with pytest.raises(SeedbedError) as caught:
        listed(data)
    assert caught.value.code == "archive-refused"
    return caught.value.message.removeprefix("The archive can't be used: ").removesuffix(".")


def hexed(data: bytes) -> str:
    return sha256(data).hexdigest()


def test_what_a_wheel_holds() -> None:
    script, other = b"#!pythonw\r\nx\n", b"#!/bin/sh\n"
    members = {
        "a/b.py": b"x = 1\n",
        "a-1.dist-info/WHEEL": b"Tag: py3-none-any\n",
        "a-1.dist-info/RECORD": b"",
        "a-1.data/scripts/one": script,
        "a-1.data/scripts/two": other,
    }
    found = listed(zipped(members))
    assert found.members == {
        "a/b.py": Member(sha256=hexed(b"x = 1\n"), size=6),
        "a-1.dist-info/WHEEL": Member(sha256=hexed(b"Tag: py3-none-any\n"), size=18),
        "a-1.dist-info/RECORD": Member(sha256=hexed(b""), size=0),
        "a-1.data/scripts/one": Member(sha256=hexed(script), size=13, rest=hexed(b"x\n")),
        "a-1.data/scripts/two": Member(sha256=hexed(other), size=10),
    }
    assert found.texts == {"a-1.dist-info/WHEEL": "Tag: py3-none-any\n"}


@pytest.mark.parametrize(
    ("mode", "runs"),
    [(0o100755, True), (0o755, True), (0o100644, False), (0, False), (0o100010, True)],
)
def test_programs(mode: int, runs: bool) -> None:
    assert listed(zipped({"a": b"1"}, mode=mode)).members["a"].executable is runs


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../../b",
        "a/..",
        "./a",
        "a/./b",
        "/a",
        "//a",
        "a//b",
        "~/a",
        "C:/a",
        "c:a",
        "a\\b",
        "..\\a",
        "a\nb",
        "a\x1bb",
        "a\x7fb",
        "a.py\0.txt",
        "\0",
        "../a/",
        "a/\0",
    ],
)
def test_names_that_lead_out(name: str) -> None:
    assert why(zipped({name: b"1"})) == f"the name {name!a} leads out of it"


def test_names_that_come_twice() -> None:
    assert why(zipped({"a": b"1", "b": b"2"}).replace(b"b", b"a")) == "it has 'a' twice"


def test_links_are_refused() -> None:
    assert why(zipped({"a": b"/etc/passwd"}, mode=0o120777)) == "'a' is a link"


def changed(data: bytes, offset: int, form: str, value: int, mark: bytes = b"PK\1\2") -> bytes:
    """An archive with another number in the first entry of its list of members."""
    place = data.index(mark) + offset
    return data[:place] + struct.pack(form, value) + data[place + struct.calcsize(form) :]


def test_encrypted_members() -> None:
    assert why(changed(zipped({"a": b"1"}), 8, "<H", 1)) == "'a' is encrypted"


@pytest.mark.parametrize("size", [5, 5000, 1 << 20])
def test_sizes_that_are_not_true(size: int) -> None:
    data = zipped({"a": b"x" * 1000})
    said = why(changed(data, 24, "<I", size))
    assert said.startswith(("'a' doesn't have the size", "Bad CRC-32 for file 'a'"))


def test_a_sum_that_is_not_true() -> None:
    data = changed(zipped({"a": b"x" * 1000}), 16, "<I", 5)
    assert why(data) == "Bad CRC-32 for file 'a'"


def test_a_bomb_by_what_it_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    data = changed(zipped({"a": b"x"}), 24, "<I", 0xFFFFFFF0)
    assert why(data) == f"it has {len(data)} bytes, but would unpack to 4294967280"
    monkeypatch.setattr(archives, "_LARGEST", 10)
    data = zipped({"a": b"x" * 6, "b": b"x" * 5})
    assert why(data) == f"it has {len(data)} bytes, but would unpack to 11"


def test_a_bomb_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MUCH", 1 << 19)
    monkeypatch.setattr(archives, "_RATIO", 100)
    data = zipped({"a": bytes(1 << 20)})
    assert why(data) == f"it has {len(data)} bytes, but would unpack to 1048576"
    claims_less = changed(data, 24, "<I", 100)
    assert why(claims_less).startswith("Bad CRC-32")
    # one that claims little and has a sum that fits unpacks to no more than it claims
    fitting = changed(claims_less, 16, "<I", zlib.crc32(bytes(100)))
    assert listed(fitting).members["a"].size == 100


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST", 2)
    assert why(zipped({"a": b"", "b": b"", "c": b""})) == "it has 3 members"


def test_a_list_of_members_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_LARGEST_PIECE", 40)
    assert why(zipped({"a": b""})) == "its list of members is too large"


def test_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_LARGEST_TEXTS", 10)
    members = {f"{one}.dist-info/WHEEL": b"123456" for one in "ab"}
    assert why(zipped(members)) == "it has too many texts about itself"


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_that_are_damaged(how: int) -> None:
    data = zipped({"a": bytes(range(256)) * 20}, how=how)
    refused = 0
    for place in range(31, data.index(b"PK\1\2"), 7):
        broken = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            assert listed(broken) == listed(data)
        except SeedbedError as error:
            assert error.code == "archive-refused"
            refused += 1
    assert refused > 5


@pytest.mark.parametrize("keep", [0, 1, 30, 60, -1, -22])
def test_archives_that_are_cut_off(keep: int) -> None:
    assert why(zipped({"a": b"1"})[:keep])


def test_every_byte_of_a_small_one() -> None:
    data = zipped({"a": b"1", "b.dist-info/WHEEL": b"2"})
    for place in range(len(data)):
        broken = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        try:
            listed(broken)
        except SeedbedError as error:
            assert error.code == "archive-refused"


# --- where they come from ------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> ArchiveStore:
    return ArchiveStore(str(tmp_path / "store"))


@pytest.mark.parametrize("by", ["everybody", "somebody else"])
def test_what_others_could_have_written_is_not_known(
    by: str, store: ArchiveStore, tmp_path: Path
) -> None:
    data = zipped({"a": b"1"})
    (tmp_path / "a.whl").write_bytes(data)
    one = Candidate(sha256=hexed(data), file="a.whl", address="a.whl")
    assert answer(store, tmp_path, one).listing
    assert store.get(one.sha256)
    [kept] = (tmp_path / "store").rglob("*.json")
    if by == "everybody":
        kept.chmod(0o622)
    elif os.geteuid() == 0:
        os.chown(kept, 12345, -1)
    else:
        pytest.skip("only root can give files away")
    assert store.get(one.sha256) is None
    assert answer(store, tmp_path, one).listing
    assert store.get(one.sha256)


@pytest.mark.parametrize("by", ["everybody", "somebody else", "somebody else's link"])
@pytest.mark.parametrize("level", [0, 1])
def test_what_lies_in_a_folder_of_others_is_not_known(
    by: str, level: int, store: ArchiveStore, tmp_path: Path
) -> None:
    data = zipped({"a": b"1"})
    (tmp_path / "a.whl").write_bytes(data)
    one = Candidate(sha256=hexed(data), file="a.whl", address="a.whl")
    assert answer(store, tmp_path, one).listing
    [kept] = (tmp_path / "store").rglob("*.json")
    folder = kept.parents[level]
    if by == "everybody":
        folder.chmod(0o777)
    elif os.geteuid() != 0:
        pytest.skip("only root can give files away")
    elif by == "somebody else":
        os.chown(folder, 12345, -1)
    else:
        folder.rename(tmp_path / "clone")
        folder.symlink_to(tmp_path / "clone")
        assert store.get(one.sha256)  # people may have their caches elsewhere
        os.chown(folder, 12345, -1, follow_symlinks=False)
    assert store.get(one.sha256) is None


def answer(store: ArchiveStore, root: Path, one: Candidate, *, offline: bool = False) -> Answer:
    downloads = None if offline else Downloads(pause=0.01, patience=0.5)
    return Archives(store, downloads, str(root)).all([one])[one.sha256]


def test_an_archive_beside_the_lock(store: ArchiveStore, tmp_path: Path) -> None:
    data = zipped({"a": b"1"})
    (tmp_path / "a.whl").write_bytes(data)
    for address in ("a.whl", f"file://{tmp_path}/a.whl", f"FILE://{tmp_path}/a.whl#sha256=1"):
        one = Candidate(sha256=hexed(data), file="a.whl", address=address)
        found = Archives(ArchiveStore(""), None, str(tmp_path)).all([one])[one.sha256]
        assert found.listing is not None
        wrong = Candidate(sha256="b" * 64, file="a.whl", address=address)
        assert answer(store, tmp_path, wrong).why == (
            f"{tmp_path}/a.whl doesn't have the hash that the lock names"
        )


@pytest.mark.parametrize("address", ["file:///dev/zero", "FILE:///dev/zero", "pipe", "gone.whl"])
def test_what_is_no_file(address: str, store: ArchiveStore, tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    one = Candidate(sha256="a" * 64, file="a.whl", address=address)
    assert answer(store, tmp_path, one) == Answer(why=f"{address} isn't a file")


def test_without_a_network(store: ArchiveStore, tmp_path: Path) -> None:
    one = Candidate(sha256="a" * 64, file="a.whl", address="https://u:secret@a.example/a.whl")
    assert answer(store, tmp_path, one, offline=True) == Answer(
        why="its archive hasn't been read yet, and --offline forbids downloading it"
    )


def test_what_is_known_needs_nothing(store: ArchiveStore, tmp_path: Path) -> None:
    listing = Listing(archive="a" * 64, members={"a": Member(sha256="b" * 64, size=1)})
    store.keep(listing)
    assert answer(store, tmp_path, Candidate(sha256="a" * 64), offline=True).listing == listing
    kept = next((tmp_path / "store").glob("*/*.json"))
    for text in ("", "{}", kept.read_text().replace("bbb", "xyz")):
        kept.write_text(text)
        assert answer(store, tmp_path, Candidate(sha256="a" * 64), offline=True).listing is None
    kept.unlink()
    kept.symlink_to("/dev/zero")
    assert store.get("a" * 64) is None
    assert store.get("../../etc/passwd") is None
