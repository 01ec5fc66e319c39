"""The one exception that seedbed raises on purpose."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from signal import Signals

USAGE = 2
"""Exit status when the command line or a choice is wrong: nothing was written."""
FAILURE = 1
"""Exit status when the work itself failed."""
ENVIRONMENT = 3
"""Exit status when the project is complete but its environment could not be made."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells count it (128 + SIGINT)."""


class SeedbedError(Exception):
    """What is wrong, where, and what to do about it.

    Args:
        message: one sentence that says what is wrong and where.
        hint: one sentence that says what to do; may be empty.
        code: stable identifier for programs, such as `unknown-choice`.
        status: exit status of the process.
    """

    def __init__(self, message: str, hint: str = "", *, code: str, status: int = FAILURE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.status = status

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class Stopped(KeyboardInterrupt):
    """A signal that asks seedbed to end, other than Ctrl-C; what holds for that holds for it.

    Args:
        number: the signal, which has a name.
    """

    def __init__(self, number: Signals) -> None:
        super().__init__(number)
        self.name = number.name
        self.status = 128 + number


def stopped(cause: KeyboardInterrupt, then: str, hint: str = "") -> SeedbedError:
    """The error for a signal that ended seedbed.

    Args:
        cause: what came of the signal.
        then: what follows "Interrupted" in the message.
        hint: one sentence that says what to do; may be empty.
    """
    word, status = "Interrupted", INTERRUPTED
    if isinstance(cause, Stopped):
        word, status = f"Stopped by {cause.name}", cause.status
    return SeedbedError(f"{word}{then}", hint, code="interrupted", status=status)


def usage_error(message: str, hint: str = "", *, code: str) -> SeedbedError:
    """A `SeedbedError` for input that seedbed refuses before it does anything."""
    return SeedbedError(message, hint, code=code, status=USAGE)


def unknown_choice(
    option: str, value: str, known: tuple[str, ...], also: Mapping[str, str] = {}
) -> SeedbedError:
    """The error for a value that an option does not offer; it names the nearest that it does.

    Args:
        option: how the option is typed, without the dashes before it.
        value: what was given.
        known: what it offers.
        also: what people call some of these, in lowercase.
    """
    meant = nearest(value, known, also=also)
    offered = f"Choose from: {', '.join(known)}."
    return usage_error(
        f"--{option} cannot be {value!r}.",
        f"Did you mean '{meant}'? {offered}" if meant else offered,
        code="unknown-choice",
    )


def nearest(
    word: str, known: tuple[str, ...], *, free: bool = False, also: Mapping[str, str] = {}
) -> str:
    """The known word that `word` was probably meant to be, or an empty string.

    A wrong guess is worse than none: 'pip' is not 'pixi', nor is 'maybe' 'yes'.

    Args:
        word: what was typed.
        known: what it may be.
        free: whether anything may be such a word, as a package's name may: then only what is very
            close is taken for a mistake.
        also: what people call some of the known words, in lowercase.
    """
    from difflib import get_close_matches  # only on the way to an error message

    lower = word.lower()
    if also.get(lower) in known:
        return also[lower]
    if not free:  # `win` is `win-64`, `vu` is `uv`
        begun = (one for one in known if one.startswith(f"{lower}-"))
        turned = (one for one in known if sorted(one) == sorted(lower))
        if found := next(begun, "") or next(turned, ""):
            return found
    cutoff = 0.75 if free else 0.7
    return next(iter(get_close_matches(lower, known, n=1, cutoff=cutoff)), "")
