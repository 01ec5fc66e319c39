"""What a machine has to compute on."""

from __future__ import annotations

from seedbed.model.record import record


@record
class Gpu:
    """One GPU.

    Attributes:
        name: what its maker calls it; empty where nothing says.
        memory: its memory in bytes; 0 where nothing says, and for memory shared with the CPU.
        capability: NVIDIA's compute capability, such as `9.0`; AMD's architecture, such as
            `gfx90a`; empty for all others, and where nothing says.
    """

    name: str = ""
    memory: int = 0
    capability: str = ""


@record
class Fault:
    """Why a GPU, or the driver of one, cannot be used.

    Attributes:
        code: one of `FAULTS`.
        vendor: whose GPU or driver it is: `nvidia`, `amd`, `intel`, or `apple`.
        said: what the driver, the loader, or a program said about it, in its own words.
        number: NVML's return code, the signal that ended the probe, or 0.
    """

    code: str
    vendor: str
    said: str = ""
    number: int = 0


FAULTS = {
    "driver-missing": "there is a GPU but no driver for it",
    "driver-not-loaded": "the driver is installed, but the kernel has not loaded it",
    "driver-mismatch": "the driver's libraries are newer or older than its kernel module",
    "driver-failed": "the driver reports an error",
    "driver-hangs": "the driver does not answer",
    "driver-crashes": "the driver's library crashes",
    "library-missing": "the kernel has the driver, but its libraries cannot be loaded",
    "container-without-gpu": "the host's GPU was not passed to this container",
    "devices-hidden": "the driver is there, but its devices cannot be opened",
    "no-permission": "this user may not open the devices",
    "no-devices": "the driver works but sees no GPU",
    "emulated-python": "this Python is for Intel Macs and runs emulated on Apple silicon",
}
"""All codes of a `Fault`, with what each means."""


@record
class Machine:
    """What a machine has to compute on, as far as can be told without a framework.

    Attributes:
        kind: what its GPUs are programmed with: `cuda`, `rocm`, `xpu`, or `metal`; empty where
            there is none that works. One that a variable switches off still counts.
        driver: the version of the GPU's driver, also where a fault keeps it from working; empty
            where there is none, or nothing says.
        cuda: the newest version of CUDA that the driver supports, such as `13.0`; empty likewise.
        gpus: the GPUs, as the driver orders them.
        found: how they were found: `nvml`, `libcuda`, `nvidia-smi`, `rocminfo`, `sysfs`,
            `system`, or the name of the variable that says so; empty where there is none.
        library: the folder of the driver's libraries, where the loader does not find them by
            itself; empty where it does.
        hidden: the assignment that switches all GPUs off, such as `CUDA_VISIBLE_DEVICES=`; empty
            where nothing does.
        fault: why a GPU does not work; None where all is well, and where there is no GPU.
        container: what this process is confined in: `docker`, `podman`, `kubernetes`,
            `apptainer`, or `other`; empty for none.
        wsl: whether this is Linux on Windows (WSL 2).
        nixos: whether this is NixOS.
    """

    kind: str = ""
    driver: str = ""
    cuda: str = ""
    gpus: tuple[Gpu, ...] = ()
    found: str = ""
    library: str = ""
    hidden: str = ""
    fault: Fault | None = None
    container: str = ""
    wsl: bool = False
    nixos: bool = False


_SUBDIRS = {
    ("linux", "x86_64"): "linux-64",
    ("linux", "aarch64"): "linux-aarch64",
    ("linux", "ppc64le"): "linux-ppc64le",
    ("darwin", "x86_64"): "osx-64",
    ("darwin", "arm64"): "osx-arm64",
    ("win32", "AMD64"): "win-64",
    ("win32", "ARM64"): "win-arm64",
}

MARKERS = {
    "linux-64": "sys_platform == 'linux' and platform_machine == 'x86_64'",
    "linux-aarch64": "sys_platform == 'linux' and platform_machine == 'aarch64'",
    "linux-ppc64le": "sys_platform == 'linux' and platform_machine == 'ppc64le'",
    "osx-64": "sys_platform == 'darwin' and platform_machine == 'x86_64'",
    "osx-arm64": "sys_platform == 'darwin' and platform_machine == 'arm64'",
    "win-64": "sys_platform == 'win32' and platform_machine == 'AMD64'",
    "win-arm64": "sys_platform == 'win32' and platform_machine == 'ARM64'",
}
"""How markers (PEP 508) name the platforms of conda."""


def subdir_of(system: str, architecture: str) -> str:
    """What conda calls a kind of machine; empty for one that it does not know.

    Args:
        system: as `sys.platform` has it.
        architecture: as Python's `platform.machine()` has it.
    """
    return _SUBDIRS.get((system, architecture), "")
