"""Which format a lock has, by what stands in it: files may have any name."""

from __future__ import annotations

import re

from seedbed.locks.contents import Contents, DamagedError
from seedbed.managers.shared.conda_names import python_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMATS = {
    "uv": "uv.lock",
    "pixi": "pixi.lock",
    "poetry": "poetry.lock",
    "conda-lock": "conda-lock.yml",
    "pylock": "pylock.toml",
    "explicit": "explicit conda file",
    "requirements": "requirements file",
}
"""All formats, with what people call them."""
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)
_PINNED = re.compile(
    r"^ *[A-Za-z0-9][\w.-]* *(?:\[[^]\n]*\])? *(?:==|@ )",
    re.MULTILINE,
)
_MARKS = (
    ("explicit", re.compile(r"^@EXPLICIT *$", re.MULTILINE)),
    ("pylock", re.compile(r"^\[\[packages\]\]|^created-by *=", re.MULTILINE)),
    ("poetry", re.compile(r"^(?:lock-version|content-hash) *=", re.MULTILINE)),
    ("uv", re.compile(r"^version *= *\d+", re.MULTILINE)),
    ("pixi", re.compile(r"^environments:", re.MULTILINE)),
    ("conda-lock", re.compile(r"^package:", re.MULTILINE)),
    ("requirements", _PINNED),
)  # fmt: skip


def read(text: str, conda_names: Mapping[str, str]) -> Contents:
    """What a lock lists.

    Args:
        text: what the file holds.
        conda_names: Python packages with their names on conda channels, as the project has them.

    Raises:
        DamagedError: when it is no lock, or cannot be read.
    """
    if found := _CONFLICT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DamagedError(f"contains conflict markers (line {line})")
    if text.startswith("version https://git-lfs"):
        raise DamagedError("is only a pointer: Git LFS stores the file itself")
    form = format_of(text)
    if not form:
        raise DamagedError("is no lock that seedbed knows")
    try:
        return _read(form, text, conda_names)
    except (TypeError, AttributeError, RecursionError):
        raise DamagedError("is damaged: a value has the wrong type") from None


def format_of(text: str) -> str:
    """The format of a lock; empty where it is none."""
    return next((name for name, mark in _MARKS if mark.search(text)), "")


def _read(form: str, text: str, conda_names: Mapping[str, str]) -> Contents:
    if form == "uv":
        from seedbed.locks.contents.uv_lock import read as of_uv

        return of_uv(text)
    if form == "poetry":
        from seedbed.locks.contents.poetry_lock import read as of_poetry

        return of_poetry(text)
    if form == "pylock":
        from seedbed.locks.contents.pylock import read as of_pylock

        return of_pylock(text)
    if form == "requirements":
        from seedbed.locks.contents.requirements import read as of_requirements

        return of_requirements(text)
    python = _python_names(conda_names)
    if form == "pixi":
        from seedbed.locks.contents.pixi_lock import read as of_pixi

        return of_pixi(text, python)
    from seedbed.locks.contents import conda_lock

    return (conda_lock.read if form == "conda-lock" else conda_lock.read_explicit)(text, python)


def _python_names(conda_names: Mapping[str, str]) -> Callable[[str, str], str]:
    """What gives the name on PyPI of a conda package: the project, the table, or its build."""
    from seedbed.locks.contents.conda_url import is_for_python
    from seedbed.model.names import canonical

    own = {conda.lower(): canonical(python) for python, conda in conda_names.items()}

    def name_of(conda: str, build: str) -> str:
        known = own.get(conda) or python_name(conda)
        return known or (canonical(conda) if is_for_python(build) else "")

    return name_of
