"""`seedbed gpu` in a project: what is declared, locked, installed, and seen, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_torch import answers, environment, whole
from gpu_machines import NVML, Machine
from gpu_runs import answered, codes, project, run
from places import FIXTURES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = FIXTURES / "gpu" / "locks"
CPU = {"version": "2.11.0+cpu"}
CU130 = LOCKS / "uv-sources.lock"


def test_all_sides_agree(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    done = run(h200, cwd=digits)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "GPU           NVIDIA H200, 140 GiB, compute capability 9.0\n"
        "Driver        580.159.04, supports CUDA 13.0\n"
        "Declared      PyTorch for CUDA 13.0\n"
        "Locked        torch 2.11.0+cu130 for CUDA 13.0 (uv.lock)\n"
        "Installed     torch 2.11.0 for CUDA 13.0 (.venv)\n"
        "PyTorch sees  NVIDIA H200\n"
        "\n"
        "PyTorch works on the GPU, with CUDA.\n"
    )


def test_a_folder_below_will_do(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    (digits / "src").mkdir()
    assert run(h200, cwd=digits / "src").returncode == 0


def test_a_cpu_build_is_installed(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", CPU, distribution="2.11.0+cpu")
    done = run(h200, cwd=digits)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith(
        "PyTorch sees  no GPU\n"
        "\n"
        "problem: .venv has torch 2.11.0+cpu (CPU), but uv.lock names 2.11.0+cu130 (CUDA\n"
        "13.0).\n"
        "to fix it: uv sync\n"
    )
    shown = (ROOT / "README.md").read_text().partition("$ seedbed gpu\n")[2].partition("```")[0]
    assert done.stdout == shown


def test_a_cpu_build_is_locked(h200: Machine, tmp_path: Path) -> None:
    folder = project(tmp_path / "digits", LOCKS / "uv-extras.lock", accelerator="cuda")
    text = (folder / "uv.lock").read_text().replace("+cu130", "+cpu")
    (folder / "uv.lock").write_text(text)
    environment(folder / ".venv", {"version": "2.13.0+cpu"})
    status, document = answered(h200, cwd=folder)
    assert (status, codes(document)) == (1, ["cpu-build!"])
    assert document["error"]["hint"] == "Run 'seedbed update'."


def test_a_variable_hides_the_gpu(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", answers("visible-devices-empty.txt"))
    status, document = answered(h200, cwd=digits, CUDA_VISIBLE_DEVICES="")
    assert (status, codes(document)) == (1, ["gpu-hidden!"])
    assert document["result"]["findings"][0]["command"] == "unset CUDA_VISIBLE_DEVICES"
    assert document["result"]["project"]["seen"]["error"] == "No CUDA GPUs are available"


def test_a_container_has_no_devices(machine: Machine, library: Path, digits: Path) -> None:
    environment(digits / ".venv", answers("device-nodes-hidden.txt"))
    machine.nvidia(nodes=False).library(NVML, library).put("/.dockerenv")
    refused = {"STAND_IN_INIT": "17", "STAND_IN_SAID": "GPU access blocked"}
    status, document = answered(machine, cwd=digits, **refused)
    assert (status, codes(document)) == (1, ["devices-hidden!"])
    assert document["result"]["findings"][0]["command"] == "docker run --gpus all …"


def test_the_drivers_libraries_are_missing(machine: Machine, digits: Path) -> None:
    environment(digits / ".venv", answers("libraries-hidden.txt"))
    status, document = answered(machine.nvidia(), cwd=digits)
    assert (status, codes(document)) == (1, ["library-missing!"])


def test_only_seedbed_finds_the_libraries(machine: Machine, library: Path, digits: Path) -> None:
    environment(digits / ".venv", answers("libraries-hidden.txt"))
    machine.nvidia().put("/etc/NIXOS").library(NVML, library, found=False)
    status, document = answered(machine, cwd=digits)
    assert (status, codes(document)) == (1, ["driver-path!"])
    folder = machine.root / "run/opengl-driver/lib"
    assert document["error"]["hint"] == f"Run 'export LD_LIBRARY_PATH={folder}'."


def test_the_driver_is_too_old(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole(gpus=[], error="The NVIDIA driver is too old"))
    old = {"STAND_IN_DRIVER": "535.129.03", "STAND_IN_CUDA": "12020"}
    done = run(h200, cwd=digits, **old)
    assert done.returncode == 1
    assert done.stdout.endswith(
        "problem: PyTorch 2.11.0 was built for CUDA 13.0, which needs NVIDIA driver 580\n"
        "or newer. This machine has driver 535.129.03, which supports CUDA 12.2.\n"
        "to fix it: seedbed update --accelerator-version 12.9\n"
        "Or install NVIDIA driver 580 or newer: https://www.nvidia.com/drivers\n"
    )


def test_the_build_has_no_code_for_the_gpu(h200: Machine, digits: Path) -> None:
    gpu = {"name": "Tesla P100", "major": 6, "minor": 0, "total_memory": 16 << 30}
    said = whole(gpus=[gpu], compute="CUDA error: no kernel image is available for execution")
    environment(digits / ".venv", said)
    stand_in = {"STAND_IN_NAME": "Tesla P100", "STAND_IN_MAJOR": "6", "STAND_IN_MINOR": "0"}
    status, document = answered(h200, cwd=digits, **stand_in)
    assert (status, codes(document)) == (1, ["capability-missing!"])
    seen = document["result"]["project"]["seen"]
    assert (seen["kind"], seen["computes"]) == ("cuda", False)
    assert "no kernel image" in seen["error"]


def test_a_machine_without_a_gpu(machine: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole(gpus=[], error="Found no NVIDIA driver on your system."))
    status, document = answered(machine, cwd=digits)
    assert (status, codes(document)) == (1, ["no-gpu!"])


@pytest.mark.parametrize("accelerator", ["auto", "cpu"])
def test_a_cpu_will_do(machine: Machine, tmp_path: Path, accelerator: str) -> None:
    folder = project(tmp_path / "digits", LOCKS / "uv-pypi.lock", accelerator=accelerator)
    environment(folder / ".venv", whole(version="2.15.0+cu132", cuda="13.2", gpus=[]))
    done = run(machine, cwd=folder)
    assert done.returncode == 0
    assert done.stdout.endswith("\n\nPyTorch works on the CPU.\n")


def test_a_gpu_that_is_left_idle_is_a_remark(h200: Machine, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(CU130.read_text().replace("2.13.0+cu130", "2.11.0+cpu"))
    folder = project(tmp_path / "digits", lock)
    environment(folder / ".venv", CPU, distribution="2.11.0+cpu")
    done = run(h200, cwd=folder)
    assert done.returncode == 0
    assert done.stdout.endswith(
        "note: This machine has a GPU (CUDA), but uv.lock has a CPU build of PyTorch.\n"
        "to fix it: seedbed update --accelerator cuda\n"
    )


@pytest.mark.parametrize(
    ("manager", "lock", "folder", "sync"),
    [
        ("poetry", "poetry.lock", ".venv", "poetry sync"),
        ("pixi", "pixi-pypi.lock", ".pixi/envs/default", "pixi install --environment dev"),
        ("conda", "conda-lock-synthetic.yml", ".conda", "seedbed sync"),
    ],
)
def test_every_manager(
    h200: Machine, tmp_path: Path, manager: str, lock: str, folder: str, sync: str
) -> None:
    digits = project(tmp_path / "digits", LOCKS / lock, manager=manager, accelerator="cuda")
    status, document = answered(h200, cwd=digits)
    assert (status, codes(document)) == (3, ["environment-missing!"])
    assert document["error"]["hint"] == f"Run '{sync}'."
    cuda = document["result"]["project"]["locked"][0]
    assert cuda["kind"] == "cuda"
    environment(digits / folder, whole(version=cuda["version"], cuda=cuda["toolkit"]))
    status, document = answered(h200, cwd=digits)
    assert (status, codes(document)) == (0, [])
    assert document["result"]["project"]["environment"] == folder


def test_pixi_has_a_build_that_waits_for_a_driver(h200: Machine, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    text = (LOCKS / "pixi-pypi.lock").read_text()
    lock.write_text(text.replace("__cuda=12.0", "__cuda=13.0"))
    digits = project(tmp_path / "digits", lock, manager="pixi", accelerator="cuda")
    manifest = digits / "pyproject.toml"
    manifest.write_text(manifest.read_text() + '\n[tool.pixi.environments]\ndev = ["dev"]\n')
    old = {"STAND_IN_DRIVER": "535.129.03", "STAND_IN_CUDA": "12020"}
    done = run(h200, cwd=digits, **old)
    assert "The environment in .pixi/envs/dev has not been created yet." in done.stdout
    cpu = {"version": "2.13.0+cpu"}
    environment(digits / ".pixi/envs/dev", cpu, distribution="2.13.0+cpu")
    done = run(h200, cwd=digits, **old)
    locked = "torch 2.13.0+cpu for CPU here, for CUDA 13.0 where the driver supports it (pixi.lock)"
    assert f"Locked {locked} Installed" in " ".join(done.stdout.split())
    status, document = answered(h200, cwd=digits, **old)
    assert (status, codes(document)) == (1, ["driver-too-old!"])
    assert document["error"]["hint"] == "Run 'seedbed update --accelerator-version 12'."


def test_pixi_has_a_build_that_waits_for_a_gpu(machine: Machine, tmp_path: Path) -> None:
    lock = LOCKS / "pixi-pypi.lock"
    digits = project(tmp_path / "digits", lock, manager="pixi", accelerator="cuda")
    cpu = {"version": "2.13.0+cpu"}
    environment(digits / ".pixi/envs/dev", cpu, distribution="2.13.0+cpu")
    status, document = answered(machine, cwd=digits)
    assert (status, codes(document)) == (1, ["no-gpu!"])
    assert document["error"]["hint"] == "Run it on a machine that has one."


def test_a_bench_compares_the_gpu_with_the_cpu(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    done = run(h200, "--bench", cwd=digits)
    assert done.returncode == 0
    lines = done.stdout[done.stdout.index("Matrix") :].splitlines()
    assert lines[0] == "Matrix products with torch 2.11.0+cu130"
    words = [line.split() for line in lines[1:5]]
    assert [(one[:2], one[2]) for one in words] == [
        (["NVIDIA", "H200"], kind) for kind in ("bf16", "fp16", "tf32", "fp32")
    ]
    assert lines[5].split()[:5] == ["CPU", "(16", "threads)", "fp32", "512x512"]
    assert all(line.endswith(" TFLOP/s") for line in lines[1:6])


def test_a_bench_without_pytorch_or_numpy(machine: Machine, digits: Path) -> None:
    environment(digits / ".venv", None)
    done = run(machine, "--bench", cwd=digits)
    assert done.returncode == 3
    assert "neither PyTorch nor NumPy" in done.stderr
