"""Only the host writes files, and only there programs are started: the code itself says so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import seedbed

ROOT = Path(seedbed.__file__).parent
WRITES = frozenset(
    ("chmod", "link", "makedirs", "mkdir", "remove", "removedirs", "rename", "renames", "replace",
     "rmdir", "symlink", "truncate", "unlink", "utime", "write",
     "execv", "execve", "execvp", "fork", "forkpty", "kill", "killpg", "popen", "posix_spawn",
     "posix_spawnp", "spawnv", "spawnve", "startfile", "system")
)  # fmt: skip
MODULES = [
    path
    for path in sorted(ROOT.rglob("*.py"))
    if path.relative_to(ROOT).parts[0] not in {"data", "host"}
]


def effects(path: Path) -> Iterator[str]:
    """The calls in a module that write to the disk or start a program."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr=name)):
                if name in WRITES:
                    yield f"os.{name}"
            case ast.Call(
                func=ast.Name(id="open"), args=[place, ast.Constant(value=str(mode)), *_]
            ):
                if set(mode) & set("wax+") and ast.unparse(place) != "os.devnull":
                    yield f"open in mode {mode}"
            case ast.Call(func=ast.Attribute(attr="write_text" | "write_bytes" as name)):
                yield name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_outside_the_host_writes_nothing(path: Path) -> None:
    assert list(effects(path)) == []


def test_there_are_such_calls_in_the_host() -> None:
    found = {name for path in (ROOT / "host").glob("*.py") for name in effects(path)}
    assert {"os.replace", "os.unlink", "os.mkdir", "open in mode x"} <= found
    assert len(MODULES) > 150
