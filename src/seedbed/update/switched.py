"""What a switch to another manager sets aside, and what it brings back."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.update.aside import Aside

    Path = tuple[str, ...]


@record
class Switch:
    """What a switch does beside what any update does.

    Attributes:
        asides: what is set aside after it, by manager.
        aside: what it sets aside; None for nothing.
        back: the keys of what it brings back: to what would stand there without, and to what
            stands there; either may be `MISSING`.
        conda: requirements that come from conda channels again, by name, with their names there.
        edited: the keys of what it does not bring back because somebody edited what it had become;
            to what was set aside.
        refused: the same for what the new manager would refuse.
        merged: the keys of what it brings back with what somebody edited.
        files: the other files that it brings back, to the lines that are back in them.
        removed: names of requirements that the manager's own tables had, and that were removed
            meanwhile.
        replaced: by file, what of it asks for another range than it did, because
            `pyproject.toml`, which asked for a wider one, was edited.
    """

    asides: Mapping[str, Aside]
    aside: Aside | None = None
    back: Mapping[Path, tuple[Any, Any]] = {}
    conda: Mapping[str, str] = {}
    edited: Mapping[Path, Any] = {}
    refused: Mapping[Path, Any] = {}
    merged: frozenset[Path] = frozenset()
    files: Mapping[str, tuple[str, ...]] = {}
    removed: tuple[str, ...] = ()
    replaced: Mapping[str, tuple[str, ...]] = {}
