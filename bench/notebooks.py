"""JupyterLab in a project: until its API answers, by hand and by seedbed; and its status."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench import report

if TYPE_CHECKING:
    from bench.cases import Setting
    from bench.measure import Case

BY_HAND = Path(__file__).with_name("lab_by_hand.py")


class Notebooks:
    """A project with JupyterLab, which has state and runtime folders of its own.

    Args:
        setting: what all cases share.
    """

    def __init__(self, setting: Setting) -> None:
        folder = setting.scratch / "jupyter"
        own = {
            "XDG_STATE_HOME": str(folder / "state"),
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_DATA_DIR": str(folder / "data"),
        }
        self._setting = replace(setting, environment={**setting.environment, **own})
        self._runtime, self._note = folder / "runtime", folder / "pid"
        self._project = setting.scratch / "notebooks"
        self._seedbed = setting.tools["seedbed"]
        new = ("new", self._project, "--yes", "--no-git", "--framework", "none")
        setting.run(self._seedbed.program, *new)
        uv = setting.tools["uv"].program
        setting.run(uv, "add", "--quiet", "--project", self._project, "--dev", "jupyterlab")
        folder.mkdir()

    def starting(self) -> list[Case]:
        """Cases that end once the API answers."""
        jupyter = self._project / ".venv" / "bin" / "jupyter"
        script = ("-I", BY_HAND, jupyter, self._runtime, self._note)
        by_hand: tuple[str | Path, ...] = (self._seedbed.python, *script)
        root = ["--allow-root"] if os.geteuid() == 0 else []
        start: list[str | Path] = [self._seedbed.program, "jupyter", "start", "--port", "0", *root]
        return [
            self._setting.case(
                "jupyter lab", lambda _: by_hand, folder=self._project, prepare=self.end
            ),
            self._setting.case(
                "seedbed jupyter start", lambda _: start, folder=self._project, prepare=self.end
            ),
        ]

    def looking(self) -> list[Case]:
        """Cases with a server that runs."""
        seedbed = self._seedbed
        status = (seedbed.program, "jupyter", "status")
        return [
            self._setting.case("interpreter", lambda _: (seedbed.python, "-I", "-c", "pass")),
            self._setting.case("seedbed jupyter status", lambda _: status, folder=self._project),
        ]

    def end(self, _: Path | None = None) -> None:
        """Stop both servers, whichever runs."""
        subprocess.run(
            [self._seedbed.program, "jupyter", "stop", "--yes"],
            cwd=self._project, env=self._setting.environment, check=True, capture_output=True,
        )  # fmt: skip
        if self._note.exists():
            number = int(self._note.read_text(encoding="ascii"))
            self._note.unlink()
            with suppress(OSError):
                os.kill(number, signal.SIGTERM)
                while Path(f"/proc/{number}/cmdline").read_bytes():  # a zombie's is empty
                    time.sleep(0.05)


def aims(starting: list[Case], looking: list[Case]) -> list[report.Target]:
    """What they should be."""
    by_hand, start = starting
    _, status = looking
    return [
        report.Target("seedbed jupyter start / jupyter lab", start.time / by_hand.time, 1.1),
        report.Target("seedbed jupyter status", status.time * 1000, 120, "ms"),
    ]
