"""`seedbed new`: make a project."""

from __future__ import annotations

import os

from seedbed.commands.beside import beside, may_stay
from seedbed.commands.refusing import check_new
from seedbed.errors import SeedbedError
from seedbed.host import disk
from seedbed.host.paths import absolute
from seedbed.model.record import record, replace
from seedbed.model.tree import BASE_PATH, File, Tree
from seedbed.render.compose import compose
from seedbed.update import base

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.commands.beside import Beside
    from seedbed.layers.library import Library
    from seedbed.managers.protocols import Driver
    from seedbed.model.choices import Choices


@record
class NewPlan:
    """What `seedbed new` is about to do.

    Attributes:
        target: the project's folder, absolute.
        choices: what the user picked.
        tree: all files that will be written, the base among them.
        beside: what is written into a folder that exists, beside the user's own files.
        remarks: what is to be said of the choices, each as a sentence.
    """

    target: str
    choices: Choices
    tree: Tree
    beside: Beside | None = None
    remarks: tuple[str, ...] = ()


def check_target(path: str, *, mend: bool = True) -> str:
    """The absolute path of a folder in which a project can be made.

    Args:
        path: the folder, as the user named it.
        mend: put in order first what an interrupted run left there, which writes.

    Raises:
        SeedbedError: says what stands in the way; also when that run's project is there now.
    """
    target = absolute(path)
    if "\0" in path or len(os.path.basename(target).encode(errors="replace")) > 255:
        from seedbed.model.names import check_name

        check_name(os.path.basename(path))
    if mend and os.path.isdir(target):
        from seedbed.host import journal

        if journal.recover(target):
            raise SeedbedError(
                f"An interrupted run left {target} half-written; its project is complete now.",
                "Run 'seedbed sync' in it to make its environment, or give another path.",
                code="completed-interrupted",
            )
    disk.check_target(target, may_stay)
    return target


def plan_new(target: str, choices: Choices, library: Library | None = None) -> NewPlan:
    """Render the project; nothing is written.

    Raises:
        SeedbedError: for a target or choices that cannot be.
    """
    tree = compose(choices, library)
    check_new(choices.manager, tree.files)
    base_file = File(data=base.encode(tree.files), layer="base")
    files = dict(sorted({**tree.files, BASE_PATH: base_file}.items()))
    tree = replace(tree, files=files)
    if not disk.check_target(target, may_stay):
        return NewPlan(target=target, choices=choices, tree=tree)
    return NewPlan(target=target, choices=choices, tree=tree, beside=beside(target, files))


def write_new(plan: NewPlan) -> None:
    """Write the project, whole or not at all.

    Raises:
        SeedbedError: when it cannot be written; nothing was changed.
    """
    if plan.beside:
        from seedbed.host import journal

        journal.apply(plan.target, plan.beside.steps)
    else:
        disk.create(plan.target, plan.tree.files)


def start_git(plan: NewPlan) -> list[str]:
    """Make the project a git repository, unless it lies in one.

    Returns:
        Remarks for the user.
    """
    from seedbed.host import git, process

    if not git.is_installed():
        return ["git was not found, so the project is not a repository yet; run 'git init' later."]
    try:
        above = git.top_of(plan.target)
    except SeedbedError as error:
        return [f"The project did not become a git repository: {error.message} {error.hint}"]
    if above:
        return [*_for_nix(plan), *_ignored(plan), *_at_the_top(plan, above)]
    init = [*git.initial_branch(plan.target), "init", "--quiet"]
    if process.run(git.command(plan.target, *init), plan.target, git.environment()):
        return ["'git init' failed (see its output above), so the project is not a repository yet."]
    if plan.choices.nix != "none":  # Nix sees only files that git has heard of
        add = git.command(plan.target, "add", "--intent-to-add", "--", ".")
        process.run(add, plan.target, git.environment())
    return _ignored(plan)


def _at_the_top(plan: NewPlan, above: str) -> list[str]:
    """What works only at the top of a repository, where the project is a folder of one."""
    if os.path.samefile(above, plan.target):
        return []
    remarks = []
    if any(path.startswith(".github/") for path in plan.tree.files):
        remarks += [f"GitHub reads .github only at the top of a repository, which is {above}."]
    if ".pre-commit-config.yaml" in plan.tree.files:
        what = "On commit, pre-commit reads only the configuration at the top of the repository"
        remarks += [f"{what}, {above}: run the task 'hooks' instead of 'pre-commit install'."]
    return remarks


def _ignored(plan: NewPlan) -> list[str]:
    """What git hides of the project by rules that are not the project's."""
    from seedbed.commands.ignoring import ignored_remark

    return list(filter(None, [ignored_remark(plan.target, plan.tree.files)]))


def _for_nix(plan: NewPlan) -> list[str]:
    """What a repository that was there already has to hear of."""
    if plan.choices.nix == "none":
        return []
    from seedbed.managers.base import MANAGERS
    from seedbed.managers.nix.program import not_yet_in_git

    lock = MANAGERS[plan.choices.manager].lock_file
    return list(filter(None, [not_yet_in_git(plan.target, plan.choices.nix, lock)]))


def can_commit(plan: NewPlan) -> bool:
    """Whether the project is a repository of its own that has no commit yet."""
    from seedbed.host import git

    try:
        return git.is_installed() and git.can_commit_first(plan.target)
    except SeedbedError:  # which was told when the repository was made
        return False


def commit(plan: NewPlan) -> None:
    """Make the first commit.

    Raises:
        SeedbedError: when git cannot; the files stay as they are.
    """
    from seedbed.host import git

    git.commit_all(plan.target, f"Start {plan.choices.name}")


def make_environment(target: str, driver: Driver) -> None:
    """Lock and install.

    Raises:
        SeedbedError: when the manager cannot; the project stays as it is, complete.
    """
    driver.lock(target)
    driver.sync(target)


def later(error: SeedbedError, target: str) -> SeedbedError:
    """The error for an environment that could not be made; its hint says what to run later."""
    return SeedbedError(
        f"The project in {target} is complete, but its environment is not: {error.message}",
        error.hint,
        code=error.code,
        status=error.status,
    )


def first_task(plan: NewPlan) -> str:
    """The task that shows what a new project does: its training, or else its tests."""
    trains = f"src/{plan.choices.package}/train.py" in plan.tree.files
    return "train" if trains else "test"


def next_step(manager: str, root: str, task: str, *, synced: bool) -> tuple[str, str]:
    """What this user runs next in a new project: a task, or first what installs the packages.

    Args:
        manager: the project's manager.
        root: the project's folder.
        task: the task to run.
        synced: whether the environment was made; then the program that made it is known to work.

    Returns:
        The program that is missing for it, or an empty string; and the command.
    """
    from seedbed.host.process import find
    from seedbed.managers.here import program_of, typed
    from seedbed.managers.registry import load_driver

    row = typed(manager, root)
    installs = bool(row.first) and not synced
    native = row.first if installs else f"{row.run} {task}"
    on_path = program_of(manager, root)
    if on_path and not synced:
        return "", native
    try:
        used = load_driver(manager).program()
    except SeedbedError:
        used = ""
    if on_path and used == on_path:
        return "", native
    if used and find("seedbed"):  # it has brought a program that is not on PATH
        return "", "seedbed sync" if installs else f"seedbed run {task}"
    return native.split(maxsplit=1)[0], native  # conda's is micromamba
