"""What a return keeps aside because it was edited: a manager's own tables, as they can be read."""

from __future__ import annotations

from typing import Any

from seedbed.merge3.values import MISSING
from seedbed.update import aside_file
from seedbed.update.aside import Aside, Shared
from seedbed.update.restoring import Restored, restore

Path = tuple[str, ...]

TABLES = (("tool", "pixi"),)
PYTHON: Path = ("project", "requires-python")
NUMPY: Path = ("tool", "pixi", "dependencies", "numpy")


def test_only_own_keys_are_kept() -> None:
    edited = {PYTHON: ">=3.11", NUMPY: "<3", ("tool", "uv", "x"): 1}
    kept = Restored(text="", edited=edited, refused={(*NUMPY[:-1], "x"): MISSING}).kept(TABLES)
    assert kept == {NUMPY: "<3"}
    aside = {"pixi": Aside(kept=kept)}
    assert aside_file.decode(aside_file.encode(aside)) == aside


def test_what_all_managers_read_is_as_it_was_edited() -> None:
    aside = Aside(shared={PYTHON: Shared(stood=">=3.11", instead="==3.11.*")})
    edited = '[project]\nrequires-python = ">=3.12"\n'
    assert restore(aside, edited, TABLES) == Restored(text=edited)
    unedited = '[project]\nrequires-python = "==3.11.*"\n'
    back: dict[Path, tuple[Any, Any]] = {PYTHON: ("==3.11.*", ">=3.11")}
    text = '[project]\nrequires-python = ">=3.11"\n'
    assert restore(aside, unedited, TABLES) == Restored(text=text, back=back)
