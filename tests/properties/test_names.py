"""Project and package names."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import canonicalize_name
from strategies import GOOD_NAMES, NAMES

from seedbed.errors import SeedbedError
from seedbed.model.choices import make_choices
from seedbed.model.names import canonical, check_name, check_package, default_package, suggest


@given(NAMES)
def test_canonical_is_what_package_indexes_take(name: str) -> None:
    assert canonical(name) == canonicalize_name(name)


@given(GOOD_NAMES)
def test_every_valid_name_has_an_importable_package(name: str) -> None:
    try:
        check_name(name)
        package = make_choices(name).package
    except SeedbedError as error:
        assert error.status == 2
        assert error.hint
        return
    assert package.isidentifier()
    assert package.isascii()
    assert not keyword.iskeyword(package)
    assert package == package.lower()


@given(st.text(max_size=120))
def test_any_other_name_gets_one_sentence_and_what_to_do(name: str) -> None:
    try:
        check_name(name)
    except SeedbedError as error:
        assert error.code == "bad-name"
        assert error.status == 2
        assert "\n" not in str(error)
        assert error.hint.endswith(".")
    else:
        assert 0 < len(name) <= 100
        assert name.isascii()


@given(st.text(max_size=120))
def test_a_suggestion_can_be_followed(name: str) -> None:
    suggestion = suggest(name)
    if suggestion:
        check_name(suggestion)


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("digits", "digits"),
        ("My.Net-2", "my_net_2"),
        ("a__b--c", "a_b_c"),
        ("3d-net", "py_3d_net"),
        ("X", "x"),
    ],
)
def test_the_package_follows_from_the_name(name: str, package: str) -> None:
    assert default_package(name) == package


@pytest.mark.parametrize("name", ["class", "None", "import", "True", "false"])
def test_keywords_need_another_package(name: str) -> None:
    with pytest.raises(SeedbedError, match="is a Python keyword") as caught:
        make_choices(name)
    assert "--package" in caught.value.hint
    assert make_choices(name, package="fine").package == "fine"


@pytest.mark.parametrize("name", ["json", "Logging", "test", "tests", "src", "antigravity"])
def test_shadowing_names_need_another_package(name: str) -> None:
    with pytest.raises(SeedbedError, match="cannot be the import package") as caught:
        make_choices(name)
    assert caught.value.code == "bad-package"


@pytest.mark.parametrize("package", ["a-b", "1a", "é", "", "__x", "con", "x" * 101, "a.b"])
def test_packages_that_cannot_be(package: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        check_package(package, "name")
    assert caught.value.code == "bad-package"
    suggested = caught.value.hint.rpartition("'")[0].rpartition("'")[2]
    check_package(suggested, "name")
