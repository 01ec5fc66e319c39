"""Whether a CUDA build fits the driver and the GPUs, and which one would."""

from __future__ import annotations

import re

from seedbed.accelerators.facts import Finding
from seedbed.accelerators.tables import LINUX, WINDOWS, tag_of, version_of
from seedbed.accelerators.wanted import cuda_majors
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.accelerators.builds import Build
    from seedbed.accelerators.facts import Facts
    from seedbed.accelerators.tables import Tables


def driver_findings(facts: Facts, build: Build, tables: Tables) -> Iterator[Finding]:
    """Whether the driver is new enough for a build: that of the same major version is."""
    cuda = _driver_cuda(facts, tables)
    if not (cuda and build.toolkit) or release(cuda)[:1] >= release(build.toolkit)[:1]:
        return
    system = WINDOWS if facts.system == "win32" else LINUX
    least = tables.least_driver(build.toolkit, system)
    name, version = facts.framework.title, build.version.partition("+")[0]
    driver = facts.machine.driver
    has = f"driver {driver}, which supports" if driver else "a driver that supports"
    needs = f"NVIDIA driver {least} or newer" if least else "a newer NVIDIA driver"
    command = _other_build(facts, build, tables, cuda)
    yield Finding(
        code="driver-too-old",
        message=f"{name} {version} was built for {build.title}, which needs {needs}. This machine "
        f"has {has} CUDA {cuda}.",
        command=command,
        hint=f"{'Or install' if command else 'Install'} {needs}: https://www.nvidia.com/drivers",
    )


def capability_findings(facts: Facts, build: Build, tables: Tables) -> Iterator[Finding]:
    """Whether a build has code for the GPUs."""
    seen, tag = facts.seen, tag_of("cuda", build.toolkit)
    codes = seen.architectures if seen else ()
    if facts.framework.package != "torch":  # of others, no table says what they have code for
        return
    for gpu in dict.fromkeys(facts.machine.gpus or (seen.gpus if seen else ())):
        if not gpu.capability:
            continue
        covered = tables.covers(tag, gpu.capability, build.version)
        if runs(codes, gpu.capability) if codes else covered:
            continue
        has = f": it has {', '.join(codes)}" if codes else ""
        cuda = _driver_cuda(facts, tables)
        command = _other_build(facts, build, tables, cuda, gpu.capability)
        yield Finding(
            code="capability-missing",
            message=f"This {facts.framework.title} has no code for {gpu.name or 'this GPU'} "
            f"(compute capability {gpu.capability}){has}.",
            command=command,
            hint="" if command else "seedbed knows no build for this GPU.",
        )
        return  # one command for all of them


def runs(architectures: tuple[str, ...], capability: str) -> bool:
    """Whether a GPU runs programs that were built for some architectures.

    Machine code runs on GPUs of the same major version that are no older, and that of `sm_90a` on
    9.0 alone; what is compiled at the start (`compute_90`) runs on all that are no older.
    https://docs.nvidia.com/cuda/cuda-compiler-driver-nvcc/#gpu-compilation

    Args:
        architectures: such as `sm_90` and `compute_120`.
        capability: such as `9.0`.
    """
    gpu = release(capability)[:2]
    for one in architectures:
        found = re.fullmatch(r"(sm|compute)_(\d+)(\d)([af]?)", one)
        if not found:
            continue
        code = int(found[2]), int(found[3])
        if found[4] == "a" and code == gpu:
            return True
        if found[4] != "a" and code <= gpu and (code[0] == gpu[0] or found[1] == "compute"):
            return True
    return False


def _driver_cuda(facts: Facts, tables: Tables) -> str:
    """The newest CUDA that the driver supports: it says so, or its version does."""
    machine = facts.machine
    system = WINDOWS if facts.system == "win32" else LINUX
    return machine.cuda or (tables.cuda_of_driver(machine.driver, system) if machine.driver else "")


def _surely_covers(tables: Tables, tag: str, capability: str, version: str) -> bool:
    rows = (one for one in tables.architectures if one.tag == tag and one.has(version))
    return any(one.covers(capability) for one in rows)


def _other_build(
    facts: Facts, build: Build, tables: Tables, cuda: str, capability: str = ""
) -> str:
    """The command for the newest build that the driver and a GPU run; empty where there is none."""
    set_kind = "" if facts.kind == "cuda" else " --accelerator cuda"
    if facts.framework.package != "torch":
        return _other_extra(facts, tables, set_kind, release(cuda)[0])
    current = tables.release(build.version)
    if facts.uses_channels:
        major = release(cuda)[0]
        among = [current] if current else list(tables.releases)
        if capability or major not in cuda_majors(tables, among):
            return ""
        return f"seedbed update{set_kind} --accelerator-version {major}"
    for one in reversed(tables.releases):
        if current is None or release(one.version) > release(current.version):
            continue
        tags = [
            index.tag
            for index in tables.indexes
            if index.tag.startswith("cu")
            and index.has(one.version)
            and release(version_of(index.tag))[:1] <= release(cuda)[:1]
            and (not capability or _surely_covers(tables, index.tag, capability, one.version))
        ]
        if tags:
            version = version_of(max(tags, key=lambda tag: release(version_of(tag))))
            older = "" if one is current else f" --framework-version {one.version}"
            return f"seedbed update{set_kind} --accelerator-version {version}{older}"
    return ""


def _other_extra(facts: Facts, tables: Tables, set_kind: str, major: int) -> str:
    """The same for JAX, whose release has an extra for each major version of CUDA."""
    known = tables.jax[-1].cuda if facts.framework.package == "jax" else ()
    if str(major) not in known:
        return ""
    return f"seedbed update{set_kind} --accelerator-version {major}"
