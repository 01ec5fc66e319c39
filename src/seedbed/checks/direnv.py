"""SB51: direnv, and the project's `.envrc`."""

from __future__ import annotations

import os

from seedbed.checks.check import Check
from seedbed.host.asking import Inquiry
from seedbed.host.direnv import Told, hooked_shell, understood

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

ENVRC = ".envrc"
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
            how = f"To hook it, {_HOOK[shell]}, and open a new terminal."
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

    The project has the extra `direnv`, but its `.envrc` is missing, or does not do what seedbed's
    does, so direnv does not give you the environment.

    To fix it: run `seedbed update`, which shows how yours differs. If you do without direnv, run
    `seedbed update --without direnv`.
    """

    advice = True

    def look(self, place: Place) -> Iterator[Finding]:
        """Look for the call that enters the environment."""
        extras = place.table("tool", "seedbed").get("extras")
        if not place.is_ours or not isinstance(extras, list) or "direnv" not in extras:
            return
        if not os.path.lexists(place.path(ENVRC)):
            yield self.found(".envrc is missing.", ENVRC)
        elif (text := place.text(ENVRC)) is not None and not _enters(text):
            yield self.found(".envrc does not enter the project's environment.", ENVRC)


def _enters(text: str) -> bool:
    """Whether an `.envrc` enters some environment, by seedbed's way or another."""
    words = ("enter_environment", "activate", "layout", "PATH", "shell-hook", "source", "use ")
    lines = (line.strip() for line in text.splitlines())
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
