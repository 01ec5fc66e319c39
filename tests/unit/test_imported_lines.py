"""What a line of pip's requirements files asks for.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import pytest
from imported_requirements import asked, tables, told, understood

from seedbed.importers.pip_format import Line, lines_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n\n# b\nc # d\n", [Line(number=1, text="a"), Line(number=4, text="c")]),
        ("\ufeffa==1\n", [Line(number=1, text="a==1")]),
        ("a>=1, \\\n  <2\nb", [Line(number=1, text="a>=1, <2"), Line(number=3, text="b")]),
        ("a \\\n# b\nc", [Line(number=1, text="a"), Line(number=3, text="c")]),
        ("a\\", [Line(number=1, text="a")]),
        ("# a \\\nb", [Line(number=2, text="b")]),
        (
            "a --hash=sha256:0 \\\n --hash sha256:1",
            [Line(number=1, text="a", options=(("hash", "sha256:0"), ("hash", "sha256:1")))],
        ),
        ("git+https://a.example/b#egg=c", [Line(number=1, text="git+https://a.example/b#egg=c")]),
        (
            "-rb.txt\n-c c.txt --pre\n-i=https://a.example",
            [
                Line(number=1, options=(("requirement", "b.txt"),)),
                Line(number=2, options=(("constraint", "c.txt"), ("pre", ""))),
                Line(number=3, options=(("index-url", "https://a.example"),)),
            ],
        ),
        ('-r "two words.txt"', [Line(number=1, options=(("requirement", "two words.txt"),))]),
        ('-r "open', [Line(number=1, options=(("requirement", '"open'),))]),
        ("-r a\\b.txt", [Line(number=1, options=(("requirement", "a\\b.txt"),))]),
        (
            "-e ./a ; os_name == 'nt'",
            [Line(number=1, options=(("editable", "./a ; os_name == nt"),))],
        ),
    ],
)
def test_lines_are_those_of_pip(text: str, lines: list[Line]) -> None:
    assert list(lines_of(text)) == lines


@pytest.mark.parametrize(
    ("line", "requirement"),
    [
        ("numpy", "numpy"),
        ("numpy >= 1.0,  <2 ;python_version<'3.12'", "numpy>=1.0,<2; python_version < '3.12'"),
        ("numpy (>=1.0)", "numpy>=1.0"),
        ("torch==2.1.0+cu118", "torch==2.1.0+cu118"),
        ("git+https://git.example/a/b.git", "b @ git+https://git.example/a/b.git"),
        ("git+https://git.example/a/b@v1", "b @ git+https://git.example/a/b@v1"),
        (
            "-e git+ssh://git@git.example/a/b.git@v1#egg=c[d]&subdirectory=e",
            "c[d] @ git+ssh://git@git.example/a/b.git@v1#subdirectory=e",
        ),
        ("git+https://git.example/b#egg=c==1.0", "c @ git+https://git.example/b"),
        ("git+git@git.example:a/b.git@v1#egg=c", "c @ git+ssh://git@git.example/a/b.git@v1"),
        ("c @ git+https://git.example/b#egg=d", "c @ git+https://git.example/b"),
        (
            "https://files.example/a_b-1.0-py3-none-any.whl#sha256=0",
            "a-b @ https://files.example/a_b-1.0-py3-none-any.whl#sha256=0",
        ),
        (
            "https://files.example/c-1.0%2Bcu118.tar.gz",
            "c @ https://files.example/c-1.0%2Bcu118.tar.gz",
        ),
        (
            "https://git.example/a/Net/archive/v1.zip ; os_name == 'nt'",
            "net @ https://git.example/a/Net/archive/v1.zip ; os_name == 'nt'",
        ),
    ],
)
def test_a_line_is_a_requirement(line: str, requirement: str) -> None:
    assert asked(line) == [requirement]


@pytest.mark.parametrize(
    ("line", "requirement", "source"),
    [
        ("./libs/a-b", "a-b", {"path": "libs/a-b"}),
        ("-e libs\\a[x,y]", "a[x,y]", {"path": "libs/a", "editable": True}),
        ("-e ./a#egg=lab-a", "lab-a", {"path": "a", "editable": True}),
        ("file:./a", "a", {"path": "a"}),
        ("b @ file:./a", "b", {"path": "a"}),
        ("-e ./a-1.0.tar.gz", "a", {"path": "a-1.0.tar.gz"}),
        ("a-1.0-py3-none-any.whl", "a", {"path": "a-1.0-py3-none-any.whl"}),
        ("../beside#subdirectory=x", "beside", {"path": "../beside", "subdirectory": "x"}),
    ],
)
def test_a_path_is_a_source(line: str, requirement: str, source: dict[str, object]) -> None:
    found = tables(main=line)
    assert found["project"]["dependencies"] == [requirement]
    assert [*found["tool"]["uv"]["sources"].values()] == [source]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("a b", "'a b' was left out: it isn't a requirement that Python's packaging can read."),
        (
            "a" * 90 + "!",
            f"'{'a' * 79}…' was left out: it isn't a requirement that Python's packaging can read.",
        ),
        ("a==${V}", "'a==${V}' was left out: it depends on the environment variable V."),
        (
            "a @ https://h.example/${V}.whl",
            "'https://h.example/${V}.whl' was left out: it depends on the environment variable V.",
        ),
        ("-e ${V}/a", "'${V}/a' was left out: it depends on the environment variable V."),
        (
            "svn+https://h.example/a#egg=a",
            "'svn+https://h.example/a#egg=a' was left out: uv installs from git alone.",
        ),
        (
            "https://h.example/-/",
            "'https://h.example/-/' was left out: nothing says which package it is.",
        ),
        (
            "/srv/a-1.0-py3-none-any.whl",
            "'/srv/a-1.0-py3-none-any.whl' was left out: it is a path of one machine.",
        ),
        ("a @ file:///srv/a", "a was left out: '/srv/a' is a path of one machine."),
        ("-e .", "The project itself was left out: no file says how to build it."),
        (
            "a=1.0",
            (
                "1 line in conda's notation was left out: `conda env export` writes a file that "
                "seedbed can read."
            ),
        ),
        (
            "@EXPLICIT\nhttps://h.example/a.conda",
            "It is conda's list of packages, not pip's: it wasn't read.",
        ),
    ],
)
def test_what_cannot_be_a_requirement_is_told(line: str, text: str) -> None:
    assert asked(line) == []
    assert told(main=line) == [text]


def test_many_lines_of_another_kind_are_told_together() -> None:
    found = told(main="not a requirement\n" * 30)
    assert len(found) == 21
    assert found[-1] == "10 more lines from here on were left out or changed."


@pytest.mark.parametrize(
    "line",
    [
        "a @ https://me:hunter2@h.example/a.whl",
        "a @ https://tok3n@h.example/a.whl",
        "git+https://me:hunter2/x@h.example/a.git#egg=a",
        "git+ssh://git:hunter2@h.example/a.git#egg=a",
        "--index-url https://me:hunter2@h.example/simple",
        "--extra-index-url https://${USER}:hunter2@h.example/simple",
        "-f https://me:hunter2@h.example/links",
        "https://h.example/a.whl?token=hunter2",
        "-i https://h.example/https://me:hunter2@i.example/simple",
        "-r https://me:hunter2@h.example/a.txt",
    ],
)
def test_no_login_goes_anywhere(line: str) -> None:
    found = understood(main=line)
    said = f"{found.files} {[one.text for one in found.remarks]}"
    assert "hunter2" not in said
    assert "tok3n" not in said
