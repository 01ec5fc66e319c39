"""A base that somebody prepared: one sentence, in bounded memory and time, and nothing written."""

from __future__ import annotations

import binascii
import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import make
from cli import files, seedbed
from hypothesis import given
from hypothesis import strategies as st
from running import environment

from seedbed.errors import SeedbedError
from seedbed.model.choices import make_choices
from seedbed.model.relative import fault_of
from seedbed.render.compose import compose
from seedbed.update.base import decode

if TYPE_CHECKING:
    pass

MIB = 1024 * 1024


def packed(payload: bytes, *, number: bytes = b"1", size: int | None = None) -> bytes:
    """The text of a base, whatever its payload; the header is right unless told otherwise."""
    rows = binascii.b2a_base64(zlib.compress(payload, 9))
    header = b"seedbed-base %s %d %08x\n" % (
        number, len(payload) if size is None else size, zlib.crc32(payload),
    )  # fmt: skip
    return b"# comment\n" + header + rows


def entry(
    path: str | bytes, data: bytes = b"x\n", *, size: object = None, flag: str = "-"
) -> bytes:
    name = path if isinstance(path, bytes) else path.encode()
    said = len(data) if size is None else size
    return f"{said} {flag} core/project ".encode() + name + b"\n" + data


PROJECT = b"".join(
    entry(path, file.data) for path, file in compose(make_choices("x-1")).files.items()
)
DAMAGED = {
    "a path above": (entry("../thesis"), "it names '../thesis', and it is not a plain path"),
    "an absolute path": (entry("/dev/zero"), "it names '/dev/zero', and it is not a plain path"),
    "git's own folder": (entry(".git/config"), "reaches into git's own folder"),
    "seedbed's own folder": (entry(".seedbed/journal/x"), "which belongs to seedbed"),
    "the base itself": (entry(".seedbed/base"), "which belongs to seedbed"),
    "a drive": (entry("C:/x"), "a character that Windows does not allow"),
    "a null byte": (entry(b"a\0b"), "a character that Windows does not allow"),
    "a path that is not UTF-8": (entry(b"a\xff"), "a text in it is not UTF-8"),
    "a negative size": (entry("a", size=-9), "a number in it cannot be read"),
    "a size that is no number": (entry("a", size="x"), "a number in it cannot be read"),
    "a size of 5000 digits": (entry("a", size="9" * 5000), "file 13 cannot be read"),
    "a size of 400 digits": (entry("a", size="9" * 400), "a number in it cannot be read"),
    "a size beyond the end": (entry("a", size=10_000), "its entry for 'a' is wrong"),
    "a line without its end": (b"12 x l p", "file 13 cannot be read"),
    "a line of one word": (b"hello\n", "file 13 cannot be read"),
    "another flag": (entry("a", flag="?"), "file 13 cannot be read"),
    "the same path twice": (entry("a") + entry("a"), "it names 'a' twice"),
    "a path below a file": (entry("a") + entry("a/b"), "it names 'a/b' below another file"),
    "a very deep path": (entry("a/" * 300 + "b"), "a path of more than 40 folders"),
    "a very long line": (entry("a" * 200 + "/b" * 900), "file 13 cannot be read"),
    "a file of 2 MiB": (entry("a", b"x" * 2 * MIB), "its entry for 'a' is wrong"),
    "a million files": (b"".join(entry(str(n), b"") for n in range(100_000)), "5,000 files"),
    "a manifest that is not UTF-8": (entry("b.toml", b"\xff"), "a text in it is not UTF-8"),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_what_is_wrong_is_said_in_one_sentence(what: str) -> None:
    payload, words = DAMAGED[what]
    count = PROJECT.count(b" core/project ")
    with pytest.raises(SeedbedError) as caught:
        decode(packed(PROJECT + payload))
    assert caught.value.code == "base-damaged"
    assert caught.value.message.startswith(".seedbed/base is damaged: ")
    assert words.replace("file 13", f"file {count + 1}") in caught.value.message
    assert "\n" not in caught.value.message


def test_the_size_in_the_header_bounds_what_is_unpacked() -> None:
    huge = packed(b"\0" * 200 * MIB, size=100)
    with pytest.raises(SeedbedError, match="checksum is wrong"):
        decode(huge)
    with pytest.raises(SeedbedError, match="it would unpack to more than 8 MiB"):
        decode(packed(b"\0" * 200 * MIB))
    with pytest.raises(SeedbedError, match="a number in it cannot be read"):
        decode(packed(b"").replace(b" 0 ", b" " + b"9" * 5000 + b" "))


@pytest.mark.parametrize("number", [b"2", b"9" * 10, b"9" * 5000])
def test_a_newer_format_is_told(number: bytes) -> None:
    with pytest.raises(SeedbedError) as caught:
        decode(packed(b"", number=number))
    assert caught.value.message == (
        ".seedbed/base has a newer format than 1, the newest that this seedbed supports."
    )
    assert caught.value.hint == "Install the newest seedbed."


_WORDS = st.one_of(
    st.sampled_from([b"0", b"1", b"-", b"x", b"\n", b" ", b"core/project", b"a", b"../a", b"\xff"]),
    st.binary(max_size=6),
    st.integers(-5, 10**12).map(lambda number: b"%d" % number),
)


@given(st.lists(_WORDS, max_size=12).map(b" ".join), st.booleans())
def test_no_payload_is_more_than_damaged(payload: bytes, behind: bool) -> None:
    whole = PROJECT + payload if behind else payload
    try:
        found = decode(packed(whole))
    except SeedbedError as error:
        assert error.code == "base-damaged"
        return
    assert not any(fault_of(path) for path in found)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("place"))


def _update(root: Path, base: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    (root / ".seedbed/base").write_bytes(base)
    before = files(root)
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert "Traceback" not in done.stderr
    assert files(root) == before
    return done


@pytest.mark.parametrize("what", ["a negative size", "an absolute path", "the same path twice"])
def test_an_update_compares_two_ways_and_writes_nothing(root: Path, what: str) -> None:
    payload, words = DAMAGED[what]
    done = _update(root, packed(PROJECT + payload))
    assert done.returncode == 1
    assert done.stdout.startswith("Without a base, seedbed cannot merge anything.\n")
    assert done.stderr.startswith("error: .seedbed/base is damaged: ")
    assert words in done.stderr
    assert "hint: Restore it from git: git checkout HEAD -- .seedbed/base." in done.stderr


_UNREAD = {
    b"[project": ".seedbed/base is not valid TOML",
    b"[tool.seedbed]\nmanager = 5\n": "pyproject.toml: tool.seedbed.manager must be a string",
}


@pytest.mark.parametrize(
    "text", [b"[project", b'[tool]\nseedbed = "x"\n', b"[tool.seedbed]\nmanager = 5\n", b""]
)
@pytest.mark.parametrize("options", [(), ("--set", "manager=pixi"), ("--set", "extras=docs")])
def test_a_manifest_in_it_that_cannot_be_read_writes_nothing(
    root: Path, text: bytes, options: tuple[str, ...]
) -> None:
    generated = compose(make_choices("x-1")).files
    base = b"".join(
        entry(path, text if path == "pyproject.toml" else file.data)
        for path, file in generated.items()
    )
    done = _update(root, packed(base), *options)
    assert done.returncode == 1
    assert done.stderr.count("error: ") == 1
    if text in _UNREAD:
        assert done.stderr.startswith(
            f"error: .seedbed/base is damaged: its pyproject.toml cannot be read: {_UNREAD[text]}"
        )


def _peak(root: Path, base: bytes) -> int:
    """Bytes that an update takes at most."""
    (root / ".seedbed/base").write_bytes(base)
    command = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'seedbed', 'update', '--no-sync', '--dry-run'])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=root, env=environment(),
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return int(done.stdout.split()[-1]) * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("what", ["1 GiB of zeros", "random text", "many files", "large files"])
def test_a_base_of_1_mb_takes_at_most_100_mib(root: Path, what: str) -> None:
    text = os.urandom(600_000).hex().encode()
    payload = {
        "1 GiB of zeros": b"",
        "random text": b"".join(entry(f"n{n}", text[n * 250_000 :][:250_000]) for n in range(4)),
        "many files": b"".join(entry(f"n/{n}", text[n : n + 70]) for n in range(4900)),
        "large files": b"".join(entry(f"n{n}", b"a\n" * 130_000) for n in range(4)),
    }[what]
    if what == "1 GiB of zeros":
        packing = zlib.compressobj(9)
        parts = [packing.compress(b"\0" * MIB) for _ in range(1024)] + [packing.flush()]
        rows = binascii.b2a_base64(b"".join(parts))
        base = b"seedbed-base 1 8000000 00000000\n" + rows
    else:
        base = packed(PROJECT + payload)
    assert len(base) < 1.5 * MIB
    assert _peak(root, base) < 100 * MIB
