"""What `seedbed status` finds out about one project: each answer costs a few milliseconds."""

from __future__ import annotations

import os

from seedbed.commands.bases import FAULTS, read_base
from seedbed.commands.ignoring import still_ignored
from seedbed.errors import SeedbedError
from seedbed.host import unfinished
from seedbed.host.gpu import environments
from seedbed.host.paths import inside
from seedbed.host.reading import LARGEST_LOCK, read_text, standing
from seedbed.jupyter.state import state_of
from seedbed.locks.agreeing import compare, lock_agrees
from seedbed.locks.damage import damage_of
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import environment_of, lock_of
from seedbed.managers.shared.moved import made_elsewhere
from seedbed.model.record import record
from seedbed.render.compose import compose
from seedbed.update.conflicts import PATH as CONFLICTS
from seedbed.update.plan import KEPT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.facts import Facts
    from seedbed.model.choices import Choices
    from seedbed.model.tree import File
    from seedbed.workspace import Workspace

_SHOWN = 3
"""Packages that an answer names."""


@record
class Answer:
    """What was found out about one side of a project.

    Attributes:
        state: one word, for programs; docs/status.md lists them.
        detail: what else is to be said of it, as the end of a sentence; may be empty.
    """

    state: str
    detail: str = ""


def lock_state(project: Workspace, manager: str) -> Answer:
    """Whether the lock fits the manifest, by its text."""
    row = MANAGERS[manager]
    path = lock_of(project.root, row)
    if not os.path.isfile(path):
        return Answer(state="missing" if row.locks else "none")
    try:
        text = read_text(path, LARGEST_LOCK)
    except SeedbedError as error:
        return Answer(state="unreadable", detail=error.message)
    # whether all of it can be parsed is left to the manager: that takes long for many projects
    for line, what in damage_of(manager, text, lambda: True):
        return Answer(state="damaged", detail=f"line {line}: it {what}" if line else f"it {what}")
    agrees = lock_agrees(manager, text, project.manifest)
    if agrees is None:
        return Answer(state="unchecked")
    return Answer(state="in-step" if agrees else "stale")


def environment_state(project: Workspace, manager: str) -> Answer:
    """Whether the environment fits the lock, by the names of its files."""
    root = project.root
    prefix = environment_of(root, manager)
    if not environments.python_of(prefix):
        return Answer(state="missing")
    if manager == "conda":
        return _of_conda(root, prefix)
    if before := made_elsewhere(prefix):
        return Answer(state="moved", detail=before)
    path = lock_of(root, MANAGERS[manager])
    if not os.path.isfile(path):
        return Answer(state="unchecked")
    try:
        text = read_text(path, LARGEST_LOCK)
    except SeedbedError as error:
        return Answer(state="unchecked", detail=error.message)
    if manager == "pixi":
        odd = _beside_pixi_lock(prefix, text)
    else:
        installed = environments.beside(prefix, "*")
        apart = compare(manager, text, project.manifest, installed)
        odd = sorted({*apart.missing, *apart.other})
    if not odd:
        return Answer(state="in-step")
    more = f" and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else ""
    return Answer(state="differs", detail=", ".join(odd[:_SHOWN]) + more)


def update_state(root: str, choices: Choices) -> Answer:
    """Whether an update has something to do: what was generated last is not today's."""
    if os.path.lexists(os.path.join(root, CONFLICTS)):
        return Answer(state="conflicts", detail=CONFLICTS)
    if unfinished.is_due(root):
        return Answer(state="unfinished")
    try:
        before = read_base(root)
    except SeedbedError as fault:
        if fault.code not in FAULTS:
            raise
        return Answer(state="unknown", detail=fault.message)
    today = still_ignored(root, before, compose(choices).files)
    changed = [
        path
        for path in {*before, *today}
        if path not in today
        or path not in before
        or before[path].data != today[path].data
        or before[path].executable != today[path].executable
    ]
    changed = [path for path in changed if path not in before or before[path].layer != KEPT]
    if not changed:
        return Answer(state="up-to-date")
    # a copied template has today's files, but not yet its name in what was generated last
    count = sum(not _stands(root, path, today.get(path)) for path in changed)
    what = f"{count} file{'s' * (count != 1)}" if count else "it changes none of your files"
    return Answer(state="due", detail=what)


def _stands(root: str, path: str, file: File | None) -> bool:
    """Whether a file of the project is what is generated today; None for one that is no more."""
    try:
        there = standing(inside(root, path))
    except (OSError, SeedbedError):  # such as a link out of the project
        return False
    return there is None if file is None else there is not None and there.data == file.data


def jupyter_state(root: str, *, ask: bool) -> Answer:
    """How the project's JupyterLab is."""
    found = state_of(root, ask=ask)
    return Answer(state=found.status, detail="" if found.status == "none" else found.message)


def accelerator_state(facts: Facts | None) -> Answer:
    """Whether what is installed fits the machine, where the framework was not asked."""
    if facts is None:
        return Answer(state="none")
    if facts.installed is None:
        return Answer(state="not-installed")
    if not facts.framework.uses_gpus or facts.goal == "cpu":
        return Answer(state="fits", detail="CPU")
    if facts.machine.kind != facts.goal:
        return Answer(state="unusable", detail="this machine has no such GPU")
    title = facts.installed.title
    if facts.installed.kind != facts.goal:
        return Answer(state="unusable", detail=f"the installed build is for {title or 'CPU'}")
    return Answer(state="fits", detail=title)


def _of_conda(root: str, prefix: str) -> Answer:
    """The same for conda, whose environment has copies of what it was made from."""
    from seedbed.managers.conda import stamp
    from seedbed.managers.conda.fitting import is_in_step

    if before := stamp.moved_from(prefix):
        return Answer(state="moved", detail=before)
    try:
        fits = is_in_step(root, prefix)
    except SeedbedError as error:
        return Answer(state="unchecked", detail=error.message)
    return Answer(state="unchecked" if fits is None else "in-step" if fits else "differs")


def _beside_pixi_lock(prefix: str, text: str) -> list[str]:
    """The conda packages of an environment whose archives a lock does not name."""
    try:
        names = os.listdir(os.path.join(prefix, "conda-meta"))
    except OSError:
        return []
    stems = (name.removesuffix(".json") for name in names if name.endswith(".json"))
    endings = (".conda", ".tar.bz2")
    odd = [one for one in stems if not any(f"/{one}{ending}" in text for ending in endings)]
    return sorted(one.rsplit("-", 2)[0] for one in odd)
