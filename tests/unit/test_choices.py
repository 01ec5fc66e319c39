"""What the user picked: what is refused, what is put right, what the machine adds."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.commands import defaults, options
from seedbed.commands.options import choices_from
from seedbed.errors import SeedbedError
from seedbed.model.choices import DEFAULT_PLATFORMS, PLATFORMS, Author, make_choices
from seedbed.model.names import check_name

QUIET = {"git": False}


@pytest.mark.parametrize(
    ("picked", "code", "said"),
    [
        ({"authors": (Author(email="nobody"),)}, "bad-email", "'nobody' is not an email address"),
        ({"authors": (Author(email="a@b"), Author(email="@b"))}, "bad-email", "'@b'"),
        ({"authors": (Author(email="a b@example.org"),)}, "bad-email", "ada@example.org"),
        ({"authors": (Author(email="a@b@example.org"),)}, "bad-email", "is not an email"),
        ({"authors": (Author(email="a\n@example.org"),)}, "bad-email", "is not an email"),
        ({"platforms": ("linux-64", "linux64")}, "unknown-choice", "Did you mean 'linux-64'?"),
        ({"platforms": ()}, "no-platform", "at least one platform"),
        ({"description": "a\udcff"}, "bad-text", "--description"),
        ({"authors": (Author(name="a\udcff"),)}, "bad-text", "--author"),
        ({"python": ">=3.8"}, "bad-python", "allows Python 3.8"),
        ({"framework_version": "new"}, "bad-version", "--framework-version"),
        ({"package": "a-b"}, "bad-package", "not a Python identifier"),
    ],
)
def test_what_cannot_be_is_refused(picked: dict[str, Any], code: str, said: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        make_choices("x-1", **picked)
    assert (caught.value.code, caught.value.status) == (code, 2)
    assert said in str(caught.value)


@pytest.mark.parametrize("email", ["", "ada@example.org", "a.b+c@sub.example.org", "ada@localhost"])
def test_addresses(email: str) -> None:
    assert make_choices("x-1", authors=(Author(name="A", email=email),)).authors[0].email == email


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t", "\x1b", "\x7f", "\x85", "\u2028"])
def test_an_author_stands_on_one_line(between: str) -> None:
    (author,) = make_choices("x-1", authors=(Author(name=f"Ada{between}L"),)).authors
    assert author.name.split() == ["Ada", "L"]
    assert author.name.isprintable()


def test_other_names_of_authors_stay_as_they_are() -> None:
    name = 'Ádá "L" <x>, עברית 🌱'
    assert make_choices("x-1", authors=(Author(name=name),)).authors[0].name == name


def test_a_hundred_characters_are_the_most() -> None:
    check_name("a" * 100)
    assert make_choices("a" * 100, package="b" * 100).package == "b" * 100
    with pytest.raises(SeedbedError, match="has 101 characters, but the limit is 100"):
        check_name("a" * 101)
    with pytest.raises(SeedbedError, match="has 101 characters, but the limit is 100"):
        make_choices("a", package="b" * 101)


@pytest.mark.parametrize("name", ["con", "PRN", "aux.x", "nul", "Com1", "lpt9.tar.gz"])
def test_windows_devices_are_no_names(name: str) -> None:
    with pytest.raises(SeedbedError, match="Windows reserves that name for a device"):
        check_name(name)


@pytest.mark.parametrize("name", ["console", "com10", "x.con", "nullify", "com"])
def test_what_only_looks_like_a_device_is_a_name(name: str) -> None:
    check_name(name)


def test_what_is_wanted_and_unwanted_at_once_is_told() -> None:
    values = {"with": ["vscode,direnv"], "without": ["github", "direnv"]}
    with pytest.raises(
        SeedbedError, match="--with direnv and --without direnv cannot be combined"
    ) as caught:
        choices_from({**QUIET, **values}, "/x-1")
    assert caught.value.code == "choices-exclude"


def test_an_unknown_extra_that_is_unwanted_is_told() -> None:
    with pytest.raises(SeedbedError, match="--without cannot be 'gihub'") as caught:
        choices_from({**QUIET, "without": ["gihub"]}, "/x-1")
    assert "'github'" in caught.value.hint


def test_extras_are_added_to_the_defaults_and_taken_from_them() -> None:
    values = {"with": ["vscode, direnv", "vscode"], "without": ["github"]}
    choices = choices_from({**QUIET, **values}, "/x-1")
    assert choices.extras == ("direnv", "pre-commit", "vscode")


@pytest.mark.parametrize(
    ("here", "platforms"),
    [
        ("linux-ppc64le", {*DEFAULT_PLATFORMS, "linux-ppc64le"}),
        ("linux-64", {*DEFAULT_PLATFORMS}),
        ("", {*DEFAULT_PLATFORMS}),
    ],
)
def test_the_lock_covers_this_machine_too(
    monkeypatch: pytest.MonkeyPatch, here: str, platforms: set[str]
) -> None:
    monkeypatch.setattr(options, "this_platform", lambda: here)
    assert choices_from(QUIET, "/x-1").platforms == tuple(sorted(platforms))
    given = choices_from({**QUIET, "platform": ["osx-64,win-64"]}, "/x-1")
    assert given.platforms == ("osx-64", "win-64")


@pytest.mark.parametrize(
    ("system", "machine", "platform"),
    [
        ("linux", "x86_64", "linux-64"),
        ("linux", "aarch64", "linux-aarch64"),
        ("linux", "ppc64le", "linux-ppc64le"),
        ("linux", "riscv64", ""),
        ("darwin", "x86_64", "osx-64"),
        ("darwin", "arm64", "osx-arm64"),
        ("win32", "AMD64", "win-64"),
        ("win32", "ARM64", "win-arm64"),
        ("freebsd14", "x86_64", ""),
    ],
)
def test_this_machine_is_spelled_as_conda_spells_it(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, platform: str
) -> None:
    if system == "win32":
        monkeypatch.delattr(os, "uname")
        monkeypatch.setenv("PROCESSOR_ARCHITECTURE", machine)
    else:
        monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine=machine))
    monkeypatch.setattr(sys, "platform", system)
    assert defaults.this_platform() == platform
    assert not platform or platform in PLATFORMS
