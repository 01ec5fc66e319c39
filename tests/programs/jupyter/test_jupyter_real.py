"""`seedbed jupyter`, with the real JupyterLab."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from labs import Lab, modes

from seedbed.host.loopback import ask
from seedbed.host.processes import identity_of, wait_until

CELL = Path(__file__).parents[2] / "support" / "cell_script.py"
SLOW = pytest.mark.slow
EVERYWHERE = "0.0.0.0"  # noqa: S104  # what must not come true


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Iterator[Lab]:
    lab = Lab(tmp_path_factory.mktemp("real"))
    uv, python = need("uv"), lab.root / ".venv" / "bin" / "python"
    subprocess.run([uv, "venv", "-q", ".venv"], cwd=lab.root, check=True)
    install = [uv, "pip", "install", "-q", "--python", str(python), "jupyterlab", "ipykernel"]
    subprocess.run(install, check=True)
    yield lab
    lab.end()


@pytest.fixture
def lab(real: Lab) -> Iterator[Lab]:
    yield real
    real.run("stop", "--yes")
    assert real.processes() == []
    shutil.rmtree(real.runtime, ignore_errors=True)


def listening(port: int) -> set[str]:
    """The addresses of this machine on which somebody listens on a port."""
    import psutil

    found = psutil.net_connections("tcp")
    open_ones = [one.laddr for one in found if one.status == "LISTEN" and one.laddr]
    return {address.ip for address in open_ones if address.port == port}


def url_of(lab: Lab) -> str:
    return lab.run("url").stdout.strip()


def in_environment(lab: Lab, *words: str | Path) -> str:
    """What a program of the environment prints."""
    python = lab.root / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, *words], env=lab.variables, cwd=lab.root, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done
    return done.stdout


def cell(lab: Lab, code: str, kernel: str = "digits", *more: str) -> str:
    return in_environment(lab, CELL, url_of(lab), kernel, code, *more)


def test_a_cell_runs_in_the_kernel_of_the_project(lab: Lab) -> None:
    record = lab.start()
    said = cell(lab, "import os, sys; print(sys.executable, os.getcwd(), 6 * 7, dict(os.environ))")
    assert said.startswith(f"{lab.root}/.venv/bin/python {lab.root} 42 ")
    assert record["token"] not in said
    listed = in_environment(lab, "-m", "jupyter", "server", "list", "--json")
    known = json.loads(listed)
    assert (known["pid"], known["root_dir"]) == (record["pid"], str(lab.root))
    assert record["token"] not in (lab.folder / "jupyter.log").read_text()
    kernels = json.loads(in_environment(lab, "-m", "jupyter", "kernelspec", "list", "--json"))
    assert kernels["kernelspecs"]["digits"]["resource_dir"] == str(
        lab.root / ".venv" / "share" / "jupyter" / "kernels" / "digits"
    )
    cell(lab, "import time", "digits", "keep")
    assert set(modes(lab.runtime).values()) == {0o600}
    stopped = lab.run("stop")
    assert (stopped.returncode, stopped.stdout) == (0, "JupyterLab was stopped.\n")
    assert stopped.stderr == "note: 1 kernel is running: digits\n"
    assert lab.processes() == []
    assert not list(lab.runtime.glob("jpserver-*"))


@SLOW
def test_kill_9_of_the_server_and_its_kernel(lab: Lab) -> None:
    record = lab.start()
    cell(lab, "pass", "digits", "keep")
    assert len(lab.processes()) == 2
    os.kill(record["pid"], signal.SIGKILL)
    assert wait_until(lambda: not identity_of(record["pid"]), 20)
    assert lab.status()["status"] == "killed"
    again = lab.start()
    assert again["pid"] != record["pid"]
    assert cell(lab, "print(1)") == "1\n"
    assert wait_until(lambda: lab.processes() == [again["pid"]], 20)
    assert [path.name for path in lab.runtime.glob("jpserver-*.json")] == [
        f"jpserver-{again['pid']}.json"
    ]


@SLOW
def test_a_file_that_jupyter_left_and_a_reused_number(lab: Lab) -> None:
    record = lab.start()
    left = lab.runtime / f"jpserver-{record['pid']}.json"
    facts = json.loads(left.read_text())
    os.kill(record["pid"], signal.SIGKILL)
    assert wait_until(lambda: not identity_of(record["pid"]), 20)
    with subprocess.Popen(["sleep", "600"]) as other:
        facts["pid"] = other.pid
        (lab.runtime / f"jpserver-{other.pid}.json").write_text(json.dumps(facts))
        lab.change(pid=other.pid)
        assert lab.status()["status"] == "reused"
        assert lab.status()["others"] == []
        assert lab.run("stop").returncode == 0
        assert other.poll() is None
        other.kill()


@SLOW
def test_a_server_started_by_hand(lab: Lab) -> None:
    python = lab.root / ".venv" / "bin" / "python"
    root = ["--allow-root"] if os.geteuid() == 0 else []
    with subprocess.Popen(
        [python, "-m", "jupyterlab", "--no-browser", "--ServerApp.port=0", *root],
        cwd=lab.root, env=lab.variables, stderr=subprocess.DEVNULL,
    ) as by_hand:  # fmt: skip
        try:
            assert wait_until(lambda: bool(lab.status()["others"]), 60)
            assert [one["pid"] for one in lab.status()["others"]] == [by_hand.pid]
            lab.start()
            lab.run("stop")
            assert by_hand.poll() is None
        finally:
            by_hand.terminate()
            by_hand.wait()


@SLOW
def test_the_commands_by_hand(lab: Lab) -> None:
    """Without seedbed: nohup, a number in a file, and Jupyter's own list of servers."""

    def shell(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line], cwd=lab.root, env=lab.variables, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip

    def servers() -> str:
        return shell(".venv/bin/jupyter server list").stdout

    root = "--allow-root" if os.geteuid() == 0 else ""
    start = f"nohup .venv/bin/jupyter lab --no-browser {root} > jupyter.log 2>&1"
    try:
        for stop in ('kill "$(cat jupyter.pid)"', ".venv/bin/jupyter server stop {port}"):
            shell(f"{start} & echo $! > jupyter.pid")
            assert wait_until(lambda: "?token=" in servers(), 60)
            found = re.search(r"http://localhost:(\d+)/\?token=(\w+) ", servers())
            assert found is not None
            assert found[2] in (lab.root / "jupyter.log").read_text()
            assert shell(stop.format(port=found[1])).returncode == 0
            assert wait_until(lambda: "?token=" not in servers(), 60)
        stopped = shell(".venv/bin/jupyter notebook stop 8888")
        assert "`jupyter-notebook` not found" in stopped.stderr
    finally:
        shell('kill "$(cat jupyter.pid)"')


@SLOW
def test_a_login_that_ends(lab: Lab, need: Callable[[str], str]) -> None:
    """The kernel goes on computing when the terminal is closed and SIGHUP is sent to all."""
    script = '"$@" >/dev/null && kill -HUP 0'
    command = [need("setsid"), "--wait", "sh", "-c", script, "sh", *lab.command("start")]
    subprocess.run([*command, "--port", "0"], cwd=lab.root, env=lab.variables, check=False)
    kernel = cell(lab, "import os; x = 41; print(os.getpid())", "digits", "keep").split()[-1]
    for pid in (lab.record["pid"], int(kernel)):
        os.kill(pid, signal.SIGHUP)
    assert cell(lab, "print('there')") == "there\n"
    assert int(kernel) in lab.processes()


@SLOW
def test_a_busy_kernel_is_named(lab: Lab) -> None:
    lab.start()
    code = "import threading, time; print('busy', flush=True); time.sleep(600)"
    python = lab.root / ".venv" / "bin" / "python"
    words = [str(python), str(CELL), url_of(lab), "digits", code]
    with subprocess.Popen(
        words, env=lab.variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        assert run.stdout is not None
        assert wait_until(lambda: "(busy)" in _kernels(lab), 60)
        refused = lab.run("stop")
        assert (refused.returncode, refused.stderr) == (
            1, "error: 1 kernel is busy: digits.\nhint: Wait until it is done, or add --yes.\n",
        )  # fmt: skip
        stopped = lab.run("stop", "--yes")
        assert stopped.stderr == "note: 1 kernel is running: digits (busy)\n"
        run.kill()


def _kernels(lab: Lab) -> str:
    from seedbed.commands.jupyter_stop import kernels_of
    from seedbed.jupyter.server import read

    server = read((lab.folder / "server.json").read_bytes())
    assert server is not None
    return " ".join("(busy)" if one.is_busy else "" for one in kernels_of(server))


@SLOW
def test_five_cycles_leave_no_process(lab: Lab) -> None:
    for _ in range(5):
        record = lab.start()
        made = ask(
            "127.0.0.1", record["port"], "/api/kernels", token=record["token"], method="POST"
        )
        assert made is not None
        assert made.status == 201
        assert len(lab.processes()) == 2
        assert lab.run("stop").returncode == 0
        assert lab.processes() == []
    assert not list(lab.runtime.glob("jpserver-*"))
    assert len(list(lab.folder.iterdir())) == 4  # the logs


@SLOW
def test_settings_of_the_user_do_not_open_it(lab: Lab) -> None:
    """Seedbed's token counts, whatever the user's own settings say."""
    config = Path(lab.variables["JUPYTER_CONFIG_DIR"])
    config.mkdir(exist_ok=True)
    settings = config / "jupyter_server_config.json"
    settings.write_text(json.dumps({
        "IdentityProvider": {"token": "", "hashed_password": ""},
        "ServerApp": {"ip": EVERYWHERE, "port": 9, "base_url": "/mine/"},
    }))  # fmt: skip
    try:
        record = lab.start()
        assert (record["base"], record["host"]) == ("/mine/", "127.0.0.1")
        assert url_of(lab).partition("?")[0] == f"http://127.0.0.1:{record['port']}/mine/lab"
        assert lab.status()["status"] == "running"
        assert listening(record["port"]) == {"127.0.0.1"}
    finally:
        settings.unlink()


@SLOW
def test_lab_opens_in_chromium_and_runs_a_cell(
    lab: Lab, need: Callable[[str], str], tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

    chromium = need("chromium")
    lab.start()
    notebook = {
        "cells": [{
            "cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [],
            "source": "print('ANSWER', 6 * 7)",
        }],
        "metadata": {"kernelspec": {"name": "digits", "display_name": "digits"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    (lab.root / "first.ipynb").write_text(json.dumps(notebook))
    url = url_of(lab).replace("/lab?", "/lab/tree/first.ipynb?")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 1200, "height": 700})
        page.goto(url)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
        page.wait_for_selector("#jp-main-statusbar >> text=/Idle/", timeout=120_000)
        page.click(".jp-Notebook .jp-CodeCell .cm-content")
        page.keyboard.press("Shift+Enter")
        output = '.jp-Notebook .jp-OutputArea-output:has-text("ANSWER 42")'
        page.wait_for_selector(output, timeout=60_000)
        assert page.locator(".jp-KernelName").first.inner_text().strip() == "digits"
        shot = tmp_path / "lab.png"
        page.screenshot(path=str(shot))
        browser.close()
    assert shot.stat().st_size > 10_000
    if kept := os.environ.get("SEEDBED_SCREENSHOTS"):
        shutil.copy(shot, Path(kept) / "jupyter-lab.png")
    stopped = lab.run("stop", "--yes")
    assert "first.ipynb" in stopped.stderr
