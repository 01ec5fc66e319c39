"""How files differ from what seedbed wrote: kinds, meaning, and the lines that are shown."""

from __future__ import annotations

import pytest

from seedbed.model.tree import LINK, File
from seedbed.update.differences import counts, differences, unified


def _file(data: bytes, *, executable: bool = False) -> File:
    return File(data=data, layer="core/project", executable=executable)


@pytest.mark.parametrize(
    ("path", "base", "ours", "alike"),
    [
        ("a.toml", b"x = 1\ny = 2\n", b"y = 2\nx = 1 # mine\n", True),
        ("a.toml", b"x = 1\n", b"x = 1.0\n", False),
        ("a.toml", b"x = 1\n", b"x = true\n", False),
        ("a.toml", b"x = 1\n", b"x = \n", False),
        ("a.json", b'{"a": 1, "b": [1, 2]}', b'{\n "b": [1, 2], "a": 1}', True),
        ("a.json", b'{"b": [1, 2]}', b'{"b": [2, 1]}', False),
        ("a.yml", b"a: 1\nb: x\n", b"b: 'x'\na: 1\n", True),
        ("a.txt", b"a b\n", b"b a\n", False),
    ],
)
def test_whether_a_file_says_the_same(path: str, base: bytes, ours: bytes, alike: bool) -> None:
    (found,) = differences({path: _file(base)}, {path: _file(ours)}, [path])
    assert (found.kind, found.alike) == ("changed", alike)


@pytest.mark.parametrize("ours", [b"a\r\nb\r\n", b"a\nb", b"\xef\xbb\xbfa\nb\n"])
def test_how_an_editor_writes_a_file_is_no_difference(ours: bytes) -> None:
    assert differences({"a": _file(b"a\nb\n")}, {"a": _file(ours)}, ["a"]) == []


def test_each_kind_with_its_lines() -> None:
    base = {"b": _file(b"1\n2\n"), "c": _file(b"x"), "d": _file(b"same\n"), "e": _file(b"e\n")}
    ours = {
        "a": _file(b"mine\n", executable=True),
        "b": _file(b"1\n3\n", executable=True),
        "d": _file(b"same\n", executable=True),
        "e": File(data=b"e\n", layer=LINK),
    }
    found = differences(base, ours, ["a", "b", "c", "d", "e"])
    assert [(one.path, one.kind, one.mode) for one in found] == [
        ("a", "added", ""), ("b", "changed", "executable"), ("c", "removed", ""),
        ("d", "changed", "executable"), ("e", "link", ""),
    ]  # fmt: skip
    lines = [unified(one) for one in found]
    assert lines[0] == [
        "diff --git a/a b/a", "new file mode 100755", "--- /dev/null", "+++ b/a", "@@ -0,0 +1 @@",
        "+mine",
    ]  # fmt: skip
    assert lines[1] == [
        "diff --git a/b b/b", "old mode 100644", "new mode 100755", "--- a/b", "+++ b/b",
        "@@ -1,2 +1,2 @@", " 1", "-2", "+3",
    ]  # fmt: skip
    assert lines[2] == [
        "diff --git a/c b/c", "deleted file mode 100644", "--- a/c", "+++ /dev/null",
        "@@ -1 +0,0 @@", "-x", "\\ No newline at end of file",
    ]  # fmt: skip
    assert lines[3] == ["diff --git a/d b/d", "old mode 100644", "new mode 100755"]
    assert lines[4] is None
    assert [counts(one) for one in lines] == [(1, 0), (1, 1), (0, 1), (0, 0), (0, 0)]


def test_what_is_not_compared_line_by_line() -> None:
    base = dict.fromkeys(("binary", "large", "long"), _file(b"a\n"))
    ours = {
        "binary": _file(b"\0"), "large": _file(b"x" * 1_100_000), "long": _file(b"\n" * 30_000),
    }  # fmt: skip
    assert [unified(one) for one in differences(base, ours, base)] == [None, None, None]


def test_lines_that_look_like_the_names_of_files_count() -> None:
    (found,) = differences({"a": _file(b"-- x\n")}, {"a": _file(b"++ y\n")}, ["a"])
    assert counts(unified(found)) == (1, 1)
