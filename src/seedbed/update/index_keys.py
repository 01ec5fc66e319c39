"""What becomes of keys that name package indexes in a form that a return does not write; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.merge3.values import MISSING
from seedbed.model.record import replace
from seedbed.update.returning import get, value_of
from seedbed.update.stated import read, whole_of
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Index, Project
    from seedbed.update.aside import Aside

    Path = tuple[str, ...]


def keys_of_indexes(
    home: Dialect, aside: Aside, keys: Mapping[Path, Any], texts: Mapping[str, str]
) -> dict[Path, Any]:
    """What those keys say instead, where somebody edited the indexes meanwhile.

    An index that went stays away, and one that is new joins the others, in the form that they had.
    What the return writes for them in its own form goes.

    Args:
        home: the dialect of the manager that comes back.
        aside: what was set aside of it.
        keys: those keys, with what they said.
        texts: its manifest as the return makes it without that.
    """
    stood = toml.dumps({**aside.table, "project": {"name": "unnamed"}})
    try:
        before, after = (whole_of(read(home, side)) for side in ({NAME: stood}, texts))
    except SeedbedError:
        return {}
    had, has = _written(home, before), _written(home, after)
    now = toml.loads(texts[NAME])
    if not any(_is_edited(path, aside, now) for path in {**had, **has}):
        return {}
    said = {url for value in keys.values() for url in _addresses(value)}
    elsewhere = {one.url for one in before.indexes} - said
    rest = [one for one in after.indexes if one.url not in elsewhere]
    found = {path: _edited(value, rest) for path, value in keys.items()}
    told = said.union(*map(_addresses, found.values()))
    named = {item.index for item in after.dependencies}
    had = _written(home, _without(before, told))
    has = _written(home, _without(after, told, but=named))
    for path in {**_written(home, before), **_written(home, after)}:
        one, other = had.get(path, MISSING), has.get(path, MISSING)
        own = get(aside.table, path)
        found[path] = other if own == one else value_of(path, one, own, other)
    return found


def _written(home: Dialect, project: Project) -> dict[Path, Any]:
    """The keys of the manager's own tables that it writes for the indexes of a project."""
    document = home.write(project)[NAME]
    return {
        path: get(document.root, path)
        for path, sources in document.sources.items()
        if path[:2] != ("tool", "seedbed") and any(one[0] == "indexes" for one in sources)
    }


def _is_edited(path: Path, aside: Aside, now: Mapping[str, Any]) -> bool:
    """Whether a key says something else than what the return makes where nobody edited it."""
    own = get(aside.table, path)
    comes = aside.translated.get(path, own)
    return comes is not MISSING and get(now, path) != comes


def _edited(value: Any, indexes: Iterable[Index]) -> Any:
    """What a key says of the indexes that are there now; `MISSING` for nothing."""
    if isinstance(value, str):
        return next((one.url for one in indexes if one.default), MISSING)
    urls = [one.url for one in indexes if not (one.default or one.explicit)]
    kept = [url for url in value if url in urls]
    return [*kept, *(url for url in urls if url not in value)] or MISSING


def _addresses(value: Any) -> list[str]:
    """The addresses that such a key has."""
    return [value] if isinstance(value, str) else [] if value is MISSING else [*value]


def _without(project: Project, urls: Iterable[str], but: Iterable[str] = ()) -> Project:
    """A project without the indexes at some addresses, but for those of some names."""
    rest = [one for one in project.indexes if one.url not in urls or one.name in but]
    return replace(project, indexes=tuple(rest))
