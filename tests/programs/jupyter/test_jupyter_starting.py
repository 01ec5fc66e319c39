"""What `seedbed jupyter start` starts, and refuses; a small program stands in for JupyterLab."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from labs import ROOT, Lab, modes, with_stand_in
from running import SEEDBED, cannot
from stand_ins import program

EVERYWHERE = "0.0.0.0"  # noqa: S104  # the stand-in listens to this machine alone
MISSING = (
    "Run 'seedbed add --dev jupyterlab ipykernel', or 'seedbed update --with jupyter' for a first "
    "notebook, too."
)
DUE = "The project requires JupyterLab: run 'seedbed sync' to install it."
_FULL = """
mount -t tmpfs -o size=64k,nr_inodes=100 none "$1" || exit 99
mkdir "$1/seedbed"
dd if=/dev/zero of="$1/fill" bs=1k count=100 2>/dev/null
shift
exec "$@"
"""


@pytest.mark.parametrize(
    ("mode", "message", "code"),
    [
        ("dies", "JupyterLab did not start: it ended before it answered.", "jupyter-failed"),
        ("full", "JupyterLab did not start: the disk is full.", "jupyter-failed"),
        ("port", "The port cannot be used: another program took it just now.", "port-in-use"),
    ],
)
def test_a_server_that_ends_at_once(lab: Lab, mode: str, message: str, code: str) -> None:
    done = lab.run("start", "--json", STAND_IN=mode)
    assert done.returncode == (1 if code == "port-in-use" else 3)
    error = json.loads(done.stdout)["error"]
    assert (error["message"], error["code"]) == (message, code)
    assert lab.processes() == []
    assert modes(lab.folder) == {"jupyter.log": 0o600}
    assert lab.status()["status"] == "none"


def test_the_end_of_the_log_is_shown(lab: Lab) -> None:
    done = lab.run("start", STAND_IN="dies")
    *tail, error, hint = done.stderr.splitlines()
    assert tail[0] == f"  it begins with {6 if ROOT else 5} words"
    assert tail[-1] == "  RuntimeError: the stand-in dies"
    assert error == "error: JupyterLab did not start: it ended before it answered."
    assert hint == f"hint: Its whole log is {lab.folder / 'jupyter.log'}."


def test_a_server_that_is_too_slow_is_ended(lab: Lab) -> None:
    done = lab.run("start", "--timeout", "1", STAND_IN="mute")
    assert done.returncode == 3
    assert "error: JupyterLab did not answer within 1 s, so seedbed stopped it.\n" in done.stderr
    assert lab.processes() == []


def test_ctrl_c_ends_what_was_being_started(lab: Lab) -> None:
    with subprocess.Popen(
        lab.command("start"), cwd=lab.root, env={**lab.variables, "STAND_IN": "mute"},
        stderr=subprocess.PIPE, encoding="utf-8",
    ) as run:  # fmt: skip
        wait_for(lab, "begun.json")
        run.send_signal(signal.SIGTERM)
        _, said = run.communicate()
    assert run.returncode == 143
    assert said.startswith("error: Stopped by SIGTERM")
    assert lab.processes() == []


def test_a_start_goes_on_where_a_killed_one_ended(lab: Lab) -> None:
    record = lab.start()
    lab.change(port=0, runtime="")  # as a killed seedbed leaves it
    assert lab.status()["status"] == "starting"
    done = lab.run("start")
    assert done.returncode == 0
    assert lab.record == record


def test_progress_is_shown_on_a_terminal_only(lab: Lab) -> None:
    words = lab.command("start", "--timeout", "2")
    env = {**lab.variables, "STAND_IN": "mute"}
    child = pexpect.spawn(words[0], words[1:], cwd=str(lab.root), env=env, timeout=20)
    child.expect("Starting JupyterLab ... 1 s")
    child.expect("did not answer within 2 s")
    child.expect(pexpect.EOF)
    child.close()
    done = lab.run("start", "--timeout", "2", STAND_IN="mute")
    assert done.returncode == 3
    assert "did not answer within 2 s" in done.stderr
    assert "Starting JupyterLab" not in done.stderr + done.stdout
    assert not {"\r", "\x1b"} & {*done.stderr, *done.stdout}


@pytest.mark.parametrize(
    ("what", "code", "hint"),
    [
        ("environment", "environment-missing", "Run 'seedbed sync' to create it."),
        ("jupyter", "jupyter-missing", MISSING),
        ("sync", "jupyter-missing", DUE),
        ("optional", "jupyter-missing", MISSING),
    ],
)
def test_what_is_not_there(tmp_path: Path, what: str, code: str, hint: str) -> None:
    lab = Lab(tmp_path)
    manifest = lab.root / "pyproject.toml"
    text = manifest.read_text()
    if what == "sync":
        manifest.write_text(f'{text}\n[dependency-groups]\ndev = ["jupyterlab>=4.4"]\n')
    if what == "optional":
        manifest.write_text(f'{text}\n[project.optional-dependencies]\nlab = ["jupyterlab"]\n')
    if what != "environment":
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", lab.root / ".venv"], check=True
        )
    done = lab.run("start", "--json")
    assert done.returncode == 3
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["hint"]) == (code, hint)


def test_an_environment_that_came_with_the_clone(lab: Lab) -> None:
    for words in (["init", "-q"], ["add", "-f", ".venv/bin"]):
        subprocess.run(["git", *words], cwd=lab.root, env=lab.variables, check=True)
    done = lab.run("start")
    assert done.returncode == 3
    assert "so its programs came with the clone: none was run." in done.stderr
    assert lab.processes() == []


def test_a_port_that_is_taken(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = lab.run("start", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"error: Port {port} cannot be used: Address already in use.\n"
        "hint: Give another one with --port, or write --port 0 for any that is free.\n"
    )
    assert lab.processes() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused")
def test_root_has_to_ask_for_it(lab: Lab) -> None:
    done = subprocess.run(
        [*SEEDBED, "jupyter", "start"], cwd=lab.root, env=lab.variables, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        "error: You are root, and JupyterLab doesn't run as root unless you allow it.\n"
        "hint: Start it as another user, or add --allow-root.\n"
    )


def test_an_address_that_others_reach_is_warned_of(lab: Lab) -> None:
    done = lab.run("start", "--host", EVERYWHERE, "--port", "0")
    assert done.returncode == 0
    assert done.stderr == (
        "note: JupyterLab listens on 0.0.0.0: whoever can reach this machine and has the URL can "
        "run programs as you. Nothing is encrypted on the way.\n"
    )
    assert f"http://{os.uname().nodename}:{lab.record['port']}/lab?token=" in done.stdout


def test_an_address_that_others_reach_without_a_token_is_refused(lab: Lab) -> None:
    done = lab.run("start", "--host", EVERYWHERE, "--port", "0", STAND_IN="open")
    assert done.returncode == 1
    assert done.stderr.startswith("error: Your Jupyter settings let everybody in without a token")
    assert lab.processes() == []


def test_a_full_disk(lab: Lab, need: Callable[[str], str]) -> None:
    command = [need("unshare"), "--mount", *(["--map-root-user"] if os.getuid() else [])]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        cannot("a mount namespace cannot be made here")
    lab.state.mkdir()
    run = subprocess.run(
        [*command, "sh", "-c", _FULL, "sh", str(lab.state), *lab.command("start")],
        cwd=lab.root, env=lab.variables, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 1
    error, hint = run.stderr.splitlines()
    assert error.startswith("error: ")
    assert "No space left on device" in error
    assert hint.startswith("hint: ")
    assert lab.processes() == []


def test_a_kernel_of_something_else_stays(lab: Lab) -> None:
    path = lab.root / ".venv" / "share" / "jupyter" / "kernels" / "digits" / "kernel.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"argv": ["other"], "display_name": "Other"}')
    record = lab.start()
    assert path.read_text() == '{"argv": ["other"], "display_name": "Other"}'
    data = lab.folder / "data"
    assert (data / "kernels" / "digits" / "kernel.json").exists()
    environ = Path(f"/proc/{record['pid']}/environ").read_bytes()
    assert f"JUPYTER_PATH={data}".encode() in environ.split(b"\0")


def test_a_link_in_the_place_of_kernels_is_not_followed(lab: Lab, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (lab.root / ".venv" / "share").symlink_to(elsewhere)
    lab.start()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("manager", "place"), [("conda", ".conda"), ("pixi", ".pixi/envs/default")]
)
def test_environments_of_conda_packages_are_entered(
    lab_environment: Path, tmp_path: Path, manager: str, place: str
) -> None:
    """What packages put into `activate.d` counts, as for whoever activates the environment."""
    lab = with_stand_in(lab_environment, tmp_path, place, manager=manager)
    prefix = lab.root / place
    scripts = prefix / "etc" / "conda" / "activate.d"
    scripts.mkdir(parents=True)
    (scripts / "a.sh").write_text("export FROM_A_PACKAGE='of conda'\n")
    try:
        record = lab.start(CONDA_PREFIX="/elsewhere", PATH="/usr/bin:/bin")
        environ = Path(f"/proc/{record['pid']}/environ").read_bytes().split(b"\0")
        assert b"FROM_A_PACKAGE=of conda" in environ
        assert f"CONDA_PREFIX={prefix}".encode() in environ
        assert f"PATH={prefix}/bin:{prefix}/bin:/usr/bin:/bin".encode() in environ
    finally:
        lab.end()


def test_a_virtual_environment_is_entered(lab: Lab) -> None:
    record = lab.start(VIRTUAL_ENV="/elsewhere", PATH="/usr/bin:/bin", JPY_PARENT_PID="1")
    environ = Path(f"/proc/{record['pid']}/environ").read_bytes().split(b"\0")
    venv = lab.root / ".venv"
    assert f"VIRTUAL_ENV={venv}".encode() in environ
    assert f"PATH={venv}/bin:/usr/bin:/bin".encode() in environ
    assert not [one for one in environ if one.startswith(b"JPY_")]


def test_without_the_manager_it_runs_in_the_shell_of_the_flake(
    lab_environment: Path, tmp_path: Path
) -> None:
    """A small program stands in for Nix."""
    lab = with_stand_in(lab_environment, tmp_path, manager="poetry", nix="shell")
    nix = program(
        tmp_path / "bin" / "nix",
        'if [ "$1" = --version ]; then echo "nix (Nix) 2.34.8"; exit; fi\n'
        'while [ "$1" != --command ]; do shift; done; shift\nFROM_NIX=yes "$@"; exit $?',
    )
    path = f"{nix.parent}:/usr/bin:/bin"
    try:
        record = lab.start(PATH=path)
        environ = Path(f"/proc/{record['pid']}/environ").read_bytes().split(b"\0")
        assert b"FROM_NIX=yes" in environ
        assert lab.run("stop", PATH=path).returncode == 0
        assert lab.processes() == []
        record = lab.start(PATH=path, IN_NIX_SHELL="impure")
        environ = Path(f"/proc/{record['pid']}/environ").read_bytes().split(b"\0")
        assert b"FROM_NIX=yes" not in environ
    finally:
        lab.end()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "Say what to do: start, stop, restart, status, url, logs, or open."),
        (["strat"], "'seedbed jupyter' has no action 'strat'."),
        (["stop", "--port", "1"], "'seedbed jupyter stop' has no option --port."),
        (["start", "--port", "70000"], "--port cannot be '70000'."),
        (["start", "--port", "-1"], "--port cannot be '-1'."),
        (["start", "--host", ""], "--host cannot be ''."),
        (["start", "--host", "a b"], "--host cannot be 'a b'."),
        (["logs", "--lines", "x"], "--lines cannot be 'x'."),
        (["start", "--timeout", "0"], "--timeout cannot be '0'."),
    ],
)
def test_command_lines_that_cannot_be_read(lab: Lab, words: list[str], error: str) -> None:
    done = subprocess.run(
        [*SEEDBED, "jupyter", *words], cwd=lab.root, env=lab.variables, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == f"error: {error}"


def wait_for(lab: Lab, name: str) -> None:
    while not list(lab.state.glob(f"seedbed/jupyter/*/{name}")):
        time.sleep(0.02)
