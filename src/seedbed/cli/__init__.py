"""The command line: parsing and printing, nothing else."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.errors import SeedbedError

_WRITING = (["new"], ["adopt"], ["update"], ["add"], ["remove"], ["doctor"])
"""The commands that write files; of those, Ctrl-C leaves either all or none changed."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command line.

    Args:
        arguments: the words after the program's name; those of the process when left out.

    Returns:
        The exit status: 0, 1 for a failure, 2 for a mistake in the command line, 3 when a
        project's environment could not be made, 130 after Ctrl-C, 143 after SIGTERM.
    """
    from seedbed.errors import SeedbedError, stopped

    words = sys.argv[1:] if arguments is None else arguments
    _open_closed_streams()
    try:
        try:
            return _run(words)
        except SeedbedError as error:
            return _told(error, words)
        except KeyboardInterrupt as cause:
            # sync and run write nothing themselves; while a program is at work, its driver says so
            then = "; no files were left incomplete." if words[:1] in _WRITING else "."
            then = "".join(getattr(cause, "__notes__", ())) or then
            return _told(stopped(cause, then), words)
    except OSError as error:  # those of files became a SeedbedError where they arose
        from contextlib import suppress

        _drop_output()
        if not isinstance(error, BrokenPipeError):
            with suppress(OSError):  # that of errors has the same fate, as when its window closed
                done = f" {error.done}" if hasattr(error, "done") else ""
                said = f"error: The output cannot be written: {error.strerror}.{done}"
                print(said, file=sys.stderr)
        return 1


def _told(error: SeedbedError, words: list[str]) -> int:
    """Print an error, and give its exit status."""
    from seedbed.cli.report import print_error

    as_json = "--json" in words and words[:1] != ["run"]
    return print_error(error, command=words[0] if words else "", as_json=as_json)


def _run(words: list[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:  # a shell's completion script asks for candidates
        from seedbed.cli.completions import complete

        complete()
    from seedbed.cli.parser import parse

    status = _dispatch(*parse(words))
    sys.stdout.flush()
    return status


_HANDLERS = {
    "help": ("about", "main"),
    "version": ("about", "main"),
}
"""The module and the function of a command; `main` in the module of its name for all others."""


def _dispatch(command: str, values: dict[str, Any]) -> int:
    from importlib import import_module

    module, function = _HANDLERS.get(command, (command, "main"))
    if module == "about":
        values = {"command": command, **values}
    status: int = getattr(import_module(f"seedbed.cli.{module}"), function)(values)
    return status


def _open_closed_streams() -> None:
    """Give a process that was started without standard streams ones that go nowhere."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115


def _drop_output() -> None:
    """Let the interpreter's last flush go nowhere: whoever read our output has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
