"""The one way to run a program.

`subprocess` is imported once a program is to be started: `seedbed --help` does without.
"""

from __future__ import annotations

import os
import sys

from seedbed.errors import ENVIRONMENT, INTERRUPTED, SeedbedError
from seedbed.host.variables import for_manager
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from subprocess import CompletedProcess, Popen
    from typing import BinaryIO, NoReturn

VERSION_LIMIT = 30.0
"""Seconds that a program has to tell its version; those on a slow network disk take some."""


def find(program: str, folders: str | None = None) -> str:
    """The absolute path of a program on PATH, or an empty string.

    Parts of PATH that are empty or relative count as none, and Windows' current folder too: what
    they lead to depends on where somebody stands, which may be in a stranger's clone.

    Args:
        program: its name.
        folders: where to look, in the notation of PATH; in the variable itself when left out.
    """
    endings = [""]
    if os.name == "nt":
        endings += os.environ.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(os.pathsep)
    for folder in absolute_folders(folders):
        for ending in endings:
            path = os.path.join(folder, program + ending)
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return os.path.abspath(path)
    return ""


def absolute_folders(folders: str | None = None) -> list[str]:
    """The parts of PATH, or of what is written like it, that are the same from everywhere."""
    path = os.environ.get("PATH", os.defpath) if folders is None else folders
    return [folder for folder in path.split(os.pathsep) if os.path.isabs(folder)]


@record
class Reply:
    """What a program answers.

    Attributes:
        status: its exit status; negative after a signal.
        out: what it printed on its standard output.
        said: what it printed on its standard error; only where it failed.
    """

    status: int
    out: bytes
    said: bytes = b""


def ask(arguments: Sequence[str], env: Mapping[str, str], given: bytes = b"") -> Reply:
    """Ask a program something that it answers at once.

    What it leaves behind in the background, as a hook of git's may, is not waited for.

    Args:
        arguments: the program and its arguments.
        env: its variables.
        given: what it reads on its standard input.

    Raises:
        SeedbedError: when it cannot be started.
    """
    import subprocess

    pipe = subprocess.PIPE
    try:
        with _scratch() as said:
            done = subprocess.run(
                arguments, input=given, env=dict(env), stdout=pipe, stderr=said, check=False
            )
            said.seek(0)
            return Reply(status=done.returncode, out=done.stdout, said=said.read())
    except OSError as error:
        raise cannot_start(arguments[0], error) from None


def _scratch() -> BinaryIO:
    """A file without a name, which takes what a program prints: unlike a pipe, it has an end."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("seedbed"), "w+b")
    import tempfile  # slow to import

    return tempfile.TemporaryFile()


def output(
    arguments: Sequence[str], cwd: str = "", given: bytes = b"", *, strip: bool = True
) -> str:
    """What a program prints on its standard output; empty when it fails or is missing.

    One that is asked for nothing but `--version` may take `VERSION_LIMIT` for that, then it is
    ended; all others may take as long as they need.

    Args:
        arguments: the program and its arguments.
        cwd: the folder to run it in; this process's own when empty.
        given: what the program reads on its standard input; nothing when asked for its version.
        strip: whether white space around it is dropped.

    Raises:
        SeedbedError: when it does not tell its version in time.
        KeyboardInterrupt: when a signal asked seedbed to end while it waited for a version.
    """
    import subprocess

    try:
        if list(arguments[1:]) == ["--version"]:
            done = _within(VERSION_LIMIT, arguments, cwd)
        else:
            pipe, null = subprocess.PIPE, subprocess.DEVNULL
            done = subprocess.run(
                arguments, cwd=cwd or None, input=given, stdout=pipe, stderr=null, check=False
            )
    except OSError:
        return ""
    said = done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
    return said.strip() if strip else said


def _within(limit: float, arguments: Sequence[str], cwd: str) -> CompletedProcess[bytes]:
    """What a program answers; one that takes too long is ended.

    So is all that it has started, but not on Windows, which has no groups of processes.
    """
    import subprocess

    from seedbed.host.signals import Raised

    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    # a process group of its own, which can be ended as a whole
    group = None if os.name == "nt" else 0
    with (
        Raised(starting=True) as signals,
        subprocess.Popen(
            arguments,
            cwd=cwd or None,
            stdin=null,
            stdout=pipe,
            stderr=null,
            process_group=group,
        ) as child,
    ):
        try:
            signals.started()
            printed, _ = child.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            raise _says_nothing(arguments[0], limit) from None
        finally:
            if child.returncode is None:
                _end_group(child)
    return subprocess.CompletedProcess(arguments, child.returncode, printed)


def _end_group(child: Popen[bytes]) -> None:
    """Kill a program that leads a process group, and what runs in it; on Windows, only itself."""
    if os.name == "nt":
        child.kill()
    else:
        import signal
        from contextlib import suppress

        with suppress(OSError):  # it ended just now
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def run(arguments: Sequence[str], cwd: str, env: Mapping[str, str] | None = None) -> int:
    """Run a program and give its exit status.

    What it prints goes to standard error, so that standard output stays seedbed's own.

    Args:
        arguments: the program and its arguments.
        cwd: the folder to run it in.
        env: its variables; those for a manager when not given.

    Raises:
        SeedbedError: when it cannot be started.
        KeyboardInterrupt: when the user ended it with Ctrl-C, or a signal asked seedbed to end; the
            program has ended too.
    """
    import subprocess

    from seedbed.host.lock import held as locked
    from seedbed.host.signals import Held

    sys.stderr.flush()
    stdout = sys.stderr.fileno()
    try:
        with Held() as held:
            variables = for_manager() if env is None else dict(env)
            child = subprocess.Popen(
                arguments, cwd=cwd, env=variables, stdout=stdout, pass_fds=locked()
            )
            status = held.wait(child)
    except OSError as error:
        raise cannot_start(arguments[0], error) from None
    return ended(status)


def ended(status: int) -> int:
    """The exit status of a program.

    Raises:
        KeyboardInterrupt: when Ctrl-C ended it.
    """
    if status in {-2, INTERRUPTED}:
        raise KeyboardInterrupt
    return status


def answer(arguments: Sequence[str]) -> str:
    """All that a program prints, also what it says when it fails; empty when it cannot start.

    Args:
        arguments: the program and its arguments.

    Raises:
        KeyboardInterrupt: when a signal asked seedbed to end; the program has ended too.
    """
    import subprocess

    from seedbed.host.signals import Held

    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    try:
        with Held() as held:
            child = subprocess.Popen(arguments, stdin=null, stdout=pipe, stderr=subprocess.STDOUT)
            held.watch(child)
            with child.stdout or open(os.devnull, "rb") as said:
                printed = said.read()
            held.wait(child)
    except OSError:
        return ""
    return printed.decode("utf-8", "replace")


def exec_program(arguments: Sequence[str], env: Mapping[str, str] | None = None) -> NoReturn:
    """Turn this process into a program; on Windows, run it and pass its exit status on.

    Args:
        arguments: the program and its arguments.
        env: its variables; those for a manager when not given.

    Raises:
        SeedbedError: when it cannot be started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    variables = for_manager() if env is None else dict(env)
    try:
        if os.name == "nt":
            import subprocess

            sys.exit(subprocess.run(arguments, env=variables, check=False).returncode)
        os.execve(arguments[0], list(arguments), variables)  # noqa: S606  # no shell: the point
    except OSError as error:
        raise cannot_start(arguments[0], error) from None


def _says_nothing(program: str, limit: float) -> SeedbedError:
    return SeedbedError(
        f"{program} did not report its version within {limit:g} s.",
        f"Run '{program} --version' to see why; fix it, or remove it from PATH.",
        code="program-hangs",
        status=ENVIRONMENT,
    )


def cannot_start(program: str, error: OSError) -> SeedbedError:
    """The error for a program that is not there, or is none."""
    return SeedbedError(
        f"{program} cannot be started: {error.strerror}.",
        "Check that it is installed and executable.",
        code="program-missing",
    )
