"""What is told of NVIDIA GPUs, from a library of C that is loaded, and from programs that run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from gpu_machines import CUDA, NVML, Machine, recorded, replaying
from running import has_ended
from stand_ins import program

from seedbed.host.gpu import detect
from seedbed.model.machine import FAULTS, Fault, Gpu

if TYPE_CHECKING:
    from pathlib import Path

H200 = Gpu(name="NVIDIA H200", memory=143771 << 20, capability="9.0")


def test_nvml_tells_all(machine: Machine, library: Path) -> None:
    found = detect(machine.nvidia().library(NVML, library).here())
    assert (found.kind, found.driver, found.cuda) == ("cuda", "580.159.04", "13.0")
    assert (found.gpus, found.found, found.library) == ((H200,), "nvml", "")
    assert (found.fault, found.hidden, found.container) == (None, "", "")


def test_the_same_library_answers_the_same_to_nvidias_own_bindings(
    machine: Machine, library: Path
) -> None:
    machine.library(NVML, library)
    script = """if True:
        import json, pynvml as n
        n.nvmlInit()
        device = n.nvmlDeviceGetHandleByIndex(0)
        print(json.dumps([
            n.nvmlSystemGetDriverVersion(), n.nvmlSystemGetCudaDriverVersion_v2(),
            n.nvmlDeviceGetCount(), n.nvmlDeviceGetName(device),
            n.nvmlDeviceGetMemoryInfo(device).total,
            n.nvmlDeviceGetCudaComputeCapability(device),
        ]))"""
    told = subprocess.run(
        [sys.executable, "-c", script], env=machine.environment, check=True, capture_output=True
    )
    assert json.loads(told.stdout) == [
        "580.159.04", 13000, 1, "NVIDIA H200", 143771 << 20, [9, 0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "said", "code"),
    [
        (17, "GPU access blocked by the operating system", "devices-hidden"),
        (9, "Driver Not Loaded", "driver-not-loaded"),
        (18, "Driver/library version mismatch", "driver-mismatch"),
        (4, "Insufficient Permissions", "no-permission"),
        (12, "Local version doesn't implement this function", "driver-failed"),
        (999, "Unknown Error", "driver-failed"),
    ],
)
def test_a_driver_that_refuses_says_why(
    machine: Machine, library: Path, number: int, said: str, code: str
) -> None:
    machine.nvidia().library(NVML, library)
    machine.environment |= {"STAND_IN_INIT": str(number), "STAND_IN_SAID": said}
    found = detect(machine.here())
    assert found.fault == Fault(code=code, vendor="nvidia", said=said, number=number)
    assert code in FAULTS
    # the version is that of the kernel's module, which is there
    assert (found.kind, found.driver, found.cuda) == ("", "580.159.04", "")


def test_the_recorded_message_of_a_refusal_is_the_one_tested() -> None:
    said, _ = recorded("device-nodes-hidden.txt")["nvidia-smi"]
    assert "GPU access blocked by the operating system" in said


def test_no_gpus_are_no_crash(machine: Machine, library: Path) -> None:
    machine.nvidia().library(NVML, library).environment["STAND_IN_COUNT"] = "0"
    found = detect(machine.here())
    assert found.fault == Fault(code="no-devices", vendor="nvidia")
    assert (found.kind, found.driver, found.cuda) == ("", "580.159.04", "13.0")


def test_a_gpu_that_was_lost_is_left_out(machine: Machine, library: Path) -> None:
    machine.nvidia().library(NVML, library)
    machine.environment |= {"STAND_IN_COUNT": "3", "STAND_IN_LOST": "1"}
    assert detect(machine.here()).gpus == (H200, H200)


def test_a_library_that_hangs_is_left_behind(machine: Machine, library: Path) -> None:
    machine.nvidia().library(NVML, library).environment["STAND_IN_INIT"] = "hang"
    before = _children()
    found = detect(machine.here(limit=1.0))
    assert found.fault == Fault(code="driver-hangs", vendor="nvidia")
    assert found.driver == "580.159.04"
    assert all(has_ended(child) for child in _children() - before)


def test_a_library_that_crashes_takes_only_its_own_process(machine: Machine, library: Path) -> None:
    machine.nvidia().library(NVML, library).environment["STAND_IN_INIT"] = "crash"
    assert detect(machine.here()).fault == Fault(code="driver-crashes", vendor="nvidia", number=11)


def test_cuda_is_asked_where_nvml_is_missing(machine: Machine, library: Path) -> None:
    machine.nvidia().library(CUDA, library).environment["CUDA_VISIBLE_DEVICES"] = ""
    found = detect(machine.here())
    assert (found.kind, found.cuda, found.gpus) == ("cuda", "13.0", (H200,))
    assert (found.found, found.driver) == ("libcuda", "580.159.04")


def test_cuda_without_a_gpu_leaves_nvidia_smi_to_ask(machine: Machine, library: Path) -> None:
    machine.nvidia().library(CUDA, library).environment["STAND_IN_COUNT"] = "0"
    found = detect(machine.here())
    assert found.fault is not None
    assert (found.kind, found.fault.code) == ("", "library-missing")
    replaying(machine.programs, "nvidia-smi", "whole.txt")
    assert detect(machine.here()).found == "nvidia-smi"


def test_libraries_in_a_folder_of_nixos_are_found_there(machine: Machine, library: Path) -> None:
    machine.nvidia().put("/etc/NIXOS").library(NVML, library, found=False)
    found = detect(machine.here())
    assert (found.kind, found.found, found.nixos) == ("cuda", "nvml", True)
    assert found.library == str(machine.root / "run/opengl-driver/lib")


def test_nvidia_smi_is_asked_where_no_library_is_found(machine: Machine) -> None:
    replaying(machine.programs, "nvidia-smi", "whole.txt")
    found = detect(machine.nvidia().here())
    assert (found.kind, found.driver, found.cuda) == ("cuda", "580.159.04", "13.0")
    assert (found.gpus, found.found) == ((H200,), "nvidia-smi")


def test_an_old_nvidia_smi_does_not_know_the_capability(machine: Machine) -> None:
    replaying(machine.programs, "nvidia-smi", "whole.txt")
    script = machine.programs / "nvidia-smi"
    script.write_text(script.read_text().replace("--query-gpu", "--query-cpu"))
    found = detect(machine.nvidia().here())
    assert found.gpus == (Gpu(name="NVIDIA H200", memory=143771 << 20),)


def test_what_nvidia_smi_does_not_know_is_left_out(machine: Machine) -> None:
    usage = "<fb_memory_usage><total>N/A</total></fb_memory_usage>"
    gpu = f'<gpu id="0"><product_name>NVIDIA GB10</product_name>{usage}</gpu>'
    head = "<driver_version>580.95.05</driver_version><cuda_version>N/A</cuda_version>"
    program(machine.programs / "nvidia-smi", f"echo '{head}{gpu}'")
    found = detect(machine.nvidia().here())
    assert (found.kind, found.driver, found.cuda) == ("cuda", "580.95.05", "")
    assert found.gpus == (Gpu(name="NVIDIA GB10"),)


def test_a_crash_of_the_library_leaves_nvidia_smi_to_ask(machine: Machine, library: Path) -> None:
    replaying(machine.programs, "nvidia-smi", "whole.txt")
    machine.nvidia().library(NVML, library).environment["STAND_IN_INIT"] = "crash"
    assert detect(machine.here()).found == "nvidia-smi"


def test_an_nvidia_smi_that_hangs_is_left_behind(machine: Machine) -> None:
    program(machine.programs / "nvidia-smi", "sleep 60")
    started = time.monotonic()
    found = detect(machine.nvidia().here(limit=1.0))
    assert time.monotonic() - started < 30
    assert found.fault is not None
    assert found.fault.code == "library-missing"


@pytest.mark.parametrize("container", ["", "docker"])
def test_hidden_libraries_of_a_loaded_driver(machine: Machine, container: str) -> None:
    replaying(machine.programs, "nvidia-smi", "libraries-hidden.txt")
    # the recorded machine had empty files in their place
    machine.nvidia().library(NVML, _empty(machine)).library(CUDA, _empty(machine))
    if container:
        machine.put("/.dockerenv")
    found = detect(machine.here())
    assert found.fault is not None
    assert (found.fault.code, found.driver) == ("library-missing", "580.159.04")
    assert "libnvidia-ml.so.1: file too short" in found.fault.said
    assert (found.kind, found.container) == ("", container)
    assert found.gpus == (Gpu(name="NVIDIA H200"),)


@pytest.mark.parametrize(
    ("container", "code"), [("", "library-missing"), ("docker", "container-without-gpu")]
)
def test_a_card_whose_driver_shows_nothing_else(
    machine: Machine, container: str, code: str
) -> None:
    machine.pci("0000:00:06.0", "0x10de", "0x2335", "nvidia")
    if container:
        machine.put("/.dockerenv")
    found = detect(machine.here())
    assert found.fault is not None
    assert found.fault.code == code


def test_a_container_without_gpu_shows_only_the_hosts_module(machine: Machine) -> None:
    found = detect(machine.nvidia(nodes=False).put("/.dockerenv").here())
    assert found.fault is not None
    assert (found.fault.code, found.container) == ("container-without-gpu", "docker")


def test_hidden_devices_as_recorded(machine: Machine, library: Path) -> None:
    replaying(machine.programs, "nvidia-smi", "device-nodes-hidden.txt")
    machine.nvidia(nodes=False).library(NVML, library)
    machine.environment |= {"STAND_IN_INIT": "17", "STAND_IN_SAID": "GPU access blocked"}
    found = detect(machine.here())
    assert found.fault is not None
    assert (found.fault.code, found.kind) == ("devices-hidden", "")


@pytest.mark.parametrize("value", ["", " ", "-1", "NoDevFiles"])
def test_a_variable_that_hides_all_gpus(machine: Machine, library: Path, value: str) -> None:
    machine.nvidia().library(NVML, library).environment["CUDA_VISIBLE_DEVICES"] = value
    found = detect(machine.here())
    assert (found.kind, found.gpus) == ("cuda", (H200,))  # it is there
    assert found.hidden == f"CUDA_VISIBLE_DEVICES={value}"


@pytest.mark.parametrize("value", ["0", "0,1", "GPU-00000000"])
def test_a_variable_that_picks_gpus_hides_none(machine: Machine, library: Path, value: str) -> None:
    machine.nvidia().library(NVML, library).environment["CUDA_VISIBLE_DEVICES"] = value
    assert detect(machine.here()).hidden == ""


@pytest.mark.parametrize(("said", "kind"), [("12.6", "cuda"), ("", "")])
def test_an_override_counts_and_nothing_is_asked(
    machine: Machine, library: Path, said: str, kind: str
) -> None:
    machine.nvidia().library(NVML, library)
    machine.environment |= {"CONDA_OVERRIDE_CUDA": said, "STAND_IN_INIT": "hang"}
    found = detect(machine.here(limit=60.0))
    assert (found.kind, found.cuda, found.found) == (
        kind,
        said,
        "CONDA_OVERRIDE_CUDA" if kind else "",
    )


def test_wsl_has_its_libraries_in_a_folder_of_its_own(machine: Machine, library: Path) -> None:
    machine.put("/dev/dxg").put("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2\n")
    folder = machine.root / "usr/lib/wsl/lib"
    folder.mkdir(parents=True)
    os.link(library, folder / NVML)
    found = detect(machine.here())
    assert (found.kind, found.wsl, found.library) == ("cuda", True, str(folder))


def test_installed_programs_without_a_gpu_are_no_fault(machine: Machine, library: Path) -> None:
    program(machine.programs / "nvidia-smi", "exit 9")
    machine.library(NVML, library).environment["STAND_IN_INIT"] = "9"
    found = detect(machine.here())
    assert (found.kind, found.fault) == ("", None)


def test_linux_on_windows_without_an_nvidia_gpu_is_no_fault(machine: Machine) -> None:
    found = detect(machine.put("/dev/dxg").here())
    assert (found.kind, found.fault, found.wsl) == ("", None, True)


@pytest.mark.parametrize("driver", ["", "nouveau", "vfio-pci"])
def test_a_card_without_nvidias_driver(machine: Machine, driver: str) -> None:
    found = detect(machine.pci("0000:01:00.0", "0x10de", "0x2684", driver).here())
    assert found.fault == Fault(code="driver-missing", vendor="nvidia", said=driver)


def test_the_sound_of_a_graphics_card_is_no_gpu(machine: Machine) -> None:
    machine.pci("0000:01:00.1", "0x10de", "0x22ba", "snd_hda_intel")
    machine.put("/sys/bus/pci/devices/0000:01:00.1/class", "0x040300\n")
    assert detect(machine.here()).fault is None


def test_no_program_is_started_where_nothing_hints_at_a_gpu(machine: Machine) -> None:
    for name in ("rocminfo", "sysctl"):
        program(machine.programs / name, f"touch {machine.root}/started")
    assert detect(machine.here()).kind == ""
    assert not (machine.root / "started").exists()


def _empty(machine: Machine) -> Path:
    path = machine.root / "empty"
    path.write_bytes(b"")
    return path


def _children() -> set[int]:
    me, found = os.getpid(), set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                if int(file.read().rpartition(")")[2].split()[1]) == me:
                    found.add(int(name))
        except OSError:
            continue
    return found
