"""Environments of small conda packages, installed by rattler, each with the lock that fits it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import conda_channel
import small_index
from conda_package import PLACEHOLDER, Package
from rattler import install
from small_index import HERE

from seedbed.commands.verify import Wanted, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rattler import RepoDataRecord

    from seedbed.commands.verify import Verification

SHORT = "{}.{}".format(*sys.version_info)
SITE = f"lib/python{SHORT}/site-packages"
TAG = sys.implementation.cache_tag
_HOST = str(Path(sys.base_prefix, "bin", f"python{SHORT}"))
_LEAF = b"GROWS = True\n"
_CONF = f"home = {PLACEHOLDER}/share/leaf\nalso = {PLACEHOLDER}:{PLACEHOLDER}/lib\n"
_BINARY = (
    b"\x7fELF\x02\x00code"
    + f"{PLACEHOLDER}/share/leaf\0tail\0{PLACEHOLDER}/a:{PLACEHOLDER}/b".encode()
    + b"\0\0end\x00\x01"
)
NEEDED = ("python", "sprout", "leaf")
"""The packages of an environment, but for wheels."""


def packages() -> list[Package]:
    """The packages of the channel."""
    python = "{}.{}.{}".format(*sys.version_info)
    scripts = [f"bin/python{SHORT}", f"{SITE}/README.txt", f"lib/python{SHORT}/growing.py"]
    noted = '[ -z "$STARTED_WITH" ] || echo "$@" >"$STARTED_WITH"'
    start = f'#!/bin/sh\n{noted}\nexec "{_HOST}" "$@"\n'.encode()
    return [
        Package(
            "python",
            python,
            HERE,
            files=list(zip(scripts, (start, b"a stub\n", b"SOIL = 1\n"), strict=True)),
            links=[("bin/python", f"python{SHORT}")],
            more={"python_site_packages_path": SITE},
        ),
        _sprout("1.0"),
        _sprout("0.9"),
        _sprout("1.0", build="1"),
        Package(
            "leaf",
            "2.0",
            HERE,
            depends=["python"],
            files=[
                ("bin/leaf", b"#!/bin/sh\necho leaf\n"),
                ("lib/libleaf.so.1", _BINARY),
                ("etc/leaf.conf", _CONF.encode()),
                ("etc/conda/activate.d/leaf.sh", b"export LEAF=1\n"),
                (f"{SITE}/leaf.py", _LEAF),
                (f"{SITE}/__pycache__/leaf.{TAG}.pyc", pyc(_LEAF, 1_700_000_000)),
            ],
            links=[("lib/libleaf.so", "libleaf.so.1")],
            prefixed={"lib/libleaf.so.1": "binary", "etc/leaf.conf": "text"},
        ),
    ]


def _sprout(version: str, build: str = "0") -> Package:
    about = f"site-packages/sprout-{version}.dist-info"
    script = f"#!{PLACEHOLDER}/bin/python -s\nimport sprout\nROOT = '{PLACEHOLDER}'\n"
    module = f'VERSION = "{version}"\n\n\ndef main() -> None:\n    print(VERSION)\n'
    return Package(
        "sprout",
        version,
        depends=["python"],
        files=[
            ("site-packages/sprout/__init__.py", module.encode()),
            ("site-packages/sprout/data.txt", b"seeds\n"),
            (f"{about}/METADATA", f"Name: sprout\nVersion: {version}\n".encode()),
            (f"{about}/RECORD", b"sprout/__init__.py,,\n"),
            ("python-scripts/sprout-run", script.encode()),
        ],
        entry_points=["sprout = sprout:main"],
        prefixed={"python-scripts/sprout-run": "text"},
        more={"noarch": "python", "build": build},
    )


def pyc(source: bytes, mtime: int, name: str = "leaf.py") -> bytes:
    """What Python compiles of a source, with its time and its size."""
    import marshal

    code = marshal.dumps(compile(source, name, "exec", dont_inherit=True))
    numbers = (0, mtime, len(source))
    head = b"".join((one & 0xFFFFFFFF).to_bytes(4, "little") for one in numbers)
    return importlib.util.MAGIC_NUMBER + head + code


def make_channel(folder: Path) -> Path:
    """Make the channel in a folder, and an index of wheels beside it."""
    channel = folder / "leaves"
    for one in packages():
        one.write(channel)
    small_index.make(folder)
    return conda_channel.index(channel)


def records(channel: Path, *specs: str) -> list[RepoDataRecord]:
    """The packages of an environment."""
    wanted = [one for one in NEEDED if one not in {spec.split()[0] for spec in specs}]
    chosen = [*wanted, *specs]
    if not any(spec.startswith("sprout") for spec in specs):
        chosen = ["sprout ==1.0 0" if one == "sprout" else one for one in chosen]
    return conda_channel.solved(channel, chosen, HERE, {})  # type: ignore[arg-type]


def installed(found: Sequence[RepoDataRecord], prefix: Path, cache: Path) -> Path:
    """An environment with them, whose files are no links to those of the cache."""
    asyncio.run(install(list(found), prefix, cache_dir=cache, show_progress=False))
    for path in prefix.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_nlink > 1:
            copy = path.with_name(f"{path.name}.copy")
            shutil.copy2(path, copy)
            copy.replace(path)
    return prefix


def lock(found: Iterable[RepoDataRecord], wheels: Iterable[Path] = ()) -> str:
    """The `pixi.lock` of an environment `default`."""
    records, files = sorted(found, key=lambda one: str(one.url)), list(wheels)
    listed = [f"      - conda: {one.url}\n" for one in records]
    listed += [f"      - pypi: {one.as_uri()}\n" for one in files]
    details = [
        f"- conda: {one.url}\n  sha256: {bytes(one.sha256 or b'').hex()}\n" for one in records
    ]
    for one in files:
        name, version, *_ = one.name.split("-")
        digest = hashlib.sha256(one.read_bytes()).hexdigest()
        details.append(
            f"- pypi: {one.as_uri()}\n  name: {name}\n  version: '{version}'\n  sha256: {digest}\n"
        )
    return (
        "version: 6\nenvironments:\n  default:\n    channels:\n    - url: file:///leaves/\n"
        f"    packages:\n      {HERE}:\n{''.join(listed)}packages:\n{''.join(details)}"
    )


def add_wheel(prefix: Path, wheel: Path) -> None:
    """Put a wheel into an environment, as Pixi does."""
    site = prefix / SITE
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (about,) = site.glob(f"{wheel.name.split('-')[0]}-*.dist-info")
    (about / "INSTALLER").write_text("uv-pixi")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"uv-pixi").digest()).rstrip(b"=").decode()
    with (about / "RECORD").open("a") as file:
        file.write(f"{about.name}/INSTALLER,sha256={digest},7\n")


def rewrite(path: Path, old: bytes, new: bytes) -> None:
    """Put something else in the place of some bytes, with the same time and permissions."""
    data = path.read_bytes()
    assert data.count(old) >= 1, (path, old)
    before = path.stat()
    path.write_bytes(data.replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def record_of(prefix: Path, name: str) -> Path:
    """The record of a package."""
    (found,) = (prefix / "conda-meta").glob(f"{name}-*.json")
    return found


def edit_record(prefix: Path, name: str, path: str, **values: Any) -> None:
    """Change what a record says of a file."""
    place = record_of(prefix, name)
    said = json.loads(place.read_text())
    (entry,) = (one for one in said["paths_data"]["paths"] if one["_path"] == path)
    entry.update(values)
    place.write_text(json.dumps(said))


def seen(prefix: Path, lock_file: Path, **more: Any) -> Verification:
    """What a verification finds."""
    return verify(Wanted(lock=str(lock_file), environment=str(prefix), **more))


def told(found: Verification) -> list[str]:
    """The differences, each as a line: the file, the package, and what is wrong."""
    return [f"{one.path} | {one.package} | {one.what}" for one in found.differences]
