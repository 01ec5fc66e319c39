"""Plans an update: reads the three sides of a project, merges them, and says what to write."""

from __future__ import annotations

from seedbed.commands import settling
from seedbed.commands.bases import FAULTS, manager_in, read_base
from seedbed.commands.comparing import compare
from seedbed.commands.refusing import check_writable
from seedbed.commands.settings import apply_settings
from seedbed.commands.stored_choices import choices_of
from seedbed.commands.update_plan import UpdatePlan, check_is_read, steps_of, waiting
from seedbed.errors import SeedbedError
from seedbed.host.guarded import read_files
from seedbed.managers.registry import load_dialect
from seedbed.model.record import replace
from seedbed.model.tree import BASE_PATH, File
from seedbed.render.compose import compose
from seedbed.update import base as bases
from seedbed.update.change import Change
from seedbed.update.plan import next_base, plan_files
from seedbed.workspace import manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.model.choices import Choices
    from seedbed.model.tree import Tree
    from seedbed.update.row import Row
    from seedbed.update.switch import Switching
    from seedbed.workspace import Workspace


def planned(project: Workspace, settings: Mapping[str, Any], *, new_base: bool) -> UpdatePlan:
    """Plan the update of a project that was found.

    Args:
        project: the project.
        settings: the values of options that change choices, by name.
        new_base: only take what would be generated as the base of later updates.

    Raises:
        SeedbedError: when conflicts wait to be settled, or a choice cannot be.
    """
    pending = settling.settled_conflicts(project.root)
    stored = choices_of(project)
    choices = apply_settings(stored, settings)
    if settings:
        check_writable(project.root)
    try:
        before = read_base(project.root)
        switching = None if new_base else _switching(project, choices, before)
    except SeedbedError as fault:
        if fault.code not in FAULTS:
            raise
        tree = _compose(stored, choices)
        return _without_base(project, choices, tree, None if new_base else fault)
    if switching:
        check_writable(project.root)
        choices = replace(choices, python=switching.python(choices.python))
    if choices.is_adopted and not new_base:
        from seedbed.commands.adopted_plan import plan_adopted

        plan = plan_adopted(project.root, stored, choices, before, switching)
        return replace(plan, steps={**pending, **plan.steps}, settled=bool(pending))
    tree = _compose(stored, choices)
    if new_base:
        return _without_base(project, choices, tree, None)
    plan = _plan(project, choices, tree, before, switching)
    told = _told(stored, choices, tree)
    return replace(plan, steps={**pending, **plan.steps}, settled=bool(pending), told=told)


def _told(stored: Choices, choices: Choices, tree: Tree) -> tuple[str, ...]:
    """What is to be said where another range of the manager's versions is set, or one goes."""
    if stored.manager_version == choices.manager_version:
        return ()
    from seedbed.commands.manager_version import dropped_remark, nix_remark

    return (*dropped_remark(stored, choices), *nix_remark(choices, tree.files))


def _compose(stored: Choices, choices: Choices) -> Tree:
    try:
        return compose(choices)
    except SeedbedError as error:
        if error.code not in {"choices-exclude", "no-such-build"}:
            raise
        from seedbed.commands.ways_out import for_update

        raise for_update(error, stored, choices) from None


def _switching(
    project: Workspace, choices: Choices, before: Mapping[str, File]
) -> Switching | None:
    """What is set aside and comes back; None when the manager stays."""
    managers = (manager_in(before) or manager_of(project), choices.manager)
    if managers[0] == managers[1]:
        return None
    from seedbed.commands.switching import switching_for

    return switching_for(project.root, choices, managers, before)


def _plan(
    project: Workspace,
    choices: Choices,
    tree: Tree,
    before: dict[str, File],
    switching: Switching | None,
) -> UpdatePlan:
    root, new = project.root, choices.manager
    old = switching.managers[0] if switching else new
    dialects = load_dialect(old), load_dialect(new)
    sides = compare(root, before, tree.files, dialects)
    if switching:
        from seedbed.commands.switching import check_no_secrets

        check_no_secrets(new, sides.ours, sides.manifests)
    changes = plan_files(sides.base, sides.ours, sides.theirs, dialects, switching)
    changes += waiting(sides.waiting)
    rows: tuple[Row, ...] = ()
    if switching:
        from seedbed.commands.switching import rows_beside, table_of, with_strays

        changes = with_strays(new, sides.ours, changes)
        changes += settling.switch_locks(root, old, new)
        rows = table_of(dialects, (before, sides.ours), changes, switching.switch)
        rows = (*rows_beside(root, old), *rows)
    after = next_base(sides.base, sides.ours, sides.theirs, changes, dialects[0])
    after = dict(sorted({**after, **sides.waiting}.items()))
    steps = steps_of(root, changes, dialects[1], before=sides.before, after=after)
    if switching:
        from seedbed.commands.asides import aside_steps

        steps |= aside_steps(root, switching.switch.asides)
    told = tuple(
        change for change in changes if change.kind and not change.path.startswith(settling.LOCKS)
    )
    return UpdatePlan(
        root=root,
        choices=choices,
        managers=(old, new),
        changes=told,
        steps=steps,
        rows=rows,
        remark=check_is_read(root, choices, sides.ours, changes),
    )


def _without_base(
    project: Workspace, choices: Choices, tree: Tree, fault: SeedbedError | None
) -> UpdatePlan:
    """Compare two ways: say what differs, and overwrite nothing."""
    disk = read_files(project.root, sorted(tree.files), {})
    changes = [
        Change(path=path, before=disk.get(path), after=file)
        for path, file in tree.files.items()
        if path not in disk or disk[path].data != file.data
    ]
    steps = {}
    if fault is None:
        steps[BASE_PATH] = settling.step(project.root, BASE_PATH, bases.encode(tree.files))
    manager = manager_of(project)
    return UpdatePlan(
        root=project.root,
        choices=choices,
        managers=(manager, manager),
        changes=tuple(changes),
        steps=steps,
        fault=fault,
    )
