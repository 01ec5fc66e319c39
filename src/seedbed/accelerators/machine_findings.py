"""Why a machine's own GPU does not work, and what mends it."""

from __future__ import annotations

from seedbed.accelerators.facts import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.model.machine import Fault, Machine

MAKERS = {"nvidia": "NVIDIA", "amd": "AMD", "intel": "Intel", "apple": "Apple"}
_DRIVERS = {
    "nvidia": "https://www.nvidia.com/drivers",
    "amd": "https://rocm.docs.amd.com/projects/install-on-linux/",
    "intel": "https://dgpu-docs.intel.com/driver/installation.html",
}
_STARTED_WITH = {
    "docker": {
        "nvidia": "docker run --gpus all …",
        "amd": "docker run --device /dev/kfd --device /dev/dri …",
        "intel": "docker run --device /dev/dri …",
    },
    "podman": {
        "nvidia": "podman run --device nvidia.com/gpu=all …",
        "amd": "podman run --device /dev/kfd --device /dev/dri …",
        "intel": "podman run --device /dev/dri …",
    },
    "apptainer": {
        "nvidia": "apptainer exec --nv …",
        "amd": "apptainer exec --rocm …",
        "intel": "apptainer exec --bind /dev/dri …",
    },
}
"""How a container gets the GPUs, by what runs it and by their maker."""
_PODS = {
    "nvidia": "nvidia.com/gpu: 1",
    "amd": "amd.com/gpu: 1",
    "intel": "gpu.intel.com/i915: 1",
}


_TEXTS = {
    "driver-not-loaded": (
        "{maker}'s driver is installed, but the kernel has not loaded it.",
        "sudo modprobe nvidia",
        "If that fails, the driver was not built for this kernel: install it again.",
    ),
    "driver-mismatch": (
        "{maker}'s driver was updated, but the kernel still runs the old version{shown}.",
        "sudo reboot",
        "",
    ),
    "driver-hangs": (
        "{maker}'s driver{shown} does not answer.",
        "sudo reboot",
        "The kernel's log may say why: sudo dmesg",
    ),
    "driver-crashes": (
        "The library of {maker}'s driver{shown} crashes.",
        "",
        "Install the driver again: {home}",
    ),
    "library-missing": (
        "The kernel has {maker}'s driver{shown}, but its libraries cannot be loaded.",
        "",
        "Install the libraries of the same driver version: libcuda.so.1 and libnvidia-ml.so.1.",
    ),
    "devices-hidden": (
        "{maker}'s driver{shown} is there, but its devices cannot be opened.",
        "sudo nvidia-modprobe -u -c=0",
        "In a container or a job, ask for the GPU when you start it.",
    ),
    "no-devices": (
        "{maker}'s driver{shown} works but sees no GPU.",
        "",
        "In a job, request a GPU. Otherwise, this driver may be too new for an old GPU.",
    ),
    "emulated-python": (
        "This Python is for Intel Macs and runs emulated, so it can't use Apple silicon.",
        "",
        "Install the manager and Python for Apple silicon (arm64), then sync again.",
    ),
}
"""Message, command, and hint for each code that needs no more than a name filled in."""
_FAILED = ("{maker}'s driver{shown} reports an error.", "", "Restart the machine.")


def of_fault(machine: Machine) -> Finding | None:
    """What is wrong with the GPU of a machine; None where nothing is."""
    if machine.fault is None:
        return None
    fault = machine.fault
    maker = MAKERS[fault.vendor]
    message, command, hint = _by_code(machine, fault, maker)
    said = fault.said.rstrip(".")
    if said and fault.number:
        message += f" The driver says: {said}."
    elif said and fault.code == "library-missing":
        message += f" The loader says: {said}."
    return Finding(code=fault.code, message=message, command=command, hint=hint)


def _by_code(machine: Machine, fault: Fault, maker: str) -> tuple[str, str, str]:
    """Message, command, and hint."""
    given = fault.code == "devices-hidden" and machine.container
    if fault.code == "container-without-gpu" or given:
        return _container(machine.container, fault.vendor, maker)
    if fault.code == "driver-missing":
        return _without_driver(fault, maker)
    if fault.code == "no-permission":
        return _closed(fault, maker)
    shown = f" {machine.driver}" if machine.driver else ""
    message, command, hint = _TEXTS.get(fault.code, _FAILED)
    if fault.code == "devices-hidden" and fault.vendor != "nvidia":
        command = ""
    home = _DRIVERS.get(fault.vendor, "")
    return message.format(maker=maker, shown=shown), command, hint.format(home=home)


def _without_driver(fault: Fault, maker: str) -> tuple[str, str, str]:
    used = f"; it uses the driver {fault.said}" if fault.said else ""
    message = f"This machine has an {maker} GPU but not {maker}'s driver{used}."
    return message, "", f"Install the driver: {_DRIVERS[fault.vendor]}"


def _closed(fault: Fault, maker: str) -> tuple[str, str, str]:
    at = f" ({fault.said})" if fault.said else ""
    message = f"You may not open the devices of {maker}'s GPU{at}."
    if fault.vendor == "nvidia":
        return message, "", "Ask the machine's administrator."
    return message, 'sudo usermod --append --groups render,video "$USER"', "Then log in again."


def _container(kind: str, vendor: str, maker: str) -> tuple[str, str, str]:
    message = f"This container was started without the host's {maker} GPU."
    if command := _STARTED_WITH.get(kind, {}).get(vendor):
        return message, command, "Start the container again with that option."
    if kind == "kubernetes":
        return message, "", f"Add '{_PODS[vendor]}' to the container's resources.limits."
    return message, "", "Start the container again, with the GPU."
