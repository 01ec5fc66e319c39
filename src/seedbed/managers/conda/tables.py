"""Reads single environment files, whose shape may be wrong."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.managers.conda import yaml
from seedbed.managers.conda.files import VARIABLES
from seedbed.managers.shared import specs
from seedbed.managers.shared.environment_files import MAIN, group_of
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.model.project import Dependency

_KEYS = ("name", "channels", "platforms", "dependencies")


@record
class EnvironmentFile:
    """What one environment file says.

    Attributes:
        group: whose it is.
        path: its path.
        lines: what it asks conda for.
        narrowed: the names of what it asks for from one channel, or of one build.
        asked: what it asks pip for, each with the address of its index or an empty string.
        open: addresses of indexes behind which no requirement stands.
        default: the address of the index that takes the place of the default one; empty for none.
        links: the pages and folders of packages, beside the indexes, that pip looks in.
    """

    group: str
    path: str
    lines: tuple[specs.Package, ...]
    narrowed: tuple[str, ...]
    asked: tuple[tuple[Dependency, str], ...]
    open: tuple[str, ...]
    default: str = ""
    links: tuple[str, ...] = ()


class Table:
    """An environment file whose shape is not to be trusted."""

    def __init__(self, path: str, text: str, unmodeled: list[str]) -> None:
        self.path, self.unmodeled = path, unmodeled
        self._reported: set[str] = set()
        self.values = yaml.loads(text, path)
        known = _KEYS if path == MAIN else tuple(key for key in _KEYS if key != "platforms")
        unmodeled += [
            self.key(str(key))
            for key, value in self.values.items()
            if key not in known and (key, value) != ("variables", VARIABLES)
        ]

    def key(self, name: str, value: object = None) -> str:
        """How something in it is called in messages."""
        return f"{self.path}: {name}" if value is None else f"{self.path}: {name}: {value}"

    def string(self, name: str) -> str:
        """The text at a key."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise self._wrong(name, "a text")
        return value or ""

    def many(self, name: str) -> list[Any]:
        """The list at a key."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value or []

    def once(self, name: str) -> Iterator[str]:
        """The texts in a list; what else is in it, or stands there twice, is reported."""
        seen = set()
        for item in self.many(name):
            if isinstance(item, str) and item not in seen:
                seen.add(item)
                yield item
            else:
                self.report(name, item)

    def report(self, name: str, item: object) -> None:
        """Say that the model does not know an item; several views report it once."""
        said = self.key(name, item)
        if said not in self._reported:
            self._reported.add(said)
            self.unmodeled.append(said)

    def _wrong(self, name: str, wanted: str) -> SeedbedError:
        return SeedbedError(
            f"{self.path}: {name} must be {wanted}, but is something else.",
            "Fix it, then run the same command again.",
            code="bad-manifest",
        )


def file_of(table: Table) -> EnvironmentFile:
    """What an environment file says; what else is in it is reported."""
    asked: list[Any] = []
    lines, narrowed = _for_conda(table, asked)
    idle = [*without_effect(asked)]
    named = (specs.index_in(text) for text in asked if text not in idle)
    defaults = [address for option, address in named if option == specs.INDEX]
    found, opened = _for_pip(table, asked)
    return EnvironmentFile(
        group=group_of(table.path),
        path=table.path,
        lines=lines,
        narrowed=narrowed,
        asked=found,
        open=opened,
        default=defaults[-1] if defaults else "",
        links=tuple(filter(None, map(specs.links_in, asked))),
    )


def _for_conda(table: Table, asked: list[Any]) -> tuple[tuple[specs.Package, ...], tuple[str, ...]]:
    """What a file asks conda for, and the names of what it narrows; `asked` takes pip's lines."""
    lines: dict[str, specs.Package] = {}
    narrowed: list[str] = []
    for item in table.many("dependencies"):
        match item:
            case {"pip": [*some], **rest} if not rest:
                asked += some
                continue
        plain = specs.parse(item) if isinstance(item, str) else None
        package = plain or (specs.within(item) if isinstance(item, str) else None)
        is_first = package is not None and lines.setdefault(package.name, package) is package
        if not plain or not is_first:  # that it comes from a channel is the file's alone
            table.report("dependencies", item)
        if package and not plain and is_first:
            narrowed.append(package.name)
    return tuple(lines.values()), tuple(narrowed)


def _for_pip(
    table: Table, asked: list[Any]
) -> tuple[tuple[tuple[Dependency, str], ...], tuple[str, ...]]:
    """What a file asks pip for, each with its index, and the indexes without a requirement."""
    found: dict[tuple[str, ...], tuple[Dependency, str]] = {}
    opened: list[str] = []
    url, behind = "", True
    idle = [*without_effect(asked)]
    for text in asked:
        option, address = specs.index_in(text)
        if option == specs.INDEX and text not in idle:
            continue
        if option == specs.EXTRA_INDEX:
            opened += [] if behind else [url]
            url, behind = address, False
            continue
        item = requirement(text, group_of(table.path))
        if item is None or item.key in found:
            table.report("pip", text)
        else:
            found[item.key] = item, url
            behind = True
    opened += [] if behind else [url]
    return tuple(found.values()), tuple(opened)


def without_effect(lines: list[Any]) -> Iterator[str]:
    """Those of some lines for pip that name a default index which a later one replaces."""
    named = [
        (line, url)
        for line in lines
        for option, url in (specs.index_in(line),)
        if option == specs.INDEX
    ]
    yield from (line for line, url in named if url != named[-1][1])


def requirement(text: object, group: str) -> Dependency | None:
    """What a line asks pip for; None for an option, a bare path or address, or anything else."""
    from packaging.requirements import InvalidRequirement

    try:
        return parse_requirement(text, group=group) if isinstance(text, str) else None
    except InvalidRequirement:
        return None
