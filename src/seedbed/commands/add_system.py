"""`seedbed add --system` and `seedbed remove --system`: programs that are no Python packages."""

from __future__ import annotations

from seedbed.commands.rechoosing import plan_choices
from seedbed.commands.stored_choices import read_choices
from seedbed.errors import usage_error
from seedbed.host import unfinished
from seedbed.model.record import record, replace
from seedbed.model.system_names import Given, normalised, parse
from seedbed.render.system_packages import ADD, remarks, resolve
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.commands.update_plan import UpdatePlan
    from seedbed.model.choices import Choices
    from seedbed.model.project import SystemPackage
    from seedbed.workspace import Workspace


@record
class SystemPlan:
    """What `seedbed add --system` or `remove --system` is about to do.

    Attributes:
        update: the files that change, and how.
        packages: what was asked for, by all its names, sorted.
        known: the names of those that the project had already, or hadn't.
        remarks: what is to be said of names that no table knows.
    """

    update: UpdatePlan
    packages: tuple[SystemPackage, ...]
    known: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def plan_add(start: str, texts: Iterable[str], *, mend: bool = True) -> SystemPlan:
    """Find out what adding some packages would do; nothing is written.

    Args:
        start: a folder in the project.
        texts: the packages, as users write them: a name, perhaps with what others call it. One
            that the project has is replaced.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when there is no project, conflicts wait to be settled, or a package cannot
            be had.
    """
    project, stored = _project(start, mend=mend)
    return _added(project, stored, _each_once(texts))


def plan_own(project: Workspace, stored: Choices, name: str) -> SystemPlan:
    """Plan what puts a package of the project's own overlays into its Nix shell.

    Args:
        project: the project, which uses Nix.
        stored: its choices.
        name: the package's name, and its attribute.

    Raises:
        SeedbedError: as `plan_add` does.
    """
    standing = {parse(one).name: parse(one).parts for one in stored.system_packages}
    parts = {"conda": "", **standing.get(name, {}), "nix": name}
    return _added(project, stored, {name: str(Given(name=name, parts=parts))})


def _added(project: Workspace, stored: Choices, given: dict[str, str]) -> SystemPlan:
    """The plan that adds some packages, by their names."""
    standing = {parse(one).name: str(parse(one)) for one in stored.system_packages}
    wanted = standing | given
    choices = _with(stored, wanted.values())
    found = {one.name: one for one in resolve(choices, ADD)}
    return SystemPlan(
        update=plan_choices(project, stored, choices),
        packages=tuple(found[name] for name in sorted(given)),
        known=tuple(name for name in sorted(given) if standing.get(name) == given[name]),
        remarks=tuple(_remarks(stored, given)),
    )


def plan_remove(start: str, texts: Iterable[str], *, mend: bool = True) -> SystemPlan:
    """Find out what removing some packages would do; nothing is written.

    Args:
        start: a folder in the project.
        texts: the names of the packages.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when there is no project, conflicts wait to be settled, or the project does
            not have one of them.
    """
    project, stored = _project(start, mend=mend)
    standing = {parse(one).name: one for one in stored.system_packages}
    names = sorted({parse(text).name for text in texts})
    for name in names:
        if name not in standing:
            raise _not_there(name, tuple(standing), project)
    kept = {name: one for name, one in standing.items() if name not in names}
    found = {one.name: one for one in resolve(stored, ADD)}
    return SystemPlan(
        update=plan_choices(project, stored, _with(stored, kept.values())),
        packages=tuple(found[name] for name in names),
    )


def chosen_in(start: str) -> tuple[str, ...]:
    """The names of the system packages that the project of a folder has chosen.

    Raises:
        SeedbedError: when there is no project, or its manifest cannot be read.
    """
    stored = read_choices(locate(start).manifest)
    return tuple(parse(one).name for one in stored.system_packages)


def _project(start: str, *, mend: bool) -> tuple[Workspace, Choices]:
    project = locate(start)
    if unfinished.finish(project.root, mend=mend):
        project = locate(project.root)
    return project, read_choices(project.manifest)


def _remarks(stored: Choices, given: dict[str, str]) -> Iterator[str]:
    """What is to be said of names that no table knows, and how to say more of them."""
    for name, text in given.items():
        for remark in remarks(replace(stored, system_packages=(text,))):
            by_hand = f"{ADD}{name}:nix=ATTRIBUTE:conda=NAME:debian=NAME"
            yield f"{remark} To say what others call it: {by_hand}"


def _with(choices: Choices, packages: Iterable[str]) -> Choices:
    return replace(choices, system_packages=normalised(packages))


def _each_once(texts: Iterable[str]) -> dict[str, str]:
    """The packages that were given, by name, each in its one spelling.

    Raises:
        SeedbedError: for what cannot be one, or one that is given in two ways.
    """
    return {parse(one).name: one for one in normalised(texts)}


def _not_there(name: str, standing: tuple[str, ...], project: Workspace) -> Exception:
    from seedbed.errors import nearest
    from seedbed.render.skeletons import takes_recipe

    meant = nearest(name, standing)
    has = f"It has {', '.join(standing)}." if standing else "It has none."
    hint = f"Did you mean '{meant}'? {has}" if meant else has
    if takes_recipe(project.manifest, name):
        hint = f"Its recipe is yours: seedbed remove --recipe {name}"
    return usage_error(
        f"'{name}' is not among this project's own system packages.", hint, code="not-there"
    )
