"""Each change of a Python that uv installed is named, and one that differs is not started."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from managed_python import KEY, LIBRARY, SHORT, Managed, append, data_of, wrong

from seedbed.cli import main
from seedbed.commands.verify import Wanted, verify

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the archive is one for Linux")


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def relink(path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


DATA = f"_sysconfigdata__linux_{platform.machine()}-linux-gnu.py"
CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte in a module": (
        lambda one: rewrite(one / LIBRARY / "os.py", "import abc", "import sys"),
        f"{LIBRARY}/os.py was changed",
    ),
    "the program": (
        lambda one: append(one / f"bin/python{SHORT}", b"\0"),
        f"bin/python{SHORT} was changed",
    ),
    "what runs at each start": (
        lambda one: (one / LIBRARY / "sitecustomize.py").write_text("import leak\n"),
        (
            f"{LIBRARY}/sitecustomize.py isn't in the interpreter's archive, and Python runs it "
            "at each start"
        ),
    ),
    "a module that is new": (
        lambda one: (one / LIBRARY / "json/extra.so").write_bytes(b"\x7fELF"),
        (
            f"{LIBRARY}/json/extra.so isn't in the interpreter's archive, and Python may load it "
            "as a module"
        ),
    ),
    "settings beside the program": (
        lambda one: (one / "pyvenv.cfg").write_text("home = /tmp\n"),
        "pyvenv.cfg isn't in the interpreter's archive",
    ),
    "a file that is gone": (
        lambda one: (one / LIBRARY / "abc.py").unlink(),
        f"{LIBRARY}/abc.py is missing",
    ),
    "a module that is a program": (
        lambda one: (one / LIBRARY / "abc.py").chmod(0o755),
        f"{LIBRARY}/abc.py is executable",
    ),
    "a program that acts for its owner": (
        lambda one: (one / f"bin/python{SHORT}").chmod(0o4755),
        f"bin/python{SHORT} has special permissions (4755)",
    ),
    "a module for everybody": (
        lambda one: (one / LIBRARY / "abc.py").chmod(0o666),
        f"{LIBRARY}/abc.py is writable by everyone (0666)",
    ),
    "a link that leads elsewhere": (
        lambda one: relink(one / "bin/python3", "/bin/sh"),
        f"bin/python3 should be a link to python{SHORT}",
    ),
    "a link in place of a file": (
        lambda one: relink(one / LIBRARY / "abc.py", "os.py"),
        f"{LIBRARY}/abc.py is a link to os.py",
    ),
    "a link that is gone": (lambda one: (one / "bin/python3").unlink(), "bin/python3 is missing"),
    "code among the settings": (
        lambda one: append(data_of(one), b"import leak\n"),
        f"{LIBRARY}/{DATA} isn't a table of texts and numbers, as uv writes it",
    ),
    "another compiler's option": (
        lambda one: rewrite(data_of(one), '"ARFLAGS": "rcs"', '"ARFLAGS": "rcs -x"'),
        f"{LIBRARY}/{DATA} differs from what uv writes: ARFLAGS",
    ),
    "another compiler": (
        lambda one: rewrite(data_of(one), '"CC": "', '"CC": "/opt/'),
        f"{LIBRARY}/{DATA} differs from what uv writes: CC",
    ),
    "another prefix for compilers": (
        lambda one: rewrite(one / "lib/pkgconfig/python3.pc", "${pcfiledir}/../..", "/opt"),
        "lib/pkgconfig/python3.pc was changed",
    ),
    "a mark with more in it": (
        lambda one: append(one / LIBRARY / "EXTERNALLY-MANAGED", b"[more]\n"),
        f"{LIBRARY}/EXTERNALLY-MANAGED isn't in the interpreter's archive",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_named(name: str, managed: Managed) -> None:
    change, expected = CHANGES[name]
    change(managed.python)
    found = verify(Wanted(offline=True))
    assert (found.status, wrong(found, managed.python)) == (1, [expected])


def test_a_change_through_a_hard_link(managed: Managed) -> None:
    path = managed.python / "share/terminfo/x/xterm"
    path.unlink()
    path.write_bytes(b"xterm!")
    other = managed.python / "share/terminfo/x/xterm-old"
    other.unlink()
    os.link(path, other)
    found = verify(Wanted(offline=True))
    expected = ["share/terminfo/x/xterm was changed", "share/terminfo/x/xterm-old was changed"]
    assert (found.status, wrong(found, managed.python)) == (1, expected)


def test_one_that_nobody_can_start(managed: Managed) -> None:
    program = managed.python / f"bin/python{SHORT}"
    program.chmod(0o644)
    found = verify(Wanted(offline=True))
    said = [(one.kind, one.path, one.what) for one in found.differences]
    assert said == [("linked", "bin/python", f"leads to {program}, which can't be started")]


def test_how_a_change_is_shown(managed: Managed, capsys: pytest.CaptureFixture[str]) -> None:
    path = managed.python / LIBRARY / "os.py"
    append(path, b"# more\n")
    assert main(["verify", "--offline"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{path} ({KEY}) was changed."
    assert said[-1] == f"Next: uv python install --reinstall {KEY}"
    subprocess.run([*said[-1].partition(": ")[2].split(), "--no-bin", "--quiet"], check=True)
    assert verify(Wanted(offline=True)).status == 0


def test_one_that_differs_is_not_started(managed: Managed, tmp_path: Path) -> None:
    mark = tmp_path / "started"
    program = managed.python / f"bin/python{SHORT}"
    program.write_text(f"#!/bin/sh\ntouch {mark}\nexit 1\n")
    found = verify(Wanted(offline=True))
    assert (found.status, wrong(found, managed.python)) == (1, [f"bin/python{SHORT} was changed"])
    assert not mark.exists()


def test_a_forged_compiled_file(managed: Managed, tmp_path: Path) -> None:
    mark = tmp_path / "started"
    source = managed.python / LIBRARY / "json/__init__.py"
    cached = source.parent / f"__pycache__/__init__.cpython-{SHORT.replace('.', '')}.pyc"
    forged = tmp_path / "__init__.py"
    forged.write_text(f"open({str(mark)!r}, 'w')\n")
    script = "import py_compile, sys; py_compile.compile(*sys.argv[1:], doraise=True, "
    script += "invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)"
    subprocess.run([managed.python / "bin/python3", "-c", script, forged, cached], check=True)
    found = verify(Wanted(offline=True))
    said = f"{cached.relative_to(managed.python)} doesn't come from its source"
    assert (found.status, wrong(found, managed.python)) == (1, [said])
    assert not mark.exists()


def test_a_repair_leaves_it_alone(managed: Managed, capsys: pytest.CaptureFixture[str]) -> None:
    extra = managed.python / LIBRARY / "sitecustomize.py"
    extra.write_text("")
    assert main(["verify", "--offline", "--repair", "--yes"]) == 1
    assert "seedbed can't repair that" in capsys.readouterr().out
    assert extra.exists()
