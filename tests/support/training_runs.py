"""Training in a generated project that is interrupted, as its users do it."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess


def read(path: Path) -> Any:
    """What a JSON file holds."""
    return json.loads(path.read_text())


def interrupted(process: subprocess.Popen[str], number: signal.Signals, out: Path) -> Path:
    """The folder of a run that a signal ends in its second epoch, so that it can go on.

    Args:
        process: trains for many epochs, in a process group of its own.
        number: what each process of that gets.
        out: where its run is the only one.
    """
    assert process.stdout
    for line in process.stdout:
        if line.startswith("epoch 2/"):
            break
    os.killpg(process.pid, number)
    said, complaints = process.communicate(timeout=120)
    (run,) = out.iterdir()
    assert said.endswith(f"Stopped. To continue, add: --resume {run}\n"), complaints
    assert "Traceback" not in said + complaints
    assert read(run / "run.json")["status"] == "stopped"
    assert not (run / "metrics.json").exists()
    assert epochs(run) >= 2
    return run


def epochs(run: Path) -> int:
    """How many epochs of a run there are."""
    lines = (run / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [*range(1, len(lines) + 1)]
    return len(lines)
