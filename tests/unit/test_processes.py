"""How processes are told from others."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from seedbed.host.processes import identity_of, wait_until

EXIT = {"x86_64": 60, "aarch64": 93}.get(platform.machine(), 0)
"""The number of the system call that ends one thread."""
LEADERLESS = f"""
import ctypes, threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
print(flush=True)
ctypes.CDLL(None).syscall({EXIT}, 0)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux") or not EXIT, reason="needs the number")
def test_a_process_has_ended_when_all_its_threads_have() -> None:
    """Until then, it may hold a port, even if the system shows it as a zombie."""
    with subprocess.Popen([sys.executable, "-c", LEADERLESS], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()

        def is_zombie() -> bool:
            with open(f"/proc/{run.pid}/stat", "rb") as file:
                return file.read().rpartition(b")")[2].split()[0] == b"Z"

        try:
            assert wait_until(is_zombie, 20)
            assert identity_of(run.pid)
        finally:
            run.kill()
        assert wait_until(lambda: not identity_of(run.pid), 20)
        assert is_zombie()  # nobody has waited for it yet
