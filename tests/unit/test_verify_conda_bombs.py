"""Archives of conda packages that would need far more memory than they have bytes are refused."""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from seedbed.commands.verifying import conda_reading
from seedbed.errors import SeedbedError
from seedbed.host import conda_archives
from seedbed.host.conda_archives import list_conda
from seedbed.host.forward import zstd

if TYPE_CHECKING:
    from pathlib import Path

_PATHS = b'{"paths": [{"_path": "a"}]}'


def tar(*names: str, settings: dict[str, str] | None = None, comment: str = "") -> bytes:
    """An archive with some empty files, and a list of files."""
    buffer = io.BytesIO()
    kind = tarfile.PAX_FORMAT if settings or comment else tarfile.GNU_FORMAT
    with tarfile.open(fileobj=buffer, mode="w", format=kind, pax_headers=settings) as archive:
        for name in ("a", *names):
            info = tarfile.TarInfo(name)
            info.pax_headers = {"comment": comment} if comment else {}
            archive.addfile(info)
        info = tarfile.TarInfo("info/paths.json")
        info.size = len(_PATHS)
        archive.addfile(info, io.BytesIO(_PATHS))
    return bz2.compress(buffer.getvalue())


def crowded() -> bytes:
    """A `.conda` whose list of members is long."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number:040}", "")
    return buffer.getvalue()


def read(data: bytes) -> None:
    list_conda(io.BytesIO(data), hashlib.sha256(data).hexdigest(), len(data))


BOMBS = {
    "name": (tar("b" * 5000), "the names in it are too long"),
    "header": (tar(comment="b" * (1 << 20)), "a header of its tar is too large"),
    "settings": (
        tar(settings={f"k{number}": "b" for number in range(9)}),
        "its tar says too much of all members",
    ),
    "members": (crowded(), "its list of members is too large"),
}


@pytest.mark.parametrize(("data", "why"), BOMBS.values(), ids=BOMBS)
def test_what_needs_too_much_memory_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        read(data)
    assert caught.value.message == f"The archive can't be used: {why}."


@pytest.mark.parametrize(
    ("limit", "most", "why"),
    [
        ("_LARGEST_NAMES", 10, "the names in it are too long"),
        ("_MOST_PARTS", 2, "its info/paths.json is too large"),
        ("_LARGEST_LIST", 20, "its info/paths.json is too large"),
    ],
)
def test_limits_of_archives(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, why: str
) -> None:
    read(tar("b"))
    monkeypatch.setattr(conda_archives, limit, most)
    with pytest.raises(SeedbedError) as caught:
        read(tar("b"))
    assert caught.value.message == f"The archive can't be used: {why}."


@pytest.mark.parametrize("limit", ["_LARGEST_RECORDS", "_MOST_PARTS"])
def test_limits_of_records(prefix: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    from conda_prefixes import record_of, seen, told

    said = json.loads(record_of(prefix, "leaf").read_text())
    record_of(prefix, "leaf").write_text(json.dumps({**said, "more": [0] * 100_000}))
    lock = prefix.parent.parent / "pixi.lock"
    assert told(seen(prefix, lock)) == []
    monkeypatch.setattr(conda_reading, limit, 100_000)
    assert "conda-meta/leaf-2.0-0.json |  | is too large" in told(seen(prefix, lock))


@pytest.mark.parametrize(("window", "why"), [(27, ""), (28, "Frame requires too much memory")])
def test_windows_are_as_large_as_those_of_real_archives(window: int, why: str) -> None:
    if sys.version_info >= (3, 14):
        from compression.zstd import CompressionParameter, ZstdCompressor
    else:
        from backports.zstd import CompressionParameter, ZstdCompressor
    packing = ZstdCompressor(options={CompressionParameter.window_log: window})
    data = packing.compress(b"a" * 100) + packing.flush()
    if why:
        with pytest.raises(OSError, match=why):
            zstd(io.BytesIO(data)).read(1000)
    else:
        assert zstd(io.BytesIO(data)).read(1000) == b"a" * 100
