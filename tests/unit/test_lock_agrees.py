"""Whether a lock fits its manifest, and an environment its lock, by their texts."""

from __future__ import annotations

from typing import Any

import pytest

from seedbed.locks.agreeing import (
    Apart,
    Wanted,
    differing,
    lock_agrees,
    locked_versions,
    needed_always,
    wanted_by,
)

LOCK = """\
version = 1
requires-python = ">=3.11"

[[package]]
name = "numpy"
version = "2.4.6"

[[package]]
name = "numpy"
version = "2.5.5"

[[package]]
name = "my-net"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "numpy" },
]

[package.metadata]
requires-dist = [
    { name = "numpy", specifier = ">=2.1,<3" },
    { name = "polars", marker = "extra == 'fast'" },
    { name = "torch", marker = "sys_platform == 'linux'", specifier = "==2.10.*" },
]
provides-extras = ["fast"]

[package.metadata.requires-dev]
dev = [{ name = "pytest", specifier = ">=8.4" }]

[[package]]
name = "zlib-ng"
version = "1.0"
"""
DEPENDENCIES = ["NumPy <3, >=2.1", "torch == 2.10.* ; sys_platform == 'linux'"]


def manifest(**changed: Any) -> dict[str, Any]:
    project = {"name": "My_Net", "requires-python": ">= 3.11", "dependencies": DEPENDENCIES,
               "optional-dependencies": {"fast": ["polars"]}}  # fmt: skip
    return {
        "project": {**project, **changed.pop("project", {})},
        "dependency-groups": {"dev": ["pytest>=8.4"]},
        **changed,
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("numpy", Wanted(name="numpy", clauses=frozenset(), always=True)),
        ("Scikit_Learn[a,b] (>= 1.7, <2)",
         Wanted(name="scikit-learn", clauses=frozenset({">=1.7", "<2"}), always=True)),
        ("x @ https://example.org/x.whl ; os_name == 'nt'",
         Wanted(name="x", clauses=frozenset(), always=False)),
        ("torch==2.10.0+cpu", Wanted(name="torch", clauses=frozenset({"==2.10.0+cpu"}),
                                     always=True)),
        ("-e .", None),
    ],
)  # fmt: skip
def test_requirements(text: str, wanted: Wanted | None) -> None:
    assert wanted_by(text) == wanted


@pytest.mark.parametrize(
    ("said", "agrees"),
    [
        (manifest(), True),
        (manifest(project={"dependencies": ["numpy>=2.1,<3"]}), False),
        (manifest(project={"dependencies": [*DEPENDENCIES, "pandas"]}), False),
        (manifest(project={"dependencies": ["numpy>=2.2,<3", DEPENDENCIES[1]]}), False),
        (manifest(project={"optional-dependencies": {}}), False),
        (manifest(project={"name": "other"}), False),
        (manifest(project={"requires-python": ">=3.12"}), False),
        (manifest(project={"requires-python": ">=3.11,<3.14"}), False),
        (manifest(project={"requires-python": "~=3.11"}), None),
        (manifest(**{"dependency-groups": {}}), False),
        (manifest(**{"dependency-groups": {}, "tool": {"uv": {"dev-dependencies": []}}}), True),
        (manifest(**{"dependency-groups": {"dev": ["pytest>=9"]}}), False),
        (manifest(**{"dependency-groups": {"dev": ["pytest>=8.4"], "docs": ["sphinx"]}}), False),
        # what a group includes, uv may write in another way
        (manifest(**{"dependency-groups": {"dev": [{"include-group": "x"}]}}), True),
    ],
)
def test_a_lock_of_uv(said: dict[str, Any], agrees: bool | None) -> None:
    assert lock_agrees("uv", LOCK, said) is agrees


def test_what_a_text_does_not_tell() -> None:
    assert lock_agrees("pixi", "version: 6\n", manifest()) is None
    assert lock_agrees("poetry", LOCK, manifest()) is None
    broken = LOCK.replace("requires-dist = [", "requires-dist = 5 #[")
    assert lock_agrees("uv", broken, manifest()) is None


def test_versions_in_a_lock_and_in_an_environment() -> None:
    locked = locked_versions(LOCK)
    assert locked == {"numpy": {"2.4.6", "2.5.5"}, "my-net": {"0.1.0"}, "zlib-ng": {"1.0"}}
    there = {"numpy": "2.5.5", "my-net": "0.1.0", "pip": "24.0"}
    assert differing(locked, there, ["numpy"]) == Apart()
    assert differing(locked, {**there, "numpy": "2.3.0"}, []) == Apart(other=("numpy",))
    assert differing(locked, there, ["polars", "numpy"]) == Apart(missing=("polars",))
    assert differing({"certifi": {"2026.1.4"}}, {"certifi": "2026.01.04"}, []) == Apart()


def test_what_has_to_be_there_on_every_machine() -> None:
    assert needed_always("uv", manifest()) == {"numpy", "pytest"}
    assert needed_always("poetry", manifest()) == {"numpy"}
    own: dict[str, list[str]] = {"default-groups": []}
    assert needed_always("uv", manifest(tool={"uv": own})) == {"numpy"}
