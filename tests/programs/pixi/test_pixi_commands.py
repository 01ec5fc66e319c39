"""A project that lives with Pixi's own commands: an update leaves what they wrote as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import edit, make
from cli import files, seedbed
from pixi_commands import COMMANDS, FRESH, NAME, OLDER, Command, older
from running import environment

from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.merge3.values import MergedFile
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose
from seedbed.update.manifest import merge_manifest
from seedbed.update.stated import Sides

ALL = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
BASE = older(FRESH)
RUN = (
    ("matplotlib", "3.10", ">=3.11.2,<4"),
    ("numpy", "2.0", ">=2.4.6,<3"),
    ("scikit-learn", "1.7", ">=1.9.1,<2"),
    ("skops", "0.13", ">=0.16.0,<0.17"),
    ("tqdm", "4.67", ">=4.70.0,<5"),
    ("tyro", "1.0.16", ">=1.0.17,<2"),
)
"""What the package needs: the oldest version that it was asked for in, and the range after it."""
DEV = (
    ("hatchling", "1.27", ">=1.33.0,<2"),
    ("mypy", "1.19", ">=2.4.1,<3"),
    ("pre-commit", "4.2", ">=4.7.0,<5"),
    ("pytest", "8.3", ">=9.2.0,<10"),
    ("ruff", "0.15", ">=0.17.6,<0.18"),
    ("types-tqdm", "4.67", ">=4.70.0,<5"),
    ("zizmor", "1.20", ">=1.32.0,<2"),
)
"""What people work with, in the same way."""
CONDA = tuple(
    (name.replace("matplotlib", "matplotlib-base"), *rest) for name, *rest in (*RUN, *DEV)
)
"""The same by their names in conda's tables."""
UPGRADED = (
    *((f'    "{name}>={old}",', f'    "{name}",') for name, old, _ in (*RUN, *DEV)),
    *((f'\n{name} = ">={old}"\n', f'\n{name} = "{new}"\n') for name, old, new in CONDA),
)
"""What `pixi upgrade` takes away, and what it writes."""
RANGES = (
    "these get their ranges back from the conda tables: matplotlib>=3.11.2,<4, numpy>=2.4.6,<3, "
    "scikit-learn>=1.9.1,<2, skops>=0.16.0,<0.17, tqdm>=4.70.0,<5, tyro>=1.0.17,<2, "
    "hatchling>=1.33.0,<2, mypy>=2.4.1,<3, pre-commit>=4.7.0,<5, pytest>=9.2.0,<10, "
    "ruff>=0.17.6,<0.18, types-tqdm>=4.70.0,<5, zizmor>=1.32.0,<2"
)


def merged(disk: str, *, base: str = BASE, fresh: str = FRESH, new: str = "pixi") -> MergedFile:
    sides = Sides(base={NAME: base}, ours={NAME: disk}, theirs={NAME: fresh})
    found = merge_manifest(load_dialect("pixi"), load_dialect(new), sides).files[NAME]
    assert found.conflicts == ()
    if new == "pixi":
        assert load_dialect("pixi").refused({NAME: found.text}, {}) is None
    return found


def other(manager: str) -> str:
    """What is generated for another manager."""
    return compose(make_choices("x-1", manager=manager)).files[NAME].data.decode()


def edited(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def required(text: str, group: str = "") -> list[str]:
    manifest: dict[str, Any] = tomllib.loads(text)
    found: list[str] = (
        manifest["dependency-groups"][group] if group else manifest["project"]["dependencies"]
    )
    return found


@ALL
def test_what_a_command_wrote_and_what_a_template_brings_both_stand(command: Command) -> None:
    found = merged(command.done(BASE))
    wanted = command.done(BASE)
    for new, old in OLDER:
        if old not in command.gone:
            wanted = edited(wanted, (old, new))
    assert found.text == wanted
    assert found.notes == ()


@ALL
def test_a_template_without_news_changes_nothing(command: Command) -> None:
    disk = command.done(BASE)
    assert merged(disk, fresh=BASE) == MergedFile(text=disk, theirs=disk)


@ALL
def test_another_manager_takes_what_it_can_without_a_conflict(command: Command) -> None:
    found = merged(command.done(BASE), new="uv", fresh=other("uv"))
    for note in found.notes:
        assert "the new manager ignores it" in note or "tool.pixi" in note


def test_an_upgrade_is_no_conflict_and_gives_the_ranges_back() -> None:
    found = merged(edited(BASE, *UPGRADED))
    assert found.notes == (RANGES,)
    assert required(found.text) == [
        "matplotlib>=3.11.2,<4", "numpy>=2.4.6,<3", "scikit-learn>=1.9.1,<2",
        "skops>=0.16.0,<0.17", "tqdm>=4.70.0,<5", "tyro>=1.0.17,<2",
    ]  # fmt: skip
    assert required(found.text, "dev") == [
        "hatchling>=1.33.0,<2", "mypy>=2.4.1,<3", "pre-commit>=4.7.0,<5", "pytest>=9.2.0,<10",
        "ruff>=0.17.6,<0.18", "types-tqdm>=4.70.0,<5", "zizmor>=1.32.0,<2",
    ]  # fmt: skip
    assert all(new in found.text for _, new in UPGRADED[1:] if "=" in new)
    assert "line-length = 100" in found.text
    again = merged(found.text, base=FRESH)
    assert again == MergedFile(text=found.text, theirs=found.text)


def test_after_an_upgrade_alone_there_is_nothing_to_do(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    for old, new in UPGRADED:
        newest = old.replace("numpy>=2.0", "numpy>=2.1").replace('numpy = ">=2.0', 'numpy = ">=2.1')
        edit(root, NAME, newest.replace("8.3", "8.4"), new)
    before = files(root)
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert "Everything is up to date." in done.stdout, done.stderr
    assert files(root) == before


def test_after_an_upgrade_a_newer_range_is_told_and_no_conflict() -> None:
    fresh = edited(FRESH, ('"numpy>=2.1"', '"numpy>=2.5"'), ('numpy = ">=2.1"', 'numpy = ">=2.5"'))
    found = merged(edited(BASE, *UPGRADED), fresh=fresh)
    told = "requirement numpy stays >=2.4.6,<3, as you have it; seedbed asks for >=2.5"
    assert found.notes == (RANGES, told)


@pytest.mark.parametrize("manager", [name for name in MANAGERS if name != "pixi"])
def test_after_an_upgrade_other_managers_have_the_ranges(manager: str) -> None:
    found = merged(edited(BASE, *UPGRADED), new=manager, fresh=other(manager))
    assert "numpy>=2.4.6,<3" in required(found.text)
    assert "pytest>=9.2.0,<10" in required(found.text, "dev")
    assert "[tool.pixi" not in found.text


@pytest.mark.parametrize(
    ("line", "range_"),
    [(">=2.2,<3", ">=2.2,<3"), ("2.4.6.*", "==2.4.6.*"), ("==2.4.6", "==2.4.6")],
)
def test_a_range_that_pixi_add_wrote_stays_beside_that_of_the_project(
    line: str, range_: str
) -> None:
    """`pixi add "numpy>=2.2,<3"`, `numpy=2.4.6` and `numpy==2.4.6`."""
    disk = edited(BASE, ('numpy = ">=2.0"', f'numpy = "{line}"'))
    found = merged(disk)
    assert found.notes == ()
    assert f'\nnumpy = "{line}"\n' in found.text
    assert "numpy>=2.1" in required(found.text)
    switched = merged(disk, new="uv", fresh=other("uv"))
    assert f"numpy{range_}" in required(switched.text)
    assert "[tool.pixi" not in switched.text


def test_a_range_that_pixi_add_pypi_wrote_stays_beside_that_of_conda() -> None:
    """`pixi add --pypi "numpy>=2.2,<3"`."""
    disk = edited(BASE, ('"numpy>=2.0"', '"numpy>=2.2,<3"'))
    found = merged(disk)
    assert found.notes == ()
    assert '\nnumpy = ">=2.1"\n' in found.text
    assert "numpy>=2.2,<3" in required(found.text)
    switched = merged(disk, new="uv", fresh=other("uv"))
    assert "numpy>=2.2,<3" in required(switched.text)


def test_where_both_ranges_were_changed_both_hold() -> None:
    disk = edited(BASE, ('"numpy>=2.0"', '"numpy>=2.3"'), ('numpy = ">=2.0"', 'numpy = ">=2.2,<3"'))
    switched = merged(disk, new="uv", fresh=other("uv"))
    assert "numpy>=2.3,<3" in required(switched.text)


def test_a_conda_line_that_was_removed_stays_so() -> None:
    """`pixi remove numpy` leaves it in `[project]`: it comes from PyPI then."""
    found = merged(edited(BASE, ('numpy = ">=2.0"\n', "")))
    assert found.notes == ()
    assert "numpy>=2.1" in required(found.text)
    assert "numpy = " not in found.text


def test_a_requirement_that_was_removed_stays_so() -> None:
    """`pixi remove --pypi numpy` leaves the conda package."""
    found = merged(edited(BASE, ('    "numpy>=2.0",\n', "")))
    assert found.notes == ("requirement numpy stays removed; seedbed asks for numpy>=2.1 now",)
    assert required(found.text) == [
        "matplotlib>=3.10", "scikit-learn>=1.7", "skops>=0.13", "tqdm>=4.67", "tyro>=1.0.16",
    ]  # fmt: skip
    assert '\nnumpy = ">=2.0"\n' in found.text
