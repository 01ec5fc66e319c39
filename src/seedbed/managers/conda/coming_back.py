"""Environment files of a project that comes back to conda, as they stood when it left; pure.

What the other manager could hold of them, its manifest says: there it may have been edited. All
else is as the files said it.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.model.project import PYTHON
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project

    Files = Mapping[str, str]
    Items = tuple[Any, ...]


def come_back(
    dialects: tuple[Dialect, Dialect],
    stood: Files,
    theirs: Files,
    passed: Collection[str] = (),
    ranges: Mapping[tuple[str, ...], str] = {},
) -> Mapping[str, Mapping[str, Any]]:
    """What the other manager could hold of each file: what is said of that now takes its place.

    Args:
        dialects: that of the other manager, and conda's.
        stood: the files, by path.
        theirs: the files as they would be generated now, with `pyproject.toml` as it stands there.
        passed: those that stayed before the other manager took over: it got only requirements.
        ranges: what `pyproject.toml` said then where the files ask for other versions: the keys of
            requirements, and of Python itself, to that range. Where it still says that, nobody
            edited it, and the line of the file stays.
    """
    old, new = dialects
    try:
        reading = new.read({**theirs, **stood})
        generated = new.read(theirs).project
    except SeedbedError:
        return {}
    said = _unedited(reading.other or reading.project, generated, ranges)
    could = old.supported(said)
    held = {
        field: getattr(generated, field)
        if passed
        else _held(*(getattr(one, field) for one in (said, could, generated)))
        for field in ("channels", "platforms", "system_packages")
    }
    written = new.write(replace(said, **held))
    return {path: written[path].root for path in stood.keys() & written.keys()}


def _unedited(said: Project, now: Project, ranges: Mapping[tuple[str, ...], str]) -> Project:
    """What files say, with the ranges of now for all that nobody edited."""
    known = {item.key: item.spec for item in now.dependencies}
    known = {key: spec for key, spec in known.items() if ranges.get(key) == spec}
    items = tuple(replace(item, spec=known.get(item.key, item.spec)) for item in said.dependencies)
    python = now.python if ranges.get(PYTHON) == now.python else said.python
    return replace(said, dependencies=items, python=python)


def _held(said: Items, could: Items, generated: Items) -> Items:
    """What of a list the other manager had; all that is generated where it had no such list."""
    names = {_name(one) for one in could}
    return tuple(one for one in said if _name(one) in names) if could else generated


def _name(one: Any) -> object:
    """What tells a channel, a platform, or a package from others."""
    if isinstance(one, str):
        return one
    return (one.place, one.conda) if hasattr(one, "conda") else one.subdir
