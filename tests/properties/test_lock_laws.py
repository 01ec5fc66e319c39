"""Laws of differences between locks: a lock differs from no copy, and back is the other way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seedbed.locks.contents import Contents, Locked, Source
from seedbed.locks.contents.formats import read
from seedbed.locks.contents.yaml_lines import UnusualError, loads
from seedbed.locks.differences import Change
from seedbed.locks.differences.comparing import difference

_NAMES = st.sampled_from(["torch", "numpy", "six", "zlib", "pytorch"])
_VERSIONS = st.sampled_from(["1.0", "1.0.0", "1.1", "2.0", "2.0rc1", "2.0+cpu", "2024a", "9f", ""])
_PLACES = st.frozensets(
    st.sampled_from([("default", "linux-64"), ("default", "osx-arm64"), ("dev", "linux-64")]),
    max_size=3,
)
_SOURCES = st.sampled_from(
    [
        Source(kind="index"),
        Source(kind="index", address="https://a.example"),
        Source(kind="channel", address="https://b.example/c"),
        Source(kind="git", address="https://c.example/d#0123"),
    ]
)
_FILES = st.frozensets(
    st.tuples(st.sampled_from(["", "a.whl", "b.whl"]), st.just("sha256"), st.sampled_from("123")),
    max_size=3,
)
_BACK = {"up": "down", "down": "up", "added": "removed", "removed": "added"}


@st.composite
def packages(draw: st.DrawFn) -> Locked:
    """Any package, also one that no lock has."""
    kind = draw(st.sampled_from(["pypi", "conda"]))
    name = draw(_NAMES)
    return Locked(
        kind=kind,
        name=name,
        version=draw(_VERSIONS),
        source=draw(_SOURCES),
        build=draw(st.sampled_from(["", "h_0", "h_1"])) if kind == "conda" else "",
        files=draw(_FILES),
        places=draw(_PLACES),
        markers=draw(st.sampled_from([(), ("sys_platform == 'linux'",)])),
        needs=tuple(draw(st.lists(_NAMES, max_size=2))),
        python="torch" if name == "pytorch" and kind == "conda" else "",
    )


LOCKS = st.builds(
    lambda form, listed: Contents(format=form, packages=tuple(listed)),
    st.sampled_from(["uv", "pixi"]),
    st.lists(packages(), max_size=6),
)


def _both_ways(change: Change) -> tuple[object, ...]:
    old, new = ({one.version for one in side} for side in (change.old, change.new))
    return (change.kind, change.level, frozenset(old), frozenset(new), change.places)


@given(LOCKS)
def test_a_lock_does_not_differ_from_itself(lock: Contents) -> None:
    assert not difference(lock, lock)


@given(LOCKS, LOCKS)
def test_the_way_back_is_the_other_way(old: Contents, new: Contents) -> None:
    there, back = difference(old, new), difference(new, old)
    assert (there.new_places, there.lost_places) == (back.lost_places, back.new_places)
    kinds = [
        sorted(_BACK.get(one.kind, one.kind) if turn else one.kind for one in found.changes
               if one.kind not in {"hash", "files"})
        for turn, found in ((False, there), (True, back))
    ]  # fmt: skip
    if all("hash" not in {one.kind for one in found.changes} for found in (there, back)):
        assert kinds[0] == kinds[1]


@given(LOCKS, LOCKS)
def test_every_name_that_only_one_lock_has_is_told(old: Contents, new: Contents) -> None:
    found = difference(old, new).changes
    told = {one.key for change in found for one in (*change.old, *change.new)}
    names = [{one.key for one in side.packages} for side in (old, new)]
    assert names[0] ^ names[1] <= told


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@given(st.one_of(_TEXTS, st.text("abc:- #'\"{}[]\n ", max_size=60)))
def test_what_is_read_by_line_is_what_a_library_reads(text: str) -> None:
    try:
        found = loads(text)
    except UnusualError:
        return
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        expected = YAML(typ="base", pure=True).load(text)
    except YAMLError:  # what no program writes may be read all the same
        return
    assert _texts(found) == _texts(expected)


def _texts(value: object) -> object:
    """All values as texts: the library's has an empty one for none."""
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return "" if value in {None, "null", "~"} else value


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for head in ("version = 1\n", "version: 6\nenvironments:\n", "@EXPLICIT\n", "a==1\n", ""):
        try:
            read(head + text, {})
        except ValueError as error:
            assert str(error)
