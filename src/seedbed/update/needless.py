"""Package indexes that a switch made of addresses, and that nothing needs any more; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import GONE, CannotEditError, edit
from seedbed.managers.shared.index_naming import unneeded
from seedbed.update.returning import get
from seedbed.update.stated import read, whole_of
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect


def without_needless(dialect: Dialect, texts: Mapping[str, str]) -> dict[str, str]:
    """A manifest without those indexes.

    Args:
        dialect: that of the manifest's manager.
        texts: the files, by path.
    """
    project = whole_of(read(dialect, texts))
    urls = {one.url for one in unneeded(project)}
    if not urls:
        return {**texts}
    stands = toml.loads(texts[NAME])
    changes: dict[tuple[str, ...], Any] = {}
    for path, sources in dialect.write(project)[NAME].sources.items():
        value = get(stands, path)
        if isinstance(value, list) and any(one[0] == "indexes" for one in sources):
            rest = [one for one in value if not (isinstance(one, dict) and one.get("url") in urls)]
            changes |= {path: rest or GONE} if rest != value else {}
    try:
        return {**texts, NAME: edit(texts[NAME], changes)}
    except CannotEditError:
        return {**texts}
