"""Accounts for what stands in a manifest: after a switch, each thing has to be in one row.

The files are read here by readers that others wrote, and no code of the switch is asked. What a
project means before and after is what the dialects read.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from pixi_trips import MANIFEST
from ruamel.yaml import YAML

from seedbed.formats.toml import dotted
from seedbed.managers.registry import load_dialect
from seedbed.model.flat import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixi_trips import Step

    from seedbed.model.project import Project

    Files = dict[str, bytes]
    Path = tuple[str, ...]
    Rows = list[dict[str, Any]]

_FATES = ("carried", "translated", "set aside", "left out")
_OF_SEEDBED = ("conda-names", "indexes")
"""The tables below `[tool.seedbed]` that are no choices."""
_WITHOUT = "without "
"""What stands before what a list lacks, such as the list of default groups."""
_OTHERWISE = ("tool.uv.environments", "project.requires-python")
"""Keys whose values have no names: markers, and a range."""


def faults(before: Files, old: str, step: Step) -> list[str]:
    """What the table of a switch does not say, or says wrongly, of what stood there.

    Args:
        before: the project's files before it.
        old: the manager that it had.
        step: the switch.
    """
    rows: Rows = step.said["result"]["switch"]
    told = {key: row["kind"] for row in rows for key in row["keys"]}
    found = [*_kinds(rows), *_unnamed(before, old, told), *_dishonest(rows, before, old, step)]
    return [*found, *_changed(before, old, step, rows)]


def _kinds(rows: Rows) -> Iterator[str]:
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for key in row["keys"]:
            kinds.setdefault(key, set()).add(row["kind"])
    for key, those in kinds.items():
        if len(those) > 1:
            yield f"{key} is in rows of several kinds: {', '.join(sorted(those))}"
        elif not those <= {*_FATES}:
            yield f"{key} is in a row of the kind {', '.join(those)}"


def _unnamed(before: Files, old: str, told: dict[str, str]) -> Iterator[str]:
    """What stood there and no row names."""
    manifest = tomllib.loads(before[MANIFEST].decode())
    for path, value in leaves(manifest):
        if path[:2] == ("tool", "seedbed") and path[2] not in _OF_SEEDBED:
            continue
        keys = {dotted(path[:end]) for end in range(1, len(path) + 1)}
        items = [one for one in told if one.startswith(f"{dotted(path)}: ")]
        whole = isinstance(value, list) and len(items) >= len({repr(one) for one in value})
        if not (whole or keys & told.keys()):
            yield f"no row names {dotted(path)}"
    for name in sorted(before):
        if load_dialect(old).is_manifest(name) and name not in {MANIFEST, *told}:
            for key in lines(name, before[name]):
                if key not in told:
                    yield f"no row names {key}"


def lines(name: str, data: bytes) -> Iterator[str]:
    """All that an environment file says, as the table names it."""
    table = YAML(typ="safe", pure=True).load(data.decode()) or {}
    for key, value in table.items():
        if not isinstance(value, list):
            yield f"{name}: {key}"
            continue
        for item in value:
            if isinstance(item, dict) and [*item] == ["pip"]:
                yield from (f"{name}: pip: {one}" for one in item["pip"])
            elif isinstance(item, dict):
                yield from (f"{name}: {key}: {one}: {said}" for one, said in item.items())
            else:
                yield f"{name}: {key}: {item}"


def leaves(table: dict[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The keys of a table that hold no further keys, with their values."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _dishonest(rows: Rows, before: Files, old: str, step: Step) -> Iterator[str]:
    """Rows that name a place in which what they are about does not stand."""
    for row in rows:
        if row["kind"] == "set aside":
            yield from _not_kept(row, step)
        elif row["kind"] == "translated":
            yield from _not_there(row, step, _addresses(before, old))
        elif row["kind"] == "carried":
            yield from _not_carried(row, _table(before), step.parsed)


_PRIORITY = ".priority"
"""What stands behind a channel, of which only that is set aside."""


def _not_kept(row: dict[str, Any], step: Step) -> Iterator[str]:
    held = step.files.get(row["to"], b"").decode()
    for key in row["keys"]:
        plain, found, item = key.partition(": ")
        word = item.rpartition(": ")[2] if found else _parts(plain)[-1]
        words = [word.removesuffix(_PRIORITY), *([_PRIORITY[1:]] if _PRIORITY in word else [])]
        if not all(one in held for one in words):
            yield f"{key} is not in {row['to']}"


def _not_there(
    row: dict[str, Any], step: Step, addresses: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    if not row["to"]:  # a sentence
        return
    held = _held(step, row["to"])
    if held is None:
        yield f"there is no {row['to']}"
    for name in map(_name, row["what"]):
        if name.startswith(_WITHOUT):
            if f"'{name.removeprefix(_WITHOUT)}'" in str(held):
                yield f"{name.removeprefix(_WITHOUT)} is in {row['to']}"
            continue
        said = map(_plain, (name, *addresses.get(name, ())))
        if row["to"] not in _OTHERWISE and not any(one in _plain(str(held)) for one in said):
            yield f"{name} is not in {row['to']}"


def _not_carried(row: dict[str, Any], then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for key in row["keys"]:
        path = _parts(key.partition(": ")[0])
        if _at(then, path) is None:
            yield f"{key} did not stand there"
        elif not _is_in(key, _at(then, path), _at(now, path)):
            yield f"{key} is not carried"


def _held(step: Step, place: str) -> Any:
    """What stands at a place that a row names; None for nothing."""
    file, found, key = place.partition(": ")
    if not found:
        file, key = MANIFEST, place
    if file != MANIFEST:
        data = step.files.get(file)
        return (YAML(typ="safe", pure=True).load(data.decode()) or {}).get(key) if data else None
    return _at(step.parsed, _parts(key))


def _addresses(files: Files, manager: str) -> dict[str, tuple[str, ...]]:
    """The addresses of indexes, which some managers know by these alone, by their names."""
    return {one.name: (one.url,) for one in _project(files, manager).indexes}


def _name(told: str) -> str:
    """What a row calls something, or what it has become."""
    name, _, then = told.partition(" → ")
    return name.partition(" (")[0] if " (" in name or not then else then


def _table(files: Files) -> dict[str, Any]:
    return tomllib.loads(files[MANIFEST].decode())


def _at(root: Any, path: list[str]) -> Any:
    for name in path:
        root = root.get(name) if isinstance(root, dict) else None
    return root


def _is_in(key: str, then: Any, now: Any) -> bool:
    """Whether what a key names still stands; of a list, an item."""
    item = key.partition(": ")[2]
    if not item:
        return bool(then == now)
    called = item.removeprefix("{ include-group = ").removesuffix(" }").strip('"')
    return any(one in now for one in then if called in _words(one))


def _words(item: Any) -> tuple[str, ...]:
    """What an item of a list may be called."""
    return tuple(map(str, item.values())) if isinstance(item, dict) else (str(item),)


def _parts(key: str) -> list[str]:
    table: Any = tomllib.loads(f"{key} = 0")
    parts = []
    while isinstance(table, dict):
        [(name, table)] = table.items()
        parts.append(name)
    return parts


def _changed(before: Files, old: str, step: Step, rows: Rows) -> Iterator[str]:
    """What a project means otherwise after a switch, and no row says."""
    was, now = meaning(before, old), meaning(step.files, step.manager)
    told = [
        text
        for row in rows
        if row["kind"] != "carried"
        for text in (*row["what"], *(row["keys"] if row["kind"] != "translated" else ()))
    ]
    there = {address[1] for address in now if address[0] in {"dependencies", "includes"}}
    for address, value in was.items():
        if address[0] == "on_demand" and (
            address[1] not in there or any("tool.uv.default-groups" in row["keys"] for row in rows)
        ):
            continue  # nothing is left of the group; or what stood there unused counts again
        if now.get(address) != value and not any(_names(text, address) for text in told):
            yield f"in silence: {address} was {value}, is {now.get(address)}"


def meaning(files: Files, manager: str) -> dict[Path, Any]:
    """What a project means to those who install it: addresses to what counts of each."""
    return dict(_counting(_project(files, manager)))


def _project(files: Files, manager: str) -> Project:
    dialect = load_dialect(manager)
    texts = {
        path: data.decode().replace("\r\n", "\n")
        for path, data in files.items()
        if dialect.is_manifest(path)
    }
    reading = dialect.read(texts)
    return reading.own or reading.other or reading.project


def _counting(project: Project) -> Iterator[tuple[Path, Any]]:
    urls = {index.name: index.url for index in project.indexes}
    for address, one in flatten(project).items():
        if address[0] == "dependencies":
            spec = frozenset(one.spec.split(","))
            place = urls.get(one.index), str(one.source or ""), one.url, one.index_marker
            yield address, (spec, one.extras, bool(one.conda), place)
        elif address[0] == "platforms":
            yield address, (one.cuda, one.glibc, one.macos)
        elif address[0] in {"includes", "exclusive", "environment", "channels", "on_demand"}:
            yield address, True
        elif address[0] == "indexes":
            yield ("indexes", one.url), True
        elif address[0] == "system_packages":
            yield address, one.spec
        elif address[0] == "tasks":
            yield address, (one.run, one.steps)
        elif address == ("python",):
            yield address, frozenset(one.split(","))


def _names(text: str, address: Path) -> bool:
    if address[0] == "platforms" and text.endswith(("tool.uv.environments", ".platforms")):
        return True  # the list as a whole
    name = address[2] if address[0] in {"dependencies", "system_packages"} else address[-1]
    word = re.escape(_plain(name))
    return bool(re.search(rf"(?<![a-z0-9-]){word}(?![a-z0-9-])", _plain(text)))


def _plain(text: str) -> str:
    return text.replace("_", "-").lower()
