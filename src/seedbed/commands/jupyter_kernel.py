"""Registers a project's kernel in its environment, or beside the record where that is read-only."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host.folders import make
from seedbed.host.paths import inside
from seedbed.host.private import write_public
from seedbed.host.reading import standing
from seedbed.jupyter.kernels import LOGOS, is_of, name_of, specification

_LARGEST = 1 << 20


def register(project: str, environment: str, python: str, data: str) -> tuple[str, str]:
    """Write the kernel's description, if it is not there as it should be.

    Args:
        project: the project's name.
        environment: the environment's folder.
        python: the path of its Python.
        data: a folder that takes it if the environment does not.

    Returns:
        The kernel's name, and the folder that the server has to be told of; empty for none.

    Raises:
        SeedbedError: when neither folder takes it.
    """
    name = name_of(project)
    own = os.path.join(environment, "share", "jupyter", "kernels", "python3")
    text = specification(project, python, _data(os.path.join(own, "kernel.json")))
    try:
        _write(environment, f"share/jupyter/kernels/{name}", project, text, own)
    except (OSError, SeedbedError):
        make(data)
        _write(data, f"kernels/{name}", project, text, own)
        return name, data
    return name, ""


def _write(top: str, below: str, project: str, text: bytes, own: str) -> None:
    """Write a kernel's folder below another, through no links.

    Raises:
        OSError, SeedbedError: when it cannot be written, or is somebody else's.
    """
    folder = inside(top, below)
    path = inside(top, f"{below}/kernel.json")
    stands = _data(path)
    if stands == text:
        return
    if stands and not is_of(project, stands):
        raise SeedbedError(
            f"{path} is the kernel of something else.", "Rename it.", code="kernel-foreign"
        )
    make(folder)
    for logo in LOGOS:
        if picture := _data(os.path.join(own, logo)):
            write_public(inside(top, f"{below}/{logo}"), picture)
    write_public(path, text)


def _data(path: str) -> bytes:
    try:
        found = standing(path, _LARGEST, follow=True)
    except OSError:
        return b""
    return found.data if found else b""
