"""What the files of an environment tell of it, read without starting anything."""

from __future__ import annotations

import os
import re

from seedbed.errors import SeedbedError
from seedbed.host.reading import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.checks.place import Place


def is_usual(place: Place) -> bool:
    """Whether a project of others has its environment where the manager makes it by default.

    uv and Pixi do, once they have locked. Those of Poetry and conda may be anywhere.
    """
    is_managed = place.table("tool", "uv").get("managed") is not False
    is_there = os.path.isfile(place.path(place.manifest_name)) and place.lock_data is not None
    return is_there and (place.manager == "pixi" or (place.manager == "uv" and is_managed))


def should_have_python(place: Place) -> bool:
    """Whether an environment is there that is one of Python: those of Pixi need have none."""
    if not has_anything(place.environment):
        return False
    return place.manager != "pixi" or any(_python_of_conda(place.environment))


def has_anything(folder: str) -> bool:
    """Whether a folder is there and has anything in it."""
    try:
        return bool(os.listdir(folder))
    except OSError:
        return False


def sync_command(place: Place) -> str:
    """What people type to make the environment.

    conda's own commands are long, and Poetry's makes it elsewhere unless `poetry.toml` says where.
    """
    settings = os.path.join(place.root, "poetry.toml")
    elsewhere = place.manager == "poetry" and not os.path.isfile(settings)
    by_itself = place.row and not (place.is_ours and (elsewhere or place.manager == "conda"))
    return f"'{place.row.sync}'" if place.row and by_itself else "'seedbed sync'"


def python_version(place: Place) -> str:
    """The full version of the environment's Python, as its files tell; empty where they do not."""
    path = os.path.join(place.environment, "pyvenv.cfg")
    try:
        found = re.search(r"^version(?:_info)? *= *(3[\d.]*\d)", read_text(path), re.MULTILINE)
    except SeedbedError:
        found = None
    return found[1] if found else next(_python_of_conda(place.environment), "")


def admits(spec: str, version: str) -> bool:
    """Whether a range admits a version; most have one lower bound, and need no slow import."""
    from seedbed.model import versions

    if bound := re.fullmatch(r">= *(3(?:\.\d+)+)", spec):
        return versions.release(version) >= versions.release(bound[1])
    return versions.admits(spec, version)


def _python_of_conda(folder: str) -> Iterator[str]:
    try:
        names = os.listdir(os.path.join(folder, "conda-meta"))
    except OSError:
        return
    for name in names:
        if found := re.match(r"python-(3[\d.]*\d)[^-]*-[^-]+\.json$", name):
            yield found[1]


def pinned_python(place: Place) -> str:
    """The plain version in `.python-version`; empty for none, and for anything else."""
    text = (place.text(".python-version") or "").strip()
    return text if re.fullmatch(r"3(\.\d+){1,2}", text) else ""
