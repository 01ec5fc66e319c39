"""Files of the user's that a switch takes over for the new manager, and gives back later.

`environment.yml` may stand in a project of uv that somebody else uses with conda: seedbed doesn't
read it, and a switch to conda has to write its own. Beside `pixi.toml`, Pixi wouldn't read what a
switch to it writes.
"""

from __future__ import annotations

from seedbed.commands.settling import LOCKS
from seedbed.host.guarded import read_files
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import PIXI_TOML
from seedbed.model.record import replace
from seedbed.update.change import Change
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from seedbed.managers.protocols import Dialect

_HIDING = {"pixi": PIXI_TOML}
"""The manifest that a manager reads instead of `pyproject.toml`, where it stands."""
_TAKEN = "seedbed keeps the file that stood here, and a switch away from {manager} brings it back"
_BACK = "the file that stood here before comes back"


def taken_over(
    root: str,
    changes: Iterable[Change],
    dialects: tuple[Dialect, Dialect],
    known: Collection[str],
    managers: tuple[str, str],
) -> Iterator[Change]:
    """The changes of a switch, with those that keep such files and bring them back.

    A file that hides what the switch writes stays, and is told.

    Args:
        root: the project's folder.
        changes: the changes.
        dialects: those of the manager that the project had, and of the one that it is to have.
        known: the paths of the files that seedbed wrote or read.
        managers: the names of both.
    """
    changes = [*changes]
    places = [f"{LOCKS}/{one.path}" for one in changes if one.path != NAME]
    hiding = _HIDING.get(managers[1], NAME)
    there = read_files(root, [hiding, *places], {})
    for one in changes:
        place = f"{LOCKS}/{one.path}"
        is_new = one.before and one.before != one.after and one.path not in known
        if one.path == NAME:
            yield one
        elif is_new and dialects[1].is_manifest(one.path):
            said = _TAKEN.format(manager=MANAGERS[managers[1]].title)
            yield replace(one, notes=(*one.notes, said))
            yield Change(path=place, before=there.get(place), after=one.before)
        elif one.after is None and place in there and dialects[0].is_manifest(one.path):
            yield replace(one, after=there[place], notes=(*one.notes, _BACK))
            yield Change(path=place, before=there[place], after=None)
        else:
            yield one
    if hiding in there and hiding not in {NAME, *known, *(one.path for one in changes)}:
        said = f"{MANAGERS[managers[1]].title} reads this file instead of {NAME}: delete or move it"
        yield Change(path=hiding, before=there[hiding], after=there[hiding], notes=(said,))
