"""An environment to attack: a synced project with an editable package, and what attackers write."""

from __future__ import annotations

import base64
import importlib.util
import marshal
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import small_index
import verify_wheels
from pixi_runs import served

from seedbed.commands.verify import Wanted, verify

SITE = "lib/python3.11/site-packages"
CACHED = f"{SITE}/loam/__pycache__/core.cpython-311.pyc"
UNCHECKED = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Iterator[Path]:
    """A synced project with an editable package, whose archives are known; `kept` is a copy."""
    need("uv")
    top = tmp_path_factory.mktemp("attacks")
    with served(verify_wheels.index(top / "index")) as address:
        root = verify_wheels.project(top / "plot", address)
        small_index.toolkit(top / "toolkit")
        manifest = root / "pyproject.toml"
        sources = '[tool.uv.sources]\ntoolkit = { path = "../toolkit", editable = true }\n'
        text = manifest.read_text().replace('"peat"]', '"peat", "toolkit"]')
        manifest.write_text(f"{text}\n{sources}")
        verify_wheels.sync(root, top / "cache")
        with verify_wheels.known(root):
            yield root


@pytest.fixture
def inside(made: Path) -> Path:
    """The environment as it was synced."""
    verify_wheels.restore(made / ".venv", made.parent / "kept")
    return made / ".venv"


def told(**wanted: object) -> list[tuple[str, str, str]]:
    """What is found: kind, path, and sentence."""
    found = verify(Wanted(offline=True, **wanted))  # type: ignore[arg-type]
    assert found.status == (1 if found.differences else 0), found.wanting
    return [(one.kind, one.path, one.what) for one in found.differences]


def listed(inside: Path, path: str, *, record: str = "toolkit-0.1") -> None:
    """Let a package's RECORD claim a file with its very hash."""
    data = (inside / SITE / path).read_bytes()
    digest = base64.urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
    with (inside / SITE / f"{record}.dist-info/RECORD").open("a") as file:
        file.write(f"{path},sha256={digest},{len(data)}\n")


def compiled(inside: Path, body: bytes) -> None:
    """Put bytes where Python looks for what it compiled of `loam/core.py`."""
    (inside / CACHED).parent.mkdir(exist_ok=True)
    (inside / CACHED).write_bytes(UNCHECKED + body)


def evil(text: str = "import os\n") -> bytes:
    return marshal.dumps(compile(text, "x", "exec"))


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is there once a planted program has run."""
    return tmp_path / "ran"


def planted(path: Path, ran: Path, real: str) -> None:
    """A program in the place of Python, which runs it in the end."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(f'#!/bin/sh\ntouch "{ran}"\nexec "{real}" "$@"\n')
    path.chmod(0o755)
