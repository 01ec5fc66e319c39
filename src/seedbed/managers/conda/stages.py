"""What a conda environment is made from, and whether it is being made."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.formats.tables import parse
from seedbed.host import folders
from seedbed.host.disk import SaidPlainly, remove_if_empty, write_files
from seedbed.host.paths import inside
from seedbed.host.reading import read_text
from seedbed.managers.shared.environment_files import MAIN, is_environment
from seedbed.model.tree import File

UNFINISHED = ".seedbed/conda-unfinished"
"""Stands there while `.conda` is being made, and afterwards unless that was a success.

Not in `.conda`, which programs refuse where anything but an environment is in it; and no mark of a
success, so that an environment that somebody made by hand is as good as seedbed's.
"""
CONDA_LOCK = "https://conda.github.io/conda-lock/"


def environment_files(root: str) -> list[str]:
    """The names of the environment files; that of the run-time packages is first."""
    names = sorted(filter(is_environment, os.listdir(root)), key=lambda name: (name != MAIN, name))
    if MAIN not in names:
        raise SeedbedError(
            f"{MAIN} is missing from {root}.",
            f"Restore it from git: git checkout HEAD -- {MAIN}",
            code="no-environment-file",
            status=ENVIRONMENT,
        )
    return names


def is_package(root: str) -> bool:
    """Whether a project is a package that pip can install: an adopted one may be none."""
    if os.path.isfile(os.path.join(root, "setup.py")):
        return True
    path = os.path.join(root, "pyproject.toml")
    if not os.path.isfile(path):
        return True
    manifest = parse(read_text(path), path)
    match manifest:
        case {"tool": {"seedbed": {"layout": str()}}}:
            return "build-system" in manifest
    return True


def lists_build(root: str) -> bool:
    """Whether the environment files list what builds the package: those of an adopted one don't."""
    path = os.path.join(root, "pyproject.toml")
    if not os.path.isfile(path):
        return True
    match parse(read_text(path), path):
        case {"tool": {"seedbed": {"layout": str()}}}:
            return False
    return True


def mark(root: str, *, unfinished: bool) -> None:
    """Note that the environment is being made, or that this was a success."""
    folder, name = os.path.split(inside(root, UNFINISHED))
    with SaidPlainly(folder):
        there = os.path.exists(os.path.join(folder, name))
        if unfinished and not there:
            folders.make(folder)
            write_files(folder, {name: File(data=b"", layer="")})
        elif there and not unfinished:
            folders.drop(os.path.join(folder, name))
            remove_if_empty(folder)
