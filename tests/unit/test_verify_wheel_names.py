"""Names of wheels: their parts, and which one an installer takes."""

from __future__ import annotations

import pytest

from seedbed.verify.wheel_names import WheelName, installable, parse

RANKS = {"cp312-cp312-manylinux_2_28_x86_64": 0, "cp312-abi3-linux_x86_64": 1, "py3-none-any": 2}


def test_the_parts_of_a_name() -> None:
    assert parse("Foo.Bar-1.0+cpu-2b-CP312.py3-abi3.none-any.whl") == WheelName(
        name="foo-bar",
        version="1.0+cpu",
        build=(2, "b"),
        tags=frozenset(f"{one}-{two}-any" for one in ("cp312", "py3") for two in ("abi3", "none")),
    )
    found = parse("foo-1-py3-none-any.whl")
    assert found is not None
    assert found.build == ()


@pytest.mark.parametrize(
    "file",
    [
        "foo-1.tar.gz",
        "foo-1.whl",
        "foo-1-2-3-py3-none-any.whl",
        "foo-1-py3-none-any.WHL",
        "",
        ".whl",
        f"foo-1-{'.'.join(['a'] * 100)}-{'.'.join(['b'] * 100)}-any.whl",
        f"foo-1-{'.' * 3000}-{'.' * 3000}-{'.' * 3000}.whl",
    ],
    ids=["sdist", "short", "long", "case", "empty", "ending", "many tags", "dots"],
)
def test_other_names(file: str) -> None:
    assert parse(file) is None


@pytest.mark.parametrize("build", ["9" * 5000, "x1", "\u0661"], ids=["huge", "text", "digit"])
def test_build_numbers_that_are_none(build: str) -> None:
    found = parse(f"foo-1-{build}-py3-none-any.whl")
    assert found is not None
    assert found.build in {(), (10**18 - 1, "9" * 4982)}


def test_which_one_an_installer_takes() -> None:
    files = [
        "foo-1-py3-none-any.whl",
        "foo-1-cp312-abi3-linux_x86_64.whl",
        "foo-1-cp311-cp311-manylinux_2_28_x86_64.whl",
        "foo-1-cp312-cp312-manylinux_2_28_x86_64.manylinux1_x86_64.whl",
        "foo-1-1-py3-none-any.whl",
        "foo-1-10-py3-none-any.whl",
        "foo-1-2-py3-none-any.whl",
        "foo-1.tar.gz",
    ]
    assert installable(files, RANKS) == [
        "foo-1-cp312-cp312-manylinux_2_28_x86_64.manylinux1_x86_64.whl",
        "foo-1-cp312-abi3-linux_x86_64.whl",
        "foo-1-10-py3-none-any.whl",
        "foo-1-2-py3-none-any.whl",
        "foo-1-1-py3-none-any.whl",
        "foo-1-py3-none-any.whl",
    ]
