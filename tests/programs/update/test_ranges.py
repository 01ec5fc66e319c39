"""A range of versions that the user wrote is never replaced by a template's, under any manager."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from aged import age, edit, make
from cli import seedbed
from running import environment

from seedbed.managers.base import MANAGERS

DEV = '    "mypy>=1.19",\n'
OLDER = ('"mypy>=1.19"', '"mypy>=1.18"')


def update(root: Path, *options: str, status: int = 0) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def dev(root: Path) -> list[str]:
    """What the group for development asks for."""
    manifest = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = manifest["dependency-groups"]["dev"]
    return found


def brought(root: Path, manager: str) -> None:
    """Let an older seedbed not have brought mypy yet."""
    age(root, "pyproject.toml", (DEV, ""))
    if manager == "pixi":
        age(root, "pyproject.toml", ('mypy = ">=1.19"\n', ""))
    if manager == "conda":
        age(root, "environment-dev.yml", ("  - mypy >=1.19\n", ""))


@pytest.mark.parametrize("manager", MANAGERS)
@pytest.mark.parametrize(
    ("mine", "told"),
    [
        ("<2,>=1.20", None),
        ("<2,>=1.17", ">=1.17,<2, as you have it; seedbed asks for >=1.19"),
        ("<1.19", "<1.19, as you have it; seedbed asks for >=1.19; no version satisfies both"),
    ],
)
def test_what_both_came_to_ask_for_keeps_the_users_range(
    tmp_path: Path, manager: str, mine: str, told: str | None
) -> None:
    root = make(tmp_path, "--manager", manager)
    brought(root, manager)
    edit(root, "pyproject.toml", '    "pytest>=8.4",\n', f'    "mypy{mine}",\n    "pytest>=8.4",\n')
    said = update(root)
    assert f"mypy{mine}" in dev(root)
    found = [line.strip() for line in said.splitlines() if "mypy" in line]
    assert found == ([f"requirement mypy in dev stays {told}"] if told else [])
    assert "up to date" in update(root)


@pytest.mark.parametrize("manager", [one for one in MANAGERS if one != "conda"])
def test_a_range_within_the_newer_template_s_is_no_conflict(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    age(root, "pyproject.toml", OLDER)
    edit(root, "pyproject.toml", '"mypy>=1.18"', '"mypy>=1.19.1,<2"')
    assert "mypy" not in update(root)
    assert "mypy>=1.19.1,<2" in dev(root)


def test_a_range_that_was_narrowed_is_no_conflict_but_told(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "pyproject.toml", OLDER)
    edit(root, "pyproject.toml", '"mypy>=1.18"', '"mypy>=1.18,<2"')
    said = update(root)
    assert "mypy in dev stays >=1.18,<2, as you have it; seedbed asks for >=1.19\n" in said
    assert "mypy>=1.18,<2" in dev(root)


@pytest.mark.parametrize("mine", ["mypy", "mypy>=1.17", "mypy<1.19,>=1.18", "mypy==1.18.2"])
def test_a_range_that_was_widened_or_fits_no_more_is_a_conflict(tmp_path: Path, mine: str) -> None:
    root = make(tmp_path)
    age(root, "pyproject.toml", OLDER)
    edit(root, "pyproject.toml", '"mypy>=1.18"', f'"{mine}"')
    assert "changed by you and seedbed: requirement mypy in dev: spec" in update(root, status=1)
    assert mine in dev(root)


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_requirement_with_a_marker_of_the_users_is_still_the_same_one(
    tmp_path: Path, manager: str
) -> None:
    root = make(tmp_path, "--manager", manager)
    age(root, "pyproject.toml", ('"mypy>=1.19"', '"mypy>=1.10"'))
    edit(root, "pyproject.toml", '"mypy>=1.10"', "\"mypy>=1.10; python_version < '3.14'\"")
    done = seedbed("update", "--no-sync", cwd=root)
    assert (done.returncode, "mypy" in done.stdout) == (0, False), done.stderr
    manifest = (root / "pyproject.toml").read_text()
    assert "\"mypy>=1.19; python_version < '3.14'\"" in manifest
    assert manifest.count('"mypy>') == 1
    assert seedbed("update", "--no-sync", cwd=root).stdout == "Everything is up to date.\n"


def test_a_package_that_the_user_asks_for_twice_is_paired_with_none(tmp_path: Path) -> None:
    root = make(tmp_path)
    age(root, "pyproject.toml", ('"mypy>=1.19"', '"mypy>=1.10"'))
    twice = "\"mypy>=1.10; python_version < '3.14'\", \"mypy>=2; python_version >= '3.14'\""
    edit(root, "pyproject.toml", '"mypy>=1.10"', twice)
    done = seedbed("update", "--no-sync", cwd=root)
    assert "requirement mypy in dev stays removed; seedbed asks for mypy>=1.19 now" in done.stdout
    assert twice in (root / "pyproject.toml").read_text()
