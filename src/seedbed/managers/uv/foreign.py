"""Keeps uv from the environment of somebody else, which a sync would empty.

A variable that was set for one project stays in the shell, and a link is copied with the project.
"""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.managers.uv.workspace import home_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def check_own(root: str, environment: str, dry_run: Callable[[], str] = str) -> None:
    """Refuse an environment that is not a project's own.

    Args:
        root: the project's folder.
        environment: its environment's folder; one in the project is its own.
        dry_run: gives what uv says that a sync would do; by default nothing.

    Raises:
        SeedbedError: when it is that of another project, or packages of others would go.
    """
    place = os.path.realpath(environment)
    if place.startswith(os.path.realpath(home_of(root)) + os.sep) or not os.path.isdir(place):
        return
    from seedbed.managers.shared.moved import projects_in, same

    projects = projects_in(place)
    if any(same(one, root) for one in projects):
        return
    if projects:
        fault = f"is the environment of {projects[0]}"
    elif removed := _removed(dry_run()):
        shown = ", ".join(removed[:3]) + (f" and {len(removed) - 3} more" if removed[3:] else "")
        fault = f"holds packages that this project lacks, and uv would remove them: {shown}"
    else:
        return
    named = "UV_PROJECT_ENVIRONMENT" if os.environ.get("UV_PROJECT_ENVIRONMENT") else ".venv"
    remedy = f"Unset {named}" if named != ".venv" else "Remove that link"
    raise SeedbedError(
        f"{named} leads to {place}, which {fault}.",
        f"{remedy}, or point it at a folder of this project. To let this project take over that "
        "environment anyway, run 'uv sync' yourself.",
        code="environment-of-another",
        status=ENVIRONMENT,
    )


def _removed(said: str) -> list[str]:
    """The packages that would go for good, in what uv says of a sync; not those that change."""
    marked: dict[str, set[str]] = {"-": set(), "+": set()}
    for line in said.splitlines():
        match line.split():
            case ["-" | "+" as mark, package, *_]:
                marked[mark].add(package.partition("==")[0])
    return sorted(marked["-"] - marked["+"])
