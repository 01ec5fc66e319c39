"""Projects of Pixi that go to another manager and back, with nothing edited in between."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pixi_projects as projects
import pytest
from pixi_trips import LONGER, MANIFEST, OTHERS, Step, faults, start, switch, travel, update
from rattler import MatchSpec
from ruamel.yaml import YAML
from running import environment

from seedbed.managers.pixi.rules import ACCEPTS, UNJUDGED, judge

ALL = pytest.mark.parametrize("name", projects.names())
SOME = pytest.mark.parametrize("name", projects.names()[::3])
THREE_WAYS = [
    (name, LONGER[place % len(LONGER)]) for place, name in enumerate(projects.names()[::4])
]
ROUTES = [
    pytest.param(name, other, marks=[pytest.mark.slow] if place % 2 == rest else [])
    for other, rest in zip(OTHERS, (2, 0, 1), strict=True)
    for place, name in enumerate(projects.names())
]
"""Each there and back: by uv always, by each of the others every second one."""
AT_LEAST = {
    "features with packages": (38, r"\.feature\.[\w-]+\.(pypi-)?dependencies"),
    "environments with features": (38, r"\.environments\.[\w-]+(\.features)? = \[[^\]]"),
    "without the default feature": (16, r"\.no-default-feature = True"),
    "solve groups": (17, r"\.solve-group = "),
    "tasks of features": (30, r"\.feature\.[\w-]+\.tasks\."),
    "tasks as strings": (22, r"\.tasks\.[\w-]+ = '"),
    "tasks that depend on others": (44, r"\.tasks\.[\w-]+\.depends-on = "),
    "on tables": (4, r"(depends-on|\.tasks\.[\w-]+) = \[.*{'task"),
    "in a folder": (15, r"\.tasks\.[\w-]+\.cwd = "),
    "with variables": (12, r"\.tasks\.[\w-]+\.env\."),
    "with arguments": (6, r"\.tasks\.[\w-]+\.args = "),
    "with inputs": (4, r"\.tasks\.[\w-]+\.inputs = "),
    "with outputs": (7, r"\.tasks\.[\w-]+\.outputs = "),
    "packages of PyPI in features": (20, r"\.feature\.[\w-]+\.pypi-dependencies"),
    "neighbours": (3, r"\.pypi-dependencies\.lab-[\w-]+\.editable = True"),
    "builds": (9, r"\.build = '"),
    "channels by address": (6, r"\.channels = \[.*'https:"),
    "a channel of one package": (6, r"ependencies\.[\w-]+\.channel = "),
    "channels with labels": (3, r"\.channels = \[.*/label/"),
    "channels of features": (9, r"\.feature\.[\w-]+\.channels = "),
    "platforms of features": (11, r"\.feature\.[\w-]+\.platforms = "),
    "targets at the top": (5, r"^tool\.pixi\.target\."),
    "targets of features": (12, r"\.feature\.[\w-]+\.target\."),
    "system requirements of features": (5, r"\.feature\.[\w-]+\.system-requirements\."),
    "system requirements at the top": (1, r"^tool\.pixi\.system-requirements\."),
    "platforms with names": (2, r"\.platforms = \[.*'name'"),
    "activation": (4, r"\.activation\."),
    "options for PyPI": (2, r"\.pypi-options\."),
    "exclude-newer": (2, r"\.exclude-newer = "),
    "constraints": (1, r"\.constraints\."),
    "a package to build": (1, r"\.package\."),
    "groups of one's own": (5, r"^dependency-groups\.(?!dev\b)"),
}
"""How many manifests are to have what real ones have, by a pattern of a line."""


@pytest.mark.parametrize("shape", AT_LEAST)
def test_the_manifests_have_the_shapes_of_real_ones(shape: str) -> None:
    least, pattern = AT_LEAST[shape]
    wanted = re.compile(pattern, re.MULTILINE)
    having = [name for name in projects.names() if wanted.search(lines(name))]
    assert len(having) >= least, having


def lines(name: str) -> str:
    """A manifest as one line for each value."""
    found: list[str] = []

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, f"{path}.{key}" if path else key)
        else:
            found.append(f"{path} = {value!r}")

    walk(tomllib.loads(projects.manifest(name).decode()), "")
    return "\n".join(found)


def test_there_are_enough_manifests_and_a_large_one() -> None:
    assert len(projects.names()) >= 40
    large = tomllib.loads(projects.manifest(projects.LARGE).decode())
    pixi = large["tool"]["pixi"]
    tables = [pixi, *pixi["feature"].values()]
    tasks = [task for table in tables for task in table.get("tasks", {})]
    kinds = ("dependencies", "pypi-dependencies")
    packages = [one for table in tables for kind in kinds for one in table.get(kind, {})]
    assert len(pixi["environments"]) == 11
    assert len(tasks) == 51
    assert len(packages) + len(large["project"]["dependencies"]) == 307


@ALL
def test_the_checker_accepts_a_manifest(name: str) -> None:
    """But for what Pixi builds itself, of which it says nothing."""
    wanted = UNJUDGED if name == "package" else ACCEPTS
    assert judge(projects.manifest(name).decode()).answer == wanted


@ALL
def test_an_update_leaves_a_manifest_as_it_is(tmp_path: Path, name: str) -> None:
    root = start(name, tmp_path)
    done = update(root, "pixi")
    assert (done.status, done.why, done.conflicts) == (0, "", [])
    assert done.said["result"]["files"] == []
    assert done.files[MANIFEST] == projects.manifest(name)


@pytest.mark.parametrize(("name", "other"), ROUTES)
def test_there_and_back_is_where_one_began(tmp_path: Path, name: str, other: str) -> None:
    assert faults(travel(name, tmp_path, other)) == []


@pytest.mark.parametrize(("name", "route"), THREE_WAYS)
def test_two_managers_and_back_is_where_one_began(
    tmp_path: Path, name: str, route: tuple[str, str]
) -> None:
    assert faults(travel(name, tmp_path, *route)) == []


@pytest.mark.parametrize("name", projects.names()[1::6])
def test_a_second_trip_is_as_the_first(tmp_path: Path, name: str) -> None:
    root = travel(name, tmp_path, "uv").root
    assert switch(root, "poetry").status == 0
    back = switch(root, "pixi")
    assert (back.status, back.why, back.conflicts) == (0, "", [])
    assert back.files[MANIFEST] == projects.manifest(name)


@SOME
def test_uv_can_read_its_manifest(tmp_path: Path, need: Callable[[str], str], name: str) -> None:
    root, _ = gone(name, tmp_path, "uv")
    done = subprocess.run(
        [need("uv"), "version", "--offline"],
        cwd=root, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    version = tomllib.loads(projects.manifest(name).decode())["project"]["version"]
    assert (done.returncode, done.stdout, done.stderr) == (0, f"x-1 {version}\n", "")


@pytest.mark.slow
@SOME
def test_poetry_finds_no_fault_with_its_manifest(
    tmp_path: Path, need: Callable[[str], str], name: str
) -> None:
    root, _ = gone(name, tmp_path, "poetry")
    done = subprocess.run(
        [need("poetry"), "check"],
        cwd=root, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    # the folders and files that such a project takes packages from are not there
    said = [line for line in done.stderr.splitlines() if not line.endswith(" does not exist")]
    assert (done.returncode, done.stdout, said) == (0, "All set!\n", [])


@SOME
def test_condas_files_are_well_formed(tmp_path: Path, name: str) -> None:
    _, step = gone(name, tmp_path, "conda")
    texts = {path: data.decode() for path, data in step.files.items() if path.endswith(".yml")}
    of_conda = {path: text for path, text in texts.items() if path.startswith("environment")}
    assert {"environment.yml", "environment-dev.yml"} <= of_conda.keys()
    for path, text in of_conda.items():
        given = YAML(typ="safe", pure=True).load(text)
        assert given.keys() <= {"name", "channels", "dependencies", "platforms", "variables"}, path
        assert all(isinstance(channel, str) for channel in given["channels"]), path
        specs = [spec for spec in given["dependencies"] if isinstance(spec, str)]
        assert [str(MatchSpec(spec)) for spec in specs], path
        names = [str(MatchSpec(spec).name.normalized) for spec in specs]
        assert len(names) == len(set(names)), path


def gone(name: str, folder: Path, other: str) -> tuple[Path, Step]:
    """A project that went to another manager."""
    root = start(name, folder)
    step = switch(root, other)
    assert (step.status, step.why, step.conflicts) == (0, "", [])
    assert "pixi" not in step.parsed["tool"]
    return root, step
