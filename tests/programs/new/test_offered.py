"""All that is offered passes the linters of the field, in every combination."""

from __future__ import annotations

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
from seedbed.model.choices import Choices, make_choices
from seedbed.render.compose import compose

LIBRARY = load_library()
TOOLS = Path(sys.executable).parent
REVIEW = ROOT / "tests/support/reviewing.py"


@pytest.mark.parametrize("manager", offered(LIBRARY, "manager"))
def test_only_checks_that_would_fail_are_ignored(tmp_path: Path, manager: str) -> None:
    expected = {}
    for number, extras in enumerate(
        ((), ("github",), ("pre-commit",), ("docs",), general_extras(LIBRARY))
    ):
        root = tmp_path / str(number)
        options = {"manager": manager, "extras": extras, "license": "none" if extras else "mit"}
        disk.create(str(root), compose(make_choices("x-1", **options), LIBRARY).files)
        manifest = root / "pyproject.toml"
        text = manifest.read_text(encoding="utf-8")
        expected[root.name] = set(tomllib.loads(text)["tool"]["repo-review"]["ignore"])
        header = "[tool.repo-review.ignore]\n"
        assert text.count(header) == 1
        manifest.write_text(text.replace(header, "[tool.nobody]\n"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, REVIEW, *(tmp_path / name for name in expected), "--format", "json"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)
    failing = {
        name: {check for check, one in found[name]["checks"].items() if one["result"] is False}
        for name in expected
    }
    assert failing == expected


def _of(manager: str, framework: str) -> list[Choices]:
    """All sets of extras; with one, each license and each way to use Nix."""
    mine = [one for one in all_choices(LIBRARY, manager) if one.framework == framework]
    usual = Choices(name="x", package="x")
    return [
        one
        for one in mine
        if (one.license, one.nix) == (usual.license, usual.nix) or one.extras == usual.extras
    ]


@pytest.mark.slow
@pytest.mark.parametrize("framework", offered(LIBRARY, "framework"))
@pytest.mark.parametrize("manager", offered(LIBRARY, "manager"))
def test_every_combination_passes(tmp_path: Path, manager: str, framework: str) -> None:
    combinations = _of(manager, framework)
    assert len(combinations) >= len(sets_of(general_extras(LIBRARY)))
    roots = [
        str(tmp_path / "-".join([one.accelerator, one.nix, one.license, *one.extras]))
        for one in combinations
    ]
    for root, choices in zip(roots, combinations, strict=True):
        disk.create(root, compose(choices, LIBRARY).files)
    manifests = [f"{root}/pyproject.toml" for root in roots]
    # one start for all of them: it takes longer than the checks
    commands: tuple[list[str | Path], ...] = (
        [sys.executable, REVIEW, *roots],
        [TOOLS / "validate-pyproject", *manifests],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
