"""Groups of an adopted project that have no environment file, and get none at a return to conda."""

from __future__ import annotations

from seedbed.commands.own_form import after_of, texts_of
from seedbed.errors import SeedbedError
from seedbed.managers.shared.environment_files import group_of, is_environment
from seedbed.model.record import replace
from seedbed.update.aside import Aside
from seedbed.update.stated import read
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seedbed.managers.protocols import Dialect
    from seedbed.model.tree import File
    from seedbed.update.change import Change

    Files = Mapping[str, str]


def with_absent(
    asides: Mapping[str, Aside],
    held: Mapping[str, Aside],
    managers: tuple[str, str],
    dialect: Dialect,
    stands: Files,
) -> dict[str, Aside]:
    """What is set aside after a switch, with the environment files that there never were.

    Args:
        asides: what the switch sets aside, by manager.
        held: what was set aside before.
        managers: the one that the project had, and the one that it has then.
        dialect: that of the first one.
        stands: its manifest's files.
    """
    found = dict(asides)
    missing = {name: one.absent for name, one in held.items() if name != managers[1]}
    missing |= {managers[0]: _absent(dialect, stands)}
    for name, paths in missing.items():
        if paths:
            found[name] = replace(found.get(name, Aside()), absent=paths)
    return found


def _absent(dialect: Dialect, stands: Files) -> tuple[str, ...]:
    """The environment files that a manifest would have for its groups, and has not."""
    try:
        written = dialect.write(read(dialect, {NAME: stands[NAME]}).project)
    except (SeedbedError, KeyError):
        return ()
    files = (path for path in written if is_environment(path) and group_of(path))
    return tuple(path for path in files if path not in stands)


def without_absent(
    changes: Sequence[Change], held: Aside | None, dialect: Dialect, ours: Mapping[str, File]
) -> list[Change]:
    """Changes that add no environment file for a group that had none before, and needs none.

    Args:
        changes: those of a switch.
        held: what was set aside of the manager that comes back.
        dialect: that manager's.
        ours: the files as they stand there.
    """
    new = {one.path for one in changes if held and one.path in held.absent and one.before is None}
    if not new:
        return list(changes)
    texts = texts_of(dialect, after_of(ours, changes))
    needless = {path for path in new if path in texts and _is_needless(dialect, texts, path)}
    return [one for one in changes if one.path not in needless]


def _is_needless(dialect: Dialect, texts: Files, path: str) -> bool:
    """Whether an environment file says nothing but what its group says in `pyproject.toml`."""
    group = group_of(path)
    try:
        reading = read(dialect, {NAME: texts[NAME], path: texts[path]})
        listed = read(dialect, {NAME: texts[NAME]}).project
    except SeedbedError:
        return False
    said = reading.other or reading.project
    known = {one.key: one for one in listed.dependencies}
    own = [replace(one, conda="") for one in said.dependencies if one.group == group]
    packages = [one for one in said.system_packages if one.group == group]
    return not packages and all(known.get(one.key) == one for one in own)
