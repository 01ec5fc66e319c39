"""SIGTERM, SIGHUP and SIGINT to seedbed alone, while a manager runs: that one ends too."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from aged import make
from rattler import Channel
from running import SEEDBED, environment, has_ended
from stand_ins import first_on_path, program

from seedbed.errors import Stopped
from seedbed.host import process, signals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pixi_runs import Pixi

SAYS = {
    "uv": ("uv", "uv 99.0.0", "sync"),
    "pixi": ("pixi", "pixi 99.0.0", "install"),
    "poetry": ("poetry", "Poetry (version 99.0.0)", "lock"),
    "conda": ("micromamba", "99.0.0", "create"),
}
"""For each manager: its program, what it answers to `--version`, and what `sync` starts first."""
SLOW = """\
if [ "$1" = --version ]; then echo "{version}"; exit; fi
sleep 60 &
echo $! $$ > "$STARTED.part"
mv "$STARTED.part" "$STARTED"
wait
"""
"""A manager that has something else do the work, and waits for it."""
TIDY = """\
if [ "$1" = --version ]; then echo "{version}"; exit; fi
(trap 'sleep 1; touch "$STARTED.tidied"; exit' TERM HUP INT; sleep 60 & wait; wait) &
echo $! $$ > "$STARTED.part"
mv "$STARTED.part" "$STARTED"
trap 'exit 1' TERM HUP INT
wait
"""
"""A manager that ends at once, while what it has started tidies up."""
DEAF = """\
if [ "$1" = --version ]; then echo "{version}"; exit; fi
(trap '' TERM HUP INT; exec sleep 60) &
echo $! $$ > "$STARTED.part"
mv "$STARTED.part" "$STARTED"
wait
"""
"""A manager that ends at once, while what it has started never does."""
STUBBORN = "trap '' TERM HUP\n" + SLOW


CONDA_FORGE = str(Channel("conda-forge").base_url).rstrip("/")


class Started:
    """A run of seedbed whose manager is at work.

    Args:
        folder: where what the manager notes lies.
        arguments: what seedbed is called with.
        cwd: where.
        variables: those by which the manager is found.
        before: what is set in the process before seedbed runs in it.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        cwd: Path,
        variables: Mapping[str, str],
        before: Callable[[], object] | None = None,
    ) -> None:
        self.note = folder / "started"
        self.run = subprocess.Popen(
            [*SEEDBED, *arguments],
            cwd=cwd,
            env=environment(STARTED=str(self.note), **variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=before,  # noqa: PLW1509  # no other thread runs here
        )
        while not self.note.exists():
            assert self.run.poll() is None, self.run.communicate()
            time.sleep(0.01)

    def numbers(self) -> list[int]:
        """The processes of the manager."""
        return [int(word) for word in self.note.read_text().split()]

    def send(self, number: signal.Signals) -> None:
        """Send a signal to seedbed's own process alone."""
        os.kill(self.run.pid, number)

    def ended(self) -> tuple[int, str, str]:
        """The exit status, and what was printed; nothing of the manager is left."""
        stdout, stderr = self.run.communicate(timeout=30)
        assert all(map(has_ended, self.numbers()))
        return self.run.returncode, stdout, stderr


@pytest.fixture(autouse=True)
def _signals_work() -> Iterator[None]:
    """Undo what a shell sets for a run in its background, and which all below would inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def slow(folder: Path, manager: str = "uv", script: str = SLOW) -> dict[str, str]:
    """The variables by which seedbed finds a manager that is slow."""
    name, version, _ = SAYS[manager]
    return first_on_path(program(folder / "bin" / name, script.format(version=version)))


def test_what_a_child_has_started_ends_too_if_ctrl_c_would_reach_it(tmp_path: Path) -> None:
    own = program(tmp_path / "x", "sleep 60 & echo $!; exec sleep 60")
    run = subprocess.Popen([own], stdout=subprocess.PIPE, encoding="utf-8")
    assert run.stdout
    below = int(run.stdout.readline())
    apart = subprocess.Popen(["sleep", "60"], start_new_session=True)
    assert signals._below(run.pid) == [below]
    assert set(signals._below(os.getpid())) >= {run.pid, below}
    assert apart.pid not in signals._below(os.getpid())
    for one in (run.pid, below, apart.pid):
        os.kill(one, signal.SIGKILL)
    run.wait()
    apart.wait()
    run.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_waits_for_what_the_manager_has_started(tmp_path: Path, number: signal.Signals) -> None:
    root = make(tmp_path)
    run = Started(tmp_path, "sync", "--json", cwd=root, variables=slow(tmp_path, script=TIDY))
    run.send(number)
    assert run.ended()[0] == 128 + number
    assert (tmp_path / "started.tidied").exists()


def test_pixi_ends_too_while_it_is_asked_about_a_lock(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    (root / "pixi.lock").write_text("version: 99\n")
    variables = slow(tmp_path, "pixi")
    run = Started(tmp_path, "sync", "--json", cwd=root, variables=variables)
    run.send(signal.SIGTERM)
    status, stdout, _ = run.ended()
    assert status == 143
    assert json.loads(stdout)["error"]["code"] == "interrupted"


def test_what_never_ends_is_killed(tmp_path: Path) -> None:
    root = make(tmp_path)
    run = Started(tmp_path, "sync", "--json", cwd=root, variables=slow(tmp_path, script=DEAF))
    run.send(signal.SIGTERM)
    time.sleep(1)
    assert run.run.poll() is None  # there is time for it
    run.send(signal.SIGTERM)
    assert run.ended()[0] == 143


@pytest.mark.parametrize("manager", SAYS)
def test_sync_in_json(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    run = Started(tmp_path, "sync", "--json", cwd=root, variables=slow(tmp_path, manager))
    run.send(signal.SIGTERM)
    status, stdout, stderr = run.ended()
    name, _, verb = SAYS[manager]
    assert (status, stderr) == (143, "")
    envelope = json.loads(stdout)
    assert envelope["error"]["code"] == "interrupted"
    assert envelope["error"]["message"] == f"Stopped by SIGTERM while '{name} {verb}' was running."
    assert envelope["error"]["hint"].endswith(
        f"'seedbed sync' in {root} to finish the environment."
    )


@pytest.mark.parametrize("manager", ["poetry", "conda"])
def test_sync_for_people_where_seedbed_waits_for_a_program(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    run = Started(tmp_path, "sync", cwd=root, variables=slow(tmp_path, manager))
    run.send(signal.SIGHUP)
    status, stdout, stderr = run.ended()
    name, _, verb = SAYS[manager]
    assert (status, stdout) == (129, "")
    assert stderr.startswith(f"error: Stopped by SIGHUP while '{name} {verb}' was running.\nhint: ")


def test_with_nix_in_front(tmp_path: Path, need: Callable[[str], str]) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("git", "env", "sh", "sleep", "mv"):
        (tools / name).symlink_to(need(name))
    said = 'if [ "$1" = --version ]; then echo "nix (Nix) 2.34.8"; exit; fi'
    program(tools / "nix", f'{said}\nPATH={tmp_path}/bin:$PATH\nwhile [ "$1" != --command ]; do '
                           'shift; done\nshift\n"$@"')  # fmt: skip
    slow(tmp_path, "pixi")
    root = make(tmp_path, "--manager", "pixi", "--nix", "shell", git=True)
    run = Started(tmp_path, "sync", "--json", cwd=root, variables={"PATH": str(tools)})
    run.send(signal.SIGTERM)
    status, stdout, _ = run.ended()
    said = json.loads(stdout)["error"]["message"]
    assert (status, said) == (143, "Stopped by SIGTERM while 'pixi install' was running.")


def test_new_says_that_the_project_is_there(tmp_path: Path) -> None:
    run = Started(tmp_path, "new", "x", "--yes", cwd=tmp_path, variables=slow(tmp_path))
    run.send(signal.SIGTERM)
    status, stdout, stderr = run.ended()
    root = tmp_path / "x"
    assert (status, stdout) == (143, "")
    assert stderr == (
        f"error: The project in {root} is complete, but its environment is not: Stopped by SIGTERM "
        "while 'uv lock' was running.\n"
        f"hint: Run 'uv sync' or 'seedbed sync' in {root} to finish the environment.\n"
    )
    assert (root / "pyproject.toml").is_file()


def test_new_says_so_in_json_too(tmp_path: Path) -> None:
    run = Started(tmp_path, "new", "x", "--json", cwd=tmp_path, variables=slow(tmp_path))
    run.send(signal.SIGTERM)
    status, stdout, _ = run.ended()
    envelope = json.loads(stdout)
    assert (status, envelope["error"]["code"]) == (143, "interrupted")
    assert (envelope["result"]["written"], envelope["result"]["synced"]) == (True, False)


@pytest.mark.parametrize("mode", [(), ("--json",)])
def test_update_says_that_the_files_are_up_to_date(tmp_path: Path, mode: tuple[str, ...]) -> None:
    root = make(tmp_path)
    arguments = ("update", "--set", "framework=none", *mode)
    run = Started(tmp_path, *arguments, cwd=root, variables=slow(tmp_path))
    run.send(signal.SIGTERM)
    status, stdout, stderr = run.ended()
    said = json.loads(stdout)["error"]["message"] if mode else stderr
    assert status == 143
    assert (
        "The files are up to date, but the environment is not: Stopped by SIGTERM while 'uv lock' "
        "was running." in said
    )


@pytest.mark.parametrize("pause", [0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6])
def test_at_any_moment(tmp_path: Path, pause: float) -> None:
    root = make(tmp_path, "--manager", "pixi")
    note = tmp_path / "started"
    script = f'echo $$ >> "{note}"\nexec sleep 60'
    version = 'if [ "$1" = --version ]; then sleep 0.2; echo "pixi 99.0"; exit; fi'
    variables = first_on_path(program(tmp_path / "bin" / "pixi", f"{version}\n{script}"))
    run = subprocess.Popen(
        [*SEEDBED, "sync", "--json"],
        cwd=root,
        env=environment(**variables),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(pause)
    run.terminate()
    # before a program runs, the system ends seedbed itself
    assert run.wait(timeout=20) in {-signal.SIGTERM, 143}
    time.sleep(0.1)
    assert not note.exists() or has_ended(int(note.read_text()))


def test_a_program_that_hangs_at_its_version(tmp_path: Path) -> None:
    script = 'echo $$ > "$STARTED.part"; mv "$STARTED.part" "$STARTED"; exec sleep 60'
    variables = first_on_path(program(tmp_path / "bin" / "uv", script))
    root = make(tmp_path)
    run = Started(tmp_path, "sync", "--json", cwd=root, variables=variables)
    time.sleep(0.5)  # the first moments belong to programs that answer
    run.send(signal.SIGTERM)
    status, stdout, _ = run.ended()
    assert (status, json.loads(stdout)["error"]["message"]) == (143, "Stopped by SIGTERM.")


def test_a_second_signal_kills(tmp_path: Path) -> None:
    root = make(tmp_path)
    run = Started(tmp_path, "sync", "--json", cwd=root, variables=slow(tmp_path, script=STUBBORN))
    run.send(signal.SIGTERM)
    time.sleep(1)
    assert run.run.poll() is None
    run.send(signal.SIGTERM)
    began = time.monotonic()
    assert run.ended()[0] == 143
    assert time.monotonic() - began < 5


def test_timeout_sends_each_signal_twice(tmp_path: Path, need: Callable[[str], str]) -> None:
    tidy = "trap 'sleep 0.4; echo tidy > \"$STARTED.end\"; exit' TERM\n"
    variables = slow(tmp_path, script=tidy + SLOW.replace("sleep 60 &", "true &"))
    variables["STARTED"] = str(tmp_path / "started")
    program(tmp_path / "bin" / "uv", (tmp_path / "bin" / "uv").read_text() + "sleep 60 & wait")
    root = make(tmp_path)
    done = subprocess.run(
        [need("timeout"), "2", *SEEDBED, "sync", "--json"],
        cwd=root, env=environment(**variables), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 124
    assert (tmp_path / "started.end").read_text() == "tidy\n"


def test_one_that_does_not_stop_is_killed_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "GRACE", 0.3)
    note = tmp_path / "started"
    monkeypatch.setenv("STARTED", str(note))
    stubborn = program(tmp_path / "x", STUBBORN.format(version=""))
    for number in (signal.SIGTERM, signal.SIGINT):
        threading.Thread(target=_send_once_started, args=(note, number)).start()
        with pytest.raises(KeyboardInterrupt) as caught:
            process.run([str(stubborn), "x"], str(tmp_path))
        assert isinstance(caught.value, Stopped) == (number != signal.SIGINT)
        assert all(has_ended(int(word)) for word in note.read_text().split())
        note.unlink()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def _send_once_started(note: Path, number: signal.Signals) -> None:
    while not note.exists():
        time.sleep(0.01)
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_is_ignored_stays_so(tmp_path: Path, number: signal.Signals) -> None:
    root = make(tmp_path)
    script = SLOW.replace("sleep 60", "sleep 1")
    run = Started(
        tmp_path, "sync", "--json", cwd=root, variables=slow(tmp_path, script=script),
        before=lambda: signal.signal(number, signal.SIG_IGN),
    )  # fmt: skip
    run.send(number)
    assert run.ended()[0] == 0


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("kill -9 $$", "was killed, perhaps because memory ran out (SIGKILL)."),
        ("exit 137", "was killed, perhaps because memory ran out (SIGKILL)."),
        ("kill -15 $$", "was stopped by another program (SIGTERM)."),
        ("kill -11 $$", "crashed (SIGSEGV)."),
        ("exit 134", "crashed (SIGABRT)."),
        ("kill -HUP $$", "was ended (SIGHUP)."),
        ("exit 141", "was ended (SIGPIPE)."),
        ("exit 133", "crashed (SIGTRAP)."),
    ],
)
def test_a_manager_that_a_signal_ends(tmp_path: Path, script: str, said: str) -> None:
    root = make(tmp_path)
    error = failing(root, slow(tmp_path, script=script_of(script)))
    assert error["message"] == f"'uv sync' {said}"
    if "memory" in said:
        assert error["hint"] == (
            "Free some memory, or ask for more of it, then run 'uv sync' or 'seedbed sync' in "
            f"{root}."
        )
    else:
        assert error["hint"] == f"Run 'uv sync' or 'seedbed sync' in {root} again."


@pytest.mark.parametrize("status", [1, 2, 124, 128, 168, 255])
def test_a_manager_that_fails_has_said_why(tmp_path: Path, status: int) -> None:
    root = make(tmp_path)
    error = failing(root, slow(tmp_path, script=script_of(f"exit {status}")))
    assert error["message"] == (
        f"'uv sync' failed with exit status {status}; see its output above."
    )
    assert error["hint"] == (
        "Fix what it reports; if the network is down, wait until it is back. Then run 'uv sync' or "
        f"'seedbed sync' in {root}."
    )


def test_without_any_network_that_is_said(tmp_path: Path, need: Callable[[str], str]) -> None:
    unshare = [need("unshare"), "--map-root-user", "--net"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody take the network away")
    root = make(tmp_path)
    variables = slow(tmp_path, script=script_of("exit 2"))
    error = failing(root, variables, *unshare)
    assert error["hint"] == (
        "This machine has no route to the internet, which may be why. Connect it, or fix what the "
        f"output reports; then run 'uv sync' or 'seedbed sync' in {root}."
    )


def script_of(then: str) -> str:
    """A manager that tells its version, and then does something."""
    return f'if [ "$1" = --version ]; then echo "{{version}}"; exit; fi\n{then}\n'


def failing(root: Path, variables: dict[str, str], *before: str) -> dict[str, Any]:
    """The error of a sync that fails."""
    done = subprocess.run(
        [*before, *SEEDBED, "sync", "--json"],
        cwd=root, env=environment(**variables), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    error: dict[str, Any] = json.loads(done.stdout)["error"]
    assert error["code"] == "sync-failed"
    return error


_BACKEND = """\
import os, time

def _wait(*_):
    with open(os.environ["STARTED"] + ".part", "w") as file:
        file.write(str(os.getpid()))
    os.rename(os.environ["STARTED"] + ".part", os.environ["STARTED"])
    time.sleep(60)

get_requires_for_build_editable = build_editable = build_wheel = _wait
prepare_metadata_for_build_editable = get_requires_for_build_wheel = _wait
"""


def test_the_real_uv_and_what_it_builds_with(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x-1"\nversion = "1"\nrequires-python = ">=3.11"\n\n'
        '[build-system]\nrequires = []\nbuild-backend = "slow"\nbackend-path = ["."]\n\n'
        '[tool.seedbed]\nmanager = "uv"\n'
    )
    (root / "slow.py").write_text(_BACKEND)
    variables = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "cache")}
    run = Started(tmp_path, "sync", "--json", cwd=root, variables=variables)
    run.send(signal.SIGTERM)
    status, stdout, _ = run.ended()
    assert status == 143
    said = "Stopped by SIGTERM while 'uv sync' was running."
    assert json.loads(stdout)["error"]["message"] == said


def test_the_real_pixi(tmp_path: Path, pixi: Pixi) -> None:
    root = make(tmp_path, "--manager", "pixi")
    home = tmp_path / "home"
    home.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:  # it never answers
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        (home / "config.toml").write_text(f'[mirrors]\n"{CONDA_FORGE}" = ["{address}"]\n')
        own = {**pixi.variables, "PIXI_HOME": str(home), "PIXI_CACHE_DIR": str(tmp_path / "cache")}
        run = subprocess.Popen(
            [*SEEDBED, "sync", "--json"],
            cwd=root,
            env=own,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        asked, _ = server.accept()
        (child,) = signals._below(run.pid)
        run.terminate()
        stdout, _ = run.communicate(timeout=30)
        asked.close()
    assert (run.returncode, has_ended(child)) == (143, True)
    said = "Stopped by SIGTERM while 'pixi install' was running."
    assert json.loads(stdout)["error"]["message"] == said
