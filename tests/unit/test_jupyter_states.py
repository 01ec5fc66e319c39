"""How a Jupyter server is judged, shown, and started: the pure parts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.jupyter.addresses import Address, address_of, is_loopback, tunnel, url_of
from seedbed.jupyter.arguments import arguments, variables
from seedbed.jupyter.kernels import is_of, name_of, specification
from seedbed.jupyter.logout import LINGER, decide, place_in
from seedbed.jupyter.places import place_of, runtime_folders
from seedbed.jupyter.server import Server, read, written
from seedbed.jupyter.states import Found, State, judge
from seedbed.model.record import replace

EVERYWHERE = "0.0.0.0"  # noqa: S104  # it is only shown
TOKEN = "t0k3n"
SERVER = Server(
    root="/home/ada/digits", pid=41, identity="boot:7", token=TOKEN, made="1:2", port=8888,
    environment="/home/ada/digits/.venv", runtime="/run/j",
)  # fmt: skip
DELETED = (
    "Its environment was deleted, so kernels can't start: run 'seedbed sync', then "
    "'seedbed jupyter restart'."
)
MADE_ANEW = (
    "Its environment was created again after JupyterLab had started: run 'seedbed jupyter restart'."
)
SAME = Found(identity="boot:7", answers=True, made="1:2")


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (SAME, "running"),
        (replace(SAME, answers=False), "silent"),
        (Found(), "killed"),
        (Found(exit=0), "ended"),
        (Found(exit=1), "crashed"),
        (Found(identity="boot:8"), "reused"),
        (Found(identity="boot:8", exit=0), "ended"),
    ],
)
def test_how_a_server_is(found: Found, status: str) -> None:
    state = judge(SERVER, found, "boot")
    assert state.status == status
    assert state.is_alive == (status in {"running", "silent"})
    assert state.is_running == (status == "running")
    assert state.message.endswith(".")


def test_a_server_that_has_not_answered_yet() -> None:
    assert judge(replace(SERVER, port=0), replace(SAME, answers=False), "boot").status == "starting"


def test_the_machine_was_restarted() -> None:
    assert judge(SERVER, Found(), "later").status == "restarted"
    assert judge(SERVER, Found(identity="later:7"), "later").status == "restarted"
    assert judge(SERVER, Found(), "").status == "killed"  # a system that does not say


@pytest.mark.parametrize(
    ("made", "environment", "warning"),
    [
        ("1:2", "same", ""),
        ("", "missing", DELETED),
        ("1:3", "other", MADE_ANEW),
    ],
)
def test_its_environment(made: str, environment: str, warning: str) -> None:
    state = judge(SERVER, replace(SAME, made=made), "boot")
    assert (state.environment, state.warning) == (environment, warning)


def test_no_server() -> None:
    assert State().message == "JupyterLab isn't running for this project."
    assert not State().is_alive


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.builds(
    Server, root=TEXT, pid=st.integers(2, 2**31), identity=TEXT, token=TEXT, environment=TEXT,
    made=TEXT, host=TEXT, asked_port=st.integers(-1, 65535), allow_root=st.booleans(),
    started=st.floats(0, 2e9), version=TEXT, runtime=TEXT, port=st.integers(0, 65535), base=TEXT,
    is_encrypted=st.booleans(),
))  # fmt: skip
def test_a_record_is_read_as_it_was_written(server: Server) -> None:
    assert read(written(server)) == server


@pytest.mark.parametrize(
    "change",
    [{"environment": "/x\0"}, {"started": float("inf")}, {"started": -1e300},
     {"schema": 2}, {"pid": 1}, {"pid": 0}, {"pid": True}, {"pid": "41"}, {"port": None},
     {"token": 1}, {"more": 1}, {"is_encrypted": 1}, {"started": "now"}],
)  # fmt: skip
def test_a_record_with_something_else_counts_as_none(change: dict[str, Any]) -> None:
    state = json.loads(written(SERVER))
    assert read(json.dumps({**state, **change}).encode()) is None
    state.pop(next(iter(change)), None)
    assert read(json.dumps(state).encode()) is None or "more" in change


@pytest.mark.parametrize(
    ("host", "base", "is_encrypted", "url"),
    [
        ("127.0.0.1", "/", False, "http://127.0.0.1:8888/lab"),
        ("::1", "/", False, "http://[::1]:8888/lab"),
        (EVERYWHERE, "/", False, "http://box:8888/lab"),
        ("10.0.0.7", "/mine/", True, "https://10.0.0.7:8888/mine/lab"),
    ],
)
def test_urls(host: str, base: str, is_encrypted: bool, url: str) -> None:
    server = replace(SERVER, host=host, base=base, is_encrypted=is_encrypted)
    assert url_of(server, "box") == url
    assert url_of(server, "box", secret=True) == f"{url}?token=t0k3n"


def test_where_this_machine_reaches_it() -> None:
    assert address_of(replace(SERVER, host=EVERYWHERE)) == Address(host="127.0.0.1", port=8888)
    assert address_of(replace(SERVER, host="::")).host == "::1"
    assert address_of(replace(SERVER, host="10.0.0.7")).host == "10.0.0.7"


@pytest.mark.parametrize(
    ("host", "answer"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("LocalHost", True),
     (EVERYWHERE, False), ("::", False), ("10.0.0.7", False), ("box", False)],
)  # fmt: skip
def test_what_only_this_machine_reaches(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer


def test_the_line_for_ssh() -> None:
    here = {"SSH_CONNECTION": "203.0.113.5 50000 198.51.100.7 22"}
    assert tunnel(SERVER, here, "ada") == "ssh -N -L 8888:127.0.0.1:8888 ada@198.51.100.7"
    assert tunnel(SERVER, {"SSH_CONNECTION": "a 1 b 2222"}, "") == (
        "ssh -N -L 8888:127.0.0.1:8888 -p 2222 b"
    )
    assert tunnel(SERVER, {}, "ada") == ""
    odd = {"SSH_CONNECTION": "a 1 b;reboot 22"}
    assert tunnel(SERVER, odd, "ada") == "ssh -N -L 8888:127.0.0.1:8888 'ada@b;reboot'"


def test_arguments() -> None:
    assert arguments(SERVER) == [
        "--no-browser",
        "--ServerApp.root_dir=/home/ada/digits",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=t0k3n",
    ]
    asked = replace(SERVER, asked_port=0, allow_root=True)
    assert arguments(asked)[4:] == [
        "--ServerApp.port=0",
        "--ServerApp.port_retries=0",
        "--allow-root",
    ]


def test_variables() -> None:
    given = {"PATH": "/bin", "HOME": "/h", "JPY_SESSION_NAME": "x", "JUPYTER_TOKEN": "theirs",
             "JUPYTER_TOKEN_FILE": "f", "PYTHONHOME": "/p"}  # fmt: skip
    assert variables(given, "/e", of_conda=False) == {
        "PATH": "/e/bin:/bin",
        "HOME": "/h",
        "VIRTUAL_ENV": "/e",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYTHONUNBUFFERED": "1",
    }
    assert variables(given, "/e", of_conda=True)["CONDA_PREFIX"] == "/e"


@pytest.mark.parametrize(
    ("project", "name"),
    [("digits", "digits"), ("My.Project_2", "my.project_2"), ("a b", "a-b"), ("python3",
     "python3-project"), ("Python", "python-project"), ("…", "project"), ("-x-", "x")],
)  # fmt: skip
def test_names_of_kernels(project: str, name: str) -> None:
    assert name_of(project) == name


def test_a_kernel_is_the_own_one_with_another_name() -> None:
    own = {"argv": ["python", "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f",
                    "{connection_file}"], "display_name": "Python 3 (ipykernel)",
           "language": "python", "metadata": {"debugger": True}, "new": 1}  # fmt: skip
    spec = specification("digits", "/e/bin/python", json.dumps(own).encode())
    assert json.loads(spec) == {
        **own, "argv": ["/e/bin/python", *own["argv"][1:]], "display_name": "digits"  # type: ignore[index]
    }  # fmt: skip
    assert is_of("digits", spec)
    assert not is_of("other", spec)


@pytest.mark.parametrize("own", [b"", b"{", b"[]", b'{"argv": ["bash", "-c", "x"]}', b"[" * 9999])
def test_a_kernel_without_a_pattern(own: bytes) -> None:
    assert json.loads(specification("digits", "/e/bin/python", own))["argv"] == [
        "/e/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}",
    ]  # fmt: skip
    assert not is_of("digits", own)


LOGIN = "0::/user.slice/user-1000.slice/session-3.scope\n"
DESKTOP = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-term-1.scope\n"
OLD = "12:pids:/user.slice/user-1000.slice/session-c1.scope\n1:name=systemd:/user.slice/x\n"


@pytest.mark.parametrize(
    ("cgroups", "place"),
    [(LOGIN, "session"), (DESKTOP, "manager"), (OLD, "session"), ("0::/\n", ""), ("", ""),
     ("0::/system.slice/sshd.service\n", "")],
)  # fmt: skip
def test_where_a_process_is(cgroups: str, place: str) -> None:
    """As systemd's manual has these names: no systemd runs where this was written."""
    assert place_in(cgroups) == place


@pytest.mark.parametrize(
    ("place", "kills", "lingers", "can_scope", "answer"),
    [
        ("session", False, False, True, ""),
        ("session", True, True, True, "scope"),
        ("session", True, True, False, "warn"),
        ("session", True, False, True, "warn"),
        ("manager", False, False, True, "warn"),
        ("manager", False, True, True, ""),
        ("", True, False, True, ""),
    ],
)
def test_what_outlives_a_login(
    place: str, kills: bool, lingers: bool, can_scope: bool, answer: str
) -> None:
    assert decide(place, kills=kills, lingers=lingers, can_scope=can_scope) == answer
    assert "'loginctl enable-linger'" in LINGER


def test_places() -> None:
    one = place_of("/home/ada/my digits", {"XDG_STATE_HOME": "/s"}, "linux", "box")
    assert one.top == "/s/seedbed/jupyter"
    assert one.folder.startswith("/s/seedbed/jupyter/my-digits-")
    assert one.record == f"{one.folder}/server.json"
    others = {
        place_of("/home/ada/my digits", {"XDG_STATE_HOME": "/s"}, "linux", "other").folder,
        place_of("/home/bob/my digits", {"XDG_STATE_HOME": "/s"}, "linux", "box").folder,
    }
    assert len({one.folder, *others}) == 3


def test_state_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    tops = {
        system: place_of("/p", {"XDG_STATE_HOME": "relative"}, system, "").top
        for system in ("linux", "darwin")
    }
    assert tops == {
        "linux": "/home/ada/.local/state/seedbed/jupyter",
        "darwin": "/home/ada/Library/Application Support/seedbed/jupyter",
    }


def test_folders_of_jupyter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert runtime_folders({"JUPYTER_RUNTIME_DIR": "/r"}, "linux") == ["/r"]
    assert runtime_folders({"JUPYTER_DATA_DIR": "/d"}, "linux") == ["/d/runtime"]
    assert runtime_folders({"XDG_DATA_HOME": "/x"}, "linux") == ["/x/jupyter/runtime"]
    assert runtime_folders({}, "linux") == ["/home/ada/.local/share/jupyter/runtime"]
    assert runtime_folders({}, "darwin")[0] == "/home/ada/Library/Jupyter/runtime"
