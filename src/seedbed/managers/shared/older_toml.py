"""Which programs cannot read TOML 1.1, and where a manifest uses it.

Tried on 2026-11-27: uv 0.13 and Pixi (0.73 and newer) read it; Poetry 2.5, hatchling 1.33 and
poethepoet 0.49 do not. Those use Python's `tomllib`, which reads it from Python 3.15 on:
https://docs.python.org/3.15/library/tomllib.html
"""

from __future__ import annotations

from seedbed.formats.newer_toml import may_have, news
from seedbed.managers.protocols import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "pyproject.toml"


def refused(files: Mapping[str, str], stand: Mapping[str, str], who: str = "") -> Refusal | None:
    """Why a program that reads TOML 1.0 would not read `pyproject.toml`.

    Args:
        files: the texts of the manifest's files, by path.
        stand: the texts in which the line is looked for: those that stand there now.
        who: the program; empty for those that build the package and run its tasks.
    """
    text = files.get(PATH, "")
    found = news(text) if may_have(text) else None
    who = (who or _reader(text)) if found else ""
    if not found or not who:
        return None
    known = news(stand.get(PATH, ""))
    return Refusal(
        path=PATH,
        rule=f"{found.what} is TOML 1.1, which Python itself reads only since 3.15",
        line=known.line if known and known.what == found.what else 0,
        who=who,
    )


def _reader(text: str) -> str:
    """The program that would read a manifest by means of the project's Python."""
    from seedbed.formats.toml import loads
    from seedbed.model.versions import WITHIN, compare

    manifest = loads(text)
    match manifest:
        case {"project": {"requires-python": str(python)}} if compare(python, ">=3.15") == WITHIN:
            return ""
        case {"build-system": {"build-backend": str(backend)}} if not backend.startswith("uv_"):
            return backend.partition(".")[0]
        case {"tool": {"poe": {"tasks": _}}}:
            return "poethepoet"
    return ""
