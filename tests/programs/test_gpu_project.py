"""`seedbed gpu` in a project: what is declared, locked, installed, and seen, and what mends it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import gpu_machines
import pytest
from fake_torch import answers, environment
from gpu_machines import Machine
from gpu_runs import answered, project, run
from places import FIXTURES, ROOT
from stand_ins import program

from seedbed.host.gpu.environments import ask_framework
from seedbed.model.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NVML = "libnvidia-ml.so.1"
LOCKS = FIXTURES / "gpu" / "locks"
CPU = {"version": "2.11.0+cpu"}
CU130 = LOCKS / "uv-sources.lock"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Path:
    """The stand-in for the driver's libraries."""
    need("gcc")
    return gpu_machines.build(tmp_path_factory.mktemp("library"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without anything."""
    return Machine(tmp_path / "machine")


@pytest.fixture
def h200(machine: Machine, library: Path) -> Machine:
    """The machine that was recorded."""
    return machine.nvidia().library(NVML, library)


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A project for CUDA 13.0, with the lock for that."""
    lock = tmp_path / "lock"
    lock.write_text(CU130.read_text().replace("2.13.0", "2.11.0"))  # the recorded release
    return project(tmp_path / "digits", lock, accelerator="cuda", version="13.0")


def whole(**changes: Any) -> dict[str, Any]:
    """What the recorded PyTorch said where nothing was hidden."""
    return {**answers("whole.txt"), **changes}


def codes(document: dict[str, Any]) -> list[str]:
    """The codes of the findings, after those of problems an exclamation mark."""
    found = document["result"]["findings"]
    return [one["code"] + ("!" if one["is_problem"] else "") for one in found]


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
        "PyTorch computes on the GPU, with CUDA.\n"
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
    assert done.stdout.endswith("\n\nPyTorch works, on the CPU.\n")


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


def test_no_environment_cannot_be_judged(h200: Machine, digits: Path) -> None:
    status, document = answered(h200, cwd=digits)
    assert (status, codes(document)) == (3, ["environment-missing!"])
    assert document["error"]["hint"] == "Run 'uv sync'."


def test_an_environment_without_the_framework(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", None)
    status, document = answered(h200, cwd=digits)
    assert (status, codes(document)) == (1, ["framework-missing!"])


@pytest.mark.parametrize(
    ("script", "code", "status"),
    [
        ("raise ImportError('libcudart.so.13: cannot open shared object file')", "framework", 1),
        ("import os; os.kill(os.getpid(), 11)", "framework", 1),
        ("import sys; sys.exit('no')", "framework", 1),
        ("import os; os._exit(3)", "environment", 3),
    ],
)
def test_a_framework_that_breaks(
    h200: Machine, digits: Path, script: str, code: str, status: int
) -> None:
    environment(digits / ".venv", whole(**{"import": script}))
    found, document = answered(h200, cwd=digits)
    assert (found, codes(document)) == (status, [f"{code}-broken!"])
    assert document["error"]["hint"] == "Run 'uv sync --reinstall'."


def test_a_python_that_does_not_start(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    (digits / ".venv/bin/python").unlink()
    program(digits / ".venv/bin/python", "echo 'no libpython' >&2; exit 127")
    status, document = answered(h200, cwd=digits)
    assert (status, codes(document)) == (3, ["environment-broken!"])
    assert "no libpython" in document["error"]["message"]


def test_a_framework_that_hangs(digits: Path) -> None:
    environment(digits / ".venv", whole(**{"import": "import time; time.sleep(60)"}))
    python = str(digits / ".venv/bin/python")
    assert ask_framework(python, "torch", limit=1.0) == Seen(fault="hang")


def test_lines_that_a_framework_prints_do_no_harm(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole(**{"import": "print('{hello'); print('seedbed-probe')"}))
    assert answered(h200, cwd=digits)[0] == 0


@pytest.mark.parametrize(
    "said",
    [
        '{"version": 3, "gpus": 4, "architectures": "sm_90"}',
        '{"version": "1", "gpus": [5, {"memory": "much", "other": 1}], "unknown": {}}',
        "[]",
        "{",
    ],
)
def test_a_forged_answer_does_no_harm(h200: Machine, digits: Path, said: str) -> None:
    forged = f"import os; print('\\nseedbed-probe: ' + {said!r}, flush=True); os._exit(0)"
    environment(digits / ".venv", whole(**{"import": forged}))
    status, document = answered(h200, cwd=digits)
    expected = (1, ["framework-fails!"]) if '"1"' in said else (3, ["environment-broken!"])
    assert (status, codes(document)) == expected
    done = run(h200, "--bench", cwd=digits)
    assert done.returncode == 3
    assert "The bench measured nothing: it failed." in done.stderr


def test_modules_in_the_current_folder_do_not_count(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    (digits / "torch.py").write_text("raise SystemExit('the wrong one')\n")
    assert answered(h200, cwd=digits, PYTHONPATH=str(digits))[0] == 0


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


def test_a_lock_that_cannot_be_read(h200: Machine, digits: Path) -> None:
    (digits / "uv.lock").write_text("<<<<<<< HEAD\n")
    environment(digits / ".venv", whole())
    done = run(h200, cwd=digits)
    assert done.returncode == 3
    assert "uv.lock cannot be read" in done.stderr
    assert "hint: Restore it from git, or remove it and run 'uv lock'." in done.stderr


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("accelerator", "cuad", "accelerator = 'cuad'"),
        ("framework", "pytroch", "framework = 'pytroch'"),
    ],
)
def test_a_choice_that_is_none(
    machine: Machine, tmp_path: Path, key: str, value: str, sentence: str
) -> None:
    folder = project(tmp_path / "digits", None, **{key: value})
    done = run(machine, cwd=folder)
    assert done.returncode == 1
    assert f"has an unknown value under [tool.seedbed]: {sentence}." in done.stderr
    assert "hint: Did you mean" in done.stderr


def test_a_framework_for_cpus(machine: Machine, tmp_path: Path) -> None:
    folder = project(tmp_path / "digits", None, framework="sklearn")
    site = environment(folder / ".venv", None).glob("lib/*/site-packages").__next__()
    (site / "sklearn").mkdir()
    (site / "sklearn" / "__init__.py").write_text("__version__ = '1.9.1'\n")
    (site / "scikit_learn-1.9.1.dist-info").mkdir()
    (site / "scikit_learn-1.9.1.dist-info" / "METADATA").write_text("Version: 1.9.1\n")
    done = run(machine, cwd=folder)
    assert done.returncode == 0
    assert done.stdout.endswith(
        "Installed  scikit-learn 1.9.1 (.venv)\n\nscikit-learn works, on the CPU.\n"
    )


def test_a_python_that_came_with_the_clone_is_not_run(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole(**{"import": "open('ran', 'w')"}))
    for command in (["init", "--quiet"], ["add", "--force", ".venv"]):
        subprocess.run(["git", *command], cwd=digits, check=True)
    done = run(h200, cwd=digits)
    assert done.returncode == 3
    assert f"git tracks {digits / '.venv'}" in done.stderr
    assert not (digits / "ran").exists()


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
