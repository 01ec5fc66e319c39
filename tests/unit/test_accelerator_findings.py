"""What the rules say of a project's accelerator, and the command that they name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from places import ROOT

from seedbed.accelerators.builds import FRAMEWORKS, Build
from seedbed.accelerators.facts import UNJUDGED, Commands, Facts, Finding
from seedbed.accelerators.findings import foresee, judge
from seedbed.accelerators.fitting import runs
from seedbed.accelerators.tables import load_tables
from seedbed.model import machine as machines
from seedbed.model.machine import Fault, Gpu, Machine
from seedbed.model.record import replace
from seedbed.model.seen import Seen

H200 = Gpu(name="NVIDIA H200", memory=143771 << 20, capability="9.0")
MACHINE = Machine(
    kind="cuda", driver="580.159.04", cuda="13.0", gpus=(H200,), found="nvml"
)  # as recorded
CU130 = Build(version="2.13.0+cu130", kind="cuda", toolkit="13.0")
CPU = Build(version="2.13.0+cpu", kind="cpu")
COMPILED = ("sm_75", "sm_80", "sm_86", "sm_90", "sm_100", "sm_120")  # as recorded
SEES = Seen(
    version="2.13.0+cu130", cuda="13.0", kind="cuda", gpus=(H200,), architectures=COMPILED,
    computes=True,
)  # fmt: skip
BLIND = replace(SEES, kind="", gpus=(), computes=False, error="No CUDA GPUs are available")
PAGE = (ROOT / "docs" / "gpu.md").read_text()
DOCUMENTED = re.findall(r"^\| `([a-z]+-[a-z-]+)` \|", PAGE, re.MULTILINE)
GOOD = Facts(
    framework=FRAMEWORKS["pytorch"],
    kind="cuda",
    version="13.0",
    machine=MACHINE,
    lock="uv.lock",
    has_lock=True,
    locked=(CU130,),
    environment=".venv",
    has_environment=True,
    installed=CU130,
    seen=SEES,
    commands=Commands(sync="uv sync", lock="uv lock", reinstall="uv sync --reinstall"),
)


def judged(**changes: Any) -> tuple[Finding, ...]:
    """What the rules say where some facts differ from those of a project that works."""
    found = judge(replace(GOOD, **changes), load_tables())
    assert {one.code for one in found} <= {*DOCUMENTED}
    return found


def codes(**changes: Any) -> list[str]:
    """The codes of that."""
    return [one.code for one in judged(**changes)]


def test_nothing_is_said_of_what_works() -> None:
    assert judged() == ()
    assert judged(version="") == ()
    assert judged(kind="auto", version="") == ()
    assert GOOD.is_usable


def test_no_environment() -> None:
    (found,) = judged(has_environment=False, installed=None, seen=None)
    assert found == Finding(
        code="environment-missing",
        message="The environment in .venv has not been created yet.",
        command="uv sync",
    )
    assert found.code in UNJUDGED


@pytest.mark.parametrize(
    ("fault", "code", "unjudged"),
    [
        ("start", "environment-broken", True),
        ("hang", "environment-broken", True),
        ("crash", "framework-broken", False),
        ("import", "framework-broken", False),
    ],
)
def test_a_framework_that_says_nothing(fault: str, code: str, *, unjudged: bool) -> None:
    seen = Seen(fault=fault, error="libcudart.so.13: cannot open shared object file")
    for kind in ("cuda", "auto", "cpu"):
        (found,) = judged(seen=seen, kind=kind)
        assert (found.code, found.is_problem) == (code, True)
        assert found.command == "uv sync --reinstall"
        assert "It says: libcudart.so.13: cannot open shared object file." in found.message
        assert (found.code in UNJUDGED) is unjudged


def test_a_framework_that_is_not_installed() -> None:
    (found,) = judged(installed=None, seen=None)
    assert (found.code, found.command) == ("framework-missing", "uv sync")


def test_another_build_than_the_lock_names() -> None:
    seen = Seen(version="2.13.0+cpu")
    (found,) = judged(installed=CPU, seen=seen)
    assert found.code == "not-synced"
    assert found.message == (
        ".venv has torch 2.13.0+cpu (CPU), but uv.lock names 2.13.0+cu130 (CUDA 13.0)."
    )
    assert (found.command, found.is_problem) == ("uv sync", True)


def test_a_sync_is_not_advised_that_would_take_the_gpu_away() -> None:
    (found,) = judged(locked=(CPU,))
    assert (found.code, found.command) == ("cpu-build", "seedbed update")
    assert found.message == "The project is for CUDA, but uv.lock has a CPU build of PyTorch."
    assert not found.is_problem  # what is installed still works


def test_extras_allow_either_build() -> None:
    assert codes(locked=(CPU, CU130)) == []


def test_an_extra_that_was_not_asked_for() -> None:
    locked = (replace(CPU, extra="cpu"), replace(CU130, extra="cu130"))
    changes = {"locked": locked, "installed": CPU, "seen": Seen(version="2.13.0+cpu")}
    (found,) = judged(**changes)
    assert (found.code, found.command) == ("not-synced", "uv sync --extra cu130")
    assert found.message == (
        ".venv has torch 2.13.0+cpu (CPU), but uv.lock also has 2.13.0+cu130 (CUDA 13.0)."
    )
    assert codes(kind="cpu", version="", **changes) == []


def test_a_cpu_build_where_the_project_is_for_cuda() -> None:
    (found,) = judged(locked=(CPU,), installed=CPU, seen=Seen(version="2.13.0+cpu"))
    assert (found.code, found.command) == ("cpu-build", "seedbed update")
    assert found.hint == (
        "If that changes nothing, run 'uv lock', then 'uv sync'. If the build stays the same, "
        "restore from git what pyproject.toml said about PyTorch."
    )
    (found,) = judged(has_lock=False, locked=(), installed=CPU, seen=Seen(version="2.13.0+cpu"))
    assert found.message == "The project is for CUDA, but .venv has a CPU build of PyTorch."


def test_a_build_that_waits_for_a_gpu() -> None:
    """Pixi's lock has one for machines with a driver, and one for those without."""
    nothing = replace(BLIND, error="Found no NVIDIA driver on your system")
    asleep = {"locked": (CPU,), "others": (CU130,), "machine": Machine(), "seen": nothing}
    (found,) = judged(installed=CPU, **asleep)
    assert (found.code, found.command) == ("no-gpu", "")
    assert found.hint == "Run it on a machine that has one."
    (found,) = judged(installed=CU130, **asleep)
    assert (found.code, found.command) == ("no-gpu", "")
    assert found.hint == (
        "Run it on a machine that has one. To use the CPU of this one, run 'uv sync'."
    )
    older = replace(CU130, version="2.12.0+cu130")
    assert codes(installed=older, **asleep) == ["not-synced", "no-gpu"]


def test_a_build_that_waits_for_a_newer_driver() -> None:
    machine = replace(MACHINE, driver="535.129.03", cuda="12.2")
    (found,) = judged(
        locked=(CPU,), others=(CU130,), installed=CPU, seen=Seen(version="2.13.0+cpu"),
        machine=machine, version="", uses_channels=True,
    )  # fmt: skip
    assert (found.code, found.command) == (
        "driver-too-old", "seedbed update --accelerator-version 12",
    )  # fmt: skip


def test_a_cpu_build_where_the_machine_has_a_gpu() -> None:
    (found,) = judged(
        kind="auto", version="", locked=(CPU,), installed=CPU, seen=Seen(version="2.13.0+cpu")
    )
    assert (found.code, found.is_problem) == ("cpu-build", False)
    assert found.command == "seedbed update --accelerator cuda"
    assert found.message == "This machine has a GPU (CUDA), but uv.lock has a CPU build of PyTorch."
    assert not found.hint  # the lock is as declared


def test_what_nobody_locked_is_not_missed() -> None:
    assert judged(has_lock=False, locked=()) == ()
    (found,) = judged(locked=())
    assert (found.code, found.command) == ("not-locked", "seedbed update")
    assert found.message == "uv.lock has no PyTorch for this machine."


def test_a_build_that_does_not_say_what_it_is_for_is_believed() -> None:
    assert judged(locked=(Build(version="2.13.0"),)) == ()


def test_a_cpu_build_is_right_where_the_project_is_for_cpus() -> None:
    changes = {"locked": (CPU,), "installed": CPU, "seen": Seen(version="2.13.0+cpu")}
    assert codes(kind="cpu", version="", **changes) == []


def test_another_version_of_cuda_than_declared() -> None:
    (found,) = judged(version="12.8")
    assert (found.code, found.is_problem) == ("version-differs", False)
    assert found.message == "The project is for CUDA 12.8, but uv.lock has PyTorch for CUDA 13.0."
    assert codes(version="13") == []
    assert codes(version="12") == ["version-differs"]


def test_gpus_that_a_variable_hides() -> None:
    machine = replace(MACHINE, hidden="CUDA_VISIBLE_DEVICES=")
    (found,) = judged(machine=machine, seen=BLIND)
    assert found.code == "gpu-hidden"
    assert found.command == "unset CUDA_VISIBLE_DEVICES"
    assert found.message == "'CUDA_VISIBLE_DEVICES=' is set, which hides all GPUs."
    elsewhere = replace(machine, library="/run/opengl-driver/lib")
    assert codes(machine=elsewhere, seen=BLIND) == ["gpu-hidden"]


def test_a_driver_that_is_too_old() -> None:
    machine = replace(MACHINE, driver="535.129.03", cuda="12.2")
    (found,) = judged(machine=machine, seen=BLIND)
    assert found.code == "driver-too-old"
    assert found.message == (
        "PyTorch 2.13.0 was built for CUDA 13.0, which needs NVIDIA driver 580 or newer. This "
        "machine has driver 535.129.03, which supports CUDA 12.2."
    )
    assert found.command == "seedbed update --accelerator-version 12.6"
    assert "580 or newer" in found.hint


def test_a_driver_that_is_too_old_elsewhere() -> None:
    build = Build(version="2.13.0+cu126", kind="cuda", toolkit="12.6")
    machine = replace(MACHINE, driver="527.41", cuda="11.8")
    changes = {"machine": machine, "seen": BLIND, "installed": build, "locked": (build,)}
    for system, driver in (("win32", "528.33"), ("linux", "525.60.13")):
        (found,) = judged(version="12.6", system=system, **changes)
        assert f"which needs NVIDIA driver {driver} or newer" in found.message


def test_an_old_driver_of_a_build_without_older_cuda() -> None:
    build = Build(version="2.15.0", kind="cuda", toolkit="13.2")
    machine = replace(MACHINE, driver="535.129.03", cuda="12.2")
    (found,) = judged(
        kind="auto", version="", machine=machine, seen=BLIND, installed=build, locked=(build,)
    )
    assert found.command == (
        "seedbed update --accelerator cuda --accelerator-version 12.6 --framework-version 2.14"
    )
    assert not found.is_problem  # the CPU will do


def test_an_old_driver_of_a_conda_build() -> None:
    build = Build(version="2.10.0", kind="cuda", toolkit="13.0")
    machine = replace(MACHINE, driver="535.129.03", cuda="12.2")
    changes = {"machine": machine, "seen": BLIND, "installed": build, "locked": (build,)}
    (found,) = judged(version="13", uses_channels=True, **changes)
    assert found.command == "seedbed update --accelerator-version 12"
    assert found.hint.startswith("Or install NVIDIA driver 580")
    changes["machine"] = replace(MACHINE, driver="470.256.02", cuda="11.4")
    (ancient,) = judged(version="13", uses_channels=True, **changes)  # PyTorch dropped CUDA 11
    assert ancient.command == ""
    assert ancient.hint.startswith("Install NVIDIA driver 580")


def test_a_driver_of_the_same_major_version_will_do() -> None:
    build = Build(version="2.15.0", kind="cuda", toolkit="13.2")
    assert codes(installed=build, locked=(build,), version="13.2") == []
    assert "driver-too-old" not in codes(
        installed=build, locked=(build,), version="13.2", seen=BLIND
    )


def test_a_driver_that_only_tells_its_own_version() -> None:
    machine = replace(MACHINE, driver="535.129.03", cuda="")
    assert codes(machine=machine, seen=BLIND) == ["driver-too-old"]


def test_a_gpu_that_the_build_has_no_code_for() -> None:
    old = Gpu(name="Tesla P100", memory=16 << 30, capability="6.0")
    machine = replace(MACHINE, gpus=(old,))
    seen = replace(SEES, gpus=(old,), computes=False, error="no kernel image is available")
    (found,) = judged(machine=machine, seen=seen)
    assert found.code == "capability-missing"
    assert found.message == (
        "This PyTorch has no code for Tesla P100 (compute capability 6.0): it has sm_75, sm_80, "
        "sm_86, sm_90, sm_100, sm_120."
    )
    assert found.command == "seedbed update --accelerator-version 12.6"
    (told,) = judged(machine=replace(machine, gpus=()), seen=seen)  # as CONDA_OVERRIDE_CUDA has it
    assert told == found
    (conda,) = judged(machine=machine, seen=seen, uses_channels=True)
    assert (conda.command, conda.hint) == ("", "seedbed knows no build for this GPU.")


def test_a_gpu_that_is_newer_than_any_build() -> None:
    new = Gpu(name="NVIDIA X", capability="15.0")
    (found,) = judged(
        machine=replace(MACHINE, gpus=(new,)), seen=replace(SEES, gpus=(new,), computes=False)
    )
    assert (found.code, found.command) == ("capability-missing", "")
    assert found.hint


@pytest.mark.parametrize(
    ("capability", "works"),
    [("7.0", False), ("7.5", True), ("8.9", True), ("9.0", True), ("12.1", True), ("11.0", False)],
)
def test_machine_code_runs_on_the_same_major_version(capability: str, *, works: bool) -> None:
    assert runs(COMPILED, capability) is works


def test_other_kinds_of_code() -> None:
    assert runs(("compute_80",), "12.0")
    assert not runs(("compute_80",), "7.5")
    assert runs(("sm_90a",), "9.0")
    assert not runs(("sm_100a",), "10.3")
    assert runs(("sm_100f",), "10.3")
    assert not runs(("gfx90a",), "9.0")


def test_libraries_that_only_seedbed_finds() -> None:
    folder = "/run/opengl-driver/lib"
    machine = replace(MACHINE, library=folder, nixos=True)
    found = [judged(machine=machine, seen=BLIND, nix=nix)[0] for nix in ("none", "nixos", "build")]
    assert {one.code for one in found} == {"driver-path"}
    assert [one.command for one in found] == [
        f"export LD_LIBRARY_PATH={folder}",
        "nix develop ./.nix",
        "nix develop",
    ]
    (elsewhere,) = judged(machine=replace(machine, nixos=False), seen=BLIND, nix="shell")
    assert elsewhere.command == f"export LD_LIBRARY_PATH={folder}"
    # what sees the GPU has found them
    assert codes(machine=machine, seen=replace(SEES, computes=False)) == ["framework-fails"]


def test_a_machine_without_a_gpu() -> None:
    (found,) = judged(machine=Machine(), seen=BLIND)
    assert (found.code, found.command) == ("no-gpu", "")
    assert found.hint == "Run it on a machine that has one."
    (found,) = judged(machine=Machine(wsl=True), seen=BLIND)
    assert found.hint == "Install the GPU's driver on Windows, then run 'wsl --update' there."
    assert codes(kind="auto", version="", machine=Machine(), seen=BLIND) == []


def test_another_makers_gpu() -> None:
    amd = Machine(kind="rocm", driver="6.12.12", gpus=(Gpu(capability="gfx942"),))
    (found,) = judged(machine=amd, seen=BLIND)
    assert (found.code, found.command) == ("other-gpu", "seedbed update --accelerator rocm")


def test_what_nothing_explains_is_told_in_the_frameworks_words() -> None:
    (found,) = judged(seen=replace(BLIND, error="CUDA error: out of memory."))
    assert found.code == "framework-fails"
    assert found.message == "PyTorch cannot use the GPU. It says: CUDA error: out of memory."


def test_the_documentation_lists_all_codes_once() -> None:
    rules = (ROOT / "src/seedbed/accelerators").glob("*.py")
    written = re.findall(r'code="([a-z-]+)"', "".join(path.read_text() for path in rules))
    chosen = {"cpu-build", "other-build"}  # by an expression
    assert {*DOCUMENTED} == {*written, *chosen, *machines.FAULTS}
    assert len(DOCUMENTED) == len({*DOCUMENTED})


def test_a_broken_driver_is_told_where_any_device_will_do() -> None:
    machine = Machine(fault=Fault(code="driver-missing", vendor="nvidia"))
    (found,) = judged(kind="auto", version="", machine=machine, seen=BLIND)
    assert (found.code, found.is_problem) == ("driver-missing", False)


def test_what_a_sync_would_install_is_held_to_the_driver() -> None:
    machine = replace(MACHINE, driver="535.129.03", cuda="12.2")
    found = codes(machine=machine, installed=CPU, seen=Seen(version="2.13.0+cpu"))
    assert found == ["not-synced", "driver-too-old"]


def test_a_build_that_fits_neither_driver_nor_gpu_is_told_once() -> None:
    old = Gpu(name="Tesla P100", memory=16 << 30, capability="6.0")
    machine = replace(MACHINE, driver="535.129.03", cuda="12.2", gpus=(old,))
    assert codes(machine=machine, seen=replace(BLIND, gpus=(old,))) == ["driver-too-old"]


def test_causes_come_first() -> None:
    machine = replace(MACHINE, kind="", fault=Fault(code="driver-mismatch", vendor="nvidia"))
    found = codes(machine=machine, installed=CPU, seen=Seen(version="2.13.0+cpu"))
    assert found == ["not-synced", "driver-mismatch"]


# --- without the framework --------------------------------------------------------------------


def foreseen(**changes: Any) -> list[str]:
    """The codes of what can be told without asking the framework; after problems, a mark."""
    found = foresee(replace(GOOD, seen=None, **changes), load_tables())
    return [one.code + ("!" if one.is_problem else "") for one in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"installed": None}, []),
        ({"installed": None, "locked": ()}, []),
        ({"installed": CPU}, []),  # not as locked: a sync mends that
        ({"installed": CPU, "locked": (CPU,)}, ["cpu-build!"]),
        ({"locked": (CPU,), "kind": "auto"}, ["cpu-build"]),
        ({"machine": Machine()}, ["no-gpu!"]),
        ({"machine": replace(MACHINE, cuda="12.2", driver="535.1")}, ["driver-too-old!"]),
        ({"machine": Machine(), "kind": "cpu", "installed": CPU, "locked": (CPU,)}, []),
    ],
)
def test_what_is_told_without_the_framework(changes: dict[str, Any], expected: list[str]) -> None:
    assert foreseen(**changes) == expected
