"""What Pixi's manifest says of the example Projects, to the letter.

https://pixi.sh/latest/reference/pixi_manifest/
https://pixi.sh/latest/workspace/multi_platform_configuration/
"""

from __future__ import annotations

import tomllib

import pytest
from examples import LAB, SMALL, WHEELS, without_notes, written

from seedbed.managers.protocols import Reading
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Project, SystemPackage, Task
from seedbed.model.record import replace

# A requirement with extras, a marker or an index asks for more than a conda package can give.
FROM_CONDA = {"graphviz", "numpy", "tables", "Pytest", "poethepoet", "mkdocs", "orjson"}
LAB_HELD = replace(
    LAB,
    dependencies=tuple(
        replace(item, conda=item.conda if item.name in FROM_CONDA else "", module="")
        for item in LAB.dependencies
    ),
    environment={"DATA": "data/raw", "PYTHONHASHSEED": "0"},  # shells act on the `$` of the other
    system_packages=(
        SystemPackage(name="dask-core", conda="dask-core"),
        SystemPackage(name="graphviz", spec=">=12", conda="graphviz"),
        SystemPackage(name="numba-gpu", conda="numba-gpu", platform="linux-64-cuda"),
        SystemPackage(name="pandoc", spec=">=3.1", group="docs", conda="pandoc"),
    ),
    notes={},
    ignore=(),
    attributes=(),
    editor={},
)
FLASH, JAXLIB, LABTOOLS, TRITON, *OTHERS = WHEELS.dependencies
WHEELS_HELD = replace(
    WHEELS,
    compiles=False,
    managers={"pixi": ">=0.75,<1"},
    dependencies=(
        replace(FLASH, spec="", index="", conda=""),  # what has an address says no more
        replace(JAXLIB, index="", index_marker=""),  # one that holds on some systems is none
        LABTOOLS,
        TRITON,  # what its marker is about, a table of targets can say
        *(replace(item, conda=item.conda if item.name in FROM_CONDA else "") for item in OTHERS),
    ),
    exclusive=(("cpu", "cu130", "fast", "small"),),
    on_demand=("cpu", "cu130"),
)
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

[tool.pixi.workspace]
channels = ["https://conda.lab.example/own", "conda-forge"]
platforms = [
    { name = "linux-64-cuda", platform = "linux-64", cuda = "12.0" },
    { name = "linux-64-plain", platform = "linux-64" },
    { platform = "linux-aarch64", glibc = "2.34" },
    { platform = "osx-arm64", macos = "14.0" },
    "win-64",
]
requires-pixi = ">=0.71"

[tool.pixi.workspace.conda-pypi-map]
"https://conda.lab.example/own" = { mapping = { graphviz = false, pandoc = false, pytables = "tables", python-graphviz = "graphviz" }, same-name-heuristic = true, mapping-mode = "replace" }

[tool.pixi.pypi-dependencies]
"Digits.Lab" = { path = ".", editable = true }

[tool.pixi.dependencies]
python-graphviz = ">=0.21"
numpy = ">=2.1,<3"
pytables = "3.*"
dask-core = "*"
graphviz = ">=12"

[tool.pixi.feature.dev.dependencies]
poethepoet = "*"
pytest = ">=8.4,!=8.4.1"

[tool.pixi.feature.docs.dependencies]
mkdocs = ">=1.6"
pandoc = ">=3.1"

[tool.pixi.feature.notebooks.constraints]
nbdime = ">=4"

[tool.pixi.target.linux-64-cuda.dependencies]
numba-gpu = "*"

[tool.pixi.constraints]
pillow = ">=11"
uvicorn = "~=0.35.0"

[tool.pixi.environments]
dev = ["dev", "notebooks"]
docs = ["docs"]
notebooks = ["notebooks"]

[tool.pixi.tasks.check]
description = "Look at all of it"
depends-on = ["lint", "test"]

[tool.pixi.tasks.lint]
cmd = "ruff check"
default-environment = "dev"

[tool.pixi.tasks.test]
description = "Run the tests"
cmd = "pytest -q"
default-environment = "dev"

[tool.pixi.tasks.train]
cmd = "python -m digits.train --title 'a \"b\" {c}' --data $DATA"
default-environment = "dev"

[tool.pixi.activation.env]
DATA = "data/raw"
PYTHONHASHSEED = "0"

[tool.seedbed.conda-names]
graphviz = "python-graphviz"
tables = "pytables"
pandoc = ""
dask-core = ""

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
""",  # noqa: E501
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

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64", "win-64"]
requires-pixi = ">=0.75,<1"
exclude-newer = "14d"

[tool.pixi.pypi-dependencies]
wheels = { path = ".", editable = true }

[tool.pixi.pypi-options]
extra-index-urls = ["https://lab.example/simple"]

[tool.pixi.dependencies]
jaxlib = "*"

[tool.pixi.target.unix.pypi-dependencies]
labtools = { version = ">=1", extras = ["plots"], index = "https://lab.example/simple" }

[tool.pixi.target.win.pypi-dependencies]
labtools = { version = ">=1", extras = ["plots"], index = "https://lab.example/simple" }

[tool.pixi.target.linux.pypi-dependencies]
triton = { version = ">=3", index = "https://wheels.example/cu130" }

[tool.pixi.feature.fast.dependencies]
orjson = ">=3"

[tool.pixi.feature.small.target.unix.pypi-dependencies]
labjson = { version = "*", index = "https://lab.example/simple" }

[tool.pixi.feature.small.target.win.pypi-dependencies]
labjson = { version = "*", index = "https://lab.example/simple" }

[tool.pixi.feature.cpu.target.unix.pypi-dependencies]
torch = { version = "~=2.9.1", index = "https://wheels.example/cpu" }

[tool.pixi.feature.cpu.target.win.pypi-dependencies]
torch = { version = "~=2.9.1", index = "https://wheels.example/cpu" }

[tool.pixi.feature.cpu.constraints]
torch = "~=2.9.1"

[tool.pixi.feature.cu130.target.unix.pypi-dependencies]
torch = { version = "~=2.9.1", index = "https://wheels.example/cu130" }

[tool.pixi.feature.cu130.target.win.pypi-dependencies]
torch = { version = "~=2.9.1", index = "https://wheels.example/cu130" }

[tool.pixi.feature.cu130.constraints]
torch = "~=2.9.1"

[tool.pixi.feature.dev.target.unix.pypi-dependencies]
labtools = { version = "*", extras = ["tests"], index = "https://lab.example/simple" }

[tool.pixi.feature.dev.target.win.pypi-dependencies]
labtools = { version = "*", extras = ["tests"], index = "https://lab.example/simple" }

[tool.pixi.constraints]
labtools = ">=1"

[tool.pixi.environments]
cpu = { features = ["cpu"], solve-group = "cpu" }
cu130 = { features = ["cu130"], solve-group = "cu130" }
dev = ["dev"]
fast = { features = ["fast"], solve-group = "fast" }
small = { features = ["small"], solve-group = "small" }

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

[tool.pixi.workspace]
channels = []
platforms = []
requires-pixi = ">=0.71"

[tool.pixi.pypi-dependencies]
x = { path = ".", editable = true }

[tool.pixi.environments]
default = ["docs"]
docs = ["docs"]

[tool.pixi.tasks.lint]
cmd = "ruff check"

[tool.hatch.metadata]
allow-direct-references = true

[tool.hatch.build.targets.wheel]
packages = ["src/x"]

[tool.hatch.build.targets.sdist]
exclude = ["/.conda", "/.pixi", "/.venv", "/data", "/dist", "/runs"]
""",
}
CASES = [
    pytest.param(LAB, LAB_TEXTS, LAB_HELD, id="lab"),
    pytest.param(WHEELS, WHEELS_TEXTS, WHEELS_HELD, id="wheels"),
    pytest.param(SMALL, SMALL_TEXTS, SMALL, id="small"),
]


@pytest.mark.parametrize(("project", "texts", "held"), CASES)
def test_what_is_written(project: Project, texts: dict[str, str], held: Project) -> None:
    assert written("pixi", project) == texts
    assert written("pixi", held) == {path: without_notes(text) for path, text in texts.items()}


@pytest.mark.parametrize(("project", "texts", "held"), CASES)
def test_what_is_read(project: Project, texts: dict[str, str], held: Project) -> None:
    assert load_dialect("pixi").read(texts) == Reading(project=held)
    assert load_dialect("pixi").supported(project) == held


def test_a_task_called_like_a_group_on_demand_runs_in_the_groups_environment() -> None:
    project = Project(
        name="x",
        package="x",
        dependencies=(
            Dependency(name="pytest", group="dev"),
            Dependency(name="mkdocs", group="docs"),
        ),
        on_demand=("docs",),
        tasks=(
            Task(name="docs", run="mkdocs build"),
            Task(name="docs-links", run="mkdocs links"),
            Task(name="docsify", run="pytest -q"),
            Task(name="test", run="pytest"),
        ),
    )
    text = written("pixi", project)["pyproject.toml"]
    tasks = tomllib.loads(text)["tool"]["pixi"]["tasks"]
    assert {name: table["default-environment"] for name, table in tasks.items()} == {
        "docs": "docs", "docs-links": "docs", "docsify": "dev", "test": "dev",
    }  # fmt: skip
    assert load_dialect("pixi").read({"pyproject.toml": text}).project == project
    moved = text.replace('default-environment = "docs"', 'default-environment = "dev"')
    reading = load_dialect("pixi").read({"pyproject.toml": moved})
    assert [task.name for task in reading.project.tasks] == ["docsify", "test"]
    assert "tool.pixi.tasks.docs" in reading.unmodeled
