"""`pyproject.toml` of PDM, in uv's terms; pure.

PDM's own tables stay, so that PDM goes on reading the project.
https://pdm-project.org/latest/reference/pep621/
"""

from __future__ import annotations

from seedbed.formats.tables import Section, parse
from seedbed.importers.imported import Imported, Remark
from seedbed.importers.secrets import stripped
from seedbed.importers.writing import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.importers.pdm_moving import Moving

_LOCK = "pdm.lock"
_READ = frozenset(
    ("dev-dependencies", "source", "resolution", "scripts", "distribution", "package-type")
)
_BACKENDS = frozenset(("build", "version"))
"""Tables that PDM's build backend reads, whoever starts it."""


def imported(files: Mapping[str, str], name: str) -> Imported | None:  # noqa: ARG001  # the interface
    """A project of PDM in uv's terms.

    Args:
        files: texts by path.
        name: the folder's name.

    Returns:
        None for a project that PDM does not manage, or whose tables say nothing to others.

    Raises:
        SeedbedError: for a file that is no TOML, or in which a table is none.
    """
    marked = files.get(NAME, "")
    if "pdm" not in marked and _LOCK not in files:
        return None
    text, remarks = stripped(NAME, marked.removeprefix("\ufeff"), "uv")
    manifest = Section(parse(text, NAME))
    if "project" not in manifest.values:
        return None
    from seedbed.importers.pdm_moving import Moving  # the most projects need none of these
    from seedbed.importers.poetry1_text import lines_of

    moving = Moving(manifest, files, lines_of(text))
    result = _moved(text, moving)
    remarks += sorted(moving.remarks, key=lambda one: one.line)
    if _LOCK in files:
        said = "uv doesn't read this lock: uv.lock picks versions anew."
        remarks.append(Remark(path=_LOCK, text=said))
    if result == text and not remarks:
        return None
    return Imported(
        form="PDM", manager="uv", files={NAME: result}, read=(NAME,), remarks=tuple(remarks)
    )


def _moved(text: str, moving: Moving) -> str:
    """The file with what PDM's tables become."""
    from seedbed.importers.pdm_requirements import move_requirements
    from seedbed.importers.pdm_scripts import move_scripts
    from seedbed.importers.pdm_sources import move_sources
    from seedbed.importers.uv_settings import edited, with_settings

    move_requirements(moving)
    move_sources(moving)
    move_scripts(moving)
    _move_rest(moving)
    result, kept = with_settings(edited(text, moving.changes), moving.uv)
    for key in kept:
        what = f"{key} stays as it is, though [tool.pdm] says something else."
        moving.tell_of(tuple(key.split(".")), what)
    return result


def _move_rest(moving: Moving) -> None:
    """Move whether the project is a package, and tell what only PDM reads."""
    is_application = moving.pdm.values.get("package-type") == "application"
    if moving.pdm.values.get("distribution") is False or is_application:
        moving.uv["package"] = False
    backend = moving.manifest.string("build-system", "build-backend")
    for key in moving.pdm.values:
        if key in _READ or (key in _BACKENDS and backend.startswith("pdm")):
            continue
        moving.tell(f"tool.pdm.{key} stays here: only PDM reads it.", key)
