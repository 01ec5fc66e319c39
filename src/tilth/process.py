"""The one way to run a program."""

from __future__ import annotations

import os
import sys

from tilth.errors import INTERRUPTED, TilthError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import NoReturn


def find(program: str) -> str:
    """The path of a program on PATH, or an empty string."""
    from shutil import which

    return which(program) or ""


def output(arguments: Sequence[str], cwd: Path | None = None) -> str:
    """What a program prints on its standard output, stripped; empty when it fails or is missing."""
    import subprocess

    try:
        done = subprocess.run(
            arguments, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def run(arguments: Sequence[str], cwd: Path, *, quiet: bool = False) -> int:
    """Run a program and give its exit status.

    What it prints goes to standard error, so that standard output stays tilth's own.

    Args:
        arguments: the program and its arguments.
        cwd: the folder to run it in.
        quiet: throw away what it prints on its standard output.

    Raises:
        TilthError: when it cannot be started.
        KeyboardInterrupt: when the user ended it with Ctrl-C.
    """
    import subprocess

    sys.stderr.flush()
    stdout = subprocess.DEVNULL if quiet else sys.stderr.fileno()
    try:
        done = subprocess.run(arguments, cwd=cwd, env=environment(), stdout=stdout, check=False)
    except OSError as error:
        raise _cannot_start(arguments[0], error) from None
    if done.returncode in {-2, INTERRUPTED}:
        raise KeyboardInterrupt
    return done.returncode


def become(arguments: Sequence[str]) -> NoReturn:
    """Turn this process into a program; on Windows, run it and pass its exit status on.

    Raises:
        TilthError: when it cannot be started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        if os.name == "nt":
            import subprocess

            sys.exit(subprocess.run(arguments, env=environment(), check=False).returncode)
        os.execve(arguments[0], list(arguments), environment())  # noqa: S606  # no shell is the point
    except OSError as error:
        raise _cannot_start(arguments[0], error) from None


def environment() -> dict[str, str]:
    """The variables for a manager: not those of an environment that is active by chance."""
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}


def _cannot_start(program: str, error: OSError) -> TilthError:
    return TilthError(
        f"{program} cannot be started: {error.strerror}.",
        "Check that it is installed and may be executed.",
        code="program-missing",
    )
