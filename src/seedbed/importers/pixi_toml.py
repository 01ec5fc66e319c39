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
from seedbed.importers.people import person
from seedbed.importers.pixi_apart import without_apart
from seedbed.importers.pixi_meaning import changes
from seedbed.importers.pixi_text import below_tool_pixi, renamed
from seedbed.importers.secrets import stripped
from seedbed.managers.pixi.rules import REFUSES, judge
from seedbed.managers.pixi.rules.lines import line_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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
    text, secrets = stripped(path, files[path], "pixi")
    given = parse(text, path)
    new = _new_keys(there, renamed(given), name)
    keys = {_TABLE: GONE, **new} if has_pixi else new
    remarks += [*secrets, *about_project(files, there)]
    written = _written(stands, keys, text, given)
    apart, told = without_apart(stands, written or toml.dumps(_wanted(stands, keys, given)), path)
    if apart:
        keys |= apart
        remarks += told
        written = _written(stands, keys, text, given)
    if written is None:
        written = toml.dumps(_wanted(stands, keys, given))
        said = "It is written anew, without its comments: [tool] is in one line."
        remarks.append(Remark(path=NAME, text=said, anew=True))
    if has_pixi:
        said = f"[tool.pixi] is left out: Pixi doesn't read it beside {path}."
        remarks.append(_remark(said, line_of(stands, _TABLE)))
    remarks += changes(there, renamed(given), stands, path)
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
    """What `[project]` has to say in addition: a name, and a new one what else Pixi is told.

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
        new |= dict(_about(own))
    return new


def _about(own: Iterable[Table]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What else `[project]` can say of what Pixi's tables say of the project itself."""
    texts = (part.get("description") for part in own)
    given = next((one for one in texts if isinstance(one, str) and one.strip()), "")
    if given and len(given.splitlines()) == 1:  # build backends refuse more
        yield ("project", "description"), given
    lists = (part.get("authors") for part in own)
    names = next((one for one in lists if isinstance(one, list) and one), [])
    if names and all(isinstance(one, str) and one.strip() for one in names):
        yield ("project", "authors"), [person(one) for one in names]


def _wanted(stands: str, keys: Keys, given: Table) -> dict[str, Any]:
    """What `pyproject.toml` is to say.

    Args:
        stands: its text as it is.
        keys: what becomes of its keys.
        given: what Pixi's own manifest says.
    """
    wanted = expected(toml.loads(stands), keys)
    if given:
        wanted.setdefault("tool", {})["pixi"] = renamed(given)
    return wanted


def _written(stands: str, keys: Keys, pixi: str, given: Table) -> str | None:
    """The text of `pyproject.toml` with Pixi's tables behind its own.

    Args:
        stands: the text as it is.
        keys: what becomes of its keys.
        pixi: the text of Pixi's own manifest.
        given: what that says.

    Returns:
        None where no table can be added to the text, as where `tool` is an inline table.
    """
    try:
        start = edit(stands, keys) if keys else stands
        below = below_tool_pixi(pixi, given).strip()
        text = f"{start.rstrip()}\n\n{below}\n" if below else start
        return text if toml.loads(text) == _wanted(stands, keys, given) else None
    except (ValueError, CannotEditError):
        return None


def _remark(text: str, line: int = 0) -> Remark:
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
        yield Remark(path=NAME, text=said, line=verdict.line, anew=True)
