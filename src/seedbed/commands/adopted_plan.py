"""Plans an update of an adopted project, of which seedbed generates only what was asked for."""

from __future__ import annotations

from seedbed.commands import settling
from seedbed.commands.adopted_switch import Switched, switch
from seedbed.commands.comparing import compare
from seedbed.commands.own_form import (
    Form,
    after_of,
    as_on_disk,
    dialect_of,
    native_form,
    overlaid,
    texts_of,
)
from seedbed.commands.stored_choices import environment_after
from seedbed.commands.update_plan import UpdatePlan, check_is_read, steps_of, waiting
from seedbed.formats.tables import parse
from seedbed.host.guarded import read_files
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import NATIVE, OWN
from seedbed.model.names import canonical
from seedbed.model.record import record, replace
from seedbed.render.compose import compose
from seedbed.update.plan import next_base, plan_files
from seedbed.update.texts import NAME
from seedbed.update.unread import UNREAD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.commands.comparing import Sides
    from seedbed.host.journal import Step
    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.model.tree import File
    from seedbed.update.aside import Aside
    from seedbed.update.switch import Switching

_POE, _POETHEPOET = "poe", "poethepoet"


def plan_adopted(
    root: str,
    stored: Choices,
    choices: Choices,
    before: dict[str, File],
    switching: Switching | None,
    form: Form | None = None,
) -> UpdatePlan:
    """Plan an update.

    Args:
        root: the project's folder.
        stored: the choices that it has.
        choices: what it is to be.
        before: the files as generated last; none if it is adopted just now.
        switching: takes what a switch sets aside, and gives what comes back.
        form: the manifest as seedbed writes it, if that replaces what is on disk.

    Raises:
        SeedbedError: when the manifest cannot be read, or a choice cannot be.
    """
    start = _start(root, stored, choices, before, switching, form)
    sides, form, own = start.sides, start.form, start.dialects
    if switching:
        project = start.choices, sides, own
        done = switch(root, stored, project, start.before, switching, form)
        environment = environment_after(done.choices, after_of(sides.ours, done.changes))
        if environment != done.choices.environment:  # that files which load it name
            asked = replace(choices, environment=environment)
            return plan_adopted(root, stored, asked, before, switching, form)
    else:
        changes = plan_files(sides.base, sides.ours, sides.theirs, (UNREAD, UNREAD), None)
        done = Switched(choices=start.choices, changes=changes, rows=(), asides={})
    changes = done.changes + waiting(sides.waiting)
    if form:
        changes = as_on_disk(changes, form, start.disk, goes=switching is not None)
    elif switching:
        stood = start.disk[NAME]
        changes = [replace(one, before=stood) if one.path == NAME else one for one in changes]
    changed = own[1] if switching or form else UNREAD
    files = compose(done.choices).files
    after = next_base(sides.base, sides.ours, files, changes, own[0] if switching else UNREAD)
    after = dict(sorted({**after, **sides.waiting}.items()))
    steps = steps_of(root, changes, changed, before=sides.before, after=after)
    if switching:
        steps |= _aside_steps(root, done.asides, adopted=not before)
    is_checked = changed is own[1] and done.choices.layout not in NATIVE
    told = [one for one in changes if one.kind and not one.path.startswith(settling.LOCKS)]
    managers = start.manager, choices.manager
    tasks = _told_of_tasks(managers, own[1], after_of(sides.ours, changes))
    return UpdatePlan(
        root=root,
        choices=done.choices,
        managers=managers,
        changes=tuple(told),
        steps=steps,
        rows=done.rows,
        remark=check_is_read(root, done.choices, sides.ours, changes) if is_checked else "",
        unread=changed is UNREAD,
        told=(*tasks, *(form.told if form and done.rows else ())),
    )


@record
class _Start:
    """What an update of an adopted project starts from.

    Attributes:
        choices: what the project is to be, as far as seedbed writes it.
        manager: the one that it has.
        dialects: those of that, and of the one that it is to have.
        form: the manifest as seedbed writes it, if that replaces what is on disk.
        before: the files as generated last.
        sides: what the update compares, with the manifest in that form.
        disk: the files as they stand on disk.
    """

    choices: Choices
    manager: str
    dialects: tuple[Dialect, Dialect]
    form: Form | None
    before: Mapping[str, File]
    sides: Sides
    disk: Mapping[str, File]


def _start(
    root: str,
    stored: Choices,
    choices: Choices,
    before: dict[str, File],
    switching: Switching | None,
    form: Form | None,
) -> _Start:
    """What an update starts from; see `plan_adopted`."""
    old = switching.managers[0] if switching else choices.manager
    asked = choices
    if switching:
        choices = replace(choices, layout=OWN)
        form = form or native_form(root, stored)
        before = before or {NAME: compose(stored).files[NAME]}  # as if it had been adopted before
    own = dialect_of(choices, old), dialect_of(choices, asked.manager)
    theirs = compose(choices).files
    sides = compare(root, before, theirs, own if switching else (UNREAD, UNREAD))
    disk = dict(sides.ours)
    if form:
        disk |= {**read_files(root, form.files, {}), **form.stood}
        sides = replace(sides, ours=overlaid(sides.ours, form, own[0]))
    elif switching:
        sides = replace(sides, ours=_told_of_form(root, old, disk))
    return _Start(
        choices=choices,
        manager=old,
        dialects=own,
        form=form,
        before=before,
        sides=sides,
        disk=disk,
    )


def _told_of_form(root: str, manager: str, files: Mapping[str, File]) -> Mapping[str, File]:
    """The files of a manager as a switch reads them: Poetry leaves some of it to the folder."""
    if manager != "poetry":
        return files
    from seedbed.commands.for_poetry import before_told

    return before_told(root, files)


def _aside_steps(root: str, asides: Mapping[str, Aside], *, adopted: bool) -> dict[str, Step]:
    """The step that writes what a switch sets aside.

    Args:
        root: the project's folder.
        asides: it, by manager.
        adopted: whether the project is adopted just now, so that the manifest is its own.
    """
    from seedbed.commands.asides import aside_steps

    if adopted:
        asides = {name: replace(one, own=True) for name, one in asides.items()}
    return aside_steps(root, asides)


def _told_of_tasks(
    managers: tuple[str, str], dialect: Dialect, after: Mapping[str, File]
) -> tuple[str, ...]:
    """What is to be said of tasks that now need a program that the project doesn't list.

    A project that seedbed made lists it from the beginning.
    """
    old, new = (MANAGERS[name].tasks for name in managers)
    texts = texts_of(dialect, after)
    if new != _POE or old == _POE or not _has_poe(texts[NAME]):
        return ()
    listed = {canonical(one.name) for one in dialect.read(texts).project.dependencies}
    if _POETHEPOET in listed:
        return ()
    said = f"The tasks now need {_POETHEPOET}, which the project doesn't list. To add it: "
    return (f"{said}seedbed add --dev {_POETHEPOET}",)


def _has_poe(text: str) -> bool:
    """Whether `pyproject.toml` has tasks of poethepoet."""
    tool = parse(text, NAME).get("tool")
    return isinstance(tool, dict) and _POE in tool
