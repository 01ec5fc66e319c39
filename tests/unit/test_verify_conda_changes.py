"""Changes in an environment of conda packages: each is found, and named by its file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from conda_changes import (
    Change,
    as_packed,
    both,
    compiled,
    damaged,
    edit,
    elsewhere,
    fitting_record,
    folder_as_link,
    link,
    mode,
    other_record,
    poisoned,
    put,
    record,
    renamed,
    rewritten_wheel,
    without,
)
from conda_prefixes import SHORT, SITE, TAG, edit_record, rewrite, seen, told

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stub of Python is a script")
PYTHON = "python {}.{}.{}".format(*sys.version_info)
LEAF_PYC = f"{SITE}/__pycache__/leaf.{TAG}.pyc"
SPROUT = f"{SITE}/sprout"
ABOUT = f"{SITE}/sprout-1.0.dist-info"
CHANGES: dict[str, tuple[Change, list[str]]] = {
    "byte in a module": (
        edit(f"{SPROUT}/__init__.py", b"1.0", b"1.1"),
        [f"{SPROUT}/__init__.py | sprout 1.0 | was changed"],
    ),
    "byte in a module for one platform": (
        edit(f"{SITE}/leaf.py", b"True", b"None"),
        [f"{SITE}/leaf.py | leaf 2.0 | was changed"],
    ),
    "byte in data": (
        edit(f"{SPROUT}/data.txt", b"seeds", b"weeds"),
        [f"{SPROUT}/data.txt | sprout 1.0 | was changed"],
    ),
    "more at the end": (
        edit(f"{SPROUT}/data.txt", b"seeds\n", b"seeds\n\n"),
        [f"{SPROUT}/data.txt | sprout 1.0 | was changed"],
    ),
    "byte in a binary": (
        edit("lib/libleaf.so.1", b"code", b"c0de"),
        ["lib/libleaf.so.1 | leaf 2.0 | was changed"],
    ),
    "string after the prefix in a binary": (
        edit("lib/libleaf.so.1", b"/share/leaf", b"/share/l3af"),
        ["lib/libleaf.so.1 | leaf 2.0 | was changed"],
    ),
    "prefix in a binary": (
        elsewhere("lib/libleaf.so.1", b"/share"),
        ["lib/libleaf.so.1 | leaf 2.0 | was changed"],
    ),
    "second prefix of a string in a binary": (
        elsewhere("lib/libleaf.so.1", b"/b"),
        ["lib/libleaf.so.1 | leaf 2.0 | was changed"],
    ),
    "zeros of a binary filled": (
        edit("lib/libleaf.so.1", b"\0\0\0\0\0\0\0\0tail", b"\0\0\0\0evil\0tail"[:-5] + b"tail"),
        ["lib/libleaf.so.1 | leaf 2.0 | was changed"],
    ),
    "byte in a text with the prefix": (
        edit("etc/leaf.conf", b"also", b"else"),
        ["etc/leaf.conf | leaf 2.0 | was changed"],
    ),
    "prefix in a text": (
        elsewhere("etc/leaf.conf", b"/share"),
        ["etc/leaf.conf | leaf 2.0 | was changed"],
    ),
    "prefix as in the package": (
        as_packed("etc/leaf.conf", "/share"),
        ["etc/leaf.conf | leaf 2.0 | was changed"],
    ),
    "shebang": (
        elsewhere("bin/sprout-run", b"/bin/python"),
        ["bin/sprout-run | sprout 1.0 | was changed"],
    ),
    "shebang as in the package": (
        as_packed("bin/sprout-run", "/bin/python"),
        ["bin/sprout-run | sprout 1.0 | was changed"],
    ),
    "shebang that looks on PATH": (
        lambda prefix: rewrite(
            prefix / "bin" / "sprout-run",
            f"#!{prefix}/bin/python -s".encode(),
            b"#!/usr/bin/env python -s",
        ),
        ["bin/sprout-run | sprout 1.0 | was changed"],
    ),
    "option in a shebang": (
        edit("bin/sprout-run", b"/bin/python -s", b"/bin/python -i"),
        ["bin/sprout-run | sprout 1.0 | was changed"],
    ),
    "script": (
        edit("bin/sprout-run", b"import sprout", b"import sprawl"),
        ["bin/sprout-run | sprout 1.0 | was changed"],
    ),
    "entry point's shebang": (
        elsewhere("bin/sprout", b"/bin/python"),
        ["bin/sprout | sprout 1.0 | doesn't start this environment's Python"],
    ),
    "entry point with more": (
        edit("bin/sprout", b"import sys\n", b"import sys\nimport evil\n"),
        ["bin/sprout | sprout 1.0 | doesn't just start sprout:main"],
    ),
    "entry point of another function": (
        edit("bin/sprout", b"main", b"evil"),
        ["bin/sprout | sprout 1.0 | doesn't just start sprout:main"],
    ),
    "entry point that is huge": (
        lambda prefix: os.truncate(prefix / "bin" / "sprout", 1 << 25),
        ["bin/sprout | sprout 1.0 | was changed"],
    ),
    "script that is huge": (
        lambda prefix: os.truncate(prefix / "bin" / "sprout-run", 1 << 25),
        ["bin/sprout-run | sprout 1.0 | was changed"],
    ),
    "entry point without permission": (
        mode("bin/sprout", 0o644),
        ["bin/sprout | sprout 1.0 | isn't executable"],
    ),
    "program without permission": (
        mode("bin/leaf", 0o644),
        ["bin/leaf | leaf 2.0 | isn't executable"],
    ),
    "text as a program": (
        mode("etc/leaf.conf", 0o755),
        ["etc/leaf.conf | leaf 2.0 | is executable"],
    ),
    "set-user-id": (
        mode("bin/leaf", 0o4755),
        ["bin/leaf | leaf 2.0 | has special permissions (4755)"],
    ),
    "everybody may write": (
        mode(f"{SITE}/leaf.py", 0o666),
        [f"{SITE}/leaf.py | leaf 2.0 | is writable by everyone (0666)"],
    ),
    "link in place of a module": (
        link(f"{SITE}/leaf.py", "sprout/__init__.py"),
        [f"{SITE}/leaf.py | leaf 2.0 | is a link to sprout/__init__.py"],
    ),
    "link in place of a program": (
        link("bin/leaf", "sprout"),
        ["bin/leaf | leaf 2.0 | is a link to sprout"],
    ),
    "file in place of a link": (
        lambda prefix: (prefix / "lib/libleaf.so.1").replace(prefix / "lib/libleaf.so"),
        [
            "lib/libleaf.so | leaf 2.0 | should be a link to libleaf.so.1",
            "lib/libleaf.so.1 | leaf 2.0 | is missing",
        ],
    ),
    "link to something else": (
        link("lib/libleaf.so", "../bin/leaf"),
        ["lib/libleaf.so | leaf 2.0 | should be a link to libleaf.so.1"],
    ),
    "folder as a link": (
        folder_as_link,
        [
            f"{SPROUT} |  | belongs to no package, and is a link",
            f"{SPROUT}/__init__.py | sprout 1.0 | is missing",
            f"{SPROUT}/data.txt | sprout 1.0 | is missing",
        ],
    ),
    "module removed": (
        without(f"{SPROUT}/__init__.py"),
        [f"{SPROUT}/__init__.py | sprout 1.0 | is missing"],
    ),
    "binary removed": (
        without("lib/libleaf.so.1"),
        ["lib/libleaf.so.1 | leaf 2.0 | is missing"],
    ),
    "link removed": (without("lib/libleaf.so"), ["lib/libleaf.so | leaf 2.0 | is missing"]),
    "entry point removed": (without("bin/sprout"), ["bin/sprout | sprout 1.0 | is missing"]),
    "script removed": (without("bin/sprout-run"), ["bin/sprout-run | sprout 1.0 | is missing"]),
    "module in other case": (
        renamed,
        [
            f"{SITE}/Leaf.py |  | belongs to no package",
            f"{SITE}/leaf.py | leaf 2.0 | is missing",
        ],
    ),
    "module added": (
        put(f"{SITE}/evil.py"),
        [f"{SITE}/evil.py |  | belongs to no package"],
    ),
    "module added in a package": (
        put(f"{SPROUT}/evil.py"),
        [f"{SPROUT}/evil.py |  | belongs to no package"],
    ),
    ".pth added": (
        put(f"{SITE}/evil.pth", "import evil\n"),
        [f"{SITE}/evil.pth |  | belongs to no package, and Python runs it at each start"],
    ),
    "sitecustomize added": (
        put(f"{SITE}/sitecustomize.py"),
        [f"{SITE}/sitecustomize.py |  | belongs to no package, and Python runs it at each start"],
    ),
    "extension before a module": (
        put(f"lib/python{SHORT}/growing.so"),
        [
            (
                f"lib/python{SHORT}/growing.so |  | belongs to no package, and Python may load it"
                " as a module"
            )
        ],
    ),
    "program added": (put("bin/evil"), ["bin/evil |  | belongs to no package"]),
    "activation added": (
        put("etc/conda/activate.d/evil.sh"),
        [
            (
                "etc/conda/activate.d/evil.sh |  | belongs to no package, and runs whenever"
                " you enter the environment"
            )
        ],
    ),
    "activation changed": (
        edit("etc/conda/activate.d/leaf.sh", b"LEAF=1", b"PATH=."),
        ["etc/conda/activate.d/leaf.sh | leaf 2.0 | was changed"],
    ),
    "pyvenv.cfg added": (
        put("pyvenv.cfg", "home = /elsewhere\n"),
        ["pyvenv.cfg |  | belongs to no package"],
    ),
    "link added": (
        link("lib/evil", "/etc/passwd"),
        ["lib/evil |  | belongs to no package, and is a link"],
    ),
    "pipe added": (
        lambda prefix: os.mkfifo(prefix / "share-pipe"),
        ["share-pipe |  | belongs to no package, and isn't a regular file"],
    ),
    "something beside the records": (
        put("conda-meta/evil.txt"),
        ["conda-meta/evil.txt |  | belongs to no package"],
    ),
    "record rewritten to fit": (
        fitting_record(f"{SITE}/leaf.py", f"{SITE}/leaf.py", "leaf"),
        [f"{SITE}/leaf.py | leaf 2.0 | was changed"],
    ),
    "record with another hash": (
        lambda prefix: edit_record(prefix, "leaf", f"{SITE}/leaf.py", sha256="0" * 64),
        [f"conda-meta/leaf-2.0-0.json | leaf 2.0 | has another hash for {SITE}/leaf.py"],
    ),
    "record with another hash of a binary": (
        lambda prefix: edit_record(prefix, "leaf", "lib/libleaf.so.1", sha256_in_prefix="0" * 64),
        ["conda-meta/leaf-2.0-0.json | leaf 2.0 | has another hash for lib/libleaf.so.1"],
    ),
    "record of another archive": (
        record("leaf", sha256="0" * 64),
        [
            (
                "conda-meta/leaf-2.0-0.json | leaf 2.0 | says that it came from another archive"
                " than the lock names"
            )
        ],
    ),
    "record of another version": (
        record("leaf", version="2.1"),
        [
            " | leaf 2.0 | is in the lock, but isn't installed",
            f"{SITE}/leaf.py |  | belongs to no package",
            "bin/leaf |  | belongs to no package",
            "conda-meta/leaf-2.0-0.json |  | says that it is of leaf 2.1 0",
            (
                "etc/conda/activate.d/leaf.sh |  | belongs to no package, and runs whenever"
                " you enter the environment"
            ),
            "etc/leaf.conf |  | belongs to no package",
            "lib/libleaf.so |  | belongs to no package, and is a link",
            "lib/libleaf.so.1 |  | belongs to no package",
        ],
    ),
    "record damaged": (
        put("conda-meta/evil-1-0.json", "{"),
        ["conda-meta/evil-1-0.json |  | can't be read"],
    ),
    "record that leads out": (
        put(
            "conda-meta/evil-1-0.json",
            '{"name": "evil", "version": "1", "build": "0", "paths_data": {"paths": '
            '[{"_path": "../evil"}]}}',
        ),
        ["conda-meta/evil-1-0.json |  | lists '../evil', which leads out of it"],
    ),
    "package that nobody asked for": (
        other_record,
        [" | evil 1 | is installed, but the lock doesn't have it"],
    ),
    "metadata": (
        edit(f"{ABOUT}/METADATA", b"sprout", b"sprawl"),
        [f"{ABOUT}/METADATA | sprout 1.0 | was changed"],
    ),
    "RECORD": (
        edit(f"{ABOUT}/RECORD", b",,", b",x,"),
        [f"{ABOUT}/RECORD | sprout 1.0 | was changed"],
    ),
    "compiled file of other code": (
        poisoned(f"{SPROUT}/__pycache__/__init__.{TAG}.pyc", f"{SPROUT}/__init__.py"),
        [f"{SPROUT}/__pycache__/__init__.{TAG}.pyc |  | doesn't come from its source"],
    ),
    "compiled file of a package, of other code": (
        poisoned(LEAF_PYC, f"{SITE}/leaf.py"),
        [f"{LEAF_PYC} |  | doesn't come from its source"],
    ),
    "compiled file of other code that is never checked": (
        poisoned(f"{SPROUT}/__pycache__/__init__.{TAG}.pyc", f"{SPROUT}/__init__.py", flags=1),
        [f"{SPROUT}/__pycache__/__init__.{TAG}.pyc |  | doesn't come from its source"],
    ),
    "compiled file of a wheel, of other code": (
        poisoned(f"{SITE}/__pycache__/compost.{TAG}.pyc", f"{SITE}/compost.py"),
        [f"{SITE}/__pycache__/compost.{TAG}.pyc |  | doesn't come from its source"],
    ),
    "compiled file damaged": (
        damaged(f"{SPROUT}/__pycache__/__init__.{TAG}.pyc"),
        [f"{SPROUT}/__pycache__/__init__.{TAG}.pyc |  | is damaged"],
    ),
    "compiled file without a source": (
        put(f"{SPROUT}/__pycache__/evil.{TAG}.pyc"),
        [f"{SPROUT}/__pycache__/evil.{TAG}.pyc |  | belongs to no package, and has no source"],
    ),
    "compiled file as a link": (
        both(compiled, link(LEAF_PYC, "compost.pyc")),
        [f"{LEAF_PYC} |  | belongs to no package, and is a link"],
    ),
    "wheel's module": (
        edit(f"{SITE}/compost.py", b"0.3", b"0.4"),
        [f"{SITE}/compost.py | compost 0.3 | was changed"],
    ),
    "wheel's RECORD rewritten to fit": (
        rewritten_wheel,
        [f"{SITE}/compost.py | compost 0.3 | was changed"],
    ),
    "Python": (
        edit(f"bin/python{SHORT}", b"exec", b"evil;exec"),
        [f"bin/python{SHORT} | {PYTHON} | was changed"],
    ),
    "Python's library": (
        edit(f"lib/python{SHORT}/growing.py", b"SOIL", b"COAL"),
        [f"lib/python{SHORT}/growing.py | {PYTHON} | was changed"],
    ),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_each_change_is_found(prefix: Path, change: Change, expected: list[str]) -> None:
    change(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock")
    assert told(found) == sorted(expected)
    assert found.status == 1


def test_what_only_rewrites_itself_is_found_at_no_level_of_accidents(prefix: Path) -> None:
    fitting_record(f"{SITE}/leaf.py", f"{SITE}/leaf.py", "leaf")(prefix)
    assert seen(prefix, prefix.parent.parent / "pixi.lock", level="record").status == 0


RECORDED: dict[str, tuple[Change, list[str]]] = {
    "byte in a module": (
        edit(f"{SITE}/leaf.py", b"True", b"None"),
        [f"{SITE}/leaf.py | leaf 2.0 | was changed"],
    ),
    "byte in a binary": (
        edit("lib/libleaf.so.1", b"code", b"c0de"),
        ["lib/libleaf.so.1 | leaf 2.0 | was changed"],
    ),
    "shebang": (
        elsewhere("bin/sprout-run", b"/bin/python"),
        ["bin/sprout-run | sprout 1.0 | was changed"],
    ),
    "entry point": (
        edit("bin/sprout", b"main", b"evil"),
        ["bin/sprout | sprout 1.0 | was changed"],
    ),
    "link": (
        lambda prefix: (prefix / "lib/libleaf.so.1").replace(prefix / "lib/libleaf.so"),
        [
            "lib/libleaf.so | leaf 2.0 | should be a link",
            "lib/libleaf.so.1 | leaf 2.0 | is missing",
        ],
    ),
    "removed": (without("bin/leaf"), ["bin/leaf | leaf 2.0 | is missing"]),
    "added": (put("bin/evil"), ["bin/evil |  | belongs to no package"]),
}


@pytest.mark.parametrize(("change", "expected"), RECORDED.values(), ids=RECORDED)
def test_accidents_are_found_without_the_archives(
    prefix: Path, change: Change, expected: list[str]
) -> None:
    change(prefix)
    found = seen(prefix, prefix.parent.parent / "pixi.lock", level="record")
    assert told(found) == expected
