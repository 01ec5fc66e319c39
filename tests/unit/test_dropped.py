"""What another manager cannot hold is named, field by field."""

from __future__ import annotations

import pytest

from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Index, Platform, Project, SystemPackage, Task
from seedbed.model.record import replace
from seedbed.update.losses import closed, displaced, dropped

RICH = Project(
    name="x",
    package="x",
    dependencies=(
        Dependency(name="numpy", conda="numpy"),
        Dependency(name="torch", index="cu"),
        Dependency(name="torch", group="dev", index="cu", marker="sys_platform == 'linux'"),
    ),
    exclusive=(("cpu", "gpu"),),
    indexes=(Index(name="cu", url="https://example.org/cu"),),
    tasks=(Task(name="both", run="a && b"), Task(name="one", run="a")),
    environment={"EMPTY": "", "FULL": "1"},
    platforms=(
        Platform(name="linux-64", subdir="linux-64", glibc="2.34"),
        Platform(name="linux-64-cuda", subdir="linux-64", cuda="12.0"),
        Platform(name="osx-arm64", subdir="osx-arm64", macos="14.0"),
    ),
    channels=("conda-forge",),
    system_packages=(SystemPackage(name="pandoc", conda="pandoc"), SystemPackage(name="cpp")),
)
CASES = {
    "uv": [
        "requirements from conda channels instead of a package index: numpy",
        "the tasks both",
        "the platforms linux-64-cuda",
        "the conda channels conda-forge",
        "the system packages pandoc, cpp",
        "the minimum system versions: glibc 2.34 of linux-64, macos 14.0 of osx-arm64",
    ],
    "poetry": [
        "requirements from conda channels instead of a package index: numpy",
        "groups or features that exclude each other: cpu and gpu",
        "the tasks both",
        "the platforms linux-64, linux-64-cuda, osx-arm64",
        "the conda channels conda-forge",
        "the system packages pandoc, cpp",
    ],
    "pixi": [
        "groups or features that exclude each other: cpu and gpu",
        "the tasks both",
        "the system packages cpp",
    ],
}


@pytest.mark.parametrize("manager", CASES)
def test_each_loss_is_one_phrase(manager: str) -> None:
    found = dropped(RICH, load_dialect(manager).supported(RICH))
    assert [one.what for one in found] == CASES[manager]


@pytest.mark.parametrize("manager", CASES)
def test_what_is_held_is_not_named(manager: str) -> None:
    held = load_dialect(manager).supported(RICH)
    assert dropped(held, load_dialect(manager).supported(held)) == []


def test_channels_and_indexes_that_mean_nothing_to_pixi_are_named() -> None:
    here = (Index(name="here", url="./wheels"), Index(name="file", url="file:///srv/simple"))
    project = replace(
        RICH,
        dependencies=(Dependency(name="torch", index="here"), Dependency(name="x", index="file")),
        indexes=here,
        channels=("conda-forge", "defaults", "nodefaults", "https://", "my-org/label/dev"),
    )
    held = load_dialect("pixi").supported(project)
    assert held.channels == ("conda-forge", "my-org/label/dev")
    assert held.indexes == here[1:]
    found = [one.what for one in dropped(project, held)]
    assert displaced(project, held) == ["the package index of torch (here)"]
    assert "the package indexes here" in found
    assert "the conda channels defaults, nodefaults, https://" in found


def test_requirements_and_indexes_that_go_are_named() -> None:
    bare = replace(RICH, dependencies=RICH.dependencies[:1], indexes=())
    found = [one.what for one in dropped(RICH, bare)]
    assert "the requirements torch, torch; sys_platform == 'linux'" in found
    assert "the package indexes cu" in found


NEWEST = "the newest version that any of them has"


@pytest.mark.parametrize(
    ("manager", "first", "last"),
    [
        ("uv", [], ["asking lab only for what the default index lacks: uv asks it first"]),
        ("pixi", [], ["asking lab only for what the default index lacks: Pixi asks it first"]),
        (
            "poetry",
            [
                f"asking corp first, before labs: Poetry takes {NEWEST}",
            ],
            [],
        ),
        (
            "conda",
            [
                f"asking corp, labs before the default index: pip takes {NEWEST}",
            ],
            ["asking lab only for what the default index lacks: pip asks all indexes"],
        ),
    ],
)
def test_managers_say_in_which_order_they_ask_indexes(
    manager: str, first: list[str], last: list[str]
) -> None:
    corp, labs, lab = (
        Index(name=name, url=f"https://{name}.example.org", explicit=False)
        for name in ("corp", "labs", "lab")
    )
    dialect = load_dialect(manager)
    project = replace(RICH, dependencies=(), indexes=(corp, labs))
    assert dialect.caveats(project) == first
    assert dialect.caveats(replace(project, indexes=(replace(lab, last=True),))) == last
    default = replace(corp, default=True)
    assert dialect.caveats(replace(project, indexes=(default,))) == []


def test_a_default_index_that_pypi_would_join_is_named() -> None:
    mirror = Index(name="mirror", url="https://example.org/mirror", explicit=False, default=True)
    project = replace(RICH, indexes=(mirror,))
    narrowed = replace(project, indexes=(replace(mirror, default=False),))
    told = "the package index mirror (https://example.org/mirror) in place of PyPI"
    assert closed(project, narrowed, ()) == [told]
