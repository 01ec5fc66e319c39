"""What Poetry's manifest says of the example Projects, to the letter.

https://python-poetry.org/docs/pyproject/
https://python-poetry.org/docs/repositories/#package-source-constraint
"""

from __future__ import annotations

import tomllib

import pytest
from examples import LAB, SMALL, WHEELS, without_notes, written

from seedbed.managers.protocols import Reading
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Project
from seedbed.model.record import replace
from seedbed.model.source import GIT, PATH, SEVERAL, Source

LAB_HELD = replace(
    LAB,
    dependencies=tuple(replace(item, conda="", module="") for item in LAB.dependencies),
    platforms=(),
    channels=(),
    system_packages=(),
    notes={},
    ignore=(),
    attributes=(),
    editor={},
)
FLASH, *OTHERS = WHEELS.dependencies
WHEELS_HELD = replace(
    WHEELS,
    compiles=False,
    managers={"poetry": "^2.3"},
    dependencies=(
        replace(FLASH, spec="", index="", conda=""),  # what has an address says no more
        *(replace(item, conda="") for item in OTHERS),
    ),
    cooldown="",
    exclusive=(),
    platforms=(),
    channels=(),
)
LAB_TEXTS = {
    "pyproject.toml": r"""[build-system]
requires = ["poetry-core>=2.0"]
build-backend = "poetry.core.masonry.api"

[project]
name = "Digits.Lab"
version = "1.2.0"
description = "Reads \"digits\""
readme = "README.md"
requires-python = "<3.14,>=3.11"
license = "MIT OR Apache-2.0"
license-files = ["LICENSE", "NOTICE"]
authors = [
    { name = "Ada Lovelace", email = "ada@lab.example" },
    { name = "The lab" },
    { email = "lab@lab.example" },
]
dependencies = [
    "graphviz>=0.21",
    "numpy>=2.1,<3",
    "pillow>=11",
    "tables==3.*",
    "uvicorn[standard]~=0.35.0",
    "winloop>=0.3; sys_platform == 'win32'",
]

# What the package installs
[project.scripts]
digits-train = "digits.train:main"
"read.digits" = "digits:read"

[dependency-groups]
dev = ["poethepoet", "Pytest>=8.4,!=8.4.1"]
docs = ["mkdocs>=1.6", "pandoc>=2.4"]
notebooks = ["nbdime>=4"]

[tool.poetry]
requires-poetry = ">=2.2.1"
packages = [{ include = "digits", from = "src" }]

[tool.poetry.group.docs]
optional = true

[tool.poe.tasks.check]
help = "Look at all of it"
sequence = ["lint", "test"]

[tool.poe.tasks.lint]
cmd = "ruff check"

[tool.poe.tasks.test]
help = "Run the tests"
cmd = "pytest -q"

[tool.poe.tasks.train]
cmd = "python -m digits.train --title 'a \"b\" {c}' --data $DATA"

[tool.poe.env]
DATA = "data/raw"
PRICE = "\\${HOME} \\\\\\${x}"
PYTHONHASHSEED = "0"

[tool.mypy]
strict = true

# Long lines
# are fine
[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F"]
""",
}
WHEELS_TEXTS = {
    "pyproject.toml": r"""[build-system]
requires = ["poetry-core>=2.0"]
build-backend = "poetry.core.masonry.api"

[project]
name = "wheels"
version = "0.1.0"
readme = "README.md"
requires-python = ">=3.12"
dependencies = [
    "flash[cpu] @ git+https://git.lab.example/flash@v2 ; sys_platform == 'linux'",
    "jaxlib",
    "labtools[plots]>=1",
    "triton>=3; sys_platform == 'linux'",
]

[project.optional-dependencies]
fast = ["orjson>=3"]
small = ["labjson"]

[dependency-groups]
cpu = ["torch~=2.9.1"]
cu130 = ["torch~=2.9.1"]
dev = ["labtools[tests]"]

[tool.poetry]
requires-poetry = "^2.3"
packages = [{ include = "wheels", from = "src" }]
source = [
    { name = "lab", url = "https://lab.example/simple", priority = "primary" },
    { name = "cpu", url = "https://wheels.example/cpu", priority = "explicit" },
    { name = "cu130", url = "https://wheels.example/cu130", priority = "explicit" },
    { name = "PyPI", priority = "supplemental" },
]

[tool.poetry.dependencies]
jaxlib = [
    { source = "cu130", markers = "sys_platform == 'linux' or sys_platform == 'win32'" },
    { markers = "sys_platform != 'linux' and sys_platform != 'win32'" },
]
labtools = { source = "lab" }
triton = { source = "cu130" }
labjson = { source = "lab" }

[tool.poetry.group.cpu.dependencies]
torch = { source = "cpu" }

[tool.poetry.group.cu130.dependencies]
torch = { source = "cu130" }

[tool.poetry.group.dev.dependencies]
labtools = { source = "lab" }
""",
}
SMALL_TEXTS = {
    "pyproject.toml": r"""[build-system]
requires = ["poetry-core>=2.0"]
build-backend = "poetry.core.masonry.api"

[project]
name = "x"
version = "0.1.0"
readme = "README.md"
requires-python = ">=3.11"
dependencies = []

[dependency-groups]
docs = ["mkdocs"]

[tool.poetry]
requires-poetry = ">=2.2.1"
packages = [{ include = "x", from = "src" }]

[tool.poe.tasks.lint]
cmd = "ruff check"
""",
}
CASES = [
    pytest.param(LAB, LAB_TEXTS, LAB_HELD, id="lab"),
    pytest.param(WHEELS, WHEELS_TEXTS, WHEELS_HELD, id="wheels"),
    pytest.param(SMALL, SMALL_TEXTS, SMALL, id="small"),
]


@pytest.mark.parametrize(("project", "texts", "held"), CASES)
def test_what_is_written(project: Project, texts: dict[str, str], held: Project) -> None:
    assert written("poetry", project) == texts
    assert written("poetry", held) == {path: without_notes(text) for path, text in texts.items()}


@pytest.mark.parametrize(("project", "texts", "held"), CASES)
def test_what_is_read(project: Project, texts: dict[str, str], held: Project) -> None:
    assert load_dialect("poetry").read(texts) == Reading(project=held)
    assert load_dialect("poetry").supported(project) == held


def test_places_for_all_systems_leave_none_to_the_package_index() -> None:
    parts = (
        Source(kind=GIT, address="https://git.lab.example/idna", marker="sys_platform == 'win32'"),
        Source(kind=PATH, address="idna", marker="sys_platform != 'win32'"),
    )
    item = Dependency(name="idna", source=Source(kind=SEVERAL, parts=parts))
    project = Project(name="x", package="x", python=">=3.11", dependencies=(item,))
    text = written("poetry", project)["pyproject.toml"]
    assert tomllib.loads(text)["tool"]["poetry"]["dependencies"]["idna"] == [
        {"git": "https://git.lab.example/idna", "markers": "sys_platform == 'win32'"},
        {"path": "idna", "markers": "sys_platform != 'win32'"},
    ]
    assert load_dialect("poetry").read({"pyproject.toml": text}).project == project
    entry = "{ markers = \"sys_platform != 'win32' and sys_platform == 'win32'\" }"
    older = text.replace(
        "\"sys_platform != 'win32'\" }", f"\"sys_platform != 'win32'\" }}, {entry}"
    )
    assert older != text
    assert load_dialect("poetry").read({"pyproject.toml": older}).project == project
