"""Changes in an environment of conda packages, each a function that makes it."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from conda_package import PLACEHOLDER
from conda_prefixes import SITE, edit_record, pyc, record_of, rewrite

Change = Callable[[Path], object]


def compiled(prefix: Path, *levels: int) -> None:
    """Let the environment's Python compile its packages."""
    options = [word for one in levels or (0,) for word in ("-o", str(one))]
    run: list[str | Path] = [
        prefix / "bin" / "python",
        "-m",
        "compileall",
        "-q",
        *options,
        prefix / SITE,
    ]
    subprocess.run(run, check=True)


def both(*changes: Change) -> Change:
    """Make several, one after another."""

    def change(prefix: Path) -> None:
        for one in changes:
            one(prefix)

    return change


def put(path: str, text: str = "x = 1\n") -> Change:
    def change(prefix: Path) -> None:
        (prefix / path).parent.mkdir(parents=True, exist_ok=True)
        (prefix / path).write_text(text)

    return change


def edit(path: str, old: bytes, new: bytes) -> Change:
    return lambda prefix: rewrite(prefix / path, old, new)


def without(path: str) -> Change:
    return lambda prefix: (prefix / path).unlink()


def mode(path: str, bits: int) -> Change:
    return lambda prefix: (prefix / path).chmod(bits)


def link(path: str, target: str) -> Change:
    def change(prefix: Path) -> None:
        (prefix / path).unlink(missing_ok=True)
        (prefix / path).symlink_to(target)

    return change


def elsewhere(path: str, old: bytes) -> Change:
    """Name another prefix in place of the environment's."""

    def change(prefix: Path) -> None:
        name = str(prefix).encode()
        rewrite(prefix / path, name + old, name[:-1] + b"X" + old)

    return change


def as_packed(path: str, old: str) -> Change:
    """Put back the prefix that the package was built for."""

    def change(prefix: Path) -> None:
        rewrite(prefix / path, f"{prefix}{old}".encode(), f"{PLACEHOLDER}{old}".encode())

    return change


def fitting_record(path: str, listed: str, name: str) -> Change:
    """Change a file, and what the record says of it."""

    def change(prefix: Path) -> None:
        (prefix / path).write_bytes(b"EVIL = 1\n")
        digest = hashlib.sha256(b"EVIL = 1\n").hexdigest()
        edit_record(prefix, name, listed, sha256=digest, sha256_in_prefix=digest, size_in_bytes=9)

    return change


def poisoned(path: str, source: str, flags: int = 0) -> Change:
    """Put a compiled file of other code in place, with the time and the size of the source."""

    def change(prefix: Path) -> None:
        compiled(prefix)
        stands = (prefix / source).stat()
        data = bytearray(pyc(b"EVIL = 1\n" + b"#" * (stands.st_size - 9), int(stands.st_mtime)))
        if flags:
            data[4:16] = flags.to_bytes(4, "little") + importlib.util.source_hash(b"")
        (prefix / path).write_bytes(data)

    return change


def damaged(path: str) -> Change:
    """Put something else behind the head of a compiled file."""

    def change(prefix: Path) -> None:
        compiled(prefix)
        (prefix / path).write_bytes((prefix / path).read_bytes()[:16] + b"evil")

    return change


def record(name: str, **values: object) -> Change:
    """Change what a record says of its package."""

    def change(prefix: Path) -> None:
        place = record_of(prefix, name)
        place.write_text(json.dumps({**json.loads(place.read_text()), **values}))

    return change


def other_record(prefix: Path) -> None:
    """A record of a package that nobody installed, which claims a file."""
    (prefix / SITE / "evil.py").write_text("EVIL = 1\n")
    entry = {"_path": f"{SITE}/evil.py", "path_type": "hardlink"}
    said = {
        "name": "evil",
        "version": "1",
        "build": "0",
        "subdir": "noarch",
        "paths_data": {"paths_version": 1, "paths": [entry]},
    }
    (prefix / "conda-meta" / "evil-1-0.json").write_text(json.dumps(said))


def renamed(prefix: Path) -> None:
    (prefix / SITE / "leaf.py").rename(prefix / SITE / "Leaf.py")


def folder_as_link(prefix: Path) -> None:
    (prefix / SITE / "sprout").rename(prefix.parent / "sprout")
    (prefix / SITE / "sprout").symlink_to(prefix.parent / "sprout")


def rewritten_wheel(prefix: Path) -> None:
    """Change a wheel's module, and its RECORD so that it fits."""
    about = prefix / SITE / "compost-0.3.dist-info" / "RECORD"
    old = base64.urlsafe_b64encode(hashlib.sha256(b'VERSION = "0.3"\n').digest()).rstrip(b"=")
    new = base64.urlsafe_b64encode(hashlib.sha256(b'VERSION = "0.4"\n').digest()).rstrip(b"=")
    rewrite(prefix / SITE / "compost.py", b"0.3", b"0.4")
    rewrite(about, old, new)
