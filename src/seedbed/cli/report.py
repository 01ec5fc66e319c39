"""What seedbed says: plain text for people, one JSON document for programs.

No password or token that an address holds is shown, wherever the address comes from.
"""

from __future__ import annotations

import os
import sys

from seedbed.cli.wrapping import fitted
from seedbed.errors import INTERRUPTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.new import NewPlan
    from seedbed.errors import SeedbedError

WIDTH = 80
"""The columns that a text for people fills at most."""
TITLE = "1"
HEADING = "1;4"
TYPED = "1"
ERROR = "1;31"
REMARK = "1;35"
GOOD = "32"
BAD = "31"
ASIDE = "2"
"""How texts look, as codes of ECMA-48: in no color that is lost on white, as yellow and cyan are,
or on black, as blue is."""
SCHEMA = 1
"""Version of the JSON envelope; it changes only when a reader of the old one would fail."""


class UnheardError(OSError):
    """The output cannot be written, although the work is done.

    Args:
        cause: why.
        done: what was done, as a sentence.
    """

    def __init__(self, cause: OSError, done: str) -> None:
        super().__init__(cause.errno, cause.strerror)
        self.done = done


class Telling:
    """Where a command tells what it has done: what ends it there says that it was done.

    Args:
        done: what was done, as a sentence.
    """

    def __init__(self, done: str) -> None:
        self._done = done

    def __enter__(self) -> None:
        """Begin to tell."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Print what is left of it.

        Raises:
            UnheardError: when that cannot be printed.
        """
        try:
            if error is None:
                sys.stdout.flush()
            elif isinstance(error, OSError):
                raise error
            elif isinstance(error, KeyboardInterrupt) and not hasattr(error, "__notes__"):
                error.add_note(f". {self._done}")
        except BrokenPipeError:
            raise
        except OSError as cause:
            raise UnheardError(cause, self._done) from None


def print_envelope(
    command: str,
    result: object,
    messages: list[str],
    error: SeedbedError | None = None,
    *,
    secret: bool = False,
) -> None:
    """Print the one JSON document of a command on standard output.

    Its keys: `schema`, `seedbed` (version), `command`, `ok`, `result` (of the command, or null),
    `messages` (list of strings), `error` (null, or `code`, `message` and `hint`).

    Args:
        command: the name of the command.
        result: what it found or did.
        messages: remarks for people.
        error: why it failed; None where it did not.
        secret: whether passwords and tokens in addresses are shown.
    """
    from seedbed import __version__

    fault = None
    if error is not None:
        fault = {"code": error.code, "message": error.message, "hint": error.hint}
    envelope = {
        "schema": SCHEMA,
        "seedbed": __version__,
        "command": command,
        "ok": error is None,
        "result": result,
        "messages": messages,
        "error": fault,
    }
    print_json(envelope, secret=secret)


def print_json(document: object, *, secret: bool = False) -> None:
    """Print a JSON document on standard output.

    Args:
        document: what it holds.
        secret: whether passwords and tokens in addresses are shown.
    """
    import json

    from seedbed.model.credentials import without_secrets

    # lone surrogates from a command line in another encoding survive as escapes
    shown = document if secret else without_secrets(document)
    sys.stdout.write(json.dumps(shown, indent=2) + "\n")


def print_error(error: SeedbedError, *, command: str, as_json: bool) -> int:
    """Print an error and give its exit status."""
    if as_json:
        print_envelope(command, None, [], error)
    else:
        sys.stdout.flush()
        if error.status == INTERRUPTED and sys.stderr.isatty():
            sys.stderr.write("\n")  # the terminal's ^C stands on this line
        _complain("error:", ERROR, error.message)
        if error.hint:
            _complain("hint:", TITLE, error.hint)
    return error.status


def say(text: str) -> None:
    """Print one line for people on standard output; a terminal gets no line wider than it is."""
    _write(sys.stdout, f"{fitted(visible(text), sys.stdout)}\n")


def note(text: str) -> None:
    """Print a remark on standard error."""
    _complain("note:", REMARK, text)


def _complain(label: str, code: str, text: str) -> None:
    """Print a text on standard error, with a label before it."""
    line = fitted(f"{label} {visible(text)}", sys.stderr, len(label) + 1)
    _write(sys.stderr, style(label, code, sys.stderr) + line.removeprefix(label) + "\n")


def warn(text: str) -> None:
    """Print a warning on standard error."""
    _complain("warning:", REMARK, text)


def say_row(title: str, text: str, width: int, indent: int = 0) -> None:
    """Print a row of a table with two columns; the second one is wrapped.

    Args:
        title: what stands in the first column.
        text: what stands in the second one.
        width: the width of the first column.
        indent: how many columns are left free before it.
    """
    import textwrap

    room = columns() - width - indent - 2
    first, *more = textwrap.wrap(visible(text), room, break_on_hyphens=False) or [""]
    say(f"{' ' * indent}{title:<{width}}  {first}".rstrip())
    for line in more:
        say(" " * (width + indent + 2) + line)


def say_wrapped(text: str) -> None:
    """Print a paragraph for people on standard output."""
    import textwrap

    for line in textwrap.wrap(text, columns(), break_on_hyphens=False):
        say(line)


def say_raw(text: str) -> None:
    """Print a text as it is on standard output."""
    _write(sys.stdout, text)


def visible(text: str) -> str:
    """The text without what could steer a terminal, and without secrets in addresses."""
    if "://" in text:
        from seedbed.model.credentials import masked

        text = masked(text)
    return "".join(
        char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in text
    )


def columns() -> int:
    """How wide a text may be: as the terminal, but 80 columns at most."""
    try:
        found = int(os.environ.get("COLUMNS", "") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        return WIDTH
    return min(WIDTH, max(40, found)) if found > 0 else WIDTH  # some terminals tell none


def is_interactive() -> bool:
    """Whether somebody can be asked: both streams are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirm(question: str, *, default: bool) -> bool:
    """Ask for yes or no; what is neither is asked again.

    Raises:
        KeyboardInterrupt: at the end of input.
    """
    shown = "Y/n" if default else "y/N"
    while True:
        try:
            answer = input(f"{question} [{shown}] ").strip().lower()
        except EOFError:
            raise KeyboardInterrupt from None
        if answer in {"", "y", "yes", "n", "no"}:
            return answer[:1] == "y" if answer else default


def style(text: str, code: str, stream: Any) -> str:
    """A text in a color or in bold, where the stream is a terminal that shows it."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not stream.isatty()
    return text if plain or not text else f"\x1b[{code}m{text}\x1b[0m"


def print_plan(plan: NewPlan, *, verbose: bool) -> None:
    """Print the files of a plan as a tree, and apart what runs without being asked.

    Args:
        plan: what is to be written.
        verbose: whether to name the layers that each file comes from.
    """
    rows = [(name, origin if verbose else "") for name, origin in _rows(plan)]
    width = max(len(name) for name, _ in rows)
    say(f"{os.path.basename(plan.target)}{os.sep}")
    for name, origin in rows:
        start = f"{visible(name):<{width}}  " if origin else visible(name)
        row = fitted(start + origin, sys.stdout, len(start.lstrip()))
        _write(sys.stdout, start + style(row[len(start) :], ASIDE, sys.stdout) + "\n")
    if plan.tree.runs:
        say("")
        say("These run automatically:")
        for path in plan.tree.runs:
            say(f"  {path}")


def _rows(plan: NewPlan) -> Any:
    shown: set[str] = set()
    for path, file in sorted(plan.tree.files.items(), key=_folders_first):
        folders = path.split("/")[:-1]
        for depth in range(len(folders)):
            folder = "/".join(folders[: depth + 1])
            if folder not in shown:
                shown.add(folder)
                yield f"{'  ' * (depth + 1)}{folders[depth]}/", ""
        givers = {name for names in plan.tree.keys.get(path, {}).values() for name in names}
        origin = ", ".join(sorted(givers)) or file.layer
        yield f"{'  ' * (len(folders) + 1)}{path.rpartition('/')[2]}", origin


def _folders_first(item: tuple[str, object]) -> tuple[tuple[bool, str], ...]:
    *folders, name = item[0].split("/")
    return (*((False, folder) for folder in folders), (True, name))


def _write(stream: Any, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:  # an old terminal
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
