"""Runs JupyterLab in a project's environment, where nothing of seedbed can be imported.

    python lab_script.py GIVEN BEGUN ENDED LOG

GIVEN has JupyterLab's arguments as JSON. They hold the token, so they are no arguments of this
process, which everybody may list; the file is removed once it was read. BEGUN gets the number of
this process, and where Jupyter keeps what it knows of running servers; ENDED gets its exit status.
That folder gets the pages with the token as files that only their user can read.
LOG is the file that takes what this process prints; a thread keeps it short.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress

_LARGEST = 10 << 20
"""Bytes of a log."""
_BLOCK = 1 << 16
_KEPT = 3
"""Earlier logs that stay: as many as `private.py` keeps."""
_STEP = 2.0
"""Seconds between two looks at the log."""


def shorten(path: str, log: int, largest: int) -> None:
    """Empty a log that has grown too long; what was in it moves on, as it does at a start.

    The file stays the same, since kernels write to it as well. All of them append to it, so nobody
    has to wait, and nobody notices.

    Args:
        path: its path.
        log: the same, open for reading and writing.
        largest: how many bytes it may have.

    Raises:
        OSError: when that cannot be done; the log is emptied all the same.
    """
    size = os.fstat(log).st_size
    if size <= largest or not os.path.samestat(os.fstat(log), os.stat(path)):
        return
    fresh = f"{path}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        for number in range(_KEPT, 1, -1):
            if os.path.lexists(f"{path}.{number - 1}"):
                os.replace(f"{path}.{number - 1}", f"{path}.{number}")
        with open(os.open(fresh, flags, 0o600), "wb") as file, open(path, "rb") as old:
            old.seek(max(0, size - largest))
            while old.tell() < size + largest:  # it may grow as fast as it is copied
                block = old.read(_BLOCK)
                if not block:
                    break
                file.write(block)
        os.replace(fresh, f"{path}.1")
    finally:
        os.ftruncate(log, 0)
        with suppress(OSError):
            os.unlink(fresh)


def _keep_short(path: str) -> None:
    """Do so now and then; without it, the log only grows."""
    with suppress(OSError):
        log = os.open(path, os.O_RDWR | os.O_APPEND)
        while True:
            with suppress(OSError):
                shorten(path, log, _LARGEST)
            time.sleep(_STEP)


def _note(path: str, **facts: object) -> None:
    fresh = path + ".new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with open(os.open(fresh, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(facts, file)
    os.replace(fresh, path)


def pages_of(pid: int) -> tuple[str, ...]:
    """The names of the pages that lead a browser to a server of Jupyter's; they have its token."""
    return f"jpserver-{pid}-open.html", f"jpserver-file-to-run-{pid}-open.html"


def _close_pages(runtime: str) -> None:
    """Make this process's pages as empty files that only their user can read.

    Jupyter writes into what it finds there; a file that it makes, everybody can read, and the
    folder may be one that others can open.

    Raises:
        OSError: when that can't be done, as where somebody else has made such a file.
    """
    os.makedirs(runtime, mode=0o700, exist_ok=True)
    for name in pages_of(os.getpid()):
        path = os.path.join(runtime, name)
        with suppress(FileNotFoundError):
            os.unlink(path)  # of an earlier process with the same number
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _drop_pages(runtime: str) -> None:
    for name in pages_of(os.getpid()):
        with suppress(OSError):
            os.unlink(os.path.join(runtime, name))


def _run(given: str, begun: str, log: str) -> object:
    with open(given, encoding="utf-8") as file:
        arguments = json.load(file)
    os.unlink(given)
    if hasattr(signal, "SIGHUP"):  # what ends a login may send it to all of its processes
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if os.name != "nt":  # there, a process writes on where it was, even if a file was emptied
        threading.Thread(target=_keep_short, args=(log,), daemon=True).start()
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    from jupyter_core.paths import (  # type: ignore[import-not-found, unused-ignore]
        jupyter_runtime_dir,
    )

    runtime = jupyter_runtime_dir()
    _note(begun, pid=os.getpid(), runtime=runtime)
    sys.argv[:] = ["jupyter-lab", *arguments]
    from jupyterlab.labapp import (  # type: ignore[import-not-found, unused-ignore]
        main,
    )

    try:
        _close_pages(runtime)
        return main()
    finally:
        _drop_pages(runtime)


def _main() -> None:
    given, begun, ended, log = sys.argv[1:]
    status: object = 1
    try:
        status = _run(given, begun, log)
    except SystemExit as end:
        status = end.code
        raise
    finally:
        _note(ended, status=status if isinstance(status, int) else int(status is not None))
    sys.exit(0)


if __name__ == "__main__":
    _main()
