"""Every preset before the linters of the field: as it is, with all extras, with other linters.

Each program sees all projects in one start. It finds nothing in any of them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from places import ROOT
from preset_projects import DEFAULT, projects, write
from ruamel.yaml import YAML

from seedbed.layers.library import load_presets

if TYPE_CHECKING:
    from collections.abc import Callable

REVIEW = ROOT / "tests" / "support" / "reviewing.py"
PLAIN = {DEFAULT, *load_presets()}
SCHEMAS = {
    "vendor.github-workflows": "*/.github/workflows/*.yml",
    "vendor.dependabot": "*/.github/dependabot.yml",
    "vendor.readthedocs": "*/.readthedocs.yaml",
    "vendor.citation-file-format": "*/CITATION.cff",
}
AS_OTHERS = ("--config", "../digits/pyproject.toml")


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all of them."""
    found = tmp_path_factory.mktemp("presets")
    write(found)
    return found


def said(top: Path, *command: str | Path) -> tuple[int, str]:
    """How a program ends in the folder of all projects, and what it prints."""
    done = subprocess.run(command, cwd=top, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def files(top: Path, *patterns: str, least: int) -> list[str]:
    """Files of all projects, one for each content; there must be some."""
    found: dict[bytes, str] = {}
    for pattern in patterns:
        for path in sorted(path for path in top.glob(pattern) if path.is_file()):
            found.setdefault(path.read_bytes(), path.relative_to(top).as_posix())
    assert len(found) >= least
    return list(found.values())


@pytest.mark.parametrize("kind", ["", pytest.param("-", marks=pytest.mark.slow)])
def test_sp_repo_review(top: Path, kind: str) -> None:
    """A project says why it turns off a check; the default one turns off none."""
    names = [name for name in projects() if (name in PLAIN) == (not kind)]
    status, text = said(top, sys.executable, REVIEW, *names, "--format", "json")
    found = {
        name: {check: one["result"] for check, one in project["checks"].items()}
        for name, project in json.loads(text).items()
    }
    assert sorted(found) == sorted(names)
    failing = {name: [one for one, ok in of.items() if ok is False] for name, of in found.items()}
    assert failing == {name: [] for name in found}
    assert status == 0
    true = {name: sum(ok is True for ok in of.values()) for name, of in found.items()}
    if kind:  # `external` has a table that one of the checks refuses
        assert {count for name, count in true.items() if name.endswith("-full")} == {63, 64}
    else:
        assert true.pop(DEFAULT) == len(found[DEFAULT]) == 65
        # without documentation there is less to check
        assert set(true.values()) == {58, 59, 65}


@pytest.mark.parametrize("persona", ["regular", "pedantic"])
def test_zizmor(top: Path, need: Callable[[str], str], persona: str) -> None:
    workflows = files(top, "*/.github/workflows/*.yml", "*/.github/dependabot.yml", least=15)
    command = (
        need("zizmor"),
        "--offline",
        "--no-progress",
        "--quiet",
        "--color=never",
        "--persona",
        persona,
    )
    status, text = said(top, *command, *workflows)
    assert (status, text.strip()) == (0, "No findings to report. Good job!")


def test_actionlint(top: Path, need: Callable[[str], str]) -> None:
    """`make lint` takes it where it is, too: no registry of Python packages has it."""
    actionlint = shutil.which("actionlint")
    if not actionlint:
        pytest.skip("actionlint is not installed")
    workflows = files(top, "*/.github/workflows/*.yml", least=11)
    assert said(top, actionlint, "-shellcheck", need("shellcheck"), *workflows) == (0, "")


@pytest.mark.parametrize("schema", SCHEMAS)
def test_schemas(top: Path, need: Callable[[str], str], schema: str) -> None:
    some = files(top, SCHEMAS[schema], least=1)
    command = (need("check-jsonschema"), "--quiet", "--builtin-schema", schema)
    assert said(top, *command, *some) == (0, "")


def test_hadolint(top: Path, need: Callable[[str], str]) -> None:
    some = files(top, "*/Dockerfile", "*/.devcontainer/Dockerfile", least=8)
    assert said(top, need("hadolint"), "--no-color", *some) == (0, "")


def shell_hooks(flake: str) -> list[str]:
    """The scripts that a flake has for its shells; a value from Nix stands there as `true`."""
    found = re.findall(r"shellHook = ''\n(.*?)\n *'';", flake, re.DOTALL)
    values = re.compile(r"(?<!'')\$\{[^}]*\}")
    return [f"{values.sub('true', hook).replace(chr(39) * 2 + '$', '$')}\n" for hook in found]


def test_shellcheck(top: Path, need: Callable[[str], str]) -> None:
    scripts = files(top, "*/.envrc", "*/.nix/hook.sh", "*/.devcontainer/create.sh", least=14)
    assert said(top, need("shellcheck"), "--shell", "bash", *scripts) == (0, "")
    for script in scripts:
        assert said(top, "bash", "-n", script) == (0, "")
    flakes = [(top / path).read_text() for path in files(top, "**/flake.nix", least=5)]
    hooks = [hook for flake in flakes for hook in shell_hooks(flake)]
    assert len(hooks) >= 4
    for number, hook in enumerate(hooks):
        (top / f"{number}.bash").write_text(hook)
    scripts = [f"{number}.bash" for number in range(len(hooks))]
    # `.envrc` reads a variable that they set
    command = (need("shellcheck"), "--shell", "bash", "--exclude", "SC2034")
    assert said(top, *command, *scripts) == (0, "")
    # whatever other script a layer may add
    others = {path.name for path in top.rglob("*.sh")} - {"hook.sh", "create.sh"}
    assert others == set()


def test_rumdl(top: Path, need: Callable[[str], str]) -> None:
    """By the settings of the projects; those without pre-commit have none, and the same pages."""
    rumdl = need("rumdl")
    for name, tree in projects().items():
        settings = () if b"[tool.rumdl]" in tree.files["pyproject.toml"].data else AS_OTHERS
        status, text = said(top / name, rumdl, "check", "--no-cache", "--quiet", *settings, ".")
        assert (name, status, text) == (name, 0, "")


def test_spelling(top: Path, need: Callable[[str], str]) -> None:
    """The two programs know different mistakes; they see all files, hidden ones too."""
    texts = files(top, "**/*", least=200)
    codespell = (need("codespell"), "--builtin", "clear,rare,informal,names")
    assert said(top, *codespell, *texts) == (0, "")
    typos = (need("typos"), "--isolated", "--format", "brief")
    assert said(top, *typos, *texts) == (0, "")


def hook(name: str) -> list[str]:
    """The arguments that pre-commit gives a program in the default project."""
    text = projects()[DEFAULT].files[".pre-commit-config.yaml"].data.decode()
    repositories = YAML(typ="safe").load(text)["repos"]
    found = {one["id"]: one.get("args", []) for repo in repositories for one in repo["hooks"]}
    return list(found[name])


@pytest.mark.parametrize("strict", [False, True])
def test_the_hook_of_mypy(top: Path, need: Callable[[str], str], strict: bool) -> None:
    """pre-commit runs it in an environment without any package of the project."""
    seen: set[tuple[tuple[str, bytes], ...]] = set()
    for name, tree in projects().items():
        code = {
            path: file.data
            for path, file in tree.files.items()
            if path.startswith(("src/", "tests/")) and path.endswith(".py")
        }
        if tuple(code.items()) in seen:
            continue
        seen.add(tuple(code.items()))
        options = [*hook("mypy"), "--no-site-packages", "--cache-dir", str(top / "cache")]
        options += ["--strict"] if strict else []
        status, text = said(top / name, need("mypy"), *options, *sorted(code))
        assert status == 0, f"{name}\n{text}"
    assert len(seen) >= 4
