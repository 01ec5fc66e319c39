"""What a manager's own tables and files say at a return, beside what all managers read; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.managers.shared.conda_packages import conda_spec
from seedbed.managers.shared.items import requirement
from seedbed.managers.shared.specs import in_order
from seedbed.model.versions import WITHIN, compare
from seedbed.update.aside import SHARED
from seedbed.update.homes import PYTHON
from seedbed.update.returning import REQUIREMENTS, Said, get
from seedbed.update.stated import read, whole_of
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.update.aside import Aside

    Path = tuple[str, ...]

_PYTHON = SHARED[-1]


def said_by(home: Dialect, aside: Aside, texts: Mapping[str, str]) -> Said:
    """What a manager's own tables and files say.

    Args:
        home: the dialect of the manager that comes back.
        aside: what was set aside of it.
        texts: its manifest as the return makes it without that.
    """
    now = toml.loads(texts[NAME])
    return Said(requirements=_requirements(home, now, texts), instead=_pins(home, aside, now))


def _requirements(
    home: Dialect, now: dict[str, Any], texts: Mapping[str, str]
) -> dict[Path, set[str]]:
    """The requirements that own tables and files ask for, by the list that could do so."""
    project = now.get("project", {})
    optional = project.get("optional-dependencies", {})
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
        name = item.group or item.optional
        path: Path = REQUIREMENTS[0]
        if name:
            path = (*REQUIREMENTS[1 if name in optional else 2], name)
        found.setdefault(path, set()).add(requirement(item.requirement))
    return found


def _pins(home: Dialect, aside: Aside, now: dict[str, Any]) -> dict[Path, str]:
    """The keys of own tables with a range of Python versions, where another one was edited.

    `python = "3.11.*"` beside `requires-python` would narrow what that was edited to.
    """
    python = get(now, _PYTHON)
    shared = aside.shared.get(_PYTHON)
    if not isinstance(python, str) or (shared and python in {shared.instead, shared.stood}):
        return {}
    stood = toml.dumps({**aside.table, "project": {"name": "unnamed"}})
    found = {}
    for path, (value, about) in read(home, {NAME: stood}).beside.items():
        given = value.get("version", "") if isinstance(value, dict) else value
        if about == PYTHON and compare(python, in_order(given) or "") != WITHIN:
            found[path] = conda_spec(python)
    return found
