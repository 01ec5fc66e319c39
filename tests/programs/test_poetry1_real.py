"""The real Poetry, and its library, on projects of Poetry 1 before they are imported and after.

What users of the package read in its metadata stays the same, and so does what Poetry locks. The
literals are all that differs, and of each the importer says so.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import poetry_runs
import pytest
from imported_cases import case, names
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from places import ROOT

from seedbed.importers.poetry1 import imported

KIND = "poetry-1"
NAME = "pyproject.toml"
WHEEL = "wheel-of @ https://files.example.org/wheel_of-1.0-py3-none-any.whl"
LINUX = '; sys_platform == "linux"'
Lists = tuple[list[str], list[str]]
DIFFERENCES: dict[str, dict[str, Lists]] = {
    # Poetry takes 3.11 for 3.11.0 alone, other than the metadata that it writes
    "application": {"pythons": (["3.11: [0]"], ["3.11"])},
    "prereleases": {
        "pythons": (["3.10: [0]"], ["3.10"]),
        # the old spelling means nothing to Poetry 2
        "locked": (["main: older"], ["main: older prereleases"]),
    },
    # Poetry leaves out of the metadata what is less than a minor version
    "build-script": {
        "requires-python": (
            [f"!={it}.*" for it in ("2.7", *(f"3.{n}" for n in range(9)))],
            ["<4", "!=3.9.7"],
        )
    },
    "python-alternatives": {
        "requires-python": (
            [f"!={it}.*" for it in ("2.7", *(f"3.{n}" for n in range(8)))],
            ["!=3.9.*", "<4"],
        ),
        "requires": (["numpy >=1.22,<1.25 || >=1.25,<2"], ["numpy >=1.22,<2"]),
        "locked": (["main: numpy >=1.22,<1.25 || >=1.25,<2"], ["main: numpy >=1.22,<2"]),
    },
    "only-poetry-groups": {
        "requires": (["numpy >=1.24,<2 || >=2,<3"], ["numpy >=1.24,<3"]),
        "locked": (["main: numpy >=1.24,<2 || >=2,<3"], ["main: numpy >=1.24,<3"]),
    },
    "both-dev-tables": {"locked": (["dev: pytest >=7,<8"], [])},
    "git-and-paths": {
        "requires": (
            [
                "glass @ ./vendor/glass-1.0-py3-none-any.whl",
                "lenses @ ../lenses",
                "mirror @ ./vendor/mirror-1.0.tar.gz",
                f"{WHEEL} {LINUX}",
            ],
            ["glass", "lenses", "mirror", f"{WHEEL.replace(' @', ' 1 @')} {LINUX}"],
        ),
        "locked": (
            [f"main: {WHEEL} {LINUX}"],
            [f"main: {WHEEL.replace(' @', ' 1 @')} {LINUX}"],
        ),
    },
    "odd": {
        "requires": ([], ["rich >=13,<14"]),
        "locked": (
            ["main: forgotten >=1,<2 optional", "main: rich >=13,<14 [cli]"],
            ["main: rich >=13,<14", "main: rich >=13,<14 [cli] optional"],
        ),
    },
    "passwords": {
        "requires": (
            ["kit @ https://reader:hunter2@git.example.org/kit.git v1"],
            ["kit @ https://git.example.org/kit.git v1"],
        ),
        "locked": (
            ["main: kit @ https://reader:hunter2@git.example.org/kit.git v1"],
            ["main: kit @ https://git.example.org/kit.git v1"],
        ),
    },
}
SIDES = ("before", "after")
NAMED = (
    *("README.md", "CHANGES.md"),
    *("vendor/glass-1.0-py3-none-any.whl", "vendor/mirror-1.0.tar.gz"),
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each project as it was, and as it is imported, with the files that they name."""
    root = tmp_path_factory.mktemp("poetry1")
    for name in names(KIND):
        files = {NAME: case(KIND, name).files[NAME]}
        found = imported(files, "folder")
        assert found
        for side, texts in zip(SIDES, (files, found.files), strict=True):
            folder = root / name / side
            (folder / "vendor").mkdir(parents=True)
            (folder / NAME).write_text(texts[NAME], encoding="utf-8")
            for path in NAMED:
                (folder / path).write_text("", encoding="utf-8")
        for other in ("lenses", "probes"):
            (root / name / other).mkdir()
            text = f'[project]\nname = "{other}"\nversion = "1"\n'
            (root / name / other / NAME).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def understood(folders: Path) -> dict[tuple[str, str], Any]:
    """What Poetry's library understands of each."""
    wanted = [(name, side) for name in names(KIND) for side in SIDES]
    program = ROOT / "tests" / "support" / "poetry_says.py"
    done = subprocess.run(
        [sys.executable, program, *(folders / name / side for name, side in wanted)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    texts = map(_without_zeros, done.stdout.splitlines())
    return dict(zip(wanted, map(json.loads, texts), strict=True))


def _without_zeros(text: str) -> str:
    """A text whose versions have no zeros at their ends: `2.0` is `2`."""
    return re.sub(r'(\d)(\.0)+(?=[,"\\|; )]|$)', r"\1", text)


@pytest.mark.parametrize("name", names(KIND))
def test_metadata_and_lock_stay_the_same(understood: dict[tuple[str, str], Any], name: str) -> None:
    before, after = (_lists(understood[name, side]) for side in SIDES)
    assert {
        key: _differences(before[key], after[key]) for key in before if before[key] != after[key]
    } == DIFFERENCES.get(name, {})


def _lists(said: dict[str, Any]) -> dict[str, list[str]]:
    """What was understood, as lists, without the metadata's own spelling of the requirements."""
    python = re.split(", ?", said["requires-python"] or "")
    points = [
        f"{group}: {one}" for group, many in said["entry-points"].items() for one in many.items()
    ]
    rest = {key: value for key, value in said.items() if key != "requires-dist"}
    return {**rest, "requires-python": python, "entry-points": points}


def _differences(was: list[str], now: list[str]) -> Lists:
    """What one list has that the other has not, or has less often; in their order."""
    less, more = Counter(was) - Counter(now), Counter(now) - Counter(was)
    return [*less.elements()], [*more.elements()]


@pytest.mark.parametrize("name", names(KIND))
def test_the_metadata_holds_requirements_that_everybody_can_read(
    understood: dict[tuple[str, str], Any], name: str
) -> None:
    said = understood[name, "after"]
    if name == "only-poetry":
        assert "pydantic (>=1.10,<2 || >=3,<4)" in said["requires-dist"]
        return
    read = {canonicalize_name(Requirement(one).name) for one in said["requires-dist"]}
    assert read == {re.split(r"[ \[]", one)[0] for one in said["requires"]}
    SpecifierSet(said["requires-python"] or "")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", names(KIND))
def test_poetry_accepts_it(folders: Path, tmp_path: Path, name: str, side: str) -> None:
    check = (name, side) != ("old-sources", "before")  # Poetry 2 refuses those words
    folder = folders / name / side
    done = poetry_runs.run("poetry", "check", cwd=folder, settings=tmp_path, check=check)
    assert (done.returncode == 0) == check
    if side == "after":
        told = {"build-script": "[project.license]", "odd": "[project.license]"}
        told["only-poetry"] = "[tool.poetry.extras]"
        assert ("Warning" in done.stderr + done.stdout) == (name in told)
        assert told.get(name, "All set!") in done.stderr + done.stdout
