"""Pixi's manifests hold water as far as can be told without Pixi, which no registry has.

Where it is on PATH, `test_pixi_real.py` asks it. Here the schema, the specs and the conda part are
checked: that the features of every environment can be solved together on every platform, from a
channel of stubs. How features, platforms and environments come together is told here a second time,
after Pixi's documentation.
"""

from __future__ import annotations

import json
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema.validators
import pytest
from conda_channel import channel_for, index, installed, package, python, solved
from hand_made import HAND_MADE
from hypothesis import given, settings
from rattler import MatchSpec
from rattler.exceptions import SolverError
from strategies import projects

from seedbed.layers.library import load_library, offered
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.conda_packages import conda_spec
from seedbed.model.choices import PLATFORMS, make_choices
from seedbed.model.project import Platform, Project, SystemPackage
from seedbed.model.record import replace
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

    Table = dict[str, Any]

SCHEMA = json.loads(
    (files("validate_pyproject_schema_store") / "resources/pixi.schema.json").read_text()
)
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
MODULES = {"scikit-learn": "sklearn", "matplotlib-base": "matplotlib"}
FEW = settings(max_examples=25)


def manifest_of(project: Project) -> Table:
    documents = load_dialect("pixi").write(project)
    return tomllib.loads(documents["pyproject.toml"].render(project.notes))


def composed(framework: str, *extras: str) -> Table:
    """The manifest of a project as users get it."""
    if "pixi" not in offered(load_library(), "manager"):
        pytest.skip("there is no layer for Pixi yet")
    choices = make_choices("x-1", manager="pixi", framework=framework, extras=extras)
    return tomllib.loads(compose(choices).files["pyproject.toml"].data.decode())


MANIFESTS = {
    "by hand": lambda: manifest_of(HAND_MADE),
    "none": lambda: composed("none"),
    "sklearn": lambda: composed("sklearn"),
    "jax": lambda: composed("jax"),
    "sklearn with extras": lambda: composed("sklearn", "direnv", "github", "pre-commit", "vscode"),
}


@pytest.fixture(params=MANIFESTS)
def manifest(request: pytest.FixtureRequest) -> Table:
    made: Table = MANIFESTS[request.param]()
    return made


def test_the_schema_knows_every_key(manifest: Table) -> None:
    check_schema(manifest)


def test_every_conda_spec_is_one(manifest: Table) -> None:
    assert list(all_specs(manifest))
    check_specs(manifest)


@FEW
@given(project=projects(PLATFORMS))
def test_any_project_keeps_to_the_schema(project: Project) -> None:
    # no layer and no option of seedbed's gives an index without an address, or an empty variable
    indexes = [replace(one, url=f"https://{one.name}.example/") for one in project.indexes]
    variables = {name: value or "0" for name, value in project.environment.items()}
    project = replace(
        project, channels=("conda-forge",), indexes=tuple(indexes), environment=variables
    )
    manifest = manifest_of(project)
    check_schema(manifest)
    check_specs(manifest)


def test_a_mistake_is_seen_by_the_schema() -> None:
    manifest = manifest_of(HAND_MADE)
    manifest["tool"]["pixi"]["workspace"]["platfroms"] = []
    with pytest.raises(AssertionError, match="platfroms"):
        check_schema(manifest)


def test_every_environment_can_be_solved_on_every_platform(manifest: Table, tmp_path: Path) -> None:
    platforms = list(platforms_of(manifest))
    channel = stub_channel(tmp_path, manifest)
    for group, features in solve_groups(manifest).items():
        for name, subdir, virtual in platforms:
            wanted = set(specs(manifest, features, name, subdir))
            found = {record.name.normalized for record in solved(channel, wanted, subdir, virtual)}
            assert {spec.partition(" ")[0] for spec in wanted} <= found, (group, name)


def test_the_environment_to_work_in_can_be_installed_and_imported(
    manifest: Table, tmp_path: Path
) -> None:
    platform = next(one for one in platforms_of(manifest) if one[1] == "linux-64")
    features = features_of(manifest, "dev")
    wanted = set(specs(manifest, features, *platform[:2]))
    records = solved(stub_channel(tmp_path, manifest), wanted, *platform[1:])
    interpreter = installed(records, tmp_path / "environment", tmp_path / "cache")
    names = sorted({spec.partition(" ")[0] for spec in wanted} - {"python"})
    modules = [MODULES.get(name, name.replace("-", "_")) for name in names]
    assert len(modules) > 1
    code = f"import {', '.join(modules)}, sys; print(sys.prefix)"
    said = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(tmp_path / "environment")


def test_only_the_platform_with_a_driver_gets_what_needs_one(tmp_path: Path) -> None:
    cuda = Platform(name="linux-64-cuda", subdir="linux-64", cuda="12.0")
    project = replace(
        HAND_MADE,
        platforms=(*HAND_MADE.platforms[:1], cuda),
        system_packages=(SystemPackage(name="cuda", conda="cuda"),),
        dependencies=(),
    )
    manifest = manifest_of(project)
    check_schema(manifest)
    channel = tmp_path / "channel"
    package(channel, "cuda", "12.6", depends=["__cuda >=12"])
    python(channel, "linux-64")
    index(channel)
    plain, with_driver = platforms_of(manifest)
    assert (plain[0], with_driver[0]) == ("linux-64", "linux-64-cuda")
    wanted = list(specs(manifest, [""], *plain[:2]))
    assert "cuda *" in wanted
    assert solved(channel, wanted, *with_driver[1:])
    with pytest.raises(SolverError, match="__cuda"):
        solved(channel, wanted, *plain[1:])


def test_a_task_of_steps_holds_only_what_pixi_lets_an_alias_hold() -> None:
    # the schema knows no such rule, and Pixi refuses the whole file for one key more
    tasks = composed("sklearn", "docs")["tool"]["pixi"]["tasks"]
    assert tasks["lint"]["depends-on"]
    assert {key for task in tasks.values() if "cmd" not in task for key in task} <= {
        "depends-on", "description", "args",
    }  # fmt: skip
    assert tasks["test"]["default-environment"] == "dev"


def test_groups_that_exclude_each_other_are_not_solved_together() -> None:
    groups = solve_groups(manifest_of(HAND_MADE))
    assert {"cpu", "cu130"} <= groups.keys()
    assert not any({"cpu", "cu130"} <= set(features) for features in groups.values())


def check_schema(manifest: Table) -> None:
    errors = [f"{one.json_path}: {one.message}" for one in VALIDATOR.iter_errors(pixi(manifest))]
    assert not errors


def check_specs(manifest: Table) -> None:
    for spec in all_specs(manifest):
        parsed = MatchSpec(spec, strict=True)
        assert str(parsed.name.normalized) == spec.partition(" ")[0]


def stub_channel(folder: Path, manifest: Table) -> Path:
    subdirs = {subdir for _, subdir, _ in platforms_of(manifest)}
    return channel_for(folder / "channel", all_specs(manifest), subdirs, MODULES)


def pixi(manifest: Table) -> Table:
    found: Table = manifest["tool"]["pixi"]
    return found


def table_of(manifest: Table, feature: str) -> Table:
    """The table of a feature; one that only has packages from an index may have none."""
    found: Table = pixi(manifest)["feature"].get(feature, {}) if feature else pixi(manifest)
    return found


def all_specs(manifest: Table) -> Iterator[str]:
    features = ["", *pixi(manifest).get("feature", {})]
    for name, subdir, _ in platforms_of(manifest):
        yield from specs(manifest, features, name, subdir)


def specs(manifest: Table, features: list[str], platform: str, subdir: str) -> Iterator[str]:
    """The specs of some features on a platform; Python's own is in `requires-python`."""
    families = {subdir.partition("-")[0], "win" if subdir.startswith("win") else "unix"}
    yield f"python {conda_spec(manifest['project']['requires-python'])}"
    for feature in features:
        table = table_of(manifest, feature)
        targets = table.get("target", {})
        parts = [table, *(targets.get(name, {}) for name in (platform, subdir, *families))]
        for part in parts:
            for name, spec in part.get("dependencies", {}).items():
                yield f"{name} {spec}"


def features_of(manifest: Table, environment: str) -> list[str]:
    """The features of an environment, then the default one."""
    table = pixi(manifest)["environments"][environment]
    listed: list[str] = table if isinstance(table, list) else table.get("features", [])
    alone = isinstance(table, dict) and table.get("no-default-feature")
    return listed if alone else [*listed, ""]


def solve_groups(manifest: Table) -> dict[str, list[str]]:
    """For each group of environments that share their versions, the features of all of them."""
    groups: dict[str, list[str]] = {}
    for name, table in pixi(manifest)["environments"].items():
        group = table.get("solve-group", name) if isinstance(table, dict) else name
        groups.setdefault(group, []).extend(features_of(manifest, name))
    return {group: list(dict.fromkeys(features)) for group, features in groups.items()}


def platforms_of(manifest: Table) -> Iterator[tuple[str, Any, dict[str, str]]]:
    """Each platform's name, its kind of machine, and what Pixi supposes that such a one has."""
    for written in pixi(manifest)["workspace"]["platforms"]:
        table: Table = written if isinstance(written, dict) else {"platform": written}
        subdir: str = table["platform"]
        found: dict[str, str] = {
            "linux": {"__unix": "0", "__linux": "4.18", "__glibc": table.get("glibc", "2.28")},
            "osx": {"__unix": "0", "__osx": table.get("macos", "13.0")},
            "win": {"__win": "10.0"},
        }[subdir.partition("-")[0]]
        if "cuda" in table:
            found["__cuda"] = table["cuda"]
        yield str(table.get("name", subdir)), subdir, found
