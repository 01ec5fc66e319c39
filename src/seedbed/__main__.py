"""The program: `seedbed`, or `python -m seedbed`.

Ctrl-C raises an exception in Python, which seedbed tells in its own words. Before it can, and once
it has ended its work, Ctrl-C just ends the process: there is nothing to tell, and Python would
print where it was.
"""

import _signal  # type: ignore[import-not-found]  # what `signal` is made of, without its price
import os
import sys

# where it is ignored, as in the background of a shell, it stays so
_MINE = _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
if _MINE:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def main() -> int:
    """Run the command line of this process, and give its exit status."""
    from seedbed import cli

    try:
        if _MINE:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        return cli.main()
    except KeyboardInterrupt as cause:  # before seedbed could tell it, or while it did
        return int(getattr(cause, "status", 130))
    finally:
        if _MINE:
            _signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def run() -> None:
    """Run the command line of this process, and end it.

    Python would take itself apart first, which takes a tenth of the time of `seedbed new`. Nothing
    of seedbed's waits for that: files are closed where they are written.
    """
    status = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):  # `main` has told it
            status = status or 1
    os._exit(status)


if __name__ == "__main__":
    run()
