"""Projects whose lock is exported: all that they need is on an index of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

import poetry_runs
from cli import seedbed
from running import environment

if TYPE_CHECKING:
    from pathlib import Path

_PROJECT = """\
[project]
name = "x-1"
version = "1"
requires-python = ">=3.11"
dependencies = ["sprout>=1; sys_platform == 'linux'"]

[project.optional-dependencies]
more = ["compost"]

[dependency-groups]
dev = ["trowel"]
docs = ["compost"]

[tool.seedbed]
manager = "{manager}"
framework = "none"

{tables}"""
UV = """\
[tool.uv]
package = false
index = [{{ name = "here", url = "{address}", explicit = true }}]

[tool.uv.sources]
sprout = {{ index = "here" }}
compost = {{ index = "here" }}
trowel = {{ index = "here" }}
"""
POETRY = """\
[tool.poetry]
package-mode = false

[tool.poetry.group.docs]
optional = true

[[tool.poetry.source]]
name = "here"
url = "{address}"
"""


def settings() -> dict[str, str]:
    """The variables for runs of the managers here."""
    return environment(UV_PYTHON=os.path.realpath(sys.executable), VIRTUAL_ENV="")


def write(root: Path, manager: str, tables: str, address: str) -> Path:
    """Make a project that is not locked yet.

    Args:
        root: its folder.
        manager: its manager.
        tables: the tables of the manager, with a place for the address.
        address: that of the index.
    """
    root.mkdir()
    filled = tables.format(address=f"{address}/simple")
    (root / "pyproject.toml").write_text(_PROJECT.format(manager=manager, tables=filled))
    return root


def locked_by_uv(root: Path, address: str) -> Path:
    """A project of uv's with its lock."""
    write(root, "uv", UV, address)
    subprocess.run(["uv", "lock", "--quiet"], cwd=root, env=settings(), check=True)
    return root


def locked_by_poetry(root: Path, address: str, scratch: Path) -> Path:
    """A project of Poetry's with its lock; no environment is made for that."""
    write(root, "poetry", POETRY, address)
    poetry_runs.run("poetry", "lock", cwd=root, settings=scratch)
    return root


def export(root: Path, *options: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run `seedbed export`."""
    done = seedbed("export", *options, cwd=root, env=settings())
    assert done.returncode == status, done.stderr
    return done


def digest(index: Path, name: str) -> str:
    """The hash of a wheel of the index."""
    (found,) = (index / "simple").glob(f"*/{name}-py3-none-any.whl")
    return sha256(found.read_bytes()).hexdigest()


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    """What stands in a folder, by path: when it was written, and the size."""
    found = ((path.relative_to(root).as_posix(), path.lstat()) for path in sorted(root.rglob("*")))
    return {name: (one.st_mtime_ns, one.st_size) for name, one in found}
