"""Runs JupyterLab in a project's environment, where nothing of seedbed can be imported.

    python lab_script.py GIVEN BEGUN ENDED

GIVEN has JupyterLab's arguments as JSON. They hold the token, so they are no arguments of this
process, which everybody may list; the file is removed once it was read. BEGUN gets the number of
this process, and where Jupyter keeps what it knows of running servers; ENDED gets its exit status.
"""

from __future__ import annotations

import json
import os
import signal
import sys


def _note(path: str, **facts: object) -> None:
    fresh = path + ".new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with open(os.open(fresh, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(facts, file)
    os.replace(fresh, path)


def _run(given: str, begun: str) -> object:
    with open(given, encoding="utf-8") as file:
        arguments = json.load(file)
    os.unlink(given)
    if hasattr(signal, "SIGHUP"):  # what ends a login may send it to all of its processes
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    from jupyter_core.paths import (  # type: ignore[import-not-found, unused-ignore]
        jupyter_runtime_dir,
    )

    _note(begun, pid=os.getpid(), runtime=jupyter_runtime_dir())
    sys.argv[:] = ["jupyter-lab", *arguments]
    from jupyterlab.labapp import (  # type: ignore[import-not-found, unused-ignore]
        main,
    )

    return main()


def _main() -> None:
    given, begun, ended = sys.argv[1:]
    status: object = 1
    try:
        status = _run(given, begun)
    except SystemExit as end:
        status = end.code
        raise
    finally:
        _note(ended, status=status if isinstance(status, int) else int(status is not None))
    sys.exit(0)


if __name__ == "__main__":
    _main()
