"""How two locks differ, as a reviewer reads it."""

from __future__ import annotations

import pytest

from seedbed.locks.contents import Contents, Locked, Source
from seedbed.locks.contents.formats import read
from seedbed.locks.differences import Change, Difference
from seedbed.locks.differences.comparing import difference
from seedbed.locks.differences.places import of_markers, shortest

A, B, C = "a" * 64, "b" * 64, "c" * 64
LINUX, MAC = ("default", "linux-64"), ("default", "osx-arm64")
INDEX = Source(kind="index", address="https://index.example/simple")
CHANNEL = Source(kind="channel", address="https://channel.example/conda-forge")


def wheel(name: str, version: str, digest: str = A, **more: object) -> Locked:
    file = f"{name}-{version}-py3-none-any.whl"
    files = frozenset({(file, "sha256", digest)}) if digest else frozenset()
    fields = {"kind": "pypi", "source": INDEX, "files": files, **more}
    return Locked(name=name, version=version, **fields)  # type: ignore[arg-type]


def conda(name: str, version: str, build: str = "h_0", digest: str = A, **more: object) -> Locked:
    files = frozenset({(f"{name}-{version}-{build}.conda", "sha256", digest)})
    fields = {"kind": "conda", "source": CHANNEL, "build": build, "files": files, **more}
    return Locked(name=name, version=version, **fields)  # type: ignore[arg-type]


def lock(*packages: Locked, form: str = "uv", asked: set[str] | None = None) -> Contents:
    return Contents(
        format=form, packages=packages, asked=None if asked is None else frozenset(asked)
    )


def told(found: Difference) -> list[str]:
    """The changes in short: section, name, versions, and where."""
    return [_told(one) for one in found.changes]


def _told(one: Change) -> str:
    versions = " > ".join(
        ",".join(dict.fromkeys(each.version for each in side)) or "-" for side in (one.old, one.new)
    )
    where = f" [{one.where}]" if one.where else ""
    return f"{one.section} {one.name} {versions}{where}"


def test_everything_in_the_order_of_a_reviewer() -> None:
    old = lock(
        wheel("same", "1.0"), wheel("patch", "1.0.0"), wheel("minor", "1.0"), wheel("major", "1.0"),
        wheel("down", "1.5"), wheel("far-down", "2.0"), wheel("gone", "1.0"),
        wheel("swapped", "1.0"), wheel("moved", "1.0"), wheel("built", "1.0+cpu"),
        wheel("more", "1.0"),
    )  # fmt: skip
    files = {("more-1.0-py3-none-any.whl", "sha256", A), ("more-1.0.tar.gz", "sha256", B)}
    new = lock(
        wheel("same", "1.0"), wheel("patch", "1.0.1"), wheel("minor", "1.1"), wheel("major", "2.0"),
        wheel("down", "1.4"), wheel("far-down", "1.0"), wheel("come", "1.0"),
        wheel("swapped", "1.0", B), wheel("moved", "1.0", source=Source(kind="index")),
        wheel("built", "1.0+cu128"), wheel("more", "1.0", files=frozenset(files)),
    )  # fmt: skip
    found = difference(old, new)
    assert told(found) == [
        "hash swapped 1.0 > 1.0",
        "major far-down 2.0 > 1.0",
        "major major 1.0 > 2.0",
        "added come - > 1.0",
        "down down 1.5 > 1.4",
        "source moved 1.0 > 1.0",
        "minor minor 1.0 > 1.1",
        "patch patch 1.0.0 > 1.0.1",
        "build built 1.0+cpu > 1.0+cu128",
        "removed gone 1.0 > -",
        "files more 1.0 > 1.0",
    ]
    assert found.counts == (11, 11)
    (swapped,) = (one for one in found.changes if one.kind == "hash")
    assert swapped.hashes == (("swapped-1.0-py3-none-any.whl", f"sha256:{A}", f"sha256:{B}"),)


def test_direct_requirements_come_first_and_new_packages_say_how_they_came() -> None:
    old = lock(wheel("torch", "2.0", needs=("numpy",)), wheel("numpy", "1.0"), asked={"torch"})
    new = lock(
        wheel("torch", "3.0", needs=("numpy", "triton")),
        wheel("numpy", "2.0"),
        wheel("triton", "1.0", needs=("filelock",)),
        wheel("filelock", "1.0"),
        wheel("zlib-ng", "1.0"),
        asked={"torch", "zlib-ng"},
    )
    found = difference(old, new)
    assert told(found) == [
        "major torch 2.0 > 3.0", "major numpy 1.0 > 2.0",
        "added zlib-ng - > 1.0", "added filelock - > 1.0", "added triton - > 1.0",
    ]  # fmt: skip
    assert [(one.direct, one.via) for one in found.changes] == [
        (True, ()), (False, ()), (True, ()), (False, ("torch", "triton")), (False, ("torch",)),
    ]  # fmt: skip


def test_without_a_manifest_what_nobody_needs_counts_as_the_beginning() -> None:
    new = lock(wheel("a", "1", needs=("b",)), wheel("b", "1", needs=("a",)),
               wheel("top", "1", needs=("a",)))  # fmt: skip
    found = difference(lock(), new)
    assert [(one.name, one.direct, one.via) for one in found.changes] == [
        ("a", False, ("top",)),
        ("b", False, ("top", "a")),
        ("top", False, ()),
    ]
    asked = difference(lock(), new, (None, {"B"}))
    assert [(one.name, one.direct, one.via) for one in asked.changes] == [
        ("b", True, ()),
        ("a", False, ("b",)),
        ("top", False, ()),
    ]


def test_where_something_changed() -> None:
    both = frozenset({LINUX, MAC})
    old = lock(
        conda("a", "1.0", places=both), conda("b", "1.0", places=frozenset({LINUX})),
        conda("b", "1.0", "m_0", places=frozenset({MAC})),
        conda("only", "1.0", places=frozenset({LINUX})),
        form="pixi",
    )  # fmt: skip
    new = lock(
        conda("a", "1.0", places=frozenset({MAC})), conda("a", "1.1", places=frozenset({LINUX})),
        conda("b", "2.0", places=frozenset({LINUX})),
        conda("b", "2.0", "m_0", places=frozenset({MAC})),
        conda("only", "1.1", places=frozenset({LINUX})),
        form="pixi",
    )  # fmt: skip
    assert told(difference(old, new)) == [
        "major b 1.0 > 2.0",
        "minor a 1.0 > 1.1 [on linux-64]",
        "minor only 1.0 > 1.1",  # wherever it is
    ]


def test_new_environments_and_platforms_are_told_once() -> None:
    linux, mac, test = (frozenset({one}) for one in (LINUX, MAC, ("test", "linux-64")))
    old = lock(conda("a", "1.0", places=linux), form="pixi")
    new = lock(
        conda("a", "1.0", places=linux | test), conda("a", "1.0", "m_0", places=mac),
        conda("pytest", "8.0", places=test), form="pixi",
    )  # fmt: skip
    found = difference(old, new)
    assert told(found) == ["added pytest - > 8.0 [in test]"]
    assert found.new_places == (MAC, ("test", "linux-64"))
    assert found.places == (LINUX,)
    back = difference(new, old)
    assert told(back) == ["removed pytest 8.0 > - [in test]"]
    assert back.lost_places == found.new_places


def test_from_one_manager_to_another() -> None:
    """Pytorch and torch are one package, but conda's graphviz is not PyPI's."""
    linux, mac = frozenset({("", "linux-64")}), frozenset({("", "osx-arm64")})
    old = lock(
        wheel("torch", "2.7.1"), wheel("numpy", "2.1"), wheel("graphviz", "0.20"),
        wheel("matplotlib", "3.9.0"),
    )  # fmt: skip
    new = lock(
        conda("pytorch", "2.7.1", "py312_0", places=linux, python="torch"),
        conda("pytorch", "2.7.1", "py312_1", B, places=mac, python="torch"),
        conda("numpy", "2.2", places=linux, python="numpy"),
        conda("graphviz", "9.0", places=linux),
        conda("matplotlib", "3.9.0", places=linux, python="matplotlib"),
        conda("matplotlib-base", "3.9.0", places=linux, python="matplotlib"),
        form="conda-lock",
    )
    found = difference(old, new)
    assert told(found) == [
        "added graphviz - > 9.0",
        "added matplotlib-base - > 3.9.0",
        "source matplotlib 3.9.0 > 3.9.0",
        "source pytorch 2.7.1 > 2.7.1",
        "minor numpy 2.1 > 2.2",
        "removed graphviz 0.20 > -",
    ]
    assert all(one.moved for one in found.changes if one.section in {"source", "minor"})


def test_between_managers_the_usual_index_is_the_same() -> None:
    """Uv writes the address of PyPI, Poetry writes none."""
    own = Source(kind="index", address="https://own.example/simple")
    packages = [wheel("a", "1.0"), wheel("b", "1.0"), wheel("own", "1.0", source=own)]
    old = lock(*packages)
    new = lock(wheel("a", "1.0", source=Source(kind="index")),
               wheel("b", "1.0", source=Source(kind="index")),
               wheel("own", "1.0", source=Source(kind="index")), form="poetry")  # fmt: skip
    assert told(difference(old, new)) == ["source own 1.0 > 1.0"]
    assert told(difference(lock(*packages), lock(*packages, form="poetry"))) == []
    # between two locks of uv, a move of everything is one
    moved = [wheel(name, "1.0", source=own) for name in ("a", "b", "own")]
    assert told(difference(old, lock(*moved))) == ["source a 1.0 > 1.0", "source b 1.0 > 1.0"]


def test_hashes_are_compared_between_managers() -> None:
    old = lock(wheel("a", "1.0"), wheel("b", "1.0"))
    new = lock(wheel("a", "1.0", B), wheel("b", "1.0"), form="poetry")
    assert told(difference(old, new)) == ["hash a 1.0 > 1.0"]
    nameless = {"a": frozenset({("", "sha256", A), ("", "sha256", C)}),
                "b": frozenset({("", "sha256", B)})}  # fmt: skip
    pins = lock(*(wheel(name, "1.0", files=files) for name, files in nameless.items()),
                form="requirements")  # fmt: skip
    found = difference(old, pins)
    assert told(found) == ["hash b 1.0 > 1.0"]
    assert found.changes[0].hashes == (("", f"sha256:{A}", f"sha256:{B}"),)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("ab", "ab", []),
        ("ab", "abc", ["files a 1 > 1"]),  # a wheel for a newer Python came
        ("abc", "ab", ["files a 1 > 1"]),
        ("ab", "ac", ["hash a 1 > 1"]),  # one was replaced
        ("ab", "c", ["hash a 1 > 1"]),
        ("ab", "", ["hash a 1 > 1"]),  # where the others have some
    ],
)
def test_hashes_without_files(old: str, new: str, expected: list[str]) -> None:
    def pins(letters: str) -> Contents:
        hashes = "".join(f" --hash=sha256:{one * 64}" for one in letters)
        return read(f"a==1{hashes}\nb==1 --hash=sha256:{A}\n", {})

    assert told(difference(pins(old), pins(new))) == expected


def test_a_lock_without_any_hash_is_no_tampering() -> None:
    old, new = read(f"a==1 --hash=sha256:{A}\n", {}), read("a==1\n", {})
    assert told(difference(old, new)) == ["files a 1 > 1"]


def test_another_algorithm_proves_nothing() -> None:
    old = lock(conda("a", "1.0"), form="pixi")
    new = lock(conda("a", "1.0", files=frozenset({("a-1.0-h_0.conda", "md5", "00")})), form="pixi")
    assert told(difference(old, new)) == []


def test_git_commits_and_builds() -> None:
    git = [Source(kind="git", address=f"https://host.example/kit#{one}") for one in (A, B)]
    old = lock(wheel("kit", "1.0", "", source=git[0]), conda("zlib", "1.3", "h_0"))
    new = lock(wheel("kit", "1.0", "", source=git[1]), conda("zlib", "1.3", "h_1"))
    assert told(difference(old, new)) == ["source kit 1.0 > 1.0", "build zlib 1.3 > 1.3"]


def test_several_versions_of_one_package() -> None:
    older, newer = ("python_full_version < '3.12'",), ("python_full_version >= '3.12'",)
    old = lock(wheel("numpy", "1.26.0", markers=older), wheel("numpy", "2.1.0", markers=newer))
    new = lock(wheel("numpy", "1.26.4", markers=older), wheel("numpy", "2.1.0", markers=newer))
    assert told(difference(old, new)) == ["patch numpy 1.26.0 > 1.26.4 [Python <3.12]"]
    one = lock(wheel("numpy", "2.1.0"))
    (change,) = difference(one, old).changes
    assert _told(change) == "added numpy - > 1.26.0 [Python <3.12]"
    assert change.beside == ("2.1.0",)
    (change,) = difference(old, one).changes
    assert _told(change) == "removed numpy 1.26.0 > - [Python <3.12]"
    assert change.beside == ("2.1.0",)
    two = lock(wheel("numpy", "1.26.9"), wheel("numpy", "2.3.0"))
    assert told(difference(old, two)) == [
        "minor numpy 2.1.0 > 2.3.0", "patch numpy 1.26.0 > 1.26.9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("a1 a2 b1 b2", ""),
        ("a1 a2", "in a"),
        ("a1 b1", "on 1"),
        ("a1", "in a on 1"),
        ("a1 b2", "in a on 1; in b on 2"),
        ("a1 a2 b1", "in a; in b on 1"),
        ("", ""),
    ],
)
def test_places_are_told_in_short(places: str, expected: str) -> None:
    every = [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")]
    assert shortest([(one[0], one[1]) for one in places.split()], every) == expected


def test_more_places() -> None:
    every = [(one, two) for one in "abc" for two in "123"]
    some = [(one, two) for one in "ab" for two in "12"]
    assert shortest(some, every) == "in a, b on 1, 2"


@pytest.mark.parametrize(
    ("markers", "others", "expected"),
    [
        ((), (), ""),
        (("sys_platform == 'darwin'",), (), "macOS"),
        (("sys_platform == 'darwin'", "sys_platform == 'win32'"), (), "macOS or Windows"),
        (("python_version < '3.12'",), (), "Python <3.12"),
        (
            ("python_full_version >= '3.15' and os_name == 'nt'",
             "python_full_version == '3.14.*' and os_name == 'nt'"),
            ("python_full_version < '3.14' and os_name == 'nt'",),
            "Python >=3.14",
        ),
        (
            ("python_full_version >= '3.12' and os_name == 'nt'",), ("os_name == 'posix'",),
            "python_full_version >= '3.12' and os_name == 'nt'",
        ),
        (("python_version < '3.11' or os_name == 'nt'",), (),
         "python_version < '3.11' or os_name == 'nt'"),
        (("python_version < '3.11'", "python_version >= '3.13'"), (),
         "Python <3.11 or Python >=3.13"),
        (("x" * 100,), (), "x" * 90 + "…"),
    ],
)  # fmt: skip
def test_markers_are_told_in_short(
    markers: tuple[str, ...], others: tuple[str, ...], expected: str
) -> None:
    assert of_markers(markers, others) == expected
