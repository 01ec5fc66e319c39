"""`seedbed add`: put Python packages where they belong."""

from __future__ import annotations

from seedbed.commands.bound import bound_to
from seedbed.commands.editing import Edit, changes_of, in_place, open_manifest
from seedbed.commands.file_meant import refuse_files
from seedbed.commands.options import split
from seedbed.commands.program_meant import program_meant
from seedbed.commands.requested import Place, asked_for, nameless, place_of, side_of
from seedbed.errors import SeedbedError, usage_error
from seedbed.formats.tables import Section
from seedbed.managers.protocols import Native
from seedbed.managers.shared.conda_packages import CONDA_NAMES, groups
from seedbed.managers.shared.sides import CONDA, IMPOSTORS, placed
from seedbed.model.credentials import check_no_secret
from seedbed.model.names import canonical, check_channel
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.commands.bound import BoundTo
    from seedbed.commands.editing import Opened
    from seedbed.commands.requested import Asked
    from seedbed.model.project import Dependency, Project


def plan_add(words: list[str], values: Mapping[str, Any], start: str = ".") -> Edit:
    """Find out what an addition would do; nothing is written.

    Args:
        words: what to add, as it was typed.
        values: the options, by name.
        start: a folder in the project.

    Raises:
        SeedbedError: when there is no project, or a word or an option cannot be understood.
    """
    opened = open_manifest(start)
    manager = opened.manager
    place = place_of(values, opened.project) or Place()
    side = side_of(values, manager.title, channels=manager.uses_channels)
    editable = "editable" in values
    if not editable:
        refuse_files(words, manager)
    asked = asked_for(words, place, opened.root, editable=editable, channels=manager.uses_channels)
    _check(opened, asked, side)
    verb = "add editable" if editable else "add"
    with_tool = verb in manager.edits and "dry_run" not in values and values.get("sync", True)
    wanted = [_wanted(opened, one, place, side, native=with_tool) for one in asked]
    channels = _channels(opened, values)
    remarks = _remarks(opened, asked, place, channels)
    remarks += [one.told for one in wanted if not one.is_new]
    due = [one for one in wanted if one.is_new]
    remarks += [one.bound.remark for one in due if one.bound and one.bound.remark]
    names = Section(opened.workspace.manifest).section(*CONDA_NAMES).strings(unmodeled=[])
    items_due = [one.item for one in due if one.item and not one.asked.path]
    remarks += filter(None, (program_meant(item, side, names) for item in items_due))
    items = tuple((one.item, one.told) for one in due if one.item)
    if not due and not channels:
        return Edit(opened=opened, changes=(), remarks=tuple(remarks))
    if with_tool and not any(one.item and one.item.index for one in due):
        native = Native(
            verb="add",
            words=tuple(one.asked.word for one in due),
            group=place.group,
            extra=place.extra,
            editable=editable,
        )
        return Edit(opened=opened, changes=(), native=native, items=items, remarks=tuple(remarks))
    return Edit(
        opened=opened,
        changes=_changes(opened, due, channels),
        items=items,
        remarks=tuple(remarks),
    )


@record
class Wanted:
    """One thing to add, with what the project has of it.

    Attributes:
        asked: what was asked for.
        item: the requirement; None where only the manager can find out its name.
        told: what is to be said of it, as a sentence without its period.
        is_new: whether the project has it not yet, or otherwise.
        bound: the build that the project takes of it.
    """

    asked: Asked
    item: Dependency | None
    told: str
    is_new: bool = True
    bound: BoundTo | None = None


def _wanted(opened: Opened, asked: Asked, place: Place, side: str, *, native: bool) -> Wanted:
    if asked.item is None:
        if not native:
            raise nameless(asked.word)
        return Wanted(asked=asked, item=None, told="")
    item = asked.item
    stands = next((one for one in in_place(opened.project, place) if one.key == item.key), None)
    if not (item.spec or item.url or item.extras or asked.path) and stands:
        item = replace(stands, conda="", name=item.name)
    bound = bound_to(item, opened.project, opened.workspace.manifest)
    item, why = bound.item, bound.why
    has_sides = opened.manager.uses_channels and (opened.manager.features or not place.extra)
    if has_sides and not asked.path:
        names = Section(opened.workspace.manifest).section(*CONDA_NAMES).strings(unmodeled=[])
        found = placed(item, side, names, stands)
        item, why = found.item, f", {found.why}"
    if asked.path:
        why = f", from {asked.path}"
    if stands and not asked.path and _same(opened, stands, item, side):
        told = f"{item.name} is already in {place.shown}: {stands.requirement}"
        return Wanted(asked=asked, item=item, told=told, is_new=False)
    instead = f" instead of {stands.requirement}" if stands and stands.spec != item.spec else ""
    told = f"Adding {item.requirement} to {place.shown}{instead}{why}"
    return Wanted(asked=asked, item=item, told=told, bound=bound)


def _same(opened: Opened, stands: Dependency, item: Dependency, side: str) -> bool:
    """Whether a requirement that stands there asks for all that another one does."""
    one, other = ((it.spec, it.url, it.extras) for it in (stands, item))
    return one == other and (not side or not opened.manager.uses_channels
                             or bool(stands.conda) == (side == CONDA))  # fmt: skip


def _check(opened: Opened, asked: list[Asked], side: str) -> None:
    """Refuse what can be no requirement of this project.

    Raises:
        SeedbedError: says why.
    """
    seen: dict[str, str] = {}
    for one in asked:
        name = canonical(one.name)
        if one.item and name == canonical(opened.project.name):
            raise usage_error(
                "The project cannot depend on itself.", "Leave it out.", code="bad-requirement"
            )
        if one.item and name == "python":
            raise usage_error(
                "Python is not added like a package.",
                "Change requires-python under [project] in pyproject.toml, then run 'seedbed "
                "sync'.",
                code="bad-requirement",
            )
        if one.item and not side and not one.item.url and name in IMPOSTORS and not one.path:
            program, where = IMPOSTORS[name]
            raise usage_error(
                f"PyPI's package {name} is not {program}, but another project of that name.",
                f"{where.rstrip('.')}. To add the other project all the same, use --pypi.",
                code="bad-requirement",
            )
        if one.item and seen.setdefault(f"{name}{one.item.marker}", one.word) != one.word:
            raise usage_error(
                f"{seen[f'{name}{one.item.marker}']!r} and {one.word!r} are the same package.",
                "Name it once.",
                code="bad-requirement",
            )
    if any(one.path for one in asked) and not opened.dialect.local(_first(asked), "."):
        raise SeedbedError(
            f"{opened.manager.title}'s files cannot hold an editable install.",
            "Install it by hand: .conda/bin/python -m pip install --no-deps --editable PATH",
            code="cannot-edit",
        )


def _first(asked: list[Asked]) -> Dependency:
    return next(one.item for one in asked if one.item)


def _channels(opened: Opened, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The channels that are added to those of the project."""
    found = split(values.get("channel", []))
    for channel in found:
        check_no_secret(channel, opened.manager.login)
        check_channel(channel)
    return tuple(one for one in dict.fromkeys(found) if one not in opened.project.channels)


def _remarks(
    opened: Opened, asked: list[Asked], place: Place, channels: tuple[str, ...]
) -> list[str]:
    found = [one.remark for one in asked if one.remark]
    before = opened.project.channels
    if channels:
        behind = f" after {', '.join(before)}" if before else ""
        found.append(f"The project also searches {', '.join(channels)}{behind}.")
    for one in asked:
        others = one.item and {
            Place(group=it.group, extra=it.optional).shown
            for it in opened.project.dependencies
            if canonical(it.name) == canonical(one.item.name)
        } - {place.shown}
        if others:
            found.append(f"{one.name} is also in {' and '.join(sorted(others))}.")
    known = {item.group for item in opened.project.dependencies}
    if place.group not in {*known, "", "dev"} and not opened.manager.new_groups:
        title, group = opened.manager.title, place.group
        found.append(
            f"A plain '{title} sync' leaves out the new group '{group}': run '{title} sync "
            f"--group {group}', or add it to default-groups under [tool.{title}]."
        )
    if place.extra:
        found.append(opened.manager.feature.format(extra=place.extra))
    return found


def _changes(opened: Opened, due: list[Wanted], channels: tuple[str, ...]) -> Any:
    items = {one.item.key: one.item for one in due if one.item}
    builds = [one.bound for one in due if one.bound]
    found_indexes = {index.name: index for build in builds for index in build.indexes}.values()
    found_system = [package for build in builds for package in build.system_packages]

    def change(project: Project) -> Project:
        known = {item.key: item for item in project.dependencies}
        merged = {**known, **items}
        ordered = tuple(merged[key] for key in sorted(merged))
        new = {item.group for item in items.values()} - {one.group for one in known.values()}
        on_demand = _on_demand(opened, project, new - {""})
        taken = {index.name for index in project.indexes}
        indexes = [one for one in found_indexes if one.name not in taken]
        system = {one.key: one for one in (*found_system, *project.system_packages)}
        return replace(
            project,
            dependencies=ordered,
            indexes=(*project.indexes, *indexes),
            system_packages=tuple(system[key] for key in sorted(system)),
            on_demand=on_demand,
            channels=(*project.channels, *channels),
        )

    keys: dict[tuple[str, ...], Any] = {}
    for one in due:
        if one.item and one.asked.path:
            keys |= opened.dialect.local(one.item, one.asked.path)
    return changes_of(opened, change, keys)


def _on_demand(opened: Opened, project: Project, new: set[str]) -> tuple[str, ...]:
    """The groups that are installed on demand, with those of some new ones that are to be.

    Pixi's environment `dev` takes new groups in; where there is none, no environment does.

    Args:
        opened: the project with its manager.
        project: what it says without the new groups.
        new: their names.
    """
    others = {*groups(project)} - {*project.on_demand}
    if opened.manager.new_groups and (opened.manager.name != "pixi" or "dev" in others):
        return project.on_demand
    # where nothing else is installed unasked, a new `dev` is
    asked = new if others and "dev" not in others else new - {"dev"}
    return tuple(sorted({*project.on_demand, *asked}))
