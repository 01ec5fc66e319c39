"""Ctrl-C at the last moment: what was done by then is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aged import make
from cli import files
from test_add_calls import EDITS, manager

from seedbed import cli
from seedbed.cli import editing as printing
from seedbed.commands import all_or_none, editing
from seedbed.host import journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOTHING = "error: Interrupted; no files were left incomplete.\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make(tmp_path, "--manager", "uv", "--framework", "none")
    monkeypatch.chdir(root)
    for name, value in manager(tmp_path, "uv", EDITS).items():
        monkeypatch.setenv(name, value)
    return root


def interrupted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, with Ctrl-C just after it."""

    def call(*arguments: Any, **named: Any) -> None:
        function(*arguments, **named)
        raise KeyboardInterrupt

    return call


def interrupt(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("words", "module", "name", "said"),
    [
        (("--no-sync", "polars"), journal, "apply", "The files were updated."),
        (("--no-sync", "polars"), printing, "_tell", "The manifest was changed."),
        (("--no-sync", "--system", "jq"), journal, "apply", "The files were updated."),
        (("polars",), editing, "_done", "The manifest was changed."),
        (("polars",), printing, "_tell", "The manifest was changed."),
    ],
)
def test_what_was_done_is_told(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    module: Any,
    name: str,
    said: str,
) -> None:
    before = files(root)
    monkeypatch.setattr(module, name, interrupted(getattr(module, name)))
    assert cli.main(["add", *words]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == f"error: Interrupted. {said}"
    assert files(root) != before


@pytest.mark.parametrize(
    ("words", "module", "name"),
    [
        (("--no-sync", "polars"), journal, "apply"),
        (("--no-sync", "--system", "jq"), journal, "apply"),
        (("polars",), all_or_none.AllOrNone, "done"),
    ],
)
def test_what_was_not_done_is_not_told(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    module: Any,
    name: str,
) -> None:
    before = files(root)
    monkeypatch.setattr(module, name, interrupt)
    assert cli.main(["add", *words]) == 130
    assert capsys.readouterr().err.endswith(NOTHING)
    assert files(root) == before
