"""Plans an update of an adopted project, of which seedbed generates only what was asked for."""

from __future__ import annotations

from seedbed.commands import settling
from seedbed.commands.comparing import compare
from seedbed.commands.own_form import (
    LAYOUTS,
    Form,
    after_of,
    as_on_disk,
    dialect_of,
    native_form,
    overlaid,
    texts_of,
)
from seedbed.commands.stored_choices import environment_after
from seedbed.commands.taken_over import taken_over
from seedbed.commands.update_plan import UpdatePlan, check_is_read, steps_of, waiting
from seedbed.formats import encodings
from seedbed.formats.tables import parse
from seedbed.host.guarded import read_files
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import NATIVE, OWN, PIXI_TOML, to_table
from seedbed.model.names import canonical
from seedbed.model.record import record, replace
from seedbed.model.tree import File
from seedbed.render.compose import compose
from seedbed.update import natives
from seedbed.update.change import Change
from seedbed.update.plan import next_base, plan_files
from seedbed.update.rows import RESTORED, Row, renamed
from seedbed.update.texts import NAME
from seedbed.update.unread import UNREAD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seedbed.commands.comparing import Sides
    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.update.aside import Aside
    from seedbed.update.switch import Switching

    Dialects = tuple[Dialect, Dialect]

_POE, _POETHEPOET = "poe", "poethepoet"


@record
class _Switched:
    """What a switch does beside the changes.

    Attributes:
        choices: what the project is to be.
        changes: what becomes of each file.
        rows: the table.
        asides: what is set aside after it, by manager.
    """

    choices: Choices
    changes: list[Change]
    rows: tuple[Row, ...]
    asides: Mapping[str, Aside]


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
    if switching and not before:  # as if it had been adopted before
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
        done = _switch(root, stored, (choices, sides, own), before, switching, form)
        choices, changes, rows = done.choices, done.changes, done.rows
        environment = environment_after(choices, after_of(sides.ours, changes))
        if environment != choices.environment:  # that files which load it name
            asked = replace(asked, environment=environment)
            return plan_adopted(root, stored, asked, before, switching, form)
        tree = compose(choices)
        from seedbed.commands.asides import aside_steps

        steps = aside_steps(root, done.asides)
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


def _switch(
    root: str,
    stored: Choices,
    project: tuple[Choices, Sides, Dialects],
    before: Mapping[str, File],
    switching: Switching,
    form: Form | None,
) -> _Switched:
    """The changes of a switch, before they are told of the files on disk."""
    from seedbed.commands.asides import read_asides
    from seedbed.commands.switching import check_no_secrets, table_of

    choices, sides, dialects = project
    old, new = switching.managers
    check_no_secrets(new, sides.ours, sides.manifests)
    changes = plan_files(sides.base, sides.ours, sides.theirs, dialects, switching)
    rows = table_of(dialects, (before, sides.ours), changes, switching.switch)
    held = read_asides(root)
    native = _native(stored, choices, held.get(new), new)
    stands = texts_of(dialects[0], sides.ours)
    back = natives.brought_back(held.get(new), stands, to_table(native))
    if back is not None:
        choices = native
        changes = _as_it_was(changes, back, sides, compose(native).files, dialects[1])
        rows = (Row(kind=RESTORED, what=tuple(_as_they_stood(back, sides.ours))),)
    originals = {} if form is None else _originals(form.stood, old)
    rows = tuple(_of_originals(row, originals) for row in rows)
    if form and form.named:
        rows = tuple(renamed(row, form.named) for row in rows)
    asides = _with_natives(switching, held)
    after = texts_of(dialects[1], after_of(sides.ours, changes))
    asides = natives.kept(asides, old, originals, stands, after)
    if back is None:
        changes = _fitted(root, new, sides.ours, changes)
    known = {*before, *(form.stood if form else ())}
    if new in held:  # which had the project before
        known |= {one.path for one in changes}
    taken = taken_over(root, changes, dialects, known, (old, new))
    changes = [*sorted(taken, key=lambda one: one.path), *settling.switch_locks(root, old, new)]
    return _Switched(choices=choices, changes=changes, rows=rows, asides=asides)


def _native(stored: Choices, choices: Choices, held: Aside | None, manager: str) -> Choices:
    """The choices of the project should its manifest come back as it stood.

    Args:
        stored: those that it has.
        choices: those that it is to have.
        held: what was set aside of the manager's.
        manager: the manager that comes back.
    """
    layout = LAYOUTS.get(manager, OWN)
    return replace(choices, layout=layout, **{"python": stored.python, **natives.stated_in(held)})


def _with_natives(switching: Switching, held: Mapping[str, Aside]) -> dict[str, Aside]:
    """What is set aside after a switch, with the files as they stood, of which that knows nothing.

    Args:
        switching: the switch.
        held: what was set aside before, by manager.
    """
    asides = dict(switching.switch.asides)
    for name, one in held.items():
        if one.natives and name != switching.managers[1]:
            again = asides.get(name, one)
            asides[name] = replace(again, natives=one.natives, became=one.became)
    return asides


def _fitted(
    root: str, manager: str, ours: Mapping[str, File], changes: list[Change]
) -> list[Change]:
    """The changes of a switch that writes a manifest, with what its manager needs beside that."""
    from seedbed.commands.switching import with_strays

    if manager == "poetry":
        from seedbed.commands.for_poetry import told_poetry

        changes = told_poetry(root, changes)
    return with_strays(manager, ours, changes)


def _as_it_was(
    changes: Sequence[Change],
    back: Mapping[str, bytes],
    sides: Sides,
    generated: Mapping[str, File],
    dialect: Dialect,
) -> list[Change]:
    """Changes that bring files back as they stood.

    Args:
        changes: those of the switch; of these, new files of the manifest are left out.
        back: the files.
        sides: what the update compares.
        generated: the files of the project once they are back.
        dialect: that of the manager that comes back.
    """
    found = {
        one.path: one
        for one in changes
        if one.path in back or one.before or not dialect.is_manifest(one.path)
    }
    for path, data in back.items():
        stands = sides.ours.get(path)
        found[path] = Change(path=path, before=stands, after=File(data=data, layer=""))
    for path, file in generated.items():
        stands, change = sides.ours.get(path), found.get(path)
        fresh = path != NAME and change is not None and change.after == sides.theirs.get(path)
        if fresh and file.data != sides.theirs[path].data:
            found[path] = Change(path=path, before=stands, after=file)
    return [found[path] for path in sorted(found)]


def _of_originals(row: Row, originals: Mapping[str, str]) -> Row:
    """A row that names what is set aside as the native manifest calls it."""
    from seedbed.update.fates import SET_ASIDE

    if row.kind != SET_ASIDE:
        return row
    if PIXI_TOML not in originals:
        return row
    names = [one.removeprefix("tool.pixi.") for one in row.what]
    return replace(row, what=(f"{PIXI_TOML}: {', '.join(names)}",))


def _as_they_stood(files: Mapping[str, bytes], ours: Mapping[str, File]) -> Iterator[str]:
    """The lines that come back: they may say what is run."""
    for path, data in sorted(files.items()):
        there = _lines(ours[path].data) if path in ours else []
        found = [line for line in _lines(data) if line not in there]
        yield from (f"{path}: {line}" for line in found or ["as it stood"])


def _lines(data: bytes) -> list[str]:
    """The lines of a file that say something."""
    lines = (line.strip() for line in (encodings.read(data) or "").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _originals(stood: Mapping[str, File], manager: str) -> dict[str, str]:
    """The texts of files as they stood, without passwords; none where one is not UTF-8."""
    from seedbed.importers.secrets import stripped

    try:
        texts = {path: file.data.decode() for path, file in stood.items()}
    except UnicodeDecodeError:
        return {}
    return {path: stripped(path, text, manager)[0] for path, text in texts.items()}
