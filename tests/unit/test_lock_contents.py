"""What the locks of all managers list."""

from __future__ import annotations

import pytest

from seedbed.locks.contents import DamagedError, Locked, Source
from seedbed.locks.contents.asked import asked_by
from seedbed.locks.contents.formats import format_of, read
from seedbed.locks.contents.yaml_lines import UnusualError, loads

A, B = "a" * 64, "b" * 64
UV = f"""\
version = 1
revision = 3
requires-python = ">=3.11"

[manifest]
members = ["net", "tools"]

[[package]]
name = "net"
version = "0.1.0"
source = {{ editable = "." }}
dependencies = [
    {{ name = "torch", extra = ["opt"], marker = "sys_platform == 'linux'" }},
    {{ name = "tools" }},
]

[package.dev-dependencies]
dev = [{{ name = "pytest" }}]

[[package]]
name = "tools"
source = {{ virtual = "tools" }}
dependencies = [{{ name = "numpy" }}]

[[package]]
name = "local"
version = "2"
source = {{ editable = "libs/local" }}

[[package]]
name = "numpy"
version = "2.1.0"
source = {{ registry = "https://index.example/simple" }}
resolution-markers = ["sys_platform == 'linux'"]
sdist = {{ url = "https://files.example/numpy-2.1.0.tar.gz", hash = "sha256:{A}", size = 1 }}
wheels = [
    {{ url = "https://files.example/numpy-2.1.0%2Bcpu-py3-none-any.whl", hash = "sha256:{B}" }},
]

[[package]]
name = "kit"
version = "1"
source = {{ git = "https://host.example/kit?rev=main#0123456789abcdef" }}
dependencies = [{{ name = "numpy" }}]
"""
POETRY = f"""\
[[package]]
name = "Numpy"
version = "2.1.0"
optional = false
groups = ["main", "dev"]
markers = {{main = "sys_platform == 'linux'", dev = "python_version < \\"3.12\\""}}
files = [
    {{file = "numpy-2.1.0.tar.gz", hash = "sha256:{A}"}},
]

[package.dependencies]
six = ">=1"

[[package]]
name = "kit"
version = "1"
optional = false
files = []

[package.source]
type = "git"
url = "https://host.example/kit"
reference = "main"
resolved_reference = "0123456789abcdef"

[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
content-hash = "{B}"
"""
POETRY_1 = f"""\
[[package]]
name = "numpy"
version = "1.26.0"
category = "main"
optional = false
python-versions = ">=3.9"

[metadata]
lock-version = "1.1"
content-hash = "{B}"

[metadata.files]
numpy = [
    {{file = "numpy-1.26.0.tar.gz", hash = "sha256:{A}"}},
]
"""
PYLOCK = f"""\
lock-version = "1.0"
created-by = "uv"

[[packages]]
name = "net"
directory = {{ path = ".", editable = true }}

[[packages]]
name = "numpy"
version = "2.1.0"
marker = "sys_platform == 'linux'"
index = "https://index.example/simple"
sdist = {{ url = "https://files.example/numpy-2.1.0.tar.gz", hashes = {{ sha256 = "{A}" }} }}
wheels = [{{ name = "numpy-2.1.0-py3-none-any.whl", hashes = {{ sha256 = "{B}" }} }}]

[[packages]]
name = "kit"
vcs = {{ type = "git", url = "https://host.example/kit", commit-id = "0123456789abcdef" }}

[[packages]]
name = "data"
version = "3"
archive = {{ url = "https://files.example/data.zip", hashes = {{ sha256 = "{A}" }} }}
"""
PIXI = f"""\
version: 7
platforms:
- name: osx-arm64
  virtual-packages:
  - __osx=13.0
- name: p1
  subdir: linux-64
  virtual-packages:
  - __cuda=12.0
- name: p2
  subdir: linux-64
environments:
  default:
    channels:
    - url: https://channel.example/conda-forge/
    indexes:
    - https://index.example/simple
    packages:
      osx-arm64:
      - conda: https://channel.example/conda-forge/osx-arm64/pytorch-2.7.1-cpu_py312_h1_0.conda
      p1:
      - conda: https://channel.example/conda-forge/linux-64/pytorch-2.7.1-cuda_py312_h1_300.conda
      - pypi: https://files.example/ab/cd/ruff-0.12.0-py3-none-manylinux_2_17_x86_64.whl
      - pypi: ./
      p2:
      - conda: https://channel.example/conda-forge/noarch/graphviz-9.0-h1_0.tar.bz2
      - conda_source: kit[0a1b2c3d] @ src/kit
  empty:
    channels:
    - url: https://channel.example/conda-forge/
    packages: {{}}
packages:
- conda: https://channel.example/conda-forge/linux-64/pytorch-2.7.1-cuda_py312_h1_300.conda
  sha256: {A}
  md5: '00'
  depends:
  - __cuda >=12
  - python >=3.12,<3.13.0a0
  - libtorch 2.7.1 cuda_h1_300
  purls:
  - pkg:pypi/torch?source=hash-mapping
- conda: https://channel.example/conda-forge/osx-arm64/pytorch-2.7.1-cpu_py312_h1_0.conda
  sha256: {B}
- conda: https://channel.example/conda-forge/noarch/graphviz-9.0-h1_0.tar.bz2
  purls: []
- conda_source: kit[0a1b2c3d] @ src/kit
  version: '1.2'
  depends:
  - python *
- pypi: https://files.example/ab/cd/ruff-0.12.0-py3-none-manylinux_2_17_x86_64.whl
  name: ruff
  version: 0.12.0
  sha256: {A}
  requires_dist:
  - Typing.Extensions>=4 ; python_version < '3.12'
  - sphinx ; extra == 'docs'
- pypi: ./
  name: net
  version: 0.1.0
  requires_dist:
  - torch>=2
"""
PIXI_5 = f"""\
version: 5
environments:
  default:
    channels:
    - url: https://channel.example/conda-forge/
    packages:
      linux-64:
      - conda: https://channel.example/conda-forge/linux-64/bzip2-1.0.8-h1_5.conda
packages:
- kind: conda
  name: bzip2
  version: 1.0.8
  build: h1_5
  subdir: linux-64
  url: https://channel.example/conda-forge/linux-64/bzip2-1.0.8-h1_5.conda
  sha256: {A}
"""
CONDA = f"""\
version: 1
metadata:
  content_hash:
    linux-64: {B}
  channels:
  - url: conda-forge
    used_env_vars: []
  platforms:
  - linux-64
  sources:
  - environment.yml
package:
- name: pytorch
  version: '2.7'
  manager: conda
  platform: linux-64
  dependencies:
    __glibc: '>=2.17'
    python: '>=3.12,<3.13.0a0'
  url: https://channel.example/conda-forge/linux-64/pytorch-2.7-cuda_py312_h1_300.conda
  hash:
    md5: '00'
    sha256: {A}
  category: main
  optional: false
- name: Ruff
  version: 0.12.0
  manager: pip
  platform: linux-64
  dependencies: {{}}
  url: https://files.example/ab/ruff-0.12.0-py3-none-any.whl
  hash:
    sha256: {B}
  category: dev
  optional: true
"""
EXPLICIT = f"""\
# This file may be used to create an environment
# platform: linux-64
@EXPLICIT
https://channel.example/conda-forge/linux-64/bzip2-1.0.8-h1_5.conda#0123
https://channel.example/conda-forge/noarch/tzdata-2025b-h1_0.conda#sha256:{A}
"""
REQUIREMENTS = f"""\
# This file was made by a program
--index-url https://index.example/simple
numpy==2.1.0 ; python_version >= "3.11" \\
    --hash=sha256:{A} \\
    --hash=sha256:{B}
    # via
    #   net (pyproject.toml)
    #   torch
torch[opt]==2.7.1 --hash=sha256:{A}  # via -r requirements.in
kit @ git+https://host.example/kit@0123456789abcdef
-e ./libs/local
-r other.txt
scipy>=1.2
"""
EVERY = {
    "uv": UV,
    "poetry": POETRY,
    "pylock": PYLOCK,
    "pixi": PIXI,
    "conda-lock": CONDA,
    "explicit": EXPLICIT,
    "requirements": REQUIREMENTS,
}


def listed(text: str) -> dict[str, Locked]:
    """The packages of a lock by name."""
    return {one.name: one for one in read(text, {}).packages}


@pytest.mark.parametrize(
    ("source", "file", "expected"),
    [
        ('path = "a/kit-1.tar.gz"', "sdist = {", ("kit-1.tar.gz", "a/kit-1.tar.gz")),
        ('url = "https://a.example/kit-1.zip"', "sdist = {", ("kit-1.zip", "https://a.example/kit-1.zip")),
        ('path = "a/k.whl"', 'wheels = [{ filename = "k.whl",', ("k.whl", "a/k.whl")),
    ],
    ids=["path", "address", "wheel"],
)  # fmt: skip
def test_a_package_of_uv_that_is_one_archive(
    source: str, file: str, expected: tuple[str, str]
) -> None:
    end = " }]" if file.startswith("wheels") else " }"
    package = f'[[package]]\nname = "kit"\nversion = "1"\nsource = {{ {source} }}\n'
    (one,) = read(f'version = 1\n{package}{file} hash = "sha256:{A}"{end}\n', {}).packages
    assert one.files == {(expected[0], "sha256", A)}
    assert one.addresses == {(A, expected[1])}


@pytest.mark.parametrize("form", EVERY)
def test_a_format_is_told_by_what_stands_in_it(form: str) -> None:
    assert format_of(EVERY[form]) == form
    assert read(EVERY[form], {}).format == form


def test_uv() -> None:
    contents = read(UV, {})
    assert set(contents.asked or ()) == {"torch", "pytest", "numpy"}
    assert contents.packages == (
        Locked(
            kind="pypi",
            name="local",
            version="2",
            source=Source(kind="path", address="libs/local"),
        ),
        Locked(
            kind="pypi",
            name="numpy",
            version="2.1.0",
            source=Source(kind="index", address="https://index.example/simple"),
            files=frozenset(
                {
                    ("numpy-2.1.0.tar.gz", "sha256", A),
                    ("numpy-2.1.0+cpu-py3-none-any.whl", "sha256", B),
                }
            ),
            markers=("sys_platform == 'linux'",),
            addresses=frozenset(
                {
                    (A, "https://files.example/numpy-2.1.0.tar.gz"),
                    (B, "https://files.example/numpy-2.1.0%2Bcpu-py3-none-any.whl"),
                }
            ),
        ),
        Locked(
            kind="pypi",
            name="kit",
            version="1",
            source=Source(kind="git", address="https://host.example/kit?rev=main#0123456789abcdef"),
            needs=("numpy",),
        ),
    )


def test_poetry() -> None:
    contents = read(POETRY, {})
    assert contents.asked is None
    assert contents.packages == (
        Locked(
            kind="pypi",
            name="numpy",
            version="2.1.0",
            source=Source(kind="index"),
            files=frozenset({("numpy-2.1.0.tar.gz", "sha256", A)}),
            markers=("sys_platform == 'linux'", 'python_version < "3.12"'),
            needs=("six",),
        ),
        Locked(
            kind="pypi",
            name="kit",
            version="1",
            source=Source(kind="git", address="https://host.example/kit#0123456789abcdef"),
        ),
    )
    assert listed(POETRY_1)["numpy"].files == {("numpy-1.26.0.tar.gz", "sha256", A)}


def test_pylock() -> None:
    found = listed(PYLOCK)
    assert list(found) == ["numpy", "kit", "data"]
    assert found["numpy"].files == {
        ("numpy-2.1.0.tar.gz", "sha256", A),
        ("numpy-2.1.0-py3-none-any.whl", "sha256", B),
    }
    assert found["numpy"].markers == ("sys_platform == 'linux'",)
    assert found["kit"].source == Source(
        kind="git", address="https://host.example/kit#0123456789abcdef"
    )
    assert found["data"].source == Source(kind="url", address="https://files.example/data.zip")
    assert found["data"].files == {("data.zip", "sha256", A)}


CUDA_ADDRESS = "https://channel.example/conda-forge/linux-64/pytorch-2.7.1-cuda_py312_h1_300.conda"


def test_pixi() -> None:
    contents = read(PIXI, {})
    assert set(contents.asked or ()) == {"torch"}
    assert sorted(contents.places) == [
        ("default", "linux-64"),
        ("default", "linux-64 with CUDA 12.0"),
        ("default", "osx-arm64"),
    ]
    mac, cuda = (one for one in contents.packages if one.name == "pytorch")
    channel = Source(kind="channel", address="https://channel.example/conda-forge")
    assert cuda == Locked(
        kind="conda",
        name="pytorch",
        version="2.7.1",
        source=channel,
        build="cuda_py312_h1_300",
        files=frozenset(
            {
                ("pytorch-2.7.1-cuda_py312_h1_300.conda", "sha256", A),
                ("pytorch-2.7.1-cuda_py312_h1_300.conda", "md5", "00"),
            }
        ),
        places=frozenset({("default", "linux-64 with CUDA 12.0")}),
        needs=("python", "libtorch"),
        python="torch",
        addresses=frozenset({(A, CUDA_ADDRESS), ("00", CUDA_ADDRESS)}),
    )
    assert (mac.python, mac.build) == ("torch", "cpu_py312_h1_0")  # by the table
    found = listed(PIXI)
    assert found["graphviz"].python == ""  # not PyPI's graphviz
    assert found["kit"].source == Source(kind="path", address="src/kit")
    assert found["kit"].version == "1.2"
    assert found["ruff"].needs == ("typing-extensions",)
    assert found["ruff"].source == Source(kind="index", address="https://files.example")
    assert "net" not in found


def test_older_pixi() -> None:
    found = listed(PIXI_5)["bzip2"]
    assert (found.version, found.build) == ("1.0.8", "h1_5")
    assert found.files == {("bzip2-1.0.8-h1_5.conda", "sha256", A)}


def test_conda_lock() -> None:
    torch, ruff = read(CONDA, {}).packages
    assert (torch.version, torch.build, torch.python) == ("2.7", "cuda_py312_h1_300", "torch")
    assert torch.needs == ("python",)
    assert torch.places == {("", "linux-64")}
    assert ("pytorch-2.7-cuda_py312_h1_300.conda", "sha256", A) in torch.files
    assert (ruff.kind, ruff.name) == ("pypi", "ruff")
    assert ruff.files == {("ruff-0.12.0-py3-none-any.whl", "sha256", B)}


def test_explicit() -> None:
    bzip2, tzdata = read(EXPLICIT, {}).packages
    assert bzip2.files == {("bzip2-1.0.8-h1_5.conda", "md5", "0123")}
    assert tzdata.files == {("tzdata-2025b-h1_0.conda", "sha256", A)}
    assert tzdata.places == {("", "linux-64")}


def test_requirements() -> None:
    contents = read(REQUIREMENTS, {})
    numpy, torch, kit = contents.packages
    assert set(contents.asked or ()) == {"numpy", "torch"}
    assert (numpy.version, numpy.markers) == ("2.1.0", ('python_version >= "3.11"',))
    assert numpy.files == {("", "sha256", A), ("", "sha256", B)}
    assert numpy.source == Source(kind="index", address="https://index.example/simple")
    assert torch.needs == ("numpy",)
    assert kit.source == Source(kind="git", address="https://host.example/kit@0123456789abcdef")
    assert contents.remarks == (
        "What pins no version isn't compared: scipy>=1.2",
        "What it includes with -r isn't compared: other.txt",
    )


def test_the_project_names_conda_packages() -> None:
    contents = read(CONDA, {"my-torch": "pytorch"})
    assert contents.packages[0].python == "my-torch"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no lock that seedbed knows"),
        ("hello\n", "is no lock that seedbed knows"),
        (f"{UV}<<<<<<< HEAD\n", "contains conflict markers (line 45)"),
        ("version https://git-lfs.example/spec/v1\noid sha256:00\n",
         "is only a pointer: Git LFS stores the file itself"),
        ("version = 1\n[[package]]\nname = \n", "is damaged: Invalid value (at line 3, column 8)"),
        ("version = 2\n", "has format 2, but seedbed reads only up to 1"),
        ('[metadata]\nlock-version = "3.0"\n', "has format 3.0, but seedbed reads only up to 2"),
        ('lock-version = "2.0"\n[[packages]]\n', "has format 2.0, but seedbed reads only up to 1"),
        ("version: 8\nenvironments: {}\n", "has format 8, but seedbed reads only up to 7"),
        ("version: 3\nenvironments: {}\n", "has format 3, but seedbed reads only 4 to 7"),
        ("environments: {}\n", "is damaged: it has no version"),
        ("version: 1\npackage: {}\n", "is damaged: it lists no packages"),
        ("version: 6\nenvironments:\n  default: [}\n",
         ("is damaged: not valid YAML: expected the node content, but found '}' "
          "(line 3, column 13)")),
        ("@EXPLICIT\nnumpy-1.0\n", "has no address of a conda package in line 2"),
        ("numpy==\n", "pins no package"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(DamagedError) as caught:
        read(text, {})
    assert str(caught.value) == said


@pytest.mark.parametrize("form", EVERY)
def test_a_cut_lock_is_read_or_refused(form: str) -> None:
    text = EVERY[form]
    for end in range(0, len(text), 7):
        try:
            read(text[:end], {})
        except DamagedError as error:
            assert str(error)


@pytest.mark.parametrize("value", ["5", "[1]", '{ a = "b" }', '"x"', "true", "2020-01-01"])
def test_values_of_a_wrong_type_are_no_packages(value: str) -> None:
    for key in ("source", "wheels", "dependencies", "version", "resolution-markers", "sdist"):
        text = f'version = 1\n[[package]]\nname = "a"\n{key} = {value}\n'
        assert len(read(text, {}).packages) == 1


def test_yaml_in_another_layout_is_read_too() -> None:
    flow = PIXI.replace(
        "  - python >=3.12,<3.13.0a0\n  - libtorch 2.7.1 cuda_h1_300\n",
        "  - &one python >=3.12,<3.13.0a0\n  - libtorch 2.7.1\n    cuda_h1_300\n",
    )
    assert flow != PIXI
    with pytest.raises(UnusualError):
        loads(flow)
    assert read(flow, {}) == read(PIXI, {})
    indented = PIXI.replace("\n- ", "\n  - ").replace("\n  sha256", "\n    sha256")
    with pytest.raises(UnusualError):
        loads(indented)


def test_yaml_by_line() -> None:
    assert loads(
        "# a comment\n---\na: 1 # one\n'b c': 'it''s'\n\"d\": \"e: f\"\ng:\n- h: i\n  j: {}\n- k\n"
        "- 'l: m'\nn:\n  o:\n  - []\np: ~\n"
    ) == {
        "a": "1",
        "b c": "it's",
        "d": "e: f",
        "g": [{"h": "i", "j": {}}, "k", "l: m"],
        "n": {"o": [[]]},
        "p": None,
    }


@pytest.mark.parametrize(
    "text",
    ["a: &b c\n", "a: |\n  b\n", "a: [b]\n", "a:\n\tb: c\n", "a: b\n  c\n", "a: 1\na: 2\n",
     'a: "\\n"\n', "- - a\n", "a: 'b\n", "- a\nb: c\n"],
)  # fmt: skip
def test_what_is_not_read_by_line(text: str) -> None:
    with pytest.raises(UnusualError):
        loads(text)


def test_what_manifests_ask_for() -> None:
    manifest = """\
[project]
dependencies = ["torch>=2", "My_Net @ https://host.example/x"]
[project.optional-dependencies]
gpu = ["jax[cuda]"]
[dependency-groups]
dev = ["pytest", { include-group = "lint" }]
[tool.poetry.group.docs.dependencies]
sphinx = "^8"
[tool.pixi.feature.x.target.linux-64.dependencies]
pytorch = "*"
python = ">=3.11"
[tool.pixi.environments.lint.dependencies]
tombi = "*"
[tool.pixi.package.run-dependencies]
libpng = "*"
[tool.other.dependencies]
nothing = "*"
"""
    environment = "dependencies:\n- python\n- conda-forge::numpy >=2\n- pip:\n  - ruff==1\n"
    assert set(asked_by({"pyproject.toml": manifest}) or ()) == {
        "torch", "my-net", "jax", "pytest", "sphinx", "pytorch", "tombi", "libpng", "python",
    }  # fmt: skip
    assert set(asked_by({"environment.yml": environment}) or ()) == {"python", "numpy", "ruff"}
    found = asked_by({"pixi.toml": "[dependencies]\nnumpy = '*'\n"})
    assert found == frozenset({"numpy"})
    assert asked_by({"pyproject.toml": "[", "pixi.toml": "a ="}) is None
    assert asked_by({}) is None
