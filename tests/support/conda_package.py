"""Writing a conda package, in moments: the format `.conda`, with nothing compressed in it."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

File = tuple[str, bytes]
"""Path in the environment, content."""
Link = tuple[str, str]
"""Path in the environment, target."""

PLACEHOLDER = "/opt/leaves_h_env" + "_placehold" * 20
"""The prefix that packages are built for, which an installation replaces by the environment's."""
_PROGRAMS = ("bin/", "python-scripts/")
"""Where files lie that can be run."""
_TIME = 1_700_000_000
"""When everything was made, so that the same package is the same bytes."""
_BLOCK = 1 << 17
"""As many bytes as a block of zstd may have."""
_ZSTD = b"\x28\xb5\x2f\xfd" + b"\x00" + b"\x38"
"""The head of a zstd frame (RFC 8878): its magic number, no options, a window of one block."""


@dataclass(frozen=True)
class Package:
    """A conda package.

    Attributes:
        name: its name.
        version: its version.
        subdir: the machines that it is for.
        depends: what it needs.
        files: what it brings; what lies in `bin/` can be run.
        links: the symbolic links that it brings.
        entry_points: the programs that an installation makes, each as `NAME = MODULE:FUNCTION`;
            only where it is `noarch` and for Python.
        prefixed: the files that hold `PLACEHOLDER`, each with its mode: `text` or `binary`.
        more: further keys of its `index.json`, or others for those that every package has.
    """

    name: str
    version: str
    subdir: str = "noarch"
    depends: Sequence[str] = ()
    files: Sequence[File] = ()
    links: Sequence[Link] = ()
    entry_points: Sequence[str] = ()
    prefixed: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)

    def write(self, channel: Path) -> None:
        """Put it into the folder of a channel."""
        index = self._index()
        stem = f"{self.name}-{self.version}-{index['build']}"
        target = channel / self.subdir / f"{stem}.conda"
        target.parent.mkdir(parents=True, exist_ok=True)
        about = {**self._about(), "info/index.json": index}
        texts = [(path, json.dumps(value).encode()) for path, value in about.items()]
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("metadata.json", json.dumps({"conda_pkg_format_version": 2}))
            archive.writestr(f"pkg-{stem}.tar.zst", _zstd(_tar(self.files, self.links)))
            archive.writestr(f"info-{stem}.tar.zst", _zstd(_tar(texts)))

    def _index(self) -> dict[str, Any]:
        index: dict[str, Any] = {
            "name": self.name,
            "version": self.version,
            "build": "0",
            "build_number": 0,
            "subdir": self.subdir,
            "depends": list(self.depends),
            "constrains": [],
            "timestamp": _TIME * 1000,
        }
        if self.subdir == "noarch":
            index["noarch"] = "generic"
        else:
            system, _, index["arch"] = self.subdir.replace("-64", "-x86_64").partition("-")
            index["platform"] = system
        return {**index, **self.more}

    def _about(self) -> dict[str, Any]:
        paths = [
            {**_entry(path, "hardlink", data), **self._prefixed(path)} for path, data in self.files
        ]
        paths += [_entry(path, "softlink", b"") for path, _ in self.links]
        found: dict[str, Any] = {
            "info/about.json": {},
            "info/paths.json": {"paths_version": 1, "paths": paths},
        }
        if self.more.get("noarch") == "python":
            python = {"type": "python", "entry_points": list(self.entry_points)}
            found["info/link.json"] = {"noarch": python, "package_metadata_version": 1}
        return found

    def _prefixed(self, path: str) -> dict[str, object]:
        mode = self.prefixed.get(path)
        return {"prefix_placeholder": PLACEHOLDER, "file_mode": mode} if mode else {}


def _entry(path: str, kind: str, data: bytes) -> dict[str, object]:
    digest = hashlib.sha256(data).hexdigest()
    return {"_path": path, "path_type": kind, "sha256": digest, "size_in_bytes": len(data)}


def _tar(files: Iterable[File], links: Iterable[Link] = ()) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, data in files:
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime = len(data), _TIME
            entry.mode = 0o755 if path.startswith(_PROGRAMS) else 0o644
            archive.addfile(entry, io.BytesIO(data))
        for path, link in links:
            entry = tarfile.TarInfo(path)
            entry.type, entry.linkname = tarfile.SYMTYPE, link
            archive.addfile(entry)
    return buffer.getvalue()


def _zstd(data: bytes) -> bytes:
    """A zstd frame that holds the data as they are; Python has no zstd before 3.14."""
    blocks = [_ZSTD]
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        last = start + _BLOCK >= len(data)
        blocks += [(len(block) << 3 | last).to_bytes(3, "little"), block]
    return b"".join(blocks)
