"""`seedbed add --overlay` and `add --recipe`: packages of your own, from a skeleton that works."""

from __future__ import annotations

import os

from seedbed.commands.add_system import SystemPlan, plan_own
from seedbed.commands.refusing import check_writable
from seedbed.commands.stored_choices import read_choices
from seedbed.commands.update_plan import UpdatePlan, check_is_read, steps_of
from seedbed.errors import SeedbedError, usage_error
from seedbed.host import unfinished
from seedbed.host.guarded import read_files
from seedbed.host.journal import Step
from seedbed.host.paths import inside
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.model.record import replace
from seedbed.render.skeletons import (
    DEPENDENCIES,
    OVERLAY,
    RECIPE,
    check_name,
    commands,
    license_of,
    recipe_of,
    skeleton,
    takes_recipe,
)
from seedbed.update.change import Change
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.model.choices import Choices
    from seedbed.model.tree import File
    from seedbed.workspace import Workspace

_MANIFEST = "pyproject.toml"
_PREVIEW = ("tool", "pixi", "workspace", "preview")
_BUILDS = "pixi-build"
"""What Pixi must be allowed before it builds packages itself."""


def plan_overlay(start: str, name: str, *, mend: bool = True) -> SystemPlan:
    """Plan a Nix package of your own; nothing is written.

    Args:
        start: a folder in the project.
        name: the package's name.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when the project does not use Nix, the name cannot be one, or one of the
            files exists.
    """
    project, choices = project_of(start, mend=mend)
    if choices.nix == "none":
        raise usage_error(
            "This project does not use Nix, so nothing would read an overlay.",
            "Turn Nix on with 'seedbed update --nix shell', or write a recipe for conda channels "
            f"with 'seedbed add --recipe {name}'."
            if name.isprintable()
            else "",
            code="no-nix",
        )
    check_name(OVERLAY, name, choices.name)
    from seedbed.managers.nix.program import FLAKES

    flake = "./.nix" if FLAKES[choices.nix] == ".nix" else "."
    files = skeleton(OVERLAY, name, {"flake": flake})
    _check_free(project.root, files, OVERLAY, name)
    plan = plan_own(project, choices, name)
    return replace(plan, update=_with(plan.update, files))


def plan_recipe(start: str, name: str, *, mend: bool = True) -> UpdatePlan:
    """Plan a conda package of your own; nothing is written.

    Pixi takes it from its folder. Other managers take it from the channel that you put it into.

    Args:
        start: a folder in the project.
        name: the package's name.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when the name cannot be one, one of the files exists, or `pyproject.toml`
            cannot take it.
    """
    project, choices = project_of(start, mend=mend)
    check_name(RECIPE, name, choices.name)
    check_writable(project.root)
    files = skeleton(RECIPE, name, {"license": license_of(project.manifest), **commands(name)})
    _check_free(project.root, files, RECIPE, name)
    changes = [_edited(project, name)] if choices.manager == "pixi" else []
    return _with(own_plan(project, choices, changes), files)


def own_plan(project: Workspace, choices: Choices, changes: list[Change]) -> UpdatePlan:
    """The plan for some changes of the manifest alone.

    Raises:
        SeedbedError: when the manager would not read the result.
    """
    disk = read_files(project.root, [_MANIFEST], {})
    return UpdatePlan(
        root=project.root,
        choices=choices,
        managers=(choices.manager, choices.manager),
        changes=tuple(changes),
        steps=steps_of(project.root, changes, load_dialect(choices.manager), before={}, after={}),
        remark=check_is_read(project.root, choices, disk, changes),
    )


def project_of(start: str, *, mend: bool) -> tuple[Workspace, Choices]:
    """The project that a folder lies in, with its choices.

    Args:
        start: the folder.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when there is none, or its choices cannot be read.
    """
    project = locate(start)
    if unfinished.finish(project.root, mend=mend):
        project = locate(project.root)
    return project, read_choices(project.manifest)


def _check_free(root: str, files: Mapping[str, File], kind: str, name: str) -> None:
    """Refuse to start where something stands already.

    Raises:
        SeedbedError: names it.
    """
    for path in files:
        if os.path.lexists(inside(root, path)):
            raise SeedbedError(
                f"{path} exists already, so nothing was written.",
                f"Choose another name, or move it away before you run 'seedbed add --{kind} "
                f"{name}' again.",
                code="exists",
            )


def _with(plan: UpdatePlan, files: Mapping[str, File]) -> UpdatePlan:
    """A plan that writes new files, too."""
    added = [Change(path=path, before=None, after=file) for path, file in files.items()]
    steps = {path: Step(before=None, after=file) for path, file in files.items()}
    return replace(
        plan,
        changes=tuple(sorted((*plan.changes, *added), key=lambda change: change.path)),
        steps={**plan.steps, **steps},
    )


def _edited(project: Workspace, name: str) -> Change:
    """The manifest of a Pixi project that takes the package from its recipe.

    Raises:
        SeedbedError: when it depends on such a package already, or its layout allows no edit.
    """
    from seedbed.formats import toml
    from seedbed.formats.tables import Section

    pixi = Section(project.manifest).section("tool", "pixi")
    title = MANAGERS["pixi"].title
    if name in pixi.section("dependencies").values:
        own = takes_recipe(project.manifest, name)
        raise usage_error(
            f"{_MANIFEST} has {name!r} under [tool.pixi.dependencies] already.",
            "Choose another name, or remove that one first: "
            + (f"seedbed remove --recipe {name}" if own else f"pixi remove {name}"),
            code="known-package",
        )
    value = toml.Inline({"path": recipe_of(name)})
    changes: dict[tuple[str, ...], object] = {(*DEPENDENCIES, name): value}
    preview = pixi.section("workspace").values.get("preview", [])
    if preview is not True and _BUILDS not in (preview or []):
        changes[_PREVIEW] = [*(preview or []), _BUILDS]
    by_hand = f"Write {name} = {{ path = '{recipe_of(name)}' }} below [tool.pixi.dependencies]."
    return edited_manifest(project, changes, f"adding {name} for {title}", by_hand)


def edited_manifest(
    project: Workspace, changes: Mapping[tuple[str, ...], object], what: str, by_hand: str
) -> Change:
    """The manifest with some of its keys changed.

    Args:
        project: the project.
        changes: the keys, with what becomes of them.
        what: what that is, for the error.
        by_hand: what to do where the layout does not allow it.

    Raises:
        SeedbedError: when it does not.
    """
    from seedbed.formats import encodings
    from seedbed.formats.toml_edit.edit import CannotEditError, edit

    file = read_files(project.root, [_MANIFEST], {})[_MANIFEST]
    try:
        after = edit(encodings.read(file.data) or "", changes)
    except CannotEditError as error:
        raise SeedbedError(
            f"The layout of {_MANIFEST} does not allow {what}: {error}.",
            by_hand,
            code="cannot-edit",
        ) from None
    data = encodings.write(after, file.data)
    return Change(path=_MANIFEST, before=file, after=replace(file, data=data))
