"""Plans an update of an adopted project, of which seedbed generates only what was asked for."""

from __future__ import annotations

from seedbed.commands import settling
from seedbed.commands.adopted_switch import switch
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
from seedbed.model.record import replace
from seedbed.render.compose import compose
from seedbed.update.plan import next_base, plan_files
from seedbed.update.texts import NAME
from seedbed.update.unread import UNREAD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.model.tree import File
    from seedbed.update.rows import Row
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
    new, asked = choices.manager, choices
    old = switching.managers[0] if switching else new
    if switching:
        choices = replace(choices, layout=OWN)
        form = form or native_form(root, stored)
    own = dialect_of(choices, old), dialect_of(choices, new)
    dialects = own if switching else (UNREAD, UNREAD)
    given = before
    if switching and not given:  # as if it had been adopted before
        before = {NAME: compose(stored).files[NAME]}
    tree = compose(choices)
    sides = compare(root, before, tree.files, dialects)
    disk = sides.ours
    if switching and old == "poetry" and not form:
        from seedbed.commands.for_poetry import before_told

        sides = replace(sides, ours=before_told(root, disk))
    if form:
        disk = {**disk, **read_files(root, form.files, {}), **form.stood}
        sides = replace(sides, ours=overlaid(sides.ours, form, own[0]))
    rows: tuple[Row, ...] = ()
    steps = {}
    if switching:
        done = switch(root, stored, (choices, sides, own), before, switching, form)
        choices, changes, rows = done.choices, done.changes, done.rows
        environment = environment_after(choices, after_of(sides.ours, changes))
        if environment != choices.environment:  # that files which load it name
            asked = replace(asked, environment=environment)
            return plan_adopted(root, stored, asked, given, switching, form)
        tree = compose(choices)
        from seedbed.commands.asides import aside_steps

        asides = done.asides
        if not given:
            asides = {name: replace(one, own=True) for name, one in asides.items()}
        steps = aside_steps(root, asides)
    else:
        changes = plan_files(sides.base, sides.ours, sides.theirs, dialects, None)
    changes += waiting(sides.waiting)
    if form:
        changes = as_on_disk(changes, form, disk, goes=switching is not None)
    elif switching:
        changes = [replace(one, before=disk[NAME]) if one.path == NAME else one for one in changes]
    after = next_base(sides.base, sides.ours, tree.files, changes, dialects[0])
    after = dict(sorted({**after, **sides.waiting}.items()))
    changed = own[1] if switching or form else UNREAD
    is_checked = changed is own[1] and choices.layout not in NATIVE
    steps = {**steps_of(root, changes, changed, before=sides.before, after=after), **steps}
    told = [one for one in changes if one.kind and not one.path.startswith(settling.LOCKS)]
    return UpdatePlan(
        root=root,
        choices=choices,
        managers=(old, new),
        changes=tuple(told),
        steps=steps,
        rows=rows,
        remark=check_is_read(root, choices, sides.ours, changes) if is_checked else "",
        unread=changed is UNREAD,
        told=(
            *_told_of_tasks((old, new), own[1], after_of(sides.ours, changes)),
            *(form.told if form and rows else ()),
        ),
    )


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
