"""What `seedbed add` and `seedbed remove` print, and what they do in between."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.commands import editing
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.editing import Edit


def finish(edit: Edit, values: dict[str, Any], *, command: str) -> int:
    """Show an edit, and carry it out as far as the options say."""
    dry, sync = "dry_run" in values, values.get("sync", True)
    as_json = "json" in values
    if not as_json:
        _show(edit, dry=dry, sync=sync and command == "add")
    written = synced = False
    if edit.is_due and not dry:
        with report.Telling("The manifest was changed."):
            if sync:
                editing.carry_out(edit)
            else:
                editing.write(edit)
            written, synced = True, sync
    if as_json:
        result = _described(edit, written=written, synced=synced)
        report.print_envelope(command, result, list(edit.remarks))
        return 0
    _tell(edit, dry=dry, synced=synced)
    return 0


def _show(edit: Edit, *, dry: bool, sync: bool) -> None:
    for text in edit.remarks:
        report.note(f"{text.removesuffix('.')}.")
    for _, told in edit.items:
        report.say(f"{told}.")
    if dry:
        from seedbed.cli.diff import print_diff

        print_diff(edit.changes)
        manager = edit.opened.manager
        if "add" in manager.edits and any(one.after for one in edit.changes):
            bare = [item.name for item, _ in edit.items if not (item.spec or item.url)]
            if bare and sync:
                names = ", ".join(bare)
                report.note(f"{manager.title} will also write a range of versions for {names}.")


def _tell(edit: Edit, *, dry: bool, synced: bool) -> None:
    manager = edit.opened.manager
    if dry or not edit.is_due:
        report.say("Nothing was written." if dry else "Nothing to do.")
        return
    if not synced:
        paths = ", ".join(change.path for change in edit.changes)
        first = f"{manager.lock}, then " if editing.keeps_lock(edit.opened) else ""
        report.say(f"Changed {paths}.\nNext: {first}seedbed sync")
        return
    if edit.native:
        for text in _as_written(edit):
            report.say(text)
    what = "the lock and the environment" if manager.locks else "the environment"
    report.say(f"{manager.title} has updated {what}.")


def _as_written(edit: Edit) -> list[str]:
    """What the manager itself wrote for each requirement, where that is not what was asked for."""
    now = editing.again(edit.opened).project.dependencies
    found = []
    for item, _ in edit.items:
        for one in now:
            same = (one.group, one.optional) == (item.group, item.optional)
            if same and canonical(one.name) == canonical(item.name) and one.spec != item.spec:
                found.append(f"{edit.opened.manager.title} wrote {one.requirement}.")
    return found


def _described(edit: Edit, *, written: bool, synced: bool) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    return {
        "path": edit.opened.root,
        "manager": edit.opened.manager.name,
        "packages": [
            {
                "name": item.name,
                "requirement": item.requirement,
                "group": item.group,
                "extra": item.optional,
                "conda": item.conda,
            }
            for item, _ in edit.items
        ],
        "files": [{"path": one.path, "change": one.kind} for one in edit.changes],
        "written": written,
        "synced": synced,
    }
