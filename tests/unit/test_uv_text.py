"""What uv's manifest says of the example Projects, to the letter.

https://docs.astral.sh/uv/concepts/projects/dependencies/
https://docs.astral.sh/uv/concepts/projects/config/
https://poethepoet.natn.io/tasks/index.html
"""

from __future__ import annotations

import tomllib

import pytest
from examples import LAB, SMALL, WHEELS, without_notes, written

from seedbed.managers.protocols import Reading
from seedbed.managers.registry import load_dialect
from seedbed.model.project import Dependency, Platform, Project
from seedbed.model.record import replace

LAB_HELD = replace(
    LAB,
    dependencies=tuple(replace(item, conda="", module="") for item in LAB.dependencies),
    platforms=tuple(
        Platform(name=subdir, subdir=subdir)
        for subdir in ("linux-64", "linux-aarch64", "osx-arm64", "win-64")
    ),
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
    managers={"uv": ">=0.12,<1"},
    dependencies=(
        replace(FLASH, spec="", index="", conda=""),  # what has an address says no more
        *(replace(item, conda="") for item in OTHERS),
    ),
    on_demand=("cpu", "cu130"),
    channels=(),
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

[tool.uv]
required-version = ">=0.8"
default-groups = ["dev", "notebooks"]
environments = [
    "sys_platform == 'linux' and platform_machine == 'x86_64'",
    "sys_platform == 'linux' and platform_machine == 'aarch64'",
    "sys_platform == 'darwin' and platform_machine == 'arm64'",
    "sys_platform == 'win32' and platform_machine == 'AMD64'",
]

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

[tool.uv]
required-version = ">=0.12,<1"
exclude-newer = "14 days"
compile-bytecode = true
environments = [
    "sys_platform == 'linux' and platform_machine == 'x86_64'",
    "sys_platform == 'win32' and platform_machine == 'AMD64'",
]
conflicts = [[{ group = "cpu" }, { group = "cu130" }], [{ extra = "fast" }, { extra = "small" }]]
index = [
    { name = "lab", url = "https://lab.example/simple" },
    { name = "cpu", url = "https://wheels.example/cpu", explicit = true },
    { name = "cu130", url = "https://wheels.example/cu130", explicit = true },
]

[tool.uv.sources]
torch = [{ index = "cpu", group = "cpu" }, { index = "cu130", group = "cu130" }]

[tool.uv.sources.jaxlib]
index = "cu130"
marker = "sys_platform == 'linux' or sys_platform == 'win32'"

[tool.uv.sources.labtools]
index = "lab"

[tool.uv.sources.triton]
index = "cu130"
marker = "sys_platform == 'linux'"

[tool.uv.sources.labjson]
index = "lab"
extra = "small"

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

[tool.uv]
required-version = ">=0.8"
default-groups = ["docs"]

[tool.poe.tasks.lint]
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
    assert written("uv", project) == texts
    assert written("uv", held) == {path: without_notes(text) for path, text in texts.items()}


@pytest.mark.parametrize(("project", "texts", "held"), CASES)
def test_what_is_read(project: Project, texts: dict[str, str], held: Project) -> None:
    assert load_dialect("uv").read(texts) == Reading(project=held)
    assert load_dialect("uv").supported(project) == held


def test_of_groups_that_exclude_each_other_one_may_be_a_default() -> None:
    items = [
        Dependency(name="torch", group="cpu"),
        Dependency(name="torch", group="cu130"),
        Dependency(name="pytest", group="dev"),
    ]
    project = Project(
        name="x", package="x", python=">=3.11", dependencies=tuple(items),
        exclusive=(("cu130", "cpu"),), on_demand=("cpu",),
    )  # fmt: skip
    text = written("uv", project)["pyproject.toml"]
    assert tomllib.loads(text)["tool"]["uv"]["default-groups"] == ["dev", "cu130"]
    assert load_dialect("uv").read({"pyproject.toml": text}) == Reading(project=project)
    either = written("uv", replace(project, on_demand=()))["pyproject.toml"]
    assert "default-groups" not in tomllib.loads(either)["tool"]["uv"]
