"""Projects of the real micromamba and the real conda, each where it is on PATH."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from running import SEEDBED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pixi_runs import Real

pytestmark = [pytest.mark.slow, pytest.mark.network, pytest.mark.rare]
TEST = ("run", "test", "--", "-k")
"""Some of the project's tests: `test_it_is_made_tested_and_trained` runs them all."""


@pytest.fixture(scope="module", params=["micromamba", "conda"])
def program(request: pytest.FixtureRequest) -> Real:
    """One of the programs."""
    found: Real = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def root(program: Real, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its environment, which one test after another changes."""
    place = tmp_path_factory.mktemp("a place")
    program.let(*SEEDBED, "new", "x-1", "--yes", "--manager", "conda", cwd=place)
    return place / "x-1"


def seedbed(
    program: Real,
    root: Path,
    *arguments: str,
    status: int = 0,
    variables: Mapping[str, str] = {},
) -> str:
    """What seedbed says in a project, with some more variables."""
    before = program.variables
    program.variables = {**before, **variables}
    try:
        done = program.let(*SEEDBED, *arguments, cwd=root, check=False)
    finally:
        program.variables = before
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def times(root: Path) -> dict[str, int]:
    """When each package was put in."""
    records = (root / ".conda" / "conda-meta").glob("*.json")
    return {path.name: path.stat().st_mtime_ns for path in records}


def test_it_is_made_tested_and_trained(program: Real, root: Path) -> None:
    for task in ("test", "lint", "train"):
        seedbed(program, root, "run", task)
    assert list((root / "runs").glob("*/metrics.json"))
    state = json.loads((root / ".conda" / "conda-meta" / "state").read_text())
    assert state["env_vars"] == {"PYTHONNOUSERSITE": "1"}


def test_with_nothing_to_do_nothing_is_done(program: Real, root: Path) -> None:
    before = times(root)
    assert seedbed(program, root, "sync") == ""
    with (root / "pyproject.toml").open("a") as file:
        file.write("\n# a comment\n")
    assert seedbed(program, root, "sync") == ""
    assert times(root) == before


def test_its_status_is_that_of_the_files_it_was_made_from(program: Real, root: Path) -> None:
    def environment() -> str:
        told = json.loads(seedbed(program, root, "status", "--json"))
        return str(told["result"]["projects"][0]["environment"]["state"])

    assert environment() == "in-step"
    text = (root / "environment.yml").read_text()
    (root / "environment.yml").write_text(f"{text}  - pandoc\n")
    try:
        assert environment() == "differs"
    finally:
        (root / "environment.yml").write_text(text)
    assert environment() == "in-step"


def test_from_base_and_from_another_environment(program: Real, root: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    for folder in ("bin", "conda-meta"):
        (base / folder).mkdir(parents=True)
    (base / "bin" / "python").write_text(f'#!/bin/sh\ntouch "{tmp_path}/called"\n')
    (base / "bin" / "python").chmod(0o755)
    path = f"{base / 'bin'}:{program.variables['PATH']}"
    active = {"CONDA_PREFIX": str(base), "CONDA_DEFAULT_ENV": "base", "PATH": path}
    (root / "environment-dev.yml").write_text(
        (root / "environment-dev.yml").read_text() + "# changed\n"
    )
    seedbed(program, root, "sync", variables={**active, "CONDA_SHLVL": "1"})
    nested = {**active, "CONDA_SHLVL": "2", "CONDA_PREFIX_1": str(base)}
    assert " passed" in seedbed(program, root, *TEST, "data", variables=nested)
    assert not (tmp_path / "called").exists()


def test_another_package_is_put_in_beside_what_is_there(program: Real, root: Path) -> None:
    before = times(root)
    (root / ".conda" / "in-use").touch()
    text = (root / "environment.yml").read_text()
    (root / "environment.yml").write_text(f"{text}  - pandoc\n")
    seedbed(program, root, "sync")
    after = times(root)
    assert {name for name in after if name not in before} == {"pandoc-3.2-0.json"}
    assert {name: after[name] for name in before} == before
    (root / "environment.yml").write_text(text)
    seedbed(program, root, "sync")
    assert times(root) == before
    assert (root / ".conda" / "in-use").exists()


def test_what_cannot_be_had_costs_nothing(program: Real, root: Path) -> None:
    before = times(root)
    text = (root / "environment.yml").read_text()
    (root / "environment.yml").write_text(f"{text}  - pandoc >=99\n")
    assert "env update' failed" in seedbed(program, root, "sync", status=3)
    assert times(root) == before
    (root / "environment.yml").write_text(text)
    seedbed(program, root, "sync")
    assert times(root) == before


def test_variables_arrive(program: Real, root: Path) -> None:
    text = (root / "environment.yml").read_text()
    own = 'variables:\n  THREADS: "010"\n'
    (root / "environment.yml").write_text(text.replace("variables:\n", own))
    seedbed(program, root, "sync")
    (root / "show.py").write_text("import os\nprint(os.environ['THREADS'])\n")
    with (root / "pyproject.toml").open("a") as file:
        file.write('\n[tool.poe.tasks.show]\ncmd = "python show.py"\n')
    assert "010\n" in seedbed(program, root, "run", "show")


def test_what_the_user_has_set_does_not_count(program: Real, root: Path) -> None:
    name = ".mambarc" if "micromamba" in program.program else ".condarc"
    settings = program.home / name
    before = settings.read_text()
    kept = "".join(line for line in before.splitlines(True) if not line.startswith("channels:"))
    settings.write_text(f"{kept}channels: [http://127.0.0.1:9/none]\nchannel_priority: disabled\n")
    pip = {"PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1", "PIP_TARGET": str(program.home / "x")}
    try:
        text = (root / "environment.yml").read_text()
        (root / "environment.yml").write_text(f"{text}# changed\n")
        (root / "pyproject.toml").write_text(
            (root / "pyproject.toml").read_text().replace('version = "', 'version = "1.', 1)
        )
        seedbed(program, root, "sync", variables=pip)
        shutil.rmtree(root / ".conda" / "conda-meta")
        assert "so it is being rebuilt" in seedbed(program, root, "sync", variables=pip)
    finally:
        settings.write_text(before)
    assert not (program.home / "x").exists()
    assert " passed" in seedbed(program, root, *TEST, "data")


def test_a_copy_gets_an_environment_of_its_own(program: Real, root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns("conda-broken*"))
    (copy / "tests" / "test_place.py").write_text(
        "import sys, x_1\n\n\ndef test_place():\n"
        f"    assert x_1.__file__.startswith({str(copy)!r})\n"
        f"    assert sys.prefix == {str(copy / '.conda')!r}\n"
    )
    assert "1 passed" in seedbed(program, copy, *TEST, "place")


def test_the_commands_of_the_readme(program: Real, tmp_path: Path) -> None:
    program.let(*SEEDBED, "new", "x-1", "--yes", "--manager", "conda", "--no-sync", cwd=tmp_path)
    root = tmp_path / "x-1"
    pages = [(root / page).read_text() for page in ("README.md", "docs/environment.md")]
    rows = "\n".join(pages).splitlines()
    lines = [line.removeprefix("$ ") for line in rows if line.startswith("$ ")]
    create, install, *rest = lines
    update, newest = (one for one in rest if " update " in one)
    assert create.startswith("micromamba create ")
    assert " --all " in newest
    if "micromamba" not in program.program:
        update = "true"
        create, _, _ = create.partition(" --override-channels")
        create = "conda env create --prefix ./.conda --file environment.yml && conda env update "
        create += "--prefix ./.conda --file environment-dev.yml"
        newest = "true"
    for line in (create.replace("create", "create --yes", 1), install):
        program.let("bash", "-c", line, cwd=root)
    for line in (update, newest):
        program.let("bash", "-c", f"{line} < /dev/null", cwd=root)
    assert " passed" in seedbed(program, root, *TEST, "data")
