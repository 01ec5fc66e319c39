"""What `pyproject.toml` says in old forms, or in forms that seedbed does not edit; pure.

https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata
https://docs.astral.sh/uv/reference/settings/#dev-dependencies
https://flit.pypa.io/en/stable/pyproject_toml.html#old-style-metadata
"""

from __future__ import annotations

from collections import Counter

from seedbed.formats.tables import Section, parse
from seedbed.formats.toml_edit.edit import GONE
from seedbed.formats.toml_edit.scan import comments
from seedbed.importers.imported import Imported, Remark
from seedbed.importers.pixi_text import with_new_name
from seedbed.importers.poetry1_text import lines_of
from seedbed.importers.uv_settings import edited
from seedbed.importers.wording import listed
from seedbed.importers.writing import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Path = tuple[str, ...]

_GROUPS = "dependency-groups"
_DEVELOPMENT = ("tool", "uv", "dev-dependencies")
_FLIT = ("tool", "flit", "metadata")
_HOOK = ("tool", "hatch", "metadata", "hooks", "requirements_txt")
_WORKSPACE = ("tool", "pixi", "workspace")
_RENAMED = "[tool.pixi.project] is [tool.pixi.workspace] now, as Pixi has called it since 0.41."
_DYNAMIC = ("dependencies", "optional-dependencies")


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """A `pyproject.toml` with what seedbed edits.

    Args:
        files: texts by path.
        name: the folder's name.

    Returns:
        None where there is nothing to change and nothing to say.

    Raises:
        SeedbedError: for a file that is no TOML, or in which a table is none.
    """
    given = files.get(NAME, "").removeprefix("\ufeff")
    manifest = Section(parse(given, NAME))
    text = with_new_name(given, manifest.section("tool", "pixi").values)
    lines = lines_of(text)
    changes: dict[Path, Any] = {}
    remarks: list[Remark] = []
    if text != given:
        manifest = Section(parse(text, NAME))
        remarks.append(Remark(path=NAME, text=_RENAMED, line=lines.get(_WORKSPACE, 0)))
    form = NAME
    if "project" not in manifest.values:
        if not manifest.section(*_FLIT).values:
            return None
        from seedbed.importers.flit_metadata import move_flit

        form = "Flit"
        changes, remarks = move_flit(manifest, lines, name)
    elif not manifest.section("tool", "poetry").values:
        remarks += _dynamic(manifest, lines)
    moved, told = _development(manifest, lines)
    changes |= moved
    remarks += told
    if not (changes or remarks):
        return None
    result = edited(text, changes)
    if Counter(comments(text)) - Counter(comments(result)):
        remarks.append(Remark(path=NAME, text="The comments on what moved are gone."))
    return Imported(
        form=form,
        manager="uv",
        files={NAME: result},
        read=(NAME,),
        remarks=tuple(sorted(remarks, key=lambda one: one.line)),
    )


def _dynamic(manifest: Section, lines: Mapping[Path, int]) -> Iterator[Remark]:
    """What is to be said of requirements that stand in no list of `[project]`."""
    dynamic = manifest.section("project").many("dynamic")
    table = manifest.section("tool", "setuptools", "dynamic")
    for key in _DYNAMIC:
        if key not in dynamic:
            continue
        hook = manifest.section(*_HOOK).values if key == "dependencies" else {}
        paths = [*_files(table.values.get(key)), *_files({"file": hook.get("files")})]
        line = lines.get((*table.path, key), lines.get(("project", "dynamic"), 0))
        where = f"stand in {listed(paths)}" if paths else "are made when the package is built"
        what = "requirements" if key == "dependencies" else "optional requirements"
        text = f"The project's {what} {where}, which `seedbed add` doesn't reach."
        yield Remark(path=NAME, text=text, line=line)


def _files(given: Any) -> Iterator[str]:
    """The files that a setting of setuptools names; of optional ones, for each name."""
    match given:
        case {"file": str(path)}:
            yield path
        case {"file": list(paths)}:
            yield from (str(path) for path in paths)
        case dict():
            for one in given.values():
                yield from _files(one)


def _development(
    manifest: Section, lines: Mapping[Path, int]
) -> tuple[dict[Path, Any], list[Remark]]:
    """The group for uv's old list of development dependencies."""
    if "dev-dependencies" not in manifest.section("tool", "uv").values:
        return {}, []
    old = manifest.texts(*_DEVELOPMENT)
    groups = manifest.section(_GROUPS)
    group = next((one for one in groups.values if one.lower() == "dev"), "dev")
    stand = groups.many(group)
    changes: dict[Path, Any] = {
        (_GROUPS, group): [*stand, *(one for one in dict.fromkeys(old) if one not in stand)],
        _DEVELOPMENT: GONE,
    }
    text = f"[tool.uv] dev-dependencies went to the dependency group {group}, as uv wants it now."
    return changes, [Remark(path=NAME, text=text, line=lines.get(_DEVELOPMENT, 0))]
