"""Plans what other choices change in a project, and nothing else: newer templates wait.

Both sides of the merge come from this seedbed: the files for the choices as they are, and for the
choices as they are to be. What differs between them is worked into the project's files, and into
its base, so that the next update finds both in step.
"""

from __future__ import annotations

from seedbed.commands.bases import manager_in, read_base
from seedbed.commands.comparing import compare
from seedbed.commands.refusing import check_writable
from seedbed.commands.settling import settled_conflicts
from seedbed.commands.update_plan import UpdatePlan, check_is_read, steps_of, waiting
from seedbed.errors import SeedbedError
from seedbed.formats.toml import loads
from seedbed.host.unfinished import DUE
from seedbed.managers.registry import load_dialect
from seedbed.model.record import replace
from seedbed.render.compose import compose
from seedbed.update.plan import plan_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.model.tree import File
    from seedbed.workspace import Workspace

    Files = Mapping[str, File]


def plan_choices(project: Workspace, stored: Choices, choices: Choices) -> UpdatePlan:
    """Plan the change of some choices; nothing is written.

    Args:
        project: the project.
        stored: its choices.
        choices: what they are to be; the manager stays.

    Raises:
        SeedbedError: when conflicts wait to be settled, the base cannot be read, or a choice
            cannot be.
    """
    pending = settled_conflicts(project.root)
    check_writable(project.root)
    before = read_base(project.root)
    if manager_in(before) != stored.manager:
        raise SeedbedError(
            f"[tool.seedbed] says {stored.manager}, but the files are still for "
            f"{manager_in(before)}.",
            "Run 'seedbed update' first: it switches the manager.",
            code="update-first",
        )
    version = project.manifest["tool"]["seedbed"].get("version", "")
    was, will = (compose(one, version=version).files for one in (stored, choices))
    dialect = load_dialect(choices.manager)
    sides = compare(project.root, was, will, (dialect, dialect))
    changes = plan_files(sides.base, sides.ours, sides.theirs, (dialect, dialect))
    changes += waiting(sides.waiting)
    after = _carried(was, before, will, dialect, sides.waiting)
    steps = steps_of(project.root, changes, dialect, before=before, after=after)
    unread = _said_to(dialect, was) == _said_to(dialect, will)
    if unread:
        steps.pop(DUE, None)
    return UpdatePlan(
        root=project.root,
        choices=choices,
        managers=(choices.manager, choices.manager),
        changes=tuple(change for change in changes if change.kind),
        steps={**pending, **steps},
        settled=bool(pending),
        remark=check_is_read(project.root, choices, sides.ours, changes),
        unread=unread,
    )


def _said_to(dialect: Dialect, files: Files) -> dict[str, object]:
    """What manifests say to their manager, by path: all but what only others read."""
    said: dict[str, object] = {
        path: file.data for path, file in files.items() if dialect.is_manifest(path)
    }
    manifest = loads(files["pyproject.toml"].data.decode())
    manifest["tool"].pop("seedbed")
    manifest.pop("external", None)
    return {**said, "pyproject.toml": manifest}


def _carried(
    was: Files, before: Files, will: Files, dialect: Dialect, without: Collection[str]
) -> dict[str, File]:
    """The base with the same difference worked in; where that clashes, it stays as it is.

    A base that lacks a part of the difference costs nothing: what the project and a later update
    say alike is no change of either.
    """
    after = dict(before)
    for change in plan_files(was, before, will, (dialect, dialect)):
        path, old = change.path, before.get(change.path)
        if change.conflicts or change.after == old or path in without:
            continue
        if change.after is None:
            after.pop(path, None)
        else:
            after[path] = replace(change.after, layer=old.layer) if old else change.after
    return dict(sorted(after.items()))
