"""What uv rewrites in a Python that it installs is compared as it would write it."""

from __future__ import annotations

import pytest

from seedbed.verify.interpreters import KEY, is_kept, is_text
from seedbed.verify.sysconfig_data import data_unlike, pkgconfig, values

HEAD = "# system configuration generated and used by the sysconfig module\nbuild_time_vars = "
ARCHIVE = f"""{HEAD}{{'AR': '/tools/llvm/bin/llvm-ar',
 'CC': '/usr/bin/x86_64-linux-gnu-gcc -pthread',
 'CFLAGS': '-O2 -isysroot /sdk  -I/install/include',
 'HAVE_FORK': 1,
 'INCLUDEDIR': '/install/include',
 'LIBS': '-ldl '
         '-lm',
 'prefix': '/install'}}
"""
UV = f"""{HEAD}{{
    "AR": "ar",
    "CC": "cc -pthread",
    "CFLAGS": "-O2 -I/install/include",
    "HAVE_FORK": 1,
    "INCLUDEDIR": "/opt/my pythons/p/include",
    "LIBS": "-ldl -lm",
    "PYTHON_BUILD_STANDALONE": 1,
    "prefix": "/opt/my pythons/p"
}}
"""


def test_as_uv_writes_it() -> None:
    assert data_unlike(UV, ARCHIVE) == ("", "/opt/my pythons/p")
    assert data_unlike(ARCHIVE, ARCHIVE) == ("", "")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"AR": "ar"', '"AR": "/tmp/ar"', "AR"),
        ('"cc -pthread"', '"/tmp/cc -pthread"', "CC"),
        ('"cc -pthread"', '"cc"', "CC"),
        ('"cc -pthread"', '"cc -pthread -fplugin=/tmp/x"', "CC"),
        ("-O2 -I", "-O3 -I", "CFLAGS"),
        ("-I/install", "-I/tmp", "CFLAGS"),
        ("-O2 -I", "-O2 -isysroot /tmp -I", "CFLAGS"),
        ("/opt/my pythons/p/include", "/usr/include", "INCLUDEDIR"),
        ('"HAVE_FORK": 1', '"HAVE_FORK": "1"', "HAVE_FORK"),
        ('"HAVE_FORK": 1,', "", "HAVE_FORK"),
        ("STANDALONE", "STANDALONES", "PYTHON_BUILD_STANDALONES"),
        ('"LIBS": "-ldl -lm"', '"LIBS": "-ldl -lm", "MORE": "-lx"', "MORE"),
    ],
)
def test_other_values(old: str, new: str, key: str) -> None:
    assert old in UV
    said, _ = data_unlike(UV.replace(old, new), ARCHIVE)
    assert said == f"differs from what uv writes: {key}"


@pytest.mark.parametrize(
    "text",
    [
        f"{UV}import os\n",
        f"import os\n{UV}",
        UV.replace('"ar"', '__import__("os").name'),
        UV.replace('"ar"', 'f"{1}"'),
        UV.replace("build_time_vars =", "build_time_vars = other ="),
        UV.replace("build_time_vars =", "build_time_vars: dict ="),
        UV.replace('"AR": "ar"', '"AR": "ar", **{}'),
        UV.replace('"AR": "ar"', '"AR": "ar", "AR": "ar"'),
        UV.replace('"AR": "ar"', '"AR": True'),
        UV.replace('"AR": "ar"', '"AR": ["ar"]'),
        "",
        "build_time_vars = {",
        f"{HEAD}{'(' * 5000}",
    ],
)
def test_what_is_more_than_a_table(text: str) -> None:
    assert values(text) is None
    said, _ = data_unlike(text, ARCHIVE)
    assert said == "isn't a table of texts and numbers, as uv writes it"


def test_files_for_compilers() -> None:
    text = "prefix=/install\nexec_prefix=${prefix}\nlibdir=/install\nlib_dir=/install\nName: x\n"
    made = "prefix=${pcfiledir}/../..\nexec_prefix=${prefix}\nlibdir=${pcfiledir}/../.."
    assert pkgconfig(text) == f"{made}\nlib_dir=/install\nName: x"
    assert pkgconfig("prefix=${pcfiledir}/../..\n") == "prefix=${pcfiledir}/../..\n"


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("cpython-3.12.7-linux-x86_64-gnu", "3.12.7"),
        ("cpython-3.12.7-linux-x86_64_v3-musl", "3.12.7"),
        ("cpython-3.13.0+freethreaded-macos-aarch64-none", "3.13.0"),
        ("cpython-3.15.0a1+freethreaded+debug-windows-x86_64-none", "3.15.0a1"),
        ("cpython-3.12-linux-x86_64-gnu", ""),
        ("pypy-3.11.13-linux-x86_64-gnu", ""),
        ("cpython-3.12.7", ""),
    ],
)
def test_names_of_folders(name: str, version: str) -> None:
    found = KEY.fullmatch(name)
    assert (found["version"] if found else "") == version


def test_which_files_are_looked_into() -> None:
    data = "lib/python3.13t/_sysconfigdata_t_linux_x86_64-linux-gnu.py"
    for path in (data, f"python/{data}", f"python/install/{data}", "lib/pkgconfig/python3.pc"):
        assert is_text(path)
    for path in ("lib/python3.12/os.py", "lib/python3.12/test/_sysconfigdata_x.py"):
        assert not is_text(path)
    for path in (data, "BUILD", "lib/python3.12/EXTERNALLY-MANAGED", "Lib/EXTERNALLY-MANAGED"):
        assert is_kept(path)
    assert not is_kept("lib/BUILD")
