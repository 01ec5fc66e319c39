"""Folders whose files are all made from the code, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def keep(argv: list[str], root: Path, folder: Path, wanted: Mapping[Path, str], usage: str) -> int:
    """Do what a tool's arguments say: `page` writes the files, `page check` only compares them.

    Args:
        argv: the arguments.
        root: the repository's folder, from which paths are shown.
        folder: where the files lie.
        wanted: what each is to hold.
        usage: what is printed for other arguments.

    Returns:
        The exit status: 1 where a check finds a difference, 2 for other arguments.
    """
    if argv not in (["page"], ["page", "check"]):
        print(usage)
        return 2
    there = {path: path.read_text(encoding="utf-8") for path in folder.glob("*")}
    stale = sorted(path for path in {**wanted, **there} if wanted.get(path) != there.get(path))
    for path in stale:
        print(path.relative_to(root))
        if argv == ["page"] and path in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        elif argv == ["page"]:
            path.unlink()
    return int(bool(stale) and argv != ["page"])
