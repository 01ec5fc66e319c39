"""The table of a switch in a project of some files that was adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adopted_trips import adopt
from pixi_trips import switch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def adopted(folder: Path, given: Mapping[str, str], name: str = "kiln") -> Path:
    """A project of some files, by path, that was adopted.

    Args:
        folder: where it is to lie.
        given: its files.
        name: what its own folder is called.
    """
    root = folder / name
    root.mkdir()
    for path, text in given.items():
        (root / path).write_text(text)
    status, said = adopt(root)
    assert status == 0, said
    return root


def rows(root: Path, manager: str) -> list[str]:
    """Switch without a conflict, and give the table, a line for a row."""
    step = switch(root, manager)
    assert (step.status, step.conflicts) == (0, [])
    return [
        f"{row['kind']}: {row['from']} → {row['to']}: {', '.join(row['what'])}"
        for row in step.said["result"]["switch"]
    ]
