"""All that is offered passes the linters of the field, in every combination."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from places import ROOT
from strategies import all_choices, sets_of

from seedbed.host import disk
from seedbed.layers.library import general_extras, load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import Choices, make_choices
from seedbed.render.compose import compose

LIBRARY = load_library()
REVIEW = ROOT / "tests/support/reviewing.py"


def test_only_checks_that_would_fail_are_ignored(tmp_path: Path) -> None:
    some = ((), ("github",), ("pre-commit",), ("docs",), general_extras(LIBRARY))
    expected = {}
    for number, (manager, extras) in enumerate(itertools.product(MANAGERS, some)):
        root = tmp_path / str(number)
        options = {"manager": manager, "extras": extras, "license": "none" if extras else "mit"}
        disk.create(str(root), compose(make_choices("x-1", **options), LIBRARY).files)
        manifest = root / "pyproject.toml"
        text = manifest.read_text(encoding="utf-8")
        expected[root.name] = set(tomllib.loads(text)["tool"]["repo-review"]["ignore"])
        header = "[tool.repo-review.ignore]\n"
        assert text.count(header) == 1
        manifest.write_text(text.replace(header, "[tool.nobody]\n"), encoding="utf-8")
    found = json.loads(review(*(tmp_path / name for name in expected), "--format", "json").stdout)
    failing = {
        name: {check for check, one in found[name]["checks"].items() if one["result"] is False}
        for name in expected
    }
    assert failing == expected


def review(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Let sp-repo-review judge projects, all in one start: it takes longer than many checks."""
    command = (sys.executable, REVIEW, *words)
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def _of(manager: str) -> list[Choices]:
    """All sets of extras, but pairs with one framework only; licenses and Nix with one set."""
    usual = Choices(name="x", package="x")
    return [
        one
        for one in all_choices(LIBRARY, manager)
        if one.extras == usual.extras
        or (
            (one.license, one.nix) == (usual.license, usual.nix)
            and (one.framework == usual.framework or len(one.extras) != 2)
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize("manager", MANAGERS)
def test_every_combination_passes(tmp_path: Path, manager: str) -> None:
    """Among its checks is VPP001, which judges a manifest as `validate-pyproject` does."""
    combinations = _of(manager)
    assert len(combinations) >= len(sets_of(general_extras(LIBRARY)))
    assert {one.framework for one in combinations} == set(offered(LIBRARY, "framework"))
    for number, choices in enumerate(combinations):
        disk.create(str(tmp_path / str(number)), compose(choices, LIBRARY).files)
    roots = [tmp_path / str(number) for number in range(len(combinations))]
    done = review(*roots, "--format", "json")
    found = json.loads(done.stdout)
    failing = [
        (combinations[int(name)], check, one["err_msg"])
        for name, project in found.items()
        for check, one in project["checks"].items()
        if one["result"] is False
    ]
    assert failing == []
    assert done.returncode == 0, done.stderr
    assert all(project["checks"]["VPP001"]["result"] for project in found.values())
    assert len(found) == len(combinations)
