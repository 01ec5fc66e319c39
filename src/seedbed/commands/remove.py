"""`seedbed remove`: take packages out of a project."""

from __future__ import annotations

from seedbed.commands.packages import Packing, changes_of, find_packages, generated
from seedbed.commands.requirements import Where, read_requirement
from seedbed.errors import SeedbedError, nearest
from seedbed.managers.base import MANAGERS
from seedbed.managers.protocols import Place
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.commands.packages import Packages
    from seedbed.managers.protocols import Driver
    from seedbed.model.project import Dependency


def plan_remove(start: str, names: Sequence[str], where: Where) -> Packing:
    """Find out what removing packages would do; nothing is written.

    Args:
        start: a folder in the project.
        names: the packages.
        where: where they stand.

    Raises:
        SeedbedError: when there is no project, one of them does not stand there, or the manager
            would refuse the result.
    """
    wanted = [read_requirement(name, where)[0].name for name in names]
    found = find_packages(start)
    there = [item for item in found.project.dependencies if where.holds(item)]
    items: list[Dependency] = []
    for name in wanted:
        matching = [item for item in there if canonical(item.name) == canonical(name)]
        if not matching:
            raise _not_there(found, name, where)
        items += matching
    keys = {item.key for item in items}
    kept = [item for item in found.project.dependencies if item.key not in keys]
    native = MANAGERS[found.manager].edits and not where.extra  # which Poetry cannot say
    place = Place(group=where.group, extra=where.extra)

    def run(driver: Driver) -> None:
        if native:
            driver.remove(found.root, sorted({item.name for item in items}), place)
        else:
            driver.lock(found.root)
            driver.sync(found.root)

    return Packing(
        packages=found,
        items=tuple(items),
        changes=changes_of(found, kept),
        native=native,
        run=run,
        remarks=_remarks(found, items),
    )


def _not_there(found: Packages, name: str, where: Where) -> SeedbedError:
    """The error for a package that does not stand where it was looked for."""
    what = f"{name} is not in {where.title} of {found.root}."
    for item in found.project.dependencies:
        if canonical(item.name) == canonical(name):
            place = Where(group=item.group, extra=item.optional)
            hint = f"It is in {place.title}: 'seedbed remove {item.name}{place.options}'."
            return SeedbedError(what, hint, code="no-such-package")
    known = tuple(item.name for item in found.project.dependencies if where.holds(item))
    meant = nearest(name, known)
    hint = f"Did you mean '{meant}'?" if meant else "See pyproject.toml for what is there."
    return SeedbedError(what, hint, code="no-such-package")


def _remarks(found: Packages, items: Sequence[Dependency]) -> tuple[str, ...]:
    """What is to be said of packages that the project was generated with."""
    texts = generated(found)
    if not texts:
        return ()
    given = {item.key for item in found.dialect.read(texts).project.dependencies}
    names = sorted({item.name for item in items if item.key in given})
    if not names:
        return ()
    return (f"The generated code or its tasks may need {', '.join(names)}.",)
