"""What is exported from locks by seedbed itself: literal locks, literal files."""

from __future__ import annotations

import pytest

from seedbed.errors import SeedbedError
from seedbed.locks import exported_poetry, pinned
from seedbed.locks.explicit import of_conda_lock, of_pixi_lock
from seedbed.locks.exported_pixi import exported
from seedbed.locks.exported_uv import registries
from seedbed.locks.extras import any_of, without_extras

MORE = frozenset(("more",))


@pytest.mark.parametrize(
    ("marker", "chosen", "rest"),
    [
        ("", (), ""),
        ("sys_platform == 'linux'", (), "sys_platform == 'linux'"),
        ('extra == "more"', MORE, ""),
        ('extra == "more"', (), None),
        ('extra == "More_"', {"more-"}, ""),
        ("'more' == extra", MORE, ""),
        ('extra != "more"', MORE, None),
        ('python_version < "3.13" and extra == "more"', MORE, 'python_version < "3.13"'),
        ('python_version < "3.13" and extra == "more"', (), None),
        ('python_version < "3.13" or extra == "more"', MORE, ""),
        ('python_version < "3.13" or extra == "more"', (), 'python_version < "3.13"'),
        (
            '(os_name == "nt" or sys_platform == "darwin") and extra == "more"',
            MORE,
            'os_name == "nt" or sys_platform == "darwin"',
        ),
        (
            (
                '(os_name == "nt" or extra == "x") and (os_name == "posix" or '
                'python_version>="3.12") and extra == "more"'
            ),
            MORE,
            'os_name == "nt" and (os_name == "posix" or python_version>="3.12")',
        ),
        (
            (
                'python_version < "3.13" and extra == "more" or python_version >= "3.13" '
                'and extra == "other"'
            ),
            {"more", "other"},
            'python_version < "3.13" or python_version >= "3.13"',
        ),
        (
            "platform_machine in 'extra x' and extra == 'more'",
            MORE,
            "platform_machine in 'extra x'",
        ),
        ("os_name not in 'nt' and extra=='more'", MORE, "os_name not in 'nt'"),
    ],
)
def test_a_marker_without_extras(marker: str, chosen: frozenset[str], rest: str | None) -> None:
    assert without_extras(marker, chosen) == rest


@pytest.mark.parametrize(
    "marker",
    [
        "extra",
        "extra == ",
        "extra in 'more other'",
        "extra == sys_platform",
        "(extra == 'more'",
        "extra == 'more')",
        "extra == 'more' and",
        "extra == 'more' sys_platform == 'x'",
        "(" * 60 + "extra == 'more'" + ")" * 60,
    ],
)
def test_what_is_no_marker(marker: str) -> None:
    with pytest.raises(ValueError, match=r"it |plain question|parenthesis"):
        without_extras(marker, MORE)


def test_one_of_several_markers() -> None:
    assert any_of(["a == 'b' and c == 'd'", "e == 'f'", "e == 'f'"]) == (
        "a == 'b' and c == 'd' or e == 'f'"
    )
    assert any_of(["a == 'b'", ""]) == ""


POETRY = """\
[[package]]
name = "compost"
version = "0.3"
optional = true
groups = ["main", "docs"]
files = [
    {file = "compost-0.3-py3-none-any.whl", hash = "sha256:cc"},
    {file = "compost-0.3.tar.gz", hash = "sha256:bb"},
]
markers = {main = "python_version < \\"3.13\\" and extra == \\"more\\""}

[package.source]
type = "legacy"
url = "https://example.org/simple"
reference = "here"

[[package]]
name = "sprout"
version = "1.4"
groups = ["main", "dev"]
files = [{file = "sprout-1.4-py3-none-any.whl", hash = "sha256:aa"}]
markers = {main = "sys_platform == \\"linux\\"", dev = "sys_platform == \\"win32\\""}

[[package]]
name = "toolkit"
version = "0.1"
groups = ["dev"]
files = []
develop = true

[package.source]
type = "directory"
url = "libs/toolkit"

[[package]]
name = "spade"
version = "0.2"
groups = ["dev"]
files = []

[package.source]
type = "git"
url = "https://example.org/spade.git"
reference = "main"
resolved_reference = "0123abc"
subdirectory = "python"

[[package]]
name = "rake"
version = "3"
groups = ["Extra_Docs"]
files = [{file = "rake-3-py3-none-any.whl", hash = "sha256:dd"}]

[package.source]
type = "url"
url = "https://example.org/rake-3-py3-none-any.whl"

[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
"""


def of_poetry(*groups: str, extras: tuple[str, ...] = ()) -> list[str]:
    return pinned.requirements(exported_poetry.pinned(POETRY, groups, extras))


def test_poetry_by_group_and_extra() -> None:
    assert of_poetry("main") == [
        'sprout==1.4 ; sys_platform == "linux" \\\n    --hash=sha256:aa',
    ]
    assert of_poetry("main", "dev", extras=("more",)) == [
        'compost==0.3 ; python_version < "3.13" \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc',
        'sprout==1.4 ; sys_platform == "linux" or sys_platform == "win32" \\\n    --hash=sha256:aa',
        "-e ./libs/toolkit",
        "spade @ git+https://example.org/spade.git@0123abc#subdirectory=python",
    ]
    assert of_poetry("docs") == [
        "compost==0.3 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc",
    ]
    assert of_poetry("extra-docs") == [
        "rake @ https://example.org/rake-3-py3-none-any.whl \\\n    --hash=sha256:dd",
    ]


def test_the_indexes_of_poetry() -> None:
    address = "https://example.org/simple"
    assert exported_poetry.indexes(POETRY, {"compost"}) == ((address,), True)
    assert exported_poetry.indexes(POETRY, {"compost", "sprout"}) == ((address,), False)
    assert exported_poetry.indexes(POETRY, {"sprout"}) == ((), False)
    assert pinned.index_options([address, "https://b.example"], only=True) == [
        "--index-url https://example.org/simple",
        "--extra-index-url https://b.example",
    ]


def test_the_groups_of_poetry() -> None:
    manifest = {
        "dependency-groups": {"dev": [], "Docs": []},
        "tool": {"poetry": {"group": {"docs": {"optional": True}, "old": {"dependencies": {}}}}},
    }
    assert exported_poetry.groups_in(manifest) == ({"dev", "old"}, {"docs"})


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('lock-version = "2.1"', 'lock-version = "2.0"', "poetry.lock has format 2.0"),
        ('"sha256:aa"', '"sha256:aa\\n--index-url https://evil.example"', "cannot be exported"),
        ('version = "1.4"', 'version = "1.4 --pre"', "'1.4 --pre' is not what a lock holds"),
        ('\\"linux\\"', '\\"linux\\"\\n--pre', "is not what a lock holds"),
        ('files = [{file = "sprout-1.4-py3-none-any.whl", hash = "sha256:aa"}]', "files = []",
         "it has no hashes of sprout"),
        ('extra == \\"more\\"', "extra", "cannot be exported"),
        ('type = "legacy"', 'type = "odd"', "a source of the unknown kind 'odd'"),
    ],
)  # fmt: skip
def test_a_lock_of_poetry_that_is_refused(old: str, new: str, says: str) -> None:
    assert old in POETRY
    with pytest.raises(SeedbedError) as caught:
        pinned.requirements(exported_poetry.pinned(POETRY.replace(old, new), {"main"}, {"more"}))
    assert says in caught.value.message


PIXI = """\
version: 7
platforms:
- name: linux-64
- name: osx-arm64
environments:
  default:
    channels:
    - url: https://example.org/forge/
    packages:
      linux-64:
      - conda: https://example.org/forge/linux-64/libzlib-1.3-0.conda
      - conda: https://example.org/forge/linux-64/python-3.12.4-h0_0.conda
      - pypi: ./
      - pypi: ./libs/toolkit
      - pypi: https://example.org/f/sprout-1.4-cp312-linux.whl
      - pypi: git+https://example.org/spade.git?rev=main&subdirectory=python#0123abc
      osx-arm64:
      - conda: https://example.org/forge/osx-arm64/python-3.12.5-h0_0.conda
      - pypi: ./
      - pypi: https://example.org/f/compost-0.3.tar.gz
      - pypi: https://example.org/f/sprout-1.4-cp312-mac.whl
  dev:
    channels:
    - url: https://example.org/forge/
    packages:
      linux-64:
      - conda: https://example.org/forge/linux-64/libzlib-1.3-0.conda
      - conda: https://example.org/forge/linux-64/numpy-2.1-py312_0.conda
      - conda: https://example.org/forge/linux-64/python-3.12.4-h0_0.conda
packages:
- conda: https://example.org/forge/linux-64/libzlib-1.3-0.conda
  sha256: 00
  md5: 00000000000000000000000000000001
- conda: https://example.org/forge/linux-64/numpy-2.1-py312_0.conda
  sha256: 00
  md5: 00000000000000000000000000000002
  depends:
  - python >=3.12
- conda: https://example.org/forge/linux-64/python-3.12.4-h0_0.conda
  sha256: 00
  md5: 00000000000000000000000000000003
  depends:
  - libzlib >=1.3,<2
- pypi: ./libs/toolkit
  name: toolkit
- pypi: git+https://example.org/spade.git?rev=main&subdirectory=python#0123abc
  name: spade
  version: '0.2'
- pypi: https://example.org/f/compost-0.3.tar.gz
  name: compost
  version: '0.3'
  sha256: cc
  index: https://example.org/simple
- pypi: https://example.org/f/sprout-1.4-cp312-linux.whl
  name: sprout
  version: '1.4'
  sha256: aa
  index: https://example.org/simple
- pypi: https://example.org/f/sprout-1.4-cp312-mac.whl
  name: sprout
  version: '1.4'
  sha256: bb
  index: https://example.org/simple
"""
MAC = "sys_platform == 'darwin' and platform_machine == 'arm64'"
LINUX = "sys_platform == 'linux' and platform_machine == 'x86_64'"


def test_the_requirements_of_pixi() -> None:
    found = exported(PIXI, "default")
    assert found.python == "==3.12.*"
    assert found.indexes == ("https://example.org/simple",)
    assert pinned.requirements(found.packages) == [
        f"compost==0.3 ; {MAC} \\\n    --hash=sha256:cc",
        f"spade @ git+https://example.org/spade.git@0123abc#subdirectory=python ; {LINUX}",
        "sprout==1.4 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb",
        f"-e ./libs/toolkit ; {LINUX}",
    ]


def test_the_pylock_of_pixi() -> None:
    found = exported(PIXI, "default")
    assert (
        pinned.pylock(found.packages, found.python)
        == f"""\
lock-version = "1.0"
created-by = "seedbed"
requires-python = "==3.12.*"

[[packages]]
name = "compost"
version = "0.3"
marker = "{MAC}"
index = "https://example.org/simple"
sdist = {{ name = "compost-0.3.tar.gz", url = "https://example.org/f/compost-0.3.tar.gz", \
hashes = {{ sha256 = "cc" }} }}

[[packages]]
name = "spade"
version = "0.2"
marker = "{LINUX}"
vcs = {{ type = "git", url = "https://example.org/spade.git", commit-id = "0123abc", \
subdirectory = "python" }}

[[packages]]
name = "sprout"
version = "1.4"
index = "https://example.org/simple"
wheels = [
    {{ name = "sprout-1.4-cp312-linux.whl", url = "https://example.org/f/sprout-1.4-cp312-linux.whl\
", hashes = {{ sha256 = "aa" }} }},
    {{ name = "sprout-1.4-cp312-mac.whl", url = "https://example.org/f/sprout-1.4-cp312-mac.whl", \
hashes = {{ sha256 = "bb" }} }},
]

[[packages]]
name = "toolkit"
marker = "{LINUX}"
directory = {{ path = "./libs/toolkit", editable = true }}
"""
    )


def test_conda_packages_beside_python_have_no_place_in_requirements() -> None:
    with pytest.raises(SeedbedError) as caught:
        exported(PIXI, "dev")
    assert caught.value.message == (
        "The environment 'dev' has conda packages, which no package index has in this form: numpy."
    )
    assert caught.value.hint == "Export it for conda: seedbed export --format environment"


def test_platforms_that_no_marker_tells_apart() -> None:
    twice = PIXI.replace("- name: osx-arm64\n", "- name: cuda\n  subdir: linux-64\n").replace(
        "      osx-arm64:\n", "      cuda:\n"
    )
    with pytest.raises(SeedbedError, match="several platforms for linux-64") as caught:
        exported(twice, "default")
    assert caught.value.code == "platforms-alike"
    with pytest.raises(SeedbedError, match="several platforms for linux-64"):
        of_pixi_lock(twice, "default", "linux-64")


def test_an_explicit_list() -> None:
    found = of_pixi_lock(PIXI, "dev", "linux-64")
    assert [one.line for one in found] == [
        "https://example.org/forge/linux-64/libzlib-1.3-0.conda#00000000000000000000000000000001",
        (
            "https://example.org/forge/linux-64/numpy-2.1-py312_0.conda"
            "#00000000000000000000000000000002"
        ),
        (
            "https://example.org/forge/linux-64/python-3.12.4-h0_0.conda"
            "#00000000000000000000000000000003"
        ),
    ]
    assert of_pixi_lock(PIXI, "dev", "osx-arm64") == []
    others = [one.name for one in of_pixi_lock(PIXI, "default", "linux-64") if not one.is_conda]
    assert others[1:] == ["sprout-1.4-cp312-linux.whl", ("spade.git?rev=main&subdirectory=python"
                          "#0123abc")]  # fmt: skip


CONDA_LOCK = """\
version: 1
metadata:
  platforms:
  - linux-64
package:
- name: numpy
  version: 2.1.0
  manager: conda
  platform: linux-64
  dependencies:
    python: '>=3.12'
  url: https://example.org/forge/linux-64/numpy-2.1.0-py312_0.conda
  hash:
    md5: 00000000000000000000000000000004
    sha256: 00
  category: main
  optional: false
- name: pytest
  version: 8.4.0
  manager: conda
  platform: linux-64
  dependencies: {}
  url: https://example.org/forge/noarch/pytest-8.4.0-0.conda
  hash:
    md5: 00000000000000000000000000000005
    sha256: 00
  category: dev
  optional: true
- name: numpy
  version: 2.1.0
  manager: conda
  platform: osx-arm64
  dependencies: {}
  url: https://example.org/forge/osx-arm64/numpy-2.1.0-py312_0.conda
  hash:
    md5: 00000000000000000000000000000006
    sha256: 00
  category: main
  optional: false
"""


def test_an_explicit_list_of_conda_lock() -> None:
    found = of_conda_lock(CONDA_LOCK, None, "linux-64")
    assert [one.line for one in found] == [
        (
            "https://example.org/forge/linux-64/numpy-2.1.0-py312_0.conda"
            "#00000000000000000000000000000004"
        ),
        "https://example.org/forge/noarch/pytest-8.4.0-0.conda#00000000000000000000000000000005",
    ]
    assert [one.name for one in of_conda_lock(CONDA_LOCK, {"main"}, "linux-64")] == ["numpy"]
    assert all(one.is_conda for one in found)
    bad = CONDA_LOCK.replace("md5: 00000000000000000000000000000005", "md5: none")
    with pytest.raises(SeedbedError, match="'pytest' has no address with an MD5 hash"):
        [one.line for one in of_conda_lock(bad, None, "linux-64")]


def test_the_indexes_of_uv() -> None:
    text = """\
version = 1
[[package]]
name = "sprout"
source = { registry = "https://example.org/simple" }
[[package]]
name = "sprout"
source = { registry = "https://b.example/simple" }
[[package]]
name = "local"
source = { registry = "../wheels" }
[[package]]
name = "x-1"
source = { virtual = "." }
"""
    both = ("https://example.org/simple", "https://b.example/simple")
    assert registries(text, {"sprout", "local", "x-1"}) == both
    assert registries(text, {"local"}) == ()
