"""Files of the user's that a switch takes over, and brings back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seedbed.commands.taken_over import taken_over
from seedbed.managers.own_layout import load_own_layout
from seedbed.model.tree import File
from seedbed.update.change import Change

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

ENVIRONMENT, PIXI = "environment.yml", "pixi.toml"
KEPT = ".seedbed/locks/"


def planned(
    root: Path, one: Change, managers: tuple[str, str], known: Collection[str] = ()
) -> dict[str, tuple[str, bytes]]:
    """What becomes of each file, in one word, and what it holds in the end."""
    old, new = map(load_own_layout, managers)
    changes = taken_over(str(root), [one], (old, new), known, managers)
    return {one.path: (one.kind, one.after.data if one.after else b"") for one in changes}


def of(data: bytes) -> File:
    return File(data=data, layer="")


def test_a_file_that_nothing_read_is_kept(tmp_path: Path) -> None:
    there = Change(path=ENVIRONMENT, before=of(b"name: moss\n"), after=of(b"name: fern\n"))
    assert planned(tmp_path, there, ("uv", "conda")) == {
        ENVIRONMENT: ("changed", b"name: fern\n"),
        KEPT + ENVIRONMENT: ("added", b"name: moss\n"),
    }


def test_a_file_that_seedbed_wrote_is_not(tmp_path: Path) -> None:
    there = Change(path=ENVIRONMENT, before=of(b"name: moss\n"), after=of(b"name: fern\n"))
    assert planned(tmp_path, there, ("uv", "conda"), [ENVIRONMENT]) == {
        ENVIRONMENT: ("changed", b"name: fern\n"),
    }


def test_it_comes_back_where_the_managers_own_goes(tmp_path: Path) -> None:
    (tmp_path / KEPT).mkdir(parents=True)
    (tmp_path / KEPT / ENVIRONMENT).write_bytes(b"name: moss\n")
    there = Change(path=ENVIRONMENT, before=of(b"name: fern\n"), after=None)
    assert planned(tmp_path, there, ("conda", "uv")) == {
        ENVIRONMENT: ("changed", b"name: moss\n"),
        KEPT + ENVIRONMENT: ("removed", b""),
    }


def test_pixi_would_read_its_own_file_alone(tmp_path: Path) -> None:
    (tmp_path / PIXI).write_bytes(b"[workspace]\n")
    manifest = Change(path="pyproject.toml", before=of(b"a = 1\n"), after=of(b"a = 2\n"))
    told = {"pyproject.toml": ("changed", b"a = 2\n")}
    assert planned(tmp_path, manifest, ("uv", "pixi"), [PIXI]) == told
    assert planned(tmp_path, manifest, ("uv", "poetry")) == told
    assert planned(tmp_path, manifest, ("uv", "pixi")) == told | {PIXI: ("kept", b"[workspace]\n")}
