"""What conda's environment files say of the example Projects, to the letter.

https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import pytest
from examples import LAB, SMALL, WHEELS, without_notes, written

from seedbed.managers.protocols import Reading
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Platform, Project, SystemPackage
from seedbed.model.record import replace

# A requirement with extras, a marker or an index asks for more than a conda package can give.
FROM_CONDA = {"graphviz", "numpy", "tables", "Pytest", "poethepoet", "mkdocs"}
LAB_HELD = replace(
    LAB,
    dependencies=tuple(
        replace(item, conda=item.conda if item.name in FROM_CONDA else "", module="")
        for item in LAB.dependencies
    ),
    on_demand=("docs", "notebooks"),
    platforms=tuple(
        Platform(name=subdir, subdir=subdir)
        for subdir in ("linux-64", "linux-aarch64", "osx-arm64", "win-64")
    ),
    system_packages=(
        SystemPackage(name="dask-core", conda="dask-core"),
        SystemPackage(name="graphviz", spec=">=12", conda="graphviz"),
        SystemPackage(name="pandoc", spec=">=3.1", group="docs", conda="pandoc"),
    ),
    notes={},
    ignore=(),
    attributes=(),
    editor={},
)
FLASH, JAXLIB, *OTHERS = WHEELS.dependencies
WHEELS_HELD = replace(
    WHEELS,
    compiles=False,
    managers={},
    dependencies=(
        replace(FLASH, spec="", index="", conda=""),  # what has an address says no more
        replace(JAXLIB, index="", index_marker=""),  # one that holds on some systems is none
        *(
            # requirements of extras have no environment file
            replace(item, conda="", index="" if item.optional else item.index)
            for item in OTHERS
        ),
    ),
    cooldown="",
    exclusive=(),
    on_demand=("cpu", "cu130"),
)
SMALL_HELD = replace(SMALL, on_demand=("docs",))
LAB_TEXTS = {
    "pyproject.toml": r"""[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

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

[tool.seedbed.conda-names]
graphviz = "python-graphviz"
tables = "pytables"
pandoc = ""
dask-core = ""

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

[tool.hatch.metadata]
allow-direct-references = true

[tool.hatch.build.targets.wheel]
packages = ["src/digits"]

[tool.hatch.build.targets.sdist]
exclude = ["/.conda", "/.pixi", "/.venv", "/data", "/dist", "/runs"]

[tool.mypy]
strict = true

# Long lines
# are fine
[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F"]
""",
    "environment.yml": r"""name: Digits.Lab
channels:
  - "https://conda.lab.example/own"
  - conda-forge
platforms:
  - linux-64
  - linux-aarch64
  - osx-arm64
  - win-64
variables:
  PYTHONNOUSERSITE: "1"
dependencies:
  - python <3.14,>=3.11
  - pip
  - dask-core
  - graphviz >=12
  - numpy >=2.1,<3
  - pytables 3.*
  - python-graphviz >=0.21
  - pip:
      - pillow>=11
      - "uvicorn[standard]~=0.35.0"
      - "winloop>=0.3; sys_platform == 'win32'"
""",
    "environment-dev.yml": r"""name: Digits.Lab
channels:
  - "https://conda.lab.example/own"
  - conda-forge
dependencies:
  - poethepoet
  - pytest >=8.4,!=8.4.1
""",
    "environment-docs.yml": r"""name: Digits.Lab
channels:
  - "https://conda.lab.example/own"
  - conda-forge
dependencies:
  - pip
  - mkdocs >=1.6
  - pandoc >=3.1
  - pip:
      - pandoc>=2.4
""",
    "environment-notebooks.yml": r"""name: Digits.Lab
channels:
  - "https://conda.lab.example/own"
  - conda-forge
dependencies:
  - pip
  - pip:
      - nbdime>=4
""",
}
WHEELS_TEXTS = {
    "pyproject.toml": r"""[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

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

[tool.seedbed.indexes]
lab = "https://lab.example/simple"
cpu = "https://wheels.example/cpu"
cu130 = "https://wheels.example/cu130"

[tool.hatch.metadata]
allow-direct-references = true

[tool.hatch.build.targets.wheel]
packages = ["src/wheels"]

[tool.hatch.build.targets.sdist]
exclude = ["/.conda", "/.pixi", "/.venv", "/data", "/dist", "/runs"]
""",
    "environment.yml": r"""name: wheels
channels:
  - conda-forge
platforms:
  - linux-64
  - win-64
variables:
  PYTHONNOUSERSITE: "1"
dependencies:
  - python >=3.12
  - pip
  - jaxlib
  - pip:
      - "flash[cpu] @ git+https://git.lab.example/flash@v2 ; sys_platform == 'linux'"
      - "--extra-index-url https://lab.example/simple"
      - "labtools[plots]>=1"
      - "--extra-index-url https://wheels.example/cu130"
      - "triton>=3; sys_platform == 'linux'"
      - "--extra-index-url https://lab.example/simple"
""",
    "environment-cpu.yml": r"""name: wheels
channels:
  - conda-forge
dependencies:
  - pip
  - pip:
      - "--extra-index-url https://wheels.example/cpu"
      - torch~=2.9.1
      - "--extra-index-url https://lab.example/simple"
""",
    "environment-cu130.yml": r"""name: wheels
channels:
  - conda-forge
dependencies:
  - pip
  - pip:
      - "--extra-index-url https://wheels.example/cu130"
      - torch~=2.9.1
      - "--extra-index-url https://lab.example/simple"
""",
    "environment-dev.yml": r"""name: wheels
channels:
  - conda-forge
dependencies:
  - pip
  - pip:
      - "--extra-index-url https://lab.example/simple"
      - "labtools[tests]"
""",
}
SMALL_TEXTS = {
    "pyproject.toml": r"""[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "x"
version = "0.1.0"
readme = "README.md"
requires-python = ">=3.11"
dependencies = []

[dependency-groups]
docs = ["mkdocs"]

[tool.poe.tasks.lint]
cmd = "ruff check"

[tool.hatch.metadata]
allow-direct-references = true

[tool.hatch.build.targets.wheel]
packages = ["src/x"]

[tool.hatch.build.targets.sdist]
exclude = ["/.conda", "/.pixi", "/.venv", "/data", "/dist", "/runs"]
""",
    "environment.yml": r"""name: x
variables:
  PYTHONNOUSERSITE: "1"
dependencies:
  - python >=3.11
  - pip
""",
    "environment-docs.yml": r"""name: x
dependencies:
  - pip
  - pip:
      - mkdocs
""",
}
CASES = [
    pytest.param(LAB, LAB_TEXTS, LAB_HELD, id="lab"),
    pytest.param(WHEELS, WHEELS_TEXTS, WHEELS_HELD, id="wheels"),
    pytest.param(SMALL, SMALL_TEXTS, SMALL_HELD, id="small"),
]


@pytest.mark.parametrize(("project", "texts", "held"), CASES)
def test_what_is_written(project: Project, texts: dict[str, str], held: Project) -> None:
    assert written("conda", project) == texts
    assert written("conda", held) == {path: without_notes(text) for path, text in texts.items()}


@pytest.mark.parametrize(("project", "texts", "held"), CASES)
def test_what_is_read(project: Project, texts: dict[str, str], held: Project) -> None:
    assert load_dialect("conda").read(texts) == Reading(project=held)
    assert load_dialect("conda").supported(project) == held
