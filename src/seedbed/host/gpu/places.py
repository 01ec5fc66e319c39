"""Where this process runs: a container, Linux on Windows, NixOS."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.host.gpu.here import Here

_BY_FILE = {"/.dockerenv": "docker", "/run/.containerenv": "podman"}
_BY_VARIABLE = {
    "KUBERNETES_SERVICE_HOST": "kubernetes",
    "APPTAINER_CONTAINER": "apptainer",
    "SINGULARITY_CONTAINER": "apptainer",
}
_BY_GROUP = {
    "kubepods": "kubernetes",
    "docker": "docker",
    "libpod": "podman",
    "containerd": "other",
    "/lxc": "other",
}
_KINDS = ("docker", "podman", "kubernetes", "apptainer")


def container(here: Here) -> str:
    """What this process is confined in, as `Machine.container` has it."""
    for variable, kind in _BY_VARIABLE.items():
        if here.environment.get(variable):
            return kind
    for file, kind in _BY_FILE.items():
        if here.exists(file):
            return kind
    # systemd, podman, and lxc tell it so: https://systemd.io/CONTAINER_INTERFACE
    told = here.text("/run/systemd/container") or here.environment.get("container", "")
    if told and told != "wsl":  # the systemd of WSL takes that for a container
        return told if told in _KINDS else "other"
    groups = here.text("/proc/1/cgroup")
    return next((kind for part, kind in _BY_GROUP.items() if part in groups), "")


def is_wsl(here: Here) -> bool:
    """Whether this is Linux on Windows, of the second kind, which has GPUs."""
    return "microsoft-standard" in here.text("/proc/sys/kernel/osrelease").lower() or here.exists(
        "/dev/dxg"
    )


def is_nixos(here: Here) -> bool:
    """Whether this is NixOS."""
    return here.exists("/etc/NIXOS")
