"""Environment files that stayed when another manager took over, at the return to conda; pure.

Such a file stays because nothing else could hold all that it says. It is no file that somebody
wrote anew: where all else in it is what the project still asks for, it is merged, not a conflict.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.managers.protocols import LeftOver
from seedbed.managers.shared.environment_files import group_of
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project

    Files = Mapping[str, str]


def left_over(project: Project, new: Dialect, files: Files, theirs: Files) -> LeftOver:
    """The project with what left-over files add to it.

    Args:
        project: what stands there.
        new: the dialect of the manager that is to have it, which reads such files.
        files: those files, by path.
        theirs: the files as they would be generated now, with `pyproject.toml` as it stands there.
    """
    items = {item.key: item for item in project.dependencies}
    packages = {package.key: package for package in project.system_packages}
    have = {}
    try:
        reading = new.read({**theirs, **files})
    except SeedbedError:
        return LeftOver(project=project, have={})
    said = reading.other or reading.project
    written = new.write(said)
    for path in files.keys() & written.keys():
        group = group_of(path)
        own = [one for one in said.dependencies if one.group == group and not one.optional]
        asked = {one.key: one for one in own}
        if asked.keys() <= items.keys() and not any(
            one.startswith(f"{path}: ") for one in reading.unmodeled
        ):
            have[path] = written[path].root
            packages |= {one.key: one for one in said.system_packages if one.group == group}
            items |= {
                key: replace(items[key], conda=one.conda)
                for key, one in asked.items()
                if not items[key].url
            }
    found = tuple(packages[key] for key in sorted(packages))
    project = replace(project, dependencies=tuple(items.values()), system_packages=found)
    return LeftOver(project=project, have=have)
