"""SB203: what a merge left in files."""

from __future__ import annotations

import itertools
import os
import re

from seedbed.checks.check import Check
from seedbed.checks.folder import LOCKS, MANIFESTS
from seedbed.host import git
from seedbed.host.asking import Inquiry
from seedbed.host.reading import standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.checks.check import Finding
    from seedbed.checks.place import Place

_SETTINGS = ("uv.toml", "poetry.toml")
_BOTH = re.compile(r"^<{7} [\s\S]*?^>{7} ", re.MULTILINE)
_LARGEST = 1 << 20
"""Bytes of the largest file that is read of those git does not track: data may be huge."""
_MOST = 1000
"""Such files that are read at most."""
_NOBODYS = frozenset((".seedbed", "node_modules", "site-packages"))
"""Folders of which they are not read: people edit nothing there."""


class SB203(Check):
    """A file contains conflict markers.

    A merge left both sides in the file, between lines that begin with `<<<<<<<` and `>>>>>>>`.
    Python, the manager, and CI stop at these lines or, worse, read them as text.

    To fix it: edit the file so that it says what you want, remove the markers, then run `git add`.
    """

    def asks(self, place: Place) -> Iterable[Inquiry]:
        """Let git look for them, and list what it does not track."""
        return () if place.repository is None else (_marked(place), _new(place))

    def look(self, place: Place) -> Iterable[Finding]:
        """The files in which both markers begin lines; of the project's lock, SB302 tells."""
        lock = place.shown(place.lock) if place.lock_data is not None else ""
        for name in _suspects(place):
            text = place.text(name) or ""
            found = _BOTH.search(text)
            if found and name != lock:
                line = text.count("\n", 0, found.start()) + 1
                yield self.found(
                    f"{name} contains conflict markers.", name, at=(line, 0), how=_how(place, name)
                )


def _suspects(place: Place) -> Iterator[str]:
    """The files that may contain markers, by their paths in the project."""
    if place.repository is None:
        names = {*MANIFESTS, *_SETTINGS, *LOCKS}
        yield from sorted(name for name in names if os.path.isfile(place.path(name)))
        return
    yield from _answered(place, _marked(place))
    new = (name for name in _answered(place, _new(place)) if not _NOBODYS & {*name.split("/")})
    yield from (name for name in itertools.islice(new, _MOST) if _begins(place, name))


def _how(place: Place, name: str) -> str:
    """What to do about a lock, which nobody can edit; empty for another file."""
    if os.path.basename(name) not in LOCKS:
        return "" if place.repository is not None else _EDIT
    if place.repository is not None and git.committed(place.root, name) is not None:
        return f"Run 'git checkout HEAD -- {name}', then lock again."
    return f"Delete {name}, then lock again."


_EDIT = "Edit the file so that it says what you want, and remove the markers."


def _marked(place: Place) -> Inquiry:
    """Asks git for the tracked files in which a line begins as the first marker does."""
    asked = ("grep", "--name-only", "--null", "-I", "-E", "^<<<<<<< ", "--", ".")
    return _inquiry(place, "-c", "grep.fullName=false", *asked)


def _new(place: Place) -> Inquiry:
    """Asks git for the files that it neither tracks nor ignores."""
    return _inquiry(place, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")


def _inquiry(place: Place, *arguments: str) -> Inquiry:
    command = git.command(place.root, *arguments)
    return Inquiry(arguments=tuple(command), cwd=place.root, env=git.environment())


def _answered(place: Place, inquiry: Inquiry) -> list[str]:
    reply = place.answer(inquiry)
    if reply is None or reply.status:
        return []
    return [name for name in os.fsdecode(reply.out).split("\0") if name]


def _begins(place: Place, name: str) -> bool:
    """Whether a line of a file begins as the first marker does; not where the file is large."""
    try:
        found = standing(place.path(name), _LARGEST)
    except (OSError, ValueError):
        return False
    data = found.data if found else b""
    return len(data) <= _LARGEST and (data.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in data)
