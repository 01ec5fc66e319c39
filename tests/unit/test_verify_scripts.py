"""Scripts that installers make: those that only start their function pass, all others don't."""

from __future__ import annotations

from pathlib import Path

import pytest

from seedbed.commands.verifying.interpreter import interpreter
from seedbed.verify.launchers import Target, starts, targets
from seedbed.verify.shebangs import without_shebang

TARGET = Target(module="a.b", function="c.d")
PYTHONS = ["/env one/bin/python", "/it's/bin/python3"]

UV = """\
# -*- coding: utf-8 -*-
import sys
from a.b import c
if __name__ == "__main__":
    if sys.argv[0].endswith("-script.pyw"):
        sys.argv[0] = sys.argv[0][:-11]
    elif sys.argv[0].endswith(".exe"):
        sys.argv[0] = sys.argv[0][:-4]
    sys.exit(c.d())
"""
PIP = """\
# -*- coding: utf-8 -*-
import re
import sys
from a.b import c
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])
    sys.exit(c.d())
"""
NEWER_PIP = """\
import sys
from a.b import c
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit(c.d())
"""
PLAIN = "import sys\nfrom a.b import c\n\nif __name__ == '__main__':\n    sys.exit(c.d())\n"
RELATIVE = (
    b'#!/bin/sh\n\'\'\'exec\' "$(dirname -- "$(realpath -- "$0")")"/\'python\' "$0" "$@"\n'
    b"' '''\nx"
)
"""The script of an environment that can be moved."""
BARE = "import sys\nfrom a.b import c\nsys.exit(c.d())\n"


@pytest.mark.parametrize(
    "code",
    [UV, PIP, NEWER_PIP, PLAIN, BARE, UV.replace("\n", "\r\n")],
    ids=["uv", "pip", "newer pip", "plain", "bare", "CRLF"],
)
def test_what_installers_write(code: str) -> None:
    assert starts(code, TARGET)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c.d()", "c.e()"),
        ("c.d()", "c.d(1)"),
        ("c.d()", "c.d() or evil()"),
        ("sys.exit(c.d())", "sys.exit(c.d());evil()"),
        ("sys.exit(c.d())", "c.d()"),
        ("sys.exit(c.d())", "sys.exit(evil())"),
        ("from a.b import c", "from a.e import c"),
        ("from a.b import c", "from .a.b import c"),
        ("from a.b import c", "from a.b import e as c"),
        ("from a.b import c", "from a.b import c, e"),
        ("from a.b import c", "from a.b import c\nfrom a.b import c"),
        ("from a.b import c", "from a.b import *"),
        ("from a.b import c", "from a.b import c\nimport evil"),
        ("import sys", "import sys, evil"),
        ("import sys", "import evil as sys"),
        ("import sys", "import sys\nevil()"),
        ("import sys", "import sys\nsys.argv[0] = 'x'"),
        ("import sys", "import sys\n@evil\ndef c(): pass"),
        ("import sys", "import sys\nclass c: d = evil"),
        ('"__main__"', '"__evil__"'),
        ('__name__ == "__main__"', 'evil() or __name__ == "__main__"'),
        ('sys.argv[0].endswith(".exe")', 'evil(".exe")'),
        ('sys.argv[0].endswith(".exe")', "sys.argv[0].endswith(evil())"),
        ("sys.argv[0][:-4]", "sys.argv[0][:evil()]"),
        ("sys.argv[0][:-4]", "sys.argv[evil()]"),
        ("sys.argv[0] = sys.argv[0][:-4]", "sys.argv[0] = c.d = sys.argv[0]"),
        ("sys.argv[0] = sys.argv[0][:-4]", "sys.path[0] = sys.argv[0]"),
        ("sys.argv[0] = sys.argv[0][:-4]", "sys.argv[0] = (c := 1)"),
        ("sys.argv[0] = sys.argv[0][:-4]", "sys.argv[0] = f'{evil()}'"),
        ("utf-8", "utf-7"),
        ("utf-8", "rot13"),
        ("utf-8", "latin-1"),
        ("# -*- coding: utf-8 -*-", "# vim: set fileencoding=utf-7 :"),
        ("# -*- coding: utf-8 -*-", "#\r# coding: utf-7"),
        ("import sys", "import sys\0"),
        ("import sys", "import sys \udcff"),
        ("import sys", "("),
        ("import sys\n", ""),
    ],
)
def test_whatever_else_a_script_does(old: str, new: str) -> None:
    assert old in UV
    code = UV.replace(old, new, 1)
    # without its import, the script fails when it starts: no harm
    assert starts(code, TARGET) == (new == "")


def test_texts_without_an_end() -> None:
    assert not starts("", TARGET)
    assert not starts("import sys\nfrom a.b import c\n", TARGET)
    assert not starts("(" * 100_000, TARGET)
    assert not starts("-" * 100_000 + "1", TARGET)
    assert not starts(f"{PLAIN}evil()\n", TARGET)
    assert not starts(PLAIN.replace("    sys", "    pass\n    sys"), TARGET)
    assert not starts(f"{PLAIN}else:\n    evil()\n", TARGET)


def test_the_scripts_that_are_asked_for() -> None:
    text = (
        "[console_scripts]\nOne = a.b:c.d\ntwo=a:b [extra]\nbad = a.b\nworse = a:b; evil()\n"
        "a:b = c:d\n[gui_scripts]\none = e:f\n[other]\nx = y:z\n"
    )
    assert targets(text) == {
        "One": Target(module="a.b", function="c.d"),
        "two": Target(module="a", function="b"),
        "a:b": Target(module="c", function="d"),
        "one": Target(module="e", function="f"),
    }
    assert targets("") == {}
    assert targets("[console_scripts]\na = %(x)s:b\nc = d:e\n") == {
        "c": Target(module="d", function="e")
    }


@pytest.mark.parametrize("text", ["x\n", "[a\nb = c\n", "[console_scripts]\n = x\n: y\nz"])
def test_entry_points_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        targets(text)


@pytest.mark.parametrize(
    ("data", "rest"),
    [
        (b"#!/env one/bin/python\nx\n", b"x\n"),
        (b"#! /env one/bin/python \nx\n", b"x\n"),
        (b"#!/env one/bin/python\r\nx\r\n", b"x\r\n"),
        (b"#!/it's/bin/python3\n", b""),
        (b"#!/bin/sh\n'''exec' \"/env one/bin/python\" \"$0\" \"$@\"\n' '''\nx", b"x"),
        (b"#!/bin/sh\n'''exec' '/env one/bin/python' \"$0\" \"$@\"\n' '''\nx", b"x"),
        (RELATIVE, b"x"),
        (b"#!/other/bin/python\nx\n", None),
        (b"#!/env one/bin/python -E\nx\n", None),
        (b"#!/env one/bin/python2\nx\n", None),
        (b"#!/usr/bin/env python\nx\n", None),
        (b"#!/bin/sh\n'''exec' /other/python \"$0\" \"$@\"\n' '''\nx", None),
        (b"#!/bin/sh\n'''exec' \"/env one/bin/python\" -c evil \"$0\" \"$@\"\n' '''\nx", None),
        (b"#!/bin/sh\nevil\n'''exec' \"/env one/bin/python\" \"$0\" \"$@\"\n' '''\nx", None),
        (RELATIVE.replace(b"'python'", b"'../x/python'"), None),
        (b"", None),
        (b"x\n", None),
        (b"\n#!/env one/bin/python\n", None),
    ],
)  # fmt: skip
def test_first_lines(data: bytes, rest: bytes | None) -> None:
    assert without_shebang(data, PYTHONS) == rest


def test_an_environment_whose_name_is_no_text() -> None:
    assert without_shebang(b"#!/\xff/python\nx", ["/\udcff/python"]) == b"x"


def test_another_program_beside_the_interpreter(tmp_path: Path) -> None:
    home, place = tmp_path / "usr" / "bin", tmp_path / ".venv" / "bin" / "python"
    home.mkdir(parents=True)
    place.parent.mkdir(parents=True)
    for name, differs in (("python3.11", False), ("true", True)):
        (home / name).write_text("#!/bin/sh\n")
        (home / name).chmod(0o755)
        place.unlink(missing_ok=True)
        place.symlink_to(home / name)
        python, found = interpreter(str(tmp_path / ".venv"), {"home": str(home)})
        assert python == ("" if differs else str(home / name))
        assert [one.path for one in found] == ["bin/python"] * differs


def test_a_copy_of_an_interpreter_that_others_can_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, place = tmp_path / "open", tmp_path / ".venv" / "bin" / "python"
    home.mkdir()
    place.parent.mkdir(parents=True)
    for path in (home / "python3", place):
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    home.chmod(0o777)
    why = "which other users can change; if you trust it, put its folder on PATH"
    python, found = interpreter(str(tmp_path / ".venv"), {"home": str(home)})
    assert python == ""
    assert [one.what for one in found] == [f"is a copy of {home}/python3, {why}"]
    monkeypatch.setenv("PATH", str(home))
    assert interpreter(str(tmp_path / ".venv"), {"home": str(home)}) == (f"{home}/python3", [])
