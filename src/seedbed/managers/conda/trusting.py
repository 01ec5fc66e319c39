"""Refuses what a clone may have put where a sync puts its own files."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.paths import is_link
from seedbed.managers.conda import moving, stamp
from seedbed.managers.conda.prefix import FOLDER, META, fault_of

_MADE = (FOLDER, ".seedbed/conda-before", ".seedbed/conda-gone", ".seedbed/conda-unfinished")
"""What only a sync makes, so that git never tracks it."""
_NO_LINKS = (".seedbed", f"{FOLDER}/{META}", f"{FOLDER}/{META}/state")
"""What a sync writes into, or through."""


def check_place(root: str) -> None:
    """Refuse a `.conda` that is not a folder, or a link that leads nowhere.

    Raises:
        SeedbedError: says what it is instead.
    """
    prefix = os.path.join(root, FOLDER)
    if not os.path.lexists(prefix) or os.path.isdir(prefix) or moving.waits(root):
        return
    what = "is not a folder"
    if os.path.islink(prefix):
        what = f"is a link to {os.readlink(prefix)}, which does not exist"
    raise _refused(f"{prefix} {what}.", "Remove it, then run 'seedbed sync'.")


def check_own_work(root: str) -> None:
    """Refuse to change an environment that came with the clone, or that leads out of itself.

    Raises:
        SeedbedError: says what came from where.
    """
    for name in _NO_LINKS:
        path = os.path.join(root, name)
        if is_link(path):
            raise _refused(
                f"{path} is a symbolic link to {os.readlink(path)}, which no program creates "
                "there: a sync would change its target.",
                "It may have come with the clone: check it, remove it, then run 'seedbed sync'.",
            )
    if not any(os.path.lexists(os.path.join(root, path)) for path in _MADE):
        return
    from seedbed.host.git import tracked

    found = sorted(tracked(root, _MADE))
    if not found:
        _check_linked(root)
        return
    first = os.path.join(root, found[0])
    if is_link(first):
        raise _refused(
            f"{first} is a link that came with the clone, to {os.path.realpath(first)}: its "
            "target would be changed.",
            f"If you want that, remove it from git first: git rm --cached {found[0]}",
        )
    top = next(path for path in _MADE if f"{found[0]}/".startswith(f"{path}/"))
    raise _refused(
        f"git tracks {first}: an environment that came with a clone is left unchanged.",
        f"If it is yours, remove it from git with 'git rm -r --cached {top}'; otherwise delete it. "
        "Then run 'seedbed sync'.",
    )


def _check_linked(root: str) -> None:
    """Refuse a link to an environment that was not made for this project."""
    prefix = os.path.join(root, FOLDER)
    if not is_link(prefix) or fault_of(prefix) is None:
        return
    from seedbed.managers.shared.moved import projects_in, same

    place = os.path.realpath(prefix)
    projects = projects_in(place) or list(filter(os.path.isdir, [stamp.moved_from(prefix)]))
    if any(same(one, root) for one in projects) or (stamp.read(place) and not projects):
        return
    if projects:
        fault = f"is the environment of {projects[0]}"
    elif os.path.exists(os.path.join(root, ".seedbed", "conda-unfinished")):
        return
    else:
        fault = "holds packages that were not installed for this project"
    raise SeedbedError(
        f"{prefix} links to {place}, which {fault}.",
        "Remove that link, or point it to an empty folder; then run 'seedbed sync'.",
        code="environment-of-another",
        status=ENVIRONMENT,
    )


def _refused(message: str, hint: str) -> SeedbedError:
    return SeedbedError(message, hint, code="target-blocked", status=ENVIRONMENT)
