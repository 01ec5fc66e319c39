"""Requirements with an address of their own (PEP 508), under each manager and between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aged import age, edit, make
from test_conda_update import for_pip, lines, manifest, requirements, switch, text, update

from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.model.project import Dependency, Index, Project, SystemPackage
from seedbed.model.record import replace

GIT = "git+https://git.example.org/toolkit@v1"
TOOLKIT = f"toolkit @ {GIT}"
PLOT = "matplotlib @ git+https://git@git.example.org/matplotlib"
AFTER = '"tyro>=1.0.16",\n]'
LAST = '"numpy>=2.1"'


@pytest.mark.parametrize(
    "said",
    [
        TOOLKIT,
        f"{TOOLKIT} ; sys_platform == 'linux'",
        f"toolkit[cli,web] @ {GIT}#egg=toolkit",
        "toolkit @ https://x.example/t.whl;v=1",
        "toolkit @ file:///srv/toolkit",
    ],
)
def test_it_is_written_as_it_is_read(said: str) -> None:
    assert parse_requirement(said).requirement == said


def test_what_it_says_of_its_place_is_its_address() -> None:
    found = parse_requirement(f"Toolkit[web]@ {GIT} ; python_version < '3.13'", group="dev")
    assert found == Dependency(
        name="Toolkit", url=GIT, extras=("web",), marker="python_version < '3.13'", group="dev"
    )


def project(**narrowed: Any) -> Project:
    return Project(
        name="x-1",
        package="x_1",
        python=">=3.11",
        dependencies=(
            Dependency(name="numpy", conda="numpy"),
            Dependency(name="toolkit", url=GIT, **narrowed),
        ),
        indexes=(Index(name="one", url="https://one.example/simple"),),
    )


def rendered(manager: str, wanted: Project) -> dict[str, str]:
    documents = load_dialect(manager).write(wanted)
    return {path: document.render({}) for path, document in documents.items()}


@pytest.mark.parametrize("manager", MANAGERS)
@pytest.mark.parametrize("narrowed", [{"spec": ">=1"}, {"index": "one"}, {"conda": "toolkit"}])
def test_nothing_else_says_where_it_comes_from(manager: str, narrowed: dict[str, str]) -> None:
    assert rendered(manager, project(**narrowed)) == rendered(manager, project())
    found = load_dialect(manager).read(rendered(manager, project(**narrowed)))
    assert found.project.dependencies[1] == Dependency(name="toolkit", url=GIT)


def test_pip_gets_it_in_the_file_of_its_group() -> None:
    wanted = Project(
        name="x-1", package="x_1", python=">=3.11",
        dependencies=(Dependency(name="toolkit", url=GIT, group="dev"),),
    )  # fmt: skip
    assert rendered("conda", wanted)["environment-dev.yml"] == (
        "name: x-1\ndependencies:\n  - pip\n  - pip:\n"
        '      - "toolkit @ git+https://git.example.org/toolkit@v1"\n'
    )


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_it_goes_to_conda_and_back(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    edit(root, "pyproject.toml", AFTER, f'"tyro>=1.0.16",\n    "{TOOLKIT}",\n]')
    edit(root, "pyproject.toml", '    "pytest>=8.4",\n', f'    "pytest>=8.4",\n    "{PLOT}",\n')
    before = text(root, "pyproject.toml")
    switch(root, "conda")
    assert for_pip(root) == [TOOLKIT]
    assert for_pip(root, "environment-dev.yml")[-1:] == [PLOT]
    assert "toolkit" not in str(lines(root))
    switch(root, manager)
    assert text(root, "pyproject.toml") == before


@pytest.mark.parametrize("other", ["uv", "pixi", "poetry"])
def test_one_that_pip_was_given_comes_along(tmp_path: Path, other: str) -> None:
    root = make(tmp_path, "--manager", "conda")
    with (root / "environment.yml").open("a", encoding="utf-8") as file:
        file.write(f"  - pip:\n      - {TOOLKIT}\n")
    said = switch(root, other)
    assert TOOLKIT in requirements(root)
    assert "only it has" not in said
    switch(root, "conda")
    assert for_pip(root) == [TOOLKIT]


def test_another_address_and_a_removal_carry_over(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(
        root,
        "pyproject.toml",
        AFTER,
        f'"tyro>=1.0.16",\n    "{TOOLKIT}",\n    "six @ file:///six",\n]',
    )
    switch(root, "conda")
    for path in ("pyproject.toml", "environment.yml"):
        edit(root, path, "toolkit@v1", "toolkit@v2")
    edit(root, "pyproject.toml", '    "six @ file:///six",\n', "")
    edit(root, "environment.yml", '      - "six @ file:///six"\n', "")
    switch(root, "uv")
    found = [one for one in requirements(root) if "@" in one]
    assert found == [TOOLKIT.replace("@v1", "@v2")]


def test_two_addresses_in_two_files_are_told(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", AFTER, f'"tyro>=1.0.16",\n    "{TOOLKIT}",\n]')
    switch(root, "conda")
    edit(root, "environment.yml", "toolkit@v1", "toolkit@v2")
    said = switch(root, "uv")
    assert TOOLKIT in requirements(root)
    assert "pyproject.toml counts for the address of the requirement toolkit" in said


@pytest.mark.parametrize("manager", MANAGERS)
def test_an_address_of_the_user_s_stays_when_a_template_brings_the_package(
    tmp_path: Path, manager: str
) -> None:
    root = make(tmp_path, "--manager", manager)
    older = '"matplotlib>=3.10",\n    '
    age(root, "pyproject.toml", (older, ""))
    if manager == "pixi":
        age(root, "pyproject.toml", ('matplotlib-base = ">=3.10"\n', ""))
    if manager == "conda":
        age(root, "environment.yml", ("  - matplotlib-base >=3.10\n", ""))
    edit(root, "pyproject.toml", LAST, f'"{PLOT}", {LAST}')
    said = update(root)
    assert [one for one in requirements(root) if "matplotlib" in one] == [PLOT]
    assert (
        "requirement matplotlib stays at its own address, as you have it; seedbed asks for >=3.10\n"
    ) in said
    assert "key" not in said
    if manager == "pixi":
        assert "matplotlib" not in str(manifest(root)["tool"]["pixi"])
    if manager == "conda":
        assert for_pip(root) == [PLOT]
        assert "matplotlib-base >=3.10" not in lines(root)
    assert "up to date" in update(root)


@pytest.mark.parametrize("manager", MANAGERS)
def test_it_takes_the_place_of_a_range_that_was_generated(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    edit(root, "pyproject.toml", '"matplotlib>=3.10"', f'"{PLOT}"')
    other = "uv" if manager == "conda" else "conda"
    said = switch(root, other)
    assert [one for one in requirements(root) if "matplotlib" in one] == [PLOT]
    assert "stays at its own address" not in said
    from_conda = said.partition("requirements from conda channels")[2].partition("\n")[0]
    assert "matplotlib" not in from_conda
    if other == "conda":
        assert for_pip(root) == [PLOT]


def test_its_line_for_conda_goes_to_pip_at_the_next_update(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "pyproject.toml", '"matplotlib>=3.10"', f'"{PLOT}"')
    update(root, "--set", "extras=docs")
    assert [one for one in requirements(root) if "matplotlib" in one] == [PLOT]
    assert for_pip(root) == [PLOT]
    assert "matplotlib-base >=3.10" not in lines(root)
    assert "up to date" in update(root)


@pytest.mark.parametrize("manager", ["pixi", "conda"])
def test_a_conda_package_of_the_same_name_is_not_taken_for_it(manager: str) -> None:
    package = SystemPackage(name="toolkit", conda="toolkit")
    wanted = replace(project(), system_packages=(package,))
    found = load_dialect(manager).read(rendered(manager, wanted)).project
    assert found.dependencies[1] == Dependency(name="toolkit", url=GIT)
    assert found.system_packages == (package,)
    texts = rendered(manager, wanted)
    texts["pyproject.toml"] = texts["pyproject.toml"].replace('toolkit = ""\n', "")
    found = load_dialect(manager).read(texts).project
    assert found.dependencies[1] == Dependency(name="toolkit", url=GIT)


def test_it_stays_without_its_line_for_conda(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "pyproject.toml", '"matplotlib>=3.10"', f'"{PLOT}"')
    edit(root, "environment.yml", "  - matplotlib-base >=3.10\n", "")
    said = switch(root, "uv")
    assert [one for one in requirements(root) if "matplotlib" in one] == [PLOT]
    assert (
        "matplotlib" not in said.partition("requirements from conda channels")[2].partition("\n")[0]
    )
