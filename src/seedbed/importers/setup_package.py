"""A package of setuptools in uv's terms, with all that is to be said of it; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import leaves
from seedbed.importers.imported import Imported, Remark
from seedbed.importers.setup_cfg_text import SETTINGS, settings_of
from seedbed.importers.setup_lists import move_lists
from seedbed.importers.setup_metadata import move_metadata
from seedbed.importers.setup_moving import Moving
from seedbed.importers.setup_py import REMOVED, SCRIPT, Script, script_of
from seedbed.importers.uv_settings import edited
from seedbed.importers.wording import listed
from seedbed.importers.writing import NAME
from seedbed.model.names import requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.importers.setup_py import Given

BUILD: Mapping[str, Any] = {
    "requires": ["setuptools>=61"],
    "build-backend": "setuptools.build_meta",
}
"""The `[build-system]` of a package of setuptools that says what it is in `[project]`."""
_LEGACY = "setuptools.build_meta:__legacy__"
"""The same for a `setup.py` that imports what lies beside it."""
_VERSIONED = frozenset(("setuptools-scm", "setuptools-git-versioning", "versioneer", "pbr"))
"""Packages that set the version of the one that is built with them."""
_TABLES = ("urls", "scripts", "gui-scripts", "entry-points", "optional-dependencies")
_BEFORE = "setup_requires"
_LINKS = "dependency_links"


def package(
    files: Mapping[str, str], text: str, stands: Mapping[str, Any], name: str
) -> Imported | None:
    """A package of setuptools in uv's terms; None where its files do not describe one.

    Args:
        files: texts by path.
        text: `pyproject.toml`; empty for none.
        stands: what it says.
        name: the folder's name.

    Raises:
        SeedbedError: for a `setup.cfg` that can't be parsed.
    """
    settings = settings_of(files.get(SETTINGS, ""))
    if not settings and SCRIPT not in files:
        return None
    script = script_of(files[SCRIPT]) if SCRIPT in files else Script(keywords={})
    given = _both(settings, script.keywords)
    may_set = bool(script.rest or script.fault) or _sets_version(stands)
    moving = Moving(given, files, plugins=may_set)
    move_metadata(moving, name)
    move_lists(moving)
    paths = [
        path for path, is_there in ((SETTINGS, settings), (SCRIPT, SCRIPT in files)) if is_there
    ]
    remarks = [
        *(_about_script(script, files) if SCRIPT in files else ()),
        *moving.remarks,
        *moving.requirements.remarks,
        *_about_rest(given, moving, paths),
    ]
    return Imported(
        form=" and ".join(paths),
        manager="uv",
        files={NAME: _written(text, stands, moving, script, files)},
        read=tuple(dict.fromkeys((*paths, *moving.requirements.read, *([NAME] if text else [])))),
        remarks=tuple(sorted(remarks, key=lambda one: (one.path, one.line))),
    )


def _both(settings: Mapping[str, Given], script: Mapping[str, Given]) -> dict[str, Given]:
    """What setuptools goes by: `setup.cfg` counts where `setup.py` says nothing."""
    said = {key: one for key, one in script.items() if one.value or key not in settings}
    return {key: one for key, one in {**settings, **said}.items() if one.value is not None}


def _sets_version(stands: Mapping[str, Any]) -> bool:
    """Whether something in `[build-system]` sets the version."""
    match stands:
        case {"build-system": {"requires": list(requires)}}:
            return any(requirement_name(str(one)) in _VERSIONED for one in requires)
    return False


def _written(
    text: str,
    stands: Mapping[str, Any],
    moving: Moving,
    script: Script,
    files: Mapping[str, str],
) -> str:
    """`pyproject.toml` with what was moved."""
    table: dict[str, Any] = {"project": _ordered(moving)}
    if moving.groups:
        table["dependency-groups"] = moving.groups
    if "build-system" not in stands:
        table["build-system"] = dict(BUILD)
        if REMOVED in script.imports:
            table["build-system"]["requires"] = ["setuptools>=61,<81"]
        if _beside(script, files):
            table["build-system"]["build-backend"] = _LEGACY
    if moving.settings:
        table["tool"] = {"setuptools": {"dynamic": moving.settings}}
    return edited(text, dict(leaves(table))) if text.strip() else toml.dumps(table)


def _ordered(moving: Moving) -> dict[str, Any]:
    """The keys of `[project]`: plain ones first."""
    project, dynamic = moving.project, list(dict.fromkeys(moving.dynamic))
    tables = {key: project[key] for key in _TABLES if key in project}
    plain = {key: value for key, value in project.items() if key not in tables}
    return {**plain, **({"dynamic": dynamic} if dynamic else {}), **tables}


def _beside(script: Script, files: Mapping[str, str]) -> list[str]:
    """The modules in the project's folder that its script imports."""
    return [
        name for name in script.imports if f"{name}.py" in files or f"{name}/__init__.py" in files
    ]


def _about_script(script: Script, files: Mapping[str, str]) -> Iterator[Remark]:
    """What is to be said of `setup.py` as a whole."""
    if script.fault:
        text = f"Nothing was read from it: {script.fault}."
        yield Remark(path=SCRIPT, line=script.line, text=text)
    if script.rest:
        text = "What is passed with ** can't be read without running it, and was left out."
        yield Remark(path=SCRIPT, line=script.rest, text=text)
    known = (REMOVED, *_beside(script, files))
    if missing := [one for one in script.imports if one not in known]:
        text = (
            f"It imports {listed(missing)}, which an isolated build lacks: add what provides that "
            "to 'requires' under [build-system]."
        )
        yield Remark(path=SCRIPT, text=text)


def _about_rest(given: Mapping[str, Given], moving: Moving, paths: list[str]) -> Iterator[Remark]:
    """What is to be said of the keywords that stay, and of those that no longer count."""
    moved = moving.moved
    for path in paths:
        gone = [key for key in given if given[key].path == path and key in moved]
        if gone:
            it = "it" if len(gone) == 1 else "them"
            text = f"setuptools takes {listed(gone)} from {NAME} now: you can delete {it} here."
            yield Remark(path=path, text=text)
    if _BEFORE in given:
        text = f"{_BEFORE} stays here: setuptools still installs that before it builds."
        yield Remark(path=given[_BEFORE].path, line=given[_BEFORE].line, text=text)
    if _LINKS in given:
        text = f"{_LINKS} was left out: setuptools no longer reads it."
        yield Remark(path=given[_LINKS].path, line=given[_LINKS].line, text=text)
    told = {*moved, *moving.told, _BEFORE, _LINKS}
    for path in paths:
        if rest := [key for key, one in given.items() if one.path == path and key not in told]:
            verb, it = ("stays", "it") if len(rest) == 1 else ("stay", "them")
            text = f"{listed(rest)} {verb} here, where setuptools looks for {it}."
            yield Remark(path=path, text=text)
