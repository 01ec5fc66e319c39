"""The dialect of `.nix/packages.json`."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import system_packages

from seedbed.errors import SeedbedError
from seedbed.managers.nix import packages
from seedbed.model.project import Project, SystemPackage

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_'-]{0,4}(\.[a-z]{1,3})?", fullmatch=True)
LISTS = st.lists(st.sampled_from("abcdef") | NAMES, max_size=5, unique=True)


def text(names: list[str]) -> str:
    return json.dumps(names)


@given(system_packages())
def test_what_is_written_is_read(some: tuple[SystemPackage, ...]) -> None:
    project = Project(name="x", package="x", system_packages=some)
    written = packages.write(project)
    assert packages.read(written) == packages.attributes(project)
    assert packages.attributes(project) == tuple(sorted({one.nix for one in some} - {""}))
    assert written.endswith("]\n")


def test_the_file_has_an_attribute_a_line() -> None:
    some = tuple(SystemPackage(name=one, nix=one) for one in ("pandoc", "duckdb"))
    project = Project(name="x", package="x", system_packages=some)
    assert packages.write(project) == '[\n    "duckdb",\n    "pandoc"\n]\n'
    assert packages.write(Project(name="x", package="x")) == "[]\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is not valid JSON: Expecting value at line 1, column 1"),
        ('[\n "a",\n]\n', "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON: it is nested too deeply"),
        ('{"a": 1}', "must be a list of strings, but is an object"),
        ('"a"', "must be a list of strings, but is a string"),
        ("null", "but is null"),
        ("[1]", "but holds a number"),
        ("[true]", "but holds true or false"),
        ("[null]", "but holds null"),
        ('[["a"]]', "but holds a list"),
        ('[""]', "but holds an empty string"),
    ],
)
def test_what_is_no_list_of_attributes_is_told(content: str, said: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        packages.read(content)
    assert caught.value.code == "bad-nix-packages"
    assert said in caught.value.message
    assert caught.value.message.startswith(".nix/packages.json ")
    assert caught.value.hint


def test_an_attribute_that_stands_there_twice_is_one() -> None:
    assert packages.read('["b", "a", "b"]') == ("b", "a")


@given(base=LISTS, yours=LISTS, theirs=LISTS)
def test_an_update_keeps_what_the_user_did(
    base: list[str], yours: list[str], theirs: list[str]
) -> None:
    merged = packages.read(packages.merge(text(base), text(yours), text(theirs)))
    for name in {*base, *yours, *theirs}:
        by_user, by_seedbed = name in yours, name in theirs
        expected = by_seedbed if by_user == (name in base) else by_user
        assert (name in merged) == expected, name
    assert len(set(merged)) == len(merged)
    kept = [name for name in merged if name in yours]
    assert yours == sorted(yours) or kept == [name for name in yours if name in kept]
    if yours == sorted(yours):
        assert list(merged) == sorted(merged)


def test_an_update_without_a_base_takes_both() -> None:
    assert packages.read(packages.merge("", '["z", "b"]', '["a", "b"]')) == ("z", "b", "a")
