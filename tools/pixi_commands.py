"""Records what tasks do with poethepoet (in a project of uv) and with the real Pixi.

Each line of the file is a JSON object: `cmd`, the command of a task, and what came of it, `poe` and
`pixi`, each as exit status and standard output. Where a line has no such answers, or `--anew` is
given, the programs are asked, and the file is written again:

    python tools/pixi_commands.py FILE.jsonl [--anew]

The project holds `show.py`, which prints its arguments as JSON, `g/a.txt`, `g/b.txt`, `g/c d.txt`,
`x`, `m1`, `m2`, and one file in each of `d1`, `d2` and `d3`. `HOME`, `SPACED` (`a  b`), `STAR`
(`g/*`) and `EMPTY` are set, `NOPE` is not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

Answer = tuple[int, str]

_SHOW = "import json, sys; print(json.dumps(sys.argv[1:], ensure_ascii=False))"
_FILES = ("g/a.txt", "g/b.txt", "g/c d.txt", "x", "m1", "m2", "d1/f", "d2/f", "d3/f")
_VARIABLES = {"SPACED": "a  b", "STAR": "g/*", "EMPTY": ""}
_MANIFEST = {
    "poe": (
        "pyproject.toml",
        """[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"
[tool.uv]\npackage = false\n[tool.poe]\nexecutor = "uv"\n[tool.poe.tasks]
""",
    ),
    "pixi": (
        "pixi.toml",
        """[workspace]\nname = "p"\nchannels = []
platforms = ["linux-64", "linux-aarch64", "osx-arm64"]\n[tasks]
""",
    ),
}
_RUN = {
    "poe": [sys.executable, "-m", "poethepoet", "--quiet"],
    "pixi": ["pixi", "run", "--quiet"],
}


def ask(runner: str, commands: list[str], folder: Path) -> list[Answer]:
    """What comes of some commands as tasks.

    Args:
        runner: `poe` or `pixi`.
        commands: the commands.
        folder: a folder to make the project in.
    """
    root = folder / runner
    variables = _prepare(runner, commands, root)

    def one(number: int) -> Answer:
        done = subprocess.run(
            [*_RUN[runner], f"t{number}"],
            cwd=root,
            env=variables,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        said = done.stdout.replace(str(root), "ROOT").replace(variables["HOME"], "HOME")
        # poethepoet tells its own errors there, with the names of all tasks
        return done.returncode, "" if done.returncode and said.startswith("Error: ") else said

    first = one(0)  # makes the environment
    with ThreadPoolExecutor(2) as pool:
        return [first, *pool.map(one, range(1, len(commands)))]


def _prepare(runner: str, commands: list[str], root: Path) -> dict[str, str]:
    """Make the project, and give the variables to run it with."""
    for name in _FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    (root / "show.py").write_text(_SHOW)
    tasks = (f"t{number} = {json.dumps(cmd)}\n" for number, cmd in enumerate(commands))
    manifest, head = _MANIFEST[runner]
    (root / manifest).write_text(head + "".join(tasks))
    home = root.parent / "home"
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(home), **_VARIABLES}


def main(arguments: list[str]) -> int:
    """Ask the programs for what is missing in a file, and write it again."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    path = Path(arguments[0])
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    due = [one for one in lines if "--anew" in arguments or "pixi" not in one]
    with tempfile.TemporaryDirectory() as folder:
        for runner in _RUN if due else ():
            answers = ask(runner, [one["cmd"] for one in due], Path(folder))
            for one, answer in zip(due, answers, strict=True):
                one[runner] = list(answer)
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
    path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
