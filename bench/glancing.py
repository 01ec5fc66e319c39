"""`seedbed status` over many projects: the time for 200, and memory that must not grow with them.

The projects are of all managers, each with other choices. Those of uv and Poetry have a lock of 150
packages and an environment with as many.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from bench.report import MIB, Target

if TYPE_CHECKING:
    from pathlib import Path

    from bench.cases import Setting
    from bench.measure import Case

FEW, MANY = 20, 200
MAKE = """
import sys
from pathlib import Path
from seedbed.commands.options import made
from seedbed.model.tree import BASE_PATH
from seedbed.render.compose import compose
from seedbed.update import base

PACKAGES = [f"package-{number}" for number in range(150)]

def lock(name):
    rows = [f'[[package]]\\nname = "{one}"\\nversion = "1.{len(one)}"\\n' for one in PACKAGES]
    padding = "# " + "x" * 2000 + "\\n"  # the hashes of its files
    own = f'[[package]]\\nname = "{name}"\\nversion = "0.1.0"\\n'
    own += 'source = { editable = "." }\\n'
    return "version = 1\\n\\n" + padding.join([*rows, own])

for number in range(int(sys.argv[2])):
    manager = ("uv", "poetry", "pixi", "conda")[number % 4]
    framework = ("sklearn", "pytorch", "none")[number // 4 % 3]
    name = f"net-{number}"
    choices = made(name, {"manager": manager, "framework": framework, "accelerator": "cpu"
                          if framework == "pytorch" else "auto"})
    tree = compose(choices)
    root = Path(sys.argv[1], name)
    for path, file in {**tree.files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(file.data)
    (root / BASE_PATH).parent.mkdir(exist_ok=True)
    (root / BASE_PATH).write_bytes(base.encode(tree.files))
    if manager in ("uv", "poetry"):
        (root / f"{manager}.lock").write_text(lock(name))
        python = root / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.touch(mode=0o755)
        for one in PACKAGES:
            folder = f"{one.replace('-', '_')}-1.{len(one)}.dist-info"
            (root / ".venv/lib/python3.12/site-packages" / folder).mkdir(parents=True)
"""


def glancing(setting: Setting) -> list[Case]:
    """Cases that look at some projects and at many."""
    seedbed = setting.tools["seedbed"]
    place = setting.scratch / "many"
    command = [str(seedbed.python), "-I", "-c", MAKE, str(place), str(MANY)]
    subprocess.run(command, env=setting.environment, check=True)

    def case(count: int) -> Case:
        folders = [place / f"net-{number}" for number in range(count)]
        words: tuple[str | Path, ...] = (seedbed.program, "status", *folders)
        return setting.case(f"status of {count}", lambda _: words)

    interpreter = setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass"))
    return [interpreter, case(FEW), case(MANY)]


def aims(measured: list[Case]) -> list[Target]:
    """What the time and the memory are to be."""
    found = {case.name: case for case in measured}
    if not {f"status of {FEW}", f"status of {MANY}"} <= found.keys():
        return []
    few, many = found[f"status of {FEW}"], found[f"status of {MANY}"]
    return [
        Target(f"status of {MANY} projects", many.time, 3, "s"),
        Target(f"memory: status of {MANY} / of {FEW}", many.peak / few.peak, 1.25),
        Target(f"status of {MANY}, peak memory", many.peak / MIB, 100, "MiB"),
    ]
