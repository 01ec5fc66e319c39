"""What a manager's own tables and files say at a return, beside what all managers read; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.managers.shared.conda_packages import conda_spec
from seedbed.managers.shared.items import name_of, requirement
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.managers.shared.specs import in_order
from seedbed.merge3.values import MISSING
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.model.versions import WITHIN, compare
from seedbed.update.aside import SHARED
from seedbed.update.homes import PYTHON
from seedbed.update.index_keys import keys_of_indexes
from seedbed.update.returning import REQUIREMENTS, Said, get
from seedbed.update.stated import read, whole_of
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project
    from seedbed.update.aside import Aside

    Path = tuple[str, ...]
    Left = tuple[Dialect, Mapping[str, str]]

_PYTHON = SHARED[-1]


def said_by(home: Dialect, aside: Aside, texts: Mapping[str, str], left: Left) -> Said:
    """What a manager's own tables and files say.

    Args:
        home: the dialect of the manager that comes back.
        aside: what was set aside of it.
        texts: its manifest as the return makes it without that.
        left: the dialect of the manager that the project has until then, and the files.
    """
    now = toml.loads(texts[NAME])
    asked = _requirements(home, now, texts)
    instead: dict[Path, Any] = {}
    beside = _beside(home, aside)
    indexes = {path: value for path, (value, about) in beside.items() if about[0] == "indexes"}
    if indexes:
        instead |= keys_of_indexes(home, aside, indexes, texts)
    elsewhere = _elsewhere(home, aside, left) if beside.keys() - indexes.keys() else {}
    listed: dict[Path, set[Path]] = {}
    for path, (value, about) in beside.items():
        own = _readdressed(value, elsewhere[about]) if about in elsewhere else value
        if path in indexes:
            continue
        if about == PYTHON:
            instead |= _pin(path, value, aside, now)
        elif own is None:
            instead[path] = MISSING  # it comes from where the return says
            listed.setdefault(_list_of(about[1]), set()).add(about[-2:])
        else:
            found = _moved((path, own), _list_of(about[1]), (aside, now), asked)
            if own is not value and found.get(path) is not MISSING:
                found = {**_generated(aside, path, value["index"]), path: own, **found}
            instead |= found
    return Said(requirements=asked, instead=instead, listed=listed)


def _readdressed(value: Any, place: object) -> Any:
    """What own tables say of a requirement that another index has; None where they can't."""
    match value, place:
        case {"index": str(), **rest}, (str(url), "") if url:
            return {**rest, "index": url}
    return None


def _generated(aside: Aside, path: Path, url: str) -> dict[Path, Any]:
    """The keys that the return writes for an index of a requirement, and that go with it."""
    return {
        key: MISSING
        for key, value in aside.translated.items()
        if value == url
        or (isinstance(value, dict) and url in (value.get("index"), value.get("url")))
        if key != path and (canonical(key[-1]) == canonical(path[-1]) or "indexes" in key)
    }


def _beside(home: Dialect, aside: Aside) -> Mapping[Path, tuple[Any, Path]]:
    """The keys of own tables that a return does not make again, as `Reading.beside` has them."""
    try:
        return read(home, {NAME: _stood(aside)}).beside
    except SeedbedError:
        return {}


def _stood(aside: Aside) -> str:
    """What was set aside, as a manifest of its own."""
    return toml.dumps({**aside.table, "project": {"name": "unnamed"}})


def _elsewhere(home: Dialect, aside: Aside, left: Left) -> dict[Path, object]:
    """The requirements that come from another place now than own tables said: to that, by key."""
    other, there = left
    files = {path: text for path, text in there.items() if other.is_manifest(path)}
    try:
        was, now = whole_of(read(home, {NAME: _stood(aside)})), whole_of(read(other, files))
    except SeedbedError:
        return {}
    before, places = _places(other.supported(was)), _places(now)
    return {key: places[key] for key, one in before.items() if places.get(key, one) != one}


def _places(project: Project) -> dict[Path, object]:
    """Where each requirement comes from that does from a package index, by its key."""
    urls = {one.name: one.url for one in project.indexes}
    found: dict[Path, object] = {}
    for item in project.dependencies:
        place = item.source or urls.get(item.index, item.index)
        found["dependencies", *item.key] = None if item.conda else (place, item.index_marker)
    return found


def _list_of(place: str) -> Path:
    """The list of requirements that all managers read.

    Args:
        place: as in the key of a requirement: a group, an optional feature in brackets, or nothing.
    """
    if not place:
        return REQUIREMENTS[0]
    name = place.strip("[]")
    return (*REQUIREMENTS[2 if name == place else 1], name)


def _moved(
    own: tuple[Path, Any],
    path: Path,
    sides: tuple[Aside, Mapping[str, Any]],
    asked: dict[Path, set[str]],
) -> dict[Path, Any]:
    """What becomes of a requirement of own tables that another manager had in a list.

    Args:
        own: its key in these tables, and its value there.
        path: the list.
        sides: what was set aside, and what the return makes without it.
        asked: takes what own tables say then.
    """
    key, value = own
    aside, now = sides
    shared = aside.shared.get(path)
    if shared is None:
        return {}
    name = canonical(key[-1])
    stood, was, stands = (_by_name(it) for it in (shared.stood, shared.instead, get(now, path)))
    if name in stood or name not in was:
        return {}
    bound = (*key[:-2], "constraints", name)
    unbound = {bound: MISSING} if get(aside.table, bound) is MISSING else {}
    if name not in stands:
        return {key: MISSING}
    if stands[name] == was[name]:
        asked.setdefault(path, set()).add(requirement(stands[name]))
        return {}
    try:
        before, after = parse_requirement(was[name]), parse_requirement(stands[name])
    except ValueError:  # InvalidRequirement is one
        return {}
    is_table = isinstance(value, dict)
    if replace(before, spec=after.spec) != after or (is_table and "version" not in value):
        return {key: MISSING}  # the list says more than a range
    asked.setdefault(path, set()).add(requirement(stands[name]))
    spec = after.spec or "*"
    return {key: {**value, "version": spec} if is_table else spec, **unbound}


def _by_name(items: Any) -> dict[str, str]:
    """The requirements of a list."""
    found = [one for one in items if isinstance(one, str)] if isinstance(items, list) else []
    return {canonical(name_of(one)): one for one in found if name_of(one)}


def _requirements(
    home: Dialect, now: dict[str, Any], texts: Mapping[str, str]
) -> dict[Path, set[str]]:
    """The requirements that own tables and files ask for, by the list that could do so."""
    project = now.get("project", {})
    lists = {path[-1] for path in REQUIREMENTS}
    bare = {key: table for key, table in now.items() if key not in lists}
    if project:
        bare["project"] = {key: value for key, value in project.items() if key not in lists}
    try:
        own = whole_of(read(home, {**texts, NAME: toml.dumps(bare)}))
    except SeedbedError:
        return {}
    found: dict[Path, set[str]] = {}
    for item in own.dependencies:
        path = _list_of(item.key[0])
        found.setdefault(path, set()).add(requirement(item.requirement))
    return found


def _pin(path: Path, value: Any, aside: Aside, now: Mapping[str, Any]) -> dict[Path, str]:
    """A key of own tables with a range of Python versions, where another one was edited.

    `python = "3.11.*"` beside `requires-python` would narrow what that was edited to.
    """
    python = get(now, _PYTHON)
    shared = aside.shared.get(_PYTHON)
    if not isinstance(python, str) or (shared and python in {shared.instead, shared.stood}):
        return {}
    given = value.get("version", "") if isinstance(value, dict) else value
    narrows = compare(python, in_order(given) or "") != WITHIN
    return {path: conda_spec(python)} if narrows else {}


def reader(dialect: Dialect) -> Callable[[dict[str, Any]], bool]:
    """Whether a manager reads a manifest that says something, as far as that is known."""

    def is_read(manifest: dict[str, Any]) -> bool:
        texts = {NAME: toml.dumps(manifest)}
        return dialect.refused(texts, texts) is None

    return is_read
