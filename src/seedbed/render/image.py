"""What a Dockerfile has of the model: Debian's packages, and the CUDA to solve for. Pure."""

from __future__ import annotations

from seedbed.errors import usage_error
from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.layers.library import Layer
    from seedbed.model.project import Project, SystemPackage

SYSTEM = "24-system.dockerfile"
CUDA = "26-cuda.dockerfile"
"""The names of the sections: their places before the one that installs the environment."""


def sections(
    project: Project, packages: Iterable[SystemPackage], layers: Iterable[Layer]
) -> dict[str, str]:
    """The sections of a Dockerfile that are made from the model: name to text.

    Args:
        project: the project.
        packages: its system packages.
        layers: its layers, which tell the manager.

    Raises:
        SeedbedError: for a project that nobody can install on Linux, which images are made of.
    """
    if not any(one.subdir.startswith("linux-") for one in project.platforms):
        covered = ", ".join(one.name for one in project.platforms)
        raise usage_error(
            f"The extra docker needs Linux, but the lock covers only {covered}.",
            "Add linux-64 to the platforms, or leave docker out.",
            code="needs-linux",
        )
    manager = MANAGERS[next(layer.choice for layer in layers if layer.slot == "manager")]
    found = {}
    if manager.uses_channels and (cuda := _cuda(project)):
        found[CUDA] = (
            "# A build sees no driver: this says which CUDA the host's supports.\n"
            f"ARG CONDA_OVERRIDE_CUDA={cuda}\n"
        )
    # what only a group needs, such as pandoc, is a tool
    rest = [one for one in packages if not one.group and not (one.conda and manager.uses_channels)]
    names = {one.debian for one in rest if one.debian}
    if manager.uses_channels:
        names.add("ca-certificates")  # which its base lacks, and channels are read over HTTPS
    if names:
        found[SYSTEM] = _apt(sorted(names))
    for name in sorted({one.name for one in rest if not one.debian}):
        text = (
            f"# No package of Debian is known for {name}. If the code needs it, install it here.\n"
        )
        found[SYSTEM] = found.get(SYSTEM, "") + text
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
        "    && rm -rf /var/cache/apt/* /var/lib/apt/lists/*\n"
    )
