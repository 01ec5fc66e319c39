"""What should stand where, what else stands there, and which archive it has to come from."""

from __future__ import annotations

import importlib.util
import marshal
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from seedbed.host.compiled_script import alike, is_used, verdict
from seedbed.locks.contents import GIT, INDEX, PATH, PYPI, URL, Locked, Source
from seedbed.model.found import FILE, Found
from seedbed.model.listing import Listing, Member
from seedbed.model.record import replace
from seedbed.verify import placeholders
from seedbed.verify.accounting import (
    Compiled,
    compiled,
    hiding,
    starts_of_strangers,
    told_of_left_behind,
    told_of_pytest,
    unlike_source,
    unowned,
    unproved_starts,
)
from seedbed.verify.cached import of_archive
from seedbed.verify.claims import of_record, of_wheel
from seedbed.verify.distributions import Distribution
from seedbed.verify.launchers import Target
from seedbed.verify.pairing import Candidate, Pairing
from seedbed.verify.record_file import Row
from seedbed.verify.values import UNLOCKED, Claim, Difference, Layout

SITE = "lib/python3.12/site-packages"
LAYOUT = Layout(site=SITE, scripts="bin", headers="include/site/python3.12", python="3.12")
RANKS = {"cp312-cp312-linux_x86_64": 0, "py3-none-any": 1}
BUILT = "it was built here from {}; a build can't be proved"


# --- pairing -------------------------------------------------------------------------------------


def locked(*files: str, version: str = "1.0", kind: str = INDEX, address: str = "") -> Locked:
    return Locked(
        kind=PYPI,
        name="six",
        version=version,
        source=Source(kind=kind, address=address),
        files=frozenset((one.partition("#")[0], "sha256", one.partition("#")[2]) for one in files),
    )


def installed(version: str = "1.0", tags: tuple[str, ...] = (), **direct: object) -> Distribution:
    return Distribution(
        name="six",
        version=version,
        folder=f"{SITE}/six-{version}.dist-info",
        tags=frozenset(tags),
        direct=direct,
    )


PURE, BINARY = "six-1.0-py3-none-any.whl#aa", "six-1.0-cp312-cp312-linux_x86_64.whl#bb"
OTHER, SDIST = "six-1.0-cp313-cp313-linux_x86_64.whl#cc", "six-1.0.tar.gz#dd"


@pytest.mark.parametrize(
    ("files", "tags", "expected"),
    [
        ((PURE, BINARY, OTHER, SDIST), (), ["bb", "aa"]),
        ((PURE, BINARY, OTHER, SDIST), ("py3-none-any",), ["aa", "bb"]),
        ((PURE, BINARY), ("cp313-cp313-linux_x86_64",), ["bb", "aa"]),
        (("#ff", "#ee"), (), ["ee", "ff"]),
        ((PURE, "#ee"), (), ["aa", "ee"]),
        ((SDIST,), (), []),
        ((OTHER,), (), []),
    ],
)
def test_the_archives_that_it_may_come_from(
    files: tuple[str, ...], tags: tuple[str, ...], expected: list[str]
) -> None:
    pair = Pairing([locked(*files)], (), RANKS).pair(installed(tags=tags))
    assert [one.sha256 for one in pair.candidates] == expected
    assert pair.differences == ()
    if not expected:
        assert (pair.proof.level, pair.proof.why, pair.proof.wanting) == (
            "record",
            BUILT.format("its source archive"),
            False,
        )


def test_a_package_that_uv_builds_although_there_are_wheels() -> None:
    pair = Pairing([locked(PURE, SDIST)], (), RANKS, {"six"}).pair(installed())
    assert len(pair.candidates) == 0
    assert pair.proof.why == BUILT.format("its source archive")
    pair = Pairing([locked(PURE)], (), RANKS, {"six"}).pair(installed())
    assert len(pair.candidates) == 1  # there's nothing to build it from


def test_a_lock_without_hashes() -> None:
    pair = Pairing([locked()], (), RANKS).pair(installed())
    assert (pair.proof.why, pair.proof.wanting) == ("the lock has no hash for it", True)


@pytest.mark.parametrize("kind", ["md5", "sha512"])
def test_a_lock_with_hashes_of_another_kind(kind: str) -> None:
    other = replace(locked(), files=frozenset({(PURE.partition("#")[0], kind, "aa")}))
    pair = Pairing([other], (), RANKS).pair(installed())
    assert (pair.proof.why, pair.proof.wanting) == ("the lock has no sha256 of it", True)


@pytest.mark.parametrize(
    ("one", "has", "kind", "what"),
    [
        (installed("1.1"), locked(PURE), "version", "is installed, but the lock has 1.0"),
        (installed("x"), locked(PURE), "version", "is installed, but the lock has 1.0"),
        (
            installed(url="https://a.example/six.whl"),
            locked(PURE),
            "metadata",
            "was installed from https://a.example/six.whl, but the lock names an index",
        ),
        (
            installed(url="file:///x", dir_info={}),
            locked(PURE),
            "metadata",
            "was installed from a folder (file:///x), but the lock doesn't say so",
        ),
        (
            installed(url="https://a.example/six", vcs_info={"commit_id": "abc"}),
            locked(PURE),
            "metadata",
            "was installed from a repository (https://a.example/six), but the lock names an index",
        ),
        (
            installed(),
            locked(kind=GIT, address="https://a.example/six#abc"),
            "metadata",
            "was not installed from the repository that the lock names",
        ),
        (
            installed(url="u", vcs_info={"commit_id": "abd"}),
            locked(kind=GIT, address="https://a.example/six#abc"),
            "metadata",
            "was built from commit abd, but the lock has abc",
        ),
    ],
    ids=["version", "no version", "address", "folder", "git", "no git", "commit"],
)
def test_what_does_not_fit(one: Distribution, has: Locked, kind: str, what: str) -> None:
    pair = Pairing([has], (), RANKS).pair(one)
    assert [(found.kind, found.what) for found in pair.differences] == [(kind, what)]
    assert pair.candidates == ()
    assert pair.proof.level == "nothing"


@pytest.mark.parametrize(
    ("one", "has", "why"),
    [
        (
            installed(url="u", vcs_info={"commit_id": "abc"}),
            locked(kind=GIT, address="https://a.example/six#abc"),
            BUILT.format("commit abc"),
        ),
        (
            installed(url="file:///x", dir_info={"editable": True}),
            locked(kind=PATH, address="../six"),
            BUILT.format("the folder ../six"),
        ),
        (installed("1.0.0"), locked(PURE), ""),
        (installed(url="https://a.example/x.whl"), locked(PURE, kind=URL), ""),
        (installed(), locked(PURE, version=""), ""),
    ],
    ids=["git", "folder", "same version", "address", "no version"],
)
def test_what_fits(one: Distribution, has: Locked, why: str) -> None:
    pair = Pairing([has], (), RANKS).pair(one)
    assert (pair.differences, pair.proof.level, pair.proof.why) == ((), "record", why)


def test_what_the_lock_does_not_have() -> None:
    pair = Pairing([], (), RANKS).pair(installed())
    assert [one.kind for one in pair.differences] == ["not-in-lock"]
    pair = Pairing([], {"six"}, RANKS).pair(installed(dir_info={"editable": True}))
    assert pair.proof.why == BUILT.format("the project's own folder")


def test_names_that_an_index_gives() -> None:
    pairing = Pairing([locked("#aa", "#dd")], (), RANKS)
    pair = pairing.pair(installed())
    known = {"aa": ("six-1.0-py3-none-any.whl", "https://a.example/six.whl")}
    assert pairing.named(pair, known).candidates == [
        Candidate(sha256="aa", file="six-1.0-py3-none-any.whl", address="https://a.example/six.whl")
    ]
    only_source = {"dd": ("six-1.0.tar.gz", "https://a.example/six.tar.gz")}
    assert pairing.named(pair, only_source).proof.why == BUILT.format("its source archive")
    assert pairing.named(pair, {}) == pair


# --- claims --------------------------------------------------------------------------------------


def member(text: str, **more: object) -> Member:
    return Member(sha256=sha256(text.encode()).hexdigest(), size=len(text), **more)  # type: ignore[arg-type]


def test_what_a_wheel_puts_where() -> None:
    listing = Listing(
        archive="a" * 64,
        members={
            "six.py": member("1"),
            "pkg/__init__.py": member("2"),
            "pkg/__pycache__/__init__.cpython-312.pyc": member("3"),
            "pkg/__pycache__/gone.cpython-312.pyc": member("4"),
            "six-1.0.data/scripts/run": member("5", rest="f" * 64),
            "six-1.0.data/data/share/x": member("6"),
            "six-1.0.data/headers/x.h": member("7"),
            "six-1.0.data/platlib/y.so": member("8"),
            "six-1.0.dist-info/RECORD": member("9"),
            "six-1.0.dist-info/licenses/RECORD": member("0"),
        },
        texts={"six-1.0.dist-info/entry_points.txt": "[console_scripts]\nsix = six:main\n"},
    )
    claims = of_wheel(installed(), listing, LAYOUT)
    own = f"{SITE}/six-1.0.dist-info"
    assert [path for path, one in claims.items() if not one.made] == [
        f"{SITE}/six.py",
        f"{SITE}/pkg/__init__.py",
        f"{SITE}/pkg/__pycache__/gone.cpython-312.pyc",
        "bin/run",
        "share/x",
        "include/site/python3.12/six/x.h",
        f"{SITE}/y.so",
        f"{own}/licenses/RECORD",
        "bin/six",
    ]
    assert claims["bin/run"].rest == "f" * 64
    assert claims["bin/six"].target == Target(module="six", function="main")
    assert f"{own}/RECORD" in claims


def test_a_wheel_with_files_of_another_kind() -> None:
    listing = Listing(archive="a" * 64, members={"six-1.0.data/evil/x": member("1")})
    with pytest.raises(ValueError, match="it has files of the unknown kind evil"):
        of_wheel(installed(), listing, LAYOUT)


def test_what_a_record_claims() -> None:
    row = Row(sha256="a" * 64, size=1)
    own = f"{SITE}/six-1.0.dist-info"
    rows = {
        f"{SITE}/six.py": row,
        f"{SITE}/six.pyc": row,
        f"{SITE}/old.pyc": Row(sha256="", size=-1),
        f"{SITE}/__pycache__/six.cpython-312.pyc": row,
        "../etc/passwd": row,
        "/etc/passwd": row,
        f"{own}/RECORD": Row(sha256="", size=-1),
        "bin/six": row,
    }
    claims = of_record(installed(), rows, "[console_scripts]\nsix = six:main\n", LAYOUT)
    assert claims.pop("bin/six").executable is True
    assert [path for path in claims if not claims[path].made] == [
        f"{SITE}/six.py",
        f"{SITE}/six.pyc",
    ]


# --- what nobody claims --------------------------------------------------------------------------


def test_compiled_files() -> None:
    paths = [
        "a/__pycache__/b.cpython-312.pyc",
        "__pycache__/b.c.cpython-312.opt-2.pyc",
        "a/__pycache__/b.pypy310.pyc",
        "a/__pycache__/b.cpython-313t.pyc",
        "a/__pycache__/b.cpython-312.opt-3.pyc",
        "a/__pycache__/b.pyc",
        "a/b.cpython-312.pyc",
        "a/__pycache__/c/b.cpython-312.pyc",
    ]
    assert [(one.source, one.level, one.tag) for one in compiled(paths)] == [
        ("a/b.py", 0, "cpython-312"),
        ("b.c.py", 2, "cpython-312"),
        ("a/b.py", 0, "pypy310"),
        ("a/b.py", 0, "cpython-313t"),
    ]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("same", None),
        ("stale", None),
        ("foreign", None),
        ("unlike", "doesn't come from its source"),
        ("unreadable", "is damaged"),
        ("can't be compared: x", "can't be compared: x"),
    ],
)
def test_verdicts(said: str, what: str | None) -> None:
    found = unlike_source(Compiled(path="p", source="s", level=0, tag="t"), said)
    assert (found.what if found else None) == what


@pytest.mark.parametrize(
    ("path", "kind", "what"),
    [
        ("a.py", "file", "belongs to no package"),
        ("a.py", "link", "belongs to no package, and is a link"),
        ("a", "other", "belongs to no package, and isn't a regular file"),
        ("a.so", "file", "belongs to no package, and Python may load it as a module"),
        ("a.pyc", "file", "belongs to no package, and has no source"),
        ("a.pth", "file", "belongs to no package, and Python runs it at each start"),
        ("sitecustomize.py", "file", "belongs to no package, and Python runs it at each start"),
        ("x/a.pth", "file", "belongs to no package"),
    ],
)
def test_what_nobody_owns(path: str, kind: str, what: str) -> None:
    found = unowned({f"{SITE}/{path}": kind, "known": "file"}, {"known"}, SITE)
    assert [(one.path, one.what) for one in found] == [(f"{SITE}/{path}", what)]


BUILD = [Claim(package="own 1")]


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("a.so", "a.py"),
        ("a.cpython-312-x86_64-linux-gnu.so", "a.py"),
        ("a/__init__.py", "a.py"),
        ("a.py", "a/__init__.py"),
        ("b/c.pyc", "b/c.py"),
        ("a.txt", None),
        ("a", None),
        ("d.py", None),
        ("a.pyi", None),
    ],
)
def test_what_hides_a_module(path: str, other: str | None) -> None:
    proved = [one for one in ("a.py", "a/__init__.py", "b/c.py") if other in {one, None}]
    found = [one.what for one in hiding({path: BUILD}, proved, SITE)]
    assert found == ([f"can hide {other}"] if other else [])


@pytest.mark.parametrize(
    ("path", "other", "hides"),
    [
        ("lib/python3.12/a.py", f"{SITE}/a.py", True),
        ("lib/python3.12/a/__init__.py", f"{SITE}/a.py", True),
        ("lib/python3.12/lib-dynload/a.so", f"{SITE}/a.py", True),
        ("lib/python3.12/a.so", "lib/python3.12/lib-dynload/a.so", True),
        (f"{SITE}/a.py", "lib/python3.12/a.py", False),
        ("a.py", f"{SITE}/a.py", False),
    ],
)
def test_what_python_finds_first_hides_a_module(path: str, other: str, *, hides: bool) -> None:
    assert bool(list(hiding({path: BUILD}, [other, "lib/b.py"], SITE))) is hides


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (
            "etc/conda/activate.d/a.sh",
            "etc/conda/activate.d/a.sh takes effect whenever you enter the environment",
        ),
        ("lib/python312.zip", "Python reads lib/python312.zip before all modules"),
        ("pyvenv.cfg", "Python reads pyvenv.cfg before all modules"),
        ("lib/python3.12/sitecustomize.py", "Python runs sitecustomize.py at each start"),
        (
            f"{SITE}/sitecustomize/__init__.py",
            "Python runs sitecustomize/__init__.py at each start",
        ),
        (
            f"{SITE}/usercustomize.cpython-312-x86_64-linux-gnu.so",
            "Python runs usercustomize.cpython-312-x86_64-linux-gnu.so at each start",
        ),
        (f"{SITE}/sitecustomize.pyc", "Python runs sitecustomize.pyc at each start"),
    ],
)
def test_what_else_only_a_build_vouches_for(path: str, what: str) -> None:
    expected = [f"{what}, and only a build vouches for it: own 1."]
    assert list(unproved_starts({path: BUILD}, lambda _: "", SITE)) == expected


@pytest.mark.parametrize("tell", [told_of_pytest, told_of_left_behind])
def test_nothing_to_tell(tell: Callable[[Sequence[str]], Iterator[str]]) -> None:
    assert list(tell([])) == []


def test_files_that_python_does_not_load() -> None:
    tested = "1 file that pytest compiled for itself, a.pyc: only pytest loads it"
    assert list(told_of_pytest(["a.pyc"])) == [f"{tested}, and nothing compares it."]
    left = "2 compiled files without their sources, such as a.pyc: no import finds them."
    assert list(told_of_left_behind(["a.pyc", "b.pyc"])) == [left]


def test_what_runs_at_each_start() -> None:
    texts = {
        f"{SITE}/a.pth": "import a\n",
        f"{SITE}/b.pth": "/src\n# import b\n",
        f"{SITE}/d.pth": "\ufeffimport d\n",
        f"{SITE}/e.pth": "# e\nmore\n",
    }
    others = (f"{SITE}/usercustomize.py", "sitecustomize.py", f"{SITE}/c.py", f"{SITE}/site.py")
    told = dict.fromkeys([*texts, *others])
    claims = dict.fromkeys(told, BUILD)
    assert list(unproved_starts(claims, lambda path: texts.get(path, ""), SITE)) == [
        "Python runs a.pth at each start, and only a build vouches for it: own 1.",
        "Python runs d.pth at each start, and only a build vouches for it: own 1.",
        "Python finds modules in more because of e.pth, and only a build vouches for it: own 1.",
        "Python runs usercustomize.py at each start, and only a build vouches for it: own 1.",
    ]


@pytest.mark.parametrize(
    ("path", "when"),
    [
        (f"{SITE}/a.pth", "Python runs it at each start"),
        (f"{SITE}/sitecustomize.py", "Python runs it at each start"),
        (f"{SITE}/sitecustomize/__init__.py", "Python runs it at each start"),
        ("etc/conda/activate.d/a.sh", "takes effect whenever you enter the environment"),
        (f"{SITE}/a.py", ""),
    ],
)
def test_what_runs_because_of_a_package_beside_the_lock(path: str, when: str) -> None:
    wrong = [Difference(kind=UNLOCKED, path="", package="own 1", what="is installed")]
    found = [one.what for one in starts_of_strangers({path: BUILD}, wrong, SITE)]
    assert found == (
        [f"belongs to a package that the lock doesn't have, and {when}"] if when else []
    )
    assert starts_of_strangers({path: BUILD}, [], SITE) == []


# --- placeholders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("original", "now", "binary", "fits"),
    [
        (b"#!/place/holder/bin\n", b"#!/env/bin\n", False, True),
        (b"#!/place/holder/bin\n", b"#!/other/bin\n", False, False),
        (b"a/place/holder/b\0c", b"a/env/b\0\0\0\0\0\0\0\0\0\0c", True, True),
        (b"a/place/holder/b\0c", b"a/env/x\0\0\0\0\0\0\0\0\0\0c", True, False),
        (b"a/place/holder/b\0c", b"a/env/b\0c", True, False),
        (b"#!/usr/bin/env sh\n/place/holder/a\n", b"#!/usr/bin/env sh\n/env/a\n", False, True),
        (b"#!/usr/bin/env sh\n/place/holder/a\n", b"#!/usr/bin/env sh\n/env/b\n", False, False),
    ],
)
def test_prefixes_are_put_back(original: bytes, now: bytes, binary: bool, fits: bool) -> None:
    claim = Claim(
        package="x",
        sha256=sha256(original).hexdigest(),
        placeholder="/place/holder",
        binary=binary,
    )
    assert placeholders.fits(now, claim, "/env") is fits


# --- the script that compares --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, True, False),
        (1, 1.0, False),
        (0.0, -0.0, False),
        (float("nan"), float("nan"), True),
        (-0j, 0j, False),
        ("a", b"a", False),
        ((1, 2), (1, 2), True),
        ((1, 2), [1, 2], False),
        ((1,), (True,), False),
        (frozenset({1, "a", (2, 3)}), frozenset({"a", (2, 3), 1}), True),
        (frozenset({(2, 3)}), frozenset({(2, True)}), False),
        (frozenset({1}), frozenset({True}), False),
        (..., None, False),
        (None, None, True),
    ],
)
def test_constants(one: object, other: object, same: bool) -> None:
    assert alike(one, other) is same


def test_numbers_that_are_too_long_to_print() -> None:
    assert alike(1 << 20_000, 1 << 20_000) is True
    assert alike(1 << 20_000, 1 << 20_001) is False


def test_code_that_differs_in_one_part() -> None:
    text = "def f(a, b=1):\n    return {a, 'x', 2}\n"
    code = compile(text, "one", "exec")
    assert alike(compile(text, "two", "exec"), code)
    assert not alike(code.replace(co_filename="two"), code)  # Python renames only some of it
    assert not alike(code.replace(co_name="g"), code)
    assert not alike(code.replace(co_consts=(*code.co_consts, 1)), code)
    assert not alike(code.replace(co_names=("g",)), code)
    assert not alike(code.replace(co_flags=code.co_flags | 0x20), code)


MAGIC = importlib.util.MAGIC_NUMBER
TEXT = b"x = 1\n"


@pytest.mark.parametrize(
    ("head", "text", "said"),
    [
        (MAGIC + bytes(12), b"x = 1\n", "same"),
        (MAGIC + bytes(12), b"x = 2\n", "stale"),
        (MAGIC + b"\1\0\0\0" + bytes(8), b"x = 2\n", "unlike"),
        (MAGIC + b"\3\0\0\0" + bytes(8), b"x = 2\n", "stale"),
        (MAGIC + b"\3\0\0\0" + importlib.util.source_hash(b"x = 2\n"), b"x = 2\n", "unlike"),
        (MAGIC + b"\1\0\0\0" + bytes(8), b"x = (\n", "uncompilable"),
        (b"\0\0\r\n" + b"\1\0\0\0" + bytes(8), b"x = 2\n", "foreign"),
        (MAGIC, b"x = 2\n", "foreign"),
    ],
    ids=["same", "stale", "unchecked", "other hash", "hash", "no source", "magic", "short"],
)
def test_compiled_files_that_python_takes(
    head: bytes, text: bytes, said: str, tmp_path: Path
) -> None:
    source, path = tmp_path / "x.py", tmp_path / "x.pyc"
    source.write_bytes(text)
    body = marshal.dumps(compile(TEXT, "", "exec", dont_inherit=True)) if len(head) == 16 else b""
    path.write_bytes(head + body)
    assert verdict(str(source), str(path), 0, set())[0] == said


def test_a_time_and_a_size_that_fit(tmp_path: Path) -> None:
    import os

    source = tmp_path / "x.py"
    source.write_bytes(TEXT)
    os.utime(source, (1000, 1000))
    head = MAGIC + bytes(4) + (1000).to_bytes(4, "little") + (6).to_bytes(4, "little")
    assert is_used(head, TEXT, str(source))
    os.utime(source, (1001, 1001))
    assert not is_used(head, TEXT, str(source))


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (0o644, []),
        (0o755, ["is executable"]),
        (0o666, ["is writable by everyone (0666)"]),
        (0o4644, ["has special permissions (4644)"]),
    ],
)
def test_permissions_in_a_cache(mode: int, said: list[str]) -> None:
    member = Member(sha256="a" * 64, size=1, executable=False)
    listing = Listing(archive="b" * 64, members={"six.py": member})
    found = {"six.py": Found(kind=FILE, sha256="a" * 64, mode=mode)}
    assert [one.what for one in of_archive("six 1.0", listing, found)] == said
    assert list(of_archive("six 1.0", listing, found, posix=False)) == []
