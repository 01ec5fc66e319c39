"""conda's environment files, beside a `pyproject.toml` as seedbed's conda projects have it.

What a line for conda means is for the dialect to tell: a requirement, where it knows the Python
package; else a conda package, which stands in the environment file alone.
https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
"""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.tables import Section, parse
from seedbed.formats.toml_edit.edit import CannotEditError, edit, expected, leaves
from seedbed.importers.added import NAME, about_project
from seedbed.importers.environment_files import environments
from seedbed.importers.environment_said import exact_builds, of_export, of_selectors, of_unread
from seedbed.importers.imported import Imported
from seedbed.importers.naming import project_name
from seedbed.importers.secrets import stripped
from seedbed.managers.registry import load_dialect
from seedbed.model.project import VERSION
from seedbed.model.record import replace
from seedbed.model.versions import in_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.importers.environment_files import Environment
    from seedbed.importers.imported import Remark
    from seedbed.managers.protocols import Reading

_NO_NAMES = frozenset(("base", "root", "env", "environment"))
"""What environments are called, whatever the project is called."""
_PROJECT = ("name", "version", "requires-python", "dependencies")


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """A project of conda's, as seedbed has it.

    A `pyproject.toml` with a `[project]` stays as it is.

    Args:
        files: texts by path.
        name: the folder's name.

    Returns:
        None where there is no environment file.

    Raises:
        SeedbedError: for a file that cannot be read, or in which a list or a text is none.
    """
    found, others = environments(files)
    if not found:
        return None
    stands, remarks = stripped(NAME, files.get(NAME, ""), "conda")
    there = parse(stands, NAME)
    texts = {one.target: one.text for one in found}
    named = Section(there).section("project").string("name")
    own = named or project_name(_name_of(found[0]), name)
    dialect = load_dialect("conda")
    bare = stands if named else toml.dumps({"project": {"name": own, "version": VERSION}})
    reading = dialect.read({NAME: bare, **texts})
    manifest = stands if named else _manifest(reading, stands)
    remarks += about_project(files, there)
    for one in found:
        remarks += _remarks(one, reading)
    read = tuple(one.path for one in found)
    lists = tuple(dict.fromkeys(path for one in found for path in one.lists))
    return Imported(
        form=found[0].path,
        manager="conda",
        files={NAME: manifest, **texts},
        read=(*read, *lists, NAME) if NAME in files else (*read, *lists),
        native=tuple(one.path for one in found if one.path != one.target),
        remarks=(*remarks, *others),
        named={one.target: one.path for one in found if one.path != one.target},
    )


def _name_of(main: Environment) -> object:
    """The environment's name, where it may be the project's."""
    name = main.said.get("name")
    return "" if isinstance(name, str) and name.lower() in _NO_NAMES else name


def _manifest(reading: Reading, stands: str) -> str:
    """`pyproject.toml` with the requirements of some environment files.

    Args:
        reading: what these say.
        stands: the text that is there, if any.
    """
    project = reading.other or reading.project
    project = replace(
        project,
        version=VERSION,
        python=_in_order(project.python),
        dependencies=tuple(replace(one, spec=_in_order(one.spec)) for one in project.dependencies),
    )
    written = load_dialect("conda").write(project)[NAME].root
    metadata = written["project"]
    table = {
        "project": {key: metadata[key] for key in _PROJECT if metadata.get(key, "") != ""},
        "dependency-groups": written.get("dependency-groups", {}),
        "tool": {"seedbed": written.get("tool", {}).get("seedbed", {})},
    }
    there = toml.loads(stands)
    has = there.get("project", {})
    keys = {path: value for path, value in leaves(table) if value != {} and path[-1] not in has}
    try:
        return edit(stands, keys)
    except CannotEditError:
        return toml.dumps(expected(there, keys))


def _in_order(spec: str) -> str:
    """A range as people write it."""
    from packaging.specifiers import SpecifierSet  # slow to import

    return in_order(SpecifierSet(spec)) if "," in spec else spec


def _remarks(one: Environment, reading: Reading) -> Iterator[Remark]:
    """What is said of one file."""
    builds = exact_builds(one.said)
    yield from one.remarks
    yield from of_export(one.path, builds)
    yield from of_selectors(one.path, one.given)
    yield from of_unread(one.path, one.target, reading.unmodeled, {*one.told, *builds}, one.lines)
