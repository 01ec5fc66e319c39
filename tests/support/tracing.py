"""Stops a program at a chosen system call, by strace's fault injection (`man strace`, -e inject).

A program that starts no other makes the same calls at each run, so that a call is told by its
name and by how many of that name came before it.
"""

from __future__ import annotations

import compileall
import marshal
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from running import environment

import seedbed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seedbed.model.tree import File

_WRITER = """
import marshal, sys
sys.path.insert(0, sys.argv[1])
from seedbed.host import disk, journal
from seedbed.model.tree import File
with open(sys.argv[2], "rb") as saved:
    files = {path: File(data=data, layer="", executable=bit)
             for path, (data, bit) in marshal.load(saved).items()}
getattr(disk if sys.argv[3] == "create" else journal, sys.argv[3])(sys.argv[4], files)
"""

KINDS = {
    "make-folder": ("mkdir", "mkdirat"),
    "open": ("open", "openat"),
    "write": ("write",),
    "sync": ("fsync",),
    "rename": ("rename", "renameat", "renameat2"),
    "remove": ("rmdir", "unlink", "unlinkat"),
}
"""What a call does, and its names: which of them is used differs between architectures.

A kill is delivered before the call is made, so that one at each of these also covers the calls
between them which change nothing on the disk (`close`, `stat`).
"""


@dataclass(frozen=True)
class Call:
    """The `number`-th call of that name in a run; `text` is strace's line about it."""

    name: str
    number: int
    text: str


def writer(verb: str, target: Path, files: Mapping[str, File], saved: Path) -> tuple[str, ...]:
    """A command that only writes files, and so is traced in a fraction of seedbed's own time.

    Args:
        verb: `create` (of `host.disk`) or `fill` (of `host.journal`).
        target: what it is given.
        files: what it is to write.
        saved: where to keep them for the command.
    """
    saved.write_bytes(marshal.dumps({p: (f.data, f.executable) for p, f in files.items()}))
    source = str(Path(seedbed.__file__).parents[1])
    # each run opens the same files, whatever other tests compile meanwhile
    compileall.compile_dir(source, quiet=2, rx=re.compile(r"/seedbed/data/"))
    return (sys.executable, "-I", "-S", "-B", "-c", _WRITER, source, str(saved), verb, str(target))


def calls(strace: str, command: Sequence[str], cwd: Path, log: Path, mark: str) -> list[Call]:
    """Run a command; the calls that it makes between the first and the last which name `mark`."""
    wanted = ",".join(f"?{name}" for kind in KINDS.values() for name in kind)
    arguments = [strace, "-o", str(log), "-s", "4096", "-e", f"trace={wanted}", *command]
    run = subprocess.run(arguments, cwd=cwd, env=environment(), capture_output=True, check=False)
    found: list[Call] = []
    counted: dict[str, int] = {}
    for line in log.read_text(errors="replace").splitlines():
        named = re.match(r"(\w+)\(", line)
        if named:
            name = named.group(1)
            counted[name] = counted.get(name, 0) + 1
            found.append(Call(name=name, number=counted[name], text=line))
    marked = [index for index, call in enumerate(found) if mark in call.text.split('", "')[0]]
    assert marked, run.stderr.decode()
    return found[marked[0] : marked[-1] + 1]


def of_kind(found: list[Call], kind: str) -> list[Call]:
    """Those of the calls that do one kind of thing; there must be some."""
    chosen = [call for call in found if call.name in KINDS[kind]]
    assert chosen, f"the run makes no call of the kind {kind!r}"
    return chosen


def stop_at(
    strace: str, call: Call, command: Sequence[str], cwd: Path, fault: str, *, onward: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a command with a fault, such as `signal=KILL` or `error=ENOSPC`, at one call.

    Args:
        strace: the program's path.
        call: the call.
        command: the program to run, and its arguments.
        cwd: the folder to run it in.
        fault: what happens to the call, as strace writes it.
        onward: whether it happens to all later calls of that name too.
    """
    inject = f"inject={call.name}:{fault}:when={call.number}{'+' if onward else ''}"
    arguments = [strace, "-o", "/dev/null", "-e", f"trace={call.name}", "-e", inject, *command]
    return subprocess.run(
        arguments,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
