"""Machines with and without GPUs: trees for `/`, programs that replay, and a library of C."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

from places import FIXTURES
from stand_ins import program

from seedbed.host.gpu.here import Here

if TYPE_CHECKING:
    from pathlib import Path

RECORDED = FIXTURES / "gpu"
NVML, CUDA = "libnvidia-ml.so.1", "libcuda.so.1"
_SYSTEM_FILES = "/proc/driver/nvidia/version", "/proc/driver/nvidia/gpus/0000:00:06.0/information"


def recorded(name: str) -> dict[str, tuple[str, int]]:
    """What the commands of a recording printed, and their exit statuses, by command.

    Of commands with the same name, as of scripts that Python reads, the last counts.
    """
    text = (RECORDED / name).read_text()
    blocks = re.findall(r"^\$ (.*?)\n(.*?)^\[exit (\d+)\]$", text, re.MULTILINE | re.DOTALL)
    return {command: (output, int(status)) for command, output, status in blocks}


def replaying(folder: Path, name: str, recording: str) -> None:
    """A program that answers as it did in a recording, and refuses what was not asked there."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ['case "$*" in']
    for command, (output, status) in recorded(recording).items():
        words = command.split()
        if words[0] == name:
            answer = folder / f".{name}-{len(lines)}"
            answer.write_text(output)
            arguments = shlex.quote(" ".join(words[1:]))
            lines.append(f"{arguments}) cat {shlex.quote(str(answer))}; exit {status};;")
    if recording == "whole.txt":
        xml = shlex.quote(str(RECORDED / "nvidia-smi-q.xml"))
        lines.append(f"'-q -x') cat {xml}; exit 0;;")
    program(folder / name, "\n".join([*lines, "*) exit 2;;", "esac"]))


class Machine:
    """A machine to look at, in a folder; it has nothing until something is put there.

    Args:
        folder: where its files are.
        environment: its variables besides PATH.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.root = folder / "root"
        self.programs = folder / "programs"
        self.libraries = folder / "libraries"
        for one in (self.root, self.programs, self.libraries):
            one.mkdir(parents=True)
        self.environment = {"PATH": f"{self.programs}:/usr/bin:/bin", **environment}

    def here(self, **changes: object) -> Here:
        """The machine as detection gets it."""
        fields: dict[str, object] = {
            "root": str(self.root),
            "environment": self.environment,
            "system": "linux",
            "architecture": "x86_64",
            **changes,
        }
        return Here(**fields)  # type: ignore[arg-type]

    def put(self, path: str, text: str = "") -> Machine:
        """A file at an absolute path."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return self

    def pci(self, place: str, vendor: str, device: str, driver: str = "") -> Machine:
        """A display controller on the PCI bus."""
        folder = f"/sys/bus/pci/devices/{place}"
        self.put(f"{folder}/vendor", f"{vendor}\n").put(f"{folder}/device", f"{device}\n")
        self.put(f"{folder}/class", "0x030200\n")
        if driver:
            (self.root / folder.lstrip("/") / "driver").symlink_to(f"/sys/drivers/{driver}")
        return self

    def nvidia(self, *, nodes: bool = True) -> Machine:
        """What the recorded machine's kernel shows of its GPU, with or without device nodes."""
        said = recorded("system.txt")
        for file in _SYSTEM_FILES:
            self.put(file, said[f"cat {file}"][0])
        if nodes:
            listed = said["ls -l /dev/"][0]
            for node in re.findall(r" (nvidia(?:\d+|ctl|-uvm\S*))$", listed, re.MULTILINE):
                self.put(f"/dev/{node}")
        return self.pci("0000:00:06.0", "0x10de", "0x2335", "nvidia")

    def kfd(self, *properties: str) -> Machine:
        """The nodes of AMD's driver, by their properties."""
        for number, text in enumerate(properties):
            node = f"/sys/class/kfd/kfd/topology/nodes/{number}"
            self.put(f"{node}/properties", text)
        return self

    def library(self, name: str, built: Path, *, found: bool = True) -> Machine:
        """A library of the stand-in, where the loader finds it or only in NixOS's folder."""
        folder = self.libraries if found else self.root / "run/opengl-driver/lib"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(built, folder / name)
        if found:
            self.environment["LD_LIBRARY_PATH"] = str(folder)
        return self


def build(folder: Path) -> Path:
    """The stand-in for NVIDIA's libraries, compiled."""
    library = folder / "stand_in.so"
    source = RECORDED / "nvml_stand_in.c"
    command = [
        "gcc",
        "-shared",
        "-fPIC",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-o",
        str(library),
        str(source),
    ]
    subprocess.run(command, check=True)
    return library
