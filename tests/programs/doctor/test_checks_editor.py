"""Checks of editors and notebooks: SB6."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from aged import edit, make, run_git
from examined import found, mended, only, passes
from pixi_runs import Pixi
from stand_ins import program

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = ".vscode/settings.json"


def environment(root: Path, name: str = ".venv") -> None:
    """An environment, as far as the checks look."""
    (root / name / "bin").mkdir(parents=True)
    (root / name / "bin" / "python").symlink_to(sys.executable)


# --- VS Code ----------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path, "--with", "vscode")


def test_an_interpreter_that_exists(root: Path) -> None:
    passes(root, "SB601")  # not synced yet
    environment(root)
    passes(root, "SB601")


@pytest.mark.parametrize(
    "named",
    [
        "${workspaceFolder}/env/bin/python",
        "./env/bin/python",
        "/nonexistent/.pixi/envs/default",
        "C:\\\\envs\\\\python.exe",
    ],
)
def test_an_interpreter_that_does_not_exist(root: Path, named: str) -> None:
    environment(root)
    settings = root / SETTINGS
    text = settings.read_text()
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "defaultInterp" in one)
    settings.write_text(text.replace("${workspaceFolder}/.venv/bin/python", named))
    finding = only(root, "SB601")
    assert (finding.path, finding.line) == (SETTINGS, line)
    assert not finding.advice
    mended(root, "SB601")
    assert settings.read_text() == text


@pytest.mark.parametrize("named", ["python3", "${env:PYTHON}", "~/envs/python", "${config:x}/p"])
def test_what_only_vs_code_can_tell(root: Path, named: str) -> None:
    environment(root)
    edit(root, SETTINGS, "${workspaceFolder}/.venv/bin/python", named)
    passes(root, "SB601")


def test_comments_stay_and_count_for_nothing(root: Path) -> None:
    environment(root)
    before = (
        "// mine\r\n{\r\n"
        '  // "python.defaultInterpreterPath": "old",\r\n'
        '  "python.defaultInterpreterPath" : "${workspaceFolder}/é", // here\r\n}\r\n'
    )
    (root / SETTINGS).write_bytes(before.encode())
    assert only(root, "SB601").line == 4
    mended(root, "SB601")
    after = before.replace("${workspaceFolder}/é", "${workspaceFolder}/.venv/bin/python")
    assert (root / SETTINGS).read_bytes() == after.encode()


def test_settings_that_are_none(root: Path) -> None:
    environment(root)
    for text in ("", "{", "[]", '{"python.defaultInterpreterPath": 1}', "\xff"):
        (root / SETTINGS).write_bytes(text.encode("latin-1"))
        passes(root, "SB601")
    (root / SETTINGS).unlink()
    passes(root, "SB601")


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ('{\n  "a": 1\n  "b": 2\n}\n', "3:3", "expecting ',' delimiter"),
        ('{ // "\n  "a": /* } */ tru\n}\n', "2:16", "expecting value"),
        ('{"a": "// no comment}\n', "1:22", "invalid control character"),
        ("<<<<<<< ours\n{}\n", "1:1", "expecting value"),
        ("{} {}", "1:4", "extra data"),
        ("// none\r\n", "", ""),
        ('{"a": ' + "1" * 5000 + "}", "", ""),
        ('\ufeff{"a": [1, /* , */ ], // ]\n "b": "\\",}", // and\n}\n', "", ""),
    ],
)
def test_settings_that_nobody_can_parse(root: Path, text: str, where: str, why: str) -> None:
    (root / SETTINGS).write_bytes(text.encode())
    if not where:
        passes(root, "SB603")
        return
    finding = only(root, "SB603")
    assert (finding.where, finding.advice) == (f"{SETTINGS}:{where}", False)
    assert finding.what == f"{SETTINGS} is not valid JSON: {why}."


def test_settings_that_are_nested_too_deeply(root: Path) -> None:
    (root / SETTINGS).write_text("[" * 100_000)
    assert only(root, "SB603").what == f"{SETTINGS} is not valid JSON: it is nested too deeply."


def test_what_nix_builds_is_there_once_its_shell_was_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path, "--nix", "build", "--with", "vscode")
    environment(root)
    tools = tmp_path / "tools"
    monkeypatch.setenv("PATH", str(tools))
    passes(root, "SB601")  # without Nix, VS Code takes the environment of uv
    program(tools / "nix", "echo 'nix (Nix) 2.31.2'")
    finding = only(root, "SB601")
    assert finding.what == (
        "VS Code's settings name ${workspaceFolder}/.venv-nix/bin/python, which does not exist."
    )
    assert finding.how == "Create it: nix develop -c true"
    assert finding.fix is None
    environment(root, ".venv-nix")
    passes(root, "SB601")


# --- the prompt -------------------------------------------------------------------------------


def test_what_seedbed_writes_leaves_the_prompt_alone(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", "--with", "direnv", "--nix", "shell")
    passes(root, "SB602")


def test_pixi_changes_the_prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PIXI_HOME", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    root = make(tmp_path, "--manager", "pixi")
    (root / ".envrc").write_text('# pixi shell-hook\neval "$(pixi shell-hook --frozen)"\n')
    finding = only(root, "SB602")
    assert (finding.path, finding.line) == (".envrc", 2)
    assert finding.advice
    # a setting of the user's own
    (tmp_path / ".pixi").mkdir()
    (tmp_path / ".pixi" / "config.toml").write_text("[shell]\nchange-ps1 = false\n")
    passes(root, "SB602")


def test_the_real_pixi_leaves_the_prompt_alone_after_the_fix(
    pixi: Pixi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in pixi.variables.items():
        monkeypatch.setenv(name, value)
    root = make(tmp_path, "--manager", "pixi")
    (root / ".envrc").write_text('eval "$(pixi shell-hook)"\n')
    mended(root, "SB602")
    assert "change-ps1 = false" in (root / ".pixi" / "config.toml").read_text()


# --- kernels ----------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of Jupyter's data that belongs to the user."""
    folder = tmp_path / "data"
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(folder))
    monkeypatch.setenv("JUPYTER_PATH", "")
    return folder


def kernel(data: Path, name: str, python: str) -> Path:
    folder = data / "kernels" / name
    folder.mkdir(parents=True)
    said = {"argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]}
    (folder / "kernel.json").write_text(json.dumps({**said, "display_name": name}))
    return folder


def test_a_kernel_whose_environment_is_gone(root: Path, data: Path) -> None:
    kernel(data, "other", "/nonexistent/.venv/bin/python")  # of another project: not our business
    passes(root, "SB611")
    kernel(data, "old", str(root / "env" / "bin" / "python"))
    finding = only(root, "SB611")
    assert finding.path == str(data / "kernels" / "old" / "kernel.json")
    assert "jupyter kernelspec remove old" in finding.how
    environment(root, "env")
    passes(root, "SB611")


def test_jupyter_is_not_let_remove_another_kernel_of_that_name(
    root: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would find the one of its own environment first."""
    program(tmp_path / "tools" / "jupyter-kernelspec", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}/tools:/usr/bin:/bin")
    kernel(data, "old", str(root / "env" / "bin" / "python"))
    assert only(root, "SB611").fix is not None
    kernel(tmp_path / "share" / "jupyter", "old", sys.executable)
    assert only(root, "SB611").fix is None


@pytest.mark.slow
def test_the_real_jupyter_removes_it_and_no_other(
    root: Path, data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "env"
    for words in (("venv",), ("pip", "install", "jupyter-client", "--python")):
        subprocess.run(["uv", *words, str(place), "--quiet"], check=True)
    monkeypatch.setenv("PATH", f"{place}/bin:/usr/bin:/bin")
    other = kernel(data, "other", "/nonexistent/.venv/bin/python")
    old = kernel(data, "old", str(root / "env" / "bin" / "python"))
    mended(root, "SB611")
    assert not old.exists()
    assert other.exists()


def notebook(path: Path, name: str | None, source: str = "1") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    spec = {} if name is None else {"kernelspec": {"display_name": "X", "name": name}}
    cell = {"cell_type": "code", "source": [source], "metadata": {}, "outputs": []}
    path.write_text(json.dumps({"cells": [cell], "metadata": spec, "nbformat": 4}))


def test_a_notebook_asks_for_a_kernel_that_is_not_there(root: Path, data: Path) -> None:
    quoted = '{"kernelspec": {"name": "quoted"}}'
    notebook(root / "notebooks" / "fine.ipynb", "python3", quoted)
    notebook(root / "none.ipynb", None)
    notebook(root / "own.ipynb", "x-1")  # as seedbed registers it
    notebook(root / ".venv" / "share" / "some.ipynb", "gone")
    (root / "broken.ipynb").write_text("{")
    passes(root, "SB612")
    notebook(root / "a.ipynb", "Old-Project")
    notebook(root / "notebooks" / "b.ipynb", "Old-Project")
    finding = only(root, "SB612")
    assert finding.what == (
        "The notebook asks for the kernel 'Old-Project', which does not exist. So does "
        "notebooks/b.ipynb."
    )
    assert finding.path == "a.ipynb"
    kernel(data, "old-project", sys.executable)
    assert found(root, "SB612") == []


@pytest.mark.usefixtures("data")
def test_the_kernel_of_a_project_that_is_called_like_one_of_ipykernels(root: Path) -> None:
    manifest = root / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace('name = "x-1"', 'name = "Python3"'))
    notebook(root / "own.ipynb", "python3-project")
    passes(root, "SB612")
    notebook(root / "other.ipynb", "python4-project")
    assert only(root, "SB612").path == "other.ipynb"


@pytest.mark.usefixtures("data")
def test_git_says_which_notebooks_are_the_projects(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    notebook(root / "data" / "ignored.ipynb", "gone")
    notebook(root / "docs" / ".hidden" / "é.ipynb", "gone")
    assert only(root, "SB612").path == "docs/.hidden/é.ipynb"
    run_git(root, "add", "--all")
    assert only(root, "SB612").path == "docs/.hidden/é.ipynb"
