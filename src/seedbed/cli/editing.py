"""What `seedbed add` and `seedbed remove` print, and what they do in between."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.commands import editing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.editing import Done, Edit
    from seedbed.model.project import Dependency


def finish(edit: Edit, values: dict[str, Any], *, command: str) -> int:
    """Show an edit, and carry it out as far as the options say."""
    dry, sync = "dry_run" in values, values.get("sync", True)
    as_json = "json" in values
    if not as_json:
        _show(edit, dry=dry, sync=sync and command == "add")
    written = edit.is_due and not dry
    done = editing.carry_out(edit) if written and sync else None
    if written and not sync:
        editing.write(edit)
    with report.Telling(editing.CHANGED if written else "Nothing was changed."):
        if as_json:
            result = _described(edit, done, written=written)
            report.print_envelope(command, result, list(edit.remarks))
        else:
            _tell(edit, done, dry=dry)
    return 0


def _show(edit: Edit, *, dry: bool, sync: bool) -> None:
    for text in edit.remarks:
        report.note(f"{text.removesuffix('.')}.")
    for _, told in edit.items:
        report.say(f"{told}.")
    if dry:
        from seedbed.cli.unified import print_diff

        print_diff(edit.changes)
        manager = edit.opened.manager
        if "add" in manager.edits and any(one.after for one in edit.changes):
            bare = [item.name for item, _ in edit.items if not (item.spec or item.url)]
            if bare and sync:
                names = ", ".join(bare)
                report.note(f"{manager.title} will also write a range of versions for {names}.")


def _tell(edit: Edit, done: Done | None, *, dry: bool) -> None:
    manager = edit.opened.manager
    if dry or not edit.is_due:
        report.say("Nothing was written." if dry else "Nothing to do.")
        return
    if done is None:
        paths = " and ".join(", ".join(change.path for change in edit.changes).rsplit(", ", 1))
        first = f"{manager.lock}, then " if editing.keeps_lock(edit.opened) else ""
        report.say(f"Changed {paths}.\nNext: {first}seedbed sync")
        return
    if edit.native:
        for text in _as_written(edit, done):
            report.say(text)
    what = "the lock and the environment" if manager.locks else "the environment"
    report.say(f"{manager.title} has updated {what}.")


def _as_written(edit: Edit, done: Done) -> list[str]:
    """What the manager itself wrote, where that is not what was asked for."""
    asked = {item.key: item.spec for item, _ in edit.items}
    wrote = f"{edit.opened.manager.title} wrote"
    return [
        f"{wrote} {one.requirement}." for one in _came(edit, done) if one.spec != asked.get(one.key)
    ]


def _came(edit: Edit, done: Done) -> list[Dependency]:
    """The requirements that were asked for as they are now, also those without a name then."""
    asked = {item.key for item, _ in edit.items}
    before = {item.key for item in edit.opened.project.dependencies}
    now = done.project.dependencies
    return [one for one in now if one.key in asked or one.key not in before]


def _described(edit: Edit, done: Done | None, *, written: bool) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    came = _came(edit, done) if done else []
    items = [*came, *(one for one, _ in edit.items if one.key not in {it.key for it in came})]
    files = done.files if done else [(one.path, one.kind) for one in edit.changes]
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
            for item in items
        ],
        "files": [{"path": path, "change": kind} for path, kind in files],
        "written": written,
        "synced": done is not None,
    }
