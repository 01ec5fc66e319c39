"""`seedbed add` and `seedbed remove` with the real uv, Poetry and Pixi, and an index here."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import small_index
from cli import files
from pixi_runs import Pixi, served
from running import SEEDBED, environment

MANIFEST = "pyproject.toml"
LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock", "pixi": "pixi.lock"}
PROJECTS = {
    "uv": small_index.uv_project,
    "poetry": small_index.poetry_project,
    "pixi": small_index.pixi_project,
}


class Place:
    """A project of one manager, and how seedbed is run in it."""

    def __init__(self, root: Path, manager: str, variables: dict[str, str]) -> None:
        self.root, self.manager, self.variables = root, manager, variables

    def run(self, *words: str, status: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*SEEDBED, *words], cwd=self.root, env={**self.variables, **more},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == status, f"{words}\n{done.stdout}\n{done.stderr}"
        return done

    @property
    def manifest(self) -> dict[str, Any]:
        return tomllib.loads((self.root / MANIFEST).read_text())

    @property
    def required(self) -> list[str]:
        found: list[str] = self.manifest["project"]["dependencies"]
        return found

    @property
    def state(self) -> dict[str, tuple[bytes, int]]:
        """All of the project but its environment: bytes and permissions."""
        found = {path: data for path, data in files(self.root).items() if ".pixi/" not in path}
        return {path: (data, (self.root / path).stat().st_mode) for path, data in found.items()}

    def installed(self, module: str) -> bool:
        """Whether a module can be imported in the environment."""
        folder = ".venv"
        if self.manager == "pixi":
            environments = self.manifest["tool"]["pixi"].get("environments", {})
            folder = f".pixi/envs/{'dev' if 'dev' in environments else 'default'}"
        asked = [str(self.root / folder / "bin" / "python"), "-c", f"import {module}"]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("index")
    small_index.make(folder)
    small_index.make_channel(folder)
    small_index.toolkit(folder / "toolkit")
    with served(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("settings")
    return environment(
        UV_CACHE_DIR=str(folder / "uv"),
        POETRY_CACHE_DIR=str(folder / "poetry"),
        POETRY_CONFIG_DIR=str(folder / "config"),
        PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
    )


@pytest.fixture(scope="module", params=["uv", "poetry", "pixi"])
def place(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    index: tuple[Path, str],
    variables: dict[str, str],
    need: Callable[[str], str],
) -> Place:
    """A project for all tests here: each leaves in it what it found."""
    tmp_path = tmp_path_factory.mktemp(request.param)
    manager, (folder, address) = request.param, index
    if manager == "pixi":
        real: Pixi = request.getfixturevalue("pixi")
        variables = Pixi(real.program, tmp_path / "home", folder / "caches", address).variables
    else:
        need(manager)
    found = Place(PROJECTS[manager](tmp_path / "x-1", address), manager, variables)
    found.run("sync")
    return found


def test_what_is_added_is_locked_and_installed_and_what_is_removed_is_gone(place: Place) -> None:
    done = place.run("add", "compost")
    assert done.stdout.startswith("Adding compost to [project] dependencies")
    assert done.stdout.endswith("has updated the lock and the environment.\n")
    assert any(one.startswith("compost") for one in place.required)
    lock = (place.root / LOCKS[place.manager]).read_text()
    assert 'name = "compost"' in lock or "/compost-0.3-" in lock
    assert place.installed("compost")
    text = (place.root / MANIFEST).read_text()
    assert "    # what grows\n" in text
    assert '"sprout>=1",  # the first\n' in text
    again = place.run("add", "compost")
    assert again.stdout == "Nothing to do.\n"
    assert "compost is already in [project] dependencies: compost" in again.stderr
    written = next(one for one in place.required if one.startswith("compost"))
    written = written.replace(" (", "").rstrip(")")  # as Poetry writes it
    result = json.loads(place.run("remove", "compost", "--json").stdout)["result"]
    assert (result["written"], result["synced"]) == (True, True)
    assert result["packages"][0]["requirement"] == written
    changed = ["pyproject.toml", LOCKS[place.manager]]
    assert sorted(one["path"] for one in result["files"]) == sorted(changed)
    assert {one["change"] for one in result["files"]} == {"changed"}
    assert [one for one in place.required if one.startswith("compost")] == []
    assert not place.installed("compost")
    result = json.loads(place.run("add", "compost", "--json").stdout)["result"]
    assert result["packages"][0]["requirement"] == written
    assert sorted(one["path"] for one in result["files"]) == sorted(changed)
    place.run("remove", "compost")


def test_the_managers_own_command_reads_a_list(place: Place) -> None:
    if place.manager == "poetry":
        pytest.skip("Poetry has no such command")
    (place.root / "needed.txt").write_text("compost\n")
    hint = place.run("add", "needed.txt", status=2).stderr.splitlines()[-1]
    command = hint.partition("run '")[2].partition("', then 'seedbed sync'.")[0]
    assert command.endswith(" needed.txt")
    subprocess.run(
        shlex.split(command), cwd=place.root, env=place.variables, capture_output=True, check=True
    )
    (place.root / "needed.txt").unlink()
    place.run("sync")
    assert place.installed("compost")
    place.run("remove", "compost")
    assert not place.installed("compost")


FAILURES = {
    "one of two that does not exist": ("compost", "nosuch"),
    "a range that nothing meets": ("sprout>=9",),
    "one that clashes with another": ("sprout>=2", "trowel"),
}


@pytest.mark.parametrize("words", FAILURES.values(), ids=FAILURES)
def test_a_failure_leaves_all_as_it_was(place: Place, words: tuple[str, ...]) -> None:
    lock = place.root / LOCKS[place.manager]
    lock.chmod(0o640)
    (place.root / MANIFEST).chmod(0o604)
    before = place.state
    done = place.run("add", *words, status=1)
    assert place.state == before
    error, hint = done.stderr.splitlines()[-2:]
    assert error.startswith(f"error: '{place.manager} ")
    assert "error:" not in done.stderr.replace(error, "")
    assert any(word.partition(">")[0] in error for word in words)
    assert "Because" in error or "Could not find" in error or "No candidates" in error
    assert hint == f"hint: pyproject.toml and {lock.name} are as they were."


def test_groups_extras_and_code_in_place(place: Place, index: tuple[Path, str]) -> None:
    folder, _ = index
    place.run("add", "--dev", "compost")
    place.run("add", "--extra", "dig", "compost")
    place.run("add", "--editable", os.path.relpath(folder / "toolkit", place.root))
    (dev,) = place.manifest["dependency-groups"]["dev"]
    (extra,) = place.manifest["project"]["optional-dependencies"]["dig"]
    assert (dev.startswith("compost"), extra.startswith("compost")) == (True, True)
    assert "toolkit" in place.required
    assert str(folder) not in (place.root / MANIFEST).read_text()  # colleagues lack it
    assert place.installed("toolkit")
    done = place.run("remove", "compost", "toolkit")
    assert done.stdout.count("Removing compost") == 2
    found = place.manifest
    assert not found.get("dependency-groups", {}).get("dev")
    assert not found["project"].get("optional-dependencies", {}).get("dig")
    assert not place.installed("toolkit")


def test_without_an_index_all_is_as_it_was(place: Place, tmp_path: Path) -> None:
    path = place.root / MANIFEST
    text = path.read_text()
    start = text.index("http://127.0.0.1:")
    address = text[start : text.index("/simple", start)]
    path.write_text(text.replace(address, "http://127.0.0.1:9"))
    before = place.state
    caches = {name: str(tmp_path / "empty") for name in ("UV_CACHE_DIR", "POETRY_CACHE_DIR")}
    done = place.run("add", "compost", status=1, UV_HTTP_RETRIES="0", **caches)
    assert place.state == before
    path.write_text(text)
    assert done.stderr.splitlines()[-2].startswith(f"error: '{place.manager} ")
    assert "Traceback" not in done.stderr
