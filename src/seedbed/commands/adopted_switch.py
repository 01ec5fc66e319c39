"""What a switch makes of an adopted project, whose files may come back as they stood."""

from __future__ import annotations

from seedbed.commands import settling
from seedbed.commands.groups_apart import with_absent, without_absent
from seedbed.commands.native_rows import of_originals
from seedbed.commands.own_form import LAYOUTS, Form, after_of, texts_of
from seedbed.commands.taken_over import taken_over
from seedbed.formats import encodings, toml
from seedbed.formats.toml_edit.edit import leaves
from seedbed.model.choices import OWN, to_table
from seedbed.model.record import record, replace
from seedbed.model.tree import File
from seedbed.render.compose import compose
from seedbed.update import natives
from seedbed.update.change import Change
from seedbed.update.plan import plan_files
from seedbed.update.row import EDITED, RESTORED, Row, renamed, shown
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seedbed.commands.comparing import Sides
    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.update.aside import Aside
    from seedbed.update.switch import Switching

    Dialects = tuple[Dialect, Dialect]


@record
class Switched:
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


def switch(
    root: str,
    stored: Choices,
    project: tuple[Choices, Sides, Dialects],
    before: Mapping[str, File],
    switching: Switching,
    form: Form | None,
) -> Switched:
    """The changes of a switch, before they are told of the files on disk.

    Args:
        root: the project's folder.
        stored: the choices that the project has.
        project: what it is to be, its files, and the dialects of both managers.
        before: the files as generated last.
        switching: takes what is set aside, and gives what comes back.
        form: the manifest as seedbed writes it, if that replaces what is on disk.

    Raises:
        SeedbedError: when what was set aside cannot be read, or would bring back a password.
    """
    from seedbed.commands.asides import read_asides
    from seedbed.commands.switching import check_no_secrets, rows_beside, table_of

    choices, sides, dialects = project
    old, new = switching.managers
    check_no_secrets(new, sides.ours, sides.manifests)
    changes = plan_files(sides.base, sides.ours, sides.theirs, dialects, switching)
    held = read_asides(root)
    changes = without_absent(changes, held.get(new), dialects[1], sides.ours)
    rows = table_of(dialects, (before, sides.ours), changes, switching.switch)
    native = _native(stored, choices, held.get(new), new)
    stands = texts_of(dialects[0], sides.ours)
    back = natives.brought_back(held.get(new), stands, to_table(native))
    if back is not None:
        choices = native
        changes = _as_it_was(changes, back, sides, compose(native).files, dialects[1])
        rows = (Row(kind=RESTORED, what=tuple(_as_they_stood(back, sides.ours))),)
    elif new in held and held[new].natives:
        stood = held[new].natives
        if edited := _edited_back(stood, native, sides, (changes, rows), dialects[1]):
            choices, back, changes, rows = edited
        else:
            rows = (*rows, *_in_another_form(stood))
    originals = {} if form is None else _originals(form.stood, old)
    rows = of_originals(rows, originals, stands.get(NAME, ""))
    rows = (*rows_beside(root, old), *rows)
    if form and form.named:
        rows = tuple(renamed(row, form.named) for row in rows)
    asides = with_absent(_with_natives(switching, held), held, (old, new), dialects[0], stands)
    after = texts_of(dialects[1], after_of(sides.ours, changes))
    asides = natives.kept(asides, old, originals, stands, after)
    named = form.named if form else ()
    asides = {name: one.named_otherwise(named) for name, one in asides.items()}
    if back is None:
        changes = _fitted(root, new, sides.ours, changes)
    known = {*before, *(form.stood if form else ())}
    if new in held:  # which had the project before
        known |= {one.path for one in changes}
    taken = taken_over(root, changes, dialects, known, (old, new))
    changes = [*sorted(taken, key=lambda one: one.path), *settling.switch_locks(root, old, new)]
    return Switched(choices=choices, changes=changes, rows=rows, asides=asides)


def _edited_back(
    natives: Mapping[str, str],
    native: Choices,
    sides: Sides,
    made: tuple[list[Change], tuple[Row, ...]],
    dialect: Dialect,
) -> tuple[Choices, dict[str, bytes], list[Change], tuple[Row, ...]] | None:
    """A switch after which the files of a native form are back with what was edited meanwhile.

    Args:
        natives: the files as they stood.
        native: the choices of the project in that form.
        sides: what the update compares.
        made: the changes and the table of the switch to seedbed's form.
        dialect: that of the manager that comes back.

    Returns:
        The choices, the files, the changes, and the table; None where the files can't come back.
    """
    from seedbed.commands.native_back import native_back, rows_with
    from seedbed.commands.switching import with_strays

    changes, rows = made
    if any(one.conflicts for one in changes):
        return None
    texts = texts_of(dialect, after_of(sides.ours, changes))
    told = with_strays(native.manager, sides.ours, changes)
    strays = {one.path for one in told if one not in changes}
    found = native_back(dialect, natives, texts, native, strays)
    if found is None:
        return None
    choices, back, removed = found
    notes = {one.path: one.notes for one in changes}
    changes = _as_it_was(changes, back, sides, compose(choices).files, dialect)
    changes = [replace(one, notes=notes.get(one.path, one.notes)) for one in changes]
    lines = _as_they_stood(back, sides.ours, natives, plain="")
    return choices, back, changes, rows_with(rows, back, lines, removed)


def _in_another_form(natives: Mapping[str, str]) -> Iterator[Row]:
    """The row of files that do not come back, because another file says now what was edited."""
    path = next((one for one in natives if one != NAME), NAME)
    own = "its older form" if path == NAME else path
    told = f"{own}, because you edited what it had become: {NAME} replaces it, and git has its text"
    yield Row(kind=EDITED, what=(told,))


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


def _as_they_stood(
    files: Mapping[str, bytes],
    ours: Mapping[str, File],
    stood: Mapping[str, str] | None = None,
    *,
    plain: str = "as it stood",
) -> Iterator[str]:
    """What comes back: it may say what is run.

    Args:
        files: the files that come back.
        ours: those that stand there.
        stood: the files as they stood, if they come back with edits: these are not named.
        plain: what is said of one in which nothing else comes back; nothing if empty.
    """
    for path, data in sorted(files.items()):
        stands = ours[path].data if path in ours else b""
        was = data if stood is None else stood.get(path, "").encode()
        found = _keys(data, stands, was) if path.endswith(".toml") else None
        if found is None:
            there, known = _lines(stands), _lines(was)
            found = [line for line in _lines(data) if line not in there and line in known]
        yield from (f"{path}: {line}" for line in found or filter(None, [plain]))


def _keys(data: bytes, stands: bytes, was: bytes) -> list[str] | None:
    """The keys of a TOML file that come back, with their values; None where it can't be read.

    Args:
        data: the file.
        stands: what stands in its place.
        was: the file as it stood.
    """
    sides = data, stands, was
    try:
        new, old, known = (dict(leaves(toml.loads(encodings.read(one) or ""))) for one in sides)
    except ValueError:
        return None
    return [
        shown(path, old.get(path), value)
        for path, value in new.items()
        if path[:2] != _TABLE and known.get(path) == value
        if path not in old or old[path] != value
    ]


_TABLE = ("tool", "seedbed")


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
