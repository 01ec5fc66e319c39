"""Flakes at the root that build the package: what they give, and how they fail.

nixpkgs and what builds Python packages are stand-ins (`fixtures`): packages have names and no
content, and programs note how they were called. Where SEEDBED_NIX_INPUTS names a folder with
checkouts of the real uv2nix, pyproject.nix, build-system-pkgs and nixpkgs.lib, those are evaluated
too.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aged import commit, edit, make, run_git
from cli import seedbed
from nix_builds import BUILD, derivations, is_old, overridden, run
from nix_runs import STUB, SYSTEMS, Nix
from places import FIXTURES
from running import environment
from stand_ins import program

from seedbed.managers.registry import load_driver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

POETRY2NIX = {"poetry2nix": FIXTURES / "poetry2nix", "nixpkgs-of-poetry2nix": STUB}
MODES = {
    ("uv", "build"): BUILD,
    ("poetry", "build"): BUILD,
    ("poetry", "poetry2nix"): POETRY2NIX,
}
"""Managers and ways to build, and what stands in for the inputs of each."""
EVERY = pytest.mark.parametrize(("manager", "mode"), list(MODES))
SCRIPTS = 'other = "x_1.train:main"\nx-1 = "x_1.train:main"'
TO_PATHS = "builtins.mapAttrs (_: builtins.mapAttrs (_: one: one.drvPath))"
PACKAGES = ("matplotlib", "numpy", "scikit-learn", "skops", "tqdm", "tyro")
FILES = """\
files = [
    {file = "x-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", hash = "sha256:a"},
    {file = "x-1-cp312-cp312-manylinux_2_39_riscv64.whl", hash = "sha256:b"},
    {file = "x-1-cp314-cp314t-macosx_11_0_arm64.whl", hash = "sha256:c"},
    {file = "x-1-py3-none-any.whl", hash = "sha256:d"},
    {file = "x-1.tar.gz", hash = "sha256:e"},
]
"""
"""What Poetry locks of a package, wheels among it that poetry2nix does not understand."""
UV_LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "x-1"
version = "0.1.0"
source = { editable = "." }
dependencies = [DEPENDENCIES]

[package.optional-dependencies]
cpu = []
cu130 = []

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[package.metadata]
requires-dist = []
"""
CUDA = {
    "torch": ("cuda-toolkit", "nvidia-cudnn-cu13", "nvidia-nvshmem-cu13"),
    "torchvision": ("torch",),
    "tensorflow": (),
    "jax-cuda13-plugin": (),
    "cuda-toolkit": (),
    "nvidia-cublas": (),
    "nvidia-cudnn-cu13": ("nvidia-cublas",),
    "nvidia-cufile": (),
    "nvidia-cusolver": ("nvidia-cublas", "nvidia-cusparse"),
    "nvidia-cusparse": (),
    "nvidia-nvshmem-cu13": (),
}
"""Some of what uv locks for PyTorch since 2.11 and for others, and what each depends on."""


def locked(packages: Mapping[str, tuple[str, ...]]) -> str:
    """A uv.lock of the project x-1 that depends on all of some packages."""
    text = UV_LOCK.replace("DEPENDENCIES", listed(tuple(packages)))
    for name, needs in {**packages, "pytest": ()}.items():
        source = '{ registry = "https://example.org/simple" }'
        text += f'\n[[package]]\nname = "{name}"\nversion = "1"\nsource = {source}\n'
        text += f"dependencies = [{listed(needs)}]\n"
    return text


def listed(names: tuple[str, ...]) -> str:
    """Dependencies as uv.lock lists them."""
    return ", ".join(f'{{ name = "{name}" }}' for name in names)


def project(folder: Path, manager: str, mode: str, *options: str) -> Path:
    """A project with its lock, known to git."""
    root = make(folder, "--manager", manager, "--nix", mode, *options, git=True)
    write_lock(root, manager)
    commit(root)
    return root


def write_lock(root: Path, manager: str) -> None:
    """A lock that names what the example needs."""
    if manager == "uv":
        (root / "uv.lock").write_text(locked(dict.fromkeys(PACKAGES, ())))
    else:
        groups = {**dict.fromkeys(PACKAGES, "main"), "pytest": "dev"}
        lines = [
            f'[[package]]\nname = "{name}"\nversion = "1"\ngroups = ["{group}"]\n{FILES}'
            for name, group in groups.items()
        ]
        (root / "poetry.lock").write_text("".join(lines))


@EVERY
def test_all_outputs_evaluate_on_three_systems_and_the_locks_stay(
    nix: Nix, tmp_path: Path, manager: str, mode: str
) -> None:
    needs_newer(nix, mode)
    root = project(tmp_path, manager, mode)
    inputs = MODES[manager, mode]
    run(nix, "flake check", ".", cwd=root, inputs=inputs)
    shown = json.loads(run(nix, "flake show --json", ".", cwd=root, inputs=inputs).stdout)
    assert set(shown) == {"apps", "checks", "devShells", "formatter", "packages"}
    expected = {
        "packages": {"default", manager},
        "devShells": {"default", "manager"},
    }
    for kind, names in expected.items():
        told = run(
            nix, "eval --json", f".#{kind}", "--apply", TO_PATHS, cwd=root, inputs=inputs
        ).stdout
        paths = json.loads(told)
        assert set(paths) == set(SYSTEMS)
        for system in SYSTEMS:
            assert set(paths[system]) == names
            assert all(path.endswith(".drv") for path in paths[system].values())
    assert run_git(root, "status", "--porcelain") == ""


@EVERY
def test_the_lock_fits_the_flake_and_names_public_commits_only(
    nix: Nix, tmp_path: Path, manager: str, mode: str
) -> None:
    root = project(tmp_path, manager, mode)
    nodes = json.loads((root / "flake.lock").read_text())["nodes"]
    assert set(nodes) == {"root", "nixpkgs", *MODES[manager, mode]}
    for name in nodes.keys() - {"root"}:
        node = nodes[name]["locked"]
        assert node["type"] == "github"
        assert re.fullmatch(r"[0-9a-f]{40}", node["rev"])
        assert re.fullmatch(r"sha256-[A-Za-z0-9+/]{43}=", node["narHash"])
    # read as it stands: Nix would want to lock anew what does not fit
    meta = nix.run("flake", "metadata", "--json", "--no-update-lock-file", ".", cwd=root)
    assert json.loads(meta.stdout)["locks"]["nodes"].keys() == nodes.keys()


@EVERY
def test_nix_run_starts_the_console_script_or_else_python(
    nix: Nix, tmp_path: Path, manager: str, mode: str
) -> None:
    needs_newer(nix, mode)
    root = project(tmp_path, manager, mode)
    inputs = MODES[manager, mode]
    nix.calls()
    run(nix, "run", ".", "--", "--epochs", "2", cwd=root, inputs=inputs)
    assert nix.calls() == ["x-1-train --epochs 2"]
    edit(root, "pyproject.toml", 'x-1-train = "x_1.train:main"', SCRIPTS)
    run(nix, "run", ".", "--", "--epochs", "2", cwd=root, inputs=inputs)
    assert nix.calls() == ["x-1 --epochs 2"]
    system = SYSTEMS[0]
    main = run(
        nix, "eval --json", f".#packages.{system}.default.meta.mainProgram", cwd=root, inputs=inputs
    )
    assert json.loads(main.stdout) == "x-1"
    edit(root, "pyproject.toml", f"[project.scripts]\n{SCRIPTS}\n\n", "")
    run(nix, "run", ".", "--", "-m", "x_1.train", cwd=root, inputs=inputs)
    assert nix.calls() == ["python -m x_1.train"]


@pytest.mark.parametrize(
    ("manager", "names", "values"),
    [
        (
            "uv",
            ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_NO_SYNC", "UV_PYTHON_DOWNLOADS"),
            ("ENVIRONMENT", "ENVIRONMENT", "1", "never"),
        ),
        ("poetry", ("VIRTUAL_ENV",), ("ENVIRONMENT",)),
    ],
)
def test_the_shell_has_the_environment_and_reads_the_code_from_the_folder(
    nix: Nix, tmp_path: Path, manager: str, names: tuple[str, ...], values: tuple[str, ...]
) -> None:
    root = project(tmp_path, manager, "build")
    ask = "; ".join(f"echo ${name}" for name in (*names, "REPO_ROOT", "PYTHONPATH"))
    nix.calls()
    done = run(
        nix, "develop", "../..", "-c", "bash", "-c", f"command -v pytest {manager}; {ask}",
        cwd=root / "src" / "x_1", inputs=BUILD, variables={"PYTHONPATH": "/elsewhere"},
    )  # fmt: skip
    pytest_, program, *said, path = done.stdout.splitlines()
    built = str(Path(pytest_).parent.parent)
    assert built.startswith(nix.variables["NIX_STORE_DIR"])
    assert built.endswith("-x-1-dev-env")
    assert program.startswith(nix.variables["NIX_STORE_DIR"])
    assert said == [*(value.replace("ENVIRONMENT", built) for value in values), str(root)]
    assert path == ""
    assert nix.calls() == []  # nothing is synced
    outside = run(
        nix, "develop", f"git+file://{root}", "-c", "bash", "-c", "true", cwd=tmp_path, inputs=BUILD
    )
    assert "not in the project x-1" in outside.stderr


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_the_hook_of_the_shell_tells_envrc_that_it_is_loaded(
    nix: Nix, tmp_path: Path, need: Callable[[str], str], manager: str
) -> None:
    root = project(tmp_path, manager, "build", "--with", "direnv")
    hook = run(
        nix, "eval --raw", f".#devShells.{SYSTEMS[0]}.default.shellHook", cwd=root, inputs=BUILD
    ).stdout
    envrc = (root / ".envrc").read_text()
    assert "environment_is" in envrc
    code = " .nix/*.py" if manager == "poetry" else ""
    assert f"require_allowed flake.nix .nix/*.nix{code} .nix/overlays/*.nix .nix/hook.sh;" in envrc
    done = subprocess.run(
        ["bash", "-c", f"{hook}\necho $environment_is"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "loaded\n"
    script = tmp_path / "hook.sh"
    script.write_text(f"# shellcheck shell=bash disable=SC2034\n{hook}")
    subprocess.run([need("shellcheck"), script], check=True)


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_vs_code_gets_an_environment_of_what_nix_built_and_of_the_code(
    nix: Nix, tmp_path: Path, need: Callable[[str], str], manager: str
) -> None:
    root = project(tmp_path, manager, "build", "--with", "vscode", "--framework", "none")
    shell = f".#devShells.{SYSTEMS[0]}.default"
    hook = run(nix, "eval --raw", f"{shell}.shellHook", cwd=root, inputs=BUILD).stdout
    script = tmp_path / "hook.sh"
    script.write_text(f"# shellcheck shell=bash disable=SC2034\n{hook}")
    subprocess.run([need("shellcheck"), script], check=True)
    # what Nix would have built: its editable code is where a variable of the shell says
    store = tmp_path / "store"
    venv.create(store, with_pip=False, symlinks=True)
    (packages,) = store.glob("lib/python*/site-packages")
    line = 'import sys; import os.path; sys.path.append(os.path.expandvars(("$REPO_ROOT/src")))'
    (packages / "x_1.pth").write_text(line)
    (packages / "built.py").write_text("")
    program(store / "bin" / "ruff", "echo ruff of Nix")
    (built,) = set(re.findall(r"/[^\s\"]*-x-1-dev-env", hook))
    (python,) = set(re.findall(r"(/\S+) -m venv", hook))
    hook = hook.replace(built, str(store)).replace(python, os.path.realpath(sys.executable))

    def opened() -> float:
        subprocess.run(["bash", "-c", f"cd src\n{hook}"], cwd=root, check=True)
        return (root / ".venv-nix" / "pyvenv.cfg").stat().st_mtime_ns

    first = opened()
    (setting,) = re.findall(
        r'"python.defaultInterpreterPath": "\$\{workspaceFolder\}/(.*)"',
        (root / ".vscode" / "settings.json").read_text(),
    )
    ask = "import built, x_1, sys; print(built.__file__, x_1.__file__, sys.prefix, sep='\\n')"
    done = subprocess.run(
        [root / setting, "-c", ask],
        cwd=tmp_path, env={}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    code = root / "src" / "x_1" / "__init__.py"
    assert done.stdout.splitlines() == [
        str(packages / "built.py"), str(code), str(root / ".venv-nix")
    ]  # fmt: skip
    assert (root / ".venv-nix" / "bin" / "ruff").resolve() == store / "bin" / "ruff"
    assert opened() == first, "it is made once"
    moved = root.rename(tmp_path / "moved")
    root = moved
    assert opened() > first, "after a move it is made anew"
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""


@pytest.mark.parametrize("manager", ["uv", "poetry"])
@pytest.mark.parametrize("state", ["missing", "broken", "manifest"])
def test_with_a_broken_lock_or_manifest_the_manager_is_still_to_be_had(
    nix: Nix, tmp_path: Path, manager: str, state: str
) -> None:
    root = project(tmp_path, manager, "build")
    name = f"{manager}.lock"
    if state == "missing":
        (root / name).unlink()
    else:
        path = root / (name if state == "broken" else "pyproject.toml")
        path.write_text(f"<<<<<<< ours\n{path.read_text()}")
    nix.calls()
    failed = run(nix, "develop", ".", "-c", "true", cwd=root, inputs=BUILD, check=False)
    assert failed.returncode != 0
    if state == "missing":
        remedy = f"nix run .#{manager} -- lock && git add {name}"
        assert f"{name} is missing, or git does not track it: {remedy}" in failed.stderr
    run(nix, "run", f".#{manager}", "--", "lock", cwd=root, inputs=BUILD)
    assert nix.calls() == [f"{manager} lock"]
    ask = ("-c", "bash", "-c", f"echo open; command -v {manager}")
    done = run(nix, "develop", ".#manager", *ask, cwd=root, inputs=BUILD)
    opened, program = done.stdout.splitlines()
    assert opened == "open"
    assert program.startswith(nix.variables["NIX_STORE_DIR"])
    assert nix.calls() == synced(root, manager, locked=state != "missing")
    for system in SYSTEMS:
        for attribute in (f"devShells.{system}.manager", f"packages.{system}.{manager}"):
            run(nix, "eval --raw", f".#{attribute}.drvPath", cwd=root, inputs=BUILD)


def synced(root: Path, manager: str, *, locked: bool) -> list[str]:
    """How a shell calls a manager to make its environment."""
    if manager == "uv":
        return [" ".join(["uv sync --project", str(root), *(["--locked"] if locked else [])])]
    lock = [] if locked else [f"poetry --project {root} lock"]
    return [*lock, f"poetry --project {root} sync --no-interaction"]


def test_the_python_of_the_shell_of_uv_comes_after_those_of_the_machine(
    nix: Nix, tmp_path: Path
) -> None:
    root = project(tmp_path, "uv", "build")
    ask = ("-c", "bash", "-c", "echo ${PATH##*:}")
    done = run(nix, "develop", ".#manager", *ask, cwd=root, inputs=BUILD)
    assert done.stdout.strip().endswith("-python-for-wheels/bin")


@pytest.mark.parametrize("state", ["lock", "manifest"])
def test_poetry2nix_leaves_poetry_where_the_lock_or_the_manifest_is_broken(
    nix: Nix, tmp_path: Path, state: str
) -> None:
    root = project(tmp_path, "poetry", "poetry2nix")
    path = root / ("poetry.lock" if state == "lock" else "pyproject.toml")
    path.write_text(f"<<<<<<< ours\n{path.read_text()}")
    nix.calls()
    run(nix, "run", ".#poetry", "--", "lock", cwd=root, inputs=POETRY2NIX)
    assert nix.calls() == ["poetry lock"]
    done = run(nix, "develop", ".", "-c", "true", cwd=root, inputs=POETRY2NIX)
    assert nix.calls() == synced(root, "poetry", locked=True)
    assert "not loaded" not in done.stderr  # so says the stand-in


def needs_newer(nix: Nix, mode: str) -> None:
    """Skip where Nix is too old for what a way to build does."""
    if mode == "poetry2nix" and is_old(nix):
        pytest.skip("Nix before 2.19 does not read what an evaluation wrote")


def by_name(nix: Nix, root: Path, attribute: str) -> dict[str, dict[str, str]]:
    """The variables of all derivations that an output of a flake is built from, by `pname`."""
    path = run(nix, "eval --raw", f".#{attribute}.drvPath", cwd=root, inputs=BUILD).stdout
    return {one["pname"]: one for one in derivations(nix, path) if "pname" in one}


def test_wheels_for_cuda_find_each_other_by_the_names_that_torch_has_now(
    nix: Nix, tmp_path: Path
) -> None:
    root = project(tmp_path, "uv", "build")
    (root / "uv.lock").write_text(locked(CUDA))
    found = by_name(nix, root, "packages.x86_64-linux.default")
    folder = "/lib/python3.13/site-packages/nvidia\n"
    for name in ("nvidia-cusolver", "nvidia-cudnn-cu13"):
        hook = found[name]["preFixup"]
        assert hook.count("addAutoPatchelfSearchPath ") == len(CUDA[name])
        for needed in CUDA[name]:
            assert re.search(f"/[a-z0-9]+-{needed}-1{folder}", hook)
    assert found["nvidia-cublas"]["preFixup"] == ""
    assert "rdma-core" in found["nvidia-cufile"]["buildInputs"]
    assert "libfabric.so.1" in found["nvidia-nvshmem-cu13"]["autoPatchelfIgnoreMissingDeps"]
    torch = found["torch"]
    assert torch["autoPatchelfIgnoreMissingDeps"] == "libcuda.so.1"
    assert torch["preFixup"].count(folder) == len([name for name in CUDA if "nvidia" in name])
    assert "autoAddDriverRunpath" in torch["nativeBuildInputs"]
    assert "-torch-1/lib/python3.13/site-packages/torch/lib" in found["torchvision"]["preFixup"]
    for name in ("tensorflow", "jax-cuda13-plugin"):
        hook = found[name]["preFixup"]
        assert hook.count("/lib/python3.13/site-packages/nvidia/*/lib)") == hook.count("\n") == 6
        assert hook.startswith('appendRunpaths+=" $(echo /')
    # macOS has none of it
    there = by_name(nix, root, "packages.aarch64-darwin.default")
    assert "preFixup" not in there["torch"]


def test_of_extras_that_exclude_each_other_one_is_built(nix: Nix, tmp_path: Path) -> None:
    root = project(tmp_path, "uv", "build")
    edit(
        root, "pyproject.toml", "[tool.uv]\n",
        '[tool.uv]\nconflicts = [[{ extra = "cpu" }, { extra = "cu130" }]]\n',
    )  # fmt: skip

    def asked(attribute: str) -> Any:
        path = f".#{attribute}.asked"
        return json.loads(json.loads(run(nix, "eval --json", path, cwd=root, inputs=BUILD).stdout))

    package = "packages.x86_64-linux.default"
    assert asked(package) == {"x-1": ["cpu"]}
    edit(root, "flake.nix", "chosen = [ ];", 'chosen = [ "cu130" ];')
    assert asked(package) == {"x-1": ["cu130"]}


def test_poetry_1_reads_the_tables_that_poetry2nix_gets(nix: Nix, tmp_path: Path) -> None:
    needs_newer(nix, "poetry2nix")
    root = project(tmp_path, "poetry", "poetry2nix")
    tables = nix.run(
        "eval", "--impure", "--json", "--expr",
        f"with rec {{ lib = import {STUB}/lib;"
        f" pyproject = lib.importTOML {root}/pyproject.toml; }};"
        f" (import {root}/.nix/poetry1.nix {{ inherit lib pyproject; lock = {{ }}; }})"
        ".tables.tool.poetry",
        cwd=root,
    ).stdout  # fmt: skip
    poetry = json.loads(tables)
    assert (poetry["name"], poetry["version"]) == ("x-1", "0.1.0")
    assert set(poetry["dependencies"]) == {"python", *PACKAGES}
    assert poetry["dependencies"]["python"] == ">=3.11"
    assert poetry["packages"] == [{"include": "x_1", "from": "src"}]
    assert "pytest" in poetry["group"]["dev"]["dependencies"]
    (root / "poetry.lock").write_text("package = []\n")
    failed = run(
        nix, "eval", f".#packages.{SYSTEMS[0]}.default.drvPath",
        cwd=root, inputs=POETRY2NIX, check=False,
    )  # fmt: skip
    assert "poetry.lock lacks matplotlib" in failed.stderr


@pytest.mark.parametrize(
    ("other", "mode"), [("pixi", "build"), ("pixi", "poetry2nix"), ("uv", "poetry2nix")]
)
def test_what_excludes_a_way_to_build_says_what_to_take(
    tmp_path: Path, other: str, mode: str
) -> None:
    done = seedbed(
        "new", "x-1", "--yes", "--dry-run", "--manager", other, "--nix", mode,
        cwd=tmp_path, env=environment(),
    )  # fmt: skip
    assert done.returncode == 2
    assert f"--manager {other} and --nix {mode} cannot be combined" in done.stderr
    assert "\nhint: Use --nix " in done.stderr


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_build_is_turned_on_from_nothing_and_off_again(
    nix: Nix, tmp_path: Path, manager: str
) -> None:
    root = make(tmp_path, "--manager", manager, git=True)
    write_lock(root, manager)
    edit(root, ".gitignore", "/runs\n", "/runs\n/weights/\n")
    source = root / "src" / "x_1" / "train.py"
    source.write_text(f"# mine\n{source.read_text()}")
    commit(root)

    def update(mode: str) -> None:
        done = seedbed("update", "--set", f"nix={mode}", "--no-sync", cwd=root, env=environment())
        assert done.returncode == 0, done.stderr
        run_git(root, "add", "--all")
        assert source.read_text().startswith("# mine\n")
        assert "/weights/\n" in (root / ".gitignore").read_text()
        write_lock(root, manager)

    def evaluates(flake: str, inputs: Mapping[str, Path]) -> None:
        run(nix, "flake check", flake, cwd=root, inputs=inputs)

    update("build")
    evaluates(".", MODES[manager, "build"])
    assert "/result\n" in (root / ".gitignore").read_text()
    path = root / "flake.nix"
    text = path.read_text()
    edit(root, "flake.nix", "# nix fmt", "# nix fmt, says me")
    commit(root)
    update("build")
    evaluates(".", MODES[manager, "build"])
    assert "# nix fmt, says me" in path.read_text()
    path.write_text(text)
    commit(root)
    update("shell")
    evaluates("./.nix", {})
    assert not path.exists()
    assert not (root / ".nix" / "wheels.nix").exists()
    update("none")
    assert not (root / ".nix").exists()
    update("build")
    evaluates(".", MODES[manager, "build"])


@pytest.mark.network  # uv locks for real, and so has wheels to choose from
@pytest.mark.parametrize("manager", ["uv", "uv with torch"])
def test_with_the_real_inputs_all_outputs_evaluate_on_three_systems(
    nix: Nix, tmp_path: Path, manager: str, real_nix_inputs: dict[str, Path]
) -> None:
    if is_old(nix):
        pytest.skip("today's library of nixpkgs needs a newer Nix: set NEWER_NIX")
    manager, _, more = manager.partition(" with ")
    root = project(tmp_path, manager, "build")
    if more:
        edit(root, "pyproject.toml", '"numpy>=2.1"', f'"numpy>=2.1", "{more}>=2.11"')
    subprocess.run([load_driver("uv").program(), "lock", "--quiet"], cwd=root, check=True)
    given = [word for name, path in real_nix_inputs.items() for word in overridden(name, path)]
    for kind in ("packages", "devShells", "checks"):
        told = nix.run(
            "eval", "--json", f".#{kind}", *given, "--no-write-lock-file", "--apply", TO_PATHS,
            cwd=root,
        )  # fmt: skip
        assert set(json.loads(told.stdout)) == set(SYSTEMS)
