"""The sources of a Pipfile, as uv's indexes; pure.

Packages come from the first source, and from another one only if they name it.
https://pipenv.pypa.io/en/latest/indexes.html
"""

from __future__ import annotations

import re

from seedbed.importers.addresses import cleaned, login_note
from seedbed.importers.pip_indexes import index_name, is_public
from seedbed.importers.pip_requirement import shown
from seedbed.model.names import address_fault
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""What uv takes for the name of an index."""


@record
class Sources:
    """The sources of a file.

    Attributes:
        tables: the tables of `[[tool.uv.index]]`.
        names: the names of sources, to those of the tables; empty for the default index.
        notes: sentences about what is not carried, each with the number of its source.
    """

    tables: tuple[Mapping[str, Any], ...]
    names: Mapping[str, str]
    notes: tuple[tuple[int, str], ...]


def sources_of(given: object, *, every: bool) -> Sources:
    """The indexes that some sources are.

    Args:
        given: what stands at `source`.
        every: whether packages that name no source come from all of them.
    """
    tables: list[Mapping[str, Any]] = []
    names: dict[str, str] = {}
    notes: list[tuple[int, str]] = []
    for number, source in enumerate(given if isinstance(given, list) else [given]):
        table, texts = _table(source, {one["name"] for one in tables})
        notes += [(number, text) for text in texts]
        if not table:
            continue
        name = source.get("name")
        own = table["name"]
        if number == 0 and is_public(table["url"]):
            own = ""
        elif number == 0:
            own = ""
            tables.append({**table, "default": True})
        else:
            tables.append(table if every else {**table, "explicit": True})
        if isinstance(name, str):
            names.setdefault(name, own)
    return Sources(tables=tuple(tables), names=names, notes=tuple(notes))


def _table(source: Any, taken: set[str]) -> tuple[dict[str, str], list[str]]:
    """The name and the address of a source, with what is to be said of it; empty for none."""
    said = source.get("url") if isinstance(source, dict) else None
    if not isinstance(said, str) or not said:
        return {}, ["This source was left out: it has no address."]
    address = cleaned(said)
    if fault := address.fault or address_fault(address.url):
        return {}, [f"The source {shown(said)} was left out: {fault}."]
    notes = [login_note(address)]
    if source.get("verify_ssl") is False:
        notes.append(f"verify_ssl was left out: the connection to {address.host} is checked now.")
    name = source.get("name")
    sound = isinstance(name, str) and _NAME.fullmatch(name) and name not in taken
    table = {"name": name if sound else index_name(address.url, taken), "url": address.url}
    return table, [one for one in notes if one]
