"""Processes that outlive this one: started apart, known by more than a number, ended politely."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

from seedbed.errors import SeedbedError
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from subprocess import Popen

LAB_SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lab_script.py")
"""What runs JupyterLab in a project's environment."""
_IS_LINUX = sys.platform.startswith("linux")
_PAUSE = 0.02
_STARTED: list[Popen[bytes]] = []
"""What this process started; nobody waits for it."""
_BOOT = "/proc/sys/kernel/random/boot_id"


@record
class Process:
    """A process, whoever gets its number later.

    Attributes:
        pid: its number.
        identity: as `identity_of` says.
    """

    pid: int
    identity: str


def boot() -> str:
    """What tells this start of the machine from others; empty where the system does not say."""
    try:
        with open(_BOOT, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


def identity_of(pid: int) -> str:
    """What tells a process from others with its number: when it began; empty once it has ended.

    On Linux, that is counted from the start of the machine, which a clock that is set anew does not
    change.
    """
    if _IS_LINUX:
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            return ""
        # of a process that was killed, other threads may still hold its files and its port
        has_ended = fields[0] in {b"Z", b"X"} and int(fields[17]) < 2
        return "" if has_ended else f"{boot()}:{fields[19].decode()}"
    import psutil

    try:
        found = psutil.Process(pid)
        return "" if found.status() == psutil.STATUS_ZOMBIE else f"{found.create_time():.3f}"
    except psutil.Error:
        return ""


def is_alive(process: Process) -> bool:
    """Whether a process still runs."""
    return bool(process.identity) and identity_of(process.pid) == process.identity


def folder_of(process: Process) -> str:
    """The folder in which a process works, wherever it was moved; empty where nobody can tell."""
    if _IS_LINUX:
        link = f"/proc/{process.pid}/cwd"
        try:
            found = os.readlink(link)
            # of a folder that was deleted, the link has a made-up name
            return found if os.path.samefile(found, link) and is_alive(process) else ""
        except OSError:
            return ""
    import psutil

    try:
        found = psutil.Process(process.pid).cwd()
    except psutil.Error:
        return ""
    return found if os.path.isdir(found) and is_alive(process) else ""


def start_apart(arguments: Sequence[str], cwd: str, env: Mapping[str, str], log: int) -> Process:
    """Start a program that goes on when this process, its terminal, and its login end.

    Args:
        arguments: the program and its arguments.
        cwd: the folder to run it in.
        env: its variables.
        log: an open file that takes all that it prints.

    Raises:
        SeedbedError: when it cannot be started.
    """
    import subprocess

    flags = 0
    if os.name == "nt":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW  # type: ignore[attr-defined, unused-ignore]
    try:
        child = subprocess.Popen(
            arguments,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # no terminal, so no SIGHUP of one
            creationflags=flags,
        )
    except OSError as error:
        raise SeedbedError(
            f"{arguments[0]} cannot be started: {error.strerror}.",
            "Check that it is installed and executable.",
            code="program-missing",
        ) from None
    _STARTED.append(child)
    return Process(pid=child.pid, identity=identity_of(child.pid))


def below(process: Process, mark: str) -> list[Process]:
    """What a process has started that has a word in its command line, and all that these started.

    Args:
        process: which one.
        mark: a part of the command line of those that it started itself.
    """
    if not is_alive(process):
        return []
    import psutil

    found: list[psutil.Process] = []
    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children():
            with suppress(psutil.Error):
                if mark in " ".join(child.cmdline()):
                    found += [child, *child.children(recursive=True)]
    return [Process(pid=one.pid, identity=identity_of(one.pid)) for one in found]


def ask_to_end(process: Process) -> None:
    """Ask a process to end (SIGTERM); on Windows, which has no such thing, nothing happens."""
    if os.name != "nt":
        import signal

        _signal(process, signal.SIGTERM)


def kill(process: Process) -> None:
    """End a process at once."""
    import signal

    _signal(process, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def _signal(process: Process, number: int) -> None:
    """Send a signal to a process, and to no other that may have its number by now."""
    with suppress(OSError):
        if hasattr(os, "pidfd_open"):
            handle = -1
            with suppress(OSError):  # an old kernel; its numbers are not reused so fast
                handle = os.pidfd_open(process.pid)
            if handle >= 0:
                import signal

                try:
                    if is_alive(process):
                        signal.pidfd_send_signal(handle, number)
                finally:
                    os.close(handle)
                return
        if is_alive(process):
            os.kill(process.pid, number)


def wait_until(done: Callable[[], bool], limit: float) -> bool:
    """Whether something comes true within some seconds."""
    end = time.monotonic() + limit
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE)
    return True


def wait_for_end(processes: Sequence[Process], limit: float) -> bool:
    """Whether some processes end within some seconds."""

    def over() -> bool:
        for child in _STARTED:
            child.poll()  # else one that has ended stays in the system's table
        return not any(map(is_alive, processes))

    return wait_until(over, limit)
