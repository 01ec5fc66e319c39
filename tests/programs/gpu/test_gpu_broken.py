"""`seedbed gpu` in projects whose environment, lock, or manifest is broken or hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake_torch import environment, whole
from gpu_machines import Machine
from gpu_runs import answered, codes, project, run
from places import FIXTURES
from stand_ins import program

from seedbed.host.gpu.environments import ask_framework
from seedbed.layers.library import load_library, offered
from seedbed.model.seen import Seen

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = FIXTURES / "gpu" / "locks"
CPU = {"version": "2.11.0+cpu"}
CU130 = LOCKS / "uv-sources.lock"


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
    noise = "print('{hello'); print('seedbed-probe: {}', flush=True)"
    environment(digits / ".venv", whole(**{"import": noise}))
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


@pytest.mark.parametrize("framework", offered(load_library(), "framework"))
def test_every_framework_can_be_asked_about(
    machine: Machine, tmp_path: Path, framework: str
) -> None:
    folder = project(tmp_path / "digits", None, framework=framework)
    done = run(machine, cwd=folder)
    assert not done.stderr
    assert done.returncode == (0 if framework == "none" else 3)


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
        "Installed  scikit-learn 1.9.1 (.venv)\n\nscikit-learn works on the CPU.\n"
    )


def test_a_framework_that_prints_without_end(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    (digits / ".venv/bin/python").unlink()
    program(digits / ".venv/bin/python", "exec tr '\\0' x < /dev/zero")
    status, document = answered(h200, cwd=digits)
    assert (status, codes(document)) == (3, ["environment-broken!"])


def test_an_answer_that_is_nested_too_deep(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    (digits / ".venv/bin/python").unlink()
    deep = "seedbed-probe: " + "[" * 100_000
    (digits / "said").write_text(deep)
    program(digits / ".venv/bin/python", f"cat {digits / 'said'}")
    status, document = answered(h200, cwd=digits)
    assert (status, codes(document)) == (3, ["environment-broken!"])


@pytest.mark.parametrize("data", [b"\xff\xfe", b"version = ", b"[" * 20_000])
def test_a_damaged_lock_is_restored(h200: Machine, digits: Path, data: bytes) -> None:
    (digits / "uv.lock").write_bytes(data)
    status, document = answered(h200, cwd=digits)
    assert (status, document["error"]["code"]) == (3, "lock-unreadable")
    hint = "Restore it from git, or remove it and run 'uv lock'."
    assert document["error"]["hint"] == hint
