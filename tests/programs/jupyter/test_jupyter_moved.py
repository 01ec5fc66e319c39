"""Projects that are moved or deleted while their server runs."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from labs import MANIFEST, Lab, has_gone


def moved(lab: Lab) -> tuple[dict[str, object], str]:
    """Start the server, then rename the project; the record, and what is said about it."""
    record = lab.start()
    old = lab.root
    lab.root = old.rename(old.with_name("renamed"))
    said = (
        f"JupyterLab is still running from this project's old folder, {old} (process "
        f"{record['pid']})."
    )
    return record, said


def records(lab: Lab) -> list[str]:
    return [str(path) for path in lab.state.glob("seedbed/jupyter/*/*.json")]


def test_a_moved_project_starts_no_second_server(lab: Lab) -> None:
    record, said = moved(lab)
    hint = "hint: Run 'seedbed jupyter restart'.\n"
    for words in (["start"], ["url"], ["open"]):
        done = lab.run(*words)
        assert (done.returncode, done.stderr) == (1, f"error: {said}\n{hint}"), words
    status = lab.run("status")
    first, log, then = status.stdout.splitlines()
    assert (status.returncode, status.stderr, first) == (1, "", said)
    assert then == "To start it again in the new folder: seedbed jupyter restart"
    assert Path(log.split()[1]).read_text() == lab.run("logs").stdout
    found = lab.status()
    assert (found["status"], found["pid"], found["left"]) == ("moved", record["pid"], [])
    assert (found["url"], found["environment_state"]) == (None, None)
    assert lab.processes() == [record["pid"]]


def test_a_moved_project_stops_its_server(lab: Lab) -> None:
    moved(lab)
    done = lab.run("stop")
    assert (done.returncode, done.stdout) == (0, "JupyterLab was stopped.\n")
    assert done.stderr == "note: 1 kernel is running: first.ipynb\n"
    assert lab.processes() == []
    assert records(lab) == []
    assert lab.status()["status"] == "none"


def test_a_moved_project_restarts_its_server_in_its_new_place(lab: Lab) -> None:
    record, _ = moved(lab)
    done = lab.run("restart")
    assert done.returncode == 0, done
    assert f"http://127.0.0.1:{record['port']}/lab?token={record['token']}\n" in done.stdout
    (path,) = lab.state.glob("seedbed/jupyter/*/server.json")
    again = json.loads(path.read_text())
    assert (again["root"], again["token"]) == (str(lab.root), record["token"])
    assert lab.processes() == [again["pid"]]
    assert os.readlink(f"/proc/{again['pid']}/cwd") == str(lab.root)
    assert lab.status()["status"] == "running"


def test_a_busy_kernel_of_a_moved_project_is_not_ended_unasked(lab: Lab) -> None:
    record = lab.start(STAND_IN="busy")
    lab.root = lab.root.rename(lab.root.with_name("renamed"))
    assert "error: 1 kernel is busy: first.ipynb.\n" in lab.run("restart").stderr
    assert lab.processes() == [record["pid"]]


@pytest.mark.parametrize("deleted", [True, False])
def test_another_project_names_a_server_that_was_left(lab: Lab, *, deleted: bool) -> None:
    record = lab.start()
    old, other = lab.root, lab.root.with_name("other")
    other.mkdir()
    (other / "pyproject.toml").write_text(MANIFEST.format(manager="uv", nix="none"))
    away = old.rename(old.with_name("away"))
    lab.root = other
    said = f"note: JupyterLab (process {record['pid']}) is still running from {old}, "
    if deleted:
        shutil.rmtree(away)
        said += f"but that folder is gone. To end it, run 'kill {record['pid']}'.\n"
    else:
        said += f"which is now {away}: run 'seedbed jupyter stop' there to end it.\n"
    status = lab.run("status")
    assert status.stderr == said
    assert status.stdout.startswith("JupyterLab isn't running for this project.\n")
    assert lab.status()["left"] == [
        {"pid": record["pid"], "project": str(old), "now": None if deleted else str(away)}
    ]
    lab.run("stop")
    assert lab.processes() == [record["pid"]]
    os.kill(record["pid"], signal.SIGTERM)
    assert has_gone(record["pid"])
    assert lab.status()["left"] == []
