"""`seedbed new` without an environment: what it writes, shows and answers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from cli import files, seedbed

from seedbed import __version__
from seedbed.model.choices import from_table, make_choices
from seedbed.render.compose import compose
from seedbed.update.base import decode

BARE = ("--yes", "--no-sync", "--no-git")


def test_it_writes_the_composed_tree_and_its_base(tmp_path: Path) -> None:
    done = seedbed("new", "x-1", *BARE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = files(tmp_path / "x-1")
    base = written.pop(".seedbed/base")
    stored = from_table(tomllib.loads(written["pyproject.toml"].decode())["tool"]["seedbed"])
    tree = compose(make_choices("x-1", **stored))
    assert written == {path: file.data for path, file in tree.files.items()}
    assert decode(base) == tree.files
    assert os.listdir(tmp_path) == ["x-1"]


def test_it_says_what_it_made_and_what_comes_next(tmp_path: Path) -> None:
    done = seedbed("new", "my-net", *BARE, cwd=tmp_path)
    made, then = done.stdout.splitlines()
    assert re.fullmatch(r"Created my-net: \d+ files in my-net, without an environment yet\.", made)
    assert then == "Next: cd my-net && uv run poe train"
    assert done.stderr == ""


def test_json_is_the_only_output_and_names_every_file(tmp_path: Path) -> None:
    done = seedbed("new", "x-1", "--yes", "--json", "--no-sync", cwd=tmp_path)
    envelope = json.loads(done.stdout)
    assert set(envelope) == {"schema", "seedbed", "command", "ok", "result", "messages", "error"}
    assert (envelope["schema"], envelope["seedbed"], envelope["ok"]) == (1, __version__, True)
    result = envelope["result"]
    assert [file["path"] for file in result["files"]] == sorted(files(tmp_path / "x-1"))
    assert result["runs"] == [".github/workflows/ci.yml", ".pre-commit-config.yaml"]
    assert result["keys"]["pyproject.toml"]["project.dependencies"] == [
        "core/training",
        "framework/sklearn",
    ]
    assert (result["written"], result["synced"]) == (True, False)
    for file in result["files"]:
        assert (tmp_path / "x-1" / file["path"]).stat().st_size == file["bytes"]


@pytest.mark.parametrize("mode", [(), ("--json",)])
def test_a_dry_run_touches_nothing(tmp_path: Path, mode: tuple[str, ...]) -> None:
    done = seedbed("new", "x-1", "--dry-run", "-v", "--with", "direnv", *mode, cwd=tmp_path)
    assert done.returncode == 0
    assert os.listdir(tmp_path) == []
    for word in ("pyproject.toml", "train.py", "framework/sklearn", ".envrc"):
        assert word in done.stdout


def test_the_plan_names_apart_what_runs_automatically(tmp_path: Path) -> None:
    done = seedbed("new", "x-1", "--dry-run", "--with", "direnv", cwd=tmp_path)
    tree, _, executed = done.stdout.partition("These run automatically:\n")
    *paths, last = executed.splitlines()
    runs = [".envrc", ".github/workflows/ci.yml", ".pre-commit-config.yaml"]
    assert " ".join(paths).split() == runs
    assert last == "Nothing was written."
    assert "train.py" in tree
    assert "\x1b" not in done.stdout


def test_the_current_folder_may_be_the_target(tmp_path: Path) -> None:
    here = tmp_path / "here-1"
    here.mkdir()
    done = seedbed("new", ".", *BARE, cwd=here)
    assert done.returncode == 0, done.stderr
    assert (here / "src" / "here_1" / "train.py").is_file()
    assert not (here / ".seedbed" / "journal").exists()
    assert decode((here / ".seedbed" / "base").read_bytes())


def test_the_result_is_the_same_in_a_new_folder_and_in_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b" / "x-1").mkdir(parents=True)
    for folder in ("a", "b"):
        assert seedbed("new", "x-1", *BARE, cwd=tmp_path / folder).returncode == 0
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_it_makes_a_git_repository(tmp_path: Path, need: Callable[[str], str]) -> None:
    need("git")
    done = seedbed("new", "x-1", "--yes", "--no-sync", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    status = subprocess.run(
        ["git", "status", "--porcelain"],
        cwd=tmp_path / "x-1",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "?? pyproject.toml" in status.stdout


def test_inside_a_repository_it_makes_none(tmp_path: Path, need: Callable[[str], str]) -> None:
    subprocess.run([need("git"), "init", "-q"], cwd=tmp_path, check=True)
    assert seedbed("new", "x-1", "--yes", "--no-sync", cwd=tmp_path).returncode == 0
    assert not (tmp_path / "x-1" / ".git").exists()


def test_git_gives_the_author_unless_one_is_given(
    tmp_path: Path, need: Callable[[str], str]
) -> None:
    need("git")
    config = tmp_path / "gitconfig"
    config.write_text("[user]\n\tname = Ada L\n\temail = ada@example.org\n")
    env = {"GIT_CONFIG_GLOBAL": str(config)}
    for name, extra, author in (
        ("a-1", (), {"name": "Ada L", "email": "ada@example.org"}),
        ("b-1", ("--author", "Bob"), {"name": "Bob"}),
    ):
        done = seedbed("new", name, "--yes", "--no-sync", *extra, cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stderr
        manifest = tomllib.loads((tmp_path / name / "pyproject.toml").read_text())
        assert manifest["project"]["authors"] == [author]


def test_every_option_reaches_the_project(tmp_path: Path) -> None:
    done = seedbed(
        "new", "x", *BARE, "--name", "Deep.Net", "--package", "deep",
        "--preset", "uv", "--manager", "uv", "--nix", "none", "--framework", "none",
        "--accelerator", "auto", "--lint", "ruff", "--python", "3.12", "--platform", "linux-64",
        "--platform", "osx-arm64", "--with", "vscode,direnv", "--without", "github",
        "--description", 'a "q" ${x} \\ \n z', "--author", "Ada", "--email", "ada@example.org",
        "--license", "apache-2.0", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    manifest = tomllib.loads((tmp_path / "x" / "pyproject.toml").read_text())
    project, tool = manifest["project"], manifest["tool"]
    assert project["name"] == "Deep.Net"
    assert project["description"] == 'a "q" ${x} \\ \n z'
    assert project["authors"] == [{"name": "Ada", "email": "ada@example.org"}]
    assert project["license"] == "Apache-2.0"
    assert project["requires-python"] == ">=3.12"
    assert len(tool["uv"]["environments"]) == 2
    assert tool["seedbed"]["platforms"] == ["linux-64", "osx-arm64"]
    assert tool["seedbed"]["extras"] == ["direnv", "pre-commit", "vscode"]
    assert tool["seedbed"]["framework"] == "none"
    assert (tmp_path / "x" / "src" / "deep" / "__init__.py").is_file()
    assert not (tmp_path / "x" / ".github").exists()


def test_the_framework_version_is_the_one_that_is_installed(tmp_path: Path) -> None:
    done = seedbed("new", "x-1", *BARE, "--framework-version", ">=1.7,<1.8", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    manifest = tomllib.loads((tmp_path / "x-1" / "pyproject.toml").read_text())
    assert "scikit-learn>=1.7,<1.8" in manifest["project"]["dependencies"]
    assert manifest["tool"]["seedbed"]["framework-version"] == ">=1.7,<1.8"
