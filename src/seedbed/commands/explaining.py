"""Explains one path of a project: a file of seedbed's, of a program's, or of the user's."""

from __future__ import annotations

import os

from seedbed.commands.explained import Explained, Explaining, Part, relative
from seedbed.errors import SeedbedError, nearest
from seedbed.formats.structured import NoKeysError, loads
from seedbed.formats.toml import dotted
from seedbed.host.paths import absolute
from seedbed.layers.library import SINGLE, load_library
from seedbed.layers.reasons import givers_elsewhere
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import environment_of, lock_of
from seedbed.merge3.values import MISSING, is_same
from seedbed.model.tree import BASE_PATH
from seedbed.update.standing import AS_WRITTEN, YOURS, state_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OWN = {
    BASE_PATH: "what seedbed wrote, for later updates; keep it in git",
    ".seedbed/aside.toml": "what a switch of managers set aside, for the switch back",
    ".seedbed/conflicts": "the conflicts of the last update, until you resolve them",
}
"""The files of seedbed's own, and what each is."""
_USUAL = ("sklearn", "shell")
"""What most people pick of several choices that give a file."""


def split(root: str, asked: str) -> tuple[str, str]:
    """The file and the key in `FILE:KEY`; the key is empty when there is none.

    The file is looked for from the current folder, then from the project's.

    Raises:
        SeedbedError: when it lies outside of the project.
    """
    start = 2 if os.name == "nt" and asked[1:2] == ":" else 0  # the letter of a drive
    name, colon, key = asked[start:].partition(":")
    name = asked[:start] + name
    if colon and os.path.lexists(absolute(asked)):
        name, colon, key = asked, "", ""
    if colon and not key:
        raise SeedbedError(
            f"{asked!r} names no key after the colon.",
            "Write FILE:KEY, such as pyproject.toml:project.name.",
            code="bad-key",
        )
    found = absolute(name)
    if not os.path.lexists(found) and not _is_inside(root, found):
        found = os.path.join(root, name)
    if not os.path.lexists(found) and os.path.lexists(os.path.join(root, name)):
        found = os.path.join(root, name)
    path = relative(root, os.path.normpath(found))
    if path.startswith("../") or path == ".." or os.path.isabs(path):
        raise SeedbedError(
            f"{name} is not in the project {root}.",
            "Name one of its files, or change to the other project first.",
            code="not-in-project",
        )
    return path, key


def explain_path(project: Explaining, path: str) -> Explained:
    """What is known of a file.

    Raises:
        SeedbedError: when there is none, and no choice of the project gives one.
    """
    if path in project.tree.files or path in project.base:
        return Explained(
            path=path,
            state=project.state(path),
            givers=project.givers_of(path),
            parts=_edited_parts(project, path),
        )
    if made := _maker(project, path):
        return Explained(path=path, made_by=made)
    if os.path.lexists(os.path.join(project.root, path)):
        return Explained(path=path, state=YOURS)
    raise _nowhere(project, path)


def _is_inside(root: str, path: str) -> bool:
    return os.path.normpath(path).startswith(os.path.join(root, ""))


def _maker(project: Explaining, path: str) -> str:
    """What makes a file that is not seedbed's and not the user's; empty for others."""
    if path in _OWN:
        return _OWN[path]
    if path.partition("/")[0] == ".seedbed":
        return "seedbed's own, for updates and switches"
    own = MANAGERS[project.choices.manager]
    root = project.root
    if path == relative(root, lock_of(root, own)):
        there = os.path.lexists(os.path.join(root, path))
        made = f"made by {own.title} from pyproject.toml" if there else (
            f"made by {own.title}, which has not made it yet")  # fmt: skip
        return f"{made}; to renew it, run '{own.lock}'"
    for other in MANAGERS.values():
        if path == other.lock_file and os.path.lexists(os.path.join(root, path)):
            return f"the lock of {other.title}, which this project doesn't use"
    environment = relative(root, environment_of(root, own.name))
    if path == environment or path.startswith(f"{environment}/"):
        return f"the environment, made by {own.title}; to bring it up to date, run 'seedbed sync'"
    return ""


def _nowhere(project: Explaining, path: str) -> SeedbedError:
    """The error for a file that is not there, and that no choice gives."""
    found: dict[str, list[str]] = {}
    for name in givers_elsewhere(path, project.choices.package, load_library()):
        slot, _, choice = name.partition("/")
        found.setdefault(slot, []).append(choice)
    slot = next((one for one in ("extras", *SINGLE) if one in found), "")
    if slot:
        wanted = " or ".join(found[slot])
        has = getattr(project.choices, slot)
        now = ", ".join(has) if isinstance(has, tuple) else has
        usual = next((one for one in _USUAL if one in found[slot]), found[slot][0])
        then = f"seedbed update --with {usual}"
        if slot != "extras":
            then = f"seedbed update --set {slot}={usual}"
        return SeedbedError(
            f"{path} does not exist. It comes with {slot} = {wanted}; this project has "
            f"{slot} = {now or 'none'}.",
            f"To get it, run '{then}'.",
            code="not-chosen",
        )
    meant = nearest(path, tuple(project.tree.files))
    return SeedbedError(
        f"{path} does not exist, and no choice of this project gives it.",
        f"Did you mean '{meant}'?" if meant else "'seedbed explain' lists the project's files.",
        code="no-such-file",
    )


def _edited_parts(project: Explaining, path: str) -> tuple[Part, ...]:
    """The keys of a file that programs parse that are not as seedbed wrote them."""
    if project.state(path) == AS_WRITTEN:
        return ()
    sides: list[Any] = []
    for files in (project.base, project.ours, project.tree.files):
        try:
            file = files.get(path)
            sides.append(MISSING if file is None else loads(path, file.data))
        except (NoKeysError, SeedbedError):
            return ()
    if not any(isinstance(one, dict) for one in sides):
        return ()
    return tuple(_differing((), sides, known=project.known))


def _differing(at: tuple[str, ...], sides: list[Any], *, known: bool) -> list[Part]:
    """The keys at which three tables differ, the deepest ones."""
    there = [one for one in sides if one is not MISSING]
    if all(isinstance(one, dict) for one in there) and len(there) > 1:
        names = dict.fromkeys(name for one in there for name in one)
        return [
            part
            for name in names
            for part in _differing(
                (*at, str(name)),
                [MISSING if one is MISSING else one.get(name, MISSING) for one in sides],
                known=known,
            )
        ]
    base, ours, theirs = sides
    if is_same(ours, theirs):
        return []
    state = state_of_value(base, ours, theirs, known=known)
    return [Part(key=dotted(at), state=state)] if state != AS_WRITTEN else []
