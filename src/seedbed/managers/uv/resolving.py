"""How uv is asked whether requirements have wheels, for any platform and Python."""

from __future__ import annotations

import os
import sys

from seedbed.host.many import Question, ask_all
from seedbed.managers.uv.driver import Driver
from seedbed.managers.uv.indexes import variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.accelerators.compat.checks import Resolution
    from seedbed.host.many import Heard

LIMIT = 600.0
"""Seconds that one resolution may take; a slow index answers within them."""
_PLATFORMS = {
    "linux-64": "x86_64-unknown-linux-gnu",
    "linux-aarch64": "aarch64-unknown-linux-gnu",
    "osx-64": "x86_64-apple-darwin",
    "osx-arm64": "aarch64-apple-darwin",
    "win-64": "x86_64-pc-windows-msvc",
}
"""How uv calls the platforms."""
_MACOS = "14.0"
"""The macOS that is resolved for: uv assumes an older one, which new wheels of PyTorch exclude."""


class Resolver:
    """The uv on PATH, or the one that came with seedbed.

    Raises:
        SeedbedError: when there is none.
    """

    def __init__(self) -> None:
        driver = Driver()
        self._program = driver.program()
        self.version = driver.version()

    def ask(self, resolutions: Sequence[Resolution], *, jobs: int, heard: Heard) -> None:
        """Resolve, and hand on uv's answers: see `many.ask_all`.

        No project counts, and of the user's settings only where packages come from.
        """
        questions = [self._question(one) for one in resolutions]
        env = {
            **variables(os.environ),
            "MACOSX_DEPLOYMENT_TARGET": _MACOS,
            "UV_PYTHON_DOWNLOADS": "never",
        }
        ask_all(questions, env, jobs=jobs, limit=LIMIT, heard=heard)

    def _question(self, one: Resolution) -> Question:
        options = [
            "--no-config",
            "--color",
            "never",
            "--quiet",
            "--no-header",
            "--no-annotate",
            "--only-binary",
            ":all:",
        ]
        where = ["--python-platform", _PLATFORMS[one.platform], "--python-version", one.python]
        # a Python is only needed to build, and nothing is built: this saves the search for one
        where += ["--python", sys.executable]
        alone = ["--no-deps", "--prerelease", "disallow"] if one.alone else []
        return Question(
            arguments=(self._program, "pip", "compile", "-", *options, *where, *alone),
            given="\n".join(one.requirements).encode(),
        )
