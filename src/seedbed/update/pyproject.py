"""Merges `pyproject.toml`: what a dialect writes in terms of the model, all other keys one by one.

The result is worked into the text that stands there; where a merge of lines says the same, that is
taken, because it keeps the layout and the comments of both sides.
"""

from __future__ import annotations

from seedbed.formats import tables, toml
from seedbed.formats.other_reader import refusal
from seedbed.formats.toml_edit.edit import (
    GONE,
    CannotEditError,
    differences,
    edit,
    expected,
    leaves,
)
from seedbed.formats.toml_edit.sections import ended_like
from seedbed.managers.shared.conda_packages import INDEXES
from seedbed.managers.shared.metadata import BUILT_IN, DERIVED
from seedbed.merge3.lines import is_clean, marked, merge_hunks, taken
from seedbed.merge3.values import MISSING, Conflict, unordered
from seedbed.update.aside import entries, is_below, only, without
from seedbed.update.key_changes import by_key, from_model
from seedbed.update.leaving import (
    honoured,
    keeps_all,
    lost_toml_comments,
    set_aside_by,
    tools_of,
)
from seedbed.update.returning import get
from seedbed.update.spelled import as_spelled
from seedbed.update.texts import NAME, Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from seedbed.managers.protocols import Dialect, Reading
    from seedbed.merge3.values import Merger
    from seedbed.model.project import Project

    Path = tuple[str, ...]
    Leaves = dict[Path, Any]

_DYNAMIC = ("project", "dynamic")


class Pyproject:
    """The three sides of `pyproject.toml`, and the dialects that it is and will be written in.

    Args:
        old: the dialect of the manager that the project has.
        new: the dialect of the one that it is to have; the same when nothing is switched.
        sides: the three texts.

    Raises:
        SeedbedError: when a side cannot be parsed.
    """

    def __init__(self, old: Dialect, new: Dialect, sides: Texts) -> None:
        self.old, self.new, self.sides = old, new, sides
        self.tables = [tables.parse(text, NAME) for text in (sides.base, sides.ours, sides.theirs)]

    def merge(
        self,
        projects: tuple[Project, Project, Project],
        wanted: tuple[Reading, Project, Project],
        merger: Merger,
    ) -> str:
        """The text that says what a merged project says.

        Args:
            projects: what each side says.
            wanted: how what stands there was read; what the text is to say; and what the manager's
                own tables are to say.
            merger: merges all other keys, and takes conflicts.
        """
        base, _, theirs = projects
        have, want = self._read_and_wanted(projects[1], wanted)
        had = written(self.old, base)
        taken_out = set_aside_by(self.old, self.new)
        had, have = _without(had, taken_out), _without(have, taken_out)
        covered = {*have, *want, *had, *written(self.new, theirs)}
        changes = from_model((had, have, want), self.tables, merger)
        if self.old is self.new:
            merger.removed += _not_brought(self.new, theirs, (had, self.tables, changes), merger)
        if base.name != wanted[1].name:
            changes |= dict.fromkeys(_named_before(self.old, base, self.tables[1]), GONE)
        rest = [_without(dict(leaves(table, covered)), taken_out) for table in self.tables]
        changes |= by_key(rest, merger)
        changes |= _static(self.tables[1], changes)
        text = self.sides.ours
        stays = self.tables[1]
        if taken_out:
            text = without(text, taken_out)
            stays = toml.loads(text)
            changes |= dict.fromkeys(entries(stays, taken_out), GONE)
        try:
            nicer = _nicer(self, expected(stays, changes))
        except CannotEditError:
            nicer = None
        edited = _edited(text, changes, merger, self.sides.theirs) if nicer is None else nicer
        if self.old is self.new:
            return edited
        return ended_like(edited, self.sides.ours)  # not as behind a table that was the last

    def _read_and_wanted(
        self, ours: Project, wanted: tuple[Reading, Project, Project]
    ) -> tuple[Leaves, Leaves]:
        """The keys of what stands there as it was read, and those of what the text is to say."""
        reading, merged, own_merged = wanted
        have, want = written(self.old, ours), written(self.new, merged)
        if reading.own:
            have |= _tables(self.old, reading.own)
        if self.old is not self.new:
            have |= {path: value for path, (value, _) in reading.beside.items()}
            have |= as_spelled(self.old, reading, ours, self.tables[1])
            have |= _noted(self.old, self.tables[1])
        if own_merged is not merged:
            want |= _tables(self.new, own_merged)
        return have, want

    def remarks(self, text: str) -> tuple[str, ...]:
        """What is to be said of a merged text."""
        found = honoured(self.old, self.new, text) if self.old is not self.new else ()
        aside = set_aside_by(self.old, self.new)
        stays = text, only(self.sides.ours, aside)
        return (*found, *lost_toml_comments(self.sides.base, self.sides.ours, *stays))


def _noted(old: Dialect, stands: Mapping[str, Any]) -> Leaves:
    """The names of indexes that are only noted, also of those that nothing uses any more."""
    noted = get(stands, INDEXES) if toml.dotted(INDEXES) in old.OWNED else {}
    items = noted.items() if isinstance(noted, dict) else ()
    return {(*INDEXES, name): url for name, url in items if isinstance(url, str)}


def _static(stands: Mapping[str, Any], changes: Leaves) -> Leaves:
    """What becomes of the list of dynamic fields, of which some are to stand there themselves."""
    dynamic = get(stands, _DYNAMIC)
    if not isinstance(dynamic, list):
        return {}
    left = [one for one in dynamic if changes.get(("project", one), GONE) is GONE]
    return {_DYNAMIC: left or GONE} if left != dynamic else {}


def _without(keys: Leaves, tables: tuple[Path, ...]) -> Leaves:
    """Some keys but for those of tables that are taken out."""
    return {path: value for path, value in keys.items() if not is_below(path, tables)}


def _edited(text: str, changes: Leaves, merger: Merger, theirs: str) -> str:
    """A text with some changes; those that its layout does not allow are conflicts."""
    try:
        return edit(text, changes, theirs) if changes else text
    except CannotEditError:
        found = [*changes.items()]
    if len(found) > 1:  # halves, so that a single one costs little among many
        middle = len(found) // 2
        for half in (found[:middle], found[middle:]):
            text = _edited(text, dict(half), merger, theirs)
        return text
    ((path, value),) = found
    wanted = MISSING if value is GONE else value
    ours = get(toml.loads(text), path)
    merger.conflicts.append(Conflict(path=path, ours=ours, theirs=wanted))
    return text


def written(dialect: Dialect, project: Project) -> Leaves:
    """The keys that a dialect writes from the model, with their values."""
    document = dialect.write(project)[NAME]
    found = {}
    for path, sources in document.sources.items():
        if sources != (BUILT_IN,):
            found[path] = get(document.root, path)
    return found


def _not_brought(
    dialect: Dialect, theirs: Project, known: tuple[Leaves, Sequence[Any], Leaves], merger: Merger
) -> list[Path]:
    """The keys that are generated otherwise now, and stay removed with all that they were about.

    What other keys say too, as a package stands in `[project]` and in a conda table, is brought.

    Args:
        dialect: the manager's.
        theirs: what would be generated now.
        known: the keys as they were generated last; the three sides; what changes.
        merger: knows what else stays removed.
    """
    had, (was, stands, now), changes = known
    found = []
    keys = dialect.write(theirs)[NAME].sources
    elsewhere = {
        source
        for path, sources in keys.items()
        if get(stands, path) is not MISSING
        for source in sources
        if source != DERIVED
    }
    for path, sources in keys.items():
        due = path in had and get(was, path) != get(now, path)
        if not due or get(stands, path) is not MISSING or path in changes:
            continue
        told = any(one[: len(source)] == source for one in merger.removed for source in sources)
        if not told and path not in merger.removed and not elsewhere.issuperset(sources):
            found.append(path)
    return found


def _named_before(dialect: Dialect, base: Project, stands: Mapping[str, Any]) -> Iterator[Path]:
    """The keys in a text that bear a name that the project had, as they were generated."""
    document = dialect.write(base)[NAME]
    for path, sources in document.sources.items():
        is_named = sources == (("name",),) and base.name in path
        if is_named and get(stands, path) == get(document.root, path):
            yield path


def _tables(dialect: Dialect, project: Project) -> Leaves:
    """The keys that a dialect writes into tables that only its manager reads."""
    tools = tools_of(dialect)
    keys = written(dialect, project).items()
    return {path: value for path, value in keys if path[0] == "tool" and path[1] in tools}


def _nicer(manifest: Pyproject, wanted: Mapping[str, Any]) -> str | None:
    """A text that says what is wanted, in the layout of both sides; None where that can't be had.

    A switch replaces whole tables: there the generated layout is taken where the two clash, unless
    something that the user wrote would be lost or look otherwise.
    """
    sides, old = manifest.sides, manifest.old
    hunks = merge_hunks(sides.base, sides.ours, sides.theirs, apart=True)
    try:
        merged = marked(hunks)
        says_it = is_clean(hunks) and unordered(toml.loads(merged)) == unordered(wanted)
        if says_it and (not refusal(merged) or refusal(sides.ours)):
            return merged
        if old is not manifest.new:
            generated = taken(hunks, "theirs")
            text = edit(generated, differences(toml.loads(generated), wanted), sides.theirs)
            taken_out = set_aside_by(old, manifest.new)
            if keeps_all(text, sides, old, taken_out):
                return text
    except (ValueError, CannotEditError):
        return None
    return None
