"""What runs of seedbed are compared with, and what they see of this machine."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from seedbed.commands.new import plan_new
from seedbed.commands.options import choices_from

if TYPE_CHECKING:
    from pathlib import Path

    from seedbed.model.tree import File

SEEDBED = (sys.executable, "-m", "seedbed")
PLAIN = ("--yes", "--no-sync", "--no-git")
"""Options with which `seedbed new` starts no other program."""


def environment(**changes: str) -> dict[str, str]:
    """The variables for a run: no settings of this machine's git, no bytecode written.

    Output is buffered, as it is for users: a disk may turn out full at the last flush only.
    """
    own = {"NO_COLOR", "TERM", "PYTHONUNBUFFERED"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    settings = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PYTHONDONTWRITEBYTECODE": "1",
        "TERM": "xterm",
    }
    return {**kept, **settings, **changes}


def composed(name: str, scratch: Path) -> dict[str, File]:
    """The files that `seedbed new NAME` with the options `PLAIN` must write, by path.

    Args:
        name: the project's name.
        scratch: a folder in which nothing is called so.
    """
    target = str(scratch / name)
    return dict(plan_new(target, choices_from({"git": False}, target)).tree.files)


def cannot(sentence: str) -> NoReturn:
    """Skip a test for which this machine lacks something; in CI, which has it all, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{sentence}, and CI must be able to")
    pytest.skip(sentence)


def contents(folder: Path) -> dict[str, bytes]:
    """What a folder holds, by path; a folder with nothing in it stands there with a slash."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = os.fsencode(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{name}/"] = b""
    return found


def has_ended(process: int) -> bool:
    """Whether a process ends in the next seconds; a machine under load may take some to end it."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def names(folder: Path) -> set[str]:
    """The names in a folder, hidden ones too."""
    return {path.name for path in folder.iterdir()}
