"""A few Projects that together use every field, for texts that are written out in the tests.

A law such as `read(write(p)) == p` sees no loss that both sides share. `tests/unit/test_*_text.py`
say what each manager's files hold of these Projects, to the letter, and what they cannot hold.
"""

from __future__ import annotations

from seedbed.managers.registry import load_dialect
from seedbed.model.choices import Author
from seedbed.model.project import Dependency, Index, Platform, Project, SystemPackage, Task

NOT_ON_MACS = "sys_platform == 'linux' or sys_platform == 'win32'"

LAB = Project(
    name="Digits.Lab",
    package="digits",
    version="1.2.0",
    description='Reads "digits"',
    authors=(
        Author(name="Ada Lovelace", email="ada@lab.example"),
        Author(name="The lab"),
        Author(email="lab@lab.example"),
    ),
    license="MIT OR Apache-2.0",
    license_files=("LICENSE", "NOTICE"),
    python="<3.14,>=3.11",
    dependencies=(
        Dependency(name="graphviz", spec=">=0.21", conda="python-graphviz", module="graphviz"),
        Dependency(name="numpy", spec=">=2.1,<3", conda="numpy", module="numpy"),
        Dependency(name="pillow", spec=">=11"),
        Dependency(name="tables", spec="==3.*", conda="pytables"),
        Dependency(name="uvicorn", spec="~=0.35.0", extras=("standard",), conda="uvicorn"),
        Dependency(name="winloop", spec=">=0.3", marker="sys_platform == 'win32'", conda="winloop"),
        Dependency(name="poethepoet", group="dev", conda="poethepoet"),
        Dependency(name="Pytest", spec=">=8.4,!=8.4.1", group="dev", conda="pytest"),
        Dependency(name="mkdocs", spec=">=1.6", group="docs", conda="mkdocs"),
        Dependency(name="pandoc", spec=">=2.4", group="docs"),  # not the program of that name
        Dependency(name="nbdime", spec=">=4", group="notebooks"),
    ),
    on_demand=("docs",),
    scripts={"digits-train": "digits.train:main", "read.digits": "digits:read"},
    tasks=(
        Task(name="check", steps=("lint", "test"), help="Look at all of it"),
        Task(name="lint", run="ruff check"),
        Task(name="test", run="pytest -q", help="Run the tests"),
        Task(name="train", run="python -m digits.train --title 'a \"b\" {c}' --data $DATA"),
    ),
    environment={"DATA": "data/raw", "PRICE": "${HOME} \\${x}", "PYTHONHASHSEED": "0"},
    platforms=(
        Platform(name="linux-64-cuda", subdir="linux-64", cuda="12.0"),
        Platform(name="linux-64-plain", subdir="linux-64"),
        Platform(name="linux-aarch64", subdir="linux-aarch64", glibc="2.34"),
        Platform(name="osx-arm64", subdir="osx-arm64", macos="14.0"),
        Platform(name="win-64", subdir="win-64"),
    ),
    channels=("https://conda.lab.example/own", "conda-forge"),
    system_packages=(
        SystemPackage(name="dask", conda="dask-core"),
        SystemPackage(name="graphviz", spec=">=12", conda="graphviz", nix="graphviz"),
        SystemPackage(name="nix-only", nix="python3Packages.pip", debian="python3-pip"),
        SystemPackage(name="numba", conda="numba-gpu", platform="linux-64-cuda"),
        SystemPackage(
            name="pandoc", spec=">=3.1", group="docs", conda="pandoc", nix="pandoc", debian="pandoc"
        ),
    ),
    tools={
        "mypy": {"strict": True},
        "ruff": {"line-length": 100, "lint": {"select": ["E", "F"]}},
    },
    notes={"project.scripts": "What the package installs", "tool.ruff": "Long lines\nare fine"},
    ignore=("/runs/",),
    attributes=("*.lock -text",),
    editor={"extensions": ["ms-python.python"]},
)
"""Metadata, groups, tasks, machines, channels and system packages."""

WHEELS = Project(
    name="wheels",
    package="wheels",
    python=">=3.12",
    dependencies=(
        Dependency(
            name="flash",
            spec=">=2",
            url="git+https://git.lab.example/flash@v2",
            extras=("cpu",),
            marker="sys_platform == 'linux'",
            index="lab",
            conda="flash",
        ),
        Dependency(name="jaxlib", index="cu130", index_marker=NOT_ON_MACS, conda="jaxlib"),
        Dependency(name="labtools", spec=">=1", extras=("plots",), index="lab"),
        Dependency(name="triton", spec=">=3", marker="sys_platform == 'linux'", index="cu130"),
        Dependency(name="orjson", spec=">=3", optional="fast", conda="orjson"),
        Dependency(name="labjson", optional="small", index="lab"),
        Dependency(name="torch", spec="~=2.9.1", group="cpu", index="cpu", conda="pytorch"),
        Dependency(name="torch", spec="~=2.9.1", group="cu130", index="cu130", conda="pytorch"),
        Dependency(name="labtools", extras=("tests",), group="dev", index="lab"),
    ),
    exclusive=(("cpu", "cu130"), ("fast", "small")),
    indexes=(
        Index(name="lab", url="https://lab.example/simple", explicit=False),
        Index(name="cpu", url="https://wheels.example/cpu"),
        Index(name="cu130", url="https://wheels.example/cu130"),
    ),
    managers={"uv": ">=0.12,<1", "pixi": ">=0.75,<1", "poetry": "^2.3"},
    compiles=True,
    cooldown="14d",
    platforms=(
        Platform(name="linux-64", subdir="linux-64"),
        Platform(name="win-64", subdir="win-64"),
    ),
    channels=("conda-forge",),
)
"""From which index a package comes, and what excludes what."""

SMALL = Project(
    name="x",
    package="x",
    python=">=3.11",
    dependencies=(Dependency(name="mkdocs", group="docs"),),
    tasks=(Task(name="lint", run="ruff check"),),
)
"""A Project without the group `dev`, and without what is seldom asked for."""


def written(manager: str, project: Project) -> dict[str, str]:
    """The texts of a manager's files, by path."""
    documents = load_dialect(manager).write(project)
    return {path: document.render(project.notes) for path, document in documents.items()}


def without_notes(text: str) -> str:
    """A text without its lines of comment."""
    return "".join(row for row in text.splitlines(keepends=True) if not row.startswith("#"))
