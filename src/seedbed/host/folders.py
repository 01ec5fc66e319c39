"""Makes, moves and drops folders and files of an environment; errors are the system's own."""

from __future__ import annotations

import errno
import os


def make(folder: str) -> None:
    """Make a folder, with those above it; one that is there stays."""
    os.makedirs(folder, exist_ok=True)


def make_new(folder: str) -> None:
    """Make a folder that must not be there."""
    os.mkdir(folder)


def move(path: str, to: str) -> None:
    """Move a file or a folder on one disk; a file takes the place of another."""
    os.replace(path, to)


def move_file(path: str, to: str) -> None:
    """Move a file, or a link itself, to where nothing is, on whatever disk that may be."""
    try:
        os.replace(path, to)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        import shutil

        shutil.move(path, to)


def drop(path: str) -> None:
    """Remove a file, or a link itself."""
    os.unlink(path)


def write_new(path: str, text: str) -> None:
    """Write a file that must not be there, as UTF-8."""
    with open(path, "x", encoding="utf-8") as file:
        file.write(text)
