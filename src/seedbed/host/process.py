"""The one way to run a program.

`subprocess` and `shutil` are imported only where their price does not matter: `seedbed sync` and
`seedbed run` have to cost little more than the manager's own start.
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
    from typing import NoReturn

VERSION_LIMIT = 30.0
"""Seconds that a program has to tell its version; those on a slow network disk take some."""
_SOON = 0.05
"""Seconds in which most programs have told it; only after them it pays to see to signals."""


def find(program: str) -> str:
    """The absolute path of a program on PATH, or an empty string.

    Parts of PATH that are empty or relative count as none, and Windows' current folder too: what
    they lead to depends on where somebody stands, which may be in a stranger's clone.
    """
    endings = [""]
    if os.name == "nt":
        endings += os.environ.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(os.pathsep)
    for folder in absolute_folders():
        for ending in endings:
            path = os.path.join(folder, program + ending)
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return os.path.abspath(path)
    return ""


def absolute_folders() -> list[str]:
    """The parts of PATH that lead to the same folder from everywhere."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [folder for folder in folders if os.path.isabs(folder)]


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
    """Ask a program something that it answers at once; one that fails may be asked twice.

    Args:
        arguments: the program and its arguments.
        env: its variables.
        given: what it reads on its standard input.

    Raises:
        SeedbedError: when it cannot be started.
    """
    if not given and hasattr(os, "posix_spawn"):
        printed = _spawned(arguments, env, None)
        if printed is not None:
            return Reply(status=0, out=printed)
    import subprocess

    try:
        done = subprocess.run(
            arguments, input=given, env=dict(env), capture_output=True, check=False
        )
    except OSError as error:
        raise _cannot_start(arguments[0], error) from None
    return Reply(status=done.returncode, out=done.stdout, said=done.stderr)


def output(
    arguments: Sequence[str], cwd: str = "", given: bytes = b"", *, strip: bool = True
) -> str:
    """What a program prints on its standard output; empty when it fails or is missing.

    One that is asked for nothing but `--version` may take `VERSION_LIMIT` for that, then it is
    ended; all others may take as long as they need.

    Args:
        arguments: the program and its arguments.
        cwd: the folder to run it in; this process's own when empty.
        given: what the program reads on its standard input.
        strip: whether white space around it is dropped.

    Raises:
        SeedbedError: when it does not tell its version in time.
    """
    limit = VERSION_LIMIT if list(arguments[1:]) == ["--version"] else None
    if cwd or given or not hasattr(os, "posix_spawn"):
        said = _output_anywhere(arguments, cwd, given, limit)
    else:
        said = (_spawned(arguments, os.environ, limit) or b"").decode("utf-8", "replace")
    return said.strip() if strip else said


def _spawned(arguments: Sequence[str], env: Mapping[str, str], limit: float | None) -> bytes | None:
    """What a program prints, without `subprocess`, whose import takes longer than most answers.

    None when it fails or cannot be started.
    """
    reading, writing = os.pipe()
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, writing, 1)]
    actions += [(os.POSIX_SPAWN_DUP2, null, 2)]
    # with a limit, it gets a group of its own, so that what it starts can be ended with it
    group = os.getpgrp() if limit is None else 0
    try:
        child = os.posix_spawn(
            arguments[0], list(arguments), env, file_actions=actions, setpgroup=group
        )
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
        os.close(null)
    with os.fdopen(reading, "rb") as pipe:
        if limit is None:
            printed, status = pipe.read(), os.waitpid(child, 0)[1]
        else:
            printed, status = _within(limit, child, reading, arguments[0])
    return bytes(printed) if os.waitstatus_to_exitcode(status) == 0 else None


def _within(limit: float, child: int, reading: int, program: str) -> tuple[bytes, int]:
    """What a child prints, and its status; one that takes too long is ended with its group."""
    printed = bytearray()
    status = None
    try:
        status = _awaited(min(limit, _SOON), child, reading, printed)
        if status is None:
            from seedbed.host.signals import Raised

            with Raised():
                status = _awaited(limit, child, reading, printed)
    finally:
        if status is None:  # or after a signal, which has not come to its group
            import signal

            try:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
            except OSError:  # it ended just now
                pass
    if status is None:
        raise _says_nothing(program, limit)
    return bytes(printed), status


def _awaited(limit: float, child: int, reading: int, printed: bytearray) -> int | None:
    """The status of a child; None when it is still at it after some seconds.

    Args:
        limit: how many seconds.
        child: its process.
        reading: the pipe that it prints to.
        printed: gets what it prints.
    """
    import select
    from time import monotonic, sleep

    end, pause = monotonic() + limit, 0.0005
    last = b"any"
    poll = select.poll()
    poll.register(reading)
    while last:
        if not poll.poll(max(0, end - monotonic()) * 1000):
            return None
        last = os.read(reading, 65536)
        printed += last
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if monotonic() > end:
            return None
        sleep(pause := min(2 * pause, 0.05))
    return ended[1]


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

    from seedbed.host.signals import Held

    sys.stderr.flush()
    stdout = sys.stderr.fileno()
    try:
        with Held() as held:
            variables = for_manager() if env is None else dict(env)
            child = subprocess.Popen(arguments, cwd=cwd, env=variables, stdout=stdout)
            status = held.wait(child)
    except OSError as error:
        raise _cannot_start(arguments[0], error) from None
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


def become(arguments: Sequence[str], env: Mapping[str, str] | None = None) -> NoReturn:
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
        raise _cannot_start(arguments[0], error) from None


def _output_anywhere(arguments: Sequence[str], cwd: str, given: bytes, limit: float | None) -> str:
    import subprocess

    try:
        done = subprocess.run(
            arguments,
            cwd=cwd or None,
            input=given,
            capture_output=True,
            check=False,
            timeout=limit,
        )
    except OSError:
        return ""
    except subprocess.TimeoutExpired as late:
        raise _says_nothing(arguments[0], late.timeout) from None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _says_nothing(program: str, limit: float) -> SeedbedError:
    return SeedbedError(
        f"{program} did not report its version within {limit:g} s.",
        f"Run '{program} --version' to see why; fix it, or remove it from PATH.",
        code="program-hangs",
        status=ENVIRONMENT,
    )


def _cannot_start(program: str, error: OSError) -> SeedbedError:
    return SeedbedError(
        f"{program} cannot be started: {error.strerror}.",
        "Check that it is installed and executable.",
        code="program-missing",
    )
