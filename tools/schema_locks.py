"""What `seedbed lock diff` prints with `--json`, as JSON Schemas."""

from __future__ import annotations

from seedbed.locks import contents
from seedbed.locks.contents.formats import FORMATS
from seedbed.locks.differences import KINDS, LEVELS, SECTIONS
from tools.schema_kit import closed, flag, many, maybe, number, table, text

_PLACE = table(
    environment=maybe(text(), "The environment; null where the lock has only one."),
    platform=maybe(text(), "The platform."),
)
_SIDE = table(
    file=text("Its name, or its path as the command line has it."),
    format=text("Whose lock it is.", one_of=tuple(FORMATS)),
    revision=maybe(text(), "The Git revision, as the command line has it; null for a file."),
    commit=maybe(text(), "The commit that it means."),
    packages=number("How many packages it has, by name."),
)
_LOCKED = table(
    name=text("What the lock calls it."),
    kind=text("Whose names and versions it has.", one_of=(contents.PYPI, contents.CONDA)),
    version=maybe(text()),
    build=maybe(text(), "The build string of a conda package."),
    source=table(
        "Where it comes from.",
        kind=text(
            one_of=(
                contents.INDEX,
                contents.CHANNEL,
                contents.GIT,
                contents.URL,
                contents.PATH,
            )
        ),
        address=maybe(text(), "Its address; null for the default index. A commit follows '#'."),
    ),
    markers=many(text(), "Where it is installed; empty for everywhere."),
)
_CHANGE = table(
    section=text("The heading that a reviewer finds it under.", one_of=SECTIONS),
    kind=text("What changed.", one_of=tuple(KINDS)),
    level=maybe(text(one_of=LEVELS), "The part of the version that changed."),
    name=text("The package."),
    direct=flag("Whether the project itself asks for it."),
    via=many(text(), "For a new package, how it came in: from a direct requirement on."),
    moved=flag("Whether it comes from elsewhere now."),
    old=many(_LOCKED, "What the old lock has; several where platforms have their own builds."),
    new=many(_LOCKED, "What the new lock has."),
    beside=many(text(), "Other versions of a package that came or went, which stay."),
    hashes=many(
        table(
            file=maybe(text(), "The file; null where the lock does not name files."),
            old=text(),
            new=maybe(text(), "Null if the new lock has no hash."),
        ),
        "The files that have another hash.",
    ),
    where=maybe(text(), "Where it changed, in short; null for everywhere that it is installed."),
    places=many(_PLACE, "The same in full; empty for locks that say it by markers."),
)
LOCK_DIFF = closed(
    {
        "old": _SIDE,
        "new": _SIDE,
        "differs": flag("Whether anything differs; the exit status is 1 then."),
        "new-places": many(_PLACE, "What only the new lock has packages for."),
        "lost-places": many(_PLACE, "What only the old lock has packages for."),
        "changes": many(_CHANGE, "The changes, in a reviewer's order."),
    }
)
