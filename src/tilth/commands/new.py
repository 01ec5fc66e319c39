"""`tilth new`: make a project."""

from __future__ import annotations

import os

from tilth import disk
from tilth.compose import compose
from tilth.errors import TilthError
from tilth.record import record, replace
from tilth.tree import BASE_PATH, File, Tree
from tilth.update import base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tilth.choices import Choices
    from tilth.layers import Library
    from tilth.managers import Driver


@record
class NewPlan:
    """What `tilth new` is about to do.

    Attributes:
        target: the project's folder, absolute.
        choices: what the user picked.
        tree: all files that will be written, the base among them.
        exists: whether the folder exists already (empty, or with `.git` only).
    """

    target: str
    choices: Choices
    tree: Tree
    exists: bool


def check_target(path: str, *, mend: bool = True) -> str:
    """The absolute path of a folder in which a project can be made.

    Args:
        path: the folder, as the user named it.
        mend: put in order first what an interrupted run left there, which writes.

    Raises:
        TilthError: says what stands in the way; also when that run's project is there now.
    """
    if "\0" in path or len(os.path.basename(os.path.abspath(path)).encode(errors="replace")) > 255:
        from tilth.names import check_name

        check_name(os.path.basename(path))
    target = os.path.abspath(path)
    if mend and os.path.isdir(target) and disk.recover(target):
        raise TilthError(
            f"An interrupted run had left {target} half-written; its project is complete now.",
            "Run 'tilth sync' in it to make its environment, or give another path.",
            code="completed-interrupted",
        )
    disk.check_target(target)
    return target


def plan_new(target: str, choices: Choices, library: Library | None = None) -> NewPlan:
    """Render the project; nothing is written.

    Raises:
        TilthError: for a target or choices that cannot be.
    """
    tree = compose(choices, library)
    base_file = File(data=base.encode(tree.files), layer="base")
    files = dict(sorted({**tree.files, BASE_PATH: base_file}.items()))
    exists = disk.check_target(target)
    return NewPlan(target=target, choices=choices, tree=replace(tree, files=files), exists=exists)


def write_new(plan: NewPlan) -> None:
    """Write the project, whole or not at all.

    Raises:
        TilthError: when it cannot be written; nothing was changed.
    """
    if plan.exists:
        disk.fill(plan.target, plan.tree.files)
    else:
        disk.create(plan.target, plan.tree.files)


def start_git(target: str) -> str:
    """Make the project a git repository, unless it lies in one.

    Returns:
        A note for the user, empty when all went well.
    """
    from tilth import process

    git = process.find("git")
    if not git:
        return "git was not found, so the project is no repository yet; run 'git init' later."
    if process.output([git, "rev-parse", "--is-inside-work-tree"], target) == "true":
        return ""
    branch = process.output([git, "config", "--get", "init.defaultBranch"], target) or "main"
    command = [git, "-c", f"init.defaultBranch={branch}", "init", "--quiet"]
    if process.run(command, target):
        return "'git init' failed, so the project is no repository yet; its words stand above."
    return ""


def make_environment(target: str, driver: Driver) -> None:
    """Lock and install.

    Raises:
        TilthError: when the manager cannot; the project stays as it is, complete.
    """
    driver.lock(target)
    driver.sync(target)


def later(error: TilthError, target: str) -> TilthError:
    """The error for an environment that could not be made; its hint says what to run later."""
    return TilthError(
        f"The project in {target} is complete, but its environment is not: {error.message}",
        error.hint,
        code=error.code,
        status=error.status,
    )
