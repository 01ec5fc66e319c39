"""Requirements of `pyproject.toml` that no manager can read; pure.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

from seedbed.formats.tables import parse
from seedbed.importers.imported import Remark
from seedbed.importers.writing import NAME
from seedbed.managers.pixi.rules.lines import line_of
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.model.names import canonical, requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Path = tuple[str | int, ...]

_LIST, _TABLE = ("project", "dependencies"), ("project", "optional-dependencies")
_GROUPS = ("dependency-groups",)


def unreadable(text: str) -> Iterator[Remark]:
    """What is said of requirements that stay as they are, although no manager reads them.

    Args:
        text: `pyproject.toml`.
    """
    for item, path in items_of(text):
        if not (isinstance(item, dict) or _is_readable(item)):
            said = f"{item!r} isn't a valid requirement. It stays, but managers refuse it."
            yield Remark(path=NAME, text=said, line=line_of(text, path))


def line_of_requirement(text: str, name: str) -> int:
    """The line of `pyproject.toml` with a requirement; 0 where there is none.

    Args:
        text: the file.
        name: the canonical name of the package.
    """
    for item, path in items_of(text):
        if isinstance(item, str) and canonical(requirement_name(item)) == name:
            return line_of(text, path)
    return 0


def items_of(text: str) -> Iterator[tuple[object, Path]]:
    """The requirements of `pyproject.toml` as they stand there, each with its place."""
    manifest = parse(text, NAME)
    for path in _lists(manifest):
        found = _at(manifest, path)
        for number, item in enumerate(found if isinstance(found, list) else ()):
            yield item, (*path, number)


def _lists(manifest: Mapping[str, Any]) -> Iterator[Path]:
    """Where lists of requirements stand."""
    yield _LIST
    for table in (_TABLE, _GROUPS):
        found = _at(manifest, table)
        yield from ((*table, name) for name in (found if isinstance(found, dict) else ()))


def _at(manifest: Mapping[str, Any], path: Path) -> Any:
    found: Any = manifest
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _is_readable(item: object) -> bool:
    from packaging.requirements import InvalidRequirement  # slow to import

    if not isinstance(item, str):
        return False
    try:
        parse_requirement(item)
    except InvalidRequirement:
        return False
    return True
