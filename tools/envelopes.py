"""What each command's `--json` prints, as JSON Schemas; `tools/schemas.py` writes them."""

from __future__ import annotations

from seedbed.checks.registry import FAMILIES
from seedbed.cli.report import SCHEMA
from seedbed.commands.choose import Suggestion
from seedbed.commands.export_wanted import FORMATS
from seedbed.commands.presets import Preset
from seedbed.layers.library import load_choosing
from seedbed.update import fate, row
from tools.schema_common import CHOICES, CODE, ERROR, MANAGER, ROOT, SYNCED, WRITTEN
from tools.schema_frameworks import COMPAT, GPU, VERIFIED
from tools.schema_kit import (
    Schema,
    by_name,
    closed,
    flag,
    many,
    maybe,
    number,
    of_record,
    table,
    text,
    titled,
    variants,
)
from tools.schema_locks import LOCK_DIFF
from tools.schema_states import CHECKED, DIFFERENCES, EXPLAINED, JUPYTER, STATUS
from tools.schema_verify import PROVED

SHAREABILITY = text(
    "How well a project can be shared with people who don't use Nix.",
    one_of=tuple(load_choosing()["shareability"]),
)

NEW = table(
    path=text("The new project's folder."),
    name=text("The project's name."),
    choices=CHOICES,
    files=many(
        table(
            path=text("Its path in the project."),
            bytes=number("Its size."),
            layer=text("The layer that it comes from."),
            executable=flag(),
        ),
        "The project's files.",
    ),
    keys=by_name(
        by_name(many(text()), "The layers that give each key."),
        "Files that several layers give, with their keys.",
    ),
    runs=many(text(), "Files that run automatically."),
    written=WRITTEN,
    synced=SYNCED,
)

_CHANGE = ("added", "changed", "removed", "kept", "conflict", "missing", "differs", "")
_MERGED: dict[str, Schema] = {
    "path": ROOT,
    "choices": CHOICES,
    "managers": many(MANAGER, "The manager before and after."),
    "files": many(
        table(
            path=text("Its path in the project."),
            change=text("What becomes of it. Without a base, only how it differs.", one_of=_CHANGE),
            notes=many(text(), "What else there is to say of it."),
            conflicts=many(text(), "The keys that you and seedbed both changed."),
        ),
        "The files that change, or that something is said of.",
    ),
    "switch": many(
        table(
            kind=text(
                "What becomes of the keys.",
                one_of=(
                    fate.CARRIED,
                    fate.TRANSLATED,
                    fate.SET_ASIDE,
                    row.WARNING,
                    row.NOTE,
                    fate.LEFT_OUT,
                    row.RESTORED,
                    row.EDITED,
                ),
            ),
            what=many(text(), "The keys."),
            from_=text("Where they stood; empty if they are not translated."),
            to=text("Where they stand now; of what is set aside, the file that keeps it."),
            keys=many(text(), "Each key as it stood, and each item of a list that is apart."),
            values=many(
                table(
                    "",
                    ("value",),
                    key=text(),
                    value=text("As TOML writes it; missing for a key that goes."),
                ),
                "What comes back, or stays aside.",
            ),
        ),
        "What a switch to another manager does with the manifest; empty without one.",
    ),
    "finished": many(text(), "Files of an interrupted update that was finished first."),
    "due": flag("Whether there was something to do, or still is."),
    "written": WRITTEN,
    "synced": SYNCED,
}
UPDATED = titled("update", table(**_MERGED))
UNDONE = titled(
    "update --undo",
    table(path=ROOT, files=many(text(), "The files that come back."), written=WRITTEN),
)
RECHOSEN = titled(
    "with --system, --overlay, or --recipe",
    table(**_MERGED, told=many(text(), "What it means, as sentences.")),
)
EDITED = titled(
    "Python packages",
    table(
        path=ROOT,
        manager=MANAGER,
        packages=many(
            table(
                name=text("The package."),
                requirement=text("The requirement, as PEP 508 writes it."),
                group=text("Its dependency group; empty for none."),
                extra=text("Its optional feature; empty for none."),
                conda=text("Its name on conda channels; empty if it comes from PyPI."),
            )
        ),
        files=many(
            table(path=text(), change=text(one_of=("added", "changed", "removed", "kept", ""))),
            "The files that change.",
        ),
        written=WRITTEN,
        synced=SYNCED,
    ),
)

_FINDING = table(
    code=CODE,
    what=text("What is wrong."),
    path=maybe(text(), "The file."),
    line=maybe(number(), "The line, counted from 1."),
    column=maybe(number(), "The column, counted from 1."),
    why=text("Why it matters."),
    how=text("How to fix it."),
    advice=flag("Whether it is only advice."),
    fix=maybe(text(), "What 'seedbed doctor --fix' does about it."),
)
EXAMINED = titled(
    "projects",
    table(
        projects=many(
            table(
                path=text("The folder."),
                project=flag("Whether it is a project."),
                seedbed=flag("Whether seedbed made it."),
                manager=maybe(text(), "The manager."),
                findings=many(_FINDING),
                passed=many(CODE, "The checks that found nothing."),
                waiting=by_name(CODE, "Checks that were not run, with the one that must pass."),
                skipped=many(CODE, "The checks that do not apply."),
                unknown=by_name(text(), "Checks that could not tell, with the reason."),
            )
        ),
        fixed=many(text(), "What was done with --fix."),
    ),
)
EXPLAINED_CHECKS = titled(
    "doctor --explain",
    table(
        checks=many(
            table(
                code=CODE,
                family=text(one_of=tuple(one.title for one in FAMILIES)),
                advice=flag("Whether it gives only advice."),
                requires=many(CODE, "The checks that must find nothing first."),
                title=text(),
                why=text(),
                how=text(),
            )
        )
    ),
)

ADOPTED = table(
    path=ROOT,
    adopted=flag("Whether seedbed manages the project now."),
    found=maybe(
        table(
            form=text("What describes the project, such as 'requirements.txt'."),
            files=many(text(), "The files that were read."),
            understood=by_name(number(), "What was understood, and how much of it."),
            not_understood=many(
                table(
                    file=text("The file."),
                    line=maybe(number(), "Its line; null where that can't be told."),
                    text=text("What it is, and what became of it, as a sentence."),
                ),
                "What was not understood, or not carried over as it stands.",
            ),
            template=maybe(text(), "The kind of template that the folder was made from, if any."),
        ),
        "What was found; null if seedbed managed the project already.",
    ),
    update=maybe(table(**_MERGED), "What is written; null likewise."),
)

RESULTS: dict[str, Schema] = {
    "new": NEW,
    "adopt": ADOPTED,
    "add": variants(EDITED, RECHOSEN),
    "remove": variants(EDITED, RECHOSEN),
    "sync": variants(
        titled(
            "sync",
            table(
                path=ROOT,
                synced={"const": True},
                verified=maybe(PROVED, "What 'seedbed verify' finds; null without --verify."),
            ),
        ),
        titled("sync --check", CHECKED),
    ),
    "update": variants(UPDATED, UNDONE),
    "jupyter": variants(*(titled(f"jupyter {name}", one) for name, one in JUPYTER.items())),
    "doctor": variants(EXAMINED, EXPLAINED_CHECKS),
    "explain": EXPLAINED,
    "diff": DIFFERENCES,
    "export": table(
        path=ROOT,
        manager=MANAGER,
        format=text("What was exported.", one_of=tuple(FORMATS)),
        output=maybe(text(), "The file that it was written to; null without --output."),
        text=maybe(text(), "The file's text; null with --output."),
    ),
    "status": STATUS,
    "lock": titled("lock diff", LOCK_DIFF),
    "gpu": GPU,
    "verify": titled("verify", PROVED),
    "compat": variants(titled("compat", COMPAT), titled("compat verify", VERIFIED)),
    "choose": table(
        preset=text("The preset that suits the answers."),
        why=text("Why it suits them, in two or three sentences."),
        shareability=SHAREABILITY,
        command=text("The command line that creates such a project."),
        others=many(
            of_record(Suggestion, shareability=SHAREABILITY),
            "All other presets that can use the accelerator, the best to share first.",
        ),
    ),
    "presets": many(
        closed(
            {
                **of_record(Preset, choices=by_name(text()))["properties"],
                "command": text("The command line that picks the same without the preset."),
            }
        )
    ),
}
"""The `result` of each command that has `--json`."""


def envelope(command: Schema, result: Schema | None) -> Schema:
    """The whole document.

    Args:
        command: the schema of the command's name.
        result: the schema of `result`; None for anything.
    """
    found = table(
        schema={"description": "The version of the envelope.", "const": SCHEMA},
        seedbed=text("The version of seedbed."),
        command=command,
        ok=flag("Whether there is no error."),
        result={"description": "Null, or what the command found or did."}
        if result is None
        else {"description": "Null, or what the command found or did.",
              "anyOf": [{"type": "null"}, *result.get("anyOf", [result])]},
        messages=many(text(), "Remarks, as sentences."),
        error=maybe(ERROR, "Null, or why the command failed, or what is wrong."),
    )  # fmt: skip
    good: Schema = {"properties": {"ok": {"const": True}}}
    failed: Schema = {"properties": {"error": {"type": "object"}}}
    return {**found, "if": good, "then": {"properties": {"error": {"type": "null"}}},
            "else": failed}  # fmt: skip
