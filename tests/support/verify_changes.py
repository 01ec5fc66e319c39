"""Changes that somebody, or something, makes to an environment: each has to be found, by file.

A change is a function of the environment and a path in it; it gives the path that has to be named.
"""

from __future__ import annotations

import base64
import importlib.util
import marshal
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

Change = Callable[[Path, str], str]
SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
EVIL = b"import os\n"


# --- of a file that a package owns --------------------------------------------------------------


def flip(root: Path, path: str) -> str:
    """One bit of a byte in the middle, with the same size and time."""
    place = root / path
    times = place.stat()
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)
    os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))
    return path


def append(root: Path, path: str) -> str:
    """A line more."""
    with (root / path).open("ab") as file:
        file.write(b"\n")
    return path


def cut(root: Path, path: str) -> str:
    """The last byte less."""
    place = root / path
    place.write_bytes(place.read_bytes()[:-1])
    return path


def empty(root: Path, path: str) -> str:
    """Nothing left of it."""
    (root / path).write_bytes(b"")
    return path


def remove(root: Path, path: str) -> str:
    """The file is gone."""
    (root / path).unlink()
    return path


def link(root: Path, path: str) -> str:
    """A link to the same bytes elsewhere."""
    place = root / path
    other = root.parent / "elsewhere"
    other.write_bytes(place.read_bytes())
    place.unlink()
    place.symlink_to(other)
    return path


def toggle(root: Path, path: str) -> str:
    """Executable where it was not, and the other way round."""
    place = root / path
    place.chmod(place.stat().st_mode ^ 0o111)
    return path


def set_user(root: Path, path: str) -> str:
    """Runs as its owner, whoever starts it."""
    place = root / path
    place.chmod(place.stat().st_mode | stat.S_ISUID)
    return path


def open_up(root: Path, path: str) -> str:
    """Everybody may change it."""
    place = root / path
    place.chmod(place.stat().st_mode | stat.S_IWOTH)
    return path


def pipe(root: Path, path: str) -> str:
    """A pipe in its place, at which a reader would wait forever."""
    (root / path).unlink()
    os.mkfifo(root / path)
    return path


def folder(root: Path, path: str) -> str:
    """A folder in its place."""
    (root / path).unlink()
    (root / path).mkdir()
    return path


def with_record(root: Path, path: str) -> str:
    """Changed, and RECORD rewritten to fit."""
    append(root, path)
    data = (root / path).read_bytes()
    digest = base64.urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
    for record in (root / SITE).glob("*.dist-info/RECORD"):
        rows = record.read_text().splitlines()
        inner = os.path.relpath(root / path, root / SITE)
        fresh = [
            f"{inner},sha256={digest},{len(data)}" if row.startswith(f"{inner},") else row
            for row in rows
        ]
        record.write_text("\n".join(fresh) + "\n")
    return path


def renamed_case(root: Path, path: str) -> str:
    """The same name in other letters, which Python on other systems takes for it."""
    place = root / path
    place.rename(place.with_name(place.name.swapcase()))
    return path


def moved_away(root: Path, path: str) -> str:
    """Under another name."""
    place = root / path
    place.rename(place.with_name(f"old_{place.name}"))
    return path


# --- of compiled files --------------------------------------------------------------------------


def _compiled(root: Path, path: str) -> Path:
    found = Path(importlib.util.cache_from_source(str(root / path)))
    assert found.exists(), found
    return found


def _code(root: Path, path: str) -> bytes:
    code = compile((root / path).read_bytes() + EVIL, str(root / path), "exec")
    return marshal.dumps(code)


def compiled_alike(root: Path, path: str) -> str:
    """Other code, with the time and the size of the source."""
    place = _compiled(root, path)
    head = place.read_bytes()[:16]
    place.write_bytes(head + _code(root, path))
    return place.relative_to(root).as_posix()


def compiled_unchecked(root: Path, path: str) -> str:
    """Other code, in a file that Python does not compare with its source."""
    place = _compiled(root, path)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
    place.write_bytes(head + _code(root, path))
    return place.relative_to(root).as_posix()


def compiled_checked(root: Path, path: str) -> str:
    """Other code, with the hash of the source."""
    place = _compiled(root, path)
    digest = importlib.util.source_hash((root / path).read_bytes())
    head = importlib.util.MAGIC_NUMBER + (3).to_bytes(4, "little") + digest
    place.write_bytes(head + _code(root, path))
    return place.relative_to(root).as_posix()


def compiled_optimized(root: Path, path: str) -> str:
    """Other code for `python -O`."""
    place = _compiled(root, path)
    other = Path(importlib.util.cache_from_source(str(root / path), optimization="1"))
    other.write_bytes(place.read_bytes()[:16] + _code(root, path))
    return other.relative_to(root).as_posix()


def compiled_damaged(root: Path, path: str) -> str:
    """A file that Python cannot load."""
    place = _compiled(root, path)
    place.write_bytes(place.read_bytes()[:18])
    return place.relative_to(root).as_posix()


def compiled_alone(root: Path, path: str) -> str:
    """A compiled module beside the sources, which Python takes without one."""
    place = (root / path).with_name("stray.pyc")
    place.write_bytes(_compiled(root, path).read_bytes())
    return place.relative_to(root).as_posix()


# --- of what nobody owns ------------------------------------------------------------------------


def added(root: Path, path: str) -> str:
    """A new file."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(EVIL)
    return path


def added_link(root: Path, path: str) -> str:
    """A new link to a folder with modules."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(root.parent)
    return path


# --- of metadata and scripts --------------------------------------------------------------------


def unlisted(root: Path, path: str) -> str:
    """A row less in RECORD."""
    place = root / path
    rows = place.read_text().splitlines()
    place.write_text("\n".join(rows[1:]) + "\n")
    return path


def listed_more(root: Path, path: str) -> str:
    """A row more in RECORD, for a file that is added with it."""
    (root / SITE / "added_row.py").write_bytes(EVIL)
    with (root / path).open("a") as file:
        file.write("added_row.py,,\n")
    return path


def no_record(root: Path, path: str) -> str:
    """Something else than a RECORD."""
    (root / path).write_text("nothing,like,a,record\n")
    return path


def other_python(root: Path, path: str) -> str:
    """A script that another interpreter runs."""
    place = root / path
    rest = place.read_bytes().partition(b"\n")[2]
    place.write_bytes(b"#!/usr/bin/env python3\n" + rest)
    return path


def other_target(root: Path, path: str) -> str:
    """A script that starts something else."""
    place = root / path
    place.write_bytes(place.read_bytes().replace(b"loam.core", b"marl"))
    return path


def more_in_script(root: Path, path: str) -> str:
    """A script that does something before."""
    place = root / path
    place.write_bytes(place.read_bytes().replace(b"import sys\n", b"import sys\nimport os\n"))
    return path


def call_in_script(root: Path, path: str) -> str:
    """A script that calls something before it exits."""
    place = root / path
    place.write_bytes(place.read_bytes().replace(b"    sys.exit(", b"    exec('')\n    sys.exit("))
    return path


def swapped_version(root: Path, path: str) -> str:
    """Another version in the name of the metadata."""
    place = root / path
    name, _, _ = place.name.partition("-")
    place.rename(place.with_name(f"{name}-9.9.dist-info"))
    return ""


def from_elsewhere(root: Path, path: str) -> str:
    """Metadata that say that it was installed from an address."""
    (root / path / "direct_url.json").write_text('{"url": "https://example.org/x.whl"}')
    return ""


def uninstalled(root: Path, path: str) -> str:
    """Without metadata, its files belong to nobody."""
    shutil.rmtree(root / path)
    return ""


def setting(root: Path, path: str) -> str:
    """Names another version of Python."""
    place = root / path
    place.write_text(place.read_text().replace("version_info = 3.", "version_info = 4."))
    return path


def home(root: Path, path: str) -> str:
    """Names the folder of another interpreter."""
    place = root / path
    lines = [
        "home = /usr/local/elsewhere" if line.startswith("home") else line
        for line in place.read_text().splitlines()
    ]
    place.write_text("\n".join(lines) + "\n")
    return "bin/python"


def other_interpreter(root: Path, path: str) -> str:
    """Leads to another program."""
    (root / path).unlink()
    (root / path).symlink_to("/bin/true")
    return path


def file_for_link(root: Path, path: str) -> str:
    """A program of one's own in the place of a link."""
    (root / path).unlink()
    (root / path).write_text("#!/bin/sh\n")
    (root / path).chmod(0o755)
    return path


# --- which change is made where -----------------------------------------------------------------

CODE = [
    f"{SITE}/{one}"
    for one in ("loam/__init__.py", "loam/core.py", "loam/deep/layers.py", "loam_extra.py")
] + [f"{SITE}/{one}" for one in ("marl.py", "peat/bog.py", "ground/peat.py")]
DATA = [
    f"{SITE}/loam/data/table.csv",
    f"{SITE}/loam/_speed.cpython-311-x86_64-linux-gnu.so",
    f"{SITE}/loam-1.0.dist-info/METADATA",
    f"{SITE}/loam-1.0.dist-info/WHEEL",
    f"{SITE}/loam-1.0.dist-info/entry_points.txt",
    f"{SITE}/loam-1.0.dist-info/licenses/LICENSE",
    f"{SITE}/marl_hook.pth",
    f"{SITE}/peat/bin/dig",
    "share/loam/notes.txt",
    "bin/loam.sh",
]
EMPTY = [f"{SITE}/loam/deep/__init__.py", f"{SITE}/peat/__init__.py"]
LAUNCHERS = ["bin/loam", "bin/loamy"]
SCRIPTS = [*LAUNCHERS, "bin/loam-deep", "bin/loam-old"]
RECORDS = [f"{SITE}/{one}.dist-info/RECORD" for one in ("loam-1.0", "marl-2.0", "peat-0.1")]
INFOS = [one.removesuffix("/RECORD") for one in RECORDS]
MADE = [f"bin/activate{one}" for one in ("", ".fish", ".csh", ".ps1", "_this.py", ".bat")]
NEW = [
    f"{SITE}/{one}"
    for one in (
        "evil.pth",
        "sitecustomize.py",
        "usercustomize.py",
        "marl.cpython-311-x86_64-linux-gnu.so",
        "marl/__init__.py",
        "loam/json.py",
        "loam/core.abi3.so",
        "loam/data/extra.csv",
        "ground/__init__.py",
        "numpy.py",
        "loam-1.0.dist-info/extra.txt",
        ".hidden/module.py",
    )
] + ["bin/git", "bin/loam2", "share/loam/more.txt", "etc/profile.d/x.sh", "extra.txt"]

PLACES: dict[Change, list[str]] = {
    flip: [*CODE, *DATA, *MADE],
    append: [*CODE, *DATA, *EMPTY],
    cut: [*CODE, *DATA],
    empty: [*CODE, *DATA],
    remove: [*CODE, *DATA, *EMPTY, *SCRIPTS, "bin/activate"],
    link: [*CODE, *DATA, *EMPTY, *SCRIPTS],
    toggle: [*CODE, *DATA, *EMPTY, *SCRIPTS],
    set_user: [*CODE[:3], *DATA[-3:], *SCRIPTS],
    open_up: [*CODE[:3], *DATA[-3:], *SCRIPTS],
    pipe: [*CODE[:3], *SCRIPTS[:1]],
    folder: CODE[:3],
    with_record: [*CODE, *DATA, *EMPTY],
    renamed_case: [CODE[1], CODE[4], CODE[5], f"{SITE}/marl_hook.pth"],
    moved_away: [CODE[1], CODE[4], f"{SITE}/loam/data/table.csv"],
    compiled_alike: CODE,
    compiled_unchecked: CODE,
    compiled_checked: CODE,
    compiled_optimized: CODE[:3],
    compiled_damaged: CODE[:3],
    compiled_alone: CODE[:3],
    added: NEW,
    added_link: [f"{SITE}/linked", f"{SITE}/loam/linked", "share/linked"],
    unlisted: RECORDS,
    listed_more: RECORDS[:2],
    no_record: RECORDS,
    other_python: SCRIPTS,
    other_target: LAUNCHERS,
    more_in_script: SCRIPTS[:3],
    call_in_script: SCRIPTS[:3],
    swapped_version: INFOS,
    from_elsewhere: INFOS,
    uninstalled: INFOS,
    setting: ["pyvenv.cfg"],
    home: ["pyvenv.cfg"],
    other_interpreter: ["bin/python"],
    file_for_link: ["bin/python", "bin/python3"],
}


def all_changes() -> Iterator[tuple[Change, str]]:
    """Each change, at each of its places."""
    for change, paths in PLACES.items():
        for path in paths:
            yield change, path
