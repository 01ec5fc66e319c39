"""Says which modules a run of seedbed imports beyond those of the bare interpreter."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One imported module and what it alone cost, in microseconds."""

    module: str
    own: int


def imports(python: Path, arguments: list[str], environment: Mapping[str, str]) -> list[Import]:
    """Return what `python arguments` imports and the bare interpreter does not, dearest first."""
    bare = {item.module for item in _trace(python, ["-c", "pass"], environment)}
    found = _trace(python, arguments, environment)
    return sorted((item for item in found if item.module not in bare), key=lambda item: -item.own)


def show(found: list[Import], *, most: int) -> None:
    """Print how many modules there are, their sum, and the dearest ones."""
    total = sum(item.own for item in found) / 1000
    print(f"\nimports of seedbed new: {len(found)} modules, {total:.1f} ms under -X importtime")
    for item in found[:most]:
        print(f"{item.own / 1000:>8.2f} ms  {item.module}")


def _trace(python: Path, arguments: list[str], environment: Mapping[str, str]) -> list[Import]:
    traced = subprocess.run(
        [str(python), "-I", "-X", "importtime", *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [
        line.removeprefix("import time:").split("|")
        for line in traced.stderr.splitlines()
        if line.startswith("import time:") and "[us]" not in line
    ]
    return [Import(name.strip(), int(own)) for own, _, name in lines]
