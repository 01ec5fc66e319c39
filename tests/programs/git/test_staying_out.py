"""Tools that a project configures leave environments, data and results alone, without git too."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from aged import make
from ruamel.yaml import YAML

from seedbed.managers.base import MANAGERS

CODE = 'import os,sys\nx: int = "s"\n'
OUT = (".conda/lib", ".pixi/envs/dev/lib", ".venv/lib", "data", "dist", "runs/1")
IN = ("src/x_1/data", "src/x_1/runs", "tests/data")
"""Folders of the package and its tests that are called like those."""


@pytest.fixture(params=MANAGERS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project outside every repository, with a faulty file in each of those folders."""
    made = make(tmp_path, "--manager", request.param, "--framework", "none")
    for folder in (*OUT, *IN):
        (made / folder).mkdir(parents=True, exist_ok=True)
        (made / folder / "faulty.py").write_text(CODE)
    return made


def run(root: Path, *command: str) -> str:
    """What a command says, whatever its exit status."""
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def named(said: str) -> set[str]:
    """The folders whose faulty file is named."""
    paths = {word.partition(":")[0].removeprefix("x_1-0.1.0/") for word in said.split()}
    return {folder for folder in (*OUT, *IN) if f"{folder}/faulty.py" in paths}


def test_ruff_and_mypy_stay_out(root: Path, need: Callable[[str], str]) -> None:
    ruff, mypy = need("ruff"), need("mypy")
    assert named(run(root, ruff, "check", "--output-format", "concise")) == set(IN)
    assert named(run(root, mypy, ".")) == set(IN)
    run(root, ruff, "format")
    run(root, ruff, "check", "--fix")
    kept = {one for one in (*OUT, *IN) if (root / one / "faulty.py").read_text() == CODE}
    assert kept == set(OUT)


def test_what_is_built_from_the_source_has_none_of_it(root: Path, tmp_path: Path) -> None:
    if "hatchling" not in (root / "pyproject.toml").read_text():
        pytest.skip("poetry-core takes only the package")
    run(root, sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path / "to"))
    (built,) = (tmp_path / "to").iterdir()
    with tarfile.open(built) as archive:
        assert named("\n".join(archive.getnames())) == set(IN)


GENERATED = (".seedbed/base", "uv.lock", *(f"{folder}/x" for folder in OUT))
WRITTEN = ("README.md", "src/x_1/data.py", *(f"{folder}/x.py" for folder in IN))


def test_hooks_leave_data_as_it_is(tmp_path: Path) -> None:
    root = make(tmp_path)
    hooks = (root / ".pre-commit-config.yaml").read_text()
    excluded = re.compile(YAML(typ="safe").load(hooks)["exclude"])
    for place in ("", "sub/", "a/b/"):
        for out in GENERATED:
            assert excluded.search(f"{place}{out}"), out
        for kept in WRITTEN:
            assert not excluded.search(f"{place}{kept}"), kept
    skip = "*.lock,./data,./dist,./runs"
    assert f'\n[tool.codespell]\nskip = "{skip}"\n' in (root / "pyproject.toml").read_text()
