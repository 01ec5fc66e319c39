"""What a generated line of an environment file is, when only the table of conda names changes."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Platform, Project, SystemPackage
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides

NAME = "pyproject.toml"
TABLE = "[tool.seedbed.conda-names]\n"
CONDA = load_dialect("conda")


def generated(*items: Dependency, system: tuple[SystemPackage, ...] = ()) -> dict[str, str]:
    """The files of a project with some requirements and system packages."""
    wanted = tuple(sorted(items, key=lambda item: item.key))
    project = Project(
        name="x-1", package="x_1", python=">=3.11", dependencies=wanted, system_packages=system,
        platforms=(Platform(name="linux-64", subdir="linux-64"),),
    )  # fmt: skip
    return {path: document.render({}) for path, document in CONDA.write(project).items()}


def merged(base: dict[str, str], disk: dict[str, str]) -> dict[str, str]:
    """The files after an update with nothing new."""
    found = merge_manifest(CONDA, CONDA, Sides(base=base, ours=disk, theirs=base))
    assert not found.gone
    assert not any(file.conflicts for file in found.files.values())
    return {path: file.text for path, file in found.files.items()}


def without(files: dict[str, str], *lines: str) -> dict[str, str]:
    """The files without some lines of `pyproject.toml`, each of which is there."""
    text = files[NAME]
    for line in lines:
        assert f"{line}\n" in text
        text = text.replace(f"{line}\n", "", 1)
    return {**files, NAME: text}


TORCH = Dependency(name="torch", spec=">=2", conda="pytorch")
TORCH_LINE = 'torch = "pytorch"'


@pytest.mark.parametrize("place", [{}, {"group": "dev"}])
def test_a_requirement_stays_when_its_conda_name_is_removed(place: dict[str, Any]) -> None:
    item = Dependency(name="torch", spec=">=2", conda="pytorch", **place)
    base = generated(item)
    disk = without(base, TORCH_LINE)
    assert merged(base, disk) == disk


def test_a_requirement_stays_when_a_line_was_moved_and_another_was_added() -> None:
    base = generated(TORCH)
    text = base[NAME].replace(f"{TABLE}{TORCH_LINE}\n", f"{TORCH_LINE}\n{TABLE}")
    text = text.replace('["torch>=2"]', '["torch>=2", "pandas>=2"]')
    disk = {**base, NAME: text}
    after = merged(base, disk)
    assert after[NAME] == disk[NAME]
    assert "pytorch >=2\n" in after["environment.yml"]
    assert "pandas" in after["environment.yml"]


def test_a_system_package_becomes_no_requirement_when_its_mark_is_removed() -> None:
    pytorch = SystemPackage(name="pytorch", conda="pytorch", spec=">=3", group="dev")
    base = generated(Dependency(name="pytest", group="dev"), system=(pytorch,))
    disk = without(base, 'pytorch = ""')
    assert merged(base, disk) == disk


def test_a_requirement_becomes_no_system_package_when_a_mark_is_added() -> None:
    base = generated(Dependency(name="pandas", spec=">=2", conda="pandas"), TORCH)
    disk = {**base, NAME: base[NAME].replace(TABLE, f'{TABLE}pandas = ""\n')}
    assert disk[NAME] != base[NAME]
    assert merged(base, disk) == disk


def test_requirements_stay_when_one_has_the_others_conda_name() -> None:
    base = generated(
        Dependency(name="graphviz", conda="python-graphviz"),
        Dependency(name="pandas", spec=">=1", conda="graphviz"),
    )
    disk = without(base, 'graphviz = "python-graphviz"', 'pandas = "graphviz"')
    assert merged(base, disk) == disk


def test_requirements_stay_when_pip_is_asked_for_one_of_the_conda_name() -> None:
    base = generated(
        Dependency(name="graphviz", spec=">=1", conda="torch"),
        Dependency(name="torch", spec="==2.*", extras=("a",)),
    )
    disk = without(base, 'graphviz = "torch"')
    assert merged(base, disk) == disk


def test_what_the_user_added_to_the_environment_file_still_counts() -> None:
    base = generated(TORCH)
    disk = without(base, TORCH_LINE)
    disk["environment.yml"] += "  - rich >=13\n"
    after = merged(base, disk)
    assert after["environment.yml"] == disk["environment.yml"]
    wanted = tomllib.loads(after[NAME])["project"]["dependencies"]
    assert wanted == ["rich>=13", "torch>=2"]


def test_a_range_that_the_user_changed_there_still_counts() -> None:
    base = generated(TORCH)
    disk = without(base, TORCH_LINE)
    disk["environment.yml"] = disk["environment.yml"].replace("pytorch >=2", "pytorch >=3")
    after = merged(base, disk)
    assert after["environment.yml"] == disk["environment.yml"]
    assert tomllib.loads(after[NAME])["project"]["dependencies"] == ["torch>=3"]


def test_a_requirement_that_the_user_removed_goes_with_its_line() -> None:
    base = generated(TORCH)
    disk = without(base, TORCH_LINE)
    disk[NAME] = disk[NAME].replace('["torch>=2"]', "[]")
    after = merged(base, disk)
    assert after[NAME] == disk[NAME]
    assert "torch" not in after["environment.yml"]
