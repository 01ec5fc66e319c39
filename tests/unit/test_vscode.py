"""The extra `vscode`: the interpreter, debugging, and extensions for each choice."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from seedbed.commands.options import made
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = load_library()
ENVIRONMENTS = {
    "uv": ".venv/bin/python",
    "poetry": ".venv/bin/python",
    "pixi": ".pixi/envs/dev/bin/python",
    "conda": ".conda/bin/python",
}
MODES = {"uv": ("shell", "nixos"), "poetry": ("shell", "poetry2nix"), "pixi": ("shell", "nixos")}
BUILDS = {"uv": ("build",), "poetry": ("build",)}
BUILT = ".venv-nix/bin/python"


def said(name: str, **choices: Any) -> Any:
    """What a file in `.vscode/` says in a project that is called My.Net-2."""
    tree = compose(made("My.Net-2", {"extras": ("vscode",), **choices}), LIBRARY)
    return json.loads(tree.files[f".vscode/{name}.json"].data)


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_interpreter_is_that_of_the_environment(manager: str) -> None:
    for mode in ("none", *MODES.get(manager, ("shell",))):
        found = said("settings", manager=manager, nix=mode)["python.defaultInterpreterPath"]
        assert found == "${workspaceFolder}/" + ENVIRONMENTS[manager]


@pytest.mark.parametrize("manager", ["uv", "poetry"])
def test_the_interpreter_of_a_nix_build_is_the_one_that_its_shell_makes(manager: str) -> None:
    tree = compose(made("x-1", {"extras": ("vscode",), "manager": manager, "nix": "build"}))
    settings = json.loads(tree.files[".vscode/settings.json"].data)
    assert settings["python.defaultInterpreterPath"] == "${workspaceFolder}/" + BUILT
    assert "editor=$REPO_ROOT/.venv-nix" in tree.files["flake.nix"].data.decode()
    assert "/.venv-nix" in tree.files[".gitignore"].data.decode().splitlines()


def test_without_the_extra_the_shell_of_a_nix_build_makes_nothing() -> None:
    tree = compose(made("x-1", {"extras": (), "nix": "build"}))
    assert "venv-nix" not in tree.files["flake.nix"].data.decode()
    assert not [path for path in tree.files if path.startswith(".vscode")]


def test_settings_of_the_default_project() -> None:
    assert said("settings") == {
        "cSpell.ignorePaths": [
            ".*", "*.lock", "*.nix", "conda-lock.yml", "data", "environment*.yml", "poetry.toml",
            "pyproject.toml", "runs",
        ],
        "cSpell.words": WORDS,
        "python.testing.pytestArgs": ["tests"],
        "python.testing.pytestEnabled": True,
        "python.testing.unittestEnabled": False,
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "files.trimTrailingWhitespace": True,
        "files.watcherExclude": {
            "**/.conda/**": True,
            "**/.direnv/**": True,
            "**/.pixi/**": True,
            "**/.venv*/**": True,
            "**/data/**": True,
            "**/runs/**": True,
        },
        "python.defaultInterpreterPath": "${workspaceFolder}/.venv/bin/python",
        "mypy-type-checker.importStrategy": "fromEnvironment",
        "[python]": {
            "editor.defaultFormatter": "charliermarsh.ruff",
            "editor.formatOnSave": True,
            "editor.codeActionsOnSave": {"source.organizeImports": "explicit"},
        },
    }  # fmt: skip


WORDS = [
    "my-net-2", "my_net_2", "docstrings", "graphviz", "ipython", "pypi", "pyproject", "pytest",
    "venv", "allclose", "argwhere", "capsys", "cmap", "convolutional", "figsize", "frameon",
    "gmtime", "imshow", "jfly", "koeln", "matplotlib", "overfits", "proba", "pyplot", "scikit",
    "seedable", "sharex", "sigusr", "slurm", "strerror", "tobytes", "vmax", "vmin",
    "xlabel", "xticks", "ylabel", "yticks", "compresslevel", "skops",
]  # fmt: skip


def test_a_name_that_is_the_package_too_is_one_word() -> None:
    tree = compose(made("digits", {"extras": ("vscode",)}), LIBRARY)
    words = json.loads(tree.files[".vscode/settings.json"].data)["cSpell.words"]
    assert words[:2] == ["digits", "docstrings"]


@pytest.mark.parametrize("framework", ["sklearn", "none"])
def test_what_can_be_debugged(framework: str) -> None:
    found = said("launch", framework=framework)
    assert found["version"] == "0.2.0"
    debugpy = {"type": "debugpy", "request": "launch", "console": "integratedTerminal"}
    expected: list[dict[str, Any]] = [
        {"name": "Current file", "program": "${file}"},
        {"name": "Tests in the current file", "module": "pytest", "args": ["${file}"]},
        {
            "name": "Test at the cursor",
            "purpose": ["debug-test"],
            "presentation": {"hidden": True},
        },
    ]
    if framework == "sklearn":
        expected += [
            {
                "name": "Train for two epochs",
                "module": "my_net_2.train",
                "args": ["--epochs", "2"],
                "presentation": {"group": "training", "order": 1},
            },
            {
                "name": "Train with options that you type",
                "module": "my_net_2.train",
                "args": "${command:pickArgs}",
                "presentation": {"group": "training", "order": 2},
            },
            {
                "name": "Evaluate the newest run",
                "module": "my_net_2.evaluate",
                "presentation": {"group": "training", "order": 3},
            },
        ]
    assert found["configurations"] == [{**debugpy, **one} for one in expected]


ALWAYS = [
    "charliermarsh.ruff",
    "ms-python.debugpy",
    "ms-python.mypy-type-checker",
    "ms-python.python",
    "ms-python.vscode-python-envs",
    "streetsidesoftware.code-spell-checker",
    "tamasfe.even-better-toml",
]
MORE = {
    "direnv": ["mkhl.direnv"],
    "docs": ["executablebookproject.myst-highlight", "swyddfa.esbonio"],
    "jupyter": ["ms-toolsai.jupyter"],
}


@pytest.mark.parametrize("extra", MORE)
def test_extensions_that_an_extra_recommends(extra: str) -> None:
    assert said("extensions") == {"recommendations": ALWAYS}
    found = said("extensions", extras=("vscode", extra))
    assert found == {"recommendations": sorted([*ALWAYS, *MORE[extra]])}


def test_with_nix_its_language_is_recommended() -> None:
    assert "jnoortheen.nix-ide" in said("extensions", nix="shell")["recommendations"]


def test_direnv_is_left_to_activate_the_environment() -> None:
    assert "python.terminal.activateEnvironment" not in said("settings")
    found = said("settings", extras=("vscode", "direnv"))
    assert found["python.terminal.activateEnvironment"] is False
    assert found["direnv.restart.automatic"] is True
    assert found["files.associations"] == {".envrc": "shellscript"}


def test_direnv_s_question_is_explained() -> None:
    """Where VS Code has direnv's extension, and nowhere else."""
    answer = "If it says that `.envrc` is\nnot allowed, read the file and choose Allow"
    pages = [
        compose(made("x-1", {"extras": extras}), LIBRARY).files["docs/development.md"].data.decode()
        for extras in (("vscode", "direnv"), ("vscode",), ("direnv",))
    ]
    assert [answer in page for page in pages] == [True, False, False]


def test_notebooks_start_in_the_projects_folder() -> None:
    found = said("settings", extras=("vscode", "jupyter"))
    assert found["jupyter.notebookFileRoot"] == "${workspaceFolder}"
    assert found["notebook.formatOnSave.enabled"] is True


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_preview_of_documentation_uses_the_environment_that_has_sphinx(manager: str) -> None:
    found = said("settings", manager=manager, extras=("vscode", "docs"))
    assert found["esbonio.sphinx.buildCommand"] == [
        "sphinx-build", "-M", "html", "docs", "docs/_build"
    ]  # fmt: skip
    command = ["pixi", "run", "--environment", "docs", "python"]
    assert found.get("esbonio.sphinx.pythonCommand") == (command if manager == "pixi" else None)
    without = said("settings", manager=manager)
    assert not [key for key in without if key.startswith("esbonio")]


@pytest.mark.slow
@pytest.mark.parametrize("manager", MANAGERS)
@pytest.mark.parametrize("framework", offered(LIBRARY, "framework"))
def test_the_spell_checker_knows_all_words(tmp_path: Path, manager: str, framework: str) -> None:
    cspell = shutil.which("cspell")
    if not cspell:
        pytest.skip("cspell, the spell checker of the recommended extension, is not on PATH")
    extras = ("vscode", "docs", "jupyter", "direnv", "pre-commit", "github", "devcontainer")
    for mode in ("none", *MODES.get(manager, ("shell",)), *BUILDS.get(manager, ())):
        picked = {"extras": extras, "manager": manager, "framework": framework, "nix": mode}
        tree = compose(made("Deep.Net-1", picked), LIBRARY)
        root = tmp_path / mode
        for path, file in tree.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(file.data)
        settings = json.loads((root / ".vscode" / "settings.json").read_text())
        config = {
            key.removeprefix("cSpell."): value
            for key, value in settings.items()
            if key.startswith("cSpell.")
        }
        ignored = [*config["ignorePaths"], "cspell.json"]
        (root / "cspell.json").write_text(json.dumps({**config, "ignorePaths": ignored}))
        done = subprocess.run(
            [cspell, "--no-progress", "--no-color", "--dot", "."],
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def test_a_word_is_listed_once_if_the_package_has_the_projects_name() -> None:
    choices = {"extras": ("devcontainer", "vscode")}
    for name in ("digits", "pypi"):
        tree = compose(made(name, choices), LIBRARY)
        settings = json.loads(tree.files[".vscode/settings.json"].data)
        container = json.loads(tree.files[".devcontainer/devcontainer.json"].data)
        words = settings["cSpell.words"]
        assert len(words) == len(set(words))
        assert words.count(name) == 1
        assert container["customizations"]["vscode"]["settings"]["cSpell.words"] == words
