"""The cooldown: what may be typed, and what each manager's files say of it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from seedbed.commands.options import choices_from
from seedbed.commands.settings import apply_settings
from seedbed.commands.stored_choices import read_choices
from seedbed.errors import USAGE, SeedbedError
from seedbed.managers.pixi.rules import ACCEPTS, judge
from seedbed.managers.registry import load_dialect
from seedbed.model.choices import make_choices
from seedbed.model.cooldown import check_cooldown
from seedbed.model.project import Project
from seedbed.render.compose import compose


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("7d", "7d"),
        ("07d", "7d"),
        ("7 days", "7d"),
        ("1 day", "1d"),
        ("2w", "14d"),
        ("1 Week", "7d"),
        ("3650d", "3650d"),
    ],
)
def test_what_may_be_typed(typed: str, stored: str) -> None:
    assert check_cooldown(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "7",
        "d",
        "0d",
        "-7d",
        "3651d",
        "999w",
        "9" * 99 + "d",
        "P7D",
        "7 d d",
        "2025-01-01",
        "²d",
        " ",
    ],
)
def test_what_may_not(typed: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        make_choices("x-1", cooldown=typed)
    assert caught.value.code == "bad-cooldown"
    assert caught.value.status == USAGE
    assert caught.value.message == f"--cooldown {typed!r} is not a number of days or weeks."
    assert caught.value.hint == (
        "Write it like 7d or 2w, up to 3650d; leave it out for no cooldown."
    )


def texts(manager: str, cooldown: str) -> dict[str, str]:
    tree = compose(make_choices("x-1", manager=manager, cooldown=cooldown))
    return {path: file.data.decode() for path, file in tree.files.items()}


def test_uv() -> None:
    uv = tomllib.loads(texts("uv", "7d")["pyproject.toml"])["tool"]["uv"]
    assert uv["exclude-newer"] == "7 days"
    assert uv["required-version"] == ">=0.9.17"
    assert 'exclude-newer = "1 day"' in texts("uv", "1d")["pyproject.toml"]
    plain = tomllib.loads(texts("uv", "")["pyproject.toml"])["tool"]["uv"]
    assert "exclude-newer" not in plain
    assert plain["required-version"] == ">=0.8"


def test_pixi() -> None:
    text = texts("pixi", "2w")["pyproject.toml"]
    workspace = tomllib.loads(text)["tool"]["pixi"]["workspace"]
    assert workspace["exclude-newer"] == "14d"
    assert workspace["requires-pixi"] == ">=0.71"
    assert judge(text, "pyproject.toml").answer == ACCEPTS
    assert "exclude-newer" not in texts("pixi", "")["pyproject.toml"]


def test_poetry_reads_it_from_its_settings(tmp_path: Path) -> None:
    found = texts("poetry", "7d")
    assert tomllib.loads(found["poetry.toml"]) == {
        "virtualenvs": {"in-project": True},
        "solver": {"min-release-age": 7},
    }
    assert "exclude-newer" not in found["pyproject.toml"]
    assert "solver" not in texts("poetry", "")["poetry.toml"]
    for path in ("pyproject.toml", "poetry.toml"):
        (tmp_path / path).write_text(found[path])
    done = subprocess.run(
        [Path(sys.executable).with_name("poetry"), "config", "solver.min-release-age"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "7"


@pytest.mark.parametrize(
    ("manager", "where"),
    [
        ("uv", "Change it in `pyproject.toml`, under `tool.uv.exclude-newer`."),
        ("pixi", "Change it in `pyproject.toml`, under `tool.pixi.workspace.exclude-newer`."),
        ("poetry", "Change it in `poetry.toml`. Poetry older than 2.4 ignores it."),
    ],
)
def test_a_page_says_where_it_is(manager: str, where: str) -> None:
    said = "New locks take only releases that are at least 7 days old."
    page = texts(manager, "7d")["docs/environment.md"]
    assert f"## Cooldown\n\n{said}\n{where}\n" in page
    assert "at least 1 day old" in texts(manager, "1d")["docs/environment.md"]
    assert "Cooldown" not in texts(manager, "")["docs/environment.md"]


def test_conda_has_none() -> None:
    with pytest.raises(SeedbedError) as caught:
        texts("conda", "7d")
    assert caught.value.message == (
        "--cooldown 7d and --manager conda cannot be combined: conda cannot leave out new releases."
    )
    assert caught.value.hint == "Use --manager pixi, which reads the same channels."


@pytest.mark.parametrize(
    ("manager", "table", "given"),
    [
        ("uv", "tool.uv", "2025-01-01"),
        ("uv", "tool.uv", "P7D"),
        ("uv", "tool.uv", "1 days"),
        ("uv", "tool.uv", "0 days"),
        ("pixi", "tool.pixi.workspace", "2025-01-01"),
        ("pixi", "tool.pixi.workspace", "1d 2h"),
        ("pixi", "tool.pixi.workspace", "07d"),
        ("pixi", "tool.pixi.workspace", "0d"),
    ],
)
def test_what_is_written_otherwise_is_no_cooldown_and_is_reported(
    manager: str, table: str, given: str
) -> None:
    dialect = load_dialect(manager)
    text = f'[project]\nname = "x"\nversion = "1"\n[{table}]\nexclude-newer = "{given}"\n'
    reading = dialect.read({"pyproject.toml": text})
    assert reading.project.cooldown == ""
    assert any("exclude-newer" in one for one in reading.unmodeled)


def test_one_manager_reads_what_another_wrote() -> None:
    project = Project(name="x", package="x", cooldown="7d")
    for one, other in (("uv", "pixi"), ("pixi", "uv")):
        written = load_dialect(one).write(project)
        read = load_dialect(one).read({"pyproject.toml": written["pyproject.toml"].render({})})
        again = load_dialect(other).write(read.project)["pyproject.toml"].render({})
        assert load_dialect(other).read({"pyproject.toml": again}).project.cooldown == "7d"


def test_update_sets_it_and_refuses_it() -> None:
    choices = choices_from({"git": False}, "/x")
    assert apply_settings(choices, {"set": ["cooldown=2w"]}).cooldown == "14d"
    with_it = apply_settings(choices, {"set": ["cooldown=7d"]})
    assert apply_settings(with_it, {"set": ["cooldown="]}).cooldown == ""
    with pytest.raises(SeedbedError, match="--set cooldown 'soon' is not a number"):
        apply_settings(choices, {"set": ["cooldown=soon"]})
    manifest = tomllib.loads(compose(with_it).files["pyproject.toml"].data.decode())
    assert read_choices(manifest) == with_it
    manifest["tool"]["seedbed"]["cooldown"] = "soon"
    with pytest.raises(SeedbedError) as caught:
        read_choices(manifest)
    assert caught.value.hint == "Fix [tool.seedbed] cooldown."
