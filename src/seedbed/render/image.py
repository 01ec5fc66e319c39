"""What a Dockerfile has of the model: Debian's packages, and the CUDA to solve for. Pure."""

from __future__ import annotations

from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.layers.library import Layer
    from seedbed.model.project import Project, SystemPackage

CUDA = "25-cuda.dockerfile"
"""The name of the section in the build stage, before packages are installed."""
SYSTEM = "55-system.dockerfile"
"""The name of the section in the image, before the environment."""


def sections(
    project: Project, packages: Iterable[SystemPackage], layers: Iterable[Layer]
) -> dict[str, str]:
    """The sections of a Dockerfile that are made from the model: name to text.

    Args:
        project: the project.
        packages: its system packages.
        layers: its layers, which tell the manager.
    """
    manager = MANAGERS[next(layer.choice for layer in layers if layer.slot == "manager")]
    found = {}
    if manager.uses_channels and (cuda := _cuda(project)):
        found[CUDA] = (
            "# A build has no driver: this says which builds of CUDA to take all the same.\n"
            f"ENV CONDA_OVERRIDE_CUDA={cuda}\n"
        )
    # what only a group needs, such as pandoc, is a tool
    rest = [one for one in packages if not one.group and not (one.conda and manager.uses_channels)]
    if names := sorted({one.debian for one in rest if one.debian}):
        found[SYSTEM] = _apt(names)
    if lacking := sorted({one.name for one in rest if not one.debian}):
        text = found.get(SYSTEM, "")
        text += f"# Debian has no package for {', '.join(lacking)}: install it here.\n"
        found[SYSTEM] = text
    return found


def _cuda(project: Project) -> str:
    """The version of CUDA whose builds the project asks for; empty if for none."""
    for platform in project.platforms:
        if platform.cuda:
            return platform.cuda
    asked = [one.spec for one in project.system_packages if one.name == "cuda-version"]
    version = asked[0].removesuffix(".*") if asked else ""
    return version if "." in version or not version else f"{version}.0"


def _apt(names: list[str]) -> str:
    packages = "".join(f"        {name} \\\n" for name in names)
    return (
        "# Debian replaces versions, so none can be pinned.\n"
        "# hadolint ignore=DL3008\n"
        "RUN apt-get update \\\n"
        "    && apt-get install --yes --no-install-recommends \\\n"
        f"{packages}"
        "    && rm -rf /var/lib/apt/lists/*\n"
    )
