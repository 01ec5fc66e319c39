"""The real Pixi accepts what is written for it. It needs no packages for that."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from aged import edit, make
from cli import seedbed
from pixi_runs import Pixi
from running import PLAIN
from strategies import all_choices, sets_of

from seedbed.host import disk
from seedbed.layers.library import general_extras, load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import Choices
from seedbed.render.compose import compose

LIBRARY = load_library()
EXTRAS = general_extras(LIBRARY)
USUAL = Choices(name="x", package="x")
OPTIONS = {
    "CPU builds": ("--framework", "pytorch", "--accelerator", "cpu"),
    "CUDA builds": ("--framework", "pytorch", "--accelerator", "cuda"),
    "CUDA 12.9": ("--framework", "pytorch", "--accelerator=cuda", "--accelerator-version=12.9"),
    "TensorFlow with Metal": ("--framework", "tensorflow", "--accelerator", "metal"),
    "TensorFlow 2.10": (
        "--framework", "tensorflow", "--framework-version", "2.10", "--accelerator", "metal",
    ),
    "JAX for CUDA": ("--framework", "jax", "--accelerator", "cuda"),
    "a name in odd spelling": ("--name", "Deep..Net_1"),
    "any text": ("--description", 'Reads "digits" \\ ${x} {{ y }}\n\nand more', "--author", "Ü"),
    "channels": ("--channel", "conda-forge", "--channel", "bioconda"),
    "a channel of one's own": ("--channel", "https://conda.example.org/mine"),
    "one platform": ("--platform", "linux-64"),
    "all platforms": (
        "--platform", "linux-64", "--platform", "linux-aarch64", "--platform", "linux-ppc64le",
        "--platform", "osx-64", "--platform", "osx-arm64", "--platform", "win-64",
        "--platform", "win-arm64",
    ),
    "system packages": ("--system-package", "ffmpeg,graphviz", "--with", "docs"),
    "a Python of its own": ("--python", ">=3.12,<3.14"),
    "no license": ("--license", "none"),
    "a version of the framework": ("--framework-version", "~=1.7"),
    "Pixi": ("--preset", "global-python-ml"),
    "Pixi and Nix": ("--preset", "flake-python-ml"),
}  # fmt: skip
SETTINGS = {
    "another framework": ("framework=none",),
    "all extras": (f"extras={','.join(EXTRAS)}",),
    "no extras": ("extras=",),
    "channels": ("channels=bioconda,conda-forge",),
    "one platform": ("platforms=osx-arm64",),
    "Nix": ("nix=shell", "system-packages=ffmpeg"),
    "more at a time": ("extras=docs", "license=none", "platforms=linux-64,win-64", "nix=nixos"),
}


def of_pixi() -> Iterable[Choices]:
    return all_choices(LIBRARY, "pixi")


def some(choices: Choices) -> bool:
    """Whether it is among those that are tried every day: few extras or all, with each Nix."""
    usual = (choices.license, choices.nix) == (USUAL.license, USUAL.nix)
    return (usual and len(choices.extras) in {0, 1, len(EXTRAS)}) or (
        choices.license == USUAL.license and choices.extras == EXTRAS
    )


def written(root: Path) -> set[str]:
    """The tasks in a manifest."""
    return set(tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pixi"]["tasks"])


def accepts(pixi: Pixi, root: Path) -> None:
    tasks = written(root)
    empty = 'framework = "none"' in (root / "pyproject.toml").read_text()
    assert {"test", "lint"} <= tasks
    assert tasks & {"train", "evaluate"} == (set() if empty else {"train", "evaluate"})
    assert pixi.tasks(root) == tasks


def accepts_each(pixi: Pixi, folder: Path, combinations: Iterable[Choices]) -> int:
    """Let Pixi judge a project of each of them; gives how many they are."""
    count = 0
    for count, choices in enumerate(combinations, 1):
        root = folder / str(count)
        disk.create(str(root), compose(choices, LIBRARY).files)
        accepts(pixi, root)
    return count


def test_the_usual_combinations(pixi: Pixi, tmp_path: Path) -> None:
    assert accepts_each(pixi, tmp_path, filter(some, of_pixi())) > 2 * len(EXTRAS)


@pytest.mark.slow
@pytest.mark.parametrize("framework", offered(LIBRARY, "framework"))
def test_every_other_combination(pixi: Pixi, tmp_path: Path, framework: str) -> None:
    others = (one for one in of_pixi() if one.framework == framework and not some(one))
    assert accepts_each(pixi, tmp_path, others) > len(sets_of(EXTRAS))


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_options(pixi: Pixi, tmp_path: Path, options: tuple[str, ...]) -> None:
    manager = () if "--preset" in options else ("--manager", "pixi")
    done = seedbed("new", "x-1", *PLAIN, *manager, *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    accepts(pixi, tmp_path / "x-1")


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_updates(pixi: Pixi, tmp_path: Path, settings: tuple[str, ...]) -> None:
    root = make(tmp_path, "--manager", "pixi")
    edit(root, "pyproject.toml", 'license = "MIT"\n', 'license = "MIT"\nkeywords = ["seeds"]\n')
    words = [word for one in settings for word in ("--set", one)]
    done = seedbed("update", "--no-sync", *words, cwd=root)
    assert done.returncode == 0, done.stderr
    accepts(pixi, root)


@pytest.mark.parametrize("manager", sorted(MANAGERS.keys() - {"pixi"}))
def test_switches(pixi: Pixi, tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--with", "docs,direnv")
    done = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root)
    assert done.returncode == 0, done.stderr
    accepts(pixi, root)


def test_it_sees_a_mistake(pixi: Pixi, tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    steps = 'depends-on = ["check", "format-check", "types"]\n'
    edit(root, "pyproject.toml", steps, f'{steps}default-environment = "dev"\n')
    done = pixi.run("task", "list", cwd=root, check=False)
    assert done.returncode != 0
    assert "default-environment" in done.stderr
