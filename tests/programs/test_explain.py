"""`seedbed explain`, as a user runs it in a project that was edited."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli import files, seedbed

from seedbed.layers.library import load_library
from seedbed.layers.reasons import Reason, reasons_for
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose
from seedbed.update.standing import STATES

LIBRARY = load_library()


def _new(place: Path, *options: str) -> Path:
    made = seedbed("new", "my-net", "--yes", "--no-sync", "--no-git", *options, cwd=place)
    assert made.returncode == 0, made.stderr
    return place / "my-net"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pristine")
    return _new(place, "--with", "docs,vscode,jupyter", "--without", "pre-commit")


@pytest.fixture
def project(pristine: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(pristine, tmp_path / "my-net"))


def told(project: Path, asked: str, *, below: str = ".") -> str:
    """What is printed for people."""
    done = seedbed("explain", asked, cwd=project / below)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def answer(project: Path, asked: str) -> dict[str, Any]:
    """The JSON of one file or key."""
    done = seedbed("explain", asked, "--json", cwd=project)
    assert done.returncode == 0, done.stdout
    (one,) = json.loads(done.stdout)["result"]["files"]
    assert isinstance(one, dict)
    return one


def refused(project: Path, asked: str) -> dict[str, Any]:
    done = seedbed("explain", asked, "--json", cwd=project)
    assert done.returncode == 1
    error = json.loads(done.stdout)["error"]
    assert isinstance(error, dict)
    return error


def test_a_key_names_its_layer_and_its_choice(pristine: Path) -> None:
    assert told(pristine, "pyproject.toml:tool.doc8.max-line-length") == (
        "tool.doc8.max-line-length in pyproject.toml\n"
        "  value  100\n"
        "  from   extras/docs, because of extras = docs\n"
        "  state  as seedbed wrote it\n"
    )


def test_an_edited_key(project: Path) -> None:
    manifest = project / "pyproject.toml"
    before = manifest.read_text()
    manifest.write_text(before.replace("\nline-length = 100", "\nline-length = 120"))
    assert manifest.read_text() != before
    assert told(project, "../pyproject.toml:ruff.line-length", below="src") == (
        "tool.ruff.line-length in pyproject.toml\n"
        "  value          120\n"
        "  from           lint/ruff, because of lint = ruff\n"
        "  state          edited since seedbed wrote it\n"
        "  seedbed wrote  100\n"
    )
    assert answer(project, "pyproject.toml") == {
        "file": "pyproject.toml",
        "key": None,
        "state": "edited",
        "from": answer(project, "pyproject.toml")["from"],
        "made": None,
        "values": {},
        "keys": [{"key": "tool.ruff.line-length", "state": "edited"}],
    }


@pytest.mark.parametrize(
    ("asked", "key", "layers"),
    [
        ("pyproject.toml:dependencies.numpy", "project.dependencies.numpy", ["core/training"]),
        ("pyproject.toml:project.dependencies.Skops", None, ["framework/sklearn"]),
        ("pyproject.toml:dev.jupyterlab", "dependency-groups.dev.jupyterlab", ["extras/jupyter"]),
        ("pyproject.toml:project.dependencies", None, ["core/training", "framework/sklearn"]),
        ("pyproject.toml:project.name", None, ["choices"]),
        ("pyproject.toml:tool.poe.tasks.notebook.cmd", None, ["extras/jupyter"]),
        ("pyproject.toml:tool.poe.tasks.train", None, ["core/training"]),
        (".vscode/settings.json:python.testing.pytestEnabled",
         '"python.testing.pytestEnabled"', ["core/project"]),
        (".vscode/settings.json:python.defaultInterpreterPath",
         '"python.defaultInterpreterPath"', ["manager/uv"]),
        (".gitignore:/docs/_build", "/docs/_build", ["extras/docs"]),
        (".gitattributes:uv.lock merge=binary linguist-generated",
         "uv.lock merge=binary linguist-generated", ["manager/uv"]),
        (".github/workflows/ci.yml:jobs.docs", None, ["extras/docs"]),
        (".github/workflows/ci.yml:jobs.lint", None, ["pairs/uv+github"]),
        ("notebooks/first.ipynb:cells.train.source", None, ["extras/jupyter"]),
    ],
)  # fmt: skip
def test_who_gave_a_key(pristine: Path, asked: str, key: str | None, layers: list[str]) -> None:
    found = answer(pristine, asked)
    assert found["key"] == (key or asked.partition(":")[2])
    assert [one["layer"] for one in found["from"]] == layers
    assert found["state"] == "as-written"
    assert found["values"]["ours"] == found["values"]["base"] == found["values"]["theirs"]


def test_a_requirement_of_yours_among_those_of_layers(project: Path) -> None:
    manifest = project / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace('"numpy>=2.1"', '"numpy>=2.2", "polars>=1"'))
    mine = answer(project, "pyproject.toml:dependencies.polars")
    assert (mine["state"], mine["from"], mine["values"]) == ("yours", [], {"ours": "polars>=1"})
    numpy = answer(project, "pyproject.toml:dependencies.numpy")
    assert numpy["state"] == "edited"
    assert numpy["values"] == {"base": "numpy>=2.1", "ours": "numpy>=2.2", "theirs": "numpy>=2.1"}
    assert numpy["from"][0]["because"] == [{"choice": "framework", "value": "sklearn"}]


def test_a_pair_names_both_choices(pristine: Path) -> None:
    assert told(pristine, ".github/dependabot.yml") == (
        ".github/dependabot.yml\n"
        "  from   pairs/uv+github, because of manager = uv and extras = github\n"
        "  state  as seedbed wrote it\n"
    )


def test_all_files_with_their_states(project: Path) -> None:
    with (project / "README.md").open("a") as file:
        file.write("More\n")
    (project / "CLAUDE.md").unlink()
    (project / "LICENSE").unlink()
    (project / "LICENSE").symlink_to("README.md")
    (project / "src" / "my_net" / "own.py").write_text("")
    manifest = project / "pyproject.toml"
    text = manifest.read_text()
    manifest.write_text(text.replace('extras = ["docs", "github"', 'extras = ["direnv", "github"'))
    assert manifest.read_text() != text
    done = seedbed("explain", "--json", cwd=project)
    states = {one["file"]: one["state"] for one in json.loads(done.stdout)["result"]["files"]}
    assert "src/my_net/own.py" not in states
    odd = {path: state for path, state in states.items() if state != "as-written"}
    assert odd == {
        ".envrc": "not-yet",
        ".github/workflows/ci.yml": "update-due",
        ".gitignore": "update-due",
        ".readthedocs.yaml": "dropped",
        ".vscode/extensions.json": "update-due",
        ".vscode/settings.json": "update-due",
        "AGENTS.md": "update-due",
        "CLAUDE.md": "removed",
        "LICENSE": "link",
        "README.md": "edited-update-due",
        "docs/api.rst": "dropped",
        "docs/conf.py": "dropped",
        "docs/development.md": "update-due",
        "docs/environment.md": "update-due",
        "docs/index.md": "dropped",
        "pyproject.toml": "edited-update-due",
    }
    table = seedbed("explain", cwd=project).stdout.splitlines()
    row = next(line for line in table if line.startswith("README.md"))
    assert row.split(maxsplit=1)[1].startswith("edited, update due  core/project, ")
    assert all(len(line) <= 110 for line in table)


def test_a_file_that_is_no_longer_generated_and_was_edited(project: Path) -> None:
    manifest = project / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace('extras = ["docs", ', "extras = ["))
    (project / "docs" / "conf.py").write_text("mine = 1\n")
    found = answer(project, "docs/conf.py")
    assert found["state"] == "dropped-edited"
    assert [one["layer"] for one in found["from"]] == ["extras/docs"]
    (project / "docs" / "conf.py").unlink()
    assert answer(project, "docs/conf.py")["state"] == "removed"


def test_a_package_that_was_renamed(project: Path) -> None:
    manifest = project / "pyproject.toml"
    manifest.write_text(manifest.read_text().replace('package = "my_net"', 'package = "other"'))
    (project / "src" / "my_net").rename(project / "src" / "other")
    found = answer(project, "src/other/config.py")
    assert [one["layer"] for one in found["from"]] == ["framework/sklearn"]
    assert found["state"] in {"as-written", "update-due"}
    assert refused(project, "src/my_net/config.py")["code"] == "no-such-file"


def test_without_a_base_nobody_knows_who_edited(project: Path) -> None:
    (project / ".seedbed" / "base").unlink()
    (project / "CLAUDE.md").write_text("x\n")
    assert answer(project, "CLAUDE.md")["state"] == "differs"
    assert answer(project, "AGENTS.md")["state"] == "as-written"
    (project / "AGENTS.md").unlink()
    assert answer(project, "AGENTS.md")["state"] == "not-yet"


def test_what_programs_make_and_what_is_yours(project: Path) -> None:
    (project / "uv.lock").write_text("")
    (project / "poetry.lock").write_text("")
    (project / ".venv").mkdir()
    (project / "own.py").write_text("")
    assert answer(project, "uv.lock")["made"] == (
        "made by uv from pyproject.toml; to renew it, run 'uv lock'"
    )
    (project / "uv.lock").unlink()
    assert answer(project, "uv.lock")["made"] == (
        "made by uv, which has not made it yet; to renew it, run 'uv lock'"
    )
    assert "Poetry" in answer(project, "poetry.lock")["made"]
    assert "environment" in answer(project, ".venv")["made"]
    assert "later updates" in answer(project, ".seedbed/base")["made"]
    assert answer(project, "own.py") == {
        "file": "own.py", "key": None, "state": "yours", "from": [], "made": None,
        "values": {}, "keys": [],
    }  # fmt: skip


def test_a_table_lists_its_keys(pristine: Path) -> None:
    found = answer(pristine, "pyproject.toml:tool.doc8")
    assert [one["key"] for one in found["keys"]] == [
        "tool.doc8.max-line-length",
        "tool.doc8.ignore-path",
    ]
    assert "  tool.doc8.ignore-path\n" in told(pristine, "pyproject.toml:tool.doc8")


@pytest.mark.parametrize(
    ("asked", "code", "message", "hint"),
    [
        (".envrc", "not-chosen", "It comes with extras = direnv; this project has",
         "run 'seedbed update --with direnv'"),
        ("docs/nix.md", "not-chosen", "this project has nix = none.",
         "run 'seedbed update --set nix="),
        ("docs/indx.md", "no-such-file", "docs/indx.md does not exist",
         "Did you mean 'docs/index.md'?"),
        ("src/none.py", "no-such-file", "src/none.py does not exist", ""),
        ("../other", "not-in-project", "../other is not in the project", "change to the other"),
        ("pyproject.toml:tool.ruf", "no-such-key", "has no key tool.ruf.",
         "Did you mean 'tool.ruff'?"),
        ("pyproject.toml:project.dependencies.numpi", "no-such-key", "numpi",
         "Did you mean 'project.dependencies.numpy'?"),
        ("pyproject.toml:", "bad-key", "names no key after the colon", "FILE:KEY"),
        ("pyproject.toml:a..b", "bad-key", "'a..b' is not a key: a part of it is empty.",
         "as TOML does"),
        ("README.md:title", "no-keys", "README.md has no keys", "'seedbed explain README.md'"),
        (".gitignore:nope", "no-such-key", "has no line 'nope'", ""),
        (".envrc:x", "not-chosen", "extras = direnv", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_explained(
    pristine: Path, asked: str, code: str, message: str, hint: str
) -> None:
    before = files(pristine)
    error = refused(pristine, asked)
    assert error["code"] == code
    assert message in error["message"]
    assert hint in error["hint"]
    assert files(pristine) == before


def test_a_broken_file_is_told_with_its_place(project: Path) -> None:
    (project / ".vscode" / "settings.json").write_text('{\n  "a": 1,\n  b\n}\n')
    error = refused(project, ".vscode/settings.json:a")
    assert error["code"] == "bad-json"
    assert "line 3 column 3" in error["message"]
    assert answer(project, ".vscode/settings.json")["state"] == "edited"


def test_a_file_behind_a_link_out_of_the_project_is_not_read(project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"password": "p4ss"}')
    settings = project / ".vscode" / "settings.json"
    settings.unlink()
    settings.symlink_to(tmp_path / "secret.json")
    (project / "other.json").symlink_to(tmp_path / "secret.json")
    for asked in (".vscode/settings.json:password", "other.json:password"):
        done = seedbed("explain", asked, "--json", cwd=project)
        assert done.returncode == 1
        assert "p4ss" not in done.stdout
    assert answer(project, ".vscode/settings.json")["state"] == "link"


def test_a_token_in_an_address_is_not_shown(project: Path) -> None:
    manifest = project / "pyproject.toml"
    index = '\n[[tool.uv.index]]\nname = "mine"\nurl = "https://ada:s3cret@example.org/simple"\n'
    manifest.write_text(manifest.read_text() + index)
    said = told(project, "pyproject.toml:tool.uv.index.mine")
    assert "s3cret" not in said
    assert "s3cret" not in json.dumps(answer(project, "pyproject.toml:tool.uv.index.mine.url"))
    assert "https://…@example.org/simple" in told(project, "pyproject.toml:uv.index.mine.url")


def test_outside_of_a_project(tmp_path: Path) -> None:
    assert refused(tmp_path, "x")["code"] == "no-project"


def test_pixi_and_conda_name_the_giver_of_a_package(
    tmp_path: Path, need: Callable[[str], str]
) -> None:
    del need
    for manager, asked in (
        ("pixi", "pyproject.toml:tool.pixi.dependencies.matplotlib-base"),
        ("conda", "environment.yml:dependencies.matplotlib-base"),
    ):
        place = tmp_path / manager
        place.mkdir()
        project = _new(place, "--manager", manager)
        layers = [one["layer"] for one in answer(project, asked)["from"]]
        assert "core/training" in layers


def test_every_layer_of_a_project_has_a_reason_but_the_one_of_all() -> None:
    choices = make_choices("x-1", nix="shell", extras=("docs", "github", "jupyter"))
    tree = compose(choices, LIBRARY)
    names = {name for keys in tree.keys.values() for givers in keys.values() for name in givers}
    names |= {file.layer for file in tree.files.values()}
    without = {name for name in names if not reasons_for(name, choices, LIBRARY)}
    assert without == {"core/project", "choices"}
    assert reasons_for("core/nix", choices, LIBRARY) == (Reason(key="nix", value="shell"),)
    assert reasons_for("extras/vscode", choices, LIBRARY) == ()


def test_the_page_lists_every_state() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explain.md").read_text()
    listed = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert [one for one in listed if " " not in one] == list(STATES)
