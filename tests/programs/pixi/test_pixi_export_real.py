"""`seedbed export` for projects of the real Pixi; what it writes is for pip, uv, and conda."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import conda_channel
import pytest
import small_index
from exports import digest, stamps
from pixi_runs import Pixi, Real, served
from running import SEEDBED
from small_index import HERE

_MANIFEST = """\
[project]
name = "x-1"
version = "1"
requires-python = ">=3.11"
dependencies = ["sprout>=1"]

[project.optional-dependencies]
more = ["compost"]

[dependency-groups]
dev = ["trowel"]

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["{here}", "{other}"]

[tool.pixi.pypi-options]
index-url = "{address}/simple"

[tool.pixi.dependencies]
python = ">=3.11"

[tool.pixi.environments]
dev = ["dev"]
more = ["more"]

[tool.pixi.target.{other}.pypi-dependencies]
compost = "*"

[tool.seedbed]
manager = "pixi"
framework = "none"
"""
OTHER = "osx-arm64" if HERE != "osx-arm64" else "linux-64"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index")
    small_index.make(made)
    small_index.make_channel(made)
    conda_channel.python(made / "conda-forge", OTHER)
    conda_channel.index(made / "conda-forge")
    return made


@pytest.fixture(scope="module")
def real(
    pixi: Pixi, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Pixi, str]]:
    home = tmp_path_factory.mktemp("pixi-home")
    with served(folder) as address:
        yield Pixi(pixi.program, home, home / "caches", address), address


@pytest.fixture(scope="module")
def root(real: tuple[Pixi, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("project")
    filled = _MANIFEST.format(here=HERE, other=OTHER, address=real[1])
    (made / "pyproject.toml").write_text(filled)
    real[0].run("lock", cwd=made)
    return made


def _export(
    real: Real, root: Path, *options: str, status: int = 0
) -> subprocess.CompletedProcess[str]:
    done = real.let(*SEEDBED, "export", *options, cwd=root, check=False)
    assert done.returncode == status, done.stderr
    return done


def test_requirements_where_only_python_is_condas(
    real: tuple[Pixi, str], root: Path, folder: Path, tmp_path: Path
) -> None:
    before = stamps(root)
    done = _export(real[0], root, "--format", "requirements")
    marker = "sys_platform == 'darwin' and platform_machine == 'arm64'"
    if OTHER != "osx-arm64":
        marker = "sys_platform == 'linux' and platform_machine == 'x86_64'"
    minor = "{}.{}".format(*sys.version_info)
    assert (done.stdout, done.stderr) == (
        f"""\
# Exported from pixi.lock by seedbed export. To change it, export it again.
# For Python =={minor}.*. To install it:
#   python -m pip install -r requirements.txt
--index-url {real[1]}/simple
compost==0.3 ; {marker} \\
    --hash=sha256:{digest(folder, "compost-0.3")}
sprout==1.4 \\
    --hash=sha256:{digest(folder, "sprout-1.4")}
trowel==1.1 \\
    --hash=sha256:{digest(folder, "trowel-1.1")}
""",
        "",
    )
    assert stamps(root) == before
    only = _export(real[0], root, "--format", "requirements", "--no-dev").stdout
    assert "trowel" not in only
    place = tmp_path / "requirements.txt"
    place.write_text(done.stdout)
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    real[0].let(python, "-m", "pip", "install", "--require-hashes", "-r", place, cwd=tmp_path)
    real[0].let(python, "-c", "import sprout, trowel", cwd=tmp_path)


def test_a_pylock_where_only_python_is_condas(
    real: tuple[Pixi, str], root: Path, tmp_path: Path, need: Callable[[str], str]
) -> None:
    uv = need("uv")
    options = ("--format", "pylock", "--no-dev", "--extra", "more", "--output")
    place = tmp_path / "pylock.toml"
    _export(real[0], root, *options, str(place))
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    real[0].let(uv, "pip", "sync", "--python", python, place, cwd=tmp_path)
    real[0].let(python, "-c", "import sprout, compost", cwd=tmp_path)


def test_an_environment_file_for_each_platform(real: tuple[Pixi, str], root: Path) -> None:
    before = stamps(root)
    version = "{}.{}.{}".format(*sys.version_info)
    done = _export(real[0], root)
    assert (
        done.stdout
        == f"""\
# Exported from pixi.lock by seedbed export. To change it, export it again.
# To install it:
#   conda env create --file environment.yml
name: x-1
channels:
- conda-forge
dependencies:
- python =={version} 0
- pip
- pip:
  - --index-url {real[1]}/simple
  - sprout==1.4
  - trowel==1.1
"""
    )
    assert done.stderr == (
        f"note: It is for {HERE} alone; --platform exports it for another one.\n"
    )
    other = _export(real[0], root, "--platform", OTHER, "--no-dev").stdout
    assert "compost==0.3" in other
    assert "trowel" not in other
    assert stamps(root) == before
    done = _export(real[0], root, "--platform", "win-64", status=3)
    assert "workspace does not define a platform with subdir 'win-64'" in done.stderr


def test_environments_that_are_not_locked(real: tuple[Pixi, str], root: Path) -> None:
    done = _export(real[0], root, "--extra", "more", status=1)
    assert (done.stdout, done.stderr) == (
        "",
        (
            "error: No environment of Pixi's has just the features dev, more.\n"
            "hint: Add --no-dev to export the environment 'more' without the others. Pixi locks "
            "only what [tool.pixi.environments] lists: add an environment for it.\n"
        ),
    )


def test_an_explicit_list_is_for_conda_packages_only(real: tuple[Pixi, str], root: Path) -> None:
    done = _export(real[0], root, "--format", "explicit", status=1)
    assert "pixi.lock has packages from package indexes" in done.stderr
    assert "sprout-1.4-py3-none-any.whl" in done.stderr


def test_a_stale_lock(real: tuple[Pixi, str], root: Path, tmp_path: Path) -> None:
    text = (root / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(text.replace("sprout>=1", "sprout>=1,<1.4"))
    (tmp_path / "pixi.lock").write_bytes((root / "pixi.lock").read_bytes())
    done = _export(real[0], tmp_path, status=1)
    assert done.stderr.startswith("error: pixi.lock doesn't match pyproject.toml any more.\n")
    assert (tmp_path / "pixi.lock").read_bytes() == (root / "pixi.lock").read_bytes()


@pytest.mark.slow
def test_conda_installs_what_is_exported(
    pixi_with_channel: Pixi, conda: Real, tmp_path: Path
) -> None:
    real = pixi_with_channel
    flags = ("--yes", "--no-git", "--no-sync", "--manager", "pixi", "--framework", "none")
    real.let(*SEEDBED, "new", "x-1", *flags, cwd=tmp_path)
    root = tmp_path / "x-1"
    real.run("lock", cwd=root)
    place = root / "environment.yml"
    _export(real, root, "--output", str(place))
    text = place.read_text()
    place.write_text(text.replace("- pip:\n  - -e ./\n", ""))  # its backend is on no channel here
    prefix = tmp_path / "env"
    conda.run("env", "create", "--yes", "--prefix", str(prefix), "--file", str(place), cwd=root)
    conda.let(prefix / "bin" / "python", "-m", "pytest", "--version", cwd=root)
    listed = tmp_path / "explicit.txt"
    _export(real, root, "--format", "explicit", "--output", str(listed))
    assert "@EXPLICIT\n" in listed.read_text()
