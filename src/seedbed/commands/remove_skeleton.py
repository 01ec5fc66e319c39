"""`seedbed remove --overlay` and `remove --recipe`: what takes packages of your own out again.

The files of such a package are the user's by now, so they stay.
"""

from __future__ import annotations

import os
import shlex

from seedbed.commands.add_skeleton import edited_manifest, own_plan, project_of
from seedbed.commands.add_system import plan_remove
from seedbed.errors import usage_error
from seedbed.formats.toml_edit.changes import GONE
from seedbed.host.paths import inside
from seedbed.model.system_names import parse
from seedbed.render.skeletons import DEPENDENCIES, is_name, recipe_of, takes_recipe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.commands.update_plan import UpdatePlan
    from seedbed.errors import SeedbedError


def plan_remove_overlay(start: str, name: str, *, mend: bool = True) -> UpdatePlan:
    """Plan what takes a Nix package of your own out of the shell; nothing is written.

    If the shell has it no more, its files may still be there: then there is nothing to do.

    Args:
        start: a folder in the project.
        name: the package's name.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when there is no such package, or as `plan_remove` does.
    """
    project, choices = project_of(start, mend=mend)
    listed = {one.name: one for one in map(parse, choices.system_packages)}
    if name not in listed and staying(project.root, "overlay", name):
        return own_plan(project, choices, [])
    if name not in listed or listed[name].parts.get("nix") != name:
        hint = f"Run 'seedbed remove --system {name}'." if name in listed else ""
        raise usage_error(
            f"{name!a} is not a Nix package of this project's own.", hint, code="not-there"
        )
    return plan_remove(start, [name], mend=mend).update


def plan_remove_recipe(start: str, name: str, *, mend: bool = True) -> UpdatePlan:
    """Plan what takes a conda package of your own out of the project; nothing is written.

    Args:
        start: a folder in the project.
        name: the package's name.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when neither the manifest nor a folder has it.
    """
    project, choices = project_of(start, mend=mend)
    if choices.manager == "pixi" and takes_recipe(project.manifest, name):
        changes: dict[tuple[str, ...], object] = {(*DEPENDENCIES, name): GONE}
        by_hand = f"Remove {name} from [tool.pixi.dependencies] yourself."
        change = edited_manifest(project, changes, f"removing {name}", by_hand)
        return own_plan(project, choices, [change])
    if not staying(project.root, "recipe", name):
        raise _no_recipe(name)
    return own_plan(project, choices, [])


def staying(root: str, kind: str, name: str) -> list[str]:
    """The files and folders of a package of your own that stay.

    Args:
        root: the project's folder.
        kind: `overlay` or `recipe`.
        name: the package's name.
    """
    if not is_name(name):
        return []
    places = [f".nix/overlays/{name}.nix", f".nix/overlays/{name}"]
    places = places if kind == "overlay" else [recipe_of(name)]
    return [path for path in places if os.path.lexists(inside(root, path))]


def deleting(paths: list[str]) -> str:
    """What is said of files that stay."""
    verb = "stays" if len(paths) == 1 else "stay"
    them = "it" if len(paths) == 1 else "them"
    return f"{' and '.join(paths)} {verb}. To delete {them}: rm -r {shlex.join(paths)}"


def _no_recipe(name: str) -> SeedbedError:
    return usage_error(
        f"This project has no recipe {name!a}.",
        "'seedbed remove --recipe' takes only what 'seedbed add --recipe' started.",
        code="not-there",
    )
