"""The life of a server of `seedbed jupyter`; a small program stands in for JupyterLab."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from labs import ROOT, Lab, has_gone, modes
from running import SEEDBED, contents
from stand_ins import program

from seedbed.commands.jupyter_ending import end
from seedbed.host.processes import Process, identity_of, wait_until
from seedbed.jupyter.server import read


def test_start_status_url_stop(lab: Lab) -> None:
    done = lab.run("start", "--port", "0")
    record = lab.record
    url = f"http://127.0.0.1:{record['port']}/lab?token={record['token']}"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "JupyterLab is running, and keeps running when you close this terminal:",
        "",
        f"  {url}",
        "",
        "In VS Code: Select Kernel, Existing Jupyter Server, then paste the URL.",
        "To stop it: seedbed jupyter stop",
    ]
    assert lab.run("url").stdout == f"{url}\n"
    status = lab.run("status")
    assert status.returncode == 0
    assert status.stdout.startswith("JupyterLab is running.\n  URL ")
    stopped = lab.run("stop")
    assert (stopped.returncode, stopped.stdout) == (0, "JupyterLab was stopped.\n")
    assert stopped.stderr == "note: 1 kernel is running: first.ipynb\n"
    assert not identity_of(record["pid"])
    status = lab.run("status")
    assert (status.returncode, status.stdout.splitlines()[0]) == (
        1, "JupyterLab isn't running for this project.",
    )  # fmt: skip
    assert lab.run("stop").stdout == "JupyterLab isn't running for this project.\n"
    gone = lab.run("url")
    assert gone.returncode == 1
    assert gone.stderr == (
        "error: JupyterLab isn't running for this project.\nhint: Run 'seedbed jupyter start'.\n"
    )


def test_a_second_start_starts_nothing(lab: Lab) -> None:
    first = lab.start()
    again = lab.run("start", "--port", "1")
    assert again.returncode == 0
    assert again.stdout.startswith("JupyterLab is already running:\n")
    assert first["token"] in again.stdout
    assert "note: It was already running, so --port 1 has no effect." in again.stderr
    assert lab.record == first
    assert lab.processes() == [first["pid"]]


def test_two_starts_at_once_start_one(lab: Lab) -> None:
    runs = [
        subprocess.Popen(
            lab.command("start", "--port", "0"), cwd=lab.root, env=lab.variables,
            stdout=subprocess.PIPE, encoding="utf-8",
        )
        for _ in range(4)
    ]  # fmt: skip
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0] * 4
    assert len({re.search(r"http://\S+", text)[0] for text in said}) == 1  # type: ignore[index]
    assert sum("keeps running" in text for text in said) == 1
    assert lab.processes() == [lab.record["pid"]]


def test_only_url_and_start_show_the_token(lab: Lab) -> None:
    record = lab.start()
    token, pid = record["token"], record["pid"]
    said = [lab.run(*words) for words in (
        ["start", "--json"], ["status"], ["status", "--json"], ["logs"], ["open", "--json"],
    )]  # fmt: skip
    assert [one.returncode for one in said] == [0] * 5
    assert not any(token in one.stdout + one.stderr for one in said)
    assert token.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
    assert token.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
    assert json.loads(lab.run("url", "--json").stdout)["result"]["token"] == token


def test_only_the_user_can_read_what_is_kept(lab: Lab) -> None:
    os.umask(0o000)
    try:
        lab.start()
    finally:
        os.umask(0o022)
    assert modes(lab.folder) == {"server.json": 0o600, "jupyter.log": 0o600, "begun.json": 0o600}
    assert lab.folder.stat().st_mode & 0o777 == 0o700
    lab.folder.chmod(0o755)
    lab.run("restart")
    assert lab.folder.stat().st_mode & 0o777 == 0o700


def test_only_the_user_can_read_the_page_with_the_token(lab: Lab) -> None:
    lab.runtime.mkdir()
    lab.runtime.chmod(0o755)  # as JUPYTER_RUNTIME_DIR may name one
    record = lab.start()
    page = f"jpserver-{record['pid']}-open.html"
    assert record["token"] in (lab.runtime / page).read_text()
    assert modes(lab.runtime)[page] == 0o600
    lab.run("stop", "--yes")
    assert list(lab.runtime.iterdir()) == []


def test_a_server_that_is_killed_leaves_no_page(lab: Lab) -> None:
    record = lab.start()
    os.kill(record["pid"], signal.SIGKILL)
    lab.run("stop")
    assert list(lab.runtime.iterdir()) == []


def test_nothing_in_the_project_changes_but_the_kernel(lab: Lab) -> None:
    before = contents(lab.root)
    lab.start()
    lab.run("stop")
    after = contents(lab.root)
    kernel = ".venv/share/jupyter/kernels/digits/kernel.json"
    spec = json.loads(after.pop(kernel))
    python = str(lab.root / ".venv" / "bin" / "python")
    assert spec["argv"] == [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    assert spec["display_name"] == "digits"
    assert {k: v for k, v in after.items() if "__pycache__" not in k} == before


def test_a_killed_server_is_told_from_others(lab: Lab) -> None:
    record = lab.start()
    os.kill(record["pid"], signal.SIGKILL)
    assert has_gone(record["pid"])
    assert lab.status()["status"] == "killed"
    whole = subprocess.run(
        [*SEEDBED, "status"], cwd=lab.root, env=lab.variables, capture_output=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    assert "JupyterLab   gone: something killed it, or" in whole.stdout
    again = lab.run("start", "--port", "0")
    assert again.returncode == 0
    assert again.stderr == (
        "note: The last server: JupyterLab is gone: something killed it, or the system ran out of "
        "memory.\n"
    )
    assert lab.status()["status"] == "running"


def test_a_server_that_somebody_shut_down(lab: Lab) -> None:
    record = lab.start()
    os.kill(record["pid"], signal.SIGTERM)
    assert has_gone(record["pid"])
    assert lab.status()["status"] == "ended"


def test_a_number_that_belongs_to_another_process(lab: Lab) -> None:
    record = lab.start()
    os.kill(record["pid"], signal.SIGKILL)
    assert has_gone(record["pid"])
    with subprocess.Popen(["sleep", "600"]) as other:
        lab.change(pid=other.pid)
        assert lab.status()["status"] == "reused"
        stopped = lab.run("stop")
        assert stopped.returncode == 0
        assert "now belongs to another program" in stopped.stdout
        assert other.poll() is None
        other.kill()
    assert lab.status()["status"] == "none"


def test_a_record_of_an_earlier_start_of_the_machine(lab: Lab) -> None:
    record = lab.start()
    os.kill(record["pid"], signal.SIGKILL)
    assert has_gone(record["pid"])
    lab.change(identity="0000:1")
    assert lab.status()["status"] == "restarted"


@pytest.mark.parametrize("text", ["", "{}", "[]", "{", '{"schema": 1, "pid": 1}'])
def test_a_damaged_record_counts_as_none(lab: Lab, text: str) -> None:
    lab.start()
    lab.run("stop")
    (lab.folder / "server.json").write_text(text)
    assert lab.status()["status"] == "none"
    lab.start()


def test_a_server_without_manners_is_killed(lab: Lab) -> None:
    record = lab.start(STAND_IN="deaf")
    server = read((lab.folder / "server.json").read_bytes())
    assert server is not None
    assert end(Process(pid=server.pid, identity=server.identity), server, polite=0.3)
    assert not identity_of(record["pid"])
    assert list(lab.runtime.iterdir()) == []


def test_a_server_that_does_not_answer(lab: Lab) -> None:
    record = lab.start()
    os.kill(record["pid"], signal.SIGSTOP)
    try:
        assert lab.status()["status"] == "silent"
        done = lab.run("start")
        assert done.returncode == 1
        assert done.stderr == (
            f"error: JupyterLab is running (process {record['pid']}) but doesn't answer.\n"
            "hint: Run 'seedbed jupyter restart'.\n"
        )
    finally:
        os.kill(record["pid"], signal.SIGCONT)


INTERRUPTED = """
import os, runpy, signal, sys
from seedbed.host import processes
start = processes.start_apart
def interrupted(*given):
    process = start(*given)
    print(process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(10): pass
    return process
processes.start_apart = interrupted
sys.argv[0] = "seedbed"
runpy.run_module("seedbed", run_name="__main__")
"""


def test_ctrl_c_at_the_moment_of_the_start_leaves_nothing(lab: Lab) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "jupyter", "start", "--port", "0", *ROOT],
        cwd=lab.root, env=lab.variables, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        130,
        "error: Interrupted.\n",
    )
    assert wait_until(lambda: not identity_of(int(done.stdout)), 20)
    assert lab.processes() == []
    assert lab.run("status").stdout.startswith("JupyterLab isn't running for this project.\n")


def test_a_server_that_was_started_by_hand_is_left_alone(lab: Lab) -> None:
    python = lab.root / ".venv" / "bin" / "python"
    arguments = [f"--ServerApp.root_dir={lab.root}", "--ServerApp.ip=127.0.0.1"]
    with subprocess.Popen(
        [python, "-m", "jupyterlab.labapp", *arguments, "--IdentityProvider.token=t"],
        env=lab.variables,
    ) as by_hand:
        try:
            while not (found := [one.read_text() for one in lab.runtime.glob("*.json")]) or not (
                found[0].endswith("}")  # written whole
            ):
                time.sleep(0.02)
            url = json.loads(found[0])["url"] + "lab"
            status = lab.status()
            assert status["status"] == "none"
            assert status["others"] == [{"pid": by_hand.pid, "url": url}]
            stopped = lab.run("stop")
            assert stopped.returncode == 0
            assert stopped.stderr == (
                f"note: A server that you started yourself is still running here (process "
                f"{by_hand.pid}, {url}): seedbed stops only its own.\n"
            )
            started = lab.run("start", "--port", "0")
            assert f"(process {by_hand.pid}, {url}). seedbed leaves it alone." in started.stderr
            lab.run("stop")
            assert by_hand.poll() is None
        finally:
            by_hand.kill()
    # what it leaves behind names a number that another process may get
    assert len(list(lab.runtime.glob("*.json"))) == 1
    assert lab.status()["others"] == []


def test_a_file_of_jupyter_that_names_another_process(lab: Lab) -> None:
    lab.runtime.mkdir()
    facts = {
        "base_url": "/", "hostname": "127.0.0.1", "pid": os.getpid(), "port": 9, "secure": False,
        "root_dir": str(lab.root), "token": "t", "url": "http://127.0.0.1:9/",
    }  # fmt: skip
    (lab.runtime / f"jpserver-{os.getpid()}.json").write_text(json.dumps(facts))
    assert lab.status()["others"] == []


def test_it_survives_its_terminal(lab: Lab) -> None:
    words = lab.command("start", "--port", "0")
    child = pexpect.spawn(words[0], words[1:], cwd=str(lab.root), env=lab.variables, timeout=20)
    child.expect("To stop it: seedbed jupyter stop")
    child.close(force=True)  # the terminal is gone: SIGHUP for all that belongs to it
    record = lab.record
    assert os.getsid(record["pid"]) == record["pid"]
    assert lab.status()["status"] == "running"
    os.kill(record["pid"], signal.SIGHUP)  # as the end of a login may
    assert lab.status()["status"] == "running"


def test_it_survives_a_login_that_ends(lab: Lab, need: Callable[[str], str]) -> None:
    """A session of its own, as sshd makes one, all of whose processes get SIGHUP at its end."""
    script = '"$@" >/dev/null && kill -HUP 0'
    command = [need("setsid"), "--wait", "sh", "-c", script, "sh", *lab.command("start")]
    done = subprocess.run([*command, "--port", "0"], cwd=lab.root, env=lab.variables, check=False)
    assert done.returncode in {-signal.SIGHUP, 128 + signal.SIGHUP}
    assert lab.status()["status"] == "running"


def test_an_environment_that_was_deleted_or_made_anew(lab: Lab) -> None:
    lab.start()
    (lab.root / ".venv").rename(lab.root / "before")
    status = lab.run("status")
    assert "note: Its environment was deleted, so kernels can't start" in status.stderr
    assert lab.status()["environment_state"] == "missing"
    (lab.root / ".venv").mkdir()
    assert lab.status()["environment_state"] == "other"
    again = lab.run("start")
    assert "note: Its environment was created again after JupyterLab had started" in again.stderr


def test_the_line_for_ssh(lab: Lab) -> None:
    over = {"SSH_CONNECTION": "203.0.113.5 50000 198.51.100.7 2222"}
    done = lab.run("start", "--port", "0", **over)
    port = lab.record["port"]
    user = subprocess.run(["id", "-un"], capture_output=True, encoding="utf-8", check=True)
    line = f"ssh -N -L {port}:127.0.0.1:{port} -p 2222 {user.stdout.strip()}@198.51.100.7"
    assert f"  {line}\n" in done.stdout
    assert line in lab.run("open", **over).stdout
    assert json.loads(lab.run("url", "--json", **over).stdout)["result"]["tunnel"] == line


def test_a_browser_opens_without_the_token_in_its_command_line(lab: Lab, tmp_path: Path) -> None:
    record = lab.start()
    page = lab.runtime / f"jpserver-{record['pid']}-open.html"
    page.write_text("a page of Jupyter's")
    browser = program(tmp_path / "browser", f'echo "$@" > {tmp_path}/opened')
    done = lab.run("open", DISPLAY=":9", BROWSER=str(browser))
    assert (done.returncode, done.stdout) == (0, "JupyterLab opens in your browser.\n")
    assert (tmp_path / "opened").read_text() == f"{page.as_uri()}\n"


def test_logs_move_on_at_each_start(lab: Lab) -> None:
    for _ in range(5):
        lab.start()
        lab.end()
    assert {name for name in modes(lab.folder) if name.startswith("jupyter")} == {
        "jupyter.log", "jupyter.log.1", "jupyter.log.2", "jupyter.log.3",
    }  # fmt: skip
    (lab.folder / "jupyter.log").write_text("".join(f"{n}\n" for n in range(99)) + "\x1b[2J\n")
    assert lab.run("logs", "--lines", "2").stdout == "98\n\\x1b[2J\n"
    assert lab.run("logs", "--lines", "0").stdout == ""


def test_a_log_is_followed_to_the_next_server(lab: Lab) -> None:
    lab.start()
    with subprocess.Popen(
        lab.command("logs", "-f", "--lines", "1"), cwd=lab.root, env=lab.variables,
        stdout=subprocess.PIPE, encoding="utf-8",
    ) as run:  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.readline().startswith("it begins with")
        lab.run("restart")
        assert run.stdout.readline().startswith("it begins with")
        run.send_signal(signal.SIGINT)
        assert run.wait() in {130, -signal.SIGINT}
