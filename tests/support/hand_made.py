"""A project with much of what managers say in ways of their own."""

from __future__ import annotations

from seedbed.model.project import Dependency, Index, Platform, Project, SystemPackage, Task

HAND_MADE = Project(
    name="x-1",
    package="x_1",
    python=">=3.11",
    channels=("conda-forge",),
    dependencies=(
        Dependency(name="numpy", spec=">=2.1", conda="numpy"),
        Dependency(name="torch", spec="~=2.9.1", conda="pytorch"),
        Dependency(name="only-on-pypi", spec="==1.*"),
        Dependency(name="pytest", spec=">=8.4,<10", group="dev", conda="pytest"),
        Dependency(name="mkdocs", spec="!=1.5,>=1", group="docs", conda="mkdocs"),
        Dependency(name="jax", group="cpu", index="one"),
        Dependency(name="jax", group="cu130", index="two"),
    ),
    exclusive=(("cpu", "cu130"),),
    indexes=(
        Index(name="one", url="https://one.example/simple"),
        Index(name="two", url="https://two.example/simple"),
    ),
    platforms=(
        Platform(name="linux-64", subdir="linux-64"),
        Platform(name="osx-arm64", subdir="osx-arm64", macos="14.0"),
        Platform(name="win-64", subdir="win-64"),
    ),
    system_packages=(SystemPackage(name="pandoc", conda="pandoc", spec=">=3.1"),),
    tasks=(
        Task(name="check", steps=("lint", "test")),
        Task(name="lint", run="ruff check"),
        Task(name="test", run="pytest", help="Run the tests"),
    ),
    environment={"PYTHONHASHSEED": "0"},
)
