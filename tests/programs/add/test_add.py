"""`seedbed add` and `seedbed remove` with --no-sync, which need no manager."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
import rattler
from aged import age, make
from cli import files, seedbed
from stand_ins import program

from seedbed.managers.base import MANAGERS
from seedbed.managers.conda.yaml import loads

NO_MANAGER = {"PATH": "/nowhere"}
MANIFEST = "pyproject.toml"
ALL = pytest.mark.parametrize("manager", MANAGERS)
ONE = ("--manager", "uv", "--framework", "none")


def add(root: Path, *words: str, status: int = 0) -> str:
    """Add something to the manifest, and give all that was said."""
    done = seedbed("add", *words, "--no-sync", cwd=root, env=NO_MANAGER)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / MANIFEST).read_text())


def refused(root: Path, *words: str) -> list[str]:
    """What is said of a command that is refused, and changes nothing."""
    before = files(root)
    done = seedbed(*words, cwd=root, env=NO_MANAGER)
    assert done.returncode in {1, 2}
    assert files(root) == before
    assert done.stdout == ""
    return done.stderr.splitlines()


@ALL
def test_a_requirement_goes_into_the_project(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    comment = "dependencies = [\n    # what it stands on\n"
    text = (root / MANIFEST).read_text()
    (root / MANIFEST).write_text(text.replace("dependencies = [\n", comment, 1))
    before = (root / MANIFEST).read_text()
    add(root, "polars>=1.0")
    after = (root / MANIFEST).read_text()
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    conda = {"pixi": ['polars = ">=1.0"']}.get(manager, [])
    assert added == ['    "polars>=1.0",', *conda]
    kept = [line for line in after.splitlines() if line not in added]
    assert kept == before.splitlines()
    if manager == "conda":
        assert "  - polars >=1.0\n" in (root / "environment.yml").read_text()


FEATURES = {
    "uv": "note: A plain 'uv sync' leaves out the optional feature 'fast': run 'uv sync --extra "
    "fast'.\n",
    "poetry": "note: Poetry installs the optional feature 'fast' only on demand: run 'poetry sync "
    "--extras fast'.\n",
    "pixi": "note: Pixi installs the optional feature 'fast' in an environment of its own: run "
    "'pixi install --environment fast'.\n",
    "conda": "note: conda's files have no optional features, so 'fast' stays out of the "
    "environment: to work with it, add the package without --extra.\n",
}


@ALL
def test_groups_and_extras(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    add(root, "--dev", "pytest-xdist>=3")
    add(root, "--group", "plots", "plotly>=5")
    said = add(root, "--extra", "fast", "numba>=0.60")
    assert FEATURES[manager] in said
    assert ("from conda channels" in said) == (manager == "pixi")
    found = manifest(root)
    assert "pytest-xdist>=3" in found["dependency-groups"]["dev"]
    assert found["dependency-groups"]["plots"] == ["plotly>=5"]
    assert found["project"]["optional-dependencies"] == {"fast": ["numba>=0.60"]}
    if manager == "pixi":
        pixi = found["tool"]["pixi"]
        assert pixi["feature"]["plots"]["dependencies"] == {"plotly": ">=5"}
        assert pixi["feature"]["fast"]["dependencies"] == {"numba": ">=0.60"}
        environments = {"dev": ["dev", "plots"], "plots": ["plots"], "fast": ["fast"]}
        assert pixi["environments"] == environments
    if manager == "conda":
        environment = loads((root / "environment-plots.yml").read_text(), "")
        assert environment["dependencies"] == ["plotly >=5"]
    if manager == "uv":  # as `uv add` has it: a new group is installed on demand
        assert "default-groups" not in found["tool"]["uv"]


def test_specs_of_conda_manifests_are_ones_that_rattler_reads(tmp_path: Path) -> None:
    words = ("polars>=1,<2", "torch==2.10.*", "httpx~=0.27", "rich!=13.0", "opencv-python")
    for manager in ("pixi", "conda"):
        (tmp_path / manager).mkdir()
        root = make(tmp_path / manager, "--manager", manager, "--framework", "none")
        add(root, *words)
        if manager == "pixi":
            table = manifest(root)["tool"]["pixi"]["dependencies"]
            specs = [f"{name} {spec}" for name, spec in table.items()]
        else:
            lines = loads((root / "environment.yml").read_text(), "")["dependencies"]
            specs = [line for line in lines if isinstance(line, str)]
        found = {str(spec.name.normalized): spec for spec in map(rattler.MatchSpec, specs)}
        assert {"polars", "pytorch", "httpx", "rich", "py-opencv"} <= found.keys()
        assert str(found["polars"].version) == ">=1,<2"


def test_where_it_goes_is_told(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    assert add(root, "pytorch", "polars[gpu]", "acme").splitlines() == [
        "Adding torch to [project] dependencies, from conda channels, where it is called pytorch.",
        (
            "Adding polars[gpu] to [project] dependencies, from PyPI, because conda packages have "
            "no extras."
        ),
        (
            "Adding acme to [project] dependencies, from PyPI, because seedbed knows no conda "
            "package for it (--conda takes one by that name)."
        ),
        "Changed pyproject.toml.",
        "Next: seedbed sync",
        "note: pytorch is called torch on PyPI.",
        (
            "note: This adds only the package. To make PyTorch the project's framework, with "
            "training code and the build for your accelerator, run 'seedbed update --framework "
            "pytorch' instead."
        ),
    ]


@pytest.mark.parametrize("manager", ["pixi", "conda"])
@pytest.mark.parametrize("name", ["tensorflow", "jax"])
def test_frameworks_of_pypi_come_from_there(tmp_path: Path, manager: str, name: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    assert f"Adding {name} to [project] dependencies, from PyPI, because seedbed takes " in add(
        root, name
    )
    found = manifest(root)
    assert name in found["project"]["dependencies"]
    assert name not in found["tool"].get("pixi", {}).get("dependencies", {})
    if manager == "conda":
        text = (root / "environment.yml").read_text()
        assert f"      - {name}\n" in text.partition("- pip:\n")[2]


LISTS = {
    ("pixi", "needed.txt"): "pixi import --format pypi-txt --feature default needed.txt",
    ("pixi", "environment.yaml"): "pixi import --format conda-env --feature default environment.yaml",  # noqa: E501
    ("poetry", "needed.txt"): "",
    ("conda", "environment.yml"): "",
}  # fmt: skip


@pytest.mark.parametrize(("manager", "name"), LISTS)
def test_a_file_that_lists_packages_is_none(tmp_path: Path, manager: str, name: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    error, hint = refused(root, "add", name, "--no-sync")
    assert error == f"error: '{name}' is a file's name, not a package."
    command = LISTS[manager, name]
    said = f"To add what it lists, run '{command}', then 'seedbed sync'."
    one_by_one = "Name the packages instead: seedbed add polars 'httpx>=0.27'"
    assert hint == f"hint: {said if command else one_by_one}"


def test_who_names_pypi_gets_its_package(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    before = (root / MANIFEST).read_bytes()
    _, hint = refused(root, "add", "pixi", "--no-sync")
    assert hint.startswith("hint: Pixi comes from https://pixi.sh/. ")
    assert (root / MANIFEST).read_bytes() == before
    assert "from PyPI, as you asked" in add(root, "--pypi", "pixi")
    assert "from conda channels" in add(root, "--conda", "pixi")


def test_a_package_may_end_as_a_file_does(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    assert "Adding ruamel.yaml to [project] dependencies" in add(root, "ruamel.yaml", "web.py")


def test_a_channel_of_ones_own_is_searched_last(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    channel = "https://conda.example.org/mine"
    assert f"The project also searches {channel} after conda-forge." in add(
        root, "--channel", channel, "acme>=2"
    )
    pixi = manifest(root)["tool"]["pixi"]
    assert pixi["workspace"]["channels"] == ["conda-forge", channel]
    assert pixi["dependencies"]["acme"] == ">=2"
    assert pixi["workspace"]["conda-pypi-map"][channel]["same-name-heuristic"] is True
    assert "searches" not in add(root, "--channel", channel, "acme-2")


@pytest.mark.parametrize("manager", ["pixi", "conda"])
def test_a_channel_with_a_password_is_refused_with_the_login(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    program = {"pixi": "pixi", "conda": "micromamba"}[manager]
    channel = "https://ada:secret@conda.example.org/team"
    assert refused(root, "add", "--channel", channel, "acme") == [
        (
            "error: The channel https://…@conda.example.org/team contains a password or a token, "
            "which would end up in the project's files."
        ),
        f"hint: Remove it, and log in instead: {program} auth login conda.example.org.",
    ]


@ALL
def test_the_same_again_is_no_change(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    add(root, "polars>=1.0", "toolkit @ git+https://example.com/toolkit.git")
    before = files(root)
    assert add(root, "Polars").splitlines() == [
        "Nothing to do.",
        "note: Polars is already in [project] dependencies: polars>=1.0.",
    ]
    add(root, "polars>=1.0", "toolkit @ git+https://example.com/toolkit.git")
    assert files(root) == before


@ALL
def test_another_range_takes_the_place(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    add(root, "polars>=1.0")
    assert "Adding polars<2 to [project] dependencies instead of polars>=1.0" in add(
        root, "polars<2"
    )
    assert [one for one in manifest(root)["project"]["dependencies"] if "polars" in one] == [
        "polars<2"
    ]


def test_two_ranges_of_one_package_in_pixis_manifest_become_one(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    text = (root / MANIFEST).read_text()
    (root / MANIFEST).write_text(text.replace('numpy = ">=2.1"', 'numpy = ">=2.2"'))
    add(root, "polars>=1")
    assert manifest(root)["tool"]["pixi"]["dependencies"]["numpy"] == ">=2.2"
    assert "numpy>=2.1" in manifest(root)["project"]["dependencies"]
    add(root, "numpy>=2.3")
    assert manifest(root)["tool"]["pixi"]["dependencies"]["numpy"] == ">=2.3"
    assert "numpy>=2.3" in manifest(root)["project"]["dependencies"]


@ALL
def test_what_was_added_survives_an_update(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    age(root, MANIFEST, ('"numpy>=2.1"', '"numpy>=2.0"'))
    add(root, "polars>=1.0", "toolkit @ git+https://example.com/toolkit.git")
    add(root, "--dev", "pytest-xdist>=3")
    base = (root / ".seedbed" / "base").read_bytes()
    done = seedbed("remove", "tqdm", "--no-sync", cwd=root, env=NO_MANAGER)
    assert done.returncode == 0, done.stderr
    assert (root / ".seedbed" / "base").read_bytes() == base
    done = seedbed("update", "--no-sync", "--with", "docs", cwd=root)
    assert done.returncode == 0, done.stderr
    before = files(root)
    done = seedbed("update", "--no-sync", cwd=root)
    assert "Everything is up to date." in done.stdout
    assert files(root) == before
    found = manifest(root)
    wanted = found["project"]["dependencies"]
    assert {"numpy>=2.1", "polars>=1.0"} <= {*wanted}
    assert "toolkit @ git+https://example.com/toolkit.git" in wanted
    assert not any(one.startswith("tqdm") for one in wanted)
    assert "pytest-xdist>=3" in found["dependency-groups"]["dev"]


@ALL
def test_to_add_and_to_remove_leaves_the_files_as_they_were(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    before = {path: data for path, data in files(root).items() if not path.startswith(".seedbed/")}
    add(root, "polars>=1.0", "httpx[http2]")
    add(root, "--dev", "pytest-xdist>=3")
    done = seedbed(
        "remove", "polars", "httpx", "pytest-xdist", "--no-sync", cwd=root, env=NO_MANAGER
    )
    assert done.returncode == 0, done.stderr
    after = {path: data for path, data in files(root).items() if not path.startswith(".seedbed/")}
    assert after == before


def test_the_file_of_a_group_goes_with_its_last_requirement(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", "--framework", "none")
    add(root, "--group", "plots", "plotly[express]>=5", "bokeh")
    path = root / "environment-plots.yml"
    path.write_text(path.read_text().replace("- bokeh", "- bokeh  # fast"))
    assert seedbed("remove", "plotly", "--no-sync", cwd=root, env=NO_MANAGER).returncode == 0
    assert path.read_text().endswith("dependencies:\n  - bokeh  # fast\n")
    assert seedbed("remove", "bokeh", "--no-sync", cwd=root, env=NO_MANAGER).returncode == 0
    assert not path.exists()
    assert "plots" not in manifest(root)["dependency-groups"]


@pytest.mark.parametrize("manager", ["uv", "pixi"])
def test_the_name_of_a_program_is_added_with_a_note(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    note = (
        "note: If you want the {} {}, not the Python package of that name, use 'seedbed add "
        "--system {}' instead.\n"
    )
    for kind, name in (("program", "ffmpeg"), ("program", "graphviz"), ("library", "hdf5")):
        assert note.format(kind, name, name) in add(root, name)
        assert "If you want" not in add(root, name)  # it is there by now
    for words in (["redis"], ["duckdb"], ["polars"], ["cmake", "--pypi"], ["git @ git+file:///x"]):
        assert "note:" not in add(root, *words)


def test_a_conda_package_that_may_be_a_program_is_added_with_a_note(tmp_path: Path) -> None:
    note = (
        "note: Everyone who installs this package with pip will need {}, too. If {} is a program, "
        "not a Python package, use 'seedbed add --system {}' instead.\n"
    )
    stays = "note: The project still searches bioconda. If nothing else comes from it, take it out "
    for manager, where in (
        ("pixi", "of channels and conda-pypi-map below [tool.pixi.workspace].\n"),
        ("conda", "of environment.yml.\n"),
    ):
        (tmp_path / manager).mkdir()
        root = make(tmp_path / manager, "--manager", manager, "--framework", "none")
        assert note.format("ripgrep", "ripgrep", "ripgrep") in add(root, "--conda", "ripgrep")
        assert "Everyone" not in add(root, "--conda", "polars")
        said = add(root, "--channel", "bioconda", "samtools")
        assert note.format("samtools", "samtools", "samtools:conda=samtools") in said
        done = seedbed("remove", "polars", "--no-sync", cwd=root, env=NO_MANAGER)
        assert done.stderr == ""
        done = seedbed("remove", "samtools", "--no-sync", cwd=root, env=NO_MANAGER)
        assert done.stderr == stays + where
        words = ("add", "--system", "samtools:conda=samtools", "--no-sync")
        assert seedbed(*words, cwd=root, env=NO_MANAGER).returncode == 0
        assert "samtools" not in str(manifest(root)["project"])


def test_a_removal_tells_what_still_needs_the_package(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv")
    words = ("matplotlib", "ruff", "poethepoet")
    done = seedbed("remove", *words, "-n", cwd=root, env=NO_MANAGER)
    assert done.stdout.splitlines()[:3] == [
        "Removing matplotlib>=3.10 from [project] dependencies.",
        "Removing ruff>=0.15 from the group 'dev'.",
        "Removing poethepoet>=0.40 from the group 'dev'.",
    ]
    assert done.stderr.splitlines() == [
        "note: src/x_1/report.py still imports matplotlib.",
        "note: 'seedbed run' and all tasks need poethepoet.",
        "note: The tasks check, fix, format and 1 more still need ruff.",
    ]


@pytest.mark.parametrize("manager", ["uv", "pixi"])
@pytest.mark.parametrize("word", ["opencv", "cv2", "py-opencv"])
def test_a_removal_knows_the_names_that_an_addition_knows(
    tmp_path: Path, manager: str, word: str
) -> None:
    root = make(tmp_path, "--manager", manager, "--framework", "none")
    before = (root / MANIFEST).read_bytes()
    assert "opencv is called opencv-python on PyPI." in add(root, "opencv")
    done = seedbed("remove", word, "cv2", "--no-sync", cwd=root, env=NO_MANAGER)
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"note: {word} is called opencv-python on PyPI.\n"
    assert done.stdout.startswith("Removing opencv-python from [project] dependencies")
    assert (root / MANIFEST).read_bytes() == before


def test_a_removal_knows_the_conda_names_of_the_project(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    table = '\n[tool.seedbed.conda-names]\ntoolkit = "tool_kit-cpu"\n'
    (root / MANIFEST).write_text((root / MANIFEST).read_text() + table)
    add(root, "toolkit")
    done = seedbed("remove", "tool_kit-cpu", "-n", cwd=root, env=NO_MANAGER)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "Removing toolkit from [project] dependencies, and tool_kit-cpu from the conda packages."
    )


def test_only_a_close_name_is_taken_for_a_mistake(tmp_path: Path) -> None:
    root = make(tmp_path, *ONE)
    only = "'seedbed remove' removes only what pyproject.toml itself requires."
    for word, hint in (
        ("notthere", only),
        ("opencv", only),
        ("poethepoe", "Did you mean 'poethepoet'?"),
        ("pytset", "Did you mean 'pytest'?"),
    ):
        assert refused(root, "remove", word) == [
            f"error: The project does not require {word}.",
            f"hint: {hint}",
        ]


def test_a_dry_run_shows_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    before = files(root)
    done = seedbed("add", "polars", "-n", cwd=root, env=NO_MANAGER)
    assert done.returncode == 0, done.stderr
    assert '\n+dependencies = ["polars"]\n' in done.stdout
    assert '\n+polars = "*"\n' in done.stdout
    assert done.stdout.endswith("\nNothing was written.\n")
    assert files(root) == before


def test_json(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    done = seedbed("add", "torch>=2.10", "--no-sync", "--json", cwd=root, env=NO_MANAGER)
    said = json.loads(done.stdout)
    assert said["result"] == {
        "path": str(root),
        "manager": "pixi",
        "packages": [
            {
                "name": "torch",
                "requirement": "torch>=2.10",
                "group": "",
                "extra": "",
                "conda": "pytorch",
            }
        ],
        "files": [{"path": "pyproject.toml", "change": "changed"}],
        "written": True,
        "synced": False,
    }


def test_code_of_another_folder(tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / MANIFEST).write_text('[project]\nname = "Tool.Kit"\n')
    keys = {
        "uv": ("uv", "sources", "tool-kit", {"path": "../../kit", "editable": True}),
        "pixi": ("pixi", "pypi-dependencies", "tool-kit", {"path": "../../kit", "editable": True}),
        "poetry": ("poetry", "dependencies", "tool-kit", {"path": "../../kit", "develop": True}),
    }
    for manager, (tool, table, name, value) in keys.items():
        (tmp_path / manager).mkdir()
        root = make(tmp_path / manager, "--manager", manager, "--framework", "none")
        before = (root / MANIFEST).read_bytes()
        option = "-e" if manager == "uv" else "--editable"
        add(root, option, os.path.relpath(kit, root))
        found = manifest(root)
        assert "Tool.Kit" in found["project"]["dependencies"]
        assert found["tool"][tool][table][name] == value
        done = seedbed("remove", "tool.kit", "--no-sync", cwd=root, env=NO_MANAGER)
        assert done.returncode == 0, done.stderr
        assert (root / MANIFEST).read_bytes() == before


def test_what_goes_with_torch_comes_from_where_torch_does(tmp_path: Path) -> None:
    cuda = ("--framework", "pytorch", "--accelerator", "cuda", "--accelerator-version", "12.6")
    root = make(tmp_path, "--manager", "uv", *cuda)
    assert "from the index pytorch-cu126, as torch." in add(root, "torchvision")
    sources = manifest(root)["tool"]["uv"]["sources"]
    assert sources["torchvision"] == sources["torch"]


def test_torch_in_a_project_for_cpus_is_its_cpu_build(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "uv", "--framework", "sklearn", "--accelerator", "cpu")
    assert "it takes the CPU build" in add(root, "torch")
    uv = manifest(root)["tool"]["uv"]
    assert [one["explicit"] for one in uv["index"] if one["name"] == "pytorch-cpu"] == [True]
    assert uv["sources"]["torch"] == {"index": "pytorch-cpu", "marker": "sys_platform == 'linux'"}
    assert "Everything is up to date." in seedbed("update", "--no-sync", cwd=root).stdout


BAD = {
    "one equals sign": (
        ("add", "polars=1"),
        (
            "error: 'polars=1' is not a requirement: expected semicolon (after name with no "
            "version specifier) or end."
        ),
        "hint: Did you mean 'polars==1'? Write it as 'polars', 'polars>=1.0', or 'NAME @ ADDRESS'.",
    ),
    "an at sign": (
        ("add", "polars@1.2"),
        "error: 'polars@1.2' is not a requirement.",
        (
            "hint: Did you mean 'polars==1.2'? Write it as 'polars', 'polars>=1.0', or 'NAME @ "
            "ADDRESS'."
        ),
    ),
    "an address without a name": (
        ("add", "git+https://example.com/trl.git", "--no-sync"),
        "error: 'git+https://example.com/trl.git' does not say what the package is called.",
        "hint: Write it with its name, such as 'trl @ git+https://example.com/trl.git'.",
    ),
    "a token": (
        ("add", "trl @ git+https://ghp_secret@example.com/trl.git"),
        "error: The address git+https://…@example.com/trl.git contains a password or a token.",
        (
            "hint: Leave it out: it would end up in files that others see. Git and the managers "
            "find passwords in their own settings."
        ),
    ),
    "two places": (
        ("add", "--dev", "--group", "x", "polars"),
        "error: --dev and --group cannot be combined.",
        "hint: A package goes to one place at a time; run the command once for each.",
    ),
    "no group": (
        ("add", "--group", "a b", "polars"),
        "error: --group cannot be 'a b'.",
        "hint: Use letters, digits, '-', '_', and '.', as in 'docs'.",
    ),
    "conda's side under uv": (
        ("add", "--conda", "polars"),
        "error: uv does not install from conda channels, so --conda cannot be used.",
        "hint: Leave it out, or switch to a manager that does: seedbed update --manager pixi",
    ),
    "itself": (
        ("add", "X.1"),
        "error: The project cannot depend on itself.",
        "hint: Leave it out.",
    ),
    "Python": (
        ("add", "python>=3.12"),
        "error: Python is not added like a package.",
        "hint: Change requires-python under [project] in pyproject.toml, then run 'seedbed sync'.",
    ),
    "twice": (
        ("add", "polars", "polars>=1"),
        "error: 'polars' and 'polars>=1' are the same package.",
        "hint: Name it once.",
    ),
    "a list of pip's": (
        ("add", "polars", "requirements.txt"),
        "error: 'requirements.txt' is a file's name, not a package.",
        "hint: To add what it lists, run 'uv add -r requirements.txt', then 'seedbed sync'.",
    ),
    "a list of pip's in a folder": (
        ("add", "./needed/Dev Tools.in"),
        "error: './needed/Dev Tools.in' is a file's name, not a package.",
        "hint: To add what it lists, run 'uv add -r FILE', then 'seedbed sync'.",
    ),
    "conda's environment": (
        ("add", "environment.yml"),
        "error: 'environment.yml' is a file's name, not a package.",
        "hint: Name the packages instead: seedbed add polars 'httpx>=0.27'",
    ),
    "a manifest": (
        ("add", "Pipfile"),
        "error: 'Pipfile' is a file's name, not a package.",
        "hint: Name the packages instead: seedbed add polars 'httpx>=0.27'",
    ),
    "a wheel without its folder": (
        ("add", "kit-1.0-py3-none-any.whl"),
        "error: 'kit-1.0-py3-none-any.whl' is a file's name, not a package.",
        "hint: Write it as a path: ./kit-1.0-py3-none-any.whl",
    ),
    "not the package manager": (
        ("add", "Pixi>=0.1"),
        (
            "error: PyPI's package pixi is not the package manager Pixi, but another project of "
            "that name."
        ),
        (
            "hint: Pixi comes from https://pixi.sh/. To add the other project all the same, use "
            "--pypi."
        ),
    ),
    "not PyTorch's launcher": (
        ("add", "--dev", "torchrun"),
        (
            "error: PyPI's package torchrun is not PyTorch's launcher, but another project of that "
            "name."
        ),
        (
            "hint: It comes with PyTorch: seedbed add torch. To add the other project all the "
            "same, use --pypi."
        ),
    ),
    "pip's option for a list": (
        ("add", "-r", "requirements.txt"),
        "error: 'seedbed add' has no option -r.",
        (
            "hint: Name the packages, or run your manager's own command, such as 'uv add -r FILE' "
            "or 'pixi import --format pypi-txt --feature default FILE', then 'seedbed sync'. See "
            "'seedbed add --help'."
        ),
    ),
    "no folder": (
        ("add", "--editable", "./nowhere"),
        "error: ./nowhere is not a folder, so it cannot be added with --editable.",
        "hint: Name the folder of a Python project.",
    ),
    "removed and not there": (
        ("remove", "pytst"),
        "error: The project does not require pytst.",
        "hint: Did you mean 'pytest'?",
    ),
    "removed from another place": (
        ("remove", "--group", "docs", "pytest"),
        "error: pytest is not in the group 'docs', but in the group 'dev'.",
        "hint: To remove it from there, run 'seedbed remove pytest'.",
    ),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("plain"), *ONE)


@pytest.mark.parametrize(("words", "error", "hint"), BAD.values(), ids=BAD)
def test_bad_input_gets_one_sentence(
    plain: Path, words: tuple[str, ...], error: str, hint: str
) -> None:
    assert refused(plain, *words) == [error, hint]


def test_without_a_project(tmp_path: Path) -> None:
    (error, hint) = refused(tmp_path, "add", "polars")
    assert error == f"error: No seedbed project was found in {tmp_path} or above it."
    assert hint.startswith("hint: Create one with")


def test_a_broken_manifest(tmp_path: Path) -> None:
    root = make(tmp_path, *ONE)
    text = (root / MANIFEST).read_text()
    (root / MANIFEST).write_text(text.replace('name = "x-1"', "name = x-1", 1))
    (error, _) = refused(root, "add", "polars")
    line = text.splitlines().index('name = "x-1"') + 1
    assert "pyproject.toml is not valid TOML: " in error
    assert f"line {line}, column 8" in error


def test_a_variable_that_keeps_the_lock_is_told(plain: Path) -> None:
    before = files(plain)
    done = seedbed("add", "polars", cwd=plain, env={"UV_FROZEN": "1"})
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: Nothing was changed: UV_FROZEN is set, so uv would not renew its lock.",
        "hint: Unset UV_FROZEN, or add --no-sync to change only the manifest.",
    ]
    assert files(plain) == before


def test_without_pixi_the_manifest_can_still_be_changed(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    before = files(root)
    done = seedbed("add", "polars", cwd=root, env=NO_MANAGER)
    assert done.returncode == 3
    error, hint = done.stderr.splitlines()
    assert error == "error: Nothing was changed: Pixi was not found on PATH."
    assert hint.endswith("To change only the manifest, add --no-sync.")
    assert files(root) == before


def test_a_manifest_behind_a_link_is_not_written(tmp_path: Path) -> None:
    root = make(tmp_path, *ONE)
    (root / MANIFEST).rename(tmp_path / "elsewhere.toml")
    (root / MANIFEST).symlink_to(tmp_path / "elsewhere.toml")
    (error, _) = refused(root, "add", "polars")
    assert "pyproject.toml is a link, and seedbed doesn't write through links" in error


def test_line_ends_and_permissions_stay(tmp_path: Path) -> None:
    root = make(tmp_path, *ONE)
    path = root / MANIFEST
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    before = path.read_bytes()
    add(root, "polars")
    after = path.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n")
    assert after.replace(b'["polars"]', b"[]") == before
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "word", ["-x", "-e", "--index-url=https://example.org/simple", "-x @ file:///x"]
)
def test_a_word_that_begins_with_a_dash_reaches_no_manager(tmp_path: Path, word: str) -> None:
    root = make(tmp_path, *ONE)
    before = files(root)
    env = {"PATH": str(program(tmp_path / "bin" / "uv", f"touch {tmp_path}/started").parent)}
    added = seedbed("add", "--", word, cwd=root, env=env)
    assert (added.returncode, added.stdout) == (2, "")
    assert added.stderr == (
        f"error: {word!r} is not a requirement: it begins with a dash.\n"
        "hint: Write it as 'polars', 'polars>=1.0', or 'NAME @ ADDRESS'.\n"
    )
    removed = seedbed("remove", "--", word, cwd=root, env=env)
    assert (removed.returncode, removed.stdout) == (2, "")
    for option in ("--group", "--extra"):
        done = seedbed("add", f"{option}={word}", "six", cwd=root, env=env)
        assert done.stderr == (
            f"error: {option} cannot be {word!r}.\n"
            "hint: Use letters, digits, '-', '_', and '.', as in 'docs'.\n"
        )
    assert files(root) == before
    assert not (tmp_path / "started").exists()


def test_a_channel_that_begins_with_a_dash(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--framework", "none")
    said = refused(root, "add", "--channel=--x", "six")
    assert said[0].startswith("error: '--x' is not a conda channel: ")
