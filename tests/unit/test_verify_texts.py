"""The texts in an environment, and what is kept of archives, also where they are damaged."""

from __future__ import annotations

import json
import posixpath

import pytest

from seedbed.model.listing import Listing, Member, dumps, loads
from seedbed.verify.distributions import Distribution, distribution, folder_of, twice
from seedbed.verify.paths import outside
from seedbed.verify.record_file import Row, rows, sizes
from seedbed.verify.settings import is_plain, maker, parse, unlike

SITE = "lib/python3.12/site-packages"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
DIGEST = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


@pytest.mark.parametrize(
    ("text", "path", "row"),
    [
        (f"a.py,{DIGEST},0\n", f"{SITE}/a.py", Row(sha256=EMPTY, size=0)),
        (f"a.py,{DIGEST}=,0\n", f"{SITE}/a.py", Row(sha256=EMPTY, size=0)),
        ("a.py,,\n", f"{SITE}/a.py", Row(sha256="", size=-1)),
        ("a.py,md5=abc,1\n", f"{SITE}/a.py", Row(sha256="", size=1)),
        ("a.py,sha256=,1\n", f"{SITE}/a.py", Row(sha256="", size=1)),
        (f'"a,b.py",{DIGEST},0\n', f"{SITE}/a,b.py", Row(sha256=EMPTY, size=0)),
        ("a.py,,-5\n", f"{SITE}/a.py", Row(sha256="", size=-1)),
        ("a.py,,\u0665\n", f"{SITE}/a.py", Row(sha256="", size=-1)),
        ("../../../bin/a,,\n", "bin/a", Row(sha256="", size=-1)),
        ("..\\..\\..\\bin\\a,,\n", "bin/a", Row(sha256="", size=-1)),
        (".hidden/a.py,,3\n", f"{SITE}/.hidden/a.py", Row(sha256="", size=3)),
        ("b/.hidden,,\n", f"{SITE}/b/.hidden", Row(sha256="", size=-1)),
        ("b//a.py,,\n", f"{SITE}/b/a.py", Row(sha256="", size=-1)),
        ("b/./a.py,,\n", f"{SITE}/b/a.py", Row(sha256="", size=-1)),
        ("b/../a.py,,\n", f"{SITE}/a.py", Row(sha256="", size=-1)),
        ("/env/bin/a,,\n", "bin/a", Row(sha256="", size=-1)),
        ("/etc/passwd,,\n", "/etc/passwd", Row(sha256="", size=-1)),
        ("../../../../etc/passwd,,\n", "../etc/passwd", Row(sha256="", size=-1)),
        ("/env/../etc/passwd,,\n", "../etc/passwd", Row(sha256="", size=-1)),
        ("\n\na.py,,\r\n", f"{SITE}/a.py", Row(sha256="", size=-1)),
    ],
)  # fmt: skip
def test_a_row(text: str, path: str, row: Row) -> None:
    assert rows(text, SITE, "/env") == {path: row}
    inner = posixpath.relpath(path, SITE) if path.startswith(f"{SITE}/") else ""
    assert not inner or rows(text, "", "/env") == {inner: row}
    assert list(sizes(text, SITE, "/env")) == [(path, row.size)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a.py\n", "a row has 1 fields instead of 3"),
        ("a.py,,,\n", "a row has 4 fields instead of 3"),
        ("a.py,sha256=a,0\n", "sha256=a isn't a hash"),
        (f"{'a' * 200_000},,\n", "field larger than field limit"),
        (f"a.py,,{'9' * 5000}\n", "Exceeds the limit"),
    ],
    ids=["one", "four", "no hash", "long", "huge"],
)
def test_a_record_that_is_none(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rows(text, SITE, "/env")


def test_sizes_are_read_without_the_hashes() -> None:
    assert list(sizes("a.py,sha256=a,7\n", SITE, "/env")) == [(f"{SITE}/a.py", 7)]
    with pytest.raises(ValueError, match="a row has 2 fields instead of 3"):
        list(sizes("a.py,\n", SITE, "/env"))


def test_settings_with_all_their_values() -> None:
    text = "Home = /a\r\nuv=1\nx\n include-system-site-packages = false \n= y\nhome = /b\n"
    assert parse(text) == {
        "home": "/a, /b",
        "uv": "1",
        "x": "",
        "include-system-site-packages": "false",
        "": "y",
    }
    assert parse("prompt = x\x0chome = /a\u2028home = /b\x85\rhome = /c") == {
        "prompt": "x\x0chome = /a\u2028home = /b\x85\rhome = /c"
    }
    assert parse("") == {}


def test_who_made_it() -> None:
    assert maker({"uv": "0.9", "home": "/a"}) == ("uv", "0.9")
    assert maker({"virtualenv": "20.1"}) == ("virtualenv", "20.1")
    assert maker({"home": "/a"}) == ("venv", "")


def test_settings_that_differ() -> None:
    fresh = {"home": "/a", "version": "3.12.1", "uv": "1", "prompt": "x"}
    assert unlike(fresh, fresh) == []
    assert unlike({**fresh, "uv": "2", "prompt": "y"}, fresh) == []
    assert unlike({**fresh, "home": "/b", "more": ""}, fresh) == ["home", "more"]
    assert unlike({"home": "/a"}, fresh) == ["version"]
    assert unlike({**fresh, "\0": "", "# note": ""}, fresh) == ["\0", "# note"]
    assert unlike({**fresh, "prompt": "\ufffd"}, fresh) == ["prompt"]
    assert unlike({**fresh, "prompt": "y\rhome = /b"}, fresh) == ["prompt"]


@pytest.mark.parametrize(
    ("prompt", "plain"),
    [
        ("", True),
        ("my project-1.0 (x)", False),
        ("größe_1 @home", True),
        ("a$(touch b)", False),
        ("a`b`", False),
        ('a"', False),
        ("a'", False),
        ("a\\b", False),
        ("a&b", False),
        ("%PATH%", False),
        ("a;b", False),
        ("a\x1b[1m", False),
    ],
)
def test_prompts(prompt: str, plain: bool) -> None:
    assert is_plain(prompt) is plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/home/you\n", []),
        ("/home/you/src\n\n# /etc\n", []),
        ("import a\nimport\tb\n", []),
        ("/home/you/../etc\n", ["/home/you/../etc"]),
        ("/workshop\n", ["/workshop"]),
        ("src\n", ["src"]),
        ("/etc\n/home/you\n", ["/etc"]),
        ("/srv/x\\../../home/you\n", ["/srv/x\\../../home/you"]),
        (" /a/../../home/you\n", [" /a/../../home/you"]),
        ("/home/you\x0b/../../etc\n", ["/../../etc", "/home/you\x0b/../../etc"]),
    ],
)
def test_paths_that_lead_elsewhere(text: str, said: list[str]) -> None:
    own, inside = ["/home/you"], "/home/you/.venv"
    found = [one.what for one in outside("x.pth", "x 1", text, own, inside, is_inner=False)]
    assert found == [f"adds {one} to Python's path, which isn't in /home/you" for one in said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("src\n./src/more\n", []),
        ("../src\n", ["../src"]),
        ("src/../../lib\n", ["src/../../lib"]),
        ("/home/you\n", ["/home/you"]),
        ("a\\b/../../lib\n", ["a\\b/../../lib"]),
    ],
)
def test_paths_of_a_package_that_has_no_folder(text: str, said: list[str]) -> None:
    found = [one.what for one in outside("x.pth", "x 1", text, [], "/home/env", is_inner=True)]
    assert found == [f"adds {one} to Python's path, but the lock names no folder" for one in said]


def test_paths_on_windows() -> None:
    text = "C:\\you\\src\nC:\\you\\..\\etc\n\\\\you\nmore\\src\n..\\src\n"
    inside = "C:/you/.venv"
    found = [one.what for one in outside("x.pth", "x", text, ["C:/you"], inside, is_inner=True)]
    said = ["C:\\you\\..\\etc", "\\\\you", "..\\src"]
    assert found == [f"adds {one} to Python's path, which isn't in C:/you" for one in said]


# --- distributions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        (f"{SITE}/six-1.0.dist-info/RECORD", f"{SITE}/six-1.0.dist-info"),
        (f"{SITE}/six-1.0.dist-info/a/b", f"{SITE}/six-1.0.dist-info"),
        (f"{SITE}/a/six-1.0.dist-info/RECORD", ""),
        (f"{SITE}/six.dist-info/RECORD", ""),
        (f"{SITE}/six-1.0.egg-info/PKG-INFO", ""),
        ("six-1.0.dist-info/RECORD", ""),
    ],
)
def test_the_folder_of_metadata(path: str, folder: str) -> None:
    assert folder_of(path, SITE) == folder


@pytest.mark.parametrize(
    ("text", "url", "commit", "editable"),
    [
        ("{}", "", "", False),
        ('{"url": "file:///a", "dir_info": {"editable": true}}', "file:///a", "", True),
        ('{"url": "u", "vcs_info": {"commit_id": "abc"}}', "u", "abc", False),
        ('{"url": 5, "dir_info": [1], "vcs_info": "x"}', "5", "", False),
        ("[]", "?", "", False),
        ("null", "?", "", False),
        ("{", "?", "", False),
        ("[" * 100_000, "?", "", False),
        ("9" * 5000, "?", "", False),
    ],
    ids=["index", "editable", "git", "types", "list", "null", "cut", "deep", "huge"],
)  # fmt: skip
def test_where_it_came_from(text: str, url: str, commit: str, editable: bool) -> None:
    one = distribution(f"{SITE}/Six_x-1.0.dist-info", {"direct_url.json": text})
    assert one is not None
    assert (one.title, one.url, one.commit, one.is_editable) == ("six-x 1.0", url, commit, editable)


def test_metadata_that_is_there_twice() -> None:
    found = [
        Distribution(name=name, version="1", folder=f"{SITE}/{folder}")
        for name, folder in (("a-b", "a_b-1.dist-info"), ("c", "c-1"), ("a-b", "A.B-1.dist-info"))
    ]
    assert [(one.path, one.what) for one in twice(found)] == [
        (f"{SITE}/A.B-1.dist-info/METADATA", "is there besides a_b-1.dist-info")
    ]


# --- what is kept of archives --------------------------------------------------------------------

LISTING = Listing(
    archive="a" * 64,
    members={"x/é.py": Member(sha256="b" * 64, size=5, executable=True, rest="c" * 64)},
    texts={"x.dist-info/WHEEL": "Tag: py3-none-any\n"},
)


def test_what_was_kept_comes_back() -> None:
    assert loads(dumps(LISTING), "a" * 64) == LISTING
    assert loads(dumps(LISTING), "b" * 64) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("archive", "b" * 64),
        ("members", []),
        ("members", {"x": []}),
        ("members", {"x": None}),
        ("members", {"x": "abcdef"}),
        ("members", {"x": ["b" * 63, 5, True, "", "", False]}),
        ("members", {"x": ["B" * 64, 5, True, "", "", False]}),
        ("members", {"x": ["b" * 64, "5", True, "", "", False]}),
        ("members", {"x": [5, 5, True, "", "", False]}),
        ("texts", None),
    ],
)
def test_what_was_kept_is_damaged(key: str, value: object) -> None:
    said = {**json.loads(dumps(LISTING)), key: value}
    assert loads(json.dumps(said), "a" * 64) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "5", "[" * 100_000, "{}"])
def test_what_was_kept_is_something_else(text: str) -> None:
    assert loads(text, "a" * 64) is None
