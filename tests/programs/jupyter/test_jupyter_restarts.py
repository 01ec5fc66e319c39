"""What `seedbed jupyter stop` and `restart` ask first, and what a restart keeps."""

from __future__ import annotations

import json
import os
import signal
import socket

import pexpect
import pytest
from labs import Lab, has_gone, modes


def test_a_restart_keeps_the_url(lab: Lab) -> None:
    first = lab.start()
    done = lab.run("restart")
    assert done.returncode == 0
    second = lab.record
    assert (second["port"], second["token"]) == (first["port"], first["token"])
    assert second["pid"] != first["pid"]
    assert lab.processes() == [second["pid"]]


@pytest.mark.parametrize("dead", [True, False])
def test_a_restart_that_fails_forgets_nothing(lab: Lab, *, dead: bool) -> None:
    """The port is taken by another program, or JupyterLab does not come up again."""
    first = lab.start()
    if dead:
        os.kill(first["pid"], signal.SIGKILL)
        assert has_gone(first["pid"])
        with socket.create_server(("127.0.0.1", first["port"])):
            done = lab.run("restart")
        assert done.returncode == 1
        assert done.stderr.startswith(f"error: Port {first['port']} cannot be used: ")
        assert lab.status()["status"] == "killed"
    else:
        assert lab.run("restart", STAND_IN="dies").returncode == 3
        assert lab.status()["status"] == "none"
        assert lab.run("restart", STAND_IN="dies").returncode == 3
    assert lab.run("restart").returncode == 0
    second = lab.record
    assert (second["port"], second["token"]) == (first["port"], first["token"])
    assert set(modes(lab.folder).values()) == {0o600}
    lab.run("stop")
    assert {name for name in modes(lab.folder) if not name.startswith("jupyter.log")} == set()


def test_a_stop_forgets_what_a_failed_restart_has_kept(lab: Lab) -> None:
    first = lab.start()
    assert lab.run("restart", STAND_IN="dies").returncode == 3
    assert lab.run("stop").stdout == "JupyterLab isn't running for this project.\n"
    assert lab.run("restart", "--port", "0").returncode == 0
    assert lab.record["token"] != first["token"]


def test_a_restart_on_an_address_that_is_not_here_stops_nothing(lab: Lab) -> None:
    first = lab.start()
    done = lab.run("restart", "--host", "192.0.2.1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2].startswith("error: JupyterLab cannot listen on 192.0.2.1: ")
    assert lab.processes() == [first["pid"]]


def test_a_restart_that_cannot_start_stops_nothing(lab: Lab) -> None:
    first = lab.start()
    (packages,) = lab.root.glob(".venv/lib/python3*/site-packages")
    (packages / "jupyterlab-4.6.6.dist-info").rename(packages / "gone")
    done = lab.run("restart")
    assert done.returncode == 3
    assert done.stderr.startswith(f"note: 1 kernel is running: first.ipynb\nerror: {lab.root}")
    assert lab.processes() == [first["pid"]]
    assert lab.run("restart", "--host", "no.such.host.invalid").returncode == 3
    assert lab.processes() == [first["pid"]]


@pytest.mark.parametrize("words", [("stop",), ("restart",), ("stop", "--json")])
def test_a_busy_kernel_is_not_ended_unasked(lab: Lab, words: tuple[str, ...]) -> None:
    record = lab.start(STAND_IN="busy")
    done = lab.run(*words)
    message, hint = "1 kernel is busy: first.ipynb.", "Wait until it is done, or add --yes."
    if "--json" in words:
        error = json.loads(done.stdout)["error"]
        assert error == {"code": "kernel-busy", "message": message, "hint": hint}
    else:
        assert done.stderr == f"error: {message}\nhint: {hint}\n"
    assert (done.returncode, lab.processes()) == (1, [record["pid"]])
    assert lab.run("stop", "--yes").stderr == "note: 1 kernel is running: first.ipynb (busy)\n"
    assert lab.processes() == []


def test_somebody_at_a_terminal_is_asked_about_a_busy_kernel(lab: Lab) -> None:
    record = lab.start(STAND_IN="busy")
    words = lab.command("stop")
    for answer, left, said in (("n", [record["pid"]], "Nothing"), ("y", [], "JupyterLab")):
        child = pexpect.spawn(
            words[0], words[1:], cwd=str(lab.root), env=lab.variables, timeout=20
        )  # fmt: skip
        child.expect_exact("Stop anyway? [y/N]")
        child.sendline(answer)
        child.expect_exact(f"{said} was stopped.")
        child.expect(pexpect.EOF)
        child.close()
        assert lab.processes() == left
