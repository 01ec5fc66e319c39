"""Nix builds what Poetry locked: `poetry.lock` in the form that uv2nix reads, and what it chooses.

`fixtures/poetry_project` has a real lock: Poetry 2.5.1 made it on November 28, 2026. Wheels for
other machines than the three below, and where packages came from, were removed.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import commit, edit, make
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nix_builds import derivations, is_old, overridden
from nix_runs import STUB, Nix
from places import FIXTURES, ROOT

PROJECT = FIXTURES / "poetry_project"
FILES = ROOT / "src" / "seedbed" / "data" / "layers" / "pairs" / "poetry+build" / "files" / ".nix"
SMALL = """\
[[package]]
name = "colorama"
version = "0.4.6"
groups = ["main", "dev"]
files = [{file = "colorama-0.4.6-py2.py3-none-any.whl", hash = "sha256:aa"}]
markers = {main = "platform_system == \\"Windows\\"", dev = "sys_platform == \\"win32\\""}

[package.dependencies]
torch = {version = "*", optional = true, markers = "extra == \\"other\\""}

[[package]]
name = "torch"
version = "2.9.1+cpu"
groups = ["main"]
markers = "sys_platform == \\"linux\\""
files = [
    {file = "torch-2.9.1+cpu-cp313-cp313-manylinux_2_28_x86_64.whl", hash = "sha256:bb"},
    {file = "torch-2.9.1.zip", hash = "sha256:dd"},
    {file = "torch-2.9.1.tar.gz", hash = "sha256:cc"},
]

[package.dependencies]
Colorama = {version = ">=0.4", markers = "python_version < \\"3.14\\""}
gone = "*"

[package.source]
type = "legacy"
url = "https://download.pytorch.org/whl/cpu"
reference = "pytorch-cpu"
"""
AS_UV_LOCK = {
    "version": 1,
    "requires-python": ">=3.11,<3.14",
    "resolution-markers": [
        'platform_system == "Windows"',
        'sys_platform == "win32"',
        'sys_platform == "linux"',
    ],
    "package": [
        {
            "name": "x-1",
            "version": "0.1.0",
            "source": {"editable": "."},
            "dependencies": [
                {
                    "name": "colorama",
                    "version": "0.4.6",
                    "marker": 'platform_system == "Windows"',
                },
                {"name": "torch", "version": "2.9.1+cpu", "marker": 'sys_platform == "linux"'},
            ],
            "dev-dependencies": {
                "dev": [
                    {"name": "colorama", "version": "0.4.6", "marker": 'sys_platform == "win32"'}
                ]
            },
        },
        {
            "name": "colorama",
            "version": "0.4.6",
            "source": {"registry": "default"},
            "resolution-markers": ['platform_system == "Windows"', 'sys_platform == "win32"'],
            "dependencies": [],
            "wheels": [
                {
                    "url": "index+default/colorama/colorama-0.4.6-py2.py3-none-any.whl",
                    "hash": "sha256:aa",
                }
            ],
        },
        {
            "name": "torch",
            "version": "2.9.1+cpu",
            "source": {"registry": "https://download.pytorch.org/whl/cpu"},
            "resolution-markers": ['sys_platform == "linux"'],
            "dependencies": [
                {
                    "name": "colorama",
                    "version": "0.4.6",
                    "marker": '(python_version < "3.14") and '
                    '((platform_system == "Windows") or (sys_platform == "win32"))',
                }
            ],
            "wheels": [
                {
                    "url": "index+https://download.pytorch.org/whl/cpu/torch/"
                    "torch-2.9.1+cpu-cp313-cp313-manylinux_2_28_x86_64.whl",
                    "hash": "sha256:bb",
                }
            ],
            "sdist": {
                "url": "index+https://download.pytorch.org/whl/cpu/torch/torch-2.9.1.tar.gz",
                "hash": "sha256:cc",
            },
        },
    ],
}


def derive(nix: Nix, folder: Path, lock: str, manifest: str = "") -> Any:
    """A poetry.lock in the form of a uv.lock; what Nix says instead, where it fails."""
    (folder / "poetry.lock").write_text(lock)
    (folder / "pyproject.toml").write_text(manifest or MANIFEST)
    expression = (
        f"let lib = import {STUB}/lib; in import {FILES}/poetry-lock.nix"
        f" {{ inherit lib; pyproject = lib.importTOML {folder}/pyproject.toml; }}"
        f" (lib.importTOML {folder}/poetry.lock)"
    )
    done = nix.run("eval", "--impure", "--json", "--expr", expression, cwd=folder, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


MANIFEST = '[project]\nname = "X.1"\nversion = "0.1.0"\nrequires-python = ">=3.11,<3.14"\n'


def test_a_small_lock_in_full(nix: Nix, tmp_path: Path) -> None:
    assert derive(nix, tmp_path, SMALL) == AS_UV_LOCK


def test_a_real_lock_keeps_each_version_hash_and_marker(nix: Nix, tmp_path: Path) -> None:
    lock, manifest = ((PROJECT / name).read_text() for name in ("poetry.lock", "pyproject.toml"))
    kept = kept_in(derive(nix, tmp_path, lock, manifest))
    assert kept == kept_in_poetry(lock)
    assert len(kept) == 49
    metal = "tensorflow_metal-1.2.0-cp312-cp312-macosx_12_0_arm64.whl"
    marker = 'platform_machine == "arm64" and python_version < "3.13" and sys_platform == "darwin"'
    digest = "4bece0ecb154b713b9f5ad4aec676a366d312822161e3cf0e1dea737c64cec04"
    source = "default/tensorflow-metal"
    assert ("1.2.0", "main", marker, f"{source}/{metal}", f"sha256:{digest}") in kept


def test_pytorch_keeps_its_build_for_each_system(nix: Nix, tmp_path: Path) -> None:
    lock = (FIXTURES / "gpu" / "locks" / "poetry.lock").read_text()
    kept = kept_in(derive(nix, tmp_path, lock))
    assert kept == kept_in_poetry(lock)
    builds = {(version, marker, where.rsplit("/", 1)[0]) for version, _, marker, where, _ in kept}
    assert builds == {
        ("13.0.3", 'platform_system == "Linux"', "https://index.example/pypi/cuda-toolkit"),
        ("2.13.0", 'sys_platform != "linux"', "https://index.example/pypi/torch"),
        ("2.13.0+cu130", 'sys_platform == "linux"', "https://index.example/cu130/torch"),
    }


def kept_in_poetry(lock: str) -> set[tuple[str, ...]]:
    """What a poetry.lock says: of each file its version, group, marker, index, name, and hash."""
    found: set[tuple[str, ...]] = set()
    for one in tomllib.loads(lock)["package"]:
        markers = one.get("markers", "")
        for group in one["groups"]:
            marker = markers.get(group, "") if isinstance(markers, dict) else markers
            index = one.get("source", {}).get("url", "default")
            for file in one["files"]:
                where = f"{index}/{one['name']}/{file['file']}"
                found.add((one["version"], group, marker, where, file["hash"]))
    return found


def kept_in(lock: Any) -> set[tuple[str, ...]]:
    """The same of what was derived from it."""
    found: set[tuple[str, ...]] = set()
    project, *packages = lock["package"]
    groups = {"main": project["dependencies"], **project["dev-dependencies"]}
    for group, needed in groups.items():
        for need in needed:
            marker = need.get("marker", "")
            for one in packages:
                same = (one["name"], one["version"]) == (need["name"], need["version"])
                # of packages that differ only in where they are from, the one with this marker
                if same and marker in (one["resolution-markers"] or [marker]):
                    for file in [*one["wheels"], *filter(None, [one.get("sdist")])]:
                        where = file["url"].removeprefix("index+")
                        found.add((one["version"], group, marker, where, file["hash"]))
    return found


PLACES = ["", "https://index.example/simple"]
MARKERS = ['sys_platform == "linux"', 'sys_platform != "linux"', 'extra == "gpu"']
PACKAGE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["aa", "b-b", "c-c-c"]),
        "version": st.sampled_from(["1", "1.0.post1", "2!3.0", "1+cpu"]),
        "groups": st.lists(st.sampled_from(["main", "dev", "docs"]), min_size=1, unique=True),
        "markers": st.sampled_from(["", *MARKERS]),
        "url": st.sampled_from(PLACES),
        "hash": st.text("0123456789abcdef", min_size=4, max_size=4),
    }
)


@given(st.lists(PACKAGE, unique_by=lambda one: (one["name"], one["version"]), max_size=6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_lock_keeps_each_version_hash_and_marker(
    nix: Nix, tmp_path: Path, packages: list[dict[str, Any]]
) -> None:
    lock = "".join(map(written, packages)) or "package = []\n"
    assert kept_in(derive(nix, tmp_path, lock)) == kept_in_poetry(lock)


def written(package: dict[str, Any]) -> str:
    """A package as Poetry locks it."""
    name, version, digest = package["name"], package["version"], package["hash"]
    stem = f"{name.replace('-', '_')}-{version}"
    lines = [
        f'[[package]]\nname = "{name}"\nversion = "{version}"',
        f"groups = {json.dumps(package['groups'])}\nfiles = [",
        f'    {{file = "{stem}-py3-none-any.whl", hash = "sha256:{digest}0"}},',
        f'    {{file = "{stem}.tar.gz", hash = "sha256:{digest}1"}},\n]',
    ]
    if package["markers"]:
        lines.append(f"markers = {json.dumps(package['markers'])}")
    if package["url"]:
        lines.append(f'[package.source]\ntype = "legacy"\nurl = "{package["url"]}"')
    return "\n".join([*lines, "\n"])


ONE = """\
[[package]]
name = "one"
version = "1.0"
groups = ["main"]
files = [FILE]

[package.source]
SOURCE
"""


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        (
            '{file = "one-1.0-py3-none-any.whl", hash = "sha256:aa"}',
            'type = "url"\nurl = "https://example.org/a/one-1.0-py3-none-any.whl"',
            {
                "source": {"url": "https://example.org/a/one-1.0-py3-none-any.whl"},
                "wheels": [
                    {"url": "https://example.org/a/one-1.0-py3-none-any.whl", "hash": "sha256:aa"}
                ],
            },
        ),
        (
            '{file = "one-1.0.zip", hash = "sha256:aa"}',
            'type = "url"\nurl = "https://example.org/a/one-1.0.zip"\nsubdirectory = "a/b"',
            {
                "source": {"url": "https://example.org/a/one-1.0.zip", "subdirectory": "a/b"},
                "wheels": [],
                "sdist": {"url": "https://example.org/a/one-1.0.zip", "hash": "sha256:aa"},
            },
        ),
        (
            "",
            (
                'type = "git"\nurl = "https://example.org/one.git"\nreference = "main"\n'
                'resolved_reference = "0123abcd"\nsubdirectory = "a/b"'
            ),
            {
                "source": {"git": "https://example.org/one.git?subdirectory=a%2Fb#0123abcd"},
                "wheels": [],
            },
        ),
    ],
)
def test_packages_from_an_address_or_from_git(
    nix: Nix, tmp_path: Path, file: str, source: str, expected: dict[str, Any]
) -> None:
    derived = derive(nix, tmp_path, ONE.replace("FILE", file).replace("SOURCE", source))
    (_, package) = derived["package"]
    common = {"name": "one", "version": "1.0", "resolution-markers": [], "dependencies": []}
    assert package == {**common, **expected}


@pytest.mark.parametrize(
    ("lock", "dependencies", "said"),
    [
        (
            ONE.replace("FILE", "").replace("SOURCE", 'type = "directory"\nurl = "../one"'),
            [],
            (
                "Nix cannot build one from ../one: put the package into an index or a git"
                " repository at https://, or use Poetry instead: nix develop .#manager"
            ),
        ),
        (
            ONE.replace("FILE", "").replace(
                "SOURCE", 'type = "git"\nurl = "git@example.org:one"\nresolved_reference = "0"'
            ),
            [],
            "Nix cannot build one from git@example.org:one: put the package into",
        ),
        (
            '[[package]]\nname = "one"\nversion = "1.0"\n',
            [],
            "poetry.lock was written by a Poetry older than 2; renew it: nix run .#poetry -- lock",
        ),
        (
            SMALL,
            ["Torch>=2", "tomli>=2 ; python_version < '3.11'", "Some.Name[extra]>=1"],
            "poetry.lock lacks Some.Name, which is in pyproject.toml: nix run .#poetry -- lock",
        ),
    ],
)
def test_what_nix_cannot_build_is_said_in_one_sentence(
    nix: Nix, tmp_path: Path, lock: str, dependencies: list[str], said: str
) -> None:
    manifest = f"{MANIFEST}dependencies = {json.dumps(dependencies)}\n"
    assert said in derive(nix, tmp_path, lock, manifest)


NUMPY = {
    ("3.12", "x86_64-linux"): (
        "numpy-2.4.6-cp312-cp312-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
        "sha256:90f9849678c75fe7afa2d348ac842c168b0a4d3d61919687216dfc547976d853",
    ),
    ("3.12", "aarch64-darwin"): (
        "numpy-2.1.3-cp312-cp312-macosx_11_0_arm64.whl",
        "sha256:13138eadd4f4da03074851a698ffa7e405f41a0845a6b1ad135b81596e4e9958",
    ),
    ("3.13", "x86_64-linux"): (
        "numpy-2.4.6-cp313-cp313-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
        "sha256:a7830bab239b79cda9c08c2da014761cafb48da6150e1da17ac06283f43b6089",
    ),
    ("3.13", "aarch64-linux"): (
        "numpy-2.4.6-cp313-cp313-manylinux_2_27_aarch64.manylinux_2_28_aarch64.whl",
        "sha256:72fbe16c6fac95aedf5937fa873445cec2110be35d8a4e9433d7501fd98dae6b",
    ),
    ("3.13", "aarch64-darwin"): (
        "numpy-2.1.3-cp313-cp313-macosx_11_0_arm64.whl",
        "sha256:f653490b33e9c3a4c1c01d41bc2aef08f9475af51146e4a7710c450cf9761598",
    ),
}
"""The wheel of numpy in the real lock for a Python and a system, and its hash."""
METAL = {"packaging", "six", "tensorflow-metal", "wheel"}
TESTS = {"iniconfig", "packaging", "pluggy", "pygments", "pytest"}


@pytest.mark.parametrize(("python", "system"), list(NUMPY))
def test_the_real_uv2nix_takes_the_files_that_poetry_locked(
    nix: Nix, tmp_path: Path, real_nix_inputs: dict[str, Path], python: str, system: str
) -> None:
    if is_old(nix):
        pytest.skip("today's library of nixpkgs needs a newer Nix: set NEWER_NIX")
    root = make(tmp_path, "--manager", "poetry", "--nix", "build", git=True)
    for name in ("pyproject.toml", "poetry.lock"):
        shutil.copy(PROJECT / name, root)
    edit(root, "flake.nix", "pkgs.python313", f"pkgs.python{python.replace('.', '')}")
    commit(root)
    lock = tomllib.loads((PROJECT / "poetry.lock").read_text())["package"]
    locked = {file["file"]: file["hash"] for one in lock for file in one["files"]}

    def taken(attribute: str) -> dict[str, dict[str, str]]:
        """The files of packages that an output is built from, by the names of the packages."""
        flake = f".#{attribute.replace('SYSTEM', system)}.drvPath"
        given = [word for name, path in real_nix_inputs.items() for word in overridden(name, path)]
        path = nix.run("eval", "--raw", flake, *given, "--no-write-lock-file", cwd=root).stdout
        files = [one for one in derivations(nix, path) if one.get("name") in locked]
        assert all(one["outputHash"] == locked[one["name"]] for one in files)
        return {one["name"].split("-")[0].replace("_", "-"): one for one in files}

    package = taken("packages.SYSTEM.default")
    metal = METAL if (python, system) == ("3.12", "aarch64-darwin") else set()
    assert set(package) == {"numpy", "tqdm"} | metal
    numpy = package["numpy"]
    assert (numpy["name"], numpy["outputHash"]) == NUMPY[python, system]
    # the shell has the group dev, not docs, which is optional
    assert set(taken("devShells.SYSTEM.default")) == {"numpy", "tqdm"} | metal | TESTS
    edit(root, "flake.nix", "extras = [ ];", 'extras = [ "tables" ];')
    assert set(taken("packages.SYSTEM.default")) == {"numpy", "tqdm", "tabulate"} | metal
