"""`--manager-version`: what may be typed, what each manager's files say of it, and when it goes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from stand_ins import program

from seedbed.commands.manager_version import check_installed, dropped_remark, nix_remark
from seedbed.commands.options import choices_from
from seedbed.commands.settings import apply_settings
from seedbed.commands.stored_choices import read_choices
from seedbed.errors import ENVIRONMENT, USAGE, SeedbedError
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.ranges import admits
from seedbed.model.choices import Choices
from seedbed.model.project import Project
from seedbed.render.compose import compose


def choices(manager: str = "uv", typed: str = "", **others: Any) -> Choices:
    values = {"manager": manager, "manager_version": typed, "git": False, **others}
    return choices_from(values, "/x-1")


@pytest.mark.parametrize(
    ("manager", "typed", "stored"),
    [
        ("uv", "", ""),
        ("uv", ">=0.9", ">=0.9"),
        ("uv", " <1 , >= 0.9 ", ">=0.9,<1"),
        ("uv", "~=0.13", "~=0.13"),
        ("uv", "==0.13.*", "==0.13.*"),
        ("uv", "0.13", "==0.13.*"),  # uv itself takes it for 0.13.0
        ("uv", "0.13.8", "==0.13.8"),
        ("uv", "1", "==1.*"),
        ("uv", ">=0.9rc1,!=0.10.2", ">=0.9rc1,!=0.10.2"),
        ("pixi", ">=0.75, <1", ">=0.75,<1"),
        ("pixi", "0.77", "0.77.*"),  # Pixi refuses a bare version
        ("pixi", "0.77.0", "==0.77.0"),
        ("pixi", "==0.77.*", "0.77.*"),  # conda has no such clause
        ("pixi", "=0.77", "=0.77"),
        ("pixi", "~=0.77", "~=0.77"),
        ("pixi", "0.75.* | >=0.77,!=0.78.*", "0.75.*|>=0.77,!=0.78.*"),
        ("poetry", "^2.3", "^2.3"),
        ("poetry", "~2.3 || ^ 3", "~2.3 || ^3"),
        ("poetry", ">=2.3 <3", ">=2.3,<3"),
        ("poetry", "2.5.*", "2.5.*"),
        ("poetry", "2.5", "==2.5.*"),
        ("poetry", "2.5.1", "==2.5.1"),
        ("poetry", "=2.5", "=2.5"),
    ],
)
def test_what_may_be_typed(manager: str, typed: str, stored: str) -> None:
    assert choices(manager, typed).manager_version == stored


@pytest.mark.parametrize(
    ("manager", "typed"),
    [
        ("uv", "new"),
        ("uv", "^0.9"),
        ("uv", "~0.9"),
        ("uv", ">=0.9 <1"),
        ("uv", ">=0.9|>=1"),
        ("uv", "0.13.*"),
        ("uv", "===0.13.8"),
        ("uv", "*"),
        ("uv", " "),
        ("uv", "²"),
        ("uv", "9" * 300),
        ("pixi", "^0.77"),
        ("pixi", "~0.77"),
        ("pixi", "~=1"),
        ("pixi", ">=0.75 <1"),
        ("pixi", ">=0.75,"),
        ("pixi", ">=0.77.*"),
        ("pixi", "=0.77.*"),
        ("poetry", "^2.*"),
        ("poetry", "~=3"),
        ("poetry", "===2.5.1"),
        ("poetry", "latest"),
    ],
)
def test_what_is_no_range_of_the_manager(manager: str, typed: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        choices(manager, typed)
    title = MANAGERS[manager].title
    like = {
        "uv": "'>=0.8,<1' or '0.8'",
        "pixi": "'>=0.71,<1' or '0.71'",
        "poetry": "'>=2.2.1,<3' or '2.2.1'",
    }
    assert caught.value.message == (
        f"--manager-version {typed!r} is not a range of {title} versions."
    )
    assert caught.value.hint == f"Write it like {like[manager]}."
    assert (caught.value.code, caught.value.status) == ("bad-version", USAGE)


@pytest.mark.parametrize(
    ("manager", "typed", "message", "hint"),
    [
        (
            "uv", ">=0.7", "--manager-version '>=0.7' admits uv older than 0.8.",
            "What seedbed writes needs uv 0.8 or newer. Write the range like '>=0.8,<1'.",
        ),
        (
            "uv", "!=0.9", "--manager-version '!=0.9' admits uv older than 0.8.",
            "What seedbed writes needs uv 0.8 or newer. Write the range like '>=0.8,<1'.",
        ),
        (
            "pixi", "0.70.*|>=0.75", ("--manager-version '0.70.*|>=0.75' admits Pixi older than "
            "0.71."),
            "What seedbed writes needs Pixi 0.71 or newer. Write the range like '>=0.71,<1'.",
        ),
        (
            "poetry", "^2.2", "--manager-version '^2.2' admits Poetry older than 2.2.1.",
            "What seedbed writes needs Poetry 2.2.1 or newer. Write the range like '>=2.2.1,<3'.",
        ),
        (
            "poetry", "~1.8", ("No Poetry that can read the project satisfies --manager-version "
            "'~1.8'."),
            "What seedbed writes needs Poetry 2.2.1 or newer. Write the range like '>=2.2.1,<3'.",
        ),
        (
            "uv", ">=2,<1", "No uv that can read the project satisfies --manager-version '>=2,<1'.",
            "What seedbed writes needs uv 0.8 or newer. Write the range like '>=0.8,<1'.",
        ),
    ],
)  # fmt: skip
def test_a_range_with_versions_that_cannot_read_the_project(
    manager: str, typed: str, message: str, hint: str
) -> None:
    with pytest.raises(SeedbedError) as caught:
        choices(manager, typed)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_cooldown_needs_a_newer_uv() -> None:
    assert choices("uv", ">=0.9.17", cooldown="7d").manager_version == ">=0.9.17"
    with pytest.raises(SeedbedError) as caught:
        choices("uv", ">=0.9", cooldown="7d")
    assert str(caught.value.message) == "--manager-version '>=0.9' admits uv older than 0.9.17."
    assert caught.value.hint == (
        "The cooldown needs uv 0.9.17 or newer. Write the range like '>=0.9.17,<1'."
    )
    with pytest.raises(SeedbedError, match=r"^manager-version '>=0\.9' admits uv older than 0\.9"):
        apply_settings(choices("uv", ">=0.9"), {"set": ["cooldown=7d"]})


def test_conda_has_no_place_for_it() -> None:
    with pytest.raises(SeedbedError) as caught:
        compose(choices("conda", ">=2"))
    assert caught.value.message == (
        "--manager-version >=2 and --manager conda cannot be combined: nothing in conda's files "
        "says which programs may read them."
    )
    assert caught.value.hint == "Use --manager pixi, which reads the same channels."


def manifest(of: Choices) -> str:
    return compose(of).files["pyproject.toml"].data.decode()


@pytest.mark.parametrize(
    ("manager", "typed", "line"),
    [
        ("uv", ">=0.12,<1", 'required-version = ">=0.12,<1"\n'),
        ("uv", "", 'required-version = ">=0.8"\n'),
        ("pixi", "0.77", 'requires-pixi = "0.77.*"\n'),
        ("pixi", "", 'requires-pixi = ">=0.71"\n'),
        ("poetry", "^2.3", 'requires-poetry = "^2.3"\n'),
        ("poetry", "", 'requires-poetry = ">=2.2.1"\n'),
    ],
)
def test_the_manifest_says_it(manager: str, typed: str, line: str) -> None:
    text = manifest(choices(manager, typed))
    assert line in text
    stored = choices(manager, typed).manager_version
    assert f'manager-version = "{stored}"\n' in text
    assert read_choices(tomllib.loads(text)) == choices(manager, typed)


def test_what_is_written_otherwise_is_no_range_and_is_reported() -> None:
    text = manifest(choices()).replace('required-version = ">=0.8"', "required-version = 8")
    reading = load_dialect("uv").read({"pyproject.toml": text})
    assert reading.project.managers == {}
    assert "tool.uv.required-version" in reading.unmodeled


def test_a_range_is_nothing_to_another_manager() -> None:
    project = Project(name="x", package="x", managers={"uv": ">=0.12"})
    assert load_dialect("uv").supported(project).managers == {"uv": ">=0.12"}
    for other in ("pixi", "poetry", "conda"):
        assert load_dialect(other).supported(project).managers == {}


def test_a_switch_drops_it() -> None:
    before = choices("uv", ">=0.12")
    after = apply_settings(before, {"manager": "poetry"})
    assert after.manager_version == ""
    assert dropped_remark(before, after) == [
        (
            "manager-version '>=0.12' was uv's, so it goes. To set one for Poetry, use "
            "--manager-version."
        )
    ]
    none = apply_settings(before, {"manager": "conda"})
    assert dropped_remark(before, none) == [
        "manager-version '>=0.12' was uv's, so it goes; conda's files have no place for one."
    ]
    other = apply_settings(before, {"manager": "poetry", "manager_version": "^2.3"})
    assert other.manager_version == "^2.3"
    assert dropped_remark(before, other) == dropped_remark(other, other) == []


def test_update_sets_it() -> None:
    assert apply_settings(choices(), {"manager_version": "0.13"}).manager_version == "==0.13.*"
    stays = apply_settings(choices("uv", ">=0.12"), {"set": ["lint=ruff"]})
    assert stays.manager_version == ">=0.12"
    assert apply_settings(stays, {"set": ["manager-version="]}).manager_version == ""
    with pytest.raises(SeedbedError, match=r"^--set manager-version 'new' is not a range of"):
        apply_settings(choices(), {"set": ["manager-version=new"]})
    table = tomllib.loads(manifest(choices()))
    table["tool"]["seedbed"]["manager-version"] = ">=0.1"
    with pytest.raises(SeedbedError) as caught:
        read_choices(table)
    assert caught.value.message == (
        "pyproject.toml: manager-version '>=0.1' admits uv older than 0.8."
    )
    assert caught.value.hint == "Fix [tool.seedbed] manager-version."


@pytest.mark.parametrize(
    ("manager", "text", "version", "expected"),
    [
        ("uv", ">=0.9", "0.8.3", False),
        ("uv", "0.13", "0.13.8", False),  # as uv reads what a person wrote
        ("uv", "0.13.8", "0.13.8", True),
        ("uv", "nonsense", "0.13.8", True),
        ("pixi", "0.75.*|0.77.*", "0.77.2", True),
        ("pixi", "0.75.*|0.77.*", "0.76.0", False),
        ("poetry", "^2.3", "3.0.0", False),
        ("poetry", "~2.3", "2.3.4", True),
        ("poetry", "~2.3", "2.4.0", False),
        ("poetry", "^0.0.3", "0.0.4", False),
        ("poetry", "^2", "2.9", True),
        ("uv", ">=0.9", "0.14.0rc1", True),
        ("uv", ">=0.9", "local build", True),
    ],
)
def test_which_versions_a_range_admits(
    manager: str, text: str, version: str, expected: bool
) -> None:
    assert admits(text, MANAGERS[manager], version) is expected


def test_an_installed_program_that_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program(tmp_path / "bin" / "pixi", 'echo "pixi 0.77.0"')
    monkeypatch.setenv("PATH", str(path.parent))
    assert check_installed(choices("pixi", "0.77"), sync=True) == []
    assert check_installed(choices("pixi"), sync=True) == []
    wanted = choices("pixi", ">=0.80")
    assert check_installed(wanted, sync=False) == [
        (
            f"manager-version '>=0.80' doesn't admit Pixi 0.77.0 ({path}), which will refuse the "
            "project."
        )
    ]
    assert check_installed(wanted, sync=True, dry=True) == [
        (
            f"manager-version '>=0.80' doesn't admit Pixi 0.77.0 ({path}): the real run "
            "refuses this, unless you add --no-sync."
        )
    ]
    assert "will refuse the project" in check_installed(wanted, sync=False, dry=True)[0]
    with pytest.raises(SeedbedError) as caught:
        check_installed(wanted, sync=True)
    assert caught.value.message == (
        f"Nothing was changed: manager-version '>=0.80' doesn't admit Pixi 0.77.0 ({path}), so it "
        "could not make the environment."
    )
    assert caught.value.hint == (
        "Install a version that it admits (https://pixi.sh/latest/installation/), or add --no-sync "
        "to write only the files."
    )
    assert (caught.value.code, caught.value.status) == ("manager-version-unmet", ENVIRONMENT)
    path.unlink()
    assert check_installed(wanted, sync=True) == []  # a sync says that there is none


def test_nix_says_how_to_pin_one() -> None:
    def said(manager: str, typed: str, nix: str) -> list[str]:
        picked = choices(manager, typed, nix=nix)
        return nix_remark(picked, compose(picked).files)

    assert said("uv", ">=0.12", "none") == said("uv", "", "shell") == []
    assert said("pixi", ">=0.77", "shell") == [
        (
            "With Nix, Pixi comes from nixpkgs, whatever manager-version says. "
            ".nix/overlays/pin.nix has Pixi 0.77.0 with its hashes, which '>=0.77' admits: to use "
            "it, set 'on = true' there."
        )
    ]
    assert said("uv", ">=0.13", "shell") == [
        (
            "With Nix, uv comes from nixpkgs, whatever manager-version says. To pin a version that "
            "'>=0.13' admits, set 'on = true' and 'version' in .nix/overlays/pin.nix, and replace "
            "the hashes: 'nix store prefetch-file URL' prints each of them."
        )
    ]
    (poetry,) = said("poetry", "^3", "shell")
    assert "'nix store prefetch-file --unpack https://github.com/python-poetry/" in poetry
