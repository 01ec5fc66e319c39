"""`seedbed add --recipe`: a conda package of your own, which rattler-build builds."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tomlkit
from aged import commit, edit, make, run_git
from cli import seedbed
from conda_channel import index, installed, solved
from rattler_build import Stage0Recipe, ToolConfiguration
from ruamel.yaml import YAML
from running import contents

from seedbed.errors import FAILURE, USAGE

if TYPE_CHECKING:
    from pixi_runs import Pixi

PLATFORM = ("--platform", "linux-64")


def added(root: Path, *options: str) -> str:
    """Add a recipe without the manager's help, and give what is said."""
    done = seedbed("add", "--no-sync", "--recipe", "my-tool", *options, cwd=root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rattler_build_builds_and_tests_it(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, git=True)
    said = added(root)
    build, upload = (shlex.split(line) for line in said.splitlines() if line.startswith("  pixi"))
    text = (root / "recipes/my-tool/recipe.yaml").read_text()
    assert f"#   {shlex.join(build)}\n" in text
    assert " ".join(upload) in text

    options = dict(zip(build[4::2], build[5::2], strict=True))
    assert build[:4] == ["pixi", "exec", "rattler-build", "build"]
    channel = root / options["--output-dir"]
    recipe = Stage0Recipe.from_file(root / options["--recipe"] / "recipe.yaml")
    # without channels, so that it needs no network
    (result,) = recipe.run_build(
        output_dir=channel, channels=[], tool_config=ToolConfiguration(test_strategy="native")
    )
    (package,) = result.packages
    assert Path(package) in list(root.glob(upload[-1]))
    assert run_git(root, "check-ignore", f"{options['--output-dir']}/")

    records = solved(index(channel), ["my-tool"], "linux-64", {"__glibc": "2.28"})
    python = installed(records, tmp_path / "prefix", tmp_path / "cache")
    ran = subprocess.run([python.parent / "my-tool"], check=True, capture_output=True)
    assert ran.stdout == b"my-tool works\n"


TAKEN = {
    "uv": "uv installs no conda packages, so this project can't install it.",
    "poetry": "Poetry installs no conda packages, so this project can't install it.",
    "pixi": "Pixi builds it for the project by itself; that is a preview feature (pixi-build).",
    "conda": "To install it, build it, then add the channel 'dist/conda' and the package to "
    "environment.yml.",
}


@pytest.mark.parametrize("manager", TAKEN)
def test_what_each_manager_makes_of_it(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", manager)
    before = contents(root)
    assert f"recipes/my-tool/recipe.yaml describes my-tool. {TAKEN[manager]}\n" in added(root)
    after = contents(root)
    ours = {"recipes/my-tool/recipe.yaml", "recipes/my-tool/src/my-tool.sh"}
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed - {path for path in changed if path.startswith(".seedbed/journal")} == (
        ours | {"pyproject.toml"} if manager == "pixi" else ours
    )
    assert "up to date" in seedbed("update", "--no-sync", cwd=root).stdout


def test_pixi_takes_it_from_its_folder(pixi: Pixi, tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "pixi")
    edit(root, "pyproject.toml", "[tool.pixi.workspace]\n", "[tool.pixi.workspace]\n# ours\n")
    tasks = pixi.tasks(root)
    added(root)
    text = (root / "pyproject.toml").read_text()
    found = tomllib.loads(text)["tool"]["pixi"]
    assert found["workspace"]["preview"] == ["pixi-build"]
    assert found["dependencies"]["my-tool"] == {"path": "recipes/my-tool"}
    assert "# ours\n" in text
    assert pixi.tasks(root) == tasks
    done = seedbed("add", "--no-sync", "--recipe", "other", cwd=root)
    assert done.returncode == 0, done.stderr
    found = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pixi"]
    assert found["workspace"]["preview"] == ["pixi-build"]
    assert {"my-tool", "other"} <= set(found["dependencies"])


@pytest.mark.parametrize("source", ["path", "git"])
def test_the_real_pixi_builds_and_runs_it(pixi: Pixi, tmp_path: Path, source: str) -> None:
    backend = shutil.which("pixi-build-rattler-build")
    if not backend:  # no registry has it, as none has Pixi
        pytest.skip("pixi-build-rattler-build is not on PATH: whether Pixi builds it was not tried")
    root = make(tmp_path, *PLATFORM, git=True)
    added(root)
    commit(root)
    index(tmp_path / "channel")
    folder = tmp_path / "workspace"
    folder.mkdir()
    address = {"path": str(root / "recipes/my-tool")}
    if source == "git":
        address = {"git": root.as_uri(), "subdirectory": "recipes/my-tool"}
    workspace = {
        "name": "w", "channels": [(tmp_path / "channel").as_uri()], "platforms": ["linux-64"],
        "preview": ["pixi-build"],
    }  # fmt: skip
    manifest = {"workspace": workspace, "dependencies": {"my-tool": address}}
    (folder / "pixi.toml").write_text(tomlkit.dumps(manifest))
    override = f"PIXI_BUILD_BACKEND_OVERRIDE=pixi-build-rattler-build={backend}"
    done = pixi.let("env", override, pixi.program, "run", "my-tool", cwd=folder)
    assert done.stdout == "my-tool works\n"


@pytest.mark.parametrize("name", ["true", "null", "on", "n", "e1"])
def test_words_of_yaml_are_names_like_others(tmp_path: Path, name: str) -> None:
    root = make(tmp_path, *PLATFORM)
    assert seedbed("add", "--recipe", name, cwd=root).returncode == 0
    (rendered,) = Stage0Recipe.from_file(root / f"recipes/{name}/recipe.yaml").render()
    assert rendered.recipe.package.name == name
    recipe = YAML(typ="safe").load((root / f"recipes/{name}/recipe.yaml").read_text())
    assert recipe["context"]["name"] == name
    assert recipe["tests"] == [{"script": [name]}]


@pytest.mark.parametrize(
    ("license", "recorded"),
    [
        ('"MIT"', "MIT"),
        ('"x: [y"', "LicenseRef-Proprietary"),
        ('{ file = "LICENSE" }', "LicenseRef-Proprietary"),
    ],
)
def test_the_license_is_that_of_the_project(tmp_path: Path, license: str, recorded: str) -> None:  # noqa: A002
    root = make(tmp_path, *PLATFORM)
    edit(root, "pyproject.toml", 'license = "MIT"\n', f"license = {license}\n")
    added(root)
    (rendered,) = Stage0Recipe.from_file(root / "recipes/my-tool/recipe.yaml").render()
    assert rendered.recipe.about.license == recorded


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "pixi")
    before = contents(root)
    said = added(root, "--dry-run")
    assert "+++ b/recipes/my-tool/recipe.yaml\n" in said
    assert said.endswith("Nothing was written.\n")
    told = json.loads(added(root, "--dry-run", "--json"))
    assert [one["path"] for one in told["result"]["files"]] == [
        "pyproject.toml", "recipes/my-tool/recipe.yaml", "recipes/my-tool/src/my-tool.sh",
    ]  # fmt: skip
    assert contents(root) == before


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    root = make(tmp_path, *PLATFORM, "--manager", "pixi")
    old = "[tool.pixi.dependencies]\n"
    edit(root, "pyproject.toml", old, f'{old}there = "*"\n')
    (root / "recipes/mine").mkdir(parents=True)
    (root / "recipes/mine/recipe.yaml").write_text("mine\n")
    before = contents(root)
    for words, status, message in (
        (["ffmpeg"], USAGE, "conda-forge has 'ffmpeg' already."),
        (["there"], USAGE, "pyproject.toml has 'there' under [tool.pixi.dependencies] already."),
        (["mine"], FAILURE, "recipes/mine/recipe.yaml exists already, so nothing was written."),
        (["a", "b"], USAGE, "--recipe starts one package at a time, but 2 are named."),
        (["a", "--system"], USAGE, "--system and --recipe cannot be combined."),
    ):
        done = seedbed("add", "--recipe", *words, cwd=root)
        assert (done.returncode, done.stderr.splitlines()[0]) == (status, f"error: {message}")
        assert contents(root) == before
