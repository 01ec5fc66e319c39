"""Merges a manifest, in terms of the model and by key; pure.

What a dialect writes from the model is read from all three sides, merged as projects, and written
by the dialect of the manager that the project is to have. All other keys merge one by one. The
result is worked into the text that stands there; where a merge of lines says the same, that is
taken, because it keeps the layout and the comments of both sides.
"""

from __future__ import annotations

from tilth.managers.metadata import BUILT_IN
from tilth.names import requirement_name
from tilth.record import record
from tilth.text import tables, toml
from tilth.text.edit import GONE, CannotEditError, differences, edit, leaves
from tilth.update.conflicts import remarks
from tilth.update.lines import is_clean, marked, merge_hunks, taken
from tilth.update.model import merge_projects
from tilth.update.values import MISSING, Conflict, MergedFile, Merger, unordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tilth.managers import Dialect, Reading
    from tilth.project import Project

    Path = tuple[str, ...]
    Leaves = dict[Path, Any]

NAME = "pyproject.toml"


@record
class Sides:
    """One text three times: as generated last, as it stands there, as generated now."""

    base: str
    disk: str
    fresh: str


def merge_manifest(old: Dialect, new: Dialect, sides: Sides) -> MergedFile:
    """Merge a manifest.

    Args:
        old: the dialect of the manager that the project has.
        new: the dialect of the one that it is to have; the same when nothing is switched.
        sides: the three texts.

    Raises:
        TilthError: when a side cannot be parsed.
    """
    merger = Merger()
    try:
        readings = Readings(old, new, sides)
        text = _merge(readings, merger)
        theirs = _merge(readings, Merger(theirs=True)) if merger.conflicts else text
    except RecursionError:
        raise tables.too_deep(NAME) from None
    left = _left(old, new, text) if old is not new else ()
    return MergedFile(
        text=text,
        theirs=theirs,
        conflicts=tuple(merger.conflicts),
        notes=(*remarks(merger), *left, *_lost_comments(sides, text)),
    )


class Readings:
    """What the three sides say, each read by the dialect that it is written in."""

    def __init__(self, old: Dialect, new: Dialect, sides: Sides) -> None:
        self.old, self.new, self.sides = old, new, sides
        self.base: Project = old.read({NAME: sides.base}).project
        self.disk: Reading = old.read({NAME: sides.disk})
        self.fresh: Project = new.read({NAME: sides.fresh}).project
        self.tables = [tables.parse(text, NAME) for text in (sides.base, sides.disk, sides.fresh)]


def _merge(readings: Readings, merger: Merger) -> str:
    switching = readings.old is not readings.new
    disk = readings.disk
    merged = merge_projects(readings.base, disk, readings.fresh, merger, switching=switching)
    have = written(readings.old, disk.project)
    want = written(readings.new, merged)
    covered = {
        *have,
        *want,
        *written(readings.old, readings.base),
        *written(readings.new, readings.fresh),
    }
    changes = _from_model(have, want, readings.tables[1], merger)
    changes |= _by_key([dict(leaves(table, covered)) for table in readings.tables], merger)
    edited = _edited(readings.sides.disk, changes, merger)
    return _nicer(readings, edited)


def _edited(text: str, changes: Leaves, merger: Merger) -> str:
    """A text with some changes; those that its layout does not allow are conflicts."""
    if not changes:
        return text
    try:
        return edit(text, changes)
    except CannotEditError:
        said = toml.loads(text)
        for path, value in changes.items():
            try:
                text = edit(text, {path: value})
            except CannotEditError:
                wanted = MISSING if value is GONE else value
                merger.conflicts.append(Conflict(path=path, yours=_get(said, path), theirs=wanted))
        return text


def written(dialect: Dialect, project: Project) -> Leaves:
    """The keys that a dialect writes from the model, with their values."""
    document = dialect.write(project)[NAME]
    found = {}
    for path, sources in document.sources.items():
        if sources != (BUILT_IN,):
            found[path] = _get(document.root, path)
    return found


def _from_model(have: Leaves, want: Leaves, disk: Mapping[str, Any], merger: Merger) -> Leaves:
    """What has to change for a text that says `have` to say `want`.

    A value in the text that is not what it was read as belongs to the user: it stays.
    """
    changes: Leaves = {}
    for path in dict.fromkeys((*have, *want)):
        before, after = have.get(path, MISSING), want.get(path, MISSING)
        stands = _get(disk, path)
        if after in (before, stands):
            continue
        if stands == before or _is_short_for(stands, before):
            value = after
        elif all(side is MISSING or isinstance(side, list) for side in (before, stands, after)):
            sides = ([] if side is MISSING else side for side in (before, stands, after))
            value = _items(path, *sides)
            value = value if value or after == [] else MISSING
        else:
            value = merger.merge(before, stands, after, path)
        if value != stands:
            changes[path] = GONE if value is MISSING else value
    return changes


def _is_short_for(stands: Any, before: Any) -> bool:
    """Whether a task is only its command, which managers allow."""
    return isinstance(before, dict) and isinstance(stands, str) and before.get("cmd") == stands


def _by_key(sides: list[Leaves], merger: Merger) -> Leaves:
    changes: Leaves = {}
    base, disk, fresh = sides
    for path in dict.fromkeys((*disk, *fresh)):
        stands = disk.get(path, MISSING)
        if path[:2] == ("tool", "tilth") and path in fresh:
            # choices: the fresh side was made of what stands there, and of what is to be set
            value = fresh[path]
        else:
            was, new = base.get(path, MISSING), fresh.get(path, MISSING)
            value = merger.merge(was, stands, new, path)
        if value is not stands and value != stands:
            changes[path] = GONE if value is MISSING else value
    return changes


def _items(path: Path, before: list[Any], stands: list[Any], after: list[Any]) -> list[Any]:
    """The items that stand there, without those dropped, and with the new ones in their place."""
    said = _requirement if path[0] == "dependency-groups" or "dependencies" in path[1] else _same
    dropped = [said(item) for item in before if item not in after]
    added = [item for item in after if item not in before]
    instead = {_name(item): item for item in added if _name(item)}
    result = []
    for item in stands:
        other = instead.pop(_name(item), None) if said(item) in dropped else item
        if other is not None:
            result.append(other)
    there = [said(item) for item in result]
    ordered = there == sorted(there, key=str)
    for item in added:
        if said(item) not in there:
            place = len(there)
            if ordered:
                later = (n for n, one in enumerate(there) if str(one) > str(said(item)))
                place = next(later, place)
            result.insert(place, item)
            there.insert(place, said(item))
    return result


def _requirement(item: Any) -> Any:
    """A requirement in one spelling, so that white space and order do not count."""
    from packaging.requirements import InvalidRequirement

    from tilth.managers.metadata import parse_requirement

    try:
        return parse_requirement(item).requirement
    except (InvalidRequirement, TypeError):
        return item


def _same(item: Any) -> Any:
    return item


def _name(item: Any) -> str:
    """What tells that an item takes another's place: a requirement's name, or a `name`."""
    if isinstance(item, dict):
        return str(item.get("name", ""))
    return requirement_name(item) if isinstance(item, str) else ""


def _nicer(readings: Readings, edited: str) -> str:
    """A text that says what an edited one says, in the layout of both sides where that can be had.

    A switch replaces whole tables: there the generated layout is taken where the two clash, unless
    something that the user wrote would be lost or look otherwise.
    """
    sides, old = readings.sides, readings.old
    hunks = merge_hunks(sides.base, sides.disk, sides.fresh)
    wanted = toml.loads(edited)
    try:
        merged = marked(hunks)
        if is_clean(hunks) and unordered(toml.loads(merged)) == unordered(wanted):
            return merged
        if old is not readings.new:
            generated = taken(hunks, "theirs")
            text = edit(generated, differences(toml.loads(generated), wanted))
            if _keeps_all(text, sides, old):
                return text
    except (ValueError, CannotEditError):
        return edited
    return edited


def _keeps_all(text: str, sides: Sides, old: Dialect) -> bool:
    """Whether a text has all lines that the user wrote, but for what is said in another way now.

    That is what stands in tables of the old manager; of these only comments have to be there.
    """
    generated = {line.strip() for line in sides.base.splitlines()}
    kept = {line.strip() for line in text.splitlines()}
    own = _tools(old) | {"tilth"}
    translated = False
    for line in map(str.strip, sides.disk.splitlines()):
        if line.startswith("["):
            names = line.strip("[] ").split(".")
            translated = names[0].strip() == "tool" and names[1:2] != [] and names[1] in own
        if not line or line in generated or line in kept:
            continue
        if not translated or ("#" in line and line[line.index("#") :] not in text):
            return False
    return True


def _lost_comments(sides: Sides, text: str) -> Iterator[str]:
    generated = {line.strip() for line in sides.base.splitlines()}
    for line in map(str.strip, sides.disk.splitlines()):
        comment = line[line.index("#") :] if "#" in line else ""
        if comment and line not in generated and comment not in text:
            yield f"a comment goes with its table: {comment}"


def _get(root: Any, path: Path) -> Any:
    for name in path:
        if not isinstance(root, dict) or name not in root:
            return MISSING
        root = root[name]
    return root


def _left(old: Dialect, new: Dialect, text: str) -> tuple[str, ...]:
    """What is to be said of tables that only the old manager and what it works with read."""
    manifest = toml.loads(text)
    tools = _tools(old) - _tools(new)
    own = {name: manifest.get("tool", {}).get(name) for name in sorted(tools)}
    rest = leaves({name: table for name, table in own.items() if table})
    # a task is told as a whole
    paths = {path[:3] if path[1:2] == ("tasks",) else path: None for path, _ in rest}
    return tuple(
        f"{toml.dotted(('tool', *path))} stays, and means nothing to the new manager"
        for path in paths
    )


def _tools(dialect: Dialect) -> set[str]:
    owned = (key.split(".") for key in dialect.OWNED)
    return {names[1] for names in owned if names[0] == "tool"} - {"tilth"}
