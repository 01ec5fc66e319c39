"""The real Pixi takes the build of PyTorch that a machine can run, from one lock.

The channel has stubs (`torch_channel`), and the machine's driver is what `CONDA_OVERRIDE_CUDA`
says: so no build runs here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch_channel
from cli import seedbed
from pixi_runs import Pixi, served
from ruamel.yaml import YAML
from running import PLAIN

pytestmark = pytest.mark.network  # what builds the project comes from the package index


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project for machines with CUDA and without."""
    made = seedbed(
        "new", "x-1", *PLAIN, "--manager", "pixi", "--framework", "pytorch",
        "--accelerator", "cuda", cwd=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return tmp_path / "x-1"


@pytest.fixture
def real(pixi: Pixi, root: Path, tmp_path: Path) -> Iterator[Pixi]:
    """Pixi with a channel for that project."""
    torch_channel.build(tmp_path / "channel", torch_channel.manifest_of(root))
    with served(tmp_path / "channel") as address:
        yield Pixi(pixi.program, tmp_path / "home", tmp_path / "caches", address)


def with_driver(pixi: Pixi, cuda: str) -> Pixi:
    """Pixi on a machine whose driver supports a CUDA version; an empty one is no driver."""
    pixi.variables["CONDA_OVERRIDE_CUDA"] = cuda
    return pixi


def installed(root: Path, environment: str = "dev") -> str:
    """The build of PyTorch in an environment."""
    (found,) = (root / ".pixi" / "envs" / environment / "conda-meta").glob("pytorch-2*.json")
    return found.stem.rpartition("-")[2]


def test_one_lock_of_stubs_has_all_builds_and_each_machine_takes_its_own(
    real: Pixi, root: Path
) -> None:
    real.run("lock", cwd=root)
    real.run("lock", "--check", cwd=root)
    lock = YAML(typ="safe", pure=True).load((root / "pixi.lock").read_text())
    machines = {
        platform["name"]: (
            platform.get("subdir", platform["name"]),
            "__cuda=13.0" in platform["virtual-packages"],
        )
        for platform in lock["platforms"]
    }
    builds = {
        machines[platform]: re.findall(r"/pytorch-[\d.]+-(\w+)\.conda", str(rows))
        for platform, rows in lock["environments"]["dev"]["packages"].items()
    }
    assert builds == {
        ("linux-64", True): ["cuda130_2"],
        ("linux-64", False): ["cpu_0"],
        ("linux-aarch64", True): ["cuda130_2"],
        ("linux-aarch64", False): ["cpu_0"],
        ("osx-arm64", False): ["cpu_0"],
        ("win-64", True): ["cuda130_2"],
        ("win-64", False): ["cpu_0"],
    }
    install = ("install", "--locked", "--environment", "dev")
    for driver, build in (("13.0", "cuda130_2"), ("", "cpu_0"), ("12.9", "cpu_0")):
        with_driver(real, driver).run(*install, cwd=root)
        assert installed(root) == build, driver


def test_a_cpu_environment_stays_one_when_a_gpu_appears_until_the_next_install(
    real: Pixi, root: Path
) -> None:
    with_driver(real, "").run("install", "--environment", "dev", cwd=root)
    says = ("run", "--environment", "dev", "python", "-c", "import torch; print(torch.build)")
    assert with_driver(real, "13.0").run(*says, cwd=root).stdout.split() == ["cpu_0"]
    real.run("install", "--environment", "dev", cwd=root)
    assert real.run(*says, cwd=root).stdout.split() == ["cuda130_2"]


def test_machines_that_share_a_home_keep_an_environment_each(real: Pixi, root: Path) -> None:
    page = (Path(__file__).parents[3] / "docs/accelerators.md").read_text()
    section = page.partition("## Shared home directories")[2]
    recipe = section.partition("```toml\n")[2].partition("```")[0]
    assert set(tomllib.loads(recipe)["tool"]["pixi"]) == {"feature", "environments"}
    manifest = root / "pyproject.toml"
    own = '[tool.pixi.environments]\ndev = ["dev"]\n'
    assert recipe.endswith(f'{own}login = ["dev", "login"]\n')
    manifest.write_text(manifest.read_text().replace(own, recipe))

    real.run("lock", cwd=root)
    says = ("run", "--locked", "--environment")
    build = ("python", "-c", "import torch; print(torch.build)")
    for _ in range(2):  # one after the other, as often as you like
        said = with_driver(real, "13.0").run(*says, "dev", *build, cwd=root)
        assert said.stdout.split() == ["cuda130_2"]
        said = with_driver(real, "").run(*says, "login", *build, cwd=root)
        assert said.stdout.split() == ["cpu_0"]
        assert (installed(root), installed(root, "login")) == ("cuda130_2", "cpu_0")

    edited = manifest.read_text()
    updated = seedbed("update", "--no-sync", cwd=root)
    assert updated.returncode == 0, updated.stderr
    assert manifest.read_text() == edited
