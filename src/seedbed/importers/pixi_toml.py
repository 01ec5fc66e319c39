"""`pixi.toml`, as the tables that Pixi reads in `pyproject.toml`; pure.

Pixi reads one of the two, and `pixi.toml` first. From `pyproject.toml` it takes more than its own
tables say: see `pixi_meaning`. https://pixi.sh/latest/python/pyproject_toml/
"""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.tables import Section, parse
from seedbed.formats.toml_edit.edit import GONE, CannotEditError, edit, expected
from seedbed.importers.added import NAME, about_project
from seedbed.importers.imported import Imported, Remark
from seedbed.importers.naming import project_name, project_version
from seedbed.importers.pixi_meaning import changes
from seedbed.importers.pixi_text import below_tool_pixi, renamed
from seedbed.importers.secrets import stripped
from seedbed.managers.pixi.rules import REFUSES, judge
from seedbed.managers.pixi.rules.lines import line_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Table = Mapping[str, Any]
    Keys = dict[tuple[str, ...], Any]

PIXI, MOJO = "pixi.toml", "mojoproject.toml"
"""Pixi's own manifests; it looks for `pyproject.toml` before the second one."""
_TABLE = ("tool", "pixi")


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """A project of Pixi's, as `pyproject.toml` has it.

    Args:
        files: texts by path.
        name: the folder's name.

    Returns:
        None where Pixi reads no file of its own.

    Raises:
        SeedbedError: for a file that is no TOML, or in which a table is none.
    """
    path = PIXI if PIXI in files else MOJO
    if path not in files:
        return None
    stands, remarks = stripped(NAME, files.get(NAME, ""), "pixi")
    there = parse(stands, NAME)
    has_pixi = "pixi" in Section(there).section("tool").values
    if path == MOJO and has_pixi:
        return None
    text, more = stripped(path, files[path], "pixi")
    given = parse(text, path)
    said = renamed(given)
    new = _new_keys(there, said, name)
    keys = {_TABLE: GONE, **new} if has_pixi else new
    written = _written(stands, keys, text, given)
    remarks += more
    if has_pixi:
        remarks.append(_left_out(path, line_of(stands, _TABLE)))
    remarks += about_project(files, there)
    remarks += changes(there, said, stands, path)
    remarks += _refused(path, text, written)
    return Imported(
        form=path,
        manager="pixi",
        files={NAME: written},
        read=(path, NAME) if NAME in files else (path,),
        native=(path,),
        remarks=tuple(remarks),
    )


def _new_keys(there: Table, said: Table, name: str) -> Keys:
    """What `[project]` has to say in addition: a name, and a new one a version.

    Args:
        there: what `pyproject.toml` says.
        said: what Pixi's own manifest says.
        name: the folder's name.
    """
    own = [part for key in ("workspace", "package") if isinstance(part := said.get(key), dict)]
    project = Section(there).section("project")
    new: Keys = {}
    if not project.string("name"):
        named = project_name(*(part.get("name") for part in own), name)
        new["project", "name"] = named
    if "project" not in there:
        new["project", "version"] = project_version(*(part.get("version") for part in own))
    return new


def _written(stands: str, keys: Keys, pixi: str, given: Table) -> str:
    """The text of `pyproject.toml` with Pixi's tables behind its own.

    Args:
        stands: the text as it is.
        keys: what becomes of its keys.
        pixi: the text of Pixi's own manifest.
        given: what that says.
    """
    wanted = expected(toml.loads(stands), keys)
    if given:
        wanted.setdefault("tool", {})["pixi"] = renamed(given)
    try:
        start = edit(stands, keys) if keys else stands
        below = below_tool_pixi(pixi, given).strip()
        text = f"{start.rstrip()}\n\n{below}\n" if below else start
        if toml.loads(text) == wanted:
            return text
    except (ValueError, CannotEditError):
        pass  # as where `tool` is an inline table, which nothing can be added to
    return toml.dumps(wanted)


def _left_out(path: str, line: int) -> Remark:
    text = f"[tool.pixi] was left out: Pixi does not read it beside {path}."
    return Remark(path=NAME, text=text, line=line)


def _refused(path: str, text: str, written: str) -> Iterator[Remark]:
    """What Pixi does not accept in its manifest, or does not accept in `pyproject.toml`."""
    verdict = judge(text, PIXI)
    if verdict.answer == REFUSES:
        said = f"Pixi refuses this file: {verdict.rule}."
        yield Remark(path=path, text=said, line=verdict.line)
        return
    verdict = judge(written, NAME)
    if verdict.answer == REFUSES:
        said = f"Pixi will refuse this file with the tables of {path} in it: {verdict.rule}."
        yield Remark(path=NAME, text=said, line=verdict.line)
