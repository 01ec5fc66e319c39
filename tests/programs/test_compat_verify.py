"""`seedbed compat verify`: what it makes of a resolver's answers, and of the real resolver's."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from cli import seedbed
from running import SEEDBED, environment
from stand_ins import first_on_path, stand_in
from terminal import on_terminal, rest_of

from seedbed.accelerators.compat.checks import rows
from seedbed.accelerators.tables import load_tables

NONE = "error: No solution found when resolving dependencies"
LIMIT = 60.0
STAND_IN = """\
asked=$(cat)
printf '%s | %s\\n' "$(echo $asked)" "$*" >>{log}
says() {{ printf '%s\\n' "$1" >&2; exit "$2"; }}
{cases}
case "$asked" in *[a-z]'>'[0-9]*) says '{none}' 1;; esac
echo anything==1.0
"""
"""A uv that finds wheels for everything, and no newer releases, but for some cases."""


def _uv(folder: Path, cases: str = "") -> dict[str, str]:
    """The variable by which that uv is found."""
    folder.mkdir(exist_ok=True)
    script = STAND_IN.format(log=shlex.quote(str(folder / "log")), cases=cases, none=NONE)
    return first_on_path(stand_in(folder, "0.13.8", script))


def _case(pattern: str, said: str, status: int = 1) -> str:
    return f'case "$asked $*" in {pattern}) says "{said}" {status};; esac'


def _run(tmp_path: Path, *words: str, cases: str = "") -> tuple[int, dict[str, Any]]:
    env = _uv(tmp_path / "bin", cases)
    done = seedbed("compat", "verify", "--json", *words, cwd=tmp_path, env=env)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def _states(document: dict[str, Any]) -> dict[str, str]:
    return {one["title"]: one["state"] for one in document["result"]["rows"]}


def test_with_a_stand_in_for_uv_that_confirms_all(tmp_path: Path) -> None:
    env = _uv(tmp_path / "bin")
    done = seedbed(
        "compat", "verify", "--rows", "jax==0.6,tf==2.20", "--new", cwd=tmp_path, env=env
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "uv 0.13.8 resolved 24 sets of requirements for 3 rows.\n"
        "  tensorflow releases  1 of 1 hold\n"
        "  tensorflow metal     1 of 1 hold\n"
        "  jax releases         1 of 1 hold\n"
        "No release is missing from the tables.\n"
    )


def test_with_a_stand_in_for_uv_that_finds_no_wheels(tmp_path: Path) -> None:
    why = f"{NONE}\\n  cause: Because jaxlib==0.6.2 has no wheels, we can conclude that so it is."
    case = _case("*jax==0.6.*aarch64-unknown*3.13*", why)
    status, document = _run(tmp_path, "--rows", "jax==0.6", "--rows", "jax==0.7", cases=case)
    assert status == 1
    assert _states(document) == {"JAX 0.6": "differs", "JAX 0.7": "holds"}
    assert document["error"]["code"] == "tables-differ"
    assert document["error"]["message"] == "1 row no longer holds."
    (row, _) = document["result"]["rows"]
    assert row["differences"] == [
        {
            "requirements": ["jax==0.6.*"],
            "platform": "linux-aarch64",
            "python": "3.13",
            "expected": "resolves",
            "reason": "jaxlib==0.6.2 has no wheels",
        }
    ]
    assert document["result"]["new"] is None
    env = _uv(tmp_path / "bin", case)
    done = seedbed("compat", "verify", "--rows", "jax==0.6", cwd=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[2:] == [
        "no longer holds: JAX 0.6",
        "  linux-aarch64, Python 3.13: jaxlib==0.6.2 has no wheels",
        "1 row no longer holds. Report it, or update seedbed: newer versions have newer tables.",
    ]


def test_with_a_stand_in_for_uv_that_finds_wheels_where_none_were(tmp_path: Path) -> None:
    status, document = _run(tmp_path, "--rows", "tf==2.6")
    assert status == 1
    assert set(_states(document).values()) == {"differs"}
    reasons = {one["reason"] for row in document["result"]["rows"] for one in row["differences"]}
    assert reasons == {"uv finds wheels for it"}


def test_with_a_stand_in_for_uv_that_reaches_no_index(tmp_path: Path) -> None:
    said = "error: Request failed after 3 retries in 9.0s"
    status, document = _run(tmp_path, "--rows", "jax", cases=_case("*", said, 2))
    assert (status, document["error"]["code"]) == (3, "index-unreachable")
    assert set(_states(document).values()) == {"unchecked"}
    case = _case("*jax-metal*", said, 2)  # some answers are better than none
    status, document = _run(tmp_path, "--rows", "jax", cases=case)
    assert (status, document["error"]) == (0, None)
    assert _states(document)["JAX 0.4.34 with jax-metal 0.1.1"] == "unchecked"


@pytest.mark.parametrize("rows", ["jax", "tf==2.6"])  # 2.6 has to lack wheels
def test_with_a_stand_in_for_uv_that_finds_nothing_at_all(tmp_path: Path, rows: str) -> None:
    """As where a network wants a login, or an address is wrong."""
    said = f"{NONE}\n  cause: Because there are no versions of pip, no more is known."
    status, document = _run(tmp_path, "--rows", rows, cases=_case("*", said))
    assert (status, document["error"]["code"]) == (3, "index-unreachable")
    assert set(_states(document).values()) == {"unchecked"}


def test_with_a_stand_in_for_uv_that_knows_newer_releases(tmp_path: Path) -> None:
    last = load_tables().jax[-1].patches[-1]
    cases = "\n".join(
        [
            f'case "$asked $*" in "jax>{last} "*3.13*) echo jax==0.14.0; exit;; esac',
            f'case "$asked $*" in "jax>{last},<0.14.0 "*) echo jax==0.13.1; exit;; esac',
            'case "$asked" in "jax==0.6."*) echo jax==0.6.3; exit;; esac',
        ]
    )
    status, document = _run(tmp_path, "--rows", "jax", "--new", cases=cases)
    assert status == 1
    assert document["error"]["message"] == "3 releases are not in the tables."
    assert document["result"]["new"] == [
        {"framework": "jax", "package": "jax", "version": version, "pythons": pythons}
        for version, pythons in (("0.6.3", []), ("0.13.1", ["3.13"]), ("0.14.0", ["3.13"]))
    ]


def test_uv_gets_no_settings_but_those_of_indexes(tmp_path: Path) -> None:
    settings = tmp_path / "config" / "uv" / "uv.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('resolution = "lowest"\nindex-url = "https://own.invalid/simple"\n')
    env = _uv(tmp_path / "bin", 'env >>"$(dirname "$0")/env"; pwd >>"$(dirname "$0")/pwd"')
    env |= {"XDG_CONFIG_HOME": str(tmp_path / "config"), "UV_EXCLUDE_NEWER": "2020-01-01"}
    (tmp_path / "uv.toml").write_text("no-index = true\n")
    done = seedbed("compat", "verify", "--rows", "jax==0.5", cwd=tmp_path, env=env)
    assert done.returncode == 0
    got = (tmp_path / "bin" / "env").read_text().splitlines()
    assert "UV_INDEX_URL=https://own.invalid/simple" in got
    assert "MACOSX_DEPLOYMENT_TARGET=14.0" in got
    assert not any(line.startswith(("UV_EXCLUDE", "UV_RESOLUTION")) for line in got)
    folders = set((tmp_path / "bin" / "pwd").read_text().splitlines())
    assert not any(Path(one).exists() for one in folders), "an empty folder, which is gone"
    assert all(
        "--no-config" in line for line in (tmp_path / "bin" / "log").read_text().splitlines()
    )


@pytest.mark.parametrize("size", [1, 4, 9])
def test_a_sample_has_as_many_rows(tmp_path: Path, size: int) -> None:
    _, document = _run(tmp_path, "--sample", str(size))
    every = [one.title for one in rows(load_tables())]
    found = list(_states(document))
    assert len(found) == size
    assert [title for title in every if title in found] == found
    if size > 6:
        assert {one["framework"] for one in document["result"]["rows"]} == {
            "pytorch", "tensorflow", "jax",
        }  # fmt: skip


def _with_three_that_sleep(program: psutil.Process) -> list[psutil.Process]:
    """All that a program has started, once three of them sleep: each is a shell for a moment."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        with suppress(psutil.NoSuchProcess):
            below = program.children(recursive=True)
            if len([one for one in below if one.name() == "sleep"]) == 3:
                return below
        time.sleep(0.05)
    pytest.fail("three of them never slept")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_that_resolves(tmp_path: Path, number: signal.Signals) -> None:
    # a run that was started in the background ignores Ctrl-C, and so would all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    env = _uv(tmp_path / "bin", "sleep 300 & wait")
    child = subprocess.Popen(
        [*SEEDBED, "compat", "verify", "--rows", "jax", "--jobs", "3"],
        cwd=tmp_path,
        env={**environment(), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    log = tmp_path / "bin" / "log"
    below = _with_three_that_sleep(psutil.Process(child.pid))
    child.send_signal(number)
    out, said = child.communicate(timeout=LIMIT)
    _, alive = psutil.wait_procs(below, timeout=LIMIT / 6)
    for one in alive:
        one.kill()
    assert alive == []
    assert (child.returncode, out) == (128 + number, "")
    assert said.startswith("error: Interrupted" if number == signal.SIGINT else "error: Stopped")
    assert len(log.read_text().splitlines()) == 3, "no other was started"


def test_a_terminal_shows_how_far_it_is(tmp_path: Path) -> None:
    env = _uv(tmp_path / "bin")
    child = on_terminal("compat", "verify", "--rows", "jax==0.6", cwd=tmp_path, **env)
    child.expect_exact("[########################] 14/14  JAX 0.6")
    status, rest = rest_of(child)
    assert status == 0
    assert rest.splitlines()[-1] == "  jax releases  1 of 1 hold"


def test_without_uv_it_says_so(tmp_path: Path) -> None:
    env = first_on_path(stand_in(tmp_path / "bin", "0.1.0"))
    script = "import sys; sys.modules['uv'] = None; from seedbed.cli import main; sys.exit(main())"
    done = subprocess.run(
        [*SEEDBED[:1], "-c", script, "compat", "verify", "--rows", "jax"],
        cwd=tmp_path,
        env={**environment(), "PATH": env["PATH"].partition(os.pathsep)[0]},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 3
    assert "uv 0.8 or newer is needed, but only uv 0.1.0" in done.stderr


@pytest.mark.slow
@pytest.mark.network
def test_the_real_uv_confirms_a_sample(tmp_path: Path) -> None:
    sample = ("torch==2.2", "tf==2.6", "tf==2.10", "tf==2.14", "tf==2.20", "jax==0.7")
    done = seedbed("compat", "verify", "--json", "--rows", ",".join(sample), cwd=tmp_path)
    document = json.loads(done.stdout)
    assert document["error"] is None, document["result"]
    states = _states(document)
    assert set(states.values()) == {"holds"}
    assert "TensorFlow 2.6 with tensorflow-metal 0.2.0" in states, "one that has no wheels"
    assert "TensorFlow 2.20 with tensorflow-metal 1.2.0" in states, "one that cannot be imported"
