"""What adopting says, and what switches of adopted projects say of files that are the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli import seedbed

from seedbed.managers.conda.programs import commands
from seedbed.merge3.values import MISSING
from seedbed.update import row
from seedbed.update.leaving import lost_comments

if TYPE_CHECKING:
    from pathlib import Path

PIXI = """\
[project]
name = "a"
version = "1"
requires-python = ">=3.11"
dependencies = ["rich>=13"]

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]

[tool.pixi.dependencies]
numpy = ">=1.26,<3"

[tool.pixi.feature.cuda.dependencies]
tabulate = "*"

[tool.pixi.feature.dev.dependencies]
ruff = "*"

[tool.pixi.environments]
cuda = ["cuda"]
dev = ["dev", "test"]

[dependency-groups]
test = ["pytest"]

[tool.pixi.tasks]
train = { cmd = "python -m a", env = { SEED = "1" }, depends-on = ["prep"] }
prep = "mkdir -p out"
clean = { cmd = "rm -rf out", cwd = "src" }
"""
POETRY = """\
[build-system]
requires = ["poetry-core>=2"]
build-backend = "poetry.core.masonry.api"

[project]
name = "a"
version = "1"
requires-python = ">=3.11"
dependencies = ["rich"]

[tool.poetry]
packages = [{ include = "b" }]
include = ["data.txt"]
requires-poetry = ">=2"
"""
ENVIRONMENT = """\
channels:
  - {}
dependencies:
  - python=3.11
  - zlib=1.2=h1
"""


def switched(root: Path, manager: str) -> str:
    done = seedbed("update", "-y", "--no-sync", "--manager", manager, cwd=root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def adopted(root: Path, *options: str) -> str:
    done = seedbed("adopt", "-y", "--no-sync", *options, cwd=root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_tasks_count_in_a_manifest_that_stays(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PIXI)
    said = adopted(tmp_path)
    assert "\nUnderstood: 2 requirements, 3 groups, 3 tasks.\n" in said


def test_a_return_to_pixi_reads_like_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PIXI)
    adopted(tmp_path)
    assert (
        "  translated  tool.pixi.environments.cuda → tool.uv.default-groups: without cuda\n"
    ) in switched(tmp_path, "uv")
    said = switched(tmp_path, "pixi")
    assert "  translated  project.dependencies → tool.pixi.dependencies: numpy\n" in said
    assert (
        "  translated  dependency-groups.cuda → tool.pixi.feature.cuda.dependencies: tabulate\n"
    ) in said
    assert "left out    project.dependencies" not in said
    assert "removed again" not in said
    assert "              without tool.pixi.constraints.rich, tool.pixi.environments.test, " in said


def test_what_poetry_core_reads_is_carried(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(POETRY)
    adopted(tmp_path)
    said = switched(tmp_path, "uv")
    assert "  carried     build-system, project, tool.poetry\n" in said
    assert "  set aside   stays in pyproject.toml, unused: tool.poetry.requires-poetry\n" in said
    assert 'packages = [{ include = "b" }]\n' in (tmp_path / "pyproject.toml").read_text()


def test_a_channel_that_no_file_names_is_not_set_aside(tmp_path: Path) -> None:
    (tmp_path / "environment.yml").write_text("dependencies:\n- zlib=1.2=h1\n")
    said = adopted(tmp_path, "--manager", "uv")
    assert "  set aside   stays in environment.yml, unused: dependencies: zlib=1.2=h1\n" in said


@pytest.mark.parametrize(
    ("channel", "told"),
    [("conda-forge", "conda-forge"), ("defaults", "defaults → conda-forge")],
)
def test_the_channels_of_a_file_that_stays_are_translated(
    tmp_path: Path, channel: str, told: str
) -> None:
    (tmp_path / "environment.yml").write_text(ENVIRONMENT.format(channel))
    said = adopted(tmp_path, "--manager", "pixi")
    assert (
        f"  translated  environment.yml: channels → tool.pixi.workspace.channels: {told}\n"
    ) in said
    assert "  set aside   stays in environment.yml, unused: dependencies: zlib=1.2=h1\n" in said


def test_a_native_manifest_comes_back_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.poetry]\nname = "a"\nversion = "1"\ndescription = ""\nauthors = []\n'
        '[tool.poetry.dependencies]\npython = "^3.11"\nrich = [\n'
        '  { version = "^13", python = "<3.12" },\n  { version = "^14", python = ">=3.12" },\n]\n'
        'click = { version = "^8", optional = true }\n'
        '[tool.poetry.extras]\ncli = ["click"]\n'
    )
    adopted(tmp_path)
    switched(tmp_path, "uv")
    said = switched(tmp_path, "poetry")
    restored = said[said.index("  restored") :].partition("\nUpdated")[0]
    assert restored == (
        '  restored    pyproject.toml: tool.poetry.name = "a"\n'
        '              pyproject.toml: tool.poetry.version = "1"\n'
        '              pyproject.toml: tool.poetry.description = ""\n'
        "              pyproject.toml: tool.poetry.authors = []\n"
        '              pyproject.toml: tool.poetry.dependencies.python = "^3.11"\n'
        '              pyproject.toml: tool.poetry.dependencies.rich = [{ version = "^13", '
        'python = "<3.12" }, { version = "^14", python = ">=3.12" }]\n'
        '              pyproject.toml: tool.poetry.dependencies.click.version = "^8"\n'
        "              pyproject.toml: tool.poetry.dependencies.click.optional = true\n"
        '              pyproject.toml: tool.poetry.extras.cli = ["click"]'
    )


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        (
            "environment.yml",
            ENVIRONMENT.format("conda-forge"),
            "Edit the file, then run 'seedbed sync'.",
        ),
        (
            "pixi.toml",
            '[workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n',
            "Use 'pixi add NAME' and 'pixi remove NAME', with --pypi for those of PyPI.",
        ),
    ],
)
def test_a_manifest_in_a_form_of_its_own_is_not_edited(
    tmp_path: Path, name: str, text: str, hint: str
) -> None:
    (tmp_path / name).write_text(text)
    adopted(tmp_path)
    done = seedbed("add", "rich", "--no-sync", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"error: seedbed doesn't edit {name}: its form is your own.\n"
        f"hint: {hint} seedbed edits only what it wrote itself, as at a switch to another "
        "manager.\n"
    )


def test_a_fragment_of_an_address_is_no_comment() -> None:
    ours = "- a @ git+https://git.example.org/a.git#subdirectory=py # why\n# all\n"
    assert list(lost_comments("", ours, "", "file")) == [
        "a comment is removed with its file: # why",
        "a comment is removed with its file: # all",
    ]


def test_what_is_kept_in_place_of_nothing_names_no_value() -> None:
    assert (row._was(MISSING), row._was(["a"])) == ("", '; set aside: ["a"]')


def test_an_environment_that_is_there_is_not_created_again() -> None:
    files = ["environment.yml", "environment-dev.yml"]
    assert commands("conda", files, "", made=True) == (
        "conda env update --prefix ./.conda --file environment.yml && "
        "conda env update --prefix ./.conda --file environment-dev.yml"
    )
    assert commands("conda", files[:1], "") == (
        "conda env create --prefix ./.conda --file environment.yml"
    )


def test_a_list_that_an_environment_file_takes_in_is_no_file_beside_it(tmp_path: Path) -> None:
    text = "channels: [a]\ndependencies:\n- python=3.11\n- pip:\n  - -r requirements.txt\n"
    (tmp_path / "environment.yml").write_text(text)
    (tmp_path / "requirements.txt").write_text("rich\n")
    done = seedbed("adopt", "-n", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "  environment.yml (line 5): seedbed reads what requirements.txt lists as if it stood "
        "here.\n"
    ) in done.stdout
