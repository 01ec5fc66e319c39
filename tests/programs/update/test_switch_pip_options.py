"""Options for pip in an environment file, at a switch from conda.

https://pip.pypa.io/en/stable/reference/requirements-file-format/#global-options
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt, stands
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

FILE = """name: kiln
channels:
  - conda-forge
dependencies:
  - python >=3.11
  - pip
  - pip:
"""
FIRST, LAST = "https://first.example.org/simple", "https://last.example.org/simple"


def start(folder: Path, *lines: str) -> Path:
    """A project of an environment file with some lines for pip, that was adopted."""
    root = folder / "kiln"
    root.mkdir()
    listed = "".join(f"      - {line}\n" for line in lines)
    (root / "environment.yml").write_text(FILE + listed)
    assert adopt(root)[0] == 0
    return root


@pytest.mark.parametrize(
    ("one", "other"),
    [("-i", "--index-url"), ("--index-url", "-i")],
)
def test_of_two_default_indexes_the_last_one_counts(tmp_path: Path, one: str, other: str) -> None:
    root = start(tmp_path, f"{one} {FIRST}", "lab-io", f"{other} {LAST}")
    left = stands(root)
    rows = switch(root, "uv").said["result"]["switch"]
    index = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["uv"]["index"]
    assert index == [{"name": "last-example-org-simple", "url": LAST, "default": True}]
    assert [row["what"] for row in rows if row["kind"] == "set aside"] == [
        [
            "environment.yml: channels: conda-forge",
            f"environment.yml: pip: {one} {FIRST}, which has no effect: a later one replaces it",
        ]
    ]
    switch(root, "conda")
    assert stands(root) == left


def test_a_default_index_that_is_named_twice_has_its_effect(tmp_path: Path) -> None:
    root = start(tmp_path, f"-i {LAST}", "lab-io", f"--index-url {LAST}")
    rows = switch(root, "uv").said["result"]["switch"]
    assert "no effect" not in str(rows)
    index = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["uv"]["index"]
    assert index == [{"name": "last-example-org-simple", "url": LAST, "default": True}]


@pytest.mark.parametrize("other", ["uv", "poetry", "pixi"])
@pytest.mark.parametrize(
    ("line", "named"),
    [
        (f"--find-links {FIRST}", FIRST),
        (f"--find-links={FIRST}", FIRST),
        ("-f wheels", "wheels"),
    ],
)
def test_a_place_of_packages_that_only_pip_looks_in_comes_first(
    tmp_path: Path, other: str, line: str, named: str
) -> None:
    root = start(tmp_path, line, "lab-io")
    left = stands(root)
    rows = switch(root, other).said["result"]["switch"]
    told = [(row["kind"], row["what"]) for row in rows]
    what = (
        f"the package index {named}: what it has would come from another index, and may be another "
        "package there"
    )
    assert told[0] == ("warning", [what])
    assert "warning" not in [kind for kind, _ in told[1:]]
    switch(root, "conda")
    assert stands(root) == left


@pytest.mark.parametrize("other", ["uv", "poetry", "pixi"])
def test_that_pip_takes_the_newest_version_of_all_indexes_is_told(
    tmp_path: Path, other: str
) -> None:
    root = start(tmp_path, f"--extra-index-url {FIRST}", "lab-io")
    rows = switch(root, other).said["result"]["switch"]
    told = [row["what"] for row in rows if row["kind"] == "left out"]
    assert told[-1] == [
        (
            "taking the newest version that any index has: the new manager asks "
            "first-example-org-simple before the default index"
        )
    ]
    assert "newest" not in str(switch(root, "conda").said["result"]["switch"])
