"""Packages that are built for an accelerator: which build a project takes when one is added."""

from __future__ import annotations

from seedbed.managers.base import MANAGERS
from seedbed.model.names import canonical
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.accelerators.build import Build
    from seedbed.accelerators.builds import Framework
    from seedbed.model.project import Dependency, Index, Project, SystemPackage

_WITH_TORCH = ("torchvision", "torchaudio")
"""Packages that only work with the build of PyTorch that comes from the same index."""


@record
class BoundTo:
    """A requirement with the build that the project takes.

    Attributes:
        item: the requirement, with its index.
        why: why it comes from there, as the rest of a sentence; may be empty.
        remark: what else is to be said; may be empty.
        indexes: package indexes that are needed.
        system_packages: conda packages that pick the build.
    """

    item: Dependency
    why: str = ""
    remark: str = ""
    indexes: tuple[Index, ...] = ()
    system_packages: tuple[SystemPackage, ...] = ()


def bound_to(item: Dependency, project: Project, manifest: Mapping[str, Any]) -> BoundTo:
    """A requirement with the build that a project takes of it; most packages have only one.

    Args:
        item: the requirement.
        project: what has it so far.
        manifest: the project's `pyproject.toml`.
    """
    name = canonical(item.name)
    if item.url or item.marker:
        return BoundTo(item=item)
    if name in _WITH_TORCH:
        return _with_torch(item, project)
    if not name.startswith(("torch", "tensorflow", "jax")):
        return BoundTo(item=item)
    from seedbed.accelerators.builds import FRAMEWORKS

    framework = next((one for one in FRAMEWORKS.values() if name in one.names), None)
    return _framework(item, framework, manifest) if framework else BoundTo(item=item)


def _with_torch(item: Dependency, project: Project) -> BoundTo:
    """A package that has to come from where PyTorch comes from."""
    found = {
        (one.index, one.index_marker)
        for one in project.dependencies
        if canonical(one.name) == "torch" and one.index
    }
    if not found:
        return BoundTo(item=item)
    if len(found) > 1:
        remark = (
            f"The project has several builds of torch, and {item.name} has to come from the same "
            "index as each; this one comes from the default index."
        )
        return BoundTo(item=item, remark=remark)
    ((index, marker),) = found
    bound = replace(item, index=index, index_marker=marker)
    return BoundTo(item=bound, why=f", from the index {index}, as torch")


def _framework(item: Dependency, framework: Framework, manifest: Mapping[str, Any]) -> BoundTo:
    """A framework that is no choice of the project's."""
    from seedbed.commands.stored_choices import read_choices

    choices = read_choices(manifest)
    if choices.framework == framework.name:
        return BoundTo(item=item)
    remark = (
        f"This adds only the package. To make {framework.title} the project's framework, with "
        f"training code and the build for your accelerator, run 'seedbed update --framework "
        f"{framework.name}' instead."
    )
    if choices.accelerator != "cpu" or item.extras or canonical(item.name) != "torch":
        return BoundTo(item=item, remark=remark)
    build = _cpu_build(replace(choices, framework=framework.name, framework_version=item.spec))
    bound = replace(item, index=build.index, index_marker=build.index_marker)
    return BoundTo(
        item=bound,
        why=f", from the index {build.index}" if build.index else "",
        remark=f"The project's accelerator is 'cpu', so it takes the CPU build. {remark}",
        indexes=build.indexes,
        system_packages=build.system_packages,
    )


def _cpu_build(choices: Any) -> Build:
    from seedbed.accelerators.choosing import build_of
    from seedbed.accelerators.tables import load_tables
    from seedbed.accelerators.wanted import wanted

    row = MANAGERS[choices.manager]
    asked = wanted(choices, "", channels=row.uses_channels)
    return build_of(load_tables(), asked, named=row.named_platforms)
