"""What follows on `seedbed adopt`: again, `diff`, `update`, `run`, and a switch."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt, stands
from cli import seedbed

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = '[project]\nname = "loam"\nversion = "1"\nrequires-python = ">=3.11"\n'
SETTINGS = '{\n  // ours\n  "editor.tabSize": 2,\n}\n'
PIXI_TOML = """\
[workspace]
name = "loam"
channels = ["conda-forge"]
platforms = ["linux-64"]

[dependencies]
python = "3.12.*"

[feature.dev.dependencies]
pytest = "*"

[environments]
dev = ["dev"]
"""
FLAT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "field-tools"
dynamic = ["version"]
requires-python = ">=3.11"

[tool.setuptools.dynamic]
version = { attr = "fieldlib.__version__" }
"""
POETRY = """\
[project]
name = "loam"
version = "1"
requires-python = ">=3.11"
dynamic = ["classifiers", "dependencies"]

[tool.poetry.dependencies]
attrs = "^25"
"""


def test_ones_own_lines_and_keys_are_no_difference(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / ".gitignore").write_text("*.log\n/.venv/\n")
    (tmp_path / ".vscode").mkdir()
    settings = tmp_path / ".vscode" / "settings.json"
    settings.write_text(SETTINGS)
    assert adopt(tmp_path, "--with", "vscode")[0] == 0
    assert settings.read_text().startswith('{\n  // ours\n  "editor.tabSize": 2,\n  "')
    done = seedbed("diff", cwd=tmp_path)
    assert done.stdout == "No differences: the files are as seedbed wrote them.\n"
    ignored = tmp_path / ".gitignore"
    ignored.write_text(ignored.read_text().replace("!/.seedbed/base\n", ""))
    done = seedbed("diff", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()[3:]
    assert [one for one in lines if one[0] in "+-"] == ["-!/.seedbed/base"]


def test_to_adopt_again_with_the_same_options_is_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    options = ("--manager", "pixi", "--with", "vscode", "--from", "pyproject.toml")
    assert adopt(tmp_path, *options)[0] == 0
    before = stands(tmp_path)
    status, document = adopt(tmp_path, *options)
    said = "seedbed manages this project already: there is nothing to do."
    assert (status, document["ok"], document["messages"]) == (0, True, [said])
    assert stands(tmp_path) == before
    for other in (("--manager", "uv"), ("--from", "uv"), ("--with", "direnv")):
        status, document = adopt(tmp_path, *other)
        assert (status, document["error"]["code"]) == (2, "already-adopted")


def test_a_manifest_counts_by_its_own_name_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'{PROJECT}dependencies = ["attrs"]\n')
    (tmp_path / "pixi.toml").write_text(PIXI_TOML)
    for path, manager in (("pyproject.toml", "uv"), ("pixi.toml", "pixi")):
        done = seedbed("adopt", "--dry-run", "--json", "--from", path, cwd=tmp_path)
        assert json.loads(done.stdout)["result"]["update"]["managers"] == [manager, manager]


def test_what_only_a_sync_can_do_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("attrs\n")
    assert adopt(tmp_path)[0] == 0
    (tmp_path / ".seedbed" / "due").write_text("")
    done = seedbed("update", "--check", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "Next: seedbed sync")


def test_tasks_that_nothing_runs_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Pipfile").write_text('[packages]\nattrs = "*"\n[scripts]\ntell = "python -V"\n')
    assert adopt(tmp_path)[0] == 0
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "uv").symlink_to(shutil.which("uv") or "uv")
    monkeypatch.setenv("PATH", str(programs))
    done = seedbed("run", "tell", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        3,
        (
            "error: poethepoet runs this project's tasks, but the project doesn't list it.\n"
            "hint: To add it: seedbed add --dev poethepoet\n"
        ),
    )


def test_a_script_of_direnv_that_was_there_gets_no_markers(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / ".envrc").write_text("use flake\n")
    assert adopt(tmp_path, "--with", "direnv")[0] == 1
    (tmp_path / ".seedbed" / "conflicts").unlink()
    done = seedbed("update", "--no-sync", "-y", "--manager", "pixi", cwd=tmp_path)
    assert done.returncode == 0
    assert (
        "  kept        .envrc\n              it was yours before seedbed wrote one, so it stays\n"
    ) in done.stdout
    assert (tmp_path / ".envrc").read_text() == "use flake\n"


@pytest.mark.parametrize("manager", ["uv", "poetry", "conda"])
def test_a_shell_of_pixi_is_up_to_date_after_a_switch(tmp_path: Path, manager: str) -> None:
    (tmp_path / "pixi.toml").write_text(PIXI_TOML)
    assert adopt(tmp_path, "--nix", "shell", "--with", "direnv")[0] == 0
    for name in (manager, "pixi"):
        assert seedbed("update", "--no-sync", "-y", "--manager", name, cwd=tmp_path).returncode == 0
        done = seedbed("update", "--check", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "Everything is up to date.\n")
        assert (".pixi/envs/dev" in stands(tmp_path)[".nix/hook.sh"]) == (name == "pixi")


def test_poetry_is_told_where_the_package_is(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(FLAT)
    for name in ("fieldlib", "tests"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text('__version__ = "1.2"\n')
    assert adopt(tmp_path)[0] == 0
    before = stands(tmp_path)["pyproject.toml"]
    done = seedbed("update", "--no-sync", "-y", "--manager", "poetry", cwd=tmp_path)
    assert (
        "  changed     pyproject.toml\n"
        "              tool.poetry.packages names fieldlib: Poetry looks for the project's name\n"
        "              tool.poetry.version says 1.2, since Poetry computes none: it is for you to "
        "keep up to date\n"
    ) in done.stdout
    told = '\n[tool.poetry]\npackages = [{ include = "fieldlib" }]\nversion = "1.2"\n'
    assert stands(tmp_path)["pyproject.toml"].endswith(told)
    seedbed("update", "--no-sync", "-y", "--manager", "uv", cwd=tmp_path)
    assert stands(tmp_path)["pyproject.toml"] == before


def test_requirements_that_come_to_stand_there_are_dynamic_no_more(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(POETRY)
    assert adopt(tmp_path)[0] == 0
    before = stands(tmp_path)["pyproject.toml"]
    seedbed("update", "--no-sync", "-y", "--manager", "uv", cwd=tmp_path)
    text = stands(tmp_path)["pyproject.toml"]
    assert 'dynamic = ["classifiers"]\ndependencies = ["attrs>=25,<26"]\n' in text
    seedbed("update", "--no-sync", "-y", "--manager", "poetry", cwd=tmp_path)
    assert stands(tmp_path)["pyproject.toml"] == before


def test_an_environment_file_without_its_group_is_told(tmp_path: Path) -> None:
    (tmp_path / "environment.yml").write_text("name: loam\ndependencies: [python=3.12]\n")
    docs = "name: loam\ndependencies: [sphinx, graphviz]\n"
    (tmp_path / "environment-docs.yml").write_text(docs)
    assert adopt(tmp_path)[0] == 0
    seedbed("update", "--no-sync", "-y", "--manager", "uv", cwd=tmp_path)
    manifest = tmp_path / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace('docs = ["sphinx"]\n', ""))
    done = seedbed("update", "--no-sync", "-y", "--manager", "conda", cwd=tmp_path)
    note = "it stays, and conda installs what it lists; pyproject.toml has no group docs"
    assert f"  kept        environment-docs.yml\n              {note}\n" in done.stdout


def test_a_return_names_the_environment_that_pixi_has(tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_text(
        '[workspace]\nname = "plot"\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n\n'
        '[dependencies]\npython = "3.12.*"\n'
    )
    for command in (
        ("adopt", "-y", "--no-sync"),
        ("update", "-y", "--no-sync", "--manager", "uv"),
    ):
        assert seedbed(*command, cwd=tmp_path).returncode == 0
    done = seedbed("update", "-y", "--no-sync", "--manager", "pixi", cwd=tmp_path)
    assert done.returncode == 0
    last = done.stdout.splitlines()[-1]
    assert last == "Next: seedbed sync (or 'pixi lock', then 'pixi install')"
