"""What is said of a GPU that does not work, and the way out."""

from __future__ import annotations

import re

import pytest

from seedbed.accelerators import machine_findings
from seedbed.model import machine as machines
from seedbed.model.machine import Fault, Machine


@pytest.mark.parametrize("code", machines.FAULTS)
@pytest.mark.parametrize("vendor", ["nvidia", "amd", "intel"])
@pytest.mark.parametrize("container", ["", "docker", "podman", "apptainer", "kubernetes", "other"])
def test_each_fault_has_a_sentence_and_a_way_out(code: str, vendor: str, container: str) -> None:
    vendor = "apple" if code == "emulated-python" else vendor
    fault = Fault(code=code, vendor=vendor, said="some words", number=1)
    found = machine_findings.of_fault(Machine(fault=fault, container=container))
    assert found is not None
    assert found.code == code
    assert found.command or found.hint
    for text in (found.message, found.hint):
        assert not text or re.fullmatch(r"[A-Z'].*[.a-z/)]", text)
        assert ".." not in text.replace("…", "")
        assert "  " not in text


@pytest.mark.parametrize(
    ("container", "vendor", "command"),
    [
        ("docker", "nvidia", "docker run --gpus all …"),
        ("docker", "amd", "docker run --device /dev/kfd --device /dev/dri …"),
        ("podman", "nvidia", "podman run --device nvidia.com/gpu=all …"),
        ("apptainer", "nvidia", "apptainer exec --nv …"),
        ("kubernetes", "nvidia", ""),
    ],
)
def test_how_a_container_gets_the_gpu(container: str, vendor: str, command: str) -> None:
    fault = Fault(code="container-without-gpu", vendor=vendor)
    found = machine_findings.of_fault(Machine(fault=fault, container=container))
    assert found is not None
    assert found.command == command
