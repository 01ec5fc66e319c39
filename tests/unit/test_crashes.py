"""A crash of the loader is told apart from a failure, and damaged files from sound ones."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import crashes
import pytest

if TYPE_CHECKING:
    from pathlib import Path

CRASH = (
    "Fatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n"
    '  File "/x/ctypes/__init__.py", line 376 in __init__\n'
    '  File "/x/torch/__init__.py", line 358 in _preload_cuda_lib\n'
)
OF_ABC = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"  # in hexadecimal ba7816bf…


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """An environment with one package: a library that holds `abc`."""
    packages = tmp_path / "lib/python3.11/site-packages"
    record = packages / "x-1.dist-info/RECORD"
    record.parent.mkdir(parents=True)
    (packages / "x.so").write_text("abc")
    record.write_text(f"x.so,sha256={OF_ABC},3\nx-1.dist-info/RECORD,,\n")
    return tmp_path


def run(*results: tuple[int, str]) -> tuple[list[int], crashes.Run]:
    """A command that ends with one result after the other, and how often it ran."""
    ran: list[int] = []

    def command() -> subprocess.CompletedProcess[str]:
        status, said = results[len(ran)]
        ran.append(status)
        return subprocess.CompletedProcess("x", status, "", said)

    return ran, command


def test_a_crash_over_sound_files_gets_a_second_try(environment: Path) -> None:
    ran, command = run((1, CRASH), (0, ""))
    with pytest.warns(UserWarning, match="crashed while loading PyTorch; 0 damaged files: -;"):
        assert crashes.once_more(command, environment).returncode == 0
    assert ran == [1, 0]


def test_a_second_crash_is_a_failure(environment: Path) -> None:
    ran, command = run((1, CRASH), (1, CRASH))
    with pytest.warns(UserWarning, match="crashed while loading PyTorch"):
        assert crashes.once_more(command, environment).returncode == 1
    assert ran == [1, 1]


@pytest.mark.parametrize("said", ["1 failed", CRASH.replace("_preload_cuda_lib", "main")])
def test_other_failures_get_none(environment: Path, said: str) -> None:
    ran, command = run((1, said))
    assert crashes.once_more(command, environment).returncode == 1
    assert ran == [1]


def test_damaged_files_are_named(environment: Path) -> None:
    library = environment / "lib/python3.11/site-packages/x.so"
    assert crashes.damaged(environment) == []
    library.write_text("ab\0")
    _, command = run((1, CRASH))
    with pytest.raises(AssertionError, match=r"1 damaged files: x\.so \(.*site-packages\);"):
        crashes.once_more(command, environment)
    library.unlink()
    assert crashes.damaged(environment) == [f"x.so ({library.parent})"]
