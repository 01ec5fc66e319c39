"""What `seedbed export` writes installs in new environments, by the programs that it is for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import exports
import pytest
import small_index
from cli import seedbed
from exports import export
from pixi_runs import Real, served

pytestmark = pytest.mark.slow
NETWORK = pytest.mark.network  # pip looks at PyPI, too, and a new one comes from there


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("index")
    small_index.make(folder)
    with served(folder) as address:
        yield address


class Fresh:
    """A new virtual environment.

    Args:
        folder: where to make it.
    """

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        self.python = str(folder / "bin" / "python")

    def run(self, *command: str | Path, cwd: Path, check: bool = True) -> str:
        """What a command prints."""
        kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        done = subprocess.run(
            command, cwd=cwd, env=kept, capture_output=True, encoding="utf-8", check=False
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0 or not check, said
        return said

    def pip(self, *arguments: str | Path, cwd: Path, check: bool = True) -> str:
        """Run its pip."""
        return self.run(self.python, "-m", "pip", *arguments, cwd=cwd, check=check)

    def packages(self, cwd: Path) -> set[str]:
        """What is installed, but for pip and its like."""
        lines = self.pip("freeze", cwd=cwd).splitlines()
        return {line for line in lines if "==" in line}


EXPECTED = {"sprout==1.4", "trowel==1.1", "compost==0.3"}


@NETWORK
@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_by_pip(tmp_path: Path, need: Callable[[str], str], index: str, manager: str) -> None:
    need(manager)
    root = (
        exports.locked_by_uv(tmp_path / "x-1", index)
        if manager == "uv"
        else exports.locked_by_poetry(tmp_path / "x-1", index, tmp_path / "settings")
    )
    place = tmp_path / "requirements.txt"
    export(root, "--extra", "more", "--output", place)
    fresh = Fresh(tmp_path / "env")
    fresh.pip("install", "--require-hashes", "-r", place, cwd=tmp_path)
    assert fresh.packages(tmp_path) == EXPECTED
    place.write_text(place.read_text().replace("--hash=sha256:", "--hash=sha256:0", 1))
    other = Fresh(tmp_path / "other")
    assert "0" in place.read_text()
    assert "hash" in other.pip("install", "-r", place, cwd=tmp_path, check=False).lower()
    assert other.packages(tmp_path) == set()


@NETWORK
@pytest.mark.parametrize(
    ("kind", "name", "verb"),
    [
        ("requirements", "requirements.txt", ("install", "--index-strategy", "unsafe-best-match",
                                              "--require-hashes", "-r")),
        ("pylock", "pylock.toml", ("sync",)),
        ("pylock", "pylock.all.toml", ("install", "-r")),
    ],
)  # fmt: skip
def test_by_uv(
    tmp_path: Path,
    need: Callable[[str], str],
    index: str,
    kind: str,
    name: str,
    verb: tuple[str, ...],
) -> None:
    uv = need("uv")
    root = exports.locked_by_uv(tmp_path / "x-1", index)
    place = tmp_path / name
    export(root, "--extra", "more", "--format", kind, "--output", place)
    fresh = Fresh(tmp_path / "env")
    fresh.run(uv, "pip", *verb, place, "--python", fresh.python, cwd=tmp_path)
    said = fresh.run(uv, "pip", "freeze", "--python", fresh.python, cwd=tmp_path)
    own = ("pip==", "setuptools==")  # a new environment has them
    found = {line for line in said.splitlines() if "==" in line and not line.startswith(own)}
    assert found == EXPECTED


@NETWORK
def test_a_pylock_by_pip_itself(tmp_path: Path, need: Callable[[str], str], index: str) -> None:
    need("uv")
    root = exports.locked_by_uv(tmp_path / "x-1", index)
    place = tmp_path / "pylock.toml"
    export(root, "--extra", "more", "--format", "pylock", "--output", place)
    fresh = Fresh(tmp_path / "env")
    fresh.pip("install", "--quiet", "--upgrade", "pip>=26.1", cwd=tmp_path)
    fresh.pip("install", "-r", place, cwd=tmp_path)
    assert fresh.packages(tmp_path) == EXPECTED


@NETWORK
def test_a_whole_project_without_its_manager(tmp_path: Path, need: Callable[[str], str]) -> None:
    need("uv")
    flags = ("--yes", "--no-git", "--framework", "none")
    made = seedbed("new", "x-1", *flags, cwd=tmp_path, env=exports.settings())
    assert made.returncode == 0, made.stderr
    root = tmp_path / "x-1"
    export(root, "--output", "requirements.txt")
    fresh = Fresh(tmp_path / "env")
    shown = (root / "requirements.txt").read_text().splitlines()[2:5]
    assert shown[1] == "# Then install this project itself, in its folder:"
    for line in (shown[0], shown[2]):  # as the file itself says
        words = line.removeprefix("#   python -m pip ").split()
        fresh.pip(*words, cwd=root)
    assert " passed" in fresh.run(fresh.python, "-m", "pytest", cwd=root)


def test_an_environment_file_of_conda(conda: Real, tmp_path: Path) -> None:
    flags = ("--yes", "--no-git", "--no-sync", "--manager", "conda", "--framework", "none")
    assert seedbed("new", "x-1", *flags, cwd=tmp_path).returncode == 0
    root = tmp_path / "x-1"
    place = tmp_path / "all.yml"
    export(root, "--output", place)
    prefix = tmp_path / "env"
    conda.run("env", "create", "--yes", "--prefix", str(prefix), "--file", str(place), cwd=tmp_path)
    python = prefix / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--editable", ".")
    conda.let(*pip, cwd=root)
    assert " passed" in conda.let(python, "-m", "pytest", cwd=root).stdout


@NETWORK
def test_conda_lets_pip_install_what_uv_locked(
    conda: Real, tmp_path: Path, need: Callable[[str], str], index: str
) -> None:
    need("uv")
    root = exports.locked_by_uv(tmp_path / "x-1", index)
    place = root / "environment.yml"
    export(root, "--format", "environment", "--output", place)
    prefix = tmp_path / "env"
    conda.run("env", "create", "--yes", "--prefix", str(prefix), "--file", str(place), cwd=root)
    said = conda.let(prefix / "bin" / "python", "-m", "pip", "freeze", cwd=root).stdout
    assert {line for line in said.splitlines() if line.startswith(("sprout", "trowel"))} == {
        "sprout==1.4", "trowel==1.1",
    }  # fmt: skip
