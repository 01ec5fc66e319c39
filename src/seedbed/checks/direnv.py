"""SB51: direnv, and the project's `.envrc`."""

from __future__ import annotations

import os
import re

from seedbed.checks.check import Check, Fix
from seedbed.errors import SeedbedError
from seedbed.host.asking import Inquiry
from seedbed.host.direnv import Told, hooked_shell, understood
from seedbed.host.journal import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place
    from seedbed.model.tree import File

ENVRC = ".envrc"
_ERROR = re.compile(r": line (\d+): (.*)")
"""What bash says of a syntax error."""
_HOOK = {
    "bash": """add eval "$(direnv hook bash)" to the end of ~/.bashrc""",
    "zsh": """add eval "$(direnv hook zsh)" to the end of ~/.zshrc""",
    "fish": "add direnv hook fish | source to ~/.config/fish/config.fish",
}


class SB511(Check):
    """direnv is not installed.

    The project has an `.envrc`, which enters the environment when you enter the folder. Without
    direnv, you start programs with the manager's own command; the README says how.

    To fix it: install direnv, or ignore this if you work without it.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for the program."""
        if _has_envrc(place) and not place.find("direnv"):
            how = "Install it (https://direnv.net/docs/installation.html), or ignore this."
            yield self.found("direnv was not found on PATH.", ENVRC, how=how)


class SB512(Check):
    """Your shell does not call direnv.

    direnv works only through a hook: the shell asks it before each prompt. Without the hook,
    nothing happens when you enter the folder.

    To fix it: add the hook to the file that your shell reads when it starts.
    """

    requires = ("SB511",)
    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for direnv in the files that the shell reads."""
        if not _has_envrc(place):
            return
        shell, is_hooked = hooked_shell(os.path.expanduser("~"))
        if not is_hooked:
            how = f"To hook it up, {_HOOK[shell]}, and open a new terminal."
            yield self.found(f"{shell} does not seem to call direnv.", ENVRC, how=how)


class SB513(Check):
    """direnv waits for you to allow the `.envrc`.

    direnv runs an `.envrc` only after you have allowed it, since it runs commands. Read it first if
    the project is not yours.

    To fix it: run `direnv allow`. seedbed never does that for you.
    """

    requires = ("SB511",)
    advice = True

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """What direnv says of the folder."""
        return _status(place)

    def look(self, place: Place) -> Iterator[Finding]:
        """See whether it was ever allowed."""
        told = _told(place)
        if told and told.permission == "unasked" and not told.was_allowed:
            yield self.found("direnv does not load .envrc until you allow it.", ENVRC)


class SB514(Check):
    """The `.envrc` has changed since you allowed it.

    direnv does not load a changed `.envrc`, so your shell goes on without the environment, or with
    an old one. An update of the project may have changed it, or a colleague.

    To fix it: look at the changes with `git log -p .envrc`, then run `direnv allow`.
    """

    requires = ("SB511",)

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """What direnv says of the folder."""
        return _status(place)

    def look(self, place: Place) -> Iterator[Finding]:
        """See whether other contents of it were allowed."""
        told = _told(place)
        if told and told.permission == "unasked" and told.was_allowed:
            yield self.found(
                "direnv does not load .envrc, because it has changed since you allowed it.", ENVRC
            )


class SB515(Check):
    """The `.envrc` does not enter the project's environment.

    The project has the extra `direnv`, but its `.envrc` is missing, cannot be parsed, or does not
    do what seedbed's does, so direnv does not give you the environment.

    To fix it: if `.envrc` is missing, run `seedbed doctor --fix`, which writes it anew. If you have
    edited it, correct it, or delete it and run the same command. Then run `direnv allow`. If you
    don't use direnv, run `seedbed update --without direnv`.
    """

    advice = True

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """What bash says of the file's syntax."""
        return _parsing(place)

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for a syntax error, and for the call that enters the environment."""
        if not os.path.lexists(place.path(ENVRC)):
            yield self._missing(place)
            return
        text = place.text(ENVRC)
        if text is None:
            return
        anew = ""
        if ENVRC in (_base(place) or {}):
            anew = ", or delete .envrc and run 'seedbed doctor --fix', which writes it anew"
        if error := _syntax_error(place):
            line, why = error
            yield self.found(
                f"bash cannot parse .envrc: {why}.",
                ENVRC,
                at=(line, 0),
                how=f"Correct it{anew}. Then run 'direnv allow'.",
                advice=not place.find("direnv"),
            )
        elif not _enters(text):
            yield self.found(
                ".envrc does not enter the project's environment.",
                ENVRC,
                how=f"Let it enter the environment again{anew}. Then run 'direnv allow'. If you "
                "don't use direnv, run 'seedbed update --without direnv'.",
            )

    def _missing(self, place: Place) -> Finding:
        base, fix = _base(place), None
        if base is None:
            how = "Restore it from git."
        elif ENVRC in base:
            how = (
                "Run 'seedbed doctor --fix', which writes it anew, then 'direnv allow'. If you had "
                "edited it, restore it from git instead."
            )
            step = Step(before=None, after=base[ENVRC])
            fix = Fix(title="write .envrc as seedbed last wrote it", files={ENVRC: step})
        else:
            how = "Run 'seedbed update', which writes it for the first time."
        return self.found(".envrc is missing.", ENVRC, how=how, fix=fix)


def _base(place: Place) -> Mapping[str, File] | None:
    """The files as seedbed last wrote them; None where that cannot be read."""
    from seedbed.checks.itself import read_base

    try:
        return read_base(place)
    except SeedbedError:
        return None  # another check says so


def _parsing(place: Place) -> Iterable[Inquiry]:
    """Lets bash parse the `.envrc`; it runs nothing of that, nor any file of the user's.

    On Windows, a program of that name may start a whole other system.
    """
    program = "" if os.name == "nt" else place.find("bash")
    data = place.data(ENVRC) if program else None
    if data is None:
        return
    yield Inquiry(
        # direnv switches extglob on, too
        arguments=(program, "--noprofile", "--norc", "-O", "extglob", "-n", "/dev/stdin"),
        cwd=place.root,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        limit=10.0,
        given=data,
    )


def _syntax_error(place: Place) -> tuple[int, str] | None:
    """The line of the first syntax error, and what bash says of it; None for none."""
    for inquiry in _parsing(place):
        reply = place.answer(inquiry)
        said = os.fsdecode(reply.said) if reply and reply.status else ""
        if found := _ERROR.search(said):
            return int(found[1]), found[2].removeprefix("syntax error: ")
    return None


def _enters(text: str) -> bool:
    """Whether an `.envrc` enters some environment, by seedbed's way or another."""
    lines = [line.strip() for line in text.splitlines()]
    if any(line.startswith("enter_environment()") for line in lines):  # that only defines it
        return any(re.match(r"enter_environment(?!\s*\()\b", line) for line in lines)
    words = ("enter_environment", "activate", "layout", "PATH", "shell-hook", "source", "use ")
    return any(word in line for line in lines if not line.startswith("#") for word in words)


def _has_envrc(place: Place) -> bool:
    return os.path.isfile(place.path(ENVRC))


def _status(place: Place) -> Iterable[Inquiry]:
    program = place.find("direnv") if _has_envrc(place) else ""
    if program:
        yield Inquiry(
            arguments=(program, "status"), cwd=place.root, env=place.variables, limit=10.0
        )


def _told(place: Place) -> Told | None:
    """What direnv says of the project's own `.envrc`, which comes before those above it."""
    for inquiry in _status(place):
        reply = place.answer(inquiry)
        if reply and reply.status == 0:
            return understood(os.fsdecode(reply.out))
    return None
