"""Which packages uv builds here, as the project's settings say, although the lock has wheels."""

from __future__ import annotations

import os

from seedbed.formats.tables import parse
from seedbed.host.reading import read_text
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.commands.verifying.place import Subject

_FILE = "uv.toml"


def built_in(about: Subject) -> set[str]:
    """The canonical names of the packages that uv builds here.

    Args:
        about: what is verified.

    Raises:
        SeedbedError: when its settings cannot be read.
    """
    settings = _settings(about)
    if settings.get("no-binary") is True:
        return {one.name for one in about.contents.packages}
    listed = settings.get("no-binary-package", [])
    names = listed if isinstance(listed, list) else []
    return {canonical(one) for one in names if isinstance(one, str)}


def _settings(about: Subject) -> Mapping[str, object]:
    """What a project says to uv, if uv manages it.

    uv doesn't look at `pyproject.toml` beside a `uv.toml`.
    """
    if about.manager != "uv":
        return {}
    path = os.path.join(about.root, _FILE)
    if os.path.isfile(path):
        return parse(read_text(path), _FILE)
    tools = about.manifest.get("tool")
    settings = tools.get("uv") if isinstance(tools, dict) else None
    return settings if isinstance(settings, dict) else {}
