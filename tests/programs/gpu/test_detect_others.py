"""What is told of AMD's, Intel's, and Apple's GPUs, and of where seedbed runs."""

from __future__ import annotations

import os

import pytest
from gpu_machines import RECORDED, Machine
from stand_ins import program

from seedbed.host.gpu import detect
from seedbed.host.gpu.amd import _architecture
from seedbed.model.machine import Fault, Gpu

CPU = "cpu_cores_count 16\nsimd_count 0\nvendor_id 0\ngfx_target_version 0\n"
MI210 = (
    "cpu_cores_count 0\nsimd_count 416\nvendor_id 4098\n"
    "gfx_target_version 90010\ndrm_render_minor 128\n"
)
MI210_NAMED = "/sys/class/drm/renderD128/device/product_name"


def test_amds_gpus_are_in_the_kernels_topology(machine: Machine) -> None:
    banks = "/sys/class/kfd/kfd/topology/nodes/1/mem_banks/0/properties"
    machine.kfd(CPU, MI210).put("/dev/kfd").put(banks, "heap_type 1\nsize_in_bytes 68702699520\n")
    machine.put(MI210_NAMED, "AMD Instinct MI210\n").put("/sys/module/amdgpu/version", "6.12.12\n")
    found = detect(machine.here())
    gpu = Gpu(name="AMD Instinct MI210", memory=68702699520, capability="gfx90a")
    assert (found.kind, found.driver, found.gpus) == ("rocm", "6.12.12", (gpu,))
    assert (found.cuda, found.found, found.fault) == ("", "sysfs", None)


def test_amds_gpus_come_in_the_order_of_the_driver(machine: Machine) -> None:
    nodes = [CPU] * 11
    nodes[2], nodes[10] = MI210, MI210.replace("90010", "90402")
    found = detect(machine.kfd(*nodes).put("/dev/kfd").here())
    assert [gpu.capability for gpu in found.gpus] == ["gfx90a", "gfx942"]


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (90010, "gfx90a"),
        (90402, "gfx942"),
        (100300, "gfx1030"),
        (110000, "gfx1100"),
        (110501, "gfx1151"),
        (120001, "gfx1201"),
    ],
)
def test_the_kernels_number_of_an_architecture(number: int, name: str) -> None:
    assert _architecture(number) == name


def test_amds_gpus_on_linux_on_windows_are_told_by_a_program(machine: Machine) -> None:
    script = f"cat '{RECORDED}/rocminfo-synthetic.txt'"
    program(machine.programs / "rocminfo", script)
    found = detect(machine.put("/dev/dxg").here())
    gpu = Gpu(name="AMD Instinct MI210", memory=67092480 << 10, capability="gfx90a")
    assert (found.kind, found.gpus, found.found, found.wsl) == ("rocm", (gpu,), "rocminfo", True)


@pytest.mark.parametrize("variable", ["HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES"])
def test_a_variable_hides_amds_gpus(machine: Machine, variable: str) -> None:
    machine.kfd(CPU, MI210).put("/dev/kfd").environment[variable] = ""
    assert detect(machine.here()).hidden == f"{variable}="


def test_amds_gpu_outside_of_a_container(machine: Machine) -> None:
    found = detect(machine.kfd(CPU, MI210).put("/run/.containerenv").here())
    assert found.fault == Fault(code="container-without-gpu", vendor="amd", said="/dev/kfd")
    assert (found.kind, found.container) == ("", "podman")


def test_amds_gpu_that_belongs_to_a_group(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may open everything
    found = detect(machine.kfd(CPU, MI210).put("/dev/kfd").here())
    assert found.fault == Fault(code="no-permission", vendor="amd", said="/dev/kfd")


@pytest.mark.parametrize(
    ("number", "counts"),
    [(90010, True), (100306, False), (110003, False), (90012, False), (120500, True)],
)
def test_amds_gpus_that_frameworks_have_code_for(
    machine: Machine, number: int, *, counts: bool
) -> None:
    machine.kfd(CPU, MI210.replace("90010", str(number))).put("/dev/kfd")
    assert detect(machine.here()).kind == ("rocm" if counts else "")
    machine.environment["HSA_OVERRIDE_GFX_VERSION"] = "10.3.0"
    assert detect(machine.here()).kind == "rocm"


def test_amds_cards_that_only_show_pictures_are_no_fault(machine: Machine) -> None:
    found = detect(machine.pci("0000:01:00.0", "0x1002", "0x67df", "amdgpu").here())
    assert (found.kind, found.fault) == ("", None)


def test_intels_gpus_that_frameworks_support(machine: Machine) -> None:
    machine.pci("0000:03:00.0", "0x8086", "0x56a0", "i915").put("/dev/dri/renderD128")
    found = detect(machine.here())
    assert (found.kind, found.gpus) == ("xpu", (Gpu(name="Intel Arc A-Series"),))


@pytest.mark.parametrize("device", ["0x9a49", "0x7d55"])
def test_intels_gpus_inside_of_cpus_are_none(machine: Machine, device: str) -> None:
    machine.pci("0000:00:02.0", "0x8086", device, "i915").put("/dev/dri/renderD128")
    assert detect(machine.here()).kind == ""


def test_an_intel_gpu_without_a_driver(machine: Machine) -> None:
    found = detect(machine.pci("0000:03:00.0", "0x8086", "0xe20b").here())
    assert found.fault == Fault(code="driver-missing", vendor="intel")


@pytest.mark.parametrize(
    ("container", "code"), [("", "devices-hidden"), ("docker", "container-without-gpu")]
)
def test_an_intel_gpu_whose_devices_are_elsewhere(
    machine: Machine, container: str, code: str
) -> None:
    machine.pci("0000:03:00.0", "0x8086", "0xe20b", "xe").put("/dev/dri/card0")
    if container:
        machine.put("/.dockerenv")
    found = detect(machine.here())
    assert found.fault == Fault(code=code, vendor="intel", said="/dev/dri")


def test_an_intel_gpu_that_belongs_to_a_group(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may open everything
    machine.pci("0000:03:00.0", "0x8086", "0xe20b", "xe").put("/dev/dri/renderD128")
    found = detect(machine.here())
    assert found.fault == Fault(code="no-permission", vendor="intel", said="/dev/dri/renderD128")


def test_a_gpu_that_works_counts_before_one_that_does_not(machine: Machine) -> None:
    machine.pci("0000:01:00.0", "0x10de", "0x2684", "nouveau")
    found = detect(machine.kfd(CPU, MI210).put("/dev/kfd").here())
    assert (found.kind, found.fault) == ("rocm", None)


def test_apple_silicon(machine: Machine) -> None:
    program(machine.programs / "sysctl", "echo 'Apple M3 Pro'")
    found = detect(machine.here(system="darwin", architecture="arm64"))
    assert (found.kind, found.gpus) == ("metal", (Gpu(name="Apple M3 Pro"),))


@pytest.mark.parametrize(("told", "code"), [("1", "emulated-python"), ("0", None)])
def test_a_python_for_intel_macs(machine: Machine, told: str, code: str | None) -> None:
    program(machine.programs / "sysctl", f'[ "$2" = sysctl.proc_translated ] && echo {told}')
    found = detect(machine.here(system="darwin", architecture="x86_64"))
    assert found.kind == ""
    assert (found.fault.code if found.fault else None) == code


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("/.dockerenv", "", "docker"),
        ("/run/.containerenv", 'engine="podman-5.4.0"\n', "podman"),
        ("/run/systemd/container", "podman\n", "podman"),
        ("/run/systemd/container", "systemd-nspawn\n", "other"),
        ("/run/systemd/container", "wsl\n", ""),
        ("/proc/1/cgroup", "12:cpu:/kubepods/burstable/pod1\n", "kubernetes"),
        ("/proc/1/cgroup", "0::/init.scope\n", ""),
    ],
)
def test_containers_show_in_files(machine: Machine, path: str, text: str, kind: str) -> None:
    assert detect(machine.put(path, text).here()).container == kind


@pytest.mark.parametrize(
    ("variable", "value", "kind"),
    [
        ("KUBERNETES_SERVICE_HOST", "10.0.0.1", "kubernetes"),
        ("APPTAINER_CONTAINER", "/images/torch.sif", "apptainer"),
        ("container", "oci", "other"),
    ],
)
def test_containers_show_in_variables(
    machine: Machine, variable: str, value: str, kind: str
) -> None:
    machine.environment[variable] = value
    assert detect(machine.here()).container == kind
